"""`corridors disrupt` and `simulate`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli import disrupt, simulate

NAPKIN = str(Path(__file__).parents[1] / "data" / "napkin")
COMMANDS = {"disrupt": disrupt.command, "simulate": simulate.command}


def run(name: str, *words: str, atlas: str | None = NAPKIN) -> Result:
    where = ("--atlas", atlas) if atlas else ()
    return CliRunner().invoke(COMMANDS[name], [*words, *where], catch_exceptions=False)


@pytest.fixture
def demand(tmp_path: Path) -> str:
    path = tmp_path / "demand.csv"
    path.write_text("commodity_id,origin,destination,what,mt_yr,source\nc,alpha,charlie,grain,3,made up\n", "utf-8")
    return str(path)


def test_the_failure_of_the_only_way_leaves_all(demand: str) -> None:
    result = run("disrupt", "alpha-bravo", "--demand", demand, "--json")
    (one,) = json.loads(result.stdout)["failure"]
    assert (one["fails"], one["unserved_mt"], one["cut_off"]) == (["alpha-bravo"], 3, ["c"])


def test_single_failures_are_ranked_with_the_ends_of_their_intervals(demand: str) -> None:
    rows = json.loads(run("disrupt", "--demand", demand, "--json").stdout)["single"]
    assert [row["unserved_mt"] for row in rows] == sorted((row["unserved_mt"] for row in rows), reverse=True)
    assert {"unserved_mt_low", "unserved_mt_high", "undecided", "extra_days", "extra_mtkm"} <= set(rows[0])
    assert "alpha-bravo" in run("disrupt", "--demand", demand, "--top", "1").stdout


def test_what_a_single_track_carries_both_ways_is_said() -> None:
    for words in (("disrupt",), ("simulate", "--draws", "10")):
        assert "single-track-both-ways = 1 – 1 – 2." in run(*words).stdout


def test_a_case_in_which_an_end_is_closed_lets_nothing_pass() -> None:
    words = ("dostyk", "poti-port", "--draws", "50", "--scenario", "dostyk-closed", "--scenario", "2024-base", "--json")
    found = json.loads(run("simulate", *words, atlas=None).stdout)
    passes = {row["case"]: row["p50"] for row in found["passes"]}
    assert passes["dostyk-closed"] == 0 < passes["2024-base"]


def test_double_failures_say_what_they_do_beyond_the_single_ones(demand: str) -> None:
    result = run("disrupt", "--demand", demand, "--double", "--json")
    assert all(row["beyond_mt"] >= 0 for row in json.loads(result.stdout)["double"])


def test_what_binds_a_demand_in_half_of_the_draws_is_undecided(tmp_path: Path) -> None:
    path = tmp_path / "eleven.csv"
    path.write_text("commodity_id,origin,destination,what,mt_yr,source\nc,alpha,charlie,ore,11,made up\n", "utf-8")
    (one,) = json.loads(run("simulate", "--demand", str(path), "--draws", "500", "--json").stdout)["binds"]
    assert 5 < one["binds_percent"] < 95
    assert (one["capacity_of"], one["undecided"]) == ("alpha-charlie", "yes")


def test_the_curve_runs_from_0_to_100_percent(demand: str) -> None:
    rows = json.loads(run("disrupt", "alpha-bravo", "--demand", demand, "--curve", "--json").stdout)["curve"]
    assert (rows[0], rows[-1]["percent"]) == ({"percent": 0, "passes_mt": 0}, 100)


def test_simulation_prints_seed_percentiles_and_what_binds() -> None:
    result = run("simulate", "alpha", "charlie", "--draws", "200", "--seed", "5")
    assert result.exit_code == 0
    for text in ("seed 5", "p10", "binds_percent", "undecided"):
        assert text in result.stdout
    assert result.stdout == run("simulate", "alpha", "charlie", "--draws", "200", "--seed", "5").stdout


def test_simulation_of_a_demand_has_a_row_for_each_commodity(demand: str) -> None:
    tables = json.loads(run("simulate", "--demand", demand, "--draws", "100", "--json").stdout)
    assert [row["commodity_id"] for row in tables["goods"]] == ["c", "all"]


def test_one_place_is_no_pair() -> None:
    assert run("simulate", "alpha").exit_code == 2
    assert run("simulate", "--sobol").exit_code == 2


def test_scenarios_draw_the_same_figures_together() -> None:
    words = ("dostyk", "poti-port", "--scenario", "2024-base", "--scenario", "caspian-low-water", "--draws", "500")
    tables = json.loads(run("simulate", *words, "--json", atlas=None).stdout)
    assert [row["case"] for row in tables["passes"]] == ["2024-base", "caspian-low-water"]
    assert tables["passes"][0]["holds"] == 1
    assert not tables["passes"][0]["undecided"]


def test_indices_say_where_the_uncertainty_comes_from() -> None:
    tables = json.loads(
        run("simulate", "dostyk", "poti-port", "--draws", "100", "--sobol", "--json", atlas=None).stdout
    )
    assert tables["indices"][0]["parameter"] == "direction-share"
