"""`corridors capacity --computed`."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cli.main import app

NAPKIN = str(Path(__file__).parents[1] / "data" / "napkin")


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["capacity", *words, "--atlas", NAPKIN], catch_exceptions=False)


def rows(*words: str) -> list[dict[str, Any]]:
    result = run(*words, "--json")
    assert result.exit_code == 0, result.output
    found: list[dict[str, Any]] = json.loads(result.stdout)
    return found


def test_nothing_is_computed_unless_it_is_asked_for() -> None:
    assert rows("charlie-echo-road")[0]["basis"] == "unknown"
    assert "workings" not in rows("charlie-echo-road")[0]
    (one,) = rows("charlie-echo-road", "--computed")
    assert (one["basis"], one["workings"][0]["title"]) == ("computed", "2 lanes")


def test_a_section_is_worked_out_once_for_each_number_of_tracks() -> None:
    said = run("alpha-charlie", "--computed").stdout
    assert said.count("Single track, computed:") == said.count("Double track, computed:") == 1
    assert "N = (1440 - 60) · 0.93 · 1 / 40" in said
    assert "12 train_pairs/day" in said  # what is reported stays
    assert "rail-headway = 8 – 10 – 15 min" in said


def test_a_corridor_s_own_figures_are_printed_once_and_told_of_each_route() -> None:
    words = ["capacity", "middle-corridor"]
    assert CliRunner().invoke(app, words).stdout.count("Of the whole corridor, no section's, 2023: 6.0 Mt/yr") == 1
    routes = json.loads(CliRunner().invoke(app, [*words, "--json"]).stdout)
    assert len(routes) > 1
    assert all("Of the whole corridor" in one["findings"][-1] for one in routes)


def test_a_corridor_s_profile_is_filled_with_what_is_computed() -> None:
    profiles = rows("napkin", "--computed")
    assert {stretch["basis"] for one in profiles for stretch in one["stretches"]} >= {"reported", "computed"}
    assert [one["title"] for one in profiles[0]["workings"]][:2] == ["Double track", "Single track"]


def test_tracks_are_assumed_only_where_none_are_known() -> None:
    said = run("bravo-charlie", "--tracks", "2").stdout
    assert "Single track" in said
    assert "Double track" not in said


def test_what_is_assumed_because_it_was_asked_for_is_printed() -> None:
    note = "tracks = 1 of every rail link whose tracks the atlas does not have. (as asked for)"
    assert note in run("napkin", "--tracks", "1").stdout
    assert note in run("--tracks", "1").stdout
    assert rows("napkin", "--tracks", "1")[0]["assumptions"][0] == note


def test_links_in_a_row_with_the_same_computed_capacity_are_named_by_their_ends(tmp_path: Path) -> None:
    atlas = tmp_path / "atlas"
    shutil.copytree(NAPKIN, atlas)
    links = atlas / "data/corridors/links.geojson"
    links.write_text(links.read_text("utf-8").replace('"tracks": 2', '"tracks": 1'), "utf-8")
    words = ["capacity", "napkin", "--computed", "--year", "2020", "--json", "--atlas", str(atlas)]
    found = json.loads(CliRunner().invoke(app, words, catch_exceptions=False).stdout)
    assert (found[0]["stretches"][0]["stretch"], found[0]["stretches"][0]["figure"]) == (
        "Alpha – Charlie", "27.3 train_pairs/day",
    )  # fmt: skip


def test_other_trains_are_pairs_and_a_coefficient() -> None:
    said = run("bravo-charlie", "--other-trains", "2:1.3", "--other-trains", "1:1.6").stdout
    assert "27.27 - 2 · 1.3 - 1 · 1.6" in said
    for wrong in ("2", "2:x", "-1:1", "nan:1", "1:1e9"):
        result = CliRunner().invoke(app, ["capacity", "bravo-charlie", "--other-trains", wrong])
        assert (result.exit_code, "not pairs a day and a coefficient" in result.output) == (2, True)


def test_places_are_worked_out_by_their_kind() -> None:
    assert "3 berths" in run("echo", "--berths", "3").stdout
    assert "give --service HOURS" in run("bravo", "--computed").stdout
    assert "at 95% load" in run("bravo", "--service", "6").stdout


def test_what_cannot_be_computed_is_said_with_what_would_help(tmp_path: Path) -> None:
    atlas = tmp_path / "atlas"
    shutil.copytree(NAPKIN, atlas)
    links = atlas / "data/corridors/links.geojson"
    links.write_text(links.read_text("utf-8").replace('"lanes": 2', '"lanes": null'), "utf-8")
    words = ["capacity", "charlie-echo-road", "--atlas", str(atlas)]
    gap = "Not computed: 1 road link whose lanes are unknown. Give --lanes."
    said = {more: CliRunner().invoke(app, [*words, *more]).stdout for more in ((), ("--computed",), ("--lanes", "2"))}
    assert [gap in text for text in said.values()] == [False, True, False]


def test_other_trains_are_said_to_count_in_the_working_only() -> None:
    note = "Other trains as given are taken off in the working only"
    assert note in run("bravo-charlie", "--other-trains", "2:1.3").stdout
    assert note not in run("bravo-charlie", "--computed").stdout


def test_the_overview_says_what_its_figures_assume() -> None:
    assert "net-t-a-train = 2500 – 3000 – 3500 t" in run().stdout
    main = rows()[0]
    assert (main["claim_ids"], main["assumption_ids"]) == (
        ["paper-2025-01-01-01"], ["days-a-year", "net-t-a-train", "freight-share"],
    )  # fmt: skip


def shipped(*words: str) -> Any:
    return json.loads(CliRunner().invoke(app, ["capacity", *words, "--json"], catch_exceptions=False).stdout)


def test_a_scenario_s_capacities_keep_their_own_unit_and_their_claims() -> None:
    main = shipped("middle-corridor", "--scenario", "2030-all-targets")[0]
    found = {one["subject"]: (one["figure"], one["basis"], one["claims"]) for one in main["stretches"]}
    assert found["kyzylzhar-saksaulskaya"] == ("25 trains/day", "target", ["kt-kz-2025-08-19-02"])
    assert found["dostyk-moiynty"] == ("60 train_pairs/day", "reported", ["trend-2025-10-09-12"])
    assert any(line.startswith("Assumed, Moiynty – Kyzylzhar opens") for line in main["assumptions"])


def test_what_a_scenario_closes_carries_nothing_and_binds() -> None:
    main = shipped("middle-corridor", "--scenario", "dostyk-closed")[0]
    assert main["binding"] == "Dostyk"
    assert [one["central"] for one in main["stretches"] if one["note"] == "Closed."] == [0]
    (node,) = shipped("dostyk", "--scenario", "dostyk-closed")
    assert (node["central"], node["basis"]) == (0, "assumed")
    whole = {(one["corridor_id"], one["route_id"]): one for one in shipped("--scenario", "dostyk-closed")}
    assert whole["dostyk-moiynty", "main"]["figure"] == "0 Mt/yr"


@pytest.mark.parametrize("words", [(), ("napkin",), ("alpha-charlie",), ("echo",), ("charlie-delta",)])
def test_every_kind_of_place_can_be_computed(words: tuple[str, ...]) -> None:
    assert run(*words, "--computed", "--tracks", "1", "--lanes", "4").exit_code == 0
