"""Railway capacity: the worked checks of the textbooks, and what must hold for every line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import CorridorError
from geo.model import rail

REMOVED = [(1, 1.2), (1, 1.0), (1, 1.2), (1, 1.6)]
MINUTES = st.floats(1, 240)
SHARES = st.floats(0.01, 1)


def test_removal_coefficients_leave_17_of_22_pairs() -> None:
    assert rail.freight_pairs(22, REMOVED) == pytest.approx(17.0, abs=1e-12)


def test_13_pairs_and_what_others_remove_need_20_69_at_a_fill_of_087() -> None:
    assert rail.needed_pairs(13, REMOVED, fill=0.87) == pytest.approx(20.69, abs=0.005)
    assert rail.needed_pairs(13, REMOVED, fill=0.87) == pytest.approx(18 / 0.87)


def test_a_single_track_with_a_period_of_40_minutes_takes_32_pairs() -> None:
    assert rail.single_track_pairs(40, t_tech_min=60, alpha=0.93) == pytest.approx(1380 * 0.93 / 40)
    assert rail.single_track_pairs(40, t_tech_min=60, alpha=0.93) == pytest.approx(32.085)


def test_a_double_track_with_a_train_every_20_minutes_takes_62_7_a_direction() -> None:
    assert rail.double_track_trains(20, t_tech_min=120, alpha=0.95) == pytest.approx(62.7)


def test_two_pairs_in_a_period_are_twice_as_many() -> None:
    once = rail.single_track_pairs(40, t_tech_min=60, alpha=0.9)
    assert rail.single_track_pairs(40, t_tech_min=60, alpha=0.9, pairs_a_period=2) == pytest.approx(2 * once)


def test_12_pairs_of_3000_t_with_85_percent_for_freight_are_11_169_mt_a_direction() -> None:
    assert rail.yearly_mt(12, net_t_a_train=3000, freight_share=0.85) == pytest.approx(11.169)


def test_others_may_take_all_paths_but_not_more() -> None:
    assert rail.freight_pairs(4, [(3, 2)]) == 0


def test_40_trains_of_18_minutes_occupy_half_a_day_within_uic_406() -> None:
    share = rail.occupancy(40, 18)
    assert share == pytest.approx(0.5)
    assert rail.is_within_uic_406(share)
    assert not rail.is_within_uic_406(0.61)
    assert rail.is_within_uic_406(0.61, window="peak")
    assert rail.is_within_uic_406(0.85, traffic="suburban", window="peak")
    with pytest.raises(CorridorError, match="no value"):
        rail.is_within_uic_406(0.5, traffic="magic")


@pytest.mark.parametrize("value", [0, -1, float("inf"), float("nan")])
def test_a_period_is_finite_and_above_zero(value: float) -> None:
    with pytest.raises(CorridorError, match="period"):
        rail.single_track_pairs(value, t_tech_min=60, alpha=0.9)
    with pytest.raises(CorridorError, match="headway"):
        rail.double_track_trains(value, t_tech_min=60, alpha=0.9)


@pytest.mark.parametrize(
    "call",
    [
        lambda: rail.single_track_pairs(40, t_tech_min=1441, alpha=0.9),
        lambda: rail.single_track_pairs(40, t_tech_min=60, alpha=1.1),
        lambda: rail.single_track_pairs(40, t_tech_min=60, alpha=0.9, pairs_a_period=-1),
        lambda: rail.freight_pairs(-1, []),
        lambda: rail.freight_pairs(1, [(-1, 1)]),
        lambda: rail.needed_pairs(1, [], fill=0),
        lambda: rail.needed_pairs(1, [], fill=1.2),
        lambda: rail.yearly_mt(float("nan"), net_t_a_train=1, freight_share=1),
        lambda: rail.yearly_mt(1, net_t_a_train=1, freight_share=1.01),
        lambda: rail.yearly_mt(1, net_t_a_train=float("inf"), freight_share=1),
        lambda: rail.occupancy(1, 1, window_min=0),
    ],
)
def test_parameters_out_of_range_are_refused(call: object) -> None:
    with pytest.raises(CorridorError):
        call()  # type: ignore[operator]


@given(MINUTES, st.floats(0, 600), SHARES, st.floats(1.01, 3))
def test_pairs_fall_with_the_period_and_the_maintenance_and_rise_with_the_reliability(
    period: float, t_tech: float, alpha: float, factor: float
) -> None:
    pairs = rail.single_track_pairs(period, t_tech_min=t_tech, alpha=alpha)
    assert rail.single_track_pairs(period * factor, t_tech_min=t_tech, alpha=alpha) <= pairs
    assert rail.single_track_pairs(period, t_tech_min=min(t_tech * factor, 1440), alpha=alpha) <= pairs
    assert rail.single_track_pairs(period, t_tech_min=t_tech, alpha=alpha / factor) <= pairs
    trains = rail.double_track_trains(period, t_tech_min=t_tech, alpha=alpha)
    assert rail.double_track_trains(period * factor, t_tech_min=t_tech, alpha=alpha) <= trains


@given(st.floats(0, 200), st.floats(0, 20), st.floats(1, 3), SHARES)
def test_what_is_left_and_what_is_needed_undo_each_other(n: float, others: float, epsilon: float, fill: float) -> None:
    needed = rail.needed_pairs(n, [(others, epsilon)], fill=fill)
    assert rail.freight_pairs(needed * fill, [(others, epsilon)]) == pytest.approx(n, abs=1e-6)


@given(st.floats(0, 200), st.floats(0, 6000), SHARES, st.floats(0.001, 1000))
def test_tonnes_scale_with_the_unit_of_mass(pairs: float, net: float, share: float, scale: float) -> None:
    mt = rail.yearly_mt(pairs, net_t_a_train=net, freight_share=share)
    assert rail.yearly_mt(pairs, net_t_a_train=net * scale, freight_share=share) == pytest.approx(mt * scale)


@given(st.floats(1, 200), st.floats(1, 60))
def test_a_line_filled_to_its_parallel_timetable_is_occupied_as_far_as_time_is_left(
    pairs: float, period: float
) -> None:
    pairs = rail.single_track_pairs(period, t_tech_min=60, alpha=1)
    assert rail.occupancy(pairs, period) == pytest.approx(1380 / 1440)
