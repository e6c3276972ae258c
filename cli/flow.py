"""`corridors flow`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cli.options import Number, atlas_option, demand_option, json_option, scenario_option, year_option
from cli.printing import json_text, print_titled
from geo import read_atlas
from geo.model.cases import find_case
from geo.model.flow_tables import flow_notes, flow_tables
from geo.model.study import study_flows

if TYPE_CHECKING:
    from pathlib import Path

    from geo.model.study import FlowStudy

PASSING = ("commodity_id", "origin", "destination", "what", "demand_mt", "passes_mt", "passes_mt_low", "passes_mt_high")
BLOCKED = ("commodity_id", "origin", "destination", "demand_mt", "left_mt", "left_mt_low", "left_mt_high", "binds")
LOADS = ("id", "from", "to", "load_mt", "capacity_mt", "utilisation")
WORTH = ("subject", "binds", "capacity_mt", "dual_musd_per_mt", "saves_musd", "passes_more_mt", "confirmed")
SHOWN_LOADS = 15


@click.command()
@demand_option
@year_option("Volumes and capacities as known for this year. Default: the latest.")
@click.option("--factor", type=Number(min=0), default=1.0, show_default=True, help="Demand times this.")
@scenario_option
@atlas_option
@json_option
def command(demand: Path | None, year: int | None, factor: float, root: Path | None, **how: Any) -> None:  # noqa: ANN401
    """Carry a demand over the network: what passes, what cannot, what is full, and what more capacity is worth.

    \b
    Examples:
      corridors flow
      corridors flow --factor 2
      corridors flow --demand demand.csv --year 2024
      corridors flow --scenario 2030-all-targets
      corridors flow --json
    """  # noqa: D301
    atlas = read_atlas(root)
    case = find_case(atlas, how["scenario_id"], year=year, demand=demand)
    study = study_flows(case.atlas, case.capacities, [one.times(factor) for one in case.demand], part=case.part)
    notes = [*flow_notes(study, case.capacities, is_observed=demand is None), *case.notes]
    if how["as_json"]:
        click.echo(json_text(flow_tables(study) | {"notes": notes}))
    else:
        _print(study, notes)


def _print(study: FlowStudy, notes: list[str]) -> None:
    found = flow_tables(study)
    parts = (
        ("What passes, in Mt a year (low and high: at the ends of the capacities' intervals)", "passes", PASSING, None),
        ("What cannot pass", "cannot_pass", BLOCKED, None),
        (f"What is used most (the {SHOWN_LOADS} fullest)", "loads", LOADS, SHOWN_LOADS),
        ("What one more Mt a year of capacity is worth, in MUSD a year", "worth", WORTH, None),
    )
    for title, name, columns, count in parts:
        print_titled(title, found[name][:count], columns)
    click.echo("\n".join(notes))
