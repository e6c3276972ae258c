"""Reports of an atlas whose answers fit on a napkin, and what four formats make of them."""

from __future__ import annotations

import io
import re
import shutil
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from docx import Document
from pypdf import PdfReader

import geo
from geo.errors import ProductError, UnknownIdError
from geo.products.report import markdown, pdf, word
from geo.products.report.composition import compose
from geo.products.report.content import Bullets, Paragraph, Picture, Table
from geo.products.report.html import report_html
from geo.products.report.markdown import report_markdown, write_markdown
from geo.products.report.output import write_report
from geo.products.report.word import report_docx

if TYPE_CHECKING:
    from geo.atlas import Atlas
    from geo.model.results import Result
    from geo.products.report.content import Cell, Line, Report

NAPKIN = Path(__file__).parents[1] / "data" / "napkin"
ANCHORS = ["summary", "map", "corridor-napkin", "targets", "conflicts", "model", "method"]
HOSTILE = "</script><b onclick='x'>|*a* {{7*7}} ${1} [x](javascript:y)"


@pytest.fixture(scope="module")
def napkin() -> Atlas:
    return geo.read_atlas(NAPKIN)


@pytest.fixture(scope="module")
def plain(napkin: Atlas) -> Report:
    """Give the report without the model's part."""
    return compose(napkin)


@pytest.fixture(scope="module")
def whole(staged: Atlas, results: list[Result]) -> Report:
    return compose(staged, results=results)


def said(line: Line) -> str:
    return "".join(run.text for run in line)


def cells(table: Table) -> list[list[str]]:
    return [[said_all(cell) for cell in row.cells] for row in table.rows]


def said_all(cell: Cell) -> str:
    return "; ".join(map(said, cell))


def tables(report: Report, anchor: str) -> list[Table]:
    (section,) = [one for one in report.sections if one.anchor == anchor]
    return [block for block in section.blocks if isinstance(block, Table)]


def lines_of(block: Paragraph | Bullets | Table) -> list[Line]:
    if isinstance(block, Table):
        return [line for row in block.rows for cell in row.cells for line in cell]
    return [block.line] if isinstance(block, Paragraph) else list(block.lines)


def cited(report: Report) -> set[int]:
    found: set[int] = set()
    for section in report.sections:
        for block in section.blocks:
            if isinstance(block, Picture):
                found |= set(block.numbers)
                continue
            lines = lines_of(block)
            found |= {number for line in lines for run in line for number in run.numbers}
    return found


def test_a_report_has_its_parts_in_order_and_none_is_empty(whole: Report) -> None:
    assert [section.anchor for section in whole.sections] == ANCHORS
    assert all(section.blocks for section in whole.sections)


def test_without_scenarios_there_is_no_part_on_the_model(plain: Report) -> None:
    assert "model" not in [section.anchor for section in plain.sections]


def test_the_summary_says_what_is_known_and_what_binds(plain: Report) -> None:
    (bullets,) = [block for block in plain.sections[0].blocks if isinstance(block, Bullets)]
    lines = [said(line).replace("\u00a0", " ") for line in bullets.lines]
    assert lines[0].startswith(
        "Napkin Corridor. Volume: nearly 2.5 Mt (2024); capacity, target: 10 Mt a year (by 2027)"
    )
    # 12 pairs · 365 d · 3000 t · 0.85 = 11.17 Mt a year; two of three equal links, 223 of 334 km, have a capacity, and
    # the planned one of 105 km none
    assert lines[1].startswith("On the main route Alpha – Charlie binds, of what is known: 11.2 (8.2–14.6) Mt a year")
    assert lines[2] == "The sources announce 3 aims; 1 of them is announced for a later year than before."
    assert lines[3].startswith("Sources contradict each other on 1 matter")


def test_the_capacity_table_prints_figures_as_their_sources_put_them(plain: Report) -> None:
    first, *_ = cells(tables(plain, "corridor-napkin")[0])
    assert first[0] == "Napkin Corridor"
    assert first[2].replace("\u00a0", " ").startswith("nearly 2.5 Mt (2024) (2.4–2.5); sources disagree: about 3.1 Mt")
    assert first[3] == ""
    assert "10 Mt a year by 2030; announced before for 2027" in first[4].replace("\u00a0", " ")


