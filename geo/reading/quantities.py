"""Quantities: numbers with a unit of the field, alone, as a range, or as the two ends of a change."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from geo.evidence.numerals import SCALES, multiple_of
from geo.reading.measures import DASHES, MAX_JOINT, Measure, measures_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.reading.lexicon import Lexicon
    from geo.reading.tokens import Sentence, Token

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
        In the order of the text.
    """
    measures = measures_of(sentence, lexicon)
    found: list[Quantity | None] = []
    index = 0
    while index < len(measures):
        pair = _pair(sentence, measures[index : index + 2], lexicon)
        found += pair or [_quantity(sentence, measures[index], lexicon)]
        index += 2 if pair else 1
    return _with_elliptic([q for q in found if q is not None], measures, sentence, lexicon)


def _quantity(sentence: Sentence, measure: Measure, lexicon: Lexicon) -> Quantity | None:
    if measure.kind is None or not _is_meant(sentence, measure, lexicon):
        return None
    unit, factor = _unit_name(sentence, measure, lexicon)
    value = _scaled(measure.numeral.value, factor)
    kind = "km_day" if unit == "km/day" else measure.kind
    return Quantity(kind, unit, value, None, measure.first, measure.last, measure.after,
                    is_part=measure.numeral.is_part)  # fmt: skip


def _scaled(value: Decimal, factor: Decimal) -> Decimal:
    """Multiply without the exponent that claims do not have."""
    return value if factor == 1 else Decimal(format((value * factor).normalize(), "f"))


def _is_meant(sentence: Sentence, measure: Measure, lexicon: Lexicon) -> bool:
    """Tell three times as much from three times, one corridor from a corridor."""
    is_one = (
        measure.scale is None and measure.numeral.value == 1 and sentence.tokens[measure.numeral.start].kind == "word"
    )
    if measure.kind == "corridors" or is_one:
        return measure.numeral.value > 1
    if measure.kind != "ratio" or measure.numeral.is_multiple or lexicon.lang == "kk":
        return True
    if lexicon.has("unit_words", "folds", sentence.tokens[measure.after - 1].low):
        return True
    start, end = sentence.told_of(measure.numeral.start)
    if lexicon.lang == "ru":
        before = {token.low for token in sentence.tokens[max(start, measure.first - 3) : measure.first]}
        return bool(before & lexicon.words("unit_words", "times_before"))
    return bool(lexicon.phrases("change").within(sentence.tokens, start, end))


def _unit_name(sentence: Sentence, measure: Measure, lexicon: Lexicon) -> tuple[str, Decimal]:
    kind, scale = str(measure.kind), measure.scale
    last = sentence.tokens[measure.after - 1].low
    if kind == "mass" and scale is None and lexicon.has("unit_words", "megatonnes", last):
        scale, name, factor = "million", "Mt", Decimal(1)
    else:
        name = _SCALED.get((kind, scale or ""), _PLAIN.get(kind, "count"))
        factor = Decimal(1) if (kind, scale or "") in _SCALED or scale is None else SCALES[scale]
    return _BY_RATE.get((name, _rate(sentence, measure, lexicon) or ""), name), factor


def _rate(sentence: Sentence, measure: Measure, lexicon: Lexicon) -> str | None:
    """Find a day or a year that the unit is counted for: just after it, or an adverb of the clause."""
    start, end = (0, None) if lexicon.lang == "kk" else sentence.clause_of(measure.numeral.start)
    for match in lexicon.phrases("rates").within(sentence.tokens, start, end):
        bare = lexicon.words("unit_words", "bare_rates")
        is_bare = match.end - match.start == 1 and sentence.tokens[match.start].low in bare
        is_near = measure.after <= match.start <= measure.after + 3
        is_slashed = match.start > 0 and sentence.tokens[match.start - 1].text == "/"
        if lexicon.lang == "kk" and _is_parted(sentence.tokens[match.end : measure.first], lexicon):
            continue
        if match.end < len(sentence.tokens) and sentence.tokens[match.end].low in lexicon.words("unit_words", "past"):
            continue  # a year ago
        if any(token.text in "()" for token in sentence.tokens[measure.after : match.start]):
            continue
        if (is_slashed and is_near) if is_bare else (is_near or match.end - match.start == 1 or lexicon.lang == "kk"):
            return match.label
    return None


def _is_parted(between: Sequence[Token], lexicon: Lexicon) -> bool:
    """Tell a Kazakh rate that ends at a comma from one that goes on past it: so many a day, and there so many."""
    goes_on = lexicon.words("joins", "goes_on")
    commas = [index for index, token in enumerate(between) if token.text == ","]
    return any(index + 1 == len(between) or between[index + 1].low not in goes_on for index in commas)


def _pair(sentence: Sentence, two: list[Measure], lexicon: Lexicon) -> list[Quantity | None]:
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


def _joint(sentence: Sentence, low: Measure, high: Measure, lexicon: Lexicon) -> str | None:
    """Tell how two numbers are joined: ``"range"``, ``"change"`` or not at all."""
    tokens = sentence.tokens
    between = [token.low for token in tokens[low.after : high.first]]
    if len(between) > MAX_JOINT:
        return None
    if len(between) == 1 and between[0] in DASHES:
        return "range"
    if lexicon.lang == "kk":
        is_from = _is_ablative(tokens, low, lexicon)
        is_to = bool(lexicon.phrases("joins", "until").within(tokens, high.after, high.after + 3))
        return _change_or_range(sentence, low, lexicon) if is_from and is_to else None
    joins = lexicon.tables["joins"]
    at = low.first - 1
    while at > 0 and lexicon.phrases("before").labels(tokens[at].low) and tokens[at].low not in joins["to"]:
        at -= 1
    before = tokens[at].low if low.first else ""
    if before in joins["from"] and set(between) & set(joins["to"]):
        return "change" if before in joins["change_from"] else _change_or_range(sentence, low, lexicon)
    if before in joins["between"] and set(between) & set(joins["and"]):
        return "range"
    return "range" if lexicon.lang == "en" and between == ["to"] else None


def _is_ablative(tokens: Sequence[Token], measure: Measure, lexicon: Lexicon) -> bool:
    last = tokens[measure.after - 1].low
    ending = measure.numeral.ending or (tokens[measure.after + 1].low if measure.after + 1 < len(tokens) else "")
    ablative = tuple(lexicon.words("unit_words", "ablative"))
    return (ending or last).endswith(ablative) or last.endswith(ablative)


def _change_or_range(sentence: Sentence, measure: Measure, lexicon: Lexicon) -> str:
    # A Kazakh verb ends the sentence, past clauses that explain
    start, end = (0, None) if lexicon.lang == "kk" else sentence.told_of(measure.numeral.start)
    changes = lexicon.phrases("change").within(sentence.tokens, start, end)
    multiples = any(multiple_of(token.low) is not None for token in sentence.tokens[start:end])
    return "change" if multiples or any(match.label != "reached" for match in changes) else "range"


def _with_elliptic(
    found: list[Quantity], measures: list[Measure], sentence: Sentence, lexicon: Lexicon
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


def _mode_count(sentence: Sentence, measure: Measure, modes: Modes) -> Quantity | None:
    at = measure.after
    mode = modes.at(sentence.tokens, at, min(at + 1, len(sentence.tokens)))
    if mode is None or measure.numeral.value <= 1 or measure.scale is not None:
        return None
    return Quantity("corridors", "count", measure.numeral.value, None, measure.first, measure.last, at, scope=mode)
