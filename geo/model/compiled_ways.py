"""Shortest ways, compiled: only `geo.model.searches` asks for this, where numba is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from geo.model.compiled_search import begin, go_on, new_wave, rise, sink, step, still
from geo.model.descent import ROUNDED

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.model.compiled_search import Wave
    from geo.model.layouts import Arcs, Layout

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int32]
    Bools = NDArray[np.bool_]

_WIDER = 1 + 2e-9
_LOST = 1e-10  # of a distance, by adding up as many as a million arcs
NOTHING_CLOSED = np.zeros(0, np.bool_)


@njit(cache=True, nogil=True)
def descend(arcs: Arcs, to_go: Floats, begins: Ints, goals: Ints, most: float, closed: Bools) -> Ints:
    """
    Follow exact distances, as `geo.model.descent.descend` does it.

    Parameters
    ----------
    arcs
        The network.
    to_go
        How far each vertex is from the goals; exact on any way that takes no more than `most`, and never too little.
    begins, goals
        Vertices.
    most
        What the way takes at most.
    closed
        Arcs that are closed; empty if none is.

    Returns
    -------
    way
        Places of arcs; -1 if no way leads.
    """
    room = len(arcs.heads) + len(begins)
    keys, tickets, gone = np.empty(room), np.empty(room, np.int32), np.empty(room)
    vertices, by, before = np.empty(room, np.int32), np.empty(room, np.int32), np.empty(room, np.int32)
    is_passed, is_goal = np.zeros(len(to_go), np.bool_), np.zeros(len(to_go), np.bool_)
    is_goal[goals] = True
    ticket, waiting = 0, 0
    for vertex in begins:
        if to_go[vertex] < np.inf:
            gone[ticket], vertices[ticket], by[ticket], before[ticket] = 0.0, vertex, -1, -1
            rise(keys, tickets, waiting, to_go[vertex], ticket)
            ticket, waiting = ticket + 1, waiting + 1
    while waiting > 0:
        one, waiting = tickets[0], waiting - 1
        sink(keys, tickets, waiting)
        vertex = vertices[one]
        if is_passed[vertex]:
            continue
        is_passed[vertex] = True
        if is_goal[vertex]:
            way: Ints = _traced(by, before, one)
            return way
        for arc in range(arcs.starts[vertex], arcs.starts[vertex + 1]):
            head = arcs.heads[arc]
            least = arcs.weight[arc] + to_go[head]
            is_closed = len(closed) > 0 and closed[arc]
            if least < np.inf and least <= most - gone[one] and not is_passed[head] and not is_closed:
                gone[ticket], vertices[ticket] = gone[one] + arcs.weight[arc], head
                by[ticket], before[ticket] = arc, one
                rise(keys, tickets, waiting, gone[one] + least, ticket)
                ticket, waiting = ticket + 1, waiting + 1
    return np.full(1, -1, np.int32)


@njit(inline="always")
def _traced(by: Ints, before: Ints, last: int) -> Ints:
    count, one = 0, last
    while before[one] >= 0:
        count, one = count + 1, before[one]
    way, one = np.empty(count, np.int32), last
    for place in range(count - 1, -1, -1):
        way[place], one = by[one], before[one]
    return way


@njit(inline="always")
def _bound(marks: Floats, vertex: int, target: int) -> float:
    """Say how far a vertex is from the target at least, but for what is lost to rounding."""
    bound, half = 0.0, marks.shape[1] // 2
    for mark in range(2 * half):
        far, near = (vertex, target) if mark < half else (target, vertex)
        least = marks[far, mark] * (1 - _LOST) - marks[near, mark] * (1 + _LOST)
        if least > bound:  # noqa: PLR1730 - what no way leads to or from is nan here, and says nothing
            bound = least
    return bound


@njit(cache=True, nogil=True)
def toward(onward: Arcs, back: Arcs, marks: Floats, ends: Ints) -> Ints:
    """
    Find the shortest way from one vertex to another, by A* on what landmarks say is left to go at least.

    Every way that takes no more than the shortest, but for rounding, has been followed to its end when the search
    stops. What is left to go is then measured along these ways, by the same additions as by a search from the target.

    Parameters
    ----------
    onward, back
        The network, arcs by their tails and by their heads.
    marks
        How far each vertex is to each landmark, then from each.
    ends
        Two vertices.

    Returns
    -------
    way
        Places of arcs of `onward`; -1 if no way leads.
    """
    gone, target = _explored(onward, marks, ends), ends[1]
    if gone[target] == np.inf:
        return np.full(1, -1, np.int32)
    behind = still(back)
    begin(behind, ends[1:])
    _measure(back, behind, gone, gone[target] * _WIDER)
    to_go = behind.distance
    way: Ints = descend(onward, to_go, ends[:1], ends[1:], to_go[ends[0]] * ROUNDED, NOTHING_CLOSED)
    return way


@njit(inline="always")
def _explored(onward: Arcs, marks: Floats, ends: Ints) -> Floats:
    """Say how far vertices are that a shortest way may pass; of others no more than that they are not nearer."""
    source, target = ends
    ahead, bound = still(onward), np.full(len(marks), -1.0)
    begin(ahead, ends[:1])
    gone: Floats = ahead.distance
    keys, queue, waiting = ahead.keys, ahead.vertices, 1
    bound[source] = 0.0
    while waiting > 0 and keys[0] <= gone[target] * _WIDER:
        key, vertex, waiting = keys[0], queue[0], waiting - 1
        sink(keys, queue, waiting)
        if key > gone[vertex] + bound[vertex]:
            continue
        for arc in range(onward.starts[vertex], onward.starts[vertex + 1]):
            far, head = gone[vertex] + onward.weight[arc], onward.heads[arc]
            if far < gone[head]:
                if bound[head] < 0:
                    bound[head] = _bound(marks, head, target)
                gone[head] = far
                if far + bound[head] <= gone[target] * _WIDER:
                    if waiting == len(keys):  # rounding may send it to a vertex again
                        keys, queue = np.concatenate((keys, keys)), np.concatenate((queue, queue))
                    rise(keys, queue, waiting, far + bound[head], head)
                    waiting += 1
    return gone


@njit(inline="always")
def _measure(back: Arcs, behind: Wave, gone: Floats, most: float) -> None:
    """Go on with a search from the target on the ways that take no more, as `gone` says how far each has come."""
    while behind.waiting[0] > 0:
        far, vertex = behind.keys[0], behind.vertices[0]
        behind.waiting[0] -= 1
        sink(behind.keys, behind.vertices, behind.waiting[0])
        if far > behind.distance[vertex] or gone[vertex] + far > most:
            continue
        for arc in range(back.starts[vertex], back.starts[vertex + 1]):
            farther, before = far + back.weight[arc], back.heads[arc]
            if farther < behind.distance[before] and gone[before] + farther <= most:
                behind.distance[before] = farther
                rise(behind.keys, behind.vertices, behind.waiting[0], farther, before)
                behind.waiting[0] += 1


def landmarks(layout: Layout, count: int) -> Floats:
    """
    Choose landmarks as far from each other as can be, and measure how far each vertex is.

    Parameters
    ----------
    layout
        The network.
    count
        How many.

    Returns
    -------
    marks
        By vertex: how far it is to each landmark, then from each.
    """
    nearest, marks = _far(layout.back, _inland(layout)), []
    for _ in range(count):
        landmark = int(np.argmax(np.where(np.isfinite(nearest), nearest, -1.0)))
        marks.append((_far(layout.back, landmark), _far(layout.onward, landmark)))
        nearest = np.minimum(nearest, marks[-1][0]) if len(marks) > 1 else marks[0][0]
    return np.ascontiguousarray(np.concatenate(list(zip(*marks, strict=True))).T)


def _inland(layout: Layout) -> int:
    """Give a vertex of the largest part: landmarks on an islet would say nothing of the rest."""
    starts, heads, _ = layout.onward
    network = csr_array((np.ones(len(heads), np.int8), heads, starts), shape=(layout.size, layout.size))
    parts = connected_components(network, connection="strong")[1]
    return int(np.argmax(parts == np.argmax(np.bincount(parts))))


def _far(arcs: Arcs, start: int) -> Floats:
    wave = new_wave(arcs, np.array([start], np.int32))
    go_on(arcs, wave, -1, 0)
    return wave.distance


@njit(cache=True, nogil=True)
def lead(
    onward: Arcs, back: Arcs, goals: Ints, begins: Ints, ends: NDArray[np.int64]
) -> tuple[Ints, NDArray[np.int64]]:
    """
    Find the shortest ways to a goal from several places, by one search from the goal as far as the farthest of them.

    Parameters
    ----------
    onward, back
        The network, arcs by their tails and by their heads.
    goals
        The vertices at which the goal is reached.
    begins, ends
        The vertices at which ways may begin, and where those of each place end.

    Returns
    -------
    flat, parts
        Places of arcs of `onward`, and where each way ends; of a place from which no way leads there are none.
    """
    wave = still(back)
    begin(wave, goals)
    for vertex in begins:
        go_on(back, wave, vertex, 0)
    to_go, farthest = wave.distance, 0.0
    for vertex in begins:
        if farthest < to_go[vertex] < np.inf:
            farthest = to_go[vertex]
    while wave.waiting[0] > 0 and wave.keys[0] <= farthest * _WIDER:
        step(back, wave)
    flat, parts = np.empty(64, np.int32), np.zeros(len(ends), np.int64)
    for place in range(len(ends) - 1):
        some = begins[ends[place] : ends[place + 1]]
        count, way = parts[place], descend(onward, to_go, some, goals, to_go[some].min() * ROUNDED, NOTHING_CLOSED)
        more = len(way) if len(way) > 0 and way[0] >= 0 else 0
        if count + more > len(flat):
            flat = np.concatenate((flat, np.empty(count + more, np.int32)))
        flat[count : count + more] = way[:more]
        parts[place + 1] = count + more
    return flat, parts
