"""`corridors verify`."""

from __future__ import annotations

from pathlib import Path

import click

from cli.options import atlas_option, json_option
from cli.printing import print_rows
from geo import read_atlas
from geo.evidence.verify import verify


@click.command()
@click.option(
    "--documents",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="The folder with the documents, under the names the sources give.",
)
@click.option("--verbose", "-v", is_flag=True, help="Print a line for every claim.")
@atlas_option
@json_option
@click.pass_context
def command(ctx: click.Context, documents: Path, root: Path | None, *, verbose: bool, as_json: bool) -> None:
    """Prove every claim against the documents: the text's hash, and the number at the offsets.

    Claims of publications have no text at hand and are passed over.

    \b
    Examples:
      corridors verify --documents ../documents
      corridors verify --documents ../documents --verbose
    """  # noqa: D301
    evidence = read_atlas(root).evidence
    proofs = verify(evidence.sources.values(), evidence.claims.values(), documents)
    rows = [{"id": p.subject_id, "proved": "yes" if p.is_proved else "NO", "detail": p.detail} for p in proofs]
    failed = [row for row in rows if row["proved"] != "yes"]
    if as_json or verbose or failed:
        print_rows(rows if as_json or verbose else failed, as_json=as_json)
    claims = sum(p.subject_id in evidence.claims and p.is_proved for p in proofs)
    documents_proved = sum(p.subject_id in evidence.sources and p.is_proved for p in proofs)
    click.echo(f"{claims} claims proved in {documents_proved} documents, {len(failed)} failures.", err=as_json)
    ctx.exit(1 if failed else 0)
