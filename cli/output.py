"""Where commands write: a file whose ending says the format, or standard output."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from geo.errors import ProductError
from geo.products.formats import format_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import BinaryIO

FC = TypeVar("FC", bound="Callable[..., object]")


def output_option(*formats: str, required: bool = False) -> Callable[[FC], FC]:
    """Add `--output`, whose ending says what is written."""
    endings = ", ".join(f".{name}" for name in formats)
    return click.option(
        "--output", "-o", type=click.Path(dir_okay=False, path_type=Path), required=required, metavar="FILE",
        help=f"The file; its ending says the format: {endings}." if required
        else f"Write a file instead of printing: {endings}.",
        callback=_checked(formats),
    )  # fmt: skip


def _checked(formats: Sequence[str]) -> Callable[[click.Context, click.Parameter, Path | None], Path | None]:
    def check(_: click.Context, __: click.Parameter, path: Path | None) -> Path | None:
        if path is not None:
            said_format(path, formats)
        return path

    return check


def said_format(path: Path, formats: Sequence[str]) -> str:
    """Tell the format from the name of a file; a name that says none is used wrongly, whatever the data."""
    try:
        return format_of(path, formats)
    except ProductError as error:
        raise click.BadParameter(str(error), param_hint="'--output' / '-o'") from error


def write_result(output: Path, makers: Mapping[str, Callable[[], str]]) -> None:
    """Write the text that the file's ending asks for, whole or not at all."""
    from geo.atomic import write_whole  # noqa: PLC0415 - most commands only print

    write_whole(output, makers[said_format(output, list(makers))]().encode())
    say_written(output)


def say_written(output: Path | str) -> None:
    """Say that a file stands, where it mixes with no product."""
    click.echo(f"{output} written", err=True)


def piped_option(command: FC) -> FC:
    """Add `--output`, which is standard output where nothing is named."""
    return click.option("--output", "-o", type=click.Path(dir_okay=False), default="-", help="The file; - is stdout.")(
        command
    )


@contextmanager
def opened(output: str, *, is_text: bool = True) -> Iterator[str | BinaryIO]:
    """Give the file, or standard output for what is named -, unless that is a terminal and not for it."""
    if output != "-":
        yield output
        say_written(output)
        return
    if not is_text and sys.stdout.isatty():
        message = "This format is not for a terminal. Name a file, or send it to a pipe."
        raise click.BadParameter(message, param_hint="'--output' / '-o'")
    sys.stdout.flush()
    yield sys.stdout.buffer
    sys.stdout.buffer.flush()  # who has left the pipe is noticed here, and not when Python ends
