"""Passages: a sentence with its figures, periods and subjects, and what the sentences before it lend."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.reading.quantities import Quantity, quantities_of

if TYPE_CHECKING:
    from geo.reading.lexicon import Lexicon
    from geo.reading.periods import Mention, PeriodReader
    from geo.reading.subjects import Found, SubjectReader
    from geo.reading.tokens import Sentence

CARRY = 2
"""Sentences without a name of their own over which a subject is carried on."""
_PER_CLAUSE = 8
_CLOSE = 2
_PER_SCORE = 2
_AFTER = 6
PLACES = frozenset({"node", "stop"})
"""Kinds of subjects that are no lines."""
_RELATIVES = ("котор", "which", "that", "where")
_OWN_UNITS = frozenset({"teu", "train_pairs", "trains", "wagons", "lanes", "tracks"})
_AIMS = frozenset({"plan", "future", "proposal", "forecast"})


@dataclass(frozen=True)
class Passage:
    """
    A sentence with all that was found in it.

    Parameters
    ----------
    sentence
        The sentence.
    quantities
        Its figures.
    found
        The subjects it names.
    mentions
        The periods it names.
    """

    sentence: Sentence
    quantities: list[Quantity]
    found: list[Found]
    mentions: list[Mention]


@dataclass(frozen=True)
class Given:
    """
    A subject or a period of a figure, and whether the figure's own sentence names it.

    Parameters
    ----------
    found
        The subject.
    is_carried
        Whether a sentence before names it.
    """

    found: Found
    is_carried: bool


def read_passage(sentence: Sentence, subjects: SubjectReader, periods: PeriodReader, lexicon: Lexicon) -> Passage:
    """
    Find what a sentence holds.

    Parameters
    ----------
    sentence
        The sentence.
    subjects, periods
        The readers.
    lexicon
        The language's tables.

    Returns
    -------
    passage
        Its figures, subjects and periods; periods are not looked for where there is no figure.
    """
    quantities = quantities_of(sentence, lexicon)
    found = [*subjects.found(sentence), *subjects.counted(sentence, quantities)]
    mentions = periods.mentions(sentence) if quantities else []
    return Passage(sentence, quantities, sorted(found, key=lambda one: one.first), mentions)


class Thread:
    """
    What runs through a text: of which subject and of which time it speaks.

    Parameters
    ----------
    lexicon
        The language's tables.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._subject: Found | None = None
        self._mention: Mention | None = None
        self._age = 0

    def subject_of(self, quantity: Quantity, passage: Passage) -> Given | None:
        """
        Say what a figure speaks of.

        Parameters
        ----------
        quantity
            The figure.
        passage
            Its sentence.

        Returns
        -------
        given
            The name nearest to the figure, one before it sooner than one after it, one of its clause sooner than
            another's, a line sooner than a place on it; else what the sentences before spoke of; else None.
        """
        if quantity.kind == "corridors":
            counts = [one for one in passage.found if one.kind == "count"]
            return Given(counts[0], is_carried=False) if counts else None
        if passage.found:
            nearest = min(passage.found, key=lambda found: _distance(found, quantity, passage.sentence))
            return Given(nearest, is_carried=False)
        return Given(self._subject, is_carried=True) if self._subject and self._age < CARRY else None

    def mention_of(self, quantity: Quantity, passage: Passage) -> Mention | None:
        """
        Say of which time a figure speaks.

        Parameters
        ----------
        quantity
            The figure.
        passage
            Its sentence.

        Returns
        -------
        mention
            The period nearest to it, a deadline first where something is aimed at; that of the sentence before where
            this one names neither subject nor time; None for the end from which a change starts.
        """
        usable = [one for one in passage.mentions if one.role != "base" and not _is_of_later(one, quantity, passage)]
        if quantity.role == "from":
            usable = [m for m in usable if m.role == "time" and quantity.after <= m.start <= quantity.after + 1]
            return usable[0] if usable else None
        if not usable:
            return self._mention if not passage.found and self._age < CARRY else None
        start, end = passage.sentence.clause_of(quantity.first)
        labels = {m.label for m in self._lexicon.phrases("statistics").within(passage.sentence.tokens, start, end)}
        sooner = _PER_CLAUSE * 2 if labels & _AIMS else 0
        return min(usable, key=lambda m: _time_distance(m, quantity, passage) - sooner * (m.role == "deadline"))

    def is_topical(self, passage: Passage) -> bool:
        """
        Tell whether a sentence speaks of carrying, or goes on speaking of it.

        Parameters
        ----------
        passage
            The sentence.

        Returns
        -------
        is_topical
            True where a line or a unit of transport stands in it, or another word of it, or one that points back.
        """
        tokens = passage.sentence.tokens
        has_line = any(one.kind not in PLACES for one in passage.found)
        if has_line or any(quantity.kind in _OWN_UNITS for quantity in passage.quantities):
            return True
        if self._lexicon.phrases("topics", "cargo").within(tokens):
            return True
        is_foreign = bool(self._lexicon.phrases("topics", "foreign").within(tokens))
        is_back = bool(self._lexicon.phrases("topics", "there").within(tokens))
        return is_back and not is_foreign and not passage.found

    def go_on(self, passage: Passage, told: Found | None, mention: Mention | None) -> None:
        """
        Remember what a sentence spoke of.

        Parameters
        ----------
        passage
            The sentence.
        told
            The subject of its last figure, None where it had none.
        mention
            The period of that figure.
        """
        if told is not None:
            self._subject, self._age, self._mention = told, 0, mention
        elif passage.found:
            self._subject = max(passage.found, key=lambda one: (one.kind not in PLACES, one.score, one.first))
            self._age, self._mention = 0, None
        else:
            self._age += 1


