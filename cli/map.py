"""`corridors map`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli.drawing import scenario_layers
from cli.options import atlas_option, lang_option, map_options, scenarios_option
from cli.output import opened, piped_option
from geo import read_atlas

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.argument("corridor_ids", nargs=-1, metavar="[ID]...")
@piped_option
@click.option(
    "--colour-by",
    type=click.Choice(["corridor", "mode"]),
    default="corridor",
    show_default=True,
    help="What colours mean.",
)
@scenarios_option
@lang_option
@map_options
@atlas_option
def command(  # noqa: PLR0913 - one an option
    corridor_ids: tuple[str, ...], output: str, colour_by: str, scenario_ids: tuple[str, ...], lang: str,
    *, root: Path | None, tiles: str | None, borders: bool) -> None:  # fmt: skip
    """Write one offline map as a self-contained HTML file: all corridors, or those named.

    The reader may choose a scenario and see what the model makes of it.

    \b
    Examples:
      corridors map -o atlas.html
      corridors map middle-corridor --lang kk -o middle.html
      corridors map dostyk-moiynty --colour-by mode --scenario none -o dostyk.html
    """  # noqa: D301
    from geo.products.exports import write  # noqa: PLC0415
    from geo.products.maps import map_html  # noqa: PLC0415

    atlas = read_atlas(root)
    overlays = scenario_layers(atlas, scenario_ids, lang)
    html = map_html(atlas, corridor_ids or None, lang=lang, borders=borders, tiles=tiles, colour_by=colour_by,
                    overlays=overlays)  # fmt: skip
    with opened(output) as place:
        write(place, html.encode())
