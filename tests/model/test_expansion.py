"""The smallest set of expansions, against what can be counted out, and targets held against the model."""

from __future__ import annotations

import itertools
import math
import random
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pytest
from atlases import atlas_of

from geo.atlas import read_atlas
from geo.errors import CorridorError, UnknownIdError
from geo.model.aims import Model, assess_targets, series_of, target_years
from geo.model.application import apply
from geo.model.assumptions import ASSUMPTIONS
from geo.model.cuts import max_flow
from geo.model.expansion import Plan, Terms, smallest_expansion
from geo.model.graph import ModelGraph, plain_graph
from geo.model.scenarios import find_scenario, read_scenarios

if TYPE_CHECKING:
    from pathlib import Path

    from geo.atlas import Atlas
    from geo.model.aims import Assessment

LATER = 0.95


def counted_out(
    graph: ModelGraph, ends: tuple[str, str], needed: dict[int, float], terms: Terms, most: int
) -> tuple[int, float] | None:
    """Try every number of steps for every capacity and year; give the fewest capacities, and the least Mt for them."""
    subjects, years = sorted(set(graph.group_subject)), sorted(needed)
    best: tuple[int, float] | None = None
    passes = cache(lambda added: _passes(graph, ends, added, subjects))
    for steps in itertools.product(range(most + 1), repeat=len(subjects) * len(years)):
        table = np.array(steps).reshape(len(subjects), len(years)) * terms.step_mt
        weights = np.array([terms.weight(name) for name in subjects])
        if terms.budget_mt is not None and (weights @ table > terms.budget_mt + 1e-9).any():
            continue
        value = (
            int((table.sum(axis=1) > 0).sum()),
            float(sum(weights @ table[:, i] * LATER ** (y - years[0]) for i, y in enumerate(years)) / terms.step_mt),
        )  # fmt: skip
        if best is not None and (value[0], round(value[1], 9)) >= (best[0], round(best[1], 9)):
            continue
        if all(passes(tuple(table[:, : i + 1].sum(axis=1).tolist())) >= needed[y] - 1e-6 for i, y in enumerate(years)):
            best = value
    return best


def _passes(graph: ModelGraph, ends: tuple[str, str], added: tuple[float, ...], subjects: list[str]) -> float:
    by_name = dict(zip(subjects, added, strict=True))
    more = np.array([by_name[name] for name in graph.subjects])
    return max_flow(graph.with_capacity(graph.capacity_mt + more), *ends).value_mt


def value_of(plan: Plan, terms: Terms, first: int) -> tuple[int, float]:
    added = [
        terms.weight(one.subject) * mt / terms.step_mt * LATER ** (year - first)
        for one in plan.expansions
        for year, mt in one.by_year.items()
    ]
    return len(plan.expansions), sum(added)


