"""Large networks give what small ones give: the same value, the same cut, the same others, and a flow."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from geo.model.cuts import max_flow
from geo.model.graph import ModelGraph, plain_graph
from geo.model.large_cuts import LargeCuts, large_cuts
from geo.model.maxflow import SMALL

CAPACITIES = st.one_of(st.integers(0, 4), st.sampled_from([0.7, 3.723, 2.5, np.inf]))
LINKS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), CAPACITIES, st.booleans()), max_size=20)


def laid_out(graph: ModelGraph, last: int) -> LargeCuts | None:
    return large_cuts(graph, graph.capacity_mt, ((0,), (last,)))


def net_of(links: list[tuple[int, int, float, bool]]) -> ModelGraph:
    """Single tracks are two opposite arcs that share a capacity."""
    rows = [
        (number, *ends, capacity)
        for number, (a, b, capacity, is_single) in enumerate(links)
        for ends in ([(a, b), (b, a)] if is_single and a != b else [(a, b)])
    ]
    arcs = [(a, b) for _, a, b, _ in rows]
    return plain_graph(7, arcs, [row[3] for row in rows], shared=[row[0] for row in rows])


@given(LINKS)
def test_arrays_give_the_value_and_cuts_that_paths_give(links: list[tuple[int, int, float, bool]]) -> None:
    graph = net_of(links)
    slow, large = max_flow(graph, "0", "6"), laid_out(graph, 6)
    assume(large is not None)
    assert large.is_unlimited == np.isinf(slow.value_mt)
    if large.is_unlimited:
        return
    names = [tuple(graph.arc_ids[arc] for arc in arcs) for arcs in large.cuts()]
    assert large.value_mt == slow.value_mt
    assert names == [tuple(one.arc_id for one in found) for found in (slow.cut, slow.series)]
    balance, flow = np.zeros(7), large.flow()
    np.add.at(balance, graph.tail, flow)
    np.add.at(balance, graph.head, -flow)
    np.testing.assert_allclose(balance, [large.value_mt, 0, 0, 0, 0, 0, -large.value_mt], rtol=1e-12, atol=1e-9)
    used = np.bincount(graph.shared, flow, minlength=len(graph.group_capacity_mt))
    assert np.all(used <= graph.group_capacity_mt * (1 + 1e-12))


def test_a_long_chain_is_bound_where_it_is_least_to_the_last_bit() -> None:
    capacity = np.full(SMALL, 0.3)
    capacity[[400, 700]] = np.nextafter(0.3, 0)
    chain = plain_graph(SMALL + 1, [(i, i + 1) for i in range(SMALL)], capacity.tolist())
    found = max_flow(chain, "0", str(SMALL))
    assert found.value_mt == np.nextafter(0.3, 0)
    assert [one.owner for one in found.cut] == ["a400"]
    assert [one.owner for one in found.series] == ["a700"]


@pytest.mark.parametrize("capacities", [[5e-324, 1.0], [1e300, 1e-9]])
def test_what_64_bits_do_not_hold_is_left_to_whole_numbers_of_any_size(capacities: list[float]) -> None:
    assert laid_out(plain_graph(2, [(0, 1), (0, 1)], capacities), 1) is None


def test_capacities_shared_by_lines_beside_each_other_are_left_to_the_other_way() -> None:
    assert laid_out(plain_graph(3, [(0, 1), (1, 2)], [1, 1], shared=[0, 0]), 2) is None
