"""Subjects: the corridors, lines, ports and crossings that a sentence speaks of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from geo.reading.names import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo.reading.lexicon import Lexicon
    from geo.reading.names import Gazetteer, Name, Word
    from geo.reading.quantities import Quantity
    from geo.reading.tokens import Sentence

MAX_FITS = 300
"""A sentence that fits more names is a list of stations."""
_LINE_REACH = 9
_NEAR = 3
_SPEECH_REACH = 6
_PART_REACH = 9
_PER_COMMA = 5
_ACRONYM = 4
_SORTS = frozenset({"port", "station", "terminal", "crossing"})
_EXACTING = frozenset({"oil", "pipeline", "cable", "ferry", "sea"})
"""Sorts that a text has to name: Russia and China alone are no pipeline."""
_ROUTED = frozenset({"transit", "rail", "corridor", "oil", "pipeline", "line", "road", "crossing"})
_DASHES = frozenset("-–—‑")
_QUOTES = frozenset('«"“„')


@dataclass(frozen=True)
class Found:
    """
    Something of the atlas that a sentence names.

    Parameters
    ----------
    subject
        Its id.
    kind
        As in `Name`.
    first, last
        Positions of the first token of its name and after the last.
    score
        How much of the name stands there.
    others
        What else of the atlas the same words may mean.
    sorts
        As in `Name`.
    """

    subject: str
    kind: str
    first: int
    last: int
    score: float
    others: tuple[str, ...] = ()
    sorts: frozenset[str] = frozenset()

    @property
    def is_town(self) -> bool:
        """Whether it is a town, which carries nothing itself."""
        return self.sorts == {"city"}


@dataclass(frozen=True)
class _Fit:
    name: Name
    places: frozenset[int]
    first: int
    last: int
    score: float


class SubjectReader:
    """
    Finds what a sentence speaks of.

    Parameters
    ----------
    gazetteer
        The atlas' names.
    lexicon
        The language's tables.
    """

    def __init__(self, gazetteer: Gazetteer, lexicon: Lexicon) -> None:
        self._gazetteer = gazetteer
        self._lexicon = lexicon
        self._within = frozenset(lexicon.tables["small"]["within"])
        self._through = frozenset(lexicon.tables["small"]["through"])

    def found(self, sentence: Sentence) -> list[Found]:
        """
        Find the subjects of a sentence.

        Parameters
        ----------
        sentence
            The sentence.

        Returns
        -------
        found
            In the order of the text; of names that share words the one that more words speak for.
        """
        words = words_of(sentence.tokens, self._lexicon)
        classes = {name for word in words for name in word.classes}
        fits = (
            fit
            for at, word in enumerate(words)
            if word.keys
            for name in self._gazetteer.beginning(word)
            if (fit := self._fit(sentence, words, at, name, classes)) is not None
        )
        return sorted(_settled(list(islice(fits, MAX_FITS)), classes), key=lambda found: found.first)

    def is_speaker(self, sentence: Sentence, found: Found) -> bool:
        """
        Tell who says something from what it is said of.

        Parameters
        ----------
        sentence
            The sentence.
        found
            A subject it names.

        Returns
        -------
        is_speaker
            True for a railway company beside a word of saying: according to, sources in, its press service.
        """
        if found.sorts != {"network"}:
            return False
        start, _ = sentence.clause_of(found.first)
        if start and sentence.tokens[start].text == "(":  # the company, and in brackets its short name
            start, _ = sentence.clause_of(start - 1)
        commas = [at for at in range(start, found.first) if sentence.tokens[at].text == ","]
        begin = max(commas[-1] if commas else start, found.first - 2 * _SPEECH_REACH)
        begin = min(begin, max(0, found.first - _SPEECH_REACH))
        near = range(begin, min(len(sentence.tokens), found.last + _SPEECH_REACH))
        speech = self._lexicon.phrases("speech")
        return any(speech.at(sentence.tokens, index) is not None for index in near)

    def part(self, found: Found, sentence: Sentence, quantity: Quantity, others: Iterable[Quantity]) -> Found:
        """
        Find the part of a line that a length is of: 146 km of it in Kazakhstan.

        Parameters
        ----------
        found
            The line.
        sentence
            The sentence.
        quantity
            The length.
        others
            The sentence's figures.

        Returns
        -------
        part
            What the line has in the country that stands nearest to the figure in its clause; the line itself where
            none does, or the atlas has no such section.
        """
        parts = self._gazetteer.parts.get(found.subject)
        if parts is None or quantity.kind != "km":
            return found
        start, end = sentence.clause_of(quantity.first)
        named = [
            match
            for match in self._lexicon.phrases("countries").within(sentence.tokens, start, end)
            if match.label in parts and not found.first <= match.start < found.last
        ]
        named = [m for m in named if min(others, key=lambda one: _apart(sentence, m.start, one)) == quantity]
        nearest = min(named, key=lambda match: _apart(sentence, match.start, quantity), default=None)
        if nearest is None or _apart(sentence, nearest.start, quantity) > _PART_REACH:
            return found
        return replace(found, subject=parts[nearest.label], kind="section", others=(found.subject,))

    def counted(self, sentence: Sentence, quantities: Iterable[Quantity]) -> list[Found]:
        """
        Find the count that a number of corridors belongs to.

        Parameters
        ----------
        sentence
            The sentence.
        quantities
            Its figures.

        Returns
        -------
        found
            At most one: the entry of the kind count whose name has most of the sentence's words, with the first number
            of corridors as its place.
        """
        numbers = [quantity for quantity in quantities if quantity.kind == "corridors"]
        if not numbers:
            return []
        keys = {key for word in words_of(sentence.tokens, self._lexicon) for key in (*word.keys, *word.classes)}
        scores = {
            subject: len(keys & own) / len(own) for subject, own in self._gazetteer.counts.items() if "corridor" in own
        }
        best = max(scores, key=lambda subject: scores[subject], default=None)
        if best is None or len(keys & self._gazetteer.counts[best]) < 2:
            return []
        return [Found(best, "count", numbers[0].first, numbers[0].after, scores[best])]

    def _fit(self, sentence: Sentence, words: Sequence[Word], at: int, name: Name, classes: set[str]) -> _Fit | None:
        reach = _LINE_REACH if name.is_line else len(name.specifics) + 1
        places = [at]
        for specific in name.specifics[1:]:
            place = _nearest(words, at, specific, reach, places)
            if place is None:
                return None
            places.append(place)
        near = {c for i in _around(places, len(words)) for c in words[i].classes} & name.classes
        is_common = name.kind == "corridor" and len(places) == 1 and not words[at].is_capital
        if is_common and not {c for word in words[at + 1 : at + 2] for c in word.classes} & name.classes:
            return None  # a middle one, on average
        if not self._is_named(sentence, [words[i] for i in places], name, near, classes):
            return None
        own = sum(1.5 if specific.is_country else 2 for specific in name.specifics)
        first, last = min(words[i].first for i in places), max(words[i].last for i in places)
        return _Fit(name, frozenset(places), first, last, own + 0.5 * len(near))

    def _is_named(
        self, sentence: Sentence, found: Sequence[Word], name: Name, near: set[str], classes: set[str]
    ) -> bool:  # fmt: skip
        """Hold what stands in the text against what a name demands besides its own words."""
        is_quoted = found[0].first > 0 and sentence.tokens[found[0].first - 1].text in _QUOTES
        # A port with a ferry berth is no rail ferry
        needed = name.classes if "ferry" in name.classes else name.classes & _EXACTING
        if not (is_quoted or _has_capitals(found, name)) or not needed <= classes:
            return False
        if all(word.is_country for word in found):
            return self._is_connected(sentence, found, name, near, classes)
        if name.is_inside and not self._is_within(sentence, found):
            return False
        is_unjoined = name.is_line and not self._is_joined(sentence, found)
        if is_unjoined or (name.is_strict and not name.classes & _SORTS <= near):
            return False
        if name.kind == "stop":
            return "station" in near or self._has_station(sentence, found[0])
        is_plain = len(name.specifics) == 1 and name.kind != "node" and not name.specifics[0].is_upper
        is_pair = len(name.specifics) > 1 and not name.is_line and bool(name.classes) and name.kind == "section"
        return bool(near) if (is_plain and name.classes) or is_pair else True

    def _has_station(self, sentence: Sentence, word: Word) -> bool:
        near = sentence.tokens[max(0, word.first - 2) : word.last + 1]
        names = self._lexicon.phrases("names")
        return any("station" in names.labels(token.low) for token in near)

    def _is_connected(
        self, sentence: Sentence, found: Sequence[Word], name: Name, near: set[str], classes: set[str]
    ) -> bool:  # fmt: skip
        """Tell a route between countries from countries that stand side by side."""
        if len(found) == 1:
            return name.classes <= near
        if "rail" in name.classes and "road" in classes and "rail" not in classes:
            return False
        own = name.classes - {"transit"} if "network" in name.sorts else name.classes
        is_near = name.kind not in {"section", "entry"} or bool(own & near)
        return is_near and self._is_joined(sentence, found) and bool(classes & _ROUTED)

    def _is_joined(self, sentence: Sentence, found: Sequence[Word]) -> bool:
        """Tell places that a line joins: by a dash, from one to the other, between them."""
        start, first = min(word.first for word in found), min(word.last for word in found)
        between = sentence.tokens[first : max(word.first for word in found)]
        is_joined = self._lexicon.lang == "kk" or any(t.text in _DASHES or t.low in self._through for t in between)
        opening = sentence.tokens[start]
        if start == 0 and opening.text.isupper() and len(opening.text) > _ACRONYM:
            return False  # a dateline: ALMATY – …
        joins = self._lexicon.tables["joins"]["between_countries"]
        return is_joined or (start > 0 and sentence.tokens[start - 1].low in joins)

    def _is_within(self, sentence: Sentence, found: Sequence[Word]) -> bool:
        if len({sentence.clauses[word.first] for word in found}) > 1 or _is_parted(sentence, found):
            return False
        if self._lexicon.lang == "kk":  # endings say it
            return True
        inside = [word for word in found[-1:] if word.is_country]
        return all(word.first and sentence.tokens[word.first - 1].low in self._within for word in inside)


def _is_parted(sentence: Sentence, found: Sequence[Word]) -> bool:
    first, last = min(word.last for word in found), max(word.first for word in found)
    return any(token.text == "," for token in sentence.tokens[first:last])


def _apart(sentence: Sentence, place: int, quantity: Quantity) -> int:
    """Count the words between, and a comma for many."""
    first, last = (place, quantity.first) if place < quantity.first else (quantity.after, place)
    return last - first + _PER_COMMA * sum(token.text == "," for token in sentence.tokens[first:last])


def _has_capitals(found: Sequence[Word], name: Name) -> bool:
    """Hold a text to the capitals of proper names: the spring is no station."""
    if any(specific.is_upper and not word.is_upper for specific, word in zip(name.specifics, found, strict=True)):
        return False
    is_common = "count" in name.sorts or ("network" in name.sorts and "corridor" not in name.sorts)
    own = [word for word in found if not word.is_country]
    is_pair = name.is_line and not own and len(found) > 1  # what runs between two countries says so itself
    if is_common and not is_pair and len(own) < 2 and not any(word.is_capital for word in own):
        return False  # a common noun and a country name no network
    if name.kind in {"corridor", "entry"} and not name.is_line:
        return len(name.classes) > 0 or found[0].is_capital
    pairs = list(zip(name.specifics, found, strict=True))
    if name.kind in {"corridor", "section"} and len(pairs) > 1:
        pairs = pairs[1:]  # a name's first word is a capital even where it is a common one
    return all(word.is_capital or word.is_country or not specific.is_capital for specific, word in pairs)


def _nearest(words: Sequence[Word], at: int, specific: Word, reach: int, taken: Sequence[int]) -> int | None:
    for distance in range(1, reach + 1):
        for place in (at + distance, at - distance):
            if 0 <= place < len(words) and place not in taken and words[place].keys & specific.keys:
                return place
    return None


def _around(places: Sequence[int], count: int) -> range:
    return range(max(0, min(places) - _NEAR), min(count, max(places) + _NEAR + 1))


def _settled(fits: Sequence[_Fit], classes: set[str]) -> list[Found]:
    """Take the strongest names first; a name that shares a word with one taken is dropped, or kept as its rival."""
    ranked = sorted(fits, key=lambda fit: (-fit.score, _preference(fit.name, classes), fit.name.subject, fit.first))
    taken: list[tuple[_Fit, list[str]]] = []
    for fit in ranked:
        rival = next((pair for pair in taken if pair[0].places & fit.places), None)
        if rival is None:
            taken.append((fit, []))
        elif fit.name.subject not in {rival[0].name.subject, *rival[1]} and rival[0].score <= fit.score:
            rival[1].append(fit.name.subject)
    return [
        Found(fit.name.subject, fit.name.kind, fit.first, fit.last, fit.score, tuple(others[:5]), fit.name.sorts)
        for fit, others in taken
    ]


def _preference(name: Name, classes: set[str]) -> tuple[int, ...]:
    """Prefer a road where the sentence speaks of roads, and a port where it speaks of ports."""
    modes = ("rail", "sea", "road", "pipeline", "cable")
    if name.kind == "link" and modes[name.preference[1]] in classes:
        return (name.preference[0], -1)
    return name.preference
