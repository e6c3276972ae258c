"""`corridors check`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.options import json_option
from cli.printing import print_rows
from geo.atlas import inspect_atlas
from geo.checks import quality_table, run_checks
from geo.model.consistency import inconsistencies

if TYPE_CHECKING:
    from geo.errors import Fault
    from geo.model.arithmetic import Finding


@click.command()
@click.argument("root", required=False, type=click.Path(path_type=Path), metavar="[DIR]")
@click.option("--atlas", "option_root", type=click.Path(path_type=Path), metavar="DIR", help="The same as DIR.")
@click.option("--quality", is_flag=True, help="Print the quality of each link's geometry instead.")
@click.option("--claims", "of_claims", is_flag=True, help="Hold claims against each other instead, with arithmetic.")
@json_option
@click.pass_context
def command(
    ctx: click.Context,
    root: Path | None,
    option_root: Path | None,
    *,
    quality: bool,
    of_claims: bool,
    as_json: bool,
) -> None:
    """Check an atlas: every fault and doubt in one run, each with file, line, rule and fix.

    Faults end with exit code 1; doubts are told and do not.

    \b
    Examples:
      corridors check
      corridors check --quality
      corridors check --claims
      corridors check --json
    """  # noqa: D301
    atlas, faults = inspect_atlas(root or option_root)
    if of_claims and not faults.items:
        _print_findings(inconsistencies(atlas), as_json=as_json)
        return
    if quality and not faults.items:
        print_rows([asdict(row) for row in quality_table(atlas)], as_json=as_json)
        return
    found = sorted(set(faults.items)) or run_checks(atlas)
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


def _print_findings(found: list[Finding], *, as_json: bool) -> None:
    if as_json:
        print_rows([asdict(finding) for finding in found], as_json=True)
        return
    for finding in found:
        click.echo(finding)
