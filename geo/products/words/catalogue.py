"""Read a gettext catalogue: of the format, what translators' tools write."""

from __future__ import annotations

import re
from dataclasses import dataclass
from gettext import c2py
from typing import TYPE_CHECKING

from geo.errors import ProductError

if TYPE_CHECKING:
    from collections.abc import Callable

_FIELD = re.compile(r'(?:(msgctxt|msgid|msgid_plural|msgstr|msgstr\[[0-5]\]) )?"([^"\\]*(?:\\["\\n][^"\\]*)*)"')
_ESCAPED = re.compile(r"\\(.)")
_PLURAL = re.compile(r"Plural-Forms: nplurals=([1-6]); plural=([^;]+);")


@dataclass(frozen=True)
class Catalogue:
    """
    What a language says.

    Attributes
    ----------
    texts
        Key to the text, or to the forms that it takes after numbers.
    form
        Gives the place of the form that a whole number asks for.
    """

    texts: dict[str, tuple[str, ...]]
    form: Callable[[int], int]


def read_catalogue(text: str, name: str) -> Catalogue:
    """
    Read a catalogue.

    Parameters
    ----------
    text
        A `.po` or a `.pot` file: `msgctxt` is the key, `msgid` the English text, `msgstr` what the language says.
    name
        The file's name, for faults.

    Returns
    -------
    catalogue
        As gettext has it, English where nothing is said or somebody should look again (`fuzzy`).

    Raises
    ------
    ProductError
        If a line is none of a catalogue, a key stands twice, or the header names no plural forms.
    """
    first, *rest = _entries(text, name)
    forms = _PLURAL.search(first.get("msgstr", ""))
    if first.get("msgid") != "" or forms is None:
        raise ProductError(f"A catalogue begins with a header that names its Plural-Forms ({name}:1).")
    texts: dict[str, tuple[str, ...]] = {}
    for entry in rest:
        key = entry.get("msgctxt", "")
        if key in texts or "." not in key:
            raise ProductError(f'Each text has a key of its own, `msgctxt "group.name"`; {key!r} is none ({name}).')
        texts[key] = _said(entry, int(forms[1]))
    return Catalogue(texts, c2py(forms[2]))


def _said(entry: dict[str, str], count: int) -> tuple[str, ...]:
    english = (entry["msgid"], entry["msgid_plural"]) if "msgid_plural" in entry else (entry["msgid"],)
    names = [f"msgstr[{place}]" for place in range(count)] if len(english) == 2 else ["msgstr"]
    said = tuple(entry.get(name, "") for name in names)
    return said if all(said) and "fuzzy" not in entry else english


def _entries(text: str, name: str) -> list[dict[str, str]]:
    """Part a catalogue at its empty lines; what is obsolete is left out."""
    entries: list[dict[str, str]] = [{}]
    keyword = ""
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            entries.append({})
            keyword = ""
        elif line[0] == "#":
            if line.startswith("#,") and "fuzzy" in line:
                entries[-1]["fuzzy"] = ""
        else:
            keyword = _add(entries[-1], keyword, line, (name, number))
    return [entry for entry in entries if "msgid" in entry]


def _add(entry: dict[str, str], keyword: str, line: str, place: tuple[str, int]) -> str:
    """Add a line to what its keyword says, or to what the last one said."""
    found = _FIELD.fullmatch(line)
    if found is None or not (found[1] or keyword) or found[1] in entry:
        raise ProductError(f"{line[:40]!r} is no line of a gettext catalogue ({place[0]}:{place[1]}).")
    keyword, part = found[1] or keyword, found[2]
    if "\\" in part:
        part = _ESCAPED.sub(lambda mark: "\n" if mark[1] == "n" else mark[1], part)
    entry[keyword] = entry.get(keyword, "") + part
    return keyword
