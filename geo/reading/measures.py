"""Measures: the numbers of a sentence with the units that follow them, or that they share with others."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geo.reading.numerals import Numeral, numerals_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.reading.lexicon import Lexicon
    from geo.reading.tokens import Sentence, Token

MAX_NUMBERS = 40
"""More numbers in one sentence are a table, whose rows and columns a sentence's rules do not know."""
DASHES = frozenset("-–—‑")
MAX_JOINT = 6
"""Words between two numbers that belong together."""
_MAX_FILLERS = 4
_REACH = 14
_LISTED = frozenset({"mass", "teu", "train_pairs", "trains", "wagons", "vehicles", "km", "days", "hours", "percent"})


@dataclass(frozen=True)
class Measure:
    """
    A numeral with the unit and the scale that follow it.

    Parameters
    ----------
    numeral
        The numeral.
    kind
        What the unit measures; None where none stands there.
    scale
        Thousand, million or billion, None for units.
    first, last
        Positions of its first token and after the last token of its words.
    after
        The position after the unit.
    """

    numeral: Numeral
    kind: str | None
    scale: str | None
    first: int
    last: int
    after: int


def measures_of(sentence: Sentence, lexicon: Lexicon) -> list[Measure]:
    """
    Find the numbers of a sentence, each with its unit.

    Parameters
    ----------
    sentence
        The sentence.
    lexicon
        The language's tables.

    Returns
    -------
    measures
        In the order of the text, with the unit that another number has for both; none where there are more than
        `MAX_NUMBERS`.
    """
    numerals = [n for n in numerals_of(sentence.tokens, lexicon) if not _is_rest(sentence.tokens, n, lexicon)]
    if len(numerals) > MAX_NUMBERS:
        return []
    return _with_shared(sentence, [_measure(sentence.tokens, numeral, lexicon) for numeral in numerals], lexicon)


def _with_shared(sentence: Sentence, measures: list[Measure], lexicon: Lexicon) -> list[Measure]:
    """Give numbers the unit that stands once for several: 12, 15 and 18 Mt; 100 freight and 20 container trains."""
    found, is_in_list = list[Measure](), False
    for measure in reversed(measures):
        own = measure if measure.kind or measure.scale else _with_counted(sentence, measure, lexicon)
        following = found[-1] if found else None
        joint = _listed(sentence.tokens, own, following, lexicon) if following is not None else None
        is_in_list = joint == "and" or (is_in_list and joint == "comma")
        if following is not None and is_in_list:
            is_mt = lexicon.has("unit_words", "megatonnes", sentence.tokens[following.after - 1].low)
            own = replace(own, kind=following.kind, scale="million" if is_mt else following.scale)
        found.append(own)
    return _with_started(sentence, found[::-1], lexicon)


def _with_started(sentence: Sentence, measures: list[Measure], lexicon: Lexicon) -> list[Measure]:
    """Give the figure that a change started from the unit of the one it came to: 300,000 TEU, up from 70,000."""
    found = measures[:1]
    for measure in measures[1:]:
        before, own = found[-1], measure
        between = sentence.tokens[before.after : measure.first]
        words = lexicon.phrases("joins", "up_from").within(sentence.tokens, before.after, measure.first)
        is_led = any(match.end == measure.first for match in words) and len(between) <= MAX_JOINT
        is_year = _is_year(sentence.tokens, measure)
        if is_led and not is_year and measure.kind is None and before.kind in _LISTED:
            own = replace(measure, kind=before.kind, scale=measure.scale or before.scale)
        found.append(own)
    return found


def _is_year(tokens: Sequence[Token], measure: Measure) -> bool:
    return tokens[measure.numeral.start].text.isdigit() and 1900 < measure.numeral.value <= 2100


def _listed(tokens: Sequence[Token], measure: Measure, following: Measure, lexicon: Lexicon) -> str | None:
    """Tell how a number without a unit is joined to the next: by a comma, by an and, or not at all."""
    is_bare = measure.kind is None and measure.scale is None and following.kind in _LISTED
    if not is_bare or _is_year(tokens, measure) or following.numeral.is_multiple:
        return None
    between = tokens[measure.after : following.first]
    words = [token for token in between if token.text != "," and token.low not in lexicon.tables["joins"]["and"]]
    if not between or len(words) > _MAX_FILLERS or not all(_is_filler(token, lexicon) for token in words):
        return None
    return "and" if between[-1].low in lexicon.tables["joins"]["and"] else "comma" if len(between) == 1 else None


def _with_counted(sentence: Sentence, measure: Measure, lexicon: Lexicon) -> Measure:
    """Read so many a day, where the trains or wagons are named before: 75 a day instead of 60."""
    rate = lexicon.phrases("rates").at(sentence.tokens, measure.after) if measure.after < len(sentence.tokens) else None
    if rate is None or rate.label != "day" or measure.numeral.is_multiple:
        return measure
    start = max(0, measure.first - _REACH)
    units = lexicon.phrases("units").within(sentence.tokens, start, measure.first)
    named = [unit.label for unit in units if unit.label in {"trains", "wagons", "train_pairs"}]
    return replace(measure, kind=named[-1]) if named else measure


