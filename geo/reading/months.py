"""Months: parts of years as claims write them."""

from __future__ import annotations

from calendar import monthrange

_NAMED = {(1, 6): "S1", (7, 12): "S2", (1, 3): "Q1", (4, 6): "Q2", (7, 9): "Q3", (10, 12): "Q4"}


def months_period(year: int, first: int, last: int, day: int | None) -> str:
    """
    Write months, or a day, as claims do.

    Parameters
    ----------
    year
        The year.
    first, last
        The first and the last month, 1 to 12.
    day
        The day, where one is meant.

    Returns
    -------
    period
        ISO 8601, a half as ``2025-S1``, a quarter as ``2025-Q1``, other months as an interval.
    """
    if day is not None and first == last and day <= monthrange(year, first)[1]:
        return f"{year}-{first:02}-{day:02}"
    if (first, last) == (1, 12):
        return str(year)
    if (first, last) in _NAMED:
        return f"{year}-{_NAMED[first, last]}"
    return f"{year}-{first:02}" if last <= first else f"{year}-{first:02}/{year}-{last:02}"


def in_year(period: str, year: int) -> str:
    """
    Give the same part of another year.

    Parameters
    ----------
    period
        A period.
    year
        The other year.

    Returns
    -------
    period
        The same months or days of it.
    """
    return "/".join(f"{year}{point[4:]}" for point in period.split("/"))
