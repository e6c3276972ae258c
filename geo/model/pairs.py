"""A network laid out by pairs of neighbours, each both ways: what flows are pushed over, whatever the capacities."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.model.graph import ModelGraph

    Ints = NDArray[np.int64]

Ends = tuple[tuple[int, ...], tuple[int, ...]]


@dataclass(frozen=True, eq=False)
class Pairs:
    """
    Pairs of neighbours, sorted by tail and then by head; where an arc leads one way only, the other way is there too.

    Parameters
    ----------
    size
        The number of vertices.
    starts
        Where the pairs of each vertex start.
    tails, heads
        Vertices of each pair.
    opposite
        The place of the same pair the other way round.
    arcs
        The arcs that lead from one vertex to another, as indices of the graph's.
    place
        Of each of `arcs`, its pair.
    odd
        Groups of arcs that are neither one arc nor two opposite ones.
    asked
        One number, counted up: the vertices of all flows over it.
    """

    size: int
    starts: NDArray[np.int32]
    tails: NDArray[np.int32]
    heads: NDArray[np.int32]
    opposite: NDArray[np.int32]
    arcs: Ints
    place: Ints
    odd: Ints
    asked: list[int] = field(default_factory=lambda: [0])

    @cached_property
    def beside(self) -> int:
        """How many arcs lead from one vertex to the same other, at most."""
        return int(np.bincount(self.place).max(initial=1))

    def added(self, amount: Ints) -> Ints:
        """
        Add up what arcs beside each other carry.

        Parameters
        ----------
        amount
            By arc of the graph.

        Returns
        -------
        total
            By pair.
        """
        total = np.zeros(len(self.heads), dtype=np.int64)
        if self.beside == 1:
            total[self.place] = amount[self.arcs]
        else:
            np.add.at(total, self.place, amount[self.arcs])
        return total


def pairs_of(graph: ModelGraph, ends: Ends) -> Pairs:
    """
    Lay a network out, once for all its capacities.

    Parameters
    ----------
    graph
        The network.
    ends
        The origin's vertices, and the destination's: goods start and end on any of them, so that those of either are
        drawn together into the first.

    Returns
    -------
    pairs
        Kept with the graph.
    """
    several = tuple(vertices for vertices in ends if len(vertices) > 1)
    pairs = graph.laid_out.get(several)
    if pairs is None:
        pairs = _laid_out(graph, several)
        graph.laid_out.clear()  # of a network with many ends one layout is kept, not one for each
        graph.laid_out[several] = pairs
    return pairs  # not read again: another thread may have cleared it


def _laid_out(graph: ModelGraph, several: tuple[tuple[int, ...], ...]) -> Pairs:
    label = np.arange(graph.size)
    for vertices in several:
        label[list(vertices)] = vertices[0]
    tail, head = label[graph.tail], label[graph.head]
    arcs = np.flatnonzero(tail != head)
    there, back = (a[arcs] * graph.size + b[arcs] for a, b in ((tail, head), (head, tail)))
    codes, place = np.unique(np.concatenate([there, back]), return_inverse=True)
    tails, heads = np.divmod(codes, graph.size)
    opposite = np.empty(len(codes), dtype=np.int32)
    opposite[place[: len(arcs)]], opposite[place[len(arcs) :]] = place[len(arcs) :], place[: len(arcs)]
    starts = np.searchsorted(tails, np.arange(graph.size + 1)).astype(np.int32)
    return Pairs(
        graph.size, starts, tails.astype(np.int32), heads.astype(np.int32), opposite, arcs, place[: len(arcs)],
        _odd_groups(graph),
    )  # fmt: skip


def _odd_groups(graph: ModelGraph) -> Ints:
    order = np.argsort(graph.shared, kind="stable")
    groups, tail, head = graph.shared[order], graph.tail[order], graph.head[order]
    same = np.flatnonzero(groups[1:] == groups[:-1])
    is_opposite = (tail[same] == head[same + 1]) & (head[same] == tail[same + 1]) & (tail[same] != head[same])
    three = groups[2:][groups[2:] == groups[:-2]]
    return np.unique(np.concatenate([groups[same[~is_opposite]], three])).astype(np.int64)
