"""Quantities: numbers with a unit of the field, alone, as a range, or as the two ends of a change."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from geo.evidence.numerals import SCALES, multiple_of
from geo.reading.numerals import Numeral, numerals_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.reading.lexicon import Lexicon
    from geo.reading.tokens import Sentence, Token

MAX_NUMBERS = 40
"""More numbers in one sentence are a table, whose rows and columns a sentence's rules do not know."""
_MAX_FILLERS = 4
_MAX_JOINT = 6
_REACH = 14
_LISTED = frozenset({"mass", "teu", "train_pairs", "trains", "wagons", "vehicles", "km", "days", "hours", "percent"})
_DASHES = frozenset("-–—‑")
_SCALED = {
    ("mass", "thousand"): "kt", ("mass", "million"): "Mt", ("usd", "million"): "MUSD", ("usd", "billion"): "bnUSD",
    ("teu", "thousand"): "kTEU", ("oil_rate", "million"): "mb/d",
}  # fmt: skip
_PLAIN = {
    "mass": "t", "teu": "TEU", "train_pairs": "train_pairs/day", "trains": "trains", "wagons": "wagons",
    "vehicles": "vehicles/day", "lanes": "lanes", "tracks": "tracks", "km_h": "km/h", "km_day": "km/day", "km": "km",
    "hours": "h", "days": "d", "percent": "percent", "usd": "USD", "ratio": "ratio", "corridors": "count",
    "fleet": "count", "mm": "mm",
}  # fmt: skip
_BY_RATE = {
    ("Mt", "year"): "Mt/yr", ("kt", "year"): "kt/yr", ("TEU", "year"): "TEU/yr", ("kTEU", "year"): "kTEU/yr",
    ("trains", "day"): "trains/day", ("trains", "year"): "trains/yr", ("wagons", "day"): "wagons/day",
    ("wagons", "year"): "wagons/yr", ("km", "day"): "km/day",
}  # fmt: skip


@dataclass(frozen=True)
class Quantity:
    """
    A number with a unit of the field.

    Parameters
    ----------
    kind
        What the unit measures, as the tables name it: mass, teu, train_pairs, …
    unit
        The unit of a claim.
    value, value_high
        The number in that unit; the upper end of a range.
    first, last
        Positions of the first token of the number and after the last token of its words.
    after
        The position after the unit.
    role
        ``"level"``, ``"from"`` and ``"to"`` for the ends of a change, ``"range"``.
    scope
        What the words themselves narrow it to: ``"rail"`` for five rail ones among the corridors.
    is_part
        Whether it is told as a part: a third.
    """

    kind: str
    unit: str
    value: Decimal
    value_high: Decimal | None
    first: int
    last: int
    after: int
    role: str = "level"
    scope: str | None = None
    is_part: bool = False


@dataclass(frozen=True)
class _Measure:
    """A numeral with the unit and the scale that follow it; without a unit where another number's serves it."""

    numeral: Numeral
    kind: str | None
    scale: str | None
    first: int
    last: int
    after: int
    scope: str | None = None


def quantities_of(sentence: Sentence, lexicon: Lexicon) -> list[Quantity]:
    """
    Find the quantities of a sentence.

    Parameters
    ----------
    sentence
        The sentence.
    lexicon
        The language's tables.

    Returns
    -------
    quantities
        In the order of the text; none where there are more than `MAX_NUMBERS` numbers.
    """
    numerals = [n for n in numerals_of(sentence.tokens, lexicon) if not _is_rest(sentence.tokens, n, lexicon)]
    if len(numerals) > MAX_NUMBERS:
        return []
    measures = _with_shared(sentence, [_measure(sentence.tokens, numeral, lexicon) for numeral in numerals], lexicon)
    found: list[Quantity | None] = []
    index = 0
    while index < len(measures):
        pair = _pair(sentence, measures[index : index + 2], lexicon)
        found += pair or [_quantity(sentence, measures[index], lexicon)]
        index += 2 if pair else 1
    return _with_elliptic([q for q in found if q is not None], measures, sentence, lexicon)


def _with_shared(sentence: Sentence, measures: list[_Measure], lexicon: Lexicon) -> list[_Measure]:
    """Give numbers the unit that stands once for several: 12, 15 and 18 Mt; 100 freight and 20 container trains."""
    found, is_in_list = list[_Measure](), False
    for measure in reversed(measures):
        own = measure if measure.kind or measure.scale else _with_counted(sentence, measure, lexicon)
        following = found[-1] if found else None
        joint = _listed(sentence.tokens, own, following, lexicon) if following is not None else None
        is_in_list = joint == "and" or (is_in_list and joint == "comma")
        if following is not None and is_in_list:
            is_mt = sentence.tokens[following.after - 1].low == "mt"
            own = replace(own, kind=following.kind, scale="million" if is_mt else following.scale)
        found.append(own)
    return _with_started(sentence, found[::-1], lexicon)


