"""Failures of links and places."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from networks import last, networks, random_network

from geo.errors import CorridorError
from geo.model.demand import Commodity
from geo.model.disruption import Disruptions, scaling_curve
from geo.model.failures import study_failures
from geo.model.flows import solve_flows
from geo.model.graph import ModelGraph, plain_graph
from geo.model.searches import compiled_search
from geo.model.study import known_capacities

if TYPE_CHECKING:
    from geo.atlas import Atlas

P = 1000.0
DETOUR = plain_graph(3, [(0, 2), (0, 1), (1, 2)], [9, 3, 9], cost=[24, 24, 48])
"""A short way, and one of three times its length that is narrower; kilometres, hours and USD a tonne are the same."""


def test_what_the_detour_cannot_take_stays_and_the_rest_takes_longer() -> None:
    found = Disruptions(DETOUR, [Commodity("c", "0", "2", 5)], price=P).of("a0")
    assert (found.unserved_mt, found.cut_off) == (2, ())
    assert found.extra_mtkm == 3 * 48
    assert found.extra_days == 2
    assert found.extra_musd == 3 * 48


def test_the_failure_of_what_nobody_uses_changes_nothing() -> None:
    study = Disruptions(DETOUR, [Commodity("c", "0", "2", 5)], price=P)
    assert study.used == ("a0",)
    assert (study.of("a1").unserved_mt, study.of("a1").extra_days) == (0, 0)
    assert [one.failed for one in study.single()] == [("a0",)]


def test_two_failures_cut_off_what_one_leaves() -> None:
    study = Disruptions(DETOUR, [Commodity("c", "0", "2", 5)], price=P)
    assert [(one.failed, one.unserved_mt, one.cut_off) for one in study.double()] == [
        (("a0", "a1"), 5, ("c",)), (("a0", "a2"), 5, ("c",)),
    ]  # fmt: skip


def test_goods_that_compete_for_the_detour_share_it() -> None:
    demand = [Commodity("c", "0", "2", 5), Commodity("d", "1", "2", 8)]
    found = Disruptions(DETOUR, demand, price=P).of("a0")
    assert found.unserved_mt == 4  # one is left by the narrow first leg, two more where both meet
    assert found.extra_days == pytest.approx(2 * 1 / 9)


def test_a_demand_without_a_way_is_no_victim() -> None:
    study = Disruptions(DETOUR, [Commodity("back", "2", "0", 5), Commodity("far", "0", "elsewhere", 1)], price=P)
    assert (study.single(), study.double(), study.of("a0").unserved_mt) == ([], [], 0)


def test_what_is_no_part_of_the_network_cannot_fail() -> None:
    with pytest.raises(CorridorError, match="no links or transfers"):
        Disruptions(DETOUR, []).of("elsewhere")
    with pytest.raises(CorridorError, match="no links or transfers"):
        scaling_curve(DETOUR, [], ["elsewhere"])
    with pytest.raises(CorridorError, match="not below zero"):
        Disruptions(plain_graph(2, [(0, 1)], [-1]), [])


@given(networks())
def test_failures_do_what_a_programme_without_the_failed_says(graph: ModelGraph) -> None:
    demand = [Commodity("there", "0", last(graph), 7), Commodity("back", last(graph), "0", 4)]
    if graph.size > 2:
        demand.append(Commodity("half", "1", last(graph), 3))
    study = Disruptions(graph, demand, price=P)
    owners = sorted(set(graph.owners))
    before = solve_flows(graph, demand, price=P)
    for failed in [(), *((name,) for name in owners), *list(combinations(owners, 2))[:12]]:
        again = solve_flows(graph.without(np.isin(graph.owners, failed)), demand, price=P)
        ways = study.carried(*failed)
        cost = sum(one.mt * graph.cost_usd_per_t[list(one.arcs)].sum() for one in ways)
        assert study.of(*failed).unserved_mt == pytest.approx(before.served.sum() - again.served.sum(), abs=1e-6)
        assert cost == pytest.approx(again.transport_musd, abs=1e-6)
        assert not {graph.owners[arc] for one in ways for arc in one.arcs} & set(failed)


def test_failures_are_the_same_whether_searches_are_compiled_or_not(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("numba")
    for seed in range(12):
        graph = random_network(seed, size=12, arcs=40, whole=seed % 2 == 0)
        demand = [Commodity(f"c{i}", str(i), str(11 - seed % 3), 3 + i) for i in range(5)]
        assert compiled_search()
        found = Disruptions(graph, demand, price=P)
        with monkeypatch.context() as patch:
            patch.setattr("geo.model.searches.compiled_search", lambda: None)
            expected = Disruptions(graph, demand, price=P)
            assert (expected.base, expected.single()) == (found.base, found.single())


def test_goods_from_one_place_to_several_and_from_several_to_one_take_their_own_ways() -> None:
    demand = [Commodity(f"{a}{b}", a, b, 1) for a, b in ("01", "02", "12", "20")]
    assert [(one.number, one.arcs) for one in Disruptions(DETOUR, demand, price=P).base] == [
        (0, (1,)), (1, (0,)), (2, (2,)),
    ]  # fmt: skip


def test_links_in_a_row_fail_alike_unless_goods_end_between_them() -> None:
    row = plain_graph(5, [(0, 1), (1, 2), (2, 3), (0, 4), (4, 3)], [5, 5, 5, 9, 9], cost=[1, 1, 1, 2, 2])
    study = Disruptions(row, [Commodity("c", "0", "3", 5)], price=P)
    assert [replace(study.of(name), failed=()) for name in ("a0", "a2")] == [replace(study.of("a1"), failed=())] * 2
    study = Disruptions(row, [Commodity("c", "0", "3", 4), Commodity("d", "0", "2", 1)], price=P)
    assert study.of("a2").unserved_mt == 0
    assert study.of("a1").unserved_mt == study.of("a0").unserved_mt == 1


def test_pairs_that_are_left_out_say_nothing_new() -> None:
    study = Disruptions(DETOUR, [Commodity("c", "0", "2", 5)], price=P)
    listed = {one.failed for one in study.double()}
    for pair in combinations(("a0", "a1", "a2"), 2):
        alone = max((study.of(name) for name in pair), key=lambda one: one.unserved_mt)
        assert pair in listed or study.of(*pair).unserved_mt == alone.unserved_mt


def test_the_curve_falls_with_the_capacity_and_ends_at_zero() -> None:
    demand = [Commodity("c", "0", "2", 5)]
    curve = scaling_curve(DETOUR, demand, ["a0"], percents=(0, 10, 50, 100), price=P)
    assert curve == [(0, 3), (10, pytest.approx(3.9)), (50, 5), (100, 5)]
    assert scaling_curve(DETOUR, demand, price=P)[0] == (0, 0)


def test_an_unknown_capacity_closes_at_zero_only() -> None:
    graph = plain_graph(2, [(0, 1)], [np.nan])
    curve = scaling_curve(graph, [Commodity("c", "0", "1", 5)], percents=(0, 1, 100))
    assert curve == [(0, 0), (1, 5), (100, 5)]


def test_a_ranking_is_undecided_where_it_flips_at_the_ends_of_the_intervals(napkin: Atlas) -> None:
    demand = [Commodity("c", "alpha", "charlie", 1), Commodity("d", "bravo", "charlie", 1)]
    study = study_failures(napkin, known_capacities(napkin), demand)
    rows = study.ranking(study.central.single())
    assert {"unserved_mt_low", "unserved_mt_high", "undecided"} <= set(rows[0])
