"""Interval policy v1: what a printed figure with its qualifier says about the true value."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from geo.units import Unit

Qualifier = Literal["exact", "about", "nearly", "over", "at_least", "up_to", "range"]
QUALIFIERS: tuple[str, ...] = get_args(Qualifier)

POLICY_VERSION = "1"
POLICY = (
    "Interval policy v1. g is the unit of the last non-zero digit printed. exact: x ± g/2; about: x ± max(g, 5 %); "
    "nearly: from max(x - g, 0.95 x) to below x; over: above x to x + g, open above; at_least: x and more; "
    "up_to: above 0 to x; range: as given. Counts are exact; a ratio is ± 5 %."
)
_RELATIVE = Decimal("0.05")


@dataclass(frozen=True)
class Interval:
    """
    The values that a figure as printed leaves possible.

    Parameters
    ----------
    low, high
        The ends; `high` is None where the figure sets no ceiling.
    is_open_above
        Whether the true value may lie above `high` all the same ("over 30").
    excludes_low, excludes_high
        Whether an end itself is left out: "over 30" is not 30, and "nearly 30" is not yet 30.
    """

    low: Decimal
    high: Decimal | None
    is_open_above: bool = False
    excludes_low: bool = False
    excludes_high: bool = False

    def scaled(self, factor: Decimal) -> Interval:
        """
        Convert to another unit.

        Parameters
        ----------
        factor
            What one of the old unit is in the new.

        Returns
        -------
        interval
            Both ends multiplied.
        """
        high = None if self.high is None else self.high * factor
        return replace(self, low=self.low * factor, high=high)

    def overlaps(self, other: Interval) -> bool:
        """
        Tell whether one true value could satisfy both figures.

        Parameters
        ----------
        other
            The other figure's interval, in the same unit.

        Returns
        -------
        overlaps
            True where the intervals share a value; an end that is open above counts as no ceiling.
        """
        return _reaches(self, other) and _reaches(other, self)


def _reaches(one: Interval, other: Interval) -> bool:
    if one.high is None or one.is_open_above:
        return True
    return one.high > other.low or (one.high == other.low and not (one.excludes_high or other.excludes_low))


def last_digit_unit(value: Decimal) -> Decimal:
    """
    Give the unit of the last non-zero digit printed.

    Parameters
    ----------
    value
        A figure as printed.

    Returns
    -------
    unit
        0.1 for 2.5, 10 for 30, 1 for 0.
    """
    if not value:
        return Decimal(1)
    exponent = value.normalize().as_tuple().exponent
    return Decimal(1).scaleb(int(exponent))


def interval_of(
    value: Decimal, qualifier: str, unit: Unit, value_high: Decimal | None = None, *, width: Decimal = Decimal(1)
) -> Interval:
    """
    Apply the policy to one figure.

    Parameters
    ----------
    value
        The figure as printed, in its unit.
    qualifier
        How the source puts it, one of `QUALIFIERS`.
    unit
        The figure's unit.
    value_high
        The upper end of a range.
    width
        Scales the policy's half-widths, for sensitivity runs (0.5 and 2).

    Returns
    -------
    interval
        In the figure's own unit.

    Raises
    ------
    ValueError
        If a range has no upper end.
    """
    if qualifier == "range":
        if value_high is None:
            raise ValueError("A range needs `value_high`.")
        return Interval(value, value_high)
    step = last_digit_unit(value) * width
    share = abs(value) * _RELATIVE * width
    return {
        "exact": lambda: _around(value, _exact_half_width(unit, step, share)),
        "about": lambda: _around(value, share if unit.dimension == "ratio" else max(step, share)),
        "nearly": lambda: Interval(max(value - step, value - share), value, excludes_high=True),
        "over": lambda: Interval(value, value + step, is_open_above=True, excludes_low=True),
        "at_least": lambda: Interval(value, None),
        "up_to": lambda: Interval(Decimal(0), value, excludes_low=True),
    }[qualifier]()


def _around(value: Decimal, half: Decimal) -> Interval:
    return Interval(value - half, value + half)


def _exact_half_width(unit: Unit, step: Decimal, share: Decimal) -> Decimal:
    if unit.is_count:
        return Decimal(0)
    return share if unit.dimension == "ratio" else step / 2
