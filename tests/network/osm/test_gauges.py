"""Gauges: where they change, how hands write them, and lines of two beside each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geo.network.osm.build import build_network
from geo.network.osm.traits import read_traits
from geo.products.atlas_folder import write_atlas
from tests.network.osm.sketch import Sheet, shifted

if TYPE_CHECKING:
    from pathlib import Path


def test_tracks_of_two_gauges_beside_each_other_stay_two_lines() -> None:
    sheet = Sheet()
    line = [(float(x), 0.0) for x in range(0, 10_001, 1000)]
    sheet.track(*line, gauge="1520")
    sheet.track(*shifted(line, 6.0), gauge="1435")
    assert sorted(link.gauge_mm or 0 for link in build_network(sheet.extract()).links.values()) == [1435, 1520]


def test_where_three_gauges_meet_two_are_named_and_the_third_is_unknown(tmp_path: Path) -> None:
    sheet = Sheet()
    sheet.track((0.0, 0.0), (3000.0, 0.0), (6000.0, 0.0), gauge="1520")
    sheet.track((3000.0, 0.0), (3000.0, 3000.0), gauge="1435")
    sheet.track((3000.0, 0.0), (3000.0, -3000.0), gauge="1000")
    network = build_network(sheet.extract())
    assert [node.gauges_mm for node in network.nodes.values() if node.gauges_mm] == [(1000, 1520)]
    assert sorted(link.gauge_mm or 0 for link in network.links.values()) == [0, 1000, 1520, 1520]
    write_atlas(tmp_path / "new", network.nodes.values(), network.links.values())


def test_gauges_of_1520_and_1524_mm_are_no_change() -> None:
    sheet = Sheet()
    sheet.track((0.0, 0.0), (3000.0, 0.0), gauge="1520")
    sheet.track((3000.0, 0.0), (6000.0, 0.0), gauge="1524")
    assert {node.kind for node in build_network(sheet.extract()).nodes.values()} == {"junction"}


def test_tracks_of_two_gauges_at_a_border_station_meet_there() -> None:
    sheet = Sheet()
    sheet.track((0.0, 0.0), (12_000.0, 0.0), gauge="1520 mm")
    sheet.track((10_000.0, 5.0), (30_000.0, 5.0), gauge="1.435 m")
    sheet.station("Border", (11_000.0, 5.0))
    network = build_network(sheet.extract())
    node = network.nodes["border"]
    assert (node.kind, node.gauges_mm) == ("gauge_change", (1435, 1520))
    assert sorted(link.gauge_mm or 0 for link in network.links.values() if "border" in link.stops) == [
        1435, 1435, 1520, 1520]  # fmt: skip
    assert {link.tracks for link in network.links.values()} == {1}
    assert len(network.components) == 1


@pytest.mark.parametrize("both", ["1520;1435", "1435|1520", "1 520, 1 435"])
def test_a_change_of_gauge_behind_a_stretch_of_both_is_flagged(both: str) -> None:
    sheet = Sheet()
    for x, gauge in ((0.0, "1520"), (10_000.0, both), (12_000.0, "1435")):
        sheet.track((x, 0.0), (x + (2000.0 if gauge == both else 10_000.0), 0.0), gauge=gauge)
    sheet.station("Border", (11_000.0, 5.0))
    network = build_network(sheet.extract())
    assert [node.gauges_mm for node in network.nodes.values() if node.kind == "gauge_change"] == [(1435, 1520)]


@pytest.mark.parametrize(
    ("text", "gauge"),
    [("1520", 1520), ("1520 mm", 1520), ("1,520", 1520), ("1 520", 1520), ("1.435 m", 1435), ("1066.8", 1066),
     ("1435|1520", -1), ("1435, 1520", -1), ("750", 750), ("broad", 0), ("15200", 0), ("", 0)],
)  # fmt: skip
def test_a_gauge_is_read_as_hands_write_it(text: str, gauge: int) -> None:
    assert read_traits({"railway": "rail", "gauge": text}, "rail").gauge_mm == gauge


def test_lines_of_two_gauges_beside_each_other_are_two_links_between_their_stations() -> None:
    sheet = Sheet()
    for y, gauge in ((0.0, "1067"), (8.0, "1435")):
        sheet.track((0.0, y), (20_000.0, y), gauge=gauge)
    for x, name in ((5000.0, "A"), (15_000.0, "B")):
        sheet.station(name, (x, 4.0))
    links = build_network(sheet.extract()).links.values()
    assert sorted(link.gauge_mm or 0 for link in links if {*link.stops} == {"a", "b"}) == [1067, 1435]
