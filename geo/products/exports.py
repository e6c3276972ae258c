"""One product at a time, in any of the formats, to a file or into a stream."""

from __future__ import annotations

import json
import tempfile
from decimal import Decimal
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from geo.atomic import write_whole
from geo.errors import ProductError
from geo.folders import whole_folder
from geo.products.archive import archive_bytes
from geo.products.attribution import attribution_lines
from geo.products.capacity import capacity_rows
from geo.products.columns import csv_text
from geo.products.contents import Contents
from geo.products.layers import chosen_corridors, links_layer
from geo.products.markup import capacity_latex, capacity_markdown, capacity_page

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import BinaryIO

    from geo.atlas import Atlas
    from geo.products.columns import Value

BINARY = frozenset({"gpkg", "fgb", "kmz", "xlsx", "gmns", "parquet"})


def export(
    atlas: Atlas, fmt: str, corridor_ids: Sequence[str] | None, output: str | Path | BinaryIO, *, lang: str = "en"
) -> None:
    """
    Write one product.

    Parameters
    ----------
    atlas
        The atlas.
    fmt
        One of `FORMATS`.
    corridor_ids
        Corridors, for tables also entries; None for all.
    output
        A file, which appears whole or not at all, or a stream open for bytes. For formats of several files a folder;
        or a file named ``.zip``, or a stream, for an archive of them.
    lang
        The language of what is written for readers.

    Raises
    ------
    ProductError
        If there is no such format, nothing to draw, or the file cannot be written.
    UnknownIdError
        If the atlas has neither a corridor nor an entry of such an id.
    """
    if fmt not in FORMATS:
        raise ProductError(f"There is no format {fmt!r}. The formats are: {', '.join(FORMATS)}.")
    if fmt in FOLDERS and isinstance(output, str | Path) and Path(output).suffix.lower() != ".zip":
        _write_folder(Path(output), FOLDERS[fmt](atlas, corridor_ids))
    else:
        write(output, FORMATS[fmt](atlas, corridor_ids, lang))


def write(output: str | Path | BinaryIO, content: bytes) -> None:
    """
    Write a file that appears whole or not at all, or into a stream.

    Parameters
    ----------
    output
        A file, or a stream open for bytes.
    content
        What it is to hold.

    Raises
    ------
    ProductError
        If the file cannot be written.
    """
    if isinstance(output, str | Path):
        write_whole(Path(output), content)
    else:
        output.write(content)


def _write_folder(folder: Path, files: dict[str, bytes]) -> None:
    """
    Put files in the place of those of an earlier export, all at once; tiles that it had and this one has not disappear.

    Tables in folders of their own are folders of ours, in which others may keep files as well.
    """
    tables = sorted({str(PurePosixPath(name).parent) for name in files} - {"."})
    with whole_folder(folder, partial(_tiles, tables=tables), tables) as stage:
        for name, content in files.items():
            (stage / name).parent.mkdir(exist_ok=True)
            (stage / name).write_bytes(content)


def _tiles(folder: Path, tables: Sequence[str]) -> list[str]:
    pattern = "[ew][0-9][0-9][0-9][ns][0-9][0-9].parquet"
    return [f"{table}/{path.name}" for table in tables for path in (folder / table).glob(pattern)]


def _geopackage(atlas: Atlas, corridor_ids: Sequence[str] | None, _: str) -> bytes:
    from geo.products.build import run_scenarios  # noqa: PLC0415 - only the formats that hold several tables need it
    from geo.products.geopackage import write_geopackage  # noqa: PLC0415 - GDAL costs a second

    results = run_scenarios(atlas, None)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "corridors.gpkg"
        write_geopackage(atlas, path, corridor_ids, results)
        return path.read_bytes()


def _flatgeobuf(atlas: Atlas, corridor_ids: Sequence[str] | None, _: str) -> bytes:
    from geo.products.geopackage import write_layer  # noqa: PLC0415

    drawn = chosen_corridors(atlas, corridor_ids)
    layer = links_layer(atlas, capacity_rows(atlas, corridor_ids), drawn)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "links.fgb"
        write_layer(path, layer, "FlatGeobuf", {}, {"SPATIAL_INDEX": "YES"})
        return path.read_bytes()


