"""Numbers as texts print them: digits with spaces and commas, number words of three languages, multiples in words."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_NO_BREAK = "\u00a0\u202f\u2009"
_SPACES = _NO_BREAK + " "
_DIGITS = re.compile(
    rf"(?<![0-9])[0-9]{{1,3}}(?:[{_SPACES}][0-9]{{3}})+(?![0-9])(?:,[0-9]+|\.[0-9]+)?"
    r"|(?<![0-9])[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])(?:\.[0-9]+)?"
    r"|[0-9]+(?:[.,][0-9]+)?"
)
_WORD = re.compile(r"[^\W\d_]+")

# Russian cardinals and collectives in all their cases, and what begins with one: четырёхполосный, двухпутный
_PARTS = r"(?:полос|путн|кратн|лет|месячн|дневн|сторонн|километров|тонн|процентн)\w*"
_RUSSIAN = (
    (r"одиннадцат(?:ь|и|ью)", 11), (r"двенадцат(?:ь|и|ью)", 12), (r"тринадцат(?:ь|и|ью)", 13),
    (r"четырнадцат(?:ь|и|ью)", 14), (r"пятнадцат(?:ь|и|ью)", 15), (r"шестнадцат(?:ь|и|ью)", 16),
    (r"семнадцат(?:ь|и|ью)", 17), (r"восемнадцат(?:ь|и|ью)", 18), (r"девятнадцат(?:ь|и|ью)", 19),
    (r"двадцат(?:ь|и|ью)", 20), (r"тридцат(?:ь|и|ью)", 30), (r"сорока?", 40), (r"пят(?:ь|и)десят(?:и|ью)?", 50),
    (r"шест(?:ь|и)десят(?:и|ью)?", 60), (r"сем(?:ь|и)десят(?:и|ью)?", 70), (r"вос(?:емь|ьми)десят(?:и|ью)?", 80),
    (r"девяност[оа]", 90), (r"ст[оа]", 100), (r"двести|двухсот", 200), (r"триста|тр[её]хсот", 300),
    (r"четыреста|четыр[её]хсот", 400), (r"пят(?:ьсот|исот)", 500), (r"шест(?:ьсот|исот)", 600),
    (r"сем(?:ьсот|исот)", 700), (r"вос(?:емьсот|ьмисот)", 800), (r"девят(?:ьсот|исот)", 900),
    (r"один|одн(?:а|о|у|ого|ому|ой|им|ом)", 1), (r"дв(?:а|е|ух|ум|умя|ое|оих)|двух" + _PARTS, 2),
    (r"три|тр[её]х|тр[её]м|тремя|трое|троих|тр[её]х" + _PARTS, 3),
    (r"четыре|четыр[её]х|четыр[её]м|четырьмя|четверо|четыр[её]х" + _PARTS, 4), (r"пят(?:ь|и|ью|еро)|пяти" + _PARTS, 5),
    (r"шест(?:ь|и|ью|еро)|шести" + _PARTS, 6), (r"сем(?:ь|и|ью|еро)|семи" + _PARTS, 7),
    (r"вос(?:емь|ьми|емью|ьмью)|восьми" + _PARTS, 8), (r"девят(?:ь|и|ью)|девяти" + _PARTS, 9),
    (r"десят(?:ь|и|ью)|десяти" + _PARTS, 10),
)  # fmt: skip
_ENGLISH = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_ENGLISH_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "hundred")
_KAZAKH = ("бір", "екі", "үш", "төрт", "бес", "алты", "жеті", "сегіз", "тоғыз")
_KAZAKH_TENS = ("он", "жиырма", "отыз", "қырық", "елу", "алпыс", "жетпіс", "сексен", "тоқсан", "жүз")
_HALVES = r"полтор(?:а|ы)|полутора"
_CARDINALS: dict[str, tuple[tuple[re.Pattern[str], Decimal], ...]] = {
    "ru": (*((re.compile(p), Decimal(n)) for p, n in _RUSSIAN), (re.compile(_HALVES), Decimal("1.5"))),
    "en": (
        *((re.compile(word), Decimal(number)) for number, word in enumerate(_ENGLISH)),
        *((re.compile(word), Decimal(number * 10)) for number, word in enumerate(_ENGLISH_TENS, 2)),
    ),
    "kk": (
        *((re.compile(word), Decimal(number)) for number, word in enumerate(_KAZAKH, 1)),
        *((re.compile(word), Decimal(number * 10)) for number, word in enumerate(_KAZAKH_TENS, 1)),
    ),
}
_MULTIPLES = tuple(
    (re.compile(pattern), Decimal(number))
    for pattern, number in (
        (r"вдвое|удво(?:и|ен|ит)\w*|двукратн\w*", "2"), (r"втрое|утро(?:и|ен|ит)\w*|тр[её]хкратн\w*", "3"),
        (r"вчетверо|учетвер\w*", "4"), (r"впятеро", "5"), (r"вполовину", "0.5"), (r"doubl\w+|twofold|twice", "2"),
        (r"tripl\w+|trebl\w+|threefold", "3"), (r"quadrupl\w+|fourfold", "4"), (r"fivefold", "5"),
        (r"sixfold", "6"), (r"sevenfold", "7"),
        (r"eightfold", "8"), (r"ninefold", "9"), (r"tenfold", "10"), (r"halv\w+", "0.5"),
    )
)  # fmt: skip

_FRACTIONS = (
    (r"(?:a|one) third|one-third|a-third|треть|үштен бір\w*", "33.3"), (r"two thirds|две трети|үштен екі\w*", "66.7"),
    (r"(?:a|one) quarter|четверть|төрттен бір\w*|ширегі\w*", "25"),
    (r"three quarters|три четверти|төрттен үш\w*", "75"),
    (r"half|жарты|половину|наполовину|жартысы\w*", "50"), (r"(?:a|one) fifth|пятую часть|бестен бір\w*", "20"),
    (r"(?:a|one) tenth|десятую часть|оннан бір\w*", "10"),
)  # fmt: skip
_PERCENTS = tuple((re.compile(pattern), Decimal(percent)) for pattern, percent in _FRACTIONS)
_LONGEST_FRACTION = 2

_HALF_MORE = re.compile(r"жарым\w*", re.IGNORECASE)
SCALES = {"thousand": Decimal(10**3), "million": Decimal(10**6), "billion": Decimal(10**9)}
_SCALE_WORDS = (
    (re.compile(r"млрд|миллиард|billion|\bbn\b", re.IGNORECASE), "billion"),
    (re.compile(r"млн|миллион|million|\bMt\b", re.IGNORECASE), "million"),
    (re.compile(r"тыс|мың|thousand|\bkt\b", re.IGNORECASE), "thousand"),
)
_UNIT_SCALES = {"Mt": "million", "Mt/yr": "million", "kt": "thousand", "kt/yr": "thousand", "bnUSD": "billion",
                "MUSD": "million", "kTEU": "thousand", "kTEU/yr": "thousand", "mb/d": "million",
                "Mt-km/km": "million"}  # fmt: skip


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
        if digits.count(",") == 1 and "." not in digits:
            found.append(Decimal(digits.replace(",", ".")))
        if "," not in digits or re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?", digits):
            found.append(Decimal(digits.replace(",", "")))
    return found + _word_numbers(text)


def _word_numbers(text: str) -> list[Decimal]:
    words = [(m[0], m.start(), m.end()) for m in _WORD.finditer(text)]
    lows = [word.lower() for word, _, _ in words]
    fractions = [fraction_at(lows, index) for index in range(len(lows))]
    numbers = [number for number, _, _ in worded_numbers(words)]
    parts = [part for fraction in fractions if fraction is not None for part in (fraction[0], fraction[0] / 100)]
    return [*numbers, *parts]


def fraction_at(words: Sequence[str], index: int) -> tuple[Decimal, int] | None:
    """
    Read a part that words tell: a third, на четверть, үштен бір.

    Parameters
    ----------
    words
        Words in lower case.
    index
        Where the part begins.

    Returns
    -------
    percent, count
        The part in percent, a third as 33.3, and how many words tell it; None where no part begins.
    """
    for count in range(_LONGEST_FRACTION, 0, -1):
        told = " ".join(words[index : index + count])
        if (percent := _first(_PERCENTS, told)) is not None:
            return percent, count
    return None


def worded_numbers(words: Iterable[tuple[str, int, int]], lang: str | None = None) -> list[tuple[Decimal, int, int]]:
    """
    Read the numbers that words spell; neighbours that go together are one, as in twenty-five and two hundred.

    Parameters
    ----------
    words
        Words with the offsets of their first and after their last character, in the order of the text.
    lang
        ``"ru"``, ``"en"`` or ``"kk"``; None reads all three.

    Returns
    -------
    numbers
        Each number with its offsets.
    """
    found: list[tuple[Decimal, int, int]] = []
    end, step = -2, 0
    for word, start, stop in words:
        multiple, number = multiple_of(word), cardinal_of(word, lang)
        if word.lower() == "and" and step == 100 and start == end + 1:
            end = stop  # one hundred and five
            continue
        if found and _HALF_MORE.fullmatch(word) and start == end + 1:
            found[-1], number = (found[-1][0] + Decimal("0.5"), found[-1][1], stop), None
        if multiple is not None:
            found.append((multiple, start, stop))
        elif number is not None:
            before, first, _ = found[-1] if found and start == end + 1 else (Decimal(0), start, stop)
            if number == 100 and 2 <= before <= 9:
                found[-1] = (before * number, first, stop)
            elif before and 0 < number < step:
                found[-1] = (before + number, first, stop)
            else:
                found.append((number, start, stop))
            end, step = stop, _step(number, word)
    return found


@lru_cache(maxsize=16384)
def cardinal_of(word: str, lang: str | None = None) -> Decimal | None:
    """
    Read one number word.

    Parameters
    ----------
    word
        The word, in any case.
    lang
        As in `worded_numbers`.

    Returns
    -------
    number
        Its number, None for any other word.
    """
    tables = _CARDINALS.values() if lang is None else (_CARDINALS[lang],)
    return next((found for table in tables if (found := _first(table, word.lower())) is not None), None)


@lru_cache(maxsize=16384)
def multiple_of(word: str) -> Decimal | None:
    """
    Read one word that says how many times.

    Parameters
    ----------
    word
        The word, in any case.

    Returns
    -------
    multiple
        2 for doubled, 0.5 for halved, None for any other word.
    """
    return _first(_MULTIPLES, word.lower())


def _first(table: tuple[tuple[re.Pattern[str], Decimal], ...], word: str) -> Decimal | None:
    return next((number for pattern, number in table if pattern.fullmatch(word)), None)


def _step(number: Decimal, word: str) -> int:
    """Give what a number word must stay below to continue this one: 100 after hundreds, 10 after tens."""
    if number >= 100:
        return 100
    is_tens = number >= 20 or word.lower() == _KAZAKH_TENS[0]  # only in Kazakh do units follow ten itself
    return 10 if is_tens else 0


def is_cut(text: str, start: int, end: int) -> bool:
    """
    Tell whether offsets cut a number in two.

    Parameters
    ----------
    text
        The whole text.
    start, end
        The offsets.

    Returns
    -------
    is_cut
        True where digits go on before `start` or after `end`, also over a decimal sign or a no-break space.
    """
    before, words, after = text[max(0, start - 2) : start], text[start:end], text[end : end + 2]
    joint = rf"[.,{_NO_BREAK}]?"
    left = re.search(rf"[0-9]{joint}$", before) and re.match("[0-9]", words)
    right = re.search("[0-9]$", words) and re.match(rf"{joint}[0-9]", after)
    return bool(left or right)


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
    return next((name for pattern, name in _SCALE_WORDS if pattern.search(text)), None)


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
    return _UNIT_SCALES.get(unit)
