"""The tables of GMNS, the General Modeling Network Specification 0.96: names, columns, and how they are read."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from geo.errors import CorridorError, Faults, RecordError
from geo.network.incoming.archive import has_member, read_members
from geo.texts import MAX_LINE_CHARS, read_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

VERSION = 0.96
"""github.com/zephyr-data-specs/GMNS"""
NODE_ID, LINK_ID = "atlas_node_id", "atlas_link_id"
"""Columns beside those of GMNS in which an export keeps the ids of an atlas."""
CONFIG = (
    "dataset_name", "short_length", "long_length", "speed", "crs", "geometry_field_format", "currency",
    "version_number", "id_type",
)  # fmt: skip
NODE = (
    "node_id", "name", "x_coord", "y_coord", "z_coord", "node_type", "ctrl_type", "zone_id", "parent_node_id",
)  # fmt: skip
LINK = (
    "link_id", "name", "from_node_id", "to_node_id", "directed", "geometry_id", "geometry", "parent_link_id",
    "dir_flag", "length", "grade", "facility_type", "capacity", "free_speed", "lanes", "bike_facility",
    "ped_facility", "parking", "allowed_uses", "toll", "jurisdiction", "row_width",
)  # fmt: skip
LOCATION = (
    "loc_id", "link_id", "ref_node_id", "lr", "x_coord", "y_coord", "z_coord", "loc_type", "zone_id", "gtfs_stop_id",
)  # fmt: skip
USE_GROUP = ("use_group", "uses", "description")
READ = ("config", "geometry", "link", "location", "node")
MAX_ROWS = 2_000_000
Table = list[dict[str, str]]


def is_gmns(path: Path) -> bool:
    """
    Tell whether a folder or an archive holds a network in GMNS.

    Parameters
    ----------
    path
        Anything.

    Returns
    -------
    is_gmns
        Whether there is a ``link.csv`` in it.
    """
    if path.is_dir():
        return any(file.name.lower() == "link.csv" for file in path.iterdir())
    return path.is_file() and has_member(path, "link.csv")


def read_tables(path: Path) -> dict[str, Table]:
    """
    Read the tables that make a network.

    Parameters
    ----------
    path
        A folder, or an archive.

    Returns
    -------
    tables
        Name to rows; columns in lower case, empty cells left out.

    Raises
    ------
    RecordError
        If a file cannot be read.
    CorridorError
        If the archive cannot be unpacked, a table is missing or broken.
    """
    texts = _folder_texts(path) if path.is_dir() else _archive_texts(path)
    missing = [f"{name}.csv" for name in ("link", "node") if name not in texts]
    if missing:
        raise CorridorError(f"{path.name} lacks {missing}. GMNS needs link.csv and node.csv.")
    limit = csv.field_size_limit(MAX_LINE_CHARS)  # geometry is longer than the module expects of a cell
    try:
        return {name: list(_rows(text, f"{path.name}/{name}.csv")) for name, text in texts.items()}
    finally:
        csv.field_size_limit(limit)


def _folder_texts(path: Path) -> dict[str, str]:
    faults = Faults()
    files = {file.name.lower().removesuffix(".csv"): file for file in sorted(path.iterdir()) if file.suffix}
    texts = {name: read_text(files[name], f"{path.name}/{name}.csv", faults) for name in READ if name in files}
    if faults.items:
        raise RecordError(faults.items, path.name)
    return {name: text for name, text in texts.items() if text is not None}


def _archive_texts(path: Path) -> dict[str, str]:
    members = read_members(path, lambda name: name in {f"{table}.csv" for table in READ})
    try:
        return {name.removesuffix(".csv"): content.decode("utf-8-sig") for name, content in members.items()}
    except UnicodeDecodeError as error:
        raise CorridorError(f"{path.name} holds tables that are not UTF-8. Save them in UTF-8.") from error


def _rows(text: str, label: str) -> Iterator[dict[str, str]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        if len(set(header)) < len(header):
            raise CorridorError(f"{label} has columns that stand twice. Rename them.")
        for number, cells in enumerate(reader, 1):
            if cells and len(cells) != len(header):
                raise CorridorError(
                    f"{label}: row {number} has {len(cells)} cells, the header {len(header)}. Quote commas."
                )
            if number > MAX_ROWS:
                raise CorridorError(f"{label} has more than {MAX_ROWS:,} rows. Split it.")
            row = {name: cell.strip() for name, cell in zip(header, cells, strict=False)}
            yield {name: cell for name, cell in row.items() if cell not in ("", "NaN")}
    except csv.Error as error:
        raise CorridorError(f"{label} is not CSV at line {reader.line_num}: {error}. Export it anew.") from error
