"""Gaps: ends that face each other, or the middle of a line; the short ones are bridged, the longer ones told."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from geo.network.osm.ends import LOOSE_M, Gap, heading_of, loose_ends
from geo.network.osm.tees import join_tees
from geo.network.osm.traits import is_same_gauge

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from geo.network.osm.ends import Ends
    from geo.network.osm.tracks import Tracks

BRIDGED_M = 50.0
TOLD_M = 500.0
STRAIGHT_DEG = 45.0
"""A bridge goes on from both ends within this angle; a wider one joins stubs that stand beside each other."""


def bridge_gaps(tracks: Tracks, bridged_m: float = BRIDGED_M) -> tuple[Tracks, list[Gap]]:
    """
    Join ends that face each other, or the middle of a line.

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
    tracks, gaps = join_tees(tracks, bridged_m)
    found = loose_ends(tracks)
    new = []
    for a, b, distance_m in _facing(tracks, found) if len(found.rows) > 1 else ():
        is_bridged = distance_m <= bridged_m
        first, second = sorted(tuple(tracks.lonlat[found.rows[i]].tolist()) for i in (a, b))
        gaps.append(Gap(first, second, distance_m, is_bridged))
        if is_bridged:
            new.append((int(found.rows[a]), int(found.rows[b]), int(found.chains[a])))
    if new:
        tracks = _with_bridges(tracks, new)
    return tracks, sorted(gaps, key=lambda gap: (gap.distance_m, gap.one))


def _facing(tracks: Tracks, found: Ends) -> Iterator[tuple[int, int, float]]:
    """Pair ends that face each other, each with one: what is nearest and straightest comes first."""
    from scipy.spatial import cKDTree  # noqa: PLC0415 - a fifth of a second

    ends, chains, outward, globe = found.rows, found.chains, found.outward, found.globe
    pairs = cKDTree(globe).query_pairs(TOLD_M, output_type="ndarray")
    one, other = pairs[:, 0], pairs[:, 1]
    distance = np.linalg.norm(globe[one] - globe[other], axis=1)
    across = heading_of(tracks.xy[ends[other]] - tracks.xy[ends[one]])
    turns = np.maximum(_turn(outward[one], across), _turn(outward[other], across + np.pi))
    fits = ((turns < STRAIGHT_DEG) | (distance < LOOSE_M)) & (chains[one] != chains[other])
    gauge = np.array([t.gauge_mm for t in tracks.traits])[chains]
    main = np.array([t.is_main for t in tracks.traits])[chains]
    cost = distance * (1 + turns / STRAIGHT_DEG)
    used: set[int] = set()
    for index in np.lexsort((other, one, cost)):
        a, b = int(one[index]), int(other[index])
        is_free = fits[index] and not {a, b} & used and (main[a] or main[b])
        if is_free and is_same_gauge(int(gauge[a]), int(gauge[b])):
            used |= {a, b}
            yield a, b, float(distance[index])


def _turn(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.abs(np.degrees(np.angle(np.exp(1j * (one - other))))))


def _with_bridges(tracks: Tracks, new: list[tuple[int, int, int]]) -> Tracks:
    flat = np.array([node for a, b, _ in new for node in (a, b)], dtype=np.int64)
    return replace(
        tracks,
        flat=np.concatenate([tracks.flat, flat]),
        offsets=np.concatenate([tracks.offsets, tracks.offsets[-1] + 2 * np.arange(1, len(new) + 1)]),
        traits=(*tracks.traits, *(tracks.traits[chain] for _, _, chain in new)),
        way_ids=(*tracks.way_ids, *(() for _ in new)),
    )
