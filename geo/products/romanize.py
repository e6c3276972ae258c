"""Names that a map need not carry whole: Cyrillic ones in Latin letters, and those that differ by a number alone."""

from __future__ import annotations

import re
from collections import Counter

LETTERS = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "yo", "ж": "zh", "з": "z", "и": "i", "й": "y",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
    "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu",
    "я": "ya", "ә": "a", "ғ": "g", "қ": "k", "ң": "n", "ө": "o", "ұ": "u", "ү": "u", "һ": "h", "і": "i",
}  # fmt: skip
"""Small letters; BGN's romanization of Russian without its marks, with the Kazakh letters as their neighbours."""
_LATIN = str.maketrans(LETTERS | {char.upper(): latin.capitalize() for char, latin in LETTERS.items()})


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
    return text.translate(_LATIN)


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


_NUMBER = re.compile(r"\d+")
_LEAST_USES = 4


def patterned(rows: list[str]) -> tuple[list[str], list[str]]:
    """
    Write rows that differ by their number alone, as those of numbered sidings do, as a pattern and the number.

    Parameters
    ----------
    rows
        Texts.

    Returns
    -------
    rows
        ``#<place of the pattern>,<number>`` for what has one.
    patterns
        Texts with ``#`` for the number; none where a row has that sign itself.
    """
    if any("#" in row for row in rows):
        return rows, []
    numbers = [set(_NUMBER.findall(row)) for row in rows]
    made = [_NUMBER.sub("#", row) if len(found) == 1 else None for row, found in zip(rows, numbers, strict=True)]
    uses = Counter(pattern for pattern in made if pattern)
    places = {pattern: place for place, pattern in enumerate(p for p, n in uses.items() if n >= _LEAST_USES)}
    short = [
        f"#{places[pattern]},{min(found)}" if pattern in places else row
        for row, pattern, found in zip(rows, made, numbers, strict=True)
    ]
    return short, list(places)
