"""A scenario applied to an atlas: what it changes, in order, and what the network and demand are afterwards."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, cast

from geo.errors import CorridorError
from geo.model.amounts import ChangedAmount, blended, changed_amount, scaled, spread
from geo.model.assumptions import ASSUMPTIONS, BOTH_WAYS, Assumption, chosen
from geo.model.build import Part
from geo.model.capacity import Capacity, NodeCapacity, link_capacities, node_capacities
from geo.model.demand import observed_demand
from geo.model.scenarios import ASSUMED, lineage, read_scenarios
from geo.model.study import Capacities
from geo.model.tonnes import in_mt

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from geo.atlas import Atlas
    from geo.model.demand import Commodity
    from geo.model.scenarios import Change, Scenario
    from geo.network.links import Link


@dataclass(frozen=True)
class Effect:
    """
    What one change did.

    Parameters
    ----------
    scenario_id
        Whose change it is: the scenario's own, or one of those it is based on.
    change
        The change.
    share
        How far it has come in the year, from 0 to 1.
    touched
        Links, nodes, commodity or assumption.
    before, after
        The values, as words; capacities in Mt a year, the central ones.
    note
        What a reader should know.
    """

    scenario_id: str
    change: Change
    share: float
    touched: tuple[str, ...]
    before: str
    after: str
    note: str = ""


@dataclass(frozen=True)
class Applied:
    """
    An atlas as a scenario has it.

    `study_flows(applied.atlas, applied.capacities, applied.demand, part=applied.part)` carries its demand.

    Parameters
    ----------
    scenario
        The scenario.
    year
        The year it was applied for.
    known_by
        The year by which reported capacities are known.
    atlas
        The atlas with the changed statuses, tracks and lanes; evidence and geometry are the same.
    capacities
        Of links and nodes, after all changes; they keep what shares a capacity.
    demand
        After growth and changes.
    closed
        Links and nodes that nothing may pass.
    overrides
        The changed capacities and assumptions, as `link_capacities` takes them beside ``year=known_by``. What is shared
        by links beside each other is not known to it: for flows use `capacities`.
    effects
        One for each change, in order.
    """

    scenario: Scenario
    year: int
    known_by: int
    atlas: Atlas
    capacities: Capacities
    demand: tuple[Commodity, ...]
    closed: frozenset[str]
    overrides: Mapping[str, Assumption]
    effects: tuple[Effect, ...]

    @property
    def part(self) -> Part:
        """The part of the network that is open."""
        return Part(avoid=self.closed)

    @property
    def assumptions(self) -> dict[str, Assumption]:
        """All assumptions of the model, with the scenario's in place of the shipped ones."""
        return chosen(self.overrides)

    @property
    def notes(self) -> list[str]:
        """What the scenario rests on, as sentences: its assumptions, growth, and changes not yet in force."""
        lines = [
            f"Assumed, {one.change.name}: {one.change.note}" for one in self.effects if one.change.is_assumed
        ]  # fmt: skip
        lines += [f"{one.change.name}: {one.note}" for one in self.effects if one.note]
        source, growth = self.scenario.demand_growth_source, self.scenario.demand_growth_percent
        return [*lines, f"Demand grows by {growth:g} % a year ({source})."] if source else lines


def apply(
    scenario: Scenario, atlas: Atlas, *, year: int | None = None, scenarios: Mapping[str, Scenario] | None = None,
    demand: Sequence[Commodity] | None = None,
) -> Applied:  # fmt: skip
    """
    Apply a scenario, after those it is based on.

    Parameters
    ----------
    scenario
        The scenario.
    atlas
        The atlas, which stays as it is.
    year
        Another year than the scenario's: changes not due by then are left out, ramps are as far as they are then.
    scenarios
        Those it may be based on; read from the atlas if not given.
    demand
        The demand of the first scenario's year; the observed one if not given.

    Returns
    -------
    applied
        Network, capacities and demand.

    Raises
    ------
    CorridorError
        If a base is missing, a change multiplies what is unknown without a base, or names a commodity that the demand
        does not have.
    """
    found = scenarios if scenarios is not None or scenario.base is None else read_scenarios(atlas)
    chain = lineage(scenario, found or {})
    at = scenario.year if year is None else year
    given = observed_demand(atlas, year=chain[0].year) if demand is None else demand
    run = _Run(atlas, chain, at, {one.commodity_id: one for one in given})
    for one in chain:
        for change in one.change:
            run.make(one.scenario_id, change)
    return run.applied()


