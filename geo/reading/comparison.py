"""Comparison: whether a candidate repeats, confirms or contradicts claims of the atlas, or is new."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.evidence.claims import Claim

RELATIONS = ("repeats", "confirms", "contradicts", "new")


@dataclass(frozen=True)
class Relation:
    """
    How a candidate stands to the atlas.

    Parameters
    ----------
    kind
        One of `RELATIONS`. A contradiction comes before a repetition, and that before a confirmation.
    claim_ids
        The claims that it repeats, confirms or contradicts.
    near
        Claims on the same subject and metric of another scope, period or statistic, for a person to look at.
    """

    kind: str
    claim_ids: tuple[str, ...]
    near: tuple[str, ...] = ()


def relate(claim: Claim, claims: Iterable[Claim]) -> Relation:
    """
    Hold a candidate against the claims on the same matter and period.

    Parameters
    ----------
    claim
        The candidate's claim.
    claims
        The atlas' claims.

    Returns
    -------
    relation
        ``"contradicts"`` where intervals do not meet, ``"repeats"`` where figure and qualifier are printed alike,
        ``"confirms"`` where the intervals meet; ``"new"`` where the atlas has nothing on the matter and period.
    """
    matter, subject = (claim.series, claim.period), _subject(claim)
    about = [other for other in claims if _subject(other) == subject]
    same = [other for other in about if (other.series, other.period) == matter]
    found = {kind: tuple(o.claim_id for o in same if _kind(claim, o) == kind) for kind in RELATIONS}
    kind = next((kind for kind in ("contradicts", "repeats", "confirms") if found[kind]), "new")
    return Relation(kind, found[kind], tuple(other.claim_id for other in about if other not in same))


def _subject(claim: Claim) -> tuple[str, str, str]:
    return (claim.subject, claim.metric, claim.measure.dimension)


def _kind(claim: Claim, other: Claim) -> str:
    if not claim.base_interval.overlaps(other.base_interval):
        return "contradicts"
    return "repeats" if _printed(claim) == _printed(other) else "confirms"


def _printed(claim: Claim) -> tuple[object, ...]:
    factor = claim.measure.factor
    high = None if claim.value_high is None else claim.value_high * factor
    return (claim.value * factor, high, claim.qualifier)
