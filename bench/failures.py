"""All single failures in one pass, beside networkx link by link; double failures."""

from __future__ import annotations

import numpy as np
import shipped
from timing import Row, alone, compare, timed

from geo.model.demand import Commodity, observed_demand
from geo.model.disruption import Disruptions
from geo.model.graph import ModelGraph, plain_graph

NODES = 200
GOODS = 20


def made_up() -> tuple[ModelGraph, list[Commodity]]:
    """A triangulation of random points, and goods between pairs of them."""
    from scipy.spatial import Delaunay

    rng = np.random.default_rng(5)
    places = rng.random((NODES, 2))
    corners = Delaunay(places).simplices
    sides = np.unique(np.sort(np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]])), axis=0)
    ends = np.concatenate([sides, sides[:, ::-1]])
    cost = np.hypot(*(places[ends[:, 0]] - places[ends[:, 1]]).T) * rng.uniform(50, 100, len(ends))
    pairs = [rng.choice(NODES, 2, replace=False) for _ in range(GOODS)]
    demand = [Commodity(f"c{i}", str(a), str(b), float(rng.uniform(1, 5))) for i, (a, b) in enumerate(pairs)]
    net = plain_graph(
        NODES, [(int(a), int(b)) for a, b in ends], np.full(len(ends), np.inf).tolist(), cost=cost.tolist()
    )
    return net, demand


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


def single(name: str, net: ModelGraph, demand: list[Commodity]) -> Row:
    net = net.with_capacity(np.full(len(net.owners), np.inf))  # networkx has no flow of several goods at least cost

    def ours() -> dict[str, float]:
        return {one.failed[0]: one.extra_musd for one in Disruptions(net, demand).single() if not one.unserved_mt}

    found, theirs = ours(), link_by_link(net, demand)
    for owner, extra in theirs.items():
        if not np.isnan(extra):
            np.testing.assert_allclose(found.get(owner, 0.0), extra, rtol=1e-9, atol=1e-5)
    return compare(
        f"single failures of {name} | networkx link by link", timed(ours), timed(lambda: link_by_link(net, demand)),
        100, 1, warm=False,
    )  # fmt: skip


def of_bottleneck() -> Row:
    """Find what passes between two places with each link out: one batch of draws, and networkx link by link."""
    import networkx as nx

    from geo.model.contraction import contract
    from geo.model.draws import bottleneck_draws

    ends = shipped.ENDS
    net = shipped.graph(*ends)
    limits = np.where(np.isfinite(net.group_capacity_mt), net.group_capacity_mt, shipped.ENDLESS)
    net = net.with_capacity(limits[net.shared])
    owners = list(dict.fromkeys(net.owners))
    groups = {
        owner: {int(g) for g, one in zip(net.shared, net.owners, strict=True) if one == owner} for owner in owners
    }

    def ours() -> np.ndarray:
        problem = contract(net, *ends)
        rows = {g: np.array([0.0 if g in groups[owner] else limits[g] for owner in owners]) for g in problem.groups}
        return bottleneck_draws(problem, rows, len(owners)).value_mt

    arcs = shipped.arcs(net, ends)

    def theirs() -> np.ndarray:
        found = []
        for owner in owners:
            graph = nx.DiGraph()
            for tail, head, group in arcs:
                capacity = 0.0 if group in groups[owner] else limits[group] if group >= 0 else shipped.ENDLESS
                old = graph[tail][head]["capacity"] if graph.has_edge(tail, head) else 0.0
                graph.add_edge(tail, head, capacity=old + capacity)
            found.append(nx.maximum_flow_value(graph, 0, 1))
        return np.array(found)

    np.testing.assert_allclose(ours(), theirs(), rtol=1e-9, atol=1e-9)
    name = "what passes with each link of the shipped network out | networkx link by link"
    return compare(name, timed(ours), timed(theirs), 100, 3, warm=False)


def rows() -> list[Row]:
    demand = observed_demand(shipped.atlas())
    net = shipped.graph(*sorted({end for one in demand for end in (one.origin, one.destination)}))
    demand = [one for one in demand if {one.origin, one.destination} <= set(net.sides)]
    bound = "of the shipped network, capacities bind"
    return [
        of_bottleneck(),
        single("the shipped network", net, demand),
        single(f"{NODES} nodes, {GOODS} goods", *made_up()),
        alone(f"single failures {bound}", timed(lambda: Disruptions(net, demand).single()), 1, 3),
        alone(f"double failures {bound}", timed(lambda: Disruptions(net, demand).double()), 3, 1),
    ]