def _is_rest(tokens: Sequence[Token], numeral: Numeral, lexicon: Lexicon) -> bool:
    """Tell the second half of a number in two parts, one million 600 thousand, which no claim's words prove."""
    before = numeral.start - 1
    if before < 1 or (tokens[before].text == "." and before < 2):
        return False
    at = before - 1 if tokens[before].text == "." else before
    match = lexicon.phrases("scales").at(tokens, at)
    return match is not None and len(tokens[at].text) > 1 and tokens[at - 1].kind == "number"


def _measure(tokens: Sequence[Token], numeral: Numeral, lexicon: Lexicon) -> Measure:
    if numeral.is_multiple:
        return Measure(numeral, _multiple_kind(tokens, numeral, lexicon), None, numeral.start, numeral.end, numeral.end)
    if numeral.is_part:
        return Measure(numeral, "percent", None, numeral.start, numeral.end, numeral.end)
    own = _own_unit(tokens[numeral.start].low, lexicon)
    if own is not None:
        return Measure(numeral, own, None, numeral.start, numeral.end, numeral.end)
    first = _currency(tokens, numeral.start, lexicon)
    scale, at = _scale(tokens, numeral.after, lexicon)
    end_of_number = at if scale else numeral.end
    if first < numeral.start:
        return Measure(numeral, "usd", scale, first, end_of_number, at)
    begin, kind, after = _unit(tokens, at, lexicon)
    is_letter = scale is not None and len(tokens[at - 1].text) == 1
    if is_letter and kind is None:  # metres and kelvins, not millions and thousands
        return Measure(numeral, None, None, numeral.start, numeral.end, numeral.after)
    last = after if kind is not None and begin <= at else end_of_number
    return Measure(numeral, kind, scale, numeral.start, last, after)


def _multiple_kind(tokens: Sequence[Token], numeral: Numeral, lexicon: Lexicon) -> str | None:
    """Tell how many times from a double track, and from a name."""
    following = [token.low for token in tokens[numeral.end : numeral.end + 2]]
    if any(lexicon.has("unit_words", "two_tracks", word) for word in following):
        return "tracks"
    is_name = numeral.start > 0 and tokens[numeral.start].is_capital
    is_bare = tokens[numeral.start].low in lexicon.words("unit_words", "bare_doubles")
    is_double = is_bare and bool(lexicon.words("unit_words", "after_doubles") & set(following[:1]))
    return None if is_name or is_double else "ratio"


def _own_unit(word: str, lexicon: Lexicon) -> str | None:
    """Read the unit inside a number word: четырёхполосный."""
    kinds = ("lanes", "tracks")
    return next((kind for kind in kinds for mark in lexicon.words("unit_words", kind) if mark in word), None)


def _currency(tokens: Sequence[Token], start: int, lexicon: Lexicon) -> int:
    """Step back over a sign of dollars."""
    before = start - 1
    if before >= 0 and tokens[before].low in lexicon.words("unit_words", "dollars"):
        return before
    return start


def _scale(tokens: Sequence[Token], index: int, lexicon: Lexicon) -> tuple[str | None, int]:
    at = index + (index < len(tokens) and tokens[index].text in DASHES)
    match = lexicon.phrases("scales").at(tokens, at) if at < len(tokens) else None
    if match is None:
        return None, index
    is_point = match.end < len(tokens) and tokens[match.end].text == "."
    return match.label, match.end + is_point


def _unit(tokens: Sequence[Token], index: int, lexicon: Lexicon) -> tuple[int, str | None, int]:
    """Find the unit, past a few adjectives; give where it begins, what it is, and where it ends."""
    units = lexicon.phrases("units")
    for at in range(index, min(len(tokens), index + _MAX_FILLERS + 1)):
        match = units.at(tokens, at)
        if match is not None and not _is_point(tokens, match.end, lexicon):
            return at, match.label, match.end
        if not _is_filler(tokens[at], lexicon):
            break
    return index, None, index


def _is_point(tokens: Sequence[Token], index: int, lexicon: Lexicon) -> bool:
    """Tell points of percentages and tonne-kilometres from percentages and tonnes."""
    following = [token.low for token in tokens[index : index + 2]]
    is_joined = len(following) == 2 and following[0] in DASHES
    is_work = is_joined and lexicon.has("unit_words", "work", following[1])
    return is_work or (bool(following) and lexicon.has("unit_words", "points", following[0]))


def _is_filler(token: Token, lexicon: Lexicon) -> bool:
    fillers = lexicon.tables["fillers"]
    is_adjective = token.kind == "word" and len(token.low) > 4 and token.low.endswith(tuple(fillers["endings"]))
    is_country = token.kind == "word" and bool(lexicon.phrases("countries").labels(token.low))
    return token.low in fillers["words"] or is_adjective or is_country or (token.text in DASHES)
