"""Push-relabel on one draw after another, compiled: only `geo.model.kernel` imports this, where numba is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]

TINY = 1e-12
_TILE = 8


class Net(NamedTuple):
    """
    A network and what is known of it, way by way as they leave the vertices.

    Parameters
    ----------
    full
        The row of the table with the capacity against each way.
    head, opposite
        Of each way: where it leads, and the way back.
    starts
        Where the ways out of each vertex start.
    label
        How many ways, whatever their direction, lead from the origin to each vertex.
    steps, path_ends
        Known paths, as the ways back along them, and where each ends.
    crossing, cut_ends, sides
        Known cuts: rows of the table that add up to each, where each ends, and by cut and vertex the origin's side.
    floor
        What counts as nothing.
    """

    full: Ints
    head: Ints
    opposite: Ints
    starts: Ints
    label: Ints
    steps: Ints
    path_ends: Ints
    crossing: Ints
    cut_ends: Ints
    sides: Bools
    floor: float


class _Work(NamedTuple):
    """
    The state of a draw.

    What can be pushed against each way (`left`), what waits at each vertex (`excess`), how far it is from the origin
    at least (`far`), the next way to try (`tried`), how many are so far (`many`), who waits so far (`top`, then
    `after` each), a queue, and by which way each was reached (`came`).
    """

    left: Floats
    excess: Floats
    far: Ints
    tried: Ints
    many: Ints
    top: Ints
    after: Ints
    queue: Ints
    came: Ints


@njit(inline="always")
def _least_cut(net: Net, limit: Floats) -> tuple[float, int]:
    most, which = np.inf, 0
    for cut in range(len(net.cut_ends) - 1):
        capacity = 0.0
        for i in range(net.cut_ends[cut], net.cut_ends[cut + 1]):
            capacity += limit[net.crossing[i]]
        if capacity < most:
            most, which = capacity, cut
    return most, which


@njit(inline="always")
def _push_paths(net: Net, left: Floats) -> float:
    """Let the known paths carry what they can."""
    arrived = 0.0
    for path in range(len(net.path_ends) - 1):
        amount = np.inf
        for i in range(net.path_ends[path], net.path_ends[path + 1]):
            amount = min(amount, left[net.steps[i]])
        if amount > net.floor:
            for i in range(net.path_ends[path], net.path_ends[path + 1]):
                left[net.steps[i]] -= amount
                left[net.opposite[net.steps[i]]] += amount
            arrived += amount
    return arrived


@njit(inline="always")
def _ask(net: Net, work: _Work) -> int:
    """Ask for all that the ways into the destination can still carry; give how far off the farthest is asked."""
    size, high = len(net.label), -1
    work.many[:], work.top[:] = 0, -1
    for vertex in range(size):
        work.far[vertex], work.tried[vertex], work.excess[vertex] = net.label[vertex], net.starts[vertex], 0.0
        work.many[net.label[vertex]] += 1
    work.many[work.far[1]] -= 1
    work.many[size] += 1
    work.far[1] = size
    for way in range(net.starts[1], net.starts[2]):
        vertex, amount = net.head[way], work.left[way]
        if amount > net.floor:
            work.left[way] = 0.0
            work.left[net.opposite[way]] += amount
            if work.excess[vertex] <= net.floor and vertex != 0 and work.far[vertex] < size:
                work.after[vertex] = work.top[work.far[vertex]]
                work.top[work.far[vertex]] = vertex
                high = max(high, work.far[vertex])
            work.excess[vertex] += amount
    return high


@njit(inline="always")
def _relabel(net: Net, work: _Work, vertex: int) -> int:
    """Put a vertex as far off as it is; where nobody is left between, nothing beyond reaches the origin."""
    size, old = len(net.label), work.far[vertex]
    least = size
    for way in range(net.starts[vertex], net.starts[vertex + 1]):
        if work.left[way] > net.floor:
            least = min(least, work.far[net.head[way]] + 1)
    work.many[old] -= 1
    if work.many[old] == 0:
        least = size
        for other in range(size):
            if old < work.far[other] < size:
                work.many[work.far[other]] -= 1
                work.many[size] += 1
                work.far[other] = size
    work.far[vertex], work.tried[vertex] = least, net.starts[vertex]
    work.many[least] += 1
    return least


@njit(inline="always")
def _discharge(net: Net, work: _Work, vertex: int, high: int) -> int:
    """Push what waits at a vertex towards the origin; give how far off it ends."""
    while work.excess[vertex] > net.floor:
        way = work.tried[vertex]
        if way == net.starts[vertex + 1]:
            least = _relabel(net, work, vertex)
            if least >= len(net.label):
                return high
            high = least
            continue
        to = net.head[way]
        if work.left[way] <= net.floor or work.far[vertex] != work.far[to] + 1:
            work.tried[vertex] += 1
            continue
        amount = min(work.excess[vertex], work.left[way])
        work.left[way] -= amount
        work.left[net.opposite[way]] += amount
        work.excess[vertex] -= amount
        if work.excess[to] <= net.floor and to != 0:
            work.after[to] = work.top[work.far[to]]
            work.top[work.far[to]] = to
        work.excess[to] += amount
    return high


@njit(inline="always")
def _push_back(net: Net, work: _Work, missing: float) -> float:
    """Push towards the origin, from the farthest vertex first, until as much as is missing has arrived."""
    high = _ask(net, work)
    while high >= 0 and work.excess[0] < missing:
        vertex = work.top[high]
        if vertex < 0:
            high -= 1
            continue
        work.top[high] = work.after[vertex]
        if work.far[vertex] == high:
            high = _discharge(net, work, vertex, high)
    return float(work.excess[0])


@njit(inline="always")
def _is_reached(net: Net, left: Floats, tree: Ints, side: Bools) -> bool:
    """Tell whether the ways by which a side was reached once are open again: it is then reached whole."""
    if tree[0] < 0:
        return False
    for vertex in range(1, len(side)):  # noqa: SIM110 - numba compiles no generators
        if side[vertex] and left[tree[vertex]] <= net.floor:
            return False
    return True


@njit(inline="always")
def _reach(net: Net, work: _Work, near: Bools) -> None:
    """Mark what more could be pushed to from the origin."""
    near[0], work.queue[0], begin, end = True, 0, 0, 1
    while begin < end:
        vertex = work.queue[begin]
        begin += 1
        for way in range(net.starts[vertex], net.starts[vertex + 1]):
            to = net.head[way]
            if not near[to] and work.left[net.opposite[way]] > net.floor:
                near[to], work.came[to], work.queue[end] = True, net.opposite[way], to
                end += 1


@njit(cache=True, nogil=True)
def solve_all(  # noqa: C901 - what is done for one draw is short, and its state stays in the processor
    net: Net, table: Floats, found: tuple[Floats, Floats, Ints, Bools], first: int, last: int
) -> None:  # fmt: skip
    """
    Find the minimum cut nearest to the origin in each draw by push-relabel, begun at the destination.

    First the known paths carry what they can. All that the ways into the destination could carry then is asked for
    there, and pushed back towards the origin. As soon as what has arrived is the capacity of a known cut, nothing
    more can.

    Parameters
    ----------
    net
        The network.
    table
        Capacities by row and draw; row 0 is unlimited, row 1 closed.
    found
        To be filled, as in `geo.model.kernel.Solved`.
    first, last
        The draws from the first to before the last.
    """
    total, value, number, near = found
    size, groups = near.shape[1], table.shape[0]
    work = _Work(np.empty(len(net.full)), np.empty(size), np.empty(size, np.int64), np.empty(size, np.int64),
                 np.empty(size + 1, np.int64), np.empty(size + 1, np.int64), np.empty(size, np.int64),
                 np.empty(size, np.int64), np.empty(size, np.int64))  # fmt: skip
    trees, taken = np.full(net.sides.shape, -1), np.empty((_TILE, groups))
    for draw in range(first, last):
        place = (draw - first) % _TILE
        if place == 0:  # a line of the cache holds so many draws of a group
            for group in range(groups):
                for i in range(min(_TILE, last - draw)):
                    taken[i, group] = table[group, draw + i]
        most, which = _least_cut(net, taken[place])
        taken[place, 0] = 2 * most  # no more can pass anywhere: as good as unlimited
        for way in range(len(net.full)):
            work.left[way] = taken[place, net.full[way]]
        enough, arrived = most * (1 - TINY) - net.floor, _push_paths(net, work.left)
        if arrived < enough:
            arrived += _push_back(net, work, enough - arrived)
        total[draw], value[draw], number[draw] = arrived, most, which
        if arrived >= enough and _is_reached(net, work.left, trees[which], net.sides[which]):
            continue
        _reach(net, work, near[draw])
        if np.array_equal(near[draw], net.sides[which]):
            trees[which, :], trees[which, 0] = work.came, 0
        else:
            number[draw] = -1
