"""Reports as files: the name says which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.atomic import write_whole
from geo.products.formats import REPORT_FORMATS, format_of
from geo.products.report.composition import compose

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from geo.atlas import Atlas
    from geo.model.results import Result


def write_report(
    atlas: Atlas, path: Path, ids: Sequence[str] | None = None, *, lang: str = "en", results: Sequence[Result] = ()
) -> None:
    """
    Write a report, whole or not at all.

    Parameters
    ----------
    atlas
        The atlas.
    path
        The file; its name says the format. Beside ``report.md`` a folder ``report_files`` holds the figures.
    ids, lang, results
        As in `compose`.

    Raises
    ------
    UnknownIdError
        If the atlas has no such corridor or entry.
    ProductError
        If the name says no format, what the format needs is not there, or the file cannot be written.
    """
    kind = format_of(path, REPORT_FORMATS)
    if kind == "docx":
        from geo.products.report.word import check_docx  # noqa: PLC0415 - an extra

        check_docx()  # says so before anything is computed
    report = compose(atlas, ids, lang=lang, results=results, with_map=kind == "html")
    if kind == "html":
        from geo.products.report.html import report_html  # noqa: PLC0415

        write_whole(path, report_html(report).encode())
    elif kind == "docx":
        from geo.products.report.word import report_docx  # noqa: PLC0415

        write_whole(path, report_docx(report))
    elif kind == "md":
        from geo.products.report.markdown import write_markdown  # noqa: PLC0415

        write_markdown(report, path)
    else:
        from geo.products.report.pdf import report_pdf  # noqa: PLC0415

        write_whole(path, report_pdf(report))
