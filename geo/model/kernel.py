"""The maximum flow of one draw after another, compiled: an optional extra for networks of many edges (numba)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Compiled = Callable[..., None]

LEAST_EDGES = 100
"""With fewer edges, numpy is as fast, and nothing needs to be compiled."""


@cache
def compiled() -> Compiled | None:
    """
    Compile the kernel.

    Returns
    -------
    kernel
        None where numba is not installed; `bottleneck_draws` then gives the same answers without it.
    """
    try:
        from numba import njit  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415 - optional, slow to import
    except ImportError:
        return None
    kernel: Compiled = njit(cache=True, nogil=True)(_solve_all)
    return kernel


def ways_out(size: int, head: Sequence[int]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """
    List the edges that leave each vertex.

    Parameters
    ----------
    size
        The number of vertices.
    head
        Of each edge; the other direction of edge `e` is ``e ^ 1``.

    Returns
    -------
    starts, edges
        The edges of vertex v are ``edges[starts[v]:starts[v + 1]]``, in their order.
    """
    tail = np.array([head[edge ^ 1] for edge in range(len(head))], dtype=np.int64)
    order = np.argsort(tail, kind="stable").astype(np.int64)
    return np.searchsorted(tail[order], np.arange(size + 1)).astype(np.int64), order


def _solve_all(  # noqa: C901, PLR0912, PLR0913, PLR0917 - one loop, as calls would not be compiled into it
    limits: Floats, full: Ints, head: Ints, starts: Ints, edges: Ints, paths: Ints, path_starts: Ints, floor: float,
    total: Floats, near: NDArray[np.bool_], left: Floats,
) -> None:  # fmt: skip
    """Push what can be pushed in every draw, first by known ways; mark what can still be reached then."""
    row, size = np.empty(len(full)), near.shape[1]
    came, queue = np.empty(size, np.int64), np.empty(size, np.int64)
    for draw in range(limits.shape[0]):
        for edge in range(len(full)):
            row[edge] = limits[draw, full[edge]]
        for number in range(len(path_starts) - 1):
            amount = np.inf
            for place in range(path_starts[number], path_starts[number + 1]):
                amount = min(amount, row[paths[place]])
            for place in range(path_starts[number], path_starts[number + 1]):
                row[paths[place]] -= amount
                row[paths[place] ^ 1] += amount
            total[draw] += amount
        while True:
            near[draw, :] = False
            near[draw, 0], queue[0], first, last = True, 0, 0, 1
            while first < last and not near[draw, 1]:
                vertex = queue[first]
                first += 1
                for place in range(starts[vertex], starts[vertex + 1]):
                    edge = edges[place]
                    if row[edge] > floor and not near[draw, head[edge]]:
                        near[draw, head[edge]], came[head[edge]] = True, edge
                        queue[last] = head[edge]
                        last += 1
            if not near[draw, 1]:
                break
            amount, vertex = np.inf, 1
            while vertex != 0:
                amount, vertex = min(amount, row[came[vertex]]), head[came[vertex] ^ 1]
            vertex = 1
            while vertex != 0:
                edge = came[vertex]
                row[edge] -= amount
                row[edge ^ 1] += amount
                vertex = head[edge ^ 1]
            total[draw] += amount
        for edge in range(left.shape[0]):
            left[edge, draw] = row[edge]
