"""The languages of the products: named here, and what they say in `geo/products/words/`."""

from __future__ import annotations

LOCALES = {"en": "en-GB", "ru": "ru-RU", "kk": "kk-KZ"}
"""Each language, and how word processors call it."""
LANGUAGES = tuple(LOCALES)
"""English first: it stands in wherever a record says nothing in another."""
INSTEAD = {"kk": ("ru",)}
"""What stands in before English does: both are written in Cyrillic, and a station in Russia has no other name."""


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
        Where the record has none in `lang`, in the language that stands in; empty where it has none at all.
    """
    found = foreign(record, field, lang) or lang
    return str(getattr(record, field if found == "en" else f"{field}_{found}") or "")


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
        The one that stands in; empty where the text is in the language asked for.
    """
    if lang == "en":  # the field itself, without a look at what a record does not have
        return ""
    wanted = (lang, *INSTEAD.get(lang, ()))
    found = next((one for one in wanted if getattr(record, f"{field}_{one}", None)), "en")
    return "" if found == lang else found
