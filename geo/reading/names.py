"""Names: what the atlas' corridors, sections, links, places and entries are called, ready to be found in a text."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.reading.forms import keys_of
from geo.reading.tokens import tokens_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo.atlas import Atlas
    from geo.reading.lexicon import Lexicon
    from geo.reading.tokens import Token

_ASIDE = re.compile(r"\(([^()]*)\)")
_DASH = re.compile(r"\s[–—-]\s|(?<=\w)–(?=\w)")
_MODES = {"rail": 0, "sea": 1, "road": 2, "pipeline": 3, "power": 4}


@dataclass(frozen=True)
class Word:
    """
    A word of a name or of a text, with what it can be compared by.

    Parameters
    ----------
    keys
        What its forms share; ``@kz`` for a country and what belongs to it.
    classes
        What kind of thing it names in general: a corridor, a port, a railway.
    first, last
        Positions of its first token and after its last.
    is_capital, is_upper
        Whether its first letter, or every letter, is a capital.
    """

    keys: frozenset[str]
    classes: frozenset[str]
    first: int
    last: int
    is_capital: bool
    is_upper: bool

    @property
    def is_country(self) -> bool:
        """Whether it is a country, or a part of the world."""
        return any(key.startswith("@") for key in self.keys)


def words_of(tokens: Sequence[Token], lexicon: Lexicon) -> list[Word]:
    """
    Prepare the words of a text for comparing.

    Parameters
    ----------
    tokens
        A sentence, or a name.
    lexicon
        The language's tables.

    Returns
    -------
    words
        Without signs, numbers and small words; the words of Central Asia are one.
    """
    countries, small = lexicon.phrases("countries"), frozenset(lexicon.tables["small"]["words"])
    found, index = [], 0
    while index < len(tokens):
        token = tokens[index]
        country = countries.at(tokens, index) if token.kind == "word" else None
        if country is not None:
            keys = frozenset({f"@{country.label}"})
            found.append(Word(keys, frozenset(), index, country.end, token.is_capital, is_upper=False))
            index = country.end
            continue
        if token.kind == "word" and token.low not in small:
            found.append(_word(token, index, lexicon))
        index += 1
    return found


def _word(token: Token, index: int, lexicon: Lexicon) -> Word:
    classes = frozenset(lexicon.phrases("names").labels(token.low))
    keys = frozenset() if classes else keys_of(token.low, lexicon.lang)
    is_upper = token.text.isupper() and len(token.text) > 1
    return Word(keys, classes, index, index + 1, token.is_capital, is_upper)


@dataclass(frozen=True)
class Name:
    """
    One way of calling something of the atlas.

    Parameters
    ----------
    subject
        Its id.
    kind
        ``"corridor"``, ``"section"``, ``"entry"``, ``"link"`` or ``"node"``.
    specifics
        The words that tell it from others of its sort.
    classes
        The words that say of what sort it is.
    is_line
        Whether the name runs from place to place, which a text may name in other words: from A to B.
    is_inside
        Whether the name ends in the country that a part lies in.
    preference
        Among names that fit equally well the smallest is taken.
    """

    subject: str
    kind: str
    specifics: tuple[Word, ...]
    classes: frozenset[str]
    is_line: bool
    is_inside: bool
    preference: tuple[int, ...]


class Gazetteer:
    """
    The names of an atlas in one language, looked up by any of their words.

    Parameters
    ----------
    atlas
        The atlas.
    lexicon
        The language's tables.
    """

    def __init__(self, atlas: Atlas, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._by_key: dict[str, list[Name]] = defaultdict(list)
        for name in dict.fromkeys(self._names(atlas)):
            anchor = name.specifics[0]
            for key in anchor.keys:
                self._by_key[key].append(name)
        self.counts = self._counts(atlas)

    def beginning(self, word: Word) -> list[Name]:
        """
        Look names up.

        Parameters
        ----------
        word
            A word of a text.

        Returns
        -------
        names
            The names that have it as their first word of their own.
        """
        return list(dict.fromkeys(name for key in word.keys for name in self._by_key.get(key, ())))

    def _counts(self, atlas: Atlas) -> dict[str, frozenset[str]]:
        """Give the entries that are counts, with the words of their names."""
        found = {}
        for entry in atlas.network.entries.values():
            if entry.kind == "count":
                words = [w for text in self._texts(entry) for w in words_of(tokens_of(text), self._lexicon)]
                found[entry.entry_id] = frozenset(k for w in words for k in (*w.keys, *w.classes))
        return found

    def _names(self, atlas: Atlas) -> Iterator[Name]:
        network = atlas.network
        for corridor in network.corridors.values():
            yield from self._variants(corridor.corridor_id, "corridor", self._texts(corridor), (0, corridor.order))
        for section in network.sections.values():
            yield from self._variants(section.section_id, "section", self._texts(section), (1, 0))
        for entry in network.entries.values():
            yield from self._variants(entry.entry_id, "entry", self._texts(entry), (3, 0))
        for node in network.nodes.values():
            kind = "node" if node.rank < 4 or node.kind in {"port", "border_crossing"} else "stop"
            yield from self._variants(node.node_id, kind, self._texts(node), (4, node.rank, len(node.node_id)))
        for link in network.links.values():
            ends = [
                _texts_of_end(network.nodes[end], self._lexicon.lang) for end in (link.from_node_id, link.to_node_id)
            ]
            texts = [f"{one} – {other}" for one in ends[0] for other in ends[1]]
            yield from self._variants(link.link_id, "link", texts, (2, _MODES[link.mode]))

    def _texts(self, record: object) -> list[str]:
        """Name a record in the text's language, by its aliases, and in English, which any text may quote."""
        own = getattr(record, f"name_{self._lexicon.lang}", None)
        texts = [own, getattr(record, "name", None), *getattr(record, "aliases", ())]
        return [text for text in texts if text]

    def _variants(self, subject: str, kind: str, texts: Sequence[str], preference: tuple[int, ...]) -> Iterator[Name]:
        for text in texts:
            asides = [aside for aside in _ASIDE.findall(text) if _DASH.search(aside)]
            for variant in (_ASIDE.sub(" ", text), *asides):
                name = self._name(subject, kind, variant, preference)
                if name is not None:
                    yield name

    def _name(self, subject: str, kind: str, text: str, preference: tuple[int, ...]) -> Name | None:
        tokens = tokens_of(text)
        words = words_of(tokens, self._lexicon)
        # A first word is a capital in any name; whether it is a proper noun shows in lower-case company only
        specifics = tuple(Word(w.keys, w.classes, 0, 0, w.is_capital, w.is_upper) for w in words if w.keys)
        if not specifics or (specifics[0].is_country and len(specifics) == 1 and len(words) == 1):
            return None
        classes = frozenset(c for w in words for c in w.classes)
        within = set(self._lexicon.tables["small"]["within"])
        is_inside = any(w.is_country and w.first and tokens[w.first - 1].low in {*within, ":"} for w in words[1:])
        is_line = _DASH.search(text) is not None
        if is_line and len({word.keys for word in specifics}) < 2:  # a siding has a number, a port its town's name
            return None
        return Name(subject, kind, specifics, classes, is_line, is_inside, preference)


def _texts_of_end(node: object, lang: str) -> list[str]:
    texts = [getattr(node, f"name_{lang}", None), getattr(node, "name", None)]
    return list(dict.fromkeys(_ASIDE.sub("", text).strip() for text in texts if text))
