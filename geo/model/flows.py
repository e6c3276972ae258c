"""Flows: what passes, what cannot, and what one more Mt of capacity would be worth, as a linear programme on HiGHS."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.errors import CorridorError
from geo.model.assumptions import OWN, Assumption

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo.model.demand import Commodity
    from geo.model.graph import ModelGraph

    Floats = NDArray[np.float64]

UNSERVED_PRICE = Assumption(
    "unserved-price", 1000, 10000, 100000, "USD/t", OWN,
    "Far above the cost of any route, so that all passes that can pass.",
)  # fmt: skip
_OF_THE_GREATEST = 0.1  # a way round costs a small part of what goods left behind do
_EXACT = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}


@dataclass(frozen=True, eq=False)
class FlowResult:
    """
    The cheapest way to carry what can be carried.

    Parameters
    ----------
    graph
        The network.
    demand
        The commodities.
    served
        Mt a year that pass, by commodity.
    flow_mt
        Mt a year by origin, as in `origins`, and arc.
    worth
        What one more Mt of each group's capacity would save, at the margin, in MUSD a year: unserved Mt at their
        price and costs of transport. It is the dual of the capacity, never less than what a whole Mt saves.
    cost_musd, dual_musd
        Value of the programme and of its dual, in MUSD a year: transport, and unserved Mt at their price.
    cost
        USD a tonne by arc, as minimised.
    """

    graph: ModelGraph
    demand: tuple[Commodity, ...]
    served: Floats
    flow_mt: Floats
    worth: Floats
    cost_musd: float
    dual_musd: float
    cost: Floats

    @cached_property
    def origins(self) -> tuple[str, ...]:
        """The origins, in the order of the rows of `flow_mt`."""
        return _origins(self.graph, self.demand)

    @property
    def unserved(self) -> Floats:
        """Mt a year that cannot pass, by commodity."""
        return np.array([one.mt_yr for one in self.demand]) - self.served

    @property
    def transport_musd(self) -> float:
        """What the transport costs, in MUSD a year."""
        return float(self.load_mt @ self.cost)

    @cached_property
    def load_mt(self) -> Floats:
        """Mt a year on each arc."""
        load: Floats = self.flow_mt.sum(axis=0)
        return load

    @cached_property
    def group_load_mt(self) -> Floats:
        """Mt a year on each group of arcs."""
        return np.bincount(self.graph.shared, self.load_mt, minlength=len(self.worth)).astype(np.float64)

    @property
    def utilisation(self) -> Floats:
        """The share of each group's capacity that is used: nan where it is unknown, 0 where nothing uses it."""
        limits = self.graph.group_capacity_mt
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(
                self.group_load_mt > 0, self.group_load_mt / limits, np.where(np.isnan(limits), np.nan, 0.0)
            )

    def blocking(self, number: int) -> tuple[str, ...]:
        """
        Say what keeps a commodity from passing.

        Parameters
        ----------
        number
            The commodity, by its place in `demand`.

        Returns
        -------
        owners
            The links and nodes on its best way whose capacity is worth as much as letting it pass, rather than as a
            cheaper way; empty if no way leads at all.
        """
        from geo.model.routing import route_arcs  # noqa: PLC0415 - the result of a flow mostly needs no routes

        one, graph = self.demand[number], self.graph
        weight = np.maximum(self.cost, 0) + self.worth[graph.shared]
        best = next(route_arcs(graph, (one.origin, one.destination), weight), ())
        worth = self.worth[graph.shared[list(best)]]
        least = max(1e-9, _OF_THE_GREATEST * float(worth.max(initial=0.0)))
        return tuple(dict.fromkeys(graph.owners[arc] for arc, one in zip(best, worth, strict=True) if one >= least))


@dataclass(frozen=True)
class Worth:
    """
    What one more Mt a year of a capacity is worth.

    Parameters
    ----------
    subject
        What the capacity is said of: a link, node, section, corridor or service.
    owners
        Its links or nodes that bind.
    capacity_mt
        Mt a year, now; the least of its parts that bind.
    marginal_musd
        The dual: what the next tonne saves, in MUSD a year for each Mt.
    saved_musd
        What one whole Mt more of all its parts saves, found by solving again; less than the dual where something else
        binds first.
    served_mt
        How much more passes then, in Mt a year.
    """

    subject: str
    owners: tuple[str, ...]
    capacity_mt: float
    marginal_musd: float
    saved_musd: float
    served_mt: float

    @property
    def is_confirmed(self) -> bool:
        """Whether the whole Mt is worth what the dual says of the first tonne."""
        return abs(self.saved_musd - self.marginal_musd) <= 1e-6 * max(1.0, self.marginal_musd)


