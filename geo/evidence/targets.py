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
        The yearly growth needed from base to deadline; None if it cannot be known.
    earlier_deadlines
        The years for which the same aim was announced before this one's deadline.
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
    settled = [fact.winner for fact in facts]
    aims = [claim for claim in records if claim.statistic in AIMS and claim.metric not in _NOT_AIMED_AT]
    found = [_target(claim, aims, by_id, sources, settled) for claim in aims]
    return sorted(found, key=lambda t: (*t.claim.series, t.claim.value, t.deadline or 9999, t.announced))


def _target(
    claim: Claim, aims: list[Claim], by_id: dict[str, Claim], sources: dict[str, Source], settled: list[Claim]
) -> Target:
    announced = sources[claim.source_id].date_text
    deadline = last_year(claim.period)
    base, base_year, is_assumed = _base(claim, by_id, settled, announced)
    return Target(
        claim=claim, announced=announced, deadline=deadline, base_claim=base, base_year=base_year,
        is_base_assumed=is_assumed, growth_percent=_growth(claim, base, base_year, deadline),
        earlier_deadlines=_earlier(claim, aims, deadline),
    )  # fmt: skip


def _base(
    claim: Claim, by_id: dict[str, Claim], settled: list[Claim], announced: str
) -> tuple[Claim | None, int | None, bool]:
    if claim.base in by_id:
        base = by_id[claim.base]
        return base, last_year(base.period), False
    if claim.base:
        return None, last_year(claim.base), False
    if claim.measure.dimension == "ratio":
        return None, int(announced[:4]) if announced else None, True
    earlier = [other for other in settled if _can_be_base(other, claim)]
    if not earlier:
        return None, None, True
    base = max(earlier, key=lambda other: (last_year(other.period) or 0, other.claim_id))
    return base, last_year(base.period), True


def _can_be_base(other: Claim, aim: Claim) -> bool:
    year, deadline = last_year(other.period), last_year(aim.period)
    return (
        (other.subject, other.metric, other.scope, other.measure.dimension)
        == (aim.subject, aim.metric, aim.scope, aim.measure.dimension)
        and other.statistic in {"observed", "capacity"}
        and is_whole_years(other.period)
        and deadline is not None
        and year is not None
        and year < deadline
    )


def _growth(claim: Claim, base: Claim | None, base_year: int | None, deadline: int | None) -> float | None:
    if base_year is None or deadline is None or deadline <= base_year:
        return None
    years = deadline - base_year
    if claim.measure.dimension == "ratio":
        factor = float(claim.value)
    elif base is not None and base.value > 0:
        factor = float(claim.value * claim.measure.factor / (base.value * base.measure.factor))
    else:
        return None
    return 100 * (factor ** (1 / years) - 1) if factor > 0 else None


def _earlier(claim: Claim, aims: list[Claim], deadline: int | None) -> tuple[int, ...]:
    same = (c for c in aims if c.series[:3] == claim.series[:3] and _figure(c) == _figure(claim))
    years = {last_year(other.period) for other in same}
    return tuple(sorted(year for year in years if year is not None and deadline is not None and year < deadline))


def _figure(claim: Claim) -> tuple[object, ...]:
    return (claim.value * claim.measure.factor, claim.measure.dimension)
