"""The capacity model, the flow and all scenarios of the shipped atlas, warm."""

from __future__ import annotations

import shipped
from timing import Row, alone, timed


def rows() -> list[Row]:
    from geo.model.comparison import run_scenarios
    from geo.model.demand import observed_demand
    from geo.model.scenarios import read_scenarios
    from geo.model.study import known_capacities, study_flows

    atlas = shipped.atlas()
    scenarios, demand, capacities = read_scenarios(atlas), observed_demand(atlas), known_capacities(atlas)
    flow = timed(lambda: study_flows(atlas, capacities, demand))
    run = timed(lambda: run_scenarios(scenarios.values(), atlas, scenarios=scenarios))
    return [
        alone("capacities of the shipped atlas, warm", timed(lambda: known_capacities(atlas)), 0.1),
        alone("flow of the shipped atlas at low, central and high capacities, warm", flow, 0.25),
        alone(f"all {len(scenarios)} shipped scenarios, flows and ceilings, warm", run, 0.5),
    ]
