"""Trails: a corridor over all links of a network, so that maps and tables have something to follow."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from geo.network.corridors import Corridor, Route
from geo.network.geometry import segment_lengths

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.network.links import Link
    from geo.network.nodes import Node


def whole_corridor(
    corridor_id: str, name: str, summary: str, nodes: Mapping[str, Node], links: Mapping[str, Link]
) -> Corridor:
    """
    Lay a corridor over all links.

    Parameters
    ----------
    corridor_id, name, summary
        Its own.
    nodes, links
        The network, at least one link.

    Returns
    -------
    corridor
        Its main route is the longest of all shortest ways in the part with most line; branches hold the other links,
        each once, in trails as long as they go on.
    """
    km = _lengths(links)
    main = _longest_way(links, km)
    trails = [main, *_trails({link_id: links[link_id] for link_id in links if link_id not in set(main)}, km)]
    routes = tuple(
        Route(
            route_id="main" if number == 0 else f"branch-{number}", name=_title(trail, nodes, links),
            branch=number > 0, links=tuple(trail),
        )
        for number, trail in enumerate(trails)
    )  # fmt: skip
    return Corridor(corridor_id=corridor_id, name=name, status="operating", summary=summary, route=routes)


def _lengths(links: Mapping[str, Link]) -> dict[str, float]:
    lengths = segment_lengths([link.line for link in links.values()])
    return {link_id: float(km.sum()) for link_id, km in zip(links, lengths, strict=True)}


def _longest_way(links: Mapping[str, Link], km: Mapping[str, float]) -> list[str]:
    """Take the shortest way between two places as far apart as any, found from one end and then from the other."""
    from scipy.sparse import coo_matrix  # noqa: PLC0415 - a fifth of a second
    from scipy.sparse.csgraph import connected_components, dijkstra  # noqa: PLC0415

    names = sorted({end for link in links.values() for end in (link.from_node_id, link.to_node_id)})
    at = {name: index for index, name in enumerate(names)}
    best: dict[tuple[int, int], str] = {}
    for link_id, link in links.items():
        key = (min(at[link.from_node_id], at[link.to_node_id]), max(at[link.from_node_id], at[link.to_node_id]))
        if key not in best or km[link_id] < km[best[key]]:
            best[key] = link_id
    cells = np.array(list(best))
    table = coo_matrix(([max(km[one], 1e-6) for one in best.values()], cells.T), (len(names), len(names))).tocsr()
    _, label = connected_components(table, directed=False)
    largest = np.bincount(label[cells[:, 0]], [km[one] for one in best.values()]).argmax()
    start = int(np.flatnonzero(label == largest)[0])
    for _ in range(2):
        distance, before = dijkstra(table, directed=False, indices=start, return_predecessors=True)
        far = int(np.where(np.isfinite(distance), distance, -1).argmax())
        start, end = far, start
    path = [start]
    while path[-1] != end:
        path.append(int(before[path[-1]]))
    return [best[min(one, other), max(one, other)] for one, other in pairwise(path)]


def _trails(links: Mapping[str, Link], km: Mapping[str, float]) -> list[list[str]]:
    """Follow links from ends and junctions, always along the longest, until each is in a trail."""
    at: dict[str, list[str]] = defaultdict(list)
    for link_id in sorted(links, key=lambda one: (-km[one], one)):
        at[links[link_id].from_node_id].append(link_id)
        at[links[link_id].to_node_id].append(link_id)
    done: set[str] = set()
    found = []
    for node in sorted(at, key=lambda name: (len(at[name]) % 2 == 0, name)):
        while any(link_id not in done for link_id in at[node]):
            found.append(_follow(node, at, links, done))
    return sorted(found, key=lambda trail: (-sum(km[one] for one in trail), trail))


def _follow(node: str, at: Mapping[str, list[str]], links: Mapping[str, Link], done: set[str]) -> list[str]:
    trail = []
    while (link_id := next((one for one in at[node] if one not in done), None)) is not None:
        done.add(link_id)
        trail.append(link_id)
        link = links[link_id]
        node = link.to_node_id if link.from_node_id == node else link.from_node_id
    return trail


def _title(trail: Sequence[str], nodes: Mapping[str, Node], links: Mapping[str, Link]) -> str:
    """Name a trail by its two ends."""
    first, last = links[trail[0]], links[trail[-1]]
    ends = [first.from_node_id, last.to_node_id]
    if len(trail) > 1:
        inner = links[trail[1]], links[trail[-2]]
        ends = [_outer(first, inner[0]), _outer(last, inner[1])]
    return f"{nodes[ends[0]].name[:90]} – {nodes[ends[1]].name[:90]}"


def _outer(link: Link, other: Link) -> str:
    return link.to_node_id if link.from_node_id in (other.from_node_id, other.to_node_id) else link.from_node_id
