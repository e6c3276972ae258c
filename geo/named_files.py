"""Files that hold one record each, under its id."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from geo.records import Record, Row, read_toml, validate

if TYPE_CHECKING:
    from pathlib import Path

    from geo.errors import Faults

RecordT = TypeVar("RecordT", bound=Record)


def read_named(path: Path, label: str, model: type[RecordT], faults: Faults) -> tuple[Row | None, RecordT | None]:
    """
    Read a TOML file that is named by the id of its record.

    Parameters
    ----------
    path, label
        As in `read_toml`.
    model
        The record's type; its id stands in the field ``<type>_id``.
    faults
        Where to note what is wrong, and the id of a record that cannot be read, so that nobody misses it again.

    Returns
    -------
    row, record
        As read, and as checked; None after a fault.
    """
    row = read_toml(path, label, faults)
    record = validate(row, model, faults) if row else None
    if row is None or record is None:
        faults.told.add(path.stem)
        return row, None
    kind = model.__name__.lower()
    record_id = getattr(record, f"{kind}_id")
    if record_id != path.stem:
        message = f"The file is named {path.stem!r}, its {kind} {record_id!r}."
        faults.add(row.file, row.line_of([f"{kind}_id"]), "file-name", message, "Give both the same name.")
    return row, record
