"""Dijkstra's search, compiled and kept where it stopped: only `geo.model.searches` asks for this, where numba is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.model.layouts import Arcs

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int32]

_CHILDREN = 4


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


def new_wave(arcs: Arcs, starts: Ints) -> Wave:
    """
    Begin a search.

    Parameters
    ----------
    arcs
        The network.
    starts
        The vertices to search from.

    Returns
    -------
    wave
        It has looked at nothing yet.
    """
    wave: Wave = still(arcs)
    begin(wave, starts)
    return wave


@njit(cache=True, nogil=True)
def still(arcs: Arcs) -> Wave:
    """
    Make room for a search.

    Parameters
    ----------
    arcs
        The network.

    Returns
    -------
    wave
        That begins nowhere.
    """
    size, count = len(arcs.starts) - 1, len(arcs.heads) + len(arcs.starts)
    return Wave(np.empty(size), np.empty(count), np.empty(count, np.int32), np.empty(1), np.empty(1, np.int64))


@njit(inline="always")
def rise(keys: Floats, items: Ints, count: int, key: float, item: int) -> None:
    """
    Put one more into a heap; of equal keys the lower item comes first.

    Parameters
    ----------
    keys, items
        The heap, of four children each; changed.
    count
        How many it holds before.
    key, item
        What comes in.
    """
    place = count
    while place > 0:
        above = (place - 1) // _CHILDREN
        if keys[above] < key or (keys[above] == key and items[above] <= item):
            break
        keys[place], items[place] = keys[above], items[above]
        place = above
    keys[place], items[place] = key, item


@njit(inline="always")
def sink(keys: Floats, items: Ints, count: int) -> None:
    """
    Take the first out of a heap.

    Parameters
    ----------
    keys, items
        The heap; changed.
    count
        How many it holds after.
    """
    place = 0
    key, item = keys[count], items[count]
    while True:
        first = _CHILDREN * place + 1
        if first >= count:
            break
        least = first
        for child in range(first + 1, min(first + _CHILDREN, count)):
            if keys[child] < keys[least] or (keys[child] == keys[least] and items[child] < items[least]):
                least = child
        if keys[least] > key or (keys[least] == key and items[least] >= item):
            break
        keys[place], items[place] = keys[least], items[least]
        place = least
    keys[place], items[place] = key, item


@njit(cache=True, nogil=True)
def begin(wave: Wave, starts: Ints) -> None:
    """
    Begin a search anew.

    Parameters
    ----------
    wave
        The search; changed.
    starts
        The vertices to search from.
    """
    wave.distance[:] = np.inf
    wave.reached[0], wave.waiting[0] = -1.0, 0
    for start in starts:
        wave.distance[start] = 0.0
        rise(wave.keys, wave.vertices, wave.waiting[0], 0.0, start)
        wave.waiting[0] += 1


@njit(inline="always")
def step(arcs: Arcs, wave: Wave) -> int:
    """
    Look at the nearest vertex that waits.

    Parameters
    ----------
    arcs
        The network.
    wave
        The search; changed. Something waits.

    Returns
    -------
    vertex
        Whose distance is final now; -1 if it was before.
    """
    gone, vertex = wave.keys[0], wave.vertices[0]
    wave.reached[0] = gone
    wave.waiting[0] -= 1
    sink(wave.keys, wave.vertices, wave.waiting[0])
    if gone > wave.distance[vertex]:
        return -1
    for arc in range(arcs.starts[vertex], arcs.starts[vertex + 1]):
        far, head = gone + arcs.weight[arc], arcs.heads[arc]
        if far < wave.distance[head]:
            wave.distance[head] = far
            rise(wave.keys, wave.vertices, wave.waiting[0], far, head)
            wave.waiting[0] += 1
    return int(vertex)


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
        step(arcs, wave)
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
    wave = still(arcs)
    for row in range(first, last):
        begin(wave, vertices[row : row + 1])
        go_on(arcs, wave, -1, 0)
        found[row] = wave.distance
