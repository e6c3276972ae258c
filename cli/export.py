"""`corridors export`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli.options import atlas_option, corridor_option, lang_option
from cli.output import opened
from geo import read_atlas

if TYPE_CHECKING:
    from pathlib import Path

FORMATS = ("gpkg", "geojson", "fgb", "kmz", "gmns", "parquet", "csv", "md", "html", "xlsx", "latex")


@click.command()
@click.option("--format", "-f", "fmt", type=click.Choice(FORMATS), required=True, help="The format.")
@click.option(
    "--output", "-o", type=click.Path(), default="-",
    help="The file; - is stdout. For gmns and parquet a folder, or a .zip.",
)  # fmt: skip
@lang_option
@corridor_option
@atlas_option
def command(fmt: str, output: str, lang: str, corridor_ids: tuple[str, ...], root: Path | None) -> None:
    """Write the network (gpkg, geojson, fgb, kmz, gmns, parquet) or the capacity table (csv, md, html, xlsx, latex).

    \b
    Examples:
      corridors export -f gpkg -o corridors.gpkg
      corridors export -f geojson --corridor trans-kazakhstan
      corridors export -f kmz -o corridors.kmz
      corridors export -f gmns -o model
    """  # noqa: D301
    from geo.products.exports import BINARY, export  # noqa: PLC0415

    with opened(output, is_text=fmt not in BINARY) as place:
        export(read_atlas(root), fmt, corridor_ids or None, place, lang=lang)
