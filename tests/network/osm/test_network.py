"""From ways to a network: hand-made files whose answers a person can check, and what must not matter."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import read_atlas
from geo.checks import run_checks
from geo.errors import NetworkError
from geo.network.osm.build import build_network
from geo.network.osm.read import read_extract
from geo.network.osm.tags import Wanted
from geo.products.atlas_folder import write_atlas
from tests.network.osm.sketch import Sheet, shifted

if TYPE_CHECKING:
    from geo.network.osm.build import OsmNetwork

TRACKS = Path(__file__).parents[2] / "data" / "osm" / "tracks.osm"


@pytest.fixture(scope="module", params=[False, True], ids=["main-tracks", "with-sidings"])
def network(request: pytest.FixtureRequest) -> OsmNetwork:
    return build_network(read_extract(TRACKS, Wanted(sidings=request.param)))


def at(network: OsmNetwork, west: float, east: float) -> list[tuple[str, int | None, float]]:
    """List links between two meridians: id, tracks, thousandths of a degree from end to end."""
    links = [link for link in network.links.values() if west <= link.line[0][0] <= east]
    return [(one.link_id, one.tracks, round(1000 * np.hypot(*np.subtract(one.line[-1], one.line[0])))) for one in links]


def test_links_of_two_gauges_meet_at_a_gauge_change(network: OsmNetwork) -> None:
    node = network.nodes["change"]
    assert (node.kind, node.gauges_mm, node.position) == ("gauge_change", (1435, 1520), (10.05, 0.0))
    links = {link.gauge_mm: link.electrified for link in network.links.values() if "change" in link.stops}
    assert links == {1520: True, 1435: False}


def test_double_track_in_pieces_is_one_line_of_two_tracks(network: OsmNetwork) -> None:
    assert at(network, 20, 21) == [("a-b", 2, 120), ("b-e2020000-n0", 2, 40), ("e2000000-n0-a", 2, 40)]


def test_a_gap_of_30_m_is_bridged_and_one_of_80_m_is_told(network: OsmNetwork) -> None:
    assert [(round(gap.distance_m), gap.is_bridged) for gap in network.gaps] == [(30, True), (80, False)]
    assert at(network, 30, 31) == [("e3000000-n0-e3010000-n0", 1, 100), ("e3010072-n0-e3015000-n0", 1, 49)]


def test_gaps_are_bridged_as_far_as_asked() -> None:
    narrow, wide = (build_network(read_extract(TRACKS), bridged_m=m) for m in (20, 100))
    assert len(at(narrow, 30, 31)) == 3
    assert at(wide, 30, 31) == [("e3000000-n0-e3015000-n0", 1, 150)]


def test_yards_sidings_and_spurs_are_no_main_tracks(network: OsmNetwork) -> None:
    assert at(network, 40, 41) == [("e4000000-n0-yard", 1, 50), ("yard-e4010000-n0", 1, 50)]


def test_a_bridge_over_a_line_does_not_join_it(network: OsmNetwork) -> None:
    assert at(network, 50, 51) == [("e5000000-n0-e5010000-n0", 1, 100), ("e5005000-s5000-e5005000-n5000", 1, 100)]


def test_a_line_ends_where_a_node_is_missing(network: OsmNetwork) -> None:
    assert at(network, 60, 61) == [("e6000000-n0-e6002000-n0", 1, 20), ("e6006000-n0-e6010000-n0", 1, 40)]
    assert any("missing" in note for note in network.notes)


def test_a_one_way_track_is_open_to_both_and_two_tracks_may_be_one_way(network: OsmNetwork) -> None:
    links = [link for link in network.links.values() if link.line[0][0] >= 70]
    assert sorted((link.tracks, link.directed) for link in links) == [(1, False), (2, False)]


def test_markup_in_a_name_stays_text(network: OsmNetwork) -> None:
    (name,) = (node.name for node in network.nodes.values() if "alert" in node.name)
    assert name == "<script>alert(1)</script> {{ 7*7 }}"


def test_components_are_measured(network: OsmNetwork) -> None:
    assert network.components[0] == pytest.approx(22.264, abs=0.001)
    assert len(network.components) == 10


def test_the_network_says_where_it_is_from(network: OsmNetwork) -> None:
    link = network.links["a-b"]
    assert link.osm_way_ids == (20, 21)
    assert link.geometry_quality == "track"
    for text in (link.geometry_source, link.attribute_sources["tracks"]):
        assert "tracks.osm, state 2026-04-01" in text
    assert "© OpenStreetMap contributors, ODbL 1.0" in link.geometry_source
    assert network.nodes["a"].source == "osm:node/208"


def test_the_network_is_an_atlas_without_a_fault(network: OsmNetwork, tmp_path: Path) -> None:
    write_atlas(tmp_path / "new", network.nodes.values(), network.links.values(), corridors=[network.corridor])
    atlas = read_atlas(tmp_path / "new")
    assert {fault.rule for fault in run_checks(atlas)} <= {"names-missing"}
    assert set(network.corridor.link_ids) == set(network.links)


def test_an_extract_without_a_line_is_refused() -> None:
    with pytest.raises(NetworkError, match=r"sheet.osm has no main track in use\. Take another extract"):
        build_network(Sheet().extract())


# What must not matter


def branching() -> Sheet:
    """A double track with a crossover in its middle, a branch, a diamond crossing, stations, two gauges."""
    sheet = Sheet()
    curve = [(float(x), 600 * np.sin(x / 4000).item()) for x in range(0, 20_001, 500)]
    left = shifted(curve, 5.0)
    sheet.track(*curve, gauge="1520", electrified="contact_line")
    sheet.track(*left, gauge="1520")
    sheet.track(curve[20], left[21], gauge="1520")
    sheet.track(left[10], (6500.0, 900.0), (9000.0, 3000.0), (12_000.0, 4000.0), gauge="1520")
    sheet.track((12_000.0, 4000.0), (15_000.0, 4000.0), gauge="1435")
    sheet.track((10_000.0, 2500.0), (9000.0, 3000.0), (8000.0, 3500.0))
    for name, spot in (("West", (1000.0, 180.0)), ("East", (18_000.0, -560.0)), ("North", (11_900.0, 4050.0))):
        sheet.station(name, spot)
    return sheet


def facts(network: OsmNetwork) -> tuple[object, ...]:
    links = network.links.values()
    return network.nodes.keys(), [(x.stops, x.line, x.tracks, x.gauge_mm, x.electrified) for x in links], network.gaps


WHOLE = facts(build_network(branching().extract()))


@settings(max_examples=12)
@given(st.permutations(range(6)), st.integers(1, 10**9))
def test_the_order_and_the_ids_of_ways_do_not_matter(order: list[int], first_id: int) -> None:
    assert facts(build_network(branching().extract(order, first_id))) == WHOLE


@settings(max_examples=12)
@given(st.sets(st.integers(0, 5)))
def test_turning_ways_round_changes_nothing(turned: set[int]) -> None:
    sheet = branching()
    sheet.ways = [(spots[::-1] if at in turned else spots, tags) for at, (spots, tags) in enumerate(sheet.ways)]
    assert facts(build_network(sheet.extract())) == WHOLE


@settings(max_examples=12)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(1, 39)), max_size=6))
def test_cutting_a_way_in_two_changes_nothing(cuts: list[tuple[int, int]]) -> None:
    sheet = branching()
    for way, vertex in cuts:
        spots, tags = sheet.ways[way]
        if 0 < vertex < len(spots) - 1:
            sheet.ways[way] = (spots[: vertex + 1], tags)
            sheet.ways.append((spots[vertex:], tags))
    assert facts(build_network(sheet.extract())) == WHOLE


def test_a_ring_is_two_links_and_a_balloon_loop_goes_back_to_its_switch() -> None:
    ring, balloon = Sheet(), Sheet()
    ring.track((0.0, 0.0), (1000.0, 0.0), (1000.0, 1000.0), (0.0, 1000.0), (0.0, 0.0))
    loop = ((5200.0, 200.0), (5200.0, 400.0), (5000.0, 500.0), (4800.0, 300.0))
    balloon.track((0.0, 0.0), (5000.0, 0.0), *loop, (5000.0, 0.0))
    lengths = [sum(build_network(sheet.extract()).components) for sheet in (ring, balloon)]
    assert lengths == pytest.approx([4.0, 6.35], abs=0.02)


def test_a_balloon_loop_hangs_on_its_switch_whichever_way_it_lies() -> None:
    for east, north in ((1, 1), (-1, -1), (1, -1)):
        sheet = Sheet()
        loop = [(east * x, north * y) for x, y in ((5200.0, 200.0), (5200.0, 400.0), (5000.0, 500.0), (4800.0, 300.0))]
        sheet.track((0.0, 0.0), (east * 5000.0, 0.0), *loop, (east * 5000.0, 0.0))
        assert build_network(sheet.extract()).components == pytest.approx((6.35,), abs=0.02)


def test_stations_near_each_other_are_one_and_names_of_any_script_make_ids() -> None:
    sheet = Sheet()
    sheet.track((0.0, 0.0), (20_000.0, 0.0))
    sheet.station("A", (5000.0, 40.0))
    sheet.station("A cargo", (5030.0, 40.0), railway="halt")
    sheet.station("Бекет", (15_000.0, -60.0))
    sheet.station("Far", (15_000.0, 2000.0))
    network = build_network(sheet.extract())
    stations = {node.node_id: node.name for node in network.nodes.values() if node.kind == "station"}
    assert list(stations.values()) == ["A", "Бекет"]
    assert [point.tags["name"] for point in network.missed] == ["Far"]
    assert all(name.isascii() for name in stations)


def test_the_country_given_is_that_of_nodes_in_its_box() -> None:
    countries = {node.country for node in build_network(branching().extract(), country="KZ").nodes.values()}
    assert countries == {"KZ"}
    assert {node.country for node in build_network(branching().extract(), country="AZ").nodes.values()} == {None}


@pytest.mark.parametrize("origin", ["kазахстан.osm", "a\u0301.osm", "a\nb\u202e.osm", " ", "x" * 300])
def test_a_file_of_any_name_makes_a_network(origin: str, tmp_path: Path) -> None:
    network = build_network(replace(branching().extract(), origin=origin, date="2026\u0007"))
    write_atlas(tmp_path / "new", network.nodes.values(), network.links.values(), corridors=[network.corridor])


def test_a_station_may_be_called_as_a_link_would_be(tmp_path: Path) -> None:
    sheet = Sheet()
    sheet.track((0.0, 0.0), (30_000.0, 0.0))
    for name, x in (("A", 5000.0), ("B", 15_000.0), ("A-B", 25_000.0)):
        sheet.station(name, (x, 10.0))
    network = build_network(sheet.extract())
    assert {"a", "b", "a-b"} <= network.nodes.keys()
    assert "a-b-2" in network.links
    write_atlas(tmp_path / "new", network.nodes.values(), network.links.values(), corridors=[network.corridor])


def test_a_line_that_ends_short_of_the_middle_of_another_is_led_on_to_it() -> None:
    for gap, is_bridged in ((2.0, True), (40.0, True), (80.0, False)):
        sheet = Sheet()
        sheet.track((0.0, 0.0), (20_000.0, 0.0), (40_000.0, 0.0))
        sheet.track((15_000.0, gap), (15_000.0, 9000.0))
        network = build_network(sheet.extract())
        assert [(round(one.distance_m), one.is_bridged) for one in network.gaps] == [(gap, is_bridged)]
        assert len(network.components) == (1 if is_bridged else 2)
        assert len(network.links) == (3 if is_bridged else 2)


def test_lines_cut_at_a_crossing_are_led_on_from_both_sides() -> None:
    sheet = Sheet()
    sheet.track((0.0, 0.0), (40_000.0, 0.0))
    for x in (10_000.0, 30_000.0):
        sheet.track((x, 30.0), (x, 9000.0))
        sheet.track((x, -20.0), (x, -9000.0))
    network = build_network(sheet.extract())
    assert len(network.components) == 1
    assert sorted(node.position[0] for node in network.nodes.values() if node.position[1] == 45) == [
        70, *(round(sheet.lonlat((x, 0.0))[0], 5) for x in (10_000.0, 30_000.0, 40_000.0))]  # fmt: skip


def test_a_track_that_ends_beside_a_line_is_not_bent_to_it() -> None:
    sheet = Sheet()
    sheet.track((0.0, 0.0), (20_000.0, 0.0))
    sheet.track((9000.0, 30.0), (5000.0, 30.0), (3000.0, 3000.0))
    assert build_network(sheet.extract()).gaps == ()


def test_a_branch_that_leaves_the_merged_track_is_joined_to_the_other() -> None:
    network = build_network(branching().extract())
    assert len(network.components) == 1
    assert len([node for node in network.nodes.values() if node.kind == "gauge_change"]) == 1
    main = [
        link for link in network.links.values() if abs(link.line[0][1] - 45.0) < 0.008 > abs(link.line[-1][1] - 45.0)
    ]
    assert {link.tracks for link in main} == {2}
