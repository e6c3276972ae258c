"""Roads: towns are passed by, carriageways are one road with the lanes of both, and nothing else is taken for one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from geo.network.digitizing import digitize_links
from geo.network.osm.build import build_network
from geo.network.osm.counting import count_lanes
from geo.network.osm.digitize import Digitizer
from geo.network.osm.save import osm_bytes
from geo.network.osm.traits import read_traits
from geo.network.topology import topology_faults
from tests.network.osm.sketch import Sheet, motorway, network_of, shifted

if TYPE_CHECKING:
    from pathlib import Path

    from geo.network.network import Network
    from geo.network.osm.digitize import Digitized
    from geo.network.osm.extract import OsmMode

LINE = [(float(x), 900 * np.sin(x / 6000).item()) for x in range(0, 40_001, 400)]
TOWN = (20_000.0, LINE[50][1] - 1500.0)


def bypass(**tags: str) -> Sheet:
    """A motorway past a town, with a slip road and a street into the town and out again."""
    sheet = Sheet(mode="road")
    for way in (LINE, shifted(LINE, 25.0)[::-1]):
        sheet.track(*way, highway="motorway", **tags)
    for junction in (45, 55):
        x, y = LINE[junction]
        sheet.track((x, y), (x, y - 300), highway="motorway_link")
        sheet.track((x, y - 300), TOWN, highway="primary")
    return sheet


def digitize(sheet: Sheet, network: Network) -> Digitized:
    digitizer = replace(Digitizer.of_extract(sheet.extract()), tolerance_m=2000.0)
    return digitizer.digitize(network.links["it"], network)


def sharpest_deg(line: tuple[tuple[float, float], ...]) -> float:
    steps = np.diff(np.array(line) * [np.cos(np.radians(45)), 1], axis=0)
    turns = np.angle((steps[1:, 0] + 1j * steps[1:, 1]) / (steps[:-1, 0] + 1j * steps[:-1, 1]))
    return float(np.abs(np.degrees(turns)).max())


def test_a_road_passes_a_town_beside_it_and_makes_no_v() -> None:
    sheet = bypass()
    network = network_of(sheet, {"a": LINE[0], "town": TOWN, "c": LINE[-1]})
    found = digitize(sheet, network)
    assert (found.share_matched, found.reasons) == (1, ())
    assert found.way_ids in {(1,), (2,)}
    assert found.length_after_km == pytest.approx(np.hypot(*np.diff(LINE, axis=0).T).sum() / 1000, rel=0.005)
    assert sharpest_deg(found.link.line) < 15
    assert network.nodes["town"].position not in found.link.line
    assert not list(topology_faults(replace(network, links={"it": found.link})))


def test_a_road_is_led_to_a_town_at_which_another_link_ends() -> None:
    sheet = bypass()
    network = network_of(sheet, {"a": LINE[0], "town": TOWN, "c": LINE[-1]})
    link = network.links["it"]
    line = {"type": "LineString", "coordinates": [list(network.nodes[name].position) for name in ("town", "c")]}
    branch = type(link).model_validate(
        link.model_dump(mode="json") | {"link_id": "branch", "from_node_id": "town", "via": [], "geometry": line}
    )
    found = digitize(sheet, replace(network, links={"it": link, "branch": branch}))
    assert network.nodes["town"].position in found.link.line


def test_a_road_digitized_twice_is_the_same() -> None:
    sheet = bypass()
    network = network_of(sheet, {"a": LINE[0], "town": TOWN, "c": LINE[-1]})
    once = digitize(sheet, network)
    twice = digitize(sheet, replace(network, links={"it": once.link}))
    assert twice.link.line == once.link.line
    assert twice.share_matched == 1


def test_two_towns_beside_one_point_of_a_road_are_led_to_in_their_order() -> None:
    sheet = bypass()
    x, y = LINE[50]
    network = network_of(sheet, {"a": LINE[0], "one": (x, y - 300), "other": (x, y + 300), "c": LINE[-1]})
    assert not list(topology_faults(replace(network, links={"it": digitize(sheet, network).link})))


def test_lanes_of_both_carriageways_are_one_number() -> None:
    network = network_of(bypass(lanes="3"), {"a": LINE[0], "c": LINE[-1]})
    link = digitize(bypass(lanes="3"), network).link
    assert link.lanes == 6
    assert link.attribute_sources["lanes"].startswith("OpenStreetMap, sheet.osm")


def test_lanes_of_one_carriageway_alone_are_not_doubled() -> None:
    sheet = Sheet(mode="road")
    sheet.track(*LINE, highway="motorway", lanes="2")
    assert digitize(sheet, network_of(sheet, {"a": LINE[0], "c": LINE[-1]})).link.lanes is None


def test_lanes_that_most_of_the_way_does_not_say_stay_unknown() -> None:
    sheet = Sheet(mode="road")
    sheet.track(*LINE[:51], lanes="2")
    sheet.track(*LINE[50:])
    found = digitize(sheet, network_of(sheet, {"a": LINE[0], "c": LINE[-1]}))
    assert found.link.lanes is None
    assert found.counts.shares == {0: pytest.approx(0.5, abs=0.01), 2: pytest.approx(0.5, abs=0.01)}


def test_a_network_of_roads_has_lanes() -> None:
    assert {link.lanes for link in build_network(bypass(lanes="2").extract()).links.values()} >= {4}


@pytest.mark.parametrize(
    ("row", "lanes"),
    [
        ([(0.0, False, 2)], 2),
        ([(0.0, True, 2), (-22.0, True, 3)], 5),
        ([(0.0, True, 2), (-22.0, True, 0)], 0),
        ([(0.0, True, 0), (-22.0, True, 2)], 0),
        ([(0.0, True, 2), (30.0, False, 2)], 0),
        ([(0.0, False, 4), (30.0, False, 2)], 4),
    ],
)
def test_lanes_are_counted_across(row: list[tuple[float, int, int]], lanes: int) -> None:
    assert count_lanes(row) == lanes


@pytest.mark.parametrize(
    ("tags", "is_one_way"),
    [
        ({"highway": "motorway"}, True), ({"highway": "motorway", "oneway": "no"}, False),
        ({"highway": "trunk"}, False), ({"highway": "trunk", "oneway": "yes"}, True),
        ({"highway": "trunk", "oneway": "-1"}, True), ({"highway": "trunk", "oneway": "reversible"}, False),
    ],
)  # fmt: skip
def test_a_carriageway_of_one_direction_is_known(tags: dict[str, str], is_one_way: bool) -> None:  # noqa: FBT001
    assert read_traits(tags, "road").is_one_way == is_one_way


def test_a_roundabout_does_not_part_a_road_and_carriageways_are_one() -> None:
    sheet, line = motorway()
    network = build_network(sheet.extract())
    assert len(network.components) == 1
    long = sum(np.hypot(*np.diff(line, axis=0).T)) / 1000
    old = sum(np.hypot(*np.diff(line[5:67], axis=0).T)) / 1000
    assert network.components[0] == pytest.approx(long + old + 5.5, rel=0.02)


def test_motorways_and_trunk_roads_are_preferred_to_lesser_roads() -> None:
    sheet = Sheet(mode="road")
    sheet.track((0.0, 0.0), (5000.0, 800.0), (10_000.0, 0.0))
    sheet.track((0.0, 0.0), (10_000.0, 0.0), highway="secondary")
    found = digitize(sheet, network_of(sheet, {"a": (0.0, 0.0), "b": (10_000.0, 0.0)}))
    assert (found.share_matched, found.way_ids, found.link.tracks) == (1, (1,), None)


def test_a_road_with_slip_roads_a_roundabout_and_an_old_road_beside_is_found_on_its_motorway() -> None:
    sheet, line = motorway()
    stops = {"a": line[0], "b": (line[35][0], line[35][1] - 900), "c": (line[99][0], line[99][1] + 400), "d": line[-1]}
    found = digitize(sheet, network_of(sheet, stops))
    classes = {sheet.ways[way - 1][1]["highway"] for way in found.way_ids}
    assert (found.share_matched, classes) == (1, {"motorway", "trunk"})


@pytest.mark.parametrize(("mode", "names"), [("road", {"Post", "Town"}), ("rail", {"Halt", "Station"})])
def test_railways_have_stations_and_roads_have_towns_and_posts(mode: OsmMode, names: set[str]) -> None:
    """Beside a road stands a station, beside a railway a town: neither is a place on it, nor one that was missed."""
    sheet = Sheet(mode=mode)
    sheet.track((0.0, 0.0), (30_000.0, 0.0))
    sheet.points = [
        ((3000.0, 100.0), {"railway": "station", "name": "Station"}),
        ((9000.0, 100.0), {"railway": "halt", "name": "Halt"}),
        ((15_000.0, 100.0), {"place": "town", "name": "Town"}),
        ((20_000.0, 100.0), {"barrier": "border_control", "name": "Post"}),
        ((25_000.0, 100.0), {"railway": "station", "station": "subway", "name": "Underground"}),
    ]
    network = build_network(sheet.extract())
    assert {node.name for node in network.nodes.values() if node.kind != "junction"} == names
    assert network.missed == ()


def test_where_no_greater_road_leads_a_secondary_one_does(tmp_path: Path) -> None:
    """From a to b a trunk road goes round and a secondary one straight on; from b to c there is the secondary one."""
    sheet = Sheet(mode="road")
    sheet.track((0.0, 0.0), (10_000.0, 3000.0), (20_000.0, 0.0))
    sheet.track((0.0, 0.0), (20_000.0, 0.0), (30_000.0, 0.0), highway="secondary")
    sheet.track((20_000.0, 0.0), (30_000.0, 0.0), highway="tertiary")
    path = tmp_path / "roads.osm"
    path.write_bytes(osm_bytes(sheet.extract(), is_zipped=False))
    network = network_of(sheet, {"a": (0.0, 0.0), "b": (20_000.0, 0.0), "c": (30_000.0, 0.0)})
    (found,) = digitize_links([network.links["it"]], network, [path])
    assert (found.share_matched, found.way_ids) == (1, (1, 2))
