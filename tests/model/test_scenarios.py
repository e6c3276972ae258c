"""Scenarios: read, checked, applied and compared, on five nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from atlases import NAPKIN
from scenario_files import atlas_with, change, scenario

from geo.atlas import read_atlas
from geo.errors import CorridorError, RecordError, UnknownIdError
from geo.model.application import apply
from geo.model.capacity import link_capacities
from geo.model.comparison import compare, run_scenario
from geo.model.scenarios import Scenario, find_scenario, read_scenarios
from geo.model.selection import Select

if TYPE_CHECKING:
    from pathlib import Path

    from geo.model.application import Applied

PAIRS_12 = 365 * 12 * 3000 * 0.85e-6
RAIL = "select = {section = 'alpha-charlie'}; attribute = 'capacity'"
ROAD = "select = {link = 'charlie-echo-road'}; attribute = 'capacity'"
OPEN = "select = {link = 'charlie-delta'}; attribute = 'status'; value = 'operating'"
DEMAND = "select = {commodity = 'napkin'}; attribute = 'demand'"


def applied(folder: Path, *changes: str, year: int = 2030, more: str = "", at: int | None = None) -> Applied:
    atlas = atlas_with(folder, base=scenario("base", year=2024), one=scenario(
        "one", *changes, year=year, more=f'base = "base"\n{more}'))  # fmt: skip
    return apply(find_scenario(atlas, "one"), atlas, year=at)


def central(result: Applied, link_id: str) -> float | None:
    return result.capacities.links[link_id].central


def faults(folder: Path, *changes: str, more: str = "") -> list[str]:
    atlas = atlas_with(folder, one=scenario("one", *changes, more=more))
    with pytest.raises(RecordError) as caught:
        read_scenarios(atlas)
    return [str(fault) for fault in caught.value.faults]


def test_an_atlas_without_the_folder_has_no_scenarios() -> None:
    atlas = read_atlas(NAPKIN)
    assert read_scenarios(atlas) == {}
    with pytest.raises(UnknownIdError, match="no scenario 'mine'"):
        find_scenario(atlas, "mine")


def test_a_scenario_without_changes_is_what_is_known_by_its_year(tmp_path: Path) -> None:
    atlas = atlas_with(tmp_path, one=scenario("one", year=2024))
    result = apply(find_scenario(atlas, "one"), atlas)
    assert result.capacities.links == link_capacities(atlas, year=2024)
    assert (result.closed, result.overrides, result.effects) == (frozenset(), {}, ())
    assert [one.mt_yr for one in result.demand] == [2.5]


def test_a_value_a_factor_and_a_claim_set_capacities(tmp_path: Path) -> None:
    assert central(applied(tmp_path, change(f"{RAIL}; value = 20; unit = 'Mt/yr'")), "alpha-bravo") == 20
    assert central(applied(tmp_path, change(f"{RAIL}; value = 24; unit = 'train_pairs/day'")), "bravo-charlie") == (
        pytest.approx(2 * PAIRS_12)
    )
    assert central(applied(tmp_path, change(f"{RAIL}; factor = 2.5")), "alpha-bravo") == pytest.approx(2.5 * PAIRS_12)
    claimed = applied(tmp_path, change(f"{RAIL}; source = 'paper-2025-01-01-01'"))
    assert central(claimed, "alpha-bravo") == pytest.approx(PAIRS_12)
    assert claimed.capacities.links["alpha-bravo"].claim_ids == ("paper-2025-01-01-01",)


def test_a_section_s_capacity_is_not_changed_where_other_lines_use_it_as_well_but_its_status_is() -> None:
    atlas = read_atlas()
    section = atlas.network.sections["kyzylzhar-saksaulskaya"]
    chosen = {name: Select(section=section.section_id).chosen(atlas.network, attribute=name).links for name in (
        "capacity", "closed")}  # fmt: skip
    assert set(chosen["closed"]) - set(chosen["capacity"]) == {"terbenbes-saksaulskaya"}
    by_2030 = apply(find_scenario(atlas, "2030-all-targets"), atlas).capacities.links
    assert by_2030["terbenbes-saksaulskaya"].basis == "unknown"
    assert by_2030["karashegen-terbenbes"].native_value == 25


def test_an_interval_keeps_its_ends(tmp_path: Path) -> None:
    result = applied(tmp_path, change(f"{RAIL}; value = 20; low = 15; high = 30; unit = 'Mt/yr'"))
    one = result.capacities.links["alpha-bravo"]
    assert (one.low, one.central, one.high, one.basis) == (15, 20, 30, "assumed")


def test_a_factor_of_a_claim_is_a_doubling_of_what_stands(tmp_path: Path) -> None:
    result = applied(tmp_path, change(f"{RAIL}; factor = 2.0; source = 'paper-2025-01-01-02'; from_year = 2030"))
    assert central(result, "alpha-bravo") == pytest.approx(2 * PAIRS_12)
    assert result.capacities.links["alpha-bravo"].claim_ids == ("paper-2025-01-01-02", "paper-2025-01-01-01")


def test_a_factor_of_something_unknown_needs_a_base_that_is_named(tmp_path: Path) -> None:
    with pytest.raises(CorridorError, match="all unknown"):
        applied(tmp_path, change(f"{ROAD}; factor = 2.0"))
    result = applied(tmp_path, change(f"{ROAD}; factor = 2.0; base_claim_id = 'gazette-2024-05'"))
    assert central(result, "charlie-echo-road") == pytest.approx(2 * 6.5)
    assert "assumed: gazette-2024-05" in result.effects[-1].note


def test_a_base_is_taken_only_where_nothing_is_known(tmp_path: Path) -> None:
    rail = "select = {corridor = 'napkin', status = 'operating'}; attribute = 'capacity'"
    result = applied(tmp_path, change(f"{rail}; factor = 2.0; base_claim_id = 'gazette-2024-05'"))
    assert central(result, "alpha-bravo") == pytest.approx(2 * PAIRS_12)
    assert central(result, "charlie-echo-road") == pytest.approx(13)


def test_a_factor_leaves_what_is_unknown_unknown_and_says_how_many(tmp_path: Path) -> None:
    result = applied(tmp_path, change("select = {corridor = 'napkin'}; attribute = 'capacity'; factor = 2.0"))
    assert central(result, "charlie-echo-road") is None
    assert result.effects[-1].note == "2 of 4 capacities stay unknown."


def test_changes_come_in_order(tmp_path: Path) -> None:
    set_it, double = change(f"{RAIL}; value = 20; unit = 'Mt/yr'"), change(f"{RAIL}; factor = 2.0", name="then")
    assert central(applied(tmp_path, set_it, double), "alpha-bravo") == 40
    assert central(applied(tmp_path, double, set_it), "alpha-bravo") == 20


@pytest.mark.parametrize(("year", "value"), [(2026, 0), (2027, 1 / 4), (2029, 3 / 4), (2030, 1), (2035, 1)])
def test_commissioning_is_a_ramp(tmp_path: Path, year: int, value: float) -> None:
    step = change(f"{RAIL}; value = 51.169; unit = 'Mt/yr'; from_year = 2027; ramp_years = 4")
    assert central(applied(tmp_path, step, at=year), "alpha-bravo") == pytest.approx(PAIRS_12 + 40 * value)


def test_a_part_of_the_way_from_the_unknown_is_unknown(tmp_path: Path) -> None:
    step = change(f"{ROAD}; value = 10; unit = 'Mt/yr'; from_year = 2027; ramp_years = 4")
    assert central(applied(tmp_path, step, at=2028), "charlie-echo-road") is None
    assert central(applied(tmp_path, step, at=2030), "charlie-echo-road") == 10


def test_a_change_not_yet_due_is_told_and_does_nothing(tmp_path: Path) -> None:
    result = applied(tmp_path, change(f"{RAIL}; factor = 2.0; from_year = 2029"), at=2028)
    assert central(result, "alpha-bravo") == pytest.approx(PAIRS_12)
    assert "in force from 2029, not in 2028" in result.notes[-1]


def test_what_opens_carries_and_what_closes_does_not(tmp_path: Path) -> None:
    atlas = atlas_with(
        tmp_path,
        shut=scenario("shut", year=2024),
        open=scenario("open", change(OPEN)),
        closed=scenario("closed", change(OPEN), change("select = {node = 'bravo'}; attribute = 'closed'")),
    )
    served = {name: run_scenario(one, atlas).totals["passes_mt"] for name, one in read_scenarios(atlas).items()}
    assert served == {"shut": 0, "open": 2.5, "closed": 0}
    assert atlas.network.links["charlie-delta"].status == "planned"


def test_a_computed_capacity_is_one_only_where_it_is_asked_for(tmp_path: Path) -> None:
    two = change(f"{ROAD}; value = 'computed'")
    four = change("select = {link = 'charlie-echo-road'}; attribute = 'lanes'; value = 4"), two
    narrow, wide = applied(tmp_path, two), applied(tmp_path, *four)
    assert (central(wide, "charlie-echo-road") or 0) > 2 * (central(narrow, "charlie-echo-road") or 0) > 0
    assert narrow.capacities.links["charlie-echo-road"].basis == "computed"
    with pytest.raises(CorridorError, match="computes no capacity"):
        applied(tmp_path, change("select = {link = 'charlie-delta'}; attribute = 'capacity'; value = 'computed'"))


def test_nodes_have_capacities_waits_and_prices(tmp_path: Path) -> None:
    result = applied(
        tmp_path,
        change("select = {node = 'bravo'}; attribute = 'capacity'; value = 2; unit = 'Mt/yr'"),
        change("select = {node = 'bravo'}; attribute = 'delay_h'; value = 36"),
        change("select = {node = 'bravo'}; attribute = 'delay_h'; factor = 2", name="twice"),
        change("select = {node = 'bravo'}; attribute = 'cost_usd_per_t'; value = 5"),
        change(OPEN),
    )
    one = result.capacities.nodes["bravo"]
    assert (one.central, one.delay_h, one.cost_usd_per_t) == (2, 72, 5)
    with pytest.raises(CorridorError, match="delay_h of 'alpha', which is unknown"):
        applied(tmp_path, change("select = {node = 'alpha'}; attribute = 'delay_h'; factor = 2"))


def test_a_closed_place_keeps_what_a_stop_at_it_takes(tmp_path: Path) -> None:
    found = applied(
        tmp_path,
        change("select = {node = 'bravo'}; attribute = 'delay_h'; value = 36"),
        change("select = {node = 'bravo'}; attribute = 'closed'", name="shut"),
    )
    one = found.capacities.closing(found.closed).nodes["bravo"]
    assert (one.low, one.central, one.high, one.delay_h, one.note) == (0, 0, 0, 36, "Closed.")


def test_an_assumption_changes_every_capacity_that_uses_it(tmp_path: Path) -> None:
    heavier = "select = {assumption = 'net-t-a-train'}; attribute = 'value'; value = 6000; low = 5000; high = 7000"
    result = applied(tmp_path, change(heavier))
    assert central(result, "alpha-bravo") == pytest.approx(2 * PAIRS_12)
    assert result.assumptions["net-t-a-train"].low == 5000
    assert result.effects[0].before == "3000"


def test_a_scenario_says_whether_a_single_track_is_shared(tmp_path: Path) -> None:
    body = "select = {assumption = 'single-track-both-ways'}; attribute = 'value'; value = 1; low = 1; high = 1"
    assert applied(tmp_path, change(body)).capacities.both_ways.high == 1
    assert applied(tmp_path).capacities.both_ways.high == 2


def test_demand_grows_and_changes(tmp_path: Path) -> None:
    growth = 'demand_growth_percent = 10.0\ndemand_growth_source = "assumption"'
    assert applied(tmp_path, year=2026, more=growth).demand[0].mt_yr == pytest.approx(2.5 * 1.21)
    assert applied(tmp_path, more=growth, at=2024).demand[0].mt_yr == pytest.approx(2.5)
    twice = applied(tmp_path, change(f"{DEMAND}; factor = 2.0; from_year = 2026; ramp_years = 10"))
    assert twice.demand[0].mt_yr == pytest.approx(2.5 * 1.5)
    part = applied(tmp_path, change(f"{DEMAND}; factor = 2.0; base_claim_id = 'paper-2025-01-01-04'"))
    assert part.demand[0].mt_yr == pytest.approx(2.5 + 0.926)
    assert applied(tmp_path, change(f"{DEMAND}; value = 0; unit = 'Mt/yr'")).demand[0].mt_yr == 0


def test_overrides_give_the_same_capacities_to_those_who_ask_for_them(tmp_path: Path) -> None:
    atlas = atlas_with(tmp_path, one=scenario("one", change(f"{RAIL}; factor = 3.0"), year=2025))
    result = apply(find_scenario(atlas, "one"), atlas)
    given = link_capacities(atlas, year=result.known_by, overrides=result.overrides)
    for link_id, one in result.capacities.links.items():
        assert (given[link_id].low, given[link_id].central, given[link_id].high) == (one.low, one.central, one.high)


def test_links_beside_each_other_share_what_is_said_of_all_of_them() -> None:
    atlas = read_atlas()
    half = Scenario.model_validate({
        "scenario_id": "half", "name": "Half", "summary": "Half.", "year": 2025, "change": [{
            "name": "half", "select": {"section": "caspian-crossing"}, "attribute": "capacity", "factor": 0.5,
            "from_year": 2025, "source": "assumption", "note": "Made up."}],
    })  # fmt: skip
    links = apply(half, atlas).capacities.links
    assert {links[name].group for name in ("aktau-alat-sea", "kuryk-alat-sea")} == {"caspian-crossing"}
    assert links["aktau-alat-sea"].central == pytest.approx(2.25)
    alone = half.model_copy(update={"change": (
        half.change[0].model_copy(update={"select": half.change[0].select.model_copy(
            update={"section": None, "link": "aktau-alat-sea"})}),
    )})  # fmt: skip
    with pytest.raises(CorridorError, match="shares one capacity with"):
        apply(alone, atlas)


def test_only_links_are_computed(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, change("select = {node = 'echo'}; attribute = 'capacity'; value = 'computed'"))
    assert "nothing of node echo is computed" in fault


@pytest.mark.parametrize(
    ("select", "told"),
    [("link = 'alpha-brovo'", "no link 'alpha-brovo'. Near it: alpha-bravo"), ("section = 'x'", "no section 'x'"),
     ("corridor = 'x'", "no corridor 'x'"), ("node = 'x'", "no node 'x'"), ("mode = 'sea'", "is mode sea"),
     ("corridor = 'napkin', country = 'TM'", "is corridor napkin, country TM")],
)  # fmt: skip
def test_a_change_that_names_nothing_that_exists_is_an_error(tmp_path: Path, select: str, told: str) -> None:
    (fault,) = faults(tmp_path, change(f"select = {{{select}}}; attribute = 'capacity'; value = 1; unit = 'Mt/yr'"))
    assert told in fault
    assert fault.startswith("data/corridors/scenarios/one.toml:9: [change-names]")


@pytest.mark.parametrize(
    ("body", "told"),
    [("select = {commodity = 'x'}; attribute = 'demand'; factor = 2", "no commodity 'x'"),
     ("select = {assumption = 'x'}; attribute = 'value'; factor = 2", "no assumption 'x'"),
     ("select = {section = 'alpha-charlie'}; attribute = 'delay_h'; value = 2", "nothing that has a delay_h"),
     ("select = {link = 'alpha-bravo'}; attribute = 'lanes'; value = 2", "lanes belong to road"),
     (f"{RAIL}; source = 'gazette-2024-99'", "no claim 'gazette-2024-99'"),
     (f"{RAIL}; factor = 2.0; base_claim_id = 'x'", "no claim 'x'"),
     (f"{RAIL}; factor = 3.0; source = 'paper-2025-01-01-02'", "says 2 ratio of capacity, not 3 times"),
     (f"{RAIL}; value = 60; unit = 'train_pairs/day'; source = 'paper-2025-01-01-01'", "says 12 train_pairs/day"),
     (f"{RAIL}; source = 'gazette-2024-06'", "no figure for capacity")],
)  # fmt: skip
def test_a_change_that_its_claim_does_not_bear_out_is_an_error(tmp_path: Path, body: str, told: str) -> None:
    assert any(told in fault for fault in faults(tmp_path, change(body)))


@pytest.mark.parametrize(
    ("body", "told"),
    [(f"{RAIL}; value = 1", "`unit` belongs to"), (f"{RAIL}; value = 1; factor = 2; unit = 'Mt/yr'", "not both"),
     (RAIL, "Say what capacity becomes"), (f"{RAIL}; value = 'much'", "capacity takes"),
     (f"{RAIL}; value = 5; low = 6; high = 7; unit = 'Mt/yr'", "in this order"),
     (f"{RAIL}; value = 5; low = 4; unit = 'Mt/yr'", "come together"), (f"{RAIL}; value = -1", "greater than"),
     (f"{RAIL}; value = inf; unit = 'Mt/yr'", "finite"), (f"{RAIL}; factor = nan", "finite"),
     (f"{RAIL}; value = 1; base_claim_id = 'x'; unit = 'Mt/yr'", "belongs to `factor`"),
     (f"{OPEN}; ramp_years = 2", "no ramp"), ("select = {}; attribute = 'capacity'; factor = 2", "Select by"),
     ("select = {node = 'bravo', link = 'alpha-bravo'}; attribute = 'capacity'; factor = 2", "stand alone"),
     ("select = {node = 'bravo'}; attribute = 'tracks'; value = 2", "node bravo has no tracks"),
     ("select = {link = 'alpha-bravo'}; attribute = 'tracks'; value = 1.5", "whole"),
     ("select = {link = 'alpha-bravo'}; attribute = 'closed'; value = 2", "neither"),
     ("select = {link = 'alpha-bravo'}; attribute = 'status'; value = 'open'", "status takes"),
     ("select = {link = 'alpha-bravo'}; attribute = 'tracks'; factor = 2", "not a `factor`"),
     ("select = {link = '../x'}; attribute = 'closed'", "lower-case id with hyphens")],
)  # fmt: skip
def test_a_change_that_is_none_is_an_error(tmp_path: Path, body: str, told: str) -> None:
    assert any(told in fault for fault in faults(tmp_path, change(body)))


def test_an_assumption_says_what_it_rests_on(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, change(f"{RAIL}; factor = 2", note=False))
    assert "says in `note`" in fault


def test_all_faults_are_told_at_once_with_their_lines(tmp_path: Path) -> None:
    found = faults(
        tmp_path, change("select = {link = 'x'}; attribute = 'closed'"), change(f"{RAIL}; source = 'y'", name="next"),
        more='base = "nobody"',
    )  # fmt: skip
    assert [fault.partition(" ")[0] for fault in found] == [
        f"data/corridors/scenarios/one.toml:{line}:" for line in (5, 9, 19)
    ]


def test_scenarios_in_a_circle_and_before_their_base_are_refused(tmp_path: Path) -> None:
    atlas = atlas_with(
        tmp_path,
        one=scenario("one", more='base = "two"'),
        two=scenario("two", more='base = "one"'),
        late=scenario("late", year=2040),
        early=scenario("early", more='base = "late"'),
        other=scenario("misnamed"),
    )
    with pytest.raises(RecordError) as caught:
        read_scenarios(atlas)
    rules = [fault.rule for fault in caught.value.faults]
    assert sorted(rules) == ["file-name", "scenario-base", "scenario-base", "scenario-year"]


def test_names_of_files_are_no_way_out_of_the_folder(tmp_path: Path) -> None:
    text = scenario("../../etc")
    atlas = atlas_with(tmp_path, one=text)
    with pytest.raises(RecordError, match="lower-case id with hyphens"):
        read_scenarios(atlas)


def test_what_is_not_toml_is_told(tmp_path: Path) -> None:
    atlas = atlas_with(tmp_path, one="scenario_id = ")
    with pytest.raises(RecordError, match="not TOML"):
        read_scenarios(atlas)


def test_comparing_gives_only_what_differs(tmp_path: Path) -> None:
    atlas = atlas_with(
        tmp_path,
        base=scenario("base", change(OPEN, name="open"), year=2025),
        wide=scenario("wide", change(f"{RAIL}; factor = 2.0"), more='base = "base"'),
        much=scenario("much", change(f"{DEMAND}; value = 20; unit = 'Mt/yr'"), more='base = "base"'),
    )
    outcomes = [run_scenario(find_scenario(atlas, name), atlas) for name in ("base", "wide", "much")]
    found = compare(outcomes)
    passes = next(row for row in found.totals if row["what"] == "passes_mt")
    assert [passes[name] for name in ("base", "wide", "much")] == pytest.approx([2.5, 2.5, PAIRS_12])
    assert passes["much more"] == pytest.approx(PAIRS_12 - 2.5)
    ceilings = {row["scenario_id"]: row["ceiling_mt"] for row in found.corridors}
    assert ceilings == pytest.approx({"base": PAIRS_12, "wide": 2 * PAIRS_12, "much": PAIRS_12})
    assert {row["subject"]: row["wide more"] for row in found.capacities} == {"alpha-charlie": pytest.approx(PAIRS_12)}
    assert [row["left_mt"] for row in found.commodities] == pytest.approx([0, 0, 20 - PAIRS_12])
    same = compare([outcomes[0], outcomes[0]])
    assert (same.corridors, same.commodities, same.capacities) == ([], [], [])
