"""A corridor's profile: what each stretch along its kilometres can carry, and which one binds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from geo.evidence.targets import AIMS
from geo.model.assumptions import chosen
from geo.model.capacity import link_capacities, node_capacities
from geo.model.study import Capacities

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from geo.atlas import Atlas
    from geo.evidence.claims import Claim
    from geo.model.assumptions import Assumption
    from geo.model.capacity import Basis, LinkCapacity, NodeCapacity
    from geo.network.corridors import Route

    Step = tuple[LinkCapacity, tuple[str, str]]


@dataclass(frozen=True)
class Stretch:
    """
    A part of a route with one capacity: links in a row, or a node on the way.

    Parameters
    ----------
    from_km, to_km
        Along the route; the same for a node.
    from_node_id, to_node_id
        Its ends.
    link_ids
        Its links; empty for a node.
    mode
        The links' mode; for a node its kind.
    low, central, high
        Mt a year and direction; None where unknown, `high` None where nothing sets a ceiling.
    native_value, native_unit, basis, claim_ids, assumption_ids, note, subject, group
        As in `Capacity`.
    """

    from_km: float
    to_km: float
    from_node_id: str
    to_node_id: str
    link_ids: tuple[str, ...]
    mode: str
    low: float | None
    central: float | None
    high: float | None
    native_value: float | None
    native_unit: str
    basis: Basis
    claim_ids: tuple[str, ...]
    assumption_ids: tuple[str, ...]
    note: str
    subject: str
    group: str

    @property
    def length_km(self) -> float:
        """Its length."""
        return self.to_km - self.from_km


@dataclass(frozen=True)
class Profile:
    """
    What a route can carry, stretch by stretch.

    Parameters
    ----------
    corridor_id, route_id
        The route.
    year
        What was known by then; None for the latest.
    stretches
        In travel order.
    corridor_claims
        Capacities reported of the corridor as a whole: no stretch's, to be set beside the one that binds.
    aims
        Targets and plans for the capacity of the stretch that binds.
    """

    corridor_id: str
    route_id: str
    year: int | None
    stretches: tuple[Stretch, ...]
    corridor_claims: tuple[Claim, ...]
    aims: tuple[Claim, ...] = ()

    @property
    def length_km(self) -> float:
        """The route's length."""
        return self.stretches[-1].to_km

    @property
    def known_km(self) -> float:
        """How much of it has a known capacity."""
        return sum(one.length_km for one in self.stretches if one.central is not None)

    @property
    def binding(self) -> Stretch | None:
        """The stretch of the smallest known central capacity, the first of equals; None if all are unknown."""
        known = [one for one in self.stretches if one.central is not None]
        return min(known, key=lambda one: one.central or 0.0, default=None)

    @property
    def rivals(self) -> tuple[Stretch, ...]:
        """The stretches that may bind instead, as their low end is not above the smallest high end; smallest first."""
        binding = self.binding
        ceiling = min((one.high for one in self.stretches if one.high is not None), default=float("inf"))
        meeting = [
            one for one in self.stretches if one is not binding and one.low is not None and one.low <= ceiling
        ]  # fmt: skip
        return tuple(sorted(meeting, key=lambda one: one.central or 0.0))


def corridor_profiles(
    atlas: Atlas,
    corridor_id: str,
    *,
    year: int | None = None,
    overrides: Mapping[str, Assumption] | None = None,
    capacities: Capacities | None = None,
) -> list[Profile]:
    """
    Draw up the profile of each route of a corridor.

    Parameters
    ----------
    atlas
        The atlas.
    corridor_id
        The corridor.
    year, overrides
        As in `link_capacities`.
    capacities
        The records of links and nodes, such as those of a scenario or computed ones; made from the rest if not given.

    Returns
    -------
    profiles
        The main route first, then the branches.

    Raises
    ------
    UnknownIdError
        If the atlas has no such corridor.
    CorridorError
        As in `link_capacities`.
    """
    corridor = atlas.network.corridor(corridor_id)
    if capacities is None:
        links = link_capacities(atlas, year=year, overrides=overrides)
        capacities = Capacities(links, node_capacities(atlas, year=year, overrides=overrides))
    share = chosen(overrides)["direction-share"]
    whole = _corridor_claims(atlas, corridor_id, year, capacities.link_claim_ids)
    profiles = [
        Profile(corridor_id, route.route_id, year, tuple(_stretches(atlas, route, capacities, share)), whole)
        for route in corridor.route
    ]
    return [replace(one, aims=_aims(atlas, one.binding)) for one in profiles]


