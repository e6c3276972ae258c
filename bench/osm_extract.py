"""
Write an OpenStreetMap extract of a chosen size: `osm_extract.py NODES FILE`, FILE an .osm.pbf, .osm or .osm.gz.

The proportions are those of the planet: of a thousand nodes three are a railway's; the rest are buildings and streets.
Ids are spread over the range in use, and those of one line's nodes lie far apart. The railway runs to and fro over a
steppe, station after station: single track and double track, sidings at each station, yards at every fifth, gaps of
30 m and of 80 m, a change of gauge, ways under construction, tracks with a preferred direction, bridges over it
without a junction.
"""

from __future__ import annotations

import datetime as dt
import sys
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import osmium
from osmium.osm import mutable

RAIL_SHARE = 0.003
"""Of nodes; some 25 million of 10^10 (taginfo, railway=rail)."""

MAX_NODE_ID = 12_000_000_000
SECTIONS_A_ROW, SECTION_KM, STEP_KM = 60, 10.0, 0.1
KM_A_DEGREE = 111.32
SOUTH, WEST = 42.0, 50.0
BLOCK = 1_000_000
CORNERS = np.array([0, 1, 2, 3, 0])
WHEN = dt.datetime(2026, 4, 1, tzinfo=dt.UTC)


@dataclass
class Railway:
    """Nodes (positions, tags) and ways (rows of nodes, tags), in the order in which they were drawn."""

    lonlat: list[tuple[float, float]] = field(default_factory=list)
    tags: dict[int, dict[str, str]] = field(default_factory=dict)
    ways: list[tuple[list[int], dict[str, str]]] = field(default_factory=list)

    def track(self, start: int | None, end: int | None, line: np.ndarray, **tags: str) -> list[int]:
        """Draw a track in ways of 25 nodes; it begins and ends at nodes that are there, if they are named."""
        inner = line[0 if start is None else 1 : len(line) if end is None else -1]
        first = len(self.lonlat)
        self.lonlat.extend(map(tuple, inner.tolist()))
        nodes = [*([] if start is None else [start]), *range(first, len(self.lonlat)), *([] if end is None else [end])]
        for at in range(0, len(nodes) - 1, 24):
            self.ways.append((nodes[at : at + 25], {"railway": "rail"} | tags))
        return nodes


def railway(count: int) -> Railway:
    """Draw sections until there are `count` nodes, more or less."""
    rail, end, number = Railway(), None, 0
    while len(rail.lonlat) < count:
        end = draw_section(rail, end, number)
        number += 1
    return rail


