"""A block of draws: known ways say what passes at least, known cuts what passes at most, in all draws at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from geo.model.contraction import CLOSED, UNLIMITED
from geo.model.kernel import LEAST_EDGES, compiled, solve_draws

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from geo.model.contraction import Contracted
    from geo.model.kernel import Loop

    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]
    Draws = NDArray[np.intp]

_TINY = 1e-12
_CLOSE = 1e-9
FEW = 8
"""Up to so many known ways are tried on all draws before the compiled kernel: it is about as fast as that."""
SEVERAL = 4
"""So many draws teach their ways before the kernel; what more of them would teach saves less than it costs."""
FIRST = 32
"""So many draws, then its square, are solved by the kernel before the others."""


@dataclass(frozen=True, eq=False)
class Cut:
    """
    A cut: the vertices on the side of the origin.

    Parameters
    ----------
    problem
        The flow.
    near
        The vertices, as they were reached from the origin.
    """

    problem: Contracted
    near: tuple[int, ...]

    @cached_property
    def groups(self) -> tuple[int, ...]:
        """The groups whose capacities add up to that of the cut, in the order of the edges."""
        side = set(self.near)
        found = []
        for tail, head, onward, back in self.problem.edges:
            group = onward if tail in side and head not in side else back if head in side and tail not in side else -1
            found += [group] if group >= 0 else []
        return tuple(found)

    @cached_property
    def ways(self) -> tuple[tuple[int, int, int], ...]:
        """The ways between its vertices, as tail, direction of an edge, and head; the nearest to the origin first."""
        rank = {vertex: place for place, vertex in enumerate(self.near)}
        both = [(a, 2 * edge, b) for edge, (a, b, _, _) in enumerate(self.problem.edges)]
        both += [(b, way + 1, a) for a, way, b in both]
        inside = [way for way in both if way[0] in rank and rank.get(way[2], 0)]
        return tuple(sorted(inside, key=lambda way: (rank[way[0]], way[1])))


@dataclass(frozen=True)
class Learned:
    """
    Ways and cuts found so far.

    Parameters
    ----------
    paths
        Augmenting paths, in the order in which they are tried: edges, ``2i`` as the i-th runs and ``2i + 1`` against.
    cuts
        Cuts between the origin's side and the destination's.
    """

    paths: tuple[tuple[int, ...], ...] = ()
    cuts: tuple[Cut, ...] = ()


class Rows:
    """
    What can still be pushed, for some draws: a row for each direction of an edge that a way has used.

    Parameters
    ----------
    problem
        The flow.
    limits
        By group, one a draw.
    count
        The number of draws.
    """

    def __init__(self, problem: Contracted, limits: Mapping[int, Floats], count: int) -> None:
        self.problem, self.limits, self.count = problem, limits, count
        self.left: dict[int, Floats] = {}
        self.total = np.zeros(count)

    def of(self, draws: Draws) -> Rows:
        """Copy the rows of some draws."""
        found = Rows(self.problem, {group: row[draws] for group, row in self.limits.items()}, len(draws))
        found.left = {way: row[draws] for way, row in self.left.items()}
        found.total = self.total[draws]
        return found

    def put(self, draws: Draws, part: Rows) -> None:
        """Take over what was pushed in some draws."""
        for way, row in part.left.items():
            self.row(way)[draws] = row
        self.total[draws] = part.total

    def full(self, way: int) -> Floats | float:
        """Give the capacity of a direction."""
        group = self.problem.edges[way // 2][2 + way % 2]
        return self.limits[group] if group >= 0 else np.inf if group == UNLIMITED else 0.0

    def row(self, way: int) -> Floats:
        """Give what is left of a direction, to be changed."""
        left = self.left.get(way)
        if left is None:
            full = self.full(way)
            left = self.left[way] = full.copy() if isinstance(full, np.ndarray) else np.full(self.count, full)
        return left

    def push(self, path: Sequence[int]) -> None:
        """Push along one way in every draw as much as it can take."""
        amount = self.row(path[0]).copy()
        for way in path[1:]:
            np.minimum(amount, self.row(way), out=amount)
        for way in path:
            self.left[way] -= amount
            self.row(way ^ 1)[:] += amount
        self.total += amount

    def usable(self, way: int, floor: float) -> Bools | bool:
        """Tell in which draws something can still be pushed; one answer where it is the same in all."""
        left = self.left.get(way)
        return (self.full(way) if left is None else left) > floor

    def column(self, draw: int) -> list[float]:
        """Give what is left in one draw, by direction."""
        limit = {group: float(row[draw]) for group, row in self.limits.items()} | {UNLIMITED: np.inf, CLOSED: 0.0}
        found = [limit[group] for edge in self.problem.edges for group in edge[2:]]
        for way, row in self.left.items():
            found[way] = float(row[draw])
        return found

    def reached(self, cut: Cut, floor: float) -> dict[int, Bools]:
        """Tell in which draws the vertices of a cut can be pushed to, over its own ways."""
        near = {vertex: np.zeros(self.count, dtype=bool) for vertex in cut.near}
        near[0][:] = True
        reached = dict.fromkeys(near, 0)
        onward: dict[int, list[tuple[int, int]]] = {}
        for tail, way, head in cut.ways:
            onward.setdefault(tail, []).append((way, head))
        queue, done = dict.fromkeys([0]), {0}
        while queue and len(done) < len(near):
            tail = next(iter(queue))  # the one that waits longest: it has grown most
            del queue[tail]
            for way, head in onward.get(tail, ()):
                if head in done:
                    continue
                near[head] |= near[tail] & self.usable(way, floor)
                if (draws := int(np.count_nonzero(near[head]))) > reached[head]:
                    reached[head], queue[head] = draws, None
                    if draws == self.count:
                        done.add(head)
        return near


class Block:
    """
    Draws that are solved together.

    Parameters
    ----------
    problem
        The flow.
    limits
        By group, one a draw.
    learned
        Ways and cuts to begin with.
    count
        The number of draws.
    most
        The greatest capacity, in any draw; a small part of it counts as nothing.
    """

    def __init__(
        self, problem: Contracted, limits: Mapping[int, Floats], learned: Learned, count: int, most: float
    ) -> None:
        self.problem, self.count = problem, count
        self.rows = Rows(problem, limits, count)
        self.floor = _TINY * most
        self.most, self.which = np.full(count, np.inf), np.zeros(count, dtype=np.intp)
        self.is_nearest = np.zeros(count, dtype=bool)
        self.paths, self.cuts = list(learned.paths), list(learned.cuts)
        self.known = {frozenset(cut.near): number for number, cut in enumerate(self.cuts)}
        self.solved = 0
        self.value = self.most
        self.binds: dict[int, Bools] = {}

    def run(self) -> None:
        """Push along all known ways, solve what is left open, and read off the cuts."""
        is_compiled = len(self.problem.edges) >= LEAST_EDGES and not self.problem.loose and self.count > 1
        loop = compiled() if is_compiled else None
        if loop is None or len(self.paths) <= FEW:
            for path in self.paths:
                self.rows.push(path)
            for number in range(len(self.cuts)):
                self._bound(number)
        open_draws = np.flatnonzero(self._gap() > 0)
        if loop is not None:
            if len(self.paths) <= FEW and len(open_draws) > FIRST:
                open_draws = self._solve_some(open_draws, at_most=1)
            self._solve_compiled(loop, open_draws)
        while len(open_draws) and loop is None:
            open_draws = self._solve_some(open_draws)
        self._prove()
        self._read()

    def _gap(self) -> Floats:
        return self.most * (1 - _TINY) - self.rows.total - self.floor

    def _bound(self, number: int) -> None:
        """Take a cut for what passes at most, where it is less than the others."""
        capacity = self._capacity(number, np.arange(self.count))
        self.which[(capacity < self.most) & ~self.is_nearest] = number
        self.most = np.where(self.is_nearest, self.most, np.minimum(self.most, capacity))

    def _capacity(self, number: int, draws: Draws) -> Floats:
        capacity = np.zeros(len(draws))
        is_all = len(draws) == self.count
        for group in self.cuts[number].groups:
            capacity += self.rows.limits[group] if is_all else self.rows.limits[group][draws]
        return capacity

    def _number(self, near: Sequence[int]) -> int:
        """Find a cut among those known, or add it."""
        side = frozenset(near)
        if side not in self.known:
            self.known[side] = len(self.cuts)
            self.cuts.append(Cut(self.problem, tuple(near)))
            if not self.is_nearest.all():
                self._bound(self.known[side])
        return self.known[side]

    def _solve_some(self, draws: Draws, at_most: int | None = None) -> Draws:
        """Solve one open draw after another, on a copy of the open ones, until half of them are closed."""
        part, is_open = self.rows.of(draws), np.ones(len(draws), dtype=bool)
        until = None if at_most is None else self.solved + at_most
        while 2 * np.count_nonzero(is_open) > len(draws) and self.solved != until:
            first = int(np.argmax(np.where(is_open, self.most[draws] - part.total, -np.inf)))
            self._learn_from(part, first)
            self.rows.total[draws] = part.total
            is_open &= self._gap()[draws] > 0
            is_open[first] = False
        self.rows.put(draws, part)
        return draws[is_open]

    def _learn_from(self, part: Rows, first: int) -> None:
        """Solve one draw, and try what it took on all."""
        while 1 in (came := self._search(part.column(first))):
            path, vertex = [], 1
            while vertex:
                path.append(came[vertex])
                vertex = self._head(came[vertex] ^ 1)
            self.paths.append(tuple(reversed(path)))
            part.push(self.paths[-1])
        self._number(list(came))
        self.solved += 1

    def _head(self, way: int) -> int:
        return self.problem.edges[way // 2][1 - way % 2]

    def _search(self, left: Sequence[float]) -> dict[int, int]:
        """Reach what one draw can still push to, nearest first: by which way each vertex was reached."""
        came, queue = {0: -1}, [0]
        for vertex in queue:
            for way in self.problem.out[vertex]:
                if left[way] > self.floor and (head := self._head(way)) not in came:
                    came[head] = way
                    queue.append(head)
            if 1 in came:
                break
        return came

    def _solve_compiled(self, loop: Loop, draws: Draws) -> None:
        """Solve draws on their own, a few first: with their cuts the others are solved sooner."""
        if len(self.cuts) <= 1:
            self._learn_more(draws[:SEVERAL])
        few = (FIRST, FIRST**2) if len(self.cuts) <= 1 else ()
        ends = [0, *(end for end in few if end < len(draws)), len(draws)]
        for start, end in pairwise(ends):
            part = draws[start:end]
            chosen = slice(start, end) if len(draws) == self.count else part
            limits = {group: self.rows.limits[group][chosen] for group in self.problem.groups}
            cuts = [(cut.near, cut.groups) for cut in self.cuts]
            found = solve_draws(loop, self.problem, limits, paths=self.paths, cuts=cuts, floor=self.floor)
            self.rows.total[part] = found.total
            self.which[part], self.most[part], self.is_nearest[part] = found.number, found.value, True
            self._assign(part[found.number < 0], found.near[found.number < 0])
        self.solved += len(draws)

    def _learn_more(self, draws: Draws) -> None:
        """Learn the ways that draws take beyond those known: the kernel then finds most goods on their way."""
        part = self.rows.of(draws)
        for path in self.paths if len(self.paths) > FEW else ():  # fewer have been tried on all
            part.push(path)
        for draw in range(len(draws)):
            self._learn_from(part, draw)

    def _assign(self, draws: Draws, near: Bools) -> None:
        """Give draws the cuts that are known to be nearest to the origin: vertices by draw."""
        members: dict[bytes, list[int]] = {}
        for draw, side in zip(draws.tolist(), near, strict=True):
            members.setdefault(side.tobytes(), []).append(draw)
        for side, chosen in members.items():
            vertices = np.flatnonzero(np.frombuffer(side, dtype=bool)).tolist()
            number = self._number(vertices)
            self.which[chosen], self.is_nearest[chosen] = number, True
            self.most[chosen] = self._capacity(number, np.array(chosen))

    def _prove(self) -> None:
        """Prove that the least cut of each draw is the one nearest to the origin, or find that one."""
        for number in np.unique(self.which[~self.is_nearest]).tolist():
            draws = np.flatnonzero((self.which == number) & ~self.is_nearest)
            part = self.rows if len(draws) == self.count else self.rows.of(draws)
            near = part.reached(self.cuts[number], self.floor)
            proven = np.logical_and.reduce(list(near.values()))
            self.is_nearest[draws[proven]] = True
            if not proven.all():
                rest = part.of(np.flatnonzero(~proven))
                whole = rest.reached(Cut(self.problem, tuple(range(self.problem.size))), self.floor)
                self._assign(draws[~proven], np.array([whole[v] for v in range(self.problem.size)]).T)

    def _read(self) -> None:
        """Take the value of each draw from its minimum cut, and check that the flow reaches it."""
        self.value = self.most.copy()
        doubtful = np.abs(self.value - self.rows.total) > _CLOSE * np.maximum(1.0, self.value)
        order = np.argsort(self.which, kind="stable")
        used, starts = np.unique(self.which[order], return_index=True)
        for number, draws in zip(used.tolist(), np.split(order, starts[1:]), strict=True):
            doubtful[draws] |= 1 in self.cuts[number].near
            for group in self.cuts[number].groups:
                self.binds.setdefault(group, np.zeros(self.count, dtype=bool))[draws] = True
        for draw in np.flatnonzero(doubtful | self._overused()).tolist():
            self._solve_alone(draw)

    def _overused(self) -> Bools:
        """Find draws in which edges that share a capacity use more of it than there is."""
        found = np.zeros(self.count, dtype=bool)
        for group, edges in self.problem.loose:
            used = np.zeros(self.count)
            for edge in edges:
                used += np.abs(self.rows.full(2 * edge) - self.rows.left.get(2 * edge, self.rows.full(2 * edge)))
            found |= used > self.rows.limits[group] * (1 + _CLOSE) + self.floor
        return found

    def _solve_alone(self, draw: int) -> None:
        from geo.model.cuts import max_flow  # noqa: PLC0415 - rarely needed

        graph = self.problem.graph
        mt = graph.group_capacity_mt.copy()
        for group, row in self.rows.limits.items():
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
