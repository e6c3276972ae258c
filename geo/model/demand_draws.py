"""
The flow of a whole demand for many draws of capacities and amounts, exactly.

Ways that linear programmes used are filled greedily in every draw: that is what can be done, and what it costs at
most. The duals of these programmes hold for any capacities and amounts: that is what it costs at least. Only draws in
which the two differ are solved, and what that finds is tried on the others.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from geo.model.decomposition import carried
from geo.model.ensembles import batches_of
from geo.model.flows import UNSERVED_PRICE, solve_flows
from geo.model.routing import route_arcs
from geo.model.sampling import Uncertainty, demand_name, uncertain_capacities, uncertain_demand, unit_draws
from geo.model.scheduler import run_batches

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from geo.atlas import Atlas
    from geo.model.assumptions import Assumption
    from geo.model.demand import Commodity
    from geo.model.flows import FlowResult
    from geo.model.graph import ModelGraph
    from geo.model.sampling import Parameter
    from geo.model.study import Capacities

    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]
    Way = tuple[int, tuple[int, ...], float]

BATCH = 1000
_CLOSE = 1e-9
_BINDS = 1e-9


@dataclass(frozen=True, eq=False)
class DemandCase:
    """
    A demand on a network, and what is uncertain about both.

    Parameters
    ----------
    graph
        The network at the central capacities.
    demand
        The commodities.
    uncertainty
        Of the capacities.
    amounts
        Of the commodities, by the parameter's name.
    """

    graph: ModelGraph
    demand: tuple[Commodity, ...]
    uncertainty: Uncertainty
    amounts: dict[str, Parameter]

    @property
    def names(self) -> tuple[str, ...]:
        """What is drawn."""
        amounts = {name for name, one in self.amounts.items() if not one.is_known}
        return tuple(sorted({*amounts, *self.uncertainty.used(self.uncertainty.rules)}))


@dataclass(frozen=True, eq=False)
class DemandEnsemble:
    """
    What passes of each commodity in every draw, and what binds.

    Parameters
    ----------
    served_mt, wanted_mt
        By commodity and draw, Mt a year.
    binds
        By what a capacity is said of, the share of draws in which more of it would be worth something.
    seed
        What it was drawn with.
    parameters
        What was drawn.
    solved
        How many linear programmes it took.
    """

    served_mt: Floats
    wanted_mt: Floats
    binds: dict[str, float]
    seed: int
    parameters: tuple[str, ...]
    solved: int


def demand_case(
    atlas: Atlas, graph: ModelGraph, capacities: Capacities, demand: Sequence[Commodity], *,
    assumptions: Mapping[str, Assumption] | None = None,
) -> DemandCase:  # fmt: skip
    """
    Prepare the draws of a demand.

    Parameters
    ----------
    atlas
        The atlas.
    graph
        Its graph at the central capacities.
    capacities
        The records it was made of.
    demand
        The commodities.
    assumptions
        What the records assume; the shipped ones if not given.

    Returns
    -------
    case
        Ready to be drawn.
    """
    uncertainty = uncertain_capacities(atlas, graph, capacities, assumptions=assumptions)
    return DemandCase(graph, tuple(demand), uncertainty, uncertain_demand(demand))


def simulate_demand(case: DemandCase, *, draws: int, seed: int, scheduler: str | None = None) -> DemandEnsemble:
    """
    Draw what passes of a demand, and what binds.

    Parameters
    ----------
    case
        The demand on its network.
    draws
        How many.
    seed
        Gives the same draws again, and the same to every case that shares a parameter.
    scheduler
        As in `run_batches`; the result does not depend on it.

    Returns
    -------
    ensemble
        All draws.

    Raises
    ------
    CorridorError
        If the number of draws or the seed is out of range, or the scheduler fails.
    """
    parts = run_batches(partial(draw_demand_batch, case, seed), batches_of(draws, BATCH), scheduler=scheduler)
    served = np.concatenate([part[0] for part in parts], axis=1)
    wanted = np.concatenate([part[1] for part in parts], axis=1)
    names = sorted({name for part in parts for name in part[2]})
    shares = {name: sum(int(part[2][name].sum()) for part in parts if name in part[2]) / draws for name in names}
    ordered = sorted((item for item in shares.items() if item[1]), key=lambda item: (-item[1], item[0]))
    return DemandEnsemble(served, wanted, dict(ordered), seed, case.names, sum(part[3] for part in parts))


def draw_demand_batch(
    case: DemandCase, seed: int, batch: tuple[int, int]
) -> tuple[Floats, Floats, dict[str, Bools], int]:
    """
    Draw one batch.

    Parameters
    ----------
    case
        The demand on its network.
    seed
        The seed of the ensemble.
    batch
        Number and size of the batch.

    Returns
    -------
    served, wanted, binds, solved
        The same for the same arguments, wherever it is computed.
    """
    number, count = batch
    unit = unit_draws(case.names, count, seed=seed, batch=number)
    capacity = case.uncertainty.capacities(unit, case.uncertainty.rules, count)
    wanted = np.array([
        case.amounts[demand_name(one)].at(unit[demand_name(one)]) if demand_name(one) in unit
        else np.full(count, float(one.mt_yr)) for one in case.demand
    ]).reshape(len(case.demand), count)  # fmt: skip
    work = _Batch(case, capacity, wanted)
    work.run()
    return work.served, wanted, work.binds, work.solved


class _Batch:
    """A batch of draws."""

    def __init__(self, case: DemandCase, capacity: dict[int, Floats], wanted: Floats) -> None:
        self.case, self.graph, self.capacity, self.wanted = case, case.graph, capacity, wanted
        self.count = wanted.shape[1]
        self.price = UNSERVED_PRICE.central
        self.least = np.zeros(self.count)
        self.most = np.full(self.count, np.inf)
        self.served = np.zeros_like(wanted)
        self.ways: list[Way] = []
        self.binds: dict[str, Bools] = {}
        self.dual = np.zeros(self.count, dtype=np.int64) - 1
        self.duals: list[set[str]] = []
        self.solved = 0

    def run(self) -> None:
        """Solve the central case, then one open draw after another, and try each on all that are open."""
        self._learn(solve_flows(self.graph, self.case.demand))
        open_draws = np.arange(self.count)
        while True:
            open_draws = open_draws[
                (self.most - self.least)[open_draws] > _CLOSE * np.maximum(1, self.most[open_draws])
            ]
            if not len(open_draws):
                break
            self._solve(int(open_draws[np.argmax((self.most - self.least)[open_draws])]))
        for number, names in enumerate(self.duals):
            for name in names:
                self.binds[name] = self.binds.get(name, np.zeros(self.count, dtype=bool)) | (self.dual == number)

    def _solve(self, draw: int) -> None:
        limits = self.graph.group_capacity_mt.copy()
        for group, row in self.capacity.items():
            limits[group] = row[draw]
        demand = [replace(one, mt_yr=float(mt), low_mt_yr=None, high_mt_yr=None)
                  for one, mt in zip(self.case.demand, self.wanted[:, draw], strict=True)]  # fmt: skip
        result = solve_flows(self.graph.with_capacity(limits[self.graph.shared]), demand)
        self._learn(result)
        self.served[:, draw], self.most[draw], self.least[draw] = result.served, result.cost_musd, result.cost_musd
        self.dual[draw] = len(self.duals) - 1

    def _learn(self, result: FlowResult) -> None:
        """Add the dual and the ways of a solved flow; fill these ways, and all known ones, in all draws."""
        self.solved += 1
        self._bound(result)
        own = [self._way(one.number, one.arcs) for one in carried(result)]
        self.ways += [way for way in own if way not in self.ways]
        for order in (own, self.ways):
            self._fill(sorted(order, key=lambda way: (way[2], way[0], way[1])))

    def _way(self, number: int, arcs: tuple[int, ...]) -> Way:
        groups = tuple(self.graph.shared[list(arcs)].tolist())
        limited = tuple(sorted(group for group in groups if group in self.capacity))
        return number, limited, float(self.graph.cost_usd_per_t[list(arcs)].sum())

    def _bound(self, result: FlowResult) -> None:
        """Say what any draw costs at least: goods at the length of their way under the duals, less the capacities."""
        worth = np.where(result.worth > _BINDS, result.worth, 0.0)
        weight = self.graph.cost_usd_per_t + worth[self.graph.shared]
        least = np.zeros(self.count)
        for one, wanted in zip(self.case.demand, self.wanted, strict=True):
            arcs = next(route_arcs(self.graph, (one.origin, one.destination), weight), None)
            least += wanted * (self.price if arcs is None else min(self.price, float(weight[list(arcs)].sum())))
        names = set()
        for group in np.flatnonzero(worth).tolist():
            if group in self.capacity:
                least -= worth[group] * self.capacity[group]
                names.add(self.graph.group_subject[group])
        self.duals.append(names)
        better = least > self.least
        self.dual[better | (self.dual < 0)] = len(self.duals) - 1
        self.least = np.where(better, least, self.least)

    def _fill(self, ways: Sequence[Way]) -> None:
        """Fill ways one after another, in every draw as far as capacities and goods go."""
        left = {group: row.copy() for group, row in self.capacity.items()}
        goods, cost = self.wanted.copy(), np.zeros(self.count)
        for number, groups, each in ways:
            amount = goods[number].copy()
            for group in set(groups):
                np.minimum(amount, left[group] / groups.count(group), out=amount)
            for group in groups:
                left[group] = np.maximum(left[group] - amount, 0.0)
            goods[number] -= amount
            cost += amount * each
        for row in goods:
            cost += row * self.price
        better = cost < self.most
        self.served = np.where(better, self.wanted - goods, self.served)
        self.most = np.where(better, cost, self.most)
