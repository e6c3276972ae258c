"""`corridors osm network`."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.options import json_option
from cli.printing import print_rows

if TYPE_CHECKING:
    from geo.network.osm.build import OsmNetwork
    from geo.network.osm.gaps import Gap

MOST = 5


@click.command("network")
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("target", required=False, type=click.Path(path_type=Path), metavar="[DIR]")
@click.option("--mode", type=click.Choice(("rail", "road")), default="rail", show_default=True, help="Rails or roads.")
@click.option("--country", metavar="CC", default=None, help="The country of the nodes, as KZ. Default: none known.")
@click.option(
    "--gap",
    "bridged_m",
    type=click.FloatRange(0, 500),
    default=50.0,
    show_default=True,
    metavar="M",
    help="Up to which distance ends that face each other are joined, in metres.",
)
@click.option(
    "--tolerance",
    "tolerance_m",
    type=click.FloatRange(1, 10_000),
    default=None,
    metavar="M",
    help="How far a station may lie from its track. Default: 300 m, a town from its road 3 km.",
)
@json_option
def network_command(file: Path, target: Path | None, *, mode: str, as_json: bool, **how: Any) -> None:  # noqa: ANN401
    """Make a network of an extract: junctions and stations, links with a number of tracks.

    DIR becomes an atlas of its own, for every command's --atlas, and for `corridors digitize --network`.
    Yards and sidings are left out. Without DIR the network is only described.

    \b
    Examples:
      corridors osm network railway.osm
      corridors osm network railway.osm my-network --country KZ
    """  # noqa: D301
    from geo.network.osm.build import build_network  # noqa: PLC0415 - help needs none of it
    from geo.network.osm.read import read_extract  # noqa: PLC0415
    from geo.network.osm.tags import Wanted  # noqa: PLC0415
    from geo.products.atlas_folder import write_atlas  # noqa: PLC0415

    found = build_network(read_extract(file, Wanted("road" if mode == "road" else "rail")), **how)
    if target is not None:
        write_atlas(target, found.nodes.values(), found.links.values(), corridors=[found.corridor])
    print_rows(rows(found), as_json=as_json)
    for note in found.notes:
        click.echo(note, err=True)


def rows(found: OsmNetwork) -> list[dict[str, Any]]:
    """Say what an editor should know, one matter a row."""
    kinds = Counter(node.kind for node in found.nodes.values())
    bridged = [gap for gap in found.gaps if gap.is_bridged]
    wide = [gap for gap in found.gaps if not gap.is_bridged]
    return [
        {"what": "links", "count": len(found.links), "detail": f"{sum(found.components):,.1f} km"},
        {
            "what": "components",
            "count": len(found.components),
            "detail": _list([f"{km:,.1f} km" for km in found.components]),
        },
        *({"what": f"nodes: {kind}", "count": count, "detail": None} for kind, count in sorted(kinds.items())),
        {
            "what": "gaps bridged",
            "count": len(bridged),
            "detail": _list([f"{gap.distance_m:.0f} m" for gap in bridged]),
        },
        {"what": "gaps left open", "count": len(wide), "detail": _list([_gap(gap) for gap in wide])},
        {
            "what": "stations off the track",
            "count": len(found.missed),
            "detail": _list([str(p.point_id) for p in found.missed]),
        },
    ]


def _list(texts: list[str]) -> str | None:
    """Give the first few."""
    return ", ".join([*texts[:MOST], *(["…"] if len(texts) > MOST else [])]) or None


def _gap(gap: Gap) -> str:
    return f"{gap.distance_m:.0f} m at {gap.one[1]:.5f}, {gap.one[0]:.5f}"
