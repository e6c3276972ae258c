"""The ground of printed maps: a projection that fits the corridors, and land, water and borders in it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from pyproj import CRS, Geod, Transformer

from geo.errors import ProductError
from geo.paths import shipped_paths

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geo.atlas import Atlas

_NEAR_EQUATOR_DEG = 8.0
_POLE_DEG = 89.0
_CURVE_DEG = 1.0
"""Long straight edges, such as those where the basemap ends, are bent along with their parallel."""
_PAD = 0.08
_LEAST_PAD_M = 20_000.0
GEOD = Geod(ellps="WGS84")


@dataclass(frozen=True)
class Frame:
    """
    A map's projection and what it shows of the world.

    Parameters
    ----------
    crs
        The projection.
    bounds
        West, south, east, north in metres of the projection.
    width_mm, height_mm
        Of the map.
    corner
        Its upper left corner on the sheet, in millimetres.
    """

    crs: CRS
    bounds: tuple[float, float, float, float]
    width_mm: float
    height_mm: float
    corner: tuple[float, float]

    @cached_property
    def transformer(self) -> Transformer:
        """From longitude and latitude to metres."""
        return Transformer.from_crs("EPSG:4326", self.crs, always_xy=True)

    @property
    def mm_a_metre(self) -> float:
        """The scale."""
        return self.width_mm / (self.bounds[2] - self.bounds[0])

    @property
    def centre(self) -> tuple[float, float]:
        """Longitude and latitude of the middle."""
        west, south, east, north = self.bounds
        lon, lat = self.transformer.transform((west + east) / 2, (south + north) / 2, direction="INVERSE")
        return float(lon), float(lat)

    def place(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """
        Project points onto the sheet.

        Parameters
        ----------
        points
            Longitude and latitude, one a row.

        Returns
        -------
        places
            Millimetres from the left and the upper edge of the sheet; not finite where the projection has no place.
        """
        x, y = self.transformer.transform(points[:, 0], points[:, 1])
        left, top = self.corner
        return np.column_stack([
            left + (np.asarray(x) - self.bounds[0]) * self.mm_a_metre,
            top + (self.bounds[3] - np.asarray(y)) * self.mm_a_metre,
        ])  # fmt: skip

    @cached_property
    def degrees(self) -> tuple[float, float, float, float]:
        """A rectangle of degrees that holds the map: west, south, east, north."""
        west, south, east, north = self.bounds
        edge = np.linspace(0, 1, 25)
        x = np.concatenate([west + (east - west) * edge] * 2 + [np.full(25, west), np.full(25, east)])
        y = np.concatenate([np.full(25, south), np.full(25, north), *[south + (north - south) * edge] * 2])
        lon, lat = self.transformer.transform(x, y, direction="INVERSE")
        return (
            max(-180.0, float(np.min(lon)) - 1), max(-85.0, float(np.min(lat)) - 1),
            min(180.0, float(np.max(lon)) + 1), min(85.0, float(np.max(lat)) + 1),
        )  # fmt: skip

    @property
    def box(self) -> BaseGeometry:
        """The map's outline on the sheet."""
        left, top = self.corner
        return shapely.box(left, top, left + self.width_mm, top + self.height_mm)

    def convergence(self, lon: float, lat: float) -> float:
        """
        Say by how much north is turned from up.

        Parameters
        ----------
        lon, lat
            A place.

        Returns
        -------
        degrees
            Clockwise.
        """
        ends = self.place(np.array([[lon, lat], [lon, lat + 0.01]]))
        dx, dy = ends[1] - ends[0]
        return float(np.degrees(np.arctan2(dx, -dy)))


def fitting_crs(lons: NDArray[np.float64], lats: NDArray[np.float64]) -> CRS:
    """
    Choose a projection for an extent.

    Lambert's conformal conic, its parallels a sixth of the extent from its edges (the rule of Kavrayskiy and Deetz,
    in Snyder, "Map Projections: A Working Manual", 1987, p. 99); near the equator, where the cone becomes a cylinder,
    Mercator's.

    Parameters
    ----------
    lons, lats
        Degrees.

    Returns
    -------
    crs
        In metres.
    """
    west, east, south, north = float(lons.min()), float(lons.max()), float(lats.min()), float(lats.max())
    lon, sixth = (west + east) / 2, max((north - south) / 6, 0.1)
    if abs(south + north) / 2 < _NEAR_EQUATOR_DEG or south * north < 0:
        return CRS.from_proj4(f"+proj=merc +lon_0={lon:.4f} +lat_ts={(south + north) / 2:.4f} +ellps=WGS84 +units=m")
    first, second = (max(-_POLE_DEG, min(_POLE_DEG, lat)) for lat in (south + sixth, north - sixth))
    return CRS.from_proj4(
        f"+proj=lcc +lat_1={first:.4f} +lat_2={second:.4f} +lat_0={(south + north) / 2:.4f} "
        f"+lon_0={lon:.4f} +ellps=WGS84 +units=m"
    )


