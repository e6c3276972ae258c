"""Results: what every scenario makes of every link, node, commodity and corridor, as records for the products."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any

from geo.languages import LANGUAGES, foreign, said_in
from geo.model.comparison import run_scenarios
from geo.model.scenarios import read_scenarios

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geo.atlas import Atlas
    from geo.model.capacity import Basis, Capacity
    from geo.model.comparison import Outcome
    from geo.model.flows import FlowResult

_LEAST_MT = 1e-9
_FULL = 1 - 1e-9


@dataclass(frozen=True)
class Use:
    """
    What a link or node can carry in a scenario, and what the model puts on it.

    Parameters
    ----------
    owner_id
        The link or node.
    low, central, high
        Its capacity in Mt a year: of a link for one direction, of a node for all that passes; None where unknown.
    basis
        What the capacity rests on: ``"reported"``, ``"target"``, ``"computed"``, ``"assumed"`` or ``"unknown"``.
    subject
        What the capacity is said of: the link or node itself, or a section, corridor or service it is part of.
    claim_ids, assumption_ids
        What the capacity was made from.
    forward_mt, backward_mt
        Modelled Mt a year from the link's first to its last node, and back; of a node all that passes, and 0.
    utilisation
        Share of the central capacity that is used; None where the capacity is unknown, and on what no
        modelled freight can use, such as pipelines and closed links.
    """

    owner_id: str
    low: float | None
    central: float | None
    high: float | None
    basis: Basis
    subject: str
    claim_ids: tuple[str, ...]
    assumption_ids: tuple[str, ...]
    forward_mt: float
    backward_mt: float
    utilisation: float | None

    @property
    def is_full(self) -> bool:
        """Whether nothing more can pass."""
        return self.utilisation is not None and self.utilisation >= _FULL


@dataclass(frozen=True)
class Result:
    """
    What comes of one scenario, as records.

    Parameters
    ----------
    scenario_id
        The scenario.
    names
        Its name by language, English where it has no other.
    summaries
        What it is, by language; English always, others where the scenario has them.
    base
        The scenario it is based on; None for none.
    year
        The year it is for.
    known_by
        The year by which reported capacities are known.
    links, nodes
        By id: every link with a capacity or a flow, every node that goods wait at.
    commodities
        A row each: demand, what passes at low, central and high capacities, what is left, what binds.
    corridors
        A row for each corridor that carries tonnes: its ceiling as an interval, and what binds.
    changes
        A row for each change of the network or of demand, in order.
    totals
        Sums at the central capacities.
    notes
        What the result rests on, in sentences.
    """

    scenario_id: str
    names: Mapping[str, str]
    summaries: Mapping[str, str]
    base: str | None
    year: int
    known_by: int
    links: Mapping[str, Use]
    nodes: Mapping[str, Use]
    commodities: Sequence[Mapping[str, Any]]
    corridors: Sequence[Mapping[str, Any]]
    changes: Sequence[Mapping[str, Any]]
    totals: Mapping[str, float]
    notes: Sequence[str]


def scenario_results(atlas: Atlas, scenario_ids: Iterable[str] | None = None) -> list[Result]:
    """
    Run scenarios of an atlas.

    Parameters
    ----------
    atlas
        The atlas.
    scenario_ids
        Which; None for all it has.

    Returns
    -------
    results
        One a scenario, in the order of their ids; none for an atlas without scenarios.

    Raises
    ------
    CorridorError
        If a scenario is at fault.
    """
    scenarios = read_scenarios(atlas)
    chosen = scenarios if scenario_ids is None else list(dict.fromkeys(scenario_ids))
    outcomes = run_scenarios((scenarios[name] for name in chosen), atlas, scenarios=scenarios)
    return [result_of(one) for one in outcomes]


def result_of(outcome: Outcome) -> Result:
    """
    Give an outcome as records.

    Parameters
    ----------
    outcome
        A scenario that was run.

    Returns
    -------
    result
        Its records.
    """
    scenario, flows = outcome.applied.scenario, outcome.study.central
    used = _loads(flows)
    capacities = outcome.applied.capacities
    told = [lang for lang in LANGUAGES if not foreign(scenario, "summary", lang)]
    return Result(
        scenario_id=scenario.scenario_id,
        names={lang: said_in(scenario, "name", lang) for lang in LANGUAGES},
        summaries={lang: said_in(scenario, "summary", lang) for lang in told},
        base=scenario.base, year=outcome.applied.year, known_by=outcome.applied.known_by,
        links=_uses(capacities.links, used), nodes=_uses(capacities.nodes, used),
        commodities=outcome.commodities(), corridors=outcome.corridors(), changes=outcome.changes(),
        totals=outcome.totals, notes=outcome.applied.notes,
    )  # fmt: skip


def _loads(flows: FlowResult) -> dict[str, tuple[float, float, float | None]]:
    """Give Mt a year forward and back, and the utilisation, of each link and node."""
    graph, found = flows.graph, dict[str, tuple[float, float, float | None]]()
    shares = flows.utilisation[graph.shared].tolist()
    for arc, (owner, load, share) in enumerate(zip(graph.owners, flows.load_mt.tolist(), shares, strict=True)):
        forward, backward, most = found.get(owner, (0.0, 0.0, None))
        if graph.arc_ids[arc].endswith("<"):
            backward += load
        else:
            forward += load
        found[owner] = (forward, backward, max(most or 0.0, share) if isfinite(share) else most)
    return found


def _uses(
    capacities: Mapping[str, Capacity],
    used: Mapping[str, tuple[float, float, float | None]],
) -> dict[str, Use]:
    return {name: _use(name, one, used.get(name, (0.0, 0.0, None))) for name, one in capacities.items()}


def _use(name: str, one: Capacity, used: tuple[float, float, float | None]) -> Use:
    forward, backward, share = used
    return Use(
        owner_id=name, low=one.low, central=one.central, high=one.high, basis=one.basis, subject=one.subject or name,
        claim_ids=one.claim_ids, assumption_ids=one.assumption_ids, forward_mt=_rounded(forward),
        backward_mt=_rounded(backward), utilisation=None if share is None else round(share, 9) + 0.0,
    )  # fmt: skip


def _rounded(mt: float) -> float:
    return round(mt, 9) + 0.0 if mt > _LEAST_MT else 0.0
