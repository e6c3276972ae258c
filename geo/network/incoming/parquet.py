"""GeoParquet: a file of columns, read and written by pyarrow, which is an extra."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.errors import CorridorError
from geo.network.incoming.layer import MAX_FEATURES, Layer
from geo.texts import MAX_FILE_BYTES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from types import ModuleType

EXPANSION = 8
"""How many times larger than the bound of a file its columns may be once unpacked."""


def pyarrow_parquet() -> ModuleType:
    """
    Load pyarrow.

    Returns
    -------
    module
        ``pyarrow.parquet``.

    Raises
    ------
    CorridorError
        If it is not installed.
    """
    try:
        import pyarrow.parquet as pq  # noqa: PLC0415 - an extra, and slow to load
    except ImportError as error:
        raise CorridorError(
            "GeoParquet needs pyarrow, which is not installed. Install the extra:"
            " pip install 'corridor-atlas[parquet]'."
        ) from error
    return pq  # type: ignore[no-any-return]


def open_parquet(paths: Sequence[Path], label: str) -> Layer:
    """
    Read the features of GeoParquet 1.0 or 1.1, in WKB.

    Parameters
    ----------
    paths
        One file, or the parts of one table.
    label
        How the user named them.

    Returns
    -------
    layer
        The primary geometry, and all columns of single values.

    Raises
    ------
    CorridorError
        If a part is broken, too large, has no geometry, or differs from the first.
    """
    if not paths:
        raise CorridorError(f"The folder {label} holds neither GMNS (link.csv, node.csv) nor GeoParquet. Name a file.")
    pq = pyarrow_parquet()
    from pyarrow import ArrowException, concat_tables  # noqa: PLC0415

    try:
        _check_size(pq, paths, label)
        tables = [pq.ParquetFile(path).read() for path in paths]
        table = concat_tables(tables, promote_options="default")
        column, crs = _geometry_column(tables[0].schema.metadata or {}, label)
        names = [name for name in table.column_names if name != column and not _is_nested(table.schema.field(name))]
        values = {name: np.array(table.column(name).to_pylist(), dtype=object) for name in names}
        return Layer(crs, np.array(table.column(column).to_pylist(), dtype=object), values)
    except (ArrowException, OSError, KeyError, TypeError, ValueError) as error:
        if isinstance(error, CorridorError):
            raise
        raise CorridorError(f"{label} is not GeoParquet that can be read: {str(error)[:300]}") from error


def _check_size(pq: ModuleType, paths: Sequence[Path], label: str) -> None:
    described = [pq.read_metadata(path) for path in paths]
    rows = sum(each.num_rows for each in described)
    size = sum(each.row_group(i).total_byte_size for each in described for i in range(each.num_row_groups))
    if rows > MAX_FEATURES or size > EXPANSION * MAX_FILE_BYTES:
        raise CorridorError(f"{label} has {rows:,} features in {size:,} bytes; {MAX_FEATURES:,} are read. Split it.")


def _geometry_column(metadata: dict[bytes, bytes], label: str) -> tuple[str, str | None]:
    """Give the column of the geometry, and its coordinate system: degrees of WGS84 where none is named."""
    described: Any = json.loads(metadata.get(b"geo", b"{}"))
    name = described.get("primary_column")
    column = described.get("columns", {}).get(name)
    if column is None:
        raise CorridorError(f"{label} is Parquet without the metadata of GeoParquet. Write it as GeoParquet 1.1.")
    if column.get("encoding") != "WKB":
        raise CorridorError(f"{label} keeps its geometry as {column.get('encoding')!r}. Write it as WKB.")
    if "crs" not in column:
        return str(name), "OGC:CRS84"
    return str(name), None if column["crs"] is None else json.dumps(column["crs"])


def _is_nested(field: Any) -> bool:  # noqa: ANN401 - pyarrow has no types
    return bool(field.type.num_fields)
