"""Shortest paths, alternatives and distances on made-up networks of up to 270,000 nodes, beside others'."""

from __future__ import annotations

from functools import cache, partial
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from lines import LIMIT, Growth, Line
from timing import once, timed

if TYPE_CHECKING:
    from collections.abc import Callable

    from timing import Timing

SIZES = (1_000, 100_000, 270_000)
PAIRS = 10
ALTERNATIVES = 10
STEPS = 15
"""Alternatives are sought between nodes about so many steps apart, as peers take minutes for farther ones."""
FROM = 8
"""Of the larger networks, distances are measured from so many nodes to all."""
Pairs = list[tuple[int, int]]


class Roads(NamedTuple):
    """A plane network: a triangulation of random points, both ways, each side with a length of its own."""

    tail: np.ndarray
    head: np.ndarray
    length: np.ndarray
    pairs: Pairs
    near: tuple[int, int]


@cache
def roads(size: int) -> Roads:
    from scipy.spatial import Delaunay

    rng = np.random.default_rng(7)
    places = rng.random((size, 2))
    corners = Delaunay(places).simplices
    sides = np.unique(np.sort(np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]])), axis=0)
    ends = np.concatenate([sides, sides[:, ::-1]]).astype(np.int32)
    length = np.hypot(*(places[sides[:, 0]] - places[sides[:, 1]]).T) * rng.uniform(1, 2, len(sides))
    pairs = [tuple(map(int, rng.choice(size, 2, replace=False))) for _ in range(PAIRS)]
    near = int(np.argmin(np.abs(np.hypot(*(places - places[0]).T) - STEPS / np.sqrt(size))))
    return Roads(ends[:, 0].copy(), ends[:, 1].copy(), np.concatenate([length, length]), pairs, (0, near))


