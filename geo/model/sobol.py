"""Which uncertainty matters: total-order Sobol indices of what passes, with SALib."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo.errors import CorridorError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

BASE = 1024
_MOST = 1 << 20


@dataclass(frozen=True)
class Index:
    """
    How much of the variance comes with one parameter, alone and together with others.

    Parameters
    ----------
    name
        The parameter.
    total
        Its total-order index: the share of the variance that is left when all others are known.
    first
        Its first-order index: the share that goes when it alone is known.
    total_error
        Half the width of the 95 % confidence interval of `total`, by bootstrap.
    """

    name: str
    total: float
    first: float
    total_error: float


def sobol_indices(
    names: Sequence[str], value: Callable[[dict[str, Floats], int], Floats], *, seed: int, base: int = BASE
) -> list[Index]:
    """
    Estimate total-order and first-order Sobol indices, after Saltelli and Jansen as in SALib.

    Parameters
    ----------
    names
        The parameters.
    value
        What is computed, from shares from 0 to 1 by parameter and the number of draws.
    seed
        Gives the same indices again.
    base
        A power of two; (parameters + 2) times so many draws are taken.

    Returns
    -------
    indices
        The greatest total first; empty if nothing is drawn, or what is computed does not vary.

    Raises
    ------
    CorridorError
        If `base` is not a power of two, or what is computed is not finite.
    """
    if base < 1 or base & (base - 1) or base > _MOST:
        raise CorridorError(f"Sobol indices take a power of two up to {_MOST} as base, not {base}.")
    if not names:
        return []
    from SALib.analyze import sobol as analysis  # noqa: PLC0415 - it costs a second, and only indices need it
    from SALib.sample import sobol as sampling  # noqa: PLC0415

    problem = {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}
    unit = sampling.sample(problem, base, calc_second_order=False, seed=seed)
    result = value({name: np.ascontiguousarray(unit[:, i]) for i, name in enumerate(names)}, len(unit))
    if not np.all(np.isfinite(result)):
        raise CorridorError("Nothing that is known limits what passes, so that nothing explains its variance.")
    if float(np.ptp(result)) <= 1e-12 * max(1.0, float(np.max(np.abs(result)))):
        return []
    found = analysis.analyze(problem, result, calc_second_order=False, seed=seed)
    rows = zip(names, found["ST"].tolist(), found["S1"].tolist(), found["ST_conf"].tolist(), strict=True)
    return sorted((Index(*row) for row in rows), key=lambda one: (-one.total, one.name))
