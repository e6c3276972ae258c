"""What is drawn over the intervals of figures and assumptions, as rows for commands and notebooks, with its notes."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.model.assumptions import BOTH_WAYS, printed
from geo.model.cases import is_open
from geo.model.demand import ends_of
from geo.model.demand_draws import demand_case, simulate_demand
from geo.model.ensembles import DECIDED, pair_case, percentiles, ranking, simulate_pair
from geo.model.sampling import DRAWN_NOTE
from geo.model.sobol import sobol_indices

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from geo.model.cases import Case
    from geo.model.ensembles import PairCase
    from geo.model.sampling import Parameter

    Floats = NDArray[np.float64]
    Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Draws:
    """
    How draws are made.

    Parameters
    ----------
    count
        How many.
    seed
        Gives the same draws again.
    scheduler
        As in `run_batches`; what is drawn does not depend on it.
    """

    count: int = 10_000
    seed: int = 1
    scheduler: str | None = None


@dataclass
class Simulation:
    """
    What was drawn of several cases.

    Parameters
    ----------
    tables
        Rows under ``"passes"`` and ``"binds"``, between two places with ``"indices"``, of a demand with ``"goods"``;
        tonnes in Mt a year, None where nothing is known to limit.
    notes
        What they rest on, in sentences.
    values
        By case, Mt a year that pass in every draw, of a demand in all; inf where nothing is known to limit.
    """

    tables: dict[str, Rows] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    values: dict[str, Floats] = field(default_factory=dict)


def simulate_between(
    cases: Sequence[Case], ends: tuple[str, str], draws: Draws, *, avoid: frozenset[str] = frozenset(),
    sobol: bool = False,
) -> Simulation:  # fmt: skip
    """
    Draw what passes between two places, whatever is demanded.

    Parameters
    ----------
    cases
        Networks and capacities; they draw the same figures together.
    ends
        Origin and destination, by id.
    draws
        How they are made.
    avoid
        Links and nodes left out.
    sobol
        Whether to say which uncertainty matters.

    Returns
    -------
    simulation
        Percentiles by case, the greatest median first, and what binds in how many draws.

    Raises
    ------
    UnknownIdError
        If no operating link leads to a place, or the two are one.
    CorridorError
        If the number of draws or the seed is out of range, or the scheduler fails.
    """
    found = Simulation({"passes": [], "binds": []})
    used: dict[str, Parameter] = {}
    for one in cases:
        graph = one.graph(frozenset(ends), avoid)
        if not is_open(one, graph, ends):
            found.values[one.name] = np.zeros(draws.count)
            found.tables["binds"] += _binds(one.name, {"closed": 1.0}, is_exclusive=True)
            continue
        case = pair_case(one.atlas, graph, one.capacities, ends, assumptions=one.assumptions)
        drawn = simulate_pair(case, draws=draws.count, seed=draws.seed, scheduler=draws.scheduler)
        found.values[one.name] = drawn.value_mt
        used |= {name: case.uncertainty.parameters[name] for name in case.names}
        found.tables["binds"] += _binds(one.name, drawn.binds, is_exclusive=True)
        if sobol:
            found.tables["indices"] = found.tables.get("indices", []) + _indices(one.name, case, used, draws.seed)
    found.tables["passes"] = _ranked(found.values)
    found.notes = _notes(cases, used, draws)
    return found


def simulate_goods(cases: Sequence[Case], draws: Draws, *, avoid: frozenset[str] = frozenset()) -> Simulation:
    """
    Draw what passes of a demand.

    Parameters
    ----------
    cases
        Networks, capacities and demands; they draw the same figures together.
    draws
        How they are made.
    avoid
        Links and nodes left out.

    Returns
    -------
    simulation
        Percentiles by case and commodity and of all together, how often the whole demand passes, and what binds in how
        many draws.

    Raises
    ------
    CorridorError
        If the number of draws or the seed is out of range, or the scheduler fails.
    """
    found = Simulation({"goods": [], "binds": []})
    used: dict[str, Parameter] = {}
    for one in cases:
        graph = one.graph(ends_of(one.demand), avoid)
        case = demand_case(one.atlas, graph, one.capacities, one.demand, assumptions=one.assumptions)
        drawn = simulate_demand(case, draws=draws.count, seed=draws.seed, scheduler=draws.scheduler)
        used |= {name: case.uncertainty.parameters[name] for name in case.names if name not in case.amounts}
        rows = [(x.commodity_id, x.mt_yr) for x in one.demand]
        for (name, mt), served, wanted in zip(rows, drawn.served_mt, drawn.wanted_mt, strict=True):
            found.tables["goods"].append(_good(one.name, name, mt, served, wanted))
        total = found.values[one.name] = drawn.served_mt.sum(axis=0)
        whole = round(sum(mt for _, mt in rows), 9)
        found.tables["goods"].append(_good(one.name, "all", whole, total, drawn.wanted_mt.sum(axis=0)))
        found.tables["binds"] += _binds(one.name, drawn.binds, is_exclusive=False)
    if len(cases) > 1:
        found.tables["passes"] = [{key: row[key] for key in row if key != "holds"} for row in _ranked(found.values)]
    own = printed([BOTH_WAYS], {BOTH_WAYS: cases[-1].capacities.both_ways})
    found.notes = [*_notes(cases, used, draws), *(f"At its central value, not drawn: {line}" for line in own)]
    return found


def _indices(name: str, case: PairCase, used: Mapping[str, Parameter], seed: int) -> Rows:
    return [
        {"case": name, "parameter": x.name, "low": used[x.name].low, "high": used[x.name].high,
         "total": round(x.total, 4), "first": round(x.first, 4), "total_error": round(x.total_error, 4)}
        for x in sobol_indices(case.names, lambda unit, count: case.at(unit, count).value_mt, seed=seed)
    ]  # fmt: skip


def _ranked(values: Mapping[str, Floats]) -> Rows:
    return [
        {"case": x.name, **_rounded(asdict(x.at)), "holds": x.holds, "undecided": "yes" if x.is_undecided else ""}
        for x in ranking(values)
    ]


def _good(case: str, name: str, mt: float, served: Floats, wanted: Floats) -> dict[str, Any]:
    whole = float(np.mean(served >= wanted - 1e-9))
    spread = {**_rounded(asdict(percentiles(served))), "whole_percent": round(100 * whole, 2)}
    return {"case": case, "commodity_id": name, "demand_mt": mt, **spread}


def _rounded(row: dict[str, float | None]) -> dict[str, float | None]:
    return {name: None if value is None else round(value, 4) for name, value in row.items()}


def _binds(case: str, binds: dict[str, float], *, is_exclusive: bool) -> Rows:
    """Say how often each binds; of several that may bind at once, each is undecided for itself."""
    flips = is_exclusive and bool(binds) and max(binds.values()) < DECIDED
    return [
        {"case": case, "capacity_of": name, "binds_percent": round(100 * share, 3),
         "undecided": "yes" if flips or (not is_exclusive and 1 - DECIDED < share < DECIDED) else ""}
        for name, share in binds.items()
    ]  # fmt: skip


def _notes(cases: Sequence[Case], used: Mapping[str, Parameter], draws: Draws) -> list[str]:
    """Say what the draws rest on."""
    without = sorted(name for name, one in used.items() if one.is_open)
    ids = [name for one in cases for name in used if name in one.assumptions]
    figures = sorted(name for name in used if not any(name in one.assumptions for one in cases))
    intervals = "; ".join(f"{name} {used[name].low:g} – {used[name].high:g}" for name in figures) or "none"
    order = f"An order, or a bottleneck, that holds in less than {DECIDED:.0%} of the draws is undecided."
    lines = [
        f"{draws.count} draws, seed {draws.seed}, Latin hypercube; cases draw the same figures together.",
        DRAWN_NOTE,
        f"{order} Unknown capacities do not bind, so that less may pass.",
        f"Figures drawn, with their intervals: {intervals}.",
    ]
    if without:
        lines.append(f"Without a ceiling, drawn up to the central value: {', '.join(without)}.")
    assumptions = {name: value for one in cases for name, value in one.assumptions.items()}
    notes = [note for one in cases for note in one.notes]
    return [*lines, *dict.fromkeys(notes), *printed(ids, assumptions)]
