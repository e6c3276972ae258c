"""Formats that the name of a file says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import ProductError

if TYPE_CHECKING:
    from collections.abc import Sequence

FIGURE_FORMATS = ("svg", "png", "pdf")
REPORT_FORMATS = ("html", "docx", "md", "pdf")


def format_of(path: str | Path, formats: Sequence[str]) -> str:
    """
    Tell the format from the name of a file.

    Parameters
    ----------
    path
        The file.
    formats
        Those that can be written, in small letters.

    Returns
    -------
    format
        One of `formats`.

    Raises
    ------
    ProductError
        If the name ends in something else.
    """
    found = Path(path).suffix.lower().removeprefix(".")
    if found not in formats:
        endings = ", ".join(f".{name}" for name in formats)
        raise ProductError(f"{Path(path).name!r} says no format that can be written. Let it end in one of {endings}.")
    return found
