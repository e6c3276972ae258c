"""`corridors disrupt`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from cli.cases import of_scenarios
from cli.drawing import output_option, overlay_map, write_result
from cli.options import atlas_option, json_option, lang_option
from cli.printing import print_rows
from geo import read_atlas
from geo.errors import CorridorError
from geo.model.assumptions import BOTH_WAYS, printed
from geo.model.demand import OBSERVED_NOTE
from geo.model.disruption import scaling_curve
from geo.model.failures import study_failures
from geo.model.flows import UNSERVED_PRICE
from geo.model.places import find_avoided

if TYPE_CHECKING:
    from pathlib import Path

    from cli.cases import Case
    from geo.atlas import Atlas
    from geo.model.failures import FailureStudy
    from geo.network.network import Network

COLUMNS = (
    "fails", "unserved_mt", "unserved_mt_low", "unserved_mt_high", "extra_mtkm", "extra_days", "cut_off", "undecided",
)  # fmt: skip
PAIR_COLUMNS = ("fails", "unserved_mt", "beyond_mt", "extra_mtkm", "extra_days", "cut_off")
SCOPE = (
    "A failure closes a link both ways, or a place to all that passes it from side to side. unserved_mt: Mt a year "
    "that no longer pass. extra_mtkm (10⁶ t-km a year) and extra_days (on the mean): what the goods that still pass go "
    "further and take longer. Low and high: at the ends of the capacities' intervals; undecided: the order with a "
    "neighbour flips there. Unknown capacities do not bind, so that detours may be narrower than is said here."
)
BEYOND = "beyond_mt: what the two leave together more than each alone, as one is the way round the other."


@click.command()
@click.argument("ids", metavar="[ID]...", nargs=-1)
@click.option("--double", is_flag=True, help="All pairs of failures, instead of single ones.")
@click.option("--curve", is_flag=True, help="What passes as the capacity shrinks from 100 to 0 %: of IDs, or of all.")
@click.option("--scenario", default=None, metavar="ID", help="The atlas as this scenario has it.")
@click.option(
    "--demand", type=click.Path(exists=True, dir_okay=False), default=None, metavar="FILE",
    help="CSV of commodity_id, origin, destination, what, mt_yr, source. Default: the observed volumes.",
)  # fmt: skip
@click.option("--year", type=int, default=None, help="As known for this year. Default: the latest.")
@click.option("--top", type=click.IntRange(1), default=15, show_default=True, help="How many to print.")
@output_option(".html")
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
    (case,) = of_scenarios(atlas, [how["scenario"]] if how["scenario"] else [], how["year"], how["demand"])
    tables, notes = _curve(case, ids) if how["curve"] else _failures(case, ids, how)
    notes = [*([OBSERVED_NOTE] if how["demand"] is None else []), *case.notes, *notes]
    if how["output"]:
        _write(atlas, tables["single"], notes, how)
    elif how["as_json"]:
        click.echo(json.dumps(tables | {"notes": notes}, ensure_ascii=False, indent=1, allow_nan=False))
    else:
        _print(tables, notes, how["top"])


def _write(atlas: Atlas, rows: list[dict[str, Any]], notes: list[str], how: dict[str, Any]) -> None:
    from geo.products.failure_overlays import failure_overlay  # noqa: PLC0415

    overlay = failure_overlay(rows, how["lang"], notes)
    write_result(how["output"], {".html": lambda: overlay_map(atlas, [overlay], how["lang"])})


def _print(tables: dict[str, list[dict[str, Any]]], notes: list[str], top: int) -> None:
    for name, rows in tables.items():
        is_curve = name == "curve"
        columns = ("percent", "passes_mt") if is_curve else PAIR_COLUMNS if name == "double" else COLUMNS
        print_rows(rows if is_curve else rows[:top], as_json=False, columns=columns)
        if not is_curve and len(rows) > top:
            click.echo(f"… and {len(rows) - top} more: --top {len(rows)}, or --json.")
    click.echo("\n" + "\n".join(notes))


def _curve(case: Case, ids: tuple[str, ...]) -> tuple[dict[str, list[dict[str, Any]]], list[str]]:
    graph = case.graph(frozenset(end for one in case.demand for end in (one.origin, one.destination)))
    owners = _owners(case.atlas.network, ids, set(graph.owners)) if ids else None
    rows = [{"percent": percent, "passes_mt": mt} for percent, mt in scaling_curve(graph, case.demand, owners)]
    of = ", ".join(ids) or "the whole network"
    note = f"Capacity of {of}, in percent of the central one. At 0 % what has an unknown capacity is closed as well."
    return {"curve": rows}, [note]


def _owners(network: Network, ids: tuple[str, ...], modelled: set[str]) -> list[str]:
    found = sorted(find_avoided(network, ids) & modelled)
    if not found:
        raise CorridorError(f"None of {list(ids)} is in the network that is modelled: operating links for freight.")
    return found


def _failures(
    case: Case, ids: tuple[str, ...], how: dict[str, Any]
) -> tuple[dict[str, list[dict[str, Any]]], list[str]]:
    study = study_failures(case.atlas, case.capacities, case.demand, part=case.part)
    graph = study.central.graph
    own = {"unserved-price": UNSERVED_PRICE, BOTH_WAYS: case.capacities.both_ways}
    notes = [SCOPE, *printed(own, own)]
    if ids:
        owners = _owners(case.atlas.network, ids, set(graph.owners))
        return {"failure": study.ranking([study.central.of(*owners)])}, [*notes, *_used(case, owners)]
    if how["double"]:
        return {"double": _pairs(study)}, [*notes[:1], BEYOND, *notes[1:]]
    rows = study.ranking(study.central.single())
    idle = len(set(graph.owners)) - len(study.central.used)
    return {"single": rows}, [*notes, f"No goods use {idle} of {len(set(graph.owners))} links and places: no effect."]


def _used(case: Case, owners: list[str]) -> list[str]:
    records = [record for record in map(case.capacities.of, owners) if record is not None]
    return printed((name for record in records for name in record.assumption_ids), case.assumptions)


def _pairs(study: FailureStudy) -> list[dict[str, Any]]:
    alone = {one.failed[0]: one.unserved_mt for one in study.central.single()}
    rows = study.ranking(study.central.double(), both_ends=False)
    for row in rows:
        beyond = row["unserved_mt"] - sum(alone.get(name, 0.0) for name in row["fails"])
        row["beyond_mt"] = round(max(0.0, beyond), 6) + 0.0
    return sorted(rows, key=lambda row: (-row["beyond_mt"], -row["unserved_mt"], -row["extra_days"], row["fails"]))
