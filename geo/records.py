"""Read hand-written records (TOML, CSV) and validate them, collecting every fault with file and line."""

from __future__ import annotations

import csv
import io
import re
import reprlib
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from geo.layout import Layout
from geo.texts import read_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from pydantic_core import ErrorDetails

    from geo.errors import Faults

ID_PATTERN = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
"""Ids become file names and layer names, so they are a whitelist."""

MAX_CELL_CHARS = 131_072
"""Of a CSV file; the csv module has one limit for the whole process, which other libraries lift."""
MAX_TOML_BYTES = 4 * 2**20
"""Records are written by hand; Python's reader of TOML takes a second for this, and would take minutes for more."""
MAX_DOTS = 16
"""Parts of a dotted key: the reader's time grows with the cube of their number."""

_DIGITS = re.compile(r"[0-9_]{4000}")
_TOML_ID = re.compile(r"""^[ \t]*[a-z]+_id\s*=\s*["']([^"']+)["']""", re.MULTILINE)
_QUOTED = re.compile(r""""{3}(?:[^\\]|\\.)*?"{3}|'{3}.*?'{3}|"(?:[^"\\\n]|\\.)*"?|'[^'\n]*'?|\#[^\n]*""", re.DOTALL)
_DOTTED = re.compile(rf"(?<![\w-])(?:[\w-]+[ \t]*\.[ \t]*){{{MAX_DOTS}}}")
_SHORT = reprlib.Repr()
_SHORT.maxstring = _SHORT.maxlong = _SHORT.maxother = 80

PATTERNS = {
    ID_PATTERN: "a lower-case id with hyphens, as moiynty-kyzylzhar",
    r"^[a-z0-9]+(-[a-z0-9]+)*$": "a lower-case id with hyphens, as 2030-four-lane",
    r"^[a-z][a-z0-9_]*$": "a lower-case name with underscores, as transit_time",
    r"^[A-Z]{2}$": "two capital letters, as KZ",
    r"^[a-z]{2,3}$": "two or three lower-case letters, as en",
    r"^[0-9a-f]{64}$": "64 hexadecimal digits, in lower case",
    r"^[A-Za-z0-9][A-Za-z0-9._-]*$": "the name of a file, of Latin letters, digits, points and hyphens, with no folder",
    r"^https?://[^\s<>\"]+$": "an address that begins with http, without spaces",
    r"^-?[0-9.]+(\.\.-?[0-9.]+)? \S+$": "a value and its unit, as 3.1 Mt, or 5..8 Mt/yr for a range",
}
"""What the patterns of fields ask for, in words."""

_RULES = {"missing": "field-missing", "extra_forbidden": "field-unknown", "value_error": "field-value",
          "literal_error": "field-choice", "string_pattern_mismatch": "field-format",
          "string_too_long": "field-length", "string_too_short": "field-length", "too_short": "field-length",
          "greater_than_equal": "field-range", "less_than_equal": "field-range",
          "finite_number": "field-range"}  # fmt: skip
_FIXES = {"missing": "Add the field.", "int_type": "Write a whole number, without quotes or a point.",
          "bool_type": "Write true or false, without quotes.", "string_type": "Write a text in quotes.",
          "tuple_type": "Write an array in brackets.", "dict_type": "Write an object.",
          "model_type": "Write an object.",
          "string_too_short": "Write a text, or leave the field out.", "too_short": "List at least one.",
          "string_unicode": "Take out the broken characters."}  # fmt: skip


