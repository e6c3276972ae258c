"""What a hostile file is here: where it lies, what is in it, which command meets it, and how that may end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

CHECK = ("check", "--atlas", "{atlas}")
MAP = ("map", "--atlas", "{atlas}", "-o", "{out}/napkin.html")
FLOW = ("flow", "--atlas", "{atlas}", "--demand", "{file}")
OSM = ("osm", "read", "{file}", "-o", "{out}/new")
IMPORT = ("import", "{file}", "-o", "{out}/new", "--source", "Survey", "--licence", "CC0 1.0", "--mode", "rail")
ARTICLE = ("claims", "read", "{file}", "--atlas", "{atlas}")

EITHER = -1
"""What is left of a file may be readable, or not: bytes turned over in a value are another value."""


@dataclass(frozen=True)
class Hostile:
    """
    One hostile file.

    `file` is a place in a copy of the napkin atlas where `command` reads the atlas, and a name beside it otherwise.
    `code` is 0 where the content is ugly and legal, `EITHER` where that is left open; `says` stands in what is printed.
    """

    name: str
    command: tuple[str, ...]
    file: str
    content: bytes | Callable[[], bytes]
    code: int = 1
    says: str = ""

    @property
    def bytes(self) -> bytes:
        return self.content() if callable(self.content) else self.content
