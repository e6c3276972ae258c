"""Places drawn as areas: a point in the middle of what is known of their outline, and none of nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from geo.network.osm.places import Places, is_outline, marks_area
from geo.network.osm.read import read_extract
from geo.network.osm.tags import Wanted

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

IDS = np.array([1, 2, 3, 4], dtype=np.int64)
CORNERS = np.array([[70.0, 45.0], [70.2, 45.0], [70.2, 45.1], [70.0, 45.1]])


def points(*refs: int, node_ids: np.ndarray = IDS, lonlat: np.ndarray = CORNERS) -> list[tuple[float, float]]:
    places = Places()
    places.add(("way", 7), {"railway": "station"}, refs)
    return [(point.lon, point.lat) for point in places.points(node_ids, lonlat)]


def test_a_way_becomes_the_middle_of_its_box() -> None:
    assert points(1, 2, 3, 4, 1) == [(70.1, 45.05)]


def test_what_is_missing_of_an_outline_is_left_out() -> None:
    assert points(1, 2, 99) == [(70.1, 45.0)]
    assert points(98, 99) == []
    assert points(1, node_ids=np.empty(0, np.int64), lonlat=np.empty((0, 2))) == []


def test_a_place_over_the_date_line_is_at_its_first_corner() -> None:
    lonlat = np.array([[179.9, 10.0], [-179.9, 10.0], [-179.9, 10.2], [179.9, 10.2]])
    assert points(1, 2, 3, 4, lonlat=lonlat) == [(179.9, 10.0)]


def test_a_relation_has_the_nodes_of_its_ways() -> None:
    places = Places()
    places.add(("relation", 5), {"place": "town"}, [1], ways=[10, 11])
    places.add_member(10, [2])
    places.add_member(11, [3, 3])
    places.add_member(12, [4])
    assert places.node_ids().tolist() == [1, 2, 3]
    (point,) = places.points(IDS, CORNERS)
    assert (point.point_id, point.kind, point.tags, point.lon, point.lat) == (
        5, "relation", {"place": "town"}, 70.1, 45.05)  # fmt: skip


def test_a_way_may_belong_to_two_relations() -> None:
    places = Places()
    for number in (5, 6):
        places.add(("relation", number), {"place": "town"}, [], ways=[10])
    places.add_member(10, [1, 3])
    assert [point.point_id for point in places.points(IDS, CORNERS)] == [5, 6]


@pytest.mark.parametrize(("role", "answer"), [("outer", True), ("outline", True), ("", True), ("inner", False)])
def test_an_inner_ring_is_no_outline(role: str, answer: bool) -> None:  # noqa: FBT001
    assert is_outline(role) is answer


@pytest.mark.parametrize(
    ("tags", "modes"),
    [
        ({"railway": "station"}, {"rail"}), ({"railway": "platform"}, set()), ({"place": "town"}, {"road"}),
        ({"place": "village"}, set()), ({"railway": "station", "place": "city"}, {"rail", "road"}),
    ],
)  # fmt: skip
def test_rails_have_stations_and_roads_have_towns(tags: dict[str, str], modes: set[str]) -> None:
    assert {mode for mode in ("rail", "road") if marks_area(tags, mode)} == modes


def test_a_station_drawn_as_an_area_stands_in_its_middle(osm_file: Callable[..., Path]) -> None:
    body = """
    <node id="1" lat="45" lon="70"/><node id="2" lat="45" lon="70.2"/><node id="3" lat="45.1" lon="70.2"/>
    <node id="4" lat="45.05" lon="69"/><node id="5" lat="45.05" lon="71"/>
    <way id="10"><nd ref="4"/><nd ref="5"/><tag k="railway" v="rail"/></way>
    <way id="11"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="1"/><tag k="railway" v="station"/>
      <tag k="name" v="Middle"/></way>"""
    extract = read_extract(osm_file(body), Wanted())
    assert [(point.lon, point.lat, point.kind, point.tags["name"]) for point in extract.points] == [
        (70.1, 45.05, "way", "Middle")]  # fmt: skip
