"""Qualifiers: about, nearly, over, at least, up to, as the words around a number say."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.reading.lexicon import Lexicon, Match
    from geo.reading.quantities import Quantity
    from geo.reading.tokens import Sentence, Token

_STEPS = 4
_PHRASE = 4
_SIGNS = frozenset('$(«"')


def qualifier_of(sentence: Sentence, quantity: Quantity, lexicon: Lexicon) -> str:
    """
    Read how a source puts a figure.

    Parameters
    ----------
    sentence
        The sentence.
    quantity
        The figure in it.
    lexicon
        The language's tables.

    Returns
    -------
    qualifier
        One of a claim's. A level that growth or a fall led "up to" is exact: the word leads to it and is no ceiling.
    """
    if quantity.role == "range":
        return "range"
    found = _before(sentence, quantity, lexicon) or _after(sentence.tokens, quantity, lexicon) or _plain(quantity)
    is_reached = found == "up_to" and (quantity.role == "to" or _is_led_to(sentence, quantity, lexicon))
    return "exact" if is_reached else found


def _plain(quantity: Quantity) -> str:
    """Take a third for 33.3 % as far as anybody counted."""
    return "about" if quantity.is_part and quantity.value != int(quantity.value) else "exact"


def _before(sentence: Sentence, quantity: Quantity, lexicon: Lexicon) -> str | None:
    """Step back from the number over small words; a qualifier further away outweighs a mere up to."""
    phrases, tokens = lexicon.phrases("before"), sentence.tokens
    at, found, passed = quantity.first, None, lexicon.words("qualifying", "passed")
    for _ in range(_STEPS):
        match = _ending_at(tokens, at, lexicon)
        if match is not None:
            if match.label != "up_to" or match.end - match.start > 1:
                return match.label
            found, at = found or match.label, match.start
        elif at > 0 and (tokens[at - 1].low in passed or tokens[at - 1].text in _SIGNS):
            at -= 1
        else:
            break
    return found if phrases else None


def _ending_at(tokens: Sequence[Token], end: int, lexicon: Lexicon) -> Match | None:
    """Find the longest qualifier that ends at a position."""
    phrases = lexicon.phrases("before")
    for start in range(max(0, end - _PHRASE), end):
        match = phrases.at(tokens, start)
        if match is not None and match.end == end:
            return match
    return None


def _after(tokens: Sequence[Token], quantity: Quantity, lexicon: Lexicon) -> str | None:
    phrases, cases = lexicon.phrases("after"), lexicon.tables["fillers"]["cases"]
    within = phrases.within(tokens, quantity.first + 1, quantity.after) if lexicon.lang == "kk" else []
    if within:
        return within[0].label
    endings = tuple(lexicon.tables["fillers"]["about"])
    if endings and tokens[quantity.after - 1].low.endswith(endings):
        return "about"
    at = quantity.after
    while at < len(tokens) and (tokens[at].text in "-–" or tokens[at].low in cases):
        at += 1
    reach = 2 if lexicon.lang == "kk" else 1
    matches = [phrases.at(tokens, i) for i in range(at, min(at + reach, len(tokens)))]
    match = next((match for match in matches if match is not None), None)
    is_more = (
        match is not None
        and quantity.kind in {"percent", "ratio"}
        and lexicon.has("qualifying", "more", tokens[match.start].low)
    )
    return None if match is None or is_more else match.label


def _is_led_to(sentence: Sentence, quantity: Quantity, lexicon: Lexicon) -> bool:
    """Tell a level that growth led to from a ceiling."""
    start, end = sentence.clause_of(quantity.first)
    changes = lexicon.phrases("change").within(sentence.tokens, start, end)
    if lexicon.lang == "kk":
        return bool(changes)
    before = [token.low for token in sentence.tokens[max(0, quantity.first - 2) : quantity.first]]
    words = lexicon.tables["qualifying"]
    is_leading = before[-1:] != [] and before[-1] in words["leading"] and before[0] not in words["ceiling"]
    return is_leading and any(match.start < quantity.first for match in changes)
