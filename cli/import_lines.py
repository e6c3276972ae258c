"""`corridors import`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.options import DIRECTORY, Number, json_option
from cli.printing import counted, following, json_text
from geo.network.incoming.intake import MAX_TOLERANCE_M, Intake
from geo.network.links import MODES, QUALITIES, STATUSES
from geo.products.intake import Origin, import_lines

if TYPE_CHECKING:
    from geo.products.intake import Imported


@click.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--output", "-o", "folder", type=DIRECTORY, required=True, help="The new atlas' folder.")
@click.option("--source", required=True, help="Who made the lines.")
@click.option("--licence", required=True, help="The terms under which they may be used.")
@click.option("--name", help="Name of the corridor that they make.  [default: the file's]")
@click.option("--mode", type=click.Choice(MODES), help="Of lines whose attributes do not say it.")
@click.option(
    "--status", type=click.Choice(STATUSES), default="operating", show_default=True,
    help="Of lines whose attributes do not say it.",
)  # fmt: skip
@click.option(
    "--quality", type=click.Choice(QUALITIES), default="schematic", show_default=True,
    help="How good the lines are: along the track, a chain of stations, or drawn by hand.",
)  # fmt: skip
@click.option("--country", metavar="CODE", help="Of lines whose attributes do not say it: KZ.")
@click.option(
    "--tolerance", "tolerance_m", type=Number(0, MAX_TOLERANCE_M), default=10.0, show_default=True, metavar="M",
    help="Ends no more metres apart become one node.",
)  # fmt: skip
@click.option("--layer", help="The layer, where a file has several of lines.")
@click.option("--crs", help="The coordinate system of a file that does not say it: EPSG:4326.")
@click.option("--encoding", help="Of the attributes' text, where the file says it wrongly: CP1251.")
@click.option(
    "--map", "columns", multiple=True, metavar="FIELD=ATTRIBUTE", help="Where a field stands; may be repeated."
)
@json_option
def command(path: Path, folder: Path, columns: tuple[str, ...], *, as_json: bool, **said: Any) -> None:  # noqa: ANN401
    """Make an atlas of lines: GMNS, GeoPackage, GeoJSON, GeoParquet, FlatGeobuf, shapefile.

    Ends within the tolerance are joined, ends on another line cut it; what is doubled, empty or not understood is told.
    The number after the file is that of the first feature.

    \b
    Examples:
      corridors import lines.geojson -o mine --mode rail --source "Survey 2024" --licence "CC BY 4.0"
      corridors import lines.geojson -o joined --mode rail --tolerance 50 --map gauge_mm=width --source me --licence CC0
    """  # noqa: D301
    origin = Origin(said.pop("name") or path.stem, said.pop("source"), said.pop("licence"))
    intake = Intake(origin.source_id, columns=_columns(columns), **said)
    _print(import_lines(path, folder, origin, intake), folder, as_json=as_json)


def _columns(pairs: tuple[str, ...]) -> dict[str, str]:
    parts = [pair.partition("=") for pair in pairs]
    if any(not (field and attribute) for field, _, attribute in parts):
        raise click.UsageError("--map takes FIELD=ATTRIBUTE, as gauge_mm=GAUGE.")
    return {field: attribute for field, _, attribute in parts}


def _print(imported: Imported, folder: Path, *, as_json: bool) -> None:
    network = imported.atlas.network
    routes = sum(len(corridor.route) for corridor in network.corridors.values())
    counts = {
        "nodes": len(network.nodes), "links": len(network.links), "length_km": round(imported.length_km, 3),
        "joined": imported.joined, "routes": routes,
    }  # fmt: skip
    if as_json:
        findings = [asdict(fault) for fault in imported.findings]
        click.echo(json_text({**counts, "findings": findings}))
        return
    for fault in imported.findings:
        click.echo(f"{fault.severity}: {fault}", err=True)
    click.echo(
        f"{counted(len(network.links), 'link')}, {counted(len(network.nodes), 'node')}, {imported.length_km:,.1f} km,"
        f" {counted(imported.joined, 'end')} joined, {counted(routes, 'route')}."
    )
    click.echo(following(folder), err=True)
