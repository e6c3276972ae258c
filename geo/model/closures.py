"""What passes between two places with each link or place out: only those that carry goods can change it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.model.cuts import Run, max_flow
from geo.model.maxflow import SMALL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.model.graph import ModelGraph


def passes_without(graph: ModelGraph, origin: str, destination: str) -> dict[str, float]:
    """
    Compute the maximum flow between two places with each link or place out that matters to it.

    Parameters
    ----------
    graph
        The network; unknown capacities do not bind.
    origin, destination
        Two nodes.

    Returns
    -------
    passes_mt
        By link, or node at which goods pass from one side to the other, what passes without it, in Mt a year. Without any that is missing here, as much passes as with it.

    Raises
    ------
    UnknownIdError
        If a place is not in the graph, or the two are one.
    """
    graph.check_ends(origin, destination)
    run = Run(graph, graph.sides[origin], graph.sides[destination]) if graph.size < SMALL else None
    if run is None or not (run.value and run.keeps_shares()):
        whole = max_flow(graph, origin, destination)
        flow, least, rerouting = whole.flow_mt, whole.value_mt, None
    else:
        flow, least, rerouting = run.flow(), min(run.value, run.endless) / run.scale, _Rerouting(run)
    used = np.flatnonzero(flow > 0).tolist() if len(flow) else range(len(graph.owners))
    found = {}
    for owner, arcs in _by_owner(graph, used).items():
        passes = rerouting.without(arcs) if rerouting else None
        if passes is None:
            is_out = np.zeros(len(graph.owners), dtype=bool)
            is_out[arcs] = True
            passes = max_flow(graph.without(is_out), origin, destination).value_mt
        if passes < least:
            found[owner] = passes
    return found


def _by_owner(graph: ModelGraph, used: Sequence[int]) -> dict[str, list[int]]:
    """Give all arcs of each owner of used ones."""
    found: dict[str, list[int]] = {graph.owners[arc]: [] for arc in used}
    for arc, owner in enumerate(graph.owners):
        if owner in found:
            found[owner].append(arc)
    return found


class _Rerouting:
    """
    A maximum flow, and what of it finds another way when arcs are out.

    With arcs out, what they carried waits before them and is missing behind them. What finds no way from there to
    there, through what the flow leaves, no longer passes: as in any maximum flow, the vertices that the rest can still
    be pushed to are one side of a cut that is full.
    """

    def __init__(self, run: Run) -> None:
        self.run, self.residual = run, run.residual
        self.before, self.behind = self.residual.add_vertex(), self.residual.add_vertex()
        self.doors: dict[tuple[int, bool], int] = {}
        self.left = self.residual.left.copy()

    def without(self, arcs: Sequence[int]) -> float | None:
        """Give what passes without arcs, in Mt a year; None where what is found uses a shared capacity twice."""
        left, carried = self.residual.left, 0
        left[:] = self.left
        for edge in dict.fromkeys(self.run.edges[arc][0] for arc in arcs):
            full = self.run.full[edge]
            used = max(full - left[edge], 0)
            left[edge] -= full - used
            left[edge ^ 1] -= used
            if used:
                left[self._door(self.residual.head[edge ^ 1], is_behind=False)] += used
                left[self._door(self.residual.head[edge], is_behind=True)] += used
                carried += used
        value = self.run.value - carried + self.residual.push_all(self.before, self.behind)
        return min(value, self.run.endless) / self.run.scale if self.run.keeps_shares() else None

    def _door(self, vertex: int, *, is_behind: bool) -> int:
        key = (vertex, is_behind)
        if key not in self.doors:
            ends = (vertex, self.behind) if is_behind else (self.before, vertex)
            self.doors[key] = self.residual.add(*ends, 0)
            self.left += [0, 0]
        return self.doors[key]