def _with_started(sentence: Sentence, measures: list[_Measure], lexicon: Lexicon) -> list[_Measure]:
    """Give the figure that a change started from the unit of the one it came to: 300,000 TEU, up from 70,000."""
    found = measures[:1]
    for measure in measures[1:]:
        before, own = found[-1], measure
        between = sentence.tokens[before.after : measure.first]
        words = lexicon.phrases("joins", "up_from").within(sentence.tokens, before.after, measure.first)
        is_led = any(match.end == measure.first for match in words) and len(between) <= _MAX_JOINT
        is_year = _is_year(sentence.tokens, measure)
        if is_led and not is_year and measure.kind is None and before.kind in _LISTED:
            own = replace(measure, kind=before.kind, scale=measure.scale or before.scale)
        found.append(own)
    return found


def _is_year(tokens: Sequence[Token], measure: _Measure) -> bool:
    return tokens[measure.numeral.start].text.isdigit() and 1900 < measure.numeral.value <= 2100


def _listed(tokens: Sequence[Token], measure: _Measure, following: _Measure, lexicon: Lexicon) -> str | None:
    """Tell how a number without a unit is joined to the next: by a comma, by an and, or not at all."""
    is_bare = measure.kind is None and measure.scale is None and following.kind in _LISTED
    if not is_bare or _is_year(tokens, measure) or following.numeral.is_multiple:
        return None
    between = tokens[measure.after : following.first]
    words = [token for token in between if token.text != "," and token.low not in lexicon.tables["joins"]["and"]]
    if not between or len(words) > _MAX_FILLERS or not all(_is_filler(token, lexicon) for token in words):
        return None
    return "and" if between[-1].low in lexicon.tables["joins"]["and"] else "comma" if len(between) == 1 else None


def _with_counted(sentence: Sentence, measure: _Measure, lexicon: Lexicon) -> _Measure:
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


def _measure(tokens: Sequence[Token], numeral: Numeral, lexicon: Lexicon) -> _Measure:
    if numeral.is_multiple:
        return _Measure(numeral, _multiple_kind(tokens, numeral), None, numeral.start, numeral.end, numeral.end)
    if numeral.is_part:
        return _Measure(numeral, "percent", None, numeral.start, numeral.end, numeral.end)
    own = _own_unit(tokens[numeral.start].low, lexicon)
    if own is not None:
        return _Measure(numeral, own, None, numeral.start, numeral.end, numeral.end)
    first = _currency(tokens, numeral.start)
    scale, at = _scale(tokens, numeral.after, lexicon)
    end_of_number = at if scale else numeral.end
    if first < numeral.start:
        return _Measure(numeral, "usd", scale, first, end_of_number, at)
    begin, kind, after = _unit(tokens, at, lexicon)
    is_letter = scale is not None and len(tokens[at - 1].text) == 1
    if is_letter and kind is None:  # metres and kelvins, not millions and thousands
        return _Measure(numeral, None, None, numeral.start, numeral.end, numeral.after)
    last = after if kind is not None and begin <= at else end_of_number
    return _Measure(numeral, kind, scale, numeral.start, last, after)


def _multiple_kind(tokens: Sequence[Token], numeral: Numeral) -> str | None:
    """Tell how many times from a double track, and from a name."""
    following = [token.low for token in tokens[numeral.end : numeral.end + 2]]
    if any(word.startswith("track") for word in following):
        return "tracks"
    is_name = numeral.start > 0 and tokens[numeral.start].is_capital
    is_bare = tokens[numeral.start].low in {"double", "doubles", "triple"}
    return None if is_name or (is_bare and following[:1] in (["-"], ["west"], ["decker"])) else "ratio"


def _own_unit(word: str, lexicon: Lexicon) -> str | None:
    """Read the unit inside a number word: четырёхполосный."""
    for kind, mark in (("lanes", "полосн"), ("tracks", "путн")):
        if lexicon.lang == "ru" and mark in word:
            return kind
    return None


def _currency(tokens: Sequence[Token], start: int) -> int:
    """Step back over a sign of dollars."""
    before = start - 1
    if before >= 0 and (tokens[before].text == "$" or tokens[before].low == "usd"):
        return before
    return start


def _scale(tokens: Sequence[Token], index: int, lexicon: Lexicon) -> tuple[str | None, int]:
    at = index + (index < len(tokens) and tokens[index].text in _DASHES)
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
        if match is not None and not _is_point(tokens, match.end):
            return at, match.label, match.end
        if not _is_filler(tokens[at], lexicon):
            break
    return index, None, index


