"""What scenarios come to as tables, in the GeoPackage and in a build: modelled, and said to be."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import openpyxl
import pytest
from osgeo_utils.samples import validate_gpkg

import geo
from geo.errors import ProductError, UnknownIdError
from geo.products.beside import Ahead
from geo.products.build import build
from geo.products.geopackage import write_geopackage
from geo.products.model_tables import model_tables

if TYPE_CHECKING:
    from pathlib import Path

    from geo.atlas import Atlas
    from geo.model.results import Result


@pytest.fixture(scope="module")
def package(staged: Atlas, results: list[Result], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("gpkg") / "corridors.gpkg"
    write_geopackage(staged, path, results=results)
    return path


def query(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as database:
        return database.execute(sql).fetchall()


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8"))))


def test_there_is_a_row_a_link_and_scenario(staged: Atlas, results: list[Result]) -> None:
    tables = {table.name: table for table in model_tables(staged, results)}
    assert {name: len(table.records) for name, table in tables.items()} == {
        "scenarios": 2, "flows": 8, "node_flows": 6, "passes": 2,
    }  # fmt: skip
    assert all(record["statistic"] == "modelled" for table in tables.values() for record in table.records)


def test_without_scenarios_there_are_no_tables(napkin: Atlas) -> None:
    assert model_tables(napkin, []) == []


def test_the_geopackage_with_results_conforms_to_the_standard(package: Path) -> None:
    checker = validate_gpkg.GPKGChecker(
        str(package), extra_checks=True, abort_at_first_error=False, warning_as_error=True
    )
    checker.check()
    assert checker.errors == []


def test_flows_say_what_passes_and_how_full_a_link_is(package: Path) -> None:
    found = query(
        package,
        "SELECT scenario_id, forward_mt_yr, utilisation, is_full, modelled_capacity_mt_yr_central, capacity_basis "
        "FROM flows WHERE link_id = 'charlie-delta' ORDER BY fid",
    )
    assert found == [("narrow", 1.0, 1.0, 1, 1.0, "assumed"), ("open", 2.5, None, 0, None, "unknown")]


def test_scenarios_have_their_sums_and_changes(package: Path) -> None:
    ((year, base, passes, left, changes),) = query(
        package,
        "SELECT year, base, passes_mt_yr, left_mt_yr, changes FROM scenarios WHERE scenario_id = 'narrow'",
    )
    assert (year, base, passes, left) == (2024, "open", 1.0, 1.5)
    assert "Narrower (link charlie-delta, capacity: unknown → 1, from 2024; assumption)." in changes
    assert query(package, "SELECT binds FROM passes WHERE scenario_id = 'narrow'") == [("charlie-delta",)]


def test_every_scenario_is_a_layer_of_links_without_a_second_geometry(package: Path) -> None:
    layer = gpd.read_file(package, layer="scenario_links")
    assert len(layer) == 8
    narrow = layer[layer["scenario_id"] == "narrow"].set_index("link_id")
    assert narrow.loc["charlie-delta", "utilisation"] == 1
    assert list(narrow.loc["bravo-charlie"].geometry.coords) == [(36, 0), (36.5, 0), (37, 0)]
    assert query(package, "SELECT type FROM sqlite_master WHERE name = 'scenario_links'") == [("view",)]
    styles = query(package, "SELECT styleQML FROM layer_styles WHERE f_table_name = 'scenario_links'")
    assert len(styles) == 3
    assert all("utilisation" in style for (style,) in styles)


def test_every_column_has_a_title_in_each_language(package: Path) -> None:
    columns = {row[0] for row in query(package, "SELECT column_name FROM gpkg_data_columns WHERE table_name='flows'")}
    assert columns == {row[1] for row in query(package, "PRAGMA table_info(flows)")} - {"fid"}
    assert query(package, "SELECT count(*) FROM gpkg_data_columns WHERE title IS NULL OR title = ''") == [(0,)]
    metadata = query(package, "SELECT table_name FROM gpkg_metadata_reference")
    assert {("flows",), ("scenarios",), ("passes",), ("node_flows",), ("scenario_links",)} <= set(metadata)


def test_what_was_reported_and_what_is_modelled_share_no_column(package: Path) -> None:
    flows = {row[1] for row in query(package, "PRAGMA table_info(flows)")}
    capacity = {row[1] for row in query(package, "PRAGMA table_info(capacity)")}
    assert not {name for name in flows & capacity if "mt_yr" in name or "capacity" in name}


def test_the_geopackage_with_results_has_the_same_bytes_twice(
    staged: Atlas, results: list[Result], package: Path, tmp_path: Path
) -> None:
    write_geopackage(staged, tmp_path / "again.gpkg", results=results)
    assert (tmp_path / "again.gpkg").read_bytes() == package.read_bytes()


def test_a_build_carries_its_scenarios_everywhere(staged: Atlas, tmp_path: Path) -> None:
    manifest = build(staged, tmp_path / "maps", lang="ru")
    names = {file.name for file in manifest.files}
    assert {"scenarios.csv", "flows.csv", "passes.csv"} <= names
    assert [row["scenario_id"] for row in rows(tmp_path / "maps" / "scenarios.csv")] == ["narrow", "open"]
    assert len(rows(tmp_path / "maps" / "flows.csv")) == 8
    book = openpyxl.load_workbook(tmp_path / "maps" / "capacity.xlsx")
    assert {"Сценарии", "Потоки (модель)", "Проходит (модель)"} <= set(book.sheetnames)
    for name in ("index.html", "napkin.html"):
        html = (tmp_path / "maps" / name).read_text("utf-8")
        assert len(json.loads(html.split('id="atlas-data">')[1].split("</script>")[0])["overlays"]["items"]) == 2


def test_a_build_of_one_scenario_or_none_carries_that(staged: Atlas, tmp_path: Path) -> None:
    build(staged, tmp_path / "one", scenario_ids=["open"])
    assert [row["scenario_id"] for row in rows(tmp_path / "one" / "scenarios.csv")] == ["open"]
    build(staged, tmp_path / "none", scenario_ids=[])
    assert not (tmp_path / "none" / "flows.csv").exists()


def test_a_scenario_that_is_not_there_leaves_nothing_behind(staged: Atlas, tmp_path: Path) -> None:
    with pytest.raises(UnknownIdError, match="nowhere"):
        build(staged, tmp_path / "maps", scenario_ids=["nowhere"])
    assert not (tmp_path / "maps").exists()


def test_results_are_of_the_corridors_that_are_built(tmp_path: Path) -> None:
    atlas = geo.read_atlas()
    build(atlas, tmp_path, corridor_ids=["dostyk-moiynty"], scenario_ids=["2024-base"])
    links = {row["link_id"] for row in rows(tmp_path / "flows.csv")}
    assert links == set(atlas.network.corridors["dostyk-moiynty"].link_ids)


@pytest.mark.parametrize("processors", [1, 4])
def test_an_answer_worked_out_ahead_is_there_however_often_it_is_asked_for(
    processors: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: processors)
    with closing(Ahead(lambda: [1, 2])) as ahead:
        assert ahead.get() == [1, 2]
        assert ahead.get() == [1, 2]


@pytest.mark.parametrize("processors", [1, 4])
def test_what_goes_wrong_ahead_reaches_whoever_asks(processors: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong() -> None:
        raise UnknownIdError("There is no such scenario.")

    monkeypatch.setattr("os.cpu_count", lambda: processors)
    with closing(Ahead(wrong)) as ahead, pytest.raises(UnknownIdError, match="no such scenario"):
        ahead.get()


def test_a_process_that_is_ended_is_no_answer() -> None:
    def ended() -> None:
        import os

        os._exit(9)

    with closing(Ahead(ended)) as ahead, pytest.raises(ProductError, match="ended from outside"):
        ahead.get()
