"""Lines are read from every format, and whatever is wrong with a file ends in a sentence."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING, Any

import numpy as np
import pyogrio
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import CorridorError
from geo.network.incoming import archive, formats, layer
from geo.network.incoming.columns import chosen_columns, read_values
from geo.network.incoming.intake import Intake, Tally
from geo.network.incoming.reading import read_lines

if TYPE_CHECKING:
    from pathlib import Path

DRIVERS = {".gpkg": "GPKG", ".geojson": "GeoJSON", ".fgb": "FlatGeobuf", ".shp": "ESRI Shapefile"}
LINE = shapely.LineString([(60, 45), (61, 45.5)])
WEB_MERCATOR = shapely.LineString([(6_679_169.45, 5_621_521.49), (6_790_488.94, 5_700_582.73)])
"""The same line."""


def write(path: Path, shapes: list[Any], crs: str = "EPSG:4326", **columns: list[Any]) -> Path:
    names = list(columns) or ["name"]
    data = [np.array(column, dtype=object) for column in columns.values()] or [np.array([None] * len(shapes), object)]
    geometry = np.array([None if shape is None else shape.wkb for shape in shapes], dtype=object)
    options = {"driver": DRIVERS[path.suffix], "geometry_type": "Unknown", "promote_to_multi": False}
    pyogrio.raw.write(path, geometry, data, names, crs=crs, **options)
    return path


def read(path: Path, **said: Any):
    tally = Tally(path.name)
    return read_lines(path, Intake("mine", mode="rail", **said), tally), {f.rule: f for f in tally.faults}


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson", ".fgb", ".shp"])
def test_a_line_and_its_attributes_come_out_of_every_format(tmp_path: Path, suffix: str) -> None:
    if suffix == ".shp":
        pyogrio.raw.write(
            tmp_path / "a.shp", np.array([LINE.wkb], object), [np.array(["Қазақ"], object)], ["name"],
            driver="ESRI Shapefile", geometry_type="LineString", crs="EPSG:4326", encoding="UTF-8",
        )  # fmt: skip
    else:
        write(tmp_path / f"a{suffix}", [LINE], name=["Қазақ"])
    lines, found = read(tmp_path / f"a{suffix}")
    assert [(line.number, line.vertices, line.values["name"]) for line in lines] == [
        (1, ((60, 45), (61, 45.5)), "Қазақ")
    ]
    assert found == {}


def test_geoparquet_is_read_with_its_crs(tmp_path: Path) -> None:
    import geopandas as gpd

    frame = gpd.GeoDataFrame({"name": ["x"], "list": [[1, 2]]}, geometry=[WEB_MERCATOR], crs=3857)
    frame.to_parquet(tmp_path / "a.parquet")
    lines, _ = read(tmp_path / "a.parquet")
    assert np.round(lines[0].vertices, 4).tolist() == [[60, 45], [61, 45.5]]
    assert lines[0].values == {"name": "x"}


def test_coordinates_are_transformed_to_degrees(tmp_path: Path) -> None:
    lines, _ = read(write(tmp_path / "a.gpkg", [WEB_MERCATOR], crs="EPSG:3857"))
    assert np.round(lines[0].vertices, 4).tolist() == [[60, 45], [61, 45.5]]


def shapefile(folder: Path, *, keep_prj: bool = True) -> Path:
    path = folder / "a.shp"
    geometry, values = np.array([LINE.wkb], object), [np.array(["x"], object)]
    pyogrio.raw.write(
        path, geometry, values, ["name"], driver="ESRI Shapefile", geometry_type="LineString", crs="EPSG:4326"
    )
    if not keep_prj:
        (folder / "a.prj").unlink()
    return path


def test_a_shapefile_without_prj_is_refused_with_the_fix(tmp_path: Path) -> None:
    path = shapefile(tmp_path, keep_prj=False)
    with pytest.raises(CorridorError, match=r"\.prj.*--crs"):
        read(path)
    assert len(read(path, crs="EPSG:4326")[0]) == 1


def test_a_crs_against_that_of_the_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CorridorError, match="--crs says"):
        read(shapefile(tmp_path), crs="EPSG:3857")


def test_a_crs_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CorridorError, match="not known"):
        read(shapefile(tmp_path, keep_prj=False), crs="EPSG:999999")


def test_a_zipped_shapefile_is_read_and_nothing_of_it_is_unpacked_by_name(tmp_path: Path) -> None:
    shapefile(tmp_path)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as pack:
        for file in tmp_path.glob("a.*"):
            if file.suffix != ".zip":
                pack.write(file, f"../../{file.name}")
    assert len(read(tmp_path / "a.zip")[0]) == 1
    assert not (tmp_path.parent.parent / "a.shp").exists()


def test_parts_are_taken_apart_and_heights_dropped(tmp_path: Path) -> None:
    parts = shapely.MultiLineString([[(60, 45, 7), (61, 45, 7)], [(62, 45, 7), (63, 45, 7)]])
    lines, _ = read(write(tmp_path / "a.gpkg", [parts]))
    assert [line.vertices for line in lines] == [((60, 45), (61, 45)), ((62, 45), (63, 45))]
    assert [line.number for line in lines] == [1, 1]


def test_all_that_is_wrong_is_told_at_once_with_the_number_of_the_feature(tmp_path: Path) -> None:
    with np.errstate(invalid="ignore"):
        unknown = shapely.from_wkt("LINESTRING (60 NaN, 61 45)")
    shapes = [
        LINE, None, shapely.LineString(), shapely.Point(1, 1), shapely.Polygon([(0, 0), (1, 0), (1, 1)]),
        shapely.LineString([(60, 45), (60, 45)]), unknown,
        shapely.LineString([(500, 45), (61, 45)]), shapely.LineString([(179, 60), (-179, 60)]),
        shapely.LineString([(45, 100), (46, 100)]),
    ]  # fmt: skip
    tally = Tally("a.gpkg")
    read_lines(write(tmp_path / "a.gpkg", shapes), Intake("mine"), tally)
    assert [(fault.severity, fault.rule, fault.line) for fault in tally.faults] == [
        ("error", "antimeridian", 9),
        ("error", "coordinates", 7),
        ("error", "coordinates", 8),
        ("error", "coordinates", 10),
        ("warning", "no-geometry", 2),
        ("warning", "no-geometry", 3),
        ("warning", "not-a-line", 4),
        ("warning", "zero-length", 6),
    ]
    assert "Features 4, 5." in next(f.message for f in tally.faults if f.rule == "not-a-line")
    assert any(fault.fix == "Swap latitude and longitude." for fault in tally.faults)


def test_a_collection_gives_its_lines_and_tells_the_rest(tmp_path: Path) -> None:
    mixed = shapely.GeometryCollection([LINE, shapely.Point(0, 0), shapely.MultiLineString([LINE, LINE])])
    lines, found = read(write(tmp_path / "a.geojson", [mixed]))
    assert len(lines) == 3
    assert found["not-a-line"].severity == "warning"


def test_a_file_of_several_layers_asks_which(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    for name in ("roads; DROP TABLE x; --", "rails"):
        pyogrio.raw.write(
            path, np.array([LINE.wkb], object), [], [], driver="GPKG", geometry_type="LineString", crs="EPSG:4326",
            layer=name, append=path.exists(),
        )  # fmt: skip
    with pytest.raises(CorridorError, match=r"several layers of lines.*--layer"):
        read(path)
    assert len(read(path, layer="rails")[0]) == 1
    assert len(read(path, layer="roads; DROP TABLE x; --")[0]) == 1
    with pytest.raises(CorridorError, match="no layer"):
        read(path, layer="rails'; --")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.geojson", b'<OGRVRTDataSource><OGRVRTLayer name="x"/></OGRVRTDataSource>'),
        ("a.gpkg", b"SQLite format 3\x00" + b"\x00" * 200),
        ("a.gpkg", b""),
        ("a.fgb", b"fgb\x03fgb\x00" + b"\xff" * 100),
        ("a.shp", b"\x00\x00\x27\x0a" + b"\xff" * 200),
        ("a.parquet", b"PAR1" + b"\x00" * 100 + b"PAR1"),
        ("a.geojson", b'{"type": "FeatureCollection", "features": [' + b"[" * 100_000),
        ("a.geojson", b'{"type": "Topology"}'),
        ("a.geojson", b'{"type": "FeatureCollection", "features": []}'),
        ("a.zip", b"PK\x05\x06" + b"\x00" * 18),
        ("a.txt", b"/vsicurl/http://127.0.0.1/x"),
    ],
)
def test_a_file_that_is_none_of_the_formats_ends_in_a_sentence(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    assert outcome(tmp_path / name) in ([], "CorridorError")


def outcome(path: Path) -> object:
    """Give the lines, or the name of the error; any other than the library's own ends the test."""
    try:
        return read(path)[0]
    except CorridorError as error:
        return type(error).__name__ if str(error) else None


