"""Scenarios: a year and an ordered list of named changes, as TOML files, checked against the atlas they change."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BeforeValidator, Discriminator, Field, StringConstraints, Tag, model_validator

from geo.errors import CorridorError, Faults, UnknownIdError
from geo.model.assumptions import BOTH_WAYS
from geo.model.projection import ramp
from geo.model.selection import Select  # noqa: TC001 - pydantic reads it from the annotation
from geo.model.tonnes import DIMENSIONS
from geo.named_files import read_named
from geo.network.corridors import Named
from geo.network.links import STATUSES
from geo.network.nodes import Text, as_tuple
from geo.records import toml_tables, unique

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.atlas import Atlas
    from geo.records import Row

Attribute = Literal["capacity", "status", "closed", "tracks", "lanes", "delay_h", "cost_usd_per_t", "demand", "value"]
Year = Annotated[int, Field(ge=1900, le=2200)]
ScenarioId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
"""As ids are, but it may begin with its year."""
Amount = Annotated[float, Field(ge=0, le=1e9)]
Value = Annotated[
    Annotated[Amount, Tag("value")] | Annotated[str, StringConstraints(max_length=40), Tag("text")],
    Discriminator(lambda value: "text" if isinstance(value, str) else "value"),
]
"""A number or a word; what is wrong with one is not told as if it were meant to be the other."""
ASSUMED = "assumption"
COMPUTED = "computed"
_RAMPED = frozenset({"capacity", "demand"})
_SCALED = frozenset({"capacity", "demand", "delay_h", "cost_usd_per_t", "value"})
_DIMENSIONS_OF = {
    "capacity": DIMENSIONS, "demand": ("mass", "containers"), "tracks": ("tracks",), "lanes": ("lanes",)
}  # fmt: skip
"""What a change can take straight from a claim, and the dimensions that are its figures."""
_OF_NODES = ("delay_h", "cost_usd_per_t")
_OF_LINKS = ("status", "tracks", "lanes")
_UNITS = {"capacity": ("Mt/yr", "train_pairs/day"), "demand": ("Mt/yr",)}
_MOST = {"tracks": 8, "lanes": 32}


class Change(Named):
    """
    One change of the network or of demand.

    What it sets is a `value` (with `low` and `high` where it is uncertain), a `factor`, or, with neither, the figure
    of the claim that `source` names. A factor of something unknown takes `base_claim_id` for the base: an assumption,
    as the source of a doubling that names no base leaves it open. `value` may be ``"computed"`` for a capacity.
    From `from_year` on it builds up over `ramp_years`, 1 being at once.
    """

    select: Select
    attribute: Attribute
    value: Value | None = None
    low: Amount | None = None
    high: Amount | None = None
    unit: Literal["Mt/yr", "train_pairs/day"] | None = None
    factor: Annotated[float, Field(ge=0, le=1000)] | None = None
    base_claim_id: Annotated[str, StringConstraints(max_length=80)] | None = None
    from_year: Year
    ramp_years: Annotated[int, Field(ge=1, le=50)] = 1
    source: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    note: Text | None = None

    @model_validator(mode="after")
    def _check(self) -> Change:
        for broken, message in (*self._shape(), *self._fit()):
            if broken:
                raise ValueError(message)
        return self

    def _shape(self) -> tuple[tuple[bool, str], ...]:
        ends = (self.low, self.high)
        is_ordered = None in ends or (self.low or 0) <= _number(self.value) <= (self.high or 0)
        return (
            (self.is_assumed and self.note is None, "An assumption says in `note` what it rests on."),
            (self.value is not None and self.factor is not None, "Give `value` or `factor`, not both."),
            (ends.count(None) == 1 or (None not in ends and not isinstance(self.value, float)),
             "`low` and `high` come together, about a `value` that is a number."),
            (not is_ordered, "`low`, `value` and `high` are in this order."),
            (self.base_claim_id is not None and self.factor is None, "`base_claim_id` belongs to `factor`."),
        )  # fmt: skip

    def _fit(self) -> tuple[tuple[bool, str], ...]:
        name, value = self.attribute, self.value
        units = _UNITS.get(name, ()) if isinstance(value, float) else ()
        is_empty = value is None and self.factor is None
        return (
            (name == "closed" and not is_empty, "`closed` takes neither `value` nor `factor`."),
            (is_empty and name != "closed" and (self.is_assumed or name not in _DIMENSIONS_OF),
             f"Say what {name} becomes: give `value` or `factor`, or a claim as `source` whose figure it is."),
            (self.factor is not None and name not in _SCALED, f"{name} takes a `value`, not a `factor`."),
            (isinstance(value, str) and value not in _words(name), f"{name} takes {_words(name) or 'a number'}."),
            (name == "status" and not isinstance(value, str), f"status takes one of {list(STATUSES)}."),
            (name in _MOST and isinstance(value, float) and value not in range(1, _MOST.get(name, 0) + 1),
             f"{name} are whole, from 1 to {_MOST.get(name)}."),
            ((self.unit is None and bool(units)) or (self.unit is not None and self.unit not in units),
             f"`unit` belongs to a number of {' and '.join(_UNITS)}; {name} takes {list(units) or 'none here'}."),
            (self.select.assumption == BOTH_WAYS and not {value, self.low, self.high} <= {1.0, 2.0, None},
             f"{BOTH_WAYS} is 1 or 2: directions share one capacity, or each has its own."),
            (self.ramp_years > 1 and name not in _RAMPED, f"{name} has no ramp; {sorted(_RAMPED)} have."),
            (name not in self.select.attributes,
             f"{self.select.text} has no {name}; it has {', '.join(self.select.attributes)}."),
        )  # fmt: skip

    @property
    def is_assumed(self) -> bool:
        """Whether no source says so."""
        return self.source == ASSUMED

    def share(self, year: int) -> float:
        """
        Say how far the change has come.

        Parameters
        ----------
        year
            The year.

        Returns
        -------
        share
            0 before `from_year`, then a straight ramp that is 1 in the last of `ramp_years`.
        """
        return ramp(year, since=self.from_year, years=self.ramp_years)


class Scenario(Named):
    """
    A year, and what is different in it.

    `base` is the scenario whose changes come first. Capacities are those known by the year of the first scenario in
    this chain. Demand is what was observed by that year, and grows by `demand_growth_percent` a year from the base's
    year on.
    """

    scenario_id: ScenarioId
    summary: Text
    summary_ru: Text | None = None
    summary_kk: Text | None = None
    year: Year
    base: ScenarioId | None = None
    demand_growth_percent: Annotated[float, Field(gt=-100, le=100)] = 0.0
    demand_growth_source: Annotated[str, StringConstraints(min_length=1, max_length=80)] | None = None
    change: Annotated[tuple[Change, ...], BeforeValidator(as_tuple), Field(max_length=500)] = ()

    @model_validator(mode="after")
    def _check_growth(self) -> Scenario:
        if bool(self.demand_growth_percent) != (self.demand_growth_source is not None):
            raise ValueError("`demand_growth_source` goes with a growth: a claim, or `assumption`.")
        return self


def read_scenarios(atlas: Atlas) -> dict[str, Scenario]:
    """
    Read the scenarios of an atlas, whole and checked against it.

    Parameters
    ----------
    atlas
        The atlas; one without a folder ``data/corridors/scenarios`` has none.

    Returns
    -------
    scenarios
        By id, in the order of their ids.

    Raises
    ------
    RecordError
        With every fault of every file: also changes of what does not exist, and claims that say something else.
    """
    faults = Faults()
    found = inspect_scenarios(atlas, faults)
    faults.raise_any()
    return found


def inspect_scenarios(atlas: Atlas, faults: Faults, *, is_valid: bool = True) -> dict[str, Scenario]:
    """
    Read as many scenarios as can be read.

    Parameters
    ----------
    atlas
        The atlas.
    faults
        Where to note what is wrong.
    is_valid
        Whether the atlas is. If not, changes are not held against it: what they name may only be broken itself.

    Returns
    -------
    scenarios
        By id; fit for use only if no fault was noted.
    """
    pairs = []
    for path in sorted((atlas.paths.corridors / "scenarios").glob("*.toml")):
        row, scenario = read_named(path, atlas.paths.label(path), Scenario, faults)
        if row and scenario:
            pairs.append((row, scenario))
    found = unique(pairs, lambda scenario: scenario.scenario_id, faults)
    for row, scenario in pairs:
        _check_base(row, scenario, found, faults)
        if is_valid:
            _check_changes(row, scenario, atlas, faults)
    return found


def find_scenario(atlas: Atlas, scenario_id: str) -> Scenario:
    """
    Read the scenarios of an atlas and choose one.

    Parameters
    ----------
    atlas
        The atlas.
    scenario_id
        Which.

    Returns
    -------
    scenario
        The scenario.

    Raises
    ------
    UnknownIdError
        If there is none of this id; it lists those there are.
    RecordError
        As in `read_scenarios`.
    """
    found = read_scenarios(atlas)
    if scenario_id not in found:
        known = ", ".join(found) or "none; add data/corridors/scenarios/<id>.toml"
        raise UnknownIdError(f"There is no scenario {scenario_id!r}. The scenarios are: {known}.")
    return found[scenario_id]


def lineage(scenario: Scenario, scenarios: Mapping[str, Scenario]) -> tuple[Scenario, ...]:
    """
    List a scenario after those it is based on.

    Parameters
    ----------
    scenario
        The scenario.
    scenarios
        All others, by id.

    Returns
    -------
    chain
        The first one, without a base, then one after another.

    Raises
    ------
    CorridorError
        If a base does not exist, or the scenarios go round in a circle.
    """
    chain = [scenario]
    while chain[0].base is not None:
        if chain[0].base not in scenarios:
            raise CorridorError(f"The base {chain[0].base!r} of {chain[0].scenario_id!r} does not exist. Add it.")
        chain.insert(0, scenarios[chain[0].base])
        if chain[0] in chain[1:]:
            names = " – ".join(one.scenario_id for one in chain)
            raise CorridorError(f"Scenarios are based on each other in a circle: {names}. Take one `base` out.")
    return tuple(chain)


def _number(value: float | str | None) -> float:
    return value if isinstance(value, float) else 0.0


def _words(attribute: str) -> list[str]:
    return {"status": list(STATUSES), "capacity": [COMPUTED]}.get(attribute, [])


def _check_base(row: Row, scenario: Scenario, found: Mapping[str, Scenario], faults: Faults) -> None:
    if scenario.base is None or scenario.base in faults.told:
        return
    try:
        chain = lineage(scenario, found)
    except CorridorError as error:
        faults.add(row.file, row.line_of(["base"]), "scenario-base", str(error))
        return
    if chain[-2].year > scenario.year:
        message = f"The base {scenario.base!r} is of {chain[-2].year}, after {scenario.year}."
        faults.add(row.file, row.line_of(["year"]), "scenario-year", message, "A scenario is no earlier than its base.")


def _check_changes(row: Row, scenario: Scenario, atlas: Atlas, faults: Faults) -> None:
    source = scenario.demand_growth_source
    if source not in (None, ASSUMED) and source not in atlas.evidence.claims:
        line = row.line_of(["demand_growth_source"])
        faults.add(row.file, line, "scenario-claim", f"There is no claim {source!r}.", _near(source, atlas))
    for change, table in zip(scenario.change, toml_tables(row, "change", Faults()), strict=True):
        index = scenario.change.index(change)
        for field, rule, message, fix in [*_named(change, atlas), *_cited(change, atlas)]:
            line = row.line_of(["change", index, field])
            faults.add(table.file, line, rule, f"{change.name!r}: {message}", fix)


def _named(change: Change, atlas: Atlas) -> list[tuple[str, str, str, str]]:
    """Say what the change names and the atlas does not have."""
    unknown = change.select.unknown(atlas)
    if unknown or not change.select.is_of_places:
        return [("select", "change-names", message, fix) for message, fix in unknown]
    chosen = change.select.chosen(atlas.network, attribute=change.attribute)
    if change.value == COMPUTED and not chosen.links:
        return [("value", "change-names", f"nothing of {change.select.text} is computed; links are.", "Give a number.")]
    wanted = {"tracks": "rail", "lanes": "road"}.get(change.attribute)
    modes = {atlas.network.links[link_id].mode for link_id in chosen.links}
    members = {**dict.fromkeys(_OF_NODES, chosen.nodes), **dict.fromkeys(_OF_LINKS, chosen.links)}
    if not members.get(change.attribute, chosen.links or chosen.nodes):
        message = f"nothing that has a {change.attribute} is {change.select.text}."
        return [("select", "change-names", message, "Widen the selection.")]
    if wanted and modes != {wanted}:
        message = f"{change.attribute} belong to {wanted}, and {sorted(modes)} is selected."
        return [("select", "change-mode", message, f'Add mode = "{wanted}".')]
    return []


def _cited(change: Change, atlas: Atlas) -> list[tuple[str, str, str, str]]:
    """Say where the claims cited do not exist, or do not say what the change says."""
    claims = atlas.evidence.claims
    cited = {"source": None if change.is_assumed else change.source, "base_claim_id": change.base_claim_id}
    missing = [
        (field, "change-claim", f"there is no claim {claim_id!r}.", _near(claim_id, atlas))
        for field, claim_id in cited.items() if claim_id is not None and claim_id not in claims
    ]  # fmt: skip
    if missing or change.is_assumed:
        return missing
    message = _contradiction(change, atlas)
    fix = f'Correct it, or write source = "{ASSUMED}" with a note.'
    return [("source", "change-claim", message, fix)] if message else []


def _contradiction(change: Change, atlas: Atlas) -> str:
    claim = atlas.evidence.claims[change.source]
    printed = f"{claim.claim_id} says {claim.value} {claim.unit} of {claim.metric}"
    if change.factor is not None:
        is_same = claim.unit == "ratio" and abs(float(claim.value) - change.factor) <= 1e-9
        is_same |= claim.unit == "percent" and abs(1 + float(claim.value) / 100 - change.factor) <= 1e-9
        return "" if is_same else f"{printed}, not {change.factor:g} times."
    if isinstance(change.value, float):
        stated = float(claim.value * claim.measure.factor)
        is_same = change.unit in (None, claim.unit) and abs(stated - change.value) <= 1e-9 * max(1.0, stated)
        return "" if is_same else f"{printed}, not {change.value:g} {change.unit or ''}".rstrip() + "."
    usable = _DIMENSIONS_OF.get(change.attribute, ())
    if change.value is None and change.attribute != "closed" and claim.measure.dimension not in usable:
        return f"{printed}, which is no figure for {change.attribute}."
    return ""


def _near(name: str | None, atlas: Atlas) -> str:
    near = get_close_matches(name or "", atlas.evidence.claims, n=3)
    return f"Near it: {', '.join(near)}." if near else f'Correct the id, or write "{ASSUMED}".'
