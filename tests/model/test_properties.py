"""What holds of every network; ten properties of a thousand cases each."""

from __future__ import annotations

import os

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from networks import last, networks

from geo.model.cuts import max_flow
from geo.model.demand import Commodity
from geo.model.flows import FlowResult, solve_flows
from geo.model.graph import ModelGraph, plain_graph

CASES = int(os.environ.get("CORRIDORS_CASES", "1000"))
P = 1000.0
many = settings(max_examples=CASES, deadline=None, derandomize=True)
amounts = st.integers(0, 30).map(float)


def solved(graph: ModelGraph, amount: float, *, both_ways: bool = False) -> FlowResult:
    demand = [Commodity("there", "0", last(graph), amount)]
    demand += [Commodity("back", last(graph), "0", amount / 2)] if both_ways else []
    return solve_flows(graph, demand, price=P)


def value(graph: ModelGraph) -> float:
    return max_flow(graph, "0", last(graph)).value_mt


def rebuilt(graph: ModelGraph, arcs: list[tuple[int, int]], capacity: list[float], cost: list[float], size: int = 0) -> ModelGraph:  # noqa: E501
    return plain_graph(size or graph.size, arcs, capacity, cost=cost)


def parts(graph: ModelGraph) -> tuple[list[tuple[int, int]], list[float], list[float]]:
    arcs = list(zip(graph.tail.tolist(), graph.head.tolist(), strict=True))
    return arcs, graph.capacity_mt.tolist(), graph.time_h.tolist()


@many
@given(networks(whole=False), amounts)
def test_flow_is_conserved_and_within_capacity(graph: ModelGraph, amount: float) -> None:
    result = solved(graph, amount, both_ways=True)
    assert np.all(result.load_mt <= graph.capacity_mt + 1e-7)
    for row, origin in enumerate(result.origins):
        balance = np.zeros(graph.size)
        np.add.at(balance, graph.tail, result.flow_mt[row])
        np.add.at(balance, graph.head, -result.flow_mt[row])
        number = [one.origin for one in result.demand].index(origin)
        wanted = np.zeros(graph.size)
        wanted[int(origin)] += result.served[number]
        wanted[int(result.demand[number].destination)] -= result.served[number]
        assert balance == pytest.approx(wanted, abs=1e-7)


@many
@given(networks(whole=False))
def test_the_maximum_flow_is_the_minimum_cut(graph: ModelGraph) -> None:
    found = max_flow(graph, "0", last(graph))
    assert found.value_mt == pytest.approx(sum(one.capacity_mt for one in found.cut), rel=1e-12, abs=1e-12)
    closed = np.isin(np.array(graph.arc_ids), [one.arc_id for one in found.cut])
    assert value(graph.without(closed)) == 0


@many
@given(networks(), amounts)
def test_the_value_of_the_programme_is_that_of_its_dual(graph: ModelGraph, amount: float) -> None:
    result = solved(graph, amount, both_ways=True)
    assert result.cost_musd == pytest.approx(result.dual_musd, rel=1e-9, abs=1e-9)


@many
@given(networks(), amounts, st.data())
def test_more_capacity_never_serves_less(graph: ModelGraph, amount: float, data: st.DataObject) -> None:
    arc = data.draw(st.integers(0, len(graph.arc_ids) - 1))
    more = graph.with_capacity(graph.capacity_mt + (np.arange(len(graph.arc_ids)) == arc) * 2)
    assert value(more) >= value(graph)
    before, after = solved(graph, amount, both_ways=True), solved(more, amount, both_ways=True)
    assert after.served.sum() >= before.served.sum() - 1e-7
    assert before.cost_musd - after.cost_musd <= 2 * before.worth[arc] + 1e-6


@many
@given(networks(), amounts, st.data())
def test_a_removed_link_never_serves_more(graph: ModelGraph, amount: float, data: st.DataObject) -> None:
    arc = data.draw(st.integers(0, len(graph.arc_ids) - 1))
    less = graph.without(np.arange(len(graph.arc_ids)) == arc)
    assert value(less) <= value(graph)
    assert solved(less, amount).served.sum() <= solved(graph, amount).served.sum() + 1e-7