@pytest.mark.parametrize("seed", range(12))
def test_the_plan_is_the_best_of_all_that_can_be_counted_out(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - made-up networks guard no secret
    size = rng.choice((3, 4))
    ends = rng.sample([(a, b) for a in range(size) for b in range(size) if a != b], 3)
    graph = plain_graph(size, ends, [float(rng.randint(0, 3)) for _ in ends])
    needed = {2026: float(rng.randint(1, 2)), 2027: float(rng.randint(2, 4))}
    terms = Terms(budget_mt=rng.choice((None, 2.0)), cost={"a0": rng.choice((1.0, 3.0))})
    plan = smallest_expansion(graph, ("0", str(size - 1)), needed, terms)
    best = counted_out(graph, ("0", str(size - 1)), needed, terms, most=2)
    if best is None:  # more than two steps in a year, or no way at all
        assert plan is None or any(mt > 2 for one in plan.expansions for mt in one.by_year.values())
        return
    assert plan is not None
    assert all(plan.passes_mt[year] >= mt - 1e-6 for year, mt in needed.items())
    value = value_of(plan, terms, 2026)
    assert value[0] <= best[0]
    assert value[0] < best[0] or value[1] <= best[1] + 1e-9
    if all(mt <= 2 for one in plan.expansions for mt in one.by_year.values()):
        assert value == (best[0], pytest.approx(best[1]))


def test_what_stands_is_enough_if_it_is() -> None:
    graph = plain_graph(2, [(0, 1)], [5])
    plan = smallest_expansion(graph, ("0", "1"), {2030: 5.0})
    assert plan == Plan((), {2030: 5.0})


def test_both_capacities_in_a_row_are_raised_in_whole_steps() -> None:
    graph = plain_graph(3, [(0, 1), (1, 2)], [3.7, 4.5])
    plan = smallest_expansion(graph, ("0", "2"), {2030: 10.0})
    assert plan is not None
    assert {one.subject: one.added_mt for one in plan.expansions} == {"a0": 7, "a1": 6}
    assert plan.passes_mt[2030] == pytest.approx(10.5)


def test_the_fewest_capacities_come_before_the_fewest_mt() -> None:
    # Two in a row that lack 1 each, beside one alone that lacks 5
    graph = plain_graph(3, [(0, 1), (1, 2), (0, 2)], [4, 4, 0])
    plan = smallest_expansion(graph, ("0", "2"), {2030: 5.0})
    assert plan is not None
    assert [(one.subject, one.added_mt) for one in plan.expansions] == [("a2", 1)]


def test_expansions_come_as_late_as_they_may() -> None:
    plan = smallest_expansion(plain_graph(2, [(0, 1)], [4]), ("0", "1"), {2026: 4.0, 2027: 5.0, 2028: 9.0})
    assert plan is not None
    assert plan.expansions[0].by_year == {2027: 1, 2028: 4}


def test_a_budget_makes_them_earlier_or_impossible() -> None:
    graph = plain_graph(2, [(0, 1)], [4])
    plan = smallest_expansion(graph, ("0", "1"), {2026: 0.0, 2027: 0.0, 2028: 9.0}, Terms(budget_mt=2))
    assert plan is not None
    assert plan.expansions[0].by_year == {2026: 1, 2027: 2, 2028: 2}
    assert smallest_expansion(graph, ("0", "1"), {2028: 9.0}, Terms(budget_mt=2)) is None


def test_one_step_raises_all_that_shares_a_capacity_or_a_subject() -> None:
    shared = plain_graph(2, [(0, 1), (0, 1)], [4, 4], shared=[0, 0])
    plan = smallest_expansion(shared, ("0", "1"), {2030: 6.0})
    assert plan is not None
    assert plan.added_mt == 2


def test_what_is_fixed_unknown_or_missing_is_never_raised() -> None:
    ends = ("0", "2")
    graph = plain_graph(3, [(0, 1), (1, 2)], [4, math.nan])
    plan = smallest_expansion(graph, ends, {2030: 6.0})
    assert plan is not None
    assert [one.subject for one in plan.expansions] == ["a0"]
    assert smallest_expansion(graph, ends, {2030: 6.0}, Terms(fixed=frozenset({"a0"}))) is None
    assert smallest_expansion(plain_graph(3, [(0, 1)], [4]), ends, {2030: 1.0}) is None
    assert smallest_expansion(plain_graph(3, [(0, 1), (1, 2)], [math.inf, 0]), ends, {2030: 0.0}) is not None


def test_ends_and_needs_that_make_no_sense_are_refused() -> None:
    graph = plain_graph(2, [(0, 1)], [4])
    with pytest.raises(UnknownIdError):
        smallest_expansion(graph, ("0", "9"), {2030: 1.0})
    with pytest.raises(UnknownIdError):
        smallest_expansion(graph, ("0", "1"), {})
    for need in (math.inf, math.nan, -1.0):
        with pytest.raises(CorridorError):
            smallest_expansion(graph, ("0", "1"), {2030: need})
    for wrong in ({"step_mt": 0}, {"step_mt": math.inf}, {"budget_mt": -1}, {"cost": {"a": math.nan}}):
        with pytest.raises(CorridorError):
            Terms(**wrong)  # type: ignore[arg-type]


def assessed(atlas: Atlas, claim_id: str) -> Assessment:
    model = Model(atlas, ASSUMPTIONS, {})
    return next(one for one in assess_targets(model) if one.target.claim.claim_id == claim_id)


ROAD = ("charlie-echo-road capacity 5 Mt/yr 2024 capacity",)


@pytest.mark.parametrize(
    ("aim", "verdict", "added"),
    [("5 Mt/yr 2030 target", "within", None), ("4.75 Mt/yr 2030 target", "within", None),
     ("8 Mt/yr 2030 target", "short", 3),
     ("2 ratio 2030 target", "short", 5), ("7..9 Mt/yr 2030 target range", "short", 2)],
)  # fmt: skip
def test_a_target_is_within_short_or_undecided(tmp_path: Path, aim: str, verdict: str, added: float | None) -> None:
    atlas = atlas_of(tmp_path, *ROAD, f"charlie-echo-road capacity {aim}")
    one = assessed(atlas, "g-2")
    assert one.verdict == verdict
    assert (one.plan.added_mt if one.plan else None) == added


def test_a_ratio_names_the_base_it_assumes(tmp_path: Path) -> None:
    one = assessed(atlas_of(tmp_path, *ROAD, "charlie-echo-road capacity 2 ratio 2030 target"), "g-2")
    assert one.amount is not None
    assert (one.amount.mt, one.amount.is_base_assumed) == (10, True)
    assert "g-1, an assumed base" in one.reason


def test_what_sets_no_tonnes_or_is_not_drawn_says_so(tmp_path: Path) -> None:
    atlas = atlas_of(
        tmp_path, "charlie-echo-road lanes 4 lanes 2030 target", "some-programme volume 5 Mt 2030 target",
        "charlie-echo-road capacity 2 ratio 2030 target", "napkin volume 5 trains 2030 target",
        "charlie-echo-road volume 5 Mt 2030 target", "napkin volume 5 Mt 2030 target",
    )  # fmt: skip
    found = {one.target.claim.claim_id: one for one in assess_targets(Model(atlas, ASSUMPTIONS, {}))}
    assert "sets no tonnes" in found["g-1"].reason
    assert "not drawn" in found["g-2"].reason
    assert "base that is multiplied is not reported" in found["g-3"].reason
    assert "sets no tonnes" in found["g-4"].reason
    assert found["g-5"].verdict == "no known limit"
    assert found["g-6"].verdict == "no way"  # its last link is planned


def test_series_are_kept_apart(tmp_path: Path) -> None:
    atlas = atlas_of(
        tmp_path, *ROAD, "charlie-echo-road volume 2 Mt 2023 observed", "charlie-echo-road volume 3 Mt 2024 observed",
        "charlie-echo-road volume 4 Mt 2026 target",
    )  # fmt: skip
    model = Model(atlas, ASSUMPTIONS, {})
    one = assessed(atlas, "g-4")
    points = [(point.series, point.year, point.mt) for point in series_of(model, one)]
    assert points[:3] == [("observed", 2023, 2), ("observed", 2024, 3), ("target", 2026, 4)]
    assert [point[:2] for point in points[3:]] == [
        ("projected", 2025), ("projected", 2026), ("ceiling", 2025), ("ceiling", 2026),
    ]  # fmt: skip
    assert points[4][2] == pytest.approx(4)


def test_ten_mt_on_the_middle_corridor_take_a_line_and_a_sea() -> None:
    atlas = read_atlas()
    one = assessed(atlas, "daryo-2023-12-29-02")
    assert one.verdict == "short"
    assert one.plan is not None
    assert {x.subject for x in one.plan.expansions} == {"kyzylzhar-saksaulskaya", "caspian-crossing"}
    assert one.announced["caspian-crossing"] == ()
    assert one.announced["kyzylzhar-saksaulskaya"] == ("kt-kz-2025-08-19-02",)


def test_under_all_targets_only_the_sea_is_left_to_expand() -> None:
    atlas = read_atlas()
    scenario, scenarios = find_scenario(atlas, "2030-all-targets"), read_scenarios(atlas)
    years = target_years(atlas)
    model = Model(atlas, ASSUMPTIONS, {y: apply(scenario, atlas, year=y, scenarios=scenarios) for y in years})
    found = assess_targets(model, targets=[t for t in atlas.evidence.targets if t.claim.claim_id == "traceca-ge-06"])
    assert found[0].plan is not None
    assert {x.subject for x in found[0].plan.expansions if x.added_mt > 1} == {"caspian-crossing"}
