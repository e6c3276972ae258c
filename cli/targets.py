"""`corridors targets`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from cli.claims import figure
from cli.options import atlas_option, json_option
from cli.printing import print_rows
from geo import read_atlas
from geo.errors import UnknownIdError
from geo.model.aims import AIM_NOTES, Model, assess_targets, series_of, target_years
from geo.model.application import apply
from geo.model.assumptions import ASSUMPTIONS, printed
from geo.model.ceilings import CEILING_NOTE
from geo.model.expansion import Terms
from geo.model.projection import SERIES_NOTE
from geo.model.scenarios import find_scenario, read_scenarios

if TYPE_CHECKING:
    from pathlib import Path

    from geo.atlas import Atlas
    from geo.evidence.targets import Target
    from geo.model.aims import Assessment
    from geo.model.ceilings import Ceiling
    from geo.model.expansion import Plan

COLUMNS = ("subject", "metric", "figure", "by", "mt", "growth", "ceiling_mt", "verdict", "binds", "needs", "claim_id")
SERIES = ("subject", "scope", "target_claim_id", "series", "year", "mt", "claim_id")
USED = ("net-t-a-train", "freight-share", "days-a-year", "pairs-a-train", "net-t-a-teu", "direction-share")
UNMODELLED = ("subject", "figure", "by", "reason", "claim_id")


@click.command()
@click.argument("subject", metavar="[ID]", required=False)
@click.option(
    "--scenario",
    "scenario_id",
    metavar="ID",
    help="Capacities as this scenario has them, year by year. Default: as known now.",
)
@click.option(
    "--step", default=1.0, show_default=True, help="Capacities grow by whole multiples of this, in Mt a year."
)
@click.option(
    "--budget", type=float, default=None, help="The most that is added in one year, in Mt a year. Default: no limit."
)
@click.option("--series", is_flag=True, help="What was observed, aimed at, can pass and is projected, year by year.")
@atlas_option
@json_option
def command(subject: str | None, scenario_id: str | None, root: Path | None, **how: Any) -> None:  # noqa: ANN401
    """Hold reported targets against the model: growth, ceiling, what binds, and the fewest expansions that reach them.

    ID is a corridor, section, link, node or entry; without it, all targets.

    \b
    Examples:
      corridors targets
      corridors targets middle-corridor --budget 3
      corridors targets middle-corridor --series
      corridors targets --scenario 2030-all-targets --json
    """  # noqa: D301
    atlas = read_atlas(root)
    model = _model(atlas, scenario_id)
    found = assess_targets(model, terms=Terms(how["step"], how["budget"]), targets=_chosen(atlas, subject))
    rows = (
        [row for one in found for row in series_rows(model, one)]
        if how["series"]
        else [target_row(one) for one in found]
    )
    if how["as_json"]:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1, allow_nan=False))
    else:
        _print(rows, model, is_series=how["series"])


def _model(atlas: Atlas, scenario_id: str | None) -> Model:
    if scenario_id is None:
        return Model(atlas, ASSUMPTIONS, {})
    scenario, scenarios = find_scenario(atlas, scenario_id), read_scenarios(atlas)
    applied = {year: apply(scenario, atlas, year=year, scenarios=scenarios) for year in target_years(atlas)}
    return Model(atlas, list(applied.values())[-1].assumptions if applied else ASSUMPTIONS, applied)


def _chosen(atlas: Atlas, subject: str | None) -> list[Target]:
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
    """Give one target as a row."""
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
    """Give the series of one target, a point a row."""
    claim = one.target.claim
    return [
        {
            "subject": claim.subject, "metric": claim.metric, "scope": claim.scope, "target_claim_id": claim.claim_id,
            "series": point.series, "year": point.year, "mt": None if point.mt is None else round(point.mt, 9),
            "claim_id": point.claim_id or None, "note": (one.projection.note if one.projection else "") or None,
        }
        for point in series_of(model, one)
    ]  # fmt: skip


def _print(rows: list[dict[str, Any]], model: Model, *, is_series: bool) -> None:
    if is_series:
        _print_series(rows)
        return
    modelled = [row for row in rows if row["verdict"] != "not modelled"]
    others = [row for row in rows if row["verdict"] == "not modelled"]
    if modelled:
        print_rows([_words(row) for row in modelled], as_json=False, columns=COLUMNS)
    if others:
        click.echo("\nNot modelled:")
        print_rows(others, as_json=False, columns=UNMODELLED)
    notes = [f"{row['claim_id']}: {row['reason']}" for row in modelled if row["reason"]]
    announced = {subject: ids for row in modelled for subject, ids in row["announced"].items()}
    notes += [f"More of {name} is announced by: {', '.join(ids) or 'nobody'}." for name, ids in announced.items()]
    click.echo("\n".join(["", AIM_NOTES, CEILING_NOTE, *notes, *printed(USED, model.assumptions)]))


def _print_series(rows: list[dict[str, Any]]) -> None:
    shown = [row | {"mt": None if row["mt"] is None else round(row["mt"], 3)} for row in rows]
    if shown:
        print_rows(shown, as_json=False, columns=SERIES)
    else:
        click.echo("No target here has a base year, a deadline and tonnes to grow from.")
    notes = [f"{row['target_claim_id']}: {row['note']}" for row in rows if row["note"]]
    click.echo("\n".join(["", SERIES_NOTE, CEILING_NOTE, *dict.fromkeys(notes)]))


def _words(row: dict[str, Any]) -> dict[str, Any]:
    """Write a row for people."""
    mt = [row[name] for name in ("low_mt", "central_mt", "high_mt")]
    growth = row["growth_percent"]
    assumed = " assumed base" if row["is_base_assumed"] else ""
    return row | {
        "figure": f"{row['figure']}{' ' + row['scope'] if row['scope'] else ''}",
        "growth": None if growth is None else f"{growth:.1f} %{assumed}",
        "ceiling_mt": None if mt[1] is None else " – ".join("…" if one is None else f"{one:.1f}" for one in mt),
        "needs": _needs(row),
    }


def _needs(row: dict[str, Any]) -> str | None:
    if row["expansions"] is None:
        return None
    parts = []
    for one in row["expansions"]:
        years = list(one["by_year"])
        when = f" ({years[0]}–{years[-1]})" if len(years) > 1 and row["by"] else ""
        parts.append(f"{one['subject']} +{one['added_mt']:g}{when}")
    return ", ".join(parts) or "nothing at the central values"
