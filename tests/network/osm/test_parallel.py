"""Tracks and carriageways beside each other: which are one line, which are two, and how many tracks it has."""

from __future__ import annotations

import numpy as np
import pytest

from geo.network.osm.build import build_network
from tests.network.osm.sketch import Sheet, shifted


def test_tracks_without_a_crossover_are_one_line_of_two_tracks() -> None:
    sheet = Sheet()
    line = [(float(x), 0.0) for x in range(0, 10_001, 500)]
    sheet.track(*line)
    sheet.track(*shifted(line, 6.0)[1:])
    (link,) = build_network(sheet.extract()).links.values()
    assert link.tracks == 2


def test_lines_that_part_and_meet_again_stay_two() -> None:
    sheet = Sheet()
    sheet.track((0.0, 0.0), (1000.0, 0.0), (5000.0, 0.0), (9000.0, 0.0), (10_000.0, 0.0))
    sheet.track((1000.0, 0.0), (3000.0, 1000.0), (7000.0, 1000.0), (9000.0, 0.0))
    assert len(build_network(sheet.extract()).links) == 4


def test_a_yard_without_tags_is_part_of_its_line() -> None:
    """Twelve tracks of 600 m, 5 m apart, between two throats; none says `service`."""
    sheet = Sheet()
    sheet.track((0.0, 0.0), (5000.0, 0.0), (6000.0, 0.0), (12_000.0, 0.0))
    for row in range(1, 12):
        sheet.track((5000.0, 0.0), (5150.0 + row, 5.0 * row), (5850.0 - row, 5.0 * row), (6000.0, 0.0))
    sheet.station("Yard", (5500.0, 30.0))
    network = build_network(sheet.extract())
    assert {link.tracks for link in network.links.values()} == {1}
    assert sum(network.components) == pytest.approx(12, abs=0.1)


def test_carriageways_of_a_road_are_one_road() -> None:
    sheet = Sheet(mode="road")
    line = [(float(x), 0.0) for x in range(0, 10_001, 1000)]
    sheet.track(*line, oneway="yes", lanes="2")
    sheet.track(*shifted(line, 25.0), oneway="yes", lanes="2")
    (link,) = build_network(sheet.extract()).links.values()
    assert (link.mode, link.facility_type, link.tracks) == ("road", "trunk", None)


def test_four_tracks_are_one_line() -> None:
    sheet = Sheet()
    line = [(float(x), 0.0) for x in range(0, 20_001, 500)]
    for left in (0.0, 5.0, 12.0, 17.0):
        sheet.track(*shifted(line, left))
    assert [link.tracks for link in build_network(sheet.extract()).links.values()] == [4]


@pytest.mark.parametrize("apart", [12.0, 30.0])
def test_lines_beside_each_other_to_different_towns_stay_two_of_one_track(apart: float) -> None:
    sheet = Sheet()
    for y, far in ((apart, 9000.0), (0.0, -9000.0)):
        sheet.track((0.0, far), (8000.0, y), (20_000.0, y), (30_000.0, far))
        for x, name in ((8200.0, "West"), (19_800.0, "East")):
            sheet.station(f"{name} {far:.0f}", (x, y))
    network = build_network(sheet.extract())
    assert len(network.components) == 2
    assert {link.tracks for link in network.links.values()} == {1}


@pytest.mark.parametrize(("apart", "count"), [([5.0, 10.0], 3), ([6.0, 12.0, 30.0], 4), ([18.0], 2)])
def test_tracks_are_counted_as_far_apart_as_they_are_merged(apart: list[float], count: int) -> None:
    sheet, line = Sheet(), [(float(x), 600 * np.sin(x / 4000).item()) for x in range(0, 20_001, 500)]
    for left in (0.0, *apart):
        sheet.track(*shifted(line, left))
    assert [link.tracks for link in build_network(sheet.extract()).links.values()] == [count]


def test_single_track_with_loops_without_tags_is_single_track() -> None:
    sheet, ends = Sheet(), [5000.0, 15_000.0, 25_000.0, 35_000.0]
    sheet.track((0.0, 0.0), *((x + far, 0.0) for x in ends for far in (0.0, 1000.0)), (40_000.0, 0.0))
    for x in ends:
        sheet.track((x, 0.0), (x + 100, 5.0), (x + 900, 5.0), (x + 1000, 0.0))
        sheet.station(f"At {x:.0f}", (x + 500, 10.0))
    links = build_network(sheet.extract()).links.values()
    assert [link.tracks for link in links] == [1] * 5


def test_a_triangle_of_lines_is_three_links_between_three_junctions() -> None:
    sheet = Sheet()
    sheet.track((0.0, 0.0), (9700.0, 0.0), (10_300.0, 0.0), (20_000.0, 0.0))
    sheet.track((10_000.0, 600.0), (10_000.0, 10_000.0))
    for side in (-1, 1):
        sheet.track((10_000.0 + 300 * side, 0.0), (10_000.0 + 150 * side, 80.0), (10_000.0 + 30 * side, 300.0),
                    (10_000.0, 600.0))  # fmt: skip
    network = build_network(sheet.extract())
    assert (len(network.nodes), len(network.links)) == (6, 6)
