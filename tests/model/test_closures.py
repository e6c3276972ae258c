"""What passes with each link out."""

from __future__ import annotations

import math
from dataclasses import replace

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from networks import last, networks

from geo.errors import UnknownIdError
from geo.model.closures import passes_without
from geo.model.cuts import max_flow
from geo.model.graph import ModelGraph, plain_graph


def test_of_two_ways_side_by_side_the_other_is_left() -> None:
    graph = plain_graph(4, [(0, 1), (1, 3), (0, 2), (2, 3)], [3, 4, 5, 6])
    assert passes_without(graph, "0", "3") == {"a0": 5, "a1": 5, "a2": 3, "a3": 3}


def test_what_finds_another_way_still_passes_and_is_not_named() -> None:
    graph = plain_graph(4, [(0, 1), (1, 2), (1, 2), (2, 3)], [3, 3, 9, 3])
    assert passes_without(graph, "0", "3") == {"a0": 0, "a3": 0}


def test_without_the_only_unlimited_way_the_limited_one_binds() -> None:
    graph = plain_graph(2, [(0, 1), (0, 1), (1, 0)], [math.nan, 4, math.inf])
    assert passes_without(graph, "0", "1") == {"a0": 4}
    assert passes_without(plain_graph(2, [(0, 1), (0, 1)], [math.nan, math.inf]), "0", "1") == {}


def test_without_a_way_nothing_is_lost() -> None:
    assert passes_without(plain_graph(3, [(0, 1), (2, 1)], [3, 3]), "0", "2") == {}


def test_places_that_are_not_there_are_refused() -> None:
    with pytest.raises(UnknownIdError, match="not in the network"):
        passes_without(plain_graph(2, [(0, 1)], [1]), "0", "nowhere")


def one_by_one(graph: ModelGraph) -> dict[str, float]:
    """Take each owner out and compute the flow anew, by our own flow, which others are held against elsewhere."""
    whole, ends = max_flow(graph, "0", last(graph)).value_mt, ("0", last(graph))
    owners = np.array(graph.owners)
    without = {owner: max_flow(graph.without(owners == owner), *ends).value_mt for owner in dict.fromkeys(graph.owners)}
    return {owner: value for owner, value in without.items() if value < whole * (1 - 1e-12)}


@given(networks(), st.integers(0, 2**31))
def test_each_closure_lets_pass_what_passes_without_it(graph: ModelGraph, seed: int) -> None:
    rng = np.random.default_rng(seed)
    count = len(graph.capacity_mt)
    holes = np.where(rng.random(count) < 0.1, math.inf, graph.capacity_mt * rng.choice([1.0, 0.1]))
    shared = rng.integers(0, count, count).tolist() if seed % 2 else None
    graph = plain_graph(
        graph.size, list(zip(graph.tail.tolist(), graph.head.tolist(), strict=True)), holes.tolist(), shared=shared
    )
    graph = replace(graph, owners=tuple(f"o{number}" for number in rng.integers(0, max(count - 2, 1), count)))
    assert passes_without(graph, "0", last(graph)) == pytest.approx(one_by_one(graph), rel=1e-9)


@given(networks())
def test_networkx_says_the_same_of_each_arc(graph: ModelGraph) -> None:
    arcs = list(zip(graph.tail.tolist(), graph.head.tolist(), graph.capacity_mt.tolist(), graph.owners, strict=True))

    def greatest(closed: str = "") -> float:
        net = nx.DiGraph()
        net.add_nodes_from(range(graph.size))
        for tail, head, capacity, owner in arcs:
            before = net[tail][head]["capacity"] if net.has_edge(tail, head) else 0
            net.add_edge(tail, head, capacity=before + (0 if owner == closed else capacity))
        return nx.maximum_flow_value(net, 0, graph.size - 1)

    expected = {owner: greatest(owner) for owner in graph.owners if greatest(owner) < greatest()}
    assert passes_without(graph, "0", last(graph)) == expected


def test_a_large_network_is_answered_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = plain_graph(5, [(0, 1), (0, 2), (1, 3), (2, 3), (3, 4), (1, 4)], [3, 4, 2, 4, 9, 1])
    small = passes_without(graph, "0", "4")
    monkeypatch.setattr("geo.model.closures.SMALL", 0)
    assert passes_without(graph, "0", "4") == small == {"a0": 4, "a1": 3, "a2": 5, "a3": 3, "a4": 1, "a5": 6}
