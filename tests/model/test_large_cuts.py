"""Large networks give what small ones give: the same value, the same cut, the same others, and a flow."""

from __future__ import annotations

from unittest.mock import patch

import networkx as nx
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


SOLVERS = pytest.mark.parametrize("often", [10**9, -1], ids=["scipy", "compiled"])


def laid_out(graph: ModelGraph, last: int) -> LargeCuts | None:
    return large_cuts(graph, graph.capacity_mt, ((0,), (last,)))


def told(large: LargeCuts, often: int) -> tuple[float, tuple[list[int], list[int]], np.ndarray]:
    """Solve by scipy or compiled: what passes, what binds, and the flow."""
    with patch("geo.model.large_cuts.OFTEN", often):
        return large.value_mt, large.cuts(), large.flow()


def net_of(links: list[tuple[int, int, float, bool]]) -> ModelGraph:
    """Single tracks are two opposite arcs that share a capacity."""
    rows = [
        (number, *ends, capacity)
        for number, (a, b, capacity, is_single) in enumerate(links)
        for ends in ([(a, b), (b, a)] if is_single and a != b else [(a, b)])
    ]
    arcs = [(a, b) for _, a, b, _ in rows]
    return plain_graph(7, arcs, [row[3] for row in rows], shared=[row[0] for row in rows])


@SOLVERS
@given(LINKS)
def test_arrays_give_the_value_and_cuts_that_paths_give(
    often: int, links: list[tuple[int, int, float, bool]]
) -> None:
    graph = net_of(links)
    slow, large = max_flow(graph, "0", "6"), laid_out(graph, 6)
    assume(large is not None)
    assert large.is_unlimited == np.isinf(slow.value_mt)
    if large.is_unlimited:
        return
    value, cuts, flow = told(large, often)
    assert value == slow.value_mt
    names = [tuple(graph.arc_ids[arc] for arc in arcs) for arcs in cuts]
    assert names == [tuple(one.arc_id for one in found) for found in (slow.cut, slow.series)]
    balance = np.zeros(7)
    np.add.at(balance, graph.tail, flow)
    np.add.at(balance, graph.head, -flow)
    np.testing.assert_allclose(balance, [value, 0, 0, 0, 0, 0, -value], rtol=1e-12, atol=1e-9)
    used = np.bincount(graph.shared, flow, minlength=len(graph.group_capacity_mt))
    assert np.all(used <= graph.group_capacity_mt * (1 + 1e-12))


def greatest_flow(arcs: dict[tuple[int, int], int]) -> int:
    """Let networkx say what passes from 0 to 6."""
    net = nx.DiGraph()
    net.add_nodes_from([0, 6])
    net.add_edges_from([(*ends, {"capacity": amount}) for ends, amount in arcs.items()])
    return int(nx.maximum_flow_value(net, 0, 6))


ARCS = st.dictionaries(
    st.tuples(st.integers(0, 6), st.integers(0, 6)).filter(lambda ends: ends[0] != ends[1]), st.integers(1, 4),
    min_size=1, max_size=20,
)  # fmt: skip


@SOLVERS
@given(ARCS)
def test_an_arc_binds_where_less_of_it_alone_lets_less_pass(often: int, arcs: dict[tuple[int, int], int]) -> None:
    """Minimum cuts of networkx' flow: arcs in any of them, and in no other, are those that one unit less shows."""
    value, cuts, _ = told(laid_out(plain_graph(7, list(arcs), [float(amount) for amount in arcs.values()]), 6), often)
    whole = greatest_flow(arcs)
    binding = [i for i, ends in enumerate(arcs) if greatest_flow(arcs | {ends: arcs[ends] - 1}) < whole]
    assert (value, sorted(cuts[0] + cuts[1])) == (whole, binding)
    assert sum(list(arcs.values())[arc] for arc in cuts[0]) == whole


@SOLVERS
@given(LINKS)
def test_a_place_of_several_sides_is_as_one_that_joins_them(
    often: int, links: list[tuple[int, int, float, bool]]
) -> None:
    graph = net_of(links)
    merged = net_of([(a if a != 1 else 0, b if b != 1 else 0, capacity, single) for a, b, capacity, single in links])
    assume(len(merged.tail) == len(graph.tail))
    several, one = large_cuts(graph, graph.capacity_mt, ((0, 1), (6,))), laid_out(merged, 6)
    assume(several is not None and one is not None)
    assert several.is_unlimited == one.is_unlimited
    if not one.is_unlimited:
        assert told(several, often)[:2] == told(one, often)[:2]


def test_a_network_is_laid_out_once_for_all_its_capacities() -> None:
    graph = plain_graph(3, [(0, 1), (1, 2)], [3, 4])
    first, second = laid_out(graph, 2), laid_out(graph.with_capacity(np.array([3.0, 2.0])), 2)
    assert first.pairs is second.pairs
    assert (first.value_mt, second.value_mt) == (3, 2)
    assert (first.cuts(), second.cuts()) == (([0], []), ([1], []))


def test_where_numba_is_not_installed_scipy_gives_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo.model.large_cuts.compiled_cuts", lambda: None)
    assert told(laid_out(plain_graph(3, [(0, 1), (1, 2)], [3, 4]), 2), -1)[:2] == (3, ([0], []))


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
