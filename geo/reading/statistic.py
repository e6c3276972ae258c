"""Statistic: whether a figure was observed, is a capacity, or is aimed at, as the verbs and nouns of its clause say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.evidence.periods import last_year

if TYPE_CHECKING:
    from geo.reading.lexicon import Lexicon
    from geo.reading.periods import Mention
    from geo.reading.quantities import Quantity
    from geo.reading.tokens import Sentence

_THAT = frozenset({"что", "that"})


def statistic_of(
    sentence: Sentence, quantity: Quantity, mention: Mention | None, lexicon: Lexicon, *, date: str
) -> str:
    """
    Read what kind of figure it is.

    Parameters
    ----------
    sentence
        The sentence.
    quantity
        The figure in it.
    mention
        Its period.
    lexicon
        The language's tables.
    date
        The article's date, ISO 8601, empty if unknown.

    Returns
    -------
    statistic
        ``"observed"``, ``"capacity"``, ``"target"``, ``"plan"``, ``"proposal"`` or ``"forecast"``. A proposal and a
        forecast say so; what is to be by a deadline is a target, and a plan where none is given.
    """
    labels = _labels(sentence, quantity, lexicon)
    is_capacity = "capacity" in labels
    if quantity.role == "from":
        return "capacity" if is_capacity else "observed"
    for label in ("proposal", "forecast"):
        if label in labels:
            return label
    is_due = mention is not None and mention.role == "deadline"
    is_ahead = bool(mention and date and (last_year(mention.period) or 0) > int(date[:4]))
    is_meant = bool(labels & {"plan", "future"})
    is_past = "observed" in labels and not is_meant
    if (is_due or is_ahead) and not is_past:
        return "target"
    if is_meant:
        return "target" if is_due else "plan"
    return "capacity" if is_capacity else "observed"


def _labels(sentence: Sentence, quantity: Quantity, lexicon: Lexicon) -> set[str]:
    """Name what the words of the clause say, with the clause before it where this one is what it says."""
    start, end = sentence.told_of(quantity.first)
    opening = [token.low for token in sentence.tokens[start : start + 2]]
    if start > 0 and _THAT & set(opening):
        start = sentence.clause_of(start - 1)[0]
    return {match.label for match in lexicon.phrases("statistics").within(sentence.tokens, start, end)}
