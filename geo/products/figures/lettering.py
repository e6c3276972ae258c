"""Lettering: how wide a text is in the figures' one typeface, and how it is broken or cut to fit."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

import matplotlib as mpl
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.textpath import text_to_path

MM_A_POINT = 25.4 / 72
LINE_SPACING = 1.28
"""Of the size of the letters."""
ELLIPSIS, UNKNOWN = "…", "\ufffd"
_FACES = {False: "DejaVuSans.ttf", True: "DejaVuSans-Bold.ttf"}


@cache
def face(points: float, *, bold: bool = False) -> FontProperties:
    """
    Give the typeface: matplotlib's own DejaVu Sans, which has the Kazakh letters and is the same on every machine.

    Parameters
    ----------
    points
        The size.
    bold
        Whether it is bold.

    Returns
    -------
    face
        By its file, so that no font of the machine takes its place.
    """
    return FontProperties(fname=_file(bold), size=points)


def legible(text: str) -> str:
    """
    Put a sign in the place of each letter that the typeface has not.

    A typeface of the machine in its stead would make other bytes on each machine, and an empty box on many.

    Parameters
    ----------
    text
        A line.

    Returns
    -------
    text
        As long; what is no letter at all becomes a space.
    """
    known = _letters()
    return "".join(
        char if ord(char) in known else " " if unicodedata.category(char)[0] in "CZ" else UNKNOWN for char in text
    )


@cache
def _letters() -> frozenset[int]:
    return frozenset.intersection(*(frozenset(get_font(_file(bold)).get_charmap()) for bold in (False, True)))


def _file(bold: bool) -> Path:  # noqa: FBT001 - the key of a table
    return Path(mpl.get_data_path(), "fonts", "ttf", _FACES[bold])


@cache
def width_mm(text: str, points: float, *, bold: bool = False) -> float:
    """
    Measure a line of text.

    Parameters
    ----------
    text
        The line.
    points
        The size of its letters.
    bold
        Whether it is bold.

    Returns
    -------
    width_mm
        In millimetres.
    """
    if not text:
        return 0.0
    width, _, _ = text_to_path.get_text_width_height_descent(legible(text), face(points, bold=bold), ismath=False)
    return float(width) * MM_A_POINT


def line_mm(points: float) -> float:
    """
    Give the distance between lines.

    Parameters
    ----------
    points
        The size of the letters.

    Returns
    -------
    height_mm
        In millimetres.
    """
    return points * LINE_SPACING * MM_A_POINT


def cut(text: str, room_mm: float, points: float, *, bold: bool = False) -> str:
    """
    Shorten a line that is too long, with an ellipsis in the place of its end.

    Parameters
    ----------
    text
        The line.
    room_mm
        How wide it may be.
    points
        The size of its letters.
    bold
        Whether it is bold.

    Returns
    -------
    text
        The line, or as much of it as fits.
    """
    if width_mm(text, points, bold=bold) <= room_mm:
        return text
    fits, too_long = 0, len(text)
    while too_long - fits > 1:
        middle = (fits + too_long) // 2
        tried = text[:middle].rstrip() + ELLIPSIS
        fits, too_long = (middle, too_long) if width_mm(tried, points, bold=bold) <= room_mm else (fits, middle)
    return text[:fits].rstrip() + ELLIPSIS


def wrapped(text: str, room_mm: float, points: float, *, bold: bool = False, lines: int = 99) -> list[str]:
    """
    Break a text into lines.

    Parameters
    ----------
    text
        The text; it breaks at spaces, and within a word only where the word alone is too long.
    room_mm
        How wide a line may be.
    points
        The size of the letters.
    bold
        Whether it is bold.
    lines
        How many there may be; the last one then ends in an ellipsis.

    Returns
    -------
    lines
        At least one.
    """
    found = [""]
    for word in text.split(" "):
        tried = f"{found[-1]} {word}" if found[-1] else word
        if width_mm(tried, points, bold=bold) <= room_mm:
            found[-1] = tried
        else:
            found.extend(_pieces(word, room_mm, points, bold=bold))
    found = [line for line in found if line] or [""]
    if len(found) > lines:
        found[lines - 1 :] = [cut(" ".join(found[lines - 1 :]), room_mm, points, bold=bold)]
    return found


def _pieces(word: str, room_mm: float, points: float, *, bold: bool) -> list[str]:
    """Break a word that is longer than a line."""
    pieces = [""]
    for char in word:
        if width_mm(pieces[-1] + char, points, bold=bold) > room_mm and pieces[-1]:
            pieces.append("")
        pieces[-1] += char
    return pieces
