"""The ledger of targets: base, deadline, the yearly growth each needs, and whether it slipped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.evidence.periods import is_whole_years, last_year

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.evidence.claims import Claim
    from geo.evidence.settle import Fact
    from geo.evidence.sources import Source

AIMS = frozenset({"target", "plan", "proposal", "forecast"})
_NOT_AIMED_AT = frozenset({"length", "shortening", "investment"})
"""Metrics that describe a plan rather than set an aim to reach."""


_Settled = dict[tuple[str, str, str | None, str], list["Claim"]]
"""Settled yearly figures by subject, metric, scope and dimension."""


@dataclass(frozen=True)
class Target:
    """
    One announced aim.

    Parameters
    ----------
    claim
        The aim.
    announced
        The date of its source.
    deadline
        The year it is due, None if not reported.
    base_claim
        The claim it grows from, None where the base is not reported and nothing observed precedes the deadline.
    base_year
        The year growth is counted from.
    is_base_assumed
        Whether the tool chose the base (the latest figure observed, or the year of the announcement for a ratio).
    growth_percent
        The yearly growth needed from base to deadline; None if it cannot be known. A range is held to its lower end.
    earlier_deadlines
        Earlier years for which the same aim was announced, before this one or at the same time.
    """

    claim: Claim
    announced: str
    deadline: int | None
    base_claim: Claim | None
    base_year: int | None
    is_base_assumed: bool
    growth_percent: float | None
    earlier_deadlines: tuple[int, ...]

    @property
    def has_slipped(self) -> bool:
        """Whether the same aim had an earlier deadline."""
        return bool(self.earlier_deadlines)


def targets(claims: Iterable[Claim], sources: dict[str, Source], facts: Iterable[Fact]) -> list[Target]:
    """
    List all aims with what they need.

    Parameters
    ----------
    claims
        All claims.
    sources
        Their sources.
    facts
        The settled facts, in which bases are looked for.

    Returns
    -------
    targets
        In the order of subject, metric, value, deadline and announcement.
    """
    records = list(claims)
    by_id = {claim.claim_id: claim for claim in records}
    settled = _yearly_figures(fact.winner for fact in facts)
    aims = [claim for claim in records if claim.statistic in AIMS and claim.metric not in _NOT_AIMED_AT]
    dates = {claim.claim_id: sources[claim.source_id].date_text for claim in aims}
    found = [_target(claim, dates, by_id, settled) for claim in aims]
    return sorted(
        found, key=lambda t: (*t.claim.series, t.claim.value, t.deadline or 9999, t.announced, t.claim.claim_id)
    )


def _target(claim: Claim, dates: dict[str, str], by_id: dict[str, Claim], settled: _Settled) -> Target:
    announced = dates[claim.claim_id]
    deadline = last_year(claim.period)
    base, base_year, is_assumed = _base(claim, by_id, settled, announced)
    earlier = _earlier(claim, dates, by_id, deadline)
    growth = _growth(claim, base, base_year, deadline)
    return Target(claim, announced, deadline, base, base_year, is_assumed, growth, earlier)


def _base(
    claim: Claim, by_id: dict[str, Claim], settled: _Settled, announced: str
) -> tuple[Claim | None, int | None, bool]:
    if claim.base in by_id:
        base = by_id[claim.base]
        return base, last_year(base.period), False
    if claim.base:
        return None, last_year(claim.base), False
    if _is_relation(claim):
        return None, int(announced[:4]) if announced else None, bool(announced)
    deadline = last_year(claim.period) or 0
    earlier = [other for other in settled.get(_matter(claim), ()) if (last_year(other.period) or 0) < deadline]
    if not earlier:
        return None, None, False
    base = max(earlier, key=lambda other: (last_year(other.period) or 0, other.claim_id))
    return base, last_year(base.period), True


def _is_relation(claim: Claim) -> bool:
    """Whether the aim says how many times, or by how many percent, and not how much."""
    return claim.measure.dimension == "ratio" or (claim.metric, claim.unit) == ("growth", "percent")


def _matter(claim: Claim) -> tuple[str, str, str | None, str]:
    return (claim.subject, claim.metric, claim.scope, claim.measure.dimension)


def _yearly_figures(winners: Iterable[Claim]) -> _Settled:
    """Index what was observed or possible in a calendar year by its matter."""
    found: _Settled = {}
    for claim in winners:
        if claim.statistic in {"observed", "capacity"} and is_whole_years(claim.period):
            found.setdefault(_matter(claim), []).append(claim)
    return found


def _growth(claim: Claim, base: Claim | None, base_year: int | None, deadline: int | None) -> float | None:
    factor = _factor(claim, base)
    if factor is None or factor <= 0 or base_year is None or deadline is None or deadline <= base_year:
        return None
    return 100 * (float(factor ** (1 / (deadline - base_year))) - 1)


def _factor(claim: Claim, base: Claim | None) -> float | None:
    """How many times the base the aim is."""
    if claim.measure.dimension == "ratio":
        return float(claim.value)
    if _is_relation(claim):
        return 1 + float(claim.value) / 100
    if base is None or base.value <= 0 or base.measure.dimension != claim.measure.dimension:
        return None
    if base.metric == "volume" and not is_whole_years(base.period):
        return None  # a half-year's figure is no year's
    return float(claim.value * claim.measure.factor / (base.value * base.measure.factor))


def _earlier(claim: Claim, dates: dict[str, str], by_id: dict[str, Claim], deadline: int | None) -> tuple[int, ...]:
    years = set()
    for claim_id, date in dates.items():
        other = by_id[claim_id]
        is_same = other.series[:3] == claim.series[:3] and _figure(other) == _figure(claim)
        year = last_year(other.period)
        if is_same and _is_no_later(date, dates[claim.claim_id]) and year and deadline and year < deadline:
            years.add(year)
    return tuple(sorted(years))


def _is_no_later(date: str, other: str) -> bool:
    """Compare dates as far as both are known."""
    known = min(len(date), len(other))
    return date[:known] <= other[:known]


def _figure(claim: Claim) -> tuple[object, ...]:
    return (claim.value * claim.measure.factor, claim.measure.dimension)