@given(
    st.binary(max_size=300), st.sampled_from([b"SQLite format 3\x00", b"fgb\x03fgb\x00", b"PAR1", b"{", b"PK\x03\x04"])
)
def test_any_bytes_end_in_lines_or_in_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, tail: bytes, head: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.bin"
    path.write_bytes(head + tail)
    assert outcome(path) in ([], "CorridorError")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(CorridorError, match="There is no file"):
        read(tmp_path / "none.gpkg")


def test_text_that_is_not_utf_8_asks_for_its_encoding(tmp_path: Path) -> None:
    path = shapefile(tmp_path)
    dbf = (tmp_path / "a.dbf").read_bytes()
    (tmp_path / "a.dbf").write_bytes(dbf.replace(b"x  ", "Шу ".encode("cp1251")))
    (tmp_path / "a.cpg").write_text("UTF-8")
    with pytest.raises(CorridorError, match="--encoding"):
        read(path)
    assert read(path, encoding="CP1251")[0][0].values["name"] == "Шу"


def test_a_file_past_the_bounds_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "a.gpkg", [LINE, LINE])
    monkeypatch.setattr(formats, "MAX_FEATURES", 1)
    with pytest.raises(CorridorError, match="2 features"):
        read(path)
    monkeypatch.setattr(formats, "MAX_FILE_BYTES", 10)
    with pytest.raises(CorridorError, match="10 are read"):
        read(path)


