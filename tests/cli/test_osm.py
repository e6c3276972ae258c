"""`corridors osm`: what it prints, what it writes, and how it refuses."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import geo
from cli.main import app
from geo.network.osm.read import read_extract
from tests.overpass import EMPTY, RECORDED, Player, Reply

RAILWAY = Path(__file__).parents[1] / "data" / "osm" / "railway.osm"


def run(*words: object) -> Result:
    return CliRunner().invoke(app, ["osm", *map(str, words)], catch_exceptions=False)


def counts(result: Result) -> dict[str, int]:
    rows: list[dict[str, Any]] = json.loads(result.stdout)
    return {row["what"]: row["count"] for row in rows}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an atlas of the railway by hand."""
    folder = tmp_path_factory.mktemp("osm") / "made"
    assert run("read", RAILWAY, "-o", folder, "--country", "KZ").exit_code == 0
    return folder


def test_a_file_is_summed_up_on_stdout_and_its_licence_on_stderr() -> None:
    result = run("read", RAILWAY, "--json")
    assert (counts(result)["ways"], counts(result)["nodes missing"]) == (4, 1)
    assert "ODbL" in result.stderr
    assert "state of 2026-04-01" in result.stderr


def test_an_atlas_is_made_of_two_stations_and_three_links(made: Path) -> None:
    network = geo.read_atlas(made).network
    assert len(network.links) == 3
    assert {node.name for node in network.nodes.values() if node.kind == "station"} == {"A", "B"}
    assert {link.geometry_quality for link in network.links.values()} == {"track"}


def test_an_atlas_knows_the_source_it_owes(made: Path) -> None:
    source = geo.read_atlas(made).evidence.sources["openstreetmap"]
    assert (source.licence, source.date_text) == ("ODbL 1.0", "2026-04-01")


@pytest.mark.parametrize(
    "words",
    ["check", "map -o map.html", "export -f geojson -o a.geojson", "route a b", "list", "table -f csv -o a.csv"],
)
def test_other_commands_work_on_the_atlas(
    made: Path, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, [*words.split(), "--atlas", str(made)], catch_exceptions=False)
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("words", ["map -o map.html", "export -f geojson -o a.geojson", "export -f gpkg -o a.gpkg",
                                   "export -f parquet -o p", "export -f kmz -o a.kmz", "build --out b"])  # fmt: skip
