"""Passages: a sentence with its figures, periods and subjects, and what the sentences before it lend."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from geo.reading.names import PLACES
from geo.reading.nearness import CLOSE, PER_CLAUSE, distance_to_name, distance_to_time, is_of_later, is_parted
from geo.reading.periods import same_part
from geo.reading.quantities import Quantity, quantities_of

if TYPE_CHECKING:
    from geo.reading.lexicon import Lexicon, Match
    from geo.reading.periods import Mention, PeriodReader
    from geo.reading.subjects import Found, SubjectReader
    from geo.reading.tokens import Sentence

CARRY = 8
"""Sentences without a name of their own over which a subject is carried on."""
_CARRY_TIME = 2
_BARE = 2.0
_BULLETS = frozenset("-–—•*·▪")
_OF_LINES = frozenset({"km", "km_h", "km_day", "lanes", "tracks", "mm"})
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
    aside
        What it names and hardly speaks of: who says so, and towns.
    """

    sentence: Sentence
    quantities: list[Quantity]
    found: list[Found]
    mentions: list[Mention]
    aside: list[Found] = field(default_factory=list)


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
        Its figures, subjects and periods.
    """
    quantities = quantities_of(sentence, lexicon)
    found = sorted([*subjects.found(sentence), *subjects.counted(sentence, quantities)], key=lambda one: one.first)
    mentions = periods.mentions(sentence)
    aside = [one for one in found if one.is_town or subjects.is_speaker(sentence, one)]
    return Passage(sentence, quantities, [one for one in found if one not in aside], mentions, aside)


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
        self._when = frozenset(lexicon.tables["joins"]["when"])
        self._that = frozenset(lexicon.tables["joins"]["that"])
        self._subject: Found | None = None
        self._of_sort: dict[str, Found] = {}
        self._mention: Mention | None = None
        self._age = 0
        self._told_in: int | None = None
        self._last_time: Mention | None = None
        self._is_of_cargo = False

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
            another's, a line sooner than a place on it; else what "the port" and "the corridor" point back to; else
            what the sentences before spoke of; else a town, or who says so; else None.
        """
        if quantity.kind == "corridors":
            counts = [one for one in passage.found if one.kind == "count"]
            return Given(counts[0], is_carried=False) if counts else None
        of_line = quantity.kind in _OF_LINES
        pointed = self._pointed_at(quantity, passage)
        named = [found for found in passage.found if not (of_line and found.kind in PLACES)]
        if named:
            near = [*named, *([pointed] if pointed and pointed.last <= quantity.first else [])]
            nearest = min(near, key=lambda found: distance_to_name(found, quantity, passage.sentence, self._lexicon))
            return Given(nearest, is_carried=nearest is pointed)
        carried = pointed or (self._subject if self._age < CARRY else None)
        if carried is not None:
            return Given(carried, is_carried=True)
        return Given(passage.aside[0], is_carried=False) if passage.aside else None

    def _pointed_at(self, quantity: Quantity, passage: Passage) -> Found | None:
        """Find the last port, corridor or line named, where the sentence says only that it is one."""
        matches = self._lexicon.phrases("pointing").within(passage.sentence.tokens)
        known = [match for match in matches if match.label in self._of_sort and not _is_named(match, passage)]
        nearest = min(known, key=lambda match: abs(match.start - quantity.first), default=None)
        if nearest is None:
            return None
        return replace(self._of_sort[nearest.label], first=nearest.start, last=nearest.end, score=_BARE)

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
        compared = self._compared(quantity, passage)
        if compared is not None:
            return compared
        told = self._respective(quantity, passage)
        if told is not None:
            return told
        usable = [
            one
            for one in passage.mentions
            if one.role != "base" and not is_of_later(one, quantity, passage, self._lexicon)
        ]
        usable = [one for one in usable if not self._is_of_saying(one, quantity, passage)]
        if any(one.role == "base" for one in passage.mentions):
            usable = [one for one in usable if one.role != "span"]
        if quantity.role == "from":
            usable = [m for m in usable if m.role == "time" and quantity.after <= m.start <= quantity.after + 1]
            return usable[0] if usable else None
        if not usable:
            is_same = self._last_time is not None and self._is_said(quantity, passage)
            return self._last_time if is_same else self._carried_time(passage)
        if self._is_same_time(quantity, passage, usable):
            return self._last_time
        usable = [self._as_same(one, passage) for one in usable]
        start, end = passage.sentence.clause_of(quantity.first)
        labels = {m.label for m in self._lexicon.phrases("statistics").within(passage.sentence.tokens, start, end)}
        sooner = PER_CLAUSE * 2 if labels & _AIMS else 0
        return min(usable, key=lambda m: distance_to_time(m, quantity, passage) - sooner * (m.role == "deadline"))

    def _respective(self, quantity: Quantity, passage: Passage) -> Mention | None:
        """Give each of so many figures its own of as many years: 12 and 15 Mt in 2023 and 2024 respectively."""
        times = [one for one in passage.mentions if one.role == "time"]
        alike = [one for one in passage.quantities if one.kind == quantity.kind]
        is_said = bool(self._lexicon.phrases("joins", "respectively").within(passage.sentence.tokens))
        is_paired = is_said and len(times) == len(alike) > 1 and quantity in alike
        return times[alike.index(quantity)] if is_paired else None

    def _is_of_saying(self, mention: Mention, quantity: Quantity, passage: Passage) -> bool:
        """Tell the day on which somebody said that so much is carried."""
        tokens = passage.sentence.tokens
        that = [at for at in range(mention.end, quantity.first) if tokens[at].low in self._that]
        is_told_of = any(mention.end <= one.first < quantity.first for one in passage.quantities)
        is_said = bool(that) and bool(self._lexicon.phrases("speech").within(tokens, 0, that[0]))
        return is_said and not is_told_of

    def _is_same_time(self, quantity: Quantity, passage: Passage, usable: list[Mention]) -> bool:
        """Tell a figure of the period just spoken of from one of a period that stands after another figure."""
        is_own = any(m.start < quantity.first or not is_parted(m, quantity, passage) for m in usable)
        return self._is_said(quantity, passage) and not is_own and self._last_time is not None

    def _is_said(self, quantity: Quantity, passage: Passage) -> bool:
        """Tell a figure of the period under review, which a sentence before names."""
        tokens, phrases = passage.sentence.tokens, self._lexicon.phrases("periods", "said")
        before = phrases.within(tokens, 0, quantity.first)
        after = phrases.within(tokens, quantity.after, passage.sentence.clause_of(quantity.first)[1])
        return bool(before or after)

    def _as_same(self, mention: Mention, passage: Passage) -> Mention:
        """Read the same term of 2018, and a year earlier, as a part of that year where the text speaks of a part."""
        tokens = passage.sentence.tokens
        others = [one for one in passage.mentions if one.role == "time" and one != mention]
        main = others[0] if others else self._mention
        if main is not None and self._lexicon.phrases("periods", "year_before").at(tokens, mention.start):
            return same_part(replace(mention, period=str(int(main.period[:4]) - 1)), main)
        words = self._lexicon.phrases("periods", "same")
        is_same = words.within(tokens, max(0, mention.start - 4), mention.start + 3)
        return same_part(mention, self._mention) if is_same else mention

    def _carried_time(self, passage: Passage) -> Mention | None:
        """Give the period of the sentence before, where this one names no other and goes on with it."""
        sentence = passage.sentence
        own = [
            mention
            for mention in passage.mentions
            if mention.role not in {"base", "span"}
            and not sentence.is_aside(mention.start)
            and not any(0 <= mention.start - one.after <= CLOSE for one in passage.quantities)
        ]
        if own or self._age >= _CARRY_TIME:
            return None
        if self._lexicon.phrases("periods", "someday").within(passage.sentence.tokens):
            return None
        is_same = all(self._subject and one.subject == self._subject.subject for one in passage.found)
        goes_on = self._told_in is not None and not (self._mention and self._mention.role == "span")
        return self._mention if is_same or goes_on else None

    def _compared(self, quantity: Quantity, passage: Passage) -> Mention | None:
        """Give the year that is compared with to a figure that is told of it: in brackets, or as what was when."""
        tokens = passage.sentence.tokens
        bases = [one for one in passage.mentions if one.role == "base" and one.end <= quantity.first]
        between = [token.low for token in tokens[bases[-1].end : quantity.first]] if bases else []
        is_told = "(" in between[:2] or (between[:1] == [","] and between[1:2] and between[1] in self._when)
        if not is_told or ")" in between:
            return None
        mains = [one for one in passage.mentions if one.role == "time"]
        return replace(same_part(bases[-1], mains[-1] if mains else self._mention), role="time")

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
        goes_on = passage.sentence.place is not None or self._is_of_cargo
        goes_on = goes_on or (self._told_in is not None and self._age < _CARRY_TIME)
        return (is_back or goes_on) and not is_foreign and not passage.found

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
        if told is not None or passage.quantities or passage.found:
            self._told_in = passage.sentence.block if told is not None else None
        self._last_time = mention or self._last_time
        self._is_of_cargo = bool(self._lexicon.phrases("topics", "loads").within(passage.sentence.tokens))
        for found in (*passage.found, *([told] if told else ())):
            self._of_sort |= dict.fromkeys(found.sorts, found)
        named = self._named(passage)
        if told is not None:
            self._subject, self._age, self._mention = told, 0, mention
        elif named is not None and not self._is_stop(named) and passage.sentence.tokens[0].text not in _BULLETS:
            self._subject, self._age, self._mention = named, 0, _part_of_year(passage)
        else:
            self._age += 1

    def _named(self, passage: Passage) -> Found | None:
        """Say of what a sentence without figures speaks: of what the text did, if that is there; of a line first."""
        known = [one for one in passage.found if self._subject and one.subject == self._subject.subject]
        if known:
            return known[0]
        if not passage.found:
            matches = self._lexicon.phrases("pointing").within(passage.sentence.tokens)
            return next((self._of_sort[one.label] for one in matches if one.label in self._of_sort), None)
        return max(passage.found, key=lambda one: (one.kind not in PLACES, one.score, one.first))

    def _is_stop(self, named: Found) -> bool:
        """Tell a place that is passed in a text about a line, and that nothing calls a port or a station."""
        is_bare = named.kind in PLACES and named.score <= _BARE
        return self._subject is not None and is_bare and self._subject.kind not in PLACES


def _part_of_year(passage: Passage) -> Mention | None:
    """Give the quarter or the months of which a sentence without figures says that something happened."""
    times = [one for one in passage.mentions if one.role == "time" and not one.is_inferred]
    return next((one for one in times if any(mark in one.period for mark in ("-Q", "-S", "/"))), None)


def _is_named(match: Match, passage: Passage) -> bool:
    """Tell the corridor from the corridor whose name stands there."""
    return any(found.first - 3 <= match.start < found.last + 3 for found in (*passage.found, *passage.aside))
