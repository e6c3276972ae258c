"""Lines and points for the map: simplified for the zooms in use, then written as delta-encoded integers in text."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.errors import Faults, ProductError
from geo.paths import shipped_paths
from geo.texts import read_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from geo.atlas import Atlas

LINE_STEPS, GROUND_STEPS = 2000, 160
"""How finely a degree is divided: 56 m for what the map is about, 700 m for its ground."""
TOLERANCE_DEG = 0.0009
"""What a line may lose: two thirds of a pixel at zoom 10, about 90 m."""
GROUND_TOLERANCE_DEG = 0.01
"""What coasts and borders may lose: about 1 km; borders are for orientation only."""
_FARTHEST_DEG = 360.0
_UNFIT = (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError, OverflowError)
"""What reading and encoding a layer that is none may end in."""
_KEPT_AS = "_map_geometry"
_CHUNK_BITS, _CHUNKS, _FIRST_CHAR = 5, 6, 63


@dataclass(frozen=True)
class MapGeometry:
    """
    What depends on the atlas' geometry alone.

    Parameters
    ----------
    links
        Link id to its encoded line.
    base
        ``land`` and ``lakes`` as polygons of encoded rings, ``borders`` as encoded lines by kind; empty where the
        atlas has no such file.
    """

    links: dict[str, str]
    base: dict[str, Any]


def map_geometry(atlas: Atlas) -> MapGeometry:
    """
    Encode an atlas' lines, points and basemap.

    Parameters
    ----------
    atlas
        The atlas. It never changes, so the result is kept on it, as its own cached properties are.

    Returns
    -------
    geometry
        The encoded texts.
    """
    kept = vars(atlas)
    if _KEPT_AS not in kept:
        network = atlas.network
        own = atlas.paths.corridors / "basemap"
        folder = own if own.is_dir() else shipped_paths().corridors / "basemap"
        lines = simplified([link.line for link in network.links.values()], TOLERANCE_DEG)
        kept[_KEPT_AS] = MapGeometry(
            links=dict(zip(network.links, encode_lines(lines, LINE_STEPS), strict=True)),
            base={
                "land": _polygons(folder / "land.geojson"),
                "lakes": _polygons(folder / "lakes.geojson"),
                "borders": _borders(folder / "borders.geojson"),
            },
        )
    geometry: MapGeometry = kept[_KEPT_AS]
    return geometry


def simplified(
    lines: Iterable[Sequence[tuple[float, float]] | NDArray[np.float64]], tolerance: float
) -> list[NDArray[np.float64]]:
    """
    Drop the vertices that no zoom of the map would show.

    Parameters
    ----------
    lines
        Vertices, longitude and latitude.
    tolerance
        How far a line may move, in degrees.

    Returns
    -------
    lines
        The same lines with fewer vertices; ends kept.
    """
    import shapely  # noqa: PLC0415 - a tenth of a second that an encoded map does not need again

    shapes = shapely.simplify(
        [shapely.LineString(np.asarray(line)) for line in lines], tolerance, preserve_topology=False
    )
    return [shapely.get_coordinates(shape) for shape in shapes]


def encode_lines(lines: Sequence[NDArray[np.float64]], steps: int) -> list[str]:
    """
    Write lines as text: rounded, as differences between neighbours, each in chunks of five bits.

    Parameters
    ----------
    lines
        Arrays of longitude and latitude.
    steps
        Into how many parts a degree is divided.

    Returns
    -------
    texts
        One a line, in Google's polyline encoding with longitude first: printable ASCII without ``<``, ``>``, ``&``.
    """
    if not lines:
        return []
    whole = [np.rint(line * steps).astype(np.int64) for line in lines]
    deltas = np.concatenate([np.diff(line, axis=0, prepend=0).ravel() for line in whole])
    zigzag = np.where(deltas < 0, ~(deltas << 1), deltas << 1)
    shifts = np.arange(_CHUNKS) * _CHUNK_BITS
    rest = zigzag[:, None] >> shifts
    is_written = (rest > 0) | (shifts == 0)
    has_more = np.zeros_like(is_written)
    has_more[:, :-1] = rest[:, 1:] > 0
    chars = (rest & 31) + np.where(has_more, 32, 0) + _FIRST_CHAR
    ends = np.cumsum(is_written.sum(axis=1))[np.cumsum([line.size for line in whole]) - 1]
    text = chars[is_written].astype(np.uint8).tobytes().decode("ascii")
    starts = [0, *ends.tolist()]
    return [text[start:end] for start, end in zip(starts, ends.tolist(), strict=False)]


def _features(path: Path) -> list[tuple[dict[str, Any], list[str]]]:
    """Read a layer of the basemap, which no rule has checked: properties, and the encoded rings or lines."""
    if not path.exists():
        return []
    faults = Faults()
    text = read_text(path, path.name, faults)
    faults.raise_any()
    found, number = [], 0
    try:
        for number, feature in enumerate(json.loads(text or "")["features"], 1):  # noqa: B007 - the one at fault
            found.append((dict(feature["properties"] or {}), _encoded(_rings(feature["geometry"]))))
    except _UNFIT as error:
        raise ProductError(
            f"The basemap's {path.name} cannot be drawn: {_reason(error, number)}. "
            "Export it again as GeoJSON in EPSG:4326, or delete it; a map without it has no ground."
        ) from error
    return found


def _reason(error: Exception, number: int) -> str:
    """Say what is wrong with a layer, whose feature of this number was read last."""
    if isinstance(error, json.JSONDecodeError):
        return f"it is not JSON at line {error.lineno} ({error.msg})"
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    if not number:
        return "it is no collection of features"
    return f"feature {number} lacks properties, or its coordinates are not those of lines or areas"


def _rings(geometry: dict[str, Any]) -> list[Any]:
    """Flatten the parts of a polygon, line or collection of such into vertices a ring."""
    parts = geometry["coordinates"]
    depth = {"LineString": 0, "Polygon": 1, "MultiLineString": 1, "MultiPolygon": 2}.get(geometry["type"], -1)
    if depth < 0:
        return []
    if depth == 0:
        return [parts]
    return parts if depth == 1 else [ring for polygon in parts for ring in polygon]


def _polygons(path: Path) -> list[list[str]]:
    return [rings for _, rings in _features(path) if rings]


def _borders(path: Path) -> dict[str, list[str]]:
    borders: dict[str, list[str]] = {}
    for found, lines in _features(path):
        borders.setdefault(str(found.get("kind", "international")), []).extend(lines)
    return borders


def _encoded(rings: list[Any]) -> list[str]:
    arrays = [np.array(ring, dtype=float)[:, :2] for ring in rings]
    if any(array.ndim != 2 or len(array) < 2 for array in arrays):
        raise ValueError("a line has two positions or more")
    if any(not np.isfinite(array).all() or np.abs(array).max() > _FARTHEST_DEG for array in arrays):
        raise ValueError("coordinates are not degrees")
    return encode_lines(simplified(arrays, GROUND_TOLERANCE_DEG), GROUND_STEPS)
