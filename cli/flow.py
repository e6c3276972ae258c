"""`corridors flow`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from cli.cases import of_scenarios
from cli.options import atlas_option, json_option, scenario_option
from cli.printing import print_rows
from geo import read_atlas
from geo.model.assumptions import ASSUMPTIONS, BOTH_WAYS, printed
from geo.model.demand import OBSERVED_NOTE
from geo.model.flows import UNSERVED_PRICE
from geo.model.study import study_flows
from geo.model.travel import TRAVEL_ASSUMPTIONS

if TYPE_CHECKING:
    from pathlib import Path

    from geo.model.study import Capacities, FlowStudy

PASSING = ("commodity_id", "origin", "destination", "what", "demand_mt", "passes_mt", "passes_mt_low", "passes_mt_high")
BLOCKED = ("commodity_id", "origin", "destination", "demand_mt", "left_mt", "left_mt_low", "left_mt_high", "binds")
LOADS = ("id", "from", "to", "load_mt", "capacity_mt", "utilisation")
WORTH = ("subject", "binds", "capacity_mt", "dual_musd_per_mt", "saves_musd", "passes_more_mt", "confirmed")
SHOWN_LOADS = 15


@click.command()
@click.option(
    "--demand",
    type=click.Path(exists=True, dir_okay=False),
    default=None,
    metavar="FILE",
    help="CSV of commodity_id, origin, destination, what, mt_yr, source. Default: the observed volumes.",
)
@click.option(
    "--year", type=int, default=None, help="Volumes and capacities as known for this year. Default: the latest."
)
@click.option("--factor", type=click.FloatRange(min=0), default=1.0, show_default=True, help="Demand times this.")
@scenario_option
@atlas_option
@json_option
def command(demand: str | None, year: int | None, factor: float, root: Path | None, **how: Any) -> None:  # noqa: ANN401
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
    (case,) = of_scenarios(atlas, [how["scenario_id"]] if how["scenario_id"] else [], year, demand)
    study = study_flows(case.atlas, case.capacities, [one.times(factor) for one in case.demand], part=case.part)
    notes = [*study_notes(study, case.capacities, is_observed=demand is None), *case.notes]
    if how["as_json"]:
        click.echo(json.dumps(tables(study) | {"notes": notes}, ensure_ascii=False, indent=1, allow_nan=False))
    else:
        _print(study, notes)


def tables(study: FlowStudy) -> dict[str, list[dict[str, Any]]]:
    """Give the four tables of a study."""
    return {
        "passes": study.passing(),
        "cannot_pass": study.blocked(),
        "loads": study.loads(),
        "worth": worth_rows(study),
    }


def worth_rows(study: FlowStudy) -> list[dict[str, Any]]:
    """Give a row for each capacity of which more is worth something at the margin."""
    return [
        {
            "subject": one.subject, "binds": list(one.owners), "capacity_mt": one.capacity_mt,
            "dual_musd_per_mt": round(one.marginal_musd, 6), "saves_musd": round(one.saved_musd, 6),
            "passes_more_mt": round(one.served_mt, 9) + 0.0, "confirmed": "yes" if one.is_confirmed else "less",
        }
        for one in study.worth
    ]  # fmt: skip


def _print(study: FlowStudy, notes: list[str]) -> None:
    found = tables(study)
    parts = (
        ("What passes, in Mt a year (low and high: at the ends of the capacities' intervals)", "passes", PASSING, None),
        ("What cannot pass", "cannot_pass", BLOCKED, None),
        (f"What is used most (the {SHOWN_LOADS} fullest)", "loads", LOADS, SHOWN_LOADS),
        ("What one more Mt a year of capacity is worth, in MUSD a year", "worth", WORTH, None),
    )
    for title, name, columns, count in parts:
        click.echo(f"{title}:")
        if found[name]:
            print_rows(found[name][:count], as_json=False, columns=columns)
        else:
            click.echo("Nothing.")
        click.echo("")
    click.echo("\n".join(notes))


def study_notes(study: FlowStudy, capacities: Capacities, *, is_observed: bool) -> list[str]:
    """Say what the result rests on."""
    used = [row["id"] for row in study.loads()]
    unknown = sorted({row["id"] for row in study.loads() if row["capacity_mt"] is None})
    records = [record for record in map(capacities.of, used) if record is not None]
    names = {name for record in records for name in record.assumption_ids}
    graph = study.central.graph
    names |= {name for arc, load in enumerate(study.central.load_mt) if load > 0 for name in graph.sources[arc]}
    lines = [OBSERVED_NOTE] if is_observed else []
    if unknown:
        lines.append(
            f"Unknown capacities do not bind: {len(unknown)} of {len(set(used))} links and nodes used have none, so "
            "that less may pass than is said here."
        )
    own = {"unserved-price": UNSERVED_PRICE, BOTH_WAYS: capacities.both_ways}
    shared = "A capacity of a link is of one direction, one of a node for all that passes it."
    return [
        *lines,
        shared,
        *printed(names | set(own), ASSUMPTIONS | TRAVEL_ASSUMPTIONS | own),
    ]
