"""Whether a GeoPackage is as it was meant: GDAL and SQLite pass over some errors of a disk without a word."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from geo.errors import ProductError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_HEAD = {"application_id": 0x47504B47, "user_version": 10200}
"""Those of GeoPackage 1.2, by its requirement 2."""
_ROUNDING_DEG = 1e-3
"""A spatial index holds boxes in single precision, rounded outwards."""


def check_geopackage(path: Path, counts: Mapping[str, int]) -> None:
    """
    Check a GeoPackage as written: a full disk may leave a damaged file without an error.

    Parameters
    ----------
    path
        The file.
    counts
        Layer to its number of records.

    Raises
    ------
    ProductError
        If it is damaged, or lacks records, a spatial index, a trigger or an extent.
    """
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
            faults = [row[0] for row in database.execute("PRAGMA integrity_check") if row[0] != "ok"]
            drawn = [
                name for (name,) in database.execute("SELECT table_name FROM gpkg_geometry_columns") if name in counts
            ]
            faults += _kind_faults(database)
            faults += _record_faults(database, counts)
            faults += _index_faults(database, counts, drawn)
            faults += _trigger_faults(database, counts, drawn)
    except sqlite3.Error as error:
        raise ProductError(f"The GeoPackage {path.name} is damaged: {error}. Is the disk full?") from error
    if faults:
        raise ProductError(f"The GeoPackage {path.name} is damaged: {'; '.join(faults)}. Is the disk full?")


def _kind_faults(database: sqlite3.Connection) -> Iterator[str]:
    """See that the head of the file says what it is: programmes go by it."""
    for name, meant in _HEAD.items():
        (told,) = database.execute(f"PRAGMA {name}").fetchone()
        if told != meant:
            yield f"its {name} is {told}"


def _record_faults(database: sqlite3.Connection, counts: Mapping[str, int]) -> Iterator[str]:
    """Compare what there is, and what GDAL says there is, with what was written."""
    found = {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in counts}  # noqa: S608 - our own layer names
    told = dict(database.execute("SELECT table_name, feature_count FROM gpkg_ogr_contents"))
    if found != counts:
        yield f"it holds {found} records, of {dict(counts)}"
    elif told != counts:
        yield f"it says that it holds {told} records, of {dict(counts)}"


def _index_faults(database: sqlite3.Connection, counts: Mapping[str, int], drawn: list[str]) -> Iterator[str]:
    query = "SELECT table_name FROM gpkg_extensions WHERE extension_name = 'gpkg_rtree_index'"
    if sorted(name for (name,) in database.execute(query)) != sorted(drawn):
        yield "a spatial index is missing"
        return
    for name in drawn:
        rows, *box = database.execute(
            f'SELECT count(*), min(minx), min(miny), max(maxx), max(maxy) FROM "rtree_{name}_geom"'  # noqa: S608
        ).fetchone()
        if rows != counts[name]:
            yield f"the spatial index of {name} has {rows} entries"
        told = database.execute(
            "SELECT min_x, min_y, max_x, max_y FROM gpkg_contents WHERE table_name = ?", (name,)
        ).fetchone()
        if rows and any(side is None or abs(side - of) > _ROUNDING_DEG for side, of in zip(told, box, strict=True)):
            yield f"the extent of {name} is given as {told}"


def _trigger_faults(database: sqlite3.Connection, counts: Mapping[str, int], drawn: list[str]) -> Iterator[str]:
    """Compare tables of a kind: one that lacks a trigger would lose count, or its index, as it is edited."""
    found: dict[str, set[str]] = {name: set() for name in counts}
    for trigger, name in database.execute("SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"):
        if name in found:
            found[name].add(trigger.replace(name, "*", 1))
    for kind in (set(drawn), counts.keys() - set(drawn)):
        every = set().union(*(found[name] for name in kind))
        yield from (f"{name} lacks a trigger" for name in sorted(kind) if found[name] != every)
