"""Interval policy v1, figure by figure."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.evidence.intervals import POLICY, POLICY_VERSION, QUALIFIERS, Interval, interval_of, last_digit_unit
from geo.units import UNITS

if TYPE_CHECKING:
    from geo.units import Unit

D = Decimal
MT = UNITS["Mt"]


@pytest.mark.parametrize(
    ("printed", "unit"),
    [
        ("2.5", "0.1"),
        ("30", "10"),
        ("926", "1"),
        ("0.759", "0.001"),
        ("6.0", "1"),
        ("100", "100"),
        ("0", "1"),
        ("1.20", "0.1"),
    ],
)
def test_the_last_digit_printed_says_how_fine_a_figure_is(printed: str, unit: str) -> None:
    assert last_digit_unit(D(printed)) == D(unit)


@pytest.mark.parametrize(
    ("value", "qualifier", "low", "high"),
    [
        ("2.5", "exact", "2.45", "2.55"),
        ("30", "exact", "25", "35"),
        ("926", "exact", "925.5", "926.5"),
        ("2.5", "about", "2.375", "2.625"),  # 5 % is wider than a tenth
        ("30", "about", "20", "40"),  # a ten is wider than 5 %
        ("63", "about", "59.85", "66.15"),
        ("2.5", "nearly", "2.4", "2.5"),  # a tenth is narrower than 5 %
        ("30", "nearly", "28.5", "30"),  # 5 % is narrower than a ten
        ("30", "over", "30", "40"),
        ("1.4", "over", "1.4", "1.5"),
        ("30", "at_least", "30", None),
        ("10", "up_to", "0", "10"),
    ],
)
def test_a_qualifier_leaves_an_interval(value: str, qualifier: str, low: str, high: str | None) -> None:
    interval = interval_of(D(value), qualifier, MT)
    assert interval.low == D(low)
    assert interval.high == (None if high is None else D(high))


def test_over_is_open_above_and_the_others_are_not() -> None:
    assert [q for q in QUALIFIERS if q != "range" and interval_of(D(30), q, MT).is_open_above] == ["over"]


def test_a_range_is_as_given() -> None:
    assert interval_of(D("5.8"), "range", MT, D(6)) == Interval(D("5.8"), D(6))


def test_a_range_without_an_end_is_refused() -> None:
    with pytest.raises(ValueError, match="value_high"):
        interval_of(D(5), "range", MT)


@pytest.mark.parametrize("unit", ["count", "lanes", "tracks", "train_pairs/day", "trains", "wagons/day"])
def test_a_count_is_exact(unit: str) -> None:
    assert interval_of(D(60), "exact", UNITS[unit]) == Interval(D(60), D(60))


@pytest.mark.parametrize("qualifier", ["exact", "about"])
def test_a_multiple_in_words_is_within_five_percent(qualifier: str) -> None:
    assert interval_of(D(2), qualifier, UNITS["ratio"]) == Interval(D("1.9"), D("2.1"))


def test_half_and_double_width_scale_the_policy_for_sensitivity() -> None:
    assert interval_of(D("2.5"), "exact", MT, width=D("0.5")) == Interval(D("2.475"), D("2.525"))
    assert interval_of(D("2.5"), "exact", MT, width=D(2)) == Interval(D("2.4"), D("2.6"))


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        (("2.5", "nearly"), ("2.4", "exact"), True),
        (("2.5", "nearly"), ("2.5", "at_least"), False),  # nearly 2.5 is not yet 2.5
        (("30", "over"), ("30", "up_to"), False),  # over 30 is no longer 30
        (("30", "over"), ("90", "exact"), True),  # open above
        (("30", "at_least"), ("90", "exact"), True),
        (("30", "at_least"), ("20", "up_to"), False),
        (("2.5", "nearly"), ("3.1", "about"), False),
        (("2.45", "exact"), ("2.5", "exact"), True),
    ],
)
def test_figures_contradict_each_other_where_no_value_fits_both(
    one: tuple[str, str],
    other: tuple[str, str],
    meet: bool,  # noqa: FBT001
) -> None:
    intervals = [interval_of(D(value), qualifier, MT) for value, qualifier in (one, other)]
    assert intervals[0].overlaps(intervals[1]) is meet
    assert intervals[1].overlaps(intervals[0]) is meet


def test_the_policy_in_words_names_its_version_and_every_qualifier() -> None:
    assert f"v{POLICY_VERSION}." in POLICY
    assert [qualifier for qualifier in QUALIFIERS if f"{qualifier}:" not in POLICY] == []


VALUES = st.decimals("0.001", "99999", places=3)
ANY = st.sampled_from([qualifier for qualifier in QUALIFIERS if qualifier != "range"])
UNIT = st.sampled_from(list(UNITS.values()))


@given(VALUES, st.sampled_from(["exact", "about"]), UNIT)
def test_exact_and_about_contain_the_figure_in_their_middle(value: Decimal, qualifier: str, unit: Unit) -> None:
    interval = interval_of(value, qualifier, unit)
    assert interval.high is not None
    assert interval.low <= value <= interval.high
    assert interval.low + interval.high == 2 * value


@given(VALUES, ANY, UNIT)
def test_an_interval_never_turns_upside_down(value: Decimal, qualifier: str, unit: Unit) -> None:
    interval = interval_of(value, qualifier, unit)
    assert interval.high is None or interval.low <= interval.high


@given(VALUES)
def test_about_is_at_least_as_wide_as_exact(value: Decimal) -> None:
    exact, about = interval_of(value, "exact", MT), interval_of(value, "about", MT)
    assert about.low <= exact.low
    assert exact.high is not None
    assert about.high is not None
    assert exact.high <= about.high


@given(VALUES, ANY, st.decimals("0.1", "2", places=2), st.decimals("0.1", "2", places=2))
def test_a_wider_policy_gives_no_narrower_interval(
    value: Decimal, qualifier: str, one: Decimal, other: Decimal
) -> None:
    narrow = interval_of(value, qualifier, MT, width=min(one, other))
    wide = interval_of(value, qualifier, MT, width=max(one, other))
    assert wide.low <= narrow.low
    assert (wide.high is None) == (narrow.high is None)
    assert wide.high is None or narrow.high is None or narrow.high <= wide.high


@given(VALUES)
def test_nearly_ends_below_the_figure(value: Decimal) -> None:
    interval = interval_of(value, "nearly", MT)
    assert interval.high == value
    assert interval.excludes_high
    assert interval.low >= value * D("0.95")
    assert not interval.overlaps(Interval(value, value))


@given(VALUES, ANY)
def test_scaling_commutes_with_the_policy(value: Decimal, qualifier: str) -> None:
    thousandfold = interval_of(value * 1000, qualifier, MT)
    assert interval_of(value, qualifier, MT).scaled(D(1000)) == thousandfold


@given(VALUES, ANY, VALUES, ANY)
def test_meeting_is_mutual_and_does_not_depend_on_the_unit(a: Decimal, p: str, b: Decimal, q: str) -> None:
    one, other = interval_of(a, p, MT), interval_of(b, q, MT)
    assert one.overlaps(other) == other.overlaps(one)
    assert one.overlaps(other) == one.scaled(D("0.001")).overlaps(other.scaled(D("0.001")))


@given(VALUES, ANY)
def test_every_interval_meets_itself(value: Decimal, qualifier: str) -> None:
    interval = interval_of(value, qualifier, MT)
    assert interval.overlaps(interval)


def test_up_to_leaves_out_nothing_at_all_and_takes_in_its_ceiling() -> None:
    interval = interval_of(Decimal(5), "up_to", UNITS["Mt"])
    assert (interval.excludes_low, interval.excludes_high) == (True, False)
    assert not interval.overlaps(Interval(Decimal(-1), Decimal(0)))
