"""Made-up networks in the plane, with capacities, costs and goods."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from geo.model.demand import Commodity
    from geo.model.graph import ModelGraph


@cache
def mesh(size: int, *, whole: bool = False) -> ModelGraph:
    """Join random points to their neighbours, both ways; capacities are whole numbers where asked for."""
    from scipy.spatial import Delaunay

    from geo.model.graph import plain_graph

    rng = np.random.default_rng(5)
    places = rng.random((size, 2))
    corners = Delaunay(places).simplices
    sides = np.unique(np.sort(np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]])), axis=0)
    ends = np.concatenate([sides, sides[:, ::-1]])
    cost = np.hypot(*(places[ends[:, 0]] - places[ends[:, 1]]).T) * rng.uniform(50, 100, len(ends))
    capacity = rng.integers(5, 50, len(ends)).astype(float) if whole else rng.uniform(2, 10, len(ends))
    return plain_graph(size, ends.tolist(), capacity.tolist(), cost=cost.tolist())


def unlimited(net: ModelGraph) -> ModelGraph:
    return net.with_capacity(np.full(len(net.owners), np.inf))


def demand_on(net: ModelGraph, goods: int) -> list[Commodity]:
    from geo.model.demand import Commodity

    rng = np.random.default_rng(5)
    pairs = [rng.choice(net.size, 2, replace=False) for _ in range(goods)]
    return [Commodity(f"c{i}", str(a), str(b), float(rng.uniform(1, 5))) for i, (a, b) in enumerate(pairs)]
