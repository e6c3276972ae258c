"""Figures as files: SVG, PNG and PDF, the same bytes every time, whole or not at all."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import matplotlib.style
from matplotlib import rc_context

from geo.atomic import write_whole
from geo.products.formats import FIGURE_FORMATS, format_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_MAKER = "corridor-atlas"
_METADATA: dict[str, dict[str, str | None]] = {
    "svg": {"Date": None, "Creator": _MAKER},
    "png": {"Software": _MAKER},
    "pdf": {"Creator": _MAKER, "Producer": None, "CreationDate": None},
}
_SETTINGS = {
    "svg.hashsalt": _MAKER,
    # Letters are outlines: editors of drawings take no typeface out of an SVG, and in another one texts run into each
    # other. What is said stands in <desc>; in a PDF the letters are letters, to search and to edit.
    "svg.fonttype": "path",
    "pdf.fonttype": 42,
    "path.simplify": False,
    "text.hinting": "no_hinting",  # letters as wide as they were measured, at any resolution
}


def figure_bytes(figure: Figure, file_format: str, *, dpi: float | None = None) -> bytes:
    """
    Write a figure.

    Parameters
    ----------
    figure
        The figure.
    file_format
        One of `FIGURE_FORMATS`.
    dpi
        Pixels an inch; None for the figure's own.

    Returns
    -------
    content
        The file's bytes; the machine's settings, clock and language leave no trace in them.
    """
    stream = io.BytesIO()
    description = getattr(figure, "description", "")  # matplotlib's own have none
    metadata = {**_METADATA[file_format], "Title": str(figure.get_label())}
    if description and file_format != "svg":
        metadata["Description" if file_format == "png" else "Subject"] = description
    with rc_context(), matplotlib.style.context(["default", _SETTINGS]):
        figure.savefig(stream, format=file_format, metadata=metadata, dpi="figure" if dpi is None else dpi)
    content = stream.getvalue()
    return _spoken(content, figure) if file_format == "svg" and description else content


def _spoken(svg: bytes, figure: Figure) -> bytes:
    """Let a drawing say what it is: one picture, with a title, a description and a language."""
    head = f'<svg role="img" lang="{figure.lang}" xml:lang="{figure.lang}" '.encode()  # type: ignore[attr-defined]
    description = f" <desc>{escape(figure.description)}</desc>\n".encode()  # type: ignore[attr-defined]
    return svg.replace(b"<svg ", head, 1).replace(b"</title>\n", b"</title>\n" + description, 1)


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
    write_whole(Path(path), figure_bytes(figure, format_of(path, FIGURE_FORMATS)))
