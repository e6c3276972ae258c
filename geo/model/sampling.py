"""What is uncertain, and draws of it: figures of claims and assumptions within their intervals."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple, cast
from zlib import crc32

import numpy as np

from geo.errors import CorridorError
from geo.model.assumptions import ASSUMPTIONS, Assumption
from geo.model.computed import computed_capacity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from geo.atlas import Atlas
    from geo.model.capacity import Capacity
    from geo.model.demand import Commodity
    from geo.model.graph import ModelGraph
    from geo.model.study import Capacities
    from geo.network.links import Link

    Floats = NDArray[np.float64]

_ROUNDING = 1e-9
FACTORS = ("days-a-year", "net-t-a-train", "freight-share", "pairs-a-train", "net-t-a-teu", "direction-share")
"""Assumptions that a reported figure is multiplied by."""
DIVISORS = ("barrels-a-tonne",)
"""Assumptions that it is divided by."""
DRAWN_NOTE = (
    "Each figure of a claim and each assumption is drawn from a triangle over its interval, with its central value as "
    "the peak, independently of the others, and once for all places it is used at. A figure without a ceiling is drawn "
    "up to its central value."
)


@dataclass(frozen=True)
class Parameter:
    """
    Something uncertain.

    Parameters
    ----------
    name
        A claim, an assumption, or what else is drawn.
    low, central, high
        Its interval.
    is_open
        Whether nothing sets a ceiling; it is then drawn up to `central`.
    """

    name: str
    low: float
    central: float
    high: float
    is_open: bool = False

    @property
    def is_known(self) -> bool:
        """Whether there is nothing to draw."""
        return self.low == self.high

    def is_like(self, other: Parameter, scale: float) -> bool:
        """
        Tell whether another interval is this one times a factor.

        Parameters
        ----------
        other
            The other.
        scale
            The factor.

        Returns
        -------
        is_like
            Whether all ends agree, but for rounding.
        """
        ends = ((self.low, other.low), (self.central, other.central), (self.high, other.high))
        return self.is_open == other.is_open and all(
            abs(a * scale - b) <= _ROUNDING * max(abs(b), abs(other.central)) for a, b in ends
        )

    def at(self, unit: Floats) -> Floats:
        """
        Draw from the triangle: low, peak at the central value, high.

        Parameters
        ----------
        unit
            Shares from 0 to 1.

        Returns
        -------
        values
            The quantiles at these shares.
        """
        width, left = self.high - self.low, self.central - self.low
        if width <= 0:
            return np.full(len(unit), self.central)
        rising = self.low + np.sqrt(unit * width * left)
        falling = self.high - np.sqrt((1 - unit) * width * (self.high - self.central))
        return np.clip(np.where(unit * width < left, rising, falling), self.low, self.high)


class _Shape(NamedTuple):
    """What the formulas of capacity read of a link."""

    mode: str
    tracks: int | None
    lanes: int | None


@dataclass(frozen=True)
class _Rule:
    """How one capacity follows from parameters: a product, or the formula of a link, times a factor."""

    names: tuple[str, ...]
    divisors: tuple[str, ...] = ()
    shape: _Shape | None = None
    length_km: float = 0.0
    scale: float = 1.0


@dataclass(frozen=True)
class Uncertainty:
    """
    How the capacities of a graph follow from what is uncertain.

    Parameters
    ----------
    parameters
        By name, sorted; what is known exactly included.
    rules
        By group of the graph: of each owner whose capacity is known; the least counts.
    """

    parameters: dict[str, Parameter]
    rules: dict[int, tuple[_Rule, ...]] = field(repr=False)

    def used(self, groups: Iterable[int]) -> tuple[str, ...]:
        """
        Name what is drawn for some groups.

        Parameters
        ----------
        groups
            Groups of the graph.

        Returns
        -------
        names
            Sorted; what is known exactly is left out.
        """
        names = {name for g in groups for rule in self.rules.get(g, ()) for name in (*rule.names, *rule.divisors)}
        return tuple(sorted(name for name in names if not self.parameters[name].is_known))

    def capacities(self, unit: Mapping[str, Floats], groups: Iterable[int], count: int) -> dict[int, Floats]:
        """
        Draw capacities.

        Parameters
        ----------
        unit
            Shares from 0 to 1 by parameter, one a draw; parameters that are not given stay central.
        groups
            Which groups.
        count
            The number of draws.

        Returns
        -------
        capacity_mt
            By group, one a draw.
        """
        values = {name: one.at(unit[name]) for name, one in self.parameters.items() if name in unit}
        known: dict[_Rule, Floats] = {}
        found: dict[int, Floats] = {}
        for group in groups:
            for rule in self.rules[group]:
                if rule not in known:
                    known[rule] = self._applied(rule, values, count)
                found[group] = known[rule] if group not in found else np.minimum(found[group], known[rule])
        return found

    def _applied(self, rule: _Rule, values: Mapping[str, Floats], count: int) -> Floats:
        if rule.shape is not None:
            return self._computed(rule, rule.shape, values, count)
        product = np.full(count, rule.scale)
        for name in rule.names:
            product *= values.get(name, self.parameters[name].central)
        for name in rule.divisors:
            product /= values.get(name, self.parameters[name].central)
        return product

    def _computed(self, rule: _Rule, shape: _Shape, values: Mapping[str, Floats], count: int) -> Floats:
        """Compute the formula draw by draw, with every assumption at what was drawn."""
        found = np.empty(count)
        for draw in range(count):
            drawn = {name: float(values[name][draw]) if name in values else self.parameters[name].central
                     for name in rule.names}  # fmt: skip
            exact = {name: Assumption(name, x, x, x, "", "") for name, x in drawn.items()}
            result = computed_capacity(cast("Link", shape), rule.length_km, exact)
            found[draw] = np.nan if result is None else result[0].central
        return found * rule.scale


def uncertain_capacities(
    atlas: Atlas, graph: ModelGraph, capacities: Capacities, *, assumptions: Mapping[str, Assumption] | None = None
) -> Uncertainty:
    """
    Say how the capacities of a graph follow from claims and assumptions.

    Parameters
    ----------
    atlas
        The atlas.
    graph
        The graph, made of the central capacities.
    capacities
        The records it was made of.
    assumptions
        What they assume; the shipped ones if not given.

    Returns
    -------
    uncertainty
        Parameters, and a rule for each group whose capacity is known and finite.
    """
    given = dict(ASSUMPTIONS if assumptions is None else assumptions)
    parameters: dict[str, Parameter] = {}
    rules: dict[int, tuple[_Rule, ...]] = {}
    limits = graph.group_capacity_mt
    for group in np.flatnonzero(np.isfinite(limits)).tolist():
        owners = dict.fromkeys(graph.owners[arc] for arc in np.flatnonzero(graph.shared == group).tolist())
        known = [(owner, record) for owner in owners if (record := capacities.of(owner)) is not None]
        rules[group] = tuple(
            _rule(atlas, owner, record, given, parameters) for owner, record in known if record.central is not None
        )
    return Uncertainty(dict(sorted(parameters.items())), rules)


def _rule(
    atlas: Atlas, owner: str, record: Capacity, assumptions: Mapping[str, Assumption],
    parameters: dict[str, Parameter],
) -> _Rule:  # fmt: skip
    link = atlas.network.links.get(owner)
    names = tuple(name for name in record.assumption_ids if name in assumptions)
    parameters |= {name: _assumed(assumptions[name]) for name in names}
    if record.basis == "computed" and link is not None:
        length = atlas.length_of(owner)
        result = computed_capacity(link, length, assumptions)
        scale = 1.0 if result is None or not result[0].central else (record.central or 0.0) / result[0].central
        shape = _Shape(link.mode, link.tracks, link.lanes)
        return _Rule(names, (), shape, length if link.mode == "sea" else 0.0, scale)
    factors = tuple(name for name in names if name in FACTORS)
    divisors = tuple(name for name in names if name in DIVISORS)
    figure = _figure(record, factors, divisors, assumptions)
    first = parameters.setdefault(figure.name, figure)
    scale = figure.central / first.central if first.central else 1.0
    if not first.is_like(figure, scale):  # a scenario has changed it for some
        figure = replace(figure, name=f"{figure.name} for {record.subject or record.owner}")
        parameters[figure.name], scale = figure, 1.0
    return _Rule((figure.name, *factors), divisors, scale=scale)


def _assumed(one: Assumption) -> Parameter:
    return Parameter(one.assumption_id, one.low, one.central, one.high)


def _figure(
    record: Capacity, factors: Sequence[str], divisors: Sequence[str],
    assumptions: Mapping[str, Assumption],
) -> Parameter:  # fmt: skip
    """Take the assumptions out of a capacity: what is left is the interval of the figure itself."""
    low, central = record.low or 0.0, record.central or 0.0
    high = central if record.high is None else record.high
    product = {
        end: np.prod([getattr(assumptions[name], end) for name in factors]) for end in ("low", "central", "high")
    }
    for name in divisors:
        one = assumptions[name]
        product = {"low": product["low"] / one.high, "central": product["central"] / one.central,
                   "high": product["high"] / one.low}  # fmt: skip
    ends = [float(value / product[end]) if product[end] else 0.0
            for value, end in ((low, "low"), (central, "central"), (high, "high"))]  # fmt: skip
    is_open = record.high is None
    top = ends[1] if is_open else max(ends[1], ends[2])
    name = record.claim_ids[0] if record.claim_ids else f"capacity of {record.subject or record.owner}"
    return Parameter(name, min(ends[0], ends[1]), ends[1], top, is_open)


def uncertain_demand(demand: Sequence[Commodity]) -> dict[str, Parameter]:
    """
    Say what of a demand is uncertain.

    Parameters
    ----------
    demand
        The commodities.

    Returns
    -------
    parameters
        Mt a year by commodity, under a name of its own.
    """
    found = {}
    for one in demand:
        low = one.mt_yr if one.low_mt_yr is None else min(one.low_mt_yr, one.mt_yr)
        high = one.mt_yr if one.high_mt_yr is None else max(one.high_mt_yr, one.mt_yr)
        found[demand_name(one)] = Parameter(demand_name(one), low, one.mt_yr, high, one.high_mt_yr is None)
    return found


def demand_name(one: Commodity) -> str:
    """
    Name the parameter of a commodity's amount.

    Parameters
    ----------
    one
        The commodity.

    Returns
    -------
    name
        Its parameter.
    """
    return f"demand {one.commodity_id}"


def unit_draws(names: Iterable[str], count: int, *, seed: int, batch: int = 0) -> dict[str, Floats]:
    """
    Draw a Latin hypercube: each parameter once in each of `count` equal slices.

    The draws of a parameter follow from its name, the seed and the batch alone. Scenarios that share it share them
    (common random numbers), whatever else they draw, and it does not matter which batch is drawn where.

    Parameters
    ----------
    names
        Parameters.
    count
        Draws.
    seed
        Any whole number not below zero.
    batch
        The number of the batch.

    Returns
    -------
    unit
        Shares from 0 to 1 by parameter.

    Raises
    ------
    CorridorError
        If the seed is negative.
    """
    from scipy.stats import qmc  # noqa: PLC0415 - it costs a second or two, and only draws need it

    if seed < 0:
        raise CorridorError(f"A seed is a whole number not below 0; this one is {seed}.")
    found = {}
    for name in names:
        rng = np.random.default_rng([seed, batch, crc32(name.encode())])
        found[name] = qmc.LatinHypercube(d=1, rng=rng).random(count)[:, 0]
    return found
