"""The capacity model, the flow and all scenarios of the shipped atlas, warm, and what the solver has of the flow."""

from __future__ import annotations

import shipped
from lines import LIMIT, Alone, Growth, Line
from meshes import demand_on, mesh
from timing import Clock, Timing, timed


def capacities() -> Timing:
    from geo.model.study import known_capacities

    return timed(lambda: known_capacities(shipped.atlas()))


def flow() -> Timing:
    from geo.model.demand import observed_demand
    from geo.model.study import known_capacities, study_flows

    atlas = shipped.atlas()
    known, demand = known_capacities(atlas), observed_demand(atlas)
    return timed(lambda: study_flows(atlas, known, demand))


def scenarios() -> Timing:
    from geo.model.comparison import run_scenarios
    from geo.model.scenarios import read_scenarios

    atlas = shipped.atlas()
    found = read_scenarios(atlas)
    return timed(lambda: run_scenarios(found.values(), atlas, scenarios=found))


def growing(size: int, goods: int = 4) -> Timing:
    """Solve meshes of 20 nodes, and of ten and a hundred times as many, where capacities bind."""
    from geo.model.flows import solve_flows

    net = mesh(20 * size)
    demand = demand_on(net, goods)
    return timed(lambda: solve_flows(net, demand))


def solver() -> tuple[Timing, Timing]:
    """Solve a flow of ten goods on 500 nodes; of it, what HiGHS takes by itself."""
    import scipy.optimize

    from geo.model.flows import solve_flows

    net, whole, spent = mesh(500), scipy.optimize.linprog, [0.0]
    demand = demand_on(net, 10)

    def watched(*given, **named):
        start = Clock.now()
        answer = whole(*given, **named)
        spent[0] = Clock.now() - start
        return answer

    def inside() -> float:
        scipy.optimize.linprog = watched
        try:
            solve_flows(net, demand)
        finally:
            scipy.optimize.linprog = whole
        return spent[0]

    return timed(lambda: solve_flows(net, demand)), inside


def lines() -> list[Line | Alone | Growth]:
    return [
        Alone("capacities of the shipped atlas, warm", capacities, 0.1),
        Alone("flow of the shipped atlas at low, central and high capacities, warm", flow, 0.25),
        Alone("all shipped scenarios, flows and ceilings, warm", scenarios, 0.5),
        Line(
            "flow of 10 goods where capacities bind, 500 nodes | the solver alone", solver, None, 3, LIMIT, check=False
        ),
        Growth("flow of 4 goods where capacities bind, 20 nodes", growing, 2),
    ]
