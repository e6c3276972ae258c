"""A hand-written atlas is full of mistakes: each is told with file, line, rule and fix, all in one run."""

from __future__ import annotations

import os
import re
import shutil
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import geo
from geo.atlas import inspect_atlas
from geo.errors import CorridorError, RecordError
from geo.evidence.claims import COLUMNS
from geo.network.links import Link
from geo.network.nodes import Node

if TYPE_CHECKING:
    from collections.abc import Callable

NODES = "data/corridors/nodes.geojson"
LINKS = "data/corridors/links.geojson"
CORRIDOR = "data/corridors/napkin.toml"
ENTRIES = "data/corridors/entries.toml"
PAPER = "seeds/sources/paper-2025-01-01.toml"
GAZETTE = "seeds/sources/gazette-2024.toml"
PAPER_CLAIMS = "seeds/claims/paper-2025-01-01.csv"
GAZETTE_CLAIMS = "seeds/claims/gazette-2024.csv"
DECISIONS = "seeds/decisions.toml"
FILES = (NODES, LINKS, CORRIDOR, ENTRIES, PAPER, GAZETTE, PAPER_CLAIMS, GAZETTE_CLAIMS, DECISIONS)


@dataclass(frozen=True)
class Case:
    """One mistake: `old` becomes `new` in `file` at its first place, and is told as `rule` at `line`."""

    name: str
    file: str
    old: str
    new: str
    line: int
    rule: str
    words: str = ""
    told_in: str = ""


def break_text(root: Path, file: str, old: str, new: str) -> None:
    path = root / file
    text = path.read_text("utf-8")
    assert old in text, f"the case does not fit {file}"
    path.write_text(text.replace(old, new, 1), "utf-8")


def faults_of(root: Path) -> list[geo.Fault]:
    with pytest.raises(RecordError) as caught:
        geo.read_atlas(root)
    return caught.value.faults


