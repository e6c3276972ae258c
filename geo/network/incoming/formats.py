"""Open a layer of lines: by what the file is, not by what its name says, and within bounds."""

from __future__ import annotations

import tempfile
import warnings
import zipfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import CorridorError
from geo.network.incoming.archive import read_members
from geo.network.incoming.layer import MAX_FEATURES, Layer
from geo.texts import MAX_FILE_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.network.incoming.intake import Intake, Tally

SHAPEFILE = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_KINDS = {
    "GPKG": (b"SQLite format 3\x00", ".gpkg"),
    "FlatGeobuf": (b"fgb", ".fgb"),
    "ESRI Shapefile": (b"\x00\x00\x27\x0a", ".shp"),
    "GeoParquet": (b"PAR1", ".parquet"),
    "GeoJSON": (b"{", ".geojson"),
}
"""Driver to the bytes that its files begin with, and how they are called."""
_JSON = {"GeoJSON", "TopoJSON", "ESRIJSON"}
_LINES = ("LineString", "MultiLineString", "GeometryCollection", "Unknown", "Curve", "MultiCurve", "CompoundCurve")


def open_layer(path: Path, intake: Intake, tally: Tally) -> Layer:
    """
    Read the layer that the lines are in.

    Parameters
    ----------
    path
        The file; or a folder of GeoParquet, all of whose parts are read; of one with a folder
        ``links`` those of that.
    intake
        What the user says of it.
    tally
        Names the file in messages.

    Returns
    -------
    layer
        All its features.

    Raises
    ------
    CorridorError
        If the file is of no kind that is read, too large, broken, or has several layers of lines.
    """
    if path.is_dir():
        from geo.network.incoming.parquet import open_parquet  # noqa: PLC0415 - an extra, which may be missing

        lines = path / "links"  # beside it `corridors export` puts the nodes
        return open_parquet(sorted((lines if lines.is_dir() else path).rglob("*.parquet")), tally.file)
    with _at_hand(path) as file:
        size = file.stat().st_size
        if size > MAX_FILE_BYTES:
            raise CorridorError(f"{tally.file} has {size:,} bytes; {MAX_FILE_BYTES:,} are read. Split it.")
        driver = _driver(file, tally.file)
        if driver == "GeoParquet":
            from geo.network.incoming.parquet import open_parquet  # noqa: PLC0415 - an extra, which may be missing

            return open_parquet([file], tally.file)
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            found = _open_with_gdal(file, driver, intake, tally.file)
        for warning in told:
            tally.tell(0, "format", f"{str(warning.message)[:300].rstrip('.').replace(str(file), tally.file)}.")
        return found


@contextmanager
def _at_hand(path: Path) -> Iterator[Path]:
    """Give the file itself, or the shapefile out of an archive, in a folder that goes away."""
    if not path.is_file():
        raise CorridorError(f"There is no file {path}. Name a file of lines, or a folder of GMNS.")
    if not zipfile.is_zipfile(path):
        yield path
        return
    members = read_members(path, lambda name: Path(name).suffix.lower() in SHAPEFILE)
    if sorted(Path(name).suffix for name in members).count(".shp") != 1:
        raise CorridorError(
            f"{path.name} has neither link.csv of GMNS nor one shapefile. Unpack it, and name the file."
        )
    with tempfile.TemporaryDirectory() as folder:
        for name, content in members.items():
            (Path(folder) / f"lines{Path(name).suffix}").write_bytes(content)
        yield Path(folder) / "lines.shp"


def _driver(path: Path, label: str) -> str:
    with path.open("rb") as file:
        head = file.read(64)
    head = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    for driver, (mark, _) in _KINDS.items():
        if head.startswith(mark):
            return driver
    known = ", ".join(f"{driver} ({suffix})" for driver, (_, suffix) in _KINDS.items())
    raise CorridorError(f"{label} is none of the files that are read: {known}, GMNS. Convert it to one of them.")


def _open_with_gdal(path: Path, driver: str, intake: Intake, label: str) -> Layer:
    from pyogrio import raw  # noqa: PLC0415 - GDAL costs a third of a second
    from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError  # noqa: PLC0415

    try:
        layer = _layer_name(path, intake.layer, label)
        _check_info(path, layer, driver, label)
        meta, _, geometry, values = raw.read(path, layer=layer, encoding=intake.encoding, datetime_as_string=True)
    except UnicodeDecodeError as error:
        raise CorridorError(f"{label} is not text in UTF-8. Name its encoding with --encoding, as CP1251.") from error
    except (DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError, ValueError) as error:
        if isinstance(error, CorridorError):
            raise
        raise CorridorError(f"{label} cannot be read: {str(error)[:300]}") from error
    if geometry is None:
        raise CorridorError(f"{label}: the layer {layer!r} has no geometry. Name another with --layer.")
    return Layer(meta["crs"], geometry, dict(zip(meta["fields"].tolist(), values, strict=True)))


def _layer_name(path: Path, wanted: str | None, label: str) -> str:
    from pyogrio import list_layers  # noqa: PLC0415

    kinds = {str(name): str(kind or "") for name, kind in list_layers(path)}
    if wanted is not None:
        if wanted not in kinds:
            raise CorridorError(f"{label} has no layer {wanted!r}. Its layers are: {list(kinds)}.")
        return wanted
    found = [name for name, kind in kinds.items() if kind.replace(" Z", "").replace(" M", "").strip("ZM ") in _LINES]
    if len(found) != 1:
        count = "several layers" if found else "no layer"
        raise CorridorError(f"{label} has {count} of lines: {found or list(kinds)}. Name one with --layer.")
    return found[0]


def _check_info(path: Path, layer: str, driver: str, label: str) -> None:
    from pyogrio import read_info  # noqa: PLC0415

    info = read_info(path, layer=layer)
    if info["driver"] != driver and not {info["driver"], driver} <= _JSON:
        raise CorridorError(f"{label} begins as {driver} and is {info['driver']}. Convert it to a GeoPackage.")
    if info["features"] > MAX_FEATURES:
        raise CorridorError(f"{label} has {info['features']:,} features; {MAX_FEATURES:,} are read. Split it.")