def _is_of_later(mention: Mention, quantity: Quantity, passage: Passage) -> bool:
    """Tell a period that says of a later figure when; what stands in brackets belongs to the figure before."""
    clauses, tokens = passage.sentence.clauses, passage.sentence.tokens
    later = [other for other in passage.quantities if other.first > quantity.first]
    has_comma = any(token.text == "," for token in tokens[quantity.after : mention.start])
    if any(0 <= mention.start - other.after <= _CLOSE for other in later):
        return has_comma
    if has_comma and any(other.first > mention.start for other in later):
        return True
    if clauses[mention.start] <= clauses[quantity.first]:
        return False
    return not any(token.text == "(" for token in tokens[quantity.after : mention.start])


def _distance(found: Found, quantity: Quantity, sentence: Sentence) -> float:
    apart = abs(sentence.clauses[found.first] - sentence.clauses[quantity.first])
    is_after = found.first >= quantity.after
    if apart == 1 and not is_after and _is_relative(quantity, sentence):
        apart = 0  # the line by which so much is carried
    steps = _AFTER + found.first - quantity.after if is_after else max(0, quantity.first - found.last)
    per_clause = _PER_CLAUSE if is_after else _PER_CLAUSE // 2
    return steps + per_clause * apart + _AFTER * (found.kind in PLACES) - _PER_SCORE * found.score


def _is_relative(quantity: Quantity, sentence: Sentence) -> bool:
    start, _ = sentence.clause_of(quantity.first)
    return any(token.low.startswith(_RELATIVES) for token in sentence.tokens[start : start + 3])


def _time_distance(mention: Mention, quantity: Quantity, passage: Passage) -> int:
    sentence, others = passage.sentence, passage.quantities
    apart = abs(sentence.clauses[mention.start] - sentence.clauses[quantity.first])
    is_before = mention.start < quantity.first
    steps = quantity.first - mention.end if is_before else _AFTER // 2 + mention.start - quantity.after
    if any(0 <= mention.start - other.after <= _CLOSE for other in others if other is not quantity):
        steps += _AFTER  # it says of the figure before it when
    first, last = sorted((mention.start, quantity.first))
    commas = sum(token.text == "," for token in sentence.tokens[first:last])
    return steps + _PER_CLAUSE * apart + _AFTER // 2 * commas
