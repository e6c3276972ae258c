"""Stations: points of an extract, snapped to the strand they belong to."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo.network.osm.spots import Spots
from geo.network.osm.tiling import Tiles
from geo.network.osm.traits import is_same_gauge
from geo.network.plane import stretch, to_plane
from geo.texts import check_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.network.nodes import NodeKind
    from geo.network.osm.extract import Extract, Point
    from geo.network.osm.merging import Strand
    from geo.network.osm.tracks import Tracks

TOLERANCE_M = {"rail": 300.0, "road": 3_000.0}
LONG_KM = 10.0
BONUS_M_KM = 15.0
"""A line is preferred to a yard track that is nearer: by 15 m for each kilometre it is longer, up to 150 m."""
SAME_M = 150.0
NAMESAKE_M = 1_500.0
"""A halt, or a station's ground, of the name of a station so near is that station."""
_MAX_NAME = 200
_KINDS: dict[str, NodeKind] = {"station": "station", "halt": "station", "service_station": "station",
                               "border": "border_crossing"}  # fmt: skip
_ORDER = {"station": 0, "border_crossing": 1, "city": 2}


@dataclass(frozen=True, eq=False)
class Station:
    """
    A point that stands on a strand.

    Parameters
    ----------
    point
        The point.
    kind
        What kind of node it makes.
    strand
        Which strand.
    along
        How far along it, in metres of the plane.
    distance_m
        How far the point lies from it.
    others
        Lines of other gauges that reach it too: each one's strand, and how far along it.
    """

    point: Point
    kind: NodeKind
    strand: int
    along: float
    distance_m: float
    others: tuple[tuple[int, float], ...] = ()


def snap_stations(
    extract: Extract,
    tracks: Tracks,
    strands: Sequence[Strand],
    tolerance_m: float | None = None,
    tiles: Tiles | None = None,
) -> tuple[list[Station], list[Point]]:
    """
    Snap the stations of an extract (for roads its towns and borders) to the strands.

    Parameters
    ----------
    extract
        The extract.
    tracks
        The chains that the strands are made of.
    strands
        The strands.
    tolerance_m
        How far a point may lie from its strand; 300 m for stations, 3 km for towns unless given.
    tiles
        How the looking for strands near points is cut, and who does it; the result does not depend on it.

    Returns
    -------
    stations
        One a place: of points of one name, or within 150 m along a strand, the one of the first kind.
    missed
        Points with no strand within the tolerance.
    """
    kinds = [(point, kind) for point in extract.points if (kind := _kind(point.tags))]
    if not kinds or not strands:
        return [], [point for point, _ in kinds]
    xy = to_plane(np.array([(point.lon, point.lat) for point, _ in kinds]))
    scale, reach = stretch(xy[:, 1]), tolerance_m or TOLERANCE_M[extract.mode]
    spots = Spots([strand.xy for strand in strands], tiles or Tiles()).near(xy, reach * scale)
    which, strand = spots.point, spots.line
    distance, length_km = spots.distance / scale[which], spots.whole / scale[which] / 1000
    near = defaultdict(list)
    for index in np.lexsort((strand, distance - BONUS_M_KM * np.minimum(length_km, LONG_KM), which)).tolist():
        near[int(which[index])].append((int(strand[index]), float(spots.along[index]), float(distance[index])))
    found = [_station(*kinds[place], tracks, strands, near[place]) for place in sorted(near)]
    missed = sorted(set(range(len(kinds))) - set(which.tolist()))
    return _distinct(found, scale), [kinds[index][0] for index in missed]


def _station(
    point: Point, kind: NodeKind, tracks: Tracks, strands: Sequence[Strand], near: Sequence[tuple[int, float, float]]
) -> Station:
    """Set a point on the first of the strands near it, and tell the first of each other gauge."""
    gauges: list[int] = []
    others = []
    for strand, along, _ in near:
        gauge = _gauge_at(tracks, strands[strand], along)
        if gauge > 0 and gauges and gauges[0] > 0 and not any(is_same_gauge(gauge, one) for one in gauges):
            others.append((strand, along))
            gauges.append(gauge)
        gauges = gauges or [gauge]
    return Station(point, kind, *near[0], tuple(others))


def _gauge_at(tracks: Tracks, strand: Strand, along: float) -> int:
    steps = np.diff(strand.xy, axis=0)
    segment = int(np.searchsorted(np.cumsum(np.hypot(steps[:, 0], steps[:, 1])), along))
    return tracks.traits[int(strand.chain[min(segment, len(strand.chain) - 1)])].gauge_mm


def _kind(tags: Mapping[str, str]) -> NodeKind | None:
    if tags.get("station") in {"subway", "light_rail", "monorail"}:
        return None
    if tags.get("barrier") == "border_control":
        return "border_crossing"
    if tags.get("place") in {"city", "town"}:
        return "city"
    return _KINDS.get(tags.get("railway", ""))


def _distinct(stations: Sequence[Station], scale: np.ndarray) -> list[Station]:
    """Keep one of several points for one station."""
    reach = SAME_M * float(scale.mean())
    kept: list[Station] = []
    by_strand: dict[int, list[Station]] = {}
    for one in sorted(
        stations, key=lambda s: (_ORDER[s.kind], s.point.tags.get("railway") != "station", s.point.kind != "node",
                                 s.strand, s.along)
    ):  # fmt: skip
        others = by_strand.setdefault(one.strand, [])
        if not any(abs(one.along - other.along) <= reach * _likeness(one, other) for other in others):
            others.append(one)
            kept.append(one)
    return sorted(kept, key=lambda s: (s.strand, s.along))


def _likeness(one: Station, other: Station) -> float:
    """Tell how much further than others two points may lie apart if they have one name."""
    name = one.point.tags.get("name")
    return NAMESAKE_M / SAME_M if name and name == other.point.tags.get("name") else 1.0


def clean_name(tags: Mapping[str, str], *keys: str) -> str | None:
    """
    Make a name of what a tag says.

    Parameters
    ----------
    tags
        Tags as written, markup and control characters included.
    keys
        The tags to look at, in order.

    Returns
    -------
    name
        The first one that makes a name: one line, composed, nothing that hides; markup stays text. None if none does.
    """
    for key in keys:
        text = unicodedata.normalize("NFC", tags.get(key, ""))
        text = "".join(char if char.isprintable() else " " for char in text)
        text = re.sub(r"\s+", " ", text).strip()[:_MAX_NAME].strip()
        try:
            if text and check_name(text):
                return text
        except ValueError:
            continue
    return None
