"""Hostile records of an atlas: each file damaged as a whole, and each record in what it says."""

from __future__ import annotations

import gzip
import io
import unicodedata
import zipfile
from typing import TYPE_CHECKING

from cases import CHECK, FLOW, MAP, Hostile
from mistakes import CORRIDOR, DECISIONS, ENTRIES, GAZETTE, GAZETTE_CLAIMS, LINKS, NODES

from tests.conftest import NAPKIN

if TYPE_CHECKING:
    from collections.abc import Iterator

SCENARIO = "data/corridors/scenarios/one.toml"
BASEMAP = tuple(f"data/corridors/basemap/{name}.geojson" for name in ("land", "lakes", "borders"))
DEMAND = "demand.csv"
SCENARIO_TEXT = """scenario_id = "one"
name = "One"
name_ru = "Один"
summary = "Made up."
year = 2030

[[change]]
name = "Narrower"
select = {section = "alpha-charlie"}
attribute = "capacity"
value = 1
unit = "Mt/yr"
from_year = 2025
source = "assumption"
note = "By hand."
"""
DEMAND_TEXT = "commodity_id,origin,destination,what,mt_yr,source\nore,alpha,charlie,ore,3,\n"
FILES = (NODES, LINKS, CORRIDOR, ENTRIES, GAZETTE, GAZETTE_CLAIMS, DECISIONS, SCENARIO, *BASEMAP, DEMAND)
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><a>&b;</a>'


def good(file: str) -> bytes:
    """Give what the file holds where nothing is wrong."""
    texts = {SCENARIO: SCENARIO_TEXT, DEMAND: DEMAND_TEXT}
    return texts[file].encode() if file in texts else (NAPKIN / file).read_bytes()


def command_for(file: str) -> tuple[str, ...]:
    return FLOW if file == DEMAND else MAP if file in BASEMAP else CHECK


def zipped(content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("file", content)
    return out.getvalue()


def spoiled(content: bytes) -> dict[str, bytes]:
    """Damage a file as a whole, whatever it is."""
    middle = len(content) // 2
    return {
        "a picture": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)),
        "UTF-16": content.decode().encode("utf-16"),
        "UTF-32": content.decode().encode("utf-32"),
        "a letter of CP1251": content[:middle] + "\xd6".encode("latin-1") + content[middle:],
        "half of a character": content[:-2] + "ж".encode()[:1],
        "half of a pair": content[:middle] + b"\xed\xa0\x80" + content[middle:],
        "an overlong slash": content[:middle] + b"\xc0\xaf" + content[middle:],
        "NUL at the start": b"\0" + content,
        "NUL in the middle": content[:middle] + b"\0" + content[middle:],
        "NUL at the end": content + b"\0",
        "an escape": content[:middle] + b"\x1b[2J" + content[middle:],
        "a line separator": content[:middle] + "\u2028".encode() + content[middle:],
        "text turned round": content[:middle] + "\u202e".encode() + content[middle:],
        "a space of no width": content[:middle] + "\u200b".encode() + content[middle:],
        "two byte order marks": b"\xef\xbb\xbf\xef\xbb\xbf" + content,
        "cut in the middle": content[:middle],
        "cut near the end": content[:-5],
        "gzip of itself": gzip.compress(content),
        "zip of itself": zipped(content),
        "entities": LAUGHS,
        "100,000 brackets": b"[" * 100_000,
        "100,000 objects": b'{"a":' * 100_000,
        "itself twice": content + content,
        "a pickle": b"cos\nsystem\n(S'touch hacked'\ntR.",
        "a program": b"#!/bin/sh\ntouch hacked\n",
        "SQL": b"'; DROP TABLE links; --\n",
        "a web page": b"<!DOCTYPE html><html><script>alert(1)</script></html>",
    }


def whole_files() -> Iterator[Hostile]:
    for file in FILES:
        for name, content in spoiled(good(file)).items():
            yield Hostile(f"{file}: {name}", command_for(file), file, content, 1, base(file))


