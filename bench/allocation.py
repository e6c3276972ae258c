"""
Goods on their cheapest ways where nothing binds (all or nothing): loads of links, and what each failure changes.

This is all of the job that others do. AequilibraE and the allocation that open studies of networks write for themselves
(igraph's shortest paths from each origin, tonnes added up edge by edge) know no capacities that are kept.
"""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING

import numpy as np
from lines import LIMIT, Growth, Line
from meshes import demand_on, mesh, unlimited
from timing import timed

if TYPE_CHECKING:
    from collections.abc import Callable

    from timing import Timing

SIZE, GOODS = 1000, 100
FEW = (200, 20)


@cache
def case(size: int, goods: int):
    """Give a network and goods, and have searches compiled, as in a process that has searched a large network."""
    from geo.model.searches import compiled_search

    compiled_search()
    net = unlimited(mesh(size))
    return net, demand_on(net, goods)


def ours(size: int, goods: int) -> np.ndarray:
    from geo.model.disruption import Disruptions

    net, demand = case(size, goods)
    load = np.zeros(len(net.owners))
    for one in Disruptions(net, demand).base:
        load[list(one.arcs)] += one.mt
    return load


def of_igraph(size: int, goods: int) -> Callable[[], np.ndarray]:
    import igraph

    net, demand = case(size, goods)
    graph = igraph.Graph(size, np.column_stack([net.tail, net.head]).tolist(), directed=True)
    graph.es["cost"] = net.cost_usd_per_t.tolist()
    by_origin: dict[int, list] = {}
    for one in demand:
        by_origin.setdefault(int(one.origin), []).append(one)

    def loads() -> np.ndarray:
        load = np.zeros(len(net.owners))
        for origin, some in by_origin.items():
            ends = [int(one.destination) for one in some]
            for way, one in zip(graph.get_shortest_paths(origin, ends, "cost", output="epath"), some, strict=True):
                load[way] += one.mt_yr
        return load

    return loads


@cache
def of_aequilibrae(size: int, goods: int) -> Callable[..., np.ndarray]:
    """Its own assignment, on as many processors as it wants; without its bars of progress."""
    import pandas as pd
    from aequilibrae.matrix import AequilibraeMatrix
    from aequilibrae.paths import Graph
    from aequilibrae.paths.all_or_nothing import allOrNothing
    from aequilibrae.paths.results import AssignmentResults

    net, demand = case(size, goods)
    count = len(net.owners)
    ends = sorted({int(end) for one in demand for end in (one.origin, one.destination)})
    place = {vertex: i for i, vertex in enumerate(ends)}
    graph = Graph()
    graph.network = pd.DataFrame(
        {"link_id": np.arange(1, count + 1), "a_node": net.tail + 1, "b_node": net.head + 1,
         "direction": np.ones(count, np.int8), "cost": net.cost_usd_per_t, "id": np.arange(1, count + 1)}
    )  # fmt: skip
    graph.prepare_graph(np.array(ends) + 1)
    graph.set_graph("cost")
    graph.set_blocked_centroid_flows(False)
    matrix = AequilibraeMatrix()
    matrix.create_empty(zones=len(ends), matrix_names=["t"], memory_only=True)
    matrix.index[:] = np.array(ends) + 1
    matrix.matrices[:] = 0
    for one in demand:
        matrix.matrix["t"][place[int(one.origin)], place[int(one.destination)]] += one.mt_yr
    matrix.computational_view(["t"])

    def loads() -> np.ndarray:
        results = AssignmentResults()
        results.prepare(graph, matrix)
        allOrNothing("t", matrix, graph, results).execute()
        return np.asarray(results.get_load_results()["t_tot"])

    return loads


def searches() -> tuple[Timing, Timing]:
    """Goods by the tool, and the compiled searches that it makes for them alone."""
    from unittest import mock

    from geo.model.searches import Searches

    asked, find = [], Searches.ways

    def noted(self: Searches, wanted: list) -> list | None:
        asked.append((self, wanted))
        return find(self, wanted)

    with mock.patch.object(Searches, "ways", noted):
        ours(SIZE, GOODS)
    return timed(lambda: ours(SIZE, GOODS)), timed(lambda: [find(*one) for one in asked])


PEERS = {"igraph": of_igraph, "aequilibrae": of_aequilibrae}


def allocation(peer: str) -> tuple[Timing, Timing]:
    theirs = quiet(PEERS[peer](SIZE, GOODS))
    np.testing.assert_allclose(ours(SIZE, GOODS), theirs(), atol=1e-9)
    return timed(lambda: ours(SIZE, GOODS)), timed(theirs)


def quiet(work: Callable[[], np.ndarray]) -> Callable[[], np.ndarray]:
    """Without what it says of its progress."""
    import contextlib
    import io

    def silent() -> np.ndarray:
        with contextlib.redirect_stderr(io.StringIO()), contextlib.redirect_stdout(io.StringIO()):
            return work()

    return silent


def failures() -> tuple[Timing, Timing]:
    """Each link that is used, out: igraph allocates all goods again for each, on ten of them, in proportion."""
    from geo.model.disruption import Disruptions

    net, demand = case(*FEW)
    used = Disruptions(net, demand).used
    some = used[:: max(1, len(used) // 10)]
    found = {one.failed[0]: one.extra_musd for one in Disruptions(net, demand).single() if not one.unserved_mt}
    np.testing.assert_allclose([found.get(name, 0.0) for name in some], one_by_one(some), rtol=1e-9, atol=1e-6)
    return (
        timed(lambda: Disruptions(net, demand).single()),
        timed(lambda: one_by_one(some), times=len(used) / len(some)),
    )


def one_by_one(names: tuple[str, ...]) -> list[float]:
    """Let a link cost so much that no goods take it, and add up what all goods cost, for each link."""
    import igraph

    net, demand = case(*FEW)
    graph = igraph.Graph(net.size, np.column_stack([net.tail, net.head]).tolist(), directed=True)
    cost, owners = net.cost_usd_per_t, np.array(net.owners)

    def whole(weights: list[float]) -> float:
        total = 0.0
        for one in demand:
            (way,) = graph.get_shortest_paths(int(one.origin), int(one.destination), weights, output="epath")
            total += float(cost[way].sum()) * one.mt_yr
        return total

    before = whole(cost.tolist())
    return [whole(np.where(owners == name, 1e6, cost).tolist()) - before for name in names]


def growing(size: int) -> Timing:
    case(SIZE // 10 * size, GOODS // 10)
    return timed(lambda: ours(SIZE // 10 * size, GOODS // 10))


def lines() -> list[Line | Growth]:
    name = f"{GOODS} goods on their cheapest ways, {SIZE:,} nodes"
    return [
        Line(f"{name} | igraph, path by path", partial(allocation, "igraph"), 1, 3, needs=("igraph",)),
        Line(f"{name} | AequilibraE", partial(allocation, "aequilibrae"), 1, 3, needs=("aequilibrae",), check=False),
        Line(f"each link out, {FEW[1]} goods, {FEW[0]} nodes | igraph, again for each", failures, 10, 3,
             needs=("igraph",)),
        Line(f"{name} | its searches alone", searches, None, 3, LIMIT, check=False),
        Growth(f"{GOODS // 10} goods on their cheapest ways, {SIZE // 10} nodes", growing, 1.2),
    ]  # fmt: skip
