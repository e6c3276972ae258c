"""The shipped atlas as arcs, for peers."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from geo.atlas import Atlas
    from geo.model.graph import ModelGraph

ENDS = ("dostyk", "poti-port")
ENDLESS = 1e6
Arc = tuple[int, int, int]


@cache
def atlas() -> Atlas:
    import geo

    return geo.read_atlas()


@cache
def graph(*stops: str) -> ModelGraph:
    from geo.model.build import Part
    from geo.model.study import known_capacities

    return known_capacities(atlas()).graphs(atlas(), Part(stops=frozenset(stops)))["central"]


def arcs(net: ModelGraph, ends: tuple[str, str]) -> list[Arc]:
    """
    Give tail, head and group of each arc from the origin, 0, to the destination, 1; group -1 has no limit.

    What shares a capacity is led through one arc, as peers know no shared capacities; nothing else is drawn together.
    """
    from geo.model.contraction import CLOSED, contract

    limits = net.group_capacity_mt
    full = np.where(np.isfinite(limits), limits, ENDLESS)[net.shared]
    edges = contract(net.with_capacity(full), *ends).edges
    both = [
        *((a, b, onward) for a, b, onward, _ in edges),
        *((b, a, back) for a, b, _, back in edges if back != CLOSED),
    ]
    return [(a, b, group if group >= 0 and np.isfinite(limits[group]) else -1) for a, b, group in both]
