"""`corridors scenario`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cli.drawing import overlay_map
from cli.options import atlas_option, demand_option, json_option, lang_option, year_option
from cli.output import output_option, said_format, say_written, write_result
from cli.printing import json_text, print_rows, print_titled
from geo import read_atlas
from geo.errors import UnknownIdError
from geo.languages import said_in
from geo.model.ceilings import CEILING_NOTE
from geo.model.demand import OBSERVED_NOTE, read_demand
from geo.model.scenarios import find_scenario, read_scenarios
from geo.products.formats import FIGURE_FORMATS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from geo.atlas import Atlas
    from geo.model.comparison import Comparison, Outcome
    from geo.model.results import Result
    from geo.model.scenarios import Scenario

LISTED = ("scenario_id", "year", "base", "changes", "assumed", "name")
CHANGED = ("change", "of", "attribute", "before", "after", "share", "source")
CORRIDORS = ("corridor_id", "low_mt", "ceiling_mt", "high_mt", "binds", "state")
COMPARED = ("html", "csv", "json", *FIGURE_FORMATS)
SHOWN_MT = ("demand_mt", "passes_mt", "passes_mt_low", "passes_mt_high", "left_mt")


@click.group()
def command() -> None:
    """List scenarios, run one, or hold several against each other.

    A scenario is a year and an ordered list of named changes: data/corridors/scenarios/<id>.toml.

    \b
    Examples:
      corridors scenario list
      corridors scenario run 2030-all-targets
      corridors scenario compare 2024-base 2030-all-targets
    """  # noqa: D301


@command.command("list")
@lang_option
@atlas_option
@json_option
def list_command(lang: str, root: Path | None, *, as_json: bool) -> None:
    """List the scenarios of an atlas.

    \b
    Examples:
      corridors scenario list
      corridors scenario list --json
    """  # noqa: D301
    rows = [_listed(one, lang) for one in read_scenarios(read_atlas(root)).values()]
    if rows or as_json:
        print_rows(rows, as_json=as_json, columns=LISTED)
    else:
        click.echo("This atlas has no scenarios. Add one as data/corridors/scenarios/<id>.toml.")


@command.command("run", short_help="Run a scenario: what changes, passes, cannot pass.")
@click.argument("scenario_id", metavar="ID")
@year_option("Another year than the scenario's own.")
@demand_option
@lang_option
@atlas_option
@json_option
def run_command(
    scenario_id: str, year: int | None, demand: Path | None, lang: str, root: Path | None, *, as_json: bool
) -> None:  # fmt: skip
    """Run a scenario: what it changes, what can pass then, what passes and what cannot.

    \b
    Examples:
      corridors scenario run 2030-all-targets
      corridors scenario run 2030-all-targets --year 2028 --json
    """  # noqa: D301
    atlas = read_atlas(root)
    find_scenario(atlas, scenario_id)
    (outcome,) = _outcomes(atlas, [scenario_id], year, demand)
    if as_json:
        click.echo(json_text(_outcome_tables(outcome, lang)))
    else:
        _print_outcome(outcome, lang, is_observed=demand is None)


@command.command("compare", short_help="Hold scenarios against the first one.")
@click.argument("scenario_ids", metavar="ID ID …", nargs=-1, required=True)
@demand_option
@output_option(*COMPARED)
@lang_option
@atlas_option
@json_option
def compare_command(
    scenario_ids: tuple[str, ...], demand: Path | None, root: Path | None, output: Path | None, lang: str,
    *, as_json: bool,
) -> None:  # fmt: skip
    """Hold scenarios against the first one: totals, corridors, commodities, capacities.

    \b
    Examples:
      corridors scenario compare 2024-base 2030-all-targets
      corridors scenario compare 2025-dostyk-moiynty caspian-low-water dostyk-closed --json
      corridors scenario compare 2024-base 2030-all-targets -o compared.html
      corridors scenario compare 2024-base 2030-all-targets --lang ru -o compared.svg
    """  # noqa: D301
    if len(set(scenario_ids)) < max(2, len(scenario_ids)):
        raise click.UsageError("Name two scenarios or more, each once.")
    atlas = read_atlas(root)
    outcomes = _outcomes(atlas, scenario_ids, None, demand)
    if output is not None:
        _write_comparison(atlas, outcomes, output, lang)
    elif as_json:
        click.echo(_comparison_json(outcomes))
    else:
        _print_comparison(outcomes, is_observed=demand is None)


def _listed(one: Scenario, lang: str) -> dict[str, Any]:
    return {
        "scenario_id": one.scenario_id, "year": one.year, "base": one.base, "changes": len(one.change),
        "assumed": sum(change.is_assumed for change in one.change) or None,
        "name": said_in(one, "name", lang), "summary": said_in(one, "summary", lang),
    }  # fmt: skip


def _outcomes(atlas: Atlas, scenario_ids: Sequence[str], year: int | None, demand: Path | None) -> list[Outcome]:
    from geo.model.comparison import run_scenarios  # noqa: PLC0415 - the solver costs a second, and `list` needs none

    scenarios = read_scenarios(atlas)
    unknown = [name for name in scenario_ids if name not in scenarios]
    if unknown:
        raise UnknownIdError(f"There are no scenarios {unknown}. The scenarios are: {', '.join(scenarios) or 'none'}.")
    wanted = None if demand is None else read_demand(demand, atlas.network)
    chosen = [scenarios[name] for name in scenario_ids]
    return run_scenarios(chosen, atlas, year=year, scenarios=scenarios, demand=wanted)


def _outcome_tables(outcome: Outcome, lang: str) -> dict[str, Any]:
    return {
        "scenario_id": outcome.scenario_id, "year": outcome.applied.year, "known_by": outcome.applied.known_by,
        "changes": outcome.changes(lang), "corridors": outcome.corridors(), "totals": outcome.totals,
        "passes": outcome.study.passing(), "cannot_pass": outcome.study.blocked(), "notes": outcome.applied.notes,
    }  # fmt: skip


def _print_outcome(outcome: Outcome, lang: str, *, is_observed: bool) -> None:
    applied, study = outcome.applied, outcome.study
    click.echo(f"{said_in(applied.scenario, 'name', lang)}\n{said_in(applied.scenario, 'summary', lang)}\n")
    _print_table("What it changes", outcome.changes(lang), CHANGED)
    _print_table("What can pass over each corridor, in Mt a year", outcome.corridors(), CORRIDORS)
    _print_table(
        f"What passes in {applied.year}", study.passing(), ("commodity_id", "origin", "destination", *SHOWN_MT[:-1])
    )
    _print_table(
        "What cannot pass",
        study.blocked(),
        ("commodity_id", "origin", "destination", "demand_mt", "left_mt", "left_mt_low", "left_mt_high", "binds"),
    )
    _print_notes([outcome], is_observed=is_observed)


def _comparison(outcomes: Sequence[Outcome]) -> Comparison:
    from geo.model.comparison import compare  # noqa: PLC0415

    return compare(outcomes)


def _comparison_json(outcomes: Sequence[Outcome]) -> str:
    return json_text(_comparison(outcomes).__dict__)


def _write_comparison(atlas: Atlas, outcomes: Sequence[Outcome], output: Path, lang: str) -> None:
    from geo.model.results import result_of  # noqa: PLC0415 - only a file needs these
    from geo.products.columns import csv_text  # noqa: PLC0415
    from geo.products.comparison_overlays import (  # noqa: PLC0415
        COMPARISON_COLUMNS,
        comparison_overlays,
        comparison_records,
    )
    from geo.products.scenario_overlays import scenario_overlays  # noqa: PLC0415

    results = [result_of(one) for one in outcomes]
    if said_format(output, COMPARED) in FIGURE_FORMATS:
        _write_figure(atlas, results, output, lang)
        return
    records = [record for one in results[1:] for record in comparison_records(results[0], one)]
    overlays = [*comparison_overlays(results, lang), *scenario_overlays(atlas, results, lang)]
    write_result(output, {
        "html": lambda: overlay_map(atlas, overlays, lang),
        "csv": lambda: csv_text(records, COMPARISON_COLUMNS),
        "json": lambda: _comparison_json(outcomes) + "\n",
    })  # fmt: skip


def _write_figure(atlas: Atlas, results: Sequence[Result], output: Path, lang: str) -> None:
    from geo.products.figures.compare import comparison_figure  # noqa: PLC0415 - matplotlib costs half a second
    from geo.products.figures.output import write_figure  # noqa: PLC0415

    write_figure(comparison_figure(atlas, results, lang=lang), output)
    say_written(output)


def _print_comparison(outcomes: Sequence[Outcome], *, is_observed: bool) -> None:
    found = _comparison(outcomes)
    names = tuple(one.scenario_id for one in outcomes)
    more = tuple(f"{name} more" for name in names[1:])
    _print_table("In all, at the central capacities", found.totals, ("what", *names, *more))
    columns = ("corridor_id", "scenario_id", *CORRIDORS[1:], "more_mt")
    _print_table("What can pass over each corridor that differs, in Mt a year", found.corridors, columns)
    _print_table(
        "What passes of each commodity that differs",
        found.commodities,
        ("commodity_id", "scenario_id", *SHOWN_MT, "binds"),
    )
    _print_table(
        "Capacities that differ, in Mt a year", found.capacities, ("subject", *names, *more, "basis", "claim_ids")
    )
    _print_notes(outcomes, is_observed=is_observed)


def _print_table(title: str, rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> None:
    print_titled(title, [_short(row) for row in rows], columns)


def _short(row: dict[str, Any]) -> dict[str, Any]:
    """Round what is printed for people, and shorten long lists; JSON keeps all of it."""
    return {name: _shortened(value) for name, value in row.items()}


def _shortened(value: object) -> object:
    if isinstance(value, float):
        return round(value, 3)
    if isinstance(value, list) and len(value) > 2:
        return f"{value[0]} and {len(value) - 1} more"
    return value


def _print_notes(outcomes: Sequence[Outcome], *, is_observed: bool) -> None:
    notes = [note for one in outcomes for note in one.applied.notes]
    lines = [*([OBSERVED_NOTE] if is_observed else []), CEILING_NOTE, *notes]
    click.echo("\n".join(dict.fromkeys(lines)))
