"""Ends: where a line stops, and the gaps between two that face each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo.network.plane import RADIUS_M

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.network.osm.tracks import Tracks

ONE_WAY = 0.95
"""Chains that meet end there all if their directions agree so far: the length of their mean, 1 for one direction."""
LOOSE_M = 3.0
"""Ends closer than this are one point, whatever the angles: the crumb between them has no direction."""


@dataclass(frozen=True)
class Gap:
    """
    Two ends that face each other.

    Parameters
    ----------
    one, other
        Where they are, in degrees, south-west first.
    distance_m
        How far apart.
    is_bridged
        Whether the line was joined there.
    """

    one: tuple[float, float]
    other: tuple[float, float]
    distance_m: float
    is_bridged: bool


@dataclass(frozen=True, eq=False)
class Ends:
    """
    The nodes at which lines only end, in the order of their places.

    Parameters
    ----------
    rows
        The positions' rows.
    chains
        A chain that ends at each.
    outward
        The direction in which it would go on, in radians of the plane.
    globe
        Where they are in space, in metres, so that near is near everywhere; shape (n, 3).
    apart_m
        How far the next end of another chain is.
    """

    rows: NDArray[np.int64]
    chains: NDArray[np.int64]
    outward: NDArray[np.float64]
    globe: NDArray[np.float64]
    apart_m: NDArray[np.float64]


def loose_ends(tracks: Tracks) -> Ends:
    """
    List the nodes at which lines only end.

    Tracks that run together into one node and no further, as two of a double track do, end there too.

    Parameters
    ----------
    tracks
        The chains.

    Returns
    -------
    ends
        Their ends.
    """
    both, count = tracks.ends.ravel(), len(tracks.lonlat)
    tip = np.arange(len(both))
    chains, is_last = tip // 2, tip % 2 == 1
    inner = np.where(is_last, tracks.offsets[chains + 1] - 2, tracks.offsets[chains] + 1)
    heading = heading_of(tracks.xy[both] - tracks.xy[tracks.flat[inner]])
    east, north = (np.bincount(both, part, count) for part in (np.cos(heading), np.sin(heading)))
    degree = np.bincount(both, minlength=count)
    is_loose = (degree > 0) & (np.hypot(east, north) > ONE_WAY * degree)
    nodes, first = np.unique(both, return_index=True)
    nodes, chain = nodes[is_loose[nodes]], chains[first][is_loose[nodes]]
    order = np.lexsort(tracks.lonlat[nodes].T)
    nodes, chain = nodes[order], chain[order]
    globe = _on_globe(tracks.lonlat[nodes])
    return Ends(nodes, chain, np.arctan2(north[nodes], east[nodes]), globe, _apart(globe, chain))


def _apart(globe: NDArray[np.float64], chains: NDArray[np.int64]) -> NDArray[np.float64]:
    """Measure how far the next end of another chain is; of three ends one is."""
    from scipy.spatial import cKDTree  # noqa: PLC0415 - a fifth of a second

    if len(globe) < 2:
        return np.full(len(globe), np.inf)
    number = min(3, len(globe))
    distance, other = cKDTree(globe).query(globe, k=number)
    is_other = chains[other] != chains[:, None]
    return np.asarray(np.where(is_other, distance, np.inf).min(axis=1))


def heading_of(step: NDArray[np.float64]) -> NDArray[np.float64]:
    """
    Give directions.

    Parameters
    ----------
    step
        Steps on the plane, shape (n, 2).

    Returns
    -------
    heading
        In radians, from east to north.
    """
    return np.asarray(np.arctan2(step[:, 1], step[:, 0]))


def _on_globe(lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give positions in space, so that near is near everywhere."""
    lon, lat = np.radians(lonlat).T
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)]) * RADIUS_M
