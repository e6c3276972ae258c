"""The languages of the products: named here, and what they say in `geo/products/words/`."""

from __future__ import annotations

LOCALES = {"en": "en-GB", "ru": "ru-RU", "kk": "kk-KZ"}
"""Each language, and how word processors call it."""
LANGUAGES = tuple(LOCALES)
"""English first: it stands in wherever a record says nothing in another."""


def said_in(record: object, field: str, lang: str) -> str:
    """
    Give a text of a record in a language.

    Parameters
    ----------
    record
        A record that has the text in English, and may have it in others: `name`, `name_ru`.
    field
        The English field.
    lang
        The language.

    Returns
    -------
    text
        English where the record has none in `lang`; empty where it has none at all.
    """
    return str(getattr(record, f"{field}_{lang}", None) or getattr(record, field) or "")


def foreign(record: object, field: str, lang: str) -> str:
    """
    Say in which other language `said_in` gives a text, so that pages can mark it.

    Parameters
    ----------
    record, field, lang
        As in `said_in`.

    Returns
    -------
    lang
        ``"en"`` where English stands in; empty where the text is in the language asked for.
    """
    return "" if lang == "en" or getattr(record, f"{field}_{lang}", None) else "en"
