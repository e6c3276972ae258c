"""Legends: swatches with their words, set in rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.products.figures.lettering import cut, line_mm, width_mm

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geo.products.figures.sheet import Sheet

SWATCH_MM = 5.0
_GAP_MM = 1.2
_BETWEEN_MM = 3.0


@dataclass(frozen=True)
class Entry:
    """
    One sign of a legend.

    Parameters
    ----------
    label
        What it means.
    draw
        Draws the swatch: takes the sheet and the middle of the swatch's left edge.
    """

    label: str
    draw: Callable[[Sheet, tuple[float, float]], None]


def legend_mm(sheet: Sheet, entries: Sequence[Entry]) -> float:
    """
    Measure a legend.

    Parameters
    ----------
    sheet
        The sheet.
    entries
        Its signs.

    Returns
    -------
    height_mm
        In millimetres.
    """
    return len(_rows(sheet, entries)) * line_mm(sheet.size.small_pt) * 1.1


def draw_legend(sheet: Sheet, entries: Sequence[Entry]) -> None:
    """
    Draw a legend at the top of the free room.

    Parameters
    ----------
    sheet
        The sheet.
    entries
        Its signs.
    """
    points = sheet.size.small_pt
    for row in _rows(sheet, entries):
        sheet.top += line_mm(points) * 1.1
        for x, label, entry in row:
            entry.draw(sheet, (x, sheet.top - 0.5 * line_mm(points)))
            sheet.text((x + SWATCH_MM + _GAP_MM, sheet.top - 0.28 * line_mm(points)), label, points)


def _rows(sheet: Sheet, entries: Sequence[Entry]) -> list[list[tuple[float, str, Entry]]]:
    rows: list[list[tuple[float, str, Entry]]] = []
    x = sheet.right + 1
    for entry in entries:
        label = cut(entry.label, sheet.room - SWATCH_MM - _GAP_MM, sheet.size.small_pt)
        wide = SWATCH_MM + _GAP_MM + width_mm(label, sheet.size.small_pt)
        if x + wide > sheet.right:
            rows.append([])
            x = sheet.left
        rows[-1].append((x, label, entry))
        x += wide + _BETWEEN_MM
    return rows
