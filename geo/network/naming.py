"""Names in three languages, and which one stands in for another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

INSTEAD: Mapping[str, tuple[str, ...]] = {"en": (), "ru": ("name_ru",), "kk": ("name_kk", "name_ru")}
"""Fields by language, the first that is filled in counts, then the English one: readers of Kazakh read Cyrillic."""


class HasName(Protocol):
    """What has a name in English, and may have others."""

    @property
    def name(self) -> str | None:
        """The name in English."""


def name_in(record: HasName, lang: str) -> str:
    """
    Name a record in a language.

    Parameters
    ----------
    record
        The record.
    lang
        The language.

    Returns
    -------
    name
        In that language; where it has none, in the one that its readers read best. Empty where there is no name.
    """
    names = (getattr(record, field, None) for field in INSTEAD.get(lang, ()))
    return next((str(name) for name in names if name), record.name or "")