def base(file: str) -> str:
    return file.rpartition("/")[2]


DECOMPOSED = unicodedata.normalize("NFD", "Йота Ё")
TEXTS = {
    "two lines": "Al\\npha", "NUL": "Al\\u0000pha", "an escape": "\\u001b[31mAlpha", "turned round": "Al\\u202epha",
    "isolated": "\\u2067Alpha\\u2069", "no width": "Al\\u200bpha", "a line separator": "Al\\u2028pha",
    "decomposed": DECOMPOSED, "two scripts": "Аlpha", "nothing": "", "spaces": "   ", "a soft hyphen": "Al\\u00adpha",
    "50,000 letters": "A" * 50_000, "a mark of order": "\\ufeffAlpha", "C1": "Al\\u0085pha",
}  # fmt: skip
IDS = ("../x", "..", "/etc/passwd", "a/../../b", "C:\\\\x", "con.toml", "a\\u0000b", "Alpha", "альфа", "a b", "", "-a",
       "a" * 65, "a--b", "a;drop-table", "${id}", "{{id}}", "%2e%2e", "a.b", "~root")  # fmt: skip
NUMBERS = ("NaN", "Infinity", "-Infinity", "1e400", "-1e400", "9" * 400, "9" * 5000, '"1"', "true", "[]", "{}", "1.5")
FIELDS = {
    NODES: ('"node_id": "alpha"', '"name": "Alpha"', '"rank": 1'),
    LINKS: ('"link_id": "alpha-bravo"', '"geometry_source": "made up"', '"tracks": 2'),
    CORRIDOR: ('corridor_id = "napkin"', 'name = "Napkin Corridor"', 'status = "operating"'),
    ENTRIES: ('entry_id = "some-programme"', 'name = "Some programme"', 'kind = "initiative"'),
    GAZETTE: ('source_id = "gazette-2024"', 'title = "A made-up publication"', 'date = "2024"'),
    DECISIONS: ('decision_id = "napkin-volume-2024"', 'reason = "The document is at hand, the publication is not."',
                'winner = "paper-2025-01-01-03"'),
    SCENARIO: ('scenario_id = "one"', 'summary = "Made up."', "year = 2030"),
}  # fmt: skip


def changed(file: str, old: str, new: str) -> bytes:
    content = good(file)
    assert content.count(old.encode()) >= 1, (file, old)
    return content.replace(old.encode(), new.encode(), 1)


def fields() -> Iterator[Hostile]:
    """Put hostile ids, texts and numbers where a record has an id, a text and a number."""
    for file, (of_id, of_text, of_number) in FIELDS.items():
        for value, field, kind in [
            *((f'"{value}"', of_id, "id") for value in IDS),
            *((f'"{value}"', of_text, name) for name, value in TEXTS.items()),
            *((value if file in {NODES, LINKS, SCENARIO} else value.lower(), of_number, "number") for value in NUMBERS),
        ]:
            mark = ": " if ": " in field[:20] else " = "
            key = field.partition(mark)[0]
            short = value if len(value) < 20 else f"{value[:8]}…{len(value)}"
            name = f"{file}: {key} of {kind} {short}"
            code = 0 if kind == "two lines" and key.strip('"') in PROSE else 1
            yield Hostile(name, CHECK, file, changed(file, field, f"{key}{mark}{value}"), code, base(file) * code)


