"""Estimates: a low, a central and a high value, and the few ways in which they combine."""

from __future__ import annotations

import math
from dataclasses import dataclass

from geo.errors import CorridorError


@dataclass(frozen=True)
class Estimate:
    """
    A quantity that is not below zero, as an interval.

    Parameters
    ----------
    low, central
        Finite.
    high
        Finite; None where nothing sets a ceiling.

    Raises
    ------
    CorridorError
        If a value is negative, infinite or NaN, or the three are not in order.
    """

    low: float
    central: float
    high: float | None

    def __post_init__(self) -> None:
        """Refuse what is no interval."""
        ends = (self.low, self.central, self.central if self.high is None else self.high)
        if not all(math.isfinite(value) for value in ends):
            raise CorridorError(f"An estimate is finite: {ends}. Say how large it is, or leave it unknown.")
        if not 0 <= ends[0] <= ends[1] <= ends[2]:
            raise CorridorError(f"An estimate runs from low over central to high, none below zero: {ends}.")

    def times(self, *factors: Estimate | float) -> Estimate:
        """
        Multiply by quantities that vary independently of this one.

        Parameters
        ----------
        *factors
            Numbers or estimates, none below zero.

        Returns
        -------
        product
            Low by low, central by central, high by high; without ceiling where one of them has none.
        """
        low, central, high = self.low, self.central, self.high
        for factor in factors:
            other = factor if isinstance(factor, Estimate) else Estimate(factor, factor, factor)
            low, central = low * other.low, central * other.central
            high = None if high is None or other.high is None else high * other.high
        return Estimate(low, central, high)

    def falling(self) -> Estimate:
        """
        Give the reciprocal, for a quantity that is divided by.

        Returns
        -------
        reciprocal
            One over each end, the ends changed over; zero at the low end where there was no ceiling.

        Raises
        ------
        CorridorError
            If the quantity may be zero.
        """
        if self.low <= 0:
            raise CorridorError(f"Nothing is divided by an estimate that may be zero: {self.low} to {self.high}.")
        return Estimate(0.0 if self.high is None else 1 / self.high, 1 / self.central, 1 / self.low)


def exactly(value: float) -> Estimate:
    """
    Make an estimate of a number that is known.

    Parameters
    ----------
    value
        The number.

    Returns
    -------
    estimate
        All three ends the same.

    Raises
    ------
    CorridorError
        If it is negative or not finite.
    """
    return Estimate(value, value, value)


def within(value: float, name: str, low: float, high: float = math.inf) -> float:
    """
    Refuse a parameter of a formula that is out of its range.

    Parameters
    ----------
    value
        The parameter.
    name
        What the message calls it.
    low, high
        The range, both ends included; infinity itself never is.

    Returns
    -------
    value
        The same.

    Raises
    ------
    CorridorError
        If it is out of the range, infinite or NaN.
    """
    if not low <= value <= high or math.isinf(value):
        raise CorridorError(f"{name} is finite and lies from {low:g} to {high:g}; it is {value}.")
    return value


def positive(value: float, name: str) -> float:
    """
    Refuse a parameter that something is divided by, unless it is above zero.

    Parameters
    ----------
    value
        The parameter.
    name
        What the message calls it.

    Returns
    -------
    value
        The same.

    Raises
    ------
    CorridorError
        If it is zero, negative, infinite or NaN.
    """
    if not 0 < value < math.inf:
        raise CorridorError(f"{name} is finite and above zero; it is {value}.")
    return value
