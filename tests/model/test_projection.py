"""Ramps, S-curves and projections, with values that a person can check."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import CorridorError
from geo.model.projection import Point, needed_rate, project, ramp, s_curve

BASE = Point("observed", 2025, 4.0, "seen")


def test_a_ramp_of_one_year_is_at_once() -> None:
    assert [ramp(year, since=2027) for year in (2026, 2027, 2028)] == [0, 1, 1]


def test_a_ramp_of_four_years_rises_by_quarters() -> None:
    assert [ramp(year, since=2027, years=4) for year in range(2026, 2032)] == [0, 0.25, 0.5, 0.75, 1, 1]
    with pytest.raises(CorridorError):
        ramp(2027, since=2027, years=0)


def test_without_a_ceiling_growth_is_by_a_factor() -> None:
    assert s_curve(3, math.log(2), [math.inf] * 3) == pytest.approx([6, 12, 24])


def test_with_one_ceiling_it_is_the_logistic_curve() -> None:
    found = s_curve(1, 0.7, [10.0] * 8)
    assert found == pytest.approx([10 / (1 + 9 * math.exp(-0.7 * t)) for t in range(1, 9)])


def test_half_of_the_ceiling_is_where_it_bends() -> None:
    low, high = s_curve(5, 0.4, [10.0])[0], s_curve(5, -0.4, [10.0])[0]
    assert low + high == pytest.approx(10)


def test_a_ceiling_that_falls_takes_the_curve_down_and_zero_ends_it() -> None:
    assert s_curve(8, 0.1, [10.0, 4.0, 4.0])[1:] == pytest.approx([4, 4])
    assert s_curve(8, 0.1, [0.0, 10.0]) == [0, 0]


@pytest.mark.parametrize(("start", "ceilings"), [(0, [1.0]), (math.nan, [1.0]), (1, [-1.0]), (1, [math.nan])])
def test_what_is_no_start_and_no_ceiling_is_refused(start: float, ceilings: list[float]) -> None:
    with pytest.raises(CorridorError):
        s_curve(start, 0.1, ceilings)


@given(st.floats(0.01, 10), st.floats(-1, 3), st.lists(st.floats(0.01, 100), min_size=1, max_size=20))
def test_no_year_is_above_its_ceiling(start: float, rate: float, ceilings: list[float]) -> None:
    assert all(0 <= value <= limit for value, limit in zip(s_curve(start, rate, ceilings), ceilings, strict=True))


@given(st.floats(0.5, 9), st.floats(0.5, 9), st.integers(1, 20))
def test_the_needed_rate_is_the_closed_form_under_one_ceiling(start: float, aim: float, years: int) -> None:
    closed = math.log(aim / start * (10 - start) / (10 - aim)) / years
    assert needed_rate(start, aim, [10.0] * years) == pytest.approx(closed, abs=1e-9)


def test_no_rate_arrives_at_or_above_the_ceiling() -> None:
    assert needed_rate(4, 10, [10.0] * 5) is None
    assert needed_rate(4, 11, [10.0] * 5) is None
    assert needed_rate(4, 5, []) is None


def test_a_projection_under_a_high_ceiling_arrives_in_its_year() -> None:
    found = project(BASE, Point("target", 2030, 11.4), [20.0] * 5)
    series = {point.year: point.mt for point in found.points if point.series == "projected"}
    assert found.arrives
    assert series[2030] == pytest.approx(11.4)
    assert list(series) == [2026, 2027, 2028, 2029, 2030]
    assert found.growth_percent is not None
    assert found.growth_percent > 100 * ((11.4 / 4) ** 0.2 - 1)  # the curve bends, so it begins steeper


def test_a_projection_under_a_low_ceiling_falls_short_and_says_so() -> None:
    found = project(BASE, Point("target", 2030, 11.4), [4.5] * 5)
    values = [point.mt for point in found.points if point.series == "projected"]
    assert not found.arrives
    assert "No growth arrives" in found.note
    assert values == sorted(values, key=float)
    assert 4 < (values[-1] or 0) < 4.5


def test_a_ceiling_that_is_commissioned_late_is_met_late() -> None:
    found = project(BASE, Point("target", 2028, 11.0), [4.5, 4.5, 20.0])
    values = [point.mt or 0 for point in found.points if point.series == "projected"]
    assert found.arrives
    assert max(values[:2]) <= 4.5
    assert values[2] == pytest.approx(11)


def test_an_unknown_ceiling_does_not_bend_and_is_told() -> None:
    found = project(BASE, Point("target", 2027, 9.0), [None, None])
    assert [point.mt for point in found.points if point.series == "projected"] == pytest.approx([6, 9])
    assert found.growth_percent == pytest.approx(50)
    assert "no known capacity" in found.note
    assert [point.mt for point in found.points if point.series == "ceiling"] == [None, None]


def test_what_was_observed_above_the_ceiling_is_told() -> None:
    assert "above the modelled ceiling" in project(BASE, Point("target", 2027, 9.0), [3.0, 3.0]).note


def test_nothing_grows_from_zero_or_in_no_year() -> None:
    for base, aim, ceilings in (
        (Point("observed", 2025, 0.0), Point("target", 2026, 1.0), [5.0]),
        (BASE, Point("target", 2025, 1.0), []),
        (BASE, Point("target", 2026, None), [5.0]),
    ):
        found = project(base, aim, ceilings)
        assert found.growth_percent is None
        assert not [point for point in found.points if point.series == "projected"]
    with pytest.raises(CorridorError, match="one for each"):
        project(BASE, Point("target", 2027, 9.0), [3.0])
