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
    rng = random.Random(seed)  # noqa: S311 - networks, not secrets
    ends = []
    while len(ends) < arcs:
        a, b = rng.randrange(size), rng.randrange(size)
        ends += [(a, b)] if a != b else []
    number: Callable[[float, float], float] = (
        rng.uniform if not whole else lambda a, b: float(rng.randint(int(a), int(b)))
    )
    capacity = [number(0, 20) for _ in ends]
    return plain_graph(size, ends, capacity, cost=[number(1, 9) for _ in ends])


ROWS = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 4), st.integers(0, 9), st.integers(1, 9)), min_size=1, max_size=12
)


def networks(*, whole: bool = True) -> st.SearchStrategy[ModelGraph]:
    """Networks from vertex 0 to the last one; capacities are small whole numbers or tenths, costs whole."""

    def made(size: int, rows: list[tuple[int, int, int, int]]) -> ModelGraph:
        ends = [(tail % size, (tail % size + 1 + step % (size - 1)) % size) for tail, step, _, _ in rows]
        capacity = [float(amount) if whole else amount / 10 for _, _, amount, _ in rows]
        return plain_graph(size, ends, capacity, cost=[float(row[3]) for row in rows])

    return st.builds(made, st.integers(2, 6), ROWS)


def last(graph: ModelGraph) -> str:
    return str(graph.size - 1)
