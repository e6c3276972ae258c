"""All single failures in one pass, beside networkx link by link; double failures."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING

import numpy as np
import shipped
from lines import LIMIT, Alone, Growth, Line
from meshes import demand_on, mesh, unlimited
from timing import Timing, once, timed

from geo.model.demand import Commodity, observed_demand
from geo.model.disruption import Disruptions
from geo.model.searches import compiled_search

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.model.graph import ModelGraph

NODES = 200
GOODS = 20
MANY = 10
"""So many times what takes milliseconds is timed together."""


@cache
def of_shipped() -> tuple[ModelGraph, list[Commodity]]:
    demand = observed_demand(shipped.atlas())
    net = shipped.graph(*sorted({end for one in demand for end in (one.origin, one.destination)}))
    return net, [one for one in demand if {one.origin, one.destination} <= set(net.sides)]


@cache
def made_up() -> tuple[ModelGraph, list[Commodity]]:
    return mesh(NODES), demand_on(mesh(NODES), GOODS)


def link_by_link(net: ModelGraph, demand: list[Commodity]) -> dict[str, float]:
    """Take each link out, look for the cheapest way of all goods again, and give the extra cost where all pass."""
    import networkx as nx

    graph = nx.MultiDiGraph()
    arcs = list(zip(net.tail.tolist(), net.head.tolist(), net.cost_usd_per_t.tolist(), net.owners, strict=True))
    for number, (tail, head, cost, _) in enumerate(arcs):
        graph.add_edge(tail, head, key=number, weight=cost)
    for place in {end for one in demand for end in (one.origin, one.destination)}:
        for vertex in net.sides[place]:
            graph.add_edge(f"{place} from", vertex, weight=0.0)
            graph.add_edge(vertex, f"{place} to", weight=0.0)

    def cost_of_all() -> float:
        try:
            return sum(
                one.mt_yr * nx.dijkstra_path_length(graph, f"{one.origin} from", f"{one.destination} to")
                for one in demand
            )
        except nx.NetworkXNoPath:
            return np.nan

    before, extra = cost_of_all(), {}
    for owner in dict.fromkeys(net.owners):
        own = [(tail, head, number, cost) for number, (tail, head, cost, name) in enumerate(arcs) if name == owner]
        graph.remove_edges_from([arc[:3] for arc in own])
        extra[owner] = cost_of_all() - before
        for tail, head, number, cost in own:
            graph.add_edge(tail, head, key=number, weight=cost)
    return extra


def single(case: Callable[[], tuple[ModelGraph, list[Commodity]]]) -> tuple[Timing, Timing]:
    """Compare where nothing binds: networkx has no flow of several goods at least cost. Searches are compiled."""
    compiled_search()
    net, demand = case()
    net = unlimited(net)

    def ours() -> dict[str, float]:
        return {one.failed[0]: one.extra_musd for one in Disruptions(net, demand).single() if not one.unserved_mt}

    their_time, theirs = once(lambda: link_by_link(net, demand))
    found = ours()
    for owner, extra in theirs.items():
        if not np.isnan(extra):
            np.testing.assert_allclose(found.get(owner, 0.0), extra, rtol=1e-9, atol=1e-5)
    return timed(ours), their_time


def searches() -> tuple[Timing, Timing]:
    """Failures by the tool, and the searches that it makes for them alone."""
    from unittest import mock

    from geo.model.searches import Searches

    net, demand = of_shipped()
    net, asked = unlimited(net), []
    finds = {name: getattr(Searches, name) for name in ("ways", "led", "distances")}

    def noting(name: str) -> Callable:
        def noted(*words: object) -> object:
            asked.append((finds[name], words))
            return finds[name](*words)

        return noted

    with mock.patch.multiple(Searches, **{name: noting(name) for name in finds}):
        Disruptions(net, demand).single()
    return timed(lambda: Disruptions(net, demand).single(), of=MANY), timed(
        lambda: [find(*words) for find, words in asked], of=MANY
    )


def of_bottleneck() -> tuple[Timing, Timing]:
    """Find what passes between two places with each link out, and by networkx on arcs made ready without each."""
    import networkx as nx

    from geo.model.closures import passes_without
    from geo.model.cuts import max_flow

    ends = shipped.ENDS
    net = shipped.graph(*ends)
    limits = np.where(np.isfinite(net.group_capacity_mt), net.group_capacity_mt, shipped.ENDLESS)
    net = net.with_capacity(limits[net.shared])
    owners = np.array(net.owners)
    without_each = {owner: net.without(owners == owner) for owner in dict.fromkeys(net.owners)}
    ready = {owner: (left.group_capacity_mt, shipped.arcs(left, ends)) for owner, left in without_each.items()}

    def ours() -> dict[str, float]:
        return passes_without(net, *ends)

    def theirs() -> dict[str, float]:
        found = {}
        for owner, (full, arcs) in ready.items():
            graph = nx.DiGraph()
            graph.add_nodes_from((0, 1))
            for tail, head, group in arcs:
                old = graph[tail][head]["capacity"] if graph.has_edge(tail, head) else 0.0
                graph.add_edge(tail, head, capacity=old + (full[group] if group >= 0 else shipped.ENDLESS))
            found[owner] = nx.maximum_flow_value(graph, 0, 1)
        return found

    whole, without = max_flow(net, *ends).value_mt, ours()
    for owner, value in theirs().items():
        np.testing.assert_allclose(without.get(owner, whole), value, rtol=1e-9, atol=1e-9)
    return timed(ours, of=MANY), timed(theirs)


def binding(many: str) -> Timing:
    net, demand = of_shipped()

    def find() -> list:
        disruptions = Disruptions(net, demand)
        return disruptions.single() if many == "single" else disruptions.double()

    return timed(find)


def growing(size: int) -> Timing:
    net = unlimited(mesh(40 * size))
    demand = demand_on(net, 4)
    return timed(lambda: Disruptions(net, demand).single())


def lines() -> list[Line | Alone | Growth]:
    bound, again = "of the shipped network, capacities bind", "networkx link by link"
    return [
        Line(f"what passes with each link of the shipped network out | {again}", of_bottleneck, 100, 3),
        Line(f"single failures of the shipped network | {again}", partial(single, of_shipped), 100, 3),
        Line(
            f"single failures of {NODES} nodes, {GOODS} goods | {again}", partial(single, made_up), 100, 1, check=False
        ),
        Line("single failures of the shipped network | its searches alone", searches, None, 3, LIMIT, check=False),
        Alone(f"single failures {bound}", partial(binding, "single"), 1, 3),
        Alone(f"double failures {bound}", partial(binding, "double"), 3, 1),
        Growth("single failures, 40 nodes, 4 goods", growing, 2),
    ]