class Record(BaseModel):
    """The base of all records: nothing unknown, nothing converted silently, no NaN, never changed."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)


RecordT = TypeVar("RecordT", bound=Record)


@dataclass(frozen=True)
class Row:
    """
    One record as it stands in a file, before validation.

    Parameters
    ----------
    file
        The file's label.
    line
        Where it begins, from 1.
    data
        Its fields.
    layout
        The file's lines, where fields have lines of their own (TOML).
    """

    file: str
    line: int
    data: dict[str, Any]
    layout: Layout = field(default=Layout(()), repr=False)

    def line_of(self, path: Sequence[str | int]) -> int:
        """
        Find the line of a field.

        Parameters
        ----------
        path
            Keys and positions that lead to it, as in ``("section", 0, "name")``.

        Returns
        -------
        line
            The line of the field, of the table that lacks it, or of the record.
        """
        at = self.line - 1
        for name, index in pairwise(path):
            headers = self.layout.headers.get(str(name), [])
            if isinstance(index, int) and index < len(headers):
                at = headers[index]
        for key in reversed([part for part in path if isinstance(part, str)]):
            found = self.layout.find(key, at)
            if found is not None:
                return found + 1
        return at + 1


def read_toml(path: Path, label: str, faults: Faults) -> Row | None:
    """
    Read a TOML file as one row.

    Parameters
    ----------
    path, label, faults
        As in `read_text`.

    Returns
    -------
    row
        Its tables, or None after a fault.
    """
    text = read_text(path, label, faults, most=MAX_TOML_BYTES)
    if text is None:
        faults.told.add(label)
        return None
    if _DOTTED.search(_QUOTED.sub("s", text)):
        faults.add(label, 0, "toml", f"A key has more than {MAX_DOTS} parts.", "Write tables, or names without dots.")
        return None
    try:
        return Row(label, 1, tomllib.loads(text), Layout(tuple(text.split("\n"))))
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        line = int(found[1]) if found else text.rstrip().count("\n") + 1
        faults.add(label, line, "toml", f"This is not TOML: {error}.", "Correct the syntax.")
    except RecursionError:
        faults.add(label, 0, "toml", "This cannot be read as TOML: it is nested too deeply.", "Simplify the file.")
    except ValueError:  # the module's own are caught above
        found = _DIGITS.search(text)
        line = text.count("\n", 0, found.start()) + 1 if found else 0
        faults.add(label, line, "toml", "A number has thousands of digits.", "Write a number that can be one.")
    faults.told.update(_TOML_ID.findall(text), (label,))
    return None


def toml_tables(row: Row, key: str, faults: Faults) -> list[Row]:
    """
    Split the array of tables ``[[key]]`` into rows that know their lines.

    Parameters
    ----------
    row
        The file.
    key
        The array's name.
    faults
        Where to note what is wrong.

    Returns
    -------
    rows
        One a table; empty if there is none.
    """
    tables = row.data.get(key, [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        message = f"`{key}` is not an array of tables."
        faults.add(row.file, row.line_of([key]), "toml-tables", message, f"Begin each with `[[{key}]]`.")
        return []
    return [Row(row.file, row.line_of([key, i]), table, row.layout) for i, table in enumerate(tables)]


def read_csv(path: Path, label: str, columns: Sequence[str], faults: Faults) -> list[Row]:
    """
    Read a CSV file with a header.

    Parameters
    ----------
    path, label, faults
        As in `read_text`.
    columns
        The columns it may have; the record's own rules say which it must have.

    Returns
    -------
    rows
        One a record; empty cells are left out.
    """
    text = read_text(path, label, faults)
    if text is None:
        return []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[Row] = []
    before = csv.field_size_limit(MAX_CELL_CHARS)
    try:
        header = next(reader, [])
        if _is_header(header, columns, label, faults):
            rows.extend(_csv_rows(reader, header, label, faults))
    except csv.Error as error:
        message = f"This is not CSV: {error}."
        faults.add(
            label, reader.line_num, "csv", message, "Quote cells that hold quotes or commas, and double quotes within."
        )
    finally:
        csv.field_size_limit(before)
    return rows


def _is_header(header: list[str], columns: Sequence[str], label: str, faults: Faults) -> bool:
    unknown = [name for name in header if name not in columns]
    twice = sorted(name for name, count in Counter(header).items() if count > 1)
    if header and not unknown and not twice:
        return True
    wrong = [f"unknown columns {_SHORT.repr(unknown)}"] * bool(unknown) + [
        f"columns that stand twice {_SHORT.repr(twice)}"
    ] * bool(twice)
    message = f"The header has {' and '.join(wrong)}." if header else "The header is missing."
    faults.add(label, 1, "csv-header", message, f"The columns are: {','.join(columns)}.")
    return False


def _csv_rows(reader: Any, header: list[str], label: str, faults: Faults) -> Iterator[Row]:  # noqa: ANN401 - the csv module does not name its reader's type
    line = reader.line_num + 1
    for cells in reader:
        if cells and len(cells) != len(header):
            message = f"The row has {len(cells)} cells, the header {len(header)}."
            faults.add(label, line, "csv-cells", message, "Quote cells that hold commas.")
        elif cells:
            yield Row(label, line, {name: cell for name, cell in zip(header, cells, strict=True) if cell != ""})
        line = reader.line_num + 1


def validate(row: Row, model: type[RecordT], faults: Faults) -> RecordT | None:
    """
    Turn a row into a record.

    Parameters
    ----------
    row
        The fields as read.
    model
        The record's type.
    faults
        Where to note each field that is wrong.

    Returns
    -------
    record
        The record, or None after a fault.
    """
    try:
        return model.model_validate(row.data)
    except ValidationError as error:
        _note_broken(row, model, faults)
        for detail in error.errors(include_url=False):
            rule = _RULES.get(detail["type"], "field-type")
            line = row.line_of(detail["loc"])
            faults.add(row.file, line, rule, _message(detail, model), _fix(detail, model))
        return None


def validate_all(rows: Iterable[Row], model: type[RecordT], faults: Faults) -> list[tuple[Row, RecordT]]:
    """
    Turn rows into records, leaving out those that are broken.

    Parameters
    ----------
    rows
        The fields as read.
    model
        The records' type.
    faults
        Where to note each field that is wrong.

    Returns
    -------
    pairs
        Each valid record with the row it came from, in the order of the rows.
    """
    found = ((row, validate(row, model, faults)) for row in rows)
    return [(row, record) for row, record in found if record is not None]


def _message(detail: ErrorDetails, model: type[Record]) -> str:
    where = ".".join(str(part) for part in detail["loc"]) or model.__name__
    if detail["type"] in {"missing", "extra_forbidden"}:
        return f"`{where}` is missing." if detail["type"] == "missing" else f"`{where}` is not a field."
    sentence = detail["msg"].removeprefix("Value error, ").removesuffix(".")
    if detail["type"] == "string_pattern_mismatch":
        sentence = f"This is not {PATTERNS.get(detail['ctx']['pattern'], 'what is wanted')}"
    value = detail["input"]
    shown = "" if isinstance(value, dict | Record) else f" It is {_SHORT.repr(value)}."
    return f"`{where}`: {sentence}.{shown}"


def _fix(detail: ErrorDetails, model: type[Record]) -> str:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "extra_forbidden":
        fields = f" The fields are: {', '.join(model.model_fields)}." if len(detail["loc"]) == 1 else ""
        return f"Take it out, or correct its name.{fields}"
    if kind == "literal_error":
        return f"Write {context['expected']}."
    if kind == "string_too_long":
        return f"Shorten it to {context['max_length']} characters."
    if kind == "string_pattern_mismatch" and context["pattern"] == ID_PATTERN:
        return "An id is lower-case ASCII words and numbers joined by hyphens, as in `moiynty-kyzylzhar`."
    if kind == "string_pattern_mismatch" and context["pattern"] in PATTERNS:
        return f"Write {PATTERNS[context['pattern']]}."
    names = [part for part in detail["loc"] if isinstance(part, str)][-1:]
    return _FIXES.get(kind, f"Correct {' or '.join(f'`{n}`' for n in names or _concerned(detail, model))}.")


def _concerned(detail: ErrorDetails, model: type[Record]) -> list[str]:
    """Name the fields that a rule about a whole record speaks of, in quotes of either kind."""
    quoted = re.findall(r"[`'](\w+)[`']", detail["msg"])
    return [name for name in dict.fromkeys(quoted) if name in model.model_fields] or [model.__name__.lower()]


def _note_broken(row: Row, model: type[Record], faults: Faults) -> None:
    """Keep the id of a record that is not valid: what else has it is told as doubled all the same."""
    kind, name = model.__name__, row.data.get(f"{model.__name__.lower()}_id")
    if isinstance(name, str):
        faults.told.add(name)
        if (kind, name) in faults.broken:
            _add_doubled(name, row, faults.broken[kind, name], faults)
        faults.broken.setdefault((kind, name), (row.file, row.line))


def _add_doubled(name: str, row: Row, first: tuple[str, int], faults: Faults) -> None:
    message = f"The id {_SHORT.repr(name)} stands twice, first at {first[0]}:{first[1]}."
    faults.add(row.file, row.line, "id-unique", message, "Rename one of them.")


def unique(rows: Sequence[tuple[Row, RecordT]], key: Callable[[RecordT], str], faults: Faults) -> dict[str, RecordT]:
    """
    Index records by id and note ids that stand twice.

    Parameters
    ----------
    rows
        Records with the rows they came from.
    key
        What gives a record's id.
    faults
        Where to note the doubled.

    Returns
    -------
    records
        Id to record; the first one where an id stands twice.
    """
    records: dict[str, RecordT] = {}
    for row, record in rows:
        name, kind = key(record), type(record).__name__
        if name in records:
            _add_doubled(name, row, faults.places[kind, name], faults)
            continue
        if (kind, name) in faults.broken:
            first, last = sorted([row, Row(*faults.broken[kind, name], {})], key=lambda at: (at.file, at.line))
            _add_doubled(name, last, (first.file, first.line), faults)
        records[name] = record
        faults.places[kind, name] = (row.file, row.line)
    return records
