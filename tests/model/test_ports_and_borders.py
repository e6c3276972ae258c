"""Berths, ferries and queues."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import CorridorError
from geo.model import borders, ports


def test_four_berths_half_in_use_at_200_t_an_hour_handle_2_8_mt() -> None:
    assert ports.berth_mt(4, occupancy=0.5, t_an_hour=200, hours=7000) == pytest.approx(2.8)


def test_a_ship_of_25_km_an_hour_with_30_hours_in_port_makes_73_round_trips_of_500_km() -> None:
    trips = ports.round_trips_a_year(500, speed_kmh=25, port_h=30, weather_loss=1 / 6)
    assert trips == pytest.approx(8760 * 5 / 6 / 100)
    assert trips == pytest.approx(73)


def test_ten_ferries_of_50_wagons_of_50_t_carry_1_825_mt_a_direction() -> None:
    assert ports.ferry_mt(73, ships=10, wagons=50, net_t_a_wagon=50) == pytest.approx(1.825)


def test_no_weather_no_trips() -> None:
    assert ports.round_trips_a_year(500, speed_kmh=25, port_h=30, weather_loss=1) == 0


@pytest.mark.parametrize(
    "call",
    [
        lambda: ports.round_trips_a_year(500, speed_kmh=0, port_h=1, weather_loss=0),
        lambda: ports.round_trips_a_year(0, speed_kmh=20, port_h=0, weather_loss=0),
        lambda: ports.round_trips_a_year(500, speed_kmh=20, port_h=1, weather_loss=1.5),
        lambda: ports.berth_mt(1, occupancy=1.5, t_an_hour=1, hours=1),
        lambda: ports.ferry_mt(float("inf"), ships=1, wagons=1, net_t_a_wagon=1),
        lambda: borders.queue_h(-0.1, servers=1, service_h=1),
        lambda: borders.queue_h(0.5, servers=0, service_h=1),
        lambda: borders.crossing_h(1, 0, servers=1, service_h=1),
        lambda: borders.servers_capacity(1, 0),
    ],
)
def test_parameters_out_of_range_are_refused(call: object) -> None:
    with pytest.raises(CorridorError):
        call()  # type: ignore[operator]


def test_one_server_waits_as_m_m_1_does() -> None:
    # M/M/1: ρ / (1 - ρ) · service
    assert borders.queue_h(0.8, servers=1, service_h=2) == pytest.approx(0.8 / 0.2 * 2)


@pytest.mark.parametrize(("load", "tolerance"), [(0.5, 0.1), (0.7, 0.04), (0.9, 0.01), (0.99, 0.001)])
def test_two_servers_wait_as_m_m_2_does_the_closer_the_fuller(load: float, tolerance: float) -> None:
    # M/M/2: ρ² / (1 - ρ²) · service
    assert borders.queue_h(load, servers=2, service_h=1) == pytest.approx(load**2 / (1 - load**2), rel=tolerance)


def test_a_queue_at_its_capacity_has_no_mean_wait() -> None:
    assert borders.queue_h(1, servers=3, service_h=1) is None
    assert borders.crossing_h(5, 5, servers=3, service_h=1) is None
    assert borders.crossing_h(6, 5, servers=3, service_h=1) is None


def test_an_empty_crossing_takes_its_service_only() -> None:
    assert borders.crossing_h(0, 5, servers=2, service_h=6) == 6


def test_three_servers_of_four_hours_clear_18_a_day() -> None:
    assert borders.servers_capacity(3, 4) == 18


@given(st.floats(0, 0.99), st.integers(1, 20), st.floats(0, 100), st.floats(0, 4), st.floats(1, 10))
def test_waits_rise_with_load_and_variability_fall_with_servers_and_scale_with_time(
    load: float, servers: int, service: float, variability: float, scale: float
) -> None:
    def wait(load: float = load, servers: int = servers, service: float = service, v: float = variability) -> float:
        found = borders.queue_h(load, servers=servers, service_h=service, variability=v)
        assert found is not None
        return found

    near = 1 + 1e-9
    assert wait() <= wait(load=load + (0.999 - load) / 2) * near
    assert wait() <= wait(v=variability + 1) * near
    assert wait(servers=servers + 1) <= wait() * near
    assert math.isclose(wait(service=service * scale), wait() * scale, rel_tol=1e-9, abs_tol=1e-12)


@given(st.floats(0, 3000), st.floats(1, 60), st.floats(1, 100), st.floats(0, 1), st.floats(1, 2))
def test_trips_fall_with_distance_port_time_and_weather_and_rise_with_speed(
    km: float, speed: float, port: float, loss: float, up: float
) -> None:
    trips = ports.round_trips_a_year(km, speed_kmh=speed, port_h=port, weather_loss=loss)
    near = trips * (1 + 1e-12)
    assert ports.round_trips_a_year(km * up, speed_kmh=speed, port_h=port, weather_loss=loss) <= near
    assert ports.round_trips_a_year(km, speed_kmh=speed, port_h=port * up, weather_loss=loss) <= near
    assert ports.round_trips_a_year(km, speed_kmh=speed, port_h=port, weather_loss=min(1, loss * up)) <= near
    assert ports.round_trips_a_year(km, speed_kmh=speed / up, port_h=port, weather_loss=loss) <= near


@given(st.floats(0, 20), st.floats(0, 1), st.floats(0, 2000), st.floats(0, 8784), st.floats(0, 100))
def test_tonnes_scale_with_berths_ships_and_loads(
    berths: float, occupancy: float, pace: float, hours: float, scale: float
) -> None:
    handled = ports.berth_mt(berths, occupancy=occupancy, t_an_hour=pace, hours=hours)
    assert ports.berth_mt(berths * scale, occupancy=occupancy, t_an_hour=pace, hours=hours) == pytest.approx(
        handled * scale
    )
    carried = ports.ferry_mt(hours, ships=berths, wagons=pace, net_t_a_wagon=occupancy)
    assert ports.ferry_mt(hours, ships=berths, wagons=pace * scale, net_t_a_wagon=occupancy) == pytest.approx(
        carried * scale
    )
