"""The capacity table as a workbook: typed cells, the claims and the sources on sheets of their own."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

import xlsxwriter

from geo.products.capacity import ROLES, row_sources
from geo.products.columns import FORMULA_STARTS, source_records
from geo.products.qml import column_title
from geo.products.tables import notes
from geo.products.words import words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geo.products.columns import Record, Value
    from geo.products.contents import Contents
    from geo.products.layers import Layer
    from geo.products.tables import Cell, Saying

# A workbook bears the date on which it was made; the tool has no clock
_CREATED = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_ID_PARTS = ("claim_ids", "also_claim_ids", "rival_claim_ids")
_FIGURE_PARTS = ("value", "value_high", "unit", "low", "high", "period", *_ID_PARTS)
_WIDTHS = {"name": 38, "text": 34, "sources": 10, "disputed": 22, "claim_ids": 26, "unit": 14, "title": 50, "note": 60,
           "url": 40, "publisher": 28, "other": 50, "claim_id": 26, "source_id": 26, "subject": 26}  # fmt: skip
_CELL = {"text_wrap": True, "valign": "top"}
_MAX_CELL = 32_767


def capacity_workbook(contents: Contents, tables: Sequence[Layer] = ()) -> bytes:
    """
    Write the table as an XLSX file.

    Parameters
    ----------
    contents
        What is known, in the language of headings and texts.
    tables
        What scenarios come to, as from `geo.products.model_tables.model_tables`: a sheet each for scenarios, what
        passes, and the flows of links that have any.

    Returns
    -------
    xlsx
        Sheets with the capacity table, all claims on its subjects, their sources, and the notes. Every cell has a
        type; no text is taken for a formula or a link.
    """
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    lang, text = contents.lang, words(contents.lang, "table")
    subjects = {row.subject for row in contents.rows}
    claims = [record for record in contents.claims if record["subject"] in subjects]
    numbers = {source_id: number for source_id, (number, _) in row_sources(contents.rows).items()}
    number = "number"
    sources = [{number: numbers.get(str(r["source_id"]))} | r for r in source_records(contents.atlas, claims)]
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": text["title"], "created": _CREATED})
        _sheet(book, text["sheet_capacity"], _capacity_lines(contents), frozen=2)
        _sheet(book, text["sheet_claims"], claims, frozen=1, heads=partial(column_title, "claims", lang=lang))
        sources.sort(key=lambda source: source[number] or len(sources) + 1)
        _sheet(book, text["sheet_sources"], sources, frozen=2, heads=partial(column_title, "sources", lang=lang))
        for table in tables:
            if title := text.get(f"sheet_{table.name}"):
                records = [record for record in table.records if not _is_idle(record)]
                _sheet(book, title, records, frozen=1, heads=partial(column_title, table.name, lang=lang))
        _notes_sheet(book, text["note_sheet"], [text["caption"], *notes(lang)])
    return buffer.getvalue()


def _is_idle(record: Record) -> bool:
    """Tell whether a link has no modelled flow: on a sheet these rows would hide the others."""
    return record.get("forward_mt_yr") == record.get("backward_mt_yr") == 0


def _capacity_lines(contents: Contents) -> list[Record]:
    lang = contents.lang
    text, terms = words(lang, "table"), words(lang, "terms")
    lines = []
    for row, flat, (level, cells) in zip(contents.rows, contents.capacity, contents.table.lines, strict=True):
        line: Record = {text["subject"]: row.names[lang], text["level"]: terms[f"level.{level}"]}
        line |= {text["corridor_id"]: row.corridor_id, words(lang, "geopackage")["subject"]: row.subject}
        line |= {text["modes"]: str(cells["modes"]), text["status"]: str(cells["status"])}
        line |= {
            text["length_km"]: row.length_km,
            f"{text['length_reported']}, {terms['unit.km']}": row.length_reported_km,
        }
        line |= _said(text["length_reported"], _first(cells["length_reported"]), text)
        for part in _ID_PARTS:
            line[f"{text['length_reported']}: {text[part]}"] = flat[f"length_reported_{part}"]
        for role in ROLES:
            head = text[role]
            line |= _said(head, _first(cells[role]), text)
            for part in _FIGURE_PARTS:
                key = "deadline" if (role, part) == ("target", "period") else part
                line[f"{head}: {text[part]}"] = flat[f"{role}_{key}"]
        line[text["further"]] = "; ".join(_further(cells, text))
        lines.append(line)
    return lines


def _first(cell: Cell) -> Saying | None:
    return cell[0] if cell and not isinstance(cell, str) else None


def _said(head: str, saying: Saying | None, text: dict[str, str]) -> Record:
    """Give a figure in words, its sources, and what others print."""
    return {
        f"{head}: {text['as_reported']}": saying.text if saying else None,
        f"{head}: {text['sources']}": ", ".join(map(str, saying.numbers)) if saying else None,
        f"{head}: {text['also']}": _also_text(saying) if saying else None,
        f"{head}: {text['disputed']}": _rivals_text(saying) if saying else None,
    }


def _also_text(saying: Saying) -> str:
    return ", ".join(_cited(other, numbers) for other, numbers in saying.also)


def _rivals_text(saying: Saying) -> str:
    return ", ".join(_cited(rival, (number,)) for rival, number in saying.rivals)


def _cited(text: str, numbers: tuple[int, ...]) -> str:
    return f"{text} [{', '.join(map(str, numbers))}]"


def _further(cells: dict[str, Cell], text: dict[str, str]) -> list[str]:
    sayings = [saying for role in ROLES for saying in cells[role][1:]] + list(cells["other"])
    return [_further_text(saying, text) for saying in sayings if not isinstance(saying, str)]


def _further_text(saying: Saying, text: dict[str, str]) -> str:
    also = f", {text['also']}: {_also_text(saying)}" if saying.also else ""
    rivals = f", {text['disputed']}: {_rivals_text(saying)}" if saying.rivals else ""
    return _cited(saying.text, saying.numbers) + also + rivals


def _sheet(
    book: Any, name: str, records: Sequence[Record], *, frozen: int, heads: Callable[[str], str] = str  # noqa: ANN401 - xlsxwriter has no types
) -> None:  # fmt: skip
    sheet = book.add_worksheet(name)
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 2})
    cell = book.add_format(_CELL)
    quoted = book.add_format(_CELL | {"quote_prefix": True})
    columns = list(records[0]) if records else []
    sheet.set_row(0, 45)
    for index, column in enumerate(columns):
        said = heads(column)
        sheet.set_column(index, index, _width(column, said, [record[column] for record in records]), cell)
        sheet.write_string(0, index, said, head)
    for line, record in enumerate(records, 1):
        for index, column in enumerate(columns):
            value = record[column]
            if value is not None and value != "":  # an empty cell looks as its column does
                _write(sheet, line, index, value, quoted if _is_live(value) else cell)
    sheet.freeze_panes(1, frozen)
    sheet.autofilter(0, 0, max(len(records), 1), max(len(columns) - 1, 0))
    sheet.set_landscape()
    sheet.repeat_rows(0)
    sheet.fit_to_pages(1, 0)


def _is_live(value: Value) -> bool:
    """Tell whether a text would turn into a formula or a number once somebody edits its cell."""
    return isinstance(value, str) and value.startswith(FORMULA_STARTS)


def _width(column: str, head: str, values: Sequence[Value]) -> float:
    longest = max((len(str(value)) for value in values if value is not None), default=0)
    return float(min(max(longest + 1, 9, len(head.rsplit(": ", maxsplit=1)[-1]) * 0.7), _WIDTHS.get(column, 40)))


def _write(sheet: Any, line: int, column: int, value: float | Decimal | str, style: Any) -> None:  # noqa: ANN401
    if isinstance(value, bool):
        sheet.write_boolean(line, column, value, style)
    elif isinstance(value, int | float | Decimal):
        sheet.write_number(line, column, float(value), style)
    else:  # write_string takes no text for a formula, a number or a link
        sheet.write_string(line, column, value[:_MAX_CELL], style)


def _notes_sheet(book: Any, name: str, lines: Sequence[str]) -> None:  # noqa: ANN401
    sheet = book.add_worksheet(name)
    sheet.set_column(0, 0, 110, book.add_format({"text_wrap": True, "valign": "top"}))
    for index, line in enumerate(lines):
        sheet.write_string(index, 0, line)
