"""A hand-written atlas is full of mistakes: each is told with file, line, rule and fix, all in one run."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from mistakes import CASES, CORRIDOR, FILES, GAZETTE, GAZETTE_CLAIMS, LINKS, NODES, PAPER_CLAIMS

import geo
from geo.errors import CorridorError, RecordError
from geo.evidence.claims import Claim
from geo.evidence.decisions import Decision
from geo.evidence.sources import Source
from geo.network.corridors import Corridor, Entry
from geo.network.links import Link
from geo.network.nodes import Node
from geo.records import PATTERNS

if TYPE_CHECKING:
    from pathlib import Path

    from mistakes import Case


def break_text(root: Path, file: str, old: str, new: str) -> None:
    path = root / file
    text = path.read_text("utf-8")
    assert old in text, f"the case does not fit {file}"
    path.write_text(text.replace(old, new, 1), "utf-8")


def faults_of(root: Path) -> list[geo.Fault]:
    with pytest.raises(RecordError) as caught:
        geo.read_atlas(root)
    return caught.value.faults


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
def test_bytes_that_are_no_text_are_told(
    name: str, old: bytes, new: bytes, line: int, rule: str, napkin_copy: Path
) -> None:
    del name
    path = napkin_copy / NODES
    path.write_bytes(path.read_bytes().replace(old, new, 1))
    (fault,) = faults_of(napkin_copy)
    assert (fault.file, fault.line, fault.rule) == (NODES, line, rule)
    assert fault.fix


def test_a_message_gives_place_rule_sentence_and_fix(napkin_copy: Path) -> None:
    break_text(napkin_copy, LINKS, '"to_node_id": "bravo"', '"to_node_id": "nowhere"')
    with pytest.raises(CorridorError) as caught:
        geo.read_atlas(napkin_copy)
    assert (
        "data/corridors/links.geojson:2: [link-node] alpha-bravo ends at 'nowhere', which is not in nodes.geojson. "
        "Add the node, or correct `to_node_id`."
    ) in str(caught.value)


def test_growth_may_be_negative_and_any_other_figure_fits_its_metric(napkin_copy: Path) -> None:
    break_text(napkin_copy, GAZETTE_CLAIMS, "02,bravo-charlie,length,,120,,km", "02,bravo-charlie,growth,,-6,,percent")
    geo.read_atlas(napkin_copy)
    break_text(napkin_copy, GAZETTE_CLAIMS, "growth,,-6,,percent", "share,,99,101,percent")
    assert {fault.rule for fault in faults_of(napkin_copy)} == {"field-value"}  # a range says so
    break_text(napkin_copy, GAZETTE_CLAIMS, "101,percent,exact", "101,percent,range")
    assert [fault.rule for fault in faults_of(napkin_copy)] == ["claim-share"]


@pytest.mark.parametrize("broken", [(2,), (3,), (2, 3)])
def test_an_id_that_stands_twice_is_named_whichever_record_has_another_fault(
    broken: tuple[int, ...], napkin_copy: Path
) -> None:
    path = napkin_copy / NODES
    lines = path.read_text("utf-8").replace('"node_id": "bravo"', '"node_id": "alpha"').split("\n")
    for line in broken:
        lines[line - 1] = lines[line - 1].replace('"rank": 1', '"rank": 9')
    path.write_text("\n".join(lines), "utf-8")
    faults = faults_of(napkin_copy)
    assert {fault.line for fault in faults if fault.rule == "field-range"} == set(broken)
    (fault,) = [fault for fault in faults if fault.rule == "id-unique"]
    assert (fault.line, fault.message) == (3, f"The id 'alpha' stands twice, first at {NODES}:2.")


def test_every_pattern_of_a_field_has_words() -> None:
    models = (Source, Claim, Decision, Node, Link, Corridor, Entry)
    patterns = {
        p for m in models for p in re.findall(r'"pattern": ("(?:[^"\\]|\\.)*")', json.dumps(m.model_json_schema()))
    }
    assert patterns
    assert {json.loads(pattern) for pattern in patterns} <= set(PATTERNS)
