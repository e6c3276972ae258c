"""The GeoPackage: valid, styled, documented, and the same bytes every time."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import geopandas as gpd
import pyogrio
import pytest
from osgeo_utils.samples import validate_gpkg

import geo
from geo.errors import ProductError
from geo.products.geopackage import write_geopackage
from geo.products.soundness import check_geopackage

if TYPE_CHECKING:
    from pathlib import Path

COUNTS = {"links": 4, "nodes": 6, "corridors": 1, "capacity": 5, "claims": 10, "sources": 2}


@pytest.fixture(scope="module")
def package(napkin: geo.Atlas, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("gpkg") / "corridors.gpkg"
    write_geopackage(napkin, path)
    return path


def query(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as database:
        return database.execute(sql).fetchall()


def test_it_conforms_to_the_standard(package: Path) -> None:
    checker = validate_gpkg.GPKGChecker(
        str(package), extra_checks=True, abort_at_first_error=False, warning_as_error=True
    )
    checker.check()
    assert checker.errors == []


def test_the_shipped_atlas_conforms_too(tmp_path: Path) -> None:
    path = tmp_path / "corridors.gpkg"
    write_geopackage(geo.read_atlas(), path)
    checker = validate_gpkg.GPKGChecker(str(path), extra_checks=True, abort_at_first_error=False)
    checker.check()
    assert checker.errors == []


def test_it_says_that_it_is_a_geopackage_of_version_1_2(package: Path) -> None:
    assert query(package, "PRAGMA application_id") == [(0x47504B47,)]
    assert query(package, "PRAGMA user_version") == [(10200,)]


def test_the_links_come_first(package: Path) -> None:
    layers = [(name, kind) for name, kind in pyogrio.list_layers(package)]
    assert layers == [
        ("links", "LineString"), ("nodes", "Point"), ("corridors", "MultiLineString"),
        ("capacity", None), ("claims", None), ("sources", None), ("layer_styles", None),
    ]  # fmt: skip


def test_links_have_the_columns_that_other_tools_rely_on_and_their_types(package: Path) -> None:
    links = gpd.read_file(package, layer="links")
    assert links.crs.to_epsg() == 4326
    wanted = "link_id from_node_id to_node_id mode status length_km length_reported_km geometry_quality"
    assert set(wanted.split()) <= set(links.columns)
    link = links.set_index("link_id").loc["bravo-charlie"]
    assert link["length_km"] == pytest.approx(111.319)
    assert link["length_reported_km"] == 120
    assert link["tracks"] == 1
    assert link["corridor_ids"] == "napkin"
    assert list(link.geometry.coords) == [(36, 0), (36.5, 0), (37, 0)]
    assert links["is_disputed"].dtype == bool


def test_what_is_unknown_is_null(package: Path) -> None:
    row = query(
        package, "SELECT tracks, electrified, length_reported_km, note FROM links WHERE link_id='charlie-delta'"
    )
    assert row == [(None, None, None, None)]


def test_nodes_have_the_columns_that_other_tools_rely_on(package: Path) -> None:
    nodes = gpd.read_file(package, layer="nodes").set_index("node_id")
    assert nodes.loc["bravo", ["kind", "country", "gauges_mm", "name_ru"]].tolist() == [
        "gauge_change", "KE", "1000/1435", "Браво",
    ]  # fmt: skip


def test_tonnes_are_there_only_where_a_source_gives_tonnes_a_year(package: Path) -> None:
    columns = "volume_mt_yr_low, volume_mt_yr_high, capacity_mt_yr_low, target_text, target_mt_yr_low"
    rows = {row[0]: row[1:] for row in query(package, f"SELECT link_id, {columns} FROM links")}  # noqa: S608
    assert rows["alpha-bravo"] == (2.4, 2.5, None, "×2 by 2030, base not reported", None)
    pairs = query(
        package, "SELECT capacity_train_pairs_day_low, capacity_subject FROM links WHERE link_id='alpha-bravo'"
    )
    assert pairs == [(12, "alpha-charlie")]


def test_a_figure_of_a_link_names_the_subject_it_is_of_and_its_claims(package: Path) -> None:
    row = query(package, "SELECT volume_subject, claim_ids, is_disputed FROM links WHERE link_id='charlie-delta'")
    assert row == [("napkin", "paper-2025-01-01-03 gazette-2024-01 gazette-2024-03", 1)]


def test_ids_number_the_records_in_their_order(package: Path) -> None:
    assert query(package, "SELECT fid, link_id FROM links ORDER BY fid") == [
        (1, "alpha-bravo"), (2, "bravo-charlie"), (3, "charlie-delta"), (4, "charlie-echo-road"),
    ]  # fmt: skip


def test_every_layer_has_a_style_in_each_language_and_english_is_the_default(package: Path) -> None:
    styles = query(package, "SELECT f_table_name, styleName, useAsDefault FROM layer_styles ORDER BY id")
    assert [style for style in styles if style[0] == "corridors"] == [
        ("corridors", "corridors (English)", 1), ("corridors", "corridors (русский)", 0),
        ("corridors", "corridors (қазақша)", 0),
    ]  # fmt: skip
    assert len(styles) == 9


def test_every_style_is_small_well_formed_and_names_columns_that_exist(package: Path) -> None:
    for table, qml in query(package, "SELECT f_table_name, styleQML FROM layer_styles"):
        columns = {row[1] for row in query(package, f"PRAGMA table_info({table})")}
        root = ET.fromstring(qml)  # noqa: S314 - our own output
        assert len(qml) < 30_000
        assert {alias.get("field") for alias in root.iter("alias")} == columns - {"fid", "geom"}
        texts = [value for element in root.iter() for value in element.attrib.values()]
        quoted = {name for text in texts for name in re.findall(r'"(\w+)"', text)}
        attributes = {element.get("attr") for element in root.iter("renderer-v2")} - {None}
        assert quoted | attributes <= columns
        symbols = {symbol.get("name") for symbol in root.iter("symbol")}
        used = {element.get("symbol") for tag in ("rule", "category") for element in root.iter(tag)} - {None}
        assert symbols == used


def test_a_hostile_name_stays_text_in_a_style(napkin_copy: Path, tmp_path: Path) -> None:
    path = napkin_copy / "data/corridors/napkin.toml"
    path.write_text(path.read_text("utf-8").replace("Napkin Corridor", '</qgis>&\\" {{ x }}'), "utf-8")
    write_geopackage(geo.read_atlas(napkin_copy), tmp_path / "hostile.gpkg")
    ((qml,),) = query(
        tmp_path / "hostile.gpkg", "SELECT styleQML FROM layer_styles WHERE styleName = 'corridors (English)'"
    )
    root = ET.fromstring(qml)  # noqa: S314 - our own output
    labels = [category.get("label") for category in root.iter("category")]
    assert labels == ['</qgis>&" {{ x }}']


def test_every_column_is_described(package: Path) -> None:
    described = set(query(package, "SELECT table_name, column_name FROM gpkg_data_columns WHERE title <> ''"))
    columns = {
        (table, row[1])
        for table in COUNTS
        for row in query(package, f"PRAGMA table_info({table})")
        if row[1] not in {"fid", "geom"}
    }
    assert described == columns


def test_claims_beside_a_figure_have_columns_of_their_own_with_titles(package: Path) -> None:
    (row,) = query(package, "SELECT volume_claim_ids, volume_rival_claim_ids FROM capacity WHERE subject = 'napkin'")
    assert row == ("paper-2025-01-01-03", "gazette-2024-01")
    titles = dict(query(package, "SELECT column_name, title FROM gpkg_data_columns WHERE table_name = 'capacity'"))
    assert titles["target_also_claim_ids"] == "Target and its deadline: claims that print another figure"
    assert titles["length_reported_also_claim_ids"] == "Length reported: claims that print another figure"


def test_its_metadata_names_whom_to_credit(package: Path) -> None:
    ((text,),) = query(package, "SELECT metadata FROM gpkg_metadata WHERE mime_type = 'text/plain'")
    assert "Natural Earth" in text
    assert "Interval policy v1" in text


def test_it_has_the_same_bytes_twice(napkin: geo.Atlas, package: Path, tmp_path: Path) -> None:
    write_geopackage(napkin, tmp_path / "again.gpkg")
    assert (tmp_path / "again.gpkg").read_bytes() == package.read_bytes()


def test_a_damaged_file_is_refused(package: Path, tmp_path: Path) -> None:
    content = bytearray(package.read_bytes())
    content[len(content) // 2 :] = bytes(len(content) - len(content) // 2)
    (tmp_path / "broken.gpkg").write_bytes(content)
    with pytest.raises(ProductError, match="is damaged"):
        check_geopackage(tmp_path / "broken.gpkg", COUNTS)


def test_a_file_with_too_few_records_is_refused(package: Path) -> None:
    with pytest.raises(ProductError, match="it holds"):
        check_geopackage(package, COUNTS | {"links": 5})


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("PRAGMA application_id = 0", "its application_id is 0"),
        ("PRAGMA user_version = 0", "its user_version is 0"),
        ("UPDATE gpkg_ogr_contents SET feature_count = 0 WHERE table_name = 'links'", "it says that it holds"),
        ("DELETE FROM gpkg_ogr_contents WHERE table_name = 'claims'", "it says that it holds"),
        ("UPDATE gpkg_contents SET max_x = NULL WHERE table_name = 'nodes'", "the extent of nodes"),
        ("UPDATE gpkg_contents SET min_y = 50 WHERE table_name = 'links'", "the extent of links"),
        ("DROP TRIGGER trigger_delete_feature_count_capacity", "capacity lacks a trigger"),
        ("DROP TRIGGER rtree_links_geom_update1", "links lacks a trigger"),
        ("DELETE FROM gpkg_extensions WHERE table_name = 'links'", "a spatial index is missing"),
        ("DELETE FROM rtree_links_geom WHERE id = 1", "the spatial index of links has 3 entries"),
    ],
)
def test_what_a_disk_lost_without_a_word_is_found(package: Path, tmp_path: Path, change: str, fault: str) -> None:
    damaged = tmp_path / "damaged.gpkg"
    damaged.write_bytes(package.read_bytes())
    check_geopackage(damaged, COUNTS)
    with closing(sqlite3.connect(damaged)) as database, database:
        database.execute(change)
    with pytest.raises(ProductError, match=fault):
        check_geopackage(damaged, COUNTS)


def test_a_folder_that_is_missing_is_an_error_of_the_product(napkin: geo.Atlas, tmp_path: Path) -> None:
    with pytest.raises(ProductError, match="could not be written"):
        write_geopackage(napkin, tmp_path / "nowhere" / "corridors.gpkg")
