"""What an aim comes to: its tonnes, and the base it grows from, named by its source or assumed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.evidence.periods import is_whole_years, last_year
from geo.evidence.targets import AIMS
from geo.model.projection import Point
from geo.model.tonnes import DIMENSIONS, in_mt

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.atlas import Atlas
    from geo.evidence.claims import Claim
    from geo.evidence.targets import Target
    from geo.model.assumptions import Assumption

METRICS = ("volume", "capacity")
"""What an aim in tonnes may be of."""
_RATIOS = {"ratio": 1.0, "percent": 0.01}


@dataclass(frozen=True)
class Amount:
    """
    What an aim comes to.

    Parameters
    ----------
    mt
        Mt a year; the lower end of a range.
    base
        The figure it grows from.
    is_base_assumed
        Whether its source does not name that base.
    note
        How the figure was come by.
    """

    mt: float
    base: Claim | None
    is_base_assumed: bool
    note: str = ""


def amount_of(atlas: Atlas, target: Target, assumptions: Mapping[str, Assumption]) -> tuple[Amount | None, str]:
    """
    Turn an aim into Mt a year.

    Parameters
    ----------
    atlas
        The atlas.
    target
        The aim.
    assumptions
        All assumptions.

    Returns
    -------
    amount, reason
        The amount, or None and why there is none.
    """
    claim = target.claim
    if claim.measure.dimension in _RATIOS and claim.metric in (*METRICS, "growth"):
        return _relation(atlas, target, assumptions)
    if claim.metric not in METRICS:
        return None, f"An aim for {claim.metric.replace('_', ' ')} sets no tonnes."
    if claim.measure.dimension not in DIMENSIONS:
        return None, f"An aim in {claim.unit.replace('_', ' ')} sets no tonnes."
    return Amount(tonnes(claim, assumptions), target.base_claim, target.is_base_assumed), ""


def _relation(atlas: Atlas, target: Target, assumptions: Mapping[str, Assumption]) -> tuple[Amount | None, str]:
    """Take an aim that says how many times: of the base named, or of one that is assumed."""
    claim = target.claim
    step = float(claim.value) * _RATIOS[claim.measure.dimension]
    factor = 1 + step if claim.metric == "growth" and claim.measure.dimension == "percent" else step
    base = target.base_claim or _likely_base(atlas, target)
    if base is None:
        return None, "The base that is multiplied is not reported, and no figure of its kind is either."
    is_assumed = target.base_claim is None
    note = f"{factor:g} times {base.value} {base.unit} ({base.claim_id}{', an assumed base' if is_assumed else ''})."
    return Amount(factor * tonnes(base, assumptions), base, is_assumed, note), ""


def _likely_base(atlas: Atlas, target: Target) -> Claim | None:
    """Choose the latest figure of what is multiplied, no later than it was announced."""
    claim = target.claim
    metric, scope = (claim.scope, None) if claim.metric == "growth" and claim.scope in METRICS else (
        "volume" if claim.metric == "growth" else claim.metric, claim.scope)  # fmt: skip
    until = target.base_year or target.deadline or 9999
    found = [
        fact.winner for fact in atlas.evidence.facts_by_subject.get(claim.subject, [])
        if (fact.winner.metric, fact.winner.scope) == (metric, scope) and fact.winner.statistic not in AIMS
        and fact.winner.measure.dimension in DIMENSIONS and is_whole_years(fact.winner.period)
        and (last_year(fact.winner.period) or 0) <= until
    ]  # fmt: skip
    return max(found, key=lambda one: (last_year(one.period) or 0, one.claim_id), default=None)


def tonnes(claim: Claim, assumptions: Mapping[str, Assumption]) -> float:
    """
    Give the tonnes of a figure.

    Parameters
    ----------
    claim
        A claim in a unit that has tonnes.
    assumptions
        All assumptions.

    Returns
    -------
    mt
        Mt a year, the central value; of a range its lower end.
    """
    mt = in_mt(claim, assumptions).mt
    return mt.low if claim.value_high is not None else mt.central


def base_point(amount: Amount, assumptions: Mapping[str, Assumption]) -> Point | None:
    """
    Place the base of an aim in its year.

    Parameters
    ----------
    amount
        What the aim comes to.
    assumptions
        All assumptions.

    Returns
    -------
    point
        None where the base is not known, or of no whole year.
    """
    base = amount.base
    year = None if base is None else last_year(base.period)
    if base is None or year is None or base.measure.dimension not in DIMENSIONS or not is_whole_years(base.period):
        return None
    return Point("observed", year, tonnes(base, assumptions), base.claim_id)
