"""Names in three languages."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from geo.network.naming import name_in

ALL = SimpleNamespace(name="Dostyk", name_ru="Достык", name_kk="Достық")
RUSSIAN = SimpleNamespace(name="Novaly", name_ru="Новалы", name_kk=None)
ENGLISH = SimpleNamespace(name="Farah", name_ru=None, name_kk=None)
NAMELESS = SimpleNamespace(name=None)


@pytest.mark.parametrize(("lang", "name"), [("en", "Dostyk"), ("ru", "Достык"), ("kk", "Достық")])
def test_each_language_has_its_own_name(lang: str, name: str) -> None:
    assert name_in(ALL, lang) == name


def test_kazakh_takes_the_russian_name_before_the_english_one_and_russian_never_the_kazakh() -> None:
    assert name_in(RUSSIAN, "kk") == "Новалы"
    assert name_in(ENGLISH, "kk") == name_in(ENGLISH, "ru") == "Farah"
    assert name_in(SimpleNamespace(name="A", name_ru=None, name_kk="Ә"), "ru") == "A"


def test_what_has_no_name_is_named_nothing() -> None:
    assert name_in(NAMELESS, "kk") == ""
