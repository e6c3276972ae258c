"""Texts, TOML, CSV and records: what is read, and where faults are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import Fault, Faults, RecordError
from geo.records import Record, Row, read_csv, read_toml, toml_tables, unique, validate
from geo.texts import check_cyrillic, check_name, check_text, read_text

if TYPE_CHECKING:
    from pathlib import Path

TOML = """\
title = "One"

[[part]]
part_id = "a"
[part.size]
km = 3

[[part]]
part_id = "b"
note = \"\"\"
km = 9\"\"\"
"""


class Part(Record):
    """A record to try."""

    part_id: str
    km: int = 0


def written(folder: Path, content: str | bytes) -> Path:
    path = folder / "file"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_faults_are_told_sorted_and_once() -> None:
    faults = Faults()
    faults.add("b", 2, "rule", "Second.")
    faults.add("a", 1, "rule", "First.", "Mend it.")
    faults.add("b", 2, "rule", "Second.")
    with pytest.raises(RecordError) as caught:
        faults.raise_any()
    assert str(caught.value) == "The atlas breaks 2 rules:\na:1: [rule] First. Mend it.\nb:2: [rule] Second."
    assert [fault.line for fault in caught.value.faults] == [1, 2]


def test_no_fault_raises_nothing() -> None:
    Faults().raise_any()


def test_a_fault_of_a_whole_file_has_no_line() -> None:
    assert str(Fault("a", 0, "file-missing", "The file is missing.")) == "a: [file-missing] The file is missing."


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("title",), 1),
        (("part", 0), 3),
        (("part", 0, "part_id"), 4),
        (("part", 0, "size", "km"), 6),
        (("part", 1, "part_id"), 9),
        (("part", 1, "missing"), 8),
        (("part", 7), 1),
        ((), 1),
    ],
)
def test_a_field_of_toml_has_a_line(path: tuple[str | int, ...], line: int, tmp_path: Path) -> None:
    row = read_toml(written(tmp_path, TOML), "file", Faults())
    assert row is not None
    assert row.line_of(path) == line


def test_tables_of_toml_know_their_lines(tmp_path: Path) -> None:
    row = read_toml(written(tmp_path, TOML), "file", Faults())
    assert row is not None
    tables = toml_tables(row, "part", Faults())
    assert [(table.line, table.data["part_id"]) for table in tables] == [(3, "a"), (8, "b")]
    assert tables[1].line_of(["note"]) == 10


def test_tables_written_inline_are_tables_too(tmp_path: Path) -> None:
    row = read_toml(written(tmp_path, 'x = 1\npart = [{ part_id = "a" }, { part_id = "b" }]\n'), "file", Faults())
    assert row is not None
    assert [table.line for table in toml_tables(row, "part", Faults())] == [2, 2]


def test_a_table_that_is_no_array_is_told(tmp_path: Path) -> None:
    faults = Faults()
    row = read_toml(written(tmp_path, "x = 1\npart = 5\n"), "file", faults)
    assert row is not None
    assert toml_tables(row, "part", faults) == []
    assert (faults.items[0].line, faults.items[0].rule) == (2, "toml-tables")


def test_ids_of_a_broken_toml_file_are_remembered(tmp_path: Path) -> None:
    faults = Faults()
    assert read_toml(written(tmp_path, 'section_id = "a"\nsection_id = "b"\n'), "file", faults) is None
    assert faults.told == {"a", "b", "file"}


def test_a_csv_row_knows_the_line_at_which_it_begins(tmp_path: Path) -> None:
    content = 'a,b\n1,"two\nlines"\n\n3,4\n'
    rows = read_csv(written(tmp_path, content), "file", ("a", "b"), Faults())
    assert [(row.line, row.data) for row in rows] == [(2, {"a": "1", "b": "two\nlines"}), (5, {"a": "3", "b": "4"})]


def test_an_empty_cell_is_a_missing_field(tmp_path: Path) -> None:
    (row,) = read_csv(written(tmp_path, "a,b\n1,\n"), "file", ("a", "b"), Faults())
    assert row.data == {"a": "1"}


def test_rows_after_a_short_one_are_read_on(tmp_path: Path) -> None:
    faults = Faults()
    rows = read_csv(written(tmp_path, "a,b\n1\n2,3\n4,5,6\n"), "file", ("a", "b"), faults)
    assert [row.line for row in rows] == [3]
    assert [(fault.line, fault.rule) for fault in faults.items] == [(2, "csv-cells"), (4, "csv-cells")]


def test_an_id_that_stands_twice_is_told_with_its_first_place() -> None:
    faults = Faults()
    rows = [(Row("f", line, {}), Part(part_id=name)) for line, name in ((1, "a"), (2, "b"), (3, "a"))]
    assert list(unique(rows, lambda part: part.part_id, faults)) == ["a", "b"]
    assert str(faults.items[0]) == "f:3: [id-unique] The id 'a' stands twice, first at f:1. Rename one of them."
    assert faults.places["Part", "b"] == ("f", 2)


def test_every_wrong_field_of_a_record_is_told() -> None:
    faults = Faults()
    assert validate(Row("f", 1, {"part_id": 7, "km": "x", "kg": 1}), Part, faults) is None
    assert [fault.rule for fault in faults.items] == ["field-type", "field-type", "field-unknown"]
    assert faults.items[1].message == "`km`: Input should be a valid integer. It is 'x'."


def test_a_huge_value_is_told_in_short() -> None:
    faults = Faults()
    nested: object = 1
    for _ in range(100_000):
        nested = [nested]
    validate(Row("f", 1, {"part_id": "a" * 10_000, "km": nested}), Part, faults)
    validate(Row("f", 1, {"part_id": "a" * 10_000, "km": "9" * 10_000}), Part, faults)
    assert all(len(str(fault)) < 300 for fault in faults.items)


@pytest.mark.parametrize("text", ["Aktau", "Ақтау порты", "Böyük Kəsik", "BTC – Баку", "Кандыагаш-1", "蘭州", ""])
def test_names_of_one_script_a_word_are_accepted(text: str) -> None:
    assert check_text(text) == text


@pytest.mark.parametrize("text", ["Aктау", "Бeйнеу", "Kәsik", "é".encode().decode() + "а", "e\u0301"])
def test_words_of_two_scripts_and_decomposed_letters_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"mix Latin and Cyrillic|composed form"):
        check_text(text)


@pytest.mark.parametrize("char", ["\x00", "\x1b", "\x7f", "\x85", "\u200b", "\u202e", "\u2028", "\ufeff"])
def test_hidden_characters_are_refused(char: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=f"U\\+{ord(char):04X}"):
        check_text(f"a{char}b")
    faults = Faults()
    assert read_text(written(tmp_path, f"one\na{char}b"), "file", faults) is None
    assert (faults.items[0].line, faults.items[0].rule) == (2, "control-character")


@pytest.mark.parametrize("name", [" Aktau", "Aktau ", "Ak\ntau", "Ak\ttau"])
def test_a_name_is_one_line_without_spaces_around(name: str) -> None:
    with pytest.raises(ValueError, match="one line"):
        check_name(name)


def test_a_russian_name_has_a_cyrillic_letter_if_any() -> None:
    assert check_cyrillic("БТД (BTC)") == "БТД (BTC)"
    assert check_cyrillic("105") == "105"
    with pytest.raises(ValueError, match="Cyrillic"):
        check_cyrillic("Dostyk")


@given(st.text())
def test_text_that_is_read_is_what_was_written(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    faults = Faults()
    path = tmp_path_factory.mktemp("text") / "file"
    path.write_bytes(text.encode())
    found = read_text(path, "file", faults)
    assert (found is None) == bool(faults.items)
    assert found in (None, text.removeprefix("\ufeff"))


@given(st.lists(st.tuples(st.text(), st.text()), max_size=4))
def test_csv_that_a_program_wrote_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, cells: list[tuple[str, str]]
) -> None:
    import csv
    import io

    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([("a", "b"), *cells])
    faults = Faults()
    path = tmp_path_factory.mktemp("csv") / "file"
    path.write_bytes(out.getvalue().encode())
    rows = read_csv(path, "file", ("a", "b"), faults)
    wanted = [{name: cell for name, cell in zip("ab", pair, strict=True) if cell} for pair in cells]
    assert faults.items or [row.data for row in rows] == wanted
