"""`corridors disrupt`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cli.drawing import overlay_map
from cli.options import atlas_option, demand_option, json_option, lang_option, scenario_option, year_option
from cli.output import output_option, write_result
from cli.printing import json_text, print_rows
from geo import read_atlas
from geo.model.cases import find_case
from geo.model.demand import OBSERVED_NOTE
from geo.model.failure_tables import capacity_curve, failure_tables

if TYPE_CHECKING:
    from pathlib import Path

    from geo.atlas import Atlas
    from geo.model.cases import Case

COLUMNS = (
    "fails", "unserved_mt", "unserved_mt_low", "unserved_mt_high", "extra_mtkm", "extra_days", "cut_off", "undecided",
)  # fmt: skip
PAIR_COLUMNS = ("fails", "unserved_mt", "beyond_mt", "extra_mtkm", "extra_days", "cut_off")


@click.command()
@click.argument("ids", metavar="[ID]...", nargs=-1)
@click.option("--double", is_flag=True, help="All pairs of failures, instead of single ones.")
@click.option("--curve", is_flag=True, help="What passes as the capacity shrinks from 100 to 0 %: of IDs, or of all.")
@scenario_option
@demand_option
@year_option("As known for this year. Default: the latest.")
@click.option("--top", type=click.IntRange(1), default=15, show_default=True, help="How many to print.")
@output_option("html")
@lang_option
@atlas_option
@json_option
def command(ids: tuple[str, ...], root: Path | None, **how: Any) -> None:  # noqa: ANN401
    """Show what fails when links and places fail: goods left, longer ways, longer times.

    IDs are links, nodes, sections, corridors or countries that fail together; without any, every single failure is
    ranked, or every pair.

    \b
    Examples:
      corridors disrupt
      corridors disrupt --double --top 5
      corridors disrupt caspian-crossing
      corridors disrupt caspian-crossing --curve
      corridors disrupt --scenario dostyk-closed --json
      corridors disrupt -o failures.html
    """  # noqa: D301
    if how["output"] and (ids or how["double"] or how["curve"]):
        raise click.UsageError("--output draws the ranking of single failures: without IDs, --double and --curve.")
    atlas = read_atlas(root)
    case = find_case(atlas, how["scenario_id"], year=how["year"], demand=how["demand"])
    tables, notes = capacity_curve(case, ids) if how["curve"] else failure_tables(case, ids, double=how["double"])
    notes = [*([OBSERVED_NOTE] if how["demand"] is None else []), *case.notes, *notes]
    if how["output"]:
        _write(atlas, tables["single"], case, how)
    elif how["as_json"]:
        click.echo(json_text(tables | {"notes": notes}))
    else:
        _print(tables, notes, how["top"])


def _write(atlas: Atlas, rows: list[dict[str, Any]], case: Case, how: dict[str, Any]) -> None:
    from geo.products.failure_overlays import failure_notes, failure_overlay  # noqa: PLC0415

    lang = how["lang"]
    overlay = failure_overlay(rows, lang, failure_notes(case, lang, is_observed=how["demand"] is None))
    write_result(how["output"], {"html": lambda: overlay_map(atlas, [overlay], lang)})


def _print(tables: dict[str, list[dict[str, Any]]], notes: list[str], top: int) -> None:
    for name, rows in tables.items():
        is_curve = name == "curve"
        columns = ("percent", "passes_mt") if is_curve else PAIR_COLUMNS if name == "double" else COLUMNS
        print_rows(rows if is_curve else rows[:top], as_json=False, columns=columns)
        if not is_curve and len(rows) > top:
            click.echo(f"… and {len(rows) - top} more: --top {len(rows)}, or --json.")
    click.echo("\n" + "\n".join(notes))
