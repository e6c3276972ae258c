"""
Disruptions: what stays, and what takes longer ways, when one or two links or places fail.

All failures are answered in one pass over the demand. Goods that can take their cheapest way without overloading
anything take it, so that only failures on this way ask for another one, found by a search that the distances of the
whole network direct to the goal; a linear programme is solved only where capacities bind, for the goods that compete,
and again only when something fails that its solution uses.
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import combinations, count
from typing import TYPE_CHECKING

import numpy as np

from geo.errors import CorridorError
from geo.model.decomposition import Carried, carried
from geo.model.flows import UNSERVED_PRICE, solve_flows
from geo.model.paths import PathFinder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from geo.model.demand import Commodity
    from geo.model.graph import ModelGraph

    Floats = NDArray[np.float64]
    Failed = frozenset[str]

HOURS_A_DAY = 24
_FITS = 1e-9
_LEAST_MT = 1e-6


@dataclass(frozen=True)
class Disruption:
    """
    What a failure does.

    Parameters
    ----------
    failed
        Links, or nodes at which nothing passes any more from side to side.
    unserved_mt
        Mt a year that pass before and no longer.
    extra_mtkm
        What those that still pass go further, in Mt-km a year (10⁶ t-km).
    extra_days
        What they take longer, in days, on the mean of the goods that still pass.
    extra_musd
        What they cost more, in MUSD a year.
    cut_off
        Commodities that no way is left for.
    """

    failed: tuple[str, ...]
    unserved_mt: float
    extra_mtkm: float
    extra_days: float
    extra_musd: float
    cut_off: tuple[str, ...]


class Disruptions:
    """
    Answers what failures do to a demand on a network.

    Parameters
    ----------
    graph
        The network; unknown capacities do not bind.
    demand
        The commodities.
    price
        Of a tonne that does not pass, in USD; `UNSERVED_PRICE` if not given.

    Raises
    ------
    CorridorError
        If a capacity or a cost is below zero.
    """

    def __init__(self, graph: ModelGraph, demand: Sequence[Commodity], *, price: float | None = None) -> None:
        if np.any(graph.capacity_mt < 0) or np.any(graph.cost_usd_per_t < 0):
            raise CorridorError("Capacities and costs are not below zero. Correct the scenario or the override.")
        self.graph, self.demand = graph, tuple(demand)
        self.price = UNSERVED_PRICE.central if price is None else price
        self.limits = np.where(np.isnan(graph.group_capacity_mt), np.inf, graph.group_capacity_mt)
        self._ways = _Ways(graph, self.demand)
        self._solved: dict[tuple[tuple[int, ...], Failed], tuple[list[Carried], Failed]] = {}
        self.base = self.carried(frozenset())
        self._means = self._mean_of(self.base)

    @property
    def used(self) -> tuple[str, ...]:
        """The links and nodes that goods use as long as nothing fails; the failure of another changes nothing."""
        return tuple(sorted({self.graph.owners[arc] for one in self.base for arc in one.arcs}))

    def carried(self, failed: Failed) -> list[Carried]:
        """
        Carry the demand at the least cost while something fails.

        Parameters
        ----------
        failed
            Links and nodes.

        Returns
        -------
        ways
            What goes where.
        """
        competing: tuple[int, ...] = ()
        while True:
            ways = self._programme(competing, failed)
            for number, one in enumerate(self.demand):
                arcs = () if number in competing else self._cheapest(number, failed)
                if arcs and one.mt_yr > 0:
                    ways.append(Carried(number, arcs, one.mt_yr))
            more = self._overloading(ways)
            if more <= set(competing):
                return ways
            competing = tuple(sorted(more | set(competing)))

    def _cheapest(self, number: int, failed: Failed) -> tuple[int, ...]:
        """Give the cheapest way of a commodity; none where it costs more than to leave the goods."""
        arcs = self._ways.cheapest(number, failed)
        return arcs if arcs and self.graph.cost_usd_per_t[list(arcs)].sum() < self.price else ()

    def _overloading(self, ways: Iterable[Carried]) -> set[int]:
        """Name the commodities that share something overloaded."""
        load, ways = np.zeros(len(self.limits)), list(ways)
        for one in ways:
            np.add.at(load, self.graph.shared[list(one.arcs)], one.mt)
        over = load > self.limits + _FITS * np.maximum(1.0, np.where(np.isfinite(self.limits), self.limits, 0.0))
        return {one.number for one in ways if over[self.graph.shared[list(one.arcs)]].any()}

    def _programme(self, competing: tuple[int, ...], failed: Failed) -> list[Carried]:
        """
        Solve the flow of the commodities that compete.

        What was solved for fewer failures holds as long as nothing it uses has failed: it can still be done, and with
        fewer ways nothing cheaper can.
        """
        if not competing:
            return []
        for fewer in _subsets(failed):
            known = self._solved.get((competing, fewer))
            if known is not None and known[1].isdisjoint(failed):
                return list(known[0])
        graph = self.graph.without(np.isin(self.graph.owners, list(failed))) if failed else self.graph
        kept = np.flatnonzero(~np.isin(self.graph.owners, list(failed))) if failed else np.arange(len(graph.owners))
        result = solve_flows(graph, [self.demand[i] for i in competing], price=self.price)
        ways = [Carried(competing[x.number], tuple(kept[list(x.arcs)].tolist()), x.mt) for x in carried(result)]
        used = frozenset(self.graph.owners[arc] for one in ways for arc in one.arcs)
        self._solved[competing, failed] = (ways, used)
        return list(ways)

    def _mean_of(self, ways: Iterable[Carried]) -> Floats:
        """Add up Mt, Mt-km, Mt-hours and MUSD of each commodity."""
        graph, sums = self.graph, np.zeros((len(self.demand), 4))
        for one in ways:
            arcs = list(one.arcs)
            per_t = (1.0, graph.length_km[arcs].sum(), graph.time_h[arcs].sum(), graph.cost_usd_per_t[arcs].sum())
            sums[one.number] += one.mt * np.array(per_t)
        return sums

    def of(self, *failed: str) -> Disruption:
        """
        Say what a failure does.

        Parameters
        ----------
        *failed
            Links and nodes that fail together.

        Returns
        -------
        disruption
            Against what passes as long as nothing fails.

        Raises
        ------
        CorridorError
            If something is no part of the network that is modelled.
        """
        strange = sorted(set(failed) - set(self.graph.owners))
        if strange:
            raise CorridorError(f"These are no links or transfers of the network that is modelled: {strange}.")
        together = frozenset(failed)
        sums = self._mean_of(self.carried(together))
        with np.errstate(invalid="ignore", divide="ignore"):
            before = np.where(self._means[:, :1] > 0, self._means / self._means[:, :1], 0.0)
        stays = np.minimum(sums[:, 0], self._means[:, 0])  # goods that pass only now are no delay
        now = np.divide(sums, sums[:, :1], out=np.zeros_like(sums), where=sums[:, :1] > 0)
        extra = (stays[:, np.newaxis] * (now - before)).sum(axis=0)
        carries = float(stays.sum())
        return Disruption(
            tuple(sorted(together)), _clean(self._means[:, 0].sum() - sums[:, 0].sum()), _clean(extra[1]),
            _clean(extra[2] / carries / HOURS_A_DAY) if carries > _LEAST_MT else 0.0, _clean(extra[3]),
            self._cut_off(together),
        )  # fmt: skip

    def _cut_off(self, failed: Failed) -> tuple[str, ...]:
        return tuple(
            one.commodity_id for number, one in enumerate(self.demand)
            if self._ways.cheapest(number, frozenset()) and not self._ways.cheapest(number, failed)
        )  # fmt: skip

    def single(self) -> list[Disruption]:
        """
        Answer all single failures.

        Returns
        -------
        ranked
            The worst first: by Mt a year that no longer pass, then by days. Failures that change nothing are left out.
        """
        return _ranked(self.of(name) for name in self.used)

    def double(self) -> list[Disruption]:
        """
        Answer all double failures.

        Returns
        -------
        ranked
            As `single`; pairs of which one changes nothing once the other has failed are left out, as the single
            failure says it all.
        """
        pairs: set[tuple[str, ...]] = set()
        for first in self.used:
            after = {self.graph.owners[arc] for one in self.carried(frozenset((first,))) for arc in one.arcs}
            pairs.update(
                tuple(sorted((first, second))) for second in after
                if second not in self.used or second > first or self._is_idle(first, second)
            )  # fmt: skip
        return _ranked(self.of(*pair) for pair in sorted(pairs))

    def _is_idle(self, first: str, second: str) -> bool:
        """Whether the first is not used once the second has failed."""
        return all(self.graph.owners[arc] != first for x in self.carried(frozenset((second,))) for arc in x.arcs)


def _subsets(failed: Failed) -> Iterator[Failed]:
    for size in range(len(failed) + 1):
        yield from map(frozenset, combinations(sorted(failed), size))


def _clean(value: float) -> float:
    return round(float(value), 6) + 0.0


def _ranked(found: Iterable[Disruption]) -> list[Disruption]:
    changes = [one for one in found if one.unserved_mt or one.extra_musd or one.extra_mtkm or one.extra_days]
    return sorted(changes, key=lambda one: (-one.unserved_mt, -one.extra_days, -one.extra_mtkm, one.failed))


class _Ways:
    """The cheapest ways of each commodity, for any failures; remembered by what they depend on."""

    def __init__(self, graph: ModelGraph, demand: Sequence[Commodity]) -> None:
        self.graph, self.demand = graph, demand
        self._known: dict[tuple[int, Failed], tuple[tuple[int, ...], Failed]] = {}
        self._to_go: dict[str, list[float]] = {}
        self._out: list[list[tuple[int, int, float, str]]] = [[] for _ in range(graph.size)]
        rows = zip(graph.tail.tolist(), graph.head.tolist(), graph.cost_usd_per_t.tolist(), graph.owners, strict=True)
        for arc, (tail, head, cost, owner) in enumerate(rows):
            self._out[tail].append((arc, head, cost, owner))

    def cheapest(self, number: int, failed: Failed) -> tuple[int, ...]:
        """Give the arcs of the cheapest way; empty if none leads."""
        for fewer in _subsets(failed):
            known = self._known.get((number, fewer))
            if known is not None and (not known[0] or known[1].isdisjoint(failed)):
                return known[0]
        arcs = self._search(self.demand[number].origin, self.demand[number].destination, failed)
        self._known[number, failed] = (arcs, frozenset(self.graph.owners[arc] for arc in arcs))
        return arcs

    def _search(self, origin: str, destination: str, failed: Failed) -> tuple[int, ...]:
        """Search by A*, directed by the exact distances of the network in which nothing fails."""
        if origin not in self.graph.sides or destination not in self.graph.sides:
            return ()
        to_go, ticket = self._distances(destination), count()
        goals, came, closed = set(self.graph.sides[destination]), dict[int, int](), set[int]()
        queue = [(to_go[v], next(ticket), 0.0, v, -1) for v in self.graph.sides[origin]]
        queue = sorted(row for row in queue if row[0] < np.inf)
        while queue:
            _, _, gone, vertex, arc = heappop(queue)
            if vertex in closed:
                continue
            closed.add(vertex)
            came[vertex] = arc
            if vertex in goals:
                return self._traced(came, vertex)
            for next_arc, head, cost, owner in self._out[vertex]:
                if head not in closed and owner not in failed and to_go[head] < np.inf:
                    far = gone + cost
                    heappush(queue, (far + to_go[head], next(ticket), far, head, next_arc))
        return ()

    def _distances(self, destination: str) -> list[float]:
        """Measure the way to any side of a place."""
        if destination not in self._to_go:
            graph = self.graph
            finder = PathFinder(graph.size, graph.tail, graph.head, graph.cost_usd_per_t)
            sides = [finder.distances_to(vertex) for vertex in graph.sides[destination]]
            self._to_go[destination] = np.minimum.reduce(sides).tolist()
        return self._to_go[destination]

    def _traced(self, came: Mapping[int, int], vertex: int) -> tuple[int, ...]:
        arcs: list[int] = []
        while came[vertex] >= 0:
            arcs.append(came[vertex])
            vertex = int(self.graph.tail[arcs[-1]])
        return tuple(reversed(arcs))


def scaling_curve(
    graph: ModelGraph, demand: Sequence[Commodity], owners: Iterable[str] | None = None, *,
    percents: Sequence[float] = tuple(range(0, 101, 10)), price: float | None = None,
) -> list[tuple[float, float]]:  # fmt: skip
    """
    Carry the demand while capacities shrink.

    Parameters
    ----------
    graph
        The network.
    demand
        The commodities.
    owners
        The links and nodes whose capacity shrinks; all if not given.
    percents
        Shares of the capacity, in percent. At 0 a link or node of unknown capacity is closed; above, it does not bind.
    price
        As in `Disruptions`.

    Returns
    -------
    curve
        Percent, and Mt a year that pass.

    Raises
    ------
    CorridorError
        If a share is below 0, or something is no part of the network that is modelled.
    """
    names = set(graph.owners) if owners is None else set(owners)
    strange = sorted(names - set(graph.owners))
    if strange:
        raise CorridorError(f"These are no links or transfers of the network that is modelled: {strange}.")
    if any(not np.isfinite(percent) or percent < 0 for percent in percents):
        raise CorridorError("Shares of a capacity are percent, not below 0.")
    shrinks = np.isin(graph.shared, np.unique(graph.shared[np.isin(graph.owners, list(names))]))
    curve = []
    for percent in percents:
        scaled = np.where(shrinks, graph.capacity_mt * (percent / 100) if percent else 0.0, graph.capacity_mt)
        served = solve_flows(graph.with_capacity(scaled), demand, price=price).served
        curve.append((float(percent), _clean(served.sum())))
    return curve
