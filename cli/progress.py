"""What is being done, on one line of the terminal that goes away again."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from cli.printing import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

WIDTH = 79


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """Give what tells the stages of a long command; it is silent where no terminal shows standard error."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    try:
        yield lambda text: _show(plain(text)[:WIDTH])
    finally:
        _show("")


def _show(text: str) -> None:
    click.echo(f"\r\x1b[K{text}", nl=False, err=True)
