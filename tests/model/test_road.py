"""Road capacity by the Highway Capacity Manual."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import CorridorError
from geo.model import road

TRAFFIC = road.RoadTraffic(truck_share=0.25, truck_pce=2, peak_factor=1, k=0.1, d=0.5, payload_t=10)


def test_a_two_lane_road_takes_1600_cars_a_direction_when_both_are_equal_and_1700_at_most() -> None:
    assert road.hourly_flow(2) == 1600
    assert road.hourly_flow(2, d=0.6) == 1700
    assert road.hourly_flow(3, d=0.6) == 1700


def test_four_lanes_take_4400_cars_a_direction() -> None:
    assert road.hourly_flow(4) == 4400
    assert road.hourly_flow(5) == 4400
    assert road.hourly_flow(6) == 6600


def test_1600_cars_an_hour_with_a_quarter_of_trucks_are_25600_vehicles_a_day() -> None:
    assert road.vehicles_a_day(1600, TRAFFIC) == pytest.approx(1600 / 1.25 / 0.05)
    assert road.vehicles_a_day(1600, TRAFFIC) == pytest.approx(25600)


def test_25600_vehicles_a_day_are_11_68_mt_a_direction() -> None:
    assert road.yearly_mt(25600, TRAFFIC) == pytest.approx(365 * 12800 * 0.25 * 10 / 1e6)
    assert road.yearly_mt(25600, TRAFFIC) == pytest.approx(11.68)


@pytest.mark.parametrize(
    ("units", "name"), [(0, "V"), (200, "V"), (201, "IV"), (6000, "III"), (6001, "II"), (14000, "II"), (14001, "I")]
)
def test_categories_follow_the_traffic(units: float, name: str) -> None:
    assert road.category_of(units).name == name


def test_four_lanes_are_of_category_i_and_two_of_ii_at_most() -> None:
    assert [road.category_of_lanes(lanes).name for lanes in (2, 3, 4, 6)] == ["II", "II", "I", "I"]


@pytest.mark.parametrize(
    "change",
    [{"truck_share": 1.1}, {"truck_pce": 0.5}, {"peak_factor": 0}, {"k": 0}, {"k": 2}, {"d": 0.4}, {"payload_t": -1},
     {"truck_share": float("nan")}],
)  # fmt: skip
def test_traffic_out_of_range_is_refused(change: dict[str, float]) -> None:
    with pytest.raises(CorridorError):
        replace(TRAFFIC, **change)


def test_a_road_has_two_lanes_or_more() -> None:
    with pytest.raises(CorridorError, match="two lanes"):
        road.hourly_flow(1)
    with pytest.raises(CorridorError):
        road.category_of(-1)


@given(st.floats(0, 1), st.floats(1, 5), st.floats(0.01, 0.3), st.floats(0.5, 0.9), st.floats(1.001, 1.1))
def test_vehicles_fall_with_trucks_their_size_the_peak_and_the_imbalance(
    share: float, pce: float, k: float, d: float, up: float
) -> None:
    traffic = replace(TRAFFIC, truck_share=share, truck_pce=pce, k=k, d=d)
    vehicles = road.vehicles_a_day(1600, traffic)
    for change in (
        {"truck_share": min(1, share * up)}, {"truck_pce": pce * up}, {"k": k * up}, {"d": d * up},
        {"peak_factor": 0.9},
    ):  # fmt: skip
        assert road.vehicles_a_day(1600, replace(traffic, **change)) <= vehicles * (1 + 1e-12)


@given(st.integers(2, 12), st.floats(0, 1), st.floats(0, 40), st.floats(0.01, 100))
def test_more_lanes_never_carry_less_and_tonnes_scale(lanes: int, share: float, payload: float, scale: float) -> None:
    traffic = replace(TRAFFIC, truck_share=share, payload_t=payload)
    assert road.hourly_flow(lanes + 1) >= road.hourly_flow(lanes)
    mt = road.yearly_mt(1000, traffic)
    assert road.yearly_mt(1000, replace(traffic, payload_t=payload * scale)) == pytest.approx(mt * scale)
