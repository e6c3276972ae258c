"""Tees: lines that end a little short of the middle of another one, and are led on to it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from geo.network.osm.ends import LOOSE_M, Gap, loose_ends
from geo.network.osm.traits import is_same_gauge
from geo.network.plane import stretch, to_earth

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo.network.osm.ends import Ends
    from geo.network.osm.tracks import Tracks

AHEAD_M = 150.0
"""A line that would meet another one only further on is taken to end there."""
LINE_M = 2_000.0
"""A shorter track of the same part may be a siding without a tag that ends there for good."""
CUT_M = 1.0
"""Nearer than this to the end of a chain, its end is the place to meet."""


@dataclass(frozen=True)
class _Tee:
    """An end (its row and chain), the chain ahead of it, where that is met on its line, and how far off."""

    row: int
    chain: int
    target: int
    along: float
    distance_m: float


def join_tees(tracks: Tracks, bridged_m: float) -> tuple[Tracks, list[Gap]]:
    """
    Lead ends on to the lines that lie straight ahead of them.

    An end that has another end nearer than such a line is left alone. So is a siding's, by its tag or because it is
    short and hangs together with the line elsewhere: it ends for good, unless it all but touches the line.

    Parameters
    ----------
    tracks
        The chains.
    bridged_m
        Up to which distance; what lies further off is told only.

    Returns
    -------
    tracks
        With chains cut where they are met, and a chain of two positions for each gap bridged.
    gaps
        Those found, bridged or not.
    """
    ends = loose_ends(tracks)
    if not len(ends.rows):
        return tracks, []
    part = _parts(tracks)
    found = [tee for tee in _tees(tracks, ends) if _fits(tracks, tee, part)]
    made = [tee for tee in found if tee.distance_m <= bridged_m]
    return _joined(tracks, made), [_gap(tracks, tee, is_bridged=tee.distance_m <= bridged_m) for tee in found]


def _fits(tracks: Tracks, tee: _Tee, part: NDArray[np.int64]) -> bool:
    one, other = tracks.traits[tee.chain], tracks.traits[tee.target]
    if not is_same_gauge(one.gauge_mm, other.gauge_mm) or not (one.is_main or other.is_main):
        return False
    is_line = part[tee.chain] != part[tee.target] or tracks.lengths_m[tee.chain] >= LINE_M
    return tee.distance_m <= LOOSE_M or (is_line and one.is_main and other.is_main)


def _parts(tracks: Tracks) -> NDArray[np.int64]:
    """Say which chains hang together by the nodes that they share."""
    from scipy.sparse import coo_matrix  # noqa: PLC0415 - a fifth of a second
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    ends, count = tracks.ends, len(tracks.lonlat)
    table = coo_matrix((np.ones(len(ends), np.int8), (ends[:, 0], ends[:, 1])), (count, count))
    return np.asarray(connected_components(table, directed=False)[1][ends[:, 0]], dtype=np.int64)


def _tees(tracks: Tracks, ends: Ends) -> list[_Tee]:
    """Find for each end the nearest line ahead of it, or right beside it."""
    import shapely  # noqa: PLC0415 - costs a tenth of a second

    at = tracks.xy[ends.rows]
    scale = stretch(at[:, 1])
    points = np.asarray(shapely.points(at))
    ahead = at + np.column_stack([np.cos(ends.outward), np.sin(ends.outward)]) * (AHEAD_M * scale)[:, None]
    rays = np.asarray(shapely.linestrings(np.stack([at, ahead], axis=1)))
    tree = shapely.STRtree(tracks.lines)
    ray, met = tree.query(rays, predicate="intersects")
    end, close = tree.query(points, predicate="dwithin", distance=LOOSE_M * scale)
    where = np.concatenate([shapely.intersection(rays[ray], tracks.lines[met]), points[end]])
    who, chain = np.concatenate([ray, end]), np.concatenate([met, close])
    is_other = (tracks.ends[chain] != ends.rows[who][:, None]).all(axis=1)
    who, chain, where = who[is_other], chain[is_other], where[is_other]
    spot = shapely.get_point(shapely.shortest_line(points[who], where), 1)
    along = shapely.line_locate_point(tracks.lines[chain], spot)
    distance = shapely.distance(points[who], shapely.line_interpolate_point(tracks.lines[chain], along)) / scale[who]
    order = np.lexsort((chain, distance, who))
    first = order[np.unique(who[order], return_index=True)[1]]
    shortest = shapely.distance(points[who], tracks.lines[chain]) / scale[who]
    return [
        _Tee(int(ends.rows[who[i]]), int(ends.chains[who[i]]), int(chain[i]), float(along[i]), float(shortest[i]))
        for i in first.tolist()
        if distance[i] < ends.apart_m[who[i]]
    ]


def _gap(tracks: Tracks, tee: _Tee, *, is_bridged: bool) -> Gap:
    import shapely  # noqa: PLC0415

    spot = shapely.get_coordinates(shapely.line_interpolate_point(tracks.lines[tee.target], tee.along))
    first, second = sorted([tuple(tracks.lonlat[tee.row].tolist()), tuple(to_earth(spot)[0].tolist())])
    return Gap(first, second, tee.distance_m, is_bridged)


def _joined(tracks: Tracks, tees: Sequence[_Tee]) -> Tracks:
    """Cut the chains that are met, and add the bridges; everything else keeps its order."""
    by_target: dict[int, list[_Tee]] = defaultdict(list)
    for tee in sorted(tees, key=lambda one: (one.along, one.row)):
        by_target[tee.target].append(tee)
    spots: list[NDArray[np.float64]] = []
    chains: list[tuple[NDArray[np.int64], int]] = []
    bridges: list[tuple[NDArray[np.int64], int]] = []
    for index in range(len(tracks)):
        rows = _meetings(tracks, by_target[index], spots)
        chains += [(piece, index) for piece in _pieces(tracks.chain(index), rows, _reached(tracks, index))]
        bridges += [(np.array([tee.row, row]), tee.chain) for tee, (row, _) in zip(by_target[index], rows, strict=True)]
    return _assembled(tracks, spots, [*chains, *sorted(bridges, key=lambda one: one[0].tolist())], len(bridges))


def _reached(tracks: Tracks, index: int) -> NDArray[np.float64]:
    steps = np.diff(tracks.xy[tracks.chain(index)], axis=0)
    return np.concatenate([[0.0], np.cumsum(np.hypot(steps[:, 0], steps[:, 1]))])


def _meetings(tracks: Tracks, tees: Sequence[_Tee], spots: list[NDArray[np.float64]]) -> list[tuple[int, float]]:
    """Give the row at which each is met, and how far along: the chain's end, the one before, or a spot of its own."""
    found: list[tuple[int, float]] = []
    for tee in tees:
        rows, reached = tracks.chain(tee.target), _reached(tracks, tee.target)
        if tee.along < CUT_M:
            found.append((int(rows[0]), 0.0))
        elif tee.along > reached[-1] - CUT_M:
            found.append((int(rows[-1]), float(reached[-1])))
        elif found and tee.along - found[-1][1] < CUT_M:
            found.append(found[-1])
        else:
            spots.append(np.array([np.interp(tee.along, reached, tracks.xy[rows, axis]) for axis in (0, 1)]))
            found.append((len(tracks.lonlat) + len(spots) - 1, tee.along))
    return found


