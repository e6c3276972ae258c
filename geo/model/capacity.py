"""The capacity of each link and node: reported, computed where a scenario asks for it, otherwise unknown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from geo.errors import CorridorError
from geo.model.assumptions import ASSUMPTIONS, PLACED, Assumption, chosen
from geo.model.computed import computed_capacity
from geo.model.reported import Reported, closest, reported_capacities
from geo.model.road import category_of_lanes
from geo.model.tonnes import all_directions, figure_in_mt, in_mt, per_direction

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.atlas import Atlas
    from geo.network.links import Link
    from geo.network.network import Network

Basis = Literal["reported", "target", "computed", "assumed", "unknown"]
Kind = Literal["links", "nodes"]
NODE_KINDS = frozenset({"port", "border_crossing", "gauge_change"})
_CPMM_T = 20


@dataclass(frozen=True)
class Capacity:
    """
    What a link or a node can carry.

    Parameters
    ----------
    owner
        The link or node.
    low, central, high
        Mt a year: of a link and direction, of a node all directions together, as a port counts what it handles. All
        None where the capacity is unknown, `high` None where nothing sets a ceiling.
    native_value, native_unit
        The figure in the field's own unit: train pairs a day, vehicles a day, wagons or Mt a year.
    basis
        ``"reported"`` by a source, ``"target"`` of one, ``"computed"`` by a formula, ``"assumed"`` by a scenario,
        or ``"unknown"``.
    claim_ids
        The claims on the matter, the one that counts first.
    assumption_ids
        The assumptions used.
    note
        What a reader should know, in sentences.
    subject
        What the figure is of: the link or node, a section, a corridor or a service.
    group
        Where several stand beside each other and share one capacity, what they are together; else empty.
    """

    owner: str
    low: float | None = None
    central: float | None = None
    high: float | None = None
    native_value: float | None = None
    native_unit: str = ""
    basis: Basis = "unknown"
    claim_ids: tuple[str, ...] = ()
    assumption_ids: tuple[str, ...] = ()
    note: str = ""
    subject: str = ""
    group: str = ""


@dataclass(frozen=True)
class LinkCapacity(Capacity):
    """What a link can carry, one way."""


@dataclass(frozen=True)
class NodeCapacity(Capacity):
    """
    What a port, a border crossing or a gauge change can handle, all directions together.

    Parameters
    ----------
    delay_h
        Reported time at this very node; None where there is none.
    cost_usd_per_t
        Reported cost at this very node; None where there is none.
    """

    delay_h: float | None = None
    cost_usd_per_t: float | None = None


def link_capacities(
    atlas: Atlas,
    *,
    year: int | None = None,
    overrides: Mapping[str, Assumption] | None = None,
    compute: bool = False,
    targets: bool = False,
) -> dict[str, LinkCapacity]:
    """
    Give the capacity of every link.

    Parameters
    ----------
    atlas
        The atlas.
    year
        What was known by then; None for the latest.
    overrides
        A scenario's figures, by the id of an assumption (in its unit), or of a link, section or corridor (in Mt/yr and
        direction, or train_pairs/day).
    compute
        Whether operating links without a reported capacity get a computed one.
    targets
        Whether targets due by `year` count.

    Returns
    -------
    capacities
        By link, in the order of the links.

    Raises
    ------
    CorridorError
        If an override names nothing that exists, or is in a unit that cannot be used.
    """
    assumptions = chosen(overrides)
    _check_overrides(atlas.network, overrides or {})
    reported = _by_member(atlas, year, targets=targets)["links"]
    given = _given_links(atlas.network, overrides or {})
    found = {}
    for link_id, link in atlas.network.links.items():
        if link_id in given:
            found[link_id] = _assumed(link_id, given[link_id], assumptions)
        elif link_id in reported:
            found[link_id] = _reported(atlas, link, reported[link_id], assumptions)
        else:
            found[link_id] = _computed(atlas, link, assumptions, compute=compute)
    return found


def node_capacities(
    atlas: Atlas, *, year: int | None = None, overrides: Mapping[str, Assumption] | None = None, targets: bool = False
) -> dict[str, NodeCapacity]:
    """
    Give the capacity of every port, border crossing and gauge change, and of other nodes of which a source has one.

    Parameters
    ----------
    atlas
        The atlas.
    year, overrides, targets
        As in `link_capacities`; an override of a node is in Mt/yr, all directions together.

    Returns
    -------
    capacities
        By node, in the order of the nodes.

    Raises
    ------
    CorridorError
        As in `link_capacities`.
    """
    assumptions = chosen(overrides)
    _check_overrides(atlas.network, overrides or {})
    reported = _by_member(atlas, year, targets=targets)["nodes"]
    delays, costs = _waits(atlas, "border_time"), _waits(atlas, "border_cost")
    found = {}
    for node_id, node in atlas.network.nodes.items():
        given = (overrides or {}).get(node_id)
        if given is None and node_id not in reported and node.kind not in NODE_KINDS:
            continue
        cost = costs.get(node_id)
        found[node_id] = _node(
            atlas, node_id, given, reported.get(node_id), assumptions,
            (delays.get(node_id), None if cost is None else cost * 1e6 / _CPMM_T),
        )  # fmt: skip
    return found


def _check_overrides(network: Network, overrides: Mapping[str, Assumption]) -> None:
    places = (network.links, network.nodes, network.sections, network.corridors)
    strange = sorted(name for name in overrides if name not in ASSUMPTIONS and not any(name in ids for ids in places))
    if strange:
        raise CorridorError(
            f"Overrides name nothing that exists: {strange}. Name an assumption, link, node, section or corridor."
        )


def _given_links(network: Network, overrides: Mapping[str, Assumption]) -> dict[str, Assumption]:
    """Spread overrides over links: a link's own first, then the shortest section's, then a corridor's."""
    reach = {
        **{name: network.corridors[name].link_ids for name in overrides if name in network.corridors},
        **{name: network.sections[name].own_links for name in overrides if name in network.sections},
        **{name: (name,) for name in overrides if name in network.links},
    }
    longest_first = sorted(reach, key=lambda name: (-sum(network.length_km[link] for link in reach[name]), name))
    return {link_id: overrides[name] for name in longest_first for link_id in reach[name]}


