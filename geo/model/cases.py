"""Cases that the model computes: the atlas as it is known, or as scenarios have it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import UnknownIdError
from geo.model.assumptions import ASSUMPTIONS
from geo.model.build import Part
from geo.model.demand import observed_demand, read_demand
from geo.model.study import known_capacities

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.atlas import Atlas
    from geo.model.assumptions import Assumption
    from geo.model.demand import Commodity
    from geo.model.graph import ModelGraph
    from geo.model.study import Capacities


@dataclass(frozen=True)
class Case:
    """
    A network, its capacities and a demand, under a name.

    Parameters
    ----------
    name
        The scenario, or what is known.
    atlas
        The atlas as the case has it.
    capacities
        What its links and nodes can carry.
    demand
        The commodities.
    part
        What is modelled.
    assumptions
        All assumptions by id.
    notes
        What the case rests on, in sentences.
    """

    name: str
    atlas: Atlas
    capacities: Capacities
    demand: Sequence[Commodity]
    part: Part
    assumptions: Mapping[str, Assumption]
    notes: Sequence[str] = ()

    def graph(self, stops: frozenset[str], avoid: frozenset[str] = frozenset()) -> ModelGraph:
        """
        Make the graph at the central capacities.

        Parameters
        ----------
        stops
            Nodes at which goods begin or end.
        avoid
            Links and nodes left out.

        Returns
        -------
        graph
            The graph.
        """
        return self.capacities.graph(self.atlas, self.part.with_stops(stops, avoid))


def find_case(
    atlas: Atlas, scenario_id: str | None = None, *, year: int | None = None, demand: str | Path | None = None
) -> Case:
    """
    Give the atlas as it is known, or as a scenario has it.

    Parameters
    ----------
    atlas
        The atlas.
    scenario_id
        The scenario; None for what the sources say.
    year
        What was known by then, or another year than the scenario's own.
    demand
        A CSV of ``commodity_id, origin, destination, what, mt_yr, source``; None for the observed volumes.

    Returns
    -------
    case
        The case.

    Raises
    ------
    UnknownIdError
        If the atlas has no such scenario.
    CorridorError
        If the scenario or the demand is at fault.
    """
    (case,) = of_scenarios(atlas, [] if scenario_id is None else [scenario_id], year, demand)
    return case


def of_scenarios(
    atlas: Atlas, names: Sequence[str], year: int | None, demand: str | Path | None = None
) -> list[Case]:  # fmt: skip
    """
    Give the atlas as each scenario has it; as it is known where none is named.

    Parameters
    ----------
    atlas
        The atlas.
    names
        The scenarios' ids; each counts once.
    year, demand
        As in `find_case`.

    Returns
    -------
    cases
        At least one.

    Raises
    ------
    UnknownIdError
        If the atlas has no such scenario.
    CorridorError
        If a scenario or the demand is at fault.
    """
    if not names:
        return [_as_known(atlas, year, demand)]
    from geo.model.application import apply  # noqa: PLC0415 - only scenarios need it
    from geo.model.scenarios import find_scenario, read_scenarios  # noqa: PLC0415

    given = None if demand is None else read_demand(Path(demand), atlas.network)
    scenarios, cases = read_scenarios(atlas), []
    for name in dict.fromkeys(names):
        one = apply(find_scenario(atlas, name), atlas, year=year, scenarios=scenarios, demand=given)
        cases.append(Case(name, one.atlas, one.capacities, one.demand, one.part, one.assumptions, one.notes))
    return cases


def _as_known(atlas: Atlas, year: int | None, demand: str | Path | None) -> Case:
    wanted = observed_demand(atlas, year=year) if demand is None else read_demand(Path(demand), atlas.network)
    name = "as known" if year is None else f"as known in {year}"
    return Case(name, atlas, known_capacities(atlas, year=year), wanted, Part(), ASSUMPTIONS)


def is_open(case: Case, graph: ModelGraph, ends: tuple[str, str]) -> bool:
    """
    Say whether both places are in the network: one may be closed there; one that no link ever leads to is refused.

    Parameters
    ----------
    case
        The case.
    graph
        Its graph.
    ends
        The two nodes.

    Returns
    -------
    is_open
        False where the case closes one of them.

    Raises
    ------
    UnknownIdError
        If no operating link leads to one of them, closed or not.
    """
    if all(end in graph.sides for end in ends):
        return True
    _refuse_absent(case.capacities.graph(case.atlas, Part(stops=frozenset(ends))), ends)
    return False


def _refuse_absent(graph: ModelGraph, ends: tuple[str, str]) -> None:
    absent = [end for end in ends if end not in graph.sides]
    if absent:
        raise UnknownIdError(
            f"No operating link for freight leads to {absent}. Give other places, or open its links in a scenario."
        )
