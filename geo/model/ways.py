"""The cheapest ways of goods while parts of the network are closed, and which parts close each other."""

from __future__ import annotations

from heapq import heappop, heappush
from itertools import combinations, count, islice
from typing import TYPE_CHECKING

import numpy as np

from geo.model.searches import Searches

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from geo.model.demand import Commodity
    from geo.model.graph import ModelGraph

    Floats = NDArray[np.float64]
    Failed = frozenset[int]

_ROUNDED = 1 + 1e-9
_TOGETHER = 64


def chains_of(graph: ModelGraph, ends: set[str]) -> list[int]:
    """
    Give the chains of links and transfers in a row.

    Parameters
    ----------
    graph
        The network.
    ends
        The places at which goods come in or go out; they part chains.

    Returns
    -------
    chain
        The number of each arc's chain: if one link of a chain is closed, nothing passes the others.
    """
    edge: dict[tuple[str, int, int], int] = {}
    at: list[set[int]] = [set() for _ in range(graph.size)]
    edges = []
    for owner, tail, head in zip(graph.owners, graph.tail.tolist(), graph.head.tolist(), strict=True):
        key = (owner, tail, head) if tail < head else (owner, head, tail)
        number = edge.setdefault(key, len(edge))
        at[tail].add(number)
        at[head].add(number)
        edges.append(number)
    chain = list(range(len(edge)))
    for place, meeting in zip(graph.places, at, strict=True):
        if len(meeting) == 2 and place not in ends:
            one, other = (chain[number] for number in meeting)
            chain = [one if number == other else number for number in chain]
    return [chain[number] for number in edges]


def subsets(failed: Failed) -> Iterator[Failed]:
    """
    Walk through all parts of what fails together.

    Parameters
    ----------
    failed
        Chains.

    Yields
    ------
    part
        The smaller ones first, the whole last.
    """
    for size in range(len(failed) + 1):
        yield from map(frozenset, combinations(sorted(failed), size))


class CheapestWays:
    """
    The cheapest ways of each commodity, for any failures; remembered by what they depend on.

    Parameters
    ----------
    graph
        The network.
    demand
        The commodities.
    limits
        Mt a year by group of the graph; inf where nothing is known to limit.
    chain
        The chain of each arc.
    """

    def __init__(self, graph: ModelGraph, demand: Sequence[Commodity], limits: Floats, chain: Sequence[int]) -> None:
        self.graph, self.demand = graph, demand
        self._is_limited = np.isfinite(limits)
        self._sums: dict[tuple[int, ...], Floats] = {}
        self._groups: dict[tuple[int, ...], tuple[int, ...]] = {}
        self._known: dict[tuple[int, Failed], tuple[tuple[int, ...], Failed]] = {}
        self._to_go: dict[str, list[float]] = {}
        places = dict.fromkeys(one.destination for one in demand if one.destination in graph.sides)
        self._destinations = {place: number for number, place in enumerate(places)}
        self._chain = chain
        is_open = np.isfinite(graph.cost_usd_per_t)
        ends = (graph.tail[is_open], graph.head[is_open])
        self._searches = Searches(graph.size, *ends, graph.cost_usd_per_t[is_open])
        self._out: list[list[tuple[int, int, float, int]]] = [[] for _ in range(graph.size)]
        rows = zip(graph.tail.tolist(), graph.head.tolist(), graph.cost_usd_per_t.tolist(), chain, strict=True)
        for arc, (tail, head, cost, number) in enumerate(rows):
            self._out[tail].append((arc, head, cost, number))

    def sums(self, arcs: tuple[int, ...]) -> Floats:
        """
        Add up a way for a tonne.

        Parameters
        ----------
        arcs
            The way.

        Returns
        -------
        sums
            1, kilometres, hours, USD.
        """
        if arcs not in self._sums:
            graph, way = self.graph, list(arcs)
            self._sums[arcs] = np.array([
                1.0, graph.length_km[way].sum(), graph.time_h[way].sum(), graph.cost_usd_per_t[way].sum()
            ])  # fmt: skip
        return self._sums[arcs]

    def groups(self, arcs: tuple[int, ...]) -> tuple[int, ...]:
        """
        List what on a way has a known capacity.

        Parameters
        ----------
        arcs
            The way.

        Returns
        -------
        groups
            Groups of the graph, once for each arc.
        """
        if arcs not in self._groups:
            groups = self.graph.shared[list(arcs)]
            self._groups[arcs] = tuple(groups[self._is_limited[groups]].tolist())
        return self._groups[arcs]

    def cheapest(self, number: int, failed: Failed) -> tuple[int, ...]:
        """
        Find the cheapest way of a commodity.

        Parameters
        ----------
        number
            The commodity, by its place in the demand.
        failed
            Chains that are closed.

        Returns
        -------
        arcs
            Empty if no way leads.
        """
        for fewer in subsets(failed):
            known = self._known.get((number, fewer))
            if known is not None and (not known[0] or known[1].isdisjoint(failed)):
                return known[0]
        arcs = self._search(self.demand[number].origin, self.demand[number].destination, failed)
        self._known[number, failed] = (arcs, frozenset(self._chain[arc] for arc in arcs))
        return arcs

    def _search(self, origin: str, destination: str, failed: Failed) -> tuple[int, ...]:
        """Search by A*, directed by the exact distances of the network in which nothing fails."""
        if origin not in self.graph.sides or destination not in self.graph.sides:
            return ()
        to_go, out, ticket = self._distances(destination), self._out, count()
        goals, came = set(self.graph.sides[destination]), dict[int, int]()
        queue = [(to_go[v], next(ticket), 0.0, v, -1) for v in self.graph.sides[origin]]
        queue = sorted(row for row in queue if row[0] < np.inf)
        most = queue[0][0] * _ROUNDED if queue and not failed else np.inf  # as nothing fails, no way takes more
        while queue:
            _, _, gone, vertex, arc = heappop(queue)
            if vertex in came:
                continue
            came[vertex] = arc
            if vertex in goals:
                return self._traced(came, vertex)
            for next_arc, head, cost, chain in out[vertex]:
                rest = to_go[head]
                far = gone + cost
                if rest < np.inf and far + rest <= most and head not in came and chain not in failed:
                    heappush(queue, (far + rest, next(ticket), far, head, next_arc))
        return ()

    def _distances(self, destination: str) -> list[float]:
        """Measure the way to any side of a place, and to those of the next goods: together they take half the time."""
        if destination not in self._to_go:
            first = self._destinations[destination]
            places = list(islice(self._destinations, first, first + _TOGETHER))
            sides = [self.graph.sides[place] for place in places]
            found = self._searches.distances([vertex for some in sides for vertex in some])
            starts = np.cumsum([0, *map(len, sides[:-1])])
            for place, row in zip(places, np.minimum.reduceat(found, starts).tolist(), strict=True):
                self._to_go[place] = row
        return self._to_go[destination]

    def _traced(self, came: Mapping[int, int], vertex: int) -> tuple[int, ...]:
        arcs: list[int] = []
        while came[vertex] >= 0:
            arcs.append(came[vertex])
            vertex = int(self.graph.tail[arcs[-1]])
        return tuple(reversed(arcs))
