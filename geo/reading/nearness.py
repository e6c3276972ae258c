"""Nearness: how far a figure stands from the names and the periods that may be its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.reading.names import PLACES

if TYPE_CHECKING:
    from geo.reading.lexicon import Lexicon
    from geo.reading.passages import Passage
    from geo.reading.periods import Mention
    from geo.reading.quantities import Quantity
    from geo.reading.subjects import Found
    from geo.reading.tokens import Sentence

PER_CLAUSE = 8
"""Words that the end of a clause counts for."""
CLOSE = 2
"""Words between a figure and the period that belongs to it."""
_PER_SCORE = 2
_ASIDE = 40  # farther than any name that a sentence is about
_AFTER = 6


def is_of_later(mention: Mention, quantity: Quantity, passage: Passage, lexicon: Lexicon) -> bool:
    """
    Tell a period that says of a later figure when; what stands in brackets belongs to the figure before.

    Parameters
    ----------
    mention
        The period.
    quantity
        The figure.
    passage
        Its sentence.
    lexicon
        The language's tables.

    Returns
    -------
    is_of_later
        True where a figure further on has it.
    """
    clauses, tokens = passage.sentence.clauses, passage.sentence.tokens
    later = [other for other in passage.quantities if other.first > quantity.first]
    has_comma = any(token.text == "," for token in tokens[quantity.after : mention.start])
    close = [other for other in later if 0 <= mention.start - other.after <= CLOSE]
    if close:
        against = lexicon.phrases("joins", "up_from").within(tokens, quantity.after, close[0].first)
        return has_comma or bool(against) or any(other.role == "from" for other in close)
    if has_comma and any(other.first > mention.start for other in later):
        return True
    if clauses[mention.start] <= clauses[quantity.first]:
        return False
    opened = [at for at in range(quantity.after, mention.start) if tokens[at].text == "("]
    return not opened or any(opened[0] < other.first < mention.start for other in later)


def is_parted(mention: Mention, quantity: Quantity, passage: Passage) -> bool:
    """
    Tell whether another figure stands between a figure and a period after it.

    Parameters
    ----------
    mention
        The period.
    quantity
        The figure.
    passage
        Its sentence.

    Returns
    -------
    is_parted
        True where one does.
    """
    return any(quantity.after <= one.first < mention.start for one in passage.quantities)


def distance_to_name(found: Found, quantity: Quantity, sentence: Sentence, lexicon: Lexicon) -> float:
    """
    Say how far a name stands from a figure.

    Parameters
    ----------
    found
        The name.
    quantity
        The figure.
    sentence
        Their sentence.
    lexicon
        The language's tables.

    Returns
    -------
    distance
        Words between, more for what follows, for other clauses, for places and for what is told in passing; less for
        names of which more stands there.
    """
    apart = abs(sentence.clauses[found.first] - sentence.clauses[quantity.first])
    is_after = found.first >= quantity.after
    if apart == 1 and not is_after and _is_relative(quantity, sentence, lexicon):
        apart = 0  # the line by which so much is carried
    steps = _AFTER + found.first - quantity.after if is_after else max(0, quantity.first - found.last)
    if _is_apposed(found, quantity, sentence, lexicon):
        steps += _ASIDE
    per_clause = PER_CLAUSE if is_after else PER_CLAUSE // 2
    return steps + per_clause * apart + _AFTER * (found.kind in PLACES) - _PER_SCORE * found.score


def _is_apposed(found: Found, quantity: Quantity, sentence: Sentence, lexicon: Lexicon) -> bool:
    """Tell what stands between two commas from what the sentence is about: the port, a hub on the corridor, handled."""
    start = max((at for at in range(found.first) if sentence.tokens[at].text in ";:"), default=0)
    commas = [at for at in range(start, quantity.first) if sentence.tokens[at].text == ","]
    opening = [at for at in commas if 1 < at < found.first]
    openers = lexicon.phrases("sentences", "articles")
    is_opened = bool(opening) and openers.at(sentence.tokens, opening[-1] + 1) is not None
    return is_opened and any(at >= found.last for at in commas)


def _is_relative(quantity: Quantity, sentence: Sentence, lexicon: Lexicon) -> bool:
    start, _ = sentence.clause_of(quantity.first)
    return bool(lexicon.phrases("joins", "relative").within(sentence.tokens, start, start + 3))


def distance_to_time(mention: Mention, quantity: Quantity, passage: Passage) -> int:
    """
    Say how far a period stands from a figure.

    Parameters
    ----------
    mention
        The period.
    quantity
        The figure.
    passage
        Their sentence.

    Returns
    -------
    distance
        Words between, more for what follows, for other clauses, commas, and for what another figure stands beside.
    """
    sentence, others = passage.sentence, passage.quantities
    apart = abs(sentence.clauses[mention.start] - sentence.clauses[quantity.first])
    is_before = mention.start < quantity.first
    steps = quantity.first - mention.end if is_before else _AFTER // 2 + mention.start - quantity.after
    if any(0 <= mention.start - other.after <= CLOSE for other in others if other is not quantity):
        steps += _AFTER  # it says of the figure before it when
    first, last = sorted((mention.start, quantity.first))
    commas = sum(token.text == "," for token in sentence.tokens[first:last])
    return steps + PER_CLAUSE * apart + _AFTER // 2 * commas