@dataclass
class _Run:
    """The state between one change and the next."""

    atlas: Atlas
    chain: tuple[Scenario, ...]
    year: int
    demand: dict[str, Commodity]
    effects: list[Effect] = field(default_factory=list)
    closed: set[str] = field(default_factory=set)
    overrides: dict[str, Assumption] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Take up the assumptions first, as every conversion needs them, then what is known."""
        self.known_by = self.chain[0].year
        for one in self.chain:
            for change in one.change:
                if change.attribute == "value" and change.share(self.year):
                    self._assume(change)
        self.assumptions = chosen(self.overrides)
        self.links = link_capacities(self.atlas, year=self.known_by, overrides=self.overrides)
        self.nodes = node_capacities(self.atlas, year=self.known_by, overrides=self.overrides)
        factor = self._growth()
        self.demand = {name: one.times(factor) for name, one in self.demand.items()}

    def _growth(self) -> float:
        """Multiply the growth of all years since the first scenario's, each scenario's up to its own year."""
        factor, since = 1.0, self.known_by
        for one in self.chain:
            until = self.year if one is self.chain[-1] else min(one.year, self.year)
            factor *= (1 + one.demand_growth_percent / 100) ** max(0, until - since)
            since = max(since, until)
        return factor

    def make(self, scenario_id: str, change: Change) -> None:
        """Make one change."""
        share = change.share(self.year)
        if not share:
            note = f"in force from {change.from_year}, not in {self.year}."
            self.effects.append(Effect(scenario_id, change, 0.0, self._members(change), "", "", note))
            return
        do: Callable[[Change, float], tuple[str, str, str]] = {
            "capacity": self._capacity, "demand": self._demand, "closed": self._close, "value": self._told,
            "delay_h": self._wait, "cost_usd_per_t": self._wait,
        }.get(change.attribute, self._attribute)  # fmt: skip
        self.effects.append(Effect(scenario_id, change, share, self._members(change), *do(change, share)))

    def _members(self, change: Change) -> tuple[str, ...]:
        select = change.select
        picked = select.chosen(self.atlas.network, attribute=change.attribute)
        return picked.links or picked.nodes or tuple(select.given.values())

    def _assume(self, change: Change) -> None:
        name = str(change.select.assumption)
        old = self.overrides.get(name, ASSUMPTIONS[name])
        new = scaled(old.estimate, change)
        self.overrides[name] = replace(
            old, low=new.low, central=new.central, high=cast("float", new.high), source=change.source,
            note=change.note or old.note,
        )  # fmt: skip

    def _told(self, change: Change, share: float) -> tuple[str, str, str]:  # noqa: ARG002 - one signature for all
        name = str(change.select.assumption)
        return f"{ASSUMPTIONS[name].central:g}", f"{self.overrides[name].central:g}", ""

    def _close(self, change: Change, share: float) -> tuple[str, str, str]:  # noqa: ARG002
        self.closed.update(self._members(change))
        return "open", "closed", ""

    def _attribute(self, change: Change, share: float) -> tuple[str, str, str]:  # noqa: ARG002
        """Change a link's status, tracks or lanes."""
        name, network = change.attribute, self.atlas.network
        value: object = change.value
        if change.value is None:
            value = int(self.atlas.evidence.claims[change.source].value)
        elif isinstance(change.value, float):
            value = int(change.value)
        links = {link_id: network.links[link_id] for link_id in self._members(change)}
        old = [str(getattr(link, name) or "unknown") for link in links.values()]
        for link_id, link in links.items():
            links[link_id] = _with(link, name, value, change.source)
            if self.links[link_id].basis == "unknown":
                self.links[link_id] = replace(self.links[link_id], note="")  # it spoke of the status
        self.atlas = replace(self.atlas, network=network.with_links(links))
        return " and ".join(dict.fromkeys(old)), str(value), ""

    def _capacity(self, change: Change, share: float) -> tuple[str, str, str]:
        picked = change.select.chosen(self.atlas.network, attribute=change.attribute)
        kind: Literal["links", "nodes"] = "links" if picked.links else "nodes"
        table = cast("dict[str, Capacity]", self.links if kind == "links" else self.nodes)
        old = [table[name] if name in table else NodeCapacity(name) for name in picked.links or picked.nodes]
        _check_group(old, table, change)
        amounts = [changed_amount(self.atlas, one, change, self.assumptions) for one in old]
        if all(amount is None for amount in amounts):
            raise CorridorError(_no_amount(change))
        new = [
            one if amount is None else _changed(one, blended(one, amount, share), change, picked.shared)
            for one, amount in zip(old, amounts, strict=True)
        ]
        for one in new:
            table[one.owner] = one
        self.changed |= {one.owner for one, amount in zip(new, amounts, strict=True) if amount is not None}
        return spread([one.central for one in old]), spread([one.central for one in new]), _doubts(amounts, change)

    def _demand(self, change: Change, share: float) -> tuple[str, str, str]:
        name = str(change.select.commodity)
        if name not in self.demand:
            raise CorridorError(f"{change.name!r} changes a commodity that the demand does not have: {name!r}.")
        old, claims = self.demand[name], self.atlas.evidence.claims
        if change.factor is not None:
            part = old.mt_yr
            if change.base_claim_id is not None:
                part = self._claimed(change.base_claim_id)
            new = old.mt_yr + (change.factor - 1) * part
        else:
            new = change.value if isinstance(change.value, float) else self._claimed(change.source)
        amount = old.mt_yr + share * (new - old.mt_yr)
        cited = (change.source, change.base_claim_id)
        ids = (*old.claim_ids, *(one for one in cited if one in claims))
        self.demand[name] = replace(
            old.times(amount / old.mt_yr if old.mt_yr else 0.0), mt_yr=amount, claim_ids=tuple(dict.fromkeys(ids)),
            source=f"{old.source}; {change.name}",
        )  # fmt: skip
        note = f"the base is not reported; assumed: {change.base_claim_id}." if change.base_claim_id else ""
        return f"{old.mt_yr:.4g}", f"{amount:.4g}", note

    def _claimed(self, claim_id: str | None) -> float:
        """Give a claim in Mt a year, the central value."""
        return in_mt(self.atlas.evidence.claims[str(claim_id)], self.assumptions).mt.central

    def _wait(self, change: Change, share: float) -> tuple[str, str, str]:  # noqa: ARG002
        """Set or multiply the hours or the price at nodes; one that is not known cannot be multiplied."""
        name = change.attribute
        old: list[float | None] = []
        new: list[float | None] = []
        for node_id in self._members(change):
            one = self.nodes.get(node_id, NodeCapacity(node_id))
            before = getattr(one, name)
            if change.factor is not None and before is None:
                raise CorridorError(f"{change.name!r} multiplies {name} of {node_id!r}, which is unknown. Set a value.")
            after = cast("float", change.value) if change.factor is None else before * change.factor
            changes: dict[str, Any] = {name: after}
            self.nodes[node_id] = replace(one, **changes)
            old.append(before)
            new.append(after)
        return spread(old), spread(new), ""

    def applied(self) -> Applied:
        """Give the result."""
        overrides = dict(self.overrides)
        capacities = Capacities(self.links, self.nodes, self.assumptions[BOTH_WAYS])
        for name in sorted(self.changed):
            overrides |= _override(name, cast("Capacity", self.links.get(name) or self.nodes.get(name)))
        return Applied(
            self.chain[-1], self.year, self.known_by, self.atlas, capacities,
            tuple(self.demand.values()), frozenset(self.closed), overrides, tuple(self.effects),
        )  # fmt: skip


