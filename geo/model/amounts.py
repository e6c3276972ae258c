"""What a change makes of a capacity: a value, a multiple, a claim's figure, or a computed one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geo.evidence.targets import AIMS
from geo.model.capacity import Basis, Capacity, LinkCapacity
from geo.model.computed import computed_capacity
from geo.model.estimates import Estimate, exactly
from geo.model.scenarios import COMPUTED
from geo.model.tonnes import all_directions, figure_in_mt, in_mt, per_direction

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.atlas import Atlas
    from geo.model.assumptions import Assumption
    from geo.model.scenarios import Change
    from geo.model.tonnes import Converted


@dataclass(frozen=True)
class ChangedAmount:
    """
    A capacity as a change makes it.

    Parameters
    ----------
    mt
        Mt a year; None for a ramp that starts from an unknown capacity.
    native
        Value and unit as stated.
    basis
        What it rests on.
    assumption_ids
        The assumptions used.
    is_base_assumed
        Whether it is a multiple of a base that no source names.
    """

    mt: Estimate | None
    native: tuple[float | None, str]
    basis: Basis
    assumption_ids: tuple[str, ...] = ()
    is_base_assumed: bool = False


def changed_amount(
    atlas: Atlas, old: Capacity, change: Change, assumptions: Mapping[str, Assumption]
) -> ChangedAmount | None:
    """
    Give what a change makes of a capacity.

    Parameters
    ----------
    atlas
        The atlas as changed so far.
    old
        The capacity before.
    change
        A change of capacity.
    assumptions
        All assumptions.

    Returns
    -------
    amount
        In Mt a year: of a link and direction, of a node all directions together. None where it multiplies what is
        unknown, or nothing can be computed.
    """
    link = atlas.network.links[old.owner] if isinstance(old, LinkCapacity) else None
    if link is not None and change.value == COMPUTED:
        result = computed_capacity(link, atlas.length_of(link.link_id), assumptions)
        return None if result is None else ChangedAmount(result[0], result[1], "computed", result[2])

    def convert(claim_id: str) -> Converted:
        claim = atlas.evidence.claims[claim_id]
        found = in_mt(claim, assumptions)
        if link is not None:
            return per_direction(found, link.mode, claim, assumptions)
        return all_directions(found, claim)

    claim = None if change.is_assumed else atlas.evidence.claims[change.source]
    if change.factor is not None:
        return _multiple(old, change.factor, None if change.base_claim_id is None else convert(change.base_claim_id))
    basis: Basis = "target" if claim is not None and claim.statistic in AIMS else "reported" if claim else "assumed"
    if claim is not None and change.value is None:
        converted = convert(change.source)
        return ChangedAmount(converted.mt, (float(claim.value), claim.unit), basis, converted.assumption_ids)
    value = scaled(exactly(0), change)
    if change.unit != "train_pairs/day":
        return ChangedAmount(value, (value.central, change.unit or ""), basis)
    found = figure_in_mt(value, "train_pairs_day", assumptions)
    return ChangedAmount(found.mt, (value.central, change.unit), basis, found.assumption_ids)


def _multiple(old: Capacity, factor: float, base: Converted | None) -> ChangedAmount | None:
    if old.low is not None and old.central is not None:
        mt = Estimate(old.low, old.central, old.high).times(factor)
        native = None if old.native_value is None else old.native_value * factor
        return ChangedAmount(mt, (native, old.native_unit), "assumed", old.assumption_ids)
    if base is None:
        return None
    mt = base.mt.times(factor)
    return ChangedAmount(mt, (mt.central, "Mt/yr"), "assumed", base.assumption_ids, is_base_assumed=True)


def scaled(old: Estimate, change: Change) -> Estimate:
    """
    Set or multiply an interval.

    Parameters
    ----------
    old
        The interval before.
    change
        With a `factor`, or a `value` that is a number.

    Returns
    -------
    new
        The interval after.
    """
    if change.factor is not None:
        return old.times(change.factor)
    value = change.value if isinstance(change.value, float) else 0.0
    return Estimate(value if change.low is None else change.low, value, value if change.high is None else change.high)


def blended(old: Capacity, amount: ChangedAmount, share: float) -> ChangedAmount:
    """
    Take a change as far as it has come.

    Parameters
    ----------
    old
        The capacity before.
    amount
        What it becomes.
    share
        From 0 to 1.

    Returns
    -------
    amount
        Between the two; unknown where the capacity before was, as a half of the way from nowhere is nowhere.
    """
    if share >= 1 or amount.mt is None:
        return amount
    if old.low is None or old.central is None:
        return replace(amount, mt=None, native=(None, ""), basis="unknown")
    new = amount.mt
    high = None if None in (old.high, new.high) else _between(old.high or 0.0, new.high or 0.0, share)
    mt = Estimate(_between(old.low, new.low, share), _between(old.central, new.central, share), high)
    return replace(amount, mt=mt, native=(mt.central, "Mt/yr"))


def _between(one: float, other: float, share: float) -> float:
    return one + share * (other - one)


def spread(values: Sequence[float | None]) -> str:
    """
    Write values as words.

    Parameters
    ----------
    values
        One for each member; None for one that is unknown.

    Returns
    -------
    text
        One value, or the least and the greatest, and whether some are unknown.
    """
    known = sorted({f"{value:.4g}": value for value in values if value is not None}.items(), key=lambda item: item[1])
    texts = [text for text, _ in known[:: max(1, len(known) - 1)]]
    words = [" to ".join(texts)] if texts else []
    return " and ".join([*words, "unknown"] if None in values or not values else words)
