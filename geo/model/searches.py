"""How far vertices are, and ways: by a heap, by scipy, or, where a network is searched often, compiled."""

from __future__ import annotations

import sys
from functools import cache, cached_property
from heapq import heappop, heappush
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.model.compiling import compiled_module
from geo.model.descent import ROUNDED, descend
from geo.model.layouts import Layout, numbered_by_nearness

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from types import ModuleType

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int32]
    Way = tuple[int, ...]

SMALL = 2000
"""Up to so many vertices, Dijkstra's algorithm is done before scipy would be imported."""
SEVERAL = 50_000
"""After so many vertices looked at, that import would have paid."""
OFTEN = 400_000
"""After so many vertices looked at, it pays to number a network by nearness, and to import what compiles."""
LANDMARKS = 8
SHARE = 20_000
"""So many vertices to look at, at least, for each processor: to share out fewer takes as long as they do."""
KNOWN = 64
"""After so many times all vertices looked at, it pays to measure how far each is to and from landmarks."""

_AHEAD = 4  # times the root of the size: in the plane about a step beyond what was asked for, as the next is near it


@cache
def compiled_search() -> ModuleType | None:
    """
    Import the compiled search.

    Returns
    -------
    module
        `geo.model.compiled_search`, or None, as `geo.model.compiling` says.
    """
    return compiled_module("compiled_search")


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


class Out(dict[int, list[tuple[int, int, float]]]):
    """
    The arcs that leave each vertex, listed when they are asked for: the arc, its head, what it takes.

    Parameters
    ----------
    layout
        The network.
    """

    def __init__(self, layout: Layout) -> None:
        self._layout = layout

    def __missing__(self, vertex: int) -> list[tuple[int, int, float]]:
        """List those of a vertex."""
        starts, heads, weight = self._layout.onward
        own = slice(starts[vertex], starts[vertex + 1])
        rows = (self._layout.order[own].tolist(), heads[own].tolist(), weight[own].tolist())
        return self.setdefault(vertex, list(zip(*rows, strict=True)))


