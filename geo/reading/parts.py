"""Parts: the section of a line that lies in one country, where the atlas has it."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo.network.network import Network

_MOST = 0.75
"""Share of the line's links in a country that have to be the section's; half as many of its own have to lie there."""


def parts_of(network: Network) -> dict[str, dict[str, str]]:
    """
    Find the sections that are what a corridor, or a longer section, has in one country.

    Parameters
    ----------
    network
        The network.

    Returns
    -------
    parts
        Corridor or section to country, ISO 3166-1 in lower case, to section.
    """
    lines = {name: corridor.link_ids for name, corridor in network.corridors.items()}
    sections = {name: section.links for name, section in network.sections.items() if section.links}
    parts: dict[str, dict[str, str]] = defaultdict(dict)
    for name, links in (lines | sections).items():
        whole = _countries(links, network)
        for part, own in sections.items():
            country = _country(own, links, whole, network) if part != name else None
            if country is not None:
                parts[name].setdefault(country, part)
    return dict(parts)


def _country(own: tuple[str, ...], links: tuple[str, ...], whole: Counter[str], network: Network) -> str | None:
    """Name the country in which these links are what the line has there."""
    if not set(own) < set(links):
        return None
    found = _countries(own, network).most_common(1)
    if not found:
        return None
    country, count = found[0]
    is_there = count >= _MOST * len(own) / 2 and count >= _MOST * whole[country]
    return country.lower() if country and is_there else None


def _countries(links: tuple[str, ...], network: Network) -> Counter[str]:
    """Count the links that lie in one country, from end to end."""
    nodes = network.nodes
    ends = [
        (nodes[network.links[one].from_node_id].country, nodes[network.links[one].to_node_id].country) for one in links
    ]
    return Counter(first for first, last in ends if first and first == last)
