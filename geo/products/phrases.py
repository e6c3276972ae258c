"""How a figure, its period and its interval are said in each language."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from geo.evidence.targets import AIMS
from geo.products.words import form, words

if TYPE_CHECKING:
    from geo.evidence.claims import Claim

NBSP = "\u00a0"
_YEARS = re.compile(r"\d{4}(/\d{4})?")
_YEARLY = frozenset({"volume", "capacity", "growth"})
"""Metrics that say little without a year."""
_DATE = re.compile(r"(\d{4})-(0[1-9]|1[0-2])(?:-(\d{2}))?")
_PART_OF_YEAR = re.compile(r"(\d{4})-([SQ][1-4])")


def number_text(value: Decimal, lang: str) -> str:
    """
    Write a number with the digits it was printed with.

    Parameters
    ----------
    value
        The number.
    lang
        The language.

    Returns
    -------
    text
        With the language's decimal mark, and thousands set apart from 10,000 on.
    """
    text = f"{value:,f}" if abs(value) >= 10_000 else f"{value:f}"
    marks = words(lang, "numbers")
    whole, point, rest = text.partition(".")
    return whole.replace(",", marks["thousands"]) + (marks["decimal"] + rest if point else "")


def unit_text(unit: str, value: Decimal, lang: str) -> str:
    """
    Name a unit in the form that its number asks for.

    Parameters
    ----------
    unit
        A unit of `geo.units.UNITS`.
    value
        The number before it.
    lang
        The language.

    Returns
    -------
    text
        The unit, empty for a bare count.
    """
    return form(lang, f"terms.unit.{unit}", value)


def counted(key: str, count: int, lang: str) -> str:
    """
    Say how many, in the form that the number asks for.

    Parameters
    ----------
    key
        Group and name of a text with forms, each with ``{n}``: ``"report.n_aims"``.
    count
        How many.
    lang
        The language.

    Returns
    -------
    text
        The form, with the number in it.
    """
    number = Decimal(count)
    return form(lang, key, number).format(n=number_text(number, lang))


def date_text(date: str, lang: str) -> str:
    """
    Say a date.

    Parameters
    ----------
    date
        ``2025``, ``2025-10`` or ``2025-10-09``.
    lang
        The language.

    Returns
    -------
    text
        ``"9 October 2025"``; what is no such date as it is.
    """
    found = _DATE.fullmatch(date)
    if found is None:
        return date
    w, year = words(lang, "dates"), found[1]
    if found[3]:
        return w["day"].format(day=int(found[3]), month=w[f"of_month.{found[2]}"], year=year)
    return w["month"].format(month=w[f"month.{found[2]}"], year=year)


def period_text(period: str, lang: str) -> str:
    """
    Say a period.

    Parameters
    ----------
    period
        As in a claim: ``2024``, ``2025-S1``, ``2025-01/2025-04``; empty where the source reports none.
    lang
        The language.

    Returns
    -------
    text
        A half-year and a quarter in words, dates as they are.
    """
    if not period:
        return words(lang, "table")["period_missing"]
    joint = "–" if _YEARS.fullmatch(period) else " – "
    return joint.join(_part_text(part, lang) for part in period.split("/"))


def _part_text(part: str, lang: str) -> str:
    found = _PART_OF_YEAR.fullmatch(part)
    return words(lang, "table")[f"period_{found[2]}"].format(year=found[1]) if found else part


def scope_text(scope: str | None, lang: str) -> str:
    """
    Say what a claim is narrowed to.

    Parameters
    ----------
    scope
        A claim's scope.
    lang
        The language.

    Returns
    -------
    text
        The catalogue's words, else the slug with spaces; empty without a scope.
    """
    return words(lang, "terms").get(f"scope.{scope}", scope.replace("-", " ")) if scope else ""


def figure_text(claim: Claim, lang: str) -> str:
    """
    Say a figure the way its source put it.

    Parameters
    ----------
    claim
        The claim.
    lang
        The language.

    Returns
    -------
    text
        ``"nearly 2.5 Mt"``, ``"×2"``, ``"5–8 Mt a year"``.
    """
    last = claim.value if claim.value_high is None else claim.value_high
    number = number_text(claim.value, lang)
    if claim.value_high is not None:
        number += "–" + number_text(claim.value_high, lang)
    unit = unit_text(claim.unit, last, lang)
    sign = "×" if claim.measure.dimension == "ratio" else ""
    figure = f"{sign}{number}{NBSP}{unit}".rstrip(NBSP)
    return words(lang, "terms")[f"qualifier.{claim.qualifier}"].format(figure=figure)


def dated_text(claim: Claim, lang: str, *, base: Claim | None = None) -> str:
    """
    Say a figure with its period, or an aim with its deadline and what it is measured against.

    Parameters
    ----------
    claim
        The claim.
    lang
        The language.
    base
        The claim that a growth or a ratio is measured against, where the source names one.

    Returns
    -------
    text
        ``"nearly 2.5 Mt (2024)"``, ``"×2 by 2027, base not reported"``.
    """
    table = words(lang, "table")
    period = period_text(claim.period, lang)
    text = table[_dated_key(claim)].format(figure=figure_text(claim, lang), period=period)
    if claim.measure.dimension != "ratio" and claim.metric != "growth":
        return text
    if base is not None:
        return table["against_base"].format(text=text, base=dated_text(base, lang))
    if claim.base:
        return table["against_base"].format(text=text, base=period_text(claim.base, lang))
    return table["base_missing"].format(text=text) if claim.statistic in AIMS else text


def _dated_key(claim: Claim) -> str:
    if claim.statistic not in AIMS:
        return "dated" if claim.period or claim.metric in _YEARLY else "undated_figure"
    if not claim.period:
        return "aim_open"
    kind = "forecast" if claim.statistic == "forecast" else "aim"
    return f"{kind}_year" if _YEARS.fullmatch(claim.period) else f"{kind}_date"


def interval_text(claim: Claim, lang: str) -> str:
    """
    Say the interval that the policy gives a figure.

    Parameters
    ----------
    claim
        The claim.
    lang
        The language.

    Returns
    -------
    text
        ``"2.4–2.5"``, ``"≥ 10"``, ``"30–40 +"`` where the true value may lie above; empty for a figure without width
        and for a range, which says it itself.
    """
    interval = claim.interval
    low = number_text(interval.low.normalize() + 0, lang)
    if interval.high is None:
        return f"≥{NBSP}{low}"
    if interval.low == interval.high or claim.qualifier == "range":
        return ""
    high = number_text(interval.high.normalize() + 0, lang)
    return f"{low}–{high}{NBSP}+" if interval.is_open_above else f"{low}–{high}"
