"""`corridors embed`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli.options import atlas_option, lang_option
from geo import read_atlas

if TYPE_CHECKING:
    from pathlib import Path

SUFFIXES = {"img": "svg", "word": "png", "latex": "pdf"}


@click.command()
@click.argument("corridor_id", metavar="[ID]", default="index")
@click.option(
    "--as", "form", type=click.Choice(["iframe", *SUFFIXES]), default="iframe", show_default=True,
    help="iframe: the map's page. img, word, latex: a figure as .svg, .png or .pdf.",
)  # fmt: skip
@click.option(
    "--figure", "kind", type=click.Choice(["map", "strip", "timeline"]), default="map", show_default=True,
    help="Which figure.",
)  # fmt: skip
@click.option("--base", default="", metavar="URL", help="Where maps or figures are served from, maps/ for example.")
@click.option("--width", default="100%", show_default=True, help="As HTML takes it.")
@click.option("--height", default=480, show_default=True, type=click.IntRange(200, 4000), help="In pixels.")
@lang_option
@atlas_option
def command(  # noqa: PLR0913, PLR0917 - one an option
    corridor_id: str, form: str, kind: str, base: str, width: str, height: int, lang: str, root: Path | None
) -> None:
    """Print what embeds a corridor's map or a figure of it; `index` is the map of all corridors.

    Figures are named as `corridors figure all` names them. The code for Word goes between the braces that Ctrl+F9
    inserts there.

    \b
    Examples:
      corridors embed middle-corridor
      corridors embed index --base maps/ --height 600
      corridors embed middle-corridor --as img --figure strip --base figures/
      corridors embed middle-corridor --as latex --figure timeline --lang ru
    """  # noqa: D301
    from geo.products import snippets  # noqa: PLC0415 - only needed here

    atlas = read_atlas(root)
    title = snippets.subject_title(atlas, corridor_id, lang)
    if form == "iframe":
        click.echo(snippets.iframe(title, f"{base}{corridor_id}.html", width=width, height=height))
        return
    if corridor_id == snippets.INDEX and kind != "map":
        raise click.UsageError(f"A {kind} is of one corridor. Name one, or ask for --figure map.")
    name = kind if corridor_id == snippets.INDEX else f"{kind}-{corridor_id}"
    click.echo(_figure_code(form, snippets.figure_caption(atlas, corridor_id, kind, lang), base, name, width))


def _figure_code(form: str, caption: str, base: str, name: str, width: str) -> str:
    from geo.products import snippets  # noqa: PLC0415

    address = f"{base}{name}.{SUFFIXES[form]}"
    if form == "img":
        return snippets.image(caption, address, width=width)
    return snippets.word(caption, address) if form == "word" else snippets.latex(caption, address, name)
