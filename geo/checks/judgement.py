"""Checks on judgement: conflicts that nobody decided, decisions that decide nothing."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from geo.checks.finding import Finding, at_claim
from geo.evidence.decisions import expected_text
from geo.evidence.targets import AIMS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.atlas import Atlas
    from geo.evidence.claims import Claim


def undecided_conflicts(atlas: Atlas) -> Iterator[Finding]:
    """
    Find figures that contradict each other, and no decision says which stands first.

    Parameters
    ----------
    atlas
        The atlas.

    Yields
    ------
    finding
        One for each conflict of figures; one in words needs no number put first.
    """
    for conflict in atlas.evidence.conflicts:
        if conflict.kind == "figures" and conflict.decision_id is None:
            first = conflict.claims[0]
            figures = ", ".join(f"{claim.claim_id} {expected_text(claim)}" for claim in conflict.claims)
            message = f"No decision settles {first.subject}, {first.metric}: {figures}."
            yield at_claim(
                atlas, first, message, "Add a [[decision]] that weighs them all, or a `scope` that parts them."
            )


def idle_decisions(atlas: Atlas) -> Iterator[Finding]:
    """
    Find decisions that have nothing to choose between.

    Parameters
    ----------
    atlas
        The atlas.

    Yields
    ------
    finding
        One for each decision.
    """
    claims = atlas.evidence.claims
    for decision in atlas.evidence.decisions.values():
        weighed = [claims[claim_id] for claim_id in decision.expects]
        if not any(_compete(one, other) for one, other in combinations(weighed, 2)):
            message = f"The claims that {decision.decision_id} weighs say the same, or speak of different things."
            place = atlas.evidence.place("Decision", decision.decision_id)
            yield Finding(place, message, "Take the decision out, or name the claims it is about.")


def _compete(one: Claim, other: Claim) -> bool:
    """Whether a product must choose: between two figures of one matter, two forms of an aim, or two contradictions."""
    if other.claim_id in one.disputes or one.claim_id in other.disputes:
        return True
    if (one.subject, one.metric, one.scope) != (other.subject, other.metric, other.scope):
        return False
    differ = (one.measure.dimension, one.base_interval) != (other.measure.dimension, other.base_interval)
    if {one.statistic, other.statistic} <= AIMS:
        return differ or one.period != other.period
    return differ and (one.statistic, one.period) == (other.statistic, other.period)
