"""Hostile files of others: lines in every format, networks in GMNS, extracts of OpenStreetMap, articles, demand."""

from __future__ import annotations

import bz2
import gzip
import io
import sqlite3
import struct
import tempfile
import zipfile
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from atlas_cases import COORDINATES, LAUGHS, LINES, spoiled, zipped
from cases import ARTICLE, EITHER, IMPORT, OSM, Hostile
from click.testing import CliRunner

from cli.main import app
from tests.conftest import NAPKIN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

RAILWAY = NAPKIN.parent / "osm" / "railway.osm"
LINE = '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"name": "A", "gauge": 1520}, "geometry": {"type": "LineString", "coordinates": [[60, 45], [61, 45]]}}]}'
# GDAL reads on where these are only odd
READ_ALL_THE_SAME = frozenset({
    "a space of no width", "text turned round", "a line separator", "two byte order marks", "itself twice",
})  # fmt: skip


@cache
def exported(form: str, name: str) -> bytes:
    """Export the napkin in a format."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        said = CliRunner().invoke(app, ["export", "-f", form, "-o", str(path), "--atlas", str(NAPKIN)])
        assert said.exit_code == 0, said.output
        return path.read_bytes()


@cache
def written(driver: str, name: str, crs: str = "EPSG:4326") -> bytes:
    """Write one line with GDAL; several files come as an archive."""
    import geopandas as gpd
    from shapely import LineString

    with tempfile.TemporaryDirectory() as folder:
        frame = gpd.GeoDataFrame({"name": ["A"]}, geometry=[LineString([(60, 45), (61, 45)])], crs=crs)
        frame.to_file(Path(folder) / name, driver=driver)
        files = sorted(Path(folder).iterdir())
        if len(files) == 1:
            return files[0].read_bytes()
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for file in files:
                archive.writestr(file.name, file.read_bytes())
        return out.getvalue()


def torn(name: str, command: tuple[str, ...], file: str, content: Callable[[], bytes]) -> Iterator[Hostile]:
    """Cut a binary file at many places, and turn bytes of it over."""
    for share in (0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99):
        yield Hostile(
            f"{name} cut at {share:.0%}", command, file, lambda s=share: content()[: int(s * len(content()))], EITHER
        )
    for place in (0.0, 0.001, 0.01, 0.05, 0.2, 0.4, 0.6, 0.8, 0.97):
        yield Hostile(
            f"{name} turned over at {place:.1%}", command, file, lambda p=place: _turned(content(), p), EITHER
        )
    yield Hostile(f"{name} of zeros", command, file, lambda: bytes(len(content())))
    yield Hostile(f"{name} after NUL", command, file, lambda: b"\0" + content(), EITHER)  # a zip is found from its end
    yield Hostile(f"{name} in gzip", command, file, lambda: gzip.compress(content()))


def _turned(content: bytes, place: float) -> bytes:
    at = int(place * len(content))
    return content[:at] + bytes(byte ^ 0xFF for byte in content[at : at + 8]) + content[at + 8 :]


def geojson() -> Iterator[Hostile]:
    for name, content in spoiled(LINE.encode()).items():
        yield Hostile(f"GeoJSON: {name}", IMPORT, "lines.geojson", content, EITHER if name in READ_ALL_THE_SAME else 1)
    for name, value in {**LINES, **COORDINATES}.items():
        content = LINE.replace("[[60, 45], [61, 45]]", value).encode()
        yield Hostile(f"GeoJSON with a line {name}", IMPORT, "lines.geojson", content, EITHER)
    for kind in ("Point", "Polygon", "MultiPoint", "Circle", "", "GeometryCollection", "FeatureCollection"):
        content = LINE.replace('"LineString"', f'"{kind}"').encode()
        yield Hostile(f"GeoJSON that says {kind or 'nothing'}", IMPORT, "lines.geojson", content)
    yield Hostile(
        "GeoJSON with a list for a name", IMPORT, "lines.geojson", LINE.replace('"A"', "[60, 45]").encode(), 0
    )
    yield Hostile("GeoJSON of nothing", IMPORT, "lines.geojson", b"{}")
    yield Hostile("GeoJSON without features", IMPORT, "lines.geojson", b'{"type": "FeatureCollection", "features": []}')
    yield Hostile("GeoJSON in Web Mercator", IMPORT, "lines.geojson", LINE.replace(
        '"features"', '"crs": {"type": "name", "properties": {"name": "EPSG:999999"}}, "features"').encode(), EITHER)  # fmt: skip
    yield Hostile("GeoJSON that crosses itself", IMPORT, "lines.geojson", LINE.replace(
        "[[60, 45], [61, 45]]", "[[60, 45], [61, 46], [61, 45], [60, 46]]").encode(), 0)  # fmt: skip


def binary() -> Iterator[Hostile]:
    yield from torn("a GeoPackage", IMPORT, "lines.gpkg", lambda: written("GPKG", "lines.gpkg"))
    yield from torn("FlatGeobuf", IMPORT, "lines.fgb", lambda: written("FlatGeobuf", "lines.fgb"))
    yield from torn("a shapefile in a zip", IMPORT, "lines.zip", lambda: written("ESRI Shapefile", "lines.shp"))
    yield from torn("GeoParquet", IMPORT, "lines.parquet", written_parquet)
    for name in ("'; DROP TABLE links; --", 'a"b', "a]b", "{{7*7}}", "../up", "а\u0301", "x" * 500):
        yield Hostile(f"a layer named {name[:12]}", IMPORT, "lines.gpkg", lambda n=name: named(n), 0)
    yield Hostile(
        "a GeoPackage of degrees that says metres",
        IMPORT,
        "lines.gpkg",
        lambda: written("GPKG", "l.gpkg", "EPSG:32643"),
    )
    yield Hostile("a database without layers", IMPORT, "lines.gpkg", empty_database)
    yield Hostile("a GeoPackage named as GeoJSON", IMPORT, "lines.geojson", lambda: written("GPKG", "lines.gpkg"), 0)


def named(layer: str) -> bytes:
    """Give the layer of a GeoPackage a name that GDAL itself would not write."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.gpkg"
        path.write_bytes(written("GPKG", "lines.gpkg"))
        with closing(sqlite3.connect(path)) as database:
            for (trigger,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                database.execute(f'DROP TRIGGER "{trigger}"')
            for table in ("gpkg_contents", "gpkg_geometry_columns", "gpkg_ogr_contents", "gpkg_extensions"):
                database.execute(f"UPDATE {table} SET table_name = ? WHERE table_name = 'lines'", (layer,))
            escaped = layer.replace('"', '""')
            database.execute(f'ALTER TABLE lines RENAME TO "{escaped}"')
            database.commit()
        return path.read_bytes()


@cache
def written_parquet() -> bytes:
    import geopandas as gpd
    from shapely import LineString

    out = io.BytesIO()
    gpd.GeoDataFrame({"name": ["A"]}, geometry=[LineString([(60, 45), (61, 45)])], crs="EPSG:4326").to_parquet(out)
    return out.getvalue()


def empty_database() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        with closing(sqlite3.connect(Path(folder) / "a.db")) as database:
            database.execute("CREATE TABLE t (x)")
            database.commit()
        return (Path(folder) / "a.db").read_bytes()


NODE = "node_id,x_coord,y_coord\na,60,45\nb,61,45\n"
LINK = "link_id,from_node_id,to_node_id,directed,geometry\n1,a,b,false,\n"
TABLES = {"node.csv": NODE, "link.csv": LINK, "config.csv": "crs\nEPSG:4326\n"}
GMNS = {
    "NaN": {"node.csv": NODE.replace("60", "NaN")},
    "inf": {"node.csv": NODE.replace("60", "inf")},
    "1e400": {"node.csv": NODE.replace("60", "1e400")},
    "10^400": {"node.csv": NODE.replace("60", "1" + "0" * 400)},
    "swapped places": {"node.csv": NODE.replace("a,60,45", "a,45,160")},
    "a place in words": {"node.csv": NODE.replace("60", "east")},
    "a place in Arabic digits": {"node.csv": NODE.replace("60", "٦٠")},
    "a node twice": {"node.csv": NODE + "a,60,46\n"},
    "a node unknown": {"link.csv": LINK.replace(",b,", ",gone,")},
    "a loop": {"link.csv": LINK.replace(",b,", ",a,")},
    "a header twice": {"link.csv": LINK.replace("directed", "link_id")},
    "cells too few": {"link.csv": LINK + "2,a\n"},
    "no links": {"link.csv": LINK.split("\n", maxsplit=1)[0] + "\n"},
    "an empty table": {"link.csv": ""},
    "no CSV": {"link.csv": LINK + '2,"a"b,b,,\n'},
    "WKT that is none": {"link.csv": LINK.replace("false,", "false,LINESTRING(60")},
    "WKT of a point": {"link.csv": LINK.replace("false,", "false,POINT(60 45)")},
    "WKT of NaN": {"link.csv": LINK.replace("false,", 'false,"LINESTRING(60 45, nan nan, 61 45)"')},
    "WKT far away": {"link.csv": LINK.replace("false,", 'false,"LINESTRING(0 0, 1 1)"')},
    "WKT that is deep": {"link.csv": LINK.replace("false,", "false," + "GEOMETRYCOLLECTION(" * 5000)},
    "a CRS unknown": {"config.csv": "crs\nEPSG:999999\n"},
    "a CRS that is a file": {"config.csv": "crs\n/etc/passwd\n"},
    "a CRS of a pipeline": {"config.csv": 'crs\n"+proj=pipeline +step +init=/etc/passwd"\n'},
    "WKT without end": {"link.csv": LINK.replace("false,", "false," + "9" * 400)},
    "CP1251": {"node.csv": NODE.replace("a,", "\udcd6,")},
}


def packed(tables: dict[str, str], folder: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {**TABLES, **tables}.items():
            archive.writestr(folder + name, text.encode("utf-8", "surrogateescape"))
    return out.getvalue()


def unreadable() -> dict[str, bytes]:
    """Give archives whose lists of files lead astray."""
    whole = packed({})
    entry, end = whole.index(b"PK\x01\x02"), whole.rindex(b"PK\x05\x06")
    late = struct.pack("<I", struct.unpack_from("<I", whole, end + 16)[0] + 50)
    return {
        "cut at its start": whole[20:],
        "that begins before the file": whole[: end + 16] + late + whole[end + 20 :],
        "with a member past its end": whole[: entry + 42] + struct.pack("<I", 10**9) + whole[entry + 46 :],
        "with a name that is no UTF-8": whole[: entry + 9] + b"\x08" + whole[entry + 10 : entry + 46] + b"\xff" + whole[entry + 47 :],
    }  # fmt: skip


def gmns() -> Iterator[Hostile]:
    for name, content in unreadable().items():
        yield Hostile(f"an archive {name}", IMPORT, "net.zip", content, 1, "net.zip")
    for name, tables in GMNS.items():
        yield Hostile(f"GMNS with {name}", IMPORT, "net.zip", packed(tables), EITHER)
    for folder in ("../", "/", "..\\", "a/" * 200):
        yield Hostile(f"GMNS packed under {folder[:6]}", IMPORT, "net.zip", packed({}, folder), 0)
    yield from torn("GMNS", IMPORT, "net.zip", lambda: packed({}))
    for name, content in spoiled(NODE.encode()).items():
        yield Hostile(f"GMNS, node.csv: {name}", IMPORT, "net.zip",
                      lambda c=content: packed({"node.csv": c.decode("utf-8", "surrogateescape")}), EITHER)  # fmt: skip
    yield Hostile("a zip of nothing", IMPORT, "net.zip", b"PK\x05\x06" + bytes(18))
    yield Hostile("a zip in a zip", IMPORT, "net.zip", zipped(packed({})))
    yield Hostile("a zip of 10,001 files", IMPORT, "net.zip", many_files)


def many_files() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(10_001):
            archive.writestr(f"{number}.shp", "")
    return out.getvalue()


OSM_BODIES = {
    "an id of words": '<node id="x" lat="1" lon="2"/>',
    "an id without end": f'<node id="{"9" * 400}" lat="1" lon="2"/>',
    "a latitude of NaN": '<node id="1" lat="nan" lon="2"/><way id="1"><nd ref="1"/><nd ref="2"/><tag k="railway" v="rail"/></way>',
    "a latitude of 1e400": '<node id="1" lat="1e400" lon="2"/>',
    "places swapped beyond the pole": '<node id="1" lat="120" lon="45"/><way id="1"><nd ref="1"/><nd ref="1"/><tag k="railway" v="rail"/></way>',
    "a way of itself": '<way id="1"><way id="2"/></way>',
    "a way without nodes": '<way id="1"><tag k="railway" v="rail"/></way>',
    "a way of unknown nodes": '<way id="1"><nd ref="1"/><nd ref="2"/><tag k="railway" v="rail"/></way>',
    "a tag without a key": '<node id="1" lat="1" lon="2"/><way id="1"><nd ref="1"/><tag v="rail"/></way>',
    "an element unknown": "<foo/>",
    "a section": "<![CDATA[<node/>]]>",
    "an instruction": '<?php system("touch hacked") ?>',
    "an entity unknown": '<node id="1" lat="1" lon="&x;"/>',
    "a character unknown": '<node id="1" lat="1" lon="2"><tag k="name" v="&#0;"/></node>',
    "attributes twice": '<node id="1" id="2" lat="1" lon="2"/>',
    "deep elements": "<a>" * 20_000,
    "one attribute of 5 MiB": '<node id="1" lat="1" lon="2"><tag k="name" v="' + "x" * 5_000_000 + '"/></node>',
    "nothing": "",
}


@cache
def pbf() -> bytes:
    import osmium

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.osm.pbf"
        with osmium.SimpleWriter(str(path)) as writer:
            for item in osmium.FileProcessor(str(RAILWAY)):
                writer.add(item)
        return path.read_bytes()


def osm() -> Iterator[Hostile]:
    for name, content in spoiled(RAILWAY.read_bytes()).items():
        yield Hostile(f"OSM: {name}", OSM, "a.osm", content, EITHER if name in READ_ALL_THE_SAME else 1)
    for name, body in OSM_BODIES.items():
        content = f'<?xml version="1.0"?><osm version="0.6">{body}</osm>'.encode()
        yield Hostile(f"OSM with {name}", OSM, "a.osm", content)
    yield from torn("OSM in PBF", OSM, "a.osm.pbf", pbf)
    yield from torn("OSM in gzip", OSM, "a.osm.gz", lambda: gzip.compress(RAILWAY.read_bytes()))
    yield from torn("OSM in bzip2", OSM, "a.osm.bz2", lambda: bz2.compress(RAILWAY.read_bytes()))
    yield Hostile("OSM: an entity of a file", OSM, "a.osm", b'<!DOCTYPE osm [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
                  b'<osm version="0.6"><node id="1" lat="1" lon="&x;"/></osm>')  # fmt: skip
    yield Hostile("OSM: a blob larger than all", OSM, "a.osm.pbf", struct.pack(">I", 2**31))


TEXT = b"The port handled 2.5 million tonnes in 2024, about 5 percent more than in 2023. "
ARTICLES = {
    "HTML cut in a tag": (b"<html><body><p>The line carried 5 Mt <a hre", "a.html"),
    "HTML of 20,000 open tags": (b"<div>" * 20_000 + TEXT, "a.html"),
    "a script": (b"<html><script>fetch('http://x')</script><p>" + TEXT, "a.html"),
    "entities": (LAUGHS, "a.html"),
    "10^400": (b"The port handled 1" + b"0" * 400 + b" tonnes in 2024.", "a.txt"),
    "digits without end": (b"The port handled " + b"9" * 100_000 + b" tonnes.", "a.txt"),
    "spaces without end": (b"The port handled" + b" " * 300_000 + b"5 tonnes.", "a.txt"),
    "one word without end": (b"a" * 300_000, "a.txt"),
    "points without end": (b"1." * 50_000, "a.txt"),
    "percents": (b"5% " * 20_000, "a.txt"),
    "brackets": (b"(" * 50_000 + TEXT, "a.txt"),
    "ampersands": (b"&" * 100_000 + b"&#xD800;&#0;&#99999999999;" + TEXT, "a.html"),
    "less-thans": (b"<" * 50_000 + TEXT, "a.html"),
    "comments without end": (b"<!--" * 20_000 + TEXT, "a.html"),
    "attributes without end": (b"<p " + b"a=" * 50_000 + b">" + TEXT, "a.html"),
    "years": (b"2024 2023 2025 " * 10_000, "a.txt"),
    "quotes": ("«".encode() * 20_000 + TEXT, "a.txt"),
    "letters of all scripts": ("".join(map(chr, range(0x20, 0xD800, 7))).encode(), "a.txt"),
    "marks on a letter": (("a" + "\u0301" * 50_000).encode() + TEXT, "a.txt"),
}


def articles() -> Iterator[Hostile]:
    for name, content in spoiled(TEXT * 3).items():
        yield Hostile(f"an article: {name}", ARTICLE, "a.txt", content, EITHER)
    for name, (content, file) in ARTICLES.items():
        yield Hostile(f"an article of {name}", ARTICLE, file, content, EITHER)


def format_cases() -> list[Hostile]:
    return [*geojson(), *binary(), *gmns(), *osm(), *articles()]
