"""Texts of records in three languages, and what stands in for one."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from geo.languages import foreign, said_in

ALL = SimpleNamespace(name="Dostyk", name_ru="Достык", name_kk="Достық")
RUSSIAN = SimpleNamespace(name="Novaly", name_ru="Новалы", name_kk=None)
ENGLISH = SimpleNamespace(name="Farah", name_ru=None, name_kk=None)
NAMELESS = SimpleNamespace(name=None)


@pytest.mark.parametrize(("lang", "name"), [("en", "Dostyk"), ("ru", "Достык"), ("kk", "Достық")])
def test_each_language_has_its_own_name(lang: str, name: str) -> None:
    assert said_in(ALL, "name", lang) == name


def test_kazakh_takes_the_russian_name_before_the_english_one_and_russian_never_the_kazakh() -> None:
    assert said_in(RUSSIAN, "name", "kk") == "Новалы"
    assert said_in(ENGLISH, "name", "kk") == said_in(ENGLISH, "name", "ru") == "Farah"
    assert said_in(SimpleNamespace(name="A", name_ru=None, name_kk="Ә"), "name", "ru") == "A"


def test_what_has_no_name_is_named_nothing() -> None:
    assert said_in(NAMELESS, "name", "kk") == ""


def test_what_stands_in_says_in_which_language_it_is() -> None:
    assert [foreign(RUSSIAN, "name", lang) for lang in ("en", "ru", "kk")] == ["", "", "ru"]
    assert foreign(ENGLISH, "name", "kk") == "en"
