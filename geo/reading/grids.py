"""Grids: the cells of tables, each read as a sentence of its row, its column and its number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from geo.reading.tokens import Token, sentence_of, sentences_of, tokens_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.reading.lexicon import Lexicon
    from geo.reading.tokens import Sentence

_SUBJECTS = frozenset({"corridors", "fleet"})
"""Units that head a column with what it is about."""
MAX_CELLS = 4_000
"""Of one table; the rest of a longer one is data to import, and no article."""
# From the start of a line on, and up to its first tab: a line of any length is looked at once
_TABLE = re.compile(r"(?m:^)(?:[^\t\r\n]*\t[^\r\n]*(?:\r?\n|$)){2,}")
_CELL = re.compile(r"[^\t\r\n]*")
_ROW = re.compile(r"[^\r\n]+")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_NUMBER = re.compile(r"\+?[0-9][0-9 .,\u00a0\u202f\u2009]*%?")


@dataclass(frozen=True)
class _Cell:
    """A cell of a table, without the spaces around it."""

    text: str
    start: int
    end: int

    @property
    def is_figure(self) -> bool:
        """Whether it is a number, and no year."""
        return bool(_NUMBER.fullmatch(self.text)) and not _YEAR.fullmatch(self.text)


def parts_of_text(text: str, lexicon: Lexicon) -> Iterator[Sentence]:
    """
    Split a text into sentences, and its tables into cells.

    Parameters
    ----------
    text
        The text; a line with tabs is a row.
    lexicon
        The language's tables.

    Yields
    ------
    sentence
        Sentences as they stand. For a cell with a number under a head that names what is counted, or beside one: the
        words of its row and of its column, the number, and the unit that either names.
    """
    at = 0
    tables = [(table, rows) for table in _TABLE.finditer(text) if _has_head(rows := _rows(table))]
    bounds = [(0, 0), *(table.span() for table, _ in tables), (len(text), len(text))]
    for number, ((_, at), (end, _)) in enumerate(pairwise(bounds)):
        yield from sentences_of(text, lexicon, at, end)
        if number < len(tables):
            yield from _cells_of(tables[number][1], lexicon)


def _rows(table: re.Match[str]) -> list[list[_Cell]]:
    rows = []
    for row in _ROW.finditer(table.string, *table.span()):
        cells = [m for m in _CELL.finditer(table.string, *row.span()) if m[0] or m.start() < row.end()]
        rows.append(
            [_trimmed(cell) for cell in cells if cell.start() == row.start() or table.string[cell.start() - 1] == "\t"]
        )
    return rows


def _trimmed(cell: re.Match[str]) -> _Cell:
    start = cell.start() + len(cell[0]) - len(cell[0].lstrip())
    return _Cell(cell[0].strip(), start, start + len(cell[0].strip()))


def _has_head(rows: list[list[_Cell]]) -> bool:
    """Tell a table whose first row names its columns."""
    head = rows[0]
    return len(rows) > 1 and len(head) > 1 and not any(cell.is_figure for cell in head)


def _cells_of(rows: list[list[_Cell]], lexicon: Lexicon) -> Iterator[Sentence]:
    head, count = rows[0], 0
    for row in rows[1:]:
        for column, cell in enumerate(row[1:], 1):
            if not cell.is_figure or column >= len(head):
                continue
            count += 1
            if count > MAX_CELLS:
                return
            place = (row[0].start, row[-1].end)
            yield _sentence(row[0], head[column], head[0], cell, place, lexicon)


def _sentence(
    label: _Cell, column: _Cell, corner: _Cell, cell: _Cell, place: tuple[int, int], lexicon: Lexicon
) -> Sentence:  # fmt: skip
    """Say a cell: its row, its column, the number, and the unit that one of them, or the corner, names."""
    parts = [_split(one, lexicon) for one in (label, column, corner)]
    number = _tokens(cell)
    units = [unit for _, unit in (parts[1], parts[0], parts[2]) if unit]
    unit = units[0] if units and number[-1].text != "%" else []
    comma = Token(",", ",", cell.start, cell.start, "sign")
    words = [token for part, _ in (parts[2], *parts[:2]) if part for token in (*_dated(part, lexicon), comma)]
    return sentence_of([*words, *number, *unit], corner.start, lexicon, place)


def _split(cell: _Cell, lexicon: Lexicon) -> tuple[list[Token], list[Token]]:
    """Part a head into what it says and its unit: volume, million tonnes."""
    tokens = _tokens(cell)
    scales, units = lexicon.phrases("scales"), lexicon.phrases("units")
    for at in range(len(tokens)):
        scale = scales.at(tokens, at)
        begin = scale.end + (tokens[scale.end : scale.end + 1] != [] and tokens[scale.end].text == ".") if scale else at
        unit = units.at(tokens, begin) if begin < len(tokens) else None
        if unit is not None and unit.label not in _SUBJECTS:
            return [*tokens[:at], *tokens[unit.end :]], tokens[at : unit.end]
    return tokens, []


def _tokens(cell: _Cell) -> list[Token]:
    found = tokens_of(cell.text)
    return [Token(t.text, t.low, t.start + cell.start, t.end + cell.start, t.kind) for t in found]


def _dated(tokens: list[Token], lexicon: Lexicon) -> list[Token]:
    """Add the word that a bare year has in running text."""
    word = lexicon.tables["periods"]["year"][0]
    years = lexicon.phrases("periods", "year")
    dated = list[Token]()
    for index, token in enumerate(tokens):
        dated.append(token)
        is_bare = index + 1 == len(tokens) or years.at(tokens, index + 1) is None
        if lexicon.lang != "en" and is_bare and _YEAR.fullmatch(token.text):
            dated.append(Token(word, word, token.end, token.end, "word"))
    return dated
