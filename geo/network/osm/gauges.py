"""Gauges: where along a line the known gauge changes."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from geo.network.osm.traits import is_same_gauge
from geo.network.topology import broad_gauge

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from geo.network.osm.tracks import Tracks


def gauge_breaks(tracks: Tracks, chain: NDArray[np.int64]) -> list[tuple[int, tuple[int, int]]]:
    """
    Find the vertices of a line at which its gauge changes.

    Parameters
    ----------
    tracks
        The chains.
    chain
        The chain of each segment of the line.

    Returns
    -------
    breaks
        The vertex where a known gauge follows on another one, with nothing but unknown or several between; and the two.
    """
    known, found = 0, list[tuple[int, tuple[int, int]]]()
    for index, one in enumerate(chain.tolist()):
        gauge = tracks.traits[one].gauge_mm
        if gauge > 0:
            if not is_same_gauge(gauge, known):
                found.append((index, (broad_gauge(known), broad_gauge(gauge))))
            known = gauge
    return found


def gauge_of(tracks: Tracks, chain: NDArray[np.int64]) -> int:
    """
    Give the gauge of a piece of line.

    Parameters
    ----------
    tracks
        The chains.
    chain
        The chain of each of its segments, -1 for none.

    Returns
    -------
    gauge_mm
        The one that most of its known length has; 0 where none is known.
    """
    lengths: dict[int, float] = defaultdict(float)
    for one in dict.fromkeys(chain.tolist()):
        if one >= 0 and tracks.traits[one].gauge_mm > 0:
            lengths[tracks.traits[one].gauge_mm] += float(tracks.lengths_m[one])
    return max(lengths, key=lambda gauge: (round(lengths[gauge], 3), gauge), default=0)
