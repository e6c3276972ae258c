"""The few units in use: what each measures, and how it converts."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Unit:
    """
    A unit of a claim.

    Parameters
    ----------
    dimension
        What it measures; claims compare only within one dimension.
    factor
        How many of the dimension's base unit it is.
    is_count
        Whether values are whole things, which have no rounding interval.
    """

    dimension: str
    factor: Decimal
    is_count: bool = False


def _unit(dimension: str, factor: str = "1", *, is_count: bool = False) -> Unit:
    return Unit(dimension, Decimal(factor), is_count)


UNITS: dict[str, Unit] = {
    "t": _unit("mass", "0.000001"),
    "kt": _unit("mass", "0.001"),
    "Mt": _unit("mass"),
    "kt/yr": _unit("mass", "0.001"),
    "Mt/yr": _unit("mass"),
    "mb/d": _unit("oil_rate"),
    "TEU": _unit("containers", "0.001"),
    "kTEU": _unit("containers"),
    "TEU/yr": _unit("containers", "0.001"),
    "kTEU/yr": _unit("containers"),
    "trains": _unit("trains", is_count=True),
    "trains/yr": _unit("trains", is_count=True),
    "trains/day": _unit("trains_day", is_count=True),
    "train_pairs/day": _unit("train_pairs_day", is_count=True),
    "wagons": _unit("wagons", is_count=True),
    "wagons/yr": _unit("wagons", is_count=True),
    "wagons/day": _unit("wagons_day", is_count=True),
    "vehicles/day": _unit("vehicles_day", is_count=True),
    "lanes": _unit("lanes", is_count=True),
    "tracks": _unit("tracks", is_count=True),
    "count": _unit("count", is_count=True),
    "m": _unit("length", "0.001"),
    "km": _unit("length"),
    "km/h": _unit("speed"),
    "km/day": _unit("speed_day"),
    "h": _unit("time"),
    "d": _unit("time", "24"),
    "percent": _unit("percent"),
    "ratio": _unit("ratio"),
    "USD": _unit("money", "0.000001"),
    "MUSD": _unit("money"),
    "bnUSD": _unit("money", "1000"),
    "USD/500km/20t": _unit("transport_cost"),
    "Mt-km/km": _unit("density"),
    "mm": _unit("gauge"),
}
"""Every unit a claim may have. Volumes and yearly capacities share a dimension; metrics keep them apart."""
