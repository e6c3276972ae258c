"""The days that a period covers."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

_MONTHS = {"S1": (1, 6), "S2": (7, 12), "Q1": (1, 3), "Q2": (4, 6), "Q3": (7, 9), "Q4": (10, 12)}


def span(period: str) -> tuple[date, date] | None:
    """
    Give the first and the last day of a period.

    Parameters
    ----------
    period
        As a claim has it: 2024, 2025-S1, 2025-Q1, 2025-09, 2025-09-30, 2025-01/2025-04, or empty.

    Returns
    -------
    first, last
        The days, both in the period; None for an empty one.
    """
    if not period:
        return None
    first, _, last = period.partition("/")
    return _point(first)[0], _point(last or first)[1]


def days(period: str) -> int | None:
    """
    Count the days of a period.

    Parameters
    ----------
    period
        As in `span`.

    Returns
    -------
    days
        None for an empty period.
    """
    ends = span(period)
    return None if ends is None else (ends[1] - ends[0]).days + 1


def _point(text: str) -> tuple[date, date]:
    year, _, rest = text.partition("-")
    if rest.count("-"):
        day = date.fromisoformat(text)
        return day, day
    first, last = _MONTHS.get(rest) or ((int(rest), int(rest)) if rest else (1, 12))
    return date(int(year), first, 1), date(int(year), last, monthrange(int(year), last)[1])
