"""Assumptions and the intervals they are."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import CorridorError
from geo.model.assumptions import ASSUMPTIONS, Assumption, chosen, printed
from geo.model.estimates import Estimate, exactly

VALUES = st.floats(0, 1e6)
ESTIMATES = st.lists(VALUES, min_size=3, max_size=3).map(lambda values: Estimate(*sorted(values)))


def test_every_shipped_assumption_has_an_ordered_interval_a_source_and_a_note() -> None:
    for name, one in ASSUMPTIONS.items():
        assert name == one.assumption_id
        assert 0 <= one.low <= one.central <= one.high
        assert one.source
        assert one.note.endswith(".")


def test_a_train_carries_2500_to_3500_t_net() -> None:
    one = ASSUMPTIONS["net-t-a-train"]
    assert (one.low, one.central, one.high) == (2500, 3000, 3500)


@pytest.mark.parametrize("values", [(2, 1, 3), (1, 3, 2), (-1, 0, 1), (0, 0, float("inf")), (0, float("nan"), 1)])
def test_what_is_no_interval_is_refused(values: tuple[float, float, float]) -> None:
    with pytest.raises(CorridorError, match="mine"):
        Assumption("mine", *values, "t", "made up")


def test_an_assumption_that_is_given_takes_the_place_of_the_shipped_one() -> None:
    heavier = replace(ASSUMPTIONS["net-t-a-train"], low=4000, central=4000, high=4000)
    assert chosen({"net-t-a-train": heavier})["net-t-a-train"].central == 4000
    assert ASSUMPTIONS["net-t-a-train"].central == 3000
    assert chosen(None) == ASSUMPTIONS


def test_an_assumption_in_another_unit_is_refused() -> None:
    with pytest.raises(CorridorError, match="keep their unit"):
        chosen({"net-t-a-train": Assumption("net-t-a-train", 3, 3, 3, "kt", "made up")})


def test_assumptions_are_printed_once_each_with_interval_and_source() -> None:
    lines = printed(["net-t-a-train", "days-a-year", "net-t-a-train", "no-assumption"], ASSUMPTIONS)
    assert lines[0].startswith("days-a-year = 365 d.")
    assert lines[1].startswith("net-t-a-train = 2500 – 3000 – 3500 t.")
    assert len(lines) == 2


@given(ESTIMATES, ESTIMATES, st.floats(0, 1000))
def test_products_stay_ordered_and_scale(one: Estimate, other: Estimate, factor: float) -> None:
    product = one.times(other, factor)
    assert product.high is not None
    assert product.low <= product.central <= product.high
    assert product.central == pytest.approx(one.central * other.central * factor)


def test_a_product_has_no_ceiling_where_a_factor_has_none() -> None:
    assert exactly(2).times(Estimate(1, 2, None)) == Estimate(2, 4, None)


def test_a_reciprocal_turns_the_ends_round() -> None:
    assert Estimate(2, 4, 5).falling() == Estimate(0.2, 0.25, 0.5)
    assert Estimate(2, 4, None).falling() == Estimate(0, 0.25, 0.5)
    with pytest.raises(CorridorError):
        Estimate(0, 1, 2).falling()
