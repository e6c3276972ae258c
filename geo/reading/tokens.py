"""Tokens and sentences: words, numbers and signs with their offsets in the text."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.reading.lexicon import Lexicon

MAX_SENTENCE_CHARS = 2_000
"""Where no full stop comes, a sentence ends all the same: what is longer is a table or nonsense."""
_HIDDEN = "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
_TOKEN = re.compile(
    r"(?P<number>[0-9]{1,3}(?:[ \u00a0\u202f\u2009][0-9]{3}){1,4}(?![0-9])(?:[.,][0-9]+)?|[0-9]+(?:[.,][0-9]+){0,4})"
    rf"|(?P<word>[^\W\d_](?:[^\W\d_]|[\u0300-\u036f{_HIDDEN}])*)"
    rf"|(?P<sign>[^\s\w{_HIDDEN}])"
)
_HIDING = re.compile(f"[{_HIDDEN}]")
_BLOCK = re.compile(r"[^\r\n]+")
_RUN = re.compile(r"[^\r\n]+(?:\r?\n[^\r\n]+)*")
_FIRST_WORD = re.compile(r"(?:\w|[«\"“(])\S*")
_NARROWEST, _WIDEST, _FULL = 40, 120, 0.85
_STOPS = frozenset(".!?…")
_OPENING = frozenset('«"“—–-•(')
_CLAUSE_SIGNS = frozenset(";:()")


@dataclass(frozen=True, slots=True)
class Token:
    """
    A word, a number or a sign.

    Parameters
    ----------
    text
        As printed.
    low
        In lower case and composed form, ё as е, without invisible characters.
    start, end
        Offsets in the text.
    kind
        ``"word"``, ``"number"`` or ``"sign"``.
    """

    text: str
    low: str
    start: int
    end: int
    kind: str

    @property
    def is_capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.text[:1].isupper()


@dataclass(frozen=True)
class Sentence:
    """
    A sentence.

    Parameters
    ----------
    tokens
        Its words, numbers and signs.
    clauses
        For each token the number of the clause it stands in.
    block
        Where its paragraph begins, which tells it from others.
    place
        The offsets of the row that it was made of; None for a sentence as it stands.
    """

    tokens: tuple[Token, ...]
    clauses: tuple[int, ...]
    block: int
    place: tuple[int, int] | None = None

    @property
    def start(self) -> int:
        """The offset of its first character."""
        return self.tokens[0].start if self.place is None else self.place[0]

    @property
    def end(self) -> int:
        """The offset after its last character."""
        return self.tokens[-1].end if self.place is None else self.place[1]

    def clause_of(self, index: int) -> tuple[int, int]:
        """
        Give the bounds of the clause in which a token stands.

        Parameters
        ----------
        index
            The token's position.

        Returns
        -------
        start, end
            Positions of the clause's first token and after its last.
        """
        number = self.clauses[index]
        start, end = index, index + 1
        while start > 0 and self.clauses[start - 1] == number:
            start -= 1
        while end < len(self.tokens) and self.clauses[end] == number:
            end += 1
        return start, end

    def is_aside(self, index: int) -> bool:
        """
        Tell whether a token stands in brackets.

        Parameters
        ----------
        index
            The token's position.

        Returns
        -------
        is_aside
            True in brackets.
        """
        return self.tokens[self.clause_of(index)[0]].text == "("

    def told_of(self, index: int) -> tuple[int, int]:
        """
        Give the bounds of what says of what sort a figure is.

        Parameters
        ----------
        index
            The figure's position.

        Returns
        -------
        start, end
            Positions of the first token and after the last of its clause, and of the one before a colon or brackets
            that have been closed.
        """
        start, end = self.clause_of(index)
        while self.tokens[start].text == ")":
            opened = [at for at in range(1, start) if self.tokens[at].text == "("]
            if not opened:
                break
            start = self.clause_of(opened[-1] - 1)[0]
        return (self.clause_of(start - 1)[0] if start and self.tokens[start].text == ":" else start), end


def fold(word: str) -> str:
    """
    Fold a word for comparing.

    Parameters
    ----------
    word
        As printed.

    Returns
    -------
    folded
        In lower case and composed form, ё as е, without invisible characters.
    """
    if word.isascii():
        return word.lower()
    return unicodedata.normalize("NFC", _HIDING.sub("", word)).lower().replace("ё", "е")


def tokens_of(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """
    Split a stretch of a text into tokens.

    Parameters
    ----------
    text
        The text.
    start, end
        The stretch; all of it by default.

    Returns
    -------
    tokens
        In order, with offsets in the whole text.
    """
    stop = len(text) if end is None else end
    found = _TOKEN.finditer(text, start, stop)
    return [Token(m[0], fold(m[0]), m.start(), m.end(), str(m.lastgroup)) for m in found]


def sentences_of(text: str, lexicon: Lexicon, start: int = 0, end: int | None = None) -> Iterator[Sentence]:
    """
    Split a text into sentences.

    Parameters
    ----------
    text
        The text; its lines are paragraphs, unless they were broken at a width.
    lexicon
        The language's tables.
    start, end
        The stretch; all of it by default.

    Yields
    ------
    sentence
        One after the other. Lines without a letter are passed over.
    """
    for first, last in _paragraphs(text, start, len(text) if end is None else end):
        for begin in range(first, last, MAX_SENTENCE_CHARS * 10):
            stop = min(last, begin + MAX_SENTENCE_CHARS * 10)
            if _LETTER.search(text, begin, stop) is None:
                continue
            for part in _split(tokens_of(text, begin, stop), lexicon):
                yield sentence_of(part, first, lexicon)


def sentence_of(
    tokens: list[Token], block: int, lexicon: Lexicon, place: tuple[int, int] | None = None
) -> Sentence:  # fmt: skip
    """
    Make a sentence of tokens.

    Parameters
    ----------
    tokens
        Its tokens.
    block
        Where its paragraph begins.
    lexicon
        The language's tables.
    place
        As in `Sentence`.

    Returns
    -------
    sentence
        With its clauses.
    """
    return Sentence(tuple(tokens), _clauses(tokens, lexicon), block, place)


def _paragraphs(text: str, begin: int, stop: int) -> Iterator[tuple[int, int]]:
    """Join the lines of letters and agencies that break at a width: the next word had no room on the line before."""
    for run in _RUN.finditer(text, begin, stop):
        lines = [match.span() for match in _BLOCK.finditer(text, run.start(), run.end())]
        widths = sorted(end - start for start, end in lines)
        is_set = _NARROWEST <= widths[-1] <= _WIDEST
        room = widths[-2] if len(widths) > 2 else widths[-1]  # an agency puts its name before the first line
        opened = lines[0][0]
        for (start, end), (following, last) in pairwise(lines):
            word = _FIRST_WORD.match(text, following, last)
            is_full = (
                word is not None and "\t" not in text[start:last] and end - start + 1 + len(word[0]) > _FULL * room
            )
            if not (is_set and is_full):
                yield opened, end
                opened = following
        yield opened, lines[-1][1]


_LETTER = re.compile(r"[^\W\d_]")


def _split(tokens: list[Token], lexicon: Lexicon) -> Iterator[list[Token]]:
    begin = 0
    for index, token in enumerate(tokens):
        is_long = token.end - tokens[begin].start > MAX_SENTENCE_CHARS
        if is_long or (token.text in _STOPS and _is_end(tokens, index, lexicon)):
            yield tokens[begin : index + 1]
            begin = index + 1
    if begin < len(tokens):
        yield tokens[begin:]


def _is_end(tokens: list[Token], index: int, lexicon: Lexicon) -> bool:
    """Tell a full stop from the point of an abbreviation."""
    if index + 1 == len(tokens):
        return True
    before, after = tokens[index - 1] if index else None, tokens[index + 1]
    if after.start == tokens[index].end:
        return _is_glued(before, after)
    is_opening = after.is_capital or after.kind == "number" or after.text in _OPENING
    return is_opening and not (before and tokens[index].text == "." and _is_short(before, after, lexicon))


def _is_glued(before: Token | None, after: Token) -> bool:
    """Tell a full stop after which the space was lost from one of an address."""
    is_word = before is not None and before.kind == "word" and before.text.islower() and len(before.text) > 2
    return is_word and after.kind == "word" and after.is_capital and len(after.text) > 1


def _is_short(before: Token, after: Token, lexicon: Lexicon) -> bool:
    """Tell an abbreviation; one for year ends the sentence where a capital follows."""
    words = lexicon.tables["sentences"]
    if before.low in words["years"] and after.is_capital:
        return False
    return before.low in words["short"] or (len(before.text) == 1 and before.is_capital)


def _clauses(tokens: list[Token], lexicon: Lexicon) -> tuple[int, ...]:
    """Give each token its clause: they part at signs, and where a comma stands before a word that opens one."""
    numbers, number = [], 0
    for index, token in enumerate(tokens):
        if token.text in _CLAUSE_SIGNS or (token.text in ",–—" and _opens(tokens, index, lexicon)):
            number += 1
        numbers.append(number)
    return tuple(numbers)


def _opens(tokens: list[Token], index: int, lexicon: Lexicon) -> bool:
    """Tell a comma, or a dash with spaces, before a word that opens a clause: , which; , of which."""
    words = lexicon.tables["sentences"]
    following = [token.low for token in tokens[index + 1 : index + 3]]
    is_spaced = index > 0 and tokens[index - 1].end < tokens[index].start
    is_led = len(following) > 1 and following[0] in words["before_clause"] and following[1] in words["clause"]
    is_opening = bool(following) and (following[0] in words["clause"] or is_led)
    return is_opening and (tokens[index].text == "," or is_spaced)
