"""Small made-up networks."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from geo.model.graph import ModelGraph, plain_graph

if TYPE_CHECKING:
    from collections.abc import Callable


def random_network(seed: int, *, size: int = 10, arcs: int = 30, whole: bool = False) -> ModelGraph:
    """Arcs without loops of their own; capacities and costs are floats, or whole where asked for."""
    rng = random.Random(seed)
    ends = []
    while len(ends) < arcs:
        a, b = rng.randrange(size), rng.randrange(size)
        ends += [(a, b)] if a != b else []
    number: Callable[[float, float], float] = rng.uniform if not whole else lambda a, b: float(rng.randint(int(a), int(b)))
    capacity = [number(0, 20) for _ in ends]
    return plain_graph(size, ends, capacity, cost=[number(1, 9) for _ in ends])


@st.composite
def networks(draw: st.DrawFn, *, whole: bool = True) -> ModelGraph:
    """A network from vertex 0 to the last one; capacities and costs are small whole numbers or their tenths."""
    size = draw(st.integers(2, 6))
    vertex = st.integers(0, size - 1)
    ends = draw(st.lists(st.tuples(vertex, vertex).filter(lambda e: e[0] != e[1]), min_size=1, max_size=12))
    amounts = st.integers(0, 9).map(float) if whole else st.integers(0, 90).map(lambda n: n / 10)
    capacity = draw(st.lists(amounts, min_size=len(ends), max_size=len(ends)))
    cost = draw(st.lists(st.integers(1, 9).map(float), min_size=len(ends), max_size=len(ends)))
    return plain_graph(size, ends, capacity, cost=cost)


def last(graph: ModelGraph) -> str:
    return str(graph.size - 1)
