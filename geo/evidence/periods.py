"""Periods in SDMX's way of writing: 2024, 2025-S1, 2025-Q1, 2025-09, 2025-09-30, 2025-01/2025-04."""

from __future__ import annotations

import re

_POINT = r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?|-S[12]|-Q[1-4])?"
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
        raise ValueError(
            f"{text!r} is not a period. Write 2024, 2025-S1, 2025-Q1, 2025-09, 2025-09-30 or 2025-01/2025-04."
        )
    first, _, last = text.partition("/")
    if last and last[:4] < first[:4]:
        raise ValueError(f"The period {text!r} ends before it begins.")
    return text


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
    return re.fullmatch(r"\d{4}", period) is not None
