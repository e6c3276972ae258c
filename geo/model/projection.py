"""Projections: from what was observed to what is aimed at, as a series of its own under the modelled ceiling."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from geo.errors import CorridorError
from geo.model.estimates import positive

if TYPE_CHECKING:
    from collections.abc import Sequence

SeriesKind = Literal["observed", "target", "ceiling", "projected"]
SERIES_NOTE = (
    "Four series, never joined: what was observed, what is aimed at, what the model lets pass, and a projection that "
    "grows as fast as the aim needs, and bends under the ceiling. A projection is arithmetic, not a forecast."
)
_FASTEST = 50.0
_STEPS = 200


@dataclass(frozen=True)
class Point:
    """
    One year of one series.

    Parameters
    ----------
    series
        Which series.
    year
        The year.
    mt
        Mt a year; None where unknown.
    claim_id
        The claim, for what was observed or is aimed at.
    """

    series: SeriesKind
    year: int
    mt: float | None
    claim_id: str = ""


def ramp(year: int, *, since: int, years: int = 1) -> float:
    """
    Say how far something has been commissioned.

    Parameters
    ----------
    year
        The year.
    since
        The first year in which it works.
    years
        How many years it takes to work in full: 1 is at once.

    Returns
    -------
    share
        0 before, `1 / years` in the first year, 1 in the last and after.

    Raises
    ------
    CorridorError
        If `years` is below one.
    """
    if years < 1:
        raise CorridorError(f"A ramp takes at least one year; this one takes {years}.")
    return min(1.0, max(0, year - since + 1) / years)


def s_curve(start: float, rate: float, ceilings: Sequence[float]) -> list[float]:
    """
    Grow along a logistic curve whose ceiling may change from year to year.

    In a year with the ceiling K, v becomes ``K / (1 + (K / v - 1) · exp(-rate))``: with one ceiling throughout, the
    logistic curve itself; with none (infinite), growth by the factor ``exp(rate)``. Never above the ceiling.

    Parameters
    ----------
    start
        The value of the year before the first, above zero.
    rate
        Growth a year far below the ceiling, as a logarithm.
    ceilings
        One for each year; zero lets nothing pass, infinity limits nothing.

    Returns
    -------
    values
        One for each ceiling.

    Raises
    ------
    CorridorError
        If the start is not above zero, or a ceiling is below zero or no number.
    """
    value, values = positive(start, "The start of an S-curve"), []
    for limit in ceilings:
        if not limit >= 0:
            raise CorridorError(f"A ceiling is not below zero; this one is {limit}.")
        if math.isinf(limit):
            value *= math.exp(rate)
        else:
            value = min(value, limit)
            value = limit / (1 + (limit / value - 1) * math.exp(-rate)) if value else 0.0
        values.append(value)
    return values


def needed_rate(start: float, aim: float, ceilings: Sequence[float]) -> float | None:
    """
    Find the rate at which an S-curve arrives at its aim in the last year.

    Parameters
    ----------
    start
        The value of the year before the first.
    aim
        The value of the last year.
    ceilings
        As in `s_curve`.

    Returns
    -------
    rate
        None where no growth, however fast, arrives under these ceilings. With one ceiling K for n years it is
        ``ln((aim / start) · (K - start) / (K - aim)) / n``.

    Raises
    ------
    CorridorError
        As in `s_curve`.
    """
    low, high = -_FASTEST, _FASTEST
    if not ceilings or s_curve(start, high, ceilings)[-1] < aim or aim >= ceilings[-1]:
        return None
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if s_curve(start, middle, ceilings)[-1] < aim else (low, middle)
    return high


@dataclass(frozen=True)
class Projection:
    """
    The years from what was observed to what is aimed at.

    Parameters
    ----------
    points
        Of the series ``"projected"`` and ``"ceiling"``, by series and year.
    growth_percent
        A year far below the ceiling; None where nothing is projected.
    arrives
        Whether the aim is reached in its year.
    note
        What a reader should know.
    """

    points: tuple[Point, ...]
    growth_percent: float | None
    arrives: bool
    note: str


def project(base: Point, aim: Point, ceilings: Sequence[float | None]) -> Projection:
    """
    Project from what was observed to an aim.

    The rate is the one that the aim needs; where no rate arrives under the ceilings, it is that of steady growth from
    base to aim without them, and the projection falls short.

    Parameters
    ----------
    base
        The last year observed.
    aim
        The aim and its year.
    ceilings
        The modelled ceiling of each year after the base's up to the aim's, None where it is unknown.

    Returns
    -------
    projection
        Empty where the base is zero or unknown, or the aim is not after it.

    Raises
    ------
    CorridorError
        If there is not one ceiling for each year.
    """
    years = range(base.year + 1, aim.year + 1)
    if len(ceilings) != len(years):
        raise CorridorError(f"{len(ceilings)} ceilings are given for {len(years)} years. Give one for each.")
    above = tuple(Point("ceiling", year, limit) for year, limit in zip(years, ceilings, strict=True))
    if not base.mt or not aim.mt or not years:
        return Projection(above, None, arrives=False, note="Nothing to grow from, or no year to grow in.")
    limits = [math.inf if limit is None else limit for limit in ceilings]
    rate = needed_rate(base.mt, aim.mt, limits)
    note = "" if None not in ceilings else "In some years no known capacity limits it."
    if base.mt > limits[0]:
        note = f"What was observed in {base.year} is above the modelled ceiling. {note}".strip()
    if rate is None:
        note = f"No growth arrives under the modelled ceiling of {aim.year}. {note}".strip()
    used = math.log(aim.mt / base.mt) / len(years) if rate is None else rate
    values = s_curve(base.mt, used, limits)
    points = tuple(Point("projected", year, value) for year, value in zip(years, values, strict=True))
    return Projection(points + above, 100 * math.expm1(used), arrives=rate is not None, note=note)
