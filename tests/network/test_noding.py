"""Loose lines become a network: what meets, what is cut, what only crosses."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import CorridorError
from geo.network.incoming.assembly import make_network
from geo.network.incoming.drafts import node_id
from geo.network.incoming.intake import Intake, Tally
from geo.network.incoming.noding import node_lines
from geo.network.incoming.reading import Line

FIVE_METRES = 5 / 111_320
"""Of longitude at the equator, in degrees."""


def pieces(*lines, tolerance_m=10.0, kinds=None):
    kinds = kinds or ["rail"] * len(lines)
    return [piece.vertices for piece in node_lines(lines, kinds, tolerance_m).pieces]


def ends(found):
    return {end for line in found for end in (line[0], line[-1])}


def made(lines, **said):
    tally = Tally("lines.geojson")
    fields = [line if isinstance(line, Line) else Line(n, tuple(line), {}) for n, line in enumerate(lines, 1)]
    network = make_network(fields, Intake("mine", **{"mode": "rail", **said}), tally)
    return network, {fault.rule: fault for fault in tally.faults}


def test_lines_that_end_five_metres_apart_meet_within_ten_and_not_within_one() -> None:
    one, other = [(0, 0), (1, 0)], [(1 + FIVE_METRES, 0), (2, 0)]
    assert len(ends(pieces(one, other, tolerance_m=10))) == 3
    assert len(ends(pieces(one, other, tolerance_m=1))) == 4


@pytest.mark.parametrize("lat", [0.0, 45.0, 69.0, -30.0])
def test_the_tolerance_is_in_metres_wherever_on_the_earth(lat: float) -> None:
    step = 9.5 / 111_320 / math.cos(math.radians(lat))
    one, other = [(0, lat), (1, lat)], [(1 + step, lat), (2, lat)]
    assert len(ends(pieces(one, other, tolerance_m=11))) == 3
    assert len(ends(pieces(one, other, tolerance_m=8))) == 4


def test_an_end_near_the_middle_of_a_line_cuts_it() -> None:
    found = pieces([(0, 0), (1, 0)], [(0.5, FIVE_METRES), (0.5, 1)])
    assert found == [((0, 0), (0.5, 0)), ((0.5, 0), (1, 0)), ((0.5, 0), (0.5, 1))]


def test_an_end_near_a_vertex_takes_the_vertex() -> None:
    found = pieces([(0, 0), (0.5, 0), (1, 0)], [(0.5 + FIVE_METRES, 0), (0.5, 1)])
    assert found == [((0, 0), (0.5, 0)), ((0.5, 0), (1, 0)), ((0.5, 0), (0.5, 1))]


def test_an_end_out_of_tolerance_cuts_nothing() -> None:
    assert len(pieces([(0, 0), (1, 0)], [(0.5, FIVE_METRES), (0.5, 1)], tolerance_m=4)) == 2


def test_lines_that_cross_without_a_shared_vertex_do_not_meet() -> None:
    bridge, line = [(0.5, -0.5), (0.5, 0.5)], [(0, 0), (1, 0)]
    assert pieces(line, bridge) == [tuple(line), tuple(bridge)]


def test_lines_that_cross_at_a_shared_vertex_meet_there() -> None:
    found = pieces([(0, 0), (0.5, 0), (1, 0)], [(0.5, -0.5), (0.5, 0), (0.5, 0.5)])
    assert len(found) == 4
    assert all((0.5, 0) in line for line in found)


def test_an_end_cuts_only_lines_of_its_kind() -> None:
    lines = [(0, 0), (1, 0)], [(0.5, 0), (0.5, 1)]
    assert len(pieces(*lines, kinds=["rail", "rail"])) == 3
    assert len(pieces(*lines, kinds=["rail", "road"])) == 2


def test_a_vertex_that_two_lines_share_on_one_way_is_no_node() -> None:
    found = pieces([(0, 0), (1, 0), (2, 0)], [(0, 0), (1, 0), (2, 0)])
    assert found == [((0, 0), (1, 0), (2, 0))] * 2


def test_lines_that_run_together_part_at_their_last_common_vertex() -> None:
    found = pieces([(0, 0), (1, 0), (2, 0), (3, 0)], [(0, 0), (1, 0), (2, 0), (3, 1)])
    assert sorted(found) == [((0, 0), (1, 0), (2, 0))] * 2 + [((2, 0), (3, 0)), ((2, 0), (3, 1))]


def test_a_ring_gets_a_second_node_at_its_farthest_vertex() -> None:
    assert pieces([(0, 0), (1, 0), (1, 1), (0, 0)]) == [((0, 0), (1, 0), (1, 1)), ((1, 1), (0, 0))]


def test_a_line_that_comes_by_a_node_twice_is_cut_twice() -> None:
    there_and_back = [(0, 0), (0, 0.1), (0, 0.2), (0, 0)]
    for line in (there_and_back, there_and_back[::-1]):
        network, _ = made([[(0, 0), (0, 0.1)], line])
        assert [link.line for link in network.links] == [((0, 0), (0, 0.1)), ((0, 0.1), (0, 0.2))]


def test_a_line_shorter_than_the_tolerance_is_left_out() -> None:
    noding = node_lines([[(0, 0), (FIVE_METRES, 0)], [(FIVE_METRES, 0), (1, 0)]], ["rail"] * 2, 10)
    assert noding.collapsed == (0,)
    assert len(noding.pieces) == 1


def test_a_tolerance_of_nothing_joins_what_is_equal() -> None:
    assert len(ends(pieces([(0, 0), (1, 0)], [(1, 0), (2, 0)], tolerance_m=0))) == 3


@pytest.mark.parametrize("tolerance", [-1, 1001, math.nan])
def test_a_tolerance_out_of_range_is_refused(tolerance: float) -> None:
    with pytest.raises(CorridorError, match="tolerance"):
        Intake("mine", tolerance_m=tolerance)


def test_a_node_is_named_by_where_it_is() -> None:
    assert node_id((76.9454, 43.2385)) == "n4323850-e07694540"
    assert node_id((-0.00001, -90)) == "s9000000-w00000001"


def test_a_line_and_the_same_line_backwards_are_one() -> None:
    network, found = made([[(0, 0), (1, 0)], [(1, 0), (0, 0)]])
    assert len(network.links) == 1
    assert found["double"].message.endswith("kept once. Feature 2.")


def test_a_line_on_a_part_of_another_is_kept_once() -> None:
    network, found = made([[(0, 0), (2, 0)], [(0.5, 0), (1, 0)]])
    assert [link.line for link in network.links] == [((0, 0), (0.5, 0)), ((0.5, 0), (1, 0)), ((1, 0), (2, 0))]
    assert {"split", "double"} <= set(found)


def test_lines_that_overlap_without_common_vertices_are_told_and_kept() -> None:
    network, found = made([[(0, 0), (2, 0), (2, 1)], [(-1, 0), (1, 0), (1, -1)]], tolerance_m=1)
    assert [link.line[0] for link in network.links] == [(0, 0), (0, 0), (0, 0)]
    assert found["overlap"].message == "The line runs partly on another one; both are kept. Features 1, 2."


def test_two_parallel_links_have_two_ids() -> None:
    network, _ = made([[(0, 0), (1, 0)], [(0, 0), (0.5, 0.5), (1, 0)]])
    first = "n0000000-e00000000-n0000000-e00100000"
    assert [link.link_id for link in network.links] == [first, f"{first}-2"]


def test_an_id_of_the_file_stays_where_one_whole_line_has_it() -> None:
    whole = Line(1, ((0, 0), (1, 0)), {"link_id": "my-line"})
    cut = Line(2, ((5, 0), (7, 0)), {"link_id": "cut-line"})
    branch = Line(3, ((6, 0), (6, 1)), {"link_id": "../etc/passwd"})
    network, found = made([whole, cut, branch])
    ids = [link.link_id for link in network.links]
    assert "my-line" in ids
    assert "cut-line" not in ids
    assert "'../etc/passwd'" in found["attribute"].message


def test_a_one_way_road_keeps_its_direction_and_a_two_way_line_does_not() -> None:
    east, west = ((0.0, 0.0), (1.0, 0.0)), ((1.0, 0.0), (0.0, 0.0))
    road = {"mode": "road", "oneway": "yes"}
    assert made([Line(1, west, road)])[0].links[0].line == west
    assert made([Line(1, west, {**road, "oneway": "-1"})])[0].links[0].line == east
    assert made([Line(1, west, {**road, "oneway": "no"})])[0].links[0].line == east


def test_two_gauges_meet_at_a_gauge_change_and_three_nowhere() -> None:
    def line(number, end, gauge):
        return Line(number, ((0.0, 0.0), end), {"gauge": gauge})

    two = [line(1, (1.0, 0.0), "1520"), line(2, (0.0, 1.0), 1435)]
    nodes = {node.node_id: node for node in made(two)[0].nodes}
    assert nodes["n0000000-e00000000"].kind == "gauge_change"
    assert nodes["n0000000-e00000000"].gauges_mm == (1435, 1520)
    _, found = made([*two, line(3, (0.0, -1.0), 1000)])
    assert found["gauge"].severity == "error"


def test_a_line_out_of_its_country_is_a_fault() -> None:
    _, found = made([[(0, 0), (1, 0)]], country="KZ")
    assert found["country"].severity == "error"


def test_a_line_of_which_nothing_says_the_mode_is_a_fault_with_a_fix() -> None:
    network, found = made([[(0, 0), (1, 0)]], mode=None)
    assert network.links == ()
    assert "--mode" in found["mode"].fix


def test_what_is_assumed_is_told_and_written_down() -> None:
    network, found = made([[(0, 0), (1, 0)]])
    assert "'operating' is assumed" in found["assumed"].message
    assert network.links[0].attribute_sources == {"status": "assumed at the import"}
    assert network.links[0].tracks is None


GRID = st.tuples(st.integers(0, 6), st.integers(0, 6)).map(lambda at: (at[0] / 10, at[1] / 10))
LINES = st.lists(st.lists(GRID, min_size=2, max_size=5).filter(lambda line: len(set(line)) > 1), min_size=1, max_size=7)


def drawn(lines):
    network, _ = made(lines)
    return [(link.link_id, link.from_node_id, link.to_node_id, link.line) for link in network.links], network.nodes


@given(LINES, st.randoms(use_true_random=False))
def test_the_order_and_direction_of_features_do_not_matter(lines, chance) -> None:
    shuffled = [line[::-1] if chance.random() < 0.5 else line for line in chance.sample(lines, len(lines))]
    assert drawn(shuffled) == drawn(lines)


@given(LINES)
def test_ids_are_unique_and_links_end_at_their_nodes(lines) -> None:
    network, _ = made(lines)
    nodes = {node.node_id: node for node in network.nodes}
    assert len(nodes) == len(network.nodes)
    assert len({link.link_id for link in network.links}) == len(network.links)
    for link in network.links:
        assert link.line[0] == nodes[link.from_node_id].position
        assert link.line[-1] == nodes[link.to_node_id].position
        assert link.from_node_id != link.to_node_id


@given(LINES)
def test_what_is_a_network_stays_one(lines) -> None:
    once, _ = drawn(lines)
    again, _ = drawn([line for *_, line in once])
    assert [line for *_, line in again] == [line for *_, line in once]
