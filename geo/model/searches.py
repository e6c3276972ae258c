"""How far every vertex is from one: by a heap, by scipy, or, where a network is searched often, compiled."""

from __future__ import annotations

import sys
from functools import cache, cached_property
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int32]

SMALL = 2000
"""Up to so many vertices, Dijkstra's algorithm is done before scipy would be imported."""
SEVERAL = 50_000
"""After so many vertices looked at, that import would have paid."""
OFTEN = 400_000
"""After so many vertices looked at, it pays to number a network by nearness, and to import what compiles."""

_AHEAD = 4  # times the root of the size: in the plane about a step beyond what was asked for, as the next is near it


@cache
def compiled_search() -> ModuleType | None:
    """
    Import the compiled search.

    Returns
    -------
    module
        `geo.model.compiled_search`; None where numba is not installed: the answers are the same without it.
    """
    try:
        from geo.model import compiled_search as module  # noqa: PLC0415 - its numba is optional, and slow to import
    except ImportError:
        return None
    return module


class ToGo:
    """
    The way to one vertex from every other, measured as far as it is asked for.

    Parameters
    ----------
    distance
        By vertex; final up to what is reached.
    number
        The place of each vertex in `distance`; None where it is the vertex itself.
    search
        The compiled module, the network and the search, where it can go on; None where all is final.
    """

    def __init__(self, distance: Floats, number: Ints | None = None, search: tuple[Any, ...] | None = None) -> None:
        self._distance, self._search = distance.data, search  # read one by one, quicker than as arrays
        self._number = None if number is None else number.data
        self._more = int(_AHEAD * len(distance) ** 0.5)

    def of(self, vertex: int) -> float:
        """
        Measure the way from a vertex.

        Parameters
        ----------
        vertex
            As an index.

        Returns
        -------
        distance
            What it takes; inf if no way leads.
        """
        place = vertex if self._number is None else self._number[vertex]
        if self._search is not None:
            module, arcs, wave = self._search
            if self._distance[place] > wave.reached[0]:
                module.go_on(arcs, wave, place, self._more)
        return self._distance[place]


class Searches:
    """
    Searches against the arcs of one network.

    Parameters
    ----------
    size
        The number of vertices.
    tail, head, weight
        Of each arc.
    """

    def __init__(self, size: int, tail: Ints, head: Ints, weight: Floats) -> None:
        self.size, self._ends, self._weight = size, (tail, head), weight
        self._looked_at = 0

    def to_go(self, target: int) -> ToGo:
        """
        Measure the way to a vertex, as far as it will be asked for.

        Parameters
        ----------
        target
            The vertex.

        Returns
        -------
        to_go
            By vertex.
        """
        module = self._count(1)
        if module is None:
            return ToGo(self._whole([target])[0])
        number, network = self._near
        arcs = module.Arcs(*network)
        wave = module.new_wave(arcs, int(number[target]))
        return ToGo(wave.distance, number, (module, arcs, wave))

    def distances(self, targets: Sequence[int]) -> Floats:
        """
        Measure the ways to some vertices from every other.

        Parameters
        ----------
        targets
            Vertices.

        Returns
        -------
        distance
            One row a target; inf from where no way leads.
        """
        module = self._count(len(targets))
        if module is None:
            return self._whole(targets)
        from geo.model.kernel import share_out  # noqa: PLC0415 - one question for routes needs no threads

        number, network = self._near
        found = np.empty((len(targets), self.size))
        share_out(module.search_all, (module.Arcs(*network), number[list(targets)], found), len(targets), least=1)
        return found[:, number]

    def _count(self, searches: int) -> ModuleType | None:
        self._looked_at += searches * self.size
        return compiled_search() if self._looked_at > OFTEN else None

    def _whole(self, targets: Sequence[int]) -> Floats:
        is_little = self.size <= SMALL and self._looked_at <= SEVERAL
        if is_little and "scipy.sparse.csgraph" not in sys.modules:
            return np.array([self._by_heap(target) for target in targets]).reshape(len(targets), self.size)
        from scipy.sparse import csr_array  # noqa: PLC0415 - scipy costs half a second, not every use needs it
        from scipy.sparse.csgraph import dijkstra  # noqa: PLC0415

        number, (starts, heads, weight) = self._near if self._looked_at > OFTEN else (None, self._backwards)
        places = list(targets) if number is None else number[list(targets)]
        matrix = csr_array((weight, heads, starts), shape=(self.size, self.size))
        found: Floats = dijkstra(matrix, indices=places)
        return found if number is None else found[:, number]

    @cached_property
    def _backwards(self) -> tuple[Ints, Ints, Floats]:
        """The arcs by their head: where those of each start, the tails, and what they take."""
        tail, head = self._ends
        return _by_first(self.size, head, tail, self._weight)

    @cached_property
    def _near(self) -> tuple[Ints, tuple[Ints, Ints, Floats]]:
        """
        The same with vertices numbered by nearness, and the number of each.

        A search spends its time waiting for memory; where neighbours lie side by side it takes half of it.
        """
        from scipy.sparse import csr_array  # noqa: PLC0415
        from scipy.sparse.csgraph import reverse_cuthill_mckee  # noqa: PLC0415

        starts, heads, weight = self._backwards
        order = reverse_cuthill_mckee(csr_array((weight, heads, starts), shape=(self.size, self.size)))
        number = np.empty(self.size, np.int32)
        number[order] = np.arange(self.size, dtype=np.int32)
        tail, head = (number[end] for end in self._ends)
        return number, _by_first(self.size, head, tail, self._weight)

    @cached_property
    def _ways(self) -> list[list[tuple[int, float]]]:
        ways: list[list[tuple[int, float]]] = [[] for _ in range(self.size)]
        for tail, head, weight in zip(*(end.tolist() for end in self._ends), self._weight.tolist(), strict=True):
            ways[head].append((tail, weight))
        return ways

    def _by_heap(self, target: int) -> Floats:
        distance, queue, ways = [np.inf] * self.size, [(0.0, target)], self._ways
        distance[target] = 0.0
        while queue:
            gone, vertex = heappop(queue)
            if gone > distance[vertex]:
                continue
            for before, weight in ways[vertex]:
                if gone + weight < distance[before]:
                    distance[before] = gone + weight
                    heappush(queue, (gone + weight, before))
        return np.array(distance)


def _by_first(size: int, first: Ints, second: Ints, weight: Floats) -> tuple[Ints, Ints, Floats]:
    order = np.argsort(first, kind="stable")
    starts = np.searchsorted(first[order], np.arange(size + 1)).astype(np.int32)
    return starts, second[order], weight[order]
