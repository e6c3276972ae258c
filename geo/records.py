"""Read hand-written records (TOML, CSV, GeoJSON) and validate them, collecting every fault with file and line."""

from __future__ import annotations

import csv
import io
import json
import re
import tomllib
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from geo.errors import Fault, RecordError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

MAX_FILE_BYTES = 512 * 2**20
MAX_LINE_CHARS = 4_000_000
ID_PATTERN = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
"""Ids become file names and layer names, so they are a whitelist."""

# C0 and C1 controls but tab and newlines, line and paragraph separators, and the marks that turn text around
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_CYRILLIC = re.compile("[\u0400-\u052f]")
_LATIN = re.compile("[A-Za-z]")
_WORD = re.compile(r"[^\W\d_]+")


class Record(BaseModel):
    """The base of all records: nothing unknown, nothing converted silently, no NaN, never changed."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)


RecordT = TypeVar("RecordT", bound=Record)


@dataclass
class Faults:
    """
    The faults of one reading, collected so that all of them can be told at once.

    Parameters
    ----------
    items
        What was found so far.
    """

    items: list[Fault] = field(default_factory=list)

    def add(self, file: str, line: int, rule: str, message: str, fix: str = "") -> None:
        """
        Note one fault.

        Parameters
        ----------
        file, line, rule, message, fix
            As in `geo.errors.Fault`.
        """
        self.items.append(Fault(file, line, rule, message, fix))

    def raise_any(self) -> None:
        """
        End the reading if anything was wrong.

        Raises
        ------
        RecordError
            With all the faults.
        """
        if self.items:
            raise RecordError(self.items)


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
    """

    file: str
    line: int
    data: dict[str, Any]


def read_text(path: Path, label: str, faults: Faults) -> str | None:
    """
    Read a text file that is bounded, UTF-8, and free of control characters.

    Parameters
    ----------
    path
        The file.
    label
        Its name in messages.
    faults
        Where to note what is wrong.

    Returns
    -------
    text
        The text, or None after a fault.
    """
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            faults.add(label, 0, "file-size", f"The file is larger than {MAX_FILE_BYTES:,} bytes.", "Split it.")
            return None
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        faults.add(label, 0, "file-missing", "The file is missing.", "Add it, or correct the name.")
        return None
    except OSError as error:
        faults.add(label, 0, "file-unreadable", f"The file cannot be read: {error.strerror}.")
        return None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        faults.add(label, line, "utf-8", f"Byte {error.start} is not UTF-8.", "Save the file as UTF-8 text.")
        return None
    return text if _is_plain(text, label, faults) else None


