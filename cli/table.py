"""`corridors table`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli.options import atlas_option, corridor_option, lang_option
from cli.output import opened, piped_option
from geo import read_atlas

if TYPE_CHECKING:
    from pathlib import Path

FORMATS = ("md", "csv", "html", "xlsx", "latex")


@click.command()
@click.option("--format", "-f", "fmt", type=click.Choice(FORMATS), default="md", show_default=True, help="The format.")
@piped_option
@lang_option
@corridor_option
@atlas_option
def command(fmt: str, output: str, lang: str, corridor_ids: tuple[str, ...], root: Path | None) -> None:
    """Write the capacity table: a row for each corridor and section, with sources and disputes.

    \b
    Examples:
      corridors table
      corridors table --corridor middle-corridor -f csv -o middle.csv
      corridors table -f xlsx -o capacity.xlsx --lang ru
    """  # noqa: D301
    from geo.products.exports import BINARY, export  # noqa: PLC0415

    with opened(output, is_text=fmt not in BINARY) as place:
        export(read_atlas(root), fmt, corridor_ids or None, place, lang=lang)
