"""Cyrillic names in Latin letters, as most English names of stations are made: a map need not carry both."""

from __future__ import annotations

LETTERS = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "yo", "ж": "zh", "з": "z", "и": "i", "й": "y",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
    "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu",
    "я": "ya", "ә": "a", "ғ": "g", "қ": "k", "ң": "n", "ө": "o", "ұ": "u", "ү": "u", "һ": "h", "і": "i",
}  # fmt: skip
"""Small letters; BGN's romanization of Russian without its marks, with the Kazakh letters as their neighbours."""


def romanized(text: str) -> str:
    """
    Write a name in Latin letters.

    Parameters
    ----------
    text
        A name.

    Returns
    -------
    text
        As `latin` of `page/model.js` writes it; letters of other scripts stay.
    """
    return "".join(_letter(char) for char in text)


def _letter(char: str) -> str:
    small = char.lower()
    latin = LETTERS.get(small)
    if latin is None:
        return char
    return latin if char == small else latin.capitalize()


def without_romanized(names: list[str]) -> list[str]:
    """
    Leave out the names that are the first Cyrillic one in Latin letters.

    Parameters
    ----------
    names
        Names of one place.

    Returns
    -------
    names
        Empty in place of what `page/model.js` can write again from the first that is not empty.
    """
    first = next((name for name in names if name.lower()[:1] in LETTERS), None)
    if first is None:
        return names
    latin = romanized(first)
    left = ["" if name == latin else name for name in names]
    # What is written again is made of the first name left: of any other one nothing may be left out
    return left if next((name for name in left if name), "") == first else names
