"""Multicommodity flows: what passes, what cannot, what capacity is worth."""

from __future__ import annotations

import math

import pytest

from geo.errors import CorridorError
from geo.model.demand import Commodity
from geo.model.flows import solve_flows, worth_of_capacity
from geo.model.graph import plain_graph

P = 1000.0


def test_what_the_short_way_cannot_take_goes_the_long_way_and_the_rest_stays() -> None:
    graph = plain_graph(3, [(0, 2), (0, 1), (1, 2)], [4, 3, 9], cost=[10, 10, 10])
    result = solve_flows(graph, [Commodity("c", "0", "2", 10)], price=P)
    assert result.served.tolist() == [7]
    assert result.load_mt.tolist() == [4, 3, 3]
    assert result.cost_musd == pytest.approx(4 * 10 + 3 * 20 + 3 * P)
    assert result.transport_musd == pytest.approx(100)


def test_one_more_mt_is_worth_what_the_dual_says_and_solving_again_confirms_it() -> None:
    graph = plain_graph(3, [(0, 2), (0, 1), (1, 2)], [4, 3, 9], cost=[10, 10, 10])
    ranked = worth_of_capacity(solve_flows(graph, [Commodity("c", "0", "2", 10)], price=P), price=P)
    assert [(one.subject, one.saved_musd, one.served_mt) for one in ranked] == [
        ("a0", pytest.approx(P - 10), pytest.approx(1)),
        ("a1", pytest.approx(P - 20), pytest.approx(1)),
    ]
    assert all(one.is_confirmed for one in ranked)


def test_a_dual_that_holds_for_half_a_mt_is_told_from_one_that_holds_for_a_whole() -> None:
    graph = plain_graph(2, [(0, 1)], [2])
    (one,) = worth_of_capacity(solve_flows(graph, [Commodity("c", "0", "1", 2.5)], price=P), price=P)
    assert (one.marginal_musd, one.saved_musd) == (pytest.approx(P - 1), pytest.approx((P - 1) / 2))
    assert not one.is_confirmed


def test_a_group_of_both_directions_is_shared_by_what_goes_either_way() -> None:
    graph = plain_graph(2, [(0, 1), (1, 0)], [5, 5], shared=[0, 0])
    there_and_back = [Commodity("there", "0", "1", 4), Commodity("back", "1", "0", 4)]
    assert solve_flows(graph, there_and_back, price=P).served.sum() == pytest.approx(5)
    double = plain_graph(2, [(0, 1), (1, 0)], [5, 5])
    assert solve_flows(double, there_and_back, price=P).served.sum() == pytest.approx(8)


def test_commodities_compete_for_a_link() -> None:
    graph = plain_graph(4, [(0, 2), (1, 2), (2, 3)], [9, 9, 5], cost=[1, 4, 1])
    result = solve_flows(graph, [Commodity("near", "0", "3", 4), Commodity("far", "1", "3", 4)], price=P)
    assert result.served.tolist() == [4, 1]
    assert result.blocking(1) == ("a2",)
    assert result.utilisation.tolist() == [4 / 9, 1 / 9, 1]


def test_a_full_link_with_a_way_round_does_not_keep_goods_from_passing() -> None:
    graph = plain_graph(3, [(0, 1), (0, 1), (1, 2)], [3, 9, 5], cost=[1, 40, 1])
    result = solve_flows(graph, [Commodity("c", "0", "2", 8)], price=P)
    assert result.worth.tolist() == pytest.approx([39, 0, P - 41])
    assert result.blocking(0) == ("a2",)


def test_goods_without_a_route_stay_and_say_so() -> None:
    graph = plain_graph(3, [(0, 1), (2, 1)], [9, 9])
    result = solve_flows(graph, [Commodity("c", "0", "2", 4)], price=P)
    assert (result.unserved.tolist(), result.blocking(0)) == ([4], ())
    assert result.cost_musd == 4 * P


def test_goods_of_a_place_outside_the_network_stay() -> None:
    graph = plain_graph(2, [(0, 1)], [9])
    result = solve_flows(graph, [Commodity("c", "0", "elsewhere", 4), Commodity("d", "0", "1", 1)], price=P)
    assert result.unserved.tolist() == [4, 0]
    assert result.dual_musd == pytest.approx(result.cost_musd)


def test_a_demand_of_zero_takes_nothing() -> None:
    result = solve_flows(plain_graph(2, [(0, 1)], [9]), [Commodity("c", "0", "1", 0)])
    assert (result.served.tolist(), result.load_mt.tolist(), result.cost_musd) == ([0], [0], 0)


def test_no_demand_at_all_is_an_answer() -> None:
    assert solve_flows(plain_graph(2, [(0, 1)], [9]), []).cost_musd == 0


def test_a_capacity_of_zero_stops_all() -> None:
    result = solve_flows(plain_graph(2, [(0, 1)], [0]), [Commodity("c", "0", "1", 3)], price=P)
    assert (result.unserved.tolist(), result.blocking(0)) == ([3], ("a0",))


@pytest.mark.parametrize("capacity", [math.inf, math.nan])
def test_infinite_and_unknown_capacities_stop_nothing(capacity: float) -> None:
    result = solve_flows(plain_graph(2, [(0, 1)], [capacity]), [Commodity("c", "0", "1", 3)])
    assert result.served.tolist() == [3]
    assert worth_of_capacity(result) == []


def test_a_negative_capacity_is_refused() -> None:
    with pytest.raises(CorridorError, match="not below zero"):
        solve_flows(plain_graph(2, [(0, 1)], [-1]), [Commodity("c", "0", "1", 3)])


@pytest.mark.parametrize("amount", [-1.0, math.nan, math.inf])
def test_demand_is_finite_and_not_negative(amount: float) -> None:
    with pytest.raises(CorridorError, match="demand 'c'"):
        Commodity("c", "0", "1", amount)


def test_demand_leads_from_one_place_to_another() -> None:
    with pytest.raises(CorridorError, match="ends where it begins"):
        Commodity("c", "0", "0", 1)
