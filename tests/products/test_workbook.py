"""The workbook, read back by another library."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

import geo
from geo.products.contents import Contents
from geo.products.workbook import capacity_workbook

if TYPE_CHECKING:
    from pathlib import Path


def workbook(atlas: geo.Atlas, lang: str = "en") -> Any:
    return openpyxl.load_workbook(io.BytesIO(capacity_workbook(Contents(atlas, lang))))


@pytest.fixture(scope="module")
def book(napkin: geo.Atlas) -> Any:
    return workbook(napkin)


def column(sheet: Any, head: str) -> list[Any]:
    heads = [cell.value for cell in sheet[1]]
    return [row[heads.index(head)].value for row in sheet.iter_rows(min_row=2)]


def test_it_has_sheets_for_table_claims_sources_and_notes(book: Any) -> None:
    assert book.sheetnames == ["Capacity", "Claims", "Sources", "Notes"]


def test_numbers_are_numbers_and_texts_are_texts(book: Any) -> None:
    sheet = book["Capacity"]
    assert column(sheet, "Volume (observed): value")[0] == 2.5
    assert column(sheet, "Volume (observed): unit")[0] == "Mt"
    assert column(sheet, "Volume (observed): as reported")[0] == "nearly 2.5\u00a0Mt (2024)"
    assert column(sheet, "Volume (observed): period")[0] == "2024"
    assert column(book["Claims"], "Text at hand")[-1] is True


def test_a_ratio_has_no_tonnes(book: Any) -> None:
    sheet = book["Capacity"]
    assert column(sheet, "Target and its deadline: value")[1] == 2
    assert column(sheet, "Target and its deadline: unit")[1] == "ratio"


def test_sources_are_numbered_as_the_table_cites_them(book: Any) -> None:
    assert column(book["Sources"], "No.") == [1, 2]
    assert column(book["Capacity"], "Volume (observed): sources disagree")[0] == "about 3.1\u00a0Mt [2]"


def test_panes_are_frozen_below_the_heads(book: Any) -> None:
    assert book["Capacity"].freeze_panes == "C2"
    assert book["Claims"].freeze_panes == "B2"


def test_the_interval_policy_is_on_the_last_sheet(book: Any) -> None:
    assert "policy v1" in " ".join(str(row[0].value) for row in book["Notes"].iter_rows())


def test_no_text_is_a_formula_or_a_link(napkin_copy: Path) -> None:
    path = napkin_copy / "data/corridors/napkin.toml"
    name = '=HYPERLINK(\\"http://evil.example\\")'
    path.write_text(path.read_text("utf-8").replace("Napkin Corridor", name), "utf-8")
    book = workbook(geo.read_atlas(napkin_copy))
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    assert book["Capacity"]["A2"].value == '=HYPERLINK("http://evil.example")'
    assert book["Capacity"]["A2"].data_type == "s"
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.hyperlink]


@pytest.mark.parametrize("start", ["=1+1", "+7", "-2+3", "@SUM(A1)"])
def test_a_text_that_would_revive_when_edited_bears_a_quote(napkin_copy: Path, start: str) -> None:
    path = napkin_copy / "data/corridors/napkin.toml"
    path.write_text(path.read_text("utf-8").replace("Napkin Corridor", start), "utf-8")
    sheet = workbook(geo.read_atlas(napkin_copy))["Capacity"]
    assert (sheet["A2"].value, sheet["A2"].data_type, sheet["A2"].quotePrefix) == (start, "s", True)
    assert not sheet["A3"].quotePrefix


def test_claims_that_agree_but_print_another_figure_have_columns_of_their_own(napkin_copy: Path) -> None:
    path = napkin_copy / "seeds/claims/gazette-2024.csv"
    added = "gazette-2024-07,napkin,capacity,,12,,Mt/yr,exact,{},,target,,,,\n"
    later = added.replace("-07", "-08").replace(",12,", ",13,")
    path.write_text(path.read_text("utf-8") + added.format(2027) + later.format(2030), "utf-8")
    sheet = workbook(geo.read_atlas(napkin_copy))["Capacity"]
    target = "Target and its deadline"
    assert column(sheet, f"{target}: claims")[0] == "gazette-2024-03"
    assert column(sheet, f"{target}: claims that print another figure")[0] == "gazette-2024-07"
    assert column(sheet, f"{target}: also")[0] == "12\u00a0Mt a year [2]"
    assert ", also: 13\u00a0Mt a year [2]" in column(sheet, "Also reported")[0]


@pytest.mark.parametrize("lang", ["en", "ru", "kk"])
def test_it_has_the_same_bytes_twice(napkin: geo.Atlas, lang: str) -> None:
    assert capacity_workbook(Contents(napkin, lang)) == capacity_workbook(Contents(napkin, lang))
