"""What documents tell people to paste: each command is run once, whoever tells it first."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

import click
from click.testing import CliRunner

from cli.main import COMMANDS, app

if TYPE_CHECKING:
    from pathlib import Path

ELSEWHERE = (
    "corridors build", "corridors simulate", "corridors disrupt", "corridors verify", "corridors figure all"
)  # fmt: skip
"""What other tests run, on an atlas or a document of their own; they draw each figure of the shipped atlas, too."""
_RUN: set[str] = set()


def blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)


def commands(page: Path) -> list[list[str]]:
    """Give the words of a page's commands, in order."""
    lines = [shlex.split(line, comments=True) for block in blocks(page, "bash") for line in block.splitlines()]
    return [words for words in lines if words[:1] == ["corridors"]]


def examples() -> set[str]:
    """Give the examples of the commands' help, which a test of theirs runs."""
    found = set()
    for name in COMMANDS:
        command = app.get_command(click.Context(app), name)
        for line in ((command.help if command else None) or "").partition("Examples:")[2].splitlines():
            found.add(shlex.join(shlex.split(line.partition(" > ")[0])))
    return found


def run_in_order(page: Path) -> None:
    """Run a page's commands here, but those that were run before and write nothing that a later one reads."""
    tried, lines = examples(), commands(page)
    for at, words in enumerate(lines):
        line, written = shlex.join(words), set(words[words.index("-o") + 1 :][:1]) if "-o" in words else set()
        is_read = any(written & set(later) for later in lines[at + 1 :]) or words[1] == "init"
        is_of_its_own = "--atlas" in words  # an atlas that the page has started
        if not is_read and (line in tried | _RUN or (line.startswith(ELSEWHERE) and not is_of_its_own)):
            continue
        result = CliRunner().invoke(app, words[1:], catch_exceptions=False)
        assert result.exit_code == 0, f"{line}\n{result.output}"
        _RUN.add(line)
