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
from geo.products.exports import FOLDERS, export
from geo.products.intake import Origin, import_lines
from geo.products.parquet import parquet_files, tile_name

if TYPE_CHECKING:
    from geo.atlas import Atlas


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("parquet") / "network"
    export(geo.read_atlas(), "parquet", None, folder)
    return folder


def test_a_tile_is_named_by_its_south_west_corner() -> None:
    assert tile_name((60, 40, 69, 49)) == "e060n40"
    assert tile_name((-0.2, -0.2, -0.1, -0.1)) == "w010s10"
    assert tile_name((59, 40, 63, 40)) == "e060n40"


def test_links_and_nodes_are_two_tables(parts: Path) -> None:
    assert sorted(path.name for path in parts.iterdir()) == ["links", "nodes"]
    links, nodes = (pq.read_table(parts / name).to_pylist() for name in ("links", "nodes"))
    known = {node["node_id"]: node["bbox"] for node in nodes}
    assert set(known) == set(geo.read_atlas().network.nodes)
    assert {end for link in links for end in (link["from_node_id"], link["to_node_id"])} <= set(known)


@pytest.mark.parametrize(("table", "kind"), [("links", "LineString"), ("nodes", "Point")])
def test_every_part_has_the_same_columns_and_says_its_box(parts: Path, table: str, kind: str) -> None:
    schemas = {pq.read_schema(path).remove_metadata().to_string() for path in (parts / table).iterdir()}
    assert len(schemas) == 1
    for path in (parts / table).iterdir():
        described = json.loads(pq.read_schema(path).metadata[b"geo"])
        column = described["columns"]["geometry"]
        assert (described["version"], column["geometry_types"]) == ("1.1.0", [kind])
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
        table = f"read_parquet('{parts}/links/*.parquet')"
        rows = base.sql(f"SELECT link_id, length_km, ST_NPoints(geometry) FROM {table} ORDER BY link_id").fetchall()  # noqa: S608
        box = "bbox.xmax >= 60 AND bbox.xmin <= 70 AND bbox.ymax >= 40 AND bbox.ymin <= 45"
        near = base.sql(f"SELECT link_id FROM {table} WHERE {box}").fetchall()  # noqa: S608
        kinds = base.sql(f"SELECT DISTINCT typeof(geometry) FROM {table}").fetchall()  # noqa: S608
        nodes = base.sql(f"SELECT node_id, ST_X(geometry), ST_Y(geometry) FROM '{parts}/nodes/*.parquet'").fetchall()  # noqa: S608
    assert rows == [(n, round(network.length_km[n], 3), len(x.line)) for n, x in sorted(network.links.items())]
    assert {node_id: tuple(spot) for node_id, *spot in nodes} == {n: x.position for n, x in network.nodes.items()}
    assert kinds == [("GEOMETRY",)]
    assert 0 < len(near) < len(rows)


def test_sedona_reads_both_tables_and_joins_them_in_space(parts: Path) -> None:
    """Every end of a link is a node that touches it, and Sedona knows the coordinate system."""
    import pyarrow as pa

    sedonadb = pytest.importorskip("sedonadb")
    sedona, network = sedonadb.connect(), geo.read_atlas().network
    for name in ("links", "nodes"):
        frame = sedona.read_parquet(parts / name)
        assert "geometry: geometry<WkbView(ogc:crs84)>" in str(frame.schema)
        frame.to_memtable().to_view(name)  # 0.5.0 takes the geometry of any file for bytes in a SELECT without a filter
    rows = pa.table(sedona.sql("SELECT link_id, ST_NPoints(geometry) AS n FROM links ORDER BY link_id")).to_pylist()
    assert [tuple(row.values()) for row in rows] == [(n, len(x.line)) for n, x in sorted(network.links.items())]
    ends = "SELECT link_id, node_id FROM links JOIN nodes ON ST_Intersects(links.geometry, nodes.geometry)"
    met = {(row["link_id"], row["node_id"]) for row in pa.table(sedona.sql(ends)).to_pylist()}
    assert {(link.link_id, end) for link in network.links.values() for end in link.stops[:: len(link.stops) - 1]} <= met


def test_dask_geopandas_reads_the_parts_as_partitions_that_know_where_they_are(parts: Path) -> None:
    import warnings

    with warnings.catch_warnings():  # its libraries', on import
        warnings.simplefilter("ignore")
        dask_geopandas = pytest.importorskip("dask_geopandas")
        frame = dask_geopandas.read_parquet(parts / "links")
        found = frame.compute(scheduler="synchronous")
        nodes = dask_geopandas.read_parquet(parts / "nodes").compute(scheduler="synchronous")
    network = geo.read_atlas().network
    assert frame.npartitions == len(list((parts / "links").iterdir()))
    assert {n: (spot.x, spot.y) for n, spot in zip(nodes["node_id"], nodes.geometry, strict=True)} == {
        node_id: node.position for node_id, node in network.nodes.items()
    }
    assert frame.spatial_partitions is not None
    assert set(found["link_id"]) == set(network.links)
    assert found.crs.equals("OGC:CRS84")
    assert all(
        tuple(line.coords) == network.links[n].line for n, line in zip(found["link_id"], found.geometry, strict=True)
    )


def test_geopandas_reads_a_region_by_the_covering(parts: Path) -> None:
    import geopandas as gpd

    frame = gpd.read_parquet(parts / "links", bbox=(60, 40, 70, 45))
    assert 0 < len(frame) < len(geo.read_atlas().network.links)


def test_the_bytes_are_the_same_twice_and_hold_whom_to_name(napkin: Atlas) -> None:
    files = parquet_files(napkin, None)
    assert parquet_files(napkin, None) == files
    assert all(b"attribution" in content for content in files.values())


def test_tiles_of_an_earlier_export_disappear_and_other_files_stay(napkin: Atlas, tmp_path: Path) -> None:
    for name in ("links/e090n90.parquet", "links/mine.parquet", "nodes/w010s10.parquet", "mine.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"old")
    export(napkin, "parquet", None, tmp_path)
    there = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert there == {*parquet_files(napkin, None), "links/mine.parquet", "mine.txt"}


def test_an_export_that_fails_leaves_both_tables_as_they_were(
    napkin: Atlas, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export(napkin, "parquet", None, tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.parquet")}
    files = {**parquet_files(napkin, None), "nodes/\0.parquet": b"no name of a file"}
    monkeypatch.setitem(FOLDERS, "parquet", lambda *_: dict.fromkeys(files, b"new"))
    with pytest.raises(ValueError, match="null"):
        export(napkin, "parquet", None, tmp_path)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.parquet")} == before


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
