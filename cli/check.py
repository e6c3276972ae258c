"""`corridors check`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.options import json_option
from cli.printing import counted, print_rows
from cli.progress import progress
from cli.trials import print_trials
from geo.atlas import inspect_atlas
from geo.checks import CHECKS, length_table, quality_table, run_checks
from geo.checks.lengths import TOLERANCE_PERCENT
from geo.model.consistency import inconsistencies
from geo.model.rehearsal import rehearse
from geo.model.scenarios import inspect_scenarios

if TYPE_CHECKING:
    from geo.atlas import Atlas
    from geo.errors import Fault


@click.command()
@click.argument("root", required=False, type=click.Path(path_type=Path), metavar="[DIR]")
@click.option("--atlas", "option_root", type=click.Path(path_type=Path), metavar="DIR", help="The same as DIR.")
@click.option("--quality", "view", flag_value="quality", help="Print the quality of each link's geometry instead.")
@click.option(
    "--lengths", "view", flag_value="lengths", help="Print measured and reported lengths, and why they differ, instead."
)
@click.option("--claims", "view", flag_value="claims", help="Hold claims against each other instead, with arithmetic.")
@click.option(
    "--model", "view", flag_value="model",
    help="Hold volumes against the model's capacities instead, and published train pairs against computed ones.",
)  # fmt: skip
@click.option("--rules", "view", flag_value="rules", help="List the checks that an atlas is held against, instead.")
@json_option
@click.pass_context
def command(
    ctx: click.Context,
    root: Path | None,
    option_root: Path | None,
    view: str | None,
    *,
    as_json: bool,
) -> None:
    """Check an atlas and its scenarios: every fault and doubt in one run, each with file, line, rule and fix.

    Faults end with exit code 1; doubts are told and do not.

    \b
    Examples:
      corridors check
      corridors check --quality
      corridors check --lengths
      corridors check --claims
      corridors check --model
      corridors check --rules
      corridors check --json
    """  # noqa: D301
    if view == "rules":
        _print_rules(as_json=as_json)
        return
    with progress() as tell:
        tell("Reading the atlas")
        atlas, faults = inspect_atlas(root or option_root)
        is_valid = not faults.items
        tell("Reading scenarios")
        scenarios = inspect_scenarios(atlas, faults, is_valid=is_valid)
        if not faults.items:
            rehearse(atlas, scenarios, faults)
        is_viewed = bool(view) and not faults.items
        found = [] if is_viewed else sorted({*faults.items, *run_checks(atlas, is_valid=is_valid, progress=tell)})
    if view and is_viewed:
        _VIEWS[view](atlas, as_json=as_json)
        return
    _print_faults(found, as_json=as_json)
    errors = sum(fault.severity == "error" for fault in found)
    summary = f"{counted(errors, 'fault')}, {counted(len(found) - errors, 'doubt')}."
    click.echo(summary if faults.items else f"{summary} {_contents(atlas, len(scenarios))}", err=as_json)
    ctx.exit(1 if errors else 0)


def _print_rules(*, as_json: bool) -> None:
    if as_json:
        print_rows([{"name": one.name, "severity": one.severity, "rule": one.text} for one in CHECKS], as_json=True)
        return
    for one in CHECKS:
        click.echo(f"{one.severity}: [{one.name}] {one.text}")


def _contents(atlas: Atlas, scenarios: int) -> str:
    network, evidence = atlas.network, atlas.evidence
    return (
        f"{counted(len(network.corridors), 'corridor')}, {counted(len(network.links), 'link')},"
        f" {counted(len(network.nodes), 'node')}, {counted(len(evidence.claims), 'claim')}"
        f" of {counted(len(evidence.sources), 'source')}, {counted(scenarios, 'scenario')}."
    )


def _print_faults(found: list[Fault], *, as_json: bool) -> None:
    if as_json:
        print_rows([asdict(fault) for fault in found], as_json=True)
        return
    for fault in found:
        click.echo(f"{fault.severity}: {fault}", err=fault.severity == "error")


def _print_quality(atlas: Atlas, *, as_json: bool) -> None:
    print_rows([asdict(row) for row in quality_table(atlas)], as_json=as_json)


def _print_lengths(atlas: Atlas, *, as_json: bool) -> None:
    found = length_table(atlas)
    if as_json:
        print_rows([asdict(row) for row in found], as_json=True)
        return
    for row in found:
        is_near = abs(row.difference_percent) <= TOLERANCE_PERCENT
        silence = f"Within {TOLERANCE_PERCENT:g} %: needs no explanation." if is_near else "No explanation."
        click.echo(
            f"{row.kind} {row.subject}: measured {row.measured_km:,.1f} km, reported {row.reported_km:,.1f} km"
            f" ({row.claim_id}), {row.difference_percent:+.1f} %\n  {' '.join((row.explanation or silence).split())}"
        )


def _print_findings(atlas: Atlas, *, as_json: bool) -> None:
    found = inconsistencies(atlas)
    if as_json:
        print_rows([asdict(finding) for finding in found], as_json=True)
        return
    for finding in found:
        click.echo(finding)


_VIEWS = {
    "quality": _print_quality, "lengths": _print_lengths, "claims": _print_findings, "model": print_trials
}  # fmt: skip
