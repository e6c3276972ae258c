"""Counting: how many main tracks lie side by side along a line."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from geo.network.osm.traits import is_same_gauge
from geo.network.plane import stretch

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from geo.network.osm.tracks import Tracks

STEP_M = 100.0
"""How far apart the cross-sections are."""
WIDTH_M = 40.0
SPACING_M = 20.0
"""Tracks of one line lie closer than this, as those that are merged do (4 m on the open line, more beside bridges)."""
SAME_M = 1.0
PARALLEL_DEG = 12.0
STEADY = 0.9
MOST = 8
MOST_IN_STATIONS = 2
STATION_M = 1_000.0
"""So far from a station, tracks beside the line may be its loops and yards, whatever their tags say."""


@dataclass(frozen=True)
class Counts:
    """
    How many tracks lie side by side.

    Parameters
    ----------
    shares
        Number of tracks to the share of the cross-sections that have it, from 0 to 1; of those on the open line, where
        there are enough of them, else of all.
    is_open
        Whether they are of the open line.
    """

    shares: Mapping[int, float] = field(default_factory=dict)
    is_open: bool = True

    @property
    def most(self) -> int | None:
        """The number that most cross-sections have; None where there are none."""
        return max(self.shares, key=lambda count: (self.shares[count], -count), default=None)

    @property
    def share(self) -> float:
        """The share of the cross-sections that have it."""
        return self.shares[self.most] if self.most is not None else 0.0

    @property
    def steady(self) -> int | None:
        """
        The number that nine tenths of the cross-sections have, or more; None where it cannot be told.

        Near stations more than two tracks may be loops and yards without tags, and more than eight always are.
        """
        reached, most = 0.0, MOST if self.is_open else MOST_IN_STATIONS
        for count in sorted(self.shares, reverse=True):
            reached += self.shares[count]
            if reached >= STEADY:
                return count if count <= most else None
        return None


class Sections:
    """
    Cross-sections over a set of tracks: the index is built once, and asked for many lines.

    Parameters
    ----------
    tracks
        The chains; those beside the main ones are left out.
    stations
        Where stations are, on the plane, shape (k, 2).
    lines
        Lines on the plane that are counted for themselves, so that none is a track of another beside it.
    """

    def __init__(
        self, tracks: Tracks, stations: NDArray[np.float64], lines: Sequence[NDArray[np.float64]] = ()
    ) -> None:
        import shapely  # noqa: PLC0415 - costs a tenth of a second

        main = np.array([one.is_main and (one.count > 0 or not tracks.is_merged) for one in tracks.traits], dtype=bool)
        owner = np.repeat(np.arange(len(tracks)), np.diff(tracks.offsets))
        follows = (owner[:-1] == owner[1:]) & main[owner[:-1]] if len(owner) else np.empty(0, bool)
        self._from = tracks.xy[tracks.flat[:-1][follows]]
        self._to = tracks.xy[tracks.flat[1:][follows]]
        self._chain = owner[:-1][follows]
        self._count = np.array([one.count for one in tracks.traits], dtype=np.int64)
        self._built = np.array([one.is_built for one in tracks.traits], dtype=bool)
        self._tree = shapely.STRtree(np.asarray(shapely.linestrings(np.stack([self._from, self._to], axis=1))))
        self._gauge = np.array([one.gauge_mm for one in tracks.traits], dtype=np.int64)
        self._lines = shapely.STRtree([shapely.LineString(line) for line in lines])
        self._stations = shapely.STRtree(np.asarray(shapely.points(stations)))

    def count(self, lines: Sequence[NDArray[np.float64]]) -> Counts:
        """
        Count the tracks along lines that run on them.

        Parameters
        ----------
        lines
            The vertices of each on the plane, shape (n, 2).

        Returns
        -------
        counts
            A track beside another one counts while the next is less than 20 m away and runs the same way within 12
            degrees, unless its gauge is another one or it is a line for itself. ``tracks`` of a way counts where it
            lies alone.
        """
        at, direction, scale = (np.concatenate(part) for part in zip(*map(_samples, lines), strict=True))
        sides, hits, offsets = self._crossings(at, direction, scale)
        chain = self._chain[hits]
        beside = list(zip(offsets.tolist(), self._gauge[chain].tolist(), np.maximum(self._count[chain], 1).tolist(),
                          strict=True))  # fmt: skip
        numbers = _side_by_side(len(at), sides, beside)
        is_open = self._is_open(at, scale)
        used = numbers[is_open & (numbers > 0)]
        is_enough = len(used) >= max(5, 0.2 * len(at))
        used = used if is_enough else numbers[numbers > 0]
        found, times = np.unique(used, return_counts=True)
        return Counts({int(n): float(t) / len(used) for n, t in zip(found, times, strict=True)}, is_enough)

    def _crossings(
        self, at: NDArray[np.float64], direction: NDArray[np.float64], scale: NDArray[np.float64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
        """Find where cross-sections meet tracks of their direction: section, segment, and metres to the left."""
        import shapely  # noqa: PLC0415

        across = np.column_stack([-direction[:, 1], direction[:, 0]]) * (WIDTH_M * scale)[:, None]
        section, hit = self._tree.query(
            shapely.linestrings(np.stack([at - across, at + across], axis=1)), predicate="intersects"
        )
        run = self._to[hit] - self._from[hit]
        length = np.hypot(run[:, 0], run[:, 1])
        cosine = np.abs((run * direction[section]).sum(axis=1)) / np.maximum(length, 1e-12)
        parallel = cosine > np.cos(np.radians(PARALLEL_DEG))
        section, hit, run = section[parallel], hit[parallel], run[parallel]
        away = self._from[hit] - at[section]
        forward = direction[section]
        share = -(away * forward).sum(axis=1) / (run * forward).sum(axis=1)
        meets = away + share[:, None] * run
        left = (forward[:, 0] * meets[:, 1] - forward[:, 1] * meets[:, 0]) / scale[section]
        is_own = (np.abs(left) < SAME_M) | ~self._is_line(at[section] + meets, scale[section])
        return section[is_own], hit[is_own], left[is_own]

    def _is_line(self, at: NDArray[np.float64], scale: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Tell which points lie on a line that is counted for itself."""
        import shapely  # noqa: PLC0415

        answer = np.zeros(len(at), dtype=bool)
        answer[self._lines.query(shapely.points(at), predicate="dwithin", distance=0.1 * scale)[0]] = True
        return answer

    def _is_open(self, at: NDArray[np.float64], scale: NDArray[np.float64]) -> NDArray[np.bool_]:
        import shapely  # noqa: PLC0415

        near, _ = self._stations.query(shapely.points(at), predicate="dwithin", distance=STATION_M * scale)
        answer = np.ones(len(at), dtype=bool)
        answer[near] = False
        return answer


