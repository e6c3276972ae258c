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
from geo.model.contraction import CLOSED, UNLIMITED
from geo.model.kernel import LEAST_EDGES, compiled, ways_out

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from geo.model.contraction import Contracted
    from geo.model.kernel import Compiled

    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]

_TINY = 1e-12
_CLOSE = 1e-9
BLOCK = 4096
"""So many draws are worked on together that the rows in use stay in a processor's cache."""
KEPT = 256
"""So many ways are handed on from block to block; more would cost each block more than they save."""


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


@dataclass(frozen=True)
class Learned:
    """
    Ways and cuts found so far.

    Parameters
    ----------
    paths
        Augmenting paths, in the order in which they are tried: edges, ``2i`` as the i-th runs and ``2i + 1`` against.
    cuts
        Cuts as sums of capacities of groups.
    """

    paths: tuple[tuple[int, ...], ...] = ()
    cuts: tuple[tuple[int, ...], ...] = ()


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
    limits = problem.graph.group_capacity_mt
    block = _Block(problem, {group: limits[group : group + 1] for group in problem.groups}, Learned(), 1)
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
    if not all(np.all(np.isfinite(row)) and np.all(row >= 0) for row in used.values()):
        raise CorridorError("Drawn capacities are finite and not below zero. Correct the intervals they are drawn of.")
    value = np.full(count, np.inf if problem.is_unlimited else 0.0)
    binds = {group: np.zeros(count, dtype=bool) for group in problem.groups}
    if problem.is_unlimited or not count:
        return Drawn(value, binds)
    known, solved = learned or learn(problem), 0
    for start in range(0, count, BLOCK):
        part = slice(start, min(start + BLOCK, count))
        block = _Block(problem, {group: row[part] for group, row in used.items()}, known, len(value[part]))
        block.run()
        value[part] = block.value
        for group, bound in block.binds.items():
            binds[group][part] = bound
        known, solved = Learned(tuple(block.paths[:KEPT]), tuple(block.cuts)), solved + block.solved
    return Drawn(value, binds, solved)


