"""Sea legs: the shortest way between two ports that keeps to the water."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo.network.geometry import ellipsoid
from geo.network.lines import distinct
from geo.network.plane import stretch, to_earth, to_plane
from geo.network.water import HARBOUR_M

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geo.network.lines import Position

CLEARANCE_M = 2_000.0
"""How far from the shore a way keeps, outside the ports."""
MOST_CORNERS = 400


def share_over_land(line: Sequence[Position], water: BaseGeometry) -> float:
    """
    Measure how much of a line lies outside the water.

    Parameters
    ----------
    line
        Positions in degrees.
    water
        The water, in degrees.

    Returns
    -------
    share
        From 0 to 1.
    """
    import shapely  # noqa: PLC0415

    shape = shapely.LineString(line)
    outside = shapely.difference(shape, water)
    return float(ellipsoid().geometry_length(outside) / ellipsoid().geometry_length(shape))


def lead_over_water(start: Position, end: Position, water: BaseGeometry) -> list[Position] | None:
    """
    Find the shortest way over water, two kilometres off the shore except to the ports.

    The way bends only at corners of the land (a visibility graph, Lozano-Pérez and Wesley 1979), searched from the
    start as far as needed.

    Parameters
    ----------
    start, end
        The ports, in degrees.
    water
        The water, in degrees.

    Returns
    -------
    line
        From port to port, five decimals; None where no water joins them.
    """
    import shapely  # noqa: PLC0415

    ports = to_plane(np.array([start, end]))
    scale = float(stretch(ports[:, 1]).mean())
    plane = shapely.transform(water, to_plane)
    basin = _basin(shapely.buffer(plane, -CLEARANCE_M * scale), ports, scale)
    if basin is None:
        return None
    shore = shapely.boundary(shapely.buffer(basin, CLEARANCE_M * scale / 2))
    shapely.prepare(shore)
    doors = shapely.get_coordinates(shapely.shortest_line(shapely.points(ports), basin)).reshape(2, 2, 2)[:, 1]
    corners = np.concatenate([doors, _corners(basin, scale)])
    path = _Sight(corners, shore).shortest()
    if path is None:
        return None
    line = np.round(to_earth(corners[path]), 5).tolist()
    return distinct([start, *((lon, lat) for lon, lat in line), end])


def _basin(open_water: BaseGeometry, ports: NDArray[np.float64], scale: float) -> BaseGeometry | None:
    """Choose the water that both ports lie at."""
    import shapely  # noqa: PLC0415

    parts = shapely.get_parts(open_water)
    if not len(parts):
        return None
    far = np.max([shapely.distance(shapely.points(port), parts) for port in ports], axis=0)
    best = int(np.argmin(far))
    return parts[best] if far[best] <= HARBOUR_M * scale else None


def _corners(basin: BaseGeometry, scale: float) -> NDArray[np.float64]:
    """Take the vertices at which land juts into the water, of an outline thinned until they are few enough."""
    import shapely  # noqa: PLC0415

    tolerance = CLEARANCE_M * scale / 8
    while True:
        shape = shapely.orient_polygons(shapely.simplify(basin, tolerance))
        rings = [shapely.get_coordinates(ring)[:-1] for ring in shapely.get_rings(shape)]
        corners = np.concatenate([ring[_juts(ring)] for ring in rings])
        if len(corners) <= MOST_CORNERS or tolerance >= CLEARANCE_M * scale / 2:
            return corners
        tolerance *= 1.5


def _juts(ring: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Tell at which vertices a ring with the water to its left turns to the right."""
    before, after = ring - np.roll(ring, 1, axis=0), np.roll(ring, -1, axis=0) - ring
    return np.asarray(before[:, 0] * after[:, 1] - before[:, 1] * after[:, 0] < 0)


@dataclass(frozen=True, eq=False)
class _Sight:
    """Corners, of which the first two are the ends, and the shore, within which all lie and which none sees across."""

    corners: NDArray[np.float64]
    shore: BaseGeometry

    def shortest(self) -> list[int] | None:
        found = np.full(len(self.corners), np.inf)
        found[0], before, done = 0.0, {0: -1}, set()
        queue = [(0.0, 0)]
        while queue:
            _, here = heapq.heappop(queue)
            if here == 1:
                return self._path(before)
            if here in done:
                continue
            done.add(here)
            for there, distance in self._seen_from(here, found):
                found[there], before[there] = distance, here
                left = np.hypot(*(self.corners[1] - self.corners[there]))
                heapq.heappush(queue, (distance + float(left), there))
        return None

    def _seen_from(self, here: int, found: NDArray[np.float64]) -> list[tuple[int, float]]:
        """Give the corners in sight that are reached sooner from here."""
        import shapely  # noqa: PLC0415

        step = self.corners - self.corners[here]
        distance = found[here] + np.hypot(step[:, 0], step[:, 1])
        sooner = np.flatnonzero(distance < found)
        ends = np.stack([np.broadcast_to(self.corners[here], (len(sooner), 2)), self.corners[sooner]], axis=1)
        # A line between two places on the water stays there unless it meets the shore, which is quicker to ask.
        is_seen = ~np.asarray(shapely.intersects(self.shore, shapely.linestrings(ends)))
        return [(int(i), float(distance[i])) for i in sooner[is_seen].tolist()]

    def _path(self, before: dict[int, int]) -> list[int]:
        path = [1]
        while before[path[-1]] >= 0:
            path.append(before[path[-1]])
        return path[::-1]
