"""Routes: the ways between two places over all modes, with their waits; what is missing if none leads."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import groupby, islice
from typing import TYPE_CHECKING

import numpy as np

from geo.errors import UnknownIdError
from geo.model.build import Part, build_graph
from geo.model.paths import PathFinder
from geo.model.travel import travel_rates

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from geo.atlas import Atlas
    from geo.model.capacity import LinkCapacity, NodeCapacity
    from geo.model.graph import ModelGraph
    from geo.network.network import Network

    Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Query:
    """
    A question for routes.

    Parameters
    ----------
    origin, destination
        Nodes.
    via
        Nodes to pass, in this order.
    avoid
        Links and nodes not to pass.
    by
        ``"time"``, ``"cost"`` or ``"length"``.
    k
        How many alternatives at most.
    """

    origin: str
    destination: str
    via: tuple[str, ...] = ()
    avoid: frozenset[str] = frozenset()
    by: str = "time"
    k: int = 5

    def __post_init__(self) -> None:
        """Refuse what asks for nothing."""
        if any(a == b for a, b in zip(self.stops, self.stops[1:], strict=False)):
            raise UnknownIdError(f"A route leads from one place to another; this asks for {' – '.join(self.stops)}.")
        caught = sorted(self.avoid.intersection(self.stops))
        if caught:
            raise UnknownIdError(f"The places {caught} are to be reached and avoided. Ask for one of the two.")

    @property
    def stops(self) -> tuple[str, ...]:
        """All places to touch, in order."""
        return (self.origin, *self.via, self.destination)


@dataclass(frozen=True)
class Leg:
    """
    A part of a route: a ride in one mode, or a wait at one place.

    Parameters
    ----------
    kind
        A mode, or what happens at the place: a border crossing, a gauge change, a port, a change of mode.
    from_node_id, to_node_id
        Its ends, the same for a wait.
    link_ids
        The links ridden, in order.
    length_km, time_h, cost_usd_per_t
        What it takes.
    source_ids
        Claims and assumptions that time and cost rest on.
    line
        Longitude and latitude of its vertices; empty for a wait.
    time_h_ends, cost_ends
        The least and the greatest of hours, and of USD a tonne, that the rates leave.
    """

    kind: str
    from_node_id: str
    to_node_id: str
    link_ids: tuple[str, ...]
    length_km: float
    time_h: float
    cost_usd_per_t: float
    source_ids: tuple[str, ...]
    line: tuple[tuple[float, float], ...]
    time_h_ends: tuple[float, float] = (0.0, 0.0)
    cost_ends: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True)
class Route:
    """
    A way between two places.

    Parameters
    ----------
    arc_ids
        The arcs of the graph, in order.
    legs
        Rides and waits, in order.
    time_delayed_h
        Hours at the speeds that hold all waiting at borders, where these are known; compare with `time_h`.
    capacity_mt
        The least known capacity on the way, in Mt a year; None where none is known.
    unknown
        Links and nodes on the way whose capacity is unknown.
    """

    arc_ids: tuple[str, ...]
    legs: tuple[Leg, ...]
    time_delayed_h: float
    capacity_mt: float | None
    unknown: tuple[str, ...]

    @property
    def length_km(self) -> float:
        """Kilometres."""
        return sum(leg.length_km for leg in self.legs)

    @property
    def time_h(self) -> float:
        """Hours, waits included."""
        return sum(leg.time_h for leg in self.legs)

    @property
    def cost_usd_per_t(self) -> float:
        """USD a tonne, borders and ports included."""
        return sum(leg.cost_usd_per_t for leg in self.legs)

    @property
    def time_h_ends(self) -> tuple[float, float]:
        """Hours where all rates are at their best, and where all are at their worst."""
        return sum(leg.time_h_ends[0] for leg in self.legs), sum(leg.time_h_ends[1] for leg in self.legs)

    @property
    def cost_ends(self) -> tuple[float, float]:
        """USD a tonne where all prices are at their lowest, and where all are at their highest."""
        return sum(leg.cost_ends[0] for leg in self.legs), sum(leg.cost_ends[1] for leg in self.legs)


@dataclass(frozen=True)
class NoRoute:
    """
    Why no route leads on, which is an answer too.

    Parameters
    ----------
    origin, destination
        The two stops between which nothing leads.
    avoided
        What was to be avoided and would open a way.
    unbuilt
        Links that do not operate and would open a way, with their status.
    gap
        The nearest pair of nodes between what can be reached and what leads there, and the kilometres between them.
    """

    origin: str
    destination: str
    avoided: tuple[str, ...]
    unbuilt: tuple[tuple[str, str], ...]
    gap: tuple[str, str, float] | None


@dataclass(frozen=True)
class Router:
    """
    Answers questions for routes on one atlas.

    Parameters
    ----------
    atlas
        The atlas.
    links, nodes
        Capacities, as `build_graph` takes them.
    part
        What is modelled; the stops and what is to be avoided come from the question.
    """

    atlas: Atlas
    links: Mapping[str, LinkCapacity]
    nodes: Mapping[str, NodeCapacity]
    part: Part = field(default_factory=Part)

    def find(self, query: Query) -> list[Route] | NoRoute:
        """
        Find the best routes.

        Parameters
        ----------
        query
            The question.

        Returns
        -------
        answer
            The routes, the best first; or why there is none.

        Raises
        ------
        UnknownIdError
            If a stop is no node of the atlas.
        """
        unknown = sorted(set(query.stops) - set(self.atlas.network.nodes))
        if unknown:
            raise UnknownIdError(f"These are no nodes of the atlas: {unknown}. Give ids or names of nodes.")
        graph = self._graph(query)
        found = list(islice(route_arcs(graph, query.stops, query.by), query.k))
        return [self._route(graph, arcs, query.via) for arcs in found] if found else self._missing(query, graph)

    def _graph(self, query: Query, *, avoid: bool = True, statuses: tuple[str, ...] | None = None) -> ModelGraph:
        part = self.part.with_stops(query.stops, query.avoid if avoid else frozenset())
        part = part if statuses is None else replace(part, statuses=statuses)
        return build_graph(self.atlas, self.links, self.nodes, part=part)

    def _route(self, graph: ModelGraph, arcs: Sequence[int], via: Sequence[str]) -> Route:
        legs, rates = _legs(self.atlas.network, graph, arcs, via), travel_rates(self.atlas)
        delayed = 0.0
        for leg in legs:
            slow = rates.get(f"{leg.kind}-speed-delayed")
            at_border = leg.kind == "border_crossing" or (leg.kind == "gauge_change" and not leg.link_ids)
            delayed += leg.length_km / slow.central if slow else 0.0 if at_border else leg.time_h
        capacity = graph.capacity_mt[list(arcs)]
        known_to = self.atlas.network.links, self.atlas.network.nodes  # a join is neither
        owners = dict.fromkeys(graph.owners[a] for a in arcs if np.isnan(graph.capacity_mt[a]))
        unknown = [name for name in owners if any(name in group for group in known_to)]
        least = None if np.isnan(capacity).all() else float(np.nanmin(capacity))
        return Route(tuple(graph.arc_ids[a] for a in arcs), legs, delayed, least, tuple(unknown))

    def _missing(self, query: Query, graph: ModelGraph) -> NoRoute:
        pairs = zip(query.stops, query.stops[1:], strict=False)
        a, b = next((pair for pair in pairs if not _leads(graph, *pair)), (query.origin, query.destination))
        step = Query(a, b, avoid=query.avoid, by=query.by)
        links, avoided, unbuilt = self.atlas.network.links, [], []
        free = self._graph(step, avoid=False)
        for arc in next(route_arcs(free, step.stops, step.by), ()):
            owner = free.owners[arc]
            stops = (owner,) if owner in query.avoid or owner not in links else links[owner].stops
            avoided += [name for name in stops if name in query.avoid]
        whole = self._graph(step, statuses=("operating", "construction", "planned", "idle"))
        for arc in next(route_arcs(whole, step.stops, step.by), ()):
            link = links.get(whole.owners[arc])
            unbuilt += [(link.link_id, link.status)] if link and link.status not in self.part.statuses else []
        gap = _gap(self.atlas.network, graph, a, b)
        return NoRoute(a, b, tuple(dict.fromkeys(avoided)), tuple(dict.fromkeys(unbuilt)), gap)


def route_arcs(graph: ModelGraph, stops: Sequence[str], by: str | Floats) -> Iterator[tuple[int, ...]]:
    """
    Walk through the ways that touch places in order, the best first.

    Between two stops no vertex is passed twice. A way starts and ends on any side of its first and last place.

    Parameters
    ----------
    graph
        The graph.
    stops
        Nodes, at least two.
    by
        ``"time"``, ``"cost"`` or ``"length"``; or a number for each arc.

    Yields
    ------
    arcs
        Arcs in order, as indices; each way once.
    """
    if any(stop not in graph.sides for stop in stops):
        return
    finder, names, ends = _layered(graph, stops, graph.weight(by) if isinstance(by, str) else by)
    seen: set[tuple[int, ...]] = set()
    for path in finder.paths(*ends):
        arcs = tuple(int(names[position]) for position in path if names[position] >= 0)
        if arcs not in seen:
            seen.add(arcs)
            yield arcs


def _layered(
    graph: ModelGraph, stops: Sequence[str], weight: Floats
) -> tuple[PathFinder, NDArray[np.intp], tuple[int, int]]:
    """Lay a copy of the graph for each stage, and lead from one to the next at the stop between them."""
    stages, size = len(stops) - 1, graph.size
    start, end = stages * size, stages * size + 1
    doors = [(start, v) for v in graph.sides[stops[0]]]
    for stage, stop in enumerate(stops[1:-1]):
        doors += [(stage * size + v, (stage + 1) * size + v) for v in graph.sides[stop]]
    doors += [((stages - 1) * size + v, end) for v in graph.sides[stops[-1]]]
    weights = np.tile(weight, stages).astype(np.float64)
    transfers = np.flatnonzero(graph.is_transfer)
    for arc in transfers:  # who starts or ends at a place need not pass from one of its sides to the other
        if graph.owners[arc] == stops[0]:
            weights[arc] = np.inf
        if graph.owners[arc] == stops[-1]:
            weights[(stages - 1) * len(weight) + arc] = np.inf
    shift = np.repeat(np.arange(stages) * size, len(weight))
    tail = np.concatenate([np.tile(graph.tail, stages) + shift, [a for a, _ in doors]]).astype(np.int32)
    head = np.concatenate([np.tile(graph.head, stages) + shift, [b for _, b in doors]]).astype(np.int32)
    names = np.concatenate([np.tile(np.arange(len(weight)), stages), np.full(len(doors), -1)])
    finder = PathFinder(stages * size + 2, tail, head, np.concatenate([weights, np.zeros(len(doors))]))
    return finder, names, (start, end)


def _legs(network: Network, graph: ModelGraph, arcs: Sequence[int], via: Sequence[str]) -> tuple[Leg, ...]:
    """Join arcs of one mode to rides, as far as the next place to pass; each wait is a leg of its own."""
    stage, keys = 0, []
    for position, arc in enumerate(arcs):
        stage += position > 0 and graph.places[graph.tail[arc]] in via
        keys.append((graph.kinds[arc], stage, position if graph.is_transfer[arc] else -1))
    groups = groupby(range(len(arcs)), key=lambda position: keys[position])
    return tuple(_leg(network, graph, [arcs[i] for i in group]) for _, group in groups)


def _leg(network: Network, graph: ModelGraph, arcs: list[int]) -> Leg:
    first, last = arcs[0], arcs[-1]
    links = () if graph.is_transfer[first] else tuple(dict.fromkeys(graph.owners[a] for a in arcs))
    ends = np.array([graph.ranges[a] for a in arcs]).sum(axis=0).tolist()
    return Leg(
        graph.kinds[first], graph.places[graph.tail[first]], graph.places[graph.head[last]], links,
        float(graph.length_km[arcs].sum()), float(graph.time_h[arcs].sum()), float(graph.cost_usd_per_t[arcs].sum()),
        tuple(dict.fromkeys(name for a in arcs for name in graph.sources[a])), _line(network, graph, arcs),
        (ends[0], ends[1]), (ends[2], ends[3]),
    )  # fmt: skip


def _line(network: Network, graph: ModelGraph, arcs: list[int]) -> tuple[tuple[float, float], ...]:
    line: list[tuple[float, float]] = []
    for arc in arcs:
        if graph.spans[arc]:
            i, j = graph.spans[arc]
            vertices = network.links[graph.owners[arc]].line
            part = vertices[i : j + 1] if i <= j else vertices[j : i + 1][::-1]
            line += part if not line else part[1:]
    return tuple(line)


def _leads(graph: ModelGraph, a: str, b: str) -> bool:
    return next(route_arcs(graph, (a, b), "length"), None) is not None


def _gap(network: Network, graph: ModelGraph, a: str, b: str) -> tuple[str, str, float] | None:
    """Find the nearest pair of nodes between what can be reached from one place and what leads to the other."""
    from pyproj import Geod  # noqa: PLC0415 - only this answer needs it

    reached, leading = sorted(_reach(graph, a, onward=True)), sorted(_reach(graph, b, onward=False))
    if set(reached) & set(leading):
        return None
    one, other = (np.radians([network.nodes[name].position for name in names]) for names in (reached, leading))
    half = np.sin((one[:, None, :] - other[None, :, :]) / 2) ** 2
    haversine = half[..., 1] + np.cos(one[:, None, 1]) * np.cos(other[None, :, 1]) * half[..., 0]
    i, j = np.unravel_index(int(np.argmin(haversine)), haversine.shape)
    ends = (*network.nodes[reached[i]].position, *network.nodes[leading[j]].position)
    return reached[i], leading[j], float(Geod(ellps="WGS84").inv(*ends)[2]) / 1000


def _reach(graph: ModelGraph, place: str, *, onward: bool) -> set[str]:
    """Give the nodes that can be reached from a place, or from which it can be."""
    ways: dict[int, list[int]] = {}
    ends = (graph.tail, graph.head) if onward else (graph.head, graph.tail)
    for a, b in zip(*(end.tolist() for end in ends), strict=True):
        ways.setdefault(a, []).append(b)
    found, queue = set(graph.sides.get(place, ())), list(graph.sides.get(place, ()))
    while queue:
        new = [v for v in ways.get(queue.pop(), ()) if v not in found]
        found.update(new)
        queue += new
    return {graph.places[v] for v in found} | {place}