@cache
def finder(size: int):
    """Give the tool's finder, warm: asked often enough to have numbered the network, compiled, and set landmarks."""
    from geo.model import searches
    from geo.model.paths import PathFinder

    net = roads(size)
    found = PathFinder(size, net.tail, net.head, net.length)
    for question in range(2 + max(searches.KNOWN, searches.OFTEN // size)):
        found.shortest(*net.pairs[question % PAIRS], 1)
    return found


def weighted(size: int):
    net = roads(size)
    return zip(net.tail.tolist(), net.head.tolist(), net.length.tolist(), strict=True)


@cache
def digraph(size: int):
    import networkx as nx

    graph = nx.DiGraph()
    graph.add_weighted_edges_from(weighted(size))
    return graph


@cache
def streets(size: int):
    """Give the graph as osmnx has it."""
    import networkx as nx

    graph = nx.MultiDiGraph(crs="epsg:4326")
    graph.add_weighted_edges_from(weighted(size))
    return graph


@cache
def of_igraph(size: int):
    import igraph

    net = roads(size)
    return igraph.Graph(size, np.column_stack([net.tail, net.head]).tolist(), directed=True), net.length.tolist()


@cache
def of_scgraph(size: int):
    import scgraph

    ways: list[dict[int, float]] = [{} for _ in range(size)]
    for tail, head, length in weighted(size):
        ways[tail][head] = length
    return scgraph.Graph(ways)


def ours(size: int, pairs: Pairs, k: int = 1) -> list[list[list[int]]]:
    head = roads(size).head
    return [[[a, *head[list(path)].tolist()] for path in finder(size).shortest(a, b, k)] for a, b in pairs]


def by_networkx(size: int, pairs: Pairs, search: str) -> list[list[list[int]]]:
    import networkx as nx

    return [[getattr(nx, search)(digraph(size), a, b, weight="weight")] for a, b in pairs]


def by_osmnx(size: int, pairs: Pairs) -> list[list[list[int]]]:
    import osmnx

    return [[list(osmnx.routing.shortest_path(streets(size), a, b, weight="weight"))] for a, b in pairs]


def by_igraph(size: int, pairs: Pairs) -> list[list[list[int]]]:
    graph, weights = of_igraph(size)
    return [[graph.get_shortest_path(a, b, weights=weights)] for a, b in pairs]


def by_scgraph(size: int, pairs: Pairs) -> list[list[list[int]]]:
    graph = of_scgraph(size)
    return [[graph.bidirectional_dijkstra(origin_id=a, destination_id=b)["path"]] for a, b in pairs]


ONE = {
    "networkx, from one end": (partial(by_networkx, search="dijkstra_path"), 15, 2),
    "networkx, from both ends": (partial(by_networkx, search="shortest_path"), 15, 2),
    "osmnx": (by_osmnx, 15, 1),
    "igraph": (by_igraph, 1, PAIRS),
    "scgraph": (by_scgraph, 1, PAIRS),
}
"""By peer: its search, the goal, and between how many of the pairs it searches in a round."""


def is_slow(size: int, peer: str) -> bool:
    """Osmnx looks through all arcs, or copies the graph, at each call: it is measured once."""
    return peer == "osmnx" and size > SIZES[0]


def one(size: int, peer: str) -> tuple[Timing, Timing]:
    search, _, count = ONE[peer]
    pairs = roads(size).pairs[: PAIRS if size == SIZES[0] else count]
    if is_slow(size, peer):
        their_time, answer = once(lambda: search(size, pairs))
        np.testing.assert_equal(ours(size, pairs), answer)
        return timed(lambda: ours(size, pairs), of=10), their_time
    np.testing.assert_equal(ours(size, pairs), search(size, pairs))
    often = 10 if size == SIZES[0] else 1
    return timed(lambda: ours(size, pairs), of=often), timed(lambda: search(size, pairs))


def ten_by_networkx(size: int, pair: tuple[int, int]) -> list[list[int]]:
    import networkx as nx

    return list(islice(nx.shortest_simple_paths(digraph(size), *pair, weight="weight"), ALTERNATIVES))


def ten_by_osmnx(size: int, pair: tuple[int, int]) -> list[list[int]]:
    import osmnx

    return list(osmnx.routing.k_shortest_paths(streets(size), *pair, ALTERNATIVES, weight="weight"))


def ten_by_igraph(size: int, pair: tuple[int, int]) -> list[list[int]]:
    graph, weights = of_igraph(size)
    return graph.get_k_shortest_paths(*pair, k=ALTERNATIVES, weights=weights)


TEN = {"networkx": (ten_by_networkx, 100), "osmnx": (ten_by_osmnx, 100), "igraph": (ten_by_igraph, 1)}


def ten(size: int, peer: str) -> tuple[Timing, Timing]:
    search, pair = TEN[peer][0], roads(size).near
    their_time, answer = once(lambda: search(size, pair))
    np.testing.assert_equal(ours(size, [pair], ALTERNATIVES)[0], answer)
    their_time = their_time if is_slow(size, peer) else timed(lambda: search(size, pair))
    return timed(lambda: ours(size, [pair], ALTERNATIVES), of=10), their_time


def sources(size: int) -> list[int]:
    return list(range(size if size == SIZES[0] else FROM))


def matrix_by_networkx(size: int, some: list[int]) -> np.ndarray:
    import networkx as nx

    found = [nx.single_source_dijkstra_path_length(digraph(size), place) for place in some]
    return np.array([[row[vertex] for vertex in range(size)] for row in found])


def matrix_by_igraph(size: int, some: list[int]) -> np.ndarray:
    graph, weights = of_igraph(size)
    return np.array(graph.distances(some, weights=weights, mode="in"))


def matrix_by_scgraph(size: int, some: list[int]) -> np.ndarray:
    graph = of_scgraph(size)
    return np.array([graph.get_shortest_path_tree(place)["distance_matrix"] for place in some])


MATRIX = {"networkx": (matrix_by_networkx, 15, 2), "igraph": (matrix_by_igraph, 1, FROM),
          "scgraph": (matrix_by_scgraph, 1, FROM)}  # fmt: skip
"""The last: from how many nodes a peer measures in a round, in proportion."""


def matrix(size: int, peer: str) -> tuple[Timing, Timing]:
    """Distances to nodes: as far as from them, each side being as long both ways."""
    search, _, count = MATRIX[peer]
    some = sources(size)
    part = some if size == SIZES[0] and peer != "networkx" else some[:count]
    searches = finder(size).searches
    np.testing.assert_allclose(searches.distances(part), search(size, part), rtol=1e-12)
    return (
        timed(lambda: searches.distances(some)),
        timed(lambda: search(size, part), times=len(some) / len(part)),
    )


def memory(size: int) -> tuple[Timing, Timing]:
    """One distance to all nodes, and the same reads of memory alone: each arc once, and what it leads to."""
    searches, net = finder(size).searches, roads(size)
    order = np.argsort(net.tail, kind="stable")
    heads, length, distance = net.head[order], net.length[order], np.zeros(size)

    def read() -> float:
        far = distance[heads] + length
        return far.min()

    return timed(lambda: searches.distances([0])), timed(read)


def search(size: int) -> tuple[Timing, Timing]:
    """Ways by the tool, and the compiled search for them alone, over arrays that lie ready."""
    from geo.model.compiled_ways import toward

    searches, pairs = finder(size).searches, roads(size).pairs
    layout, landmarks = searches._near, searches._landmarks  # noqa: SLF001 - what the tool keeps from one to the next
    ends = [layout.places(pair) for pair in pairs]

    def alone() -> list[np.ndarray]:
        return [toward(layout.onward, layout.back, landmarks, both) for both in ends]

    np.testing.assert_equal([list(layout.arcs(way)) for way in alone()], [list(searches.way(*pair)) for pair in pairs])
    return timed(lambda: ours(size, pairs), of=10), timed(alone, of=10)


def growing(size: int) -> Timing:
    size *= SIZES[0]
    pairs = roads(size).pairs
    finder(size)
    return timed(lambda: ours(size, pairs))


def growing_matrix(size: int) -> Timing:
    size *= SIZES[0]
    searches, some = finder(size).searches, list(range(FROM))
    return timed(lambda: searches.distances(some))


def named(size: int) -> str:
    return f"{size:,} nodes"


def rounds(size: int, peer: str) -> int:
    return 1 if is_slow(size, peer) else 5 if size == SIZES[0] else 3


def group(title: Callable[[int], str], make: Callable, peers: dict, checked: tuple[str, ...]) -> list[Line]:
    """Give one line a size and peer; small and quick ones are checked."""
    return [
        Line(f"{title(size)} | {peer}", partial(make, size, peer), goal, rounds(size, peer),
             needs=(peer,) if peer in ("igraph", "scgraph") else (), warm=False,
             check=peer in checked and size < SIZES[2])
        for size in SIZES
        for peer, (_, goal, *_) in peers.items()
    ]  # fmt: skip


def lines() -> list[Line | Growth]:
    checked = ("networkx, from both ends", "igraph", "scgraph")
    return [
        *group(lambda size: f"shortest path, {named(size)}", one, ONE, checked),
        *group(lambda size: f"{ALTERNATIVES} shortest paths, {named(size)}", ten, TEN, ("networkx", "igraph")),
        *group(
            lambda size: f"distances of {'all' if size == SIZES[0] else FROM} to all, {named(size)}", matrix, MATRIX,
            ("igraph", "scgraph"),
        ),
        *(
            Line(f"shortest path, {named(size)} | the search alone", partial(search, size), None, 5, LIMIT, check=False)
            for size in SIZES
        ),
        Line(f"distances of one to all, {named(SIZES[1])} | its reads of memory alone", partial(memory, SIZES[1]), None,
             5, LIMIT),
        Growth("shortest path, 1,000 nodes", growing, 1.2),
        Growth(f"distances of {FROM} to all, 1,000 nodes", growing_matrix, 1.2),
    ]  # fmt: skip
