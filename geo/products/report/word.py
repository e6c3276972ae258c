"""A report as a Word document: headings, tables with heads that repeat, figures with texts for those who see none."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from functools import singledispatchmethod
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from geo.errors import ProductError
from geo.languages import LOCALES
from geo.products.archive import archive_bytes
from geo.products.report.content import Block, Bullets, Paragraph, Picture, Table
from geo.products.words import words

if TYPE_CHECKING:
    from geo.products.report.content import Cell, Line, Report, Row

_EPOCH = datetime(1980, 1, 1)  # noqa: DTZ001 - Word's properties carry no zone; the clock must leave no trace
_FACE = "Calibri"
"""Has the Kazakh letters, on every machine that has Word; elsewhere one of the same widths stands in for it."""
_MARGIN_MM, _TEXT_MM = 18, 174
_INK, _LINK, _SOFT = "1D2327", "00588F", "50585E"


def check_docx() -> None:
    """
    See that Word documents can be written.

    Raises
    ------
    ProductError
        If python-docx is not installed.
    """
    if find_spec("docx") is None:
        raise ProductError(
            "A Word document needs python-docx, which is not installed. Install the extra: "
            "pip install 'corridor-atlas[docx]'; or write .html, .md or .pdf."
        )


def report_docx(report: Report) -> bytes:
    """
    Write a report as a Word document.

    Parameters
    ----------
    report
        The report.

    Returns
    -------
    content
        The file's bytes, the same every time.

    Raises
    ------
    ProductError
        If python-docx is not installed.
    """
    check_docx()
    stream = io.BytesIO()
    _Writer(report).document().save(stream)
    with zipfile.ZipFile(stream) as archive:
        return archive_bytes({name: archive.read(name) for name in archive.namelist()})


class _Writer:
    def __init__(self, report: Report) -> None:
        from docx import Document  # noqa: PLC0415 - an extra

        self.report, self.words = report, words(report.lang, "report")
        self.doc = Document()
        self._marks = 0

    def document(self) -> Any:  # noqa: ANN401 - python-docx has no types
        self._set_up()
        report = self.report
        self.doc.add_heading(_clean(report.title), 0)
        if report.subtitle:
            self.doc.add_paragraph(_clean(report.subtitle), style="Subtitle")
        self._contents()
        for section in report.sections:
            self._heading(section.title, section.anchor)
            for block in section.blocks:
                self._block(block)
        self._sources()
        return self.doc

    def _set_up(self) -> None:
        from docx.shared import Mm, Pt  # noqa: PLC0415

        page = self.doc.sections[0]
        page.page_width, page.page_height = Mm(210), Mm(297)
        page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Mm(_MARGIN_MM)
        normal = self.doc.styles["Normal"]
        normal.font.name, normal.font.size = _FACE, Pt(10)
        _set_language(normal.element.get_or_add_rPr(), LOCALES[self.report.lang])
        _set_language(self.doc.styles.element.find(f".//{_tag('rPrDefault')}/{_tag('rPr')}"), LOCALES[self.report.lang])
        core = self.doc.core_properties
        core.title, core.author, core.last_modified_by = _clean(self.report.title), "corridor-atlas", "corridor-atlas"
        core.language, core.comments, core.revision = LOCALES[self.report.lang], "", 1
        core.created = core.modified = _EPOCH

    def _contents(self) -> None:
        entries = [(section.anchor, section.title) for section in self.report.sections]
        self.doc.add_paragraph(self.words["contents"], style="TOC Heading")
        for anchor, title in [*entries, ("sources", self.words["sources"])]:
            self._link(self.doc.add_paragraph(style="List Number"), title, f"#{anchor}")

    def _heading(self, title: str, anchor: str) -> None:
        self._bookmark(self.doc.add_heading(_clean(title), 1), anchor)

    def _bookmark(self, paragraph: Any, anchor: str) -> None:  # noqa: ANN401
        self._marks += 1
        start, end = _element("bookmarkStart"), _element("bookmarkEnd")
        for one in (start, end):
            one.set(_tag("id"), str(self._marks))
        start.set(_tag("name"), _bookmark_name(anchor))
        paragraph._p.insert(1, start)  # noqa: SLF001 - python-docx has no bookmarks
        paragraph._p.append(end)  # noqa: SLF001

    @singledispatchmethod
    def _block(self, block: Block) -> None:
        raise TypeError(type(block))

    @_block.register
    def _(self, block: Paragraph) -> None:
        self._line(self.doc.add_paragraph(), block.line, size=8.5 if block.is_note else None)

    @_block.register
    def _(self, block: Bullets) -> None:
        for line in block.lines:
            self._line(self.doc.add_paragraph(style="List Bullet"), line)

    @_block.register
    def _(self, block: Picture) -> None:
        from docx.shared import Mm  # noqa: PLC0415

        shape = self.doc.add_picture(io.BytesIO(block.drawn("png")), width=Mm(_TEXT_MM))
        shape._inline.docPr.set("descr", _clean(block.alt))  # noqa: SLF001 - python-docx has no alternative texts
        self.doc.paragraphs[-1].paragraph_format.keep_with_next = True
        self._caption(self.words["figure"].format(number=block.number), block.caption, block.numbers)

    @_block.register
    def _(self, block: Table) -> None:
        from docx.shared import Mm  # noqa: PLC0415

        caption = self._caption(self.words["table"].format(number=block.number), block.caption, ())
        caption.paragraph_format.keep_with_next = True
        table = self.doc.add_table(rows=1, cols=len(block.heads), style="Table Grid")
        table.autofit = False
        described = _element("tblCaption")
        described.set(_tag("val"), _clean(block.caption))
        table._tbl.tblPr.append(described)  # noqa: SLF001 - python-docx has no alternative texts
        for column, width in zip(table.columns, block.widths, strict=True):
            column.width = Mm(_TEXT_MM * width / 100)
        _repeat(table.rows[0])
        for cell, head in zip(table.rows[0].cells, block.heads, strict=True):
            self._run(cell.paragraphs[0], head, is_strong=True, size=8)
        for row in block.rows:
            self._row(table.add_row(), row)
        self._line(self.doc.add_paragraph(), _plain(block.note), size=8.5)

    def _row(self, drawn: Any, row: Row) -> None:  # noqa: ANN401
        properties = drawn._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx keeps no rows together
        properties.append(_element("cantSplit"))
        for place, (into, cell) in enumerate(zip(drawn.cells, row.cells, strict=True)):
            self._cell(into, cell, is_head=place == 0 and not row.is_part)

    def _cell(self, into: Any, cell: Cell, *, is_head: bool) -> None:  # noqa: ANN401
        from docx.shared import Pt  # noqa: PLC0415

        for place, line in enumerate(cell or _plain_cell("—")):
            paragraph = into.paragraphs[0] if not place else into.add_paragraph()
            paragraph.paragraph_format.space_after = Pt(2)
            self._line(paragraph, line, size=8, is_strong=is_head)

    def _caption(self, label: str, text: str, numbers: tuple[int, ...]) -> Any:  # noqa: ANN401
        paragraph = self.doc.add_paragraph(style="Caption")
        self._run(paragraph, f"{label} ", is_strong=True)
        self._run(paragraph, text)
        self._numbers(paragraph, numbers)
        return paragraph

    def _line(self, paragraph: Any, line: Line, *, size: float | None = None, is_strong: bool = False) -> None:  # noqa: ANN401
        for run in line:
            if run.href:
                self._link(paragraph, run.text, run.href)
            else:
                self._run(paragraph, run.text, is_strong=is_strong or run.is_strong, size=size, lang=run.lang)
            self._numbers(paragraph, run.numbers, size=size)

    def _run(
        self,
        paragraph: Any,  # noqa: ANN401
        text: str,
        *,
        is_strong: bool = False,
        size: float | None = None,
        lang: str = "",
    ) -> Any:  # noqa: ANN401
        from docx.shared import Pt  # noqa: PLC0415

        run = paragraph.add_run(_clean(text))
        run.bold = is_strong or None
        run.font.size = Pt(size) if size else None
        if lang:
            _set_language(run._r.get_or_add_rPr(), LOCALES[lang])  # noqa: SLF001
        return run

    def _numbers(self, paragraph: Any, numbers: tuple[int, ...], *, size: float | None = None) -> None:  # noqa: ANN401
        for place, number in enumerate(numbers):
            self._run(paragraph, ", " if place else " [", size=size)
            self._link(paragraph, str(number), f"#source-{number}", size=size)
        if numbers:
            self._run(paragraph, "]", size=size)

    def _link(self, paragraph: Any, text: str, href: str, *, size: float | None = None) -> None:  # noqa: ANN401
        """Set a link, within the document or to an address: python-docx reads them and writes none."""
        link = _element("hyperlink")
        if href.startswith("#"):
            link.set(_tag("anchor"), _bookmark_name(href[1:]))
        else:
            kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
            link.set(f"{{{kind}}}id", paragraph.part.relate_to(href, f"{kind}/hyperlink", is_external=True))
        run = self._run(paragraph, text, size=size)
        _colour(run, _LINK)
        paragraph._p.append(link)  # noqa: SLF001
        link.append(run._r)  # noqa: SLF001

    def _sources(self) -> None:
        self._heading(self.words["sources"], "sources")
        for one in self.report.sources:
            paragraph = self.doc.add_paragraph()
            self._bookmark(paragraph, f"source-{one.number}")
            self._run(paragraph, f"[{one.number}] {one.text} ", size=8.5)
            if one.url:
                self._link(paragraph, one.url, one.url, size=8.5)
        for text in self.report.credits:
            self._line(self.doc.add_paragraph(), _plain(text), size=8.5)


def _plain(text: str) -> Line:
    from geo.products.report.content import Run  # noqa: PLC0415

    return (Run(text),)


def _plain_cell(text: str) -> Cell:
    return (_plain(text),)


def _clean(text: str) -> str:
    """Leave out what XML has no character for."""
    return "".join(char for char in text if char in "\t\n" or (char >= " " and char not in "\ufffe\uffff"))


def _bookmark_name(anchor: str) -> str:
    """Word wants letters, digits and underscores, forty at most, a letter first."""
    return f"c_{anchor.replace('-', '_')}"[:40]


def _tag(name: str) -> str:
    from docx.oxml.ns import qn  # noqa: PLC0415

    return str(qn(f"w:{name}"))


def _element(name: str) -> Any:  # noqa: ANN401
    from docx.oxml import OxmlElement  # noqa: PLC0415

    return OxmlElement(f"w:{name}")


def _repeat(row: Any) -> None:  # noqa: ANN401
    head = _element("tblHeader")
    head.set(_tag("val"), "true")
    row._tr.get_or_add_trPr().append(head)  # noqa: SLF001 - python-docx has no heads


def _set_language(properties: Any, locale: str) -> None:  # noqa: ANN401
    found = properties.find(_tag("lang"))
    if found is None:
        found = _element("lang")
        properties.append(found)
    found.set(_tag("val"), locale)
    found.set(_tag("eastAsia"), locale)


def _colour(run: Any, colour: str) -> None:  # noqa: ANN401
    from docx.shared import RGBColor  # noqa: PLC0415

    run.font.color.rgb = RGBColor.from_string(colour)
