"""`corridors scenario` and `targets`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli import scenario, targets
from cli.main import app
from tests.napkin_scenarios import NARROW, napkin_with

NAPKIN = str(Path(__file__).parents[1] / "data" / "napkin")
COMMANDS = {"scenario": scenario.command, "targets": targets.command}


def run(name: str, *words: str, atlas: str | None = None) -> Result:
    where = ("--atlas", atlas) if atlas else ()
    return CliRunner().invoke(COMMANDS[name], [*words, *where], catch_exceptions=False)


def test_scenarios_are_listed_with_how_many_changes_are_assumed() -> None:
    rows = {row["scenario_id"]: row for row in json.loads(run("scenario", "list", "--json").stdout)}
    assert rows["caspian-low-water"]["assumed"] == rows["caspian-low-water"]["changes"] == 3
    assert "Каспий" in run("scenario", "list", "--lang", "kk").stdout


def test_a_run_names_its_changes_in_the_language_asked_for() -> None:
    said = run("scenario", "run", "dostyk-closed", "--lang", "ru").stdout
    assert said.startswith("Достык")
    (change, *_) = json.loads(run("scenario", "run", "2030-all-targets", "--lang", "ru", "--json").stdout)["changes"][
        2:
    ]
    assert change["change"] == "Кызылжар – Саксаульская, 25 поездов в сутки"


def test_an_atlas_without_scenarios_says_where_they_go() -> None:
    result = run("scenario", "list", atlas=NAPKIN)
    assert result.exit_code == 0
    assert "data/corridors/scenarios" in result.stdout
    assert json.loads(run("scenario", "list", "--json", atlas=NAPKIN).stdout) == []


def test_a_run_says_what_changed_what_passes_and_what_was_assumed() -> None:
    result = run("scenario", "run", "2027-north-south-doubling")
    for text in ("What it changes", "What cannot pass", "the base is not reported; assumed: daryo-2024-02-29-05",
                 "Demand is what was observed"):  # fmt: skip
        assert text in result.stdout
    early = json.loads(run("scenario", "run", "2027-north-south-doubling", "--year", "2026", "--json").stdout)
    assert early["changes"][-1]["share"] == 0
    assert "in force from 2027" in early["notes"][-1]


def test_a_check_finds_the_scenario_that_reads_well_and_cannot_be_applied(tmp_path: Path) -> None:
    twice = NARROW.replace('base = "open"\n', "").replace('value = 1\nunit = "Mt/yr"', "factor = 2.0")
    result = CliRunner().invoke(app, ["check", str(napkin_with(tmp_path / "napkin", narrow=twice))])
    assert result.exit_code == 1
    assert "data/corridors/scenarios/narrow.toml:1: [scenario-applies] 'Narrower' multiplies" in result.stderr
    assert "1 fault, " in result.stdout


def test_a_scenario_that_does_not_exist_is_refused_with_those_that_do() -> None:
    with pytest.raises(ValueError, match="The scenarios are: 2024-base"):
        run("scenario", "run", "mine")
    with pytest.raises(ValueError, match="no scenarios \\['mine'\\]"):
        run("scenario", "compare", "2024-base", "mine")
    assert run("scenario", "compare", "2024-base").exit_code == 2
    assert run("scenario", "compare", "2024-base", "2024-base").exit_code == 2


def test_comparing_prints_four_tables_and_the_same_in_json() -> None:
    words = ("compare", "2024-base", "2030-all-targets")
    text = run("scenario", *words).stdout
    found = json.loads(run("scenario", *words, "--json").stdout)
    assert {"totals", "corridors", "commodities", "capacities"} == set(found)
    assert all(title in text for title in ("In all", "over each corridor", "each commodity", "Capacities that differ"))
    ceilings = {row["scenario_id"]: row for row in found["corridors"] if row["corridor_id"] == "middle-corridor"}
    assert ceilings["2030-all-targets"]["binds"] == ["caspian-crossing"]


def test_a_demand_of_ones_own_is_carried(tmp_path: Path) -> None:
    path = tmp_path / "demand.csv"
    path.write_text("commodity_id,origin,destination,what,mt_yr,source\nore,dostyk,moiynty,ore,50,\n", encoding="utf-8")
    rows = json.loads(
        run("scenario", "compare", "2024-base", "2025-dostyk-moiynty", "--demand", str(path), "--json").stdout
    )["commodities"]
    assert [row["left_mt"] for row in rows] == pytest.approx([50 - 11.169, 0])


def test_targets_say_growth_ceiling_what_binds_and_what_it_takes() -> None:
    rows = {row["claim_id"]: row for row in json.loads(run("targets", "middle-corridor", "--json").stdout)}
    one = rows["traceca-ge-06"]
    assert (one["mt"], one["growth_percent"], one["verdict"]) == (11.4, 22.58, "short")
    assert {part["subject"] for part in one["expansions"]} == {"kyzylzhar-saksaulskaya", "caspian-crossing"}
    assert rows["ebrd-2023-06-01"]["reason"] == "An aim for transit time sets no tonnes."
    text = run("targets", "middle-corridor").stdout
    for part in ("More of caspian-crossing is announced by: nobody.", "Not modelled", "net-t-a-teu = 8 – 11 – 14"):
        assert part in text


def test_a_target_that_a_budget_cannot_reach_says_so() -> None:
    text = run("targets", "middle-corridor", "--budget", "0.5").stdout
    line = next(line for line in text.splitlines() if line.endswith("tass-dzen-2023-04-01"))
    assert "no set of steps is enough" in line


def test_targets_come_as_series_that_are_named_for_what_they_are() -> None:
    rows = json.loads(run("targets", "middle-corridor", "--series", "--json").stdout)
    assert {row["series"] for row in rows} == {"observed", "target", "ceiling", "projected"}
    assert "never joined" in run("targets", "middle-corridor", "--series").stdout
    assert "No target here" in run("targets", "alat-port", "--series").stdout


def test_targets_under_a_scenario_have_its_ceilings() -> None:
    words = ("targets", "middle-corridor", "--scenario", "2030-all-targets", "--json")
    rows = {row["claim_id"]: row for row in json.loads(run(*words).stdout)}
    assert rows["traceca-ge-06"]["binds"] == ["caspian-crossing"]


def test_targets_of_what_has_none_are_refused() -> None:
    with pytest.raises(ValueError, match="No target is reported of 'moiynty'"):
        run("targets", "moiynty")
    with pytest.raises(ValueError, match="nothing of the id 'nowhere'"):
        run("targets", "nowhere")
    assert run("targets", "--step", "0").exit_code == 2
