"""Records: the nodes and links of the atlas' own kind, from places and pieces."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.network.lines import unfolded
from geo.network.links import Link
from geo.network.nodes import Node
from geo.network.osm.counting import Counts
from geo.network.osm.gauges import gauge_of
from geo.network.osm.joining import Piece
from geo.network.osm.origin import LICENCE, file_name, origin_of
from geo.network.osm.stations import clean_name
from geo.network.plane import to_earth
from geo.network.topology import broad_gauge, country_extents

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from geo.network.osm.counting import Sections
    from geo.network.osm.extract import Extract
    from geo.network.osm.joining import Joint, Place

MOST_ID = 40
_FACILITIES = {0: "main_line", 1: "branch_line", 2: "branch_line", 3: "branch_line"}
_ROADS = {0: "trunk", 1: "primary", 2: "secondary", 3: "road"}


class Records:
    """
    Makes records of places and pieces.

    Parameters
    ----------
    extract
        Where they come from.
    joint
        The places, and the tracks under the pieces.
    sections
        Counts tracks.
    country
        The country of the nodes that lie in its box.
    """

    def __init__(self, extract: Extract, joint: Joint, sections: Sections, country: str | None) -> None:
        self._extract, self._joint, self._sections = extract, joint, sections
        self._country = country
        xy = np.array([place.xy for place in joint.places]).reshape(-1, 2)
        self._positions = [tuple(position) for position in np.round(to_earth(xy), 5).tolist()]
        self._origin = origin_of(extract)
        self._ids: dict[int, str] = {}
        self._gauges: dict[int, list[int]] = {}

    def links(self, pieces: Sequence[Piece]) -> dict[str, Link]:
        """
        Make links.

        Parameters
        ----------
        pieces
            From place to place; one that ends where it begins makes two links.

        Returns
        -------
        links
            By id, in the order of the ids.
        """
        pieces = [half for piece in pieces for half in self._opened(piece)]
        self._name_places(pieces)
        self._gauges = _two_gauges(self._joint, pieces)
        is_rail = self._extract.mode == "rail"
        counts = self._sections.count_each([piece.xy for piece in pieces]) if is_rail else [Counts()] * len(pieces)
        found: dict[str, Link] = {}
        taken = set(self._ids.values())  # nodes and links share one namespace
        lines = set()
        for piece, count in zip(pieces, counts, strict=True):
            data = self._link(piece, count)
            line = tuple(map(tuple, data["geometry"]["coordinates"])) if data else ()
            course = (min(line, line[::-1]), data and data.get("gauge_mm"))
            if data is None or course in lines:
                continue
            lines.add(course)
            data["link_id"] = free_id(data["link_id"], taken)
            taken.add(data["link_id"])
            found[data["link_id"]] = Link.model_validate(data)
        return dict(sorted(found.items()))

    def nodes(self, links: dict[str, Link]) -> dict[str, Node]:
        """
        Make the nodes of links.

        Parameters
        ----------
        links
            The links, of this maker.

        Returns
        -------
        nodes
            By id, in the order of the ids.
        """
        used = {end for link in links.values() for end in (link.from_node_id, link.to_node_id)}
        found = {name: self._node(index, name) for index, name in self._ids.items() if name in used}
        return dict(sorted(found.items()))

    def _opened(self, piece: Piece) -> list[Piece]:
        """Put a place half-way on a ring: a link has two ends."""
        if piece.ends[0] != piece.ends[1] or len(piece.xy) < 3:
            return [piece]
        middle = len(piece.xy) // 2
        place = len(self._positions)
        self._joint.places.append(type(self._joint.places[0])((float(piece.xy[middle, 0]), float(piece.xy[middle, 1]))))
        (position,) = np.round(to_earth(piece.xy[middle : middle + 1]), 5).tolist()
        self._positions.append((position[0], position[1]))
        one, other = piece.ends
        return [
            Piece((one, place), piece.xy[: middle + 1], piece.chain[:middle]),
            Piece((place, other), piece.xy[middle:], piece.chain[middle:]),
        ]

    def _name_places(self, pieces: Sequence[Piece]) -> None:
        taken: dict[str, int] = {}
        places = {end for piece in pieces for end in piece.ends}
        for index in sorted(places, key=lambda place: self._positions[place]):
            self._ids[index] = free_id(self._place_id(index), taken)
            taken[self._ids[index]] = index

    def _place_id(self, index: int) -> str:
        place = self._joint.places[index]
        if place.station is not None:
            tags = place.station.point.tags
            name = next(
                filter(None, (slug(tags.get(key, "")) for key in ("name:en", "int_name", "name:latin", "name"))), ""
            )
            if name:
                return name
        return _spot(self._positions[index])

    def _link(self, piece: Piece, counts: Counts) -> dict[str, Any] | None:
        line = unfolded([self._positions[piece.ends[0]], *map(tuple, np.round(to_earth(piece.xy[1:-1]), 5).tolist()),
                         self._positions[piece.ends[1]]])  # fmt: skip
        if len(line) < 2 or (line[0] == line[-1] and len(line) < 3) or len(set(line)) < 2:
            return None
        one, other = (self._ids[end] for end in piece.ends)
        is_rail = self._extract.mode == "rail"
        values = self._values(piece, counts) if is_rail else {}
        ways = sorted({way for chain in set(piece.chain.tolist()) - {-1} for way in self._joint.tracks.way_ids[chain]})
        text = f"{self._origin} ({LICENCE}): {'track' if is_rail else 'road'} of {len(ways)} ways"
        return {
            "link_id": _link_id(one, other, line), "name": None, "from_node_id": one, "to_node_id": other,
            "via": [], "mode": self._extract.mode, "facility_type": self._facility(piece), "directed": False,
            "status": "operating", **values, "country": None, "geometry_quality": "track", "geometry_source": text,
            "attribute_sources": dict.fromkeys(["status", *values], self._origin), "osm_way_ids": ways,
            "geometry": {"type": "LineString", "coordinates": [list(position) for position in line]},
        }  # fmt: skip

    def _values(self, piece: Piece, counts: Counts) -> dict[str, Any]:
        """Give the attributes that are known."""
        tracks = self._joint.tracks
        chains = [chain for chain in dict.fromkeys(piece.chain.tolist()) if chain >= 0]
        lengths = {chain: float(tracks.lengths_m[chain]) for chain in chains}
        power: Counter[int] = Counter()
        for chain in chains:
            power[tracks.traits[chain].power] += lengths[chain]  # type: ignore[assignment]
        gauge = gauge_of(tracks, piece.chain)
        most = max(power, key=lambda value: (power[value], value), default=-1)
        found = {
            "tracks": counts.steady,
            "gauge_mm": gauge if all(broad_gauge(gauge) in self._gauges[end] for end in piece.ends) else None,
            "electrified": most == 1 if most >= 0 else None,
        }
        return {name: value for name, value in found.items() if value is not None}

    def _facility(self, piece: Piece) -> str:
        tracks = self._joint.tracks
        ranks = [tracks.traits[chain].rank for chain in piece.chain.tolist() if chain >= 0]
        rank = Counter(ranks).most_common(1)[0][0] if ranks else 0
        return (_FACILITIES if self._extract.mode == "rail" else _ROADS)[rank]

    def _node(self, index: int, name: str) -> Node:
        place, position = self._joint.places[index], self._positions[index]
        gauges = self._gauge_change(index)
        station = place.station
        kind = "gauge_change" if gauges else station.kind if station is not None else "junction"
        return Node.model_validate(
            {
                "node_id": name, "name": self._name(place, position),
                "kind": kind, "country": self._country_of(position), "rank": 3 if station is not None else 4,
                "gauges_mm": gauges, "source": self._source(place), "note": _note(place),
                "geometry": {"type": "Point", "coordinates": list(position)},
            }
        )  # fmt: skip

    def _gauge_change(self, index: int) -> list[int] | None:
        return self._gauges[index] if len(self._gauges[index]) > 1 else None

    def _name(self, place: Place, position: tuple[float, ...]) -> str:
        if place.station is not None:
            name = clean_name(place.station.point.tags, "name:en", "int_name", "name", "name:ru")
            if name:
                return name
        kind = "Station" if place.station is not None else "Junction"
        return f"{kind} at {position[1]:.4f}, {position[0]:.4f}"

    def _country_of(self, position: tuple[float, ...]) -> str | None:
        """Give the country, where the place lies in its box."""
        box = country_extents().get(self._country or "")
        if box is None or not (box[0] <= position[0] <= box[2] and box[1] <= position[1] <= box[3]):
            return None
        return self._country

    def _source(self, place: Place) -> str:
        if place.station is not None:
            return f"osm:{place.station.point.name}"
        if 0 <= place.row < len(self._extract.node_ids):  # others are cuts of a bridge
            return f"osm:node/{self._extract.node_ids[place.row]}"
        return f"osm: a point on a track, {file_name(self._extract.origin)}"


def _note(place: Place) -> str | None:
    if place.station is None:
        return None
    return f"Set on the track, {place.station.distance_m:,.0f} m from the point of the source."


def _two_gauges(joint: Joint, pieces: Sequence[Piece]) -> dict[int, list[int]]:
    """Give the gauges that meet at each place, at most the two of most pieces: a change of gauge is between two."""
    met: dict[int, Counter[int]] = defaultdict(Counter)
    for piece in pieces:
        gauge = gauge_of(joint.tracks, piece.chain)
        for end in piece.ends:
            met[end].update([broad_gauge(gauge)] if gauge else [])
            met[end].update(joint.places[end].gauges_mm or ())
    return {end: _most_common(counts, 2) for end, counts in met.items()}


def _most_common(counts: Counter[int], number: int) -> list[int]:
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return sorted(value for value, _ in ranked[:number])


def slug(text: str) -> str:
    """
    Make an id of a name.

    Parameters
    ----------
    text
        A name, in any script.

    Returns
    -------
    slug
        Its Latin letters and digits, hyphenated; empty where it has none.
    """
    plain = unicodedata.normalize("NFKD", text.replace("ə", "a").replace("Ə", "A").replace("ı", "i"))
    plain = plain.encode("ascii", "ignore").decode().lower()
    found = re.sub(r"[^a-z0-9]+", "-", plain)[:MOST_ID].strip("-")
    return found if not found or found[0].isalpha() else f"at-{found}"


def _spot(position: Sequence[float]) -> str:
    """Name a place by where it is: 1e-5 degrees are a metre."""
    lon, lat = (round(value * 1e5) for value in position)
    return f"{'e' if lon >= 0 else 'w'}{abs(lon)}-{'n' if lat >= 0 else 's'}{abs(lat)}"


def _link_id(one: str, other: str, line: Sequence[Sequence[float]]) -> str:
    name = f"{one}-{other}"
    return name if len(name) <= 60 else f"link-{_spot(line[len(line) // 2])}"


def free_id(name: str, taken: Container[str]) -> str:
    """
    Give an id that is not taken.

    Parameters
    ----------
    name
        The id that is wanted.
    taken
        Those that are.

    Returns
    -------
    free
        The same, or the same with a number.
    """
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}-{number}"
    return free
