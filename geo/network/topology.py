"""The rules that tie nodes, links and corridors together."""

from __future__ import annotations

import csv
import math
from collections import Counter
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import Fault

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from geo.network.corridors import Route
    from geo.network.links import Link
    from geo.network.network import Network

NODES_FILE = "data/corridors/nodes.geojson"
LINKS_FILE = "data/corridors/links.geojson"
NODE_TOLERANCE_DEG = 2e-5
"""Ends of links and their nodes agree to 5 decimals, about a metre."""
VIA_TOLERANCE_KM = 1.0


@cache
def country_extents() -> dict[str, tuple[float, float, float, float]]:
    """
    Give the countries' boxes, widened by 0.2 degrees.

    Returns
    -------
    extents
        ISO 3166 alpha-2 code to west, south, east, north, from Natural Earth 1:10m (public domain).
    """
    with Path(__file__).with_name("countries.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["country"]: (float(row["west"]), float(row["south"]), float(row["east"]), float(row["north"]))
            for row in csv.DictReader(file)
        }


def topology_faults(network: Network, told: frozenset[str] = frozenset()) -> Iterator[Fault]:
    """
    Hold nodes, links and corridors against each other.

    Parameters
    ----------
    network
        The network as read.
    told
        Ids of records, and files, that broke a rule of their own: what refers to them is no second fault.

    Yields
    ------
    fault
        One for each rule broken.
    """
    for rule in (node_countries, link_countries, gauges):
        yield from rule(network)
    for reference in (link_ends, link_vias, routes, sections):
        yield from reference(network, told)


def node_countries(network: Network) -> Iterator[Fault]:
    """
    Nodes lie in the box of their country; a swapped latitude and longitude is named as such.

    Parameters
    ----------
    network
        The network.

    Yields
    ------
    fault
        One for each node elsewhere.
    """
    for node in network.nodes.values():
        file, line = network.place(node.node_id)
        box = country_extents().get(node.country or "")
        lon, lat = node.position
        if node.country is None:
            continue
        if box is None:
            message = f"`country` of {node.node_id} is {node.country!r}, not an ISO 3166 code."
            yield Fault(file, line, "country-code", message, "Use two capital letters, KZ.")
        elif not _is_inside(box, lon, lat):
            swapped = _is_inside(box, lat, lon)
            message = f"{node.node_id} at [{lon:g}, {lat:g}] does not lie in {node.country}."
            fix = "Swap latitude and longitude." if swapped else "Correct the coordinates or the country."
            yield Fault(file, line, "node-country", message, fix)


def link_countries(network: Network) -> Iterator[Fault]:
    """
    Links lie in the box of their country, vertex by vertex.

    Parameters
    ----------
    network
        The network.

    Yields
    ------
    fault
        One for each link that leaves it.
    """
    for link in network.links.values():
        box = country_extents().get(link.country or "")
        if link.country and box is None:
            message = f"`country` of {link.link_id} is {link.country!r}, not an ISO 3166 code."
            yield Fault(*network.place(link.link_id), "country-code", message, "Use two capital letters, KZ.")
        outside = [vertex for vertex in link.line if box and not _is_inside(box, *vertex)]
        if box and outside:
            swapped = all(_is_inside(box, lat, lon) for lon, lat in outside)
            message = f"{link.link_id} leaves {link.country} at {list(outside[0])}, {len(outside)} vertices in all."
            fix = "Swap latitude and longitude." if swapped else "Correct the coordinates, or cut it at the border."
            yield Fault(*network.place(link.link_id), "link-country", message, fix)


def _is_inside(box: tuple[float, float, float, float], lon: float, lat: float) -> bool:
    return box[0] <= lon <= box[2] and box[1] <= lat <= box[3]


def link_ends(network: Network, told: frozenset[str] = frozenset()) -> Iterator[Fault]:
    """
    Links end at nodes that exist, and where these are.

    Parameters
    ----------
    network
        The network.
    told
        As in `topology_faults`.

    Yields
    ------
    fault
        One for each end that is wrong.
    """
    for link in network.links.values():
        file, line = network.place(link.link_id)
        if link.from_node_id == link.to_node_id:
            yield Fault(file, line, "link-loop", f"{link.link_id} ends where it begins.", "Correct `to_node_id`.")
        for field, node_id, vertex in (
            ("from_node_id", link.from_node_id, link.line[0]),
            ("to_node_id", link.to_node_id, link.line[-1]),
        ):
            node = network.nodes.get(node_id)
            if node is None and not {node_id, NODES_FILE} & told:
                message = f"{link.link_id} ends at {node_id!r}, which is not in nodes.geojson."
                yield Fault(file, line, "link-node", message, f"Add the node, or correct `{field}`.")
            elif node is not None and not _meet(node.position, vertex):
                message = f"{link.link_id} does not end at {node_id}: {list(vertex)} is not {list(node.position)}."
                yield Fault(file, line, "link-end", message, _end_fix(network, link))


