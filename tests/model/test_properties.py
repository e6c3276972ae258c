"""What holds of every network: ten properties, ten thousand cases; CORRIDORS_CASES=20 takes twenty times as many."""

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

CASES = int(os.environ.get("CORRIDORS_CASES", "1"))
P = 1000.0
many = settings(max_examples=1000 * CASES, deadline=None, derandomize=True)
some = settings(max_examples=350 * CASES, deadline=None, derandomize=True)  # the programme takes the longest
amounts = st.integers(0, 30).map(float)
factors = st.sampled_from([1e-3, 0.5, 1e3])


def solved(graph: ModelGraph, amount: float, *, both_ways: bool = False) -> FlowResult:
    demand = [Commodity("there", "0", last(graph), amount)]
    demand += [Commodity("back", last(graph), "0", amount / 2)] if both_ways else []
    return solve_flows(graph, demand, price=P)


def value(graph: ModelGraph) -> float:
    return max_flow(graph, "0", last(graph)).value_mt


def parts(graph: ModelGraph) -> tuple[list[tuple[int, int]], list[float], list[float]]:
    arcs = list(zip(graph.tail.tolist(), graph.head.tolist(), strict=True))
    return arcs, graph.capacity_mt.tolist(), graph.time_h.tolist()


@st.composite
def chosen(draw: st.DrawFn) -> tuple[ModelGraph, int]:
    """A network and one of its arcs."""
    graph = draw(networks())
    return graph, draw(st.integers(0, len(graph.arc_ids) - 1))


@st.composite
def shuffled(draw: st.DrawFn) -> tuple[ModelGraph, ModelGraph, tuple[str, str]]:
    """A network, the same under other ids and in another order, and where its ends are now."""
    graph = draw(networks())
    names = draw(st.permutations(range(graph.size)))
    rows = draw(st.permutations(list(zip(*parts(graph), strict=True))))
    arcs = [(names[a], names[b]) for (a, b), _, _ in rows]
    other = plain_graph(graph.size, arcs, [row[1] for row in rows], cost=[row[2] for row in rows])
    return graph, other, (str(names[0]), str(names[-1]))


def split(graph: ModelGraph, arc: int) -> ModelGraph:
    """Put a vertex on an arc; it takes the last number but one, so that the destination keeps the last."""
    arcs, capacity, cost = parts(graph)
    moved = [(graph.size if a == graph.size - 1 else a, graph.size if b == graph.size - 1 else b) for a, b in arcs]
    middle, (tail, head) = graph.size - 1, moved[arc]
    moved[arc] = (tail, middle)
    costs = [*cost[:arc], cost[arc] * 0.25, *cost[arc + 1 :], cost[arc] * 0.75]
    return plain_graph(graph.size + 1, [*moved, (middle, head)], [*capacity, capacity[arc]], cost=costs)


def doubled(graph: ModelGraph, arc: int) -> ModelGraph:
    """Put two arcs in the place of one, which together have its capacity."""
    arcs, capacity, cost = parts(graph)
    shares = [*capacity[:arc], capacity[arc] * 0.25, *capacity[arc + 1 :], capacity[arc] * 0.75]
    return plain_graph(graph.size, [*arcs, arcs[arc]], shares, cost=[*cost, cost[arc]])


def widened(graph: ModelGraph, arc: int) -> ModelGraph:
    return graph.with_capacity(graph.capacity_mt + (np.arange(len(graph.arc_ids)) == arc) * 2)


def cut_out(graph: ModelGraph, arc: int) -> ModelGraph:
    return graph.without(np.arange(len(graph.arc_ids)) == arc)


@some
@given(networks(whole=False), amounts)
def test_flow_is_conserved_and_within_capacity(graph: ModelGraph, amount: float) -> None:
    result = solved(graph, amount, both_ways=True)
    assert np.all(result.load_mt <= graph.capacity_mt + 1e-7)
    for number, one in enumerate(result.demand):
        balance = np.zeros(graph.size)
        flow = result.flow_mt[result.origins.index(one.origin)]
        np.add.at(balance, graph.tail, flow)
        np.add.at(balance, graph.head, -flow)
        wanted = np.zeros(graph.size)
        wanted[[int(one.origin), int(one.destination)]] = result.served[number], -result.served[number]
        assert balance == pytest.approx(wanted, abs=1e-7)


@many
@given(networks(whole=False))
def test_the_maximum_flow_is_the_minimum_cut(graph: ModelGraph) -> None:
    found = max_flow(graph, "0", last(graph))
    assert found.value_mt == pytest.approx(sum(one.capacity_mt for one in found.cut), rel=1e-12, abs=1e-12)
    closed = np.isin(np.array(graph.arc_ids), [one.arc_id for one in found.cut])
    assert value(graph.without(closed)) == 0