@many
@given(networks(), amounts, st.randoms(use_true_random=False))
def test_ids_and_order_do_not_matter(graph: ModelGraph, amount: float, rng: st.Random) -> None:  # type: ignore[name-defined]
    names = list(range(graph.size))
    rng.shuffle(names)
    rows = list(zip(*parts(graph), strict=True))
    rng.shuffle(rows)
    arcs = [(names[a], names[b]) for (a, b), _, _ in rows]
    other = rebuilt(graph, arcs, [row[1] for row in rows], [row[2] for row in rows])
    ends = (str(names[0]), str(names[-1]))
    assert max_flow(other, *ends).value_mt == value(graph)
    again = solve_flows(other, [Commodity("x", *ends, amount)], price=P)
    assert again.cost_musd == pytest.approx(solved(graph, amount).cost_musd, rel=1e-9)


@many
@given(networks(), amounts, st.sampled_from([1e-3, 0.5, 1e3]))
def test_units_scale(graph: ModelGraph, amount: float, factor: float) -> None:
    scaled = graph.with_capacity(graph.capacity_mt * factor)
    assert value(scaled) == pytest.approx(value(graph) * factor, rel=1e-9)
    assert solved(scaled, amount * factor).cost_musd == pytest.approx(solved(graph, amount).cost_musd * factor, rel=1e-9)


@many
@given(networks(), amounts, st.data())
def test_a_link_split_in_series_changes_nothing(graph: ModelGraph, amount: float, data: st.DataObject) -> None:
    arc = data.draw(st.integers(0, len(graph.arc_ids) - 1))
    arcs, capacity, cost = parts(graph)
    (tail, head), share = arcs[arc], data.draw(st.sampled_from([0.25, 0.5]))
    # The new vertex takes the last number but one, so that the destination keeps the last
    moved = [tuple(graph.size if v == graph.size - 1 else v for v in ends) for ends in arcs]
    middle, ends = graph.size - 1, moved[arc]
    assert (tail, head) == arcs[arc]
    moved[arc] = (ends[0], middle)
    split = rebuilt(
        graph, [*moved, (middle, ends[1])], [*capacity, capacity[arc]],
        [*cost[:arc], cost[arc] * share, *cost[arc + 1 :], cost[arc] * (1 - share)], graph.size + 1,
    )  # fmt: skip
    assert value(split) == value(graph)
    assert solved(split, amount).cost_musd == pytest.approx(solved(graph, amount).cost_musd, rel=1e-9)


@many
@given(networks(), amounts, st.data())
def test_parallel_links_add(graph: ModelGraph, amount: float, data: st.DataObject) -> None:
    arc = data.draw(st.integers(0, len(graph.arc_ids) - 1))
    arcs, capacity, cost = parts(graph)
    part = data.draw(st.sampled_from([0.25, 0.5]))
    halves = [*capacity[:arc], capacity[arc] * part, *capacity[arc + 1 :], capacity[arc] * (1 - part)]
    double = rebuilt(graph, [*arcs, arcs[arc]], halves, [*cost, cost[arc]])
    assert value(double) == value(graph)
    assert solved(double, amount).cost_musd == pytest.approx(solved(graph, amount).cost_musd, rel=1e-9)


@many
@given(networks(), st.lists(st.integers(0, 3), min_size=12, max_size=12))
def test_shared_capacities_bind_flow_and_cut_alike(graph: ModelGraph, groups: list[int]) -> None:
    shared = groups[: len(graph.arc_ids)]
    least = [min(c for c, g in zip(graph.capacity_mt, shared, strict=True) if g == group) for group in shared]
    arcs, _, _ = parts(graph)
    joint = plain_graph(graph.size, arcs, least, shared=shared)
    result = solve_flows(joint, [Commodity("x", "0", last(joint), 100)], cost=np.zeros(len(arcs)), price=1)
    assert value(joint) == pytest.approx(result.served[0], rel=1e-9, abs=1e-9)
