"""A report as GitHub-flavoured Markdown for static sites, its figures as files in a folder beside it."""

from __future__ import annotations

import re
from functools import singledispatch
from typing import TYPE_CHECKING
from urllib.parse import quote

from geo.products.atomic import whole_folder, write_whole
from geo.products.report.content import Block, Bullets, Paragraph, Picture, Table
from geo.products.words import words

if TYPE_CHECKING:
    from pathlib import Path

    from geo.products.report.content import Cell, Line, Report, Row, Run

_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~$&!])")
_OPENING = re.compile(r"^(\s*)(\d*)([.)+=-])(?=\s|[=-]|$)")
"""What begins a list or a heading where it stands first on a line."""


def write_markdown(report: Report, path: Path) -> None:
    """
    Write a report and the folder of its figures.

    Parameters
    ----------
    report
        The report.
    path
        The file. The folder bears its name and ``_files``; figures of a report before it disappear.

    Raises
    ------
    ProductError
        If they cannot be written; what was there before stays.
    """
    folder = path.with_name(f"{path.stem}_files")
    with whole_folder(folder, lambda old: {one.name for one in old.glob("*.svg")}) as stage:
        for picture in report.pictures():
            (stage / f"{picture.name}.svg").write_bytes(picture.drawn("svg"))
    write_whole(path, report_markdown(report, folder.name).encode())


def report_markdown(report: Report, folder: str) -> str:
    """
    Write a report as Markdown.

    Parameters
    ----------
    report
        The report.
    folder
        Where its figures stand, as links say it.

    Returns
    -------
    markdown
        Headings, pipe tables, relative links; nothing of the text reads as markup.
    """
    said = words(report.lang, "report")
    parts = [f"# {_text(report.title)}", _text(report.subtitle), f"## {_text(said['contents'])}", _contents(report)]
    for section in report.sections:
        parts += [f'<a id="{section.anchor}"></a>', f"## {_text(section.title)}"]
        parts += [_block(block, report.lang, quote(folder)) for block in section.blocks]
    parts += ['<a id="sources"></a>', f"## {_text(said['sources'])}", _sources(report), *map(_text, report.credits)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _contents(report: Report) -> str:
    entries = [(section.anchor, section.title) for section in report.sections]
    entries.append(("sources", words(report.lang, "report")["sources"]))
    return "\n".join(f"- [{_text(title)}](#{anchor})" for anchor, title in entries)


@singledispatch
def _block(block: Block, lang: str, folder: str) -> str:
    raise TypeError(type(block), lang, folder)


@_block.register
def _(block: Paragraph, lang: str, folder: str) -> str:  # noqa: ARG001 - all blocks are written alike
    return _line(block.line)


@_block.register
def _(block: Bullets, lang: str, folder: str) -> str:  # noqa: ARG001
    return "\n".join(f"- {_line(line)}" for line in block.lines)


@_block.register
def _(block: Picture, lang: str, folder: str) -> str:
    label = words(lang, "report")["figure"].format(number=block.number)
    image = f"![{_text(block.alt)}]({folder}/{quote(block.name)}.svg)"
    return f"{image}\n\n**{_text(label)}** {_text(block.caption)}{_numbers(block.numbers)}"


@_block.register
def _(block: Table, lang: str, folder: str) -> str:  # noqa: ARG001
    label = words(lang, "report")["table"].format(number=block.number)
    lines = [
        f"**{_text(label)}** {_text(block.caption)}\n", f"| {' | '.join(map(_text, block.heads))} |",
        f"|{' --- |' * len(block.heads)}", *map(_row, block.rows),
    ]  # fmt: skip
    return "\n".join(lines) + (f"\n\n{_text(block.note)}" if block.note else "")


def _row(row: Row) -> str:
    cells = [_cell(cell) for cell in row.cells]
    indent = "&nbsp;&nbsp;" if row.is_part else ""
    return f"| {indent}{' | '.join(cells)} |"


def _cell(cell: Cell) -> str:
    return "<br>".join(map(_line, cell)) or "—"


def _line(line: Line) -> str:
    return "".join(map(_run, line)).strip()


def _run(run: Run) -> str:
    bare = run.text.strip()
    text = _text(bare)
    if run.href:
        text = f"[{text}]({run.href})"
    if run.is_strong:
        text = f"**{text}**"
    return (" " if run.text[:1] == " " else "") + text + _numbers(run.numbers)


def _numbers(numbers: tuple[int, ...]) -> str:
    return f" [\\[{', '.join(map(str, numbers))}\\]](#sources)" if numbers else ""


def _text(text: str) -> str:
    """Escape what Markdown or HTML would read as markup; a line stays a line."""
    plain = " ".join(text.split("\n"))
    return _OPENING.sub(r"\1\2\\\3", _marked(plain))


def _marked(text: str) -> str:
    return _MARKS.sub(lambda found: {"<": "&lt;", ">": "&gt;", "&": "&amp;"}.get(found[1], "\\" + found[1]), text)


def _sources(report: Report) -> str:
    return "\n".join(
        f"{one.number}. {_text(one.text)}" + (f" <{quote(one.url, safe=_ADDRESS)}>" if one.url else "")
        for one in report.sources
    )


_ADDRESS = "%/:?#[]@!$&'()*+,;=-._~"