def test_an_archive_that_grows_past_the_bound_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("a.shp", b"\x00" * 1_000_000)
    assert (tmp_path / "a.zip").stat().st_size < 2_000
    monkeypatch.setattr(archive, "MAX_FILE_BYTES", 10_000)
    with pytest.raises(CorridorError, match="unpacks to more than"):
        read(tmp_path / "a.zip")


def test_a_bound_holds_for_parquet_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import geopandas as gpd

    from geo.network.incoming import parquet

    gpd.GeoDataFrame(geometry=[LINE, LINE], crs=4326).to_parquet(tmp_path / "a.parquet")
    monkeypatch.setattr(parquet, "MAX_FEATURES", 1)
    with pytest.raises(CorridorError, match="2 features"):
        read(tmp_path / "a.parquet")
    assert layer.MAX_FEATURES > 1


def test_parquet_that_is_not_geoparquet_is_refused(tmp_path: Path) -> None:
    import pandas as pd

    pd.DataFrame({"geometry": [b"x"]}).to_parquet(tmp_path / "a.parquet")
    with pytest.raises(CorridorError, match="without the metadata"):
        read(tmp_path / "a.parquet")


def test_without_pyarrow_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    (tmp_path / "a.parquet").write_bytes(b"PAR1")
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(CorridorError, match=r"corridor-atlas\[parquet\]"):
        read(tmp_path / "a.parquet")


def meaning(columns=None, **values):
    tally = Tally("x")
    chosen = chosen_columns(list(values), Intake("mine", columns=columns or {}), "x")
    return read_values(values, chosen, 1, tally), [fault.message for fault in tally.faults]


def test_tags_of_openstreetmap_are_understood() -> None:
    assert meaning(railway="construction", gauge="1520", tracks="2", electrified="contact_line")[0] == {
        "mode": "rail", "status": "construction", "tracks": 2, "gauge_mm": 1520, "electrified": True,
    }  # fmt: skip
    assert meaning(highway="motorway", lanes=4.0, oneway="yes")[0] == {
        "mode": "road",
        "facility_type": "motorway",
        "lanes": 4,
        "directed": True,
    }


def test_names_of_columns_are_found_in_any_case_and_by_map() -> None:
    assert meaning(GAUGE="1435 mm", Name=" Main  ")[0] == {"gauge_mm": 1435, "name": "Main"}
    assert meaning({"gauge_mm": "SPOOR"}, SPOOR=1000, gauge=1520)[0] == {"gauge_mm": 1000}


@pytest.mark.parametrize("value", ["1520;1435", "broad", "-1520", "99999", "١٥٢٠", "1e3", "=1520"])
def test_a_value_that_is_not_understood_stays_unknown_and_is_told(value: str) -> None:
    found, told = meaning(gauge=value)
    assert found == {}
    assert len(told) == 1
    assert value in told[0]


@pytest.mark.parametrize("value", [None, "", "  ", float("nan")])
def test_what_is_empty_is_unknown_and_not_told(value: object) -> None:
    assert meaning(gauge=value, name=value, status=value) == ({}, [])


def test_a_name_that_mixes_scripts_is_left_out_and_told() -> None:
    found, told = meaning(name="Шy")
    assert found == {}
    assert "which is no name" in told[0]


def test_a_map_to_what_is_not_there_is_refused() -> None:
    with pytest.raises(CorridorError, match=r"no attribute \['b'\].*a"):
        meaning({"name": "b"}, a=1)
    with pytest.raises(CorridorError, match="the fields are"):
        meaning({"colour": "a"}, a=1)


def test_geojson_says_where_it_is_not_json(tmp_path: Path) -> None:
    (tmp_path / "a.geojson").write_text(json.dumps({"type": "FeatureCollection"})[:-1])
    with pytest.raises(CorridorError, match=r"a\.geojson"):
        read(tmp_path / "a.geojson")