def _is_point(tokens: Sequence[Token], index: int) -> bool:
    """Tell points of percentages and tonne-kilometres from percentages and tonnes."""
    following = [token.low for token in tokens[index : index + 2]]
    is_work = (
        len(following) == 2 and following[0] in _DASHES and following[1].startswith(("km", "км", "kilom", "килом"))
    )
    return is_work or (bool(following) and following[0].startswith(("пункт", "point", "тармақ")))


def _is_filler(token: Token, lexicon: Lexicon) -> bool:
    fillers = lexicon.tables["fillers"]
    is_adjective = token.kind == "word" and len(token.low) > 4 and token.low.endswith(tuple(fillers["endings"]))
    is_country = token.kind == "word" and bool(lexicon.phrases("countries").labels(token.low))
    return token.low in fillers["words"] or is_adjective or is_country or (token.text in _DASHES)


def _quantity(sentence: Sentence, measure: _Measure, lexicon: Lexicon) -> Quantity | None:
    if measure.kind is None or not _is_meant(sentence, measure, lexicon):
        return None
    unit, factor = _unit_name(sentence, measure, lexicon)
    value = _scaled(measure.numeral.value, factor)
    kind = "km_day" if unit == "km/day" else measure.kind
    return Quantity(kind, unit, value, None, measure.first, measure.last, measure.after,
                    scope=measure.scope, is_part=measure.numeral.is_part)  # fmt: skip


def _scaled(value: Decimal, factor: Decimal) -> Decimal:
    """Multiply without the exponent that claims do not have."""
    return value if factor == 1 else Decimal(format((value * factor).normalize(), "f"))


def _is_meant(sentence: Sentence, measure: _Measure, lexicon: Lexicon) -> bool:
    """Tell three times as much from three times, one corridor from a corridor."""
    is_one = measure.numeral.value == 1 and sentence.tokens[measure.numeral.start].kind == "word"
    if measure.kind == "corridors" or is_one:
        return measure.numeral.value > 1
    if measure.kind != "ratio" or measure.numeral.is_multiple or lexicon.lang == "kk":
        return True
    if sentence.tokens[measure.after - 1].low == "fold":
        return True
    start, end = sentence.told_of(measure.numeral.start)
    if lexicon.lang == "ru":
        before = {token.low for token in sentence.tokens[max(start, measure.first - 3) : measure.first]}
        return "в" in before
    return bool(lexicon.phrases("change").within(sentence.tokens, start, end))


def _unit_name(sentence: Sentence, measure: _Measure, lexicon: Lexicon) -> tuple[str, Decimal]:
    kind, scale = str(measure.kind), measure.scale
    if kind == "mass" and scale is None and sentence.tokens[measure.after - 1].low == "mt":
        scale, name, factor = "million", "Mt", Decimal(1)
    else:
        name = _SCALED.get((kind, scale or ""), _PLAIN.get(kind, "count"))
        factor = Decimal(1) if (kind, scale or "") in _SCALED or scale is None else SCALES[scale]
    return _BY_RATE.get((name, _rate(sentence, measure, lexicon) or ""), name), factor


def _rate(sentence: Sentence, measure: _Measure, lexicon: Lexicon) -> str | None:
    """Find a day or a year that the unit is counted for: just after it, or an adverb of the clause."""
    start, end = (0, None) if lexicon.lang == "kk" else sentence.clause_of(measure.numeral.start)
    for match in lexicon.phrases("rates").within(sentence.tokens, start, end):
        is_bare = match.end - match.start == 1 and sentence.tokens[match.start].low in {
            "год", "сут", "сутки", "day", "year"
        }  # fmt: skip
        is_near = measure.after <= match.start <= measure.after + 3
        is_slashed = match.start > 0 and sentence.tokens[match.start - 1].text == "/"
        if lexicon.lang == "kk" and _is_parted(sentence.tokens[match.end : measure.first]):
            continue
        if any(token.text in "()" for token in sentence.tokens[measure.after : match.start]):
            continue
        if (is_slashed and is_near) if is_bare else (is_near or match.end - match.start == 1 or lexicon.lang == "kk"):
            return match.label
    return None


def _is_parted(between: Sequence[Token]) -> bool:
    """Tell a Kazakh rate that ends at a comma from one that goes on past it: so many a day, and there so many."""
    commas = [index for index, token in enumerate(between) if token.text == ","]
    return any(index + 1 == len(between) or between[index + 1].low != "ал" for index in commas)


