"""`corridors bottleneck`."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

import click

from cli.cases import is_open, of_scenarios
from cli.options import atlas_option, json_option, scenario_option
from cli.printing import print_rows
from geo import read_atlas
from geo.model.assumptions import ASSUMPTIONS, printed
from geo.model.build import BOUNDS, Part
from geo.model.cuts import bottlenecks
from geo.model.places import find_avoided, find_place

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from geo.model.build import Bound
    from geo.model.cuts import Bottleneck
    from geo.model.graph import ModelGraph
    from geo.model.study import Capacities

COLUMNS = ("step", "passes_mt_yr", "low", "high", "binds", "in_series", "capacity_of", "basis")


@click.command()
@click.argument("origin", metavar="FROM")
@click.argument("destination", metavar="TO")
@click.option(
    "--avoid", multiple=True, metavar="ID", help="Without this link, node, section, corridor or country (TM)."
)
@click.option("--year", type=int, default=None, help="Capacities as known for this year. Default: the latest.")
@click.option(
    "--steps",
    type=click.IntRange(1, 50),
    default=5,
    show_default=True,
    help="How many bottlenecks, one relieved after another.",
)
@scenario_option
@atlas_option
@json_option
def command(origin: str, destination: str, avoid: tuple[str, ...], root: Path | None, **how: Any) -> None:  # noqa: ANN401
    """Find what binds between two places: the minimum cut, and the next one once it is relieved.

    \b
    Examples:
      corridors bottleneck dostyk poti-port
      corridors bottleneck khorgos kars --steps 3
      corridors bottleneck dostyk poti-port --scenario 2030-all-targets
      corridors bottleneck tengiz novorossiysk --year 2024 --json
    """  # noqa: D301
    atlas = read_atlas(root)
    (case,) = of_scenarios(atlas, [how["scenario_id"]] if how["scenario_id"] else [], how["year"])
    network, capacities = case.atlas.network, case.capacities
    ends = (find_place(network, origin), find_place(network, destination))
    part = Part(case.part.modes, case.part.statuses, case.part.avoid | find_avoided(network, avoid), frozenset(ends))
    graphs = capacities.graphs(case.atlas, part)
    is_way = is_open(case, graphs["central"], ends)
    rows = bottleneck_rows(graphs, capacities, ends, how["steps"]) if is_way else [_closed_row(graphs["central"], ends)]
    print_rows(rows, as_json=how["as_json"], columns=COLUMNS)
    if not how["as_json"]:
        click.echo("\n" + "\n".join(_notes(capacities, rows)))


def bottleneck_rows(
    graphs: Mapping[Bound, ModelGraph], capacities: Capacities, ends: tuple[str, str], steps: int
) -> list[dict[str, Any]]:
    """Give a row for each bottleneck; low and high are the same step at the intervals' ends."""
    found: dict[str, list[Bottleneck]] = {
        bound: list(islice(bottlenecks(graphs[bound], *ends), steps)) for bound in BOUNDS
    }
    return [_row(number, one, found, capacities) for number, one in enumerate(found["central"])]


def _closed_row(graph: ModelGraph, ends: tuple[str, str]) -> dict[str, Any]:
    """Say that nothing passes where an end is closed."""
    empty = ("in_series", "capacity_of", "binds_low", "binds_high", "claim_ids", "assumption_ids")
    nothing: dict[str, Any] = {name: [] for name in empty}
    return nothing | {
        "step": 1, "passes_mt_yr": 0.0, "low": 0.0, "high": 0.0, "basis": ["closed"], "is_limited": False,
        "binds": [end for end in ends if end not in graph.sides], "has_way": False,
    }  # fmt: skip


def _row(number: int, one: Bottleneck, found: dict[str, list[Bottleneck]], capacities: Capacities) -> dict[str, Any]:
    low, high = (found[bound][number] if number < len(found[bound]) else None for bound in ("low", "high"))
    cut = list(dict.fromkeys(binding.owner for binding in one.cut))
    records = [
        record for record in map(capacities.of, (binding.owner for binding in one.binding)) if record is not None
    ]
    return {
        "step": number + 1, "passes_mt_yr": _finite(one), "low": _finite(low), "high": _finite(high), "binds": cut,
        "in_series": list(dict.fromkeys(b.owner for b in one.series if b.owner not in cut)),
        "capacity_of": list(dict.fromkeys(binding.subject for binding in one.binding)),
        "binds_low": [] if low is None else list(dict.fromkeys(binding.owner for binding in low.cut)),
        "binds_high": [] if high is None else list(dict.fromkeys(binding.owner for binding in high.cut)),
        "basis": list(dict.fromkeys(record.basis for record in records)),
        "claim_ids": list(dict.fromkeys(name for record in records for name in record.claim_ids)),
        "assumption_ids": list(dict.fromkeys(name for record in records for name in record.assumption_ids)),
        "is_limited": bool(one.binding), "has_way": one.value_mt > 0 or bool(one.binding),
    }  # fmt: skip


def _finite(one: Bottleneck | None) -> float | None:
    return None if one is None or one.value_mt == float("inf") else round(one.value_mt, 9)


def _notes(capacities: Capacities, rows: Iterable[dict[str, Any]]) -> list[str]:
    rows = list(rows)
    names = {name for row in rows for name in row["assumption_ids"]}
    lines = ["Each step takes what bound before as unlimited. Unknown capacities do not bind, so that less may pass."]
    if not rows[-1]["has_way"]:
        lines.append("No way leads from one to the other: `corridors route` says what is missing.")
    elif not rows[-1]["is_limited"]:
        known = len(rows) > 1
        lines.append(f"– : no {'other ' if known else ''}known capacity limits what passes.")
    notes = {record.note for row in rows for name in row["binds"] if (record := capacities.of(name)) and record.note}
    return [*lines, *sorted(notes), *printed(names, ASSUMPTIONS)]
