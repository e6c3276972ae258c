"""Joining: strands tied together where they meet, and cut into pieces from node to node."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from geo.network.osm.gauges import gauge_breaks
from geo.network.plane import stretch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from shapely import Point, STRtree

    from geo.network.osm.merging import Strand
    from geo.network.osm.stations import Station
    from geo.network.osm.tracks import Tracks

REACH_M = 60.0
"""A branch that leaves a track which was merged away is tied to the one that stayed, at most so far."""
SNAP_M = 30.0
"""Places closer than this along one strand are one node."""


@dataclass(eq=False)
class Place:
    """
    A node in the making.

    Parameters
    ----------
    xy
        Where, on the plane.
    row
        The position of the tracks that it is, -1 for a point between two.
    station
        The station that stands here.
    gauges_mm
        The two gauges between which a line changes here, though a stretch of both may part it from one of them.
    """

    xy: tuple[float, float]
    row: int = -1
    station: Station | None = None
    gauges_mm: tuple[int, int] | None = None


@dataclass(frozen=True, eq=False)
class Piece:
    """
    A link in the making.

    Parameters
    ----------
    ends
        Its two places.
    xy
        Its vertices on the plane.
    chain
        The chain of each segment; -1 where it was tied to another strand.
    """

    ends: tuple[int, int]
    xy: NDArray[np.float64]
    chain: NDArray[np.int64]


@dataclass(eq=False)
class Joint:
    """
    Strands with the places on them.

    Parameters
    ----------
    tracks
        The chains that the strands are made of.
    strands
        The strands.
    places
        The places found so far.
    """

    tracks: Tracks
    strands: list[Strand]
    places: list[Place] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Measure along the strands."""
        self.along = [_along(strand.xy) for strand in self.strands]
        self.scale = [float(stretch(strand.xy[:, 1]).mean()) for strand in self.strands]
        self.marks: list[dict[int, float]] = [{} for _ in self.strands]
        self.ties: dict[tuple[int, int], int] = {}
        self.early: list[tuple[int, int]] = []
        self.degree = np.bincount(self.tracks.ends.ravel(), minlength=len(self.tracks.lonlat))

    def join(self, stations: Sequence[Station]) -> list[Piece]:
        """
        Tie, mark and cut.

        Parameters
        ----------
        stations
            Stations on the strands.

        Returns
        -------
        pieces
            From place to place; `places` then holds them.
        """
        self._meet()
        self._tie()
        for station in stations:
            self._mark_station(station)
        for index, strand in enumerate(self.strands):
            for at, gauges_mm in gauge_breaks(self.tracks, strand.chain):
                place = self._mark(index, float(self.along[index][at]), int(strand.rows[at]))
                self.places[place].gauges_mm = gauges_mm
        return [piece for index in range(len(self.strands)) for piece in self._cut(index)]

    def _meet(self) -> None:
        """Mark where strands share a position of the tracks."""
        owner = np.repeat(np.arange(len(self.strands)), [len(strand.rows) for strand in self.strands])
        rows = np.concatenate([strand.rows for strand in self.strands])
        vertex = np.concatenate([np.arange(len(strand.rows)) for strand in self.strands])
        known = rows >= 0
        owner, rows, vertex = owner[known], rows[known], vertex[known]
        _, place, count = np.unique(rows, return_inverse=True, return_counts=True)
        shared = np.flatnonzero(count[place] > 1)
        by_row: dict[int, int] = {}
        for at in shared[np.lexsort((owner[shared], rows[shared]))].tolist():
            row, strand = int(rows[at]), int(owner[at])
            if row not in by_row:
                by_row[row] = self._place(self.strands[strand].xy[vertex[at]], row)
            self._put(strand, int(vertex[at]), by_row[row])

    def _put(self, strand: int, vertex: int, place: int) -> None:
        """Mark a vertex; a ring passes one place twice, and ends keep theirs apart."""
        last = len(self.strands[strand].xy) - 1
        if vertex in (0, last):
            self.ties[strand, 0 if vertex == 0 else 1] = place
        else:
            self.marks[strand][place] = float(self.along[strand][vertex])

    def _place(self, xy: NDArray[np.float64], row: int) -> int:
        self.places.append(Place((float(xy[0]), float(xy[1])), row))
        return len(self.places) - 1

    def _tie(self) -> None:
        """Tie the ends that were cut, or that left a track merged away, to the nearest strand."""
        import shapely  # noqa: PLC0415 - costs a tenth of a second

        lines = np.array([shapely.LineString(strand.xy) for strand in self.strands])
        tree = shapely.STRtree(lines)
        for index, strand in enumerate(self.strands):
            for end, vertex in ((0, 0), (1, -1)):
                if (index, end) in self.ties:
                    continue
                target, along = self._ahead(tree, lines, index, vertex)
                if target < 0:
                    self.ties[index, end] = self._place(strand.xy[vertex], int(strand.rows[vertex]))
                else:
                    self.ties[index, end] = self._mark(target, along, -1)
        for index, end in self.early:
            target, along = self._ahead(tree, lines, index, -end)
            place = self.ties[index, end]
            if target >= 0 and place not in {self.ties[target, 0], self.ties[target, 1], *self.marks[target]}:
                self.marks[target][place] = float(np.clip(along, 0.01, self.along[target][-1] - 0.01))

    def _ahead(self, tree: STRtree, lines: NDArray[np.object_], index: int, vertex: int) -> tuple[int, float]:
        """Find the strand that an end is tied to, -1 for none, and how far along it."""
        import shapely  # noqa: PLC0415

        row, point = int(self.strands[index].rows[vertex]), shapely.Point(self.strands[index].xy[vertex])
        if row >= 0 and self.degree[row] == 1:
            return -1, 0.0
        target = self._target(tree, lines, index, point)
        return target, float(lines[target].project(point)) if target >= 0 else 0.0

    def _target(self, tree: STRtree, lines: NDArray[np.object_], index: int, point: Point) -> int:
        import shapely  # noqa: PLC0415

        near = tree.query(point, predicate="dwithin", distance=REACH_M * self.scale[index])
        near = near[near != index]
        if not len(near):
            return -1
        far = np.round(shapely.distance(lines[near], point), 3)
        return int(near[np.lexsort((near, far))[0]])

    def _mark(self, strand: int, along: float, row: int) -> int:
        """Mark a strand at a distance; a place that is there already serves."""
        reach = SNAP_M * self.scale[strand]
        known = {place: at for place, at in self.marks[strand].items() if abs(at - along) <= reach}
        for end, at in ((0, 0.0), (1, float(self.along[strand][-1]))):
            if abs(at - along) <= reach:  # a mark at the very end would cut nothing, so the end is tied to a place
                if (strand, end) not in self.ties:
                    row = int(self.strands[strand].rows[-end])
                    self.ties[strand, end] = self._place(self.strands[strand].xy[-end], row)
                    self.early.append((strand, end))
                known[self.ties[strand, end]] = at
        if known:
            return min(known, key=lambda place: (abs(known[place] - along), place))
        xy = np.array([np.interp(along, self.along[strand], self.strands[strand].xy[:, axis]) for axis in (0, 1)])
        place = self._place(xy, row)
        self.marks[strand][place] = along
        return place

    def _mark_station(self, station: Station) -> None:
        place = self._mark(station.strand, station.along, -1)
        if self.places[place].station is None:
            self.places[place].station = station
        for strand, along in station.others:
            self._lead(strand, along, place)

    def _lead(self, strand: int, along: float, place: int) -> None:
        """Lead a line of another gauge to the station that it shares; by its end, where that is there."""
        ends = ((0, 0.0), (1, float(self.along[strand][-1])))
        near = [end for end, at in ends if abs(at - along) <= SNAP_M * self.scale[strand]]
        if near and list(self.ties.values()).count(self.ties[strand, near[0]]) == 1:
            self.ties[strand, near[0]] = place
        elif not near:
            self.marks[strand][place] = along

    def _cut(self, index: int) -> list[Piece]:
        """Cut a strand at its marks, and lead its ends to the places they are tied to."""
        strand, along = self.strands[index], self.along[index]
        marks = sorted((at, place) for place, at in self.marks[index].items() if 0 < at < along[-1])
        stops = [(0.0, self.ties[index, 0]), *marks, (float(along[-1]), self.ties[index, 1])]
        pieces = []
        for (low, one), (high, other) in pairwise(stops):
            first, last = np.searchsorted(along, low, side="right"), np.searchsorted(along, high, side="left")
            inner = strand.xy[first:last]
            chain = strand.chain[first - 1 : last]
            begin, end = np.array([self.places[one].xy]), np.array([self.places[other].xy])
            xy, chain = np.concatenate([begin, inner, end]), chain[: len(inner) + 1]
            if low == 0.0 and not np.allclose(begin[0], strand.xy[0], atol=0.01):
                xy, chain = np.concatenate([begin, strand.xy[:1], xy[1:]]), np.append(-1, chain)
            if high == along[-1] and not np.allclose(end[0], strand.xy[-1], atol=0.01):
                xy, chain = np.concatenate([xy[:-1], strand.xy[-1:], end]), np.append(chain, -1)
            pieces.append(Piece((one, other), xy, chain))
        return pieces


