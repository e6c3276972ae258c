"""`corridors claims`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cli.options import atlas_option, json_option
from cli.printing import print_rows
from cli.reading import command as read_command
from geo import read_atlas
from geo.evidence.claims import claim_row, figure
from geo.evidence.intervals import POLICY

if TYPE_CHECKING:
    from pathlib import Path

    from geo.atlas import Atlas
    from geo.evidence.claims import Claim

COLUMNS = (
    "claim_id",
    "subject",
    "metric",
    "scope",
    "statistic",
    "figure",
    "interval",
    "period",
    "publisher",
    "date",
    "disputed",
)
TARGET_COLUMNS = (
    "subject",
    "metric",
    "scope",
    "figure",
    "announced",
    "deadline",
    "base",
    "growth_percent",
    "slipped",
    "claim_id",
)
CONFLICT_COLUMNS = ("conflict", "kind", "first", *COLUMNS[:-1])


@click.group(invoke_without_command=True)
@click.option(
    "--corridor", "corridor_id", metavar="ID", help="Only claims about this corridor, its sections and places."
)
@click.option("--metric", help="Only this metric: volume, capacity, length, …")
@click.option(
    "--conflicts", is_flag=True, help="Only claims that contradict each other, or that a decision weighs, side by side."
)
@click.option("--targets", is_flag=True, help="Announced aims: base, deadline, yearly growth needed, slippage.")
@atlas_option
@json_option
@click.pass_context
def command(  # noqa: PLR0913 - one an option
    ctx: click.Context, corridor_id: str | None, metric: str | None, root: Path | None, *, conflicts: bool,
    targets: bool, as_json: bool,
) -> None:  # fmt: skip
    """List figures as their sources state them; `read` finds new ones in an article.

    \b
    Examples:
      corridors claims --corridor dostyk-moiynty
      corridors claims --metric capacity --conflicts
      corridors claims --targets
      corridors claims --json
      corridors claims read --help
    """  # noqa: D301
    if ctx.invoked_subcommand is not None:
        _refuse_options(ctx)
        return
    if conflicts and targets:
        raise click.UsageError("--conflicts and --targets are two lists; ask for one.")
    atlas = read_atlas(root)
    kept = _kept(atlas, corridor_id, metric)
    if conflicts:
        print_rows(_conflict_rows(atlas, kept), as_json=as_json, columns=CONFLICT_COLUMNS)
    elif targets:
        print_rows(_target_rows(atlas, kept), as_json=as_json, columns=TARGET_COLUMNS)
    else:
        print_rows(claim_rows(atlas, kept), as_json=as_json, columns=COLUMNS)
    if not as_json:
        click.echo(f"\n{POLICY}")


command.add_command(read_command)


def _refuse_options(ctx: click.Context) -> None:
    """Options of the list do nothing for a subcommand, and one that does nothing misleads."""
    given = [f"--{name.removeprefix('as_')}" for name, value in ctx.params.items() if value]
    if given:
        raise click.UsageError(
            f"Put options after `{ctx.invoked_subcommand}`; those before it are the list's: {given}."
        )


def _kept(atlas: Atlas, corridor_id: str | None, metric: str | None) -> dict[str, Claim]:
    claims = atlas.corridor_claims(corridor_id) if corridor_id else list(atlas.evidence.claims.values())
    metrics = {claim.metric for claim in atlas.evidence.claims.values()}
    if metric is not None and metric not in metrics:
        raise click.UsageError(f"No claim has the metric {metric!r}. The metrics are: {', '.join(sorted(metrics))}.")
    return {claim.claim_id: claim for claim in claims if metric in (None, claim.metric)}


def _row(atlas: Atlas, claim: Claim) -> dict[str, Any]:
    source = atlas.evidence.sources[claim.source_id]
    row = claim_row(claim, is_verified=source.is_document)
    return row | {
        "figure": figure(claim),
        "interval": interval_text(claim),
        "publisher": source.publisher,
        "date": source.date_text,
        "disputed": "yes" if claim.claim_id in atlas.evidence.disputed_claim_ids else "",
    }


def claim_rows(atlas: Atlas, kept: dict[str, Claim]) -> list[dict[str, Any]]:
    """Give a row a claim."""
    return [_row(atlas, claim) for claim in kept.values()]


def _conflict_rows(atlas: Atlas, kept: dict[str, Claim]) -> list[dict[str, Any]]:
    evidence = atlas.evidence
    winners = {decision.winner for decision in evidence.decisions.values()}
    rows = []
    for number, conflict in enumerate([*evidence.conflicts, *evidence.decided], 1):
        claims = evidence.weighed(conflict)
        if any(claim.claim_id in kept for claim in claims):
            decision = {"conflict": number, "kind": conflict.kind, "decision_id": conflict.decision_id}
            rows += [
                decision | {"first": "first" if claim.claim_id in winners else ""} | _row(atlas, claim)
                for claim in claims
            ]
    return rows


def _target_rows(atlas: Atlas, kept: dict[str, Claim]) -> list[dict[str, Any]]:
    return [
        _row(atlas, target.claim)
        | {
            "announced": target.announced,
            "deadline": target.deadline,
            "base": target.base_claim.claim_id if target.base_claim else "not reported",
            "base_year": target.base_year,
            "is_base_assumed": target.is_base_assumed,
            "growth_percent": None if target.growth_percent is None else round(target.growth_percent, 1),
            "slipped": [f"was {year}" for year in target.earlier_deadlines] or None,
        }
        for target in atlas.evidence.targets
        if target.claim.claim_id in kept
    ]


def interval_text(claim: Claim) -> str:
    """Write a claim's interval in its own unit; a plus marks an end that is open above."""
    low, high = claim.interval.low, claim.interval.high
    if high is None:
        return f"{low:f} and more"
    return f"{low:f}–{high:f}{'+' if claim.interval.is_open_above else ''}"
