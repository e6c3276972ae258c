"""Tonnes: what figures in trains, containers, barrels and tonnes come to in Mt a year, one way or all directions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.model.estimates import Estimate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from geo.evidence.claims import Claim
    from geo.model.assumptions import Assumption

DIMENSIONS = ("train_pairs_day", "trains_day", "mass", "containers", "oil_rate")
"""What a capacity may be counted in, the field's own unit first."""
TRAINS = DIMENSIONS[:2]
_PER_PAIR = ("days-a-year", "net-t-a-train", "freight-share")
_FACTORS: dict[str, tuple[float, tuple[str, ...]]] = {
    "train_pairs_day": (1e-6, _PER_PAIR),
    "trains_day": (1e-6, (*_PER_PAIR, "pairs-a-train")),
    "mass": (1.0, ()),
    "containers": (1e-3, ("net-t-a-teu",)),
    "oil_rate": (1.0, ("days-a-year", "barrels-a-tonne")),
}
"""What makes Mt a year of each dimension: a number, and the assumptions."""


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
    return figure_in_mt(_figure(claim), claim.measure.dimension, assumptions)


def figure_in_mt(figure: Estimate, dimension: str, assumptions: Mapping[str, Assumption]) -> Converted:
    """
    Convert a figure of a dimension to Mt a year.

    Parameters
    ----------
    figure
        In the base unit of the dimension.
    dimension
        One of `DIMENSIONS`.
    assumptions
        All assumptions.

    Returns
    -------
    converted
        The interval of the figure by the intervals of the assumptions.
    """
    base, names = _FACTORS[dimension]
    return Converted(figure.times(base, *_factors(names, assumptions)), names)


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


def per_direction(one: Converted, mode: str, claim: Claim, assumptions: Mapping[str, Assumption]) -> Converted:
    """
    Say what a figure leaves for one direction.

    Parameters
    ----------
    one
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
    if mode == "pipeline" or claim.measure.dimension in TRAINS:
        return one
    share = assumptions["direction-share"].estimate
    return Converted(one.mt.times(share), (*one.assumption_ids, "direction-share"))


def all_directions(one: Converted, claim: Claim) -> Converted:
    """
    Say what a figure of a place comes to in all directions.

    Parameters
    ----------
    one
        The figure in Mt a year.
    claim
        The claim; trains a day are of one direction, what a port handles is counted together.

    Returns
    -------
    converted
        Mt a year, all directions together.
    """
    return Converted(one.mt.times(2 if claim.measure.dimension in TRAINS else 1), one.assumption_ids)