def _along(xy: NDArray[np.float64]) -> NDArray[np.float64]:
    steps = np.diff(xy, axis=0)
    return np.concatenate([[0.0], np.cumsum(np.hypot(steps[:, 0], steps[:, 1]))])


def contract(pieces: Sequence[Piece], fixed: Sequence[bool], gauges: Sequence[int]) -> list[Piece]:
    """
    Join pieces at places where nothing meets but the two of them.

    Parameters
    ----------
    pieces
        From place to place.
    fixed
        Which places stay whatever meets there.
    gauges
        The gauge of each piece; where it changes, the place stays.

    Returns
    -------
    pieces
        Fewer and longer ones.
    """
    at: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for index, piece in enumerate(pieces):
        at[piece.ends[0]].append((index, 0))
        at[piece.ends[1]].append((index, 1))
    partner: dict[tuple[int, int], tuple[int, int]] = {}
    for place, tips in at.items():
        if fixed[place] or len(tips) != 2 or tips[0][0] == tips[1][0]:
            continue
        if gauges[tips[0][0]] == gauges[tips[1][0]] and not _turns_back(pieces, *tips):
            partner |= {tips[0]: tips[1], tips[1]: tips[0]}
    done = [False] * len(pieces)
    tips = [(index, end) for index in range(len(pieces)) for end in (0, 1) if (index, end) not in partner]
    every = ((index, 0) for index in range(len(pieces)))  # what is left are closed rings
    return [_strung(pieces, tip, partner, done) for tip in (*tips, *every) if not done[tip[0]]]


def _turns_back(pieces: Sequence[Piece], one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether a train has to change its direction between two pieces."""
    away = []
    for index, end in (one, other):
        xy = pieces[index].xy[:: -1 if end else 1]
        away.append(xy[min(2, len(xy) - 1)] - xy[0])
    return float(away[0] @ away[1]) > 0


def _strung(
    pieces: Sequence[Piece],
    tip: tuple[int, int],
    partner: dict[tuple[int, int], tuple[int, int]],
    done: list[bool],
) -> Piece:
    xy: list[NDArray[np.float64]] = []
    chain: list[NDArray[np.int64]] = []
    first, last = pieces[tip[0]].ends[tip[1]], -1
    at: tuple[int, int] | None = tip
    while at is not None and not done[at[0]]:
        done[at[0]] = True
        piece, step = pieces[at[0]], -1 if at[1] else 1
        xy.append(piece.xy[::step][1 if xy else 0 :])
        chain.append(piece.chain[::step])
        last = piece.ends[1 - at[1]]
        at = partner.get((at[0], 1 - at[1]))
    return Piece((first, last), np.concatenate(xy), np.concatenate(chain))
