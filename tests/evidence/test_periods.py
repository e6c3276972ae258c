"""Periods in SDMX's way of writing."""

from __future__ import annotations

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.evidence.periods import check_period, days_of, is_whole_years, last_year

GOOD = [
    "",
    "2024",
    "2025-S1",
    "2025-Q4",
    "2025-09",
    "2025-09-30",
    "2025-01/2025-04",
    "2024/2025",
    "2025-S1/2025-12",
    "2024-02-29",
]


@pytest.mark.parametrize("period", GOOD)
def test_a_period_is_accepted(period: str) -> None:
    assert check_period(period) == period


@pytest.mark.parametrize(
    "period",
    ["24", "2024-13", "2024-00", "2025-S3", "2025-Q5", "2025-9", "2025-02-29", "2025-04-31", "2025/", "/2025",
     "2025-01/",
     "2026/2025", "2025-04/2025-01", "2025-Q2/2025-Q1", "2025-12/2025-S1", "2025 ", "2025\n", "0000", "２０２５",
     "H1 2025"],
)  # fmt: skip
def test_what_is_no_period_is_refused(period: str) -> None:
    with pytest.raises(ValueError, match=r"no period|no day|ends before"):
        check_period(period)


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2024", (2024, 1, 1), (2024, 12, 31)),
        ("2025-S1", (2025, 1, 1), (2025, 6, 30)),
        ("2025-S2", (2025, 7, 1), (2025, 12, 31)),
        ("2025-Q2", (2025, 4, 1), (2025, 6, 30)),
        ("2024-02", (2024, 2, 1), (2024, 2, 29)),
        ("2025-09-30", (2025, 9, 30), (2025, 9, 30)),
        ("2025-01/2025-04", (2025, 1, 1), (2025, 4, 30)),
    ],
)
def test_a_period_runs_from_its_first_to_its_last_day(
    period: str, first: tuple[int, int, int], last: tuple[int, int, int]
) -> None:
    assert days_of(period) == (first, last)


def test_a_period_ends_in_a_year_and_one_not_reported_in_none() -> None:
    assert last_year("2024/2026") == 2026
    assert last_year("2025-09-30") == 2025
    assert last_year("") is None


def test_only_a_calendar_year_is_a_whole_one() -> None:
    assert [period for period in GOOD if is_whole_years(period)] == ["2024"]


@given(st.dates(date(1900, 1, 1), date(2999, 12, 31)), st.dates(date(1900, 1, 1), date(2999, 12, 31)))
def test_any_two_days_in_order_are_a_period_and_backwards_none(one: date, other: date) -> None:
    first, last = sorted([one, other])
    assert check_period(f"{first}/{last}")
    assert days_of(f"{first}/{last}") == ((first.year, first.month, first.day), (last.year, last.month, last.day))
    if first != last:
        with pytest.raises(ValueError, match="ends before"):
            check_period(f"{last}/{first}")


@given(st.text(max_size=12))
def test_any_text_is_a_period_or_refused(text: str) -> None:
    with contextlib.suppress(ValueError):
        assert check_period(text) == text