def _pieces(
    rows: NDArray[np.int64], met: Sequence[tuple[int, float]], reached: NDArray[np.float64]
) -> list[NDArray[np.int64]]:
    """Cut a chain where it is met between its ends."""
    pieces, head, start = [], rows[:0], 0
    for row, along in dict.fromkeys(met):
        if 0 < along < reached[-1]:
            after = int(np.searchsorted(reached, along))
            pieces.append(np.concatenate([head, rows[start:after], [row]]))
            head, start = np.array([row]), after
    return [*pieces, np.concatenate([head, rows[start:]])]


def _assembled(
    tracks: Tracks,
    spots: Sequence[NDArray[np.float64]],
    chains: Sequence[tuple[NDArray[np.int64], int]],
    bridges: int,
) -> Tracks:
    """Put chains together, each with the one that it is like; the last ones are bridges, of no way."""
    lines = [rows for rows, _ in chains]
    ways = [tracks.way_ids[index] for _, index in chains[: len(chains) - bridges]]
    return replace(
        tracks,
        lonlat=np.concatenate([tracks.lonlat, to_earth(np.array(spots).reshape(-1, 2))]),
        flat=np.concatenate([np.empty(0, np.int64), *lines]),
        offsets=np.cumsum([0, *map(len, lines)], dtype=np.int64),
        traits=tuple(tracks.traits[index] for _, index in chains),
        way_ids=(*ways, *[()] * bridges),
    )