def _meet(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return max(abs(one[0] - other[0]), abs(one[1] - other[1])) <= NODE_TOLERANCE_DEG


def _end_fix(network: Network, link: Link) -> str:
    ends = [network.nodes.get(node_id) for node_id in (link.from_node_id, link.to_node_id)]
    first, last = (node.position if node else (math.inf, math.inf) for node in ends)
    if _meet(first, link.line[-1]) and _meet(last, link.line[0]):
        return "Reverse the line."
    if _meet(first, link.line[0][::-1]) and _meet(last, link.line[-1][::-1]):
        return "Swap latitude and longitude."
    return "Move the line's end to the node, or the node to the line."


def link_vias(network: Network, told: frozenset[str] = frozenset()) -> Iterator[Fault]:
    """
    Hold the nodes that a link passes against its line: they exist, lie on it, and come in its order.

    Parameters
    ----------
    network
        The network.
    told
        As in `topology_faults`.

    Yields
    ------
    fault
        One for each node that does not, and for lines out of order.
    """
    for link in network.links.values():
        file, line = network.place(link.link_id)
        missing = [node_id for node_id in link.via if node_id not in network.nodes]
        unknown = [node_id for node_id in missing if not {node_id, NODES_FILE} & told]
        if unknown:
            message = f"{link.link_id} passes nodes that are not in nodes.geojson: {unknown}."
            yield Fault(file, line, "link-via", message, "Add the nodes, or correct `via`.")
        if missing:
            continue
        placed = [project(link, network.nodes[node_id].position) for node_id in link.via]
        most = via_tolerance_km(link)
        far = [node_id for node_id, (km, _) in zip(link.via, placed, strict=True) if km > most]
        if far:
            message = f"{link.link_id} passes more than {most:g} km from {far}."
            yield Fault(file, line, "link-via", message, "Draw the line through them, or take them out of `via`.")
        order = [along for _, along in placed]
        if not far and any(a >= b for a, b in pairwise(order)):
            message = f"`via` of {link.link_id} is not in the order of its line."
            yield Fault(file, line, "link-via", message, "Sort it, and name each node once.")
        ends = sorted({link.from_node_id, link.to_node_id} & set(link.via))
        if ends:
            message = f"`via` of {link.link_id} names its own ends: {ends}."
            yield Fault(file, line, "link-via", message, "Take them out.")


def via_tolerance_km(link: Link) -> float:
    """
    Say how far from a link's line the nodes in its `via` may lie.

    Parameters
    ----------
    link
        The link.

    Returns
    -------
    tolerance_km
        2 for a road, which passes towns by; else 1.
    """
    return 2 * VIA_TOLERANCE_KM if link.mode == "road" else VIA_TOLERANCE_KM


def project(link: Link, position: tuple[float, float]) -> tuple[float, float]:
    """
    Find where on a link a position lies.

    Parameters
    ----------
    link
        The link.
    position
        Longitude and latitude in degrees.

    Returns
    -------
    distance_km
        How far it is from the line.
    along
        The vertex before it, and the share of the segment after that: 3.5 is half-way from vertex 3 to vertex 4.
    """
    exact = next((i for i, vertex in enumerate(link.line) if vertex == position), None)
    if exact is not None:
        return 0.0, float(exact)
    scale = math.cos(math.radians(position[1]))
    best = (math.inf, 0.0)
    for index, (a, b) in enumerate(pairwise(link.line)):
        ax, ay = (a[0] - position[0]) * scale, a[1] - position[1]
        bx, by = (b[0] - position[0]) * scale, b[1] - position[1]
        dx, dy = bx - ax, by - ay
        share = min(1.0, max(0.0, -(ax * dx + ay * dy) / (dx * dx + dy * dy or 1.0)))
        best = min(best, (math.hypot(ax + share * dx, ay + share * dy), index + share))
    return best[0] * 111.2, best[1]


def broad_gauge(gauge_mm: int) -> int:
    """
    Give the gauge by which trains are told apart.

    Parameters
    ----------
    gauge_mm
        As measured, in millimetres.

    Returns
    -------
    gauge_mm
        1520 for 1524, over which the same trains run; else the same.
    """
    return 1520 if gauge_mm == 1524 else gauge_mm


def gauges(network: Network) -> Iterator[Fault]:
    """
    Rail links of different gauges meet only at a gauge change.

    Parameters
    ----------
    network
        The network.

    Yields
    ------
    fault
        One for each node at which they meet otherwise.
    """
    met: dict[str, dict[int, str]] = {}
    for link in network.links.values():
        if link.gauge_mm is not None:
            for node_id in (link.from_node_id, link.to_node_id):
                met.setdefault(node_id, {}).setdefault(link.gauge_mm, link.link_id)
    for node_id, found in met.items():
        node = network.nodes.get(node_id)
        broad, changed = (set(map(broad_gauge, gauges)) for gauges in (found, (node.gauges_mm if node else None) or ()))
        if node is not None and len(broad) > 1 and not broad <= changed:
            file, line = network.place(node_id)
            pairs = ", ".join(f"{link_id} ({gauge} mm)" for gauge, link_id in sorted(found.items()))
            message = f"Different gauges meet at {node_id}: {pairs}."
            yield Fault(file, line, "gauge-change", message, "Make it a `gauge_change`, or correct `gauge_mm`.")


def routes(network: Network, told: frozenset[str] = frozenset()) -> Iterator[Fault]:
    """
    Routes run over links that exist, each ending where the next begins.

    Parameters
    ----------
    network
        The network.
    told
        As in `topology_faults`.

    Yields
    ------
    fault
        One for each route that does not.
    """
    for corridor in network.corridors.values():
        seen: set[str] = set()
        for route in corridor.route:
            file, line = network.place(f"{corridor.corridor_id}/{route.route_id}")
            if route.route_id in seen:
                message = f"The route {route.route_id!r} stands twice in {corridor.corridor_id}."
                yield Fault(file, line, "id-unique", message, "Rename one of them.")
            seen.add(route.route_id)
            yield from _route_faults(network, route, (file, line), told)


def _route_faults(network: Network, route: Route, place: tuple[str, int], told: frozenset[str]) -> Iterator[Fault]:
    missing = [link_id for link_id in route.links if link_id not in network.links]
    unknown = [link_id for link_id in missing if not {link_id, LINKS_FILE} & told]
    if unknown:
        message = f"The route {route.route_id!r} runs over links that are not in links.geojson: {unknown}."
        yield Fault(*place, "route-link", message, "Add the links, or correct the ids.")
    if missing:
        return
    twice = sorted(link_id for link_id, count in Counter(route.links).items() if count > 1)
    if twice:
        message = f"The route {route.route_id!r} runs over links more than once: {twice}."
        yield Fault(*place, "route-chain", message, "Take them out, or make a branch.")
    chain = [network.links[link_id] for link_id in route.links]
    reached = {chain[0].from_node_id, chain[0].to_node_id}
    for one, other in pairwise(chain):
        ends = {other.from_node_id, other.to_node_id}
        if not reached & ends:
            message = f"The route {route.route_id!r} breaks off between {one.link_id} and {other.link_id}."
            yield Fault(*place, "route-chain", message, "Add the missing link, or split the route.")
            reached = ends
        else:
            reached = ends - reached or ends


def sections(network: Network, told: frozenset[str] = frozenset()) -> Iterator[Fault]:
    """
    Sections name links and nodes that exist, and have ids of their own.

    Parameters
    ----------
    network
        The network.
    told
        As in `topology_faults`.

    Yields
    ------
    fault
        One for each that does not.
    """
    known: tuple[tuple[str, Collection[str], str], ...] = (
        ("links", network.links, LINKS_FILE),
        ("nodes", network.nodes, NODES_FILE),
    )
    for corridor in network.corridors.values():
        for section in corridor.section:
            file, line = network.place(section.section_id)
            for field, members, members_file in known:
                unknown = sorted(set(getattr(section, field)) - set(members) - told)
                if unknown and members_file not in told:
                    message = f"The section {section.section_id!r} names {field} that do not exist: {unknown}."
                    yield Fault(file, line, "section-member", message, f"Correct `{field}`.")
