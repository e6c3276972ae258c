"""Files that are no text, no files, or anything at all: reading ends in faults and in nothing else."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mistakes import CORRIDOR, DECISIONS, ENTRIES, FILES, GAZETTE, GAZETTE_CLAIMS, LINKS, NODES, PAPER

import geo
from geo.atlas import inspect_atlas
from geo.errors import CorridorError, RecordError
from geo.evidence.claims import COLUMNS
from geo.network.links import Link
from geo.network.nodes import Node

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def faults_of(root: Path) -> list[geo.Fault]:
    with pytest.raises(RecordError) as caught:
        geo.read_atlas(root)
    return caught.value.faults


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
    csv.field_size_limit(2**31 - 1)  # as libraries beside this one do, for the whole process
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
    path = napkin_copy / CORRIDOR
    path.write_bytes(_with_crlf(path.read_bytes().replace(b"branch = true", b'branch = "yes"')))
    assert faults_of(napkin_copy)[0].line == 17


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
def test_no_value_of_a_feature_breaks_the_reader(
    data: st.DataObject, record: tuple[str, type], napkin_copy: Path
) -> None:

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

    out = io.StringIO()
    csv.writer(out).writerows([COLUMNS, *rows])
    inspect_with(napkin_copy, GAZETTE_CLAIMS, out.getvalue().encode("utf-8", "surrogatepass"))


TOML_VALUE = st.sampled_from(
    ["1", "-1.5", "nan", "inf", '""', '"x"', "true", "[]", "[[]]", "{}", "2024-01-01", "10:00:00", '["alpha-bravo"]',
     '"\\u0000"', '{ "a-1" = "1 Mt" }', "1" * 5000, '[{ links = ["gone"] }]', "[{ section_id = 1 }, 2]"]
)  # fmt: skip


@given(
    file=st.sampled_from([CORRIDOR, ENTRIES, PAPER, DECISIONS]),
    line=st.integers(0, 30),
    value=TOML_VALUE,
    data=st.data(),
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
