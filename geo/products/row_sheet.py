"""A worksheet of xlsxwriter that takes records whole: cell by cell the library is slow, and keeps each as an object."""

from __future__ import annotations

from decimal import Decimal
from math import isfinite
from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from geo.products.columns import FORMULA_STARTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo.products.columns import Record, Value

_MAX_CELL = 32_767
"""How long a text a cell holds, in characters and in units of UTF-16."""
_BLOCK = 16
"""So many rows of a sheet say together from which column to which they reach."""


class RowSheet(Worksheet):  # type: ignore[misc]
    """
    A worksheet whose first row is written as always, and all that follow from records.

    What it writes is what the library would, to the last byte: a test holds the two together. Every cell has a type;
    no text is taken for a formula, a number or a link.
    """

    def __init__(self) -> None:
        super().__init__()
        self._records: Sequence[Record] = ()
        self._columns: Sequence[str] = ()
        self._styles: tuple[Any, Any] = (None, None)
        self._numbers: dict[str, int] = {}

    def set_records(self, records: Sequence[Record], columns: Sequence[str], style: object, live_style: object) -> None:
        """
        Take the records that stand below the first row.

        Parameters
        ----------
        records
            Their values; None and empty texts leave a cell empty.
        columns
            Their keys, from the first column on.
        style, live_style
            The format of cells, and that of texts that would turn into a formula once somebody edits the cell.
        """
        self._records, self._columns, self._styles = records, columns, (style, live_style)
        self._numbers = self.str_table.string_table  # kept, as the library lets go of it before it writes its sheets
        number = self.str_table._get_shared_string_index  # noqa: SLF001 - as `write_string` does
        for line, record in enumerate(records, 1):
            values = [value for name in columns if (value := record[name]) is not None and value != ""]
            for value in values:
                if isinstance(value, str):
                    number(_fitting(value))
            if values:
                self.dim_rowmax = line

    def _write_rows(self) -> None:
        """Write the first row by the library, then the records."""
        last, self.dim_rowmax = self.dim_rowmax, 0
        super()._write_rows()
        self.dim_rowmax = last
        lines: list[tuple[int, list[int], str]] = []
        for line in self._lines():
            if lines and line[0] // _BLOCK != lines[0][0] // _BLOCK:
                self._write_block(lines)
                lines = []
            lines.append(line)
        self._write_block(lines)

    def _write_block(self, lines: list[tuple[int, list[int], str]]) -> None:
        places = [place for _, filled, _ in lines for place in filled]
        if lines and lines[0][0] < _BLOCK:  # the first row is one of them
            places += [0, len(self._columns) - 1]
        for line, _, cells in lines:
            self.fh.write(f'<row r="{line + 1}" spans="{min(places) + 1}:{max(places) + 1}">{cells}</row>')

    def _lines(self) -> Iterator[tuple[int, list[int], str]]:
        """Give each row that has any cells: its number from 0, the outermost columns filled, and the cells."""
        letters = [xl_col_to_name(place) for place in range(len(self._columns))]
        columns = list(enumerate(self._columns))
        for line, record in enumerate(self._records, 1):
            cells = [
                (place, self._cell(f"{letters[place]}{line + 1}", value))
                for place, name in columns
                if (value := record[name]) is not None and value != ""
            ]
            if cells:
                yield line, [cells[0][0], cells[-1][0]], "".join([text for _, text in cells])

    def _cell(self, place: str, value: Value) -> str:
        if isinstance(value, str):
            style = self._styles[value.startswith(FORMULA_STARTS)]
            return f'<c r="{place}" s="{style._get_xf_index()}" t="s"><v>{self._numbers[_fitting(value)]}</v></c>'  # noqa: SLF001
        style = self._styles[0]._get_xf_index()  # noqa: SLF001
        if isinstance(value, bool):
            return f'<c r="{place}" s="{style}" t="b"><v>{int(value)}</v></c>'
        if not isinstance(value, int | float | Decimal) or not isfinite(value):
            raise TypeError(f"{value!r} is no value of a cell.")
        return f'<c r="{place}" s="{style}"><v>{float(value):.16G}</v></c>'


def _fitting(text: str) -> str:
    """Cut a text to what a cell holds; what lies beyond U+FFFF counts twice, and is not cut in two."""
    if len(text) <= _MAX_CELL // 2:
        return text
    units = text[:_MAX_CELL].encode("utf-16-le", "surrogatepass")[: 2 * _MAX_CELL]
    return units.decode("utf-16-le", "ignore")
