"""The cheapest ways of goods while parts of the network are closed."""

from __future__ import annotations

from functools import cached_property
from itertools import chain, combinations, islice
from math import fsum
from typing import TYPE_CHECKING

import numpy as np

from geo.model.searches import Searches

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from geo.model.chains import Chains
    from geo.model.demand import Commodity
    from geo.model.graph import ModelGraph

    Floats = NDArray[np.float64]
    Failed = frozenset[int]
    Way = tuple[int, ...]

_TOGETHER = 64


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
    chains
        The chains of the network.
    """

    def __init__(self, graph: ModelGraph, demand: Sequence[Commodity], limits: Floats, chains: Chains) -> None:
        self.graph, self.demand, self._chains = graph, demand, chains
        self._is_limited = np.isfinite(limits).tolist()
        self._searches = Searches(graph.size, graph.tail, graph.head, graph.cost_usd_per_t)
        self._sums: dict[Way, tuple[float, float, float, float]] = {}
        self._groups: dict[Way, tuple[int, ...]] = {}
        self._known: dict[tuple[int, Failed], tuple[Way, Failed]] = {}
        self._to_go: dict[str, Floats] = {}

    def sums(self, arcs: Way) -> tuple[float, float, float, float]:
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
            length, time, cost = (fsum(map(one.__getitem__, arcs)) for one in self._columns)
            self._sums[arcs] = (1.0, length, time, cost)
        return self._sums[arcs]

    @cached_property
    def _columns(self) -> tuple[memoryview, memoryview, memoryview]:
        graph = self.graph
        return graph.length_km.data, graph.time_h.data, graph.cost_usd_per_t.data  # read one by one, without arrays

    def groups(self, arcs: Way) -> tuple[int, ...]:
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
            groups = map(self.graph.shared.data.__getitem__, arcs)
            self._groups[arcs] = tuple(group for group in groups if self._is_limited[group])
        return self._groups[arcs]

    def touched(self, failed: Failed) -> list[int]:
        """
        List the commodities whose cheapest way is closed.

        Parameters
        ----------
        failed
            Chains that are closed.

        Returns
        -------
        numbers
            Commodities, by their place in the demand.
        """
        return sorted({number for one in failed for number in self._passing.get(one, ())})

    def cheapest(self, number: int, failed: Failed) -> Way:
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
        if not failed or all(number not in self._passing.get(one, ()) for one in failed):
            return self._undisturbed[number]
        for fewer in subsets(failed):
            known = self._known.get((number, fewer))
            if known is not None and (not known[0] or known[1].isdisjoint(failed)):
                return known[0]
        closed = frozenset(chain.from_iterable(self._chains.arcs[one] for one in failed))
        arcs = self._led(number, closed)
        self._known[number, failed] = (arcs, self._chains.passed(arcs))
        return arcs

    @cached_property
    def _passing(self) -> dict[int, set[int]]:
        """By chain: the commodities whose cheapest way passes it as long as nothing fails."""
        passing: dict[int, set[int]] = {}
        for number, arcs in enumerate(self._undisturbed):
            for one in self._chains.passed(arcs):
                passing.setdefault(one, set()).add(number)
        return passing

    @cached_property
    def _wanted(self) -> dict[str, list[int]]:
        """The commodities of each destination, if they begin and end in the network."""
        wanted: dict[str, list[int]] = {}
        for number, one in enumerate(self.demand):
            if one.origin in self.graph.sides and one.destination in self.graph.sides:
                wanted.setdefault(one.destination, []).append(number)
        return wanted

    @cached_property
    def _undisturbed(self) -> list[Way]:
        """The cheapest way of each commodity as long as nothing fails."""
        sides = self.graph.sides
        ways: list[Way] = [()] * len(self.demand)
        found = self._searches.ways([
            (sides[destination], [sides[self.demand[number].origin] for number in numbers])
            for destination, numbers in self._wanted.items()
        ])  # fmt: skip
        for some, numbers in zip(found or (None for _ in self._wanted), self._wanted.values(), strict=True):
            for place, number in enumerate(numbers):
                ways[number] = some[place] or () if some else self._led(number, frozenset())
        return ways

    def _led(self, number: int, closed: frozenset[int]) -> Way:
        sides, one = self.graph.sides, self.demand[number]
        if number not in self._wanted.get(one.destination, ()):
            return ()
        to_go = self._distances(one.destination)
        return self._searches.led(to_go, sides[one.origin], sides[one.destination], closed) or ()

    def _distances(self, destination: str) -> Floats:
        """Measure the way to any side of a place, and to those of the next goods: together they take half the time."""
        if destination not in self._to_go:
            missing = (place for place in self._wanted if place not in self._to_go)
            places = [destination, *islice((place for place in missing if place != destination), _TOGETHER - 1)]
            sides = [self.graph.sides[place] for place in places]
            found = self._searches.distances([vertex for some in sides for vertex in some])
            if len(found) > len(places):
                found = np.minimum.reduceat(found, np.cumsum([0, *map(len, sides[:-1])]))
            self._to_go.update(zip(places, found, strict=True))
        return self._to_go[destination]
