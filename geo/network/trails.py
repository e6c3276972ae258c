"""Trails: any set of links as few chains, so that a network that nobody has named routes in can be drawn and listed."""

from __future__ import annotations

from collections import defaultdict
from heapq import heappop, heappush
from typing import TYPE_CHECKING

from geo.network.corridors import Route
from geo.network.geometry import segment_lengths

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from geo.network.links import Link
    from geo.network.nodes import Node

Ways = dict[str, list[tuple[str, str]]]


def trail_routes(nodes: Mapping[str, Node], links: Mapping[str, Link]) -> tuple[Route, ...]:
    """
    Lay routes over links so that each is passed once.

    Parameters
    ----------
    nodes, links
        The network, by id.

    Returns
    -------
    routes
        The longest shortest way of the largest connected part first, then the rest as branches; named by their ends.
    """
    found = trails(links)
    routes = []
    for number, (link_ids, ends) in enumerate(found, 1):
        route_id = "main" if number == 1 else f"branch-{number}"
        name = " – ".join(nodes[end].name for end in ends)[:200].strip()
        routes.append(Route(route_id=route_id, name=name, branch=number > 1, links=link_ids))
    return tuple(routes)


def trails(links: Mapping[str, Link]) -> list[tuple[tuple[str, ...], tuple[str, str]]]:
    """
    Cover links by chains.

    Parameters
    ----------
    links
        By id.

    Returns
    -------
    trails
        Link ids in order of travel, and the nodes at which each chain begins and ends; whatever the order of `links`.
    """
    lengths = segment_lengths([link.line for link in links.values()])
    km = dict(zip(links, (float(length.sum()) for length in lengths), strict=True))
    ways: Ways = defaultdict(list)
    for link_id, link in sorted(links.items()):
        ways[link.from_node_id].append((link_id, link.to_node_id))
        ways[link.to_node_id].append((link_id, link.from_node_id))
    found = []
    left = set(links)
    for part in sorted(_parts(ways), key=lambda part: (-_length(part, ways, km), min(part))):
        first = max(_reach(min(part), ways, km).items(), key=lambda item: (item[1][0], item[0]))[0]
        reached = _reach(first, ways, km)
        last = max(reached, key=lambda node: (reached[node][0], node))
        chain = _back(last, reached)
        found.append((chain, (first, last)))
        left -= set(chain)
        found += _walks(part, ways, left)
    return found


def _parts(ways: Ways) -> Iterable[set[str]]:
    seen: set[str] = set()
    for start in sorted(ways):
        if start in seen:
            continue
        part, stack = {start}, [start]
        while stack:
            for _, far in ways[stack.pop()]:
                if far not in part:
                    part.add(far)
                    stack.append(far)
        seen |= part
        yield part


def _length(part: Collection[str], ways: Ways, km: Mapping[str, float]) -> float:
    return round(sum(km[link_id] for node in sorted(part) for link_id, _ in ways[node]), 6)


def _reach(start: str, ways: Ways, km: Mapping[str, float]) -> dict[str, tuple[float, str, str]]:
    """Find the shortest way to every node: kilometres, the last link, and the node before."""
    found: dict[str, tuple[float, str, str]] = {}
    queue = [(0.0, start, "", "")]
    while queue:
        length, node, link_id, before = heappop(queue)
        if node in found:
            continue
        found[node] = (length, link_id, before)
        for way, far in ways[node]:
            if far not in found:
                heappush(queue, (length + km[way], far, way, node))
    return found


def _back(node: str, reached: Mapping[str, tuple[float, str, str]]) -> tuple[str, ...]:
    chain = []
    while reached[node][1]:
        _, link_id, node = reached[node]
        chain.append(link_id)
    return tuple(reversed(chain))


def _walks(part: Collection[str], ways: Ways, left: set[str]) -> list[tuple[tuple[str, ...], tuple[str, str]]]:
    """Walk what is left until each walk is stuck; walks that begin where an odd number of ways is left come first."""
    found = []
    odd = [node for node in sorted(part) if sum(link_id in left for link_id, _ in ways[node]) % 2]
    for start in [*odd, *sorted(part)]:
        while any(link_id in left for link_id, _ in ways[start]):
            node, chain = start, []
            while step := next(((link_id, far) for link_id, far in ways[node] if link_id in left), None):
                left.discard(step[0])
                chain.append(step[0])
                node = step[1]
            found.append((tuple(chain), (start, node)))
    return found
