"""`corridors import`, and exports of several files."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.main import app

NAPKIN = str(Path(__file__).parents[1] / "data" / "napkin")
LINES = {
    "type": "FeatureCollection",
    "features": [
        {"type": "Feature", "properties": {"w": 1520}, "geometry": {"type": "LineString", "coordinates": line}}
        for line in ([[60, 45], [61, 45]], [[61.00005, 45], [62, 45]])
    ],
}
SAID = ["--source", "Survey", "--licence", "CC0 1.0", "--mode", "rail"]


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    (tmp_path / "lines.geojson").write_text(json.dumps(LINES))
    return tmp_path / "lines.geojson"


def run(*words: object):
    return CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)


def test_it_prints_what_was_made_and_tells_the_rest_on_stderr(lines: Path, tmp_path: Path) -> None:
    result = run("import", lines, "-o", tmp_path / "a", *SAID)
    assert result.exit_code == 0
    assert result.stdout == "2 links, 3 nodes, 157.7 km, 2 ends joined, 1 route.\n"
    assert "warning: lines.geojson:1: [assumed]" in result.stderr
    assert run("check", tmp_path / "a").exit_code == 0


def test_the_tolerance_and_the_map_of_columns_are_heeded(lines: Path, tmp_path: Path) -> None:
    result = run("import", lines, "-o", tmp_path / "a", *SAID, "--tolerance", 1, "--map", "gauge_mm=w", "--json")
    told = json.loads(result.stdout)
    assert (told["links"], told["nodes"], told["joined"]) == (2, 4, 0)
    assert told["findings"][0]["rule"] == "assumed"
    written = json.loads((tmp_path / "a" / "data" / "corridors" / "links.geojson").read_text())
    assert [link["properties"]["gauge_mm"] for link in written["features"]] == [1520, 1520]


@pytest.mark.parametrize("missing", ["--source", "--licence"])
def test_without_source_or_licence_nothing_is_imported(lines: Path, tmp_path: Path, missing: str) -> None:
    at = SAID.index(missing)
    result = run("import", lines, "-o", tmp_path / "a", *SAID[:at], *SAID[at + 2 :])
    assert result.exit_code == 2
    assert missing in result.stderr


@pytest.mark.parametrize(
    "words", [["--map", "gauge_mm"], ["--map", "=w"], ["--tolerance", "near"], ["--tolerance", "5000"]]
)
def test_an_option_that_cannot_be_read_is_a_fault_of_usage(lines: Path, tmp_path: Path, words: list[str]) -> None:
    assert run("import", lines, "-o", tmp_path / "a", *SAID, *words).exit_code == 2


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--map", "gauge_mm=width"], "has no attribute"),
        (["--map", "colour=w"], "the fields are"),
        (["--layer", "x"], "has no layer 'x'"),
        (["--crs", "EPSG:3857"], "--crs says"),
        (["--country", "KZ; DROP"], "country"),
        (["--country", "FR"], "The line leaves FR"),
    ],
)
def test_a_fault_of_data_is_a_sentence_and_leaves_nothing(
    lines: Path, tmp_path: Path, words: list[str], sentence: str
) -> None:
    result = run("import", lines, "-o", tmp_path / "a", *SAID, *words)
    assert result.exit_code == 1
    assert sentence in result.stderr
    assert "Traceback" not in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["lines.geojson"]


def test_an_export_of_several_files_is_an_archive_in_a_pipe(tmp_path: Path) -> None:
    result = run("export", "-f", "gmns", "--atlas", NAPKIN)
    with zipfile.ZipFile(io.BytesIO(result.stdout_bytes)) as pack:
        assert {"link.csv", "node.csv", "config.csv", "datapackage.json"} <= set(pack.namelist())
    assert run("export", "-f", "parquet", "-o", tmp_path / "links.zip", "--atlas", NAPKIN).exit_code == 0
    assert zipfile.is_zipfile(tmp_path / "links.zip")


def test_a_format_of_one_file_is_not_written_over_a_folder(tmp_path: Path) -> None:
    result = run("export", "-f", "gpkg", "-o", tmp_path, "--atlas", NAPKIN)
    assert result.exit_code == 1
    assert "Name a file" in result.stderr


def test_a_folder_format_is_not_written_over_a_file(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("mine")
    result = run("export", "-f", "gmns", "-o", tmp_path / "x", "--atlas", NAPKIN)
    assert result.exit_code == 1
    assert (tmp_path / "x").read_text() == "mine"
