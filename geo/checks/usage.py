"""Checks on use: sources without claims, nodes and links that nothing needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.checks.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.atlas import Atlas


def unused_sources(atlas: Atlas) -> Iterator[Finding]:
    """
    Find sources that no claim comes from, and no note explains.

    Parameters
    ----------
    atlas
        The atlas.

    Yields
    ------
    finding
        One for each source.
    """
    used = {claim.source_id for claim in atlas.evidence.claims.values()}
    for source in atlas.evidence.sources.values():
        if source.source_id not in used and source.note is None:
            message = f"No claim comes from {source.source_id}."
            fix = f"Add seeds/claims/{source.source_id}.csv, or say in `note` why there is none."
            yield Finding(atlas.evidence.place("Source", source.source_id), message, fix)


def unused_nodes(atlas: Atlas) -> Iterator[Finding]:
    """
    Find nodes on no link, in no section, and that no claim speaks of.

    Parameters
    ----------
    atlas
        The atlas.

    Yields
    ------
    finding
        One for each node.
    """
    network = atlas.network
    used = {node_id for link in network.links.values() for node_id in link.stops}
    used |= {node_id for section in network.sections.values() for node_id in section.nodes}
    used |= {claim.subject for claim in atlas.evidence.claims.values()}
    for node_id in network.nodes:
        if node_id not in used:
            message = f"{node_id} is on no link, in no section, and no claim speaks of it."
            yield Finding(network.place(node_id), message, "Name it in a link's `via`, or take it out.")


def unused_links(atlas: Atlas) -> Iterator[Finding]:
    """
    Find links that no corridor runs over.

    Parameters
    ----------
    atlas
        The atlas.

    Yields
    ------
    finding
        One for each link.
    """
    for link_id in atlas.network.links:
        if not atlas.network.corridors_of(link_id):
            message = f"No corridor runs over {link_id}."
            yield Finding(atlas.network.place(link_id), message, "Add it to a route, or take it out.")
