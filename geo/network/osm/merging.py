"""Merging: parallel tracks become one strand, the most important of them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo.network.osm.strokes import find_strokes
from geo.network.osm.traits import is_same_gauge
from geo.network.plane import stretch

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from geo.network.osm.strokes import Stroke
    from geo.network.osm.tracks import Tracks

STEP_M = 20.0
BESIDE_M = {"rail": 20.0, "road": 40.0}
"""Lines that run beside each other no further apart are one: tracks on a common bed, carriageways of one road."""
BULGE_M = {"rail": 100.0, "road": 150.0}
"""Between places where it runs beside the other, a line may part so far: round a platform, a yard, a loading bay."""
BULGE_LENGTH_M = 4_000.0
PARALLEL_DEG = 25.0
CROSSING_M = 120.0
"""Lines that cross at an angle run beside each other for less than this."""
BACK_M = 500.0
"""From where a branch parts, its track is followed back so far at most to the switch."""
TWIN = 0.9
"""Lines without a common switch are tracks of one line if so much of the lesser one runs beside the other."""
_CHUNK = 400_000


@dataclass(frozen=True, eq=False)
class Strand:
    """
    A stretch of line that stands for all tracks beside it.

    Parameters
    ----------
    xy
        Its vertices on the plane.
    rows
        The vertices' rows among the positions of the tracks, -1 for a vertex between two of them.
    chain
        The chain of each segment.
    """

    xy: NDArray[np.float64]
    rows: NDArray[np.int64]
    chain: NDArray[np.int64]


def merge_parallel(tracks: Tracks) -> list[Strand]:
    """
    Take of parallel tracks the one that goes on longest, and leave the others out where they run beside it.

    Parameters
    ----------
    tracks
        The chains to merge.

    Returns
    -------
    strands
        The most important first; by how they lie, not by how the ways were ordered.
    """
    strokes = _by_importance(tracks, find_strokes(tracks))
    if not strokes:
        return []
    samples, part, meeting = Samples(tracks, strokes), _parts(tracks, strokes), _meetings(tracks, strokes)
    beside, leader = samples.beside(BESIDE_M[tracks.mode])
    roots = np.arange(len(strokes))
    found = []
    for index, stroke in enumerate(strokes):
        near, leads = beside[samples.of(index)].copy(), leader[samples.of(index)]
        is_strange = near & (part[leads] != part[index])
        if is_strange.any() and near.mean() < TWIN:
            near &= ~is_strange
        if near.mean() >= TWIN:
            roots[index] = roots[np.bincount(leads[near]).argmax()]
        sides = [{int(roots[other]) for other in meeting[int(stroke.rows[end])] if other < index} for end in (0, -1)]
        run = _Run(~near, roots[leads], sides, samples.step_m[index])
        wide = samples.bulge(index, BULGE_M[tracks.mode]) if run.has_short else np.empty(0, bool)
        found += [_strand(tracks, stroke, samples.span(index, kept)) for kept in run.kept(wide)]
    return found


@dataclass(frozen=True, eq=False)
class _Run:
    """
    What of a stroke is free of more important ones beside it.

    Parameters
    ----------
    free
        Whether each sample is.
    roots
        The line that leads each sample that is not.
    sides
        The more important lines at its two ends.
    step_m
        How far apart the samples are.
    """

    free: NDArray[np.bool_]
    roots: NDArray[np.int64]
    sides: list[set[int]]
    step_m: float

    @property
    def has_short(self) -> bool:
        return any((last - first + 1) * self.step_m < BULGE_LENGTH_M for first, last in spans(self.free))

    def kept(self, wide: NDArray[np.bool_]) -> list[tuple[int, int]]:
        """Give the runs of samples that stay: bulges go, crossings and the ways back to switches come."""
        free = self.free.copy()
        for first, last in spans(free):
            if (
                (last - first + 1) * self.step_m < BULGE_LENGTH_M
                and wide[first : last + 1].all()
                and self._returns(first, last)
            ):
                free[first : last + 1] = False
        if not free.any():
            return []
        end = len(free) - 1
        for first, last in spans(~free):
            most = BACK_M if first == 0 or last == end else CROSSING_M
            if (last - first + 1) * self.step_m < most:
                free[first : last + 1] = True
        return spans(free)

    def _returns(self, first: int, last: int) -> bool:
        """Whether a run comes back to the line that it left, or ends loose."""
        left = self.sides[0] if first == 0 else {int(self.roots[first - 1])}
        right = self.sides[1] if last == len(self.free) - 1 else {int(self.roots[last + 1])}
        return not left or not right or bool(left & right)


def spans(flags: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """
    Find runs of true ones.

    Parameters
    ----------
    flags
        A row of truth values.

    Returns
    -------
    spans
        First and last index of each run.
    """
    edges = np.diff(np.concatenate([[0], np.asarray(flags, dtype=np.int8), [0]]))
    return list(zip(np.flatnonzero(edges == 1).tolist(), (np.flatnonzero(edges == -1) - 1).tolist(), strict=True))


def _meetings(tracks: Tracks, strokes: Sequence[Stroke]) -> dict[int, list[int]]:
    """List the strokes that pass each switch."""
    is_switch = np.zeros(len(tracks.lonlat), dtype=bool)
    is_switch[tracks.ends.ravel()] = True
    found: dict[int, list[int]] = defaultdict(list)
    for index, stroke in enumerate(strokes):
        for row in np.unique(stroke.rows[is_switch[stroke.rows]]).tolist():
            found[row].append(index)
    return found


def _strand(tracks: Tracks, stroke: Stroke, span: tuple[float, float]) -> Strand:
    """Cut a stretch out of a stroke; a cut between two positions makes a vertex of its own."""
    xy = tracks.xy[stroke.rows]
    steps = np.diff(xy, axis=0)
    along = np.concatenate([[0.0], np.cumsum(np.hypot(steps[:, 0], steps[:, 1]))])
    low, high = max(span[0], 0.0), min(span[1], along[-1])
    inside = np.flatnonzero((along >= low - 1e-6) & (along <= high + 1e-6))
    vertices, rows = [xy[inside]], [stroke.rows[inside]]
    chain = stroke.chain[inside[0] : inside[-1]] if len(inside) else stroke.chain[:0]
    cut = np.column_stack([np.interp([low, high], along, xy[:, axis]) for axis in (0, 1)])
    if not len(inside) or along[inside[0]] > low + 1e-6:
        first = int(np.searchsorted(along, low, side="right")) - 1
        vertices, rows, chain = [cut[:1], *vertices], [np.array([-1]), *rows], np.append(stroke.chain[first], chain)
    if not len(inside) or along[inside[-1]] < high - 1e-6:
        last = int(np.searchsorted(along, high, side="right")) - 1
        vertices, rows = [*vertices, cut[1:]], [*rows, np.array([-1])]
        chain = np.append(chain, stroke.chain[last]) if len(inside) else chain
    return Strand(np.concatenate(vertices), np.concatenate(rows), chain)


def _by_importance(tracks: Tracks, strokes: list[Stroke]) -> list[Stroke]:
    lengths = tracks.lengths_m

    def importance(stroke: Stroke) -> tuple[object, ...]:
        chains = np.unique(stroke.chain)
        ends = sorted(tracks.lonlat[stroke.rows[[0, -1]]].tolist())
        rank = np.average([tracks.traits[c].rank for c in chains.tolist()], weights=np.maximum(lengths[chains], 1e-6))
        return round(float(rank)), -round(float(lengths[chains].sum()), 3), ends, len(stroke.rows)

    return sorted(strokes, key=importance)


def _parts(tracks: Tracks, strokes: Sequence[Stroke]) -> NDArray[np.int64]:
    """Say which strokes hang together by switches."""
    from scipy.sparse import coo_matrix  # noqa: PLC0415 - a fifth of a second
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    count, ends = len(tracks.lonlat), tracks.ends
    table = coo_matrix((np.ones(len(ends), dtype=np.int8), (ends[:, 0], ends[:, 1])), (count, count))
    _, label = connected_components(table, directed=False)
    return np.asarray(label[[ends[stroke.chain[0], 0] for stroke in strokes]], dtype=np.int64)


class Samples:
    """Points along all strokes, and for each the more important strokes that run beside it."""

    def __init__(self, tracks: Tracks, strokes: Sequence[Stroke]) -> None:
        self.tracks = tracks
        self._index([tracks.xy[stroke.rows] for stroke in strokes])
        gauges = np.array([one.gauge_mm for one in tracks.traits], dtype=np.int64)
        self.segment_gauge = gauges[np.concatenate([stroke.chain for stroke in strokes])]
        self.number = np.maximum(2, (self.whole / (STEP_M * self.scale)).astype(np.int64))
        self.step_m = self.whole / self.scale / self.number
        self.first = np.concatenate([[0], np.cumsum(self.number)])
        self.owner = np.repeat(np.arange(len(strokes)), self.number)
        within = np.arange(len(self.owner)) - self.first[self.owner]
        self.along = (within + 0.5) / self.number[self.owner] * self.whole[self.owner]
        self._place()

    def _index(self, lines: Sequence[NDArray[np.float64]]) -> None:
        """Make a tree of all segments, and measure along them."""
        import shapely  # noqa: PLC0415 - costs a tenth of a second

        counts = np.array([len(line) - 1 for line in lines])
        self.segments = np.concatenate([np.stack([line[:-1], line[1:]], axis=1) for line in lines])
        self.segment_owner = np.repeat(np.arange(len(lines)), counts)
        steps = self.segments[:, 1] - self.segments[:, 0]
        lengths = np.hypot(steps[:, 0], steps[:, 1])
        self.segment_direction = steps / np.maximum(lengths, 1e-9)[:, None]
        self.reached = np.cumsum(lengths)
        self.start = np.concatenate([[0.0], self.reached[np.cumsum(counts) - 1]])[:-1]
        self.segment_end = self.reached - self.start[self.segment_owner]
        self.whole = np.diff(np.append(self.start, self.reached[-1]))
        self.scale = np.array([float(stretch(line[:, 1]).mean()) for line in lines])
        self.tree = shapely.STRtree(np.asarray(shapely.linestrings(self.segments)))

    def _place(self) -> None:
        """Find the segment, and the point on it, of each sample."""
        import shapely  # noqa: PLC0415

        overall = self.along + self.start[self.owner]
        self.segment = np.minimum(np.searchsorted(self.reached, overall), len(self.reached) - 1)
        left = (self.reached[self.segment] - overall)[:, None]
        self.points = shapely.points(self.segments[self.segment, 1] - left * self.segment_direction[self.segment])
        self.direction = self.segment_direction[self.segment]

    def of(self, index: int) -> slice:
        """Give the places of a stroke's samples."""
        return slice(int(self.first[index]), int(self.first[index + 1]))

    def span(self, index: int, run: tuple[int, int]) -> tuple[float, float]:
        """Give where a run of samples begins and ends, in metres of the plane."""
        step = self.whole[index] / self.number[index]
        return float(run[0] * step), float((run[1] + 1) * step)

    def beside(self, distance_m: float) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
        """Tell which samples run beside a more important stroke, and beside which, the most important one."""
        leader = np.full(len(self.points), np.iinfo(np.int64).max)
        cosine = np.cos(np.radians(PARALLEL_DEG))
        gauge = self.segment_gauge[self.segment]
        for sample, segment in self._near(np.arange(len(self.points)), distance_m):
            leads = self._leads(sample, segment)
            parallel = np.abs((self.direction[sample] * self.segment_direction[segment]).sum(axis=1)) > cosine
            same = _same_gauge(gauge[sample], self.segment_gauge[segment])
            good = leads & parallel & same
            np.minimum.at(leader, sample[good], self.segment_owner[segment[good]])
        is_beside = leader < np.iinfo(np.int64).max
        return is_beside, np.where(is_beside, leader, -1)

    def bulge(self, index: int, distance_m: float) -> NDArray[np.bool_]:
        """Tell which samples of a stroke have a more important one within a distance, whatever its direction."""
        own = self.of(index)
        near = np.zeros(own.stop - own.start, dtype=bool)
        for sample, segment in self._near(np.arange(own.start, own.stop), distance_m):
            near[sample[self._leads(sample, segment)] - own.start] = True
        return near

    def _leads(self, sample: NDArray[np.int64], segment: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Whether a segment is of a more important stroke, or of the same one a kilometre or more before."""
        mine, theirs = self.owner[sample], self.segment_owner[segment]
        earlier = self.along[sample] - self.segment_end[segment] > 1_000 * self.scale[mine]
        return np.asarray((theirs < mine) | ((theirs == mine) & earlier))

    def _near(
        self, samples: NDArray[np.int64], distance_m: float
    ) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
        for start in range(0, len(samples), _CHUNK):
            some = samples[start : start + _CHUNK]
            found, segment = self.tree.query(
                self.points[some], predicate="dwithin", distance=distance_m * self.scale[self.owner[some]]
            )
            yield some[found], segment


def _same_gauge(one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Compare gauges pair by pair."""
    gauges = np.unique(np.concatenate([one, other]))
    fits = np.array([[is_same_gauge(a, b) for b in gauges.tolist()] for a in gauges.tolist()], dtype=bool)
    fits = fits.reshape(len(gauges), len(gauges))
    return np.asarray(fits[np.searchsorted(gauges, one), np.searchsorted(gauges, other)])