class _Block:
    """A block of draws; the residual has a row for each direction of each edge and a column for each draw."""

    def __init__(self, problem: Contracted, limits: dict[int, Floats], learned: Learned, count: int) -> None:
        self.problem = problem
        self.limits = limits
        self.count = count
        self.left = np.empty((0, count))
        self.head = [end for a, b, _, _ in problem.edges for end in (b, a)]
        self.out: list[list[int]] = [[] for _ in range(problem.size)]
        for edge in range(len(self.head)):
            self.out[self.head[edge ^ 1]].append(edge)
        self.floor = _TINY * max((float(row.max()) for row in self.limits.values()), default=0.0)
        self.total = np.zeros(self.count)
        self.most = np.full(self.count, np.inf)
        self.paths: list[tuple[int, ...]] = list(learned.paths)
        self.cuts: list[tuple[int, ...]] = list(learned.cuts)
        self.solved = 0
        self.value = np.zeros(self.count)
        self.binds: dict[int, Bools] = {}

    def _limit(self, group: int) -> Floats | float:
        return self.limits[group] if group >= 0 else {UNLIMITED: np.inf, CLOSED: 0.0}[group]

    def run(self) -> None:
        """Push along all known ways, solve what is left open, read off the cuts."""
        kernel = compiled() if len(self.problem.edges) >= LEAST_EDGES and self.count > 1 else None
        if kernel is not None:
            self._read_cuts(self._solve_compiled(kernel))
            return
        self.left = np.empty((len(self.head), self.count))
        for edge, group in enumerate(self._groups()):
            self.left[edge] = self._limit(group)
        for path in self.paths:
            _push(self.left, self.total, path)
        for cut in self.cuts:
            np.minimum(self.most, self._sum(cut), out=self.most)
        open_draws = np.flatnonzero(self._gap() > 0)
        while len(open_draws):
            open_draws = self._solve_half(open_draws)
        self._read_cuts(self._reached())

    def _solve_compiled(self, kernel: Compiled) -> Bools:
        """Solve every draw; give what each can still push to."""
        known = [UNLIMITED, CLOSED, *self.problem.groups]
        limits = np.array([np.broadcast_to(self._limit(group), self.count) for group in known]).T
        near = np.zeros((self.count, self.problem.size), dtype=bool)
        self.left = np.zeros((len(self.head) if self.problem.loose else 0, self.count))
        ends = np.cumsum([0, *map(len, self.paths)])
        kernel(
            np.ascontiguousarray(limits), np.array([known.index(group) for group in self._groups()]),
            np.array(self.head), *ways_out(self.problem.size, self.head),
            np.array([edge for path in self.paths for edge in path], dtype=np.int64), ends, self.floor,
            self.total, near, self.left,
        )  # fmt: skip
        self.solved = self.count
        return np.ascontiguousarray(near.T)

    def _groups(self) -> list[int]:
        """Give the group of each direction of each edge."""
        return [group for edge in self.problem.edges for group in edge[2:]]

    def _gap(self) -> Floats:
        return self.most * (1 - _TINY) - self.total - self.floor

    def _sum(self, cut: Sequence[int]) -> Floats:
        total = np.zeros(self.count)
        for group in cut:
            total += self.limits[group]
        return total

    def _solve_half(self, draws: NDArray[np.intp]) -> NDArray[np.intp]:
        """Solve one open draw after another, on a copy of the open ones, until half of them are closed."""
        left, total, is_open = self.left[:, draws], self.total[draws], np.ones(len(draws), dtype=bool)
        while 2 * np.count_nonzero(is_open) > len(draws):
            first = int(np.argmax(np.where(is_open, self.most[draws] - total, -np.inf)))
            self._learn_from(left, total, first)
            self.total[draws] = total
            is_open &= self._gap()[draws] > 0
            is_open[first] = False
        self.left[:, draws] = left
        return draws[is_open]

    def _learn_from(self, left: Floats, total: Floats, first: int) -> None:
        """Solve one draw, and try what it took on all."""
        while (path := self._way(left[:, first])) is not None:
            self.paths.append(path)
            _push(left, total, path)
        cut = self._cut(left[:, first])
        if cut not in self.cuts:
            self.cuts.append(cut)
            np.minimum(self.most, self._sum(cut), out=self.most)
        self.solved += 1

    def _search(self, left: Floats) -> dict[int, int]:
        """Reach what one draw can still push to, nearest first: by which edge each vertex was reached."""
        came, queue, usable = {0: -1}, [0], (left > self.floor).tolist()
        for vertex in queue:
            for edge in self.out[vertex]:
                if usable[edge] and self.head[edge] not in came:
                    came[self.head[edge]] = edge
                    queue.append(self.head[edge])
            if 1 in came:
                break
        return came

    def _way(self, left: Floats) -> tuple[int, ...] | None:
        came = self._search(left)
        if 1 not in came:
            return None
        path, vertex = [], 1
        while vertex:
            path.append(came[vertex])
            vertex = self.head[came[vertex] ^ 1]
        return tuple(reversed(path))

    def _cut(self, left: Floats) -> tuple[int, ...]:
        near = self._search(left)
        sides = [(a in near) - (b in near) for a, b, _, _ in self.problem.edges]
        return tuple(sorted(
            edge[2] if side > 0 else edge[3]
            for edge, side in zip(self.problem.edges, sides, strict=True)
            if (side > 0 and edge[2] >= 0) or (side < 0 and edge[3] >= 0)
        ))  # fmt: skip

    def _read_cuts(self, near: Bools) -> None:
        """Take the value of each draw from its minimum cut, and prove that the flow reaches it."""
        for a, b, onward, back in self.problem.edges:
            for group, is_cut in ((onward, near[a] & ~near[b]), (back, near[b] & ~near[a])):
                if group >= 0 and is_cut.any():
                    self.binds[group] = self.binds.get(group, np.zeros(self.count, dtype=bool)) | is_cut
                    self.value += np.where(is_cut, self.limits[group], 0.0)
        doubtful = near[1] | (np.abs(self.value - self.total) > _CLOSE * np.maximum(1.0, self.value))
        for draw in np.flatnonzero(doubtful | self._overused()).tolist():
            self._solve_alone(draw)

    def _reached(self) -> Bools:
        near = np.zeros((self.problem.size, self.count), dtype=bool)
        near[0], usable, changed = True, self.left > self.floor, True
        while changed:
            changed = False
            for edge, head in enumerate(self.head):
                new = near[self.head[edge ^ 1]] & usable[edge] & ~near[head]
                if new.any():
                    near[head] |= new
                    changed = True
        return near

    def _overused(self) -> Bools:
        """Find draws in which edges that share a capacity use more of it than there is."""
        found = np.zeros(self.count, dtype=bool)
        for group, edges in self.problem.loose:
            used = np.zeros(self.count)
            for edge in edges:
                full = self._limit(self.problem.edges[edge][2])
                used += np.abs(full - self.left[2 * edge])
            found |= used > self.limits[group] * (1 + _CLOSE) + self.floor
        return found

    def _solve_alone(self, draw: int) -> None:
        from geo.model.cuts import max_flow  # noqa: PLC0415 - rarely needed

        graph = self.problem.graph
        mt = graph.group_capacity_mt.copy()
        for group, row in self.limits.items():
            mt[group] = row[draw]
        found = max_flow(graph.with_capacity(mt[graph.shared]), *self.problem.ends)
        self.solved += 1
        if abs(found.value_mt - self.value[draw]) <= _CLOSE * max(1.0, found.value_mt):
            return  # another flow of the same value keeps the shares: the cut holds
        self.value[draw] = found.value_mt
        for bound in self.binds.values():
            bound[draw] = False
        for one in found.cut:
            self.binds.setdefault(one.group, np.zeros(self.count, dtype=bool))[draw] = True


def _push(left: Floats, total: Floats, path: Sequence[int]) -> None:
    """Push along one way in every draw as much as it can take."""
    amount = left[path[0]].copy()
    for edge in path[1:]:
        np.minimum(amount, left[edge], out=amount)
    for edge in path:
        left[edge] -= amount
        left[edge ^ 1] += amount
    total += amount
