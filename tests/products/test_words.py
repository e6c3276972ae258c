"""The catalogues: three languages that say the same, in their own letters."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import geo.products.words
from geo.model.assumptions import ASSUMPTIONS
from geo.products.phrases import counted, date_text
from geo.products.words import LANGUAGES, words

FOLDER = Path(geo.products.words.__file__).parent
CATALOGUES = {lang: tomllib.loads((FOLDER / f"{lang}.toml").read_text("utf-8")) for lang in LANGUAGES}
GAP = re.compile(r"\{\w+\}")
LATIN = re.compile(r"[A-Za-z]{2,}")
NAMES = re.compile(
    r"https?://\S+|docs\.cntd\.ru|\w+\.(?:csv|json|xlsx)|`?corridors capacity`?|OpenStreetMap|ODbL|GeoNames|"
    r"Natural Earth|CC BY|JavaScript|WGS ?84|GMNS|ISO|SHA|max|\b[IV]+\b"
)
"""Names, licences, formulas and files that no language translates."""
FORMS = {"en": {2}, "ru": {3}, "kk": {1, 2}}
"""How many forms a noun after a number has; Kazakh has one, and may repeat it."""
CODES = ("about.",)
"""Keys of texts that explain the words of a column, which stand there in English."""


@pytest.mark.parametrize("lang", LANGUAGES[1:])
def test_every_text_is_there_in_every_language(lang: str) -> None:
    assert CATALOGUES[lang].keys() == CATALOGUES["en"].keys()
    missing = {group: CATALOGUES["en"][group].keys() ^ CATALOGUES[lang][group].keys() for group in CATALOGUES["en"]}
    assert {group: keys for group, keys in missing.items() if keys} == {}


@pytest.mark.parametrize("lang", LANGUAGES[1:])
def test_every_text_has_the_same_gaps_in_every_language(lang: str) -> None:
    wrong = [
        (group, key)
        for group, texts in CATALOGUES["en"].items()
        for key, text in texts.items()
        if set(GAP.findall(text)) != set(GAP.findall(CATALOGUES[lang][group][key]))
    ]
    assert wrong == []


@pytest.mark.parametrize("lang", LANGUAGES[1:])
def test_no_word_is_left_in_latin_letters(lang: str) -> None:
    left = {
        (group, key): found
        for group, texts in CATALOGUES[lang].items()
        for key, text in texts.items()
        if not key.startswith(CODES) and (found := LATIN.findall(NAMES.sub("", GAP.sub("", text))))
    }
    assert left == {}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_plural_has_as_many_forms_as_the_language_tells_apart(lang: str) -> None:
    wrong = [
        (group, key)
        for group, texts in CATALOGUES[lang].items()
        for key, text in texts.items()
        if key.startswith("n_") and len(text.split("|")) not in FORMS[lang]
    ]
    assert wrong == []


def test_russian_counts_one_few_and_many() -> None:
    forms = words("ru", "report")["n_aims"]
    said = [counted(forms, n, "ru") for n in (1, 2, 5, 11, 21, 104)]
    assert said == ["1 цель", "2 цели", "5 целей", "11 целей", "21 цель", "104 цели"]
    assert [counted("{n} aim|{n} aims", n, "en") for n in (0, 1, 2)] == ["0 aims", "1 aim", "2 aims"]


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", ["9 October 2025", "October 2025", "2025"]),
        ("ru", ["9 октября 2025 г.", "октябрь 2025 г.", "2025"]),
        ("kk", ["2025 жылғы 9 қазан", "2025 жылғы қазан", "2025"]),
    ],
)
def test_dates_are_said_as_each_language_does(lang: str, said: list[str]) -> None:
    assert [date_text(date, lang) for date in ("2025-10-09", "2025-10", "2025")] == said
    assert date_text("2025-S1", lang) == "2025-S1"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_assumption_of_the_model_has_its_words(lang: str) -> None:
    said = words(lang, "assumptions")
    names = {name for name in said if not name.startswith(("unit.", "source."))}
    assert names == ASSUMPTIONS.keys()
    assert {f"unit.{one.unit}" for one in ASSUMPTIONS.values()} <= said.keys()


def test_the_english_words_of_assumptions_are_the_models_own() -> None:
    said = words("en", "assumptions")
    assert {name: said[name] for name in ASSUMPTIONS} == {name: one.note for name, one in ASSUMPTIONS.items()}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_count_is_written_with_the_digits_of_its_language(lang: str) -> None:
    said = counted(words(lang, "report")["n_conflicts"], 12_345, lang)
    assert said.startswith("12,345 " if lang == "en" else "12\u00a0345 ")
