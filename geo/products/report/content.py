"""What a report says, before any markup: sections of paragraphs, tables and figures, and the numbered sources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass(frozen=True)
class Run:
    """
    Text of one kind.

    Parameters
    ----------
    text
        The text; any character may stand in it.
    numbers
        The sources it rests on, cited after it.
    is_strong
        Whether it is set off.
    lang
        Its language, where it is not the report's.
    href
        Where it leads: ``#anchor`` within the report, or an address; empty for nowhere.
    """

    text: str
    numbers: tuple[int, ...] = ()
    is_strong: bool = False
    lang: str = ""
    href: str = ""


Line = tuple[Run, ...]
Cell = tuple[Line, ...]
"""A cell's lines; none for a cell of which nothing is known."""


@dataclass(frozen=True)
class Paragraph:
    """
    A paragraph.

    Parameters
    ----------
    line
        Its text.
    is_note
        Whether it is set small.
    """

    line: Line
    is_note: bool = False


@dataclass(frozen=True)
class Bullets:
    """
    A list.

    Parameters
    ----------
    lines
        Its points.
    """

    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Row:
    """
    A row of a table.

    Parameters
    ----------
    cells
        One a column; the first heads the row.
    is_part
        Whether it is a part of what a row above it is.
    """

    cells: tuple[Cell, ...]
    is_part: bool = False


@dataclass(frozen=True)
class Table:
    """
    A table.

    Parameters
    ----------
    number
        Among the report's tables, from 1.
    caption
        What it shows.
    heads
        Of its columns, with their units.
    rows
        Its rows.
    widths
        Of its columns, in hundredths of its width.
    note
        What to know when reading it; empty for nothing.
    """

    number: int
    caption: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    widths: tuple[int, ...]
    note: str = ""


@dataclass(frozen=True)
class Picture:
    """
    A figure.

    Parameters
    ----------
    number
        Among the report's figures, from 1.
    name
        For a file: letters, digits, hyphens.
    caption
        What it shows.
    alt
        The same for those who do not see it.
    drawn
        Gives the figure's bytes as ``"svg"`` or ``"png"``.
    numbers
        The sources that it cites.
    map_html
        The page of an interactive map that may stand in its place on a screen; empty for none.
    """

    number: int
    name: str
    caption: str
    alt: str
    drawn: Callable[[str], bytes]
    numbers: tuple[int, ...]
    map_html: str = ""


Block = Paragraph | Bullets | Table | Picture


@dataclass(frozen=True)
class Section:
    """
    A section.

    Parameters
    ----------
    anchor
        Where links lead: letters, digits, hyphens.
    title
        Its heading.
    blocks
        What it says.
    """

    anchor: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Entry:
    """
    A numbered source.

    Parameters
    ----------
    number
        Its number.
    text
        Publisher, title, date and kind.
    url
        Its address; empty where none is known.
    """

    number: int
    text: str
    url: str = ""


@dataclass(frozen=True)
class Report:
    """
    A report.

    Parameters
    ----------
    lang
        ``"en"``, ``"ru"`` or ``"kk"``.
    title, subtitle
        What it is of, and how far its evidence reaches.
    sections
        In order; the sources stand after them.
    sources
        Every source that a number in the report leads to, in order.
    credits
        Whom to name for the data.
    """

    lang: str
    title: str
    subtitle: str
    sections: tuple[Section, ...]
    sources: tuple[Entry, ...]
    credits: tuple[str, ...]

    def pictures(self) -> Iterator[Picture]:
        """
        List the figures.

        Yields
        ------
        picture
            In order.
        """
        for section in self.sections:
            yield from (block for block in section.blocks if isinstance(block, Picture))
