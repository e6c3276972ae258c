"""Routes: the way along tracks that passes given places in order, found over all their candidates at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo.network.osm.candidates import Pieces, place_candidates

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo.network.osm.tracks import Tracks

SNAP_COST = 3.0
"""What a metre between a place and the track costs, in metres of track."""
PASSING_COST = 1.0
"""What it costs beside a road on the way: it passes a town, to drive in by its streets and out again costs more."""
DEGREE_COST_M = 2.0
"""What a degree of turning at a switch costs: a way that stays on its track is preferred."""
SHARP_DEG = 75.0
REVERSAL_M = 5_000.0
"""What a turn costs that a train makes only by stopping and changing its direction."""
FARTHEST = 2.0
"""A way of so many times the known length is looked for at least, so that a detour can be told."""
BREAK_M = 20_000.0
"""What it costs to give a leg up, beside three times its length."""


@dataclass(frozen=True, eq=False)
class Leg:
    """
    The way found between two neighbouring places.

    Parameters
    ----------
    xy
        Its vertices on the plane, from candidate to candidate.
    chains
        The chains it runs over, in order.
    length_m
        Its length on the ground.
    snaps_m
        How far its two ends lie from the places.
    """

    xy: NDArray[np.float64]
    chains: tuple[int, ...]
    length_m: float
    snaps_m: tuple[float, float]


def find_legs(
    tracks: Tracks, weights: NDArray[np.float64], places: NDArray[np.float64], along_m: Sequence[float], reach_m: float,
    *, farthest: float = FARTHEST,
) -> list[Leg | None]:  # fmt: skip
    """
    Find the way that passes places in order.

    Every place has a candidate on every chain within reach; the cheapest way over all of them is taken (the Viterbi
    path of a hidden Markov model, Newson and Krumm 2009), so that a near track that leads nowhere does not win. Turning
    back at a switch costs `REVERSAL_M`. A leg that cannot be found is given up, the others stand.

    Parameters
    ----------
    tracks
        The chains.
    weights
        What a metre of each chain costs; infinite where it may not be used.
    places
        The places on the plane, shape (k, 2), in order.
    along_m
        How long each of the k - 1 legs is known to be.
    reach_m
        How far from a place a track may lie.
    farthest
        A way of so many times the known length can be found; the search goes no further round.

    Returns
    -------
    legs
        k - 1 of them; None for one without a way.
    """
    if len(places) < 2 or not len(tracks):
        return [None] * max(0, len(places) - 1)
    pieces = place_candidates(tracks, weights, places, reach_m)
    search = _Search(pieces, places, along_m, farthest)
    return search.run()


class _Search:
    """A graph of states (leg, arc): two arcs a piece, one for each direction; and a hub a place for breaks."""

    def __init__(self, pieces: Pieces, places: NDArray[np.float64], along_m: Sequence[float], farthest: float) -> None:
        self.pieces, self.places, self.along_m, self.farthest = pieces, places, along_m, farthest
        self.tail = pieces.ends.ravel()
        self.head = pieces.ends[:, ::-1].ravel()
        self.cost = np.repeat(pieces.costs, 2)
        self.snap_costs = self._snap_costs()
        self.turn_from, self.turn_to, self.turn_cost = self._turns()
        self.rows: list[NDArray[np.int64]] = []
        self.columns: list[NDArray[np.int64]] = []
        self.values: list[NDArray[np.float64]] = []

    def _snap_costs(self) -> NDArray[np.float64]:
        """Give what the step to its place costs, for each node."""
        place = self.pieces.place_of
        is_passed = (place > 0) & (place < len(self.along_m)) & (self.pieces.tracks.mode == "road")
        return np.asarray(self.pieces.snaps * np.where(is_passed, PASSING_COST, SNAP_COST))

    def _turns(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
        """List which arc can follow which, and what the turn between them costs."""
        order = np.argsort(self.tail, kind="stable")
        first = np.searchsorted(self.tail[order], self.head)
        count = np.searchsorted(self.tail[order], self.head, side="right") - first
        before = np.repeat(np.arange(len(self.head)), count)
        within = np.arange(len(before)) - np.repeat(np.cumsum(count) - count, count)
        after = order[np.repeat(first, count) + within]
        leaving = self.pieces.headings.ravel()
        arriving = leaving.reshape(-1, 2)[:, ::-1].ravel() + np.pi
        degrees = np.abs(np.degrees(np.angle(np.exp(1j * (leaving[after] - arriving[before])))))
        cost = np.where(degrees > SHARP_DEG, REVERSAL_M, degrees * DEGREE_COST_M)
        return before, after, np.where(before == after ^ 1, REVERSAL_M, cost)

    def run(self) -> list[Leg | None]:
        from scipy.sparse import coo_matrix  # noqa: PLC0415 - a fifth of a second
        from scipy.sparse.csgraph import dijkstra  # noqa: PLC0415

        arcs, legs = len(self.tail), len(self.along_m)
        hubs = legs * arcs  # the hubs' states follow those of the arcs
        for leg in range(legs):
            self._add_leg(leg, arcs, hubs)
        size = hubs + legs + 1
        cells = (np.concatenate(self.rows), np.concatenate(self.columns))
        table = coo_matrix((np.concatenate(self.values), cells), (size, size)).tocsr()
        _, before = dijkstra(table, indices=hubs, return_predecessors=True)
        return self._legs(before, arcs, hubs)

    def _add_leg(self, leg: int, arcs: int, hubs: int) -> None:
        near = self._near(leg)
        at, next_at = leg * arcs, (leg + 1) * arcs
        inside = near[self.turn_from] & near[self.turn_to]
        before, after = self.turn_from[inside], self.turn_to[inside]
        self._add(at + before, at + after, self.turn_cost[inside] + self.cost[after])
        restart = 0.0 if leg == 0 else REVERSAL_M
        start = np.flatnonzero(near & (self.pieces.place_of[self.tail] == leg))
        self._add(
            np.full(len(start), hubs + leg),
            at + start,
            restart + self.snap_costs[self.tail[start]] + self.cost[start],
        )
        self._add(np.array([hubs + leg]), np.array([hubs + leg + 1]), np.array([3 * self.along_m[leg] + BREAK_M]))
        is_goal = near & (self.pieces.place_of[self.head] == leg + 1)
        goal = np.flatnonzero(is_goal)
        self._add(at + goal, np.full(len(goal), hubs + leg + 1), self.snap_costs[self.head[goal]])
        if leg + 1 < len(self.along_m):
            on = is_goal[self.turn_from] & self._near(leg + 1)[self.turn_to]
            before, after = self.turn_from[on], self.turn_to[on]
            cost = self.turn_cost[on] + self.cost[after] + self.snap_costs[self.head[before]]
            self._add(at + before, next_at + after, cost)

    def _add(self, rows: NDArray[np.int64], columns: NDArray[np.int64], values: NDArray[np.float64]) -> None:
        self.rows.append(rows)
        self.columns.append(columns)
        self.values.append(np.maximum(values, 1e-6))  # a sparse zero would be no edge

    def _near(self, leg: int) -> NDArray[np.bool_]:
        """Mark the arcs that a way of so many times the leg's length can reach."""
        xy = self.places[leg : leg + 2]
        grow = (self.farthest * self.along_m[leg] + 5_000) / 2 * self.pieces.stretch
        low, high = xy.min(axis=0) - grow, xy.max(axis=0) + grow
        boxes = self.pieces.boxes
        touches = (boxes[:, :2] <= high).all(axis=1) & (boxes[:, 2:] >= low).all(axis=1)
        return np.repeat(touches & np.isfinite(self.pieces.costs), 2)

    def _legs(self, before: NDArray[np.int32], arcs: int, hubs: int) -> list[Leg | None]:
        paths: list[list[int]] = [[] for _ in self.along_m]
        state = int(before[hubs + len(paths)])
        while state >= 0 and state != hubs:
            if state < hubs:
                paths[state // arcs].append(state % arcs)
            state = int(before[state])
        return [self._leg(path[::-1]) if path else None for path in paths]

    def _leg(self, path: list[int]) -> Leg:
        pieces = self.pieces
        lines = [pieces.line(arc // 2, is_back=bool(arc % 2)) for arc in path]
        xy = np.concatenate([lines[0], *(line[1:] for line in lines[1:])])
        chains = [int(pieces.chain[arc // 2]) for arc in path]
        ends = (float(pieces.snaps[self.tail[path[0]]]), float(pieces.snaps[self.head[path[-1]]]))
        length = float(sum(pieces.lengths_m[arc // 2] for arc in path))
        return Leg(xy, tuple(dict.fromkeys(chains)), length, ends)
