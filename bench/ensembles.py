"""The bottleneck of many draws at once, beside the loop over a peer's maximum flow, given the same drawn capacities."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import TYPE_CHECKING

import numpy as np
import shipped
from lines import LIMIT, Growth, Line
from timing import timed

if TYPE_CHECKING:
    from timing import Timing

    from geo.model.graph import ModelGraph

DRAWS = 100_000
HUBS = 120
LINKS = 6
SAMPLE = 1000
"""So many draws are compared, and timed for the peer, whose time is in proportion."""
Arcs = list[tuple[int, int, int]]
Loop = Callable[[], np.ndarray]


def of_shipped() -> tuple[ModelGraph, tuple[str, str], dict[int, np.ndarray], Arcs]:
    from geo.model.sampling import uncertain_capacities, unit_draws
    from geo.model.study import known_capacities

    net = shipped.graph(*shipped.ENDS)
    uncertain = uncertain_capacities(shipped.atlas(), net, known_capacities(shipped.atlas()))
    groups = list(uncertain.rules)
    unit = unit_draws(uncertain.used(groups), DRAWS, seed=1)
    drawn = uncertain.capacities(unit, groups, DRAWS)
    return net, shipped.ENDS, drawn, shipped.arcs(net, shipped.ENDS)


def meshed(*, plane: bool) -> tuple[ModelGraph, tuple[str, str], dict[int, np.ndarray], Arcs]:
    """Hubs with links to six others at random, or to their neighbours in the plane from west to east."""
    from geo.model.graph import plain_graph

    rng = np.random.default_rng(1)
    places = rng.random((HUBS, 2))
    places = places[np.argsort(places[:, 0])]
    if plane:
        from scipy.spatial import Delaunay

        corners = Delaunay(places).simplices
        sides = np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]])
        sides = np.unique(np.sort(sides), axis=0)
        ends = np.concatenate([sides, sides[:, ::-1]])
    else:
        ends = np.column_stack([np.repeat(np.arange(HUBS), LINKS), rng.integers(1, HUBS, HUBS * LINKS)])
        ends[:, 1] = (ends[:, 0] + ends[:, 1]) % HUBS
    central = rng.uniform(2, 20, len(ends))
    # Peers count vertices from the origin, 0, and the destination, 1
    renumbered = np.array([0, *range(2, HUBS), 1])[ends].tolist()
    net = plain_graph(HUBS, [(a, b) for a, b in renumbered], central.tolist())
    drawn = {group: central[group] * rng.triangular(0.5, 1, 1.5, DRAWS) for group in range(len(ends))}
    return net, ("0", "1"), drawn, [(a, b, group) for group, (a, b) in enumerate(renumbered)]


def sampled(arcs: Arcs, drawn: dict[int, np.ndarray]) -> np.ndarray:
    full = np.full(SAMPLE, shipped.ENDLESS)
    return np.array([full if group < 0 else drawn[group][:SAMPLE] for *_, group in arcs]).T


def loop_of_igraph(arcs: Arcs, capacities: np.ndarray) -> Loop:
    import igraph

    graph = igraph.Graph(1 + max(max(a, b) for a, b, _ in arcs), [(a, b) for a, b, _ in arcs], directed=True)
    rows = capacities.tolist()
    return lambda: np.array([graph.maxflow_value(0, 1, capacity=row) for row in rows])


def loop_of_ortools(arcs: Arcs, capacities: np.ndarray) -> Loop:
    """OR-Tools takes whole numbers: capacities in kg."""
    from ortools.graph.python import max_flow

    tails, heads = (np.array([arc[i] for arc in arcs], dtype=np.int32) for i in (0, 1))
    rows = np.rint(capacities * 1e9).astype(np.int64)

    def solved(row: np.ndarray) -> float:
        solver = max_flow.SimpleMaxFlow()
        solver.add_arcs_with_capacity(tails, heads, row)
        solver.solve(0, 1)
        return solver.optimal_flow() / 1e9

    return lambda: np.array([solved(row) for row in rows])


LOOPS = {"igraph": (loop_of_igraph, 1e-9), "ortools": (loop_of_ortools, 1e-7)}


CASES = {
    "the shipped bottleneck": (of_shipped, 20),
    f"{HUBS} hubs, meshed at random": (partial(meshed, plane=False), 3),
    f"{HUBS} hubs, meshed in the plane": (partial(meshed, plane=True), 3),
}


@cache
def case(name: str) -> tuple:
    from geo.model.contraction import contract
    from geo.model.draws import learn

    net, ends, drawn, arcs = CASES[name][0]()
    problem = contract(net, *ends)
    return problem, learn(problem), drawn, arcs


def beside(name: str, library: str) -> tuple[Timing, Timing]:
    from geo.model.draws import bottleneck_draws

    problem, learned, drawn, arcs = case(name)
    make, close = LOOPS[library]
    loop = make(arcs, sampled(arcs, drawn))

    def ours() -> np.ndarray:
        return bottleneck_draws(problem, drawn, DRAWS, learned).value_mt

    np.testing.assert_allclose(ours()[:SAMPLE], loop(), rtol=close)
    return timed(ours), timed(loop, times=DRAWS / SAMPLE)


def memory(name: str) -> tuple[Timing, Timing]:
    """All draws of all capacities read once, and one figure a draw written."""
    from geo.model.draws import bottleneck_draws

    problem, learned, drawn, _ = case(name)
    table = np.array([drawn[group] for group in problem.groups if group in drawn])
    return timed(lambda: bottleneck_draws(problem, drawn, DRAWS, learned)), timed(lambda: table.min(axis=0))


def growing(size: int) -> Timing:
    from geo.model.draws import bottleneck_draws

    problem, learned, drawn, _ = case(f"{HUBS} hubs, meshed in the plane")
    count = DRAWS // 100 * size
    some = {group: values[:count] for group, values in drawn.items()}
    return timed(lambda: bottleneck_draws(problem, some, count, learned))


def lines() -> list[Line | Growth]:
    shipped_case, *_, mesh = CASES
    return [
        *(
            Line(f"{DRAWS:,} draws of {name} | a loop over {library}", partial(beside, name, library), goal,
                 5 if library == "igraph" else 3, needs=(library,), check=library == "igraph", warm=False)
            for name, (_, goal) in CASES.items() for library in LOOPS
        ),
        Line(f"{DRAWS:,} draws of {shipped_case} | memory read once", partial(memory, shipped_case), None, 5, LIMIT,
             check=False),
        Line(f"{DRAWS:,} draws of {mesh} | memory read once", partial(memory, mesh), None, 5, LIMIT, check=False),
        Growth(f"{DRAWS // 100:,} draws of {mesh}", growing, 1),
    ]  # fmt: skip
