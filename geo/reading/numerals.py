"""Numerals: the numbers of a sentence, in digits and in words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from geo.evidence.numerals import cardinal_of, fraction_at, multiple_of, worded_numbers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.reading.lexicon import Lexicon
    from geo.reading.tokens import Token

MAX_DIGITS = 15
"""A figure of the field has fewer; longer ones are numbers of accounts and telephones."""
_GROUPS = re.compile(r"[ \u00a0\u202f\u2009]")
_ENGLISH = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_PLAIN = re.compile(r"[0-9]+(?:[.,][0-9]+)?")
_HYPHENS = frozenset("-‑–")


@dataclass(frozen=True)
class Numeral:
    """
    A number of a sentence.

    Parameters
    ----------
    value
        The number.
    start, end
        Positions of its first token and after its last; a case ending joined by a hyphen is past `end`.
    after
        Where what follows it begins.
    is_multiple
        Whether the word itself says how many times (doubled, вдвое).
    ending
        The case ending joined by a hyphen, empty where there is none.
    is_part
        Whether it is a part told in words, in percent: a third.
    """

    value: Decimal
    start: int
    end: int
    after: int
    is_multiple: bool = False
    ending: str = ""
    is_part: bool = False


def numerals_of(tokens: Sequence[Token], lexicon: Lexicon) -> list[Numeral]:
    """
    Find the numbers of a sentence.

    Parameters
    ----------
    tokens
        The sentence.
    lexicon
        The language's tables.

    Returns
    -------
    numerals
        In the order of the text; ordinals, dates and numbers longer than `MAX_DIGITS` are left out.
    """
    found = [*_in_digits(tokens, lexicon), *_in_words(tokens, lexicon), *_in_parts(tokens, lexicon),
             *_in_halves(tokens, lexicon)]  # fmt: skip
    return sorted((n for n in found if n is not None), key=lambda n: n.start)


def _in_digits(tokens: Sequence[Token], lexicon: Lexicon) -> list[Numeral | None]:
    return [_numeral(tokens, i, lexicon) for i, token in enumerate(tokens) if token.kind == "number"]


def _numeral(tokens: Sequence[Token], index: int, lexicon: Lexicon) -> Numeral | None:
    value = printed_value(tokens[index].text, lexicon.lang)
    after, ending = _ending(tokens, index, lexicon)
    if value is None or ending in lexicon.tables["fillers"]["ordinals"]:
        return None
    return Numeral(value, index, index + 1, after, ending=ending)


def printed_value(text: str, lang: str) -> Decimal | None:
    """
    Read digits as a language writes them.

    Parameters
    ----------
    text
        Digits with spaces, commas and points.
    lang
        A comma before three digits groups thousands in English, and begins decimals elsewhere.

    Returns
    -------
    value
        The number; None for a date, or for what is too long to be a figure.
    """
    digits = _GROUPS.sub("", text)
    if lang == "en" and _ENGLISH.fullmatch(digits):
        digits = digits.replace(",", "")
    if len(digits) > MAX_DIGITS or not _PLAIN.fullmatch(digits):
        return None
    return Decimal(digits.replace(",", "."))


def _ending(tokens: Sequence[Token], index: int, lexicon: Lexicon) -> tuple[int, str]:
    """Read an ending that is joined to digits, as in 12-ден and 4th."""
    fillers = lexicon.tables["fillers"]
    known = {*fillers["cases"], *fillers["ordinals"]}
    following = tokens[index + 1 : index + 3]
    if following and following[0].low in known and following[0].start == tokens[index].end:
        return index + 2, following[0].low
    is_joined = len(following) == 2 and following[0].text in _HYPHENS and following[0].start == tokens[index].end
    if is_joined and following[1].low in known and following[1].start == following[0].end:
        return index + 3, following[1].low
    return index + 1, ""


def _in_halves(tokens: Sequence[Token], lexicon: Lexicon) -> list[Numeral | None]:
    """Read half a million."""
    halves = lexicon.phrases("fillers", "halves")
    found = list[Numeral | None]()
    for index in range(len(tokens)):
        match = halves.at(tokens, index)
        if match is not None and match.end < len(tokens) and lexicon.phrases("scales").at(tokens, match.end):
            found.append(Numeral(Decimal("0.5"), index, match.end, match.end))
    return found


def _in_parts(tokens: Sequence[Token], lexicon: Lexicon) -> list[Numeral | None]:
    """Read a third and a quarter where they say by how much or how much of it: a third berth is none."""
    lows, joins = [token.low for token in tokens], lexicon.tables["joins"]
    ordinals = {"first", "second", "third", "fourth"}
    found = list[Numeral | None]()
    for index in range(len(tokens)):
        part = fraction_at(lows, index) if tokens[index].kind == "word" else None
        if part is None:
            continue
        end = index + part[1]
        is_by = index > 0 and lows[index - 1] in joins["by_part"]
        is_of = end < len(tokens) and lows[end] in joins["of_part"]
        is_ended = (
            lows[end - 1].endswith(tuple(lexicon.tables["fillers"]["parts"]))
            if lexicon.tables["fillers"]["parts"]
            else False
        )
        is_half = lexicon.phrases("fillers", "halves").at(tokens, index) is not None
        is_of_year = index > 0 and bool(ordinals & set(lexicon.phrases("periods").labels(lows[index - 1])))
        if (is_by or is_of or is_ended) and not (is_half or is_of_year):
            found.append(Numeral(part[0], index, end, end, is_part=True))
    return found


def _in_words(tokens: Sequence[Token], lexicon: Lexicon) -> list[Numeral | None]:
    places = {token.start: i for i, token in enumerate(tokens)}
    ends = {token.end: i + 1 for i, token in enumerate(tokens)}
    words = [(token.low, token.start, token.end) for token in tokens if token.kind == "word"]
    numerals = []
    for value, start, end in worded_numbers(words, lexicon.lang):
        first, last = places[start], ends[end]
        is_multiple = last - first == 1 and multiple_of(tokens[first].low) is not None
        numerals.append(Numeral(value, first, last, last, is_multiple=is_multiple))
    return list(numerals)


def small_number(tokens: Sequence[Token], index: int, lang: str) -> int | None:
    """
    Read a small whole number in digits or in a word.

    Parameters
    ----------
    tokens
        A sentence.
    index
        Where the number stands.
    lang
        The text's language.

    Returns
    -------
    number
        From 1 to 60 in a word, to 99 in digits; None where none stands.
    """
    if index >= len(tokens):
        return None
    text = tokens[index].text
    if text.isascii() and text.isdigit() and len(text) <= 2:
        return int(text) or None
    number = cardinal_of(tokens[index].low, lang)
    return int(number) if number is not None and number == int(number) and 0 < number <= 60 else None