def _by_member(atlas: Atlas, year: int | None, *, targets: bool) -> dict[Kind, dict[str, Reported]]:
    """Choose the figure that counts for each link and node, once for an atlas: scenarios of a year start from it."""
    kept: dict[object, dict[Kind, dict[str, Reported]]] = vars(atlas).setdefault("_reported", {})
    if (year, targets) not in kept:
        found = reported_capacities(atlas, year=year, targets=targets)
        best: dict[Kind, dict[str, Reported]] = {"links": {}, "nodes": {}}
        for one in sorted(found, key=closest(found, atlas.network), reverse=True):
            best["links"] |= dict.fromkeys(one.reach.links, one)
            best["nodes"] |= dict.fromkeys(one.reach.nodes, one)
        kept[year, targets] = best
    return kept[year, targets]


def _assumed(link_id: str, given: Assumption, assumptions: Mapping[str, Assumption]) -> LinkCapacity:
    names: tuple[str, ...] = ()
    mt = given.estimate
    if given.unit == "train_pairs/day":
        found = figure_in_mt(mt, "train_pairs_day", assumptions)
        mt, names = found.mt, found.assumption_ids
    elif given.unit != "Mt/yr":
        raise CorridorError(f"{given.assumption_id!r} is in {given.unit!r}; give Mt/yr or train_pairs/day.")
    return LinkCapacity(
        link_id, mt.low, mt.central, mt.high, given.central, given.unit, "assumed",
        assumption_ids=(given.assumption_id, *names), note=given.note, subject=link_id,
    )  # fmt: skip


def _reported(atlas: Atlas, link: Link, one: Reported, assumptions: Mapping[str, Assumption]) -> LinkCapacity:
    claim, link_id = one.claim, link.link_id
    one_way = per_direction(in_mt(claim, assumptions), link.mode, claim, assumptions)
    mt = one_way.mt
    return LinkCapacity(
        link_id, mt.low, mt.central, mt.high, float(claim.value), claim.unit, _basis(one),
        tuple(other.claim_id for other in one.fact.claims), one_way.assumption_ids,
        _note(atlas, one, one.reach.links, link.status), one.reach.subject, one.reach.group,
    )  # fmt: skip


def _basis(one: Reported) -> Basis:
    return "reported" if one.claim.statistic == "capacity" else "target"


