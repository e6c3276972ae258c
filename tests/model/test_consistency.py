"""Claims held against each other, each check on figures that a person can add up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from atlases import atlas_of

from geo.atlas import read_atlas
from geo.model.consistency import Finding, inconsistencies
from geo.model.spans import days

if TYPE_CHECKING:
    from pathlib import Path


def found(folder: Path, *claims: str) -> list[tuple[str, str]]:
    return [(one.kind, one.arithmetic) for one in inconsistencies(atlas_of(folder, *claims))]


@pytest.mark.parametrize(
    ("period", "count"),
    [("2024", 366), ("2025-S1", 181), ("2025-Q3", 92), ("2025-02", 28), ("2025-09-30", 1), ("2025-01/2025-04", 120),
     ("", None)],
)  # fmt: skip
def test_periods_have_days(period: str, count: int | None) -> None:
    assert days(period) == count


def test_a_volume_above_the_capacity_of_the_same_place_is_told(tmp_path: Path) -> None:
    told = found(tmp_path, "echo volume 32 Mt 2024 observed", "echo capacity 28 Mt/yr 2024 capacity")
    assert told == [("volume-above-capacity", "32 Mt (2024) > 28 Mt/yr (2024): 114 % of the capacity")]


def test_a_volume_within_the_capacity_s_interval_is_not(tmp_path: Path) -> None:
    assert found(tmp_path, "echo volume 28.4 Mt 2024 observed", "echo capacity 28 Mt/yr 2024 capacity") == []
    assert found(tmp_path, "echo volume 32 Mt 2024 observed", "echo capacity 28 Mt/yr 2024 capacity over") == []
    assert found(tmp_path, "echo volume 32 Mt 2024 target", "echo capacity 28 Mt/yr 2024 capacity") == []


def test_a_part_of_a_year_is_held_against_its_share(tmp_path: Path) -> None:
    told = found(tmp_path, "echo volume 11.4 Mt 2025-01/2025-04 observed", "echo capacity 28 Mt/yr 2025 capacity")
    assert told[0][1] == "11.4 Mt (2025-01/2025-04) > 28 Mt/yr (2025) · 120/365 d: 124 % of the capacity"


def test_the_capacity_of_the_time_counts_not_a_former_one(tmp_path: Path) -> None:
    claims = ("echo capacity 5 Mt/yr 2020 capacity", "echo capacity 40 Mt/yr 2024 capacity")
    assert found(tmp_path, "echo volume 32 Mt 2024 observed", *claims) == []


def test_parts_that_do_not_add_up_are_told_to_the_finest_figure(tmp_path: Path) -> None:
    whole = "alpha-charlie length 830 km - observed"
    told = found(tmp_path, whole, "alpha-bravo length 500 km - observed", "bravo-charlie length 342 km - observed")
    assert told == [("parts-do-not-add-up", "500 + 342 = 842, not 830 km: +12")]
    assert found(
        tmp_path, whole, "alpha-bravo length 488 km - observed", "bravo-charlie length 342 km - observed"
    ) == []  # fmt: skip
    assert found(tmp_path, whole, "alpha-bravo length 500 km - observed") == []


def test_scopes_of_a_length_are_parts_too(tmp_path: Path) -> None:
    told = found(tmp_path, "napkin length 100 km - observed", "napkin length/here 43 km - observed",
                 "napkin length/there 44 km - observed")  # fmt: skip
    assert told == [("parts-do-not-add-up", "43 + 44 = 87, not 100 km: -13")]


def test_a_mean_lies_between_its_parts(tmp_path: Path) -> None:
    parts = ("echo border_time/inbound 78.0 h 2022 observed", "echo border_time/outbound 6.8 h 2022 observed")
    assert found(tmp_path, "echo border_time 67.4 h 2022 observed", *parts) == []
    told = found(tmp_path, "echo border_time 90.1 h 2022 observed", *parts)
    assert told == [("average-outside-parts", "90.1 h is not between 6.8 h and 78.0 h")]


def test_growth_follows_from_its_two_ends(tmp_path: Path) -> None:
    ends = ("echo volume 2.01 Mt 2023 observed", "echo volume 3.02 Mt 2024 observed")
    assert found(tmp_path, *ends, "echo growth 50 percent 2024 observed exact 2023") == []
    told = found(tmp_path, *ends, "echo growth 62 percent 2024 observed exact 2023")
    assert told == [("growth-does-not-follow", "3.02 Mt / 2.01 Mt - 1 = +50.2 %, not 62 percent")]


def test_a_half_year_that_leaves_too_much_for_the_other_is_told(tmp_path: Path) -> None:
    told = found(tmp_path, "napkin volume 926 kt 2025-S1 observed", "napkin volume 4.119 Mt 2025 observed")
    assert told == [
        ("part-year-out-of-pace", "926 kt in 181 d (2025-S1) leave 3.193 of 4.119 Mt for 184 d: 3.4 times the pace")
    ]
    assert found(tmp_path, "napkin volume 2.0 Mt 2025-S1 observed", "napkin volume 4.119 Mt 2025 observed") == []


def test_a_year_far_off_both_neighbours_is_told(tmp_path: Path) -> None:
    told = found(
        tmp_path, "echo speed 16.8 km/h 2020 observed", "echo speed 38.0 km/h 2021 observed",
        "echo speed 12.4 km/h 2022 observed",
    )  # fmt: skip
    assert [kind for kind, _ in told] == ["year-out-of-series"]
    assert "2.26 and 3.06 times" in told[0][1]


def test_tonnes_a_train_that_cannot_be_net_are_told(tmp_path: Path) -> None:
    told = found(tmp_path, "echo volume 16.1 Mt 2025 observed", "echo volume/trains 3589 trains 2025 observed")
    assert told == [("tonnes-a-train", "16.1 Mt / 3589 trains = 4,486 t a train > 3,500 t net")]
    assert found(tmp_path, "echo volume 4.0 Mt 2025 observed", "echo volume/trains 3589 trains 2025 observed") == []
    told = found(
        tmp_path, "echo volume 6.2 Mt 2025-01/2025-04 observed", "echo volume/x 14 trains/day 2025-02 observed"
    )
    assert told == [("tonnes-a-train", "6.2 Mt / (120 d · 14 trains/day) = 3,690 t a train > 3,500 t net")]
    assert found(tmp_path, "echo train_mass 4800 t 2015 observed") == [("tonnes-a-train", "4,800 t > 3,500 t net")]


def test_one_target_for_several_years_is_told_once(tmp_path: Path) -> None:
    told = found(
        tmp_path, "napkin capacity 10 Mt/yr 2027 target", "napkin capacity 10 Mt/yr 2030 target",
        "napkin capacity 12 Mt/yr 2030 target",
    )  # fmt: skip
    assert told == [
        ("one-target-several-years", "10 Mt/yr by 2027 (said 2024), 2030 (said 2024): 2030 - 2027 = 3 years apart")
    ]


def test_findings_are_sorted_and_read_as_a_line() -> None:
    one = Finding("kind", "echo", ("a", "b"), "1 + 1 = 3", "Wrong.")
    assert str(one) == "echo: [kind] 1 + 1 = 3. Wrong. (a, b)"
    assert min(one, Finding("a-kind", "zulu", (), "", "")).subject == "zulu"


def test_the_shipped_claims_hold_what_is_known_of_them() -> None:
    told = inconsistencies(read_atlas())
    lines = "\n".join(map(str, told))
    assert "32 Mt (2024) > 28 Mt/yr (2025-09)" in lines
    assert "500 + 263 + 79 = 842, not 826 km" in lines
    assert "2030 - 2025 = 5 years apart" in lines
    assert "3.4 times the pace" in lines
    assert told == sorted(told)
