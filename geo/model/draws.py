"""
The bottleneck of many draws of the capacities at once, exactly.

Augmenting paths and minimum cuts that were found for one draw are tried on all: the paths give what passes at least,
the cuts what passes at most. Only where the two differ is a draw solved on its own, from where the paths left it, and
what that finds is tried on all again. Every operation is the same for each draw whatever the others are, and sums run
in a fixed order, so that a batch gives the same bits on any machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo.errors import CorridorError
from geo.model.blocks import Block, Learned

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from geo.model.contraction import Contracted

    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]

BLOCK = 4096
"""So many draws are worked on together that the rows in use stay in a processor's cache."""
KEPT = 256
"""So many ways and cuts are handed on from block to block; more would cost each block more than they save."""


@dataclass(frozen=True, eq=False)
class Drawn:
    """
    What passes in each draw, and what binds.

    Parameters
    ----------
    value_mt
        Mt a year by draw; inf if nothing limits.
    binds
        By group of the graph and draw: whether it is in the minimum cut nearest to the origin.
    solved
        How many draws had to be solved on their own.
    """

    value_mt: Floats
    binds: dict[int, Bools]
    solved: int = 0


def learn(problem: Contracted) -> Learned:
    """
    Find ways and a cut at the graph's own capacities, to begin with.

    Parameters
    ----------
    problem
        The flow.

    Returns
    -------
    learned
        To be handed to all batches.
    """
    if problem.is_unlimited:
        return Learned()
    capacity = problem.graph.group_capacity_mt
    limits = {group: capacity[group : group + 1] for group in problem.groups}
    block = Block(problem, limits, Learned(), 1, _greatest(limits))
    block.run()
    return Learned(tuple(block.paths), tuple(block.cuts))


def bottleneck_draws(
    problem: Contracted, capacity_mt: Mapping[int, Floats], count: int, learned: Learned | None = None
) -> Drawn:
    """
    Compute the maximum flow of every draw, and what binds in it.

    Parameters
    ----------
    problem
        The flow.
    capacity_mt
        By group of the graph, Mt a year, one a draw; only the groups that the contracted network has are read.
    count
        The number of draws.
    learned
        Ways and cuts to begin with; they change the speed, not the result.

    Returns
    -------
    drawn
        One value a draw.

    Raises
    ------
    CorridorError
        If a capacity that is read is negative or not finite.
    """
    used = {group: capacity_mt[group] for group in problem.groups}
    most = _greatest(used)
    value = np.full(count, np.inf if problem.is_unlimited else 0.0)
    binds = {group: np.zeros(count, dtype=bool) for group in problem.groups}
    if problem.is_unlimited or not count:
        return Drawn(value, binds)
    known, solved = learned or learn(problem), 0
    for start in range(0, count, BLOCK):
        part = slice(start, min(start + BLOCK, count))
        limits = {group: row[part] for group, row in used.items()}
        block = Block(problem, limits, known, len(value[part]), most)
        block.run()
        value[part] = block.value
        for group, bound in block.binds.items():
            binds[group][part] = bound
        known, solved = Learned(tuple(block.paths[:KEPT]), tuple(block.cuts[:KEPT])), solved + block.solved
    return Drawn(value, binds, solved)


def _greatest(limits: Mapping[int, Floats]) -> float:
    """Give the greatest capacity; refuse what is none."""
    ends = [(float(row.min()), float(row.max())) for row in limits.values() if len(row)]
    if not all(low >= 0 and high < np.inf for low, high in ends):
        raise CorridorError("Drawn capacities are finite and not below zero. Correct the intervals they are drawn of.")
    return max((high for _, high in ends), default=0.0)
