"""A sheet of records has the bytes that the library gives to the same cells, one by one."""

from __future__ import annotations

import io
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.products.columns import FORMULA_STARTS
from geo.products.row_sheet import RowSheet

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.products.columns import Record

HEADS = ["first", "second", "third"]
TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=4) | st.sampled_from(["=1+1", "@x", "a", "a", " "])
VALUES = (
    st.none() | TEXTS | st.booleans() | st.integers(-(10**9), 10**9) | st.floats(-1e9, 1e9, allow_nan=False)
    | st.decimals(-100, 100, places=2)
)  # fmt: skip
RECORDS = st.lists(st.fixed_dictionaries(dict.fromkeys(HEADS, VALUES)), max_size=40)


def book(fill: Callable[[Any, Any, Any], None], sheet_class: type | None) -> bytes:
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as made:
        made.set_properties({"created": datetime(2000, 1, 1)})  # noqa: DTZ001 - the library takes no time zone
        style, live = made.add_format({"text_wrap": True}), made.add_format({"quote_prefix": True})
        for name in ("one", "other"):
            sheet = made.add_worksheet(name, sheet_class)
            sheet.set_row(0, 45)
            for place, head in enumerate(HEADS):
                sheet.write_string(0, place, head, live)
            fill(sheet, style, live)
        made.add_worksheet("last").write_string(0, 0, "a")
    return buffer.getvalue()


def cell_by_cell(records: list[Record]) -> bytes:
    def fill(sheet: Any, style: Any, live: Any) -> None:
        for line, record in enumerate(records, 1):
            for place, value in enumerate(record[head] for head in HEADS):
                if isinstance(value, bool):
                    sheet.write_boolean(line, place, value, style)
                elif isinstance(value, str) and value:
                    sheet.write_string(line, place, value[:32_767], live if value.startswith(FORMULA_STARTS) else style)
                elif isinstance(value, int | float | Decimal):
                    sheet.write_number(line, place, float(value), style)

    return book(fill, None)


def whole(records: list[Record]) -> bytes:
    return book(lambda sheet, *styles: sheet.set_records(records, HEADS, *styles), RowSheet)


@settings(max_examples=25, deadline=None)
@given(RECORDS)
def test_its_bytes_are_those_of_cells_written_one_by_one(records: list[Record]) -> None:
    assert whole(records) == cell_by_cell(records)


@pytest.mark.parametrize("text", ["x" * 40_000, "\U0001f682" * 20_000, "x" + "\U0001f682" * 20_000])
def test_a_text_too_long_for_a_cell_is_cut_as_the_library_cuts_it(text: str) -> None:
    records: list[Record] = [{"first": text, "second": None, "third": None}]
    assert whole(records) == cell_by_cell(records)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("NaN")])
def test_what_is_no_number_is_refused(value: Decimal | float) -> None:
    with pytest.raises(TypeError, match="no value of a cell"):
        whole([{"first": value, "second": None, "third": None}])
