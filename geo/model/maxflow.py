"""The maximum flow between two vertices: Dinic's algorithm in whole numbers, so that nothing is lost to rounding."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SMALL = 1000
"""Up to so many vertices, strong components are found before scipy would be imported."""


class Residual:
    """
    What can still be pushed through a network.

    Edge ``2i`` runs as the i-th edge was added, ``2i + 1`` against it.

    Parameters
    ----------
    size
        The number of vertices.
    """

    def __init__(self, size: int) -> None:
        self.out: list[list[int]] = [[] for _ in range(size)]
        self.head: list[int] = []
        self.left: list[int] = []

    def add_vertex(self) -> int:
        """
        Add a vertex.

        Returns
        -------
        vertex
            Its number.
        """
        self.out.append([])
        return len(self.out) - 1

    def add(self, tail: int, head: int, onward: int, back: int = 0) -> int:
        """
        Add an edge.

        Parameters
        ----------
        tail, head
            Its ends.
        onward, back
            What it can carry either way; a single track carries the same both ways, net of each other.

        Returns
        -------
        edge
            Its number.
        """
        edge = len(self.head)
        self.head += [head, tail]
        self.left += [onward, back]
        self.out[tail].append(edge)
        self.out[head].append(edge + 1)
        return edge

    def push_all(self, source: int, target: int) -> int:
        """
        Push as much as can be pushed.

        Parameters
        ----------
        source, target
            Two vertices.

        Returns
        -------
        value
            How much it was.
        """
        value = 0
        while True:
            level = self._levels(source, target)
            if level[target] < 0:
                return value
            tried = [0] * len(self.out)
            while pushed := self._push(source, target, level, tried):
                value += pushed

    def _levels(self, source: int, target: int) -> list[int]:
        """Count the steps from the source, until the target is met."""
        out, heads, left = self.out, self.head, self.left
        level = [-1] * len(out)
        level[source], queue = 0, [source]
        for vertex in queue:
            further = level[vertex] + 1
            for edge in out[vertex]:
                if left[edge] and level[heads[edge]] < 0:
                    level[heads[edge]] = further
                    queue.append(heads[edge])
            if level[target] >= 0:
                break
        return level

    def _push(self, source: int, target: int, level: list[int], tried: list[int]) -> int:
        """Find one way down the levels, and push what it can take."""
        heads, left = self.head, self.left
        way: list[int] = []
        vertex = source
        while vertex != target:
            out, further = self.out[vertex], level[vertex] + 1
            for number in range(tried[vertex], len(out)):
                edge = out[number]
                if left[edge] and level[heads[edge]] == further:
                    tried[vertex] = number
                    way.append(edge)
                    vertex = heads[edge]
                    break
            else:
                if not way:
                    return 0
                level[vertex] = -1  # nothing leads on from here
                vertex = heads[way.pop() ^ 1]
        pushed = min([left[edge] for edge in way])
        for edge in way:
            left[edge] -= pushed
            left[edge ^ 1] += pushed
        return pushed

    def reached(self, sources: Iterable[int]) -> set[int]:
        """
        Give what more could be pushed to.

        Parameters
        ----------
        sources
            Where from.

        Returns
        -------
        vertices
            Those that edges with something left lead to, the sources included.
        """
        found, queue = set(sources), list(sources)
        while queue:
            for edge in self.out[queue.pop()]:
                if self.left[edge] and self.head[edge] not in found:
                    found.add(self.head[edge])
                    queue.append(self.head[edge])
        return found

    def reaching(self, target: int) -> set[int]:
        """
        Give what more could be pushed from.

        Parameters
        ----------
        target
            Where to.

        Returns
        -------
        vertices
            Those from which edges with something left lead there, the target included.
        """
        found, queue = {target}, [target]
        while queue:
            for edge in self.out[queue.pop()]:
                if self.left[edge ^ 1] and self.head[edge] not in found:
                    found.add(self.head[edge])
                    queue.append(self.head[edge])
        return found

    def pieces(self) -> list[int]:
        """
        Part the vertices into pieces in which more could be pushed from each to each.

        Returns
        -------
        pieces
            The number of its piece for each vertex: the strong components of the edges with something left.
        """
        return self._pieces_by_walking() if len(self.out) <= SMALL else self._pieces_by_scipy()

    def _pieces_by_scipy(self) -> list[int]:
        import numpy as np  # noqa: PLC0415 - the algorithm itself needs neither
        from scipy.sparse import coo_array  # noqa: PLC0415
        from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

        edges = [edge for edge, left in enumerate(self.left) if left]
        ends = ([self.head[edge ^ 1] for edge in edges], [self.head[edge] for edge in edges])
        size = len(self.out)
        graph = coo_array((np.ones(len(edges), dtype=np.int8), ends), shape=(size, size))
        found: list[int] = connected_components(graph.tocsr(), connection="strong")[1].tolist()
        return found

    def _pieces_by_walking(self) -> list[int]:
        """Walk as Kosaraju's algorithm does: leave each vertex after all that it leads to, then go back."""
        order: list[int] = []
        seen = [False] * len(self.out)
        for root in range(len(self.out)):
            self._leave(root, seen, order)
        pieces = [-1] * len(self.out)
        for root in reversed(order):
            queue = [root] if pieces[root] < 0 else []
            while queue:
                vertex = queue.pop()
                pieces[vertex] = root
                queue += [
                    self.head[edge] for edge in self.out[vertex] if self.left[edge ^ 1] and pieces[self.head[edge]] < 0
                ]
        return pieces

    def _leave(self, root: int, seen: list[bool], order: list[int]) -> None:
        """Go to all that a vertex leads to and that was not seen, and note each vertex once that is done."""
        way = [] if seen[root] else [(root, iter(self.out[root]))]
        seen[root] = True
        while way:
            vertex, edges = way[-1]
            onward = next((e for e in edges if self.left[e] and not seen[self.head[e]]), None)
            if onward is None:
                order.append(vertex)
                way.pop()
            else:
                head = self.head[onward]
                seen[head] = True
                way.append((head, iter(self.out[head])))


def whole_numbers(values: Sequence[float]) -> tuple[list[int], int]:
    """
    Scale numbers by a power of two until all are whole: every finite float is a multiple of one.

    Parameters
    ----------
    values
        Finite numbers.

    Returns
    -------
    whole
        The numbers times `scale`, exactly.
    scale
        A power of two.
    """
    ratios = [float(value).as_integer_ratio() for value in values]
    scale = math.lcm(*(below for _, below in ratios)) if ratios else 1
    return [above * (scale // below) for above, below in ratios], scale