def test_targets_say_base_growth_slippage_and_ceiling(plain: Report) -> None:
    rows = [[text.replace("\u00a0", " ") for text in row] for row in cells(tables(plain, "targets")[0])]
    (late,) = [row for row in rows if "by 2030" in row[1] and row[0] == "Napkin Corridor"]
    assert late[1].endswith("announced before for 2027")
    assert late[5] == "no way leads there"  # the link to Delta is planned
    (twice,) = [row for row in rows if row[0] == "Alpha – Charlie"]
    assert twice[2] == "12 train pairs a day (2024); assumed: the source names no base"
    assert twice[3] == "14.9 % a year"  # announced in 2025, due in 2030: the fifth root of 2 is 1.149
    assert twice[5] == "short"


def test_a_conflict_shows_both_figures_and_the_reason(plain: Report) -> None:
    ((matter, figures, why),) = cells(tables(plain, "conflicts")[0])
    assert matter == "Napkin Corridor: volume"
    assert figures.replace("\u00a0", " ") == "nearly 2.5 Mt (2024) (2.4–2.5); about 3.1 Mt (2024) (2.945–3.255)"
    assert why == "The document is at hand, the publication is not."


def test_the_model_says_what_passes_and_what_cannot(whole: Report) -> None:
    scenarios, ceilings, left = tables(whole, "model")
    # 2.5 Mt asked for; the narrow link takes 1
    assert [row[2:5] for row in cells(scenarios)] == [["2.5", "1", "1.5"], ["2.5", "2.5", "0"]]
    assert cells(ceilings)[0][2] == "1"
    assert [(row[2], row[3]) for row in cells(left)] == [("2.5", "1.5")]


def test_every_number_leads_to_a_source_and_every_source_is_cited(whole: Report) -> None:
    assert cited(whole) == {entry.number for entry in whole.sources} == {1, 2}
    assert all(picture.numbers for picture in whole.pictures())


def test_figures_cite_by_the_reports_numbers(whole: Report) -> None:
    publishers = {entry.number: entry.text.split(".")[0] for entry in whole.sources}
    strips = [picture for picture in whole.pictures() if picture.name == "strip-napkin"]
    text = strips[0].drawn("svg").decode()
    for number in strips[0].numbers:
        assert f"[{number}]\u00a0{publishers[number]}" in text.replace("&#160;", "\u00a0")


def test_assumptions_are_printed_with_their_intervals(plain: Report) -> None:
    rows = cells(tables(plain, "method")[0])
    assert ["Net mass of a freight train.", "3000 (2500–3500) t", "design of this project"] in rows


def test_an_entry_has_a_chapter_without_figures(napkin: Atlas) -> None:
    report = compose(napkin, ["some-programme"])
    assert [section.anchor for section in report.sections] == ["summary", "corridor-some-programme", "method"]
    assert list(report.pictures()) == []


def test_what_is_not_there_is_refused_by_name(napkin: Atlas) -> None:
    with pytest.raises(UnknownIdError, match="There is no corridor 'nowhere'"):
        compose(napkin, ["nowhere"])


def test_a_report_is_the_same_every_time() -> None:
    one, other = (compose(geo.read_atlas(NAPKIN), lang="kk") for _ in range(2))
    assert report_html(one) == report_html(other)
    assert report_docx(one) == report_docx(other)


def test_the_page_forbids_requests_and_links_lead_somewhere(whole: Report) -> None:
    html = report_html(whole)
    assert "default-src &#x27;none&#x27;" in html
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(ids)


def test_a_map_that_does_not_say_its_scripts_is_refused(napkin: Atlas, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo.products.maps.map_html", lambda *_, **__: "<script>alert(1)</script>")
    with pytest.raises(ProductError, match="does not say which scripts it runs"):
        report_html(compose(napkin, with_map=True))


@pytest.fixture
def hostile(napkin_copy: Path) -> Atlas:
    """Give the napkin atlas with names and titles that attack; what TOML takes of them."""
    for path, old in (
        ("data/corridors/napkin.toml", "Napkin Corridor"),
        ("seeds/sources/gazette-2024.toml", "A made-up publication"),
    ):
        file = napkin_copy / path
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, HOSTILE), "utf-8")
    return geo.read_atlas(napkin_copy)


