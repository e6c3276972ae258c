"""`corridors osm`."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.options import Number, atlas_option, json_option, scheduler_option
from cli.progress import progress
from geo.network.osm.tags import ROADS, Wanted

if TYPE_CHECKING:
    from collections.abc import Callable

    import shapely

    from geo.network.osm.build import OsmNetwork
    from geo.network.osm.extract import Extract
    from geo.network.osm.tiling import Run


def wanted_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--mode`, `--sidings`, `--unused`, `--narrow` and `--class`."""
    options = [
        click.option("--mode", type=click.Choice(("rail", "road")), default="rail", show_default=True,
                     help="Railways or roads."),
        click.option("--sidings", is_flag=True, help="With tracks in yards, sidings, spurs and crossovers."),
        click.option("--unused", is_flag=True, help="With lines under construction, proposed, disused or abandoned."),
        click.option("--narrow", is_flag=True, help="With light lines of narrow gauge (`railway=narrow_gauge`)."),
        click.option("--class", "classes", multiple=True, default=ROADS, show_default=True,
                     type=click.Choice(("motorway", "trunk", "primary", "secondary", "tertiary")),
                     help="A class of roads, with its links; may be repeated."),
    ]  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


def out_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--output` and how the network of an atlas is made."""
    options = [
        click.option("--output", "-o", "out", type=click.Path(path_type=Path), metavar="DIR|FILE",
                     help="Where to: a new atlas' folder, or an .osm or .osm.gz."),
        click.option("--country", metavar="CODE", help="Of an atlas' nodes that lie in its box, as KZ."),
        click.option("--gap", "bridged_m", type=Number(0, 500), default=50.0, show_default=True, metavar="M",
                     help="Ends that face each other no more metres apart are joined."),
        click.option("--tolerance", "tolerance_m", type=Number(1, 10_000), metavar="M",
                     help="How far a station may lie from its line. Default: 300 m, a town from its road 3 km."),
    ]  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


def _address(ctx: click.Context, param: click.Parameter, value: str) -> str:  # noqa: ARG001 - click's signature
    if not value.startswith(("http://", "https://")):
        raise click.BadParameter(f"{value!r} does not begin with http:// or https://.")
    return value.rstrip("/")


@click.group()
def command() -> None:
    """Get real track and road from OpenStreetMap: from files of any size, or from a server.

    A file (.osm, .osm.gz, .osm.pbf) is read as a stream, in memory that follows the network, not the file.

    \b
    Examples:
      corridors osm fetch --around dostyk --dry-run
      corridors osm read railway.osm
      corridors osm read railway.osm -o my-railway
      corridors osm read railway.osm railway.osm -o joined.osm.gz
    """  # noqa: D301


@command.command("fetch", short_help="Fetch lines from an Overpass server.")
@click.argument("corridor_id", metavar="[ID]", required=False)
@click.option("--bbox", metavar="W,S,E,N", help="A box, in degrees.")
@click.option("--around", metavar="NODE", help="Around a node of the atlas.")
@click.option(
    "--km",
    type=Number(0, 500, min_open=True),
    default=25.0,
    show_default=True,
    help="How far around, or to both sides of the corridor ID.",
)
@wanted_options
@out_options
@click.option(
    "--endpoint",
    metavar="URL",
    default="https://overpass-api.de/api",
    show_default=True,
    callback=_address,
    help="The Overpass server's API.",
)
@click.option(
    "--timeout",
    type=click.IntRange(1, 3600),
    default=180,
    show_default=True,
    help="Seconds a query may take on the server.",
)
@click.option(
    "--deadline",
    type=Number(1, 86400),
    default=900.0,
    show_default=True,
    help="Seconds a question may take with all waiting.",
)
@click.option(
    "--cache",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Where answers are kept. Default: the user's cache.",
)
@click.option("--fresh", is_flag=True, help="Ask even what was asked before.")
@click.option("--dry-run", is_flag=True, help="Print the queries; send nothing.")
@atlas_option
@json_option
def fetch_command(out: Path | None, root: Path | None, *, dry_run: bool, as_json: bool, **given: Any) -> None:  # noqa: ANN401
    """Fetch the lines around a corridor, a node or in a box from an Overpass server.

    Answers are kept and not asked for again. A busy server is asked again until the deadline.

    \b
    Examples:
      corridors osm fetch dostyk-moiynty --km 10 --dry-run
      corridors osm fetch --around dostyk --km 25 -o dostyk.osm.gz --dry-run
      corridors osm fetch --bbox 82,45,83,46 --mode road --dry-run
    """  # noqa: D301
    from cli.areas import asked_area  # noqa: PLC0415 - `read` needs no atlas

    _check_out(out)
    area = asked_area(root, *(given[name] for name in ("corridor_id", "bbox", "around", "km", "mode")))
    wanted = _wanted(given)
    if dry_run:
        from geo.network.osm.fetch import query_texts  # noqa: PLC0415 - osmnx takes a second

        click.echo("\n".join(query_texts(area, wanted)))
        return
    extract = _fetch(area, wanted, given)
    _write(extract, out, given, as_json=as_json)


@command.command("read", short_help="Read lines from extracts, and make an atlas of them.")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="FILE...")
@wanted_options
@out_options
@scheduler_option(
    "Read the files, a partition each, and make the network, a partition a tile, on a Dask cluster of yours "
    "(tcp://host:8786) that sees the files under the same names."
)
@json_option
def read_command(
    files: tuple[Path, ...],
    out: Path | None,
    scheduler: str | None,
    *,
    as_json: bool,
    **given: Any,  # noqa: ANN401
) -> None:
    """Read lines from extracts, say what they hold, and make an atlas of them, or a smaller extract.

    Several files, tiles of a whole or neighbours, are joined at their seams. An atlas has main tracks only, parallel
    ones as one link with their number. Extracts of countries are at download.geofabrik.de.

    \b
    Examples:
      corridors osm read railway.osm
      corridors osm read railway.osm -o my-railway
      corridors osm read railway.osm railway.osm -o joined.osm.gz
      corridors osm read railway.osm --sidings --json
    """  # noqa: D301
    _check_out(out)
    run = _runner(scheduler)
    _write(_read(files, run, _wanted(given)), out, given, as_json=as_json, run=run)


def _runner(scheduler: str | None) -> Run | None:
    from geo.model.scheduler import run_batches  # noqa: PLC0415

    return partial(run_batches, scheduler=scheduler) if scheduler else None


def _read(files: tuple[Path, ...], run: Run | None, wanted: Wanted) -> Extract:
    if len(files) == 1 and run is None:
        from geo.network.osm.read import read_extract  # noqa: PLC0415

        with progress() as tell:
            return read_extract(files[0], wanted, progress=tell)
    from geo.network.osm.tiles import read_tiles  # noqa: PLC0415

    return read_tiles(files, wanted, run)


def _check_out(out: Path | None) -> None:
    """Refuse a folder that is in use before anything takes long."""
    from geo.folders import check_new  # noqa: PLC0415

    if out and not _is_extract(out):
        check_new(out)


def _is_extract(out: Path) -> bool:
    return out.name.endswith((".osm", ".osm.gz"))


def _wanted(given: dict[str, Any]) -> Wanted:
    return Wanted(given["mode"], given["sidings"], given["unused"], tuple(given["classes"]), given["narrow"])


def _fetch(area: shapely.Polygon | shapely.MultiPolygon, wanted: Wanted, given: dict[str, Any]) -> Extract:
    from geo.network.osm.fetch import fetch_extract  # noqa: PLC0415
    from geo.network.osm.overpass import Service  # noqa: PLC0415

    service = Service(given["endpoint"], given["timeout"], given["deadline"])
    cache = given["cache"] or _user_cache()
    with progress() as tell:
        return fetch_extract(area, wanted, service, cache=cache, is_fresh=given["fresh"], progress=tell)


def _user_cache() -> Path:
    """Find the user's cache as the desktops' base directories have it (XDG), or Windows."""
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    return (Path(base) if base else Path.home() / ".cache") / "corridors" / "overpass"


def _write(extract: Extract, out: Path | None, given: dict[str, Any], *, as_json: bool, run: Run | None = None) -> None:
    """Write an atlas, or an extract where the name says so; then say what is in it."""
    from cli.osm_report import report  # noqa: PLC0415
    from geo.atomic import write_whole  # noqa: PLC0415
    from geo.network.osm.save import osm_bytes  # noqa: PLC0415

    network = None
    if out and _is_extract(out):
        write_whole(out, osm_bytes(extract, is_zipped=out.name.endswith(".gz")))
    elif out:
        network = _write_atlas(extract, out, given, run)
    report(extract, network, as_json=as_json)
    if network:
        click.echo(f"Next: corridors check --atlas {out} && corridors map --atlas {out} -o map.html", err=True)


def _write_atlas(extract: Extract, out: Path, given: dict[str, Any], run: Run | None) -> OsmNetwork:
    from geo.network.osm.build import build_network  # noqa: PLC0415
    from geo.network.osm.tiling import Tiles, run_here  # noqa: PLC0415
    from geo.products.osm_atlas import write_osm_atlas  # noqa: PLC0415

    how = {name: given[name] for name in ("country", "bridged_m", "tolerance_m")}
    with progress() as tell:
        tell("Building the network")
        network = build_network(extract, **how, tiles=Tiles(run or run_here))
    write_osm_atlas(out, extract, network)
    return network
