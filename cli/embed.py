"""`corridors embed`."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import click

from cli.options import atlas_option, lang_option
from geo import read_atlas
from geo.errors import UnknownIdError

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.argument("corridor_id", metavar="ID", default="index")
@click.option("--base", default="", metavar="URL", help="Where the built maps are served from, maps/ for example.")
@click.option("--width", default="100%", show_default=True, help="As HTML takes it.")
@click.option("--height", default=480, show_default=True, type=click.IntRange(200, 4000), help="In pixels.")
@lang_option
@atlas_option
def command(corridor_id: str, base: str, width: str, height: int, lang: str, root: Path | None) -> None:
    """Print the iframe that embeds a corridor's map; `index` is the map of all corridors.

    \b
    Examples:
      corridors embed middle-corridor
      corridors embed index --base maps/ --height 600
    """  # noqa: D301
    atlas = read_atlas(root)
    if corridor_id != "index" and corridor_id not in atlas.network.corridors:
        known = ", ".join(atlas.network.corridors)
        raise UnknownIdError(f"There is no map of {corridor_id!r}. Maps are made of: index, {known}.")
    title = "" if corridor_id == "index" else atlas.subject_name(corridor_id, lang)
    address = escape(f"{base}{corridor_id}.html")
    click.echo(
        f'<iframe src="{address}" title="{escape(title or "Transport corridors")}" width="{escape(width)}" '
        f'height="{height}" style="border:0" loading="lazy" sandbox="allow-scripts"></iframe>'
    )