def _samples(
    line: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Take points along a line, with its direction at each."""
    import shapely  # noqa: PLC0415

    shape = shapely.linestrings(line)
    scale = float(stretch(line[:, 1]).mean())
    whole = float(shapely.length(shape))
    number = max(1, int(whole / (STEP_M * scale)))
    along = (np.arange(number) + 0.5) / number * whole
    half = min(10.0 * scale, whole / 2)
    ahead = shapely.get_coordinates(shapely.line_interpolate_point(shape, np.minimum(along + half, whole)))
    behind = shapely.get_coordinates(shapely.line_interpolate_point(shape, np.maximum(along - half, 0)))
    step = ahead - behind
    direction = step / np.maximum(np.hypot(step[:, 0], step[:, 1]), 1e-9)[:, None]
    at = shapely.get_coordinates(shapely.line_interpolate_point(shape, along))
    return at, direction, stretch(at[:, 1])


def _side_by_side(
    number: int, section: NDArray[np.int64], beside: Sequence[tuple[float, int, int]]
) -> NDArray[np.int64]:
    """Count, in each section, the tracks that hang together with the line itself."""
    rows: dict[int, list[tuple[float, int, int]]] = defaultdict(list)
    for index, one in zip(section.tolist(), beside, strict=True):
        rows[index].append(one)
    counts = np.zeros(number, dtype=np.int64)
    for index, row in rows.items():
        counts[index] = _hanging_together(row)
    return counts


def _hanging_together(row: list[tuple[float, int, int]]) -> int:
    gauge = min(row, key=lambda one: abs(one[0]))[1]
    distinct: list[tuple[float, int]] = []
    for left, _, tagged in sorted(one for one in row if is_same_gauge(one[1], gauge)):
        if distinct and left - distinct[-1][0] < SAME_M:
            distinct[-1] = (distinct[-1][0], max(distinct[-1][1], tagged))
        else:
            distinct.append((left, tagged))
    own = min(range(len(distinct)), key=lambda at: abs(distinct[at][0]))
    low = high = own
    while low > 0 and distinct[low][0] - distinct[low - 1][0] <= SPACING_M:
        low -= 1
    while high + 1 < len(distinct) and distinct[high + 1][0] - distinct[high][0] <= SPACING_M:
        high += 1
    return max(high - low + 1, *(tagged for _, tagged in distinct[low : high + 1]))
