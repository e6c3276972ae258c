"""`corridors figure`."""

from __future__ import annotations

from pathlib import Path

import click

from cli.options import atlas_option, cases_option, lang_option, year_option
from cli.output import said_format, say_written
from cli.printing import counted
from geo import read_atlas
from geo.products.figures.kinds import KINDS, SIZES, Request
from geo.products.formats import FIGURE_FORMATS


@click.command()
@click.argument("kind", type=click.Choice([*KINDS, "all"]))
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option(
    "--output", "-o", type=click.Path(path_type=Path), required=True,
    help="The file; .svg, .png or .pdf says the format. For all: a folder.",
)  # fmt: skip
@click.option("--size", type=click.Choice(SIZES), default="page", show_default=True, help="84, 174 or 254 mm wide.")
@cases_option
@year_option("As known for this year. Default: the latest.")
@click.option("--branch", metavar="ID", help="A branch of the corridor; for a strip. Default: the main route.")
@click.option(
    "--format",
    "-f",
    "suffix",
    type=click.Choice(FIGURE_FORMATS),
    default="svg",
    show_default=True,
    help="Of all figures.",
)
@lang_option
@atlas_option
def command(  # noqa: PLR0913, PLR0917 - one an option
    kind: str, ids: tuple[str, ...], output: Path, size: str, scenario_ids: tuple[str, ...], year: int | None,
    branch: str | None, suffix: str, lang: str, root: Path | None,
) -> None:  # fmt: skip
    """Draw a figure for print, the same bytes every time.

    strip: a corridor along its kilometres. map: corridors on land and water. timeline: figures by year. network:
    modelled flows of a scenario. compare: scenarios side by side. all: all of them, as files in a folder.

    \b
    Examples:
      corridors figure strip middle-corridor -o strip.svg
      corridors figure strip middle-corridor --branch kuryk -o kuryk.svg
      corridors figure map north-south-east --lang kk --size column -o map.pdf
      corridors figure timeline middle-corridor --lang ru -o timeline.png
      corridors figure network --scenario 2030-all-targets -o flows.svg
      corridors figure compare --scenario 2024-base --scenario 2030-all-targets -o compare.svg
    """  # noqa: D301
    if kind == "all":
        _write_all(root, output, (ids, scenario_ids, year, branch), lang=lang, size=size, suffix=suffix)
        return
    request = Request(kind, ids, lang, size, scenario_ids, year, branch)
    if request.fault:
        raise click.UsageError(request.fault)
    said_format(output, FIGURE_FORMATS)  # says so at once if the name says none
    from geo.products.figures.kinds import draw  # noqa: PLC0415 - matplotlib costs half a second
    from geo.products.figures.output import write_figure  # noqa: PLC0415

    write_figure(draw(read_atlas(root), request), output)
    say_written(output)


def _write_all(root: Path | None, folder: Path, narrowed: tuple[object, ...], *, lang: str, size: str, suffix: str,
               ) -> None:  # fmt: skip
    if any(narrowed):
        raise click.UsageError(
            "All figures are of all corridors, as known. Leave out IDs, --scenario, --year, --branch."
        )
    from geo.products.figures.gallery import write_gallery  # noqa: PLC0415

    drawn, left_out = write_gallery(read_atlas(root), folder, lang=lang, size=size, file_format=suffix)
    for sentence in left_out:
        click.echo(f"Left out: {sentence}", err=True)
    click.echo(f"{counted(len(drawn), 'figure')} in {folder}")