def fitting_frame(
    lines: Sequence[NDArray[np.float64]], corner: tuple[float, float], width_mm: float, highest_mm: tuple[float, float]
) -> Frame:
    """
    Frame lines.

    Parameters
    ----------
    lines
        Longitude and latitude, one point a row.
    corner
        The map's upper left corner on the sheet.
    width_mm
        How wide it is.
    highest_mm
        How low and how high it may be.

    Returns
    -------
    frame
        With room around the lines.
    """
    points = np.concatenate(lines)
    crs = fitting_crs(points[:, 0], points[:, 1])
    x, y = Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform(points[:, 0], points[:, 1])
    wide, high = float(np.ptp(x)), float(np.ptp(y))
    pad = max(_PAD * max(wide, high), _LEAST_PAD_M)
    wide, high = wide + 2 * pad, high + 2 * pad
    height_mm = min(max(width_mm * high / wide, highest_mm[0]), highest_mm[1])
    metres = max(wide / width_mm, high / height_mm)
    middle = ((float(np.min(x)) + float(np.max(x))) / 2, (float(np.min(y)) + float(np.max(y))) / 2)
    half = (metres * width_mm / 2, metres * height_mm / 2)
    bounds = (middle[0] - half[0], middle[1] - half[1], middle[0] + half[0], middle[1] + half[1])
    return Frame(crs, bounds, width_mm, height_mm, corner)


@dataclass(frozen=True)
class Ground:
    """
    What a map's subject lies on, on the sheet, in millimetres.

    Parameters
    ----------
    land, lakes
        Polygons as rings.
    borders
        Lines by kind.
    """

    land: list[list[NDArray[np.float64]]]
    lakes: list[list[NDArray[np.float64]]]
    borders: dict[str, list[NDArray[np.float64]]]


def ground(atlas: Atlas, frame: Frame) -> Ground:
    """
    Project the basemap, the shipped one where the atlas has none, and cut it to the map.

    Parameters
    ----------
    atlas
        The atlas.
    frame
        The map.

    Returns
    -------
    ground
        Empty where the basemap has no such layer.

    Raises
    ------
    ProductError
        If the basemap cannot be read.
    """
    own = atlas.paths.corridors / "basemap"
    folder = own if own.is_dir() else shipped_paths().corridors / "basemap"
    borders: dict[str, list[NDArray[np.float64]]] = {}
    for properties, shape in _features(folder / "borders.geojson"):
        lines = [shapely.get_coordinates(part) for part in _parts(_cut(shape, frame), "LineString")]
        borders.setdefault(str(properties.get("kind", "international")), []).extend(lines)
    return Ground(_areas(folder / "land.geojson", frame), _areas(folder / "lakes.geojson", frame), borders)


def _areas(path: Path, frame: Frame) -> list[list[NDArray[np.float64]]]:
    found = []
    for _, shape in _features(path):
        found += [
            [shapely.get_coordinates(ring) for ring in shapely.get_rings(part)]
            for part in _parts(_cut(shape, frame), "Polygon")
        ]
    return found


def _parts(shape: BaseGeometry, kind: str) -> list[BaseGeometry]:
    """Give the parts of one kind that are something."""
    flat = shapely.get_parts(shapely.get_parts(shape))
    return [part for part in flat if part.geom_type == kind and not part.is_empty]


def _features(path: Path) -> Iterator[tuple[dict[str, Any], BaseGeometry]]:
    """Read a layer of the basemap, which no rule has checked."""
    if not path.exists():
        return
    try:
        for feature in json.loads(path.read_text("utf-8"))["features"]:
            shape = shapely.from_geojson(json.dumps(feature["geometry"]))
            if not (np.abs(shapely.get_coordinates(shape)) <= 360).all():
                raise ValueError("coordinates are not degrees")  # noqa: TRY301 - told as the other faults are
            yield feature["properties"] or {}, shape
    except (OSError, ValueError, KeyError, TypeError, AttributeError, shapely.errors.ShapelyError) as error:
        raise ProductError(
            f"The basemap's {path.name} cannot be drawn: {type(error).__name__}: {error}. "
            "Export it again as GeoJSON in EPSG:4326, or delete it; a map without it has no ground."
        ) from error


def _cut(shape: BaseGeometry, frame: Frame) -> BaseGeometry:
    """Cut a shape in degrees roughly to the map, project it, and cut it to the map."""
    near = shapely.clip_by_rect(shape, *frame.degrees)
    if near.is_empty:
        return near
    bent = shapely.segmentize(near, _CURVE_DEG)
    placed = shapely.transform(bent, frame.place)
    return shapely.intersection(shapely.make_valid(placed), frame.box)
