"""Scenarios run, and held against each other: what can pass, what does, and what binds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.languages import said_in
from geo.model.application import apply
from geo.model.build import BOUNDS
from geo.model.ceilings import Ceilings
from geo.model.rounding import LEAST_MT, rounded
from geo.model.study import study_flows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geo.atlas import Atlas
    from geo.model.application import Applied
    from geo.model.ceilings import Ceiling
    from geo.model.demand import Commodity
    from geo.model.scenarios import Scenario
    from geo.model.study import FlowStudy


@dataclass(frozen=True)
class Outcome:
    """
    What comes of a scenario.

    Parameters
    ----------
    applied
        The scenario, applied.
    study
        Its demand, carried at low, central and high capacities.
    ceilings
        The most that can pass over each corridor that carries tonnes.
    """

    applied: Applied
    study: FlowStudy
    ceilings: Mapping[str, Ceiling]

    @property
    def scenario_id(self) -> str:
        """The scenario."""
        return self.applied.scenario.scenario_id

    @cached_property
    def totals(self) -> dict[str, float]:
        """Sums at the central capacities: Mt asked for, passing and left, bn t-km, mean hours and USD of a tonne."""
        result = self.study.central
        graph, load = result.graph, result.load_mt
        served = float(result.served.sum())
        each = served if served > LEAST_MT else float("nan")  # a mean over nothing is left out
        found = {
            "demand_mt": float(sum(one.mt_yr for one in result.demand)), "passes_mt": served,
            "left_mt": float(result.unserved.sum()), "bn_t_km": float(load @ graph.length_km) / 1000,
            "mean_h": float(load @ graph.time_h) / each, "mean_usd_per_t": result.transport_musd / each,
        }  # fmt: skip
        return {name: rounded(value) for name, value in found.items() if np.isfinite(value)}

    def changes(self, lang: str = "en") -> list[dict[str, Any]]:
        """
        List what the scenario changed.

        Parameters
        ----------
        lang
            Of the changes' names: ``"en"``, ``"ru"`` or ``"kk"``; English where the other is missing.

        Returns
        -------
        rows
            One for each change, in order.
        """
        return [
            {
                "scenario_id": one.scenario_id,
                "change": said_in(one.change, "name", lang), "of": one.change.select.text,
                "attribute": one.change.attribute, "touched": len(one.touched), "ids": list(one.touched),
                "before": one.before or None, "after": one.after or None, "share": round(one.share, 9),
                "from_year": one.change.from_year, "source": one.change.source, "note": one.change.note,
            }
            for one in self.applied.effects
        ]  # fmt: skip

    def corridors(self) -> list[dict[str, Any]]:
        """
        List what can pass over each corridor.

        Returns
        -------
        rows
            One for each corridor.
        """
        return [{"corridor_id": name, **_ceiling_row(one)} for name, one in self.ceilings.items()]

    def commodities(self) -> list[dict[str, Any]]:
        """
        List what is asked for, what passes of it and what is left.

        Returns
        -------
        rows
            One for each commodity.
        """
        ends = {one.commodity_id: one for one in self.study.central.demand}
        return [
            {
                "commodity_id": name, "origin": ends[name].origin, "destination": ends[name].destination,
                "what": ends[name].what, **row, "source": ends[name].source, "claim_ids": list(ends[name].claim_ids),
            }
            for name, row in _flows(self).items()
        ]  # fmt: skip


def run_scenario(
    scenario: Scenario, atlas: Atlas, *, year: int | None = None, scenarios: Mapping[str, Scenario] | None = None,
    demand: Sequence[Commodity] | None = None,
) -> Outcome:  # fmt: skip
    """
    Apply a scenario and carry its demand.

    Parameters
    ----------
    scenario, atlas, year, scenarios, demand
        As in `apply`.

    Returns
    -------
    outcome
        Flows and ceilings.

    Raises
    ------
    CorridorError
        As in `apply`.
    """
    return run_scenarios([scenario], atlas, year=year, scenarios=scenarios, demand=demand)[0]


def run_scenarios(
    chosen: Iterable[Scenario], atlas: Atlas, *, year: int | None = None,
    scenarios: Mapping[str, Scenario] | None = None, demand: Sequence[Commodity] | None = None,
) -> list[Outcome]:  # fmt: skip
    """
    Apply scenarios and carry the demand of each; what several of them leave as it is, is computed once.

    Parameters
    ----------
    chosen
        The scenarios.
    atlas, year, scenarios, demand
        As in `apply`.

    Returns
    -------
    outcomes
        In the order of the scenarios, the same as of each alone.

    Raises
    ------
    CorridorError
        As in `apply`.
    """
    ceilings = Ceilings()
    applied = [apply(one, atlas, year=year, scenarios=scenarios, demand=demand) for one in chosen]
    return [_outcome(one, ceilings) for one in applied]


def _outcome(applied: Applied, ceilings: Ceilings) -> Outcome:
    study = study_flows(applied.atlas, applied.capacities, applied.demand, part=applied.part)
    found = {
        name: ceilings.of(applied.atlas, applied.capacities, name, closed=applied.closed)
        for name in applied.atlas.network.corridors
    }
    return Outcome(applied, study, {name: one for name, one in found.items() if one is not None})


@dataclass(frozen=True)
class Comparison:
    """
    The differences between scenarios; the first is what the others are held against.

    Parameters
    ----------
    totals
        One row a sum, a column a scenario.
    corridors
        One row a corridor whose ceiling differs.
    commodities
        One row a commodity of which the demand, or what passes, differs.
    capacities
        One row a capacity that differs, said of the same subject.
    """

    totals: list[dict[str, Any]]
    corridors: list[dict[str, Any]]
    commodities: list[dict[str, Any]]
    capacities: list[dict[str, Any]]


def compare(outcomes: Sequence[Outcome]) -> Comparison:
    """
    Hold scenarios against each other.

    Parameters
    ----------
    outcomes
        Two or more, of one atlas; the first is the base.

    Returns
    -------
    comparison
        Tables; what is the same in all is left out of all but the totals.
    """
    return Comparison(_totals(outcomes), _corridors(outcomes), _commodities(outcomes), _capacities(outcomes))


def _totals(outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    names = dict.fromkeys(name for one in outcomes for name in one.totals)
    return [
        {"what": name} | {one.scenario_id: one.totals.get(name) for one in outcomes}
        | _differences([one.totals.get(name) for one in outcomes], outcomes)
        for name in names
    ]  # fmt: skip


def _differences(values: Sequence[float | None], outcomes: Sequence[Outcome]) -> dict[str, float | None]:
    """Give each value less the first one; None where one of the two is unknown."""
    first = values[0]
    return {
        f"{one.scenario_id} more": None if value is None or first is None else rounded(value - first)
        for one, value in zip(outcomes[1:], values[1:], strict=True)
    }


def _ceiling_row(one: Ceiling | None) -> dict[str, Any]:
    if one is None:
        return dict.fromkeys(("low_mt", "ceiling_mt", "high_mt", "binds", "state"))
    state = "no way" if not one.has_way else "no known limit" if one.central is None else ""
    return {
        "low_mt": one.low, "ceiling_mt": one.central, "high_mt": one.high,
        "binds": list(one.subjects) or None, "state": state,
    }  # fmt: skip


def _corridors(outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    rows = []
    for name in dict.fromkeys(name for one in outcomes for name in one.ceilings):
        found = [one.ceilings.get(name) for one in outcomes]
        if all(one == found[0] for one in found):
            continue
        for outcome, one in zip(outcomes, found, strict=True):
            first = None if found[0] is None else found[0].central
            now = None if one is None else one.central
            more = None if outcome is outcomes[0] or now is None or first is None else rounded(now - first)
            rows.append({"corridor_id": name, "scenario_id": outcome.scenario_id, **_ceiling_row(one), "more_mt": more})
    return rows


def _commodities(outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    rows = []
    found = [_flows(one) for one in outcomes]
    for name in dict.fromkeys(name for table in found for name in table):
        values = [table.get(name) for table in found]
        if all(value == values[0] for value in values):
            continue
        for outcome, value in zip(outcomes, values, strict=True):
            rows.append({"commodity_id": name, "scenario_id": outcome.scenario_id, **(value or {})})
    return rows


def _flows(outcome: Outcome) -> dict[str, dict[str, Any]]:
    low, central, high = (outcome.study.results[bound] for bound in BOUNDS)
    return {
        one.commodity_id: {
            "demand_mt": rounded(one.mt_yr), "passes_mt": rounded(central.served[i]),
            "passes_mt_low": rounded(low.served[i]), "passes_mt_high": rounded(high.served[i]),
            "left_mt": rounded(central.unserved[i]),
            "binds": _blocked(outcome, i) if central.unserved[i] > LEAST_MT else None,
        }
        for i, one in enumerate(central.demand)
    }  # fmt: skip


def _blocked(outcome: Outcome, number: int) -> list[str]:
    """Name what keeps a commodity from passing, by what the capacities are said of."""
    capacities = outcome.applied.capacities
    owners = outcome.study.central.blocking(number)
    records = [(owner, capacities.of(owner)) for owner in owners]
    names = [owner if one is None else one.subject or owner for owner, one in records]
    return list(dict.fromkeys(names)) or ["no route"]


def _capacities(outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    """List capacities that differ; links of one subject with the same figures in all scenarios are one row."""
    rows: dict[tuple[Any, ...], dict[str, Any]] = {}
    for name in (*outcomes[0].applied.capacities.links, *_nodes(outcomes)):
        records = [one.applied.capacities.of(name) for one in outcomes]
        values = [None if one is None else one.central for one in records]
        if all(value == values[0] for value in values):
            continue
        last = next(one for one in reversed(records) if one is not None)
        key = (last.subject or name, *values)
        row = {"subject": last.subject or name, "ids": []} | {
            one.scenario_id: None if value is None else rounded(value)
            for one, value in zip(outcomes, values, strict=True)
        }
        row |= _differences(values, outcomes) | {"basis": last.basis, "claim_ids": list(last.claim_ids)}
        rows.setdefault(key, row)["ids"].append(name)
    return list(rows.values())


def _nodes(outcomes: Sequence[Outcome]) -> list[str]:
    return list(dict.fromkeys(name for one in outcomes for name in one.applied.capacities.nodes))
