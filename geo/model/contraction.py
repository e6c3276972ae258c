"""What is left of a network for a flow between two places, once all that cannot bind is drawn together."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from geo.model.maxflow import Residual

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from geo.model.graph import ModelGraph

    Floats = NDArray[np.float64]

UNLIMITED = -1
CLOSED = -2


@dataclass(frozen=True, eq=False)
class Contracted:
    """
    A flow between two places, on the edges that can bind.

    Parameters
    ----------
    graph
        The network it was made of.
    ends
        Origin and destination.
    size
        The number of vertices; vertex 0 is the origin, vertex 1 the destination.
    edges
        For each edge its tail, its head, and the group whose capacity it has onward and back: `UNLIMITED` or `CLOSED`
        where it has none. What goes onward and what goes back is net of each other.
    loose
        Groups of several edges that are neither opposite nor side by side: each edge may first use the capacity
        whole, and a flow is to be checked.
    is_unlimited
        Whether a way leads on which nothing is known to limit.
    """

    graph: ModelGraph
    ends: tuple[str, str]
    size: int
    edges: tuple[tuple[int, int, int, int], ...]
    loose: tuple[tuple[int, tuple[int, ...]], ...]
    is_unlimited: bool

    @cached_property
    def groups(self) -> tuple[int, ...]:
        """The groups whose capacity can bind."""
        return tuple(sorted({group for edge in self.edges for group in edge[2:] if group >= 0}))

    @cached_property
    def out(self) -> tuple[tuple[int, ...], ...]:
        """The ways out of each vertex: ``2i`` as the i-th edge runs, ``2i + 1`` against it."""
        found: list[list[int]] = [[] for _ in range(self.size)]
        for edge, (tail, head, _, _) in enumerate(self.edges):
            found[tail].append(2 * edge)
            found[head].append(2 * edge + 1)
        return tuple(map(tuple, found))


def contract(graph: ModelGraph, origin: str, destination: str) -> Contracted:
    """
    Draw together all vertices between which goods move without a limit, and drop what no way passes.

    The maximum flow and its minimum cuts stay what they are, for any capacities of the groups whose capacity is known
    and finite; those of the others are taken as unlimited.

    Parameters
    ----------
    graph
        The network.
    origin, destination
        Two nodes.

    Returns
    -------
    contracted
        Mostly a small fraction of the network.

    Raises
    ------
    UnknownIdError
        If a place is not in the graph, or the two are one.
    """
    graph.check_ends(origin, destination)
    limits = graph.group_capacity_mt
    arcs = [
        (tail, head, group if np.isfinite(limits[group]) else UNLIMITED)
        for tail, head, group in zip(graph.tail.tolist(), graph.head.tolist(), graph.shared.tolist(), strict=True)
    ]
    label = _merged(graph.size, arcs, (graph.sides[origin], graph.sides[destination]))
    if label[graph.sides[origin][0]] == label[graph.sides[destination][0]]:
        return Contracted(graph, (origin, destination), 2, (), (), is_unlimited=True)
    source, target = label[graph.sides[origin][0]], label[graph.sides[destination][0]]
    kept = _pruned([(label[a], label[b], group) for a, b, group in arcs if label[a] != label[b]], source, target)
    number = {source: 0, target: 1}
    for tail, head, _ in kept:
        number.setdefault(tail, len(number))
        number.setdefault(head, len(number))
    size, edges, loose = _edges(len(number), [(number[a], number[b], group) for a, b, group in kept])
    open_ways = _reach([(a, b) for a, b, onward, _ in edges if onward == UNLIMITED], [0])
    return Contracted(graph, (origin, destination), size, edges, loose, is_unlimited=1 in open_ways)


def _merged(
    size: int, arcs: Sequence[tuple[int, int, int]], ends: tuple[tuple[int, ...], tuple[int, ...]]
) -> list[int]:
    """Label each vertex with the first of those it exchanges goods with freely; all sides of a place are one."""
    free = [(a, b) for a, b, group in arcs if group == UNLIMITED]
    for sides in ends:
        free += [(a, b) for a in sides for b in sides]
    freely = Residual(size)
    for a, b in free:
        freely.add(a, b, 1)
    first: dict[int, int] = {}
    return [first.setdefault(piece, vertex) for vertex, piece in enumerate(freely.pieces())]


def _pruned(arcs: list[tuple[int, int, int]], source: int, target: int) -> list[tuple[int, int, int]]:
    """Drop what no way from source to target passes, dead ends included."""
    near = _reach([(a, b) for a, b, _ in arcs if a != target], [source])
    passed = near & _reach([(b, a) for a, b, _ in arcs if b != source], [target])
    arcs = [(a, b, g) for a, b, g in arcs if a in passed and b in passed and b != source and a != target]
    beside: dict[int, set[int]] = {}
    for a, b, _ in arcs:
        beside.setdefault(a, set()).add(b)
        beside.setdefault(b, set()).add(a)
    dead = [v for v, others in beside.items() if len(others) == 1 and v not in (source, target)]
    for end in dead:  # what it led to may be a dead end without it
        for other in beside.pop(end):
            beside[other].discard(end)
            if len(beside[other]) == 1 and other not in (source, target):
                dead.append(other)
    return [(a, b, g) for a, b, g in arcs if a in beside and b in beside]


def _edges(
    size: int, arcs: Sequence[tuple[int, int, int]]
) -> tuple[int, tuple[tuple[int, int, int, int], ...], tuple[tuple[int, tuple[int, ...]], ...]]:
    """Join opposite arcs of a group to one edge, and lead arcs of a group that meet through one edge of their own."""
    edges: list[tuple[int, int, int, int]] = []
    loose: list[tuple[int, tuple[int, ...]]] = []
    by_group: dict[int, list[tuple[int, int]]] = {}
    for tail, head, group in arcs:
        if group == UNLIMITED:
            edges.append((tail, head, UNLIMITED, CLOSED))
        else:
            by_group.setdefault(group, []).append((tail, head))
    for group, pairs in by_group.items():
        tails, heads = {a for a, _ in pairs}, {b for _, b in pairs}
        if len(pairs) > 1 and (len(tails) == 1 or len(heads) == 1):
            edges.append((min(tails), size, group, CLOSED) if len(tails) == 1 else (size, min(heads), group, CLOSED))
            edges += [(size, b, UNLIMITED, CLOSED) if len(tails) == 1 else (a, size, UNLIMITED, CLOSED)
                      for a, b in pairs]  # fmt: skip
            size += 1
            continue
        first = len(edges)
        edges += [(a, b, group, back) for a, b, back in _paired(pairs, group)]
        if len(edges) - first > 1:
            loose.append((group, tuple(range(first, len(edges)))))
    return size, *_netted(edges, loose)


def _netted(
    edges: Sequence[tuple[int, int, int, int]], loose: Sequence[tuple[int, tuple[int, ...]]]
) -> tuple[tuple[tuple[int, int, int, int], ...], tuple[tuple[int, tuple[int, ...]], ...]]:
    """Join what leads onward and what leads back, whatever limits either: half as many ways are to be looked at."""
    apart = {edge for _, some in loose for edge in some}
    found: list[tuple[int, int, int, int]] = []
    waiting: dict[tuple[int, int], int] = {}
    place: dict[int, int] = {}
    for edge, (tail, head, onward, back) in enumerate(edges):
        is_single = back == CLOSED and edge not in apart
        other = waiting.pop((head, tail), None) if is_single else None
        if other is not None:
            found[other] = (*found[other][:3], onward)
            continue
        if is_single:
            waiting[tail, head] = len(found)
        place[edge] = len(found)
        found.append((tail, head, onward, back))
    return tuple(found), tuple((group, tuple(place[edge] for edge in some)) for group, some in loose)


def _paired(pairs: Sequence[tuple[int, int]], group: int) -> list[tuple[int, int, int]]:
    waiting: list[tuple[int, int, int]] = []
    for tail, head in pairs:
        opposite = (head, tail, CLOSED)
        if opposite in waiting:
            waiting[waiting.index(opposite)] = (head, tail, group)
        else:
            waiting.append((tail, head, CLOSED))
    return waiting


def _reach(arcs: Iterable[tuple[int, int]], starts: Sequence[int]) -> set[int]:
    ways: dict[int, list[int]] = {}
    for tail, head in arcs:
        ways.setdefault(tail, []).append(head)
    found, queue = set(starts), list(starts)
    while queue:
        new = [v for v in ways.get(queue.pop(), ()) if v not in found]
        found.update(new)
        queue += new
    return found
