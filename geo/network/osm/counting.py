"""Counting: how many main tracks, or lanes, lie side by side along a line."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from geo.network.osm.traits import is_same_gauge
from geo.network.plane import stretch

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from geo.network.osm.tracks import Tracks
    from geo.network.osm.traits import Traits

STEP_M = 100.0
"""How far apart the cross-sections are."""
WIDTH_M = {"rail": 40.0, "road": 60.0}
"""How far to both sides they reach: over a bed of tracks, to the other carriageway."""
SPACING_M = 20.0
"""Tracks of one line lie closer than this, as those that are merged do (4 m on the open line, more beside bridges)."""
SAME_M = 1.0
PARALLEL_DEG = 12.0
STEADY = 0.9
MOST = {"rail": 8, "road": 32}
MOST_IN_STATIONS = 2
STATION_M = 1_000.0
"""So far from a station, tracks beside the line may be its loops and yards, whatever their tags say."""


@dataclass(frozen=True)
class Counts:
    """
    How many tracks lie side by side, or how many lanes a road has, both directions together.

    Parameters
    ----------
    shares
        Number of tracks to the share of the cross-sections that have it, from 0 to 1; of those on the open line, where
        there are enough of them, else of all. Of lanes 0 is where their number is unknown.
    most
        More cannot be.
    """

    shares: Mapping[int, float] = field(default_factory=dict)
    most: int = MOST["rail"]

    @property
    def steady(self) -> int | None:
        """
        The number that nine tenths of the cross-sections have, or more; None where it cannot be told.

        Near stations more than two tracks may be loops and yards without tags, and more than eight always are.
        """
        reached = 0.0
        for count in sorted(self.shares, reverse=True):
            reached += self.shares[count]
            if reached >= STEADY:
                return count if 0 < count <= self.most else None
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
        self._mode, self._traits = tracks.mode, tracks.traits
        self._tree = shapely.STRtree(np.asarray(shapely.linestrings(np.stack([self._from, self._to], axis=1))))
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
            lies alone. A road has the lanes that its way says, and one of one way those of the other carriageway too.
        """
        at, direction, scale = (np.concatenate(part) for part in zip(*map(_samples, lines), strict=True))
        sides, hits, offsets = self._crossings(at, direction, scale)
        beside = [(left, self._traits[chain]) for left, chain in zip(offsets.tolist(), self._chain[hits], strict=True)]
        if self._mode == "road":
            return _shares(_counted(len(at), sides, beside, count_lanes), MOST["road"])
        numbers = _counted(len(at), sides, beside, _hanging_together)
        used = numbers[self._is_open(at, scale) & (numbers > 0)]
        is_enough = len(used) >= max(5, 0.2 * len(at))
        used = used if is_enough else numbers[numbers > 0]
        return _shares(used, MOST["rail"] if is_enough else MOST_IN_STATIONS)

    def _crossings(
        self, at: NDArray[np.float64], direction: NDArray[np.float64], scale: NDArray[np.float64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
        """Find where cross-sections meet tracks of their direction: section, segment, and metres to the left."""
        import shapely  # noqa: PLC0415

        across = np.column_stack([-direction[:, 1], direction[:, 0]]) * (WIDTH_M[self._mode] * scale)[:, None]
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


def _counted(
    number: int,
    section: NDArray[np.int64],
    beside: Sequence[tuple[float, Traits]],
    rule: Callable[[Sequence[tuple[float, Traits]]], int],
) -> NDArray[np.int64]:
    """Count what lies side by side in each section, as the rule says; 0 where nothing does."""
    rows: dict[int, list[tuple[float, Traits]]] = defaultdict(list)
    for index, one in zip(section.tolist(), beside, strict=True):
        rows[index].append(one)
    counts = np.zeros(number, dtype=np.int64)
    for index, row in rows.items():
        counts[index] = rule(row)
    return counts


def _shares(numbers: NDArray[np.int64], most: int) -> Counts:
    found, times = np.unique(numbers, return_counts=True)
    return Counts({int(n): float(t) / len(numbers) for n, t in zip(found, times, strict=True)}, most)


def _hanging_together(row: Sequence[tuple[float, Traits]]) -> int:
    """Count the tracks that hang together with the line itself."""
    gauge = min(row, key=lambda one: abs(one[0]))[1].gauge_mm
    distinct: list[tuple[float, int]] = []
    for left, one in sorted(one for one in row if is_same_gauge(one[1].gauge_mm, gauge)):
        if distinct and left - distinct[-1][0] < SAME_M:
            distinct[-1] = (distinct[-1][0], max(distinct[-1][1], one.count))
        else:
            distinct.append((left, max(one.count, 1)))
    own = min(range(len(distinct)), key=lambda at: abs(distinct[at][0]))
    low = high = own
    while low > 0 and distinct[low][0] - distinct[low - 1][0] <= SPACING_M:
        low -= 1
    while high + 1 < len(distinct) and distinct[high + 1][0] - distinct[high][0] <= SPACING_M:
        high += 1
    return max(high - low + 1, *(tagged for _, tagged in distinct[low : high + 1]))


def count_lanes(row: Sequence[tuple[float, Traits]]) -> int:
    """
    Count the lanes of a road in a cross-section, both directions together.

    Parameters
    ----------
    row
        The carriageways: how far to the left of the line, in metres, and what their tags say.

    Returns
    -------
    lanes
        Of the carriageway that the line runs on, and if that is of one way, of the nearest other one of one way too;
        0 where either does not say, or the other one is not there.
    """
    ranked = sorted(row, key=lambda one: abs(one[0]))
    at, own = ranked[0]
    if not own.is_one_way:
        return own.count
    others = [one for left, one in ranked if one.is_one_way and abs(left - at) >= SAME_M]
    return own.count + others[0].count if own.count and others and others[0].count else 0
