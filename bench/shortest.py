"""Shortest paths on a made-up network of 100,000 nodes, beside networkx and igraph."""

from __future__ import annotations

from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from timing import Row, compare, peer, timed

if TYPE_CHECKING:
    from collections.abc import Callable

NODES = 100_000
PAIRS = 5
ALTERNATIVES = 10
NEAR = 0.2


class Roads(NamedTuple):
    """A plane network: a triangulation of random points, both ways, each with a length of its own."""

    tail: np.ndarray
    head: np.ndarray
    length: np.ndarray
    pairs: list[tuple[int, int]]
    near: tuple[int, int]


@cache
def roads() -> Roads:
    from scipy.spatial import Delaunay

    rng = np.random.default_rng(7)
    places = rng.random((NODES, 2))
    corners = Delaunay(places).simplices
    sides = np.unique(np.sort(np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]])), axis=0)
    ends = np.concatenate([sides, sides[:, ::-1]]).astype(np.int32)
    straight = np.hypot(*(places[ends[:, 0]] - places[ends[:, 1]]).T)
    pairs = [tuple(map(int, rng.choice(NODES, 2, replace=False))) for _ in range(PAIRS)]
    near = int(np.argmin(np.abs(np.hypot(*(places - places[0]).T) - NEAR)))
    return Roads(ends[:, 0].copy(), ends[:, 1].copy(), straight * rng.uniform(1, 2, len(ends)), pairs, (0, near))


@cache
def finder():
    from geo.model.paths import PathFinder

    net = roads()
    return PathFinder(NODES, net.tail, net.head, net.length)


@cache
def digraph():
    import networkx as nx

    net = roads()
    graph = nx.DiGraph()
    graph.add_weighted_edges_from(zip(net.tail.tolist(), net.head.tolist(), net.length.tolist(), strict=True))
    return graph


def ours(k: int, pairs: list[tuple[int, int]]) -> list[list[list[int]]]:
    head = roads().head
    return [[[a, *head[list(path)].tolist()] for path in finder().shortest(a, b, k)] for a, b in pairs]


def one(search: Callable[..., list[int]]) -> Row:
    pairs, graph = roads().pairs, digraph()

    def theirs() -> list[list[list[int]]]:
        return [[search(graph, a, b, weight="weight")] for a, b in pairs]

    np.testing.assert_equal(ours(1, pairs), theirs())
    name = f"shortest path, {NODES} nodes | networkx, {search.__name__}"
    return compare(name, timed(lambda: ours(1, pairs), times=1 / PAIRS), timed(theirs, times=1 / PAIRS), 15, 3)


def ten() -> Row:
    """One near pair and one round, as networkx takes minutes for a far one."""
    import networkx as nx

    pair, graph = [roads().near], digraph()
    found: list[list[list[list[int]]]] = []

    def theirs() -> None:
        ways = nx.shortest_simple_paths(graph, *pair[0], weight="weight")
        found.append([list(islice(ways, ALTERNATIVES))])

    their_time = timed(theirs)()
    np.testing.assert_equal(ours(ALTERNATIVES, pair), found[0])
    name = f"{ALTERNATIVES} shortest paths, {NODES} nodes | networkx"
    return compare(name, timed(lambda: ours(ALTERNATIVES, pair)), lambda: their_time, 100, 3)


def beside_igraph() -> list[Row]:
    """For information: igraph's shortest path, and its Yen."""
    name = f"shortest path, {NODES} nodes | igraph"
    igraph = peer("igraph", name)
    if igraph is None:
        return []
    net = roads()
    graph = igraph.Graph(NODES, np.column_stack([net.tail, net.head]).tolist(), directed=True)
    weights = net.length.tolist()

    def theirs() -> list[list[list[int]]]:
        return [[graph.get_shortest_path(a, b, weights=weights)] for a, b in net.pairs]

    np.testing.assert_equal(ours(1, net.pairs), theirs())
    return [compare(name, timed(lambda: ours(1, net.pairs)), timed(theirs), None, 3)]


def rows() -> list[Row]:
    import networkx as nx

    return [one(nx.dijkstra_path), one(nx.shortest_path), ten(), *beside_igraph()]
