"""`corridors osm`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.options import atlas_option, json_option
from cli.osm_network import network_command
from cli.printing import print_rows
from geo.network.osm.tags import ROADS, Wanted

if TYPE_CHECKING:
    from collections.abc import Callable

    import shapely

    from geo.network.osm.extract import Extract

LICENCE = "© OpenStreetMap contributors, ODbL 1.0: say so wherever you show it, and keep what you derive under it."


def wanted_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--mode`, `--sidings`, `--unused` and `--class`."""
    options = [
        click.option("--mode", type=click.Choice(("rail", "road")), default="rail", show_default=True,
                     help="Railways or roads."),
        click.option("--sidings", is_flag=True, help="With tracks in yards, sidings, spurs and crossovers."),
        click.option("--unused", is_flag=True, help="With lines under construction, proposed, disused or abandoned."),
        click.option("--class", "classes", multiple=True, default=ROADS, show_default=True, metavar="CLASS",
                     help="A class of roads, with its links; may be repeated."),
    ]  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


@click.group()
def command() -> None:
    """Get real track and road from OpenStreetMap: from files of any size, or from a server.

    A file (.osm, .osm.gz, .osm.pbf) is read as a stream, in memory that follows the network, not the file.

    \b
    Examples:
      corridors osm fetch --around dostyk --dry-run
      corridors osm read railway.osm
      corridors osm network railway.osm
    """  # noqa: D301


command.add_command(network_command)


@command.command("fetch")
@click.argument("corridor_id", metavar="[ID]", required=False)
@click.option("--bbox", metavar="W,S,E,N", help="A box, in degrees.")
@click.option("--around", metavar="NODE", help="Around a node of the atlas.")
@click.option(
    "--km",
    type=click.FloatRange(0, 500, min_open=True),
    default=25.0,
    show_default=True,
    help="How far around, or to both sides of the corridor ID.",
)
@wanted_options
@click.option("-o", "--out", type=click.Path(path_type=Path), metavar="FILE", help="An .osm or .osm.gz to write.")
@click.option(
    "--endpoint",
    metavar="URL",
    default="https://overpass-api.de/api",
    show_default=True,
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
    type=click.FloatRange(1, 86400),
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

    area = asked_area(root, *(given[name] for name in ("corridor_id", "bbox", "around", "km", "mode")))
    wanted = _wanted(given)
    if dry_run:
        from geo.network.osm.fetch import query_texts  # noqa: PLC0415 - osmnx takes a second

        click.echo("\n".join(query_texts(area, wanted)))
        return
    extract = _fetch(area, wanted, given)
    if out:
        _save(extract, out)
    _print(extract, as_json=as_json)


@command.command("read")
@click.argument("file", type=click.Path(path_type=Path))
@wanted_options
@json_option
def read_command(file: Path, *, as_json: bool, **given: Any) -> None:  # noqa: ANN401
    """Read lines from an extract and say what it holds.

    Main tracks come, yards and sidings only with --sidings. Extracts of countries are at download.geofabrik.de.

    \b
    Examples:
      corridors osm read railway.osm
      corridors osm read railway.osm --sidings --json
    """  # noqa: D301
    from geo.network.osm.read import read_extract  # noqa: PLC0415

    extract = read_extract(file, _wanted(given), progress=_progress)
    _progress("")
    _print(extract, as_json=as_json)


def _wanted(given: dict[str, Any]) -> Wanted:
    return Wanted(given["mode"], given["sidings"], given["unused"], tuple(given["classes"]))


def _fetch(area: shapely.Polygon | shapely.MultiPolygon, wanted: Wanted, given: dict[str, Any]) -> Extract:
    from geo.network.osm.fetch import fetch_extract  # noqa: PLC0415
    from geo.network.osm.overpass import Service  # noqa: PLC0415

    service = Service(given["endpoint"].rstrip("/"), given["timeout"], given["deadline"])
    extract = fetch_extract(area, wanted, service, cache=given["cache"] or _user_cache(), is_fresh=given["fresh"],
                            progress=_progress)  # fmt: skip
    _progress("")
    return extract


def _user_cache() -> Path:
    """Find the user's cache as the desktops' base directories have it (XDG), or Windows."""
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    return (Path(base) if base else Path.home() / ".cache") / "corridors" / "overpass"


def _save(extract: Extract, out: Path) -> None:
    from geo.network.osm.save import osm_bytes  # noqa: PLC0415
    from geo.products.atomic import write_whole  # noqa: PLC0415

    if not out.name.endswith((".osm", ".osm.gz")):
        raise click.BadParameter(f"{out.name} does not end in .osm or .osm.gz.", param_hint="--out")
    write_whole(out, osm_bytes(extract, is_zipped=out.name.endswith(".gz")))


def _print(extract: Extract, *, as_json: bool) -> None:
    from geo.network.osm.summary import summarize  # noqa: PLC0415

    print_rows(summarize(extract), as_json=as_json)
    state = f"state of {extract.date}" if extract.date else "state of the data not said"
    for line in (*extract.notes, f"{extract.origin}, {state}. {LICENCE}"):
        click.echo(line, err=True)


def _progress(text: str) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r\x1b[K{text}", nl=False, err=True)
