"""Ensembles: what passes and what binds between two places, drawn many times over what is uncertain."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from geo.errors import CorridorError
from geo.model.contraction import contract
from geo.model.draws import bottleneck_draws, learn
from geo.model.sampling import Uncertainty, uncertain_capacities, unit_draws
from geo.model.scheduler import run_batches

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from geo.atlas import Atlas
    from geo.model.assumptions import Assumption
    from geo.model.blocks import Learned
    from geo.model.contraction import Contracted
    from geo.model.draws import Drawn
    from geo.model.graph import ModelGraph
    from geo.model.study import Capacities

    Floats = NDArray[np.float64]

BATCH = 5000
"""Draws in a batch: each batch is a Latin hypercube of its own, so that it does not matter where it is drawn."""
MOST_DRAWS = 10_000_000
DECIDED = 0.95
"""An order that holds in a smaller share of the draws is undecided."""
PERCENTS = (10, 50, 90)


@dataclass(frozen=True)
class Percentiles:
    """
    Where the draws of a quantity lie.

    Parameters
    ----------
    p10, p50, p90
        A tenth, half and nine tenths of the draws are not above; None where nothing is known to limit.
    """

    p10: float | None
    p50: float | None
    p90: float | None


@dataclass(frozen=True)
class Ranked:
    """
    One of several things in their order.

    Parameters
    ----------
    name
        What it is.
    at
        Where its draws lie.
    holds
        The share of draws in which it is not below the next one; None for the last.
    is_undecided
        Whether its order with the one before or the one after flips in more draws than `DECIDED` leaves.
    """

    name: str
    at: Percentiles
    holds: float | None
    is_undecided: bool


@dataclass(frozen=True, eq=False)
class PairCase:
    """
    A flow between two places, and what is uncertain about it.

    Parameters
    ----------
    problem
        The flow.
    uncertainty
        Parameters and how capacities follow from them.
    learned
        Ways and cuts at the central capacities.
    """

    problem: Contracted
    uncertainty: Uncertainty
    learned: Learned

    @property
    def names(self) -> tuple[str, ...]:
        """What is drawn."""
        return self.uncertainty.used(self.problem.groups)

    def at(self, unit: Mapping[str, Floats], count: int) -> Drawn:
        """
        Compute what passes for given shares.

        Parameters
        ----------
        unit
            Shares from 0 to 1 by parameter.
        count
            How many draws they are.

        Returns
        -------
        drawn
            What passes and what binds.
        """
        capacities = self.uncertainty.capacities(unit, self.problem.groups, count)
        return bottleneck_draws(self.problem, capacities, count, self.learned)


@dataclass(frozen=True, eq=False)
class Ensemble:
    """
    What passes between two places in every draw, and what binds.

    Parameters
    ----------
    value_mt
        Mt a year by draw; inf where nothing is known to limit.
    binds
        By what a capacity is said of, the share of draws in whose bottleneck it is.
    seed
        What it was drawn with.
    parameters
        What was drawn.
    """

    value_mt: Floats
    binds: dict[str, float]
    seed: int
    parameters: tuple[str, ...]

    @property
    def is_undecided(self) -> bool:
        """Whether what binds changes within the intervals."""
        return bool(self.binds) and max(self.binds.values()) < DECIDED


def pair_case(
    atlas: Atlas, graph: ModelGraph, capacities: Capacities, ends: tuple[str, str], *,
    assumptions: Mapping[str, Assumption] | None = None,
) -> PairCase:  # fmt: skip
    """
    Prepare the draws of what passes between two places.

    Parameters
    ----------
    atlas
        The atlas.
    graph
        Its graph at the central capacities.
    capacities
        The records it was made of.
    ends
        Origin and destination.
    assumptions
        What they assume; the shipped ones if not given.

    Returns
    -------
    case
        Ready to be drawn.

    Raises
    ------
    UnknownIdError
        If a place is not in the graph, or the two are one.
    """
    problem = contract(graph, *ends)
    uncertainty = uncertain_capacities(atlas, graph, capacities, assumptions=assumptions)
    return PairCase(problem, uncertainty, learn(problem))


def batches_of(draws: int, size: int = BATCH) -> list[tuple[int, int]]:
    """
    Cut a number of draws into batches.

    Parameters
    ----------
    draws
        How many in all.
    size
        How many a batch at most.

    Returns
    -------
    batches
        Number and size of each.

    Raises
    ------
    CorridorError
        If there are no draws, or more than anybody waits for.
    """
    if not 1 <= draws <= MOST_DRAWS:
        raise CorridorError(f"An ensemble has 1 to {MOST_DRAWS} draws, not {draws}.")
    return [(number, min(size, draws - start)) for number, start in enumerate(range(0, draws, size))]


def simulate_pair(case: PairCase, *, draws: int, seed: int, scheduler: str | None = None) -> Ensemble:
    """
    Draw what passes between two places, and what binds.

    Parameters
    ----------
    case
        The flow.
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
    parts = run_batches(partial(draw_batch, case, seed), batches_of(draws), scheduler=scheduler)
    value = np.concatenate([one.value_mt for one in parts])
    subject = case.problem.graph.group_subject
    binds: dict[str, int] = {}
    for part in parts:
        bound: dict[str, NDArray[np.bool_]] = {}
        for group, is_bound in part.binds.items():
            bound[subject[group]] = bound.get(subject[group], np.zeros(len(is_bound), dtype=bool)) | is_bound
        for name, is_bound in bound.items():
            binds[name] = binds.get(name, 0) + int(is_bound.sum())
    ordered = sorted((item for item in binds.items() if item[1]), key=lambda item: (-item[1], item[0]))
    return Ensemble(value, {name: count / draws for name, count in ordered}, seed, case.names)


def draw_batch(case: PairCase, seed: int, batch: tuple[int, int]) -> Drawn:
    """
    Draw one batch.

    Parameters
    ----------
    case
        The flow.
    seed
        The seed of the ensemble.
    batch
        Number and size of the batch.

    Returns
    -------
    drawn
        The same for the same arguments, wherever it is computed.
    """
    number, count = batch
    return case.at(unit_draws(case.names, count, seed=seed, batch=number), count)


def percentiles(value: Floats) -> Percentiles:
    """
    Say where draws lie.

    Parameters
    ----------
    value
        One a draw, inf where nothing limits.

    Returns
    -------
    percentiles
        P10, P50 and P90: the smallest draw that so many percent of the draws do not exceed.
    """
    found = [float(x) for x in np.quantile(value, [p / 100 for p in PERCENTS], method="inverted_cdf")]
    return Percentiles(*(x if np.isfinite(x) else None for x in found))


def ranking(values: Mapping[str, Floats]) -> list[Ranked]:
    """
    Put things in order, and say which order flips within the intervals.

    Parameters
    ----------
    values
        By name, draws with common random numbers.

    Returns
    -------
    ranked
        The greatest median first. Neighbours of equal draws everywhere are tied, not undecided.
    """
    order = sorted(values, key=lambda name: (-float(np.median(values[name])), name))
    holds = [float(np.mean(values[a] >= values[b])) for a, b in pairwise(order)]
    ties = [bool(np.all(values[a] == values[b])) for a, b in pairwise(order)]
    flips = [False, *(not tie and share < DECIDED for share, tie in zip(holds, ties, strict=True)), False]
    return [
        Ranked(name, percentiles(values[name]), holds[i] if i < len(holds) else None, flips[i] or flips[i + 1])
        for i, name in enumerate(order)
    ]
