"""Frames that say what they hold: the units of their columns, and what their figures rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Frame = TypeVar("Frame", bound=pd.DataFrame)

UNITS = {
    "km": "km", "mt_yr": "Mt a year", "mt": "Mt a year", "time_h": "h", "mean_h": "h", "usd_per_t": "USD a tonne",
    "mtkm": "10⁶ t-km a year", "bn_t_km": "10⁹ t-km a year", "days": "d", "musd": "MUSD a year", "percent": "percent",
    "utilisation": "share of the central capacity", "share": "share",
}  # fmt: skip
_ENDS = ("_low", "_central", "_high", "_p10", "_p50", "_p90")


def unit_of(column: str) -> str:
    """
    Tell the unit of a column from its name.

    Parameters
    ----------
    column
        The column, such as ``capacity_mt_yr_low``.

    Returns
    -------
    unit
        Empty for a column without one.
    """
    name = column
    for end in _ENDS:
        name = name.removesuffix(end)
    name = name.removesuffix("_per_mt").removesuffix("_beyond")
    endings = [ending for ending in UNITS if name == ending or name.endswith(f"_{ending}")]
    return UNITS[max(endings, key=len)] if endings else ""


def framed(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> pd.DataFrame:
    """
    Give records as a frame whose columns stand also where there is no record.

    Parameters
    ----------
    rows
        Records; lists of ids become texts, with a space between.
    columns
        The columns, in order; others are left out.

    Returns
    -------
    frame
        A row a record. What is unknown is missing (NaN or None), never 0.
    """
    records = [{name: _plain(row.get(name)) for name in columns} for row in rows]
    frame = pd.DataFrame(records, columns=list(columns))
    numbers = [name for name in columns if unit_of(name)]
    return frame.astype(dict.fromkeys(numbers, "float64"))


def _plain(value: object) -> object:
    return " ".join(map(str, value)) if isinstance(value, (list, tuple)) else value


def annotated(frame: Frame, *, notes: Iterable[str] = (), assumptions: Iterable[str] = (), **more: Any) -> Frame:  # noqa: ANN401
    """
    Write units, notes and assumptions into a frame's `attrs`.

    Parameters
    ----------
    frame
        The frame; it is changed, and given back.
    notes
        What a reader should know, in sentences.
    assumptions
        What the figures rest on, in sentences.
    **more
        Further entries.

    Returns
    -------
    frame
        The same frame. ``frame.attrs["units"]`` gives the unit of each column that has one.
    """
    units = {name: unit for name in map(str, frame.columns) if (unit := unit_of(name))}
    frame.attrs |= {"units": units, "assumptions": list(assumptions), "notes": list(notes), **more}
    return frame
