"""An atlas whose every free text is a payload: each field another, in each round another."""

from __future__ import annotations

import csv
import io
import json
import tomllib
from typing import TYPE_CHECKING, Any

from atlas_cases import good
from mistakes import CORRIDOR, DECISIONS, ENTRIES, GAZETTE, GAZETTE_CLAIMS, LINKS, NODES, PAPER, PAPER_CLAIMS

from tests.napkin_scenarios import NARROW, OPEN

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAYLOADS = (
    "{{7*7}}",
    "{% for x in range(9) %}{{x}}{% endfor %}",
    "{{ cycler.__init__.__globals__.os.system('touch hacked') }}",
    "${alert(1)}",
    "`touch hacked`$(touch hacked)",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "javascript:alert(1)",
    "]]><x/>",
    "=cmd|' /C calc'!A0",
    "+1+1|@SUM(1)",
    "@SUM(1+1)",
    "-2+3",
    '"onmouseover="alert(1)',
    "'); DROP TABLE links;--",
    "--><b>&lt;&#39;&amp;",
    "\\u2028\\u003cb\\u003e\\",
    "[% env('HOME') %][x](javascript:alert(1))",
    "%s%n{0.__class__}%(x)s",
    "\\input{/etc/passwd}\\immediate\\write18{touch hacked}",
    "^^5cinput{x} % & # _ ~ ^",
    "![x](http://x.example/i.png) <http://x.example>",
    "</style></title></iframe><style>*{display:none}</style>",
    "{ DDEAUTO cmd calc } | **b** _i_",
    "&#x3c;script&#x3e;alert(1)&#x3c;/script&#x3e;",
    "\uff1dcmd|' /C calc'!A0",
    "<![CDATA[<b>]]>",
)
FREE = frozenset({
    "name", "name_ru", "name_kk", "aliases", "summary", "summary_ru", "summary_kk", "note", "length_note", "source",
    "geometry_source", "attribute_sources", "title", "publisher", "licence", "via", "reason",
})  # fmt: skip
"""Fields that hold a text as it comes; ids, dates, addresses and words of a list are held to their patterns."""
ADDED = {
    NODES: ("name_ru", "name_kk", "note"), LINKS: ("name", "note"),
    CORRIDOR: ("summary_ru", "summary_kk", "length_note", "note"), "route": ("name_ru", "name_kk"),
    "section": ("name_kk", "length_note"), ENTRIES: (), "entry": ("name_kk", "aliases", "summary_ru", "summary_kk"),
    GAZETTE: ("via", "note"), PAPER: ("via", "note"), "scenario": ("name_kk",), "change": ("name_ru", "name_kk"),
}  # fmt: skip
"""What the records of the napkin leave out."""
PROSE = frozenset({"summary", "reason", "title", "geometry_source"})
LONGEST = 200
"""Letters of a name."""
LINES = "\n\n# two\n* three | four"
"""Texts of these fields may have several lines."""


class Poison:
    """Give field after field its payloads, and keep which text stands where."""

    def __init__(self, round_: int, joined: int) -> None:
        self.at, self.joined = round_, joined
        self.used: dict[str, list[str]] = {}

    def text(self, key: str) -> str:
        """Give the next text, which begins with another payload than the one before."""
        text = "Ж" if key.endswith(("_ru", "_kk")) else PAYLOADS[self.at % len(PAYLOADS)]
        for more in range(int(text != "Ж"), self.joined):
            payload = PAYLOADS[(self.at + more) % len(PAYLOADS)]
            text += f" {payload}" if len(text) + len(payload) < LONGEST else ""
        self.at += 1
        text += LINES if key in PROSE else ""
        self.used.setdefault(key, []).append(text)
        return text

    def spoil(self, value: Any, kind: str) -> Any:
        """Put payloads into all free texts of a record, and of the records within."""
        if isinstance(value, list):
            return [self.spoil(item, kind) for item in value]
        if not isinstance(value, dict):
            return value
        return {key: self._field(key, inner) for key, inner in self._whole(value, kind).items()}

    def _whole(self, record: dict[str, Any], kind: str) -> dict[str, Any]:
        added = {key: [] if key == "aliases" else "" for key in ADDED.get(kind, ())}
        return {**added, **record} if {"type", "geometry"}.isdisjoint(record) else record

    def _field(self, key: str, value: Any) -> Any:
        if key == "attribute_sources":
            return {name: self.text(key) for name in value}
        if key == "aliases":
            return [self.text(key)]
        if key in FREE and (value is None or isinstance(value, str)) and value != "assumption":
            return self.text(key)
        return self.spoil(value, key)


def poison(root: Path, round_: int, joined: int) -> dict[str, list[str]]:
    """Poison a copy of the napkin, with a scenario in which all passes and one in which a part does; give the texts by field."""
    poison = Poison(round_, joined)
    for file in (NODES, LINKS):
        tree = json.loads(good(file))
        for feature in tree["features"]:
            feature["properties"] = poison.spoil(feature["properties"], file)
        (root / file).write_text(json.dumps(tree, ensure_ascii=False), "utf-8")
    for file in (CORRIDOR, ENTRIES, GAZETTE, PAPER, DECISIONS):
        write(root / file, poison.spoil(tomllib.loads(good(file).decode()), file))
    for text in (OPEN, NARROW):
        record = poison.spoil(tomllib.loads(text), "scenario")
        write(root / f"data/corridors/scenarios/{record['scenario_id']}.toml", record)
    for file in (GAZETTE_CLAIMS, PAPER_CLAIMS):
        rows = list(csv.DictReader(io.StringIO(good(file).decode())))
        with (root / file).open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, rows[0])
            writer.writeheader()
            writer.writerows({**row, "note": poison.text("note")} for row in rows)
    return poison.used


def write(path: Path, record: dict[str, Any]) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(toml_lines(record)) + "\n", "utf-8")


def toml_lines(record: dict[str, Any], head: str = "") -> Iterator[str]:
    """Write a record as TOML, its tables after its fields."""
    tables = {
        key: value for key, value in record.items() if isinstance(value, list) and value and isinstance(value[0], dict)
    }
    yield head
    for key, value in record.items():
        if key not in tables:
            yield f"{key} = {toml(value)}"
    for key, items in tables.items():
        for item in items:
            yield from toml_lines(item, f"\n[[{key}]]")


def toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {toml(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, str | list | bool | int | float):
        return json.dumps(value, ensure_ascii=False)
    return value.isoformat()
