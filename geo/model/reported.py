"""Reported capacities: which claims speak of which links and nodes, which one counts in a year, and how much it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.model.assumptions import PLACED, Assumption
from geo.model.estimates import Estimate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from geo.atlas import Atlas
    from geo.evidence.claims import Claim
    from geo.evidence.settle import Fact
    from geo.network.network import Network

DIMENSIONS = ("train_pairs_day", "trains_day", "mass", "containers", "oil_rate")
"""What a capacity may be counted in, the field's own unit first."""
_TRAINS = DIMENSIONS[:2]
_CAPACITY_METRICS = frozenset({"capacity", "volume"})
_AIMS = frozenset({"target", "plan"})


@dataclass(frozen=True)
class Reach:
    """
    The part of the network that a claim speaks of.

    Parameters
    ----------
    subject
        The link, section, node or corridor that it is.
    links, nodes
        Ids; one of the two is empty.
    is_shared
        Whether the figure is for all of them together, as they stand beside each other rather than in a row.
    """

    subject: str
    links: tuple[str, ...] = ()
    nodes: tuple[str, ...] = ()
    is_shared: bool = False

    @property
    def group(self) -> str:
        """What shares the figure; empty where each has it for itself."""
        return self.subject if self.is_shared else ""


@dataclass(frozen=True)
class Reported:
    """
    A settled capacity with the part of the network it is of.

    Parameters
    ----------
    fact
        What the claims settle to.
    reach
        The links or nodes.
    since
        The year from which it is known; None if neither the period nor the source's date says.
    """

    fact: Fact
    reach: Reach
    since: int | None

    @property
    def claim(self) -> Claim:
        """The claim that counts."""
        return self.fact.winner


@dataclass(frozen=True)
class Converted:
    """
    A figure in Mt a year, with what was assumed on the way.

    Parameters
    ----------
    mt
        The interval.
    assumption_ids
        The assumptions used.
    """

    mt: Estimate
    assumption_ids: tuple[str, ...]


def reported_capacities(atlas: Atlas, *, year: int | None = None, targets: bool = False) -> list[Reported]:
    """
    List the capacities known in a year, with what they are of.

    Parameters
    ----------
    atlas
        The atlas.
    year
        Only what was known by then; None for all.
    targets
        Whether targets and plans due by `year` count too; without a year none does.

    Returns
    -------
    found
        In the order of the claims. A corridor's figure counts for its links only if it is of a pipeline, or in trains
        a day, which run on a line; tonnes a year of a whole corridor are no link's.
    """
    found = []
    for fact in atlas.evidence.facts.values():
        claim = fact.winner
        is_aim = targets and year is not None and claim.statistic in _AIMS and bool(claim.period)
        if claim.metric not in _CAPACITY_METRICS or not (claim.statistic == "capacity" or is_aim):
            continue
        reach = reach_of(atlas.network, claim)
        since = known_since(atlas, claim, is_aim=is_aim)
        if reach is not None and (year is None or since is None or since <= year):
            found.append(Reported(fact, reach, since))
    return found


def known_since(atlas: Atlas, claim: Claim, *, is_aim: bool = False) -> int | None:
    """
    Give the year from which a capacity counts.

    Parameters
    ----------
    atlas
        The atlas.
    claim
        The claim.
    is_aim
        Whether it is a target, which counts from the end of its period.

    Returns
    -------
    year
        The first year of its period, that of its source's date for an empty one, None where neither is given.
    """
    text = claim.period.rpartition("/")[2] if is_aim else claim.period
    text = text or atlas.evidence.sources[claim.source_id].date_text
    return int(text[:4]) if text else None


def reach_of(network: Network, claim: Claim) -> Reach | None:
    """
    Find the part of the network that a capacity is of.

    Parameters
    ----------
    network
        The network.
    claim
        The claim.

    Returns
    -------
    reach
        None where the figure is of no part that is drawn, of a part of it that nobody can name, or in a unit that is
        no capacity (a ratio, wagons).
    """
    dimension, subject = claim.measure.dimension, PLACED.get(claim.subject, (claim.subject, ""))[0]
    if dimension not in DIMENSIONS:
        return None
    if subject in network.corridors:
        return _corridor_reach(network, claim)
    if claim.scope is not None:  # a port's containers are not all that it handles
        return None
    return _place_reach(network, subject)


