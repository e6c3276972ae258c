"""Checks on claims as they were entered: one figure twice, two figures at one place, bases that do not fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.checks.finding import at_claim
from geo.evidence.decisions import expected_text
from geo.evidence.periods import last_year

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.atlas import Atlas
    from geo.checks.finding import Finding
    from geo.evidence.claims import Claim


def doubled_claims(atlas: Atlas) -> Iterator[Finding]:
    """
    Find claims that say what an earlier claim of the same source says.

    Parameters
    ----------
    atlas
        The atlas.

    Yields
    ------
    finding
        One for each that repeats another.
    """
    firsts: dict[tuple[object, ...], str] = {}
    for claim in atlas.evidence.claims.values():
        key = (claim.source_id, *claim.series, claim.period, claim.base, claim.base_interval)
        first = firsts.setdefault(key, claim.claim_id)
        if first != claim.claim_id:
            message = f"{claim.claim_id} says what {first} says: {expected_text(claim)} of {claim.subject}."
            yield at_claim(atlas, claim, message, "Keep one, or part them by `scope` or `period`.")


def shared_locators(atlas: Atlas) -> Iterator[Finding]:
    """
    Find claims that find another figure at the very words of an earlier claim.

    Parameters
    ----------
    atlas
        The atlas.

    Yields
    ------
    finding
        One for each claim.
    """
    firsts: dict[tuple[object, ...], Claim] = {}
    for claim in atlas.evidence.claims.values():
        if claim.start is None:
            continue
        first = firsts.setdefault((claim.source_id, claim.start, claim.end), claim)
        if expected_text(first) != expected_text(claim):
            message = (
                f"{claim.claim_id} reads {expected_text(claim)} at {claim.start} to {claim.end},"
                f" where {first.claim_id} reads {expected_text(first)}."
            )
            yield at_claim(atlas, claim, message, "Correct the `start` and `end` of one of them.")


def strange_bases(atlas: Atlas) -> Iterator[Finding]:
    """
    Find ratios and growths of one matter that are measured against a figure of another.

    Parameters
    ----------
    atlas
        The atlas.

    Yields
    ------
    finding
        One for each claim whose base has another subject, or another metric than it or than a growth speaks of.
    """
    for claim, base in _based(atlas):
        is_same_metric = claim.metric in {base.metric, "growth", "share"}
        if claim.subject != base.subject or not is_same_metric:
            message = (
                f"{claim.claim_id}, {claim.metric} of {claim.subject}, is measured against {base.claim_id},"
                f" {base.metric} of {base.subject}."
            )
            yield at_claim(atlas, claim, message, "Name the claim it speaks of in `base`, or leave it empty.")


def later_bases(atlas: Atlas) -> Iterator[Finding]:
    """
    Find ratios and growths that are measured against a figure of a later year.

    Parameters
    ----------
    atlas
        The atlas.

    Yields
    ------
    finding
        One for each claim.
    """
    for claim, base in _based(atlas):
        own, other = last_year(claim.period), last_year(base.period)
        if own is not None and other is not None and other > own:
            message = f"{claim.claim_id} is of {claim.period}, its base {base.claim_id} of {base.period}."
            yield at_claim(atlas, claim, message, "Correct `base`, or one of the periods.")


def _based(atlas: Atlas) -> Iterator[tuple[Claim, Claim]]:
    claims = atlas.evidence.claims
    return ((claim, claims[claim.base]) for claim in claims.values() if claim.base in claims)
