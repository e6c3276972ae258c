"""`corridors digitize`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.options import atlas_option, json_option
from cli.printing import print_rows
from geo import read_atlas
from geo.errors import CorridorError, UnknownIdError
from geo.network.osm.digitize import DETOUR, TOLERANCE_M, digitize_links
from geo.products.geography import write_links

if TYPE_CHECKING:
    from geo.atlas import Atlas
    from geo.network.links import Link
    from geo.network.osm.digitize import Digitized

COLUMNS = ("link_id", "mode", "before_km", "after_km", "largest_m", "matched_percent", "tracks", "ways")


@click.command()
@click.argument("corridor_id", metavar="ID")
@click.option(
    "--network", "files", multiple=True, metavar="FILE", type=click.Path(exists=True, path_type=Path),
    help="OpenStreetMap: an .osm, .osm.gz or .osm.pbf file, or a folder of `corridors osm read`; may be repeated.",
)
@click.option("--dry-run", is_flag=True, help="Print what would change, and change nothing.")
@click.option(
    "--tolerance", "tolerance_m", type=click.FloatRange(1, 1000), default=TOLERANCE_M, show_default=True, metavar="M",
    help="How far from a node its track may lie, in metres.",
)
@click.option(
    "--detour", type=click.FloatRange(1, 3), default=DETOUR, show_default=True, metavar="FACTOR",
    help="How many times as long as the link's line the way between two nodes may be.",
)
@atlas_option
@json_option
def command(corridor_id: str, files: tuple[Path, ...], root: Path | None, *, dry_run: bool, as_json: bool, **how: Any) -> None:  # noqa: ANN401
    """Lay a corridor's (or one link's) lines onto the real track and road of OpenStreetMap.

    Every link's nodes are passed in order. What is not found stays as it was and is listed.
    A link wholly found becomes `track`; one found in part keeps its quality, and its source says which share.
    Sea links are led round the land of the atlas' water polygon, where they cross it.

    \b
    Examples:
      corridors digitize middle-corridor --dry-run
      corridors digitize aktau-alat-sea --dry-run --json
    """  # noqa: D301
    if root is None and not dry_run:
        raise click.UsageError("Name the atlas to change with --atlas DIR, or look first with --dry-run.")
    atlas = read_atlas(root)
    found = digitize_links(_links(atlas, corridor_id), atlas.network, files, **how)
    _print(found, as_json=as_json)
    changed = [one.link for one in found if one.link != atlas.network.links[one.link.link_id]]
    if not dry_run and changed:
        write_links(atlas, changed)
    click.echo(_summary(found, len(changed), is_dry=dry_run), err=True)
