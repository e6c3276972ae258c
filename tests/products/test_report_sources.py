"""No figure without its source number, and none with a wrong one: a report of the shipped atlas, read run by run."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

import geo
from geo.products.phrases import dated_text
from geo.products.report.composition import compose
from geo.products.report.content import Row, Run, Table
from geo.products.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.products.report.content import Line, Report

ATLAS = geo.read_atlas()
OF = ("dostyk-moiynty", "cpc")
REPORTED = {
    "corridor": [words("ru", "table")[name] for name in ("volume", "capacity", "target", "other")]
    + [words("ru", "report")["length"]],
    "targets": [words("ru", "report")["head_aim"], words("ru", "report")["head_base"]],
}
"""Columns whose figures are reported, by kind of section; those of the model say so in their heads."""
SLIPPED = words("ru", "report")["slipped"].partition("{")[0]
MEASURED = words("ru", "report")["measured"].format(km="0").partition("0")[2]
DIGITS = re.compile(r"\d+(?:[.,]\d+)?")


@pytest.fixture(scope="module")
def report() -> Report:
    return compose(ATLAS, OF, lang="ru")


def reported_lines(report: Report) -> Iterator[Line]:
    """Give the lines of cells in which sources' figures stand; a length that was measured is the atlas' own."""
    for section in report.sections:
        heads = REPORTED.get(section.anchor.partition("-")[0], [])
        for table in (block for block in section.blocks if isinstance(block, Table)):
            for row in table.rows:
                for head, cell in zip(table.heads, row.cells, strict=True):
                    yield from (line for line in cell if head in heads and not is_ours(line))


def is_ours(line: Line) -> bool:
    text = "".join(run.text for run in line)
    return not DIGITS.search(text) or text.endswith(MEASURED) or text.startswith(SLIPPED)


def uncited(report: Report) -> list[str]:
    """Give the figures without a number: each figure begins a run, and a run that only has its interval follows it."""
    found = []
    for line in reported_lines(report):
        for run, after in pairwise((*line, Run(""))):
            goes_on = after.text.startswith(" (")
            if DIGITS.search(run.text) and not run.numbers and not (goes_on and after.numbers):
                found.append(run.text)
    return found


def wrongly_cited(report: Report) -> list[str]:
    """Give the lines with a number whose source states no figure that the line prints."""
    sources = dict(zip((entry.number for entry in report.sources), source_ids(report), strict=True))
    claims = ATLAS.evidence.claims
    found = []
    for line in reported_lines(report):
        text = "".join(run.text for run in line)
        for number in {number for run in line for number in run.numbers}:
            own = [one for one in claims.values() if one.source_id == sources[number]]
            said = [DIGITS.findall(dated_text(one, "ru", base=claims.get(one.base or "")))[:1] for one in own]
            if not any(amount and amount[0] in DIGITS.findall(text) for amount in said):
                found.append(f"{text} [{number}]")
    return found


def source_ids(report: Report) -> list[str]:
    """Tell which source an entry is: by its title and its address."""
    known = ATLAS.evidence.sources.values()
    found = []
    for entry in report.sources:
        (one,) = {
            x.source_id for x in known if entry.text.startswith(f"{x.reference}. ") and entry.url == (x.url or "")
        }
        found.append(one)
    return found


def test_every_reported_figure_of_a_table_has_its_number(report: Report) -> None:
    assert len(list(reported_lines(report))) > 20
    assert uncited(report) == []


def test_the_source_under_a_number_states_the_figure(report: Report) -> None:
    assert wrongly_cited(report) == []


def first_cited(report: Report) -> tuple[int, int, Table, Row]:
    return next(
        (place, at, block, row)
        for place, section in enumerate(report.sections) if section.anchor.startswith("corridor-")
        for at, block in enumerate(section.blocks) if isinstance(block, Table)
        for row in block.rows if any(run.numbers for line in row.cells[-1] for run in line)
    )  # fmt: skip


def with_numbers(report: Report, numbers: tuple[int, ...]) -> Report:
    """Give the report with other numbers in one cell."""
    place, at, table, row = first_cited(report)
    cell = tuple(tuple(replace(run, numbers=numbers if run.numbers else ()) for run in line) for line in row.cells[-1])
    rows = tuple(replace(one, cells=(*one.cells[:-1], cell)) if one is row else one for one in table.rows)
    section = report.sections[place]
    blocks = (*section.blocks[:at], replace(table, rows=rows), *section.blocks[at + 1 :])
    sections = (*report.sections[:place], replace(section, blocks=blocks), *report.sections[place + 1 :])
    return replace(report, sections=sections)


def test_a_number_that_is_left_out_or_wrong_is_seen(report: Report) -> None:
    assert uncited(with_numbers(report, ())) != []
    wrong = [number for number in range(1, len(report.sources) + 1) if wrongly_cited(with_numbers(report, (number,)))]
    assert len(wrong) > len(report.sources) / 2


def test_a_drawing_cites_what_its_caption_cites_and_names_those_sources(report: Report) -> None:
    sources = dict(zip((entry.number for entry in report.sources), source_ids(report), strict=True))
    pictures = list(report.pictures())
    assert {picture.name.partition("-")[0] for picture in pictures} >= {"map", "strip", "timeline"}
    for picture in pictures:
        said = picture.drawn("svg").decode().partition("<desc>")[2].partition("</desc>")[0].replace("\u00a0", " ")
        last = said.rpartition(words("ru", "figures")["sources"].partition("{")[0])[2]
        assert {int(number) for number in re.findall(r"\[(\d+)\]", last)} == set(picture.numbers)
        for number in picture.numbers:
            assert f"[{number}] {ATLAS.evidence.sources[sources[number]].credit}" in last.replace("&amp;", "&")
