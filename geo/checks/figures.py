"""Checks on figures: more carried than the capacity, deadlines and observations out of their time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.checks.finding import at_claim
from geo.evidence.decisions import expected_text
from geo.evidence.periods import days_of, last_year
from geo.evidence.targets import AIMS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.atlas import Atlas
    from geo.checks.finding import Finding
    from geo.evidence.claims import Claim


def volumes_above_capacity(atlas: Atlas) -> Iterator[Finding]:
    """
    Find volumes above the capacity of the same place in the same year, whatever the intervals leave open.

    Parameters
    ----------
    atlas
        The atlas.

    Yields
    ------
    finding
        One for each pair of claims shown first.
    """
    winners = [fact.winner for fact in atlas.evidence.facts.values()]
    capacities: dict[tuple[object, ...], list[Claim]] = {}
    for claim in winners:
        if claim.metric == claim.statistic == "capacity":
            capacities.setdefault(_matter(claim), []).append(claim)
    for claim in winners:
        if (claim.metric, claim.statistic) == ("volume", "observed"):
            for capacity in capacities.get(_matter(claim), []):
                if _exceeds(claim, capacity):
                    message = (
                        f"{claim.subject}: {claim.claim_id} carries {expected_text(claim)} in {claim.period},"
                        f" above the capacity of {expected_text(capacity)} by {capacity.claim_id}."
                    )
                    yield at_claim(atlas, claim, message, "Correct one, or part them by `scope` or `period`.")


def _matter(claim: Claim) -> tuple[object, ...]:
    return (claim.subject, claim.scope, claim.measure.dimension, last_year(claim.period))


def _exceeds(volume: Claim, capacity: Claim) -> bool:
    ceiling = capacity.base_interval
    return (
        bool(volume.period)
        and ceiling.high is not None
        and not ceiling.is_open_above
        and volume.base_interval.low > ceiling.high
    )


def past_deadlines(atlas: Atlas) -> Iterator[Finding]:
    """
    Find aims that were due before their source was published.

    Parameters
    ----------
    atlas
        The atlas.

    Yields
    ------
    finding
        One for each claim.
    """
    for claim in atlas.evidence.claims.values():
        date = atlas.evidence.sources[claim.source_id].date_text
        year = last_year(claim.period)
        if claim.statistic in AIMS and date and year is not None and year < int(date[:4]):
            message = f"{claim.claim_id} is a {claim.statistic} for {claim.period}; its source is of {date}."
            fix = "Correct `period`, or the `statistic` if it has come about."
            yield at_claim(atlas, claim, message, fix)


def future_observations(atlas: Atlas) -> Iterator[Finding]:
    """
    Find observations of a period that began after their source was published.

    Parameters
    ----------
    atlas
        The atlas.

    Yields
    ------
    finding
        One for each claim.
    """
    for claim in atlas.evidence.claims.values():
        date = atlas.evidence.sources[claim.source_id].date_text
        is_observed = claim.statistic == "observed" and claim.period and date
        if is_observed and days_of(claim.period)[0] > days_of(date)[1]:
            message = f"{claim.claim_id} observes {claim.period}; its source is of {date}."
            fix = "Correct `period`, or call it a `forecast`."
            yield at_claim(atlas, claim, message, fix)
