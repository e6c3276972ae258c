"""Reported capacities: which claims speak of which links and nodes, and which one counts in a year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.model.assumptions import PLACED
from geo.model.tonnes import DIMENSIONS, TRAINS

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.atlas import Atlas
    from geo.evidence.claims import Claim
    from geo.evidence.settle import Fact
    from geo.network.network import Network

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
    if claim.measure.dimension in TRAINS and claim.scope is None:
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
