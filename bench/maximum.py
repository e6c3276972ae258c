"""The maximum flow and all its minimum cuts on made-up networks, beside the maximum flow of others."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING

import numpy as np
from lines import LIMIT, Growth, Line
from meshes import mesh
from timing import Timing, timed

if TYPE_CHECKING:
    from geo.model.cuts import Bottleneck
    from geo.model.graph import ModelGraph

SIZE = 1000
MANY = 20
"""So many flows are timed together, as one takes a quarter of a millisecond."""


def ours(size: int) -> Bottleneck:
    from geo.model.cuts import max_flow

    return max_flow(mesh(size, whole=True), "0", str(size - 1))


@cache
def warm() -> ModelGraph:
    """Give a network that is asked often: it is laid out, and flows over it are compiled."""
    from geo.model.large_cuts import OFTEN

    for _ in range(OFTEN // SIZE + 1):
        ours(SIZE)
    return mesh(SIZE, whole=True)


def beside_networkx(algorithm: str | None) -> tuple[Timing, Timing]:
    import networkx as nx

    net = warm()
    graph = nx.DiGraph()
    for tail, head, capacity in zip(net.tail.tolist(), net.head.tolist(), net.capacity_mt.tolist(), strict=True):
        graph.add_edge(tail, head, capacity=capacity)
    way = getattr(nx.algorithms.flow, algorithm) if algorithm else None

    def theirs() -> float:
        return nx.minimum_cut(graph, 0, SIZE - 1, flow_func=way)[0]

    np.testing.assert_allclose(ours(SIZE).value_mt, theirs())
    return timed(lambda: ours(SIZE), of=MANY), timed(theirs)


def beside_igraph() -> tuple[Timing, Timing]:
    import igraph

    net = warm()
    graph = igraph.Graph(SIZE, np.column_stack([net.tail, net.head]).tolist(), directed=True)
    capacity = net.capacity_mt.tolist()

    def theirs() -> float:
        return graph.mincut(0, SIZE - 1, capacity=capacity).value

    np.testing.assert_allclose(ours(SIZE).value_mt, theirs())
    return timed(lambda: ours(SIZE), of=MANY), timed(theirs, of=MANY)


def beside_all_of_igraph() -> tuple[Timing, Timing]:
    """Find all that binds, as the tool does: arcs in any minimum cut."""
    import igraph

    net = warm()
    graph = igraph.Graph(SIZE, np.column_stack([net.tail, net.head]).tolist(), directed=True)
    capacity = net.capacity_mt.tolist()

    def theirs() -> set[str]:
        cuts = graph.all_st_mincuts(0, SIZE - 1, capacity=capacity)
        return {net.arc_ids[arc] for one in cuts for arc in one.cut}

    assert theirs() == {one.arc_id for one in ours(SIZE).binding}
    return timed(lambda: ours(SIZE), of=MANY), timed(theirs)


def beside_ortools() -> tuple[Timing, Timing]:
    from ortools.graph.python import max_flow

    net = warm()
    capacity = net.capacity_mt.astype(np.int64)

    def theirs() -> int:
        solver = max_flow.SimpleMaxFlow()
        solver.add_arcs_with_capacity(net.tail, net.head, capacity)
        solver.solve(0, SIZE - 1)
        solver.get_source_side_min_cut()
        return solver.optimal_flow()

    np.testing.assert_allclose(ours(SIZE).value_mt, theirs())
    return timed(lambda: ours(SIZE), of=MANY), timed(theirs, of=MANY)


def solver() -> tuple[Timing, Timing]:
    """Of a flow and its cuts, the flow alone: scipy's, on the network as it was laid out."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import maximum_flow

    net = warm()
    laid = csr_array((net.capacity_mt.astype(np.int32), (net.tail, net.head)), shape=(SIZE, SIZE))

    def push() -> int:
        return maximum_flow(laid, 0, SIZE - 1).flow_value

    np.testing.assert_allclose(ours(SIZE).value_mt, push())
    return timed(lambda: ours(SIZE), of=MANY), timed(push, of=MANY)


def growing(size: int) -> Timing:
    mesh(100 * size, whole=True)
    return timed(lambda: ours(100 * size))


def lines() -> list[Line | Growth]:
    name = f"maximum flow and its cuts, {SIZE:,} nodes"
    return [
        Line(f"{name} | networkx", partial(beside_networkx, None), 1, 3),
        Line(f"{name} | networkx, Dinitz", partial(beside_networkx, "dinitz"), 1, 3, check=False),
        Line(f"{name} | igraph", beside_igraph, None, needs=("igraph",), check=False),
        Line(f"{name} | igraph, all minimum cuts", beside_all_of_igraph, 1, needs=("igraph",), check=False),
        Line(f"{name} | OR-Tools", beside_ortools, None, needs=("ortools",), check=False),
        Line(f"{name} | scipy's flow alone", solver, None, 5, LIMIT, check=False),
        Growth("maximum flow and its cuts, 100 nodes", growing, 1.5),
    ]
