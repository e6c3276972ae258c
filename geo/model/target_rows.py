"""Targets held against the model, as rows for commands and notebooks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.errors import UnknownIdError
from geo.evidence.claims import figure
from geo.model.aims import Model, series_of, target_years
from geo.model.application import apply
from geo.model.assumptions import ASSUMPTIONS
from geo.model.scenarios import find_scenario, read_scenarios

if TYPE_CHECKING:
    from geo.atlas import Atlas
    from geo.evidence.targets import Target
    from geo.model.aims import Assessment
    from geo.model.ceilings import Ceiling
    from geo.model.expansion import Plan


def target_model(atlas: Atlas, scenario_id: str | None = None) -> Model:
    """
    Give the capacities that targets are held against.

    Parameters
    ----------
    atlas
        The atlas.
    scenario_id
        Capacities as this scenario has them, year by year; None for those known now.

    Returns
    -------
    model
        The model.

    Raises
    ------
    UnknownIdError
        If the atlas has no such scenario.
    CorridorError
        If the scenario is at fault.
    """
    if scenario_id is None:
        return Model(atlas, ASSUMPTIONS, {})
    scenario, scenarios = find_scenario(atlas, scenario_id), read_scenarios(atlas)
    applied = {year: apply(scenario, atlas, year=year, scenarios=scenarios) for year in target_years(atlas)}
    return Model(atlas, list(applied.values())[-1].assumptions if applied else ASSUMPTIONS, applied)


def targets_of(atlas: Atlas, subject: str | None = None) -> list[Target]:
    """
    List the reported targets of a subject.

    Parameters
    ----------
    atlas
        The atlas.
    subject
        A corridor, section, link, node or entry; None for all.

    Returns
    -------
    targets
        In the order of the evidence.

    Raises
    ------
    UnknownIdError
        If the atlas has nothing of this id, or no target of it.
    """
    targets = atlas.evidence.targets
    if subject is None:
        return targets
    found = [one for one in targets if one.claim.subject == subject]
    if not found:
        atlas.subject_name(subject)  # says so if there is nothing of this id
        names = ", ".join(dict.fromkeys(one.claim.subject for one in targets))
        raise UnknownIdError(f"No target is reported of {subject!r}. Targets are of: {names}.")
    return found


def target_row(one: Assessment) -> dict[str, Any]:
    """
    Give one target as a row.

    Parameters
    ----------
    one
        A target, held against the model.

    Returns
    -------
    row
        The figure as reported; tonnes, ceilings and expansions in Mt a year; growth in percent a year.
    """
    claim, amount = one.target.claim, one.amount
    return {
        "subject": claim.subject, "metric": claim.metric, "scope": claim.scope, "figure": figure(claim),
        "by": one.target.deadline, "mt": None if amount is None else round(amount.mt, 3),
        "base": None if amount is None or amount.base is None else amount.base.claim_id,
        "is_base_assumed": None if amount is None or amount.base is None else amount.is_base_assumed,
        "growth_percent": None if one.growth_percent is None else round(one.growth_percent, 2),
        **_limits(one.ceiling), "verdict": one.verdict, "expansions": _expansions(one.plan),
        "passes_mt": None if one.plan is None else [
            {"year": year, "mt": mt if mt < float("inf") else None} for year, mt in one.plan.passes_mt.items()
        ],
        "announced": {name: list(ids) for name, ids in one.announced.items()}, "reason": one.reason or None,
        "claim_id": claim.claim_id,
    }  # fmt: skip


def _limits(limit: Ceiling | None) -> dict[str, Any]:
    if limit is None:
        return {"low_mt": None, "central_mt": None, "high_mt": None, "binds": None}
    return {
        "low_mt": limit.low, "central_mt": limit.central, "high_mt": limit.high, "binds": list(limit.subjects) or None,
    }  # fmt: skip


def _expansions(plan: Plan | None) -> list[dict[str, Any]] | None:
    if plan is None:
        return None
    return [
        {"subject": one.subject, "added_mt": round(one.added_mt, 9), "by_year": dict(one.by_year)}
        for one in plan.expansions
    ]


def series_rows(model: Model, one: Assessment) -> list[dict[str, Any]]:
    """
    Give the series of one target.

    Parameters
    ----------
    model
        The model.
    one
        A target, held against it.

    Returns
    -------
    rows
        A point each, in Mt a year; observed, aimed at, modelled ceiling and projection are series of their own.
    """
    claim = one.target.claim
    return [
        {
            "subject": claim.subject, "metric": claim.metric, "scope": claim.scope, "target_claim_id": claim.claim_id,
            "series": point.series, "year": point.year, "mt": None if point.mt is None else round(point.mt, 9),
            "claim_id": point.claim_id or None, "note": (one.projection.note if one.projection else "") or None,
        }
        for point in series_of(model, one)
    ]  # fmt: skip
