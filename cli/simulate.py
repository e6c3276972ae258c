"""`corridors simulate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cli.options import atlas_option, avoid_option, demand_option, json_option, scheduler_option, year_option
from cli.printing import json_text, print_titled
from geo import read_atlas
from geo.model.cases import of_scenarios
from geo.model.demand import OBSERVED_NOTE
from geo.model.places import find_avoided, find_place
from geo.model.simulation import Draws, simulate_between, simulate_goods

if TYPE_CHECKING:
    from pathlib import Path

    Rows = list[dict[str, Any]]

PASSES = ("case", "p10", "p50", "p90", "undecided")
GOODS = ("case", "commodity_id", "demand_mt", "p10", "p50", "p90", "whole_percent")
BINDS = ("case", "capacity_of", "binds_percent", "undecided")
INDICES = ("case", "parameter", "total", "total_error", "first", "low", "high")
TITLES = {
    "passes": ("What passes, Mt a year", PASSES),
    "goods": ("What passes of the demand, Mt a year", GOODS),
    "binds": ("What binds, in percent of the draws", BINDS),
    "indices": ("What the uncertainty of what passes comes from: Sobol indices", INDICES),
}


@click.command()
@click.argument("origin", metavar="[FROM]", required=False)
@click.argument("destination", metavar="[TO]", required=False)
@click.option("--scenario", "scenarios", multiple=True, metavar="ID", help="As this scenario has it; may be repeated.")
@click.option("--draws", type=click.IntRange(1), default=10_000, show_default=True, help="How many draws.")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="Gives the same draws again.")
@click.option("--sobol", is_flag=True, help="Say which uncertainty matters; for two places.")
@scheduler_option("Draw on a Dask cluster of yours (tcp://host:8786).")
@avoid_option
@demand_option
@year_option("As known for this year. Default: the latest.")
@atlas_option
@json_option
def command(origin: str | None, destination: str | None, root: Path | None, **how: Any) -> None:  # noqa: ANN401
    """Draw what passes and what binds, over the intervals of the figures and the assumptions.

    Between two places, whatever is demanded; without places, for the demand.

    \b
    Examples:
      corridors simulate dostyk poti-port
      corridors simulate khorgos kars --draws 100000 --sobol
      corridors simulate dostyk poti-port --scenario 2024-base --scenario caspian-low-water
      corridors simulate --draws 1000 --seed 7
    """  # noqa: D301
    if (origin is None) != (destination is None) or (origin is None and how["sobol"]):
        raise click.UsageError("Give two places, or none; --sobol takes two.")
    atlas = read_atlas(root)
    cases = of_scenarios(atlas, how["scenarios"], how["year"], how["demand"])
    avoid = find_avoided(atlas.network, how["avoid"])
    draws = Draws(how["draws"], how["seed"], how["scheduler"])
    if origin is None or destination is None:
        found = simulate_goods(cases, draws, avoid=avoid)
    else:
        ends = (find_place(atlas.network, origin), find_place(atlas.network, destination))
        found = simulate_between(cases, ends, draws, avoid=avoid, sobol=how["sobol"])
    observed = [OBSERVED_NOTE] if origin is None and how["demand"] is None else []
    _print(found.tables, [*observed, *found.notes], as_json=how["as_json"])


def _print(tables: dict[str, Rows], notes: list[str], *, as_json: bool) -> None:
    if as_json:
        click.echo(json_text(tables | {"notes": notes}))
        return
    for name, rows in tables.items():
        title, columns = TITLES[name]
        print_titled(title, rows, columns)
    click.echo("\n".join(notes))
