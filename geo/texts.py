"""Texts: read within bounds, and held to the rules that names and notes follow."""

from __future__ import annotations

import os
import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from geo.errors import Faults

MAX_FILE_BYTES = 512 * 2**20
MAX_LINE_CHARS = 4_000_000

# C0 and C1 controls but tab and newlines, separators of lines and paragraphs, and marks that hide or turn text around
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
)
_CYRILLIC = re.compile("[\u0400-\u052f]")
_LATIN = re.compile("[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af]")
_WORD = re.compile(r"[^\W\d_]+")


def read_text(path: Path, label: str, faults: Faults, *, most: int | None = None) -> str | None:
    """
    Read a text file that is bounded, UTF-8, and free of control characters.

    Parameters
    ----------
    path
        The file.
    label
        Its name in messages.
    faults
        Where to note what is wrong.
    most
        How many bytes it may have; `MAX_FILE_BYTES` unless told otherwise.

    Returns
    -------
    text
        The text, or None after a fault.
    """
    raw = _read_bytes(path, label, faults, most or MAX_FILE_BYTES)
    if raw is None:
        return None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        message = f"Byte {error.start} is not UTF-8."
        faults.add(label, line, "utf-8", message, "Save the file as text in UTF-8; it may be another kind of file.")
        return None
    return text if _is_plain(text, label, faults) else None


def _read_bytes(path: Path, label: str, faults: Faults, most: int) -> bytes | None:
    """Read a file that is one: a pipe or a device would never end."""
    try:
        if path.exists() and not path.is_file():
            faults.add(label, 0, "file-unreadable", "This is not a file.", "Put a text file in its place.")
            return None
        with path.open("rb") as file:
            is_larger = os.fstat(file.fileno()).st_size > most
            raw = b"" if is_larger else file.read(most + 1)
    except FileNotFoundError:
        faults.add(label, 0, "file-missing", "The file is missing.", "Add it, or correct the name.")
        return None
    except OSError as error:
        message = f"The file cannot be read: {error.strerror}."
        faults.add(label, 0, "file-unreadable", message, "Give it to this user to read.")
        return None
    if is_larger or len(raw) > most:
        faults.add(label, 0, "file-size", f"The file is larger than {most:,} bytes.", "Split it.")
        return None
    return raw


def _is_plain(text: str, label: str, faults: Faults) -> bool:
    control = _CONTROL.search(text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        code = f"U+{ord(control[0]):04X}"
        faults.add(label, line, "control-character", f"The text has the control character {code}.", "Delete it.")
        return False
    for number, length in enumerate(map(len, text.splitlines()), 1):
        if length > MAX_LINE_CHARS:
            message = f"The line has {length:,} characters; {MAX_LINE_CHARS:,} are allowed."
            faults.add(label, number, "line-length", message, "Simplify the geometry, or split the record.")
            return False
    return True


def check_text(value: str) -> str:
    """
    Refuse texts that mix scripts in a word, hide characters, or are not in Unicode's composed form.

    Parameters
    ----------
    value
        A name or a note.

    Returns
    -------
    value
        The same text.

    Raises
    ------
    ValueError
        If the text is not NFC, is only spaces, has a control character, or a word has Latin and Cyrillic letters.
    """
    if value and not value.strip():
        raise ValueError("The text is nothing but spaces.")
    if value.isascii() and value.isprintable():
        return value  # such letters are composed, shown and Latin
    if not unicodedata.is_normalized("NFC", value):
        raise ValueError("The text is not in Unicode's composed form (NFC).")
    control = _CONTROL.search(value)
    if control:
        raise ValueError(f"The text has the control character U+{ord(control[0]):04X}.")
    if not (_CYRILLIC.search(value) and _LATIN.search(value)):
        return value
    mixed = [word for word in _WORD.findall(value) if _CYRILLIC.search(word) and _LATIN.search(word)]
    if mixed:
        raise ValueError(f"Words mix Latin and Cyrillic letters: {mixed}. Retype them in one script.")
    return value


def check_name(value: str) -> str:
    """
    Refuse names that are no single line of text.

    Parameters
    ----------
    value
        A name.

    Returns
    -------
    value
        The same name.

    Raises
    ------
    ValueError
        If it breaks a rule of `check_text`, begins or ends with a space, or has a line break or a tab.
    """
    if value != value.strip() or any(char in value for char in "\n\r\t"):
        raise ValueError("A name is one line, without spaces around it.")
    return check_text(value)


def check_cyrillic(value: str) -> str:
    """
    Refuse Russian and Kazakh names without a Cyrillic letter.

    Parameters
    ----------
    value
        A name.

    Returns
    -------
    value
        The same name.

    Raises
    ------
    ValueError
        If all its letters are of another script.
    """
    if _LATIN.search(value) and not _CYRILLIC.search(value):
        raise ValueError("The name is to be in Cyrillic letters, and has none.")
    return value
