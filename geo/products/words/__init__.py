"""What the products say in English, Russian and Kazakh: one TOML catalogue a language."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

LANGUAGES = ("en", "ru", "kk")


def words(lang: str, group: str) -> dict[str, str]:
    """
    Give one group of a language's catalogue.

    Parameters
    ----------
    lang
        One of `LANGUAGES`.
    group
        The table of the catalogue: ``"map"``, ``"table"``, ``"geopackage"``, ``"terms"``.

    Returns
    -------
    words
        Key to text.
    """
    return _catalogue(lang)[group]


@cache
def _catalogue(lang: str) -> dict[str, dict[str, str]]:
    with Path(__file__).with_name(f"{lang}.toml").open("rb") as file:
        return tomllib.load(file)
