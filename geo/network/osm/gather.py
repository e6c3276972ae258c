"""Gathering: what a file or an answer gives, held to OpenStreetMap's bounds, becomes an extract."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from geo.errors import NetworkError
from geo.network.osm.extract import Extract, Point, Way
from geo.network.osm.places import Places, marks_area
from geo.network.osm.tags import Wanted, marks_point, point_tags

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from geo.network.osm.extract import PointKind

MAX_ID = 2**36
"""Ids end below this, five times OpenStreetMap's largest, so that a set of them has a bound."""

MAX_WAY_ID = 2**32
"""Ids of ways round an area end below this, three times OpenStreetMap's largest: they are looked for by passes."""

MAX_REFS = 100_000
"""Nodes of one way; OpenStreetMap's own bound is 2,000, files made of other data have more."""

MAX_TEXT = 1_020
"""Characters of a tag's value, four times OpenStreetMap's bound."""

_UNTEXT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass
class Gathering:
    """
    What was found so far in one file or answer.

    Parameters
    ----------
    origin
        The file's name, or the address that was asked.
    wanted
        What to take.
    """

    origin: str
    wanted: Wanted
    ways: dict[int, Way] = field(default_factory=dict)
    points: dict[int, Point] = field(default_factory=dict)
    places: Places = field(default_factory=Places)
    left_out: Counter[str] = field(default_factory=Counter)
    _tags: dict[tuple[tuple[str, str], ...], dict[str, str]] = field(default_factory=dict, repr=False)
    _ids: array[int] = field(default_factory=lambda: array("q"), repr=False)
    _lonlat: array[float] = field(default_factory=lambda: array("d"), repr=False)

    def add_way(self, way_id: int, refs: Sequence[int], tags: Mapping[str, str]) -> None:
        """
        Take a way, if it is wanted.

        Parameters
        ----------
        way_id, refs, tags
            As in `Way`; all tags.

        Raises
        ------
        NetworkError
            If an id is no id, the way is endless, or another version of it was there before.
        """
        if not self.wanted.takes(tags):
            self.add_area("way", way_id, refs, tags)
            return
        if len(refs) > MAX_REFS:
            raise self.refusal(f"way {way_id} has {len(refs):,} nodes; {MAX_REFS:,} are the bound", "Split it.")
        self._check_id("way", way_id)
        for ref in (min(refs, default=1), max(refs, default=1)):
            self._check_id("node", ref)
        if len(refs) < 2:
            self.left_out["ways of fewer than two nodes"] += 1
            return
        way = Way(way_id, np.array(refs, np.int64), self._shared(self.wanted.line_tags(tags)))
        known = self.ways.setdefault(way_id, way)
        if known is not way:
            self._tell_twice("way", way_id, is_same=np.array_equal(known.refs, way.refs) and known.tags == way.tags)

    def add_area(
        self,
        kind: PointKind,
        number: int,
        refs: Sequence[int],
        tags: Mapping[str, str],
        ways: Sequence[int] = (),
    ) -> None:
        """
        Take a way or relation that is a place of its own, if it is one.

        Parameters
        ----------
        kind, number
            What it is, and its id.
        refs
            Its nodes.
        tags
            All its tags.
        ways
            The ways round it, if it is a relation.

        Raises
        ------
        NetworkError
            If an id is no id, or it has no end.
        """
        if not marks_area(tags, self.wanted.mode):
            if marks_point(tags):
                self.left_out["places drawn as lines or areas were left out"] += 1
            return
        if len(refs) + len(ways) > MAX_REFS:
            raise self.refusal(f"{kind} {number} has more than {MAX_REFS:,} members", "Split it.")
        self._check_id(kind, number)
        for ref in refs:
            self._check_id("node", ref)
        if max(ways, default=0) >= MAX_WAY_ID:
            raise self.refusal(f"{kind} {number} names way {max(ways)}; ways end below 2^32", "Renumber the file.")
        self.places.add((kind, number), self._checked(point_tags(tags)), refs, ways)

    def add_member(self, way_id: int, refs: Sequence[int]) -> None:
        """
        Take a way round a relation that is a place.

        Parameters
        ----------
        way_id, refs
            As in `Way`.

        Raises
        ------
        NetworkError
            If an id is no id, or the way is endless.
        """
        if len(refs) > MAX_REFS:
            raise self.refusal(f"way {way_id} has {len(refs):,} nodes; {MAX_REFS:,} are the bound", "Split it.")
        for ref in (min(refs, default=1), max(refs, default=1)):
            self._check_id("node", ref)
        self.places.add_member(way_id, refs)

    def add_node(self, node_id: int, lon: float, lat: float) -> None:
        """
        Take the position of a node that a way uses.

        Parameters
        ----------
        node_id
            Its id.
        lon, lat
            WGS84 degrees.

        Raises
        ------
        NetworkError
            If the position is not on the globe.
        """
        self._check_position(node_id, lon, lat)
        self._ids.append(node_id)
        self._lonlat.append(lon)
        self._lonlat.append(lat)

    def add_point(self, point_id: int, lon: float, lat: float, tags: Mapping[str, str]) -> None:
        """
        Take a node that is a place of its own, if it is one.

        Parameters
        ----------
        point_id, lon, lat, tags
            As in `Point`; all tags.

        Raises
        ------
        NetworkError
            If its id is no id, its position is not on the globe, or another version of it was there before.
        """
        if not marks_point(tags):
            return
        self._check_id("node", point_id)
        self._check_position(point_id, lon, lat)
        point = Point(point_id, lon, lat, self._checked(point_tags(tags)))
        known = self.points.setdefault(point_id, point)
        if known is not point:
            self._tell_twice("node", point_id, is_same=known == point)

    def node_ids(self) -> NDArray[np.int64]:
        """
        List the nodes that the ways and areas use.

        Returns
        -------
        node_ids
            Their ids, ascending, each once.
        """
        return np.union1d(self._line_ids(), self.places.node_ids())

    def _line_ids(self) -> NDArray[np.int64]:
        return np.unique(np.concatenate([np.empty(0, np.int64), *(way.refs for way in self.ways.values())]))

    def extract(self, date: str | None, notes: Sequence[str] = ()) -> Extract:
        """
        End the gathering.

        Parameters
        ----------
        date
            The state of the data.
        notes
            What else is to be said about it.

        Returns
        -------
        extract
            All that was taken.

        Raises
        ------
        NetworkError
            If a node stands in two places.
        """
        wanted = self._line_ids()
        node_ids, lonlat = self._positions()
        points = sorted([*self.points.values(), *self.places.points(node_ids, lonlat)], key=_order)
        is_on_line = np.isin(node_ids, wanted, assume_unique=True)
        node_ids, lonlat = node_ids[is_on_line], lonlat[is_on_line]
        lost = np.setdiff1d(wanted, node_ids, assume_unique=True)
        if len(lost):
            self.left_out["nodes that ways name are missing"] += len(lost)
        said = [f"{count:,} {what}." for what, count in self.left_out.items()]
        return Extract(
            ways=[self.ways[way_id] for way_id in sorted(self.ways)], node_ids=node_ids, lonlat=lonlat,
            points=points, missing=lost, date=date,
            origin=self.origin, mode=self.wanted.mode, notes=[*notes, *said],
        )  # fmt: skip

    def _positions(self) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        ids = np.frombuffer(self._ids, np.int64) if self._ids else np.empty(0, np.int64)
        lonlat = (np.frombuffer(self._lonlat) if self._lonlat else np.empty(0)).reshape(-1, 2)
        order = np.argsort(ids, kind="stable")
        ids, lonlat = ids[order], lonlat[order]
        again = np.flatnonzero(ids[1:] == ids[:-1]) + 1
        moved = again[np.any(lonlat[again] != lonlat[again - 1], axis=1)]
        if len(moved):
            self._tell_twice("node", int(ids[moved[0]]), is_same=False)
        return np.delete(ids, again), np.delete(lonlat, again, axis=0)

    def _check_id(self, what: str, number: int) -> None:
        if not 0 < number < MAX_ID:
            raise self.refusal(
                f"{number} is no id of a {what}; ids are whole numbers from 1 to 2^36",
                "Renumber the file (`osmium renumber`) if it comes from an editor.",
            )

    def _check_position(self, node_id: int, lon: float, lat: float) -> None:
        if not (-180 <= lon <= 180 and -90 <= lat <= 90):
            raise self.refusal(f"node {node_id} is at {lon}, {lat}, which is not on the globe", "Correct or drop it.")

    def _shared(self, tags: dict[str, str]) -> dict[str, str]:
        """Keep one copy of tags that many ways have, so that memory follows what differs."""
        tags = self._checked(tags)
        return self._tags.setdefault(tuple(sorted(tags.items())), tags)

    def _checked(self, tags: dict[str, str]) -> dict[str, str]:
        kept = {key: text for key, text in tags.items() if len(text) <= MAX_TEXT and not _UNTEXT.search(text)}
        if len(kept) < len(tags):
            self.left_out["tags too long or with characters that XML has not were left out"] += len(tags) - len(kept)
        return kept

    def _tell_twice(self, what: str, number: int, *, is_same: bool) -> None:
        if not is_same:
            raise self.refusal(
                f"{what} {number} is there twice, and not the same",
                "Take one state of the data: merge extracts of one date, and cut histories with `osmium time-filter`.",
            )
        self.left_out[f"{what}s were there twice, the same"] += 1

    def refusal(self, rule: str, fix: str) -> NetworkError:
        """
        Make the error for something that breaks a bound.

        Parameters
        ----------
        rule
            What is wrong, as the end of a sentence.
        fix
            What to do about it, as a sentence.

        Returns
        -------
        error
            To be raised.
        """
        return NetworkError(f"{self.origin}: {rule}. {fix}")


def _order(point: Point) -> tuple[int, str]:
    return point.point_id, point.kind
