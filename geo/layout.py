"""Where keys and tables stand in a TOML file, so that every fault has its line."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property

_HEADER = re.compile(r"\s*\[\[([^\]]*)\]\]")
_KEY = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=]+))\s*=""")


@dataclass(frozen=True)
class Layout:
    """
    The lines of a TOML file, in which fields are looked up.

    Parameters
    ----------
    lines
        All of them, in order.
    """

    lines: tuple[str, ...]

    @cached_property
    def headers(self) -> dict[str, list[int]]:
        """The positions of the headers ``[[name]]``, by name."""
        found: dict[str, list[int]] = {}
        for index, line in enumerate(self.lines):
            header = _HEADER.match(line)
            if header:
                found.setdefault(header[1].strip(" \t\"'"), []).append(index)
        return found

    @cached_property
    def starts(self) -> list[int]:
        """The positions of all headers."""
        return sorted(index for places in self.headers.values() for index in places)

    @cached_property
    def keys(self) -> dict[str, list[int]]:
        """The positions of the lines ``key = …``, by key."""
        found: dict[str, list[int]] = {}
        for index, line in enumerate(self.lines):
            key = _KEY.match(line)
            if key:
                found.setdefault(key[1] or key[2] or key[3] or "", []).append(index)
        return found

    def find(self, key: str, start: int) -> int | None:
        """
        Find a key in a table.

        Parameters
        ----------
        key
            The key.
        start
            The position of the table's first line.

        Returns
        -------
        index
            The position of its line; None if there is none before the next header.
        """
        places, header = self.keys.get(key, []), bisect_right(self.starts, start)
        end = self.starts[header] if header < len(self.starts) else len(self.lines)
        first = bisect_left(places, start)
        return places[first] if first < len(places) and places[first] < end else None
