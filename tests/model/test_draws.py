"""The bottleneck of many draws at once."""

from __future__ import annotations

import math
import os

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from networks import last, networks, random_network

from geo.errors import CorridorError, UnknownIdError
from geo.model.blocks import Learned
from geo.model.contraction import contract
from geo.model.cuts import max_flow
from geo.model.draws import bottleneck_draws, learn
from geo.model.graph import ModelGraph, plain_graph

CASES = int(os.environ.get("CASES", "60"))


def columns(*rows: list[float]) -> dict[int, np.ndarray]:
    return {group: np.array(row, dtype=np.float64) for group, row in enumerate(rows)}


def test_the_narrower_of_two_links_in_a_row_binds() -> None:
    problem = contract(plain_graph(3, [(0, 1), (1, 2)], [1, 1]), "0", "2")
    drawn = bottleneck_draws(problem, columns([3, 5, 4], [4, 2, 4]), 3)
    assert drawn.value_mt.tolist() == [3, 2, 4]
    assert drawn.binds[0].tolist() == [True, False, True]  # of two that are equal, the one nearer to the origin
    assert drawn.binds[1].tolist() == [False, True, False]


def test_links_side_by_side_add_up() -> None:
    problem = contract(plain_graph(2, [(0, 1), (0, 1)], [1, 1]), "0", "1")
    assert bottleneck_draws(problem, columns([3, 0.5], [4, 0]), 2).value_mt.tolist() == [7, 0.5]


def test_what_cannot_bind_is_drawn_together() -> None:
    graph = plain_graph(5, [(0, 1), (1, 0), (1, 2), (2, 3), (3, 2), (3, 4)], [math.inf, math.nan, 4, math.nan, 1, 9])
    problem = contract(graph, "0", "4")
    assert len(problem.edges) == 3  # what leads onward and what leads back between two places is one edge
    assert problem.groups == (2, 4, 5)
    assert contract(graph.without(np.array([0, 0, 0, 0, 1, 0])), "0", "4").groups == (2, 4)


def test_a_way_without_known_limits_lets_everything_pass() -> None:
    problem = contract(plain_graph(3, [(0, 1), (1, 2), (0, 2)], [math.inf, math.nan, 3]), "0", "2")
    assert bottleneck_draws(problem, columns([1], [1], [1]), 1).value_mt.tolist() == [math.inf]


def test_without_a_way_nothing_passes() -> None:
    problem = contract(plain_graph(3, [(0, 1), (2, 1)], [3, 3]), "0", "2")
    assert bottleneck_draws(problem, {}, 4).value_mt.tolist() == [0, 0, 0, 0]


def test_ways_that_share_a_capacity_share_it_in_every_draw() -> None:
    graph = plain_graph(4, [(0, 1), (2, 3), (0, 2), (1, 3)], [5, 5, 9, 9], shared=[0, 0, 1, 2])
    drawn = bottleneck_draws(contract(graph, "0", "3"), columns([5, 2], [9, 1], [9, 9]), 2)
    assert drawn.value_mt == pytest.approx([5, 2])


def test_capacities_that_are_no_capacities_are_refused() -> None:
    problem = contract(plain_graph(2, [(0, 1)], [1]), "0", "1")
    for wrong in (-1.0, math.nan, math.inf):
        with pytest.raises(CorridorError, match="finite and not below zero"):
            bottleneck_draws(problem, columns([wrong]), 1)


def test_places_are_in_the_network_and_two() -> None:
    graph = plain_graph(2, [(0, 1)], [1])
    with pytest.raises(UnknownIdError, match="not in the network"):
        contract(graph, "0", "elsewhere")
    with pytest.raises(UnknownIdError, match="from one place to another"):
        contract(graph, "0", "0")


def one_by_one(graph: ModelGraph, capacity: dict[int, np.ndarray], count: int) -> list[float]:
    limits = graph.group_capacity_mt
    values = []
    for draw in range(count):
        mt = np.where(np.isfinite(limits), [capacity[group][draw] for group in range(len(limits))], limits)
        values.append(max_flow(graph.with_capacity(mt[graph.shared]), "0", last(graph)).value_mt)
    return values


@settings(max_examples=CASES)
@given(networks(), st.integers(0, 2**31))
def test_every_draw_has_the_maximum_flow_it_has_alone(graph: ModelGraph, seed: int) -> None:
    rng = np.random.default_rng(seed)
    holes = np.where(rng.random(len(graph.capacity_mt)) < 0.2, math.inf, graph.capacity_mt)
    shared = rng.integers(0, len(holes), len(holes)).tolist() if seed % 2 else None
    ends = list(zip(graph.tail.tolist(), graph.head.tolist(), strict=True))
    graph = plain_graph(graph.size, ends, holes.tolist(), shared=shared)
    capacity = {group: rng.integers(0, 9, 12) * rng.choice([1.0, 0.1]) for group in range(len(graph.group_capacity_mt))}
    drawn = bottleneck_draws(contract(graph, "0", last(graph)), capacity, 12)
    assert drawn.value_mt == pytest.approx(one_by_one(graph, capacity, 12), rel=1e-9, abs=1e-9)


def test_what_is_known_to_begin_with_changes_nothing() -> None:
    graph = random_network(5, size=30, arcs=140)
    problem, rng = contract(graph, "0", "29"), np.random.default_rng(2)
    capacity = {group: rng.uniform(0, 20, 3000) for group in problem.groups}
    one, two = (bottleneck_draws(problem, capacity, 3000, known) for known in (Learned(), learn(problem)))
    assert one.value_mt.tolist() == two.value_mt.tolist()
    assert all(np.array_equal(one.binds[group], two.binds[group]) for group in problem.groups)


def test_compiled_or_not_the_answers_are_the_same_to_the_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = random_network(6, size=30, arcs=160)
    problem, rng = contract(graph, "0", "29"), np.random.default_rng(2)
    capacity = {group: rng.uniform(0, 20, 1000) for group in problem.groups}
    one = bottleneck_draws(problem, capacity, 1000)
    monkeypatch.setattr("geo.model.blocks.compiled", lambda: None)
    two = bottleneck_draws(problem, capacity, 1000)
    assert one.value_mt.tobytes() == two.value_mt.tobytes()
    assert all(np.array_equal(one.binds[group], two.binds[group]) for group in problem.groups)
    assert two.solved < 1000


def test_what_binds_adds_up_to_what_passes() -> None:
    graph = random_network(8, size=20, arcs=80)
    problem, rng = contract(graph, "0", "19"), np.random.default_rng(3)
    capacity = {group: rng.uniform(1, 20, 500) for group in problem.groups}
    drawn = bottleneck_draws(problem, capacity, 500)
    cut = sum(np.where(drawn.binds[group], capacity[group], 0) for group in problem.groups)
    assert drawn.value_mt == pytest.approx(cut)


def test_a_small_network_solved_by_the_kernel_has_the_maximum_flow_it_has_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("geo.model.blocks.LEAST_EDGES", 1)
    monkeypatch.setattr("geo.model.blocks.FEW", 0)
    for seed in range(20):
        graph, rng = random_network(seed, size=7, arcs=18), np.random.default_rng(seed)
        endless = np.where(rng.random(18) < 0.2, math.inf, graph.capacity_mt)
        graph = graph.with_capacity(endless)
        capacity = {group: rng.integers(0, 9, 20) * 0.1 for group in range(18)}
        drawn = bottleneck_draws(contract(graph, "0", "6"), capacity, 20)
        assert drawn.value_mt == pytest.approx(one_by_one(graph, capacity, 20), rel=1e-9, abs=1e-9)
