"""Bottlenecks: the most that can pass between two places, what binds it, and what binds once that is relieved."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from geo.model.maxflow import SMALL, Residual, whole_numbers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from geo.model.graph import ModelGraph
    from geo.model.large_cuts import LargeCuts

    Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Binding:
    """
    Something whose capacity binds.

    Parameters
    ----------
    arc_id
        The arc, in the direction of the flow.
    owner
        Its link, or the node at which goods pass from one side to the other.
    subject
        What the capacity is said of.
    capacity_mt
        Its capacity, in Mt a year.
    group
        The number of the group of arcs that share this capacity.
    """

    arc_id: str
    owner: str
    subject: str
    capacity_mt: float
    group: int


@dataclass(frozen=True)
class Bottleneck:
    """
    The most that can pass, and what binds it.

    Parameters
    ----------
    value_mt
        Mt a year; inf if nothing that is known limits it, 0 if no way leads.
    cut
        What binds together: the minimum cut nearest to the origin.
    series
        What else binds, in other minimum cuts: before or after in the way of the same goods.
    flow_mt
        A flow of this value, one number an arc; empty if nothing limits it.
    """

    value_mt: float
    cut: tuple[Binding, ...]
    series: tuple[Binding, ...]
    flow_mt: Floats

    @property
    def binding(self) -> tuple[Binding, ...]:
        """All that binds."""
        return (*self.cut, *self.series)


def bottlenecks(graph: ModelGraph, origin: str, destination: str) -> Iterator[Bottleneck]:
    """
    Find what binds between two places, and what would bind next.

    Each step takes the capacities that bound before as unlimited. Unknown capacities do not bind.

    Parameters
    ----------
    graph
        The network.
    origin, destination
        Nodes.

    Yields
    ------
    bottleneck
        One after another, of growing value; the last one is unlimited, or without a way.

    Raises
    ------
    UnknownIdError
        If a place is not in the graph.
    """
    capacity = graph.capacity_mt.copy()
    while True:
        found = max_flow(graph.with_capacity(capacity), origin, destination)
        yield found
        if not found.binding:
            return
        capacity[np.isin(graph.shared, [one.group for one in found.binding])] = np.inf


def max_flow(graph: ModelGraph, origin: str, destination: str) -> Bottleneck:
    """
    Compute the maximum flow between two places, exactly, and all its minimum cuts.

    Parameters
    ----------
    graph
        The network; unknown capacities do not bind.
    origin, destination
        Two nodes; goods start and end on any of their sides.

    Returns
    -------
    bottleneck
        Value, flow and cuts.

    Raises
    ------
    UnknownIdError
        If a place is not in the graph, or the two are one.
    """
    graph.check_ends(origin, destination)
    ends = (graph.sides[origin], graph.sides[destination])
    run = (_large(graph, ends) if graph.size >= SMALL else None) or Run(graph, *ends)
    if run.is_unlimited:
        return Bottleneck(np.inf, (), (), np.empty(0))
    value_mt, flow = run.value_mt, run.flow()
    if isinstance(run, Run) and not run.keeps_shares():
        return _by_lp(graph, (origin, destination), value_mt)
    cut, series = run.cuts()
    return Bottleneck(value_mt, _bindings(graph, cut), _bindings(graph, series), flow)


class Run:
    """
    One computation; where several ways share a capacity, each may first use it whole.

    Parameters
    ----------
    graph
        The network.
    starts, goals
        The origin's vertices, and the destination's.
    """

    def __init__(self, graph: ModelGraph, starts: tuple[int, ...], goals: tuple[int, ...]) -> None:
        self.graph, self.limits = graph, _limits(graph)
        self.source, self.target = graph.size, graph.size + 1
        finite = np.flatnonzero(np.isfinite(self.limits))
        whole, self.scale = whole_numbers(self.limits[finite].tolist())
        self.endless = sum(whole) + 1
        self.residual = Residual(graph.size + 2)
        self.loose: list[list[int]] = []
        self.doors = [self.residual.add(self.source, v, self.endless) for v in starts]
        self.doors += [self.residual.add(v, self.target, self.endless) for v in goals]
        self.edges = self._add_arcs(dict(zip(finite.tolist(), whole, strict=True)))
        self.full = {edge: self.residual.left[edge] for pair in self.edges.values() for edge in pair}
        self.is_unlimited = self._leads(np.isinf(self.limits))

    @cached_property
    def value(self) -> int:
        """What passes, in whole numbers, once it has been pushed; `endless` or more where nothing limits it."""
        return self.residual.push_all(self.source, self.target)

    @property
    def value_mt(self) -> float:
        """What passes, in Mt a year."""
        return self.value / self.scale

    def _add_arcs(self, carried: dict[int, int]) -> dict[int, tuple[int, int]]:
        """
        Add the edges of all arcs: that which the goods of the arc take, and that which has the capacity.

        Two opposite arcs that share a capacity are one edge, used net of each other; arcs that share one and meet in
        a vertex are led through an edge in front of it; others that share one may each use it whole.
        """
        edges: dict[int, tuple[int, int]] = {}
        for arcs in _by_group(self.graph).values():
            is_shared = len(arcs) > 1 and arcs[0] in carried
            if is_shared and self._join(arcs, carried[arcs[0]], edges):
                continue
            waiting: dict[tuple[int, int], int] = {}
            for arc in arcs:
                tail, head = int(self.graph.tail[arc]), int(self.graph.head[arc])
                amount, opposite = carried.get(arc, self.endless), waiting.pop((head, tail), None)
                if opposite is None:
                    waiting[tail, head] = arc
                    edges[arc] = (self.residual.add(tail, head, amount),) * 2
                else:
                    edges[arc] = (edges[opposite][0] + 1,) * 2
                    self.residual.left[edges[arc][0]] = amount
            if is_shared and len({edges[arc][0] // 2 for arc in arcs}) > 1:
                self.loose.append(arcs)
        return edges

    def _join(self, arcs: list[int], amount: int, edges: dict[int, tuple[int, int]]) -> bool:
        """Lead arcs that meet in a vertex through one edge; False where they do not."""
        tails, heads = self.graph.tail[arcs].tolist(), self.graph.head[arcs].tolist()
        one_head, one_tail = len(set(heads)) == 1, len(set(tails)) == 1
        if not (one_head or one_tail):
            return False
        hub = self.residual.add_vertex()
        if one_head:
            shared = self.residual.add(hub, heads[0], amount)
            edges |= {
                arc: (self.residual.add(tail, hub, self.endless), shared) for arc, tail in zip(arcs, tails, strict=True)
            }
        else:
            shared = self.residual.add(tails[0], hub, amount)
            edges |= {
                arc: (self.residual.add(hub, head, self.endless), shared) for arc, head in zip(arcs, heads, strict=True)
            }
        return True

    def _leads(self, usable: NDArray[np.bool_]) -> bool:
        """Whether usable arcs lead from the origin to the destination."""
        ways: dict[int, list[int]] = {}
        for tail, head in zip(self.graph.tail[usable].tolist(), self.graph.head[usable].tolist(), strict=True):
            ways.setdefault(tail, []).append(head)
        goals = {self.residual.head[d ^ 1] for d in self.doors if self.residual.head[d] == self.target}
        starts = [self.residual.head[d] for d in self.doors if self.residual.head[d] != self.target]
        return not goals.isdisjoint(_reach(ways, starts))

    def flow(self) -> Floats:
        """
        Give the flow that was pushed.

        Returns
        -------
        flow_mt
            On each arc, net of the opposite arc that shares its capacity.
        """
        left = self.residual.left
        used = [max(self.full[edge] - left[edge], 0) / self.scale for _, (edge, _) in sorted(self.edges.items())]
        return np.array(used, dtype=np.float64)

    def keeps_shares(self) -> bool:
        """
        Say whether what was pushed keeps the capacities that ways share far from each other.

        Returns
        -------
        keeps
            False where they use more.
        """
        left = self.residual.left
        for arcs in self.loose:
            edges = [self.edges[arc][0] for arc in arcs]
            if sum(max(self.full[edge] - left[edge], 0) for edge in edges) > self.full[edges[0]]:
                return False
        return True

    def cuts(self) -> tuple[list[int], list[int]]:
        """
        Give what binds, once all was pushed.

        Returns
        -------
        cut
            The arcs of the minimum cut nearest to the origin, in order.
        series
            What binds in the others.
        """
        near, pieces = self.residual.reached([self.source]), self.residual.pieces()
        open_ended = self.residual.reaching(self.target)
        between = self._between()
        cut, series = [], []
        for arc, (_, edge) in sorted(self.edges.items()):
            is_between = int(self.graph.tail[arc]) in between[0] and int(self.graph.head[arc]) in between[1]
            if np.isinf(self.limits[arc]) or self.residual.left[edge] or not is_between:
                continue
            tail, head = self.residual.head[edge ^ 1], self.residual.head[edge]
            if tail in near and head not in near:
                cut.append(arc)
            elif not {tail, head} & near and tail not in open_ended and not self._is_bypassed(edge, pieces):
                series.append(arc)
        return cut, series

    def _is_bypassed(self, edge: int, pieces: Sequence[int]) -> bool:
        """Whether more could be pushed from the tail of a full edge to its head, another way."""
        tail, head = self.residual.head[edge ^ 1], self.residual.head[edge]
        if self.residual.left[edge ^ 1]:  # the head leads back to the tail, so that each way makes one piece of both
            return pieces[tail] == pieces[head]
        return head in self.residual.reached([tail])

    def _between(self) -> tuple[set[int], set[int]]:
        """Give what the origin leads to, and what leads to the destination, whatever the capacities."""
        onward: dict[int, list[int]] = {}
        back: dict[int, list[int]] = {}
        for tail, head in zip(self.graph.tail.tolist(), self.graph.head.tolist(), strict=True):
            onward.setdefault(tail, []).append(head)
            back.setdefault(head, []).append(tail)
        starts = [self.residual.head[d] for d in self.doors if self.residual.head[d] != self.target]
        goals = [self.residual.head[d ^ 1] for d in self.doors if self.residual.head[d] == self.target]
        return _reach(onward, starts), _reach(back, goals)


def _large(graph: ModelGraph, ends: tuple[tuple[int, ...], tuple[int, ...]]) -> LargeCuts | None:
    from geo.model.large_cuts import large_cuts  # noqa: PLC0415 - small networks are done before scipy is imported

    return large_cuts(graph, _limits(graph), ends)


def _bindings(graph: ModelGraph, arcs: list[int]) -> tuple[Binding, ...]:
    groups = graph.shared[arcs].tolist()
    return tuple(
        Binding(graph.arc_ids[arc], graph.owners[arc], graph.group_subject[group],
                float(graph.group_capacity_mt[group]), group)
        for arc, group in zip(arcs, groups, strict=True)
    )  # fmt: skip


def _by_group(graph: ModelGraph) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for arc, group in enumerate(graph.shared.tolist()):
        found.setdefault(group, []).append(arc)
    return found


def _limits(graph: ModelGraph) -> Floats:
    """Give what each arc can carry; what is unknown does not limit."""
    limits = graph.group_capacity_mt[graph.shared] if len(graph.shared) else graph.capacity_mt
    return np.where(np.isnan(limits), np.inf, limits)


def _reach(ways: dict[int, list[int]], starts: Sequence[int]) -> set[int]:
    found, queue = set(starts), list(starts)
    while queue:
        new = [v for v in ways.get(queue.pop(), ()) if v not in found]
        found.update(new)
        queue += new
    return found


def _by_lp(graph: ModelGraph, ends: tuple[str, str], most_mt: float) -> Bottleneck:
    """Solve it as a linear programme, where ways that are not opposite each other share a capacity that binds."""
    from geo.model.demand import Commodity  # noqa: PLC0415
    from geo.model.flows import solve_flows  # noqa: PLC0415 - rarely needed, and its library is slow to import

    result = solve_flows(graph, [Commodity("flow", *ends, most_mt)], cost=np.zeros(len(graph.arc_ids)), price=1.0)
    used = (result.worth[graph.shared] > 1e-9) & (result.load_mt > 0)
    cut = _bindings(graph, np.flatnonzero(used).tolist())
    return Bottleneck(float(result.served.sum()), cut, (), result.load_mt)
