"""Cases that commands of the model compute: the atlas as it is, or as scenarios have it."""

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
    """A network, its capacities and a demand, under a name."""

    name: str
    atlas: Atlas
    capacities: Capacities
    demand: Sequence[Commodity]
    part: Part
    assumptions: Mapping[str, Assumption]
    notes: Sequence[str] = ()

    def graph(self, stops: frozenset[str], avoid: frozenset[str] = frozenset()) -> ModelGraph:
        """Make the graph at the central capacities."""
        part = Part(self.part.modes, self.part.statuses, self.part.avoid | avoid, self.part.stops | stops)
        return self.capacities.graph(self.atlas, part)


def as_known(atlas: Atlas, year: int | None, demand: str | None = None) -> Case:
    """Give the atlas as its sources have it."""
    wanted = observed_demand(atlas, year=year) if demand is None else read_demand(Path(demand), atlas.network)
    name = "as known" if year is None else f"as known in {year}"
    return Case(name, atlas, known_capacities(atlas, year=year), wanted, Part(), ASSUMPTIONS)


def of_scenarios(atlas: Atlas, names: Sequence[str], year: int | None, demand: str | None = None) -> list[Case]:
    """Give the atlas as each scenario has it; as it is known where none is named."""
    if not names:
        return [as_known(atlas, year, demand)]
    from geo.model.application import apply  # noqa: PLC0415 - only scenarios need it
    from geo.model.scenarios import find_scenario, read_scenarios  # noqa: PLC0415

    given = None if demand is None else read_demand(Path(demand), atlas.network)
    scenarios, cases = read_scenarios(atlas), []
    for name in dict.fromkeys(names):
        one = apply(find_scenario(atlas, name), atlas, year=year, scenarios=scenarios, demand=given)
        cases.append(Case(name, one.atlas, one.capacities, one.demand, one.part, one.assumptions, one.notes))
    return cases


def is_open(case: Case, graph: ModelGraph, ends: tuple[str, str]) -> bool:
    """Whether both places are in the network: one may be closed there, one that no link ever leads to is refused."""
    if all(end in graph.sides for end in ends):
        return True
    refuse_absent(case.capacities.graph(case.atlas, Part(stops=frozenset(ends))), ends)
    return False


def refuse_absent(graph: ModelGraph, ends: tuple[str, str]) -> None:
    """Refuse places that no operating link leads to."""
    absent = [end for end in ends if end not in graph.sides]
    if absent:
        raise UnknownIdError(f"No operating link for freight leads to {absent}. Give other places.")
