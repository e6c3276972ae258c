"""`corridors build`."""

from __future__ import annotations

from pathlib import Path

import click

from cli.options import atlas_option, chosen_scenarios, corridor_option, lang_option, map_options, scenarios_option
from cli.progress import progress
from geo import read_atlas


@click.command()
@click.option(
    "--output", "--out", "-o", "out", type=click.Path(path_type=Path), default="maps",
    show_default=True, metavar="DIR", help="The folder.",
)  # fmt: skip
@lang_option
@corridor_option
@scenarios_option
@map_options
@atlas_option
def command(  # noqa: PLR0913 - one an option
    out: Path, lang: str, corridor_ids: tuple[str, ...], scenario_ids: tuple[str, ...], root: Path | None,
    tiles: str | None, *, borders: bool,
) -> None:  # fmt: skip
    """Write all products, whole or not at all: maps, capacity tables, claims, GeoPackage, manifest.

    \b
    Examples:
      corridors build
      corridors build -o report/maps --lang ru
      corridors build --corridor middle-corridor --corridor dostyk-moiynty
      corridors build --scenario 2024-base --scenario 2030-all-targets
    """  # noqa: D301
    from geo.products.build import build  # noqa: PLC0415 - not needed where the atlas is broken

    with progress() as tell:
        tell("Reading the atlas")
        atlas = read_atlas(root)
        tell("Gathering the figures")
        manifest = build(atlas, out, lang=lang, corridor_ids=corridor_ids or None, borders=borders, tiles=tiles,
                         scenario_ids=chosen_scenarios(scenario_ids), progress=tell)  # fmt: skip
    click.echo(f"{len(manifest.files)} files in {out}; open {out / 'index.html'}")