def _geojson(atlas: Atlas, corridor_ids: Sequence[str] | None, _: str) -> bytes:
    """Write RFC 7946, a link a line; the order of members follows the GeoPackage's columns."""
    drawn = chosen_corridors(atlas, corridor_ids)
    layer = links_layer(atlas, capacity_rows(atlas, corridor_ids), drawn)
    lines = []
    for record, line in zip(layer.records, layer.geometry, strict=True):
        feature = {
            "type": "Feature", "id": record["link_id"],
            "properties": {name: _json_value(value) for name, value in record.items()},
            "geometry": {"type": "LineString", "coordinates": line},
        }  # fmt: skip
        lines.append(json.dumps(feature, ensure_ascii=False, separators=(", ", ": ")))
    head = json.dumps("; ".join(attribution_lines(atlas, "en")), ensure_ascii=False)
    body = ",\n".join(lines)
    return f'{{"type": "FeatureCollection", "attribution": {head}, "features": [\n{body}\n]}}\n'.encode()


def _json_value(value: Value) -> Value:
    return float(value) if isinstance(value, Decimal) else value


def _kmz(atlas: Atlas, corridor_ids: Sequence[str] | None, lang: str) -> bytes:
    from geo.products.kml import kmz_bytes  # noqa: PLC0415

    return kmz_bytes(atlas, chosen_corridors(atlas, corridor_ids), lang)


def _gmns(atlas: Atlas, corridor_ids: Sequence[str] | None) -> dict[str, bytes]:
    from geo.products.gmns import gmns_files  # noqa: PLC0415

    return gmns_files(atlas, corridor_ids)


def _parquet(atlas: Atlas, corridor_ids: Sequence[str] | None) -> dict[str, bytes]:
    from geo.products.parquet import parquet_files  # noqa: PLC0415 - pyarrow is an extra

    return parquet_files(atlas, corridor_ids)


def _archive(
    files: Callable[[Atlas, Sequence[str] | None], dict[str, bytes]],
) -> Callable[[Atlas, Sequence[str] | None, str], bytes]:
    return lambda atlas, corridor_ids, _: archive_bytes(files(atlas, corridor_ids))


def _csv(atlas: Atlas, corridor_ids: Sequence[str] | None, _: str) -> bytes:
    records = Contents(atlas, corridor_ids=corridor_ids).capacity
    return csv_text(records, tuple(records[0])).encode()


def _markdown(atlas: Atlas, corridor_ids: Sequence[str] | None, lang: str) -> bytes:
    return capacity_markdown(Contents(atlas, lang, corridor_ids).table).encode()


def _html(atlas: Atlas, corridor_ids: Sequence[str] | None, lang: str) -> bytes:
    return capacity_page(Contents(atlas, lang, corridor_ids).table).encode()


def _workbook(atlas: Atlas, corridor_ids: Sequence[str] | None, lang: str) -> bytes:
    from geo.products.build import run_scenarios  # noqa: PLC0415
    from geo.products.model_tables import model_tables  # noqa: PLC0415
    from geo.products.workbook import capacity_workbook  # noqa: PLC0415

    tables = model_tables(atlas, run_scenarios(atlas, None), corridor_ids)
    return capacity_workbook(Contents(atlas, lang, corridor_ids), tables)


def _latex(atlas: Atlas, corridor_ids: Sequence[str] | None, lang: str) -> bytes:
    return capacity_latex(Contents(atlas, lang, corridor_ids).table).encode()


FOLDERS: dict[str, Callable[[Atlas, Sequence[str] | None], dict[str, bytes]]] = {"gmns": _gmns, "parquet": _parquet}
FORMATS: dict[str, Callable[[Atlas, Sequence[str] | None, str], bytes]] = {
    "gpkg": _geopackage,
    "geojson": _geojson,
    "fgb": _flatgeobuf,
    "kmz": _kmz,
    **{name: _archive(files) for name, files in FOLDERS.items()},
    "csv": _csv,
    "md": _markdown,
    "html": _html,
    "xlsx": _workbook,
    "latex": _latex,
}
