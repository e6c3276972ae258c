"""Tags: which ways and points make a network of one mode, and which of their tags it needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.network.osm.extract import OsmMode

SIDINGS = frozenset({"yard", "siding", "spur", "crossover"})
"""Values of `service` on tracks beside the main ones (https://wiki.openstreetmap.org/wiki/Key:service)."""

ROADS = ("motorway", "trunk", "primary")
"""The road classes of international traffic (https://wiki.openstreetmap.org/wiki/Key:highway)."""

UNUSED = ("construction", "proposed", "disused", "abandoned")
"""Values of `railway` and `highway` for lines without traffic, kept only when asked for."""

STOPS = frozenset({"station", "halt", "yard", "junction", "border", "service_station", "crossover", "spur_junction",
                   "site", "facility"})  # fmt: skip
"""Values of `railway` that make a node a place of operation (https://wiki.openstreetmap.org/wiki/OpenRailwayMap)."""

PLACES = frozenset({"city", "town", "village"})
"""Values of `place` that a road can be said to reach."""

NARROW = "narrow_gauge"
"""The value of `railway` for light lines of narrow gauge; main lines of 1,067 or 1,000 mm are `rail` like others."""

_LINE_KEYS = frozenset({"name", "int_name", "ref", "int_ref", "layer", "bridge", "tunnel", "oneway", "maxspeed",
                        "service", "usage", "operator", *UNUSED})  # fmt: skip
_RAIL_KEYS = frozenset({"railway", "gauge", "electrified", "voltage", "frequency", "tracks", "passenger_lines",
                        "railway:preferred_direction", "railway:bidirectional", "railway:track_ref",
                        "railway:traffic_mode", "railway:track_class"})  # fmt: skip
_ROAD_KEYS = frozenset({"highway", "lanes", "surface", "junction", "toll", "access", "motor_vehicle", "hgv"})
_POINT_KEYS = frozenset({"railway", "place", "ref", "uic_ref", "esr:user", "railway:ref", "barrier", "border_type",
                         "highway", "station", "operator", "population", "int_name", "alt_name", "old_name",
                         "official_name"})  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """
    What to take of an extract.

    Parameters
    ----------
    mode
        ``"rail"`` or ``"road"``.
    sidings
        Whether tracks in yards, sidings, spurs and crossovers come too (`service` tells them apart).
    unused
        Whether lines under construction, proposed, disused and abandoned come too.
    classes
        The road classes, without ``_link``, which comes with its class.
    narrow
        Whether lines of narrow gauge come too.
    """

    mode: OsmMode = "rail"
    sidings: bool = False
    unused: bool = False
    classes: tuple[str, ...] = ROADS
    narrow: bool = False

    @property
    def key(self) -> str:
        """The key that a way of the mode has."""
        return "railway" if self.mode == "rail" else "highway"

    @property
    def values(self) -> frozenset[str]:
        """The values of `key` that carry traffic of the mode."""
        if self.mode == "rail":
            return frozenset({"rail", NARROW} if self.narrow else {"rail"})
        return frozenset(name + end for name in self.classes for end in ("", "_link"))

    @property
    def signs(self) -> tuple[tuple[str, str], ...]:
        """Tags of which an object of the network has at least one: a filter that needs no Python lets these through."""
        states = UNUSED if self.unused else ()
        return (
            *((self.key, value) for value in (*sorted(self.values), *states)),
            *((f"{state}:{self.key}", value) for state in states for value in sorted(self.values)),
            *(("railway", value) for value in sorted(STOPS)),
            *(("place", value) for value in sorted(PLACES)),
            ("barrier", "border_control"),
        )

    def takes(self, tags: Mapping[str, str]) -> bool:
        """
        Tell whether a way belongs to the network.

        Parameters
        ----------
        tags
            Its tags.

        Returns
        -------
        answer
            True for a line of the mode that carries traffic, or, if wanted, one that does not yet or no more.
        """
        value = tags.get(self.key, "")
        state = self.state(tags)
        if state:
            value = tags.get(f"{state}:{self.key}") or tags.get(state, "")
        if value not in self.values or tags.get("area") == "yes":
            return False
        return self.sidings or self.mode == "road" or tags.get("service") not in SIDINGS

    def state(self, tags: Mapping[str, str]) -> str:
        """
        Tell why a way carries no traffic.

        Parameters
        ----------
        tags
            Its tags, as ``railway=disused, disused=rail`` or as ``disused:railway=rail``
            (https://wiki.openstreetmap.org/wiki/Lifecycle_prefix).

        Returns
        -------
        state
            One of `UNUSED`; empty for a way in use, and where such ways are not wanted.
        """
        if not self.unused:
            return ""
        value = tags.get(self.key, "")
        prefixed = (state for state in UNUSED if not value and f"{state}:{self.key}" in tags)
        return value if value in UNUSED else next(prefixed, "")

    def line_tags(self, tags: Mapping[str, str]) -> dict[str, str]:
        """
        Choose the tags of a way that a network needs.

        Parameters
        ----------
        tags
            All its tags.

        Returns
        -------
        needed
            Those of known keys, as written.
        """
        keys = _LINE_KEYS | (_RAIL_KEYS if self.mode == "rail" else _ROAD_KEYS)
        kept = {key: value for key, value in tags.items() if key in keys}
        state = self.state(tags)
        return kept | {self.key: state, state: tags.get(f"{state}:{self.key}") or tags[state]} if state else kept


def marks_point(tags: Mapping[str, str]) -> bool:
    """
    Tell whether a node is a place of its own: a stop, a settlement, a border crossing.

    Parameters
    ----------
    tags
        The node's tags.

    Returns
    -------
    answer
        True if it is.
    """
    return (
        tags.get("railway") in STOPS or tags.get("place") in PLACES or tags.get("barrier") == "border_control"
    )  # fmt: skip


def point_tags(tags: Mapping[str, str]) -> dict[str, str]:
    """
    Choose the tags of a point that a network needs.

    Parameters
    ----------
    tags
        All its tags.

    Returns
    -------
    needed
        Those of known keys, and the names in every language, as written.
    """
    return {key: text for key, text in tags.items() if key in _POINT_KEYS or key == "name" or key.startswith("name:")}
