"""Merging: parallel tracks become one strand, the most important of them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo.network.osm.samples import Samples
from geo.network.osm.strokes import find_strokes
from geo.network.osm.tiling import Tiles

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo.network.osm.strokes import Stroke
    from geo.network.osm.tracks import Tracks

BESIDE_M = {"rail": 20.0, "road": 40.0}
"""Lines that run beside each other no further apart are one: tracks on a common bed, carriageways of one road."""
BULGE_M = {"rail": 100.0, "road": 150.0}
"""Between places where it runs beside the other, a line may part so far: round a platform, a yard, a loading bay."""
BULGE_LENGTH_M = 4_000.0
CROSSING_M = 120.0
"""Lines that cross at an angle run beside each other for less than this."""
BACK_M = 500.0
"""From where a branch parts, its track is followed back so far at most to the switch."""
TWIN = 0.9
"""Lines without a common switch are tracks of one line if so much of the lesser one runs beside the other."""


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


def merge_parallel(tracks: Tracks, tiles: Tiles | None = None) -> list[Strand]:
    """
    Take of parallel tracks the one that goes on longest, and leave the others out where they run beside it.

    Which of two is the more important is told by the whole of both; what runs beside a track is looked for by tiles.

    Parameters
    ----------
    tracks
        The chains to merge.
    tiles
        How the looking is cut, and who does it; the result does not depend on it.

    Returns
    -------
    strands
        The most important first; by how they lie, not by how the ways were ordered.
    """
    strokes = _by_importance(tracks, find_strokes(tracks))
    if not strokes:
        return []
    samples = Samples(tracks, strokes, tiles or Tiles())
    runs = _runs(tracks, strokes, samples)
    short = [samples.first[index] + place for index, run in enumerate(runs) for place in run.short]
    wide = np.zeros(len(samples.owner), dtype=bool)
    bulging = np.array(short, dtype=np.int64)
    wide[bulging] = samples.leaders(bulging, BULGE_M[tracks.mode], is_beside=False) >= 0
    return [
        _strand(tracks, strokes[index], samples.span(index, kept))
        for index, run in enumerate(runs)
        for kept in run.kept(wide[samples.of(index)])
    ]


def _runs(tracks: Tracks, strokes: Sequence[Stroke], samples: Samples) -> list[_Run]:
    """Tell of each stroke what is free, the more important ones first, since what they belong to counts."""
    part, meeting = _parts(tracks, strokes), _meetings(tracks, strokes)
    leader = samples.leaders(np.arange(len(samples.owner)), BESIDE_M[tracks.mode], is_beside=True)
    roots = np.arange(len(strokes))
    runs = []
    for index, stroke in enumerate(strokes):
        leads = leader[samples.of(index)]
        near = leads >= 0
        is_strange = near & (part[leads] != part[index])
        if is_strange.any() and near.mean() < TWIN:
            near &= ~is_strange
        if near.mean() >= TWIN:
            roots[index] = roots[np.bincount(leads[near]).argmax()]
        sides = [{int(roots[other]) for other in meeting[int(stroke.rows[end])] if other < index} for end in (0, -1)]
        runs.append(_Run(~near, roots[leads], sides, samples.step_m[index]))
    return runs


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
    def short(self) -> list[int]:
        """The samples of free runs that may be bulges."""
        runs = [(first, last + 1) for first, last in spans(self.free)]
        return [at for run in runs if (run[1] - run[0]) * self.step_m < BULGE_LENGTH_M for at in range(*run)]

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
