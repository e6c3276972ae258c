"""Lines: what is done to the vertices of one line, on the plane or in degrees."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from geo.network.geometry import segment_lengths
from geo.network.plane import stretch, to_earth, to_plane
from geo.network.topology import project

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo.network.links import Link

Position = tuple[float, float]

CLOSEST_DEG = 2e-5
"""Vertices closer than this, two metres, are one: rounded to five decimals, a line through both could turn back."""

LONGEST_M = 20_000.0
"""A straight track has a vertex at least so often: `quality-earned` takes longer gaps for a lack of knowledge."""
FOLD_DEG = 100.0
FOLD_M = 100.0


def cut_at(link: Link, stops: Sequence[Position]) -> list[list[Position]]:
    """
    Cut a link's line at the places it passes.

    Parameters
    ----------
    link
        The link.
    stops
        The places in order, its two ends included.

    Returns
    -------
    parts
        One fewer than places, each from place to place exactly.
    """
    line = list(link.line)
    along = [0.0, *(project(link, stop)[1] for stop in stops[1:-1]), float(len(line) - 1)]
    parts = []
    for (one, start), (other, end) in pairwise(zip(stops, along, strict=True)):
        between = [line[index] for index in range(int(start) + 1, int(np.ceil(end)))]
        parts.append(distinct([one, *between, other]))
    return parts


def length_m(line: Sequence[Position]) -> float:
    """
    Measure a line along the ellipsoid.

    Parameters
    ----------
    line
        Its positions, in degrees.

    Returns
    -------
    length
        Metres; 0 for a single position.
    """
    return float(segment_lengths([line])[0].sum()) * 1000


def distinct(line: Sequence[Position]) -> list[Position]:
    """
    Leave out vertices that all but repeat the one before; both ends stay.

    Parameters
    ----------
    line
        Positions in degrees, at least two.

    Returns
    -------
    line
        Those that are `CLOSEST_DEG` apart.
    """
    kept = [line[0]]
    for position in line[1:-1]:
        if not _is_close(kept[-1], position):
            kept.append(position)
    while len(kept) > 1 and _is_close(kept[-1], line[-1]):
        kept.pop()
    return [*kept, line[-1]]


def _is_close(one: Position, other: Position) -> bool:
    return max(abs(one[0] - other[0]), abs(one[1] - other[1])) < CLOSEST_DEG


def lead_through(
    xy: NDArray[np.float64], ends: tuple[Position, Position], snaps_m: tuple[float, float]
) -> list[Position]:
    """
    Lead a line of track to the places at its ends.

    Places lie beside the track. The line leaves it at twice their distance and runs straight to them, so that two lines
    that meet at a place bend gently there and neither turns back.

    Parameters
    ----------
    xy
        The track on the plane.
    ends
        The two places, in degrees.
    snaps_m
        How far they lie from the track's ends.

    Returns
    -------
    line
        From place to place, five decimals.
    """
    import shapely  # noqa: PLC0415 - costs a tenth of a second
    from shapely.ops import substring  # noqa: PLC0415

    shape = shapely.LineString(xy)
    scale = float(stretch(xy[:1, 1])[0])
    first, last = (min(2 * snap * scale, 0.4 * shape.length) for snap in snaps_m)
    cut = shapely.segmentize(substring(shape, first, shape.length - last), LONGEST_M * scale)
    inner = np.round(to_earth(np.asarray(cut.coords)), 5).tolist()
    return distinct([ends[0], *((lon, lat) for lon, lat in inner), ends[1]])


def largest_distance_m(one: Sequence[Position], other: Sequence[Position]) -> float:
    """
    Measure how far two lines part (the Hausdorff distance, at vertices and points 200 m apart).

    Parameters
    ----------
    one, other
        Lines of positions in degrees.

    Returns
    -------
    distance
        Metres from the furthest point of either to the other line.
    """
    import shapely  # noqa: PLC0415

    lines = [shapely.LineString(to_plane(np.asarray(line))) for line in (one, other)]
    scale = float(stretch(to_plane(np.asarray(one))[:, 1]).mean())
    largest = 0.0
    for line, target in (lines, lines[::-1]):
        points = shapely.points(shapely.get_coordinates(shapely.segmentize(line, 200 * scale)))
        shapely.prepare(target)
        largest = max(largest, float(shapely.distance(points, target).max()))
    return largest / scale


def unfolded(line: Sequence[Position]) -> list[Position]:
    """
    Take out short folds: vertices at which a line turns back, next to a segment of less than 100 m.

    They come from tying lines together beside their switches; a real turning back is longer.

    Parameters
    ----------
    line
        Positions in degrees, at least two.

    Returns
    -------
    line
        The same ends.
    """
    kept = distinct(line)
    while (fold := _first_fold(kept)) is not None:
        kept = distinct([*kept[:fold], *kept[fold + 1 :]])
    return kept


def _first_fold(line: Sequence[Position]) -> int | None:
    xy = to_plane(np.array(line))
    steps = np.diff(xy, axis=0) / stretch(xy[:-1, 1])[:, None]
    length = np.hypot(steps[:, 0], steps[:, 1])
    cosine = (steps[1:] * steps[:-1]).sum(axis=1) / (length[1:] * length[:-1])
    folds = (cosine < np.cos(np.radians(FOLD_DEG))) & (np.minimum(length[1:], length[:-1]) < FOLD_M)
    return int(np.argmax(folds)) + 1 if folds.any() else None
