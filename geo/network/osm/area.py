"""Areas to ask for: a box, the surroundings of a place, a band along a corridor."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, cast

import numpy as np
import shapely
from pyproj import Geod

from geo.errors import NetworkError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

MAX_KM = 500.0
"""The widest radius or band; more is read from a file."""

MAX_DEGREES = 90.0
"""The widest box: Kazakhstan takes 41 degrees."""

KM_A_DEGREE = 111.32
"""Kilometres in a degree of the equator (WGS84); a degree of longitude is shorter elsewhere."""

_GEOD = Geod(ellps="WGS84")
_CORNERS = 16
_STEP_DEGREES = 0.5


def box_area(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    """
    Make an area of a box.

    Parameters
    ----------
    west, south, east, north
        WGS84 degrees.

    Returns
    -------
    area
        The box, with vertices every half degree, so that its sides stay parallels wherever they are projected.

    Raises
    ------
    NetworkError
        If the box is empty, not on the globe, or crosses the 180th meridian.
    """
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise NetworkError(
            f"{west},{south},{east},{north} is no box. Give west, south, east and north in degrees, west below east "
            "and south below north; ask twice for a box that crosses the 180th meridian."
        )
    if east - west > MAX_DEGREES:
        raise NetworkError(
            f"A box {east - west:g} degrees wide is not asked for at once; read a file (`corridors osm read`)."
        )
    return shapely.segmentize(shapely.box(west, south, east, north), _STEP_DEGREES)


def band_area(lines: Sequence[Sequence[tuple[float, float]]], km: float) -> shapely.Polygon | shapely.MultiPolygon:
    """
    Make an area of all that is within a distance of lines; a line of one vertex is a place.

    Parameters
    ----------
    lines
        Vertices of each line, longitude and latitude in WGS84 degrees.
    km
        The distance in kilometres.

    Returns
    -------
    area
        The band: all within `km` of the lines, and up to half as much again.

    Raises
    ------
    NetworkError
        If the distance is out of bounds, or the area would cross the 180th meridian.
    """
    if not 0 < km <= MAX_KM:
        raise NetworkError(f"{km:g} km is no distance to ask for. Give one of up to {MAX_KM:g} km.")
    pieces: list[shapely.Geometry] = []
    for line in lines:
        rounds = _rounds(_thinned(line, km / 5), 1.2 * km)
        pieces += [shapely.convex_hull(shapely.union(*pair)) for pair in pairwise(rounds)] or rounds
    area = shapely.union_all(pieces)
    west, _, east, _ = area.bounds
    if east - west > 180:
        raise NetworkError("The area crosses the 180th meridian. Ask for boxes on both sides of it.")
    return cast("shapely.Polygon | shapely.MultiPolygon", area)


def _thinned(line: Sequence[tuple[float, float]], km: float) -> NDArray[np.float64]:
    """Leave out vertices that lie within a distance of the rest: a query of thousands of vertices is refused."""
    if len(line) < 2:
        return np.array(line, float)
    return shapely.get_coordinates(shapely.simplify(shapely.LineString(line), km / KM_A_DEGREE))


def _rounds(places: NDArray[np.float64], km: float) -> list[shapely.Polygon]:
    """Make polygons around places, so wide that a circle of the distance fits in."""
    count = len(places)
    turns = np.tile(np.linspace(0, 360, _CORNERS, endpoint=False), count)
    reach = np.full(count * _CORNERS, 1000 * km / np.cos(np.pi / _CORNERS))
    lons, lats = (np.repeat(places[:, axis], _CORNERS) for axis in (0, 1))
    lons, lats, _ = _GEOD.fwd(lons, lats, turns, reach)
    return [shapely.Polygon(ring) for ring in np.column_stack([lons, lats]).reshape(count, _CORNERS, 2)]