def _note(atlas: Atlas, one: Reported, members: tuple[str, ...], status: str = "operating") -> str:
    claim, name = one.claim, atlas.subject_name(one.reach.subject)
    notes = {
        f"For {name} together.": one.reach.is_shared,
        f"Of {name} as a whole.": not one.reach.is_shared and len(members) > 1,
        "Without a date.": one.since is None,
        "The source sets no ceiling.": claim.interval.high is None or claim.interval.is_open_above,
        "A target, not yet a capacity.": claim.statistic != "capacity",
        "Sources disagree.": one.fact.is_disputed,
        f"The link is of status {status}.": status != "operating",
    }
    section = atlas.network.sections.get(one.reach.subject)
    if section is not None and section.shared:
        left = ", ".join(atlas.subject_name(link_id) for link_id in section.shared)
        notes |= {f"Not of what other lines use as well: {left}.": True}
    if claim.subject in PLACED:
        notes |= {f"Said of {atlas.subject_name(claim.subject)}. {PLACED[claim.subject][1]}": True}
    return " ".join(text for text, applies in notes.items() if applies)


def _computed(atlas: Atlas, link: Link, assumptions: Mapping[str, Assumption], *, compute: bool) -> LinkCapacity:
    if link.status != "operating":
        return LinkCapacity(link.link_id, note=f"The link is of status {link.status}.")
    result = computed_capacity(link, atlas.length_of(link.link_id), assumptions) if compute else None
    if result is None:
        return LinkCapacity(link.link_id)
    mt, (value, unit), names = result
    group = "ferry-count" if link.mode == "sea" else ""
    return LinkCapacity(
        link.link_id, mt.low, mt.central, mt.high, value, unit, "computed", assumption_ids=names,
        note=_computed_note(link), subject=link.link_id, group=group,
    )  # fmt: skip


def _computed_note(link: Link) -> str:
    if link.mode != "road":
        return "Computed, not reported."
    category = category_of_lanes(link.lanes or 0)
    volume = f"{category.low} to {category.high}" if category.high else f"more than {category.low}"
    return f"Computed, not reported. Design volume of category {category.name}: {volume} units a day."


def _waits(atlas: Atlas, metric: str) -> dict[str, float]:
    """
    Give the latest reported time or cost at each node itself.

    A claim is a node's if it is its subject, or its scope begins with the node (``alashankou-outbound``).
    """
    found: dict[str, tuple[str, float]] = {}
    for fact in atlas.evidence.facts.values():
        claim = fact.winner
        words = (claim.scope or "").split("-")
        heads = ["-".join(words[:count]) for count in range(len(words), 0, -1)]
        node_id = next((name for name in (claim.subject, *heads) if name in atlas.network.nodes), None)
        is_it = claim.metric == metric and claim.statistic == "observed"
        if is_it and node_id is not None and claim.period >= found.get(node_id, ("", 0.0))[0]:
            found[node_id] = (claim.period, float(claim.value * claim.measure.factor))
    return {node_id: value for node_id, (_, value) in found.items()}


def _node(
    atlas: Atlas, node_id: str, given: Assumption | None, one: Reported | None,
    assumptions: Mapping[str, Assumption], waits: tuple[float | None, float | None],
) -> NodeCapacity:  # fmt: skip
    delay_h, cost = waits
    if given is not None:
        if given.unit != "Mt/yr":
            raise CorridorError(f"{given.assumption_id!r} is in {given.unit!r}; give a node's capacity in Mt/yr.")
        return NodeCapacity(
            node_id, given.low, given.central, given.high, given.central, given.unit, "assumed",
            assumption_ids=(given.assumption_id,), note=given.note, subject=node_id,
            delay_h=delay_h, cost_usd_per_t=cost,
        )  # fmt: skip
    if one is None:
        return NodeCapacity(node_id, delay_h=delay_h, cost_usd_per_t=cost)
    claim = one.claim
    whole = all_directions(in_mt(claim, assumptions), claim)
    mt = whole.mt
    return NodeCapacity(
        node_id, mt.low, mt.central, mt.high, float(claim.value), claim.unit, _basis(one),
        tuple(other.claim_id for other in one.fact.claims), whole.assumption_ids,
        _note(atlas, one, one.reach.nodes), one.reach.subject, one.reach.group, delay_h, cost,
    )  # fmt: skip
