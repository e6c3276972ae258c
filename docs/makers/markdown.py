"""Text as Markdown: tables, and docstrings in which nothing is taken for markup."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

CODE = re.compile(r"(``.+?``|`[^`]+`)", re.DOTALL)
MARKS = re.compile(r"([\\*_\[\]#~])")


def plain(text: str) -> str:
    """Escape what would be markup or HTML; what stands in backticks stays code."""
    parts = CODE.split(text)
    return "".join(part if n % 2 else MARKS.sub(r"\\\1", part.replace("&", "&amp;").replace("<", "&lt;"))
                   for n, part in enumerate(parts))  # fmt: skip


def cell(text: str) -> str:
    """Write a text into a cell of a table."""
    return plain(" ".join(text.split())).replace("|", "\\|")


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table."""
    lines = [f"| {' | '.join(heads)} |", "|" + " --- |" * len(heads)]
    return "\n".join([*lines, *(f"| {' | '.join(map(cell, row))} |" for row in rows)]) + "\n"
