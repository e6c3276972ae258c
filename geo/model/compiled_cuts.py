"""A maximum flow in whole numbers and what it leaves, compiled: only `geo.model.large_cuts` imports this."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int32]
    Amounts = NDArray[np.int64]
    Bools = NDArray[np.bool_]


class Ways(NamedTuple):
    """
    A network, pair by pair as in `geo.model.pairs.Pairs`.

    Parameters
    ----------
    starts, heads, opposite
        As there.
    """

    starts: Ints
    heads: Ints
    opposite: Ints


@njit(cache=True, nogil=True)
def _measure(ways: Ways, left: Amounts, ends: tuple[int, int], level: Ints, queue: Ints) -> bool:
    """Measure how many steps are left to the destination, until the origin is met; tell whether it is."""
    source, target = ends
    level[:] = -1
    level[target], queue[0], begin, end = 0, target, 0, 1
    while begin < end:
        vertex = queue[begin]
        begin += 1
        for way in range(ways.starts[vertex], ways.starts[vertex + 1]):
            before = ways.heads[way]
            if level[before] < 0 and left[ways.opposite[way]] > 0:
                level[before], queue[end] = level[vertex] + 1, before
                end += 1
                if before == source:
                    return True
    return False


@njit(cache=True, nogil=True)
def _push(ways: Ways, left: Amounts, ends: tuple[int, int], level: Ints, tried: Ints, path: Ints) -> None:
    """Push down the levels until every way down is full."""
    source, target = ends
    tried[:] = ways.starts[:-1]
    vertex, depth = source, 0
    while True:
        if vertex == target:
            amount = left[path[0]]
            for i in range(1, depth):
                amount = min(amount, left[path[i]])
            first = depth
            for i in range(depth - 1, -1, -1):
                left[path[i]] -= amount
                left[ways.opposite[path[i]]] += amount
                if left[path[i]] == 0:
                    first = i
            vertex, depth = ways.heads[ways.opposite[path[first]]], first
        elif tried[vertex] < ways.starts[vertex + 1]:
            way = tried[vertex]
            if left[way] > 0 and level[ways.heads[way]] == level[vertex] - 1:
                path[depth], vertex = way, ways.heads[way]
                depth += 1
            else:
                tried[vertex] += 1
        elif depth == 0:
            return
        else:
            depth -= 1
            vertex = ways.heads[ways.opposite[path[depth]]]
            tried[vertex] += 1


@njit(cache=True, nogil=True)
def _part(ways: Ways, left: Amounts, pieces: Ints) -> None:  # noqa: C901 - one walk, whose state stays in the processor
    """Part the vertices that have no piece yet into strong components, as Tarjan's algorithm does."""
    size = len(pieces)
    order, low, tried = np.zeros(size, np.int32), np.empty(size, np.int32), ways.starts[:-1].copy()
    stack, walk, height, count = np.empty(size, np.int32), np.empty(size, np.int32), 0, 0
    for root in range(size):
        if pieces[root] >= 0 or order[root] > 0:
            continue
        walk[0], depth = root, 1
        while depth > 0:
            vertex = walk[depth - 1]
            if order[vertex] == 0:
                count += 1
                order[vertex], low[vertex], stack[height] = count, count, vertex
                height += 1
            descends = False
            while tried[vertex] < ways.starts[vertex + 1] and not descends:
                to = ways.heads[tried[vertex]]
                if left[tried[vertex]] > 0 and pieces[to] < 0:
                    if order[to] == 0:
                        walk[depth], descends = to, True
                        depth += 1
                        break
                    low[vertex] = min(low[vertex], low[to])
                tried[vertex] += 1
            if descends:
                continue
            depth -= 1
            if low[vertex] == order[vertex]:
                while True:
                    height -= 1
                    pieces[stack[height]] = vertex
                    if stack[height] == vertex:
                        break


@njit(cache=True, nogil=True)
def settle(ways: Ways, left: Amounts, ends: tuple[int, int], near: Bools, far: Bools, pieces: Ints) -> None:
    """
    Push as much as can be pushed, by Dinitz' algorithm, and see what that leaves.

    Parameters
    ----------
    ways
        The network.
    left
        What can be pushed over each pair; changed. Nothing leads without a limit, or too much is added up.
    ends
        Origin and destination.
    near, far
        By vertex, to be filled: whether more could be pushed to it from the origin, and from it to the destination.
    pieces
        By vertex, to be filled: the same number where more could be pushed from each to each. Of those that are near or
        far it is not asked, and they are one piece.
    """
    size = len(near)
    level, queue, tried = np.empty(size, np.int32), np.empty(size, np.int32), np.empty(size, np.int32)
    while _measure(ways, left, ends, level, queue):
        _push(ways, left, ends, level, tried, queue)
    near[:], far[:] = False, level >= 0
    near[ends[0]], queue[0], begin, end = True, ends[0], 0, 1
    while begin < end:
        vertex = queue[begin]
        begin += 1
        for way in range(ways.starts[vertex], ways.starts[vertex + 1]):
            to = ways.heads[way]
            if not near[to] and left[way] > 0:
                near[to], queue[end] = True, to
                end += 1
    for vertex in range(size):
        pieces[vertex] = ends[0] if near[vertex] or far[vertex] else -1
    _part(ways, left, pieces)
