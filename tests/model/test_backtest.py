"""The model held against what happened, on figures that a person can check."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from atlases import NAPKIN, atlas_of
from hypothesis import given
from hypothesis import strategies as st

import geo
from geo.model.backtest import Trial, backtest, practice, summary, verdict_of
from geo.model.capacity import link_capacities
from geo.model.estimates import Estimate

if TYPE_CHECKING:
    from pathlib import Path


def trials(folder: Path, *claims: str) -> list[Trial]:
    return backtest(atlas_of(folder, *claims))


def test_a_port_of_11_mt_that_handled_8_8_is_within_at_80_percent(tmp_path: Path) -> None:
    (one,) = trials(tmp_path, "echo volume 8.8 Mt 2024 observed", "echo capacity 11 Mt/yr 2023 capacity")
    assert (one.place, one.kind, one.period, one.verdict) == ("echo", "node", "2024", "within")
    assert one.utilisation == pytest.approx((8.75 / 11.5, 0.8, 8.85 / 10.5))
    assert (one.volume_claim_ids, one.capacity_claim_ids) == (("g-1",), ("g-2",))


def test_more_than_the_capacity_may_be_is_above(tmp_path: Path) -> None:
    (one,) = trials(tmp_path, "echo volume 13 Mt 2024 observed", "echo capacity 11 Mt/yr 2023 capacity")
    assert one.verdict == "above"


def test_intervals_that_meet_leave_it_undecided(tmp_path: Path) -> None:
    (one,) = trials(tmp_path, "echo volume 11.2 Mt 2024 observed", "echo capacity 11 Mt/yr 2023 capacity")
    assert one.verdict == "undecided"
    (one,) = trials(tmp_path, "echo volume 13 Mt 2024 observed", "echo capacity 11 Mt/yr 2023 capacity over")
    assert one.verdict == "undecided"


def test_a_volume_without_a_capacity_is_unknown(tmp_path: Path) -> None:
    (one,) = trials(tmp_path, "echo volume 12 Mt 2024 observed")
    assert (one.verdict, one.utilisation) == ("unknown", None)


def test_12_pairs_a_day_carry_22_338_mt_both_ways_together(tmp_path: Path) -> None:
    (one,) = trials(
        tmp_path, "alpha-charlie volume 15 Mt 2024 observed", "alpha-charlie capacity 12 train_pairs/day 2024 capacity"
    )
    assert one.capacity is not None
    assert one.capacity.central == pytest.approx(2 * 12 * 365 * 3000 * 0.85 / 1e6)
    assert (one.kind, one.verdict) == ("section", "within")
    assert one.assumption_ids == ("days-a-year", "net-t-a-train", "freight-share")


def test_a_quarter_counts_four_times_and_a_rate_as_it_is(tmp_path: Path) -> None:
    (one,) = trials(tmp_path, "echo volume 3 Mt 2025-Q1 observed", "echo capacity 10 Mt/yr 2023 capacity")
    assert one.volume.central == pytest.approx(3 * 365 / 90)
    (one,) = trials(tmp_path, "echo volume 3 Mt/yr 2025-Q1 observed", "echo capacity 10 Mt/yr 2023 capacity")
    assert one.volume.central == 3
    (one,) = trials(tmp_path, "echo volume 3 Mt 2024 observed", "echo capacity 10 Mt/yr 2023 capacity")
    assert one.volume.central == 3  # a leap year is a year


def test_the_capacity_of_the_time_counts_else_the_first_one_after(tmp_path: Path) -> None:
    claims = ("echo capacity 5 Mt/yr 2022 capacity", "echo capacity 9 Mt/yr 2024 capacity",
              "echo capacity 40 Mt/yr 2026 capacity")  # fmt: skip
    found = {
        year: trials(tmp_path, f"echo volume 2 Mt {year} observed", *claims)[0].capacity for year in (2020, 2023, 2025)
    }
    assert {year: one and one.central for year, one in found.items()} == {2020: 5, 2023: 5, 2025: 9}
    assert "Known from 2022 only" in trials(tmp_path, "echo volume 2 Mt 2020 observed", *claims)[0].note


def test_a_corridor_is_held_against_its_own_figure_and_against_what_binds_it(tmp_path: Path) -> None:
    found = trials(
        tmp_path, "napkin volume 21 Mt 2024 observed", "napkin capacity 25 Mt/yr 2024 capacity",
        "bravo-charlie capacity 6 train_pairs/day 2024 capacity",
    )  # fmt: skip
    assert [(one.against, one.verdict) for one in found] == [("bravo-charlie", "above"), ("napkin", "within")]


@pytest.mark.parametrize(
    "claim",
    ["echo volume 9 Mt - observed", "echo volume/import 9 Mt 2024 observed", "echo volume 9 Mt 2024 target",
     "echo volume 9 wagons 2024 observed", "some-programme volume 9 Mt 2024 observed"],
)  # fmt: skip
def test_parts_targets_undated_figures_and_what_is_not_drawn_are_left_out(tmp_path: Path, claim: str) -> None:
    assert trials(tmp_path, claim, "echo capacity 5 Mt/yr 2024 capacity") == []


def test_published_pairs_stand_beside_those_of_the_formula(tmp_path: Path) -> None:
    atlas = atlas_of(
        tmp_path, "bravo-charlie capacity 25 train_pairs/day 2024 capacity",
        "alpha-bravo capacity 300 train_pairs/day 2024 capacity", "alpha-charlie capacity 6 trains/day 2024 capacity",
    )  # fmt: skip
    double, section, single = practice(atlas)
    assert (single.place, single.tracks, single.verdict) == ("bravo-charlie", 1, "within")
    assert single.computed.central == pytest.approx(1380 * 0.93 / 40 * 0.85)
    assert single.computed.low == pytest.approx(1365 * 0.90 / 55 * 0.80)
    assert (double.place, double.tracks, double.verdict) == ("alpha-bravo", 2, "above")
    assert double.computed.central == pytest.approx(1320 * 0.93 / 10 * 0.91)
    assert (section.tracks, section.verdict) == (1, "below")  # the single track of the two links
    assert (section.reported.low, section.reported.high) == (3, 6)


def test_of_a_former_figure_the_tracks_are_unknown_and_both_are_tried(tmp_path: Path) -> None:
    atlas = atlas_of(tmp_path, "alpha-bravo capacity 12 train_pairs/day 2022 capacity",
                     "alpha-bravo capacity 70 train_pairs/day 2025 capacity")  # fmt: skip
    assert [(one.period, one.tracks, one.is_known) for one in practice(atlas)] == [
        ("2022", 1, False), ("2022", 2, False), ("2025", 2, True),
    ]  # fmt: skip


def test_verdicts_are_counted(tmp_path: Path) -> None:
    found = trials(
        tmp_path, "echo volume 13 Mt 2024 observed", "echo volume 3 Mt 2023 observed",
        "echo capacity 11 Mt/yr 2023 capacity", "alpha volume 1 Mt 2024 observed",
    )  # fmt: skip
    assert summary(found) == "1 of 3 within; 1 above, 1 unknown."
    assert summary([]) == "0 of 0 within."


ESTIMATES = st.lists(st.floats(0, 100), min_size=3, max_size=3).map(sorted).map(lambda ends: Estimate(*ends))


@given(ESTIMATES, ESTIMATES, st.floats(1, 10))
def test_units_do_not_matter_and_wider_intervals_only_undecide(volume: Estimate, capacity: Estimate, by: float) -> None:
    verdict = verdict_of(volume, capacity)
    wide = verdict_of(volume, Estimate(capacity.low / by, capacity.central, (capacity.high or 0) * by))
    assert wide in (verdict, "undecided")
    assert verdict_of(volume.times(4), capacity.times(4)) == verdict


def test_no_figure_of_the_model_is_changed_by_the_test() -> None:
    atlas = geo.read_atlas(NAPKIN)
    before = link_capacities(atlas)
    backtest(atlas)
    assert link_capacities(atlas) == before


def test_the_shipped_atlas_carried_more_over_the_chinese_border_than_the_capacity_reported_later() -> None:
    found = backtest(geo.read_atlas())
    above = {(one.place, one.period) for one in found if one.verdict == "above" and one.against == one.place}
    assert above == {("kz-cn-rail-crossings", "2024"), ("kz-cn-rail-crossings", "2025-01/2025-04")}
    of_own = [one for one in found if one.against == one.place]
    assert all(one.capacity_claim_ids for one in of_own if one.capacity is not None)
    assert sum(one.verdict == "within" for one in found) / len(found) > 0.75