class Searches:
    """
    Searches of one network.

    Parameters
    ----------
    size
        The number of vertices.
    tail, head, weight
        Of each arc; one of infinite weight is closed.
    """

    def __init__(self, size: int, tail: Ints, head: Ints, weight: Floats) -> None:
        self.size, self._given, self._looked_at = size, (tail, head, weight), 0
        self._plain = Layout(size, tail, head, weight)
        self.out = Out(self._plain)

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
        layout = self._layout
        wave = module.new_wave(layout.back, layout.places([target]))
        return ToGo(wave.distance, layout.number, (module, layout.back, wave))

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

        layout, found = self._layout, np.empty((len(targets), self.size))
        share_out(module.search_all, (layout.back, layout.places(targets), found), len(targets), least=self._share)
        return layout.by_vertex(found)

    @property
    def is_known(self) -> bool:
        """Whether so much has been asked that `way` can find ways by landmarks, compiled."""
        return self._looked_at > max(OFTEN, KNOWN * self.size) and compiled_search() is not None

    def way(self, source: int, target: int) -> Way | None:
        """
        Find the shortest way from one vertex to another in a network that is known.

        Parameters
        ----------
        source, target
            Two vertices.

        Returns
        -------
        way
            Arcs, as numbers in the order in which they were given; None if no way leads.
        """
        from geo.model.compiled_ways import toward  # noqa: PLC0415 - its numba is optional, and slow to import

        layout = self._near
        return layout.arcs(toward(layout.onward, layout.back, self._landmarks, layout.places([source, target])))

    def ways(self, wanted: Sequence[tuple[Sequence[int], Sequence[Sequence[int]]]]) -> list[list[Way | None]] | None:
        """
        Find the shortest ways to some goals, each from several places, in one search a goal, compiled.

        Parameters
        ----------
        wanted
            By goal: the vertices at which it is reached, and by place those at which a way may begin.

        Returns
        -------
        ways
            By goal and place; None where it does not pay to compile them: then `distances` lead to the goals.
        """
        if self._module(len(wanted)) is None:
            return None
        self._count(len(wanted))
        from geo.model.compiled_ways import lead  # noqa: PLC0415
        from geo.model.kernel import share_out  # noqa: PLC0415

        layout = self._layout
        found: list[list[Way | None]] = [[] for _ in wanted]

        def find(first: int, last: int) -> None:
            for number in range(first, last):
                goals, places = wanted[number]
                ends = np.cumsum([0, *map(len, places)])
                begins = layout.places([vertex for place in places for vertex in place])
                flat, parts = lead(layout.onward, layout.back, layout.places(goals), begins, ends)
                found[number] = [layout.arcs(flat[a:b]) if a < b else None for a, b in pairwise(parts.tolist())]

        share_out(find, (), len(wanted), least=self._share)
        return found

    def led(
        self, to_go: Floats, begins: Sequence[int], goals: Collection[int], closed: Collection[int] = ()
    ) -> Way | None:
        """
        Find the shortest way as distances lead, also while something is closed.

        Parameters
        ----------
        to_go
            How far each vertex is from the goals as long as nothing is closed.
        begins, goals
            Vertices.
        closed
            Arcs.

        Returns
        -------
        way
            Arcs; None if no way leads.
        """
        most = np.inf if closed else min(to_go[list(begins)].tolist()) * ROUNDED
        if self._module() is None:
            return descend(self.out.__getitem__, to_go.data.__getitem__, begins, goals, most=most, closed=closed)
        from geo.model.compiled_ways import descend as descend_compiled  # noqa: PLC0415

        layout, is_closed = self._plain, np.zeros(len(self._given[0]), np.bool_)
        is_closed[list(closed)] = True
        ends = layout.places(begins), layout.places(list(goals))
        return layout.arcs(descend_compiled(layout.onward, to_go, *ends, most, is_closed[layout.order]))

    @property
    def _share(self) -> int:
        return 1 + SHARE // (1 + self.size)

    def _count(self, searches: int) -> ModuleType | None:
        self._looked_at += searches * self.size
        return self._module()

    def _module(self, more: int = 0) -> ModuleType | None:
        """Give what is compiled where it is there already, or pays after so many searches more."""
        looked_at = self._looked_at + more * self.size
        is_worth_it = looked_at > OFTEN or "geo.model.compiled_search" in sys.modules
        return compiled_search() if is_worth_it else None

    def _whole(self, targets: Sequence[int]) -> Floats:
        is_little = self.size <= SMALL and self._looked_at <= SEVERAL
        if is_little and "scipy.sparse.csgraph" not in sys.modules:
            return np.array([self._by_heap(target) for target in targets]).reshape(len(targets), self.size)
        from scipy.sparse import csr_array  # noqa: PLC0415 - scipy costs half a second, not every use needs it
        from scipy.sparse.csgraph import dijkstra  # noqa: PLC0415

        layout = self._layout
        starts, heads, weight = layout.back
        matrix = csr_array((weight, heads, starts), shape=(self.size, self.size))
        return layout.by_vertex(dijkstra(matrix, indices=layout.places(targets)))

    @property
    def _layout(self) -> Layout:
        return self._near if self._looked_at > OFTEN else self._plain

    @cached_property
    def _near(self) -> Layout:
        return numbered_by_nearness(self.size, *self._given)

    @cached_property
    def _landmarks(self) -> Floats:
        from geo.model.compiled_ways import landmarks  # noqa: PLC0415

        return landmarks(self._near, LANDMARKS)

    @cached_property
    def _ways(self) -> list[list[tuple[int, float]]]:
        ways: list[list[tuple[int, float]]] = [[] for _ in range(self.size)]
        for tail, head, weight in zip(*(of_arc.tolist() for of_arc in self._given), strict=True):
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