def _is_plain(text: str, label: str, faults: Faults) -> bool:
    control = _CONTROL.search(text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        code = f"U+{ord(control[0]):04X}"
        faults.add(label, line, "control-character", f"The text has the control character {code}.", "Delete it.")
        return False
    start = 0
    for number, length in enumerate(map(len, text.splitlines()), 1):
        start += length
        if length > MAX_LINE_CHARS:
            message = f"The line has {length:,} characters; {MAX_LINE_CHARS:,} are allowed."
            faults.add(label, number, "line-length", message, "Simplify the geometry, or split the record.")
            return False
    return True


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
    text = read_text(path, label, faults)
    if text is None:
        return None
    try:
        return Row(label, 1, tomllib.loads(text.replace("\r\n", "\n")))
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        faults.add(label, int(found[1]) if found else 0, "toml", f"This is not TOML: {error}.", "Correct the syntax.")
    except (RecursionError, ValueError) as error:
        faults.add(label, 0, "toml", f"This cannot be read as TOML: {type(error).__name__}.", "Simplify the file.")
    return None


def toml_tables(row: Row, key: str, text: str, faults: Faults) -> list[Row]:
    """
    Split the array of tables ``[[key]]`` into rows that know their lines.

    Parameters
    ----------
    row
        The file.
    key
        The array's name.
    text
        The file's text, to find the lines in.
    faults
        Where to note what is wrong.

    Returns
    -------
    rows
        One a table; empty if there is none.
    """
    tables = row.data.get(key, [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        faults.add(row.file, 0, "toml-tables", f"`{key}` is not an array of tables.", f"Begin each with `[[{key}]]`.")
        return []
    header = re.compile(rf"^\s*\[\[\s*{re.escape(key)}\s*\]\]", re.MULTILINE)
    lines = [text.count("\n", 0, found.start()) + 1 for found in header.finditer(text)]
    lines += [1] * (len(tables) - len(lines))
    return [Row(row.file, line, table) for line, table in zip(lines, tables, strict=False)]


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
    try:
        header = next(reader, [])
        if _is_header(header, columns, label, faults):
            rows.extend(_csv_rows(reader, header, label, faults))
    except csv.Error as error:
        faults.add(label, reader.line_num, "csv", f"This is not CSV: {error}.", "Quote cells that hold quotes or commas.")
    return rows


def _is_header(header: list[str], columns: Sequence[str], label: str, faults: Faults) -> bool:
    unknown = [name for name in header if name not in columns]
    twice = sorted({name for name in header if header.count(name) > 1})
    if unknown or twice or not header:
        faults.add(label, 1, "csv-header", f"The header has unknown columns {unknown}, doubled {twice}.",
                   f"The columns are: {','.join(columns)}.")  # fmt: skip
        return False
    return True


def _csv_rows(reader: Any, header: list[str], label: str, faults: Faults) -> Iterator[Row]:  # noqa: ANN401 - the csv module does not name its reader's type
    line = reader.line_num + 1
    for cells in reader:
        if cells and len(cells) != len(header):
            message = f"The row has {len(cells)} cells, the header {len(header)}."
            faults.add(label, line, "csv-cells", message, "Quote cells that hold commas.")
        elif cells:
            yield Row(label, line, {name: cell for name, cell in zip(header, cells, strict=True) if cell != ""})
        line = reader.line_num + 1


def read_features(path: Path, label: str, faults: Faults) -> list[Row]:
    """
    Read a GeoJSON FeatureCollection, each feature with its line.

    Parameters
    ----------
    path, label, faults
        As in `read_text`.

    Returns
    -------
    rows
        One a feature: its properties, and its geometry under ``"geometry"``.
    """
    text = read_text(path, label, faults)
    if text is None:
        return []
    try:
        _check_collection(_parse_json(text), label, faults)
        return list(_features(text, label, faults))
    except json.JSONDecodeError as error:
        faults.add(label, error.lineno, "geojson", f"This is not JSON: {error.msg}.", "Correct the syntax.")
    except (ValueError, RecursionError) as error:
        detail = str(error) if isinstance(error, ValueError) else "it is nested too deeply"
        faults.add(label, 0, "geojson", f"This cannot be read as JSON: {detail}.", "Correct the value.")
    return []


def _check_collection(whole: object, label: str, faults: Faults) -> None:
    if not isinstance(whole, dict) or whole.get("type") != "FeatureCollection" or "features" not in whole:
        faults.add(label, 1, "geojson", "This is not a FeatureCollection.", "Export it as GeoJSON.")
        return
    crs = whole.get("crs")
    name = crs.get("properties", {}).get("name", crs) if isinstance(crs, dict) else crs
    if crs is not None and not re.search(r"CRS84|EPSG:{1,2}4326", str(name)):
        faults.add(label, 1, "crs", f"The coordinates are in {name!s:.80}.", "Reproject to EPSG:4326 (WGS84 degrees).")


def _parse_json(text: str) -> object:
    def refuse(token: str) -> object:
        raise ValueError(f"{token} is not a number")

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = [key for key, _ in items]
        if len(set(keys)) != len(keys):
            raise ValueError(f"the key {next(k for k in keys if keys.count(k) > 1)!r} stands twice in one object")
        return dict(items)

    return json.loads(text, parse_constant=refuse, object_pairs_hook=pairs)


def _features(text: str, label: str, faults: Faults) -> Iterator[Row]:
    found = re.search(r'"features"\s*:\s*\[', text)
    if found is None:
        return
    decoder, position = json.JSONDecoder(), found.end()
    line, counted = 1, 0
    while (opening := re.compile(r"[\s,]*(?=\{)").match(text, position)) is not None:
        start = opening.end()
        line, counted = line + text.count("\n", counted, start), start
        feature, position = decoder.raw_decode(text, start)
        properties = feature.get("properties")
        if feature.get("type") != "Feature" or not isinstance(properties, dict):
            faults.add(label, line, "geojson", "This is not a feature with properties.", "Give it properties.")
            continue
        yield Row(label, line, {**properties, "geometry": feature.get("geometry")})


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
        for detail in error.errors(include_url=False):
            where = ".".join(str(part) for part in detail["loc"]) or model.__name__
            value = repr(detail.get("input"))[:80]
            message = f"`{where}`: {_sentence(detail['msg'])} It is {value}."
            faults.add(row.file, row.line, _rule(detail["type"]), message, _fix(detail["type"], model))
        return None


def _sentence(message: str) -> str:
    text = message.removeprefix("Value error, ")
    return text if text.endswith(".") else text + "."


def _rule(kind: str) -> str:
    return {"missing": "field-missing", "extra_forbidden": "field-unknown", "finite_number": "finite-number",
            "value_error": "field-value", "literal_error": "field-choice"}.get(kind, "field-type")  # fmt: skip


def _fix(kind: str, model: type[Record]) -> str:
    if kind == "extra_forbidden":
        return f"The fields are: {', '.join(model.model_fields)}."
    return "Add the field." if kind == "missing" else ""


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
    places: dict[str, Row] = {}
    records: dict[str, RecordT] = {}
    for row, record in rows:
        name = key(record)
        if name in records:
            first = places[name]
            message = f"The id {name!r} stands twice, first at {first.file}:{first.line}."
            faults.add(row.file, row.line, "id-unique", message, "Rename one of them.")
            continue
        places[name], records[name] = row, record
    return records


def check_text(value: str) -> str:
    """
    Refuse names that mix scripts in a word, or are not in Unicode's composed form.

    Parameters
    ----------
    value
        A name or a note.

    Returns
    -------
    value
        The same text.

    Raises
    ------
    ValueError
        If the text is not NFC, or a word has Latin and Cyrillic letters.
    """
    if not unicodedata.is_normalized("NFC", value):
        raise ValueError("The text is not in Unicode's composed form (NFC).")
    mixed = [word for word in _WORD.findall(value) if _CYRILLIC.search(word) and _LATIN.search(word)]
    if mixed:
        raise ValueError(f"Words mix Latin and Cyrillic letters: {mixed}. Retype them in one script.")
    return value
