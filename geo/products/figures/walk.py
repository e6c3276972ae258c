"""A walk along a route: at which kilometre each node stands, and where modes, countries and gauges change."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo.atlas import Atlas
    from geo.network.corridors import Route
    from geo.network.links import Link
    from geo.network.nodes import Node


@dataclass(frozen=True)
class Stop:
    """
    A node on the way.

    Parameters
    ----------
    node
        The node.
    km
        From the route's first node.
    """

    node: Node
    km: float


@dataclass(frozen=True)
class Step:
    """
    A link on the way.

    Parameters
    ----------
    link
        The link.
    from_km, to_km
        Where it begins and ends.
    """

    link: Link
    from_km: float
    to_km: float


@dataclass(frozen=True)
class Walk:
    """
    A route as it is travelled.

    Parameters
    ----------
    steps
        Its links.
    stops
        Its nodes, those that links pass included.
    """

    steps: tuple[Step, ...]
    stops: tuple[Stop, ...]

    @property
    def length_km(self) -> float:
        """How long it is."""
        return self.steps[-1].to_km

    @property
    def countries(self) -> list[tuple[str, float, float]]:
        """The countries on the way with their first and last kilometre, empty where not known; borders are halfway."""
        runs = [list(run) for _, run in groupby(self.stops, key=lambda stop: stop.node.country or "")]
        edges = [0.0, *((one[-1].km + other[0].km) / 2 for one, other in pairwise(runs)), self.length_km]
        return [(run[0].node.country or "", *ends) for run, ends in zip(runs, pairwise(edges), strict=True)]


def walk(atlas: Atlas, route: Route) -> Walk:
    """
    Walk a route.

    Parameters
    ----------
    atlas
        The atlas.
    route
        The route.

    Returns
    -------
    walk
        With the reported length of each link where there is one, as profiles have it, else the measured one.
    """
    network, at = atlas.network, 0.0
    steps: list[Step] = []
    stops: dict[str, Stop] = {}
    for link_id, (first, _) in zip(route.links, pairwise(network.route_nodes(route)), strict=True):
        link = network.links[link_id]
        length = atlas.length_of(link_id)
        shares = _shares(atlas, link)
        if first != link.from_node_id:
            shares = {name: 1 - share for name, share in reversed(shares.items())}
        for name, share in shares.items():
            stops.setdefault(name, Stop(network.nodes[name], at + share * length))
        steps.append(Step(link, at, at + length))
        at += length
    return Walk(tuple(steps), tuple(sorted(stops.values(), key=lambda stop: stop.km)))


def _shares(atlas: Atlas, link: Link) -> dict[str, float]:
    """Say how far along a link each of its nodes stands, as a share of its drawn length."""
    network, along = atlas.network, 0.0
    at: dict[tuple[float, float], float] = {link.line[0]: 0.0}
    for vertex, km in zip(link.line[1:], network.segment_km[link.link_id], strict=True):
        along += km
        at.setdefault(vertex, along)
    whole = along or 1.0
    shares = {name: at.get(network.nodes[name].position, whole) / whole for name in link.stops}
    return shares | {link.from_node_id: 0.0, link.to_node_id: 1.0}