def _with(link: Link, name: str, value: object, source: str) -> Link:
    """Copy a link with one attribute changed; its sources say where that came from."""
    sources = link.attribute_sources | ({name: source} if name != "status" else {})
    return link.model_copy(update={name: value, "attribute_sources": sources})


def _changed(old: Capacity, amount: ChangedAmount, change: Change, shared: str) -> Capacity:
    """Put a new amount into a record; claims of the old one stay where it is multiplied."""
    mt = amount.mt
    own = () if change.is_assumed else (change.source,)
    is_multiple = change.factor is not None
    kept = old.claim_ids if is_multiple else ()
    base = (change.base_claim_id,) if change.base_claim_id and amount.is_base_assumed else ()
    whole = shared or change.select.section or change.select.corridor or old.owner
    fields: dict[str, Any] = {
        "low": None if mt is None else mt.low, "central": None if mt is None else mt.central,
        "high": None if mt is None else mt.high, "native_value": amount.native[0], "native_unit": amount.native[1],
        "basis": amount.basis, "claim_ids": (*own, *kept, *base), "assumption_ids": amount.assumption_ids,
        "note": f"{change.name}. {change.note or ''}".strip(), "subject": (old.subject if is_multiple else "") or whole,
        "group": shared or (old.group if is_multiple else ""),
    }  # fmt: skip
    return replace(old, **fields)


def _check_group(old: Sequence[Capacity], table: Mapping[str, Capacity], change: Change) -> None:
    """Refuse to multiply a part of what shares one capacity: nobody knows what that part has."""
    groups = {one.group for one in old if one.group and change.factor is not None}
    left = [name for name, one in table.items() if one.group in groups and one not in old]
    if left:
        raise CorridorError(
            f"{change.name!r} multiplies a part of what shares one capacity with {left} ({', '.join(sorted(groups))}). "
            "Select all of it, or set a `value`."
        )


def _no_amount(change: Change) -> str:
    if change.factor is None:
        return f"{change.name!r} computes no capacity: tracks or lanes of {change.select.text} are unknown. Set them."
    return (
        f"{change.name!r} multiplies capacities that are all unknown ({change.select.text}). Name the base with "
        "`base_claim_id`, or set a `value` first."
    )


def _doubts(amounts: Sequence[ChangedAmount | None], change: Change) -> str:
    unknown = sum(amount is None for amount in amounts)
    notes = [f"{unknown} of {len(amounts)} capacities stay unknown."] if unknown else []
    if any(amount is not None and amount.is_base_assumed for amount in amounts):
        notes.append(f"the base is not reported; assumed: {change.base_claim_id}.")
    return " ".join(notes)


def _override(name: str, one: Capacity) -> dict[str, Assumption]:
    """Write a capacity the way `link_capacities` takes it; one without ceiling ends at its central value."""
    if one.low is None or one.central is None:
        return {}
    high = one.central if one.high is None else one.high
    note = one.note + (" The source sets no ceiling." if one.high is None else "")
    source = ", ".join(one.claim_ids) or ASSUMED
    return {name: Assumption(name, one.low, one.central, high, "Mt/yr", source, note)}
