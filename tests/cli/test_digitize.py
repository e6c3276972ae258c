"""`corridors digitize`: what it prints, what it writes, how it ends."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import geo
from cli.main import app

DATA = Path(__file__).parents[1] / "data"
TRACKS = str(DATA / "osm" / "tracks.osm")


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words), catch_exceptions=False)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The shipped atlas, with a sea link drawn straight over the land."""
    root = Path(geo.__file__).parents[1]
    for folder in ("seeds", "data"):
        shutil.copytree(root / folder, tmp_path / "atlas" / folder)
    file = tmp_path / "atlas" / "data" / "corridors" / "links.geojson"
    lines = file.read_text("utf-8").splitlines()
    (at,) = (index for index, line in enumerate(lines) if '"link_id": "aktau-alat-sea"' in line)
    feature = json.loads(lines[at].rstrip(","))
    feature["geometry"]["coordinates"][1:-1] = []
    lines[at] = json.dumps(feature, ensure_ascii=False) + ","
    file.write_text("\n".join(lines) + "\n", "utf-8")
    return tmp_path / "atlas"


def test_without_an_atlas_nothing_is_written() -> None:
    result = run("digitize", "middle-corridor", "--network", TRACKS)
    assert result.exit_code == 2
    assert "Name the atlas to change with --atlas DIR, or look first with --dry-run." in result.output


def test_an_unknown_corridor_is_told() -> None:
    result = run("digitize", "nowhere", "--dry-run")
    assert result.exit_code == 1
    assert "There is no corridor or link 'nowhere'. The corridors are: north-south-east," in result.output


def test_several_corridors_go_at_once_each_link_once() -> None:
    one, other, both = (
        json.loads(run("digitize", *ids, "--dry-run", "--json").stdout)
        for ids in (["middle-corridor"], ["dostyk-moiynty"], ["middle-corridor", "dostyk-moiynty", "dostyk-alashankou"])
    )
    found = [row["link_id"] for row in both]
    assert len(found) == len(set(found))
    assert set(found) == {row["link_id"] for row in (*one, *other)}


def test_a_file_that_is_no_extract_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.osm").write_text("no")
    result = run("digitize", "middle-corridor", "--network", str(tmp_path / "x.osm"), "--dry-run")
    assert result.exit_code == 1
    assert "x.osm" in result.output
    assert "Traceback" not in result.output


def test_every_link_is_listed_with_its_reason() -> None:
    result = run("digitize", "dostyk-moiynty", "--network", TRACKS, "--dry-run", "--json")
    rows = json.loads(result.stdout)
    assert len(rows) == 7
    assert {(row["share_matched"], row["is_changed"], row["reasons"][0]) for row in rows} == {
        (0.0, False, "The extract has nothing of it.")
    }
    assert set(rows[0]) >= {
        "link_id",
        "length_before_km",
        "length_after_km",
        "largest_distance_m",
        "tracks",
        "osm_way_ids",
    }
    assert "0 of 7 links found whole" in result.stderr


def test_a_sea_link_over_land_is_led_round_it(copy: Path) -> None:
    assert "sea-over-land" in run("check", str(copy)).output
    result = run("digitize", "aktau-alat-sea", "--atlas", str(copy), "--json")
    (row,) = json.loads(result.stdout)
    assert row["is_changed"]
    assert row["geometry_quality"] == "schematic"
    assert "the shortest way over the water" in row["geometry_source"]
    assert "sea-over-land" not in run("check", str(copy)).output


def test_a_network_becomes_an_atlas_that_every_command_reads(tmp_path: Path) -> None:
    folder = str(tmp_path / "new")
    assert run("osm", "read", TRACKS, "-o", folder).exit_code == 0
    for words in (["check", folder], ["route", "a", "b", "--atlas", folder], ["capacity", "--atlas", folder],
                  ["map", "--atlas", folder, "-o", str(tmp_path / "map.html")],
                  ["export", "--atlas", folder, "-f", "gpkg", "-o", str(tmp_path / "x.gpkg")]):  # fmt: skip
        result = run(*words)
        assert result.exit_code == 0, (words, result.output)
    assert "OpenStreetMap" in (tmp_path / "map.html").read_text("utf-8")