def solve_flows(
    graph: ModelGraph, demand: Sequence[Commodity], *, cost: Floats | None = None, price: float | None = None
) -> FlowResult:
    """
    Carry as much of the demand as is worth its cost, as cheaply as possible.

    Capacitated multicommodity minimum-cost flow: goods of one origin flow together, those of all origins share the
    capacities, ways of one group (a port, ferries of one service) share one. Unknown capacities do not bind.

    Parameters
    ----------
    graph
        The network.
    demand
        The commodities; one whose places are not in the network cannot pass.
    cost
        USD a tonne by arc; the graph's own if not given.
    price
        Of a tonne that does not pass, in USD; `UNSERVED_PRICE` if not given.

    Returns
    -------
    result
        Flows, what passes, and what capacities are worth.

    Raises
    ------
    CorridorError
        If a capacity is below zero, or the solver fails.
    """
    if np.any(graph.capacity_mt < 0):
        raise CorridorError("Capacities are not below zero. Correct the scenario or the override.")
    costs = np.asarray(graph.cost_usd_per_t if cost is None else cost, dtype=np.float64)
    programme = _Programme(graph, tuple(demand), costs, UNSERVED_PRICE.central if price is None else price)
    return programme.solve()


def worth_of_capacity(result: FlowResult, *, count: int = 10, price: float | None = None) -> list[Worth]:
    """
    Rank capacities by what one more Mt a year is worth, each confirmed by solving again with 1 Mt more.

    The value is convex in a capacity: what a whole Mt saves is never more than the dual, so none is missed.

    Parameters
    ----------
    result
        A solved flow.
    count
        How many, of the greatest duals.
    price
        As it was solved with.

    Returns
    -------
    ranked
        The greatest saving first.
    """
    graph = result.graph
    worth: dict[str, list[int]] = {}
    for group in np.flatnonzero(result.worth > 1e-9).tolist():
        worth.setdefault(graph.group_subject[group], []).append(group)
    greatest = sorted(worth, key=lambda name: (-result.worth[worth[name]].sum(), name))[:count]
    found = [_confirmed(result, subject, worth[subject], price) for subject in greatest]
    return sorted(found, key=lambda one: (-round(one.saved_musd, 6), -round(one.marginal_musd, 6), one.subject))


def _confirmed(result: FlowResult, subject: str, binding: list[int], price: float | None) -> Worth:
    graph = result.graph
    raised = np.array([name == subject for name in graph.group_subject])[graph.shared]
    again = solve_flows(graph.with_capacity(graph.capacity_mt + raised), result.demand, cost=result.cost, price=price)
    owners = dict.fromkeys(graph.owners[arc] for arc in np.flatnonzero(np.isin(graph.shared, binding)))
    return Worth(
        subject, tuple(owners), float(graph.group_capacity_mt[binding].min()), float(result.worth[binding].sum()),
        result.cost_musd - again.cost_musd, float(again.served.sum() - result.served.sum()),
    )  # fmt: skip


def _origins(graph: ModelGraph, demand: Sequence[Commodity]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.origin for one in demand if {one.origin, one.destination} <= set(graph.sides)))


