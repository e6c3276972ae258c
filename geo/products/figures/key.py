"""Keys: rows under letters, wrapped, in one column or two of about the same height."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.products.figures.lettering import line_mm, width_mm, wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.products.figures.sheet import Sheet

_BETWEEN_MM = 4.0
_Row = tuple[str, tuple[str, ...]]


@dataclass(frozen=True)
class Key:
    """
    Rows as they are set.

    Parameters
    ----------
    columns
        Rows of each column: letter and lines.
    wide_mm
        How wide a column is.
    indent_mm
        Where the lines begin.
    height_mm
        Of the highest column.
    """

    columns: tuple[tuple[_Row, ...], ...]
    wide_mm: float
    indent_mm: float
    height_mm: float


def key_table(sheet: Sheet, rows: Sequence[tuple[str, str]], *, columns: int) -> Key:
    """
    Set rows.

    Parameters
    ----------
    sheet
        The sheet.
    rows
        Letter and text.
    columns
        How many columns there are at most; no more than rows.

    Returns
    -------
    key
        The rows in order, down the first column and then down the next.
    """
    points = sheet.size.small_pt
    columns = min(columns, max(1, len(rows)))
    indent = max((width_mm(letter, points, bold=True) for letter, _ in rows), default=0.0) + 1.2
    wide = (sheet.room - (columns - 1) * _BETWEEN_MM) / columns
    broken = [(letter, tuple(wrapped(text, wide - indent, points))) for letter, text in rows]
    least = max((len(lines) for _, lines in broken), default=0)
    most = sum(len(lines) for _, lines in broken)
    found = next(
        filled for high in range(least, most + 1) if len(filled := _filled(broken, high)) <= columns
    )  # fmt: skip
    heights = [sum(len(lines) for _, lines in column) for column in found]
    return Key(tuple(map(tuple, found)), wide, indent, max(heights, default=0) * line_mm(points))


def _filled(rows: Sequence[_Row], high: int) -> list[list[_Row]]:
    """Fill columns of so many lines."""
    columns: list[list[_Row]] = []
    room = 0
    for row in rows:
        if len(row[1]) > room:
            columns.append([])
            room = high
        columns[-1].append(row)
        room -= len(row[1])
    return columns


def draw_table(sheet: Sheet, key: Key) -> None:
    """
    Draw a key at the top of the free room.

    Parameters
    ----------
    sheet
        The sheet.
    key
        The key.
    """
    points = sheet.size.small_pt
    for place, column in enumerate(key.columns):
        x, y = sheet.left + place * (key.wide_mm + _BETWEEN_MM), sheet.top
        for letter, lines in column:
            sheet.text((x, y + 0.75 * line_mm(points)), letter, points, bold=True)
            for line in lines:
                y += line_mm(points)
                sheet.text((x + key.indent_mm, y - 0.25 * line_mm(points)), line, points)
    sheet.top += key.height_mm
