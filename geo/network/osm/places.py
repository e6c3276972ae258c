"""Places drawn as areas: a station as the outline of its ground becomes a point in its middle."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from geo.network.osm.extract import Point

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from geo.network.osm.extract import PointKind

Key = tuple["PointKind", int]


@dataclass
class Places:
    """
    Ways and relations that are places, until their nodes have come by.

    Parameters
    ----------
    tags
        The tags of each, those that a point has.
    refs
        The nodes of each that are known so far.
    ways
        The relations that have each way as a member.
    """

    tags: dict[Key, dict[str, str]] = field(default_factory=dict)
    refs: dict[Key, list[int]] = field(default_factory=dict)
    ways: dict[int, list[Key]] = field(default_factory=dict)

    def add(self, key: Key, tags: dict[str, str], refs: Sequence[int], ways: Sequence[int] = ()) -> None:
        """
        Take a place.

        Parameters
        ----------
        key
            What it is, and its id.
        tags
            Its tags, checked.
        refs
            Its nodes.
        ways
            Its members, if it is a relation.
        """
        self.tags[key] = tags
        self.refs[key] = list(refs)
        for way_id in ways:
            self.ways.setdefault(way_id, []).append(key)

    def add_member(self, way_id: int, refs: Sequence[int]) -> None:
        """
        Give the nodes of a way to the relations that it belongs to.

        Parameters
        ----------
        way_id
            The way.
        refs
            Its nodes.
        """
        for key in self.ways.get(way_id, ()):
            self.refs[key] += refs

    def node_ids(self) -> NDArray[np.int64]:
        """
        List the nodes of all.

        Returns
        -------
        node_ids
            Ascending, each once.
        """
        return np.unique(np.array([ref for refs in self.refs.values() for ref in refs], dtype=np.int64))

    def points(self, node_ids: NDArray[np.int64], lonlat: NDArray[np.float64]) -> list[Point]:
        """
        Make points of places.

        Parameters
        ----------
        node_ids
            Nodes that were found, ascending.
        lonlat
            Where they are.

        Returns
        -------
        points
            In the middle of each place's box; none for one of which no node was found.
        """
        found = []
        for (kind, number), tags in self.tags.items():
            refs = np.array(self.refs[kind, number], dtype=np.int64)
            rows = np.minimum(np.searchsorted(node_ids, refs), max(len(node_ids) - 1, 0))
            rows = rows[node_ids[rows] == refs] if len(node_ids) else rows[:0]
            if len(rows):
                found.append(Point(number, *_middle(lonlat[rows]), tags, kind))
        return found


def _middle(lonlat: NDArray[np.float64]) -> tuple[float, float]:
    low, high = lonlat.min(axis=0), lonlat.max(axis=0)
    middle = lonlat[0] if high[0] - low[0] > 180 else (low + high) / 2  # one over the date line has no such middle
    lon, lat = np.round(middle, 7).tolist()
    return lon, lat


def is_outline(role: str) -> bool:
    """
    Tell whether a relation's way is of its outline.

    Parameters
    ----------
    role
        The way's role.

    Returns
    -------
    answer
        True for an outer ring, or one of no role.
    """
    return role in {"outer", "outline", ""}


def marks_area(tags: Mapping[str, str], mode: str) -> bool:
    """
    Tell whether a way or relation is a place that lines of the mode stop at.

    Parameters
    ----------
    tags
        Its tags.
    mode
        ``"rail"`` or ``"road"``.

    Returns
    -------
    answer
        True for stations on rails and for towns on roads.
    """
    if mode == "rail":
        return tags.get("railway") in {"station", "halt", "service_station", "yard", "border"}
    return tags.get("place") in {"city", "town"}
