"""Units, and how they convert."""

from __future__ import annotations

from decimal import Decimal

import pytest

from geo.units import UNITS


@pytest.mark.parametrize(
    ("value", "unit", "other", "other_unit"),
    [
        ("926", "kt", "0.926", "Mt"),
        ("2500000", "t", "2.5", "Mt/yr"),
        ("2", "d", "48", "h"),
        ("4.6", "bnUSD", "4600", "MUSD"),
        ("1500", "TEU", "1.5", "kTEU"),
        ("250", "m", "0.25", "km"),
    ],
)
def test_a_value_converts_exactly(value: str, unit: str, other: str, other_unit: str) -> None:
    assert UNITS[unit].dimension == UNITS[other_unit].dimension
    assert Decimal(value) * UNITS[unit].factor == Decimal(other) * UNITS[other_unit].factor


def test_every_dimension_has_a_base_unit() -> None:
    bases = {unit.dimension for unit in UNITS.values() if unit.factor == 1}
    assert bases == {unit.dimension for unit in UNITS.values()}


def test_things_that_are_whole_are_counts_and_measures_are_not() -> None:
    assert all(UNITS[name].is_count for name in ("trains", "train_pairs/day", "wagons", "lanes", "tracks", "count"))
    assert not any(UNITS[name].is_count for name in ("Mt", "TEU", "km", "h", "percent", "ratio", "USD"))


def test_a_ratio_and_a_percentage_are_no_tonnes() -> None:
    assert len({UNITS[name].dimension for name in ("ratio", "percent", "Mt", "train_pairs/day", "trains/day")}) == 5