PROSE = {"geometry_source", "title", "reason", "summary"}
"""Texts that may have several lines."""
COORDINATES = {
    "swapped": "[0, 35]", "beyond the pole": "[35, 95]", "metres": "[3896182, 0]", "with a height": "[35, 0, 5]",
    "words": '["35", "0"]', "nothing": "[]", "null": "null", "one number": "[35]", "nested": "[[[[35, 0]]]]",
    "1e400": "[1e400, 0]", "10^400": f"[1{'0' * 400}, 0]", "NaN": "[NaN, 0]", "infinite": "[Infinity, 0]",
    "an object": '{"x": 35}', "true": "[true, false]", "across the antimeridian": "[181, 0]", "the other side": "[-145, 0]",
}  # fmt: skip
LINES = {
    "none": "[]", "one vertex": "[[35, 0]]", "no vertex": "[[]]", "across the antimeridian": "[[179.9, 0], [-179.9, 0]]",
    "twice the same": "[[35, 0], [35, 0]]", "swapped": "[[0, 35], [0, 36]]", "NaN": "[[35, 0], [NaN, 0], [36, 0]]",
    "metres": "[[3896182, 0], [4007501, 0]]", "three numbers": "[[35, 0, 1], [36, 0, 1]]", "deep": "[" * 900 + "]" * 900,
    "words": '[["35", "0"], ["36", "0"]]', "a number": "35", "text": '"LINESTRING(35 0, 36 0)"', "null": "null",
    "itself again": "[[35, 0], [36, 0], [35, 0], [36, 0]]", "to nowhere": "[[35, 0], [35.5, 0]]",
    "1e400": "[[35, 0], [35.5, 1e400], [36, 0]]", "holes": "[[35, 0], null, [36, 0]]",
}  # fmt: skip
DRAWN = {False: {"twice the same", "three numbers", "itself again", "to nowhere"}, True: {"none", "nothing"}}
"""Coordinates that are those of a line, or of an area without rings."""
COLLECTION = {
    "Web Mercator": ('"features"', '"crs": {"type": "name", "properties": {"name": "EPSG:3857"}}, "features"'),
    "a CRS by address": ('"features"', '"crs": {"type": "link", "properties": {"href": "http://x/"}}, "features"'),
    "a topology": ("FeatureCollection", "Topology"),
    "no type": ('"type": "FeatureCollection"', '"kind": 1'),
    "features in features": ('"features": [', '"features": [{"type": "FeatureCollection", "features": []},'),
    "features that are one": ('"features": [', '"features": {}, "others": ['),
    "features twice": ('"features": [', '"features": [], "features": ['),
    "a key twice": ('"properties": {', '"properties": {"note": 1, "note": 2, '),
    "__proto__": ('"properties": {', '"properties": {"__proto__": {"x": 1}, '),
    "__class__": ('"properties": {', '"properties": {"__class__": "os.system", '),
    "properties that are null": ('"properties": {', '"properties": null, "others": {'),
}


def geometry() -> Iterator[Hostile]:
    for name, value in COORDINATES.items():
        yield Hostile(
            f"a node {name}", CHECK, NODES, changed(NODES, '"coordinates": [35, 0]', f'"coordinates": {value}')
        )
    for name, value in LINES.items():
        content = changed(LINKS, '"coordinates": [[35, 0], [35.5, 0], [36, 0]]', f'"coordinates": {value}')
        yield Hostile(f"a link {name}", CHECK, LINKS, content)
    for file in (NODES, LINKS):
        for name, (old, new) in COLLECTION.items():
            yield Hostile(f"{file}: {name}", CHECK, file, changed(file, old, new), 1, base(file))
    for file in BASEMAP:
        content = good(file).replace(b'"properties": {}', b'"properties": "x"').replace(b'{"name": "Lake"}', b'"x"')
        content = content.replace(b'{"kind": "international"}', b'"x"')
        yield Hostile(f"{file}: properties that are a text", MAP, file, content, 1, base(file))
        start = good(file).index(b'"coordinates": ')
        end = good(file).rindex(b"}}")
        for name, value in {**LINES, **COORDINATES}.items():
            content = good(file)[:start] + f'"coordinates": {value}'.encode() + good(file)[end:]
            code = 0 if name in DRAWN[b"Polygon" in content] else 1
            yield Hostile(f"{file}: coordinates {name}", MAP, file, content, code)


