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


@pytest.mark.parametrize("words", [(), ("napkin",), ("alpha-charlie",), ("echo",), ("charlie-delta",)])
def test_every_kind_of_place_can_be_computed(words: tuple[str, ...]) -> None:
    assert run(*words, "--computed", "--tracks", "1", "--lanes", "4").exit_code == 0
