"""A sheet to draw railways and roads on: metres east and north of a point, ways and stations, an extract of them."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.network.links import Link
from geo.network.network import Network
from geo.network.nodes import Node
from geo.network.osm.extract import Extract, Point, Way

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo.network.osm.extract import OsmMode

KM_A_DEGREE = 111.3195
Spot = tuple[float, float]


@dataclass
class Sheet:
    """Nodes by where they are, ways as lists of nodes."""

    origin: Spot = (70.0, 45.0)
    mode: OsmMode = "rail"
    nodes: dict[Spot, int] = field(default_factory=dict)
    ways: list[tuple[list[Spot], dict[str, str]]] = field(default_factory=list)
    points: list[tuple[Spot, dict[str, str]]] = field(default_factory=list)

    def lonlat(self, spot: Spot) -> Spot:
        lon, lat = self.origin
        lat += spot[1] / 1000 / KM_A_DEGREE
        return lon + spot[0] / 1000 / KM_A_DEGREE / math.cos(math.radians(self.origin[1])), lat

    def track(self, *spots: Spot, **tags: str) -> None:
        key = "railway" if self.mode == "rail" else "highway"
        self.ways.append((list(spots), {key: "rail" if self.mode == "rail" else "trunk"} | tags))

    def station(self, name: str, spot: Spot, **tags: str) -> None:
        self.points.append((spot, {"railway": "station", "name": name} | tags))

    def extract(self, order: Sequence[int] | None = None, first_id: int = 1) -> Extract:
        """Number nodes and ways, the ways in the order given, and put them together."""
        ways = [self.ways[index] for index in (range(len(self.ways)) if order is None else order)]
        numbers = _numbers(spot for spots, _ in ways for spot in spots)
        positions = sorted((number, *self.lonlat(spot)) for spot, number in numbers.items())
        return Extract(
            ways=[
                Way(first_id + at, np.array([numbers[spot] for spot in spots], dtype=np.int64), tags)
                for at, (spots, tags) in enumerate(ways)
            ],
            node_ids=np.array([row[0] for row in positions], dtype=np.int64),
            lonlat=np.array([row[1:] for row in positions], dtype=np.float64).reshape(-1, 2),
            points=[Point(1_000_000 + at, *self.lonlat(spot), tags) for at, (spot, tags) in enumerate(self.points)],
            missing=np.empty(0, np.int64),
            date="2026-04-01T00:00:00Z",
            origin="sheet.osm",
            mode=self.mode,
        )


def _numbers(spots: Iterable[Spot]) -> dict[Spot, int]:
    numbers: dict[Spot, int] = {}
    for spot in spots:
        numbers.setdefault(spot, 10 + len(numbers))
    return numbers


def shifted(line: Sequence[Spot], left_m: float) -> list[Spot]:
    """Give a line beside a line, to its left."""
    xy = np.array(line)
    step = np.gradient(xy, axis=0)
    normal = np.column_stack([-step[:, 1], step[:, 0]]) / np.hypot(step[:, 0], step[:, 1])[:, None]
    return [tuple(spot) for spot in np.round(xy + left_m * normal, 3).tolist()]


def motorway() -> tuple[Sheet, list[tuple[float, float]]]:
    """A motorway of two carriageways that becomes a trunk road, a roundabout on it, an old road beside, a slip road."""
    sheet = Sheet(mode="road")
    line = [(float(x), 1500 * np.sin(x / 9000).item()) for x in range(0, 60_001, 400)]
    for way in (line[:70], shifted(line[:70], 22.0)[::-1]):
        sheet.track(*way, highway="motorway", oneway="yes", lanes="2")
        sheet.track(way[0] if way[0] != line[0] else way[-1], line[70], highway="trunk", oneway="yes")
    sheet.track(*line[70:100], lanes="2")
    turn = np.linspace(np.pi, 3 * np.pi, 13)[1:-1]
    west = line[99]
    ring = [west, *((west[0] + 30 + 30 * np.cos(a).item(), west[1] + 30 * np.sin(a).item()) for a in turn), west]
    sheet.track(*ring, junction="roundabout", oneway="yes")
    sheet.track(ring[6], *line[101:])
    ramp = (line[33][0], line[33][1] - 300)
    sheet.track(line[30], (line[32][0], line[32][1] - 60), ramp, highway="motorway_link", oneway="yes")
    sheet.track(ramp, (ramp[0], ramp[1] - 5000), highway="primary")
    sheet.track(line[5], *((x, y - 700) for x, y in line[8:62]), line[66], highway="primary")
    return sheet, line


def network_of(sheet: Sheet, stops: dict[str, Spot], *between: Spot, **fields: Any) -> Network:
    """A link over stops; its line runs straight from one to the next."""
    positions = {name: tuple(np.round(sheet.lonlat(spot), 5).tolist()) for name, spot in stops.items()}
    nodes = {
        name: Node.model_validate(
            {"node_id": name, "name": name, "kind": "station", "country": "KZ", "rank": 4, "source": "hand",
             "geometry": {"type": "Point", "coordinates": list(position)}}
        )
        for name, position in positions.items()
    }  # fmt: skip
    names = list(stops)
    line = [list(position) for position in positions.values()]
    line[1:1] = [np.round(sheet.lonlat(spot), 5).tolist() for spot in between]
    link = Link.model_validate(
        {"link_id": "it", "from_node_id": names[0], "to_node_id": names[-1], "via": names[1:-1], "mode": sheet.mode,
         "status": "operating", "geometry_quality": "stations", "geometry_source": "by hand",
         "attribute_sources": {}, "geometry": {"type": "LineString", "coordinates": line}} | fields
    )  # fmt: skip
    return Network(nodes, {"it": link}, {}, {})
