"""`corridors route`, `flow` and `bottleneck`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli import bottleneck, flow, route

NAPKIN = str(Path(__file__).parents[1] / "data" / "napkin")
COMMANDS = {"route": route.command, "flow": flow.command, "bottleneck": bottleneck.command}


def run(name: str, *words: str, atlas: str | None = NAPKIN) -> Result:
    where = ("--atlas", atlas) if atlas else ()
    return CliRunner().invoke(COMMANDS[name], [*words, *where], catch_exceptions=False)


def test_a_route_is_printed_leg_by_leg_with_its_assumptions() -> None:
    result = run("route", "alpha", "Эхо", "--by", "cost")
    assert result.exit_code == 0
    for text in ("gauge change", "mode change", "Unknown capacities", "gauge-change-delay = 6 – 12 – 24 h"):
        assert text in result.stdout


def test_a_route_in_json_has_the_fields_that_other_tools_rely_on() -> None:
    (one,) = json.loads(run("route", "alpha", "charlie", "--json").stdout)["routes"]
    assert {"length_km", "time_h", "cost_usd_per_t", "legs", "unknown_capacity"} <= set(one)
    assert one["legs"][0]["link_ids"] == ["alpha-bravo"]


def test_a_route_as_geojson_has_a_line_for_each_ride(tmp_path: Path) -> None:
    file = tmp_path / "route.geojson"
    run("route", "alpha", "charlie", "-o", str(file))
    features = json.loads(file.read_text("utf-8"))["features"]
    assert [feature["geometry"] and feature["geometry"]["coordinates"][-1] for feature in features] == [
        [36, 0], None, [37, 0],
    ]  # fmt: skip


def test_a_route_has_a_range_of_time_and_cost() -> None:
    (one,) = json.loads(run("route", "alpha", "charlie", "--json").stdout)["routes"]
    assert one["time_h_low"] < one["time_h"] < one["time_h_high"]
    assert one["cost_usd_per_t_low"] < one["cost_usd_per_t"] < one["cost_usd_per_t_high"]
    assert one["legs"][1]["time_h_low"] == 6
    assert "6.0 – 24.0" in run("route", "alpha", "charlie").stdout


def test_road_and_rail_of_a_town_meet_on_the_shipped_atlas_and_the_assumption_is_printed() -> None:
    said = run("route", "aktobe-city", "dostyk", "-k", "1", atlas=None).stdout
    assert "mode change  Aktobe  Aktobe" in said
    assert "join-distance = 0 – 5 – 15 km" in said
    legs = json.loads(run("route", "aktobe-city", "dostyk", "-k", "1", "--join", "0", "--json", atlas=None).stdout)
    assert legs["nearest"][2] < 1


def test_no_route_is_an_answer_that_says_what_is_missing() -> None:
    result = run("route", "alpha", "delta")
    assert result.exit_code == 0
    assert "charlie-delta (planned)" in result.stdout
    assert "Missing at the nearest: 111.3 km" in result.stdout
    assert json.loads(run("route", "alpha", "delta", "--json").stdout)["not_operating"] == {"charlie-delta": "planned"}


def test_flows_are_two_tables_loads_and_worth(tmp_path: Path) -> None:
    demand = tmp_path / "demand.csv"
    demand.write_text(
        "commodity_id,origin,destination,what,mt_yr,source\nore,alpha,charlie,ore,100,\n", encoding="utf-8"
    )
    result = run("flow", "--demand", str(demand))
    for text in ("What passes", "What cannot pass", "What is used most", "What one more Mt", "unserved-price"):
        assert text in result.stdout
    found = json.loads(run("flow", "--demand", str(demand), "--json").stdout)
    assert found["cannot_pass"][0]["binds"]
    assert found["worth"][0]["confirmed"] == "yes"


def test_the_observed_demand_says_that_it_is_one() -> None:
    result = run("flow")
    assert "Demand is what was observed" in result.stdout
    assert "no route" in result.stdout


def test_a_bottleneck_is_followed_by_the_next() -> None:
    rows = json.loads(run("bottleneck", "alpha", "charlie", "--json").stdout)
    assert rows[0]["capacity_of"] == ["alpha-charlie"]
    assert rows[0]["low"] <= rows[0]["passes_mt_yr"] <= rows[0]["high"]
    assert rows[-1]["passes_mt_yr"] is None
    assert "no other known capacity limits what passes" in run("bottleneck", "alpha", "charlie").stdout


def test_where_no_way_leads_nothing_passes() -> None:
    result = run("bottleneck", "alpha", "echo", "--avoid", "bravo-charlie")
    assert "No way leads from one to the other" in result.stdout


def test_a_place_without_a_link_for_freight_is_refused() -> None:
    with pytest.raises(ValueError, match="No operating link for freight leads to"):
        run("bottleneck", "alpha", "delta")


def test_nothing_passes_where_an_end_is_closed() -> None:
    for words in (("--scenario", "dostyk-closed"), ("--avoid", "dostyk")):
        (row,) = json.loads(run("bottleneck", "dostyk", "poti-port", *words, "--json", atlas=None).stdout)
        assert (row["passes_mt_yr"], row["binds"], row["basis"]) == (0, ["dostyk"], ["closed"])
    assert "No way leads" in run("bottleneck", "dostyk", "poti-port", "--avoid", "dostyk", atlas=None).stdout


def test_the_caspian_binds_between_china_and_the_black_sea_on_the_shipped_atlas() -> None:
    rows = json.loads(run("bottleneck", "dostyk", "poti-port", "--json", atlas=None).stdout)
    assert rows[0]["binds"] == ["aktau-alat-sea", "kuryk-alat-sea"]
    assert rows[0]["passes_mt_yr"] == 4.5


def test_failures_say_what_passes_without_each_link() -> None:
    (row,) = json.loads(run("bottleneck", "alpha", "bravo", "--failures", "--json").stdout)
    assert row == {"fails": "alpha-bravo", "passes_mt_yr": 0, "low": 0, "high": 0, "less_mt_yr": 11.169}
    assert (
        run("bottleneck", "dostyk", "poti-port", "--avoid", "dostyk", "--failures", "--json", atlas=None).stdout
        == "[]\n"
    )
    said = run("bottleneck", "alpha", "bravo", "--failures").stdout
    assert "What passes with one link out both ways" in said
    assert "Nothing is listed" not in said


def test_failures_say_what_capacities_assume_and_why_nothing_may_be_listed() -> None:
    words = ("bottleneck", "dostyk", "poti-port", "--failures")
    assert "\ndirection-share = 0.5 – 1 – 1." in run(*words, atlas=None).stdout
    assert "or where nothing passes at all" in run(*words, "--avoid", "dostyk", atlas=None).stdout