def _pair(sentence: Sentence, two: list[_Measure], lexicon: Lexicon) -> list[Quantity | None]:
    """Read two numbers that are the ends of a range or of a change."""
    if len(two) < 2:
        return []
    low, high = two
    if high.kind is None or high.numeral.is_multiple or low.kind not in (None, high.kind):
        return []
    how = _joint(sentence, low, high, lexicon)
    if how is None:
        return []
    low = replace(low, kind=high.kind, scale=low.scale or (high.scale if low.kind is None else None))
    one = _quantity(sentence, replace(low, after=high.after) if low.last == low.numeral.end else low, lexicon)
    other = _quantity(sentence, high, lexicon)
    if one is None or other is None:
        return []
    if how == "range" and one.value < other.value:
        return [replace(other, value=one.value, value_high=other.value, first=one.first, role="range")]
    return [replace(one, role="from", after=low.after), replace(other, role="to")] if how == "change" else []


def _joint(sentence: Sentence, low: _Measure, high: _Measure, lexicon: Lexicon) -> str | None:
    """Tell how two numbers are joined: ``"range"``, ``"change"`` or not at all."""
    tokens = sentence.tokens
    between = [token.low for token in tokens[low.after : high.first]]
    if len(between) > _MAX_JOINT:
        return None
    if len(between) == 1 and between[0] in _DASHES:
        return "range"
    if lexicon.lang == "kk":
        is_from = _is_ablative(tokens, low)
        is_to = any(token.low == "дейін" for token in tokens[high.after : high.after + 3])
        return _change_or_range(sentence, low, lexicon) if is_from and is_to else None
    joins = lexicon.tables["joins"]
    at = low.first - 1
    while at > 0 and lexicon.phrases("before").labels(tokens[at].low) and tokens[at].low not in joins["to"]:
        at -= 1
    before = tokens[at].low if low.first else ""
    if before in joins["from"] and set(between) & set(joins["to"]):
        return "change" if before in {"с", "со"} else _change_or_range(sentence, low, lexicon)
    if before in joins["between"] and set(between) & set(joins["and"]):
        return "range"
    return "range" if lexicon.lang == "en" and between == ["to"] else None


def _is_ablative(tokens: Sequence[Token], measure: _Measure) -> bool:
    last = tokens[measure.after - 1].low
    ending = measure.numeral.ending or (tokens[measure.after + 1].low if measure.after + 1 < len(tokens) else "")
    return (ending or last).endswith(("ден", "дан", "тен", "тан", "нан", "нен")) or last.endswith(("дан", "ден", "нан"))


def _change_or_range(sentence: Sentence, measure: _Measure, lexicon: Lexicon) -> str:
    # A Kazakh verb ends the sentence, past clauses that explain
    start, end = (0, None) if lexicon.lang == "kk" else sentence.told_of(measure.numeral.start)
    changes = lexicon.phrases("change").within(sentence.tokens, start, end)
    multiples = any(multiple_of(token.low) is not None for token in sentence.tokens[start:end])
    return "change" if multiples or any(match.label != "reached" for match in changes) else "range"


def _with_elliptic(
    found: list[Quantity], measures: list[_Measure], sentence: Sentence, lexicon: Lexicon
) -> list[Quantity]:
    """Add the corridors that are counted without their noun: eleven corridors, five of them rail and six road."""
    if not any(quantity.kind == "corridors" for quantity in found):
        return found
    modes = Modes(lexicon)
    added = [_mode_count(sentence, measure, modes) for measure in measures if measure.kind is None]
    scoped = [
        replace(q, scope=modes.at(sentence.tokens, q.first + 1, q.after)) if q.kind == "corridors" else q for q in found
    ]
    return sorted([*scoped, *(q for q in added if q is not None)], key=lambda q: q.first)


class Modes:
    """The adjectives that say by which mode corridors go."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._scopes = lexicon.phrases("scopes")

    def at(self, tokens: Sequence[Token], start: int, end: int) -> str | None:
        """
        Find the mode in a stretch.

        Parameters
        ----------
        tokens
            A sentence.
        start, end
            The stretch.

        Returns
        -------
        mode
            ``"rail"`` or ``"road"``; None where neither stands.
        """
        found = [m.label for m in self._scopes.within(tokens, start, end) if m.label in {"rail", "road"}]
        return found[0] if found else None


def _mode_count(sentence: Sentence, measure: _Measure, modes: Modes) -> Quantity | None:
    at = measure.after
    mode = modes.at(sentence.tokens, at, min(at + 1, len(sentence.tokens)))
    if mode is None or measure.numeral.value <= 1 or measure.scale is not None:
        return None
    return Quantity("corridors", "count", measure.numeral.value, None, measure.first, measure.last, at, scope=mode)
