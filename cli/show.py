"""`corridors show`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cli.claims import COLUMNS, claim_rows
from cli.options import atlas_option, json_option, lang_option
from cli.printing import print_rows
from geo import read_atlas
from geo.languages import said_in

if TYPE_CHECKING:
    from pathlib import Path

    from geo.atlas import Atlas

LINK_COLUMNS = (
    "link_id",
    "mode",
    "status",
    "length_km",
    "length_reported_km",
    "tracks",
    "gauge_mm",
    "geometry_quality",
)


@click.command()
@click.argument("corridor_id", metavar="ID")
@lang_option
@atlas_option
@json_option
def command(corridor_id: str, lang: str, root: Path | None, *, as_json: bool) -> None:
    """Show one corridor: summary, routes, links with both lengths, and all claims about it.

    \b
    Examples:
      corridors show middle-corridor
      corridors show dostyk-moiynty --json
    """  # noqa: D301
    atlas = read_atlas(root)
    claims = claim_rows(atlas, {claim.claim_id: claim for claim in atlas.corridor_claims(corridor_id)})
    record = corridor_record(atlas, corridor_id, lang)
    if as_json:
        print_rows([record | {"claims": claims}], as_json=True)
        return
    click.echo(f"{record['name']}\n{record['summary']}\n")
    for route in record["routes"]:
        click.echo(f"{route['name']} ({route['route_id']}, {route['length_km']:.0f} km)")
        print_rows(route["links"], as_json=False, columns=LINK_COLUMNS)
        click.echo()
    print_rows(claims, as_json=False, columns=COLUMNS)


def corridor_record(atlas: Atlas, corridor_id: str, lang: str) -> dict[str, Any]:
    """Gather what is known of a corridor; an entry has no routes."""
    atlas.corridor_subjects(corridor_id)  # names the corridors there are if this is none
    network = atlas.network
    corridor = network.corridors.get(corridor_id)
    named = corridor or network.entries[corridor_id]
    summary = said_in(named, "summary", lang)
    routes = [
        {"route_id": route.route_id, "name": said_in(route, "name", lang),
         "branch": route.branch, "length_km": sum(network.length_km[link_id] for link_id in route.links),
         "links": [_link_row(atlas, link_id) for link_id in route.links]}
        for route in (corridor.route if corridor else ())
    ]  # fmt: skip
    return {
        "corridor_id": corridor_id,
        "name": atlas.subject_name(corridor_id, lang),
        "summary": summary,
        "routes": routes,
    }


def _link_row(atlas: Atlas, link_id: str) -> dict[str, Any]:
    link = atlas.network.links[link_id]
    fields = ("link_id", "mode", "status", "tracks", "lanes", "gauge_mm", "electrified", "geometry_quality")
    return {name: getattr(link, name) for name in fields} | {
        "length_km": round(atlas.network.length_km[link_id], 1),
        "length_reported_km": atlas.reported_km.get(link_id),
    }
