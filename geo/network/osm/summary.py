"""The summary of an extract: how much of what it holds, and whether it hangs together."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
from pyproj import Geod
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.network.osm.extract import Extract

_GEOD = Geod(ellps="WGS84")


def way_km(extract: Extract) -> NDArray[np.float64]:
    """
    Measure the ways along the WGS84 ellipsoid.

    Parameters
    ----------
    extract
        An extract.

    Returns
    -------
    length_km
        Of each way, aligned with its ways; stretches to and from missing nodes count nothing.
    """
    starts, ends, ways = _segments(extract)
    if not len(starts):
        return np.zeros(len(extract.ways))
    metres = _GEOD.inv(*extract.lonlat[starts].T, *extract.lonlat[ends].T)[2]
    return np.bincount(ways, metres / 1000, minlength=len(extract.ways)).astype(float)


def summarize(extract: Extract) -> list[dict[str, object]]:
    """
    List what an extract holds.

    Parameters
    ----------
    extract
        An extract.

    Returns
    -------
    rows
        Each with `what`, `count` and `km`, which is None where there is no length.
    """
    length_km = way_km(extract)
    rows: list[dict[str, object]] = [_row("ways", len(extract.ways), float(length_km.sum()))]
    for key in ("gauge", "electrified", "tracks") if extract.mode == "rail" else ("highway", "lanes"):
        rows += _by_tag(extract, key, length_km)
    starts, ends, _ = _segments(extract)
    size = len(extract.node_ids)
    graph = coo_array((np.ones(len(starts)), (starts, ends)), shape=(size, size))
    rows.append(_row("parts that share nodes", int(connected_components(graph, directed=False)[0])))
    rows += [_row("nodes", size), _row("nodes missing", len(extract.missing))]
    kinds = Counter(
        point.tags.get("railway") or point.tags.get("place") or "border control" for point in extract.points
    )
    return rows + [_row(f"points: {kind}", count) for kind, count in sorted(kinds.items())]


def _segments(extract: Extract) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """List the pairs of nodes that follow each other in a way, as rows of `lonlat`, and the row of their way."""
    rows = extract.positions(extract.refs)
    ways = np.repeat(np.arange(len(extract.ways)), np.diff(extract.offsets))
    pairs = (ways[1:] == ways[:-1]) & (rows[1:] >= 0) & (rows[:-1] >= 0)
    return rows[:-1][pairs], rows[1:][pairs], ways[1:][pairs]


def _by_tag(extract: Extract, key: str, length_km: NDArray[np.float64]) -> list[dict[str, object]]:
    counts: Counter[str] = Counter()
    lengths: dict[str, float] = {}
    for way, km in zip(extract.ways, length_km.tolist(), strict=True):
        value = way.tags.get(key, "not said")
        counts[value] += 1
        lengths[value] = lengths.get(value, 0.0) + km
    return [_row(f"{key}: {value}", counts[value], lengths[value]) for value in sorted(counts)]


def _row(what: str, count: int, km: float | None = None) -> dict[str, object]:
    return {"what": what, "count": count, "km": None if km is None else round(km, 1)}
