"""`corridors bottleneck`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cli.options import atlas_option, avoid_option, json_option, scenario_option, year_option
from cli.printing import print_rows
from cli.progress import progress
from geo import read_atlas
from geo.model.bottlenecks import bottleneck_notes, closure_notes, find_bottlenecks, find_closures
from geo.model.cases import find_case

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = ("step", "passes_mt_yr", "low", "high", "binds", "in_series", "capacity_of", "basis")
CLOSURE_COLUMNS = ("fails", "less_mt_yr", "passes_mt_yr", "low", "high")


@click.command()
@click.argument("origin", metavar="FROM")
@click.argument("destination", metavar="TO")
@avoid_option
@year_option("Capacities as known for this year. Default: the latest.")
@click.option(
    "--steps",
    type=click.IntRange(1, 50),
    default=5,
    show_default=True,
    help="How many bottlenecks, one relieved after another.",
)
@click.option("--failures", is_flag=True, help="What passes with each link or place out, instead of what binds.")
@scenario_option
@atlas_option
@json_option
def command(origin: str, destination: str, avoid: tuple[str, ...], root: Path | None, **how: Any) -> None:  # noqa: ANN401
    """Find what binds between two places: the minimum cut, and the next one once it is relieved.

    \b
    Examples:
      corridors bottleneck dostyk poti-port
      corridors bottleneck khorgos kars --steps 3
      corridors bottleneck dostyk poti-port --failures
      corridors bottleneck dostyk poti-port --scenario 2030-all-targets
      corridors bottleneck tengiz novorossiysk --year 2024 --json
    """  # noqa: D301
    with progress() as tell:
        tell("Reading the atlas")
        case = find_case(read_atlas(root), how["scenario_id"], year=how["year"])
        if how["failures"]:
            rows = find_closures(case, origin, destination, avoid=avoid)
        else:
            rows = find_bottlenecks(case, origin, destination, avoid=avoid, steps=how["steps"], progress=tell)
    print_rows(rows, as_json=how["as_json"], columns=CLOSURE_COLUMNS if how["failures"] else COLUMNS)
    if not how["as_json"]:
        notes = closure_notes(case, rows) if how["failures"] else bottleneck_notes(case, rows)
        click.echo("\n" + "\n".join(notes))
