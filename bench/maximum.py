"""The maximum flow and all its minimum cuts on made-up networks, beside the maximum flow of others."""

from __future__ import annotations

from functools import partial

import numpy as np
from lines import LIMIT, Growth, Line
from meshes import mesh
from timing import Timing, timed

SIZE = 1000


def ours(size: int) -> float:
    from geo.model.cuts import max_flow

    return max_flow(mesh(size, whole=True), "0", str(size - 1)).value_mt


def beside_networkx(algorithm: str | None) -> tuple[Timing, Timing]:
    import networkx as nx

    net = mesh(SIZE, whole=True)
    graph = nx.DiGraph()
    for tail, head, capacity in zip(net.tail.tolist(), net.head.tolist(), net.capacity_mt.tolist(), strict=True):
        graph.add_edge(tail, head, capacity=capacity)
    way = getattr(nx.algorithms.flow, algorithm) if algorithm else None

    def theirs() -> float:
        return nx.minimum_cut(graph, 0, SIZE - 1, flow_func=way)[0]

    np.testing.assert_allclose(ours(SIZE), theirs())
    return timed(lambda: ours(SIZE)), timed(theirs)


def beside_igraph() -> tuple[Timing, Timing]:
    import igraph

    net = mesh(SIZE, whole=True)
    graph = igraph.Graph(SIZE, np.column_stack([net.tail, net.head]).tolist(), directed=True)
    capacity = net.capacity_mt.tolist()

    def theirs() -> float:
        return graph.mincut(0, SIZE - 1, capacity=capacity).value

    np.testing.assert_allclose(ours(SIZE), theirs())
    return timed(lambda: ours(SIZE)), timed(theirs)


def beside_ortools() -> tuple[Timing, Timing]:
    from ortools.graph.python import max_flow

    net = mesh(SIZE, whole=True)
    capacity = net.capacity_mt.astype(np.int64)

    def theirs() -> int:
        solver = max_flow.SimpleMaxFlow()
        solver.add_arcs_with_capacity(net.tail, net.head, capacity)
        solver.solve(0, SIZE - 1)
        solver.get_source_side_min_cut()
        return solver.optimal_flow()

    np.testing.assert_allclose(ours(SIZE), theirs())
    return timed(lambda: ours(SIZE)), timed(theirs)


def solver() -> tuple[Timing, Timing]:
    """Of a flow and its cuts, the flow alone: scipy's, on the network as it was laid out."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import maximum_flow

    net = mesh(SIZE, whole=True)
    laid = csr_array((net.capacity_mt.astype(np.int32), (net.tail, net.head)), shape=(SIZE, SIZE))

    def push() -> int:
        return maximum_flow(laid, 0, SIZE - 1).flow_value

    np.testing.assert_allclose(ours(SIZE), push())
    return timed(lambda: ours(SIZE)), timed(push)


def growing(size: int) -> Timing:
    mesh(100 * size, whole=True)
    return timed(lambda: ours(100 * size))


def lines() -> list[Line | Growth]:
    name = f"maximum flow and its cuts, {SIZE:,} nodes"
    return [
        Line(f"{name} | networkx", partial(beside_networkx, None), 1, 3),
        Line(f"{name} | networkx, Dinitz", partial(beside_networkx, "dinitz"), 1, 3, check=False),
        Line(f"{name} | igraph", beside_igraph, None, needs=("igraph",), check=False),
        Line(f"{name} | OR-Tools", beside_ortools, None, needs=("ortools",), check=False),
        Line(f"{name} | scipy's flow alone", solver, None, 5, LIMIT, check=False),
        Growth("maximum flow and its cuts, 100 nodes", growing, 1.5),
    ]