ALPHA = '"coordinates": [35, 0]'
LONG_ID = "a" * 65
CASES = (
    # Nodes
    Case("node id that climbs out", NODES, '"node_id": "alpha"', '"node_id": "../x"', 2, "field-format", "'../x'"),
    Case("node id too long", NODES, '"node_id": "alpha"', f'"node_id": "{LONG_ID}"', 2, "field-length", "64"),
    Case("node id with capitals", NODES, '"node_id": "alpha"', '"node_id": "Alpha"', 2, "field-format", "lower-case"),
    Case("node id twice", NODES, '"node_id": "bravo"', '"node_id": "alpha"', 3, "id-unique", f"{NODES}:2"),
    Case("unknown field", NODES, '"note": null', '"remark": null', 2, "field-unknown", "The fields are: node_id"),
    Case("missing field", NODES, '"kind": "port", ', "", 2, "field-missing", "`kind`"),
    Case("unknown kind", NODES, '"kind": "port"', '"kind": "harbour"', 2, "field-choice", "'port'"),
    Case("rank in quotes", NODES, '"rank": 1', '"rank": "1"', 2, "field-type", "whole number"),
    Case("rank out of range", NODES, '"rank": 1', '"rank": 9', 2, "field-range", "`rank`"),
    Case("name that is empty", NODES, '"name": "Alpha"', '"name": ""', 2, "field-length", "`name`"),
    Case("name over two lines", NODES, '"name": "Alpha"', '"name": "Al\\npha"', 2, "field-value", "one line"),
    Case("name with an escape", NODES, '"name": "Alpha"', '"name": "Al\\u001bpha"', 2, "field-value", "U+001B"),
    Case("name turned around", NODES, '"name": "Alpha"', '"name": "Al\\u202epha"', 2, "field-value", "U+202E"),
    Case("half a character", NODES, '"name": "Alpha"', '"name": "\\ud800"', 2, "field-type", "broken characters"),
    Case("Latin a in Cyrillic", NODES, '"Альфа"', '"Альфa"', 2, "field-value", "mix Latin and Cyrillic"),
    Case("Latin schwa in Cyrillic", NODES, '"Альфа"', '"Əльфа"', 2, "field-value", "mix Latin and Cyrillic"),
    Case("Russian in Latin", NODES, '"name_ru": "Альфа"', '"name_ru": "Alfa"', 2, "field-value", "Cyrillic letters"),
    Case("decomposed name", NODES, '"Альфа"', f'"{unicodedata.normalize("NFD", "Йота")}"', 2, "field-value", "NFC"),
    Case("country unknown", NODES, '"country": "KE"', '"country": "XX"', 2, "country-code", "'XX'"),
    Case("swapped node", NODES, ALPHA, '"coordinates": [0, 35]', 2, "node-country", "Swap latitude and longitude"),
    Case("latitude beyond the pole", NODES, ALPHA, '"coordinates": [35, 95]', 2, "field-value", "look swapped"),
    Case("metres for degrees", NODES, ALPHA, '"coordinates": [3896182, 0]', 2, "field-value", "Degrees of WGS84"),
    Case("position with height", NODES, ALPHA, '"coordinates": [35, 0, 100]', 2, "field-value", "two numbers"),
    Case("coordinate in quotes", NODES, ALPHA, '"coordinates": ["35", 0]', 2, "field-value", "two numbers"),
    Case("infinite coordinate", NODES, ALPHA, '"coordinates": [1e400, 0]', 2, "field-range", "finite number"),
    Case("endless coordinate", NODES, ALPHA, f'"coordinates": [{"9" * 400}, 0]', 2, "field-value", "not on the Earth"),
    Case("more digits than Python reads", NODES, ALPHA, f'"coordinates": [{"9" * 5000}, 0]', 2, "json-value", "limit"),
    Case("NaN", NODES, '"rank": 1', '"rank": NaN', 2, "json-value", "NaN is not a number"),
    Case("Infinity", NODES, ALPHA, '"coordinates": [-Infinity, 0]', 2, "json-value", "-Infinity is not a number"),
    Case("key twice", NODES, '"rank": 1', '"rank": 1, "rank": 2', 2, "json-value", "'rank' stands twice"),
    Case("point without geometry", NODES, '{"type": "Point", "coordinates": [35, 0]}', "null", 2, "field-type", "`geometry`"),
    Case("line for a point", NODES, '"type": "Point"', '"type": "LineString"', 2, "field-choice", "'Point'"),
    Case("gauges at a port", NODES, '"gauges_mm": null', '"gauges_mm": [1435]', 2, "field-value", "gauge_change"),
    Case("gauge change of one gauge", NODES, "[1000, 1435]", "[1435, 1435]", 3, "field-value", "two different"),
    # The collection
    Case("wrong CRS", NODES, '"features"', '"crs": {"type": "name", "properties": {"name": "EPSG:3857"}},\n"features"',
         1, "crs", "EPSG:3857"),
    Case("CRS of no known shape", NODES, '"features"', '"crs": [4326], "features"', 1, "crs", "Reproject"),
    Case("no collection", NODES, "FeatureCollection", "Topology", 1, "geojson", "FeatureCollection"),
    Case("features that are no array", LINKS, '"features": [', '"features": {}, "other": [', 1, "geojson", "FeatureCollection"),
    Case("features twice", NODES, '"features"', '"features": [], "features"', 1, "json-value", "stands twice"),
    Case("feature that is a number", NODES, '"features": [\n', '"features": [\n7,\n', 2, "geojson", "not a feature"),
    Case("feature without properties", NODES, '"properties": {', '"attributes": {', 2, "geojson", "not a feature"),
    Case("trailing comma", NODES, "]}}\n]}", "]}},\n]}", 8, "json", "cut off"),
    Case("text after the end", NODES, "]}}\n]}", "]}}\n]}]", 8, "json", "goes on after its end"),
    Case("key without quotes", NODES, '"type": "FeatureCollection"', 'type: "FeatureCollection"', 1, "json", "quotes"),
    Case("no object at all", NODES, "{", "", 1, "json", "expected"),
    # Links
    Case("link to nowhere", LINKS, '"to_node_id": "bravo"', '"to_node_id": "nowhere"', 2, "link-node", "'nowhere'"),
    Case("link to itself", LINKS, '"to_node_id": "bravo"', '"to_node_id": "alpha"', 2, "link-loop", "alpha-bravo"),
    Case("link id twice", LINKS, '"link_id": "bravo-charlie"', '"link_id": "alpha-bravo"', 3, "id-unique", "twice"),
    Case("swapped link", LINKS, "[[35, 0], [35.5, 0], [36, 0]]", "[[0, 35], [0, 35.5], [0, 36]]", 2, "link-end", "Swap"),
    Case("swapped vertex", LINKS, "[35.5, 0]", "[0, 35.5]", 2, "link-country", "Swap latitude and longitude"),
    Case("reversed link", LINKS, "[[35, 0], [35.5, 0], [36, 0]]", "[[36, 0], [35.5, 0], [35, 0]]", 2, "link-end", "Reverse"),
    Case("link beside its node", LINKS, "[[35, 0], ", "[[35.1, 0], ", 2, "link-end", "Move"),
    Case("empty line", LINKS, "[[35, 0], [35.5, 0], [36, 0]]", "[]", 2, "field-value", "at least two positions"),
    Case("line of one vertex", LINKS, "[[35, 0], [35.5, 0], [36, 0]]", "[[35, 0]]", 2, "field-value", "at least two"),
    Case("vertex twice", LINKS, "[35.5, 0], ", "[35.5, 0], [35.5, 0], ", 2, "field-value", "repeats positions"),
    Case("many lines", LINKS, '"LineString", "coordinates": [[35, 0], [35.5, 0], [36, 0]]',
         '"MultiLineString", "coordinates": [[[35, 0], [36, 0]]]', 2, "field-choice", "'LineString'"),
    Case("unknown via", LINKS, '"via": []', '"via": ["gone"]', 2, "link-via", "'gone'"),
    Case("via far away", LINKS, '"via": []', '"via": ["echo"]', 2, "link-via", "more than 1 km"),
    Case("via twice", LINKS, '["bravo-halt"]', '["bravo-halt", "bravo-halt"]', 3, "link-via", "order"),
    Case("via at the end", LINKS, '"via": []', '"via": ["bravo"]', 2, "link-via", "its own ends"),
    Case("gauges that meet", LINKS, '"gauge_mm": 1000', '"gauge_mm": 1520', 3, "gauge-change", "1520 mm", told_in=NODES),
    Case("attribute without source", LINKS, '"tracks": "made up", ', "", 2, "field-value", "attribute_sources"),
    Case("source of a strange attribute", LINKS, '{"tracks"', '{"colour": "x", "tracks"', 2, "field-value", "colour"),
    Case("lanes of a railway", LINKS, '"lanes": null', '"lanes": 4', 2, "field-value", "`attribute_sources`"),
    Case("tracks of a road", LINKS, '"mode": "rail"', '"mode": "road"', 2, "field-value", "belong to rail"),
    Case("status unknown", LINKS, '"status": "operating"', '"status": "open"', 2, "field-choice", "'operating'"),
    # Corridors and entries
    Case("route over no link", CORRIDOR, '"charlie-delta"]', '"gone"]', 9, "route-link", "'gone'"),
    Case("route that breaks off", CORRIDOR, '"bravo-charlie", "charlie-delta"', '"charlie-delta"', 9, "route-chain", "breaks off"),
    Case("route over a link twice", CORRIDOR, '"alpha-bravo", "bravo', '"alpha-bravo", "alpha-bravo", "bravo', 9,
         "route-chain", "more than once"),
    Case("route without links", CORRIDOR, 'links = ["charlie-echo-road"]', "links = []", 18, "field-length", "List at least one"),
    Case("route id twice", CORRIDOR, 'route_id = "port"', 'route_id = "main"', 14, "id-unique", "'main'"),
    Case("section with nothing", CORRIDOR, 'links = ["alpha-bravo", "bravo-charlie"]\n', "", 20, "field-value", "links or nodes"),
    Case("section of no link", CORRIDOR, 'links = ["alpha-bravo", "bravo-charlie"]\n', 'links = ["gone"]\n', 20, "section-member", "'gone'"),
    Case("section of no node", CORRIDOR, 'links = ["alpha-bravo", "bravo-charlie"]\n', 'nodes = ["gone"]\n', 20, "section-member", "'gone'"),
    Case("section with a node's id", CORRIDOR, 'section_id = "alpha-charlie"', 'section_id = "bravo"', 20, "id-unique", "'bravo' names 2 records"),
    Case("section with a wrong field", CORRIDOR, 'name_ru = "Альфа – Чарли"', 'name_uz = "Alfa"', 23, "field-unknown", "name_uz"),
    Case("corridor of another file", CORRIDOR, 'corridor_id = "napkin"', 'corridor_id = "apron"', 1, "file-name", "'napkin'"),
    Case("corridor that climbs out", CORRIDOR, 'corridor_id = "napkin"', 'corridor_id = "../x"', 1, "field-format", "'../x'"),
    Case("corridor without summary", CORRIDOR, "summary =", "precis =", 1, "field-missing", "`summary`"),
    Case("branch in quotes", CORRIDOR, "branch = true", 'branch = "true"', 17, "field-type", "true or false"),
    Case("key twice in TOML", CORRIDOR, 'status = "operating"', 'status = "operating"\nstatus = "planned"', 7, "toml", "overwrite"),
    Case("cut TOML", CORRIDOR, 'summary = "Five', 'summary = """Five', 24, "toml", "Correct the syntax"),
    Case("routes that are no tables", CORRIDOR, "[[route]]", "[route]", 14, "toml", "Correct the syntax"),
    Case("strange table of entries", ENTRIES, "[[entry]]", "[[entrance]]", 1, "field-unknown", "Use [[entry]]"),
    Case("entry of an unknown kind", ENTRIES, '"initiative"', '"idea"', 5, "field-choice", "'initiative'"),
    # Sources
    Case("source without hash", PAPER, "sha256 =", "md5 =", 9, "field-unknown", "The fields are: source_id"),
    Case("hash cut off", PAPER, '81ebce"', '"', 9, "field-format", "`sha256`"),
    Case("document without file", PAPER, 'file_name = "paper.txt"\n', "", 1, "field-value", "`file_name`"),
    Case("file that climbs out", PAPER, '"paper.txt"', '"../paper.txt"', 8, "field-format", "'../paper.txt'"),
    Case("date as a number", PAPER, "date = 2025-01-01", "date = 20250101", 5, "field-value", "TOML date"),
    Case("date with time", PAPER, "date = 2025-01-01", "date = 2025-01-01T10:00:00", 5, "field-value", "TOML date"),
    Case("month that is not", GAZETTE, '"2024"', '"2024-13"', 5, "field-value", "TOML date"),
    Case("no URL", GAZETTE, "https://gazette", "gazette", 8, "field-format", "`url`"),
    Case("source of another file", GAZETTE, 'source_id = "gazette-2024"', 'source_id = "gazette-2023"', 1, "file-name", "'gazette-2023'"),
    # Claims
    Case("date for a number", GAZETTE_CLAIMS, "3.1,,Mt", "2024-01-01,,Mt", 2, "field-value", "not a number"),
    Case("comma for a point", GAZETTE_CLAIMS, "3.1,,Mt", '"3,1",,Mt', 2, "field-value", "not a number"),
    Case("number with a space", GAZETTE_CLAIMS, "3.1,,Mt", "3 100,,kt", 2, "field-value", "not a number"),
    Case("number with an exponent", GAZETTE_CLAIMS, "3.1,,Mt", "31e-1,,Mt", 2, "field-value", "not a number"),
    Case("NaN in a cell", GAZETTE_CLAIMS, "3.1,,Mt", "NaN,,Mt", 2, "field-value", "not a number"),
    Case("number without end", GAZETTE_CLAIMS, "3.1,,Mt", f"{'9' * 40},,Mt", 2, "field-value", "at most 28 digits"),
    Case("number missing", GAZETTE_CLAIMS, "3.1,,Mt", ",,Mt", 2, "field-missing", "`value`"),
    Case("unit unknown", GAZETTE_CLAIMS, "3.1,,Mt", "3.1,,furlongs", 2, "field-value", "The units are: t, kt, Mt"),
    Case("qualifier unknown", GAZETTE_CLAIMS, "Mt,about", "Mt,roughly", 2, "field-choice", "'about'"),
    Case("statistic unknown", GAZETTE_CLAIMS, "2024,,observed", "2024,,seen", 2, "field-choice", "'observed'"),
    Case("subject unknown", GAZETTE_CLAIMS, "01,napkin,", "01,apron,", 2, "claim-subject", "'apron'"),
    Case("claim id twice", GAZETTE_CLAIMS, "gazette-2024-02", "gazette-2024-01", 3, "id-unique", "first at"),
    Case("range without end", GAZETTE_CLAIMS, "5,8,", "5,,", 6, "field-value", "`range`"),
    Case("range upside down", GAZETTE_CLAIMS, "5,8,", "8,5,", 6, "field-value", "lower to the higher"),
    Case("period backwards", GAZETTE_CLAIMS, "about,2024,", "about,2024-09/2024-03,", 2, "field-value", "ends before"),
    Case("day that is not", GAZETTE_CLAIMS, "about,2024,", "about,2024-02-30,", 2, "field-value", "no day"),
    Case("period in words", GAZETTE_CLAIMS, "about,2024,", "about,H1 2024,", 2, "field-value", "2025-S1"),
    Case("base unknown", GAZETTE_CLAIMS, "2024,,observed", "2024,before,observed", 2, "claim-base", "'before'"),
    Case("claim that disputes nothing", GAZETTE_CLAIMS, ",,,,Against", ",,,gone,Against", 2, "claim-disputes", "'gone'"),
    Case("claim that disputes itself", GAZETTE_CLAIMS, ",,,,Against", ",,,gazette-2024-01,Against", 2, "field-value", "itself"),
    Case("ceiling observed", GAZETTE_CLAIMS, "Mt,about", "Mt,up_to", 2, "field-value", "ceiling"),
    Case("locator without text", GAZETTE_CLAIMS, "observed,,,,Against", "observed,1,5,,Against", 2, "claim-locator", "Clear"),
    Case("document without locator", PAPER_CLAIMS, "29,43", ",", 2, "claim-locator", "Give `start` and `end`"),
    Case("offsets reversed", PAPER_CLAIMS, "29,43", "43,29", 2, "field-value", "`end` after `start`"),
    Case("offset below zero", PAPER_CLAIMS, "29,43", "-9,43", 2, "field-type", "`start`"),
    Case("locator over a paragraph", PAPER_CLAIMS, "29,43", "29,430", 2, "field-value", "at most 200 characters"),
    Case("column unknown", GAZETTE_CLAIMS, "disputes,note", "disputes,comment", 1, "csv-header", "'comment'"),
    Case("column twice", GAZETTE_CLAIMS, "disputes,note", "note,note", 1, "csv-header", "twice"),
    Case("cell missing", GAZETTE_CLAIMS, "10,,Mt/yr", "10,Mt/yr", 4, "csv-cells", "14 cells"),
    Case("quote in a cell", GAZETTE_CLAIMS, '"The same target, later."', '"The "same" target."', 5, "csv", "Quote cells"),
    # Decisions
    Case("decision expired", DECISIONS, '"3.1 Mt"', '"3.0 Mt"', 4, "decision-expired", "it says '3.1 Mt'"),
    Case("decision on no claim", DECISIONS, '"gazette-2024-01"', '"gazette-2024-99"', 4, "decision-expired", "does not exist"),
    Case("winner not weighed", DECISIONS, 'winner = "paper-2025-01-01-03"', 'winner = "gazette-2024-02"', 1, "field-value", "The winner"),
    Case("expectation without unit", DECISIONS, '"3.1 Mt"', '"3.1"', 4, "field-format", "`expects.gazette-2024-01`"),
    Case("strange table of decisions", DECISIONS, "[[decision]]", "[[verdict]]", 1, "field-unknown", "Use [[decision]]"),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_mistake_is_told_with_file_line_rule_and_fix(case: Case, napkin_copy: Path) -> None:
    break_text(napkin_copy, case.file, case.old, case.new)
    faults = faults_of(napkin_copy)
    told = [f for f in faults if (f.file, f.line, f.rule) == (case.told_in or case.file, case.line, case.rule)]
    assert told, "\n".join(map(str, faults))
    assert any(case.words in str(fault) for fault in told), "\n".join(map(str, told))
    assert all(fault.fix and fault.message and fault.file and fault.severity == "error" for fault in faults)


def test_names_of_cases_are_unique() -> None:
    assert len({case.name for case in CASES}) == len(CASES)


def test_a_mistake_in_a_record_is_told_once_and_not_again_by_all_that_refers_to_it(napkin_copy: Path) -> None:
    break_text(napkin_copy, NODES, '"rank": 2', '"rank": 9')
    break_text(napkin_copy, LINKS, '"status": "operating"', '"status": "open"')
    break_text(napkin_copy, CORRIDOR, "branch = true", 'branch = "yes"')
    break_text(napkin_copy, GAZETTE, '"publication"', '"rumour"')
    break_text(napkin_copy, PAPER_CLAIMS, "2.5,,Mt", "2;5,,Mt")
    places = [(fault.file, fault.line, fault.rule) for fault in faults_of(napkin_copy)]
    assert places == [
        (LINKS, 2, "field-choice"),
        (CORRIDOR, 17, "field-type"),
        (NODES, 5, "field-range"),
        (PAPER_CLAIMS, 4, "field-value"),
        (GAZETTE, 2, "field-choice"),
    ]


def test_all_faults_of_all_files_are_told_in_one_run(napkin_copy: Path) -> None:
    wanted = {
        "node id too long", "swapped vertex", "route over a link twice", "entry of an unknown kind",
        "date as a number", "no URL", "offsets reversed", "range upside down", "decision expired",
    }  # fmt: skip
    cases = [case for case in CASES if case.name in wanted]
    assert len(cases) == len(wanted)
    for case in cases:
        break_text(napkin_copy, case.file, case.old, case.new)
    found = {(fault.file, fault.line, fault.rule) for fault in faults_of(napkin_copy)}
    assert found >= {(case.file, case.line, case.rule) for case in cases}
    assert len({file for file, _, _ in found}) == len(FILES)


def test_swapping_everything_is_told_of_every_node_and_link(napkin_copy: Path) -> None:
    for file in (NODES, LINKS):
        path = napkin_copy / file
        text = path.read_text("utf-8")
        path.write_text(re.sub(r"\[([0-9.]+), ([0-9.]+)\]", r"[\2, \1]", text), "utf-8")
    faults = faults_of(napkin_copy)
    assert {f.line for f in faults if f.rule == "node-country" and "Swap" in f.fix} == {2, 3, 4, 5, 6, 7}
    assert {f.line for f in faults if f.rule == "link-country" and "Swap" in f.fix} == {2, 3, 4, 5}


def test_a_wrong_crs_does_not_hide_that_a_link_goes_nowhere(napkin_copy: Path) -> None:
    break_text(napkin_copy, NODES, '"features"', '"crs": {"properties": {"name": "EPSG:3857"}}, "features"')
    break_text(napkin_copy, LINKS, '"to_node_id": "bravo"', '"to_node_id": "nowhere"')
    assert {fault.rule for fault in faults_of(napkin_copy)} >= {"crs", "link-node"}


RAW = (
    ("a line of ten megabytes", b'"rank": 1', b'"rank":' + b" " * 10_000_000 + b"1", 2, "line-length"),
    ("a NUL byte", b"Alpha", b"Al\x00pha", 2, "control-character"),
    ("an escape sequence", b"Alpha", b"\x1b[31mAlpha", 2, "control-character"),
    ("bytes of another encoding", "Альфа".encode(), "Альфа".encode("cp1251"), 2, "utf-8"),
    ("a file cut off", b'"rank": 4', b"\x00", 4, "control-character"),
)


@pytest.mark.parametrize(("name", "old", "new", "line", "rule"), RAW, ids=[raw[0] for raw in RAW])
def test_bytes_that_are_no_text_are_told(name: str, old: bytes, new: bytes, line: int, rule: str, napkin_copy: Path) -> None:
    del name
    path = napkin_copy / NODES
    path.write_bytes(path.read_bytes().replace(old, new, 1))
    (fault,) = faults_of(napkin_copy)
    assert (fault.file, fault.line, fault.rule) == (NODES, line, rule)
    assert fault.fix


BINARY = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256))


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize(
    ("content", "rules"),
    [
        pytest.param(BINARY, {"utf-8"}, id="a picture"),
        pytest.param("Альфа".encode("utf-16"), {"utf-8"}, id="UTF-16"),
        pytest.param(b"[" * 100_000, {"json", "toml", "csv-header"}, id="100,000 brackets"),
        pytest.param(b'{"a":' * 100_000, {"json", "toml", "csv-header", "csv"}, id="100,000 objects"),
        pytest.param(b"a = " + b"[" * 100_000 + b"]" * 100_000, {"json", "toml", "csv"}, id="nested arrays"),
        pytest.param(b"", {"json", "field-missing", "csv-header"}, id="nothing"),
        pytest.param(b"\xef\xbb\xbf", {"json", "field-missing", "csv-header"}, id="a byte order mark only"),
    ],
)
def test_a_file_that_is_something_else_is_told(file: str, content: bytes, rules: set[str], napkin_copy: Path) -> None:
    (napkin_copy / file).write_bytes(content)
    if content.strip(b"\xef\xbb\xbf") == b"" and file in {ENTRIES, DECISIONS}:
        inspect_atlas(napkin_copy)  # a table that lists nothing is none; claims may miss the entries
        return
    faults = [fault for fault in faults_of(napkin_copy) if fault.file == file]
    assert {fault.rule for fault in faults} <= rules
    assert faults
    assert all(fault.fix for fault in faults)


