"""Results written as files: routes, failures and comparisons on the map, as GeoJSON, CSV and JSON."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from cli.main import app

if TYPE_CHECKING:
    from click.testing import Result

NAPKIN = str(Path(__file__).parents[1] / "data" / "napkin")


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def overlays(path: Path) -> list[dict[str, Any]]:
    found = re.search(r'id="atlas-data">(.*?)</script>', path.read_text("utf-8"), re.DOTALL)
    assert found
    data: list[dict[str, Any]] = json.loads(found[1])["overlays"].get("items", [])
    return data


def test_routes_are_drawn_with_their_legs(tmp_path: Path) -> None:
    file = tmp_path / "routes.html"
    result = run("route", "alpha", "charlie", "--atlas", NAPKIN, "-o", file, "--lang", "ru")
    assert result.exit_code == 0, result.output
    assert result.stdout == ""
    (route,) = overlays(file)
    assert [step[0] for step in route["steps"]] == [
        "железная дорога: Альфа – Браво", "смена ширины колеи: Браво", "железная дорога: Браво – Чарли",
    ]  # fmt: skip


def test_routes_are_written_as_geojson(tmp_path: Path) -> None:
    file = tmp_path / "routes.geojson"
    assert run("route", "alpha", "charlie", "--atlas", NAPKIN, "-o", file).exit_code == 0
    lines = [feature["geometry"] for feature in json.loads(file.read_text("utf-8"))["features"]]
    assert [line and len(line["coordinates"]) for line in lines] == [3, None, 3]


def test_no_route_is_a_map_without_routes_and_the_reason(tmp_path: Path) -> None:
    file = tmp_path / "none.html"
    result = run("route", "alpha", "delta", "--atlas", NAPKIN, "-o", file)
    assert result.exit_code == 0
    assert "There is one over links that do not operate: charlie-delta (planned)." in result.stderr
    assert overlays(file) == []
    lines = tmp_path / "none.geojson"
    assert run("route", "alpha", "delta", "--atlas", NAPKIN, "-o", lines).exit_code == 0
    assert json.loads(lines.read_text("utf-8"))["features"] == []


def test_the_ranking_of_failures_is_drawn(tmp_path: Path) -> None:
    file = tmp_path / "failures.html"
    result = run("disrupt", "-o", file)
    assert result.exit_code == 0, result.output
    (ranking,) = overlays(file)
    assert ranking["name"] == "Single failures by what they leave"
    assert ranking["note"].startswith("Demand is what was observed")


@pytest.mark.parametrize("more", [["--double"], ["--curve"], ["caspian-crossing"]])
def test_only_the_ranking_of_single_failures_is_drawn(tmp_path: Path, more: list[str]) -> None:
    result = run("disrupt", *more, "-o", tmp_path / "failures.html")
    assert result.exit_code == 2
    assert "ranking of single failures" in result.stderr


def test_scenarios_are_compared_on_a_map_and_in_a_table(tmp_path: Path) -> None:
    words = ("scenario", "compare", "2024-base", "dostyk-closed", "-o")
    assert run(*words, tmp_path / "one.html").exit_code == 0
    assert [item["name"] for item in overlays(tmp_path / "one.html")] == [
        "Dostyk closed against 2024, as it was", "2024, as it was", "Dostyk closed",
    ]  # fmt: skip
    assert run(*words, tmp_path / "one.csv").exit_code == 0
    rows = {row["owner_id"]: row for row in csv.DictReader(io.StringIO((tmp_path / "one.csv").read_text("utf-8")))}
    assert float(rows["dostyk-siding-16"]["more_flow_mt_yr"]) < 0
    assert run(*words, tmp_path / "one.json").exit_code == 0
    assert set(json.loads((tmp_path / "one.json").read_text("utf-8"))) == {
        "totals", "corridors", "commodities", "capacities",
    }  # fmt: skip
    assert run(*words, tmp_path / "one.SVG").exit_code == 0
    assert "Dostyk closed (dostyk-closed, 2025)" in (tmp_path / "one.SVG").read_text("utf-8")


@pytest.mark.parametrize("words", [("route", "alpha", "charlie"), ("disrupt",), ("scenario", "compare", "a", "b"),
                                   ("figure", "strip", "napkin"), ("report", "napkin")])  # fmt: skip
def test_a_file_of_another_kind_is_refused(tmp_path: Path, words: tuple[str, ...]) -> None:
    result = run(*words, "-o", tmp_path / "what.odt")
    assert result.exit_code == 2
    assert "'what.odt' says no format that can be written. Let it end in one of ." in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_map_carries_the_scenarios_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "map.html"
    assert run("map", "dostyk-moiynty", "--scenario", "2024-base", "-o", file).exit_code == 0
    assert [item["name"] for item in overlays(file)] == ["2024, as it was"]
    assert run("map", "dostyk-moiynty", "--scenario", "none", "-o", file).exit_code == 0
    assert overlays(file) == []
    assert run("map", "--scenario", "nowhere", "-o", file).exit_code == 1
