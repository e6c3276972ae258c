"""What commands print: aligned tables for people, JSON for machines."""

from __future__ import annotations

import json
import unicodedata
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

MAX_CELL = 60


def json_text(found: object) -> str:
    """Write what was found for machines: letters as they are, and nothing that is not JSON."""
    return json.dumps(found, ensure_ascii=False, indent=1, allow_nan=False)


def print_titled(title: str, rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> None:
    """Print one of several tables, under its title and apart from the next."""
    click.echo(f"{title}:")
    if rows:
        print_rows(rows, as_json=False, columns=columns)
    else:
        click.echo("Nothing.")
    click.echo("")


def print_rows(rows: Sequence[Mapping[str, Any]], *, as_json: bool, columns: Sequence[str] | None = None) -> None:
    """Print records as a table, or as a JSON list with all their fields."""
    if as_json:
        click.echo(json_text(list(rows)))
        return
    names = list(columns or (rows[0] if rows else ()))
    table = [names, *([_cell(row.get(name)) for name in names] for row in rows)]
    widths = [max(map(_width, column)) for column in zip(*table, strict=True)]
    for cells in table:
        line = "  ".join(cell + " " * (size - _width(cell)) for cell, size in zip(cells, widths, strict=True))
        click.echo(line.rstrip())


def _cell(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, (list, tuple)):
        text = " ".join(map(str, value))
    elif isinstance(value, float):
        text = f"{value:.10g}"
    else:
        text = str(value)
    text = plain(text)
    return text if len(text) <= MAX_CELL else text[: MAX_CELL - 1] + "…"


def ends_text(ends: Iterable[float | None], form: str = ".1f") -> str:
    """Write an interval, low to high; … stands for an end that nothing sets."""
    return " – ".join("…" if end is None else f"{end:{form}}" for end in ends)


def counted(number: int, noun: str) -> str:
    """Say how many: `1 link`, `2 links`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def following(atlas: Path) -> str:
    """Say what comes after an atlas was started: products go beside its files, and not over those of another atlas."""
    return f"Next: corridors check {atlas} && corridors build --atlas {atlas} -o {atlas / 'maps'}"


def plain(text: str) -> str:
    """Make a text fit for a terminal: what does not print, or turns text around, becomes a space."""
    return "".join(char if char.isprintable() else " " for char in text)


def _width(text: str) -> int:
    return sum(0 if unicodedata.combining(char) else 1 for char in text)
