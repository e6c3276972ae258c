"""One product at a time, in every format."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import geopandas as gpd
import pyarrow.parquet as pq
import pytest

import geo
from geo.errors import ProductError, UnknownIdError
from geo.products.exports import FORMATS, export, write
from geo.products.gmns import gmns_files

if TYPE_CHECKING:
    from pathlib import Path

KML = {"k": "http://www.opengis.net/kml/2.2"}


def exported(atlas: geo.Atlas, fmt: str, corridor_ids: list[str] | None = None, lang: str = "en") -> bytes:
    buffer = io.BytesIO()
    export(atlas, fmt, corridor_ids, buffer, lang=lang)
    return buffer.getvalue()


@pytest.mark.parametrize("fmt", FORMATS)
def test_every_format_has_the_same_bytes_twice(napkin: geo.Atlas, fmt: str) -> None:
    assert exported(napkin, fmt) == exported(napkin, fmt) != b""


@pytest.mark.parametrize("fmt", FORMATS)
def test_every_format_takes_a_corridor_of_which_no_source_speaks(fmt: str) -> None:
    assert exported(geo.read_atlas(), fmt, ["caspian-green-energy"])


def test_the_formats_are_those_of_the_command() -> None:
    assert list(FORMATS) == ["gpkg", "geojson", "fgb", "kmz", "gmns", "parquet", "csv", "md", "html", "xlsx", "latex"]


def test_geojson_has_a_link_a_line(napkin: geo.Atlas) -> None:
    text = exported(napkin, "geojson").decode()
    assert len(text.splitlines()) == 1 + 4 + 1
    features = json.loads(text)["features"]
    assert [feature["properties"]["link_id"] for feature in features] == [
        "alpha-bravo", "bravo-charlie", "charlie-delta", "charlie-echo-road",
    ]  # fmt: skip
    assert features[3]["geometry"] == {"type": "LineString", "coordinates": [[37, 0], [37, 0.5], [37, 1]]}
    assert features[2]["properties"]["tracks"] is None


def test_links_say_which_ways_of_openstreetmap_they_follow(napkin: geo.Atlas, tmp_path: Path) -> None:
    link = napkin.network.links["alpha-bravo"].model_copy(update={"osm_way_ids": (4711, 4712)})
    atlas = replace(napkin, network=napkin.network.with_links({"alpha-bravo": link}))
    for fmt, name in {"gpkg": "a.gpkg", "geojson": "a.geojson", "fgb": "a.fgb"}.items():
        export(atlas, fmt, None, tmp_path / name)
        ways = gpd.read_file(tmp_path / name, **({"layer": "links"} if fmt == "gpkg" else {})).set_index("link_id")
        assert dict(ways["osm_way_ids"].replace("", None).dropna()) == {"alpha-bravo": "4711 4712"}
    export(atlas, "parquet", None, tmp_path / "parquet")
    rows = pq.read_table(tmp_path / "parquet" / "links").to_pylist()
    assert {row["link_id"]: row["osm_way_ids"] for row in rows if row["osm_way_ids"]} == {"alpha-bravo": "4711 4712"}
    table = csv.DictReader(gmns_files(atlas, None)["link.csv"].decode().splitlines())
    told = [row["atlas_link_id"] for row in table if row["osm_way_ids"] == "4711 4712"]
    assert told == ["alpha-bravo", "alpha-bravo"]  # there and back


def test_flatgeobuf_opens_with_its_types(napkin: geo.Atlas, tmp_path: Path) -> None:
    export(napkin, "fgb", None, tmp_path / "links.fgb")
    links = gpd.read_file(tmp_path / "links.fgb").set_index("link_id")
    assert links.crs.to_epsg() == 4326
    assert links.loc["bravo-charlie", "length_reported_km"] == 120
    assert links.loc["alpha-bravo", "tracks"] == 2


def test_kmz_holds_one_document_with_a_folder_a_corridor(napkin: geo.Atlas) -> None:
    with zipfile.ZipFile(io.BytesIO(exported(napkin, "kmz", lang="ru"))) as archive:
        assert archive.namelist() == ["doc.kml"]
        root = ET.fromstring(archive.read("doc.kml"))  # noqa: S314 - our own output
    folder = root.find("k:Document/k:Folder", KML)
    assert folder is not None
    assert folder.findtext("k:name", namespaces=KML) == "Коридор «Салфетка»"
    assert len(folder.findall("k:Placemark", KML)) == 4
    styles = {f"#{style.get('id')}" for style in root.iter(f"{{{KML['k']}}}Style")}
    assert {url.text for url in root.iter(f"{{{KML['k']}}}styleUrl")} == styles


def test_a_hostile_name_is_text_in_kml_and_in_its_html(napkin_copy: Path) -> None:
    path = napkin_copy / "data/corridors/nodes.geojson"
    path.write_text(path.read_text("utf-8").replace('"name": "Echo"', '"name": "<img onerror=1> & co"'), "utf-8")
    with zipfile.ZipFile(io.BytesIO(exported(geo.read_atlas(napkin_copy), "kmz"))) as archive:
        root = ET.fromstring(archive.read("doc.kml"))  # noqa: S314 - our own output
    assert "<img onerror=1> & co" in [name.text for name in root.iter(f"{{{KML['k']}}}name")]
    assert not [text for text in root.iter(f"{{{KML['k']}}}description") if "<img" in (text.text or "")]


def test_an_unknown_format_is_refused(napkin: geo.Atlas) -> None:
    with pytest.raises(ProductError, match="no format 'shp'"):
        exported(napkin, "shp")


def test_an_unknown_corridor_is_refused(napkin: geo.Atlas) -> None:
    with pytest.raises(UnknownIdError):
        exported(napkin, "geojson", ["nowhere"])


def test_an_entry_has_a_table_and_nothing_to_draw(napkin: geo.Atlas) -> None:
    assert b"Some programme" in exported(napkin, "csv", ["some-programme"])
    with pytest.raises(ProductError, match="no alignment"):
        exported(napkin, "geojson", ["some-programme"])


def test_a_file_is_replaced_whole_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "table.md"
    write(path, b"old")
    write(str(path), b"new")
    assert path.read_text("utf-8") == "new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_cannot_be_written_is_named_with_a_fix(tmp_path: Path) -> None:
    with pytest.raises(ProductError, match=r"it is a folder. Name a file"):
        write(tmp_path, b"text")
    with pytest.raises(ProductError, match="could not be written: no such file"):
        write(tmp_path / "nowhere" / "table.md", b"text")
