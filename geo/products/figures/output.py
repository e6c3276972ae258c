"""Figures as files: SVG, PNG and PDF, the same bytes every time, whole or not at all."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import matplotlib.style
from matplotlib import rc_context

from geo.atomic import write_whole
from geo.errors import ProductError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FORMATS = ("svg", "png", "pdf")
_MAKER = "corridor-atlas"
_METADATA: dict[str, dict[str, str | None]] = {
    "svg": {"Date": None, "Creator": _MAKER},
    "png": {"Software": _MAKER},
    "pdf": {"Creator": _MAKER, "Producer": None, "CreationDate": None},
}
_SETTINGS = {
    "svg.hashsalt": _MAKER,
    "svg.fonttype": "path",  # letters look the same where the typeface is not installed
    "pdf.fonttype": 42,
    "path.simplify": False,
}


def format_of(path: str | Path) -> str:
    """
    Tell the format from the name of a file.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    format
        One of `FORMATS`.

    Raises
    ------
    ProductError
        If the name ends in something else.
    """
    found = Path(path).suffix.lower().removeprefix(".")
    if found not in FORMATS:
        raise ProductError(f"A figure's name ends in .svg, .png or .pdf; {str(path)!r} does not. Give it such a name.")
    return found


def figure_bytes(figure: Figure, file_format: str, *, dpi: float | None = None) -> bytes:
    """
    Write a figure.

    Parameters
    ----------
    figure
        The figure.
    file_format
        One of `FORMATS`.
    dpi
        Pixels an inch; None for the figure's own.

    Returns
    -------
    content
        The file's bytes; the machine's settings, clock and language leave no trace in them.
    """
    stream = io.BytesIO()
    metadata = {**_METADATA[file_format], "Title": str(figure.get_label())}
    with rc_context(), matplotlib.style.context(["default", _SETTINGS]):
        figure.savefig(stream, format=file_format, metadata=metadata, dpi="figure" if dpi is None else dpi)
    return stream.getvalue()


def write_figure(figure: Figure, path: str | Path) -> None:
    """
    Write a figure to a file, whole or not at all.

    Parameters
    ----------
    figure
        The figure.
    path
        The file; its name says the format.

    Raises
    ------
    ProductError
        If the name says no format, or the file cannot be written; a file that was there stays as it was.
    """
    write_whole(Path(path), figure_bytes(figure, format_of(path)))
