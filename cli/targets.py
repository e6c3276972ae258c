"""`corridors targets`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cli.options import Number, atlas_option, json_option
from cli.printing import json_text, print_rows
from geo import read_atlas
from geo.model.aims import AIM_NOTES, Model, assess_targets
from geo.model.assumptions import printed
from geo.model.ceilings import CEILING_NOTE
from geo.model.expansion import Terms
from geo.model.projection import SERIES_NOTE
from geo.model.target_rows import series_rows, target_model, target_row, targets_of

if TYPE_CHECKING:
    from pathlib import Path


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
    "--step",
    type=Number(min=0, min_open=True),
    default=1.0,
    show_default=True,
    help="Capacities grow by whole multiples of this, in Mt a year.",
)
@click.option(
    "--budget",
    type=Number(min=0),
    default=None,
    help="The most that is added in one year, in Mt a year. Default: no limit.",
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
    model = target_model(atlas, scenario_id)
    found = assess_targets(model, terms=Terms(how["step"], how["budget"]), targets=targets_of(atlas, subject))
    rows = (
        [row for one in found for row in series_rows(model, one)]
        if how["series"]
        else [target_row(one) for one in found]
    )
    if how["as_json"]:
        click.echo(json_text(rows))
    else:
        _print(rows, model, is_series=how["series"])


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
        return "no set of steps is enough" if row["verdict"] == "short" else None
    parts = []
    for one in row["expansions"]:
        years = list(one["by_year"])
        when = f" ({years[0]}–{years[-1]})" if len(years) > 1 and row["by"] else ""
        parts.append(f"{one['subject']} +{one['added_mt']:g}{when}")
    return ", ".join(parts) or "nothing at the central values"
