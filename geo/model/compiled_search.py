"""Dijkstra's search, compiled and kept where it stopped: only `geo.model.searches` imports this, where numba is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int32]

_CHILDREN = 4


class Arcs(NamedTuple):
    """
    A network.

    Parameters
    ----------
    starts, heads, weight
        Where the arcs of each vertex start, where they lead, and what they take.
    """

    starts: Ints
    heads: Ints
    weight: Floats


class Wave(NamedTuple):
    """
    A search that can go on: how far each vertex is, as far as is known, and a heap of those to look at.

    Parameters
    ----------
    distance
        By vertex; final up to `reached`.
    keys, vertices
        The heap, of four children each: how far, and which vertex.
    reached, waiting
        In an array of one, as it changes: what is final, and how many wait in the heap.
    """

    distance: Floats
    keys: Floats
    vertices: Ints
    reached: Floats
    waiting: NDArray[np.int64]


def new_wave(arcs: Arcs, start: int) -> Wave:
    """
    Begin a search.

    Parameters
    ----------
    arcs
        The network.
    start
        The vertex to search from.

    Returns
    -------
    wave
        It has looked at nothing yet.
    """
    size, count = len(arcs.starts) - 1, len(arcs.heads) + 1
    wave = Wave(np.empty(size), np.empty(count), np.empty(count, np.int32), np.empty(1), np.empty(1, np.int64))
    _begin(wave, start)
    return wave


@njit(cache=True, nogil=True)
def _begin(wave: Wave, start: int) -> None:
    wave.distance[:] = np.inf
    wave.distance[start], wave.keys[0], wave.vertices[0] = 0.0, 0.0, start
    wave.reached[0], wave.waiting[0] = -1.0, 1


@njit(inline="always")
def _rise(wave: Wave, key: float, vertex: int) -> None:
    """Put a vertex into the heap."""
    place = wave.waiting[0]
    wave.waiting[0] += 1
    while place > 0:
        above = (place - 1) // _CHILDREN
        if wave.keys[above] <= key:
            break
        wave.keys[place], wave.vertices[place] = wave.keys[above], wave.vertices[above]
        place = above
    wave.keys[place], wave.vertices[place] = key, vertex


@njit(inline="always")
def _sink(wave: Wave) -> None:
    """Take the nearest vertex out of the heap."""
    wave.waiting[0] -= 1
    count, place = wave.waiting[0], 0
    key, vertex = wave.keys[count], wave.vertices[count]
    while True:
        first = _CHILDREN * place + 1
        if first >= count:
            break
        least = first
        for child in range(first + 1, min(first + _CHILDREN, count)):
            if wave.keys[child] < wave.keys[least]:
                least = child
        if wave.keys[least] >= key:
            break
        wave.keys[place], wave.vertices[place] = wave.keys[least], wave.vertices[least]
        place = least
    wave.keys[place], wave.vertices[place] = key, vertex


@njit(cache=True, nogil=True)
def go_on(arcs: Arcs, wave: Wave, until: int, more: int) -> None:
    """
    Search until a vertex is reached.

    Parameters
    ----------
    arcs
        The network.
    wave
        The search; changed.
    until
        A vertex; -1 to search all.
    more
        So many vertices to look at beyond it.
    """
    while wave.waiting[0] > 0:
        if until >= 0 and wave.distance[until] <= wave.reached[0]:
            if more == 0:
                return
            more -= 1
        gone, vertex = wave.keys[0], wave.vertices[0]
        wave.reached[0] = gone
        _sink(wave)
        if gone > wave.distance[vertex]:
            continue
        for arc in range(arcs.starts[vertex], arcs.starts[vertex + 1]):
            far, head = gone + arcs.weight[arc], arcs.heads[arc]
            if far < wave.distance[head]:
                wave.distance[head] = far
                _rise(wave, far, head)
    wave.reached[0] = np.inf


@njit(cache=True, nogil=True)
def search_all(arcs: Arcs, vertices: Ints, found: Floats, first: int, last: int) -> None:
    """
    Search the whole network from each of some vertices.

    Parameters
    ----------
    arcs
        The network.
    vertices
        Where to search from.
    found
        One row a vertex, to be filled.
    first, last
        The rows from the first to before the last.
    """
    size, count = len(arcs.starts) - 1, len(arcs.heads) + 1
    wave = Wave(np.empty(size), np.empty(count), np.empty(count, np.int32), np.empty(1), np.empty(1, np.int64))
    for row in range(first, last):
        _begin(wave, vertices[row])
        go_on(arcs, wave, -1, 0)
        found[row] = wave.distance
