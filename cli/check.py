"""`corridors check`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.options import json_option
from cli.printing import print_rows
from geo.atlas import inspect_atlas
from geo.checks import length_table, quality_table, run_checks
from geo.checks.lengths import TOLERANCE_PERCENT
from geo.model.consistency import inconsistencies

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
    """Check an atlas: every fault and doubt in one run, each with file, line, rule and fix.

    Faults end with exit code 1; doubts are told and do not.

    \b
    Examples:
      corridors check
      corridors check --quality
      corridors check --lengths
      corridors check --claims
      corridors check --json
    """  # noqa: D301
    atlas, faults = inspect_atlas(root or option_root)
    if view and not faults.items:
        _VIEWS[view](atlas, as_json=as_json)
        return
    found = sorted({*faults.items, *run_checks(atlas, is_valid=not faults.items)})
    _print_faults(found, as_json=as_json)
    errors = sum(fault.severity == "error" for fault in found)
    summary = f"{errors} faults, {len(found) - errors} doubts."
    if not faults.items:
        network, evidence = atlas.network, atlas.evidence
        summary += (
            f" {len(network.corridors)} corridors, {len(network.links)} links, {len(network.nodes)} nodes,"
            f" {len(evidence.claims)} claims of {len(evidence.sources)} sources."
        )
    click.echo(summary, err=as_json)
    ctx.exit(1 if errors else 0)


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


_VIEWS = {"quality": _print_quality, "lengths": _print_lengths, "claims": _print_findings}
