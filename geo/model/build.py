"""From an atlas to a graph: cut links at the places that matter, split places at which goods wait, join the sides."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import accumulate, pairwise, permutations, product
from typing import TYPE_CHECKING

import numpy as np

from geo.errors import CorridorError
from geo.model.assumptions import ASSUMPTIONS, BOTH_WAYS
from geo.model.graph import ModelGraph, numbered_groups
from geo.model.joins import near_joins
from geo.model.travel import CUSTOMS_UNION, Rate, travel_rates

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Literal

    from geo.atlas import Atlas
    from geo.model.assumptions import Assumption
    from geo.model.capacity import Capacity, LinkCapacity, NodeCapacity
    from geo.model.joins import Join
    from geo.network.links import Link
    from geo.network.network import Network

    Bound = Literal["low", "central", "high"]

BOUNDS: tuple[Bound, ...] = ("low", "central", "high")
FREIGHT_MODES = ("rail", "road", "sea", "pipeline")
_WAITING = ("border_crossing", "gauge_change", "port")
_NO_RATE = Rate(0.0, 0.0, 0.0, ())
_SPEEDS = {"rail": "rail-speed", "road": "road-speed", "sea": "ferry-speed", "pipeline": "pipeline-speed"}


@dataclass(frozen=True)
class Part:
    """
    The part of the network that is modelled.

    Parameters
    ----------
    modes
        Of links; power lines carry no tonnes.
    statuses
        Of links.
    avoid
        Links, or nodes with all that happens at them, that are left out.
    stops
        Nodes on the way of a link at which goods may come in or go out; nodes at links' ends are anyway.
    join_km
        How near to each other a road and a railway meet though the atlas has a node for each; 0 for nowhere.
    links
        The only links that are modelled; all if not given.
    """

    modes: tuple[str, ...] = FREIGHT_MODES
    statuses: tuple[str, ...] = ("operating",)
    avoid: frozenset[str] = frozenset()
    stops: frozenset[str] = frozenset()
    join_km: float = 0.0
    links: frozenset[str] | None = None

    def with_stops(self, stops: Iterable[str], avoid: frozenset[str] = frozenset()) -> Part:
        """
        Let goods come in and go out at more places, and leave more out.

        Parameters
        ----------
        stops
            Nodes.
        avoid
            Links and nodes.

        Returns
        -------
        part
            Otherwise the same.
        """
        return replace(self, stops=self.stops.union(stops), avoid=self.avoid | avoid)


def build_graph(
    atlas: Atlas, links: Mapping[str, LinkCapacity], nodes: Mapping[str, NodeCapacity] | None = None, *,
    part: Part | None = None, bound: Bound = "central", both_ways: Assumption | None = None,
) -> ModelGraph:  # fmt: skip
    """
    Make the graph of an atlas.

    Hours are kilometres by the mode's speed, USD a tonne kilometres by the mode's price; a transfer takes the wait
    and the price of what happens at the node. Capacities of links are of one direction. Both directions of a single
    track share what one has where `both_ways` is 1, and have their own where it is 2. The capacity of a node is for
    all transfers at it.

    Parameters
    ----------
    atlas
        The atlas.
    links
        Capacities by link; a link that is not in it has an unknown one.
    nodes
        Capacities, waits and prices by node, where they are known better than by `travel_rates`.
    part
        What is modelled; all operating links for freight by default.
    bound
        Which end of the capacities' intervals.
    both_ways
        What both directions of a single track carry together, in figures of one: 1 or 2 at each end; as shipped
        (``single-track-both-ways``) if not given.

    Returns
    -------
    graph
        Vertices and arcs in the order of the ids.

    Raises
    ------
    CorridorError
        If `both_ways` is neither 1 nor 2.
    """
    return build_graphs(atlas, links, nodes, part=part, both_ways=both_ways)[bound]


def build_graphs(
    atlas: Atlas, links: Mapping[str, LinkCapacity], nodes: Mapping[str, NodeCapacity] | None = None, *,
    part: Part | None = None, both_ways: Assumption | None = None,
) -> dict[Bound, ModelGraph]:  # fmt: skip
    """
    Make the graphs of the low, the central and the high capacities.

    Parameters
    ----------
    atlas, links, nodes, part, both_ways
        As in `build_graph`.

    Returns
    -------
    graphs
        By bound; they differ in capacities, and in whether the directions of a single track share one.

    Raises
    ------
    CorridorError
        If `both_ways` is neither 1 nor 2 at one of its ends.
    """
    part = part or Part()
    both = [getattr(both_ways or ASSUMPTIONS[BOTH_WAYS], bound) for bound in BOUNDS]
    wrong = next((value for value in both if value not in (1, 2)), None)
    if wrong is not None:
        raise CorridorError(
            f"{BOTH_WAYS!r} is 1 or 2, not {wrong:g}: directions share one capacity, or each has its own."
        )
    links_of_part = list(_chosen(atlas.network, part))
    joins = near_joins(atlas.network, links_of_part, part.join_km)
    part = part.with_stops(end for join in joins for end in (join.road, join.rail))
    pieces = [piece for link in links_of_part for piece in _pieces(atlas.network, link, part)]
    builder = _Builder(atlas.network, _Sides(atlas.network, pieces), travel_rates(atlas))
    for piece in pieces:
        builder.add_piece(piece, links.get(piece.link.link_id))
    for node_id in sorted(builder.sides.names):
        builder.add_transfers(node_id, (nodes or {}).get(node_id))
    for join in joins:
        builder.add_join(join)
    return builder.graphs([value == 1 for value in both])


def _chosen(network: Network, part: Part) -> Iterator[Link]:
    for link_id in sorted(network.links if part.links is None else part.links & network.links.keys()):
        link = network.links[link_id]
        is_avoided = link_id in part.avoid or not part.avoid.isdisjoint(link.stops)
        if link.mode in part.modes and link.status in part.statuses and not is_avoided:
            yield link


@dataclass(frozen=True)
class _Piece:
    """A stretch of a link between two nodes at which something can happen."""

    link: Link
    ends: tuple[str, str]
    span: tuple[int, int]
    length_km: float
    mark: str


def _pieces(network: Network, link: Link, part: Part) -> Iterator[_Piece]:
    along = [0.0, *accumulate(network.segment_km[link.link_id])]
    cuts = [n for n in link.via if n in part.stops or network.nodes[n].kind in _WAITING]
    places = [0, *(_vertex(network, link, node_id) for node_id in cuts), len(link.line) - 1]
    stops = [link.from_node_id, *cuts, link.to_node_id]
    for number, (ends, (i, j)) in enumerate(zip(pairwise(stops), pairwise(places), strict=True)):
        yield _Piece(link, ends, (i, j), along[j] - along[i], f"#{number}" if cuts else "")


def _vertex(network: Network, link: Link, node_id: str) -> int:
    """Find the vertex of the line that is nearest to a node on it."""
    position = np.asarray(network.nodes[node_id].position)
    gaps = (np.asarray(link.line) - position) * (np.cos(np.radians(position[1])), 1.0)
    return int(np.argmin((gaps**2).sum(axis=1)))


class _Sides:
    """Which side of a node a piece of a link ends at."""

    def __init__(self, network: Network, pieces: list[_Piece]) -> None:
        self.network = network
        self.modes: dict[str, set[str]] = {}
        for piece in pieces:
            for node_id in piece.ends:
                self.modes.setdefault(node_id, set()).add(piece.link.mode)
        self.names: dict[str, dict[str, str]] = {}
        for piece in pieces:
            for near, far in (piece.ends, piece.ends[::-1]):
                self.names.setdefault(near, {}).setdefault(self.name(piece.link, near, far), piece.link.mode)

    def name(self, link: Link, near: str, far: str) -> str:
        """Name the side: the mode where several meet, the gauge at a gauge change, the country at a border."""
        node = self.network.nodes[near]
        names: list[str] = [link.mode] if len(self.modes[near]) > 1 else []
        if link.mode == "rail" and node.kind == "gauge_change":
            names.append(str(link.gauge_mm or "unknown"))
        if link.mode in ("rail", "road") and node.kind == "border_crossing":
            names.append(_country(self.network, far).lower())
        return "-".join(names)

    def vertex_id(self, node_id: str, name: str) -> str:
        """Name the vertex of a side; a node with one side is not split."""
        return node_id if len(self.names[node_id]) == 1 else f"{node_id}@{name}"


@dataclass
class _Builder:
    """Collects the rows of the arrays."""

    network: Network
    sides: _Sides
    rates: dict[str, Rate]
    rows: list[tuple[str, str, str, str, str]] = field(default_factory=list)
    numbers: list[tuple[float, ...]] = field(default_factory=list)
    groups: list[tuple[str, str]] = field(default_factory=list)
    spans: list[tuple[int, ...]] = field(default_factory=list)
    sources: list[tuple[str, ...]] = field(default_factory=list)
    subjects: list[str] = field(default_factory=list)
    ranges: list[tuple[float, float, float, float]] = field(default_factory=list)

    def add_piece(self, piece: _Piece, known: LinkCapacity | None) -> None:
        """Add a stretch of a link, in both directions unless it is directed."""
        link, (start, end) = piece.link, piece.ends
        speed, price = self.rates.get(_SPEEDS.get(link.mode, "")), self.rates.get(f"{link.mode}-tkm-cost", _NO_RATE)
        hours = piece.length_km / speed.central if speed else 0.0
        numbers = (*_interval(known), hours, piece.length_km * price.central, piece.length_km)
        ends_h = (piece.length_km / speed.high, piece.length_km / speed.low) if speed else (0.0, 0.0)
        a = self.sides.vertex_id(start, self.sides.name(link, start, end))
        b = self.sides.vertex_id(end, self.sides.name(link, end, start))
        ways = [(">", a, b, piece.span), ("<", b, a, piece.span[::-1])]
        for mark, tail, head, span in ways[: 1 if link.directed else 2]:
            name = link.link_id + piece.mark
            self.rows.append((name + mark, link.link_id, link.mode, tail, head))
            self.groups.append(self._group(piece, known, name, mark))
            self.numbers.append(numbers)
            self.ranges.append((*ends_h, piece.length_km * price.low, piece.length_km * price.high))
            self.spans.append(span)
            self.subjects.append((known.subject if known is not None else "") or link.link_id)
            self.sources.append((*(speed or _NO_RATE).source_ids[:1], *price.source_ids[:1]))

    def _group(self, piece: _Piece, known: LinkCapacity | None, name: str, mark: str) -> tuple[str, str]:
        """Name what shares a capacity, where the directions of a single track share one, and where each has its own."""
        if known is not None and known.group and piece.mark in ("", "#0"):  # pieces in a row carry the same goods
            countries = [_country(self.network, end) for end in piece.link.stops[:: len(piece.link.stops) - 1]]
            is_home = countries == sorted(countries)
            return (f"{known.group}:{mark if is_home else '<>'.replace(mark, '')}",) * 2
        return name if piece.link.tracks == 1 else name + mark, name + mark

    def add_transfers(self, node_id: str, known: NodeCapacity | None) -> None:
        """Add the ways between the sides of a node."""
        names = self.sides.names[node_id]
        for one, other in permutations(sorted(names), 2):
            kind = self._transfer_kind(node_id, names[one], names[other])
            wait, price = self._transfer_rates(kind, node_id, names[one])
            if known is not None and known.delay_h is not None:
                wait = Rate(known.delay_h, known.delay_h, known.delay_h, wait.source_ids)
            if known is not None and known.cost_usd_per_t is not None:
                price = Rate(known.cost_usd_per_t, known.cost_usd_per_t, known.cost_usd_per_t, price.source_ids)
            ends = (self.sides.vertex_id(node_id, one), self.sides.vertex_id(node_id, other))
            self.rows.append((f"{node_id}:{one}>{other}", node_id, kind, *ends))
            self.groups.append(((known.group if known is not None else "") or f"{node_id}:",) * 2)
            self.numbers.append((*_interval(known), wait.central, price.central, 0.0))
            self.ranges.append((wait.low, wait.high, price.low, price.high))
            self.spans.append(())
            self.subjects.append((known.subject if known is not None else "") or node_id)
            self.sources.append((*wait.source_ids[:1], *price.source_ids[:1]))

    def add_join(self, join: Join) -> None:
        """Add the way between a road and a railway of one town, both ways: a change of mode and a ride by road."""
        wait, price, km = self.rates["mode-change-delay"], self.rates["mode-change-cost"], join.length_km
        speed, tkm = self.rates["road-speed"], self.rates["road-tkm-cost"]
        sides = [
            [self.sides.vertex_id(place, name) for name in self.sides.names[place]] for place in (join.road, join.rail)
        ]
        for road, rail in product(*sides):
            for tail, head in ((road, rail), (rail, road)):
                self.rows.append((f"{tail}~{head}", join.join_id, "mode_change", tail, head))
                self.groups.append((f"{tail}~{head}",) * 2)
                self.numbers.append(
                    (*_interval(None), wait.central + km / speed.central, price.central + km * tkm.central, km)
                )
                times = (wait.low + km / speed.high, wait.high + km / speed.low)
                self.ranges.append((*times, price.low + km * tkm.low, price.high + km * tkm.high))
                self.spans.append(())
                self.subjects.append(join.join_id)
                self.sources.append(("join-distance", "mode-change-delay", "mode-change-cost"))

    def _transfer_kind(self, node_id: str, one: str, other: str) -> str:
        if one == other:
            return self.network.nodes[node_id].kind
        return "port" if "sea" in (one, other) else "mode_change"

    def _transfer_rates(self, kind: str, node_id: str, mode: str) -> tuple[Rate, Rate]:
        countries = self.network.countries_at[node_id]
        if kind == "gauge_change" and len(countries) == 1:
            return self.rates["gauge-change-delay"], self.rates["gauge-change-cost"]
        if kind in ("port", "mode_change"):
            name = kind.replace("_", "-")
            return self.rates[f"{name}-delay"], self.rates[f"{name}-cost"]
        border = "union" if countries <= CUSTOMS_UNION else mode
        here = f"border-delay-{border}-{_country(self.network, node_id).lower()}"
        wait = self.rates.get(here) or self.rates.get(f"border-delay-{border}", _NO_RATE)
        # The time reported for a border holds the change of gauge at it, the price does not
        price = "gauge-change-cost" if kind == "gauge_change" else f"border-cost-{border}"
        return wait, self.rates.get(price, _NO_RATE)

    def graphs(self, is_shared: Sequence[bool]) -> dict[Bound, ModelGraph]:
        """Turn the rows into arrays, in the order of the ids; by bound, whether the ways of a single track share."""
        order = sorted(range(len(self.rows)), key=lambda i: self.rows[i][0])
        rows = [self.rows[i] for i in order]
        vertex_ids = sorted({end for row in rows for end in row[3:]})
        index = {name: i for i, name in enumerate(vertex_ids)}
        numbers = np.array([self.numbers[i] for i in order], dtype=np.float64).reshape(len(order), 6)
        graph = ModelGraph(
            vertex_ids=tuple(vertex_ids), places=tuple(name.partition("@")[0] for name in vertex_ids),
            arc_ids=tuple(row[0] for row in rows), owners=tuple(row[1] for row in rows),
            kinds=tuple(row[2] for row in rows), tail=np.array([index[row[3]] for row in rows], dtype=np.int32),
            head=np.array([index[row[4]] for row in rows], dtype=np.int32), capacity_mt=numbers[:, 1].copy(),
            time_h=numbers[:, 3].copy(), cost_usd_per_t=numbers[:, 4].copy(), length_km=numbers[:, 5].copy(),
            shared=numbered_groups(self.groups[i][1] for i in order), spans=tuple(self.spans[i] for i in order),
            sources=tuple(self.sources[i] for i in order), subjects=tuple(self.subjects[i] for i in order),
            ranges=tuple(self.ranges[i] for i in order),
        )  # fmt: skip
        single = numbered_groups(self.groups[i][0] for i in order) if any(is_shared) else graph.shared
        return {
            bound: replace(graph, capacity_mt=numbers[:, i].copy(), shared=single if is_shared[i] else graph.shared)
            for i, bound in enumerate(BOUNDS)
        }


def _interval(known: Capacity | None) -> tuple[float, ...]:
    """Give the ends of an interval: nan where the capacity is unknown, inf where only its upper end is open."""
    if known is None or known.central is None:
        return (np.nan,) * len(BOUNDS)
    ends = (known.low, known.central, known.high)
    return tuple(np.inf if end is None else float(end) for end in ends)


def _country(network: Network, node_id: str) -> str:
    return network.nodes[node_id].country or "unknown"
