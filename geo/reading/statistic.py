"""Statistic: whether a figure was observed, is a capacity, or is aimed at, as the verbs and nouns of its clause say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.evidence.periods import last_year

if TYPE_CHECKING:
    from geo.reading.lexicon import Lexicon, Match
    from geo.reading.periods import Mention
    from geo.reading.quantities import Quantity
    from geo.reading.tokens import Sentence

_PAST = frozenset({"observed", "handled"})
_MEANT = frozenset({"plan", "future", "proposal", "forecast"})


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
    labels = told_labels(sentence, quantity, lexicon)
    is_capacity = "capacity" in labels
    if quantity.role == "from":
        return "capacity" if is_capacity else "observed"
    for label in ("proposal", "forecast"):
        if label in labels:
            return label
    year = (last_year(mention.period) if mention else None) or 0
    is_gone = bool(date) and 0 < year < int(date[:4])
    is_due = mention is not None and mention.role == "deadline" and quantity.kind not in {"km", "mm"} and not is_gone
    is_ahead = bool(date) and year > int(date[:4])
    is_meant = bool(labels & {"plan", "future"})
    is_past = bool(labels & _PAST)
    if (is_due or is_ahead) and not is_past:
        return "target"
    if is_meant:
        return "target" if is_due else "plan"
    return "capacity" if is_capacity else "observed"


def told_labels(sentence: Sentence, quantity: Quantity, lexicon: Lexicon, *, is_whole: bool = False) -> set[str]:
    """
    Say what the words of a figure's clause make of it.

    Parameters
    ----------
    sentence
        The sentence.
    quantity
        The figure.
    lexicon
        The language's tables.
    is_whole
        Whether all of the sentence is looked at, and not the clause only.

    Returns
    -------
    labels
        Labels of the table of statistics. Where what was and what is meant both stand there, the nearer one; no
        capacity where a nearer word says that so much was carried.
    """
    start, end = (0, len(sentence.tokens)) if is_whole else sentence.told_of(quantity.first)
    opening = [token.low for token in sentence.tokens[start : start + 2]]
    if start > 0 and lexicon.tables["joins"]["that"] and set(lexicon.tables["joins"]["that"]) & set(opening):
        start = sentence.clause_of(start - 1)[0]
    matches = lexicon.phrases("statistics").within(sentence.tokens, start, end)
    steps: dict[str, int] = {}
    for match in matches:
        if match.label in _MEANT and _is_of_later(sentence, match, quantity):
            continue
        steps[match.label] = min(steps.get(match.label, len(sentence.tokens) * 3), _steps(match, quantity))
    labels = set(steps)
    was = min((steps[one] for one in _PAST & labels), default=None)
    meant = min((steps[one] for one in _MEANT & labels), default=None)
    if was is not None and meant is not None:
        labels -= _MEANT if was < meant else _PAST
    if "handled" in labels and steps.get("capacity", 0) >= steps["handled"]:
        labels -= {"capacity"}
    return labels


def _is_of_later(sentence: Sentence, match: Match, quantity: Quantity) -> bool:
    """Tell what is meant with a later figure: the capacity is 150, and 260 are planned."""
    between = sentence.tokens[quantity.after : match.start]
    commas = [index for index, token in enumerate(between) if token.text == ","]
    return bool(commas) and any(token.kind == "number" for token in between[commas[0] :])


def _steps(match: Match, quantity: Quantity) -> int:
    """Count the words between; what stands before a figure governs it sooner than what follows."""
    before = match.start < quantity.first
    return quantity.first - match.end if before else 2 * (match.start - quantity.after) + 3
