"""Workings: the steps of computed capacities, on numbers that a person can check."""

from __future__ import annotations

import pytest
from atlases import NAPKIN

import geo
from geo.errors import CorridorError
from geo.model.assumptions import ASSUMPTIONS, Assumption, chosen
from geo.model.capacity import NodeCapacity, link_capacities
from geo.model.workings import Step, Traffic, Working, link_working, node_working

LINKS = geo.read_atlas(NAPKIN).network.links


def steps(working: Working | None) -> dict[str, Step]:
    assert working is not None
    return {step.name: step for step in working.steps}


def fixed(**values: float) -> dict[str, Assumption]:
    """Shipped assumptions, some of them with one value; underscores stand for hyphens."""
    given = {name.replace("_", "-"): value for name, value in values.items()}
    return chosen({n: Assumption(n, v, v, v, ASSUMPTIONS[n].unit, "made up") for n, v in given.items()})


def test_a_single_track_is_worked_out_from_its_period() -> None:
    found = steps(link_working(LINKS["bravo-charlie"], 111, ASSUMPTIONS))
    assert found["parallel timetable"].formula == "N = (1440 - 60) · 0.93 · 1 / 40"
    assert found["parallel timetable"].value.central == pytest.approx(32.085)
    assert found["may be filled"].value.central == pytest.approx(32.085 * 0.85)
    assert found["left for freight"].value.central == pytest.approx(32.085 * 0.85 * 0.85)
    assert found["occupancy"].value.central == pytest.approx(1380 * 0.93 * 0.85 / 1440)
    assert found["occupancy"].note == "Above the 60% that UIC 406 recommends for mixed traffic: 21.6 pairs a day."


def test_a_double_track_is_worked_out_from_its_headway() -> None:
    found = steps(link_working(LINKS["alpha-bravo"], 111, ASSUMPTIONS))
    assert found["parallel timetable"].formula == "N = (1440 - 120) · 0.93 / 10"
    assert found["parallel timetable"].value.central == pytest.approx(122.76)
    assert found["occupancy"].value.central == pytest.approx(1320 * 0.93 * 0.91 / 1440)
    half = steps(link_working(LINKS["alpha-bravo"], 111, fixed(rail_fill_double=0.6)))["occupancy"]
    assert half.note.startswith("Within the 60%")


@pytest.mark.parametrize("link_id", ["alpha-bravo", "bravo-charlie", "charlie-echo-road"])
def test_the_last_tonnes_of_a_working_are_the_model_s_capacity(link_id: str) -> None:
    known = link_capacities(geo.read_atlas(NAPKIN), year=2020, compute=True)[link_id]
    value = steps(link_working(LINKS[link_id], 111, ASSUMPTIONS))["capacity"].value
    assert (value.low, value.central, value.high) == pytest.approx((known.low, known.central, known.high))


def test_other_trains_remove_paths_by_their_coefficients() -> None:
    # 22 - 1·1.2 - 1·1 - 1·1.2 - 1·1.6 = 17 pairs; (13 + 5) / 0.9 = 20 pairs
    assumptions = fixed(rail_period=60, rail_t_tech_single=0, rail_alpha=1, rail_fill_single=22 / 24)
    traffic = Traffic(((1, 1.2), (1, 1), (1, 1.2), (1, 1.6)), freight_pairs=13)
    found = steps(link_working(LINKS["bravo-charlie"], 111, assumptions, traffic))
    assert found["left for freight"].value.central == pytest.approx(17)
    assert found["left for freight"].formula == "22.00 - 1 · 1.2 - 1 · 1 - 1 · 1.2 - 1 · 1.6"
    assert found["needed by this traffic"].value.central == pytest.approx(18 / (22 / 24))
    assert found["capacity"].value.central == pytest.approx(365 * 17 * 3000 / 1e6)


def test_a_road_says_what_it_is_designed_for() -> None:
    found = steps(link_working(LINKS["charlie-echo-road"], 111, ASSUMPTIONS))
    assert found["vehicles"].value.central == pytest.approx(1700 * 0.92 / 1.3 / 0.055)
    assert "category I " in found["vehicles"].note


def test_a_ferry_makes_round_trips() -> None:
    link = LINKS["alpha-bravo"].model_copy(update={"mode": "sea", "tracks": None})
    found = steps(link_working(link, 440, fixed(ferry_weather_loss=0, ferry_port_time=16.5)))
    assert found["round trips"].value.central == pytest.approx(8760 / 73)
    assert found["wagons"].value.central == pytest.approx(120 * 14 * 39.5)


def test_without_tracks_there_is_no_working() -> None:
    assert link_working(LINKS["charlie-delta"], 111, ASSUMPTIONS) is None
    assert node_working("junction", None, ASSUMPTIONS) is None


def test_berths_handle_and_a_capacity_is_so_many_berths_work() -> None:
    assumptions = fixed(berth_occupancy=0.5, berth_productivity=200, berth_hours=7000)
    found = steps(node_working("port", NodeCapacity("x", 7, 7, 7), assumptions, Traffic(berths=4)))
    assert found["a berth"].value.central == pytest.approx(0.7)
    assert found["4 berths"].value.central == pytest.approx(2.8)
    assert found["its capacity"].value.central == pytest.approx(10)


def test_a_crossing_takes_the_longer_the_fuller_it_is() -> None:
    # one server, V = 1: M/M/1, service / (1 - load); 2 · 365 · 3000 t · 4 trains a day and way = 8.76 Mt a year
    assumptions = fixed(border_servers=1, border_variability=1)
    found = steps(node_working("gauge_change", NodeCapacity("x", 8.76, 8.76, 8.76), assumptions))
    assert found["at its capacity"].value.central == pytest.approx(4)
    assert found["at 50% load"].value.central == pytest.approx(6 / 0.5)
    assert found["at 90% load"].value.central == pytest.approx(6 / 0.1)
    wide = steps(node_working("gauge_change", NodeCapacity("x", 8.76, 8.76, 8.76), ASSUMPTIONS))["at 90% load"].value
    assert wide.low < wide.central < (wide.high or 0)


def test_a_crossing_of_unknown_capacity_is_worked_out_from_its_service_only() -> None:
    unknown = node_working("border_crossing", NodeCapacity("x"), ASSUMPTIONS)
    assert unknown is not None
    assert unknown.steps == ()
    found = steps(node_working("border_crossing", None, fixed(border_servers=3), Traffic(service_h=4)))
    assert found["cleared"].value.central == 18
    assert found["at 50% load"].value.low >= 4


def test_parameters_that_nothing_can_be_divided_by_are_refused() -> None:
    for assumptions in (fixed(rail_period=0), fixed(rail_trains_a_period=0)):
        with pytest.raises(CorridorError):
            link_working(LINKS["bravo-charlie"], 111, assumptions)
    with pytest.raises(CorridorError):
        node_working("gauge_change", NodeCapacity("x", 1, 1, 1), fixed(net_t_a_train=0))
