"""What a strip shows: capacities and volumes along the kilometres, and what the model makes of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.errors import UnknownIdError
from geo.evidence.periods import is_whole_years, last_year
from geo.languages import LANGUAGES, said_in
from geo.model.assumptions import ASSUMPTIONS
from geo.model.build import Part, build_graph
from geo.model.demand import ends_of, observed_demand
from geo.model.flows import solve_flows
from geo.model.profile import corridor_profiles
from geo.model.scenarios import find_scenario, read_scenarios
from geo.model.study import FlowStudy, known_capacities
from geo.model.tonnes import in_mt
from geo.products.figures.walk import walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo.atlas import Atlas
    from geo.evidence.claims import Claim
    from geo.model.demand import Commodity
    from geo.model.profile import Profile, Stretch
    from geo.model.study import Capacities
    from geo.network.corridors import Route
    from geo.products.figures.walk import Walk


@dataclass(frozen=True)
class Volume:
    """
    What was carried, as observed.

    Parameters
    ----------
    from_km, to_km
        Of what it is said.
    low, central, high
        Mt a year, directions as its source has them; `high` None where nothing limits it.
    claim
        The claim.
    """

    from_km: float
    to_km: float
    low: float
    central: float
    high: float | None
    claim: Claim


@dataclass(frozen=True)
class Strip:
    """
    A route and what is known along it.

    Parameters
    ----------
    profile
        Its capacities.
    route
        The route: the corridor's main one or a branch.
    walk
        Its nodes and links.
    volumes
        The latest yearly volume of the corridor, first and on its main route, and of each section, link and place.
    used
        Modelled share of the capacity of each link and node that is used.
    year
        The year of the scenario, or of what is known; None for the latest.
    scenario_id
        The scenario; None for what is known.
    scenario_name
        By language; empty without a scenario.
    """

    profile: Profile
    route: Route
    walk: Walk
    volumes: tuple[Volume, ...]
    used: dict[str, float]
    year: int | None
    scenario_id: str | None
    scenario_name: dict[str, str]

    def use_of(self, stretch: Stretch) -> float | None:
        """
        Say how much of a stretch is used.

        Parameters
        ----------
        stretch
            A stretch of the profile.

        Returns
        -------
        share
            Modelled; of its fullest link; None where it is not known.
        """
        owners = stretch.link_ids or (stretch.from_node_id,)
        return max((self.used[name] for name in owners if name in self.used), default=None)


def read_strip(
    atlas: Atlas, corridor_id: str, *, year: int | None = None, scenario_id: str | None = None,
    branch: str | None = None,
) -> Strip:  # fmt: skip
    """
    Gather what a strip shows of a route of a corridor.

    Parameters
    ----------
    atlas
        The atlas.
    corridor_id
        The corridor.
    year
        What was known by then; with a scenario, the year it is applied for.
    scenario_id
        A scenario, in whose network capacities and loads are taken; None for what is known.
    branch
        The branch; None for the main route.

    Returns
    -------
    strip
        What is shown.

    Raises
    ------
    UnknownIdError
        If the atlas has no such corridor, branch or scenario.
    """
    place = _place(atlas, corridor_id, branch)
    if scenario_id is None:
        used = _used(atlas, known_capacities(atlas, year=year), observed_demand(atlas, year=year), Part())
        profile = corridor_profiles(atlas, corridor_id, year=year)[place]
        names: dict[str, str] = {}
        then, shown = atlas, year
    else:
        from geo.model.application import apply  # noqa: PLC0415 - only scenarios need it

        scenario = find_scenario(atlas, scenario_id)
        applied = apply(scenario, atlas, year=year, scenarios=read_scenarios(atlas))
        used = _used(applied.atlas, applied.capacities, applied.demand, applied.part)
        then, shown = applied.atlas, applied.year
        profile = corridor_profiles(
            then, corridor_id, year=applied.known_by, overrides=applied.overrides,
            capacities=applied.capacities.closing(applied.closed),
        )[place]  # fmt: skip
        names = {lang: said_in(scenario, "name", lang) for lang in LANGUAGES}
    route = then.network.corridors[corridor_id].route[place]
    walked = walk(then, route)
    volumes = tuple(_volumes(atlas, corridor_id, walked, shown, is_main=branch is None))
    return Strip(profile, route, walked, volumes, used, shown, scenario_id, names)


def known_branches(profiles: Sequence[Profile]) -> list[str]:
    """
    List the branches that a strip has something to show of.

    Parameters
    ----------
    profiles
        Those of a corridor, the main route first.

    Returns
    -------
    route_ids
        Branches on which a capacity is known.
    """
    return [one.route_id for one in profiles[1:] if any(part.central is not None for part in one.stretches)]


def _place(atlas: Atlas, corridor_id: str, branch: str | None) -> int:
    """Find a route of a corridor, the main one first."""
    branches = [route.route_id for route in atlas.network.corridor(corridor_id).route[1:]]
    if branch is None:
        return 0
    if branch not in branches:
        known = f"Its branches are: {', '.join(branches)}." if branches else "It has none."
        raise UnknownIdError(f"There is no branch {branch!r} of {corridor_id!r}. {known}")
    return 1 + branches.index(branch)


def _used(atlas: Atlas, capacities: Capacities, demand: Sequence[Commodity], part: Part) -> dict[str, float]:
    """Carry the demand at the central capacities, and give the share of each link and node that is used."""
    whole = part.with_stops(ends_of(demand))
    graph = build_graph(atlas, capacities.links, capacities.nodes, part=whole, bound="central")
    used: dict[str, float] = {}
    for row in FlowStudy({"central": solve_flows(graph, demand)}).loads():
        if row["utilisation"] is not None:
            used[row["id"]] = max(used.get(row["id"], 0.0), row["utilisation"])
    return used


def _volumes(
    atlas: Atlas, corridor_id: str, walked: Walk, year: int | None, *, is_main: bool
) -> Iterable[Volume]:  # fmt: skip
    """Give the latest yearly volume of each part that the route holds whole, and on the main route the corridor's."""
    network = atlas.network
    spans = {step.link.link_id: (step.from_km, step.to_km) for step in walked.steps}
    places = {stop.node.node_id: (stop.km, stop.km) for stop in walked.stops}
    sections = {
        section.section_id: (min(spans[one][0] for one in section.links), max(spans[one][1] for one in section.links))
        for section in network.sections_of(corridor_id) if section.links and set(section.links) <= set(spans)
    }  # fmt: skip
    whole = {corridor_id: (0.0, walked.length_km)} if is_main else {}
    for subject, ends in (whole | sections | spans | places).items():
        claim = _latest(atlas, subject, year)
        if claim is not None:
            mt = in_mt(claim, ASSUMPTIONS).mt
            yield Volume(*ends, mt.low, mt.central, mt.high, claim)


def _latest(atlas: Atlas, subject: str, year: int | None) -> Claim | None:
    """Choose the latest whole year's observed tonnes of all that a subject carried."""
    winners = [fact.winner for fact in atlas.evidence.facts_by_subject.get(subject, [])]
    found = [
        one for one in winners
        if (one.metric, one.statistic, one.scope, one.measure.dimension) == ("volume", "observed", None, "mass")
        and is_whole_years(one.period) and (year is None or (last_year(one.period) or 0) <= year)
    ]  # fmt: skip
    return max(found, key=lambda one: (one.period, one.claim_id), default=None)
