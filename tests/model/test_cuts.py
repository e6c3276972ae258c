"""Maximum flows, minimum cuts, and what binds next."""

from __future__ import annotations

import math
from itertools import islice

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse.csgraph import connected_components

from geo.errors import UnknownIdError
from geo.model.cuts import bottlenecks, max_flow
from geo.model.graph import plain_graph
from geo.model.maxflow import Residual, whole_numbers


def owners(found: tuple) -> list[str]:
    return [binding.owner for binding in found]


def test_the_least_capacity_of_a_chain_binds_and_then_the_next() -> None:
    chain = plain_graph(4, [(0, 1), (1, 2), (2, 3)], [5, 3, 8])
    steps = list(bottlenecks(chain, "0", "3"))
    assert [step.value_mt for step in steps] == [3, 5, 8, math.inf]
    assert [owners(step.cut) for step in steps] == [["a1"], ["a0"], ["a2"], []]


def test_equal_capacities_in_series_bind_together() -> None:
    found = max_flow(plain_graph(4, [(0, 1), (1, 2), (2, 3)], [3, 5, 3]), "0", "3")
    assert (owners(found.cut), owners(found.series)) == (["a0"], ["a2"])


def test_parallel_links_form_one_cut() -> None:
    found = max_flow(plain_graph(2, [(0, 1), (0, 1)], [0.1, 0.2]), "0", "1")
    assert found.value_mt == 0.1 + 0.2
    assert owners(found.cut) == ["a0", "a1"]


def test_a_capacity_of_zero_binds_at_nothing() -> None:
    found = max_flow(plain_graph(3, [(0, 1), (1, 2)], [4, 0]), "0", "2")
    assert (found.value_mt, owners(found.cut)) == (0, ["a1"])


def test_a_dead_end_of_no_capacity_does_not_bind() -> None:
    found = max_flow(plain_graph(4, [(0, 1), (1, 2), (1, 3)], [4, 9, 0]), "0", "2")
    assert owners(found.binding) == ["a0"]


def test_infinite_capacities_limit_nothing() -> None:
    found = max_flow(plain_graph(2, [(0, 1)], [math.inf]), "0", "1")
    assert (found.value_mt, found.binding) == (math.inf, ())


def test_unknown_capacities_do_not_bind_but_known_ones_do() -> None:
    chain = plain_graph(3, [(0, 1), (1, 2)], [math.nan, 7])
    assert [step.value_mt for step in bottlenecks(chain, "0", "2")] == [7, math.inf]


def test_without_a_way_nothing_passes_and_nothing_binds() -> None:
    found = max_flow(plain_graph(3, [(1, 0), (2, 1)], [4, 4]), "0", "2")
    assert (found.value_mt, found.binding) == (0, ())


def test_a_single_track_carries_its_capacity_one_way_or_the_other() -> None:
    graph = plain_graph(2, [(0, 1), (1, 0)], [4, 4], shared=[0, 0])
    assert max_flow(graph, "0", "1").value_mt == max_flow(graph, "1", "0").value_mt == 4


@pytest.mark.parametrize("ends", [("0", "3"), ("3", "0")])
def test_lines_beside_each_other_share_what_ships_can_carry(ends: tuple[str, str]) -> None:
    arcs = [(0, 1), (0, 2), (1, 3), (2, 3), (1, 0), (2, 0), (3, 1), (3, 2)]
    capacity = [9, 9, 4.5, 4.5, 9, 9, 4.5, 4.5]
    graph = plain_graph(4, arcs, capacity, shared=[0, 1, 2, 2, 3, 4, 5, 5])
    found = max_flow(graph, *ends)
    assert found.value_mt == 4.5
    assert owners(found.cut) == (["a2", "a3"] if ends[0] == "0" else ["a6", "a7"])


def test_places_far_from_each_other_can_share_a_capacity_too() -> None:
    arcs = [(0, 1), (1, 2), (0, 3), (3, 2)]
    graph = plain_graph(4, arcs, [5, 20, 20, 5], shared=[0, 1, 2, 0])
    found = max_flow(graph, "0", "2")
    assert found.value_mt == pytest.approx(5, rel=1e-12)
    assert owners(found.cut)[0] in ("a0", "a3")
    assert list(islice(bottlenecks(graph, "0", "2"), 2))[1].value_mt == 40


def test_places_that_are_not_there_are_refused() -> None:
    graph = plain_graph(2, [(0, 1)], [1])
    with pytest.raises(UnknownIdError, match="not in the network"):
        max_flow(graph, "0", "nowhere")
    with pytest.raises(UnknownIdError, match="from one place to another"):
        max_flow(graph, "0", "0")


def test_every_float_is_scaled_exactly() -> None:
    values = [0.1, 3.723, 1e-300, 12345.678, 0.0]
    whole, scale = whole_numbers(values)
    assert [number / scale for number in whole] == values


def test_the_flow_of_a_cut_is_a_flow() -> None:
    graph = plain_graph(4, [(0, 1), (0, 2), (1, 3), (2, 3), (1, 2)], [3, 2, 2, 3, 5])
    found = max_flow(graph, "0", "3")
    balance = np.zeros(4)
    np.add.at(balance, graph.tail, found.flow_mt)
    np.add.at(balance, graph.head, -found.flow_mt)
    assert balance.tolist() == [5, 0, 0, -5]
    assert np.all(found.flow_mt <= graph.capacity_mt)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 1), st.integers(0, 1)), max_size=25))
def test_pieces_are_the_strong_components_that_scipy_finds(edges: list[tuple[int, int, int, int]]) -> None:
    residual = Residual(10)
    for tail, head, onward, back in edges:
        residual.add(tail, head, onward, back)
    ways = [end for tail, head, onward, back in edges for end in [(tail, head)] * onward + [(head, tail)] * back]
    graph = np.zeros((10, 10))
    for tail, head in ways:
        graph[tail, head] = 1
    peer = connected_components(graph, connection="strong")[1].tolist()
    for pieces in (residual.pieces(), residual._pieces_by_scipy()):
        assert all((pieces[a] == pieces[b]) == (peer[a] == peer[b]) for a in range(10) for b in range(10))


def test_a_line_that_nothing_leads_to_binds_nothing_though_it_shares_what_binds() -> None:
    graph = plain_graph(4, [(0, 1), (1, 3), (2, 3)], [9, 4, 4], shared=[0, 1, 1])
    assert owners(max_flow(graph, "0", "3").binding) == ["a1"]
