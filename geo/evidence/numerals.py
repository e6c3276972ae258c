"""Numbers as texts print them: digits with spaces and commas, Russian and English number words, multiples in words."""

from __future__ import annotations

import re
from decimal import Decimal

_SPACES = "\u00a0\u202f\u2009 "
_DIGITS = re.compile(rf"\d+(?:[{_SPACES}]\d{{3}})+(?![\d])(?:[.,]\d+)?|\d{{1,3}}(?:,\d{{3}})+(?![\d])|\d+(?:[.,]\d+)?")
_WORD = re.compile(r"[^\W\d_]+")

# Stems of Russian cardinals and collective numerals with the endings of their cases; longer stems stand first
_RUSSIAN = (
    (r"одиннадцат", 11), (r"двенадцат", 12), (r"тринадцат", 13), (r"четырнадцат", 14), (r"пятнадцат", 15),
    (r"шестнадцат", 16), (r"семнадцат", 17), (r"восемнадцат", 18), (r"девятнадцат", 19), (r"двадцат", 20),
    (r"тридцат", 30), (r"сорок", 40), (r"пят(?:ь|и)десят", 50), (r"шест(?:ь|и)десят", 60), (r"сем(?:ь|и)десят", 70),
    (r"вос(?:емь|ьми)десят", 80), (r"девяност", 90), (r"четыр[её]х|четыр(?:е|ьмя)", 4), (r"тр[её]х|три|тремя", 3),
    (r"дв(?:а|е|ух|ум|умя)$|двух", 2), (r"одн|один", 1), (r"пят", 5), (r"шест", 6), (r"сем", 7),
    (r"восем|восьм", 8), (r"девят", 9), (r"десят", 10), (r"ст[оа]$", 100),
)  # fmt: skip
_MULTIPLES = (
    (r"вдвое|удво|двукратн", 2), (r"втрое|утро|тр[её]хкратн", 3), (r"вчетверо|четыр[её]хкратн", 4),
    (r"впятеро|пятикратн", 5), (r"doubl", 2), (r"twofold|twice", 2), (r"tripl|threefold", 3),
    (r"quadrupl|fourfold", 4), (r"fivefold", 5), (r"halv", 0),
)  # fmt: skip
_ENGLISH = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen twenty".split()
    )
}
_STEMS = tuple((re.compile(stem), Decimal(number)) for stem, number in (*_MULTIPLES, *_RUSSIAN))

_SCALES = (
    (re.compile(r"млрд|миллиард|billion|\bbn\b", re.IGNORECASE), "billion"),
    (re.compile(r"млн|миллион|million|\bMt\b", re.IGNORECASE), "million"),
    (re.compile(r"тыс|thousand|\bkt\b", re.IGNORECASE), "thousand"),
)
_UNIT_SCALE = {"Mt": "million", "Mt/yr": "million", "kt": "thousand", "kt/yr": "thousand", "bnUSD": "billion",
               "MUSD": "million", "kTEU": "thousand", "kTEU/yr": "thousand"}  # fmt: skip


def numbers_in(text: str) -> list[Decimal]:
    """
    Read every number that a short text holds.

    Parameters
    ----------
    text
        The words at a claim's offsets.

    Returns
    -------
    numbers
        Numbers in digits first, then those in words, in the order of the text. A comma is read both ways where it
        could group thousands.
    """
    found: list[Decimal] = []
    for match in _DIGITS.finditer(text):
        digits = re.sub(f"[{_SPACES}]", "", match[0])
        found.append(Decimal(digits.replace(",", ".") if digits.count(",") == 1 else digits.replace(",", "")))
        if re.fullmatch(r"\d{1,3},\d{3}", digits):
            found.append(Decimal(digits.replace(",", "")))
    found += [number for word in _WORD.findall(text.lower()) if (number := _word_number(word)) is not None]
    return found


def _word_number(word: str) -> Decimal | None:
    if word in _ENGLISH:
        return Decimal(_ENGLISH[word])
    return next((number for stem, number in _STEMS if stem.match(word)), None)


def scale_of(text: str) -> str | None:
    """
    Find the scale word of a short text.

    Parameters
    ----------
    text
        The words at a claim's offsets.

    Returns
    -------
    scale
        ``"thousand"``, ``"million"``, ``"billion"``, or None where none stands.
    """
    return next((name for pattern, name in _SCALES if pattern.search(text)), None)


def scale_for(unit: str) -> str | None:
    """
    Say which scale word a unit's figures are printed with.

    Parameters
    ----------
    unit
        A unit in use.

    Returns
    -------
    scale
        As `scale_of`; None for units that have none.
    """
    return _UNIT_SCALE.get(unit)
