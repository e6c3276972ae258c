"""Names: what the atlas' corridors, sections, links, places and entries are called, ready to be found in a text."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geo.reading.forms import keys_of
from geo.reading.parts import parts_of
from geo.reading.tokens import tokens_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from geo.atlas import Atlas
    from geo.network.corridors import Section
    from geo.network.network import Network
    from geo.reading.lexicon import Lexicon
    from geo.reading.tokens import Token

_ASIDE = re.compile(r"\(([^()]*)\)")
_DASH = re.compile(r"\s[–—-]\s|(?<=\w)–(?=\w)")
PLACES = frozenset({"node", "stop"})
"""Kinds of subjects that are no lines."""
_WHOLE = frozenset({"network", "count", "initiative"})
_POINTED = {
    "corridor": ("corridor", "way"),
    "port": ("port",),
    "line": ("way",),
    "pipeline": ("way",),
    "crossing": ("crossing",),
}
_WAY = frozenset({"way"})
_SORTS = {
    "line": _WAY, "port": frozenset({"port"}), "city": frozenset({"city"}), "terminal": frozenset({"port"}),
    "station": frozenset({"crossing"}), "junction": frozenset({"crossing"}), "gauge_change": frozenset({"crossing"}),
    "border_crossing": frozenset({"crossing"}),
}  # fmt: skip
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
            found.append(_prefixed(tokens, index, lexicon) or _word(token, index, lexicon))
        index += 3 if found and found[-1].last == index + 3 else 1
    return found


def _prefixed(tokens: Sequence[Token], index: int, lexicon: Lexicon) -> Word | None:
    """Read what a prefix is joined to as one word: the Trans-Caspian is not the Caspian."""
    three = tokens[index : index + 3]
    is_one = len(three) == 3 and three[0].low in lexicon.tables["small"]["prefixes"] and three[1].text in "-‑"
    if not is_one or three[0].end != three[1].start or three[1].end != three[2].start:
        return None
    return Word(
        keys_of(three[0].low + three[2].low, lexicon.lang),
        frozenset(),
        index,
        index + 3,
        three[0].is_capital,
        is_upper=False,
    )


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
    sorts
        What it is: a corridor, a port, a line; what "the port" points back to.
    is_strict
        Whether the word for its sort has to stand beside it: Baku alone is no port.
    """

    subject: str
    kind: str
    specifics: tuple[Word, ...]
    classes: frozenset[str]
    is_line: bool
    is_inside: bool
    preference: tuple[int, ...]
    sorts: frozenset[str] = frozenset()
    is_strict: bool = False


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
        self.parts = parts_of(atlas.network)

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
            thing = _Thing(corridor.corridor_id, "corridor", (0, corridor.order), frozenset({"corridor", "way"}))
            yield from self._variants(thing, self._texts(corridor))
        for section in network.sections.values():
            thing = _Thing(section.section_id, "section", (1, 0), _sorts_of_section(section, network))
            yield from self._variants(thing, self._texts(section))
        for entry in network.entries.values():
            thing = _Thing(entry.entry_id, "entry", (3, 0), _SORTS.get(entry.kind, frozenset({entry.kind})))
            yield from self._variants(thing, self._texts(entry))
        for node in network.nodes.values():
            kind = "node" if node.rank < 4 or node.kind in {"port", "border_crossing"} else "stop"
            thing = _Thing(node.node_id, kind, (4, node.rank, len(node.node_id)), _SORTS[node.kind])
            yield from self._variants(thing, self._texts(node))
        for link in network.links.values():
            ends = [
                _texts_of_end(network.nodes[end], self._lexicon.lang) for end in (link.from_node_id, link.to_node_id)
            ]
            texts = [f"{one} – {other}" for one in ends[0] for other in ends[1]]
            yield from self._variants(_Thing(link.link_id, "link", (2, _MODES[link.mode]), _WAY), texts)

    def _texts(self, record: object) -> list[str]:
        """Name a record in the text's language, by its aliases, and in English, which any text may quote."""
        own = getattr(record, f"name_{self._lexicon.lang}", None)
        texts = [own, getattr(record, "name", None), *getattr(record, "aliases", ())]
        return [text for text in texts if text]

    def _variants(self, thing: _Thing, texts: Sequence[str]) -> Iterator[Name]:
        names = []
        for text in texts:
            asides = [aside for aside in _ASIDE.findall(text) if _DASH.search(aside)]
            names += [self._name(thing, variant) for variant in (_ASIDE.sub(" ", text), *asides)]
        known = [name for name in names if name is not None]
        own = known[0].specifics if known else ()
        if thing.kind in PLACES:
            known = [
                replace(one, is_strict=bool(one.classes) and _keys(one.specifics).isdisjoint(_keys(own)))
                for one in known
            ]
        # An entry is a corridor or a port where one of its names says so
        told = {one for name in known for one in name.classes if thing.kind == "entry"}
        told &= {"corridor"} if thing.sorts & _WHOLE else told
        sorts = thing.sorts | {sort for one in told for sort in _POINTED.get(one, ())}
        yield from (replace(name, sorts=sorts) for name in known)

    def _name(self, thing: _Thing, text: str) -> Name | None:
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
        if thing.kind in PLACES and all(word.is_country for word in specifics):
            return None  # where a pipeline crosses a border is not what stands between two countries
        return Name(thing.subject, thing.kind, specifics, classes, is_line, is_inside, thing.preference)


@dataclass(frozen=True)
class _Thing:
    """Something of the atlas that has names."""

    subject: str
    kind: str
    preference: tuple[int, ...]
    sorts: frozenset[str]


def _keys(words: Iterable[Word]) -> frozenset[str]:
    return frozenset(key for word in words for key in word.keys)


def _sorts_of_section(section: Section, network: Network) -> frozenset[str]:
    if not section.links:
        return frozenset(sort for node_id in section.nodes for sort in _SORTS[network.nodes[node_id].kind])
    return _WAY


def _texts_of_end(node: object, lang: str) -> list[str]:
    texts = [getattr(node, f"name_{lang}", None), getattr(node, "name", None)]
    return list(dict.fromkeys(_ASIDE.sub("", text).strip() for text in texts if text))
