"""Kazakh words: endings follow each other, and the stem is what is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.reading.forms import keys_of

if TYPE_CHECKING:
    from tests.reading.conftest import Read

CASES = {
    "hard": ("тың", "қа", "ты", "та", "тан", "пен"), "soft": ("нің", "ге", "ні", "де", "ден", "мен"),
    "open": ("ның", "ға", "ны", "да", "дан", "мен"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("stem", "endings"),
    [("достық", CASES["hard"]), ("алтынкөл", CASES["soft"]), ("мойынты", CASES["open"]), ("қорғас", CASES["hard"])],
)
def test_every_case_of_a_name_shares_a_key_with_it(stem: str, endings: tuple[str, ...]) -> None:
    assert all(keys_of(stem + ending, "kk") & keys_of(stem, "kk") for ending in endings)


@pytest.mark.parametrize("word", ["порты", "портының", "портынан", "порттардан", "портындағы", "порттың", "портпен"])
def test_the_port_is_found_under_its_endings(word: str) -> None:
    assert "порт" in keys_of(word, "kk")


def test_a_vowel_ending_softens_the_stem_and_the_key_is_hard_again() -> None:
    assert "терминалдық" not in keys_of("достығы", "kk")
    assert "достық" in keys_of("достығының", "kk")


@pytest.mark.parametrize(
    ("word", "subject"),
    [
        ("Достықтан", "dostyk"), ("Алтынкөлге", "altynkol"), ("Мойынтыда", "moiynty"), ("Қорғастың", "khorgos"),
        ("Ақтоғайдан", "aktogay"), ("Ақтауға", "aktau-port"), ("Өзеннен", "uzen"),
    ],
)  # fmt: skip
def test_a_place_is_found_in_any_case(read: Read, word: str, subject: str) -> None:
    assert [c.claim.subject for c in read(f"Былтыр {word} 5 млн тонна жүк өтті.", "kk")] == [subject]


@given(st.text(max_size=60), st.sampled_from(["en", "ru", "kk"]))
def test_a_word_is_always_a_key_of_itself(word: str, lang: str) -> None:
    assert word in keys_of(word, lang)
