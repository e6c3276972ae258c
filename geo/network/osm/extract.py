"""Extracts: the ways, nodes and points of one mode that an OpenStreetMap file or answer holds, as arrays."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

OsmMode = Literal["rail", "road"]
PointKind = Literal["node", "way", "relation"]


@dataclass(frozen=True, eq=False)
class Way:
    """
    One way: a line through nodes, in the order in which it was drawn.

    Parameters
    ----------
    way_id
        OpenStreetMap's id of the way.
    refs
        Ids of its nodes, at least two, in order; int64. Nodes that the file lacks are named here too.
    tags
        Its tags, as written, of the keys that a network needs (`geo.network.osm.tags`).
    """

    way_id: int
    refs: NDArray[np.int64]
    tags: Mapping[str, str]


@dataclass(frozen=True)
class Point:
    """
    One thing that means something by itself: a station, a junction, a border, a place.

    Parameters
    ----------
    point_id
        OpenStreetMap's id of it.
    lon, lat
        WGS84 degrees.
    tags
        Its tags, as written, of the keys that a network needs; every ``name`` and ``name:*`` is there.
    kind
        ``"node"``, or for the middle of an area ``"way"`` or ``"relation"``.
    """

    point_id: int
    lon: float
    lat: float
    tags: Mapping[str, str]
    kind: PointKind = "node"

    @property
    def name(self) -> str:
        """What it is, and its id, as OpenStreetMap's addresses have it."""
        return f"{self.kind}/{self.point_id}"


@dataclass(frozen=True, eq=False)
class Extract:
    """
    What an OpenStreetMap file or answer says about the lines of one mode.

    Parameters
    ----------
    ways
        The ways, ascending by id, each id once.
    node_ids
        Ids of the nodes that the ways use and the file has, ascending, each once; int64 of shape (n,).
    lonlat
        Their longitudes and latitudes, WGS84 degrees; float64 of shape (n, 2), aligned with `node_ids`.
    points
        Stations, junctions, borders and places, ascending by id; a point is a node of a way only if its id is
        among `node_ids` too, and those of areas never are.
    missing
        Ids of the nodes that ways name and the file lacks, ascending; int64.
    date
        The state of the data, as the file or answer says it (ISO 8601); None where it does not.
    origin
        The file's name, or the address that was asked.
    mode
        ``"rail"`` or ``"road"``.
    notes
        What was left out, clipped or partial, as sentences.
    """

    ways: list[Way]
    node_ids: NDArray[np.int64]
    lonlat: NDArray[np.float64]
    points: list[Point]
    missing: NDArray[np.int64]
    date: str | None
    origin: str
    mode: OsmMode
    notes: list[str] = field(default_factory=list)

    @cached_property
    def refs(self) -> NDArray[np.int64]:
        """The nodes of all ways, one way after the other; int64."""
        return np.concatenate([np.empty(0, np.int64), *(way.refs for way in self.ways)])

    @cached_property
    def offsets(self) -> NDArray[np.int64]:
        """Where each way begins in `refs`, and, last, where the last one ends; int64 of shape (ways + 1,)."""
        return np.cumsum([0, *(len(way.refs) for way in self.ways)], dtype=np.int64)

    def positions(self, node_ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """
        Find nodes.

        Parameters
        ----------
        node_ids
            Ids of nodes.

        Returns
        -------
        positions
            Their rows in `node_ids` and `lonlat`; -1 for a node that the file lacks.
        """
        if not len(self.node_ids):
            return np.full(len(node_ids), -1, np.int64)
        rows = np.minimum(np.searchsorted(self.node_ids, node_ids), len(self.node_ids) - 1)
        return np.where(self.node_ids[rows] == node_ids, rows, -1)
