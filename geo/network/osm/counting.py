"""Counting: how many main tracks lie side by side along a line."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from geo.network.osm.tiling import Segments, Tiles
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
    Cross-sections over a set of tracks.

    Parameters
    ----------
    tracks
        The chains; those beside the main ones are left out.
    stations
        Where stations are, on the plane, shape (k, 2).
    lines
        Lines on the plane that are counted for themselves, so that none is a track of another beside it.
    tiles
        How the cross-sections are cut, and who looks at them; the result does not depend on it.
    """

    def __init__(
        self,
        tracks: Tracks,
        stations: NDArray[np.float64],
        lines: Sequence[NDArray[np.float64]] = (),
        tiles: Tiles | None = None,
    ) -> None:
        main = np.array([one.is_main and (one.count > 0 or not tracks.is_merged) for one in tracks.traits], dtype=bool)
        owner = np.repeat(np.arange(len(tracks)), np.diff(tracks.offsets))
        follows = (owner[:-1] == owner[1:]) & main[owner[:-1]] if len(owner) else np.empty(0, bool)
        rows = np.stack([tracks.flat[:-1][follows], tracks.flat[1:][follows]], axis=1)
        chain = owner[:-1][follows]
        self._tracks = Segments(tracks.xy[rows])
        self._gauge = np.array([one.gauge_mm for one in tracks.traits], dtype=np.int64)[chain]
        self._count = np.array([max(one.count, 1) for one in tracks.traits], dtype=np.int64)[chain]
        self._lines = Segments.of_lines(lines)
        self._stations = Segments(np.stack([stations, stations], axis=1))
        self._tiles = tiles or Tiles()

    def count(self, lines: Sequence[NDArray[np.float64]]) -> Counts:
        """
        Count the tracks along lines that run on them, all together.

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
        _, numbers, is_open = self._look(lines)
        return _counts(numbers, is_open)

    def count_each(self, lines: Sequence[NDArray[np.float64]]) -> list[Counts]:
        """
        Count the tracks along lines, each for itself.

        Parameters
        ----------
        lines
            As in `count`.

        Returns
        -------
        counts
            As in `count`, one a line.
        """
        line, numbers, is_open = self._look(lines)
        edges = np.searchsorted(line, np.arange(len(lines) + 1))
        return [_counts(numbers[low:high], is_open[low:high]) for low, high in pairwise(edges.tolist())]

    def _look(
        self, lines: Sequence[NDArray[np.float64]]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
        """Say of each cross-section of which line it is, how many tracks it meets, and whether on the open line."""
        cuts = _cross_sections(lines)
        numbers, is_open = np.zeros(len(cuts.at), np.int64), np.zeros(len(cuts.at), dtype=bool)
        for rows, (some, are_open) in self._tiles.ask(cuts.at, _look, lambda rows: self._question(cuts, rows)):
            numbers[rows], is_open[rows] = some, are_open
        return cuts.line, numbers, is_open

    def _question(self, cuts: _Cuts, rows: NDArray[np.int64]) -> _Question:
        own = cuts.only(rows)
        scale = float(own.scale.max())
        tracks = self._tracks.around(own.at, WIDTH_M * scale)
        lines = self._lines.around(own.at, 2 * WIDTH_M * scale)
        stations = self._stations.around(own.at, STATION_M * scale)
        return _Question(
            own, Segments(self._tracks.ends[tracks]), self._gauge[tracks], self._count[tracks],
            Segments(self._lines.ends[lines]), Segments(self._stations.ends[stations]),
        )  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Cuts:
    """Cross-sections: their lines, ascending, where they are, the lines' directions, and the scale of the plane."""

    line: NDArray[np.int64]
    at: NDArray[np.float64]
    direction: NDArray[np.float64]
    scale: NDArray[np.float64]

    def only(self, rows: NDArray[np.int64]) -> _Cuts:
        return _Cuts(self.line[rows], self.at[rows], self.direction[rows], self.scale[rows])


@dataclass(frozen=True, eq=False)
class _Question:
    """A tile's cross-sections, and what lies near them."""

    cuts: _Cuts
    tracks: Segments
    gauge: NDArray[np.int64]
    count: NDArray[np.int64]
    lines: Segments
    stations: Segments