@pytest.mark.parametrize("file", [NODES, LINKS, CORRIDOR])
def test_a_file_cut_off_in_the_middle_is_told_at_a_line(file: str, napkin_copy: Path) -> None:
    path = napkin_copy / file
    content = path.read_bytes()
    path.write_bytes(content[: content.index(b'"operating"' if file != NODES else b'"station"') + 4])
    fault = next(fault for fault in faults_of(napkin_copy) if fault.file == file)
    assert fault.rule in {"json", "toml"}
    assert fault.line > 1


@pytest.mark.parametrize("file", FILES)
def test_a_directory_in_the_place_of_a_file_is_told(file: str, napkin_copy: Path) -> None:
    path = napkin_copy / file
    path.unlink()
    path.mkdir()
    fault = next(fault for fault in faults_of(napkin_copy) if fault.file == file)
    assert (fault.line, fault.rule) == (0, "file-unreadable")


def test_a_pipe_in_the_place_of_a_file_is_told_and_not_waited_for(napkin_copy: Path) -> None:
    path = napkin_copy / NODES
    path.unlink()
    os.mkfifo(path)
    assert faults_of(napkin_copy)[0].rule == "file-unreadable"


def test_a_file_without_end_is_told(napkin_copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo.texts.MAX_FILE_BYTES", 1000)
    rules = {(fault.file, fault.rule) for fault in faults_of(napkin_copy)}
    assert {(NODES, "file-size"), (LINKS, "file-size")} <= rules


@pytest.mark.parametrize("file", [NODES, LINKS])
def test_a_missing_file_is_told_and_its_records_are_not_missed_one_by_one(file: str, napkin_copy: Path) -> None:
    (napkin_copy / file).unlink()
    (fault,) = faults_of(napkin_copy)
    assert (fault.file, fault.line, fault.rule) == (file, 0, "file-missing")
    assert fault.fix


def test_a_missing_source_is_told_once_for_its_claims(napkin_copy: Path) -> None:
    (napkin_copy / GAZETTE).unlink()
    (fault,) = faults_of(napkin_copy)
    assert (fault.file, fault.rule) == (GAZETTE_CLAIMS, "claim-source")
    assert fault.fix == f"Add {GAZETTE}."


@pytest.mark.parametrize("folder", ["seeds", "data/corridors", "data", ""])
def test_a_missing_folder_is_told(folder: str, napkin_copy: Path) -> None:
    shutil.rmtree(napkin_copy / folder)
    with pytest.raises(CorridorError, match=r"An atlas is a folder with seeds/ and data/corridors/.*corridors init"):
        geo.read_atlas(napkin_copy)


@pytest.mark.parametrize("folder", ["seeds/sources", "seeds/claims"])
def test_a_missing_part_of_the_evidence_is_told(folder: str, napkin_copy: Path) -> None:
    shutil.rmtree(napkin_copy / folder)
    assert {fault.rule for fault in faults_of(napkin_copy)} <= {"claim-source", "decision-expired"}


def _with_mark(content: bytes) -> bytes:
    return b"\xef\xbb\xbf" + content


def _with_crlf(content: bytes) -> bytes:
    return content.replace(b"\n", b"\r\n")


@pytest.mark.parametrize("change", [_with_mark, _with_crlf])
def test_a_byte_order_mark_and_windows_line_ends_are_accepted(
    change: Callable[[bytes], bytes], napkin_copy: Path, napkin: geo.Atlas
) -> None:
    for file in FILES:
        path = napkin_copy / file
        path.write_bytes(change(path.read_bytes()))
    atlas = geo.read_atlas(napkin_copy)
    assert atlas.evidence.claims == napkin.evidence.claims
    assert atlas.network.links == napkin.network.links
    assert atlas.network.corridors == napkin.network.corridors


def test_windows_line_ends_do_not_shift_the_lines_of_faults(napkin_copy: Path) -> None:
    break_text(napkin_copy, CORRIDOR, "branch = true", 'branch = "yes"')
    path = napkin_copy / CORRIDOR
    path.write_bytes(_with_crlf(path.read_bytes()))
    assert faults_of(napkin_copy)[0].line == 17


def test_a_message_gives_place_rule_sentence_and_fix(napkin_copy: Path) -> None:
    break_text(napkin_copy, LINKS, '"to_node_id": "bravo"', '"to_node_id": "nowhere"')
    with pytest.raises(CorridorError) as caught:
        geo.read_atlas(napkin_copy)
    assert (
        "data/corridors/links.geojson:2: [link-node] alpha-bravo ends at 'nowhere', which is not in nodes.geojson. "
        "Add the node, or correct `to_node_id`."
    ) in str(caught.value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=10,
)


def inspect_with(root: Path, file: str, content: bytes) -> None:
    """Only `CorridorError` may come out of reading, and every fault says where and what to do."""
    path = root / file
    before = path.read_bytes()
    path.write_bytes(content)
    try:
        _, faults = inspect_atlas(root)
        assert all(fault.file and fault.message and fault.fix for fault in faults.items)
    finally:
        path.write_bytes(before)


@given(file=st.sampled_from(FILES), content=st.binary(max_size=200))
def test_no_bytes_break_the_reader(file: str, content: bytes, napkin_copy: Path) -> None:
    inspect_with(napkin_copy, file, content)


@given(file=st.sampled_from(FILES), content=st.text(max_size=200))
def test_no_text_breaks_the_reader(file: str, content: str, napkin_copy: Path) -> None:
    inspect_with(napkin_copy, file, content.encode("utf-8", "surrogatepass"))


@settings(max_examples=150)
@given(
    file=st.sampled_from(FILES), at=st.floats(0, 1), cut=st.integers(0, 40), new=st.binary(max_size=12) | st.just(b"")
)
def test_no_slip_of_the_hand_breaks_the_reader(file: str, at: float, cut: int, new: bytes, napkin_copy: Path) -> None:
    content = (napkin_copy / file).read_bytes()
    start = int(at * len(content))
    inspect_with(napkin_copy, file, content[:start] + new + content[start + cut :])


@given(data=st.data(), record=st.sampled_from([(NODES, Node), (LINKS, Link)]))
def test_no_value_of_a_feature_breaks_the_reader(data: st.DataObject, record: tuple[str, type], napkin_copy: Path) -> None:
    import json

    file, model = record
    collection = json.loads((napkin_copy / file).read_text("utf-8"))
    feature = data.draw(st.sampled_from(collection["features"]))
    field = data.draw(st.sampled_from([*model.model_fields, "geometry.coordinates", "features"]))  # type: ignore[attr-defined]
    value = data.draw(JSON)
    if field == "features":
        collection["features"] = value
    elif field == "geometry.coordinates":
        feature["geometry"]["coordinates"] = value
    elif field == "geometry":
        feature["geometry"] = value
    else:
        feature["properties"][field] = value
    inspect_with(napkin_copy, file, json.dumps(collection).encode())


@given(rows=st.lists(st.lists(st.text(max_size=6), min_size=len(COLUMNS), max_size=len(COLUMNS)), max_size=3))
def test_no_cell_breaks_the_reader(rows: list[list[str]], napkin_copy: Path) -> None:
    import csv
    import io

    out = io.StringIO()
    csv.writer(out).writerows([COLUMNS, *rows])
    inspect_with(napkin_copy, GAZETTE_CLAIMS, out.getvalue().encode("utf-8", "surrogatepass"))


TOML_VALUE = st.sampled_from(
    ["1", "-1.5", "nan", "inf", '""', '"x"', "true", "[]", "[[]]", "{}", "2024-01-01", "10:00:00", '["alpha-bravo"]',
     '"\\u0000"', '{ "a-1" = "1 Mt" }', "1" * 5000, '[{ links = ["gone"] }]', '[{ section_id = 1 }, 2]']
)  # fmt: skip


@given(
    file=st.sampled_from([CORRIDOR, ENTRIES, PAPER, DECISIONS]), line=st.integers(0, 30), value=TOML_VALUE, data=st.data()
)
def test_no_value_of_a_table_breaks_the_reader(
    file: str, line: int, value: str, data: st.DataObject, napkin_copy: Path
) -> None:
    lines = (napkin_copy / file).read_text("utf-8").split("\n")
    keys = [i for i, text in enumerate(lines) if " = " in text]
    at = keys[line % len(keys)]
    key = data.draw(st.sampled_from([lines[at].split(" = ")[0], "route", "section", "decision", "entry", "date"]))
    lines[at] = f"{key} = {value}"
    inspect_with(napkin_copy, file, "\n".join(lines).encode())