def _aims(atlas: Atlas, binding: Stretch | None) -> tuple[Claim, ...]:
    if binding is None:
        return ()
    found = atlas.evidence.claims_by_subject.get(binding.subject, ())
    return tuple(claim for claim in found if claim.statistic in AIMS and claim.metric == "capacity")


def _corridor_claims(atlas: Atlas, corridor_id: str, year: int | None, used: AbstractSet[str]) -> tuple[Claim, ...]:
    """List what is reported of the corridor as a whole and became no link's capacity."""
    claims = [claim for fact in atlas.evidence.facts_by_subject.get(corridor_id, []) for claim in fact.claims]
    return tuple(
        claim for claim in claims
        if (claim.metric, claim.statistic, claim.scope) == ("capacity", "capacity", None)
        and claim.claim_id not in used and (year is None or claim.period[:4] <= str(year))
    )  # fmt: skip


def _stretches(
    atlas: Atlas, route: Route, capacities: Capacities, share: Assumption
) -> Iterator[Stretch]:  # fmt: skip
    network, links, nodes = atlas.network, capacities.links, capacities.known_nodes
    walked = network.route_nodes(route)
    steps = [(links[link_id], ends) for link_id, ends in zip(route.links, pairwise(walked), strict=True)]
    at = 0.0
    yield from _at_node(atlas, walked[0], nodes, at, share)
    for run in _runs(atlas, steps, nodes.keys()):
        ends = at + sum(atlas.length_of(one.owner) for one, _ in run)
        first, last = run[0][1][0], run[-1][1][1]
        ids = tuple(one.owner for one, _ in run)
        yield _stretch(run[0][0], (at, ends), (first, last), ids, network.links[ids[0]].mode)
        at = ends
        yield from _at_node(atlas, last, nodes, at, share)


def _runs(atlas: Atlas, steps: list[Step], known: AbstractSet[str]) -> list[list[Step]]:
    """Join links in a row that have one capacity; a node with a capacity of its own parts them."""
    runs: list[list[Step]] = []
    for step in steps:
        is_new = not runs or step[1][0] in known or _sameness(atlas, step[0]) != _sameness(atlas, runs[-1][-1][0])
        if is_new:
            runs.append([])
        runs[-1].append(step)
    return runs


def _sameness(atlas: Atlas, one: LinkCapacity) -> tuple[object, ...]:
    link = atlas.network.links[one.owner]
    subject = one.subject if one.subject != one.owner else ""
    return (one.low, one.central, one.high, one.basis, subject, link.mode, link.status)


def _at_node(
    atlas: Atlas, node_id: str, known: Mapping[str, NodeCapacity], at: float, share: Assumption
) -> Iterator[Stretch]:
    one = known.get(node_id)
    if one is None or one.low is None or one.central is None:
        return
    # A node's figure is of all directions; a route runs through it in one
    yield Stretch(
        at, at, node_id, node_id, (), atlas.network.nodes[node_id].kind,
        one.low * share.low, one.central * share.central, None if one.high is None else one.high * share.high,
        one.native_value, one.native_unit, one.basis, one.claim_ids, (*one.assumption_ids, "direction-share"), one.note,
        one.subject, one.group,
    )  # fmt: skip


def _stretch(
    one: LinkCapacity, km: tuple[float, float], ends: tuple[str, str], link_ids: tuple[str, ...], mode: str
) -> Stretch:
    is_own = one.subject == one.owner and len(link_ids) > 1  # each of them has the same by itself
    return Stretch(
        *km, *ends, link_ids, mode, one.low, one.central, one.high, one.native_value, one.native_unit, one.basis,
        one.claim_ids, one.assumption_ids, one.note, "" if is_own or one.basis == "unknown" else one.subject, one.group,
    )  # fmt: skip