def _cross_sections(lines: Sequence[NDArray[np.float64]]) -> _Cuts:
    """Take points along lines, with their direction at each."""
    import shapely  # noqa: PLC0415 - costs a tenth of a second

    shapes = np.array([shapely.linestrings(line) for line in lines])
    whole = shapely.length(shapes)
    scale = np.array([float(stretch(line[:, 1]).mean()) for line in lines])
    number = np.maximum(1, (whole / (STEP_M * scale)).astype(np.int64))
    line = np.repeat(np.arange(len(lines)), number)
    along = (np.arange(len(line)) - (np.cumsum(number) - number)[line] + 0.5) / number[line] * whole[line]
    half = np.minimum(10.0 * scale, whole / 2)[line]
    shape, end = shapes[line], whole[line]
    ahead = shapely.get_coordinates(shapely.line_interpolate_point(shape, np.minimum(along + half, end)))
    behind = shapely.get_coordinates(shapely.line_interpolate_point(shape, np.maximum(along - half, 0)))
    step = ahead - behind
    direction = step / np.maximum(np.hypot(step[:, 0], step[:, 1]), 1e-9)[:, None]
    at = shapely.get_coordinates(shapely.line_interpolate_point(shape, along))
    return _Cuts(line, at, direction, stretch(at[:, 1]))


def _look(asked: _Question) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Say how many tracks each cross-section meets, and whether it is of the open line."""
    cuts = asked.cuts
    sections, hits, offsets = _crossings(asked)
    order = np.lexsort((hits, sections))
    sections, hits, offsets = sections[order], hits[order], offsets[order]
    beside = list(zip(offsets.tolist(), asked.gauge[hits].tolist(), asked.count[hits].tolist(), strict=True))
    is_open = np.ones(len(cuts.at), dtype=bool)
    is_open[asked.stations.near(cuts.at, STATION_M * cuts.scale)[0]] = False
    return _side_by_side(len(cuts.at), sections, beside), is_open


def _crossings(asked: _Question) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Find where cross-sections meet tracks of their direction: section, segment, and metres to the left."""
    import shapely  # noqa: PLC0415

    at, direction, scale = asked.cuts.at, asked.cuts.direction, asked.cuts.scale
    across = np.column_stack([-direction[:, 1], direction[:, 0]]) * (WIDTH_M * scale)[:, None]
    section, hit = asked.tracks.tree.query(
        shapely.linestrings(np.stack([at - across, at + across], axis=1)), predicate="intersects"
    )
    begin = asked.tracks.ends[hit, 0]
    run = asked.tracks.ends[hit, 1] - begin
    length = np.hypot(run[:, 0], run[:, 1])
    cosine = np.abs((run * direction[section]).sum(axis=1)) / np.maximum(length, 1e-12)
    parallel = cosine > np.cos(np.radians(PARALLEL_DEG))
    section, hit, run = section[parallel], hit[parallel], run[parallel]
    away = begin[parallel] - at[section]
    forward = direction[section]
    share = -(away * forward).sum(axis=1) / (run * forward).sum(axis=1)
    meets = away + share[:, None] * run
    left = (forward[:, 0] * meets[:, 1] - forward[:, 1] * meets[:, 0]) / scale[section]
    is_line = np.zeros(len(section), dtype=bool)
    is_line[asked.lines.near(at[section] + meets, 0.1 * scale[section])[0]] = True
    is_own = (np.abs(left) < SAME_M) | ~is_line
    return section[is_own], hit[is_own], left[is_own]


def _counts(numbers: NDArray[np.int64], is_open: NDArray[np.bool_]) -> Counts:
    used = numbers[is_open & (numbers > 0)]
    is_enough = len(used) >= max(5, 0.2 * len(numbers))
    used = used if is_enough else numbers[numbers > 0]
    found, times = np.unique(used, return_counts=True)
    return Counts({int(n): float(t) / len(used) for n, t in zip(found, times, strict=True)}, is_enough)


def _side_by_side(
    number: int, section: NDArray[np.int64], beside: Sequence[tuple[float, int, int]]
) -> NDArray[np.int64]:
    """Count, in each section, the tracks that hang together with the line itself."""
    rows: dict[int, list[tuple[float, int, int]]] = defaultdict(list)
    for index, one in zip(section.tolist(), beside, strict=True):
        rows[index].append(one)
    counts = np.zeros(number, dtype=np.int64)
    for index, row in rows.items():
        counts[index] = row[0][2] if len(row) == 1 else _hanging_together(row)
    return counts


def _hanging_together(row: list[tuple[float, int, int]]) -> int:
    gauge = min(row, key=lambda one: (abs(one[0]), one))[1]
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
