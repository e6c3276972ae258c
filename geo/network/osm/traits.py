"""Traits: what the tags of a way say about the line, as numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.network.osm.tags import NARROW, SIDINGS, UNUSED
from geo.network.topology import broad_gauge

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.network.osm.extract import OsmMode

UNKNOWN = 0
SEVERAL = -1
"""The gauge of a track with more than one: it joins any."""

LIGHT = 3
"""The rank of light lines of narrow gauge."""
NARROW_MM = 1_400
"""The gauges of lines tagged as narrow lie below: 600 to 1,372 mm (https://wiki.openstreetmap.org/wiki/Key:gauge)."""

_WHOLE = re.compile(r"[0-9]{1,4}")
_GAUGE = re.compile(r"(?<![0-9.])(?:[12][ .,]?[0-9]{3}|[3-9][0-9]{2})(?![0-9])")
"""A gauge in millimetres as hands write it: 1520, 1 520, 1,520, or in metres, 1.520 m."""
_ROAD_RANKS = {"motorway": 0, "trunk": 0, "primary": 1, "secondary": 2}


@dataclass(frozen=True, order=True)
class Traits:
    """
    What a network needs to know of a way.

    Parameters
    ----------
    gauge_mm
        The gauge of a track; 0 where unknown, -1 where there are several.
    is_main
        Whether it is a main track, as against a yard, siding, spur or crossover; roads are, links between them not.
    is_built
        Whether it carries traffic, as against what is under construction, proposed, disused or abandoned.
    rank
        0 for a main line, a motorway or a trunk road; more for a lesser one, 3 for a light line of narrow gauge.
    count
        How many tracks, or lanes of this carriageway, the way stands for; 0 where unknown.
    power
        1 for electrified, 0 for not, -1 where unknown.
    is_one_way
        Whether it is the carriageway of one direction; tracks are not, whichever way trains prefer.
    """

    gauge_mm: int
    is_main: bool
    is_built: bool
    rank: int
    count: int
    power: int
    is_one_way: bool = False


def read_traits(tags: Mapping[str, str], mode: OsmMode) -> Traits:
    """
    Read the tags of a way.

    Parameters
    ----------
    tags
        As written; what cannot be understood is unknown.
    mode
        ``"rail"`` or ``"road"``.

    Returns
    -------
    traits
        What they say (https://wiki.openstreetmap.org/wiki/Tag:railway%3Drail, Key:highway).
    """
    if mode == "road":
        value = tags.get("highway", "")
        rank = _ROAD_RANKS.get(value.removesuffix("_link"), 3)
        is_main = not value.endswith("_link") and tags.get("junction") not in {"roundabout", "circular"}
        lanes, is_one_way = _whole(tags.get("lanes"), 32), _is_one_way(tags)
        return Traits(UNKNOWN, is_main, value not in UNUSED, rank, lanes, -1, is_one_way)
    is_light = NARROW in {tags.get(key) for key in ("railway", *UNUSED)}
    rank = LIGHT if is_light else {"main": 0, "branch": 1}.get(tags.get("usage", "main"), 2)
    is_built = tags.get("railway") not in UNUSED
    is_main = tags.get("service") not in SIDINGS
    return Traits(_gauge(tags.get("gauge", "")), is_main, is_built, rank, _whole(tags.get("tracks"), 8), _power(tags))


def _gauge(text: str) -> int:
    found = {int(re.sub("[ .,]", "", part)) for part in _GAUGE.findall(text)}
    if len(found) > 1:
        return SEVERAL
    return found.pop() if found else UNKNOWN


def _whole(text: str | None, most: int) -> int:
    if text is None or not _WHOLE.fullmatch(text.strip()):
        return UNKNOWN
    number = int(text)
    return number if 1 <= number <= most else UNKNOWN


def _is_one_way(tags: Mapping[str, str]) -> bool:
    """Tell one way of traffic, which motorways have unless they say otherwise, in either direction of the way."""
    implied = "yes" if tags.get("highway") == "motorway" else "no"
    return tags.get("oneway", implied) in {"yes", "true", "1", "-1", "reverse"}


def _power(tags: Mapping[str, str]) -> int:
    value = tags.get("electrified")
    if value == "no":
        return 0
    return 1 if value in {"contact_line", "rail", "yes", "4th_rail", "ground-level_power_supply"} else -1


def is_same_gauge(one: int, other: int) -> bool:
    """
    Tell whether a train can pass from one track to the other, as far as is known.

    Parameters
    ----------
    one, other
        Gauges in millimetres; 1520 and 1524 are one (their tolerances overlap), unknown and several join any.

    Returns
    -------
    answer
        False only where two known gauges differ.
    """
    return one <= 0 or other <= 0 or broad_gauge(one) == broad_gauge(other)
