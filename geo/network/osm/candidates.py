"""Candidates: the points of tracks that a place may stand for, and the chains cut at them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo.network.plane import stretch

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.network.osm.tracks import Tracks

MOST = 150
"""How many candidates a place has at most: the nearest ones, those of lesser lines as if they were further off."""
LEAD_M = 15.0
"""How far from a switch its directions are taken."""


@dataclass(frozen=True, eq=False)
class Pieces:
    """
    The chains, cut at the candidates of all places, as a graph of their own.

    Parameters
    ----------
    tracks
        The chains.
    chain
        Which chain each piece is of.
    spans
        From where to where on the chain's line it runs, in metres of the plane, shape (pieces, 2).
    ends
        Its two nodes, shape (pieces, 2).
    costs
        What it costs to run it, in metres; infinite where it may not be used.
    lengths_m
        Its length on the ground.
    headings
        The directions in which it leaves its two ends, in radians, shape (pieces, 2).
    place_of
        Which place each node is a candidate of, -1 for none.
    snaps
        How far each node lies from its place, in metres.
    stretch
        How long a metre on the ground is on the plane, at the places.
    """

    tracks: Tracks
    chain: NDArray[np.int64]
    spans: NDArray[np.float64]
    ends: NDArray[np.int64]
    costs: NDArray[np.float64]
    lengths_m: NDArray[np.float64]
    headings: NDArray[np.float64]
    place_of: NDArray[np.int64]
    snaps: NDArray[np.float64]
    stretch: float

    @property
    def boxes(self) -> NDArray[np.float64]:
        """West, south, east and north of each piece's chain, on the plane."""
        import shapely  # noqa: PLC0415

        return np.asarray(shapely.bounds(self.tracks.lines))[self.chain]

    def line(self, piece: int, *, is_back: bool) -> NDArray[np.float64]:
        """
        Give the geometry of a piece.

        Parameters
        ----------
        piece
            Which one.
        is_back
            Whether it is run backwards.

        Returns
        -------
        xy
            Its vertices on the plane.
        """
        from shapely.ops import substring  # noqa: PLC0415

        line = self.tracks.lines[self.chain[piece]]
        xy = np.asarray(substring(line, *self.spans[piece].tolist()).coords)
        return xy[::-1] if is_back else xy


def place_candidates(
    tracks: Tracks, weights: NDArray[np.float64], places: NDArray[np.float64], reach_m: float
) -> Pieces:
    """
    Find the points of tracks near places, and cut the chains there.

    Parameters
    ----------
    tracks
        The chains.
    weights
        What a metre of each costs; infinite where it may not be used.
    places
        The places on the plane, shape (k, 2).
    reach_m
        How far from a place a track may lie.

    Returns
    -------
    pieces
        The chains cut, with a node of its own for each candidate.
    """
    import shapely  # noqa: PLC0415

    place, chain, along, snap = _nearest(tracks, weights, places, reach_m)
    whole = np.asarray(shapely.length(tracks.lines))
    along = np.clip(along, 0.02, np.maximum(whole[chain] - 0.02, 0.02))
    count = len(tracks)
    owner = np.concatenate([np.arange(count), chain])
    begin = np.concatenate([np.zeros(count), along])
    node = np.concatenate([tracks.ends[:, 0], len(tracks.lonlat) + np.arange(len(chain))])
    order = np.lexsort((begin, owner))
    owner, begin, node = owner[order], begin[order], node[order]
    is_last = np.append(owner[1:] != owner[:-1], True)
    end = np.where(is_last, whole[owner], np.append(begin[1:], 0.0))
    far = np.where(is_last, tracks.ends[owner, 1], np.append(node[1:], 0))
    ground = tracks.lengths_m[owner] * (end - begin) / np.maximum(whole[owner], 1e-9)
    return Pieces(
        tracks=tracks, chain=owner, spans=np.column_stack([begin, end]), ends=np.column_stack([node, far]),
        costs=np.maximum(ground, 1e-3) * weights[owner], lengths_m=ground,
        headings=_headings(tracks, owner, begin, end),
        place_of=np.concatenate([np.full(len(tracks.lonlat), -1), place]),
        snaps=np.concatenate([np.zeros(len(tracks.lonlat)), snap]),
        stretch=float(stretch(places[:, 1]).max()),
    )  # fmt: skip


def _nearest(
    tracks: Tracks, weights: NDArray[np.float64], places: NDArray[np.float64], reach_m: float
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    import shapely  # noqa: PLC0415

    points, scale = np.asarray(shapely.points(places)), stretch(places[:, 1])
    usable = np.flatnonzero(np.isfinite(weights))
    tree = shapely.STRtree(tracks.lines[usable])
    place, found = tree.query(points, predicate="dwithin", distance=reach_m * scale)
    chain = usable[found]
    snap = shapely.distance(points[place], tracks.lines[chain]) / scale[place]
    order = np.lexsort((chain, snap * weights[chain], place))
    place, chain, snap = place[order], chain[order], snap[order]
    rank = np.arange(len(place)) - np.searchsorted(place, place)
    kept = rank < MOST
    place, chain, snap = place[kept], chain[kept], snap[kept]
    along = np.asarray(shapely.line_locate_point(tracks.lines[chain], points[place]))
    return place, chain, along, np.asarray(snap)


def _headings(
    tracks: Tracks, chain: NDArray[np.int64], begin: NDArray[np.float64], end: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Take the directions in which pieces leave their ends, a little way in."""
    import shapely  # noqa: PLC0415

    lines = tracks.lines[chain]
    lead = np.minimum(LEAD_M * stretch(tracks.xy[tracks.ends[chain, 0], 1]), end - begin)
    found = []
    for here, there in ((begin, begin + lead), (end, end - lead)):
        step = shapely.get_coordinates(shapely.line_interpolate_point(lines, there)) - shapely.get_coordinates(
            shapely.line_interpolate_point(lines, here)
        )
        found.append(np.arctan2(step[:, 1], step[:, 0]))
    return np.column_stack(found)