def test_hostile_text_is_shown_literally_in_every_format(hostile: Atlas) -> None:
    report, name = compose(hostile), HOSTILE
    html = report_html(report)
    assert "<b onclick" not in html
    assert "&lt;/script&gt;&lt;b onclick=&#x27;x&#x27;&gt;" in html
    markdown = report_markdown(report, {picture.name: f"files/{picture.name}.svg" for picture in report.pictures()})
    assert "<b onclick" not in markdown
    assert r"\|\*a\* \{\{7\*7\}\} \$\{1\} \[x\](javascript:y)" in markdown
    document = Document(io.BytesIO(report_docx(report)))
    assert document.paragraphs[0].text == name
    assert name in document.paragraphs[[p.text for p in document.paragraphs].index("Sources", 10) + 2].text


def pipes(markdown: str) -> list[list[str]]:
    """Read the rows of pipe tables: bars that are escaped part no cells."""
    return [re.split(r"(?<!\\)\|", line)[1:-1] for line in markdown.splitlines() if line.startswith("|")]


def test_markdown_tables_have_as_many_cells_in_every_row(whole: Report) -> None:
    figures = {picture.name: f"{picture.name}.svg" for picture in whole.pictures()}
    blocks = re.findall(r"(?:^\|.*\n)+", report_markdown(whole, figures), re.MULTILINE)
    assert len(blocks) == len(
        [block for section in whole.sections for block in section.blocks if isinstance(block, Table)]
    )
    for block in blocks:
        head, marks, *rows = pipes(block)
        assert {len(row) for row in (marks, *rows)} == {len(head)}
        assert rows


def test_markdown_stands_beside_its_figures(plain: Report, tmp_path: Path) -> None:
    (tmp_path / "my report_files").mkdir()
    (tmp_path / "my report_files" / "map-0123abcd.svg").write_text("of an earlier report")
    (tmp_path / "my report_files" / "mine.svg").write_text("of somebody else")
    write_markdown(plain, tmp_path / "my report.md")
    text = (tmp_path / "my report.md").read_text("utf-8")
    linked = {one.replace("%20", " ") for one in re.findall(r"!\[.*\]\((.*\.svg)\)", text)}
    assert {one.rpartition("-")[0] for one in linked} == {
        f"my report_files/{name}" for name in ("map", "strip-napkin", "strip-napkin-port", "timeline-napkin")
    }
    there = {str(one.relative_to(tmp_path)) for one in (tmp_path / "my report_files").iterdir()}
    assert there == linked | {"my report_files/mine.svg"}


