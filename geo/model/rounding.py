"""How results are rounded: to nine decimals, beyond which solvers and machines differ."""

from __future__ import annotations

LEAST_MT = 1e-9
"""What is less, in Mt a year, is the solver's nothing."""


def rounded(value: float) -> float:
    """
    Round a result.

    Parameters
    ----------
    value
        A number of Python or numpy.

    Returns
    -------
    value
        To nine decimals, and never a negative zero.
    """
    return round(float(value), 9) + 0.0