def draw_section(rail: Railway, start: int | None, number: int) -> int:
    """Draw ten kilometres with a station at their end; of a hundred of them one begins 30 m off, one 80 m."""
    row, column = divmod(number, SECTIONS_A_ROW)
    lat = SOUTH + 0.1 * row
    scale = KM_A_DEGREE * np.cos(np.radians(lat))
    step = SECTION_KM / scale
    places = np.array([column, column + 1]) if row % 2 == 0 else SECTIONS_A_ROW - np.array([column, column + 1])
    lons = WEST + step * np.linspace(*places, round(SECTION_KM / STEP_KM) + 1)
    lats = lat + 0.002 * np.sin(np.linspace(0, np.pi, len(lons)))
    if column == 0 and row:
        lats[0] -= 0.1
    line = np.column_stack([lons, lats])
    tags = {"gauge": "1435" if number % 200 > 190 else "1520", "usage": "main", "name": f"Line {row}"}
    if number % 2:
        tags |= {"electrified": "contact_line", "voltage": "25000", "frequency": "50"}
    if number % 100 in {30, 70}:
        gap_km = 0.03 if number % 100 == 30 else 0.08
        start, line = None, line + np.array([gap_km / scale * np.sign(places[1] - places[0]), 0])
    if number % 97 == 96:
        tags["railway"], tags["construction"] = "construction", "rail"
    nodes = rail.track(start, None, line, **tags)
    is_double = (number // 20) % 2 == 1
    if is_double:
        beside = line + np.array([0, 0.000045])
        rail.track(nodes[0], nodes[-1], beside, **tags, **{"railway:preferred_direction": "backward"})
    if number % 50 == 25:
        middle = (line[50] + line[51]) / 2
        rail.track(None, None, middle + np.array([[0, -0.01], [0, 0.01]]), bridge="yes", layer="1")
    add_station(rail, nodes, line, number)
    return nodes[-1]


def add_station(rail: Railway, nodes: list[int], line: np.ndarray, number: int) -> None:
    """Put a station beside the track, a siding along its last kilometre, and a yard at every fifth."""
    name = {"name": f"Станция {number}", "name:en": f"Station {number}", "name:kk": f"Бекет {number}"}
    rail.tags[len(rail.lonlat)] = {"railway": "station" if number % 3 else "halt", **name}
    rail.lonlat.append((float(line[-1, 0]), float(line[-1, 1]) + 0.0003))
    rail.track(nodes[-11], nodes[-1], line[-11:] - [0, 0.00005], service="siding")
    if number % 5 == 0:
        for track in range(1, 7):
            rail.track(nodes[-11], nodes[-1], line[-11:] - [0, 0.00005 * (1 + track)], service="yard")


def write(path: Path, count: int, seed: int = 1) -> None:
    """Write the extract: nodes, then ways, ascending by id."""
    rail = railway(round(RAIL_SHARE * count))
    chance = np.random.default_rng(seed)
    slots = chance.permutation(np.sort(chance.choice(count, len(rail.lonlat), replace=False)))
    gap = max(MAX_NODE_ID // count, 1)
    header = osmium.io.Header()
    header.set("osmosis_replication_timestamp", WHEN.strftime("%Y-%m-%dT%H:%M:%SZ"))
    header.set("sorting", "Type_then_ID")
    with osmium.SimpleWriter(str(path), 4 * 2**20, header, overwrite=True) as writer:
        write_nodes(writer, rail, slots, count, gap)
        write_ways(writer, rail, slots, count, gap)


def scatter(numbers: np.ndarray, bound: int) -> np.ndarray:
    """Give whole numbers below a bound that look like chance and are the same each time."""
    mixed = numbers.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)  # SplitMix64
    return ((mixed ^ (mixed >> np.uint64(27))) % np.uint64(bound)).astype(np.int64)


def node_ids(slots: np.ndarray, gap: int) -> np.ndarray:
    return 1 + slots * gap + scatter(slots, gap)


def write_nodes(writer: osmium.SimpleWriter, rail: Railway, slots: np.ndarray, count: int, gap: int) -> None:
    order = np.argsort(slots)
    rows = iter(zip(slots[order].tolist(), order.tolist(), strict=True))
    slot, row = next(rows)
    plain = mutable.Node(id=1, location=(0.0, 0.0), version=1, timestamp=WHEN)  # making one a node takes twice as long
    for start in range(0, count, BLOCK):
        numbers = np.arange(start, min(start + BLOCK, count))
        house, corner = numbers // 4, numbers % 4
        lons = WEST + scatter(house, 30_000_000) / 1e6 + np.isin(corner, [1, 2]) * 0.0002 + scatter(numbers, 499) / 1e7
        lats = SOUTH + scatter(house + 7, 10_000_000) / 1e6 + (corner > 1) * 0.0001 + scatter(numbers + 3, 499) / 1e7
        columns = (numbers, node_ids(numbers, gap), lons, lats)
        for number, node_id, lon, lat in zip(*(column.tolist() for column in columns), strict=True):
            if number == slot:
                place, tags = rail.lonlat[row], rail.tags.get(row, {})
                writer.add_node(mutable.Node(id=node_id, location=place, tags=tags, version=1, timestamp=WHEN))
                slot, row = next(rows, (-1, -1))
            else:
                plain.id, plain.location = node_id, (lon, lat)
                writer.add_node(plain)


def write_ways(writer: osmium.SimpleWriter, rail: Railway, slots: np.ndarray, count: int, gap: int) -> None:
    taken = set(slots.tolist())
    kinds = [{"building": "yes"}, {"highway": "residential"}, {"building": "house", "source": "Bing"},
             {"landuse": "farmland"}]  # fmt: skip
    tracks = iter(rail.ways)
    every = max(count // 8 // len(rail.ways), 1)
    way_id = 0
    for first in range(0, count - 3, 8):
        way_id += 100
        if (first // 8) % every == 0:
            add_track(writer, slots, gap, way_id + 1, next(tracks, None))
        if taken.isdisjoint(range(first, first + 4)):
            refs = node_ids(first + CORNERS, gap).tolist()
            tags = kinds[first // 8 % 4]
            if "highway" in tags:
                tags = tags | {"name": f"Street {first % 9973}"}
            writer.add_way(mutable.Way(id=way_id, nodes=refs, tags=tags, version=1, timestamp=WHEN))
    for track in tracks:
        way_id += 100
        add_track(writer, slots, gap, way_id + 1, track)


def add_track(
    writer: osmium.SimpleWriter, slots: np.ndarray, gap: int, way_id: int,
    track: tuple[list[int], dict[str, str]] | None,
) -> None:  # fmt: skip
    if track is not None:
        nodes, tags = track
        refs = node_ids(slots[nodes], gap).tolist()
        writer.add_way(mutable.Way(id=way_id, nodes=refs, tags=tags, version=1, timestamp=WHEN))


if __name__ == "__main__":
    write(Path(sys.argv[2]), int(sys.argv[1]))
