"""Flows as ways: what of each commodity goes where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from geo.model.flows import FlowResult
    from geo.model.graph import ModelGraph

    Floats = NDArray[np.float64]

_LEAST_MT = 1e-9


@dataclass(frozen=True)
class Carried:
    """
    Goods of a commodity on one way.

    Parameters
    ----------
    number
        The commodity, by its place in the demand.
    arcs
        The way, as indices of the graph.
    mt
        Mt a year.
    """

    number: int
    arcs: tuple[int, ...]
    mt: float


def carried(result: FlowResult) -> list[Carried]:
    """
    Split a flow into ways.

    Parameters
    ----------
    result
        A solved flow.

    Returns
    -------
    ways
        By commodity; less than a gram a tonne of it may be left out by rounding.
    """
    found: list[Carried] = []
    rows = {origin: flow.copy() for origin, flow in zip(result.origins, result.flow_mt, strict=True)}
    for number, one in enumerate(result.demand):
        if one.origin in rows and one.destination in result.graph.sides:
            found += _split(result.graph, rows[one.origin], number, (one.origin, one.destination),
                            float(result.served[number]))  # fmt: skip
    return found


def _split(graph: ModelGraph, flow: Floats, number: int, ends: tuple[str, str], amount: float) -> Iterator[Carried]:
    """Take ways with goods on them out of a flow, until the amount is reached."""
    while amount > _LEAST_MT:
        arcs = _way(graph, flow, ends)
        if not arcs:
            return
        mt = min(amount, float(flow[list(arcs)].min()))
        flow[list(arcs)] -= mt
        amount -= mt
        yield Carried(number, arcs, mt)


def _way(graph: ModelGraph, flow: Floats, ends: tuple[str, str]) -> tuple[int, ...]:
    out: dict[int, list[int]] = {}
    for arc in np.flatnonzero(flow > _LEAST_MT / 10).tolist():
        out.setdefault(int(graph.tail[arc]), []).append(arc)
    came = dict.fromkeys(graph.sides[ends[0]], -1)
    queue, goals = list(came), set(graph.sides[ends[1]])
    for vertex in queue:
        if vertex in goals:
            return _traced(graph, came, vertex)
        for arc in out.get(vertex, ()):
            head = int(graph.head[arc])
            if head not in came:
                came[head] = arc
                queue.append(head)
    return ()


def _traced(graph: ModelGraph, came: dict[int, int], vertex: int) -> tuple[int, ...]:
    arcs: list[int] = []
    while came[vertex] >= 0:
        arcs.append(came[vertex])
        vertex = int(graph.tail[arcs[-1]])
    return tuple(reversed(arcs))
