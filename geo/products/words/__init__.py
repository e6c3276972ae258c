"""What the products say: `words.pot` in English, and one gettext catalogue a language beside it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from geo.products.words.catalogue import Catalogue, read_catalogue

if TYPE_CHECKING:
    from decimal import Decimal


def words(lang: str, group: str) -> dict[str, str]:
    """
    Give one group of a language's catalogue.

    Parameters
    ----------
    lang
        One of `geo.languages.LANGUAGES`.
    group
        What stands before the dot of the keys: ``"map"``, ``"table"``, ``"geopackage"``, ``"terms"``.

    Returns
    -------
    words
        Key to text, but for the texts that number asks for in forms.
    """
    return _groups(lang)[group]


def form(lang: str, key: str, number: Decimal) -> str:
    """
    Give a text in the form that a number asks for.

    Parameters
    ----------
    lang
        One of `geo.languages.LANGUAGES`.
    key
        Group and name: ``"terms.unit.trains"``.
    number
        What stands beside the text. A fraction asks for the form of two, as in all the languages here.

    Returns
    -------
    text
        The form, or the text where it has but one; empty where the catalogue has none.
    """
    catalogue = _catalogue(lang)
    forms = catalogue.texts.get(key, ("",))
    if len(forms) == 1:
        return forms[0]
    return forms[catalogue.form(int(number) if number == number.to_integral_value() else 2)]


@cache
def _groups(lang: str) -> dict[str, dict[str, str]]:
    groups: dict[str, dict[str, str]] = {}
    for key, forms in _catalogue(lang).texts.items():
        group, _, name = key.partition(".")
        if len(forms) == 1:
            groups.setdefault(group, {})[name] = forms[0]
    return groups


@cache
def _catalogue(lang: str) -> Catalogue:
    path = Path(__file__).with_name("words.pot" if lang == "en" else f"{lang}.po")
    return read_catalogue(path.read_text(encoding="utf-8"), path.name)
