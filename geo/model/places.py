"""Words for places: nodes by id or name, and what is to be avoided by id or country."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from geo.errors import UnknownIdError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from geo.network.network import Network


def find_place(network: Network, text: str) -> str:
    """
    Find the node that a text names.

    Parameters
    ----------
    network
        The network.
    text
        A node's id, or its name in any of the languages; in capital or small letters, but what is written exactly so
        comes before what is not, and an id before a name.

    Returns
    -------
    node_id
        The node.

    Raises
    ------
    UnknownIdError
        If no node or several are of this name; it says which come near.
    """
    wanted = text.strip()
    if wanted in network.nodes:
        return wanted
    exact, named = _by_name(network, str), _by_name(network, str.casefold)
    ways = [exact.get(wanted, []), [wanted.casefold()], named.get(wanted.casefold(), [])]
    for found in ways:
        if len(found) == 1 and found[0] in network.nodes:
            return found[0]
    if ways[-1]:
        raise UnknownIdError(f"Several nodes are called {text!r}: {', '.join(ways[-1])}. Give the id of one.")
    near = _near(network, wanted.casefold(), named)
    hint = f"Near it: {', '.join(near)}." if near else "The table nodes of `corridors export -f gpkg` lists them all."
    raise UnknownIdError(f"There is no node {text!r}. {hint}")


def _near(network: Network, wanted: str, named: Mapping[str, list[str]]) -> list[str]:
    """List nodes that a word is part of the name of, best known first, then those spelt alike."""
    holding = [node_id for name, ids in named.items() if wanted and wanted in name.split() for node_id in ids]
    holding.sort(key=lambda node_id: (network.nodes[node_id].rank, node_id))
    alike = [named[name][0] for name in get_close_matches(wanted, named, n=5)]
    alike += get_close_matches(wanted, network.nodes, n=3)
    return list(dict.fromkeys([*holding[:5], *alike]))


def _by_name(network: Network, fold: Callable[[str], str]) -> dict[str, list[str]]:
    """List the nodes of each name."""
    named: dict[str, list[str]] = {}
    for node_id, node in sorted(network.nodes.items()):
        for name in {fold(name) for name in (node.name, node.name_ru, node.name_kk) if name}:
            named.setdefault(name, []).append(node_id)
    return named


def find_avoided(network: Network, texts: Iterable[str]) -> frozenset[str]:
    """
    Find the links and nodes that texts name.

    Parameters
    ----------
    network
        The network.
    texts
        Ids of links, nodes, sections or corridors, or countries' codes of two capital letters.

    Returns
    -------
    avoid
        Links and nodes.

    Raises
    ------
    UnknownIdError
        With every text that names nothing.
    """
    found: set[str] = set()
    strange = []
    for text in texts:
        named = _named(network, text)
        found |= named
        strange += [] if named else [text]
    if strange:
        raise UnknownIdError(
            f"These name nothing to avoid: {strange}. Name links, nodes, sections, corridors or countries (TM)."
        )
    return frozenset(found)


def _named(network: Network, text: str) -> set[str]:
    if text in network.links or text in network.nodes:
        return {text}
    if text in network.sections:
        return {*network.sections[text].links, *network.sections[text].nodes}
    if text in network.corridors:
        return set(network.corridors[text].link_ids)
    return {x.node_id for x in network.nodes.values() if x.country == text} | {
        x.link_id for x in network.links.values() if x.country == text
    }
