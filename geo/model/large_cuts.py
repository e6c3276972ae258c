"""The maximum flow and the minimum cuts of a large network, over arrays: what `geo.model.cuts` finds, sooner."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components, maximum_flow

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.model.graph import ModelGraph

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]

_MOST = 2**62  # numpy counts in 64 bits, where what can go onward is added to what goes back
_BITS = 29  # scipy in 32, likewise
_LEAST_BIT = 1000  # below that, floats end


@dataclass(frozen=True, eq=False)
class LargeCuts:
    """
    A maximum flow over arrays, with its cuts.

    What several arcs carry between the same two vertices is added up, and what goes back is net of it: that leaves
    each cut what it is.

    Parameters
    ----------
    graph
        The network.
    limits
        Mt a year by arc; inf where nothing is known to limit.
    ends
        The origin's vertices, and the destination's.
    whole
        The capacities as whole numbers, by arc; endless at most.
    endless
        More than can pass where anything limits.
    scale
        What they were multiplied by, a power of two.
    """

    graph: ModelGraph
    limits: Floats
    ends: tuple[tuple[int, ...], tuple[int, ...]]
    whole: Ints
    endless: int
    scale: float

    @property
    def value_mt(self) -> float:
        """What passes, in Mt a year."""
        return float(self._flow[self._source].sum()) / self.scale

    @property
    def is_unlimited(self) -> bool:
        """Whether a way leads on which nothing limits."""
        return bool(self._reached(self._network(np.where(np.isinf(self.limits), 1, 0)), self._source)[self._target])

    def flow(self) -> Floats:
        """
        Give the flow on each arc; arcs between the same two vertices are filled in turn.

        Returns
        -------
        flow_mt
            In Mt a year, net of opposite arcs.
        """
        order = np.lexsort((self.graph.head, self.graph.tail))
        tail, head, full = self.graph.tail[order], self.graph.head[order], self.whole[order]
        is_first = np.ones(len(order), dtype=bool)
        is_first[1:] = (np.diff(tail) != 0) | (np.diff(head) != 0)
        before = np.cumsum(full) - full
        before -= before[is_first][np.cumsum(is_first) - 1]
        used = np.empty(len(order))
        used[order] = np.clip(self._between(self._flow, tail, head) - before, 0, full)
        return used / self.scale

    def cuts(self) -> tuple[list[int], list[int]]:
        """
        Find what binds.

        Returns
        -------
        cut
            The arcs of the minimum cut nearest to the origin, in order.
        series
            Those of the others.
        """
        left, tails, heads = self._left, self.graph.tail, self.graph.head
        ways = self._network(np.ones(len(tails), np.int64))
        passed = self._reached(ways, self._source)[tails] & self._reached(ways.T.tocsr(), self._target)[heads]
        is_full = passed & np.isfinite(self.limits) & (self._between(left, tails, heads) == 0) & (tails != heads)
        near, far = self._reached(left, self._source), self._reached(left.T.tocsr(), self._target)
        cut = is_full & near[tails] & ~near[heads]
        maybe = np.flatnonzero(is_full & ~near[tails] & ~near[heads] & ~far[tails])
        return np.flatnonzero(cut).tolist(), maybe[~self._bypassed(maybe)].tolist()

    def _bypassed(self, arcs: Ints) -> Bools:
        """Tell where more could be pushed from the tail of a full arc to its head, another way."""
        tails, heads = self.graph.tail[arcs], self.graph.head[arcs]
        pieces = connected_components(self._left, connection="strong")[1]
        found: Bools = pieces[tails] == pieces[heads]
        lone = np.flatnonzero(self._between(self._left, heads, tails) == 0)  # the others' heads lead back
        for place in lone.tolist():
            found[place] = self._reached(self._left, int(tails[place]))[heads[place]]
        return found

    @property
    def _source(self) -> int:
        return self.graph.size

    @property
    def _target(self) -> int:
        return self.graph.size + 1

    @cached_property
    def _capacity(self) -> csr_array:
        return self._network(self.whole)

    @cached_property
    def _flow(self) -> csr_array:
        """
        Push in as many bits as scipy counts in, the greatest first, until nothing is left to push.

        A cut that is full but for the bits below leaves less than one such unit for each way; so much is the bound of
        the next round, and no way needs to carry more.
        """
        left, flow, bound, shift = self._capacity, None, self.endless, 1
        while shift:
            shift = max(0, bound.bit_length() - _BITS)
            part = left.copy()
            part.data = (np.minimum(part.data, bound) >> shift).astype(np.int32)
            found = maximum_flow(part, self._source, self._target).flow.astype(np.int64)
            found.data <<= shift
            flow, left = (found if flow is None else flow + found), (left - found).tocsr()
            bound = left.nnz << shift
        return flow

    @cached_property
    def _left(self) -> csr_array:
        """What can still be pushed, without what is full."""
        left = (self._capacity - self._flow).tocsr()
        left.eliminate_zeros()
        return left

    def _network(self, amount: Ints) -> csr_array:
        """Lay out what leads from vertex to vertex, with the doors at both ends; what carries nothing is left out."""
        kept = np.flatnonzero((amount > 0) & (self.graph.tail != self.graph.head))
        starts, goals = self.ends
        tail = np.concatenate([self.graph.tail[kept], np.full(len(starts), self._source), goals])
        head = np.concatenate([self.graph.head[kept], starts, np.full(len(goals), self._target)])
        data = np.concatenate([amount[kept], np.full(len(starts) + len(goals), self.endless)])
        size = self.graph.size + 2
        laid = coo_array((data, (tail, head)), shape=(size, size)).tocsr()  # parallel ones are added up
        laid.data = np.minimum(laid.data, self.endless)
        return laid

    def _reached(self, ways: csr_array, start: int) -> Bools:
        reached = np.zeros(self.graph.size + 2, dtype=bool)
        reached[breadth_first_order(ways, start, return_predecessors=False)] = True
        return reached

    @staticmethod
    def _between(matrix: csr_array, tails: NDArray[np.int32], heads: NDArray[np.int32]) -> Ints:
        found = matrix[tails, heads] if len(tails) else np.zeros(0)
        return np.asarray(found, dtype=np.int64).ravel()


def large_cuts(graph: ModelGraph, limits: Floats, ends: tuple[tuple[int, ...], tuple[int, ...]]) -> LargeCuts | None:
    """
    Lay a network out, where that loses nothing.

    Parameters
    ----------
    graph
        The network.
    limits
        Mt a year by arc; inf where nothing is known to limit.
    ends
        The origin's vertices, and the destination's.

    Returns
    -------
    large
        None where capacities are shared by arcs that are not opposite, or 64 bits do not hold them exactly.
    """
    finite = np.isfinite(limits)
    if not _is_plain(graph, finite):
        return None
    scale, cuts = _scale(limits[finite]), [np.isin(graph.tail, ends[0]), np.isin(graph.head, ends[1]), finite]
    with np.errstate(over="ignore"):
        most = min(float(limits[cut].sum()) for cut in cuts) * scale * 1.001  # not less than what passes, if rounded
    beside = np.unique(graph.tail.astype(np.int64) * graph.size + graph.head, return_counts=True)[1].max(initial=1)
    if not most * float(beside) < _MOST:
        return None
    endless = int(most) + 1
    whole = np.minimum((np.minimum(limits, endless / scale) * scale).astype(np.int64), endless)
    return LargeCuts(graph, limits, ends, whole, endless, scale)


def _scale(values: Floats) -> float:
    """Give the least power of two that makes all numbers whole; inf where no float is."""
    mantissa, exponent = np.frexp(values[values > 0])
    bits = (mantissa * 2.0**53).astype(np.int64)
    lowest = np.frexp((bits & -bits).astype(np.float64))[1] - 54 + exponent
    power = max(0, -int(lowest.min(initial=0)))
    return 2.0**power if power <= _LEAST_BIT else np.inf


def _is_plain(graph: ModelGraph, finite: Bools) -> bool:
    """Whether each limited group is one arc, or two opposite ones."""
    groups, ends = graph.shared[finite], np.stack([graph.tail[finite], graph.head[finite]])
    order = np.argsort(groups, kind="stable")
    groups, ends = groups[order], ends[:, order]
    same = np.flatnonzero(groups[1:] == groups[:-1])
    (tail, head), (next_tail, next_head) = ends[:, same], ends[:, same + 1]
    is_opposite = (tail == next_head) & (head == next_tail) & (tail != head)
    return bool(np.all(is_opposite)) and not np.any(groups[2:] == groups[:-2])