def test_an_atlas_without_a_corridor_is_told_to_have_one(
    made: Path, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(made, "bare")
    for path in Path("bare/data/corridors").glob("*.toml"):
        path.unlink()
    result = CliRunner().invoke(app, [*words.split(), "--atlas", "bare"], catch_exceptions=False)
    assert result.exit_code == 1
    assert "no corridor" in result.output
    assert "Add data/corridors/<corridor_id>.toml" in result.output


def test_roads_make_an_atlas_too(tmp_path: Path) -> None:
    assert run("read", RAILWAY, "--mode", "road", "-o", tmp_path / "roads").exit_code == 0
    assert {link.mode for link in geo.read_atlas(tmp_path / "roads").network.links.values()} == {"road"}


def test_a_smaller_extract_is_written_and_read_again(tmp_path: Path) -> None:
    assert run("read", RAILWAY, "-o", tmp_path / "small.osm.gz").exit_code == 0
    small, whole = read_extract(tmp_path / "small.osm.gz"), read_extract(RAILWAY)
    assert [way.tags for way in small.ways] == [way.tags for way in whole.ways]
    assert small.points == whole.points


@pytest.mark.parametrize("name", ["\u202egnp.osm", "a\nb.osm", "${x}{{ 7*7 }}<b>.osm", "=1+1.osm", ".osm"])
def test_the_name_of_a_file_is_only_a_name(tmp_path: Path, name: str) -> None:
    shutil.copy(RAILWAY, tmp_path / name)
    result = run("read", tmp_path / name, "-o", tmp_path / "made")
    assert result.exit_code == 0, result.output
    assert run("read", RAILWAY, "-o", tmp_path / "made").exit_code == 1


def test_a_folder_in_use_is_refused_before_anything_is_asked(tmp_path: Path, player: Player) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    for words in (("read", RAILWAY), ("fetch", "--bbox", "1,2,3,4", "--endpoint", player.address)):
        result = run(*words, "-o", tmp_path)
        assert (result.exit_code, "needs an empty folder" in result.stderr) == (1, True)
    assert player.queries == []


def test_an_extract_without_railways_makes_no_atlas(tmp_path: Path) -> None:
    (tmp_path / "none.osm").write_text('<?xml version="1.0"?><osm version="0.6"></osm>')
    result = run("read", tmp_path / "none.osm", "-o", tmp_path / "made")
    assert (result.exit_code, "none.osm has no main track in use" in result.stderr) == (1, True)
    assert not (tmp_path / "made").exists()


def test_what_is_fetched_is_saved_and_kept(tmp_path: Path, player: Player) -> None:
    player.replies.extend([Reply(RECORDED), Reply(EMPTY)])
    words = ("fetch", "--around", "dostyk", "--endpoint", player.address + "/", "--cache", tmp_path / "kept")
    assert counts(run(*words, "-o", tmp_path / "fetched.osm.gz", "--json"))["ways"] == 2
    assert counts(run(*words, "-o", tmp_path / "atlas", "--json"))["links of the network"] >= 1
    assert len(player.queries) == 2
    assert len(read_extract(tmp_path / "fetched.osm.gz").ways) == 2
    assert geo.read_atlas(tmp_path / "atlas").evidence.sources["openstreetmap"].date_text == "2026-04-02"


def test_a_server_that_fails_leaves_nothing_behind(tmp_path: Path, player: Player) -> None:
    player.replies.append(Reply(status=504))
    words = (
        "fetch",
        "--bbox",
        "1,2,3,4",
        "--endpoint",
        player.address,
        "--deadline",
        "1",
        "--cache",
        tmp_path / "kept",
    )
    result = run(*words, "-o", tmp_path / "a.osm")
    assert (result.exit_code, "HTTP 504" in result.stderr) == (1, True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("", "Name one area"),
        ("dostyk-moiynty --around dostyk", "Name one area"),
        ("--bbox 1,2,3", "not four numbers"),
        ("--bbox 1,2,3,x", "not four numbers"),
        ("--around dostyk --endpoint file:///etc/passwd", "does not begin with http"),
        ("--around dostyk --km 0", "not in the range"),
    ],
)
def test_a_question_that_is_none_is_a_usage_error(words: str, rule: str) -> None:
    result = run("fetch", *words.split(), "--dry-run")
    assert result.exit_code == 2
    assert rule in result.stderr


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("nowhere", "There is no corridor 'nowhere'"),
        ("--around nowhere", "There is no node 'nowhere'"),
        ("cpc", "no links of the mode rail"),
        ("--bbox 3,2,1,4", "is no box"),
        ("--bbox nan,1,2,3", "is no box"),
        ("--bbox 170,1,190,3", "is no box"),
        ("--bbox=-180,-90,180,90", "not asked for at once"),
    ],
)
def test_an_area_that_is_none_is_refused(words: str, rule: str) -> None:
    result = run("fetch", *words.split(), "--dry-run")
    assert (result.exit_code, rule in result.stderr) == (1, True), result.stderr


def test_a_distance_that_is_no_number_is_refused() -> None:
    result = run("fetch", "--around", "dostyk", "--km", "nan", "--dry-run")
    assert (result.exit_code, "nan is not a finite number" in result.stderr) == (2, True)


def test_a_dry_run_prints_the_queries_and_nothing_else() -> None:
    result = run("fetch", "dostyk-moiynty", "--km", "10", "--dry-run")
    assert result.exit_code == 0
    assert all(line.startswith("[out:json]") for line in result.stdout.splitlines())
