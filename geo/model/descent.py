"""The shortest way, followed along exact distances to the goal."""

from __future__ import annotations

from heapq import heapify, heappop, heappush
from itertools import count
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

ROUNDED = 1 + 1e-9
"""A way found along exact distances takes no more than so many times the shortest, by what is lost to rounding."""


def descend(
    out: Callable[[int], Sequence[tuple[int, int, float]]], to_go: Callable[[int], float], begins: Sequence[int],
    goals: Collection[int], *, most: float = np.inf, closed: Collection[int] = (),
) -> tuple[int, ...] | None:  # fmt: skip
    """
    Find the shortest way by A*, directed by exact distances: where nothing is closed it goes straight to the goal.

    Parameters
    ----------
    out
        Gives the arcs that leave a vertex: the arc, its head, what it takes.
    to_go
        Gives how far a vertex is from the goals as long as nothing is closed; inf if no way leads.
    begins, goals
        Vertices.
    most
        What the way takes at most.
    closed
        Arcs.

    Returns
    -------
    way
        Arcs; None if no way leads. Of ways that take the same, the one whose vertices were met first, arcs as `out`
        gives them.
    """
    came: dict[int, tuple[int, int]] = {}
    ticket = count()
    queue = [(far, next(ticket), 0.0, begin, -1, -1) for begin in begins if (far := to_go(begin)) < np.inf]
    heapify(queue)
    while queue:
        _, _, gone, vertex, by, before = heappop(queue)
        if vertex in came:
            continue
        came[vertex] = (by, before)
        if vertex in goals:
            return traced(came, vertex)
        room = most - gone
        for arc, head, weight in out(vertex):
            if weight <= room and head not in came and arc not in closed:
                least = weight + to_go(head)
                if least <= room and least < np.inf:
                    heappush(queue, (gone + least, next(ticket), gone + weight, head, arc, vertex))
    return None


def traced(came: dict[int, tuple[int, int]], vertex: int) -> tuple[int, ...]:
    """
    Trace a search back.

    Parameters
    ----------
    came
        By vertex: the arc by which it was reached, and from which vertex; -1 where the search began.
    vertex
        Where it ended.

    Returns
    -------
    way
        Arcs.
    """
    arcs = []
    arc, before = came[vertex]
    while before >= 0:
        arcs.append(arc)
        arc, before = came[before]
    return tuple(reversed(arcs))