CELLS = {
    "NaN": "NaN", "inf": "inf", "-inf": "-inf", "10^400": "1" + "0" * 400, "1e400": "1e400", "a formula": "=1+1",
    "a command": "=cmd|' /C calc'!A0", "hexadecimal": "0x10", "Arabic digits": "٣", "a full-width digit": "\uff13",
    "underscores": "1_000", "nothing": "", "a comma": '"3,1"', "minus minus": "--1", "a word": "much",
    "28 digits and more": "9" * 29, "a space": "3 1", "a percent": "3%",
}  # fmt: skip


def cells() -> Iterator[Hostile]:
    for name, value in CELLS.items():
        yield Hostile(f"a claim of {name}", CHECK, GAZETTE_CLAIMS, changed(GAZETTE_CLAIMS, "3.1,,Mt", f"{value},,Mt"))
        yield Hostile(f"a demand of {name}", FLOW, DEMAND, changed(DEMAND, ",ore,3,", f",ore,{value},"))
    for name, row in {
        "places unknown": "ore,gone,charlie,ore,3,", "one place": "ore,alpha,alpha,ore,3,", "an id twice": "ore,alpha,bravo,,1,",
        "too few cells": "ore,alpha", "too many cells": "o,alpha,bravo,,1,,,,", "below zero": "o,alpha,bravo,,-1,",
        "an id that climbs": "o,../alpha,bravo,,1,", "a quote": 'o,"al"pha,bravo,,1,', "no end of a quote": 'o,"alpha,bravo,,1,',
    }.items():  # fmt: skip
        yield Hostile(f"a demand with {name}", FLOW, DEMAND, good(DEMAND) + f"{row}\n".encode(), 1, base(DEMAND))


CHANGES = {
    "a base that is itself": ("year = 2030", 'year = 2030\nbase = "one"'),
    "a base that is not there": ("year = 2030", 'year = 2030\nbase = "gone"'),
    "a base that climbs": ("year = 2030", 'year = 2030\nbase = "../one"'),
    "endless growth": ("year = 2030", 'year = 2030\ndemand_growth_percent = inf\ndemand_growth_source = "assumption"'),
    "a year beyond": ("year = 2030", "year = 99999"),
    "no selection": ('{section = "alpha-charlie"}', "{}"),
    "a section unknown": ('{section = "alpha-charlie"}', '{section = "gone"}'),
    "two selections": ('{section = "alpha-charlie"}', '{section = "alpha-charlie", node = "alpha"}'),
    "SQL": ('{section = "alpha-charlie"}', '{section = "x\' OR 1=1"}'),
    "an attribute that is none": ('attribute = "capacity"', 'attribute = "__class__"'),
    "a negative value": ("value = 1\n", "value = -1\n"),
    "NaN": ("value = 1\n", "value = nan\n"),
    "1e308": ("value = 1\n", "value = 1e308\n"),
    "a date": ("value = 1\n", "value = 2025-01-01\n"),
    "a truth": ("value = 1\n", "value = true\n"),
    "a source unknown": ('source = "assumption"', 'source = "gone"'),
    "a unit that is none": ('unit = "Mt/yr"', 'unit = "Mt"'),
    "501 changes": ("[[change]]", '[[change]]\nname = "x"\n' * 501 + "[[change]]"),
    "a key of 17 parts": ("year = 2030", "year = 2030\n" + "a." * 17 + "b = 1"),
    "arrays without end": ("year = 2030", "year = 2030\nx = " + "[" * 3000 + "]" * 3000),
    "tables without end": ("year = 2030", "year = 2030\nx = " + "{a=" * 3000 + "1" + "}" * 3000),
}


def scenarios() -> Iterator[Hostile]:
    for name, (old, new) in CHANGES.items():
        yield Hostile(f"a scenario with {name}", CHECK, SCENARIO, changed(SCENARIO, old, new), 1, base(SCENARIO))


def atlas_cases() -> list[Hostile]:
    return [*whole_files(), *fields(), *geometry(), *cells(), *scenarios()]
