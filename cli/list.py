"""`corridors list`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cli.options import atlas_option, json_option
from cli.printing import print_rows
from geo import read_atlas

if TYPE_CHECKING:
    from pathlib import Path

    from geo.atlas import Atlas


@click.command()
@atlas_option
@json_option
def command(root: Path | None, *, as_json: bool) -> None:
    """List corridors with modes, length of the main route and number of claims; entries have no alignment.

    \b
    Examples:
      corridors list
      corridors list --json
    """  # noqa: D301
    print_rows(corridor_rows(read_atlas(root)), as_json=as_json)


def corridor_rows(atlas: Atlas) -> list[dict[str, Any]]:
    """Give a row for each corridor and each entry."""
    network = atlas.network
    rows = [
        {
            "corridor_id": corridor_id,
            "name": corridor.name,
            "modes": list(dict.fromkeys(network.links[link_id].mode for link_id in corridor.link_ids)),
            "status": corridor.status,
            "length_km": round(sum(network.length_km[link_id] for link_id in corridor.route[0].links), 1),
            "claims": len(atlas.corridor_claims(corridor_id)),
        }
        for corridor_id, corridor in network.corridors.items()
    ]
    return rows + [
        {"corridor_id": entry_id, "name": entry.name, "modes": [], "status": f"not drawn ({entry.kind})",
         "length_km": None, "claims": len(atlas.corridor_claims(entry_id))}
        for entry_id, entry in network.entries.items()
    ]  # fmt: skip
