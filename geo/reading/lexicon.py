"""The words that figures are said with, as tables of three languages, and how they are found in a text."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.reading.tokens import Token

LANGUAGES = ("en", "ru", "kk")
_FOLDER = Path(__file__).parent / "words"
_JOINTS = frozenset("/-–.’'\"«»(")
_SHORTEST = 5  # letters of a word that an ending alone is read in
_HEAD = 2  # letters by which patterns are looked up


@dataclass(frozen=True)
class Match:
    """
    Words of a text that a table has.

    Parameters
    ----------
    label
        Under which name it has them.
    start, end
        The positions of the first word and after the last one in the tokens.
    """

    label: str
    start: int
    end: int


class Phrases:
    """
    Words and phrases under labels; a star ends a word whose endings vary.

    Parameters
    ----------
    table
        Label to phrases.
    """

    def __init__(self, table: Mapping[str, Sequence[str]]) -> None:
        self._by_head: dict[str, list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
        self._endings = [
            (phrase[1:], label) for label, phrases in table.items() for phrase in phrases if phrase[0] == "*"
        ]
        for label, phrases in table.items():
            for phrase in phrases:
                words = tuple(phrase.replace("ё", "е").split())
                self._by_head[words[0].rstrip("*")[:_HEAD]].append((label, words))

    def at(self, tokens: Sequence[Token], index: int) -> Match | None:
        """
        Find the longest phrase that begins at a token.

        Parameters
        ----------
        tokens
            A sentence.
        index
            Where the phrase is to begin.

        Returns
        -------
        match
            The phrase, None where none begins.
        """
        low = tokens[index].low
        best: Match | None = None
        for head in {low[:1], low[:_HEAD]}:
            for label, words in self._by_head.get(head, ()):
                end = _end(tokens, index, words)
                if end is not None and (best is None or end > best.end):
                    best = Match(label, index, end)
        if best is None and len(low) > _SHORTEST:
            best = next((Match(label, index, index + 1) for end, label in self._endings if low.endswith(end)), None)
        return best

    def within(self, tokens: Sequence[Token], start: int = 0, end: int | None = None) -> list[Match]:
        """
        Find all phrases of a stretch, none inside another.

        Parameters
        ----------
        tokens
            A sentence.
        start, end
            The stretch; all of it by default.

        Returns
        -------
        matches
            In the order of the text.
        """
        found, index = [], start
        stop = len(tokens) if end is None else min(end, len(tokens))
        while index < stop:
            match = self.at(tokens, index)
            if match is None or match.end > stop:
                index += 1
            else:
                found.append(match)
                index = match.end
        return found

    def labels(self, word: str) -> list[str]:
        """
        Name the labels of a single word.

        Parameters
        ----------
        word
            The word, folded as tokens are.

        Returns
        -------
        labels
            Every label that has it as a phrase of one word.
        """
        heads = {word[:1], word[:_HEAD]}
        pairs = [pair for head in heads for pair in self._by_head.get(head, ())]
        return [label for label, words in pairs if len(words) == 1 and _fits(word, words[0])]


def _end(tokens: Sequence[Token], index: int, words: tuple[str, ...]) -> int | None:
    """Say where a phrase that begins here ends; hyphens, slashes and quotes may stand between its words."""
    for number, word in enumerate(words):
        if number and index < len(tokens) and tokens[index].text in _JOINTS:
            index += 1
        if index >= len(tokens) or not _fits(tokens[index].low, word):
            return None
        index += 1
    return index


def _fits(word: str, pattern: str) -> bool:
    return word.startswith(pattern[:-1]) if pattern.endswith("*") else word == pattern


@dataclass(frozen=True)
class Lexicon:
    """
    The tables of one language.

    Parameters
    ----------
    lang
        ``"en"``, ``"ru"`` or ``"kk"``.
    tables
        Table to label to phrases, as `words/<lang>.toml` has them.
    """

    lang: str
    tables: dict[str, dict[str, list[str]]]

    @lru_cache(maxsize=256)  # noqa: B019 - there are three lexicons, and they live as long as the process
    def phrases(self, table: str, label: str | None = None) -> Phrases:
        """
        Give one table, or one label of it, ready for searching.

        Parameters
        ----------
        table
            The table's name.
        label
            The label; None for all of them.

        Returns
        -------
        phrases
            Its words and phrases.
        """
        labels = self.tables[table]
        return Phrases(labels if label is None else {label: labels[label]})

    @lru_cache(maxsize=256)  # noqa: B019 - as above
    def words(self, table: str, label: str) -> frozenset[str]:
        """
        Give the single words of one label, none of which ends in a star.

        Parameters
        ----------
        table
            The table's name.
        label
            The label.

        Returns
        -------
        words
            Its words.
        """
        return frozenset(self.tables[table][label])

    def has(self, table: str, label: str, word: str) -> bool:
        """
        Tell whether one word is of a label.

        Parameters
        ----------
        table
            The table's name.
        label
            The label.
        word
            The word, folded as tokens are.

        Returns
        -------
        has
            True where it, or a beginning of it with a star, is in the table.
        """
        return bool(self.phrases(table, label).labels(word))

    def __hash__(self) -> int:
        """Stand for the language."""
        return hash(self.lang)


@lru_cache(maxsize=len(LANGUAGES))
def read_lexicon(lang: str) -> Lexicon:
    """
    Read the tables of a language.

    Parameters
    ----------
    lang
        ``"en"``, ``"ru"`` or ``"kk"``.

    Returns
    -------
    lexicon
        Its tables.
    """
    return Lexicon(lang, tomllib.loads((_FOLDER / f"{lang}.toml").read_text(encoding="utf-8")))