class _Programme:
    """
    The linear programme.

    Columns: flow by origin and arc; what enters by origin and side; what leaves by commodity and side; what stays
    unserved by commodity. Rows: balance by origin and vertex; what enters; what leaves; capacities.
    """

    def __init__(self, graph: ModelGraph, demand: tuple[Commodity, ...], cost: Floats, price: float) -> None:
        self.graph, self.demand, self.cost, self.price = graph, demand, cost, price
        self.origins = _origins(graph, demand)
        self.known = [
            i for i, one in enumerate(demand) if one.origin in self.origins and one.destination in graph.sides
        ]
        self.arcs = len(graph.arc_ids)
        self.entries: list[tuple[Any, Any, Any]] = []
        self.columns = len(self.origins) * self.arcs
        self.rows = len(self.origins) * graph.size

    def solve(self) -> FlowResult:
        """
        Solve it.

        Returns
        -------
        result
            What passes, and what each capacity is worth.

        Raises
        ------
        CorridorError
            If the solver gives up.
        """
        from scipy.optimize import linprog  # noqa: PLC0415 - it costs a second, and not every use needs it

        if not self.known:
            return self._result(np.zeros(0), np.zeros(0), 0.0)
        right = self._balances()
        upper, limits, groups = self._capacities()
        objective = np.zeros(self.columns)
        objective[: len(self.origins) * self.arcs] = np.tile(self.cost, len(self.origins))
        objective[self.unserved] = self.price
        bounds = np.column_stack([np.zeros(self.columns), np.full(self.columns, np.inf)])
        bounds[self.unserved, 1] = [self.demand[i].mt_yr for i in self.known]
        answer = linprog(
            objective, A_ub=upper, b_ub=limits, A_eq=self._matrix(self.entries, self.rows), b_eq=right, bounds=bounds,
            method="highs", options=_EXACT,
        )  # fmt: skip
        if answer.status != 0:
            raise CorridorError(f"The flow could not be solved: {answer.message}")
        worth = np.zeros(len(self.graph.group_capacity_mt))
        worth[groups] = np.maximum(-answer.ineqlin.marginals, 0) if len(groups) else 0.0
        dual = right @ answer.eqlin.marginals + (limits @ answer.ineqlin.marginals if len(groups) else 0.0)
        dual += bounds[self.unserved, 1] @ answer.upper.marginals[self.unserved]
        return self._result(answer.x, worth, float(dual))

    def _balances(self) -> Floats:
        """Write what enters, flows on and leaves; give the right-hand sides."""
        graph, places = self.graph, np.arange(self.arcs)
        for number in range(len(self.origins)):
            for ends, sign in ((graph.tail, 1.0), (graph.head, -1.0)):
                rows, columns = number * graph.size + ends, number * self.arcs + places
                self.entries.append((rows, columns, np.full(self.arcs, sign)))
        enters = {origin: self._door(number, origin, -1.0) for number, origin in enumerate(self.origins)}
        leaves = [
            self._door(self.origins.index(self.demand[i].origin), self.demand[i].destination, 1.0) for i in self.known
        ]
        self.unserved = self.columns + np.arange(len(self.known))
        self.columns += len(self.known)
        right = np.zeros(self.rows)
        for row, column, i in zip(leaves, self.unserved.tolist(), self.known, strict=True):
            one = self.demand[i]
            self.entries.append(([row, enters[one.origin]], [column] * 2, [1.0] * 2))
            right[[row, enters[one.origin]]] += one.mt_yr
        return right

    def _door(self, number: int, place: str, sign: float) -> int:
        """Open every side of a place to the goods of an origin; give the row that adds them up."""
        row, self.rows = self.rows, self.rows + 1
        for vertex in self.graph.sides[place]:
            self.entries.append(([number * self.graph.size + vertex, row], [self.columns] * 2, [sign, 1.0]))
            self.columns += 1
        return row

    def _capacities(self) -> tuple[Any, Floats, NDArray[np.intp]]:
        """Write one row for each group whose capacity is known and limits."""
        limits = self.graph.group_capacity_mt
        groups = np.flatnonzero(np.isfinite(limits))
        arcs = np.flatnonzero(np.isfinite(limits)[self.graph.shared])
        rows = np.searchsorted(groups, self.graph.shared[arcs])
        entries = [(rows, number * self.arcs + arcs, np.ones(len(arcs))) for number in range(len(self.origins))]
        return self._matrix(entries, len(groups)) if len(groups) else None, limits[groups], groups

    def _matrix(self, entries: list[tuple[Any, Any, Any]], rows: int) -> Any:  # noqa: ANN401 - scipy has no types
        from scipy.sparse import csr_array  # noqa: PLC0415

        at, column, value = (np.concatenate(parts) for parts in zip(*entries, strict=True))
        return csr_array((value, (at, column)), shape=(rows, self.columns))

    def _result(self, x: Floats, worth: Floats, dual: float) -> FlowResult:
        graph, count = self.graph, len(self.origins)
        flow = np.maximum(x[: count * self.arcs], 0).reshape(count, self.arcs)
        served = np.zeros(len(self.demand))
        if self.known:
            served[self.known] = [self.demand[i].mt_yr for i in self.known] - x[self.unserved]
        left = sum(one.mt_yr for one in self.demand) - float(served.sum())
        outside = sum(one.mt_yr for i, one in enumerate(self.demand) if i not in set(self.known)) * self.price
        worth = worth if len(worth) else np.zeros(len(graph.group_capacity_mt))
        value = float(flow.sum(axis=0) @ self.cost) + left * self.price
        return FlowResult(graph, self.demand, served, flow, worth, value, dual + outside, self.cost)
