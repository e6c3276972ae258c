"""Gaps: ends of line that face each other; the short ones are bridged, the longer ones told."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from geo.network.osm.traits import is_same_gauge
from geo.network.plane import RADIUS_M

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.network.osm.tracks import Tracks

BRIDGED_M = 50.0
TOLD_M = 500.0
STRAIGHT_DEG = 45.0
"""A bridge goes on from both ends within this angle; a wider one joins stubs that stand beside each other."""
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


def bridge_gaps(tracks: Tracks, bridged_m: float = BRIDGED_M) -> tuple[Tracks, list[Gap]]:
    """
    Join ends that face each other.

    Parameters
    ----------
    tracks
        The chains.
    bridged_m
        Up to which distance; what lies further apart, up to 500 m, is told only.

    Returns
    -------
    tracks
        With a chain of two positions for each gap bridged.
    gaps
        All gaps, the shortest first.
    """
    from scipy.spatial import cKDTree  # noqa: PLC0415 - a fifth of a second

    ends, chains, outward = _loose_ends(tracks)
    if len(ends) < 2:
        return tracks, []
    globe = _on_globe(tracks.lonlat[ends])
    pairs = cKDTree(globe).query_pairs(TOLD_M, output_type="ndarray")
    one, other = pairs[:, 0], pairs[:, 1]
    distance = np.linalg.norm(globe[one] - globe[other], axis=1)
    across = _heading(tracks.xy[ends[other]] - tracks.xy[ends[one]])
    turns = np.maximum(_turn(outward[one], across), _turn(outward[other], across + np.pi))
    fits = ((turns < STRAIGHT_DEG) | (distance < LOOSE_M)) & (chains[one] != chains[other])
    gauge = np.array([t.gauge_mm for t in tracks.traits])[chains]
    main = np.array([t.is_main for t in tracks.traits])[chains]
    cost = distance * (1 + turns / STRAIGHT_DEG)
    gaps, new = [], []
    used: set[int] = set()
    for index in np.lexsort((other, one, cost)):
        a, b = int(one[index]), int(other[index])
        is_free = fits[index] and not {a, b} & used and (main[a] or main[b])
        if is_free and is_same_gauge(int(gauge[a]), int(gauge[b])):
            used |= {a, b}
            is_bridged = bool(distance[index] <= bridged_m)
            first, second = sorted(tuple(tracks.lonlat[ends[i]].tolist()) for i in (a, b))
            gaps.append(Gap(first, second, float(distance[index]), is_bridged))
            if is_bridged:
                new.append((int(ends[a]), int(ends[b]), int(chains[a])))
    return _with_bridges(tracks, new), sorted(gaps, key=lambda gap: (gap.distance_m, gap.one))


def _loose_ends(tracks: Tracks) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """
    List the nodes at which lines only end, in the order of their places: node, a chain, outward heading.

    Tracks that run together into one node and no further, as two of a double track do, end there too.
    """
    both, count = tracks.ends.ravel(), len(tracks.lonlat)
    tip = np.arange(len(both))
    chains, is_last = tip // 2, tip % 2 == 1
    inner = np.where(is_last, tracks.offsets[chains + 1] - 2, tracks.offsets[chains] + 1)
    heading = _heading(tracks.xy[both] - tracks.xy[tracks.flat[inner]])
    east, north = (np.bincount(both, part, count) for part in (np.cos(heading), np.sin(heading)))
    degree = np.bincount(both, minlength=count)
    is_loose = (degree > 0) & (np.hypot(east, north) > ONE_WAY * degree)
    nodes, first = np.unique(both, return_index=True)
    nodes, chain = nodes[is_loose[nodes]], chains[first][is_loose[nodes]]
    order = np.lexsort(tracks.lonlat[nodes].T)
    nodes, chain = nodes[order], chain[order]
    return nodes, chain, np.arctan2(north[nodes], east[nodes])


def _heading(step: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.arctan2(step[:, 1], step[:, 0]))


def _turn(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.abs(np.degrees(np.angle(np.exp(1j * (one - other))))))


def _on_globe(lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give positions in space, so that near is near everywhere."""
    lon, lat = np.radians(lonlat).T
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)]) * RADIUS_M


def _with_bridges(tracks: Tracks, new: list[tuple[int, int, int]]) -> Tracks:
    flat = np.array([node for a, b, _ in new for node in (a, b)], dtype=np.int64)
    return replace(
        tracks,
        flat=np.concatenate([tracks.flat, flat]),
        offsets=np.concatenate([tracks.offsets, tracks.offsets[-1] + 2 * np.arange(1, len(new) + 1)]),
        traits=(*tracks.traits, *(tracks.traits[chain] for _, _, chain in new)),
        way_ids=(*tracks.way_ids, *(() for _ in new)),
    )
