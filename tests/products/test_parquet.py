"""GeoParquet parts that other tools read as one table."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
import pytest

import geo
from geo.errors import CorridorError
from geo.network.incoming.intake import Intake
from geo.products.exports import export
from geo.products.intake import Origin, import_lines
from geo.products.parquet import parquet_files, tile_name

if TYPE_CHECKING:
    from geo.atlas import Atlas


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("parquet") / "links"
    export(geo.read_atlas(), "parquet", None, folder)
    return folder


def test_a_tile_is_named_by_its_south_west_corner() -> None:
    assert tile_name((60, 40, 69, 49)) == "e060n40"
    assert tile_name((-0.2, -0.2, -0.1, -0.1)) == "w010s10"
    assert tile_name((59, 40, 63, 40)) == "e060n40"


def test_every_part_has_the_same_columns_and_says_its_box(parts: Path) -> None:
    schemas = {pq.read_schema(path).remove_metadata().to_string() for path in parts.iterdir()}
    assert len(schemas) == 1
    for path in parts.iterdir():
        described = json.loads(pq.read_schema(path).metadata[b"geo"])
        column = described["columns"]["geometry"]
        assert described["version"] == "1.1.0"
        assert column["covering"]["bbox"]["xmin"] == ["bbox", "xmin"]
        boxes = pq.read_table(path).column("bbox").to_pylist()
        assert column["bbox"][0] == min(box["xmin"] for box in boxes)
        assert column["bbox"][3] == max(box["ymax"] for box in boxes)


def test_duckdb_reads_the_parts_as_one_table_of_geometry(parts: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    duckdb_ext = pytest.importorskip("duckdb_ext")
    network = geo.read_atlas().network
    with duckdb.connect(config={"autoinstall_known_extensions": "false"}) as base:
        base.execute("SET extension_directory = ?", [str(Path(next(iter(duckdb_ext.__path__))) / "extensions")])
        base.execute("LOAD spatial")
        table = f"read_parquet('{parts}/*.parquet')"
        rows = base.sql(f"SELECT link_id, length_km, ST_NPoints(geometry) FROM {table} ORDER BY link_id").fetchall()  # noqa: S608
        box = "bbox.xmax >= 60 AND bbox.xmin <= 70 AND bbox.ymax >= 40 AND bbox.ymin <= 45"
        near = base.sql(f"SELECT link_id FROM {table} WHERE {box}").fetchall()  # noqa: S608
        kinds = base.sql(f"SELECT DISTINCT typeof(geometry) FROM {table}").fetchall()  # noqa: S608
    assert rows == [(n, round(network.length_km[n], 3), len(x.line)) for n, x in sorted(network.links.items())]
    assert kinds == [("GEOMETRY",)]
    assert 0 < len(near) < len(rows)


def test_dask_geopandas_reads_the_parts_as_partitions_that_know_where_they_are(parts: Path) -> None:
    import warnings

    with warnings.catch_warnings():  # its libraries', on import
        warnings.simplefilter("ignore")
        dask_geopandas = pytest.importorskip("dask_geopandas")
        frame = dask_geopandas.read_parquet(parts)
        found = frame.compute(scheduler="synchronous")
    network = geo.read_atlas().network
    assert frame.npartitions == len(list(parts.iterdir()))
    assert frame.spatial_partitions is not None
    assert set(found["link_id"]) == set(network.links)
    assert found.crs.equals("OGC:CRS84")
    assert all(
        tuple(line.coords) == network.links[n].line for n, line in zip(found["link_id"], found.geometry, strict=True)
    )


def test_geopandas_reads_a_region_by_the_covering(parts: Path) -> None:
    import geopandas as gpd

    frame = gpd.read_parquet(parts, bbox=(60, 40, 70, 45))
    assert 0 < len(frame) < len(geo.read_atlas().network.links)


def test_the_bytes_are_the_same_twice_and_hold_whom_to_name(napkin: Atlas) -> None:
    files = parquet_files(napkin, None)
    assert parquet_files(napkin, None) == files
    assert all(b"attribution" in content for content in files.values())


def test_tiles_of_an_earlier_export_disappear_and_other_files_stay(napkin: Atlas, tmp_path: Path) -> None:
    (tmp_path / "links-e090n90.parquet").write_bytes(b"old")
    (tmp_path / "mine.txt").write_text("x")
    export(napkin, "parquet", None, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {*parquet_files(napkin, None), "mine.txt"}


def test_what_goes_out_comes_back(parts: Path, tmp_path: Path) -> None:
    origin = Origin("Back", "Nobody", "CC0 1.0")
    imported = import_lines(parts, tmp_path / "back", origin, Intake(origin.source_id))
    total = sum(geo.read_atlas().network.length_km.values())
    assert imported.length_km == pytest.approx(total, rel=0.01)
    assert imported.length_km <= total  # a stretch that two links share is kept once


def test_without_pyarrow_the_extra_is_named(napkin: Atlas, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(CorridorError, match=r"corridor-atlas\[parquet\]"):
        parquet_files(napkin, None)
