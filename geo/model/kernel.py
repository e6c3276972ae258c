"""The minimum cut of one draw after another, compiled: an optional extra for networks of many edges (numba)."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.model.compiling import compiled_module
from geo.model.contraction import CLOSED, UNLIMITED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from geo.model.contraction import Contracted

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]
    Loop = Callable[..., None]

LEAST_EDGES = 100
"""With fewer edges, numpy is as fast, and nothing needs to be compiled."""
SHARE = 64
"""Draws are shared between processors, so many at least for each."""


@dataclass(frozen=True, eq=False)
class Solved:
    """
    What the kernel found.

    Parameters
    ----------
    total, value
        By draw: what passes, and the least capacity of the cuts that were given.
    number
        By draw: the cut of these that is the minimum cut nearest to the origin; -1 where it is another.
    near
        By draw and vertex: whether it is on the origin's side of that cut.
    """

    total: Floats
    value: Floats
    number: Ints
    near: Bools


@cache
def compiled() -> Loop | None:
    """
    Compile the kernel.

    Returns
    -------
    loop
        For `solve_draws`; None where `geo.model.compiling` says: `bottleneck_draws` gives the same answers without it.
    """
    module = compiled_module("compiled")
    return None if module is None else module.solve_all


def solve_draws(
    loop: Loop, problem: Contracted, limits: Mapping[int, Floats], *, paths: Sequence[Sequence[int]],
    cuts: Sequence[tuple[Sequence[int], Sequence[int]]], floor: float,
) -> Solved:  # fmt: skip
    """
    Solve draws one after another, shared between the processors: the answers do not depend on how.

    Parameters
    ----------
    loop
        The compiled kernel.
    problem
        The flow; none of its capacities is shared loosely.
    limits
        By group, one a draw.
    paths
        Known ways from the origin to the destination, as directions of edges.
    cuts
        Of each known cut, one at least: the vertices on the origin's side, and the groups that cross it.
    floor
        What counts as nothing.

    Returns
    -------
    solved
        By draw.
    """
    count = len(limits[problem.groups[0]])
    place, at, ways = _ways(problem)
    table = np.empty((len(place), count + 9))[:, :count]  # rows a power of two apart would share a line of the cache
    table[:2] = 0.0
    for i, group in enumerate(problem.groups):
        table[i + 2] = limits[group]
    sides = np.zeros((len(cuts), problem.size), dtype=bool)
    for side, (near, _) in zip(sides, cuts, strict=True):
        side[list(near)] = True
    crossing = np.array([place[group] for _, groups in cuts for group in groups], dtype=np.int64)
    found = Solved(np.zeros(count), np.zeros(count), np.zeros(count, np.int64), np.zeros((count, problem.size), bool))
    steps = np.array([at[way ^ 1] for path in paths for way in path], dtype=np.int64)
    from geo.model.compiled import Net  # noqa: PLC0415

    ends = _ends([groups for _, groups in cuts])
    net = Net(*ways, steps, _ends(paths), crossing, ends, sides, floor)
    share_out(loop, (net, table, (found.total, found.value, found.number, found.near)), count)
    return found


def _ends(lists: Sequence[Sequence[int]]) -> Ints:
    return np.cumsum([0, *map(len, lists)]).astype(np.int64)


@lru_cache(maxsize=4)
def _ways(problem: Contracted) -> tuple[dict[int, int], Ints, tuple[Ints, Ints, Ints, Ints, Ints]]:
    """
    Lay the ways out vertex by vertex.

    Gives the row of each group; the place of each way; the capacity against it, its head, the opposite way, where
    those of a vertex start, and how many ways, whatever their direction, lead from the origin to each vertex.
    """
    place = {group: i for i, group in enumerate((UNLIMITED, CLOSED, *problem.groups))}
    order = [way for out in problem.out for way in out]
    at = np.empty(len(order), dtype=np.int64)
    at[order] = np.arange(len(order))
    full = np.array([place[group] for edge in problem.edges for group in edge[2:]], dtype=np.int64)
    head = np.array([end for tail, head, _, _ in problem.edges for end in (head, tail)], dtype=np.int64)
    opposite = np.array(order, dtype=np.int64) ^ 1
    starts = np.cumsum([0, *map(len, problem.out)])
    far, queue = {0: 0}, [0]
    for vertex in queue:
        for way in problem.out[vertex]:
            if int(head[way]) not in far:
                far[int(head[way])] = far[vertex] + 1
                queue.append(int(head[way]))
    label = np.array([far.get(vertex, problem.size) for vertex in range(problem.size)], dtype=np.int64)
    return place, at, (full[opposite], head[order], at[opposite], starts.astype(np.int64), label)


def share_out(loop: Loop, given: tuple[Any, ...], count: int, *, least: int = SHARE) -> None:
    """
    Share a loop between the processors.

    Parameters
    ----------
    loop
        Compiled without the interpreter's lock; it takes what is given, and the numbers to do from and to before.
    given
        Its first arguments.
    count
        How many there are to do.
    least
        As many at least for each processor.
    """
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    parts = max(1, min(processors, count // least))
    ends = np.linspace(0, count, parts + 1).astype(int).tolist()
    if parts == 1:
        loop(*given, 0, count)
        return
    with ThreadPoolExecutor(parts) as pool:
        list(pool.map(lambda part: loop(*given, ends[part], ends[part + 1]), range(parts)))
