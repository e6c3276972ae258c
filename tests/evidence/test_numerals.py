"""Numbers as texts print them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.evidence.numerals import is_cut, numbers_in, scale_for, scale_of
from geo.units import UNITS

NBSP, NARROW = "\u00a0", "\u202f"


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("2,5 млн тонн", ["2.5"]),
        (f"63{NBSP}млн тонн", ["63"]),
        (f"3{NBSP}589 поездов", ["3589"]),
        ("1 234 567,89", ["1234567.89"]),
        (f"15{NARROW}333 км", ["15333"]),
        ("2024 926 тысяч", ["2024", "926"]),
        ("12 до 60 пар", ["12", "60"]),
        ("85%", ["85"]),
        ("2,500 km", ["2.500", "2500"]),
        ("1,234.5", ["1234.5"]),
        ("1,234,567", ["1234567"]),
        ("0.759", ["0.759"]),
        ("5–8", ["5", "8"]),
        ("пять", ["5"]),
        ("шестью", ["6"]),
        ("восьми", ["8"]),
        ("одиннадцать", ["11"]),
        ("сорока", ["40"]),
        ("двадцать пять", ["25"]),
        ("сто двадцать пять", ["125"]),
        ("двух-трёх", ["2", "3"]),
        ("четырехполосное", ["4"]),
        ("Двухпутный", ["2"]),
        ("удвоение", ["2"]),
        ("удвоить", ["2"]),
        ("вдвое", ["2"]),
        ("втрое", ["3"]),
        ("eleven", ["11"]),
        ("twenty-five", ["25"]),
        ("doubled", ["2"]),
        ("threefold", ["3"]),
        ("halved", ["0.5"]),
        ("no number", []),
        ("", []),
    ],
)
def test_a_number_is_read(text: str, numbers: list[str]) -> None:
    assert numbers_in(text) == [Decimal(number) for number in numbers]


@pytest.mark.parametrize(
    "word", ["утро", "однако", "семинар", "семья", "пятница", "стол", "одинаковый", "шестерня", "tension"]
)
def test_words_that_only_begin_like_a_number_are_none(word: str) -> None:
    assert numbers_in(word) == []


@pytest.mark.parametrize(
    ("text", "scale"),
    [("2,5 млн тонн", "million"), ("926 тысяч тонн", "thousand"), ("35 млрд долларов", "billion"),
     ("1,4 миллиона", "million"), ("3 billion", "billion"), ("2.5 Mt", "million"), ("60 пар поездов", None)],
)  # fmt: skip
def test_a_scale_word_is_found(text: str, scale: str | None) -> None:
    assert scale_of(text) == scale


def test_a_units_scale_agrees_with_its_factor() -> None:
    for name in ("kt", "Mt", "kt/yr", "Mt/yr", "kTEU", "MUSD", "bnUSD"):
        assert scale_for(name) is not None
    assert scale_for("t") is scale_for("TEU") is scale_for("USD") is scale_for("km") is None
    assert all(name in UNITS for name in ("mb/d", "Mt-km/km"))


@pytest.mark.parametrize(
    ("text", "start", "end", "cut"),
    [
        ("2,5 млн", 0, 3, False),
        ("2,5 млн", 2, 3, True),
        ("2,5 млн", 0, 1, True),
        ("12 до 60", 1, 2, True),
        ("12 до 60", 0, 2, False),
        ("12 до 60", 6, 8, False),
        (f"3{NBSP}589", 2, 5, True),
        (f"3{NBSP}589", 0, 5, False),
        ("в 2024, 12 пар", 8, 10, False),
        ("12.", 0, 2, False),
        ("пять", 0, 4, False),
    ],
)
def test_offsets_that_cut_a_number_are_told_from_those_that_do_not(
    text: str, start: int, end: int, *, cut: bool
) -> None:
    assert is_cut(text, start, end) is cut


def russian(value: Decimal) -> str:
    """Print a number the Russian way: groups of three with no-break spaces, a comma before the decimals."""
    return f"{value:,f}".replace(",", NBSP).replace(".", ",")


@given(st.decimals("0", "999999999", places=3) | st.decimals("0", "999999999", places=0))
def test_every_number_printed_the_russian_way_is_read_back(value: Decimal) -> None:
    assert value in numbers_in(russian(value))
    assert value in numbers_in(f"свыше {russian(value)} млн тонн")


@given(st.integers(0, 10**12))
def test_every_whole_number_printed_the_english_way_is_read_back(value: int) -> None:
    assert Decimal(value) in numbers_in(f"{value:,}")


@given(st.text(max_size=60))
def test_any_text_has_numbers_or_none(text: str) -> None:
    assert all(number.is_finite() for number in numbers_in(text))


@given(st.text(max_size=20), st.integers(0, 20), st.integers(0, 20))
def test_any_offsets_cut_a_number_or_do_not(text: str, start: int, end: int) -> None:
    assert is_cut(text, start, end) in (True, False)
