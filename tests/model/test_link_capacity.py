"""How claims become the capacity of links and nodes."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from atlases import NAPKIN, atlas_of
from hypothesis import given
from hypothesis import strategies as st

from geo.atlas import read_atlas
from geo.errors import CorridorError
from geo.model.assumptions import ASSUMPTIONS, Assumption
from geo.model.capacity import LinkCapacity, link_capacities, node_capacities
from geo.model.computed import computed_capacity

if TYPE_CHECKING:
    from pathlib import Path

NAPKIN_ATLAS = read_atlas(NAPKIN)


def given_mt(low: float, central: float, high: float, unit: str = "Mt/yr") -> Assumption:
    return Assumption("mine", low, central, high, unit, "made up")


def mt(one: LinkCapacity) -> tuple[float | None, float | None, float | None]:
    return one.low, one.central, one.high


def test_a_section_s_12_pairs_are_11_169_mt_a_direction_on_each_of_its_links() -> None:
    capacities = link_capacities(NAPKIN_ATLAS)
    for link_id in ("alpha-bravo", "bravo-charlie"):
        one = capacities[link_id]
        assert mt(one) == pytest.approx((8.2125, 11.169, 14.56350))
        assert (one.native_value, one.native_unit, one.basis) == (12, "train_pairs/day", "reported")
        assert one.claim_ids == ("paper-2025-01-01-01",)
        assert one.assumption_ids == ("days-a-year", "net-t-a-train", "freight-share")
        assert "Alpha – Charlie as a whole" in one.note


def test_a_link_that_no_source_speaks_of_has_an_unknown_capacity() -> None:
    one = link_capacities(NAPKIN_ATLAS)["charlie-echo-road"]
    assert mt(one) == (None, None, None)
    assert (one.basis, one.claim_ids) == ("unknown", ())
    assert "planned" in link_capacities(NAPKIN_ATLAS)["charlie-delta"].note


def test_a_port_s_5_to_8_mt_are_its_own_all_directions_together() -> None:
    one = node_capacities(NAPKIN_ATLAS)["echo"]
    assert (one.low, one.central, one.high, one.basis) == (5, 6.5, 8, "reported")
    assert node_capacities(NAPKIN_ATLAS)["alpha"].basis == "unknown"
    assert "charlie" not in node_capacities(NAPKIN_ATLAS)


def test_mt_a_year_are_taken_as_printed_and_as_little_as_half_of_it(tmp_path: Path) -> None:
    one = link_capacities(atlas_of(tmp_path, "alpha-bravo capacity 6 Mt/yr 2024 capacity"))["alpha-bravo"]
    assert mt(one) == pytest.approx((2.75, 6, 6.5))
    assert one.assumption_ids == ("direction-share",)


def test_8_trains_a_day_are_4_pairs_and_up_to_8(tmp_path: Path) -> None:
    one = link_capacities(atlas_of(tmp_path, "alpha-bravo capacity 8 trains/day 2024 capacity"))["alpha-bravo"]
    assert mt(one) == pytest.approx((2.7375, 3.723, 9.709))
    assert "pairs-a-train" in one.assumption_ids


def test_teu_and_barrels_become_tonnes(tmp_path: Path) -> None:
    atlas = atlas_of(tmp_path, "echo capacity 100..100 kTEU/yr 2024 capacity range")
    assert node_capacities(atlas)["echo"].central == pytest.approx(1.1)
    atlas = atlas_of(tmp_path, "alpha-bravo capacity 1.0..1.0 mb/d 2024 capacity range")
    assert link_capacities(atlas)["alpha-bravo"].central == pytest.approx(365 / 7.5)


def test_what_a_port_handles_in_containers_is_not_all_that_it_handles(tmp_path: Path) -> None:
    atlas = atlas_of(tmp_path, "echo capacity/containers 40 kTEU/yr 2022 capacity")
    assert node_capacities(atlas)["echo"].basis == "unknown"


def test_the_latest_figure_known_by_the_year_counts(tmp_path: Path) -> None:
    atlas = atlas_of(tmp_path, "alpha-bravo capacity 12 train_pairs/day 2022 capacity",
        "alpha-bravo capacity 60 train_pairs/day 2025-09 capacity",
    )  # fmt: skip
    found = {year: link_capacities(atlas, year=year)["alpha-bravo"].native_value for year in (2021, 2022, 2024, 2025)}
    assert found == {2021: None, 2022: 12, 2024: 12, 2025: 60}
    assert link_capacities(atlas)["alpha-bravo"].native_value == 60


def test_a_figure_without_a_period_is_known_from_its_source_s_date(tmp_path: Path) -> None:
    atlas = atlas_of(tmp_path, "alpha-bravo capacity 12 train_pairs/day - capacity")
    assert link_capacities(atlas, year=2023)["alpha-bravo"].basis == "unknown"
    assert link_capacities(atlas, year=2024)["alpha-bravo"].native_value == 12


def test_targets_count_only_where_a_year_and_a_scenario_ask(tmp_path: Path) -> None:
    atlas = atlas_of(tmp_path, "alpha-bravo capacity 12 train_pairs/day 2022 capacity",
        "alpha-bravo capacity 60 train_pairs/day 2030 target", "alpha-bravo capacity 90 train_pairs/day - plan",
    )  # fmt: skip
    assert link_capacities(atlas, year=2030)["alpha-bravo"].native_value == 12
    assert link_capacities(atlas, targets=True)["alpha-bravo"].native_value == 12
    assert link_capacities(atlas, year=2029, targets=True)["alpha-bravo"].native_value == 12
    one = link_capacities(atlas, year=2030, targets=True)["alpha-bravo"]
    assert (one.native_value, one.basis) == (60, "target")


def test_tonnes_of_a_whole_corridor_are_no_link_s_but_train_pairs_are(tmp_path: Path) -> None:
    atlas = atlas_of(tmp_path, "napkin capacity 6 Mt/yr 2024 capacity")
    assert {one.basis for one in link_capacities(atlas).values()} == {"unknown"}
    atlas = atlas_of(tmp_path, "napkin capacity 12 train_pairs/day 2024 capacity")
    assert link_capacities(atlas)["alpha-bravo"].basis == "reported"
    assert link_capacities(atlas)["charlie-echo-road"].basis == "unknown"


def test_ratios_and_scoped_figures_are_no_capacity(tmp_path: Path) -> None:
    atlas = atlas_of(
        tmp_path, "alpha-bravo capacity 2 ratio 2024 capacity", "alpha-bravo capacity/transit 5 Mt/yr 2024 capacity"
    )
    assert link_capacities(atlas)["alpha-bravo"].basis == "unknown"


def test_a_link_s_own_figure_goes_before_its_section_s_and_pairs_before_tonnes(tmp_path: Path) -> None:
    atlas = atlas_of(tmp_path, "alpha-charlie capacity 12 train_pairs/day 2025 capacity",
        "alpha-bravo capacity 6 Mt/yr 2024 capacity", "alpha-charlie capacity 99 Mt/yr 2025 capacity",
    )  # fmt: skip
    capacities = link_capacities(atlas)
    assert capacities["alpha-bravo"].native_unit == "Mt/yr"
    assert capacities["bravo-charlie"].native_unit == "train_pairs/day"


def test_a_section_s_figure_is_not_of_the_links_that_other_lines_use_as_well(tmp_path: Path) -> None:
    root = tmp_path / "shared"
    shutil.copytree(NAPKIN, root)
    corridor = root / "data" / "corridors" / "napkin.toml"
    corridor.write_text(corridor.read_text("utf-8") + 'shared = ["bravo-charlie"]\n', "utf-8")
    atlas = read_atlas(root)
    capacities = link_capacities(atlas)
    assert capacities["alpha-bravo"].central == pytest.approx(11.169)
    assert capacities["alpha-bravo"].note.endswith("Not of what other lines use as well: Bravo – Charlie.")
    assert capacities["bravo-charlie"].basis == "unknown"
    given = link_capacities(atlas, overrides={"alpha-charlie": given_mt(1, 2, 3)})
    assert [given[link_id].central for link_id in ("alpha-bravo", "bravo-charlie")] == [2, None]


def test_eight_trains_of_the_new_line_do_not_bind_the_old_one_from_russia_to_central_asia() -> None:
    capacities = link_capacities(read_atlas())
    assert capacities["karashegen-terbenbes"].native_value == 8
    assert capacities["terbenbes-saksaulskaya"].basis == "unknown"


def test_a_figure_that_sets_no_ceiling_has_no_high_end(tmp_path: Path) -> None:
    atlas = atlas_of(tmp_path, "alpha-bravo capacity 6 Mt/yr 2024 capacity at_least")
    assert mt(link_capacities(atlas)["alpha-bravo"]) == (3, 6, None)


def test_a_capacity_of_zero_is_zero_and_not_unknown(tmp_path: Path) -> None:
    atlas = atlas_of(tmp_path, "alpha-bravo capacity 0 train_pairs/day 2024 capacity")
    assert mt(link_capacities(atlas)["alpha-bravo"]) == (0, 0, 0)
    one = link_capacities(NAPKIN_ATLAS, overrides={"alpha-bravo": given_mt(0, 0, 0)})["alpha-bravo"]
    assert (mt(one), one.basis) == ((0, 0, 0), "assumed")


def test_an_infinite_capacity_is_refused() -> None:
    with pytest.raises(CorridorError, match="finite"):
        given_mt(1, 1, float("inf"))


def test_overrides_reach_links_through_sections_and_corridors_the_closest_first() -> None:
    overrides = {"napkin": given_mt(1, 1, 1), "alpha-charlie": given_mt(2, 2, 2), "alpha-bravo": given_mt(3, 3, 3)}
    central = {name: one.central for name, one in link_capacities(NAPKIN_ATLAS, overrides=overrides).items()}
    assert central == {"alpha-bravo": 3, "bravo-charlie": 2, "charlie-delta": 1, "charlie-echo-road": 1}


def test_an_override_in_pairs_is_converted_and_a_node_s_is_as_given() -> None:
    overrides = {"alpha-bravo": given_mt(60, 60, 60, "train_pairs/day"), "bravo": given_mt(4, 5, 6)}
    assert link_capacities(NAPKIN_ATLAS, overrides=overrides)["alpha-bravo"].central == pytest.approx(55.845)
    assert node_capacities(NAPKIN_ATLAS, overrides=overrides)["bravo"].central == 5


def test_an_override_that_names_nothing_or_has_a_strange_unit_is_an_error() -> None:
    with pytest.raises(CorridorError, match="nowhere"):
        link_capacities(NAPKIN_ATLAS, overrides={"nowhere": given_mt(1, 1, 1)})
    with pytest.raises(CorridorError, match="nowhere"):
        node_capacities(NAPKIN_ATLAS, overrides={"nowhere": given_mt(1, 1, 1)})
    with pytest.raises(CorridorError, match="lanes"):
        link_capacities(NAPKIN_ATLAS, overrides={"alpha-bravo": given_mt(1, 1, 1, "lanes")})
    with pytest.raises(CorridorError, match="Mt/yr"):
        node_capacities(NAPKIN_ATLAS, overrides={"bravo": given_mt(1, 1, 1, "train_pairs/day")})


def test_capacities_are_computed_only_where_asked_and_only_for_what_operates(tmp_path: Path) -> None:
    atlas = atlas_of(tmp_path)
    assert {one.basis for one in link_capacities(atlas).values()} == {"unknown"}
    found = link_capacities(atlas, compute=True)
    assert {name: one.basis for name, one in found.items()} == {
        "alpha-bravo": "computed", "bravo-charlie": "computed", "charlie-delta": "unknown",
        "charlie-echo-road": "computed",
    }  # fmt: skip
    single = found["bravo-charlie"]
    assert single.native_value == pytest.approx(1380 * 0.93 / 40 * 0.85)
    assert single.central == pytest.approx(1380 * 0.93 / 40 * 0.85 * 365 * 3000 * 0.85 / 1e6)
    assert found["alpha-bravo"].native_value == pytest.approx(1320 * 0.93 / 10 * 0.91)
    assert "rail-period" in single.assumption_ids


def test_a_computed_interval_lies_between_the_worst_and_the_best_of_all_assumptions(tmp_path: Path) -> None:
    one = link_capacities(atlas_of(tmp_path), compute=True)["bravo-charlie"]
    assert one.low == pytest.approx((1440 - 75) * 0.90 / 55 * 0.80 * 365 * 2500 * 0.75 / 1e6)
    assert one.high == pytest.approx((1440 - 60) * 0.96 / 30 * 0.85 * 365 * 3500 * 0.95 / 1e6)


def test_a_computed_road_has_its_category_s_design_volume_beside_it(tmp_path: Path) -> None:
    one = link_capacities(atlas_of(tmp_path), compute=True)["charlie-echo-road"]
    assert one.native_unit == "vehicles/day"
    assert "category II: 6000 to 14000 units a day" in one.note


def test_a_ferry_line_is_computed_from_the_fleet() -> None:
    link = NAPKIN_ATLAS.network.links["charlie-echo-road"].model_copy(update={"mode": "sea", "lanes": None})
    found = computed_capacity(link, 500, ASSUMPTIONS)
    assert found is not None
    trips = 8760 * 0.85 / (2 * (500 / 22 + 36))
    assert found[0].central == pytest.approx(trips * 14 * 39.5 * 47.4 / 1e6)
    assert computed_capacity(link.model_copy(update={"mode": "pipeline"}), 500, ASSUMPTIONS) is None


@given(st.sampled_from(sorted(ASSUMPTIONS)), st.floats(0.5, 1))
def test_narrower_assumptions_never_widen_a_capacity(name: str, factor: float) -> None:
    one = ASSUMPTIONS[name]
    tight = Assumption(
        name, one.central - factor * (one.central - one.low), one.central,
        one.central + factor * (one.high - one.central), one.unit, "made up",
    )  # fmt: skip
    wide, narrow = (link_capacities(NAPKIN_ATLAS, compute=True, overrides=o) for o in ({}, {name: tight}))
    for link_id, after in narrow.items():
        before = wide[link_id]
        if after.low is not None and before.low is not None and after.high is not None and before.high is not None:
            assert after.low >= before.low * (1 - 1e-9)
            assert after.high <= before.high * (1 + 1e-9)
            assert after.central == pytest.approx(before.central)
            assert after.low <= (after.central or 0) <= after.high


@given(st.floats(0.1, 10))
def test_tonnes_scale_with_the_mass_of_a_train(scale: float) -> None:
    one = ASSUMPTIONS["net-t-a-train"]
    scaled = Assumption(one.assumption_id, one.low * scale, one.central * scale, one.high * scale, one.unit, "made up")
    before = link_capacities(NAPKIN_ATLAS)["alpha-bravo"]
    after = link_capacities(NAPKIN_ATLAS, overrides={one.assumption_id: scaled})["alpha-bravo"]
    assert mt(after) == pytest.approx(tuple((value or 0) * scale for value in mt(before)))


def test_the_shipped_atlas_gives_every_link_an_ordered_or_an_unknown_capacity() -> None:
    atlas = read_atlas()
    for compute in (False, True):
        for one in link_capacities(atlas, compute=compute).values():
            if one.basis == "unknown":
                assert mt(one) == (None, None, None)
            else:
                assert one.low is not None
                assert one.central is not None
                assert 0 <= one.low <= one.central <= (one.high if one.high is not None else one.central)
                assert one.claim_ids or one.basis == "computed"