def test_markdown_that_is_interrupted_has_the_figures_it_shows(
    plain: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write_and_stop(path: Path, content: bytes) -> None:
        path.write_bytes(content)
        raise KeyboardInterrupt

    monkeypatch.setattr(markdown, "write_whole", write_and_stop)
    with pytest.raises(KeyboardInterrupt):
        write_markdown(plain, tmp_path / "report.md")
    linked = re.findall(r"!\[.*\]\((.*\.svg)\)", (tmp_path / "report.md").read_text("utf-8"))
    assert len(linked) == 4
    assert all((tmp_path / one).is_file() for one in linked)


def test_word_has_headings_tables_with_heads_and_texts_for_figures(whole: Report) -> None:
    content = report_docx(whole)
    document = Document(io.BytesIO(content))
    headings = [one.text for one in document.paragraphs if one.style.name == "Heading 1"]
    assert headings == [*(section.title for section in whole.sections), "Sources"]
    assert [[cell.text for cell in table.rows[0].cells] for table in document.tables] == [
        list(block.heads) for section in whole.sections for block in section.blocks if isinstance(block, Table)
    ]
    assert all("w:tblHeader" in table.rows[0]._tr.xml for table in document.tables)
    assert all("w:cantSplit" in row._tr.xml for table in document.tables for row in table.rows[1:])
    captions = re.findall(r'<w:tblCaption w:val="([^"]*)"', document.element.xml)
    assert captions == [block.caption for section in whole.sections for block in section.blocks
                        if isinstance(block, Table)]  # fmt: skip
    marks = set(re.findall(r'<w:bookmarkStart [^>]*w:name="([^"]*)"', document.element.xml))
    anchors = {*re.findall(r'<w:hyperlink w:anchor="([^"]*)"', document.element.xml)}
    assert anchors <= marks
    assert anchors >= {f"c_source_{one.number}" for one in whole.sources}
    assert (
        document.tables[0].rows[1].cells[2].text.replace("\u00a0", " ").startswith("nearly 2.5 Mt (2024) (2.4–2.5) [1]")
    )
    described = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert described == [picture.alt for picture in whole.pictures()]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize(("lang", "locale"), [("en", "en-GB"), ("ru", "ru-RU"), ("kk", "kk-KZ")])
def test_pages_and_documents_know_their_language(napkin: Atlas, lang: str, locale: str) -> None:
    report = compose(napkin, ["some-programme"], lang=lang)
    assert f'<html lang="{lang}">' in report_html(report)
    document = Document(io.BytesIO(report_docx(report)))
    assert document.core_properties.language == locale
    assert f'w:lang w:val="{locale}"' in document.styles.element.xml


def test_without_python_docx_the_extra_is_named(napkin: Atlas, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word, "find_spec", lambda _: None)
    with pytest.raises(ProductError, match=r"pip install 'corridor-atlas\[docx\]'"):
        write_report(napkin, tmp_path / "a.docx")
    assert list(tmp_path.iterdir()) == []


def test_without_a_browser_a_pdf_says_what_to_do(
    napkin: Atlas, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ProductError, match=r"Install Chromium, or write \.html"):
        write_report(napkin, tmp_path / "a.pdf")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("script", "message"), [("exit 3", "did not print the report"), ("sleep 9", "within 0.2 s")])
def test_a_browser_that_fails_or_hangs_leaves_nothing(
    plain: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, message: str
) -> None:
    browser = tmp_path / "chromium"
    browser.write_text(f"#!/bin/sh\n{script}\n")
    browser.chmod(0o755)
    monkeypatch.setattr(pdf, "_SECONDS", 0.2 if "sleep" in script else 9)
    monkeypatch.setattr(pdf, "find_browser", lambda: str(browser))
    with pytest.raises(ProductError, match=message):
        pdf.report_pdf(plain)


@pytest.mark.browser
@pytest.mark.skipif(shutil.which("chromium") is None, reason="chromium is not installed")
def test_a_pdf_has_every_section(plain: Report) -> None:
    content = pdf.report_pdf(plain)
    text = re.sub(r"\s+", " ", " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages))
    places = [text.rindex(section.title) for section in plain.sections]
    assert all(place >= 0 for place in places)
    assert "11.2 (8.2–14.6) Mt a year" in text


@pytest.mark.browser
@pytest.mark.skipif(shutil.which("chromium") is None, reason="chromium is not installed")
def test_a_pdf_keeps_nothing_of_the_clock_or_of_the_place(
    napkin: Atlas, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = compose(napkin, ["some-programme"])
    here = pdf.report_pdf(report)
    far = tmp_path / ("a" * 150)
    far.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(far))
    assert pdf.report_pdf(report) == here
    assert list(far.iterdir()) == []
    drawn = b"".join(page.get_contents().get_data() for page in PdfReader(io.BytesIO(here)).pages)
    heights = {float(found) for found in re.findall(rb"1 0 0 -1 [\d.]+ ([\d.]+) Tm", drawn)}
    assert heights
    assert all(height.is_integer() for height in heights)  # else the browser rounds some, once in a hundred times
    made = b"/CreationDate (D:20260102030405+00'00')>> /ModDate (D:20260102030405Z)"
    assert b"2026" not in pdf._timeless(made)
    assert len(pdf._timeless(made)) == len(made)
    assert pdf._timeless(b"(node00000100) (node00000099)") == b"(node00000002) (node00000001)"
