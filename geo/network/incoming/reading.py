"""Read lines of any vector format: WGS84 positions and attributes, with everything that is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.errors import CorridorError
from geo.network.incoming.formats import open_layer
from geo.network.incoming.noding import DECIMALS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from numpy.typing import NDArray
    from pyproj import Transformer

    from geo.network.incoming.intake import Intake, Tally
    from geo.network.incoming.layer import Layer
    from geo.network.incoming.noding import Position

DEGREES = "EPSG:4326"
_CRS84 = ("OGC", "CRS84")
MAX_VERTICES = 20_000_000


@dataclass(frozen=True)
class Line:
    """
    One line as it came in.

    Parameters
    ----------
    number
        The feature that it is of, from 1.
    vertices
        Longitude and latitude in degrees, at least two of them different.
    values
        The feature's attributes.
    """

    number: int
    vertices: tuple[Position, ...]
    values: Mapping[str, Any]


def read_lines(path: Path, intake: Intake, tally: Tally) -> list[Line]:
    """
    Read the lines of a file.

    Parameters
    ----------
    path
        A GeoPackage, GeoJSON, FlatGeobuf, GeoParquet or shapefile, also zipped.
    intake
        What the user says of it.
    tally
        Where to note what is found.

    Returns
    -------
    lines
        In the order of the features, those of several parts taken apart; none of what was noted as an error.

    Raises
    ------
    CorridorError
        If the file cannot be opened as one of these, or its coordinate system is not known.
    """
    import shapely  # noqa: PLC0415 - GEOS costs a tenth of a second

    layer = open_layer(path, intake, tally)
    geometry = _decoded(layer, tally)
    to_degrees = transformation(layer.crs, intake.crs, tally.file)
    lines = []
    total = 0
    for index, parts in _line_parts(geometry, tally):
        values = {name: column[index] for name, column in layer.columns.items()}
        for part in parts:
            total += shapely.get_num_coordinates(part)
            if total > MAX_VERTICES:
                raise CorridorError(f"{tally.file} has more than {MAX_VERTICES:,} vertices. Simplify or split it.")
            vertices = _vertices(shapely.get_coordinates(part), to_degrees, index + 1, tally)
            if vertices:
                lines.append(Line(index + 1, vertices, values))
    return lines


def _decoded(layer: Layer, tally: Tally) -> NDArray[np.object_]:
    import shapely  # noqa: PLC0415

    with np.errstate(all="ignore"):  # what is no number is told line by line
        geometry = shapely.force_2d(shapely.from_wkb(layer.geometry, on_invalid="ignore"))
    for index in np.flatnonzero(shapely.is_missing(geometry)).tolist():
        if layer.geometry[index] is None:
            tally.tell(index + 1, "no-geometry", "There is no geometry; it is left out.")
        else:
            tally.tell(index + 1, "not-a-line", "The geometry is no line that can be read; it is left out.")
    return np.asarray(geometry)


def _line_parts(geometry: NDArray[np.object_], tally: Tally) -> Iterator[tuple[int, list[Any]]]:
    """Take features apart into simple lines; what is no line is told."""
    import shapely  # noqa: PLC0415

    for index, shape in enumerate(geometry):
        if shape is None:
            continue
        parts = [part for part in _flat(shape) if part.geom_type in {"LineString", "LinearRing"}]
        if shape.is_empty:
            tally.tell(index + 1, "no-geometry", "The geometry is empty; it is left out.")
        elif len(parts) < len(_flat(shape)):
            tally.tell(index + 1, "not-a-line", "Points and areas are left out; only lines are read.")
        lines = [part for part in parts if not shapely.is_empty(part)]
        if lines:
            yield index, lines


def _flat(shape: Any) -> list[Any]:  # noqa: ANN401 - shapely's geometries share no public name for this
    return [part for each in shape.geoms for part in _flat(each)] if hasattr(shape, "geoms") else [shape]


def _vertices(
    coordinates: NDArray[np.float64],
    to_degrees: Transformer | None,
    number: int,
    tally: Tally,
) -> tuple[Position, ...]:
    """Check and transform one line; nothing after a fault."""
    found = in_degrees(coordinates, to_degrees, number, tally)
    if found is None:
        return ()
    if len(found) > 1 and float(np.abs(np.diff(found[:, 0])).max()) > 180:
        tally.add(number, "antimeridian", "The line crosses the antimeridian.", "Cut it at 180 degrees.")
        return ()
    if np.ptp(np.round(found, DECIMALS), axis=0).max() == 0:
        tally.tell(number, "zero-length", "The line has no length; it is left out.")
        return ()
    return tuple((lon, lat) for lon, lat in found.tolist())


def in_degrees(
    coordinates: NDArray[np.float64],
    to_degrees: Transformer | None,
    number: int,
    tally: Tally,
) -> NDArray[np.float64] | None:
    """
    Transform positions to degrees of WGS84.

    Parameters
    ----------
    coordinates
        A position a row, in the coordinate system of the file.
    to_degrees
        As from `transformation`.
    number
        The feature that they are of.
    tally
        Where to note that they are no positions on the Earth.

    Returns
    -------
    degrees
        Longitude and latitude a row; None after a fault.
    """
    if not np.isfinite(coordinates).all():
        tally.add(number, "coordinates", "A coordinate is not a number.", "Repair or delete the geometry.")
        return None
    found = coordinates if to_degrees is None else np.column_stack(to_degrees.transform(*coordinates.T))
    lon, lat = np.abs(found).T
    if bool((lon <= 180).all() and (lat <= 90).all()):
        return found
    is_swapped = bool((lat <= 180).all() and (lon <= 90).all())
    is_far = bool((lon < 360).all() and (lat <= 90).all())
    fix = "Name the coordinate system they are in."
    if is_swapped or is_far:
        fix = "Swap latitude and longitude." if is_swapped else "Count longitudes from -180 to 180, cut at 180."
    tally.add(number, "coordinates", "The coordinates are not on the Earth.", fix)
    return None


def transformation(stated: str | None, said: str | None, file: str) -> Transformer | None:
    """
    Make the way from a coordinate system to degrees of WGS84.

    Parameters
    ----------
    stated
        What the file says; None if it does not.
    said
        What the user says; None if not asked.
    file
        The file, for messages.

    Returns
    -------
    to_degrees
        None where the coordinates are degrees already.

    Raises
    ------
    CorridorError
        If nobody says it, it is not known, or the two contradict each other.
    """
    from pyproj import CRS, Transformer  # noqa: PLC0415 - costs a tenth of a second
    from pyproj.exceptions import CRSError  # noqa: PLC0415

    if stated is None and said is None:
        raise CorridorError(
            f"{file} does not say its coordinate system (a shapefile says it in the .prj, GMNS in config.csv)."
            " Name it with --crs, as EPSG:4326 for degrees of WGS84."
        )
    try:
        known = [CRS.from_user_input(text) for text in (stated, said) if text is not None]
    except CRSError as error:
        raise CorridorError(f"{file}: the coordinate system is not known. Name one as EPSG:4326.") from error
    if not known[0].equals(known[-1], ignore_axis_order=True):
        raise CorridorError(f"{file} is in {known[0].name}, --crs says {known[-1].name}. Leave --crs out.")
    if known[0].equals(CRS.from_user_input(DEGREES), ignore_axis_order=True) or known[0].to_authority() == _CRS84:
        return None
    return Transformer.from_crs(known[0], DEGREES, always_xy=True)
