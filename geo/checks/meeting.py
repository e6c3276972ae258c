"""Checks on where links meet: ports, borders, gauge changes, and sections that are one piece."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.checks.finding import Finding
from geo.network.topology import broad_gauge

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.atlas import Atlas
    from geo.network.links import Link


def sea_ends(atlas: Atlas) -> Iterator[Finding]:
    """
    Find sea links that end elsewhere than at a port.

    Parameters
    ----------
    atlas
        The atlas.

    Yields
    ------
    finding
        One for each such end.
    """
    for link in atlas.network.links.values():
        for node_id in (link.from_node_id, link.to_node_id):
            kind = atlas.network.nodes[node_id].kind
            if link.mode == "sea" and kind != "port":
                message = f"{link.link_id} goes by sea and ends at {node_id}, a {kind}."
                yield Finding(atlas.network.place(link.link_id), message, "End it at the port, or correct the `kind`.")


def unmarked_borders(atlas: Atlas) -> Iterator[Finding]:
    """
    Find railways and roads of one country that end in another without a border crossing on the way.

    Parameters
    ----------
    atlas
        The atlas.

    Yields
    ------
    finding
        One for each link.
    """
    nodes = atlas.network.nodes
    for link in atlas.network.links.values():
        abroad = _abroad(atlas, link)
        is_crossing = any(nodes[node_id].kind == "border_crossing" for node_id in link.stops)
        if link.mode in {"rail", "road"} and abroad and not is_crossing:
            message = f"{link.link_id} is in {link.country} and ends in {', '.join(abroad)} without a border crossing."
            fix = "End it at a node of the kind `border_crossing`, or name that in `via`."
            yield Finding(atlas.network.place(link.link_id), message, fix)


def _abroad(atlas: Atlas, link: Link) -> list[str]:
    ends = (atlas.network.nodes[node_id].country for node_id in (link.from_node_id, link.to_node_id))
    return sorted({country for country in ends if country and link.country and country != link.country})


def idle_gauge_changes(atlas: Atlas) -> Iterator[Finding]:
    """
    Find gauge changes at which the railways known do not differ in gauge.

    Parameters
    ----------
    atlas
        The atlas.

    Yields
    ------
    finding
        One for each node.
    """
    met: dict[str, set[int]] = {}
    for link in atlas.network.links.values():
        if link.gauge_mm is not None:
            for node_id in (link.from_node_id, link.to_node_id):
                met.setdefault(node_id, set()).add(broad_gauge(link.gauge_mm))
    for node in atlas.network.nodes.values():
        if node.kind == "gauge_change" and len(met.get(node.node_id, ())) < 2:
            message = f"{node.node_id} is a gauge change, and no links of two gauges end there."
            place = atlas.network.place(node.node_id)
            yield Finding(place, message, "Add the other link, give its `gauge_mm`, or correct the `kind`.")


def broken_sections(atlas: Atlas) -> Iterator[Finding]:
    """
    Find sections whose links do not hang together.

    Parameters
    ----------
    atlas
        The atlas.

    Yields
    ------
    finding
        One for each section.
    """
    for section in atlas.network.sections.values():
        pieces = _pieces([set(atlas.network.links[link_id].stops) for link_id in section.links])
        if pieces > 1:
            message = f"The links of {section.section_id} lie in {pieces} pieces that do not meet."
            fix = "Add the links between them, or make two sections."
            yield Finding(atlas.network.place(section.section_id), message, fix)


def _pieces(groups: list[set[str]]) -> int:
    """Count what is left of sets of nodes when those that share any are joined."""
    joined: list[set[str]] = []
    for group in groups:
        apart = [one for one in joined if not one & group]
        joined = [*apart, group.union(*(one for one in joined if one & group))]
    return len(joined)
