"""Draws of what is uncertain, and what they say."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from atlases import atlas_of
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import CorridorError
from geo.model.build import Part, build_graph
from geo.model.demand import Commodity
from geo.model.demand_draws import demand_case, draw_demand_batch, simulate_demand
from geo.model.ensembles import PairCase, batches_of, pair_case, percentiles, ranking, simulate_pair
from geo.model.flows import solve_flows
from geo.model.sampling import Parameter, unit_draws
from geo.model.sobol import sobol_indices
from geo.model.study import known_capacities

if TYPE_CHECKING:
    from pathlib import Path

CLAIMS = (
    "alpha-bravo capacity 10 train_pairs/day 2024 capacity about",
    "bravo-charlie capacity 8..12 Mt/yr 2024 capacity range",
)


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> PairCase:
    atlas = atlas_of(tmp_path_factory.mktemp("case"), *CLAIMS)
    capacities = known_capacities(atlas)
    graph = build_graph(atlas, capacities.links, capacities.nodes, part=Part())
    return pair_case(atlas, graph, capacities, ("alpha", "charlie"))


@given(
    st.floats(0, 100), st.floats(0, 100), st.floats(0, 100), st.lists(st.floats(0, 1), min_size=1, max_size=9)
)  # fmt: skip
def test_draws_stay_in_their_interval_and_grow_with_the_share(
    a: float, b: float, c: float, shares: list[float]
) -> None:
    low, central, high = sorted((a, b, c))
    values = Parameter("p", low, central, high).at(np.array(sorted(shares)))
    assert np.all((values >= low) & (values <= high))
    assert np.all(np.diff(values) >= -1e-9 * max(1, high))


def test_a_triangle_has_its_quantiles() -> None:
    one = Parameter("p", 0, 1, 2)
    assert one.at(np.array([0, 0.125, 0.5, 0.875, 1])).tolist() == pytest.approx([0, 0.5, 1, 1.5, 2])


def test_a_hypercube_has_each_slice_once_and_a_parameter_the_same_draws_in_any_company() -> None:
    both, one = unit_draws(["a", "b"], 50, seed=3, batch=2), unit_draws(["b"], 50, seed=3, batch=2)
    assert sorted((both["a"] * 50).astype(int).tolist()) == list(range(50))
    assert both["b"].tolist() == one["b"].tolist()
    assert both["a"].tolist() != both["b"].tolist()
    assert unit_draws(["a"], 50, seed=3, batch=1)["a"].tolist() != both["a"].tolist()
    with pytest.raises(CorridorError, match="seed"):
        unit_draws(["a"], 5, seed=-1)


@pytest.mark.parametrize("end", ["low", "central", "high"])
def test_at_the_ends_of_all_parameters_lie_the_ends_of_the_capacities(tmp_path: Path, end: str) -> None:
    atlas = atlas_of(tmp_path, *CLAIMS)
    capacities = known_capacities(atlas)
    graphs = capacities.graphs(atlas)
    case = pair_case(atlas, graphs["central"], capacities, ("alpha", "charlie"))
    unit = {} if end == "central" else {name: np.full(1, float(end == "high")) for name in case.names}
    drawn = case.uncertainty.capacities(unit, case.uncertainty.rules, 1)
    assert drawn
    for group, value in drawn.items():  # at the low end the directions of a single track may be one group
        arc = graphs["central"].shared.tolist().index(group)
        assert value[0] == pytest.approx(graphs[end].group_capacity_mt[graphs[end].shared[arc]])


def test_an_ensemble_is_the_same_again_and_another_with_another_seed(case: PairCase) -> None:
    one, again, other = (simulate_pair(case, draws=700, seed=seed) for seed in (1, 1, 2))
    assert one.value_mt.tobytes() == again.value_mt.tobytes()
    assert one.value_mt.tobytes() != other.value_mt.tobytes()
    assert sum(one.binds.values()) == pytest.approx(1)
    assert set(one.binds) <= {"alpha-bravo", "bravo-charlie"}
    assert one.is_undecided == (max(one.binds.values()) < 0.95)


def test_draws_come_in_batches_of_their_own() -> None:
    assert batches_of(12, 5) == [(0, 5), (1, 5), (2, 2)]
    for wrong in (0, 10**9):
        with pytest.raises(CorridorError, match="draws"):
            batches_of(wrong)


def test_a_percentile_is_a_draw_and_without_a_limit_unknown() -> None:
    at = percentiles(np.arange(1.0, 11))
    assert (at.p10, at.p50, at.p90) == (1, 5, 9)
    assert percentiles(np.array([1, math.inf, math.inf])).p50 is None


def test_an_order_that_flips_is_undecided_and_a_tie_is_not() -> None:
    first, second = np.array([5.0, 5, 5, 5]), np.array([4.0, 6, 4, 4])
    rows = ranking({"b": second, "a": first, "c": np.ones(4), "d": np.ones(4)})
    assert [(row.name, row.is_undecided) for row in rows] == [("a", True), ("b", True), ("c", False), ("d", False)]
    assert [row.holds for row in rows] == [0.75, 1, 1, None]


def test_what_matters_most_comes_first() -> None:
    found = sobol_indices(["a", "b"], lambda unit, _: 3 * unit["a"] + unit["b"], seed=1, base=256)
    assert [one.name for one in found] == ["a", "b"]
    assert [one.total for one in found] == pytest.approx([0.9, 0.1], abs=0.02)


def test_indices_of_what_does_not_vary_are_none() -> None:
    assert sobol_indices(["a"], lambda _, count: np.ones(count), seed=1, base=64) == []
    assert sobol_indices([], lambda _, count: np.ones(count), seed=1) == []
    with pytest.raises(CorridorError, match="power of two"):
        sobol_indices(["a"], lambda _, count: np.ones(count), seed=1, base=100)
    with pytest.raises(CorridorError, match="Nothing that is known limits"):
        sobol_indices(["a"], lambda _, count: np.full(count, math.inf), seed=1, base=64)


@settings(max_examples=10)
@given(st.integers(0, 10**6))
def test_every_draw_of_a_demand_is_what_its_programme_says(seed: int) -> None:
    atlas, capacities = NAPKIN_CASE
    graph = build_graph(atlas, capacities.links, capacities.nodes)
    demand = [Commodity("c", "alpha", "charlie", 9, low_mt_yr=5, high_mt_yr=14), Commodity("d", "bravo", "charlie", 3)]
    case = demand_case(atlas, graph, capacities, demand)
    served, wanted, _, solved = draw_demand_batch(case, seed, (0, 40))
    unit = unit_draws(case.names, 40, seed=seed)
    capacity = case.uncertainty.capacities(unit, case.uncertainty.rules, 40)
    for draw in range(0, 40, 7):
        limits = graph.group_capacity_mt.copy()
        for group, row in capacity.items():
            limits[group] = row[draw]
        goods = [Commodity("c", "alpha", "charlie", wanted[0, draw]), Commodity("d", "bravo", "charlie", 3)]
        alone = solve_flows(graph.with_capacity(limits[graph.shared]), goods)
        assert served[:, draw].sum() == pytest.approx(alone.served.sum(), abs=1e-6)
    assert solved < 40


def test_a_demand_is_drawn_the_same_again() -> None:
    atlas, capacities = NAPKIN_CASE
    graph = build_graph(atlas, capacities.links, capacities.nodes)
    case = demand_case(atlas, graph, capacities, [Commodity("c", "alpha", "charlie", 9)])
    one, again = (simulate_demand(case, draws=1500, seed=4) for _ in range(2))
    assert one.served_mt.tobytes() == again.served_mt.tobytes()
    assert np.all(one.served_mt <= 9)


@pytest.fixture(scope="module", autouse=True)
def _napkin_case(tmp_path_factory: pytest.TempPathFactory) -> None:
    global NAPKIN_CASE  # noqa: PLW0603 - hypothesis takes no fixtures of a module
    atlas = atlas_of(tmp_path_factory.mktemp("demand"), *CLAIMS)
    NAPKIN_CASE = (atlas, known_capacities(atlas))


NAPKIN_CASE: tuple = ()
