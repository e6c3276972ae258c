"""Shortest paths over arrays, and alternatives by a goal-directed Yen."""

from __future__ import annotations

from heapq import heappop, heappush
from itertools import count, islice
from typing import TYPE_CHECKING

import numpy as np

from geo.model.descent import ROUNDED, descend, traced
from geo.model.searches import Searches

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int32]
    Path = tuple[int, ...]


class PathFinder:
    """
    Answers shortest-path questions on one weighted graph.

    Parameters
    ----------
    size
        The number of vertices.
    tail, head
        The arcs; parallel ones are different ways.
    weight
        What each arc takes, none below zero; an arc of infinite weight is closed.
    """

    def __init__(self, size: int, tail: Ints, head: Ints, weight: Floats) -> None:
        open_arcs = np.flatnonzero(np.isfinite(weight))
        order = open_arcs[np.lexsort((open_arcs, weight[open_arcs], tail[open_arcs]))]
        self.size, self.arcs = size, order
        self.head, self.weight = head[order], weight[order]
        self.starts = np.searchsorted(tail[order], np.arange(size + 1)).astype(np.int32)
        self.rows = (self.starts.data, self.head.data, self.weight.data)  # read one by one
        self.searches = Searches(size, tail[order], self.head, self.weight)

    def paths(self, source: int, target: int) -> Iterator[Path]:
        """
        Walk through the ways from one vertex to another, the shortest first, none passing a vertex twice.

        Yen's algorithm with Lawler's rule, directed by the exact distances to the target: a deviation is ranked by
        the least that it can take, and searched for only when its turn comes.

        Parameters
        ----------
        source, target
            Two vertices.

        Yields
        ------
        path
            Arcs, as numbers in the order in which they were given.
        """
        for path in _Yen(self, source, target).run():
            yield self._named(path)

    def shortest(self, source: int, target: int, k: int) -> list[Path]:
        """
        Give the k shortest ways.

        Parameters
        ----------
        source, target
            Two vertices.
        k
            How many at most.

        Returns
        -------
        paths
            As `paths` yields them.
        """
        if k == 1 and self.searches.is_known:  # only a second path needs distances
            way = self.searches.way(source, target)
            return [] if way is None else [self._named(way)]
        return list(islice(self.paths(source, target), k))

    def _named(self, path: Path) -> Path:
        return tuple(self.arcs[list(path)].tolist())


class _Yen:
    """One run of Yen's algorithm; arcs are positions in the finder's order."""

    def __init__(self, finder: PathFinder, source: int, target: int) -> None:
        self.source, self.target, self.finder = source, target, finder
        self.to_go = finder.searches.to_go(target)
        self._out: dict[int, list[tuple[float, int, int, float]]] = {}

    def first(self) -> tuple[int, ...] | None:
        """Find the shortest path."""
        of, out = self.to_go.of, self.finder.searches.out
        return descend(out.__getitem__, of, (self.source,), (self.target,), most=of(self.source) * ROUNDED)

    def out(self, vertex: int) -> list[tuple[float, int, int, float]]:
        """List the arcs that leave a vertex and can reach the target: least length by it, arc, head, weight."""
        known = self._out.get(vertex)
        if known is None:
            of, (starts, heads, weights) = self.to_go.of, self.finder.rows
            rows = []
            for arc in range(starts[vertex], starts[vertex + 1]):
                least = weights[arc] + of(heads[arc])
                if least < np.inf:
                    rows.append((least, arc, heads[arc], weights[arc]))
            known = self._out[vertex] = sorted(rows)
        return known

    def run(self) -> Iterator[tuple[int, ...]]:
        """Give one path after another, as long as there are any."""
        first, ticket = self.first(), count()
        if first is None:
            return
        queue: list[tuple[float, int, tuple[int, ...], frozenset[int], tuple[int, ...] | None]] = []
        heappush(queue, (0.0, next(ticket), (), frozenset(), first))
        while queue:
            _, _, root, banned, rest = heappop(queue)
            if rest is None:  # its turn has come, on the least that it can take: now find what it does take
                length, found = self._complete(root, banned)
                if found is not None:
                    heappush(queue, (length, next(ticket), root, banned, found))
                continue
            yield root + rest
            for least, new_root, new_banned in self._deviations(root, rest, banned):
                heappush(queue, (least, next(ticket), new_root, new_banned, None))

    def _deviations(
        self, root: Sequence[int], rest: Sequence[int], banned: frozenset[int]
    ) -> Iterator[tuple[float, tuple[int, ...], frozenset[int]]]:
        """Leave a path at each vertex from its own deviation on, by another arc than those taken before."""
        path = (*root, *rest)
        vertices, length = self._walk(path)
        passed = set(vertices[: len(root)])
        for place in range(len(root), len(path)):
            passed.add(vertices[place])
            taken = (banned | {path[place]}) if place == len(root) else frozenset((path[place],))
            for least, arc, head, _ in self.out(vertices[place]):  # the shortest first
                if arc not in taken and head not in passed:
                    yield length[place] + least, path[:place], taken
                    break

    def _walk(self, path: Sequence[int]) -> tuple[list[int], list[float]]:
        """List the vertices of a path, and its length up to each."""
        _, heads, weights = self.finder.rows
        vertices, length = [self.source], [0.0]
        for arc in path:
            vertices.append(heads[arc])
            length.append(length[-1] + weights[arc])
        return vertices, length

    def _complete(self, root: tuple[int, ...], banned: frozenset[int]) -> tuple[float, tuple[int, ...] | None]:
        """Find the shortest way on from a root, by A* on the exact distances: mostly it goes straight to the target."""
        vertices, length = self._walk(root)
        start, closed, ticket = vertices[-1], set(vertices[:-1]), count()
        came: dict[int, tuple[int, int]] = {}
        queue = [(0.0, next(ticket), 0.0, start, -1, -1)]
        while queue:
            _, _, gone, vertex, arc, before = heappop(queue)
            if vertex in closed:
                continue
            closed.add(vertex)
            came[vertex] = (arc, before)
            if vertex == self.target:
                return length[-1] + gone, traced(came, vertex)
            for least, next_arc, head, weight in self.out(vertex):
                if head not in closed and not (vertex == start and next_arc in banned):
                    heappush(queue, (gone + least, next(ticket), gone + weight, head, next_arc, vertex))
        return np.inf, None
