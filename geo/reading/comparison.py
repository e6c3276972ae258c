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
    """

    kind: str
    claim_ids: tuple[str, ...]


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
    matter = (claim.series, claim.period)
    same = [other for other in claims if (other.series, other.period) == matter]
    found = {kind: tuple(o.claim_id for o in same if _kind(claim, o) == kind) for kind in RELATIONS}
    kind = next((kind for kind in ("contradicts", "repeats", "confirms") if found[kind]), "new")
    return Relation(kind, found[kind])


def _kind(claim: Claim, other: Claim) -> str:
    if not claim.base_interval.overlaps(other.base_interval):
        return "contradicts"
    return "repeats" if _printed(claim) == _printed(other) else "confirms"


def _printed(claim: Claim) -> tuple[object, ...]:
    factor = claim.measure.factor
    high = None if claim.value_high is None else claim.value_high * factor
    return (claim.value * factor, high, claim.qualifier)
