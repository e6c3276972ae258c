"""The reference of commands, from `--help`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli.main import COMMANDS, app

if TYPE_CHECKING:
    from collections.abc import Iterator

INTRODUCTION = """\
# Commands

What `corridors COMMAND --help` prints. Data go to standard output and talk to standard error. Exit codes: 0, all well;
1, something is wrong with data (the message says what, where, and what to do); 2, a command was not used as its help
says. `--json` prints all fields in place of a table.
"""
WIDTH = 96


def page() -> str:
    """Write the page."""
    root = click.Context(app, info_name="corridors", terminal_width=WIDTH, **app.context_settings)
    parts = [INTRODUCTION, _block(app.get_help(root))]
    for name in COMMANDS:
        command = app.get_command(root, name)
        assert command is not None, name  # noqa: S101 - a name in the list has a command
        parts += _parts(command, name, root, level=2)
    return "\n".join(parts)


def _parts(command: click.Command, name: str, parent: click.Context, level: int) -> Iterator[str]:
    context = click.Context(command, info_name=name, parent=parent, terminal_width=WIDTH)
    yield f"{'#' * level} {context.command_path}\n"
    yield _block(command.get_help(context))
    if isinstance(command, click.Group):
        for sub in command.list_commands(context):
            found = command.get_command(context, sub)
            assert found is not None, sub  # noqa: S101
            yield from _parts(found, sub, context, level + 1)


def _block(text: str) -> str:
    return f"```text\n{text.strip()}\n```\n"
