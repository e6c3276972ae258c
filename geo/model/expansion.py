"""Expansions: the fewest capacities to raise, by how much and when, so that enough can pass; found by a MILP."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.errors import CorridorError, UnknownIdError
from geo.model.cuts import max_flow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from geo.model.graph import ModelGraph

    Floats = NDArray[np.float64]

_SLACK = 1e-7
_LATER = 0.95


@dataclass(frozen=True)
class Terms:
    """
    On what terms capacities can be raised.

    Parameters
    ----------
    step_mt
        Capacities are raised by whole multiples of this, in Mt a year.
    budget_mt
        The most that can be added in one year, all capacities together, each weighed by its `cost`; None for no limit.
    cost
        The weight of one Mt of a capacity, by what the capacity is said of; 1 where not given, as no source of the
        shipped atlas prices an Mt.
    fixed
        What cannot be raised.

    Raises
    ------
    CorridorError
        If the step is not above zero, or a budget or a weight is below zero or no finite number.
    """

    step_mt: float = 1.0
    budget_mt: float | None = None
    cost: Mapping[str, float] | None = None
    fixed: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """Refuse what is no term."""
        if not 0 < self.step_mt < math.inf:
            raise CorridorError(f"A step is above zero and finite; this one is {self.step_mt} Mt.")
        numbers = [*(self.cost or {}).values(), 0.0 if self.budget_mt is None else self.budget_mt]
        if not all(0 <= number < math.inf for number in numbers):
            raise CorridorError("Budgets and weights are finite and not below zero.")

    def weight(self, subject: str) -> float:
        """
        Weigh one Mt of a capacity.

        Parameters
        ----------
        subject
            What the capacity is said of.

        Returns
        -------
        weight
            Its own, or 1.
        """
        return (self.cost or {}).get(subject, 1.0)


@dataclass(frozen=True)
class Expansion:
    """
    One capacity that is raised.

    Parameters
    ----------
    subject
        What the capacity is said of: a link, node, section, corridor or service.
    added_mt
        In all, in Mt a year.
    by_year
        Year to what is added in it.
    """

    subject: str
    added_mt: float
    by_year: Mapping[int, float]


@dataclass(frozen=True)
class Plan:
    """
    A smallest set of expansions.

    Parameters
    ----------
    expansions
        The largest first.
    passes_mt
        The most that can pass in each year with them; inf where no known capacity limits it.
    """

    expansions: tuple[Expansion, ...]
    passes_mt: Mapping[int, float]

    @property
    def added_mt(self) -> float:
        """What is added in all."""
        return sum(one.added_mt for one in self.expansions)


def smallest_expansion(
    graph: ModelGraph, ends: tuple[str, str], needed: Mapping[int, float], terms: Terms | None = None
) -> Plan | None:
    """
    Find the smallest set of expansions with which enough can pass in every year.

    First as few capacities as possible, then as little Mt (weighed) as these allow, each as late as it may be (a year
    later counts a twentieth less). Unknown capacities do not bind and are never raised.

    Parameters
    ----------
    graph
        The network with the capacities that stand.
    ends
        Two nodes of it.
    needed
        What must be able to pass, in Mt a year, by year.
    terms
        Steps, budget, weights.

    Returns
    -------
    plan
        Without expansions where what stands is enough; None where no plan on these terms does.

    Raises
    ------
    UnknownIdError
        If an end is not in the network.
    CorridorError
        If a need is not finite, or the solver fails.
    """
    absent = [end for end in ends if end not in graph.sides]
    if absent or not needed:
        raise UnknownIdError(f"A plan has ends and years; not in the network: {absent}, years: {list(needed)}.")
    if not all(0 <= amount < math.inf for amount in needed.values()):
        raise CorridorError(f"What is needed is finite and not below zero: {dict(needed)}.")
    now = max_flow(graph, *ends).value_mt
    if now >= max(needed.values()):
        return Plan((), dict.fromkeys(sorted(needed), now))
    programme = _Programme(graph, ends, dict(sorted(needed.items())), terms or Terms())
    fewest = programme.solve(programme.count_cost())
    if fewest is None:
        return None
    count = round(float(programme.count_cost() @ fewest))
    best = programme.solve(programme.added_cost(), at_most=count)
    return programme.plan(fewest if best is None else best)


class _Programme:
    """
    The programme.

    Columns: flow by year and arc; what enters by year and side of the origin; steps by subject and year, whole;
    whether a subject is raised, 0 or 1. Rows: balance by year and vertex; need by year; capacity by year and group;
    at most so many steps, and none unless raised, by subject; budget by year.
    """

    def __init__(self, graph: ModelGraph, ends: tuple[str, str], needed: dict[int, float], terms: Terms) -> None:
        self.graph, self.ends, self.needed, self.terms = graph, ends, needed, terms
        limits = graph.group_capacity_mt
        self.groups = np.flatnonzero(np.isfinite(limits)).tolist()
        names = dict.fromkeys(graph.group_subject[group] for group in self.groups)
        self.subjects = sorted(name for name in names if name not in terms.fixed)
        # More is needed only in some years; in others nothing has to be built, unless a budget spreads it
        self.rising = [
            year for year in needed if needed[year] > max((needed[y] for y in needed if y < year), default=0)
        ]
        self.years = list(needed) if terms.budget_mt is not None else self.rising
        self.doors = graph.sides[ends[0]]
        self.arcs, self.size = len(graph.arc_ids), graph.size
        self.flows = len(self.rising) * self.arcs
        self.entries_at = self.flows
        self.steps_at = self.flows + len(self.rising) * len(self.doors)
        self.raised_at = self.steps_at + len(self.subjects) * len(self.years)
        self.columns = self.raised_at + len(self.subjects)
        self.most = 2 * math.ceil(max(needed.values()) / terms.step_mt)  # a way may pass a group twice

    def step(self, subject: int, year: int) -> int:
        """Give the column of a subject's steps in a year, both by number."""
        return self.steps_at + subject * len(self.years) + year

    def count_cost(self) -> Floats:
        """Count the capacities raised."""
        cost = np.zeros(self.columns)
        cost[self.raised_at :] = 1.0
        return cost

    def added_cost(self) -> Floats:
        """Weigh what is added, a year later a twentieth less."""
        cost = np.zeros(self.columns)
        for i, name in enumerate(self.subjects):
            for year, at in enumerate(self.years):
                cost[self.step(i, year)] = self.terms.weight(name) * _LATER ** (at - min(self.needed))
        return cost

    def solve(self, cost: Floats, *, at_most: int | None = None) -> Floats | None:
        """
        Solve it.

        Parameters
        ----------
        cost
            What a unit of each column costs.
        at_most
            How many capacities may be raised; any number if not given.

        Returns
        -------
        values
            Of the columns; None where there is no solution.

        Raises
        ------
        CorridorError
            If the solver gives up.
        """
        from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415 - it costs a second

        rows, low, high = self._rows()
        constraints = [LinearConstraint(self._matrix(rows), low, high)]
        if at_most is not None:
            constraints.append(LinearConstraint(self.count_cost()[None, :], 0, at_most))
        upper = np.full(self.columns, np.inf)
        upper[self.steps_at : self.raised_at] = self.most
        upper[self.raised_at :] = 1
        whole = np.zeros(self.columns)
        whole[self.steps_at :] = 1
        options = {"mip_rel_gap": 0.0}
        answer = milp(cost, constraints=constraints, integrality=whole, bounds=Bounds(0, upper), options=options)
        if answer.status == 2:  # scipy's word for infeasible
            return None
        if answer.x is None:
            raise CorridorError(f"The expansions could not be found: {answer.message}")
        x: Floats = answer.x
        return x

    def _rows(self) -> tuple[list[dict[int, float]], list[float], list[float]]:
        rows: list[dict[int, float]] = []
        low: list[float] = []
        high: list[float] = []

        def add(row: dict[int, float], least: float, most: float) -> None:
            rows.append(row)
            low.append(least)
            high.append(most)

        for number, year in enumerate(self.rising):
            for row in self._balances(number):
                add(row, 0.0, 0.0)
            entered = {self.entries_at + number * len(self.doors) + i: 1.0 for i in range(len(self.doors))}
            add(entered, self.needed[year] - _SLACK, math.inf)
            for row, limit in self._capacities(number):
                add(row, -math.inf, limit)
        if self.terms.budget_mt is not None:
            for number in range(len(self.years)):
                add(self._spent(number), 0.0, self.terms.budget_mt)
        for i in range(len(self.subjects)):
            taken = {self.step(i, year): 1.0 for year in range(len(self.years))}
            add(taken | {self.raised_at + i: -float(self.most)}, -math.inf, 0.0)
        return rows, low, high

    def _balances(self, number: int) -> list[dict[int, float]]:
        """Balance every vertex that is no side of the destination, where all may leave."""
        first = number * self.arcs
        rows: list[dict[int, float]] = [{} for _ in range(self.size)]
        for arc, (tail, head) in enumerate(zip(self.graph.tail.tolist(), self.graph.head.tolist(), strict=True)):
            rows[tail][first + arc] = rows[tail].get(first + arc, 0.0) + 1.0
            rows[head][first + arc] = rows[head].get(first + arc, 0.0) - 1.0
        for i, vertex in enumerate(self.doors):
            rows[vertex][self.entries_at + number * len(self.doors) + i] = -1.0
        leaving = set(self.graph.sides[self.ends[1]])
        return [row for vertex, row in enumerate(rows) if vertex not in leaving and row]

    def _capacities(self, number: int) -> list[tuple[dict[int, float], float]]:
        members: dict[int, list[int]] = {}
        for arc, group in enumerate(self.graph.shared.tolist()):
            members.setdefault(group, []).append(arc)
        index = {name: i for i, name in enumerate(self.subjects)}
        until = self.years.index(self.rising[number]) + 1
        rows = []
        for group in self.groups:
            row = {number * self.arcs + arc: 1.0 for arc in members[group]}
            subject = index.get(self.graph.group_subject[group])
            if subject is not None:
                row |= {self.step(subject, year): -self.terms.step_mt for year in range(until)}
            rows.append((row, float(self.graph.group_capacity_mt[group])))
        return rows

    def _spent(self, number: int) -> dict[int, float]:
        return {
            self.step(i, number): self.terms.step_mt * self.terms.weight(name) for i, name in enumerate(self.subjects)
        }

    def _matrix(self, rows: Sequence[Mapping[int, float]]) -> Any:  # noqa: ANN401 - scipy has no types
        from scipy.sparse import csr_array  # noqa: PLC0415

        at = [number for number, row in enumerate(rows) for _ in row]
        column = [name for row in rows for name in row]
        value = [number for row in rows for number in row.values()]
        return csr_array((value, (at, column)), shape=(len(rows), self.columns))

    def plan(self, x: Floats) -> Plan:
        """Read the plan from a solution."""
        found = []
        for i, name in enumerate(self.subjects):
            steps = [round(float(x[self.step(i, year)])) for year in range(len(self.years))]
            by_year = {at: n * self.terms.step_mt for at, n in zip(self.years, steps, strict=True) if n}
            if by_year:
                found.append(Expansion(name, sum(by_year.values()), by_year))
        return Plan(tuple(sorted(found, key=lambda one: (-one.added_mt, one.subject))), self._passes(found))

    def _passes(self, found: Sequence[Expansion]) -> dict[int, float]:
        """Compute what can pass by a maximum flow, which knows nothing of this programme."""
        graph, passes = self.graph, {}
        names = [graph.group_subject[group] for group in graph.shared.tolist()]
        for at in self.needed:
            added = {one.subject: sum(mt for year, mt in one.by_year.items() if year <= at) for one in found}
            raised = graph.capacity_mt + np.array([added.get(name, 0.0) for name in names])
            passes[at] = max_flow(graph.with_capacity(raised), *self.ends).value_mt
        return passes
