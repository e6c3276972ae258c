"""A report as GitHub-flavoured Markdown for static sites, its figures as files in a folder beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from functools import singledispatch
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import quote

from geo.atomic import write_whole
from geo.folders import whole_folder
from geo.products.report.content import Block, Bullets, Paragraph, Picture, Table
from geo.products.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from geo.products.report.content import Cell, Line, Report, Row, Run

_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~$&!])")
_DRAWN = re.compile(r".+-[0-9a-f]{8}\.svg")
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
        The file. The folder bears its name and ``_files``; figures of a report before it disappear. A figure's name
        ends in a few letters of the hash of what it shows, so that a text finds its own figures at every moment.

    Raises
    ------
    ProductError
        If they cannot be written; what was there before stays.
    """
    folder = path.with_name(f"{path.stem}_files")
    drawn = {picture.name: picture.drawn("svg") for picture in report.pictures()}
    figures = {name: f"{name}-{sha256(content).hexdigest()[:8]}.svg" for name, content in drawn.items()}
    old = _figures(folder)
    with whole_folder(folder, lambda _: ()) as stage:
        for name, content in drawn.items():
            (stage / figures[name]).write_bytes(content)
    text = report_markdown(report, {name: f"{folder.name}/{file}" for name, file in figures.items()}).encode()
    new = set(figures.values())
    try:
        write_whole(path, text)
    finally:  # after an error or Ctrl-C, what stands there tells which figures are its own
        _drop(folder, old - new if _holds(path, text) else new - old)


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.read_bytes() == content
    except OSError:
        return False


def _drop(folder: Path, names: Iterable[str]) -> None:
    """Remove figures that no text shows any more; the next report removes one that stays."""
    for name in names:
        with suppress(OSError):
            (folder / name).unlink(missing_ok=True)


def _figures(folder: Path) -> set[str]:
    """Name the figures that reports before put into the folder."""
    return {one.name for one in folder.glob("*.svg") if _DRAWN.fullmatch(one.name)}


def report_markdown(report: Report, figures: Mapping[str, str]) -> str:
    """
    Write a report as Markdown.

    Parameters
    ----------
    report
        The report.
    figures
        The name of each picture to where it stands.

    Returns
    -------
    markdown
        Headings, pipe tables, relative links; nothing of the text reads as markup.
    """
    said = words(report.lang, "report")
    parts = [f"# {_text(report.title)}", _text(report.subtitle), f"## {_text(said['contents'])}", _contents(report)]
    for section in report.sections:
        parts += [f'<a id="{section.anchor}"></a>', f"## {_text(section.title)}"]
        parts += [_block(block, report.lang, figures) for block in section.blocks]
    parts += ['<a id="sources"></a>', f"## {_text(said['sources'])}", _sources(report), *map(_text, report.credits)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _contents(report: Report) -> str:
    entries = [(section.anchor, section.title) for section in report.sections]
    entries.append(("sources", words(report.lang, "report")["sources"]))
    return "\n".join(f"- [{_text(title)}](#{anchor})" for anchor, title in entries)


@singledispatch
def _block(block: Block, lang: str, figures: Mapping[str, str]) -> str:
    raise TypeError(type(block), lang, figures)


@_block.register
def _(block: Paragraph, lang: str, figures: Mapping[str, str]) -> str:  # noqa: ARG001 - all blocks are written alike
    return _line(block.line)


@_block.register
def _(block: Bullets, lang: str, figures: Mapping[str, str]) -> str:  # noqa: ARG001
    return "\n".join(f"- {_line(line)}" for line in block.lines)


@_block.register
def _(block: Picture, lang: str, figures: Mapping[str, str]) -> str:
    label = words(lang, "report")["figure"].format(number=block.number)
    image = f"![{_text(block.alt)}]({quote(figures[block.name])})"
    return f"{image}\n\n**{_text(label)}** {_text(block.caption)}{_numbers(block.numbers)}"


@_block.register
def _(block: Table, lang: str, figures: Mapping[str, str]) -> str:  # noqa: ARG001
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