@many
@given(networks())  # of whole numbers: 0.1 + 0.1 + 0.1 + 0.2 is more than 0.5 by less than a sum of floats shows
def test_every_capacity_that_binds_is_worth_something_or_binds_with_others(graph: ModelGraph) -> None:
    found = max_flow(graph, "0", last(graph))
    relieved = np.isin(np.array(graph.arc_ids), [one.arc_id for one in found.binding])
    if found.binding:
        assert value(graph.with_capacity(np.where(relieved, np.inf, graph.capacity_mt))) > found.value_mt


@some
@given(networks(), amounts)
def test_the_value_of_the_programme_is_that_of_its_dual(graph: ModelGraph, amount: float) -> None:
    result = solved(graph, amount, both_ways=True)
    assert result.cost_musd == pytest.approx(result.dual_musd, rel=1e-9, abs=1e-9)


@many
@given(chosen())
def test_more_capacity_never_lets_less_pass(network: tuple[ModelGraph, int]) -> None:
    assert value(widened(*network)) >= value(network[0])


@some
@given(chosen(), amounts)
def test_more_capacity_never_serves_less_and_is_worth_no_more_than_its_dual(
    network: tuple[ModelGraph, int], amount: float
) -> None:
    before, after = solved(network[0], amount, both_ways=True), solved(widened(*network), amount, both_ways=True)
    assert after.served.sum() >= before.served.sum() - 1e-7
    assert before.cost_musd - after.cost_musd <= 2 * before.worth[network[1]] + 1e-6


@many
@given(chosen())
def test_a_removed_link_never_lets_more_pass(network: tuple[ModelGraph, int]) -> None:
    assert value(cut_out(*network)) <= value(network[0])


@some
@given(chosen(), amounts)
def test_a_removed_link_never_serves_more(network: tuple[ModelGraph, int], amount: float) -> None:
    assert solved(cut_out(*network), amount).served.sum() <= solved(network[0], amount).served.sum() + 1e-7


@many
@given(shuffled())
def test_ids_and_order_do_not_matter_to_cuts(networks: tuple[ModelGraph, ModelGraph, tuple[str, str]]) -> None:
    graph, other, ends = networks
    assert max_flow(other, *ends).value_mt == value(graph)


@some
@given(shuffled(), amounts)
def test_ids_and_order_do_not_matter_to_flows(
    networks: tuple[ModelGraph, ModelGraph, tuple[str, str]], amount: float
) -> None:
    graph, other, ends = networks
    again = solve_flows(other, [Commodity("x", *ends, amount)], price=P)
    assert again.cost_musd == pytest.approx(solved(graph, amount).cost_musd, rel=1e-9)


@many
@given(networks(), factors)
def test_units_scale_in_cuts(graph: ModelGraph, factor: float) -> None:
    scaled = graph.with_capacity(graph.capacity_mt * factor)
    assert value(scaled) == pytest.approx(value(graph) * factor, rel=1e-9)


@some
@given(networks(), amounts, factors)
def test_units_scale_in_flows(graph: ModelGraph, amount: float, factor: float) -> None:
    scaled = solved(graph.with_capacity(graph.capacity_mt * factor), amount * factor)
    assert scaled.cost_musd == pytest.approx(solved(graph, amount).cost_musd * factor, rel=1e-9)


@many
@given(chosen())
def test_a_link_split_in_series_or_into_parallel_ones_changes_no_cut(network: tuple[ModelGraph, int]) -> None:
    assert value(split(*network)) == value(doubled(*network)) == value(network[0])


@some
@given(chosen(), amounts)
def test_a_link_split_in_series_changes_no_flow(network: tuple[ModelGraph, int], amount: float) -> None:
    assert solved(split(*network), amount).cost_musd == pytest.approx(solved(network[0], amount).cost_musd, rel=1e-9)


@some
@given(chosen(), amounts)
def test_parallel_links_add(network: tuple[ModelGraph, int], amount: float) -> None:
    assert solved(doubled(*network), amount).cost_musd == pytest.approx(solved(network[0], amount).cost_musd, rel=1e-9)


@some
@given(networks(), st.lists(st.integers(0, 3), min_size=12, max_size=12))
def test_shared_capacities_bind_flow_and_cut_alike(graph: ModelGraph, groups: list[int]) -> None:
    shared = groups[: len(graph.arc_ids)]
    least = [min(c for c, g in zip(graph.capacity_mt, shared, strict=True) if g == group) for group in shared]
    arcs, _, _ = parts(graph)
    joint = plain_graph(graph.size, arcs, least, shared=shared)
    result = solve_flows(joint, [Commodity("x", "0", last(joint), 100)], cost=np.zeros(len(arcs)), price=1)
    assert value(joint) == pytest.approx(result.served[0], rel=1e-9, abs=1e-9)
