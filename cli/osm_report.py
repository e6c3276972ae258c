"""What `corridors osm` says of an extract and of the network made of it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import click

from cli.printing import print_rows
from geo.network.osm.summary import summarize

if TYPE_CHECKING:
    from geo.network.osm.build import OsmNetwork
    from geo.network.osm.ends import Gap
    from geo.network.osm.extract import Extract

MOST = 5
LICENCE = "© OpenStreetMap contributors, ODbL 1.0: say so wherever you show it, and keep what you derive under it."


def report(extract: Extract, network: OsmNetwork | None, *, as_json: bool) -> None:
    """Print what was found, then, beside the data, what was left out, the state and the licence."""
    rows = [*summarize(extract), *(network_rows(network) if network else ())]
    print_rows(rows, as_json=as_json, columns=("what", "count", "km", *(["detail"] if network else [])))
    state = f"state of {extract.date}" if extract.date else "state of the data not said"
    for line in (*(network.notes if network else extract.notes), f"{extract.origin}, {state}. {LICENCE}"):
        click.echo(line, err=True)


def network_rows(network: OsmNetwork) -> list[dict[str, Any]]:
    """Say what an editor should know, one matter a row."""
    kinds = Counter(node.kind for node in network.nodes.values())
    bridged = [gap for gap in network.gaps if gap.is_bridged]
    wide = [gap for gap in network.gaps if not gap.is_bridged]
    parts = [f"{km:,.1f} km" for km in network.components]
    return [
        _row("links of the network", len(network.links), km=round(sum(network.components), 1)),
        _row("parts that hang together", len(parts), parts),
        *(_row(f"nodes: {kind}", count) for kind, count in sorted(kinds.items())),
        _row("gaps bridged", len(bridged), [f"{gap.distance_m:.0f} m" for gap in bridged]),
        _row("gaps left open", len(wide), [_gap(gap) for gap in wide]),
        _row("stations off the line", len(network.missed), [point.name for point in network.missed]),
    ]


def _row(what: str, count: int, texts: list[str] | None = None, km: float | None = None) -> dict[str, Any]:
    """Make a row, with the first few of its texts."""
    detail = ", ".join([*(texts or [])[:MOST], *(["…"] if len(texts or []) > MOST else [])])
    return {"what": what, "count": count, "km": km, "detail": detail or None}


def _gap(gap: Gap) -> str:
    return f"{gap.distance_m:.0f} m at {gap.one[1]:.5f}, {gap.one[0]:.5f}"
