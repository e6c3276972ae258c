"""A plane to measure short distances in, anywhere on Earth."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

RADIUS_M = 6_378_137.0
MAX_LATITUDE = 85.0


def to_plane(lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
    """
    Project onto the Mercator plane of a sphere (EPSG:3857): angles are true, a metre on the ground is `stretch` long.

    Parameters
    ----------
    lonlat
        Longitudes and latitudes in degrees, shape (n, 2); beyond 85 degrees north or south the latitude is cut.

    Returns
    -------
    xy
        Metres of the plane, shape (n, 2).
    """
    latitude = np.clip(lonlat[:, 1], -MAX_LATITUDE, MAX_LATITUDE)
    north = np.arcsinh(np.tan(np.radians(latitude)))
    return np.column_stack([np.radians(lonlat[:, 0]), north]) * RADIUS_M


def to_earth(xy: NDArray[np.float64]) -> NDArray[np.float64]:
    """
    Lead positions of the plane back.

    Parameters
    ----------
    xy
        Metres of the plane, shape (n, 2).

    Returns
    -------
    lonlat
        Longitudes and latitudes in degrees, shape (n, 2).
    """
    north = np.arctan(np.sinh(xy[:, 1] / RADIUS_M))
    return np.asarray(np.degrees(np.column_stack([xy[:, 0] / RADIUS_M, north])), dtype=np.float64)


def stretch(y: NDArray[np.float64]) -> NDArray[np.float64]:
    """
    Say how long a metre on the ground is on the plane.

    Parameters
    ----------
    y
        Northings of the plane, in metres.

    Returns
    -------
    factor
        1 at the equator, 1 / cos(latitude) elsewhere.
    """
    return np.asarray(np.cosh(y / RADIUS_M), dtype=np.float64)


def lengths_m(xy: NDArray[np.float64], offsets: NDArray[np.int64]) -> NDArray[np.float64]:
    """
    Measure lines of the plane on the ground, to about half a percent (the Earth is taken as a sphere).

    Parameters
    ----------
    xy
        The vertices of all lines, one line after the other, shape (n, 2).
    offsets
        Where each line begins, and, last, where the last one ends.

    Returns
    -------
    lengths
        Metres, one a line.
    """
    steps = np.diff(xy, axis=0)
    middle = (xy[1:, 1] + xy[:-1, 1]) / 2
    ground = np.hypot(steps[:, 0], steps[:, 1]) / stretch(middle)
    along = np.concatenate([[0.0], np.cumsum(ground)])
    return np.asarray(along[offsets[1:] - 1] - along[offsets[:-1]], dtype=np.float64)
