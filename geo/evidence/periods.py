"""Periods in SDMX's way of writing: 2024, 2025-S1, 2025-Q1, 2025-09, 2025-09-30, 2025-01/2025-04."""

from __future__ import annotations

import re
from calendar import monthrange

_POINT = r"[12][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?|-S[12]|-Q[1-4])?"
Day = tuple[int, int, int]
_PERIOD = re.compile(rf"{_POINT}(/{_POINT})?")


def check_period(text: str) -> str:
    """
    Refuse what is not a period.

    Parameters
    ----------
    text
        A period; empty when the source reports none.

    Returns
    -------
    text
        The same.

    Raises
    ------
    ValueError
        If it does not follow the grammar, or runs backwards.
    """
    if text and not _PERIOD.fullmatch(text):
        raise ValueError("This is no period. Write 2024, 2025-S1, 2025-Q1, 2025-09, 2025-09-30 or 2025-01/2025-04.")
    first, _, last = text.partition("/")
    for part in filter(None, (first, last)):
        year, month, day = _days(part)[1]
        if day > monthrange(year, month)[1]:
            raise ValueError(f"The calendar has no day {part}.")
    if last and _days(last)[1] < _days(first)[0]:
        raise ValueError("The period ends before it begins.")
    return text


def days_of(point: str) -> tuple[Day, Day]:
    """
    Give the first and the last day of a period.

    Parameters
    ----------
    point
        A period, with or without a slash.

    Returns
    -------
    first, last
        As (year, month, day).
    """
    start, _, end = point.partition("/")
    return _days(start)[0], _days(end or start)[1]


def _days(point: str) -> tuple[Day, Day]:
    year, _, part = point.partition("-")
    if part[:1] in {"S", "Q"}:
        months = 6 if part[0] == "S" else 3
        last = int(part[1:]) * months
        first = last - months + 1
    else:
        first, last = (int(part[:2]), int(part[:2])) if part else (1, 12)
    day = int(part[3:]) if len(part) == len("09-30") else None
    return (int(year), first, day or 1), (int(year), last, day or monthrange(int(year), last)[1])


def last_year(period: str) -> int | None:
    """
    Give the year in which a period ends.

    Parameters
    ----------
    period
        A period, or an empty text.

    Returns
    -------
    year
        The year, None for an empty period.
    """
    return int(period.rpartition("/")[2][:4]) if period else None


def is_whole_years(period: str) -> bool:
    """
    Tell whether a figure of this period is a yearly one.

    Parameters
    ----------
    period
        A period.

    Returns
    -------
    is_whole_years
        True for one calendar year.
    """
    return re.fullmatch(r"[0-9]{4}", period) is not None
