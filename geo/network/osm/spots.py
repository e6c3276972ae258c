"""Spots: where lines pass nearest to points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo.network.osm.tiling import Segments

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo.network.osm.tiling import Tiles


@dataclass(frozen=True, eq=False)
class Near:
    """
    Points and the lines near them, a row for each pair.

    Parameters
    ----------
    point, line
        Which.
    distance
        How far apart, in metres of the plane.
    along
        How far along the line it passes the point, in metres of the plane.
    whole
        How long the line is, in metres of the plane.
    """

    point: NDArray[np.int64]
    line: NDArray[np.int64]
    distance: NDArray[np.float64]
    along: NDArray[np.float64]
    whole: NDArray[np.float64]


class Spots:
    """
    Lines to be found near points.

    Parameters
    ----------
    lines
        The vertices of each on the plane, shape (n, 2).
    tiles
        How questions about them are cut.
    """

    def __init__(self, lines: Sequence[NDArray[np.float64]], tiles: Tiles) -> None:
        self._tiles = tiles
        self._segments = Segments.of_lines(lines)
        steps = self._segments.ends[:, 1] - self._segments.ends[:, 0]
        length = np.hypot(steps[:, 0], steps[:, 1])
        counts = np.array([len(line) - 1 for line in lines])
        self._line = np.repeat(np.arange(len(lines)), counts)
        first = np.cumsum(counts) - counts
        reached = np.concatenate([[0.0], np.cumsum(length)])
        self._begin = reached[:-1] - reached[first[self._line]]
        self._whole = reached[first + counts] - reached[first]

    def near(self, xy: NDArray[np.float64], reach: NDArray[np.float64]) -> Near:
        """
        Find the lines near points.

        Parameters
        ----------
        xy
            The points on the plane, shape (n, 2).
        reach
            How far from each, in metres of the plane.

        Returns
        -------
        near
            Each point with each line no further off, in the order of points and lines.
        """

        def question(rows: NDArray[np.int64]) -> _Question:
            near = self._segments.around(xy[rows], float(reach[rows].max()))
            return _Question(
                xy[rows], reach[rows], Segments(self._segments.ends[near]), self._line[near], self._begin[near]
            )

        parts = [(rows[point], *found) for rows, (point, *found) in self._tiles.ask(xy, _nearest, question)]
        point, line, distance, along = (np.concatenate(part) for part in zip(*parts, strict=True))
        order = np.lexsort((line, point))
        point, line = point[order], line[order]
        return Near(point, line, distance[order], along[order], self._whole[line])


@dataclass(frozen=True, eq=False)
class _Question:
    """A tile's points, how far to look from each, and the segments near them, of which line and how far along it."""

    xy: NDArray[np.float64]
    reach: NDArray[np.float64]
    segments: Segments
    line: NDArray[np.int64]
    begin: NDArray[np.float64]


def _nearest(
    asked: _Question,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Give of each line near a point the spot nearest to it, the first of several: point, line, distance, along."""
    point, segment = asked.segments.near(asked.xy, asked.reach)
    begin, step = asked.segments.ends[segment, 0], np.diff(asked.segments.ends[segment], axis=1)[:, 0]
    length = np.hypot(step[:, 0], step[:, 1])
    share = ((asked.xy[point] - begin) * step).sum(axis=1) / np.maximum(length, 1e-9) ** 2
    share = np.clip(share, 0.0, 1.0)
    distance = np.hypot(*(begin + share[:, None] * step - asked.xy[point]).T)
    line, along = asked.line[segment], asked.begin[segment] + share * length
    order = np.lexsort((along, distance, line, point))
    is_first = np.ones(len(order), dtype=bool)
    is_first[1:] = (np.diff(point[order]) != 0) | (np.diff(line[order]) != 0)
    best = order[is_first]
    return point[best], line[best], distance[best], along[best]