def _place_reach(network: Network, subject: str) -> Reach | None:
    if subject in network.links:
        return Reach(subject, links=(subject,))
    if subject in network.nodes:
        return Reach(subject, nodes=(subject,))
    if subject not in network.sections:
        return None
    section = network.sections[subject]
    if section.links:
        modes = {network.links[link_id].mode for link_id in section.own_links}
        return Reach(subject, links=section.own_links, is_shared=modes == {"sea"} and len(section.own_links) > 1)
    return Reach(subject, nodes=section.nodes, is_shared=len(section.nodes) > 1)


def _corridor_reach(network: Network, claim: Claim) -> Reach | None:
    corridor = network.corridors[claim.subject]
    is_pipeline = {network.links[link_id].mode for link_id in corridor.link_ids} == {"pipeline"}
    if claim.measure.dimension in _TRAINS and claim.scope is None:
        return Reach(corridor.corridor_id, links=corridor.route[0].links)
    if not is_pipeline:
        return None
    if claim.scope is None:
        return Reach(corridor.corridor_id, links=corridor.link_ids)
    word = claim.scope.removesuffix("-section")
    for section in corridor.section:  # "russian-section" of cpc is the section cpc-russia
        name = section.section_id.removeprefix(f"{corridor.corridor_id}-")
        if name != section.section_id and word.startswith(name):
            return Reach(section.section_id, links=section.links)
    return None


def closest(found: list[Reported], network: Network) -> Callable[[Reported], tuple[object, ...]]:
    """
    Make the order in which capacities of one link or node are preferred.

    Parameters
    ----------
    found
        All capacities.
    network
        The network.

    Returns
    -------
    key
        For `min`: the shortest part of the network first, then the field's own unit, then the latest year, then what
        is rather than what is aimed at, then the claim's id.
    """
    km = {one.claim.claim_id: sum(network.length_km[link_id] for link_id in one.reach.links) for one in found}

    def key(one: Reported) -> tuple[object, ...]:
        claim = one.claim
        return (
            round(km[claim.claim_id], 3), len(one.reach.nodes), DIMENSIONS.index(claim.measure.dimension),
            -(one.since or 0), claim.statistic != "capacity", claim.claim_id,
        )  # fmt: skip

    return key


def in_mt(claim: Claim, assumptions: Mapping[str, Assumption]) -> Converted:
    """
    Convert a capacity to Mt a year as printed: of one direction for trains, without a word of direction otherwise.

    Trains: ``365 · N · net t a train · share for freight``. Containers: TEU by tonnes a TEU. Oil: barrels a day by 365
    and barrels a tonne.

    Parameters
    ----------
    claim
        The claim.
    assumptions
        All assumptions.

    Returns
    -------
    converted
        The interval of the claim by the intervals of the assumptions.
    """
    dimension = claim.measure.dimension
    figure = _figure(claim)
    names = {
        "train_pairs_day": ("days-a-year", "net-t-a-train", "freight-share"),
        "trains_day": ("days-a-year", "net-t-a-train", "freight-share", "pairs-a-train"),
        "mass": (),
        "containers": ("net-t-a-teu",),
        "oil_rate": ("days-a-year", "barrels-a-tonne"),
    }[dimension]
    factors = list(_factors(names, assumptions))
    base = {"train_pairs_day": 1e-6, "trains_day": 1e-6, "mass": 1.0, "containers": 1e-3, "oil_rate": 1.0}[dimension]
    return Converted(figure.times(base, *factors), names)


def _figure(claim: Claim) -> Estimate:
    interval = claim.base_interval
    low = max(0.0, float(interval.low))
    high = None if interval.high is None else float(interval.high)
    value = float(claim.value * claim.measure.factor)
    central = (low + high) / 2 if claim.value_high is not None and high is not None else value
    return Estimate(min(low, central), central, high)


def _factors(names: tuple[str, ...], assumptions: Mapping[str, Assumption]) -> Iterator[Estimate]:
    for name in names:
        estimate = assumptions[name].estimate
        yield estimate.falling() if name == "barrels-a-tonne" else estimate


def per_direction(converted: Converted, mode: str, claim: Claim, assumptions: Mapping[str, Assumption]) -> Converted:
    """
    Say what a figure leaves for one direction.

    Parameters
    ----------
    converted
        The figure in Mt a year.
    mode
        The link's mode; a pipeline has one direction.
    claim
        The claim; trains a day are of one direction already.
    assumptions
        All assumptions.

    Returns
    -------
    converted
        Mt a year and direction.
    """
    if mode == "pipeline" or claim.measure.dimension in _TRAINS:
        return converted
    share = assumptions["direction-share"].estimate
    return Converted(converted.mt.times(share), (*converted.assumption_ids, "direction-share"))
