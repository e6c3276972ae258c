"""The maximum flow and the minimum cuts of a large network, over arrays: what `geo.model.cuts` finds, sooner."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geo.model.compiling import compiled_module
from geo.model.pairs import pairs_of

if TYPE_CHECKING:
    from types import ModuleType

    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from geo.model.graph import ModelGraph
    from geo.model.pairs import Ends, Pairs

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Ints32 = NDArray[np.int32]
    Bools = NDArray[np.bool_]

OFTEN = 400_000
"""After flows over so many vertices, it has paid to import what compiles."""

_MOST = 2**62  # numpy counts in 64 bits, where what can go onward is added to what goes back
_BITS = 29  # scipy in 32, likewise
_LEAST_BIT = 1000  # below that, floats end


@cache
def compiled_cuts() -> ModuleType | None:
    """
    Import the compiled flow.

    Returns
    -------
    module
        `geo.model.compiled_cuts`, or None, as `geo.model.compiling` says.
    """
    return compiled_module("compiled_cuts")


class Settled(NamedTuple):
    """
    What a maximum flow leaves.

    Parameters
    ----------
    left
        By pair: what more could be pushed over it.
    near, far
        By vertex: whether more could be pushed to it from the origin, and from it to the destination.
    pieces
        By vertex that is neither: the same number where more could be pushed from each to each.
    """

    left: Ints
    near: Bools
    far: Bools
    pieces: Ints32


@dataclass(frozen=True, eq=False)
class LargeCuts:
    """
    A maximum flow over arrays, with its cuts.

    What several arcs carry between the same two vertices is added up, and what goes back is net of it: that leaves
    each cut what it is.

    Parameters
    ----------
    pairs
        The network.
    ends
        The origin's vertex, and the destination's.
    whole
        The capacities as whole numbers, by arc; endless at most.
    endless
        More than can pass where anything limits.
    scale
        What they were multiplied by, a power of two.
    has_endless
        Whether on some arc nothing is known to limit.
    """

    pairs: Pairs
    ends: tuple[int, int]
    whole: Ints
    endless: int
    scale: float
    has_endless: bool

    @property
    def value_mt(self) -> float:
        """What passes, in Mt a year."""
        source = self.ends[0]
        out = slice(self.pairs.starts[source], self.pairs.starts[source + 1])
        return float((self._capacity[out] - self._settled.left[out]).sum()) / self.scale

    @property
    def is_unlimited(self) -> bool:
        """Whether a way leads on which nothing limits."""
        if not self.has_endless:
            return False
        return bool(self._reached(self._capacity >= self.endless, self.ends[0])[self.ends[1]])

    def flow(self) -> Floats:
        """
        Give the flow on each arc; arcs between the same two vertices are filled in turn.

        Returns
        -------
        flow_mt
            In Mt a year, net of opposite arcs.
        """
        pairs, used = self.pairs, np.zeros(len(self.whole))
        carried = np.maximum(self._capacity - self._settled.left, 0)[pairs.place]
        if pairs.beside > 1:
            order = np.argsort(pairs.place, kind="stable")
            place, full = pairs.place[order], self.whole[pairs.arcs[order]]
            before = np.cumsum(full) - full
            before -= before[np.searchsorted(place, place)]
            carried[order] = np.clip(carried[order] - before, 0, full)
        used[pairs.arcs] = carried
        used /= self.scale
        return used

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
        pairs, (left, near, far, pieces) = self.pairs, self._settled
        full = np.flatnonzero(left[pairs.place] == 0)
        place = pairs.place[full]
        tails, heads = pairs.tails[place], pairs.heads[place]
        is_cut = near[tails] & ~near[heads]
        maybe = ~(near[tails] | near[heads] | far[tails]) & (pieces[tails] != pieces[heads])
        for found in (is_cut, maybe):
            found[found] = self._is_passed(place[found])
        maybe[maybe] = ~self._is_bypassed(place[maybe])
        return pairs.arcs[full[is_cut]].tolist(), pairs.arcs[full[maybe]].tolist()

    def _is_passed(self, place: Ints) -> Bools:
        """Tell which full pairs the origin leads to and lead to the destination; what carries goods does."""
        found: Bools = self._capacity[place] > 0
        if not found.all():
            exists = np.zeros(len(self.pairs.heads), dtype=bool)
            exists[self.pairs.place] = True
            onward = self._reached(exists, self.ends[0])[self.pairs.tails[place]]
            found |= onward & self._reached(exists, self.ends[1], back=True)[self.pairs.heads[place]]
        return found

    def _is_bypassed(self, place: Ints) -> Bools:
        """Tell where more could be pushed from the tail of a full pair to its head, another way, but not back."""
        left, found = self._settled.left, np.zeros(len(place), dtype=bool)
        for i in np.flatnonzero(left[self.pairs.opposite[place]] == 0).tolist():  # the others' heads lead back
            found[i] = self._reached(left > 0, self.pairs.tails[place[i]])[self.pairs.heads[place[i]]]
        return found

    @cached_property
    def _capacity(self) -> Ints:
        return np.minimum(self.pairs.added(self.whole), self.endless)

    @cached_property
    def _settled(self) -> Settled:
        pairs = self.pairs
        pairs.asked[0] += pairs.size
        module = compiled_cuts() if pairs.asked[0] > OFTEN else None
        if module is None:
            return self._by_scipy()
        near, far = np.empty(pairs.size, dtype=bool), np.empty(pairs.size, dtype=bool)
        found = Settled(self._capacity.copy(), near, far, np.empty(pairs.size, dtype=np.int32))
        ways = module.Ways(pairs.starts, pairs.heads, pairs.opposite)
        module.settle(ways, found.left, self.ends, near, far, found.pieces)
        return found

    def _by_scipy(self) -> Settled:
        """
        Push in as many bits as scipy counts in, the greatest first, until nothing is left to push.

        A cut that is full but for the bits below leaves less than one such unit for each way; so much is the bound of
        the next round, and no way needs to carry more.
        """
        from scipy.sparse.csgraph import connected_components, maximum_flow  # noqa: PLC0415

        pairs, left, bound, shift = self.pairs, self._capacity.copy(), self.endless, 1
        while shift:
            shift = max(0, bound.bit_length() - _BITS)
            part = (np.minimum(left, bound) >> shift).astype(np.int32)
            flow = maximum_flow(self._matrix(part, pairs.heads, pairs.starts), *self.ends).flow
            left -= flow.data.astype(np.int64) << shift
            bound = int(np.count_nonzero(left)) << shift
        ways = left > 0
        near, far = self._reached(ways, self.ends[0]), self._reached(ways, self.ends[1], back=True)
        middle = ways & ~(near | far)[pairs.tails]
        return Settled(left, near, far, connected_components(self._open(middle), connection="strong")[1])

    def _open(self, ways: Bools) -> csr_array:
        starts = np.concatenate([[0], np.cumsum(ways, dtype=np.int32)])[self.pairs.starts]
        return self._matrix(np.ones(starts[-1], dtype=np.int32), self.pairs.heads[ways], starts)

    def _matrix(self, data: Ints32, heads: Ints32, starts: Ints32) -> csr_array:
        from scipy.sparse import csr_array  # noqa: PLC0415 - compiled, nothing needs it

        return csr_array((data, heads, starts), shape=(self.pairs.size, self.pairs.size))

    def _reached(self, ways: Bools, start: int, *, back: bool = False) -> Bools:
        from scipy.sparse.csgraph import breadth_first_order  # noqa: PLC0415

        reached = np.zeros(self.pairs.size, dtype=bool)
        matrix = self._open(ways[self.pairs.opposite] if back else ways)
        reached[breadth_first_order(matrix, start, return_predecessors=False)] = True
        return reached


def large_cuts(graph: ModelGraph, limits: Floats, ends: Ends) -> LargeCuts | None:
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
    pairs, finite = pairs_of(graph, ends), np.isfinite(limits)
    if len(pairs.odd) and np.any(np.isin(graph.shared[finite], pairs.odd)):
        return None
    scale, is_end = _scale(limits[finite]), np.zeros((2, graph.size), dtype=bool)
    is_end[0, list(ends[0])], is_end[1, list(ends[1])] = True, True
    cuts = (limits[is_end[0, graph.tail]], limits[is_end[1, graph.head]], limits[finite])
    with np.errstate(over="ignore"):
        most = min(float(cut.sum()) for cut in cuts) * scale * 1.001  # not less than what passes, if rounded
    if not most * float(pairs.beside) < _MOST:
        return None
    endless = int(most) + 1
    whole = np.minimum((np.minimum(limits, endless / scale) * scale).astype(np.int64), endless)
    whole[~finite] = endless
    return LargeCuts(pairs, (ends[0][0], ends[1][0]), whole, endless, scale, not finite.all())


def _scale(values: Floats) -> float:
    """Give the least power of two that makes all numbers whole; inf where no float is."""
    mantissa, exponent = np.frexp(values[values > 0])
    bits = (mantissa * 2.0**53).astype(np.int64)
    lowest = np.frexp((bits & -bits).astype(np.float64))[1] - 54 + exponent
    power = max(0, -int(lowest.min(initial=0)))
    return 2.0**power if power <= _LEAST_BIT else np.inf
