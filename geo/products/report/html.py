"""A report as one HTML page that needs nothing else: no server, no script of its own."""

from __future__ import annotations

import base64
import re
from functools import partial, singledispatch
from html import escape, unescape
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import ProductError
from geo.products.report.content import Block, Bullets, Paragraph, Picture, Table
from geo.products.words import words

if TYPE_CHECKING:
    from geo.products.report.content import Cell, Line, Report, Row, Run, Section

_STYLE = Path(__file__).with_name("report.css")
_TALL = 8
"""Lines from which on a row may be broken over pages."""
_POLICY = re.compile(r'http-equiv="Content-Security-Policy" content="([^"]*)"')
_SCRIPTS = re.compile(r"script-src ((?:'sha256-[A-Za-z0-9+/=]+' ?)+);")


def report_html(report: Report) -> str:
    """
    Write a report as a page.

    Parameters
    ----------
    report
        The report.

    Returns
    -------
    html
        A whole document. A Content-Security-Policy forbids every request and every script but those of the map,
        which stands in a frame of its own.
    """
    said = words(report.lang, "report")
    title = escape(report.title)
    sections = "\n".join(_section(section, report.lang) for section in report.sections)
    subtitle = f'<p class="subtitle">{escape(report.subtitle)}</p>' if report.subtitle else ""
    return (
        f'<!DOCTYPE html>\n<html lang="{report.lang}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(_policy(report))}">\n'
        '<meta name="referrer" content="no-referrer">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>\n{_STYLE.read_text('utf-8')}</style>\n</head>\n<body>\n"
        f"<header><h1>{title}</h1>{subtitle}</header>\n{_contents(report, said)}\n<main>\n{sections}\n"
        f"{_sources(report, said)}\n</main>\n</body>\n</html>\n"
    )


def _policy(report: Report) -> str:
    """Allow the map's scripts, which the frame inherits the permission for, by their hashes."""
    hashes: dict[str, None] = {}
    for picture in report.pictures():
        if picture.map_html:
            policy = _POLICY.search(picture.map_html)
            found = _SCRIPTS.search(unescape(policy[1])) if policy else None
            if found is None:
                raise ProductError("The map's page does not say which scripts it runs. Draw it with `map_html`.")
            hashes |= dict.fromkeys(found[1].split())
    scripts = f"script-src {' '.join(hashes)}; " if hashes else ""
    return f"default-src 'none'; {scripts}style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"


def _contents(report: Report, said: dict[str, str]) -> str:
    entries = [*((section.anchor, section.title) for section in report.sections), ("sources", said["sources"])]
    lines = "".join(f'<li><a href="#{anchor}">{escape(title)}</a></li>' for anchor, title in entries)
    return f'<nav aria-label="{escape(said["contents"])}"><h2>{escape(said["contents"])}</h2><ol>{lines}</ol></nav>'


def _section(section: Section, lang: str) -> str:
    blocks = "\n".join(_block(block, lang) for block in section.blocks)
    return f'<section id="{section.anchor}">\n<h2>{escape(section.title)}</h2>\n{blocks}\n</section>'


@singledispatch
def _block(block: Block, lang: str) -> str:
    raise TypeError(type(block), lang)


@_block.register
def _(block: Paragraph, lang: str) -> str:  # noqa: ARG001 - all blocks are written alike
    return f'<p class="{"note" if block.is_note else "text"}">{_line(block.line)}</p>'


@_block.register
def _(block: Bullets, lang: str) -> str:  # noqa: ARG001
    return f"<ul>{''.join(f'<li>{_line(line)}</li>' for line in block.lines)}</ul>"


@_block.register
def _(block: Picture, lang: str) -> str:
    said = words(lang, "report")
    label = escape(said["figure"].format(number=block.number))
    data = base64.b64encode(block.drawn("svg")).decode("ascii")
    image = f'<div class="drawn"><img src="data:image/svg+xml;base64,{data}" alt="{escape(block.alt)}"></div>'
    live = note = ""
    if block.map_html:
        note = f' <span class="live">{escape(said["live_numbers"])}</span>'
        live = (
            f'<iframe class="live" sandbox="allow-scripts" title="{escape(block.caption)}" '
            f'srcdoc="{escape(block.map_html)}"></iframe>\n'
        )
    return (
        f'<figure id="figure-{block.number}" class="{"has-live" if live else "still"}">\n{live}{image}\n'
        f"<figcaption><b>{label}</b> {escape(block.caption)}{_numbers(block.numbers)}{note}</figcaption>\n</figure>"
    )


@_block.register
def _(block: Table, lang: str) -> str:
    label = escape(words(lang, "report")["table"].format(number=block.number))
    heads = "".join(
        f'<th scope="col" style="width:{width}%">{escape(head)}</th>'
        for head, width in zip(block.heads, block.widths, strict=True)
    )
    rows = "\n".join(map(partial(_row, block.heads), block.rows))
    note = f'<p class="note">{escape(block.note)}</p>\n' if block.note else ""
    return (
        f'<table id="table-{block.number}">\n<caption><b>{label}</b> {escape(block.caption)}</caption>\n'
        f"<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>\n{note}"
    )


def _row(heads: tuple[str, ...], row: Row) -> str:
    first = f'<th scope="row">{_cell(row.cells[0])}</th>'
    rest = "".join(
        f'<td data-head="{escape(head)}">{_cell(cell)}</td>' if cell else '<td class="empty">—</td>'
        for head, cell in zip(heads[1:], row.cells[1:], strict=True)
    )
    tall = " tall" if max(map(len, row.cells)) > _TALL else ""
    return f'<tr class="{"part" if row.is_part else "whole"}{tall}">{first}{rest}</tr>'


def _cell(cell: Cell) -> str:
    if len(cell) > 1:
        return "".join(f"<p>{_line(line)}</p>" for line in cell)
    return _line(cell[0]) if cell else "—"


def _line(line: Line) -> str:
    return "".join(map(_run, line))


def _run(run: Run) -> str:
    text = escape(run.text)
    if run.href:
        text = f'<a href="{escape(run.href)}">{text}</a>'
    if run.lang:
        text = f'<span lang="{run.lang}">{text}</span>'
    if run.is_strong:
        text = f"<b>{text}</b>"
    return text + _numbers(run.numbers)


def _numbers(numbers: tuple[int, ...]) -> str:
    links = ", ".join(f'<a href="#s{number}">{number}</a>' for number in numbers)
    return f" <sup>{links}</sup>" if links else ""


def _sources(report: Report, said: dict[str, str]) -> str:
    lines = "\n".join(
        f'<li id="s{one.number}">{escape(one.text)}'
        + (f' <a href="{escape(one.url)}" rel="noreferrer">{escape(one.url)}</a>' if one.url else "")
        + "</li>"
        for one in report.sources
    )
    credits_ = "".join(f'<p class="note">{escape(text)}</p>' for text in report.credits)
    return f'<section id="sources">\n<h2>{escape(said["sources"])}</h2>\n<ol>\n{lines}\n</ol>\n{credits_}\n</section>'
