"""The capacity table as a page, as Markdown and as LaTeX."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from geo.products.tables import COLUMNS, DASH, capacity_html, notes
from geo.products.words import words

if TYPE_CHECKING:
    from geo.products.tables import Cell, Saying, Table

_CSS = """
:root { color-scheme: light; }
body { font: 15px/1.45 system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif; color: #1d2327; background: #fff;
  margin: 1.5rem auto; max-width: 110rem; padding: 0 1rem; }
h1 { font-size: 1.35rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
.frame { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
caption { text-align: left; color: #50585e; padding-bottom: .5rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid #dcdfe2; }
thead th { border-bottom: 2px solid #50585e; background: #fff; }
tbody th { font-weight: 400; min-width: 11rem; }
tr.corridor th { font-weight: 600; } tr.corridor > * { border-top: 2px solid #9aa2a8; }
tr.section th, tr.link th, tr.node th { padding-left: 1.4rem; }
b { font-weight: 600; } small { color: #50585e; white-space: nowrap; } em { color: #9c3d00; font-style: normal; }
td ul { margin: .3rem 0 0; padding-left: 1.1rem; }
.capacity-note { max-width: 60rem; color: #50585e; font-size: .85rem; }
ol { font-size: .85rem; } ol a::after { content: " " attr(href); color: #50585e; }
@media print { @page { size: A3 landscape; margin: 12mm; } body { font-size: 8.5pt; margin: 0; max-width: none; }
  thead { display: table-header-group; } tr { break-inside: avoid; } a { color: inherit; text-decoration: none; } }
"""
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~$&])")
_LATEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "^": r"\textasciicircum{}",
    "_": r"\_", "~": r"\textasciitilde{}", "%": r"\%", "×": r"$\times$", "≥": r"$\ge$", "−": "$-$", "±": r"$\pm$",
    "–": "--", "—": "---", "\u00a0": "~", "“": "``", "”": "''", "’": "'", "<": r"\textless{}", ">": r"\textgreater{}",
    "·": r"$\cdot$", '"': r"\textquotedbl{}", "`": r"\textasciigrave{}", "|": r"\textbar{}", "\n": " ",
}  # fmt: skip
_TEX = re.compile(f"-(?=-)|[{re.escape(''.join(_LATEX))}]")
"""What is not itself in LaTeX; of two hyphens it makes a dash."""
_LATEX_COLUMNS = ("subject", "length_km", "length_reported", "volume", "capacity", "target")


def capacity_page(table: Table) -> str:
    """
    Write the table as a page of its own, which needs nothing else.

    Parameters
    ----------
    table
        As from `geo.products.tables.lay_out`.

    Returns
    -------
    html
        A whole document; a Content-Security-Policy forbids every request.
    """
    lang = table.lang
    title = escape(words(lang, "table")["title"])
    body, foot = capacity_html(table).split("</table>", 1)
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="referrer" content="no-referrer">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_CSS}</style>\n</head>\n<body>\n<h1>{title}</h1>\n"
        f'<div class="frame" tabindex="0" role="region" aria-label="{title}">\n{body}</table>\n</div>'
        f"{foot}</body>\n</html>\n"
    )


def capacity_markdown(table: Table) -> str:
    """
    Write the table as GitHub-flavoured Markdown.

    Parameters
    ----------
    table
        As from `geo.products.tables.lay_out`.

    Returns
    -------
    markdown
        A pipe table, the notes and the numbered sources.
    """
    lang, text = table.lang, words(table.lang, "table")
    lines = [f"# {_md(text['title'])}", "", _md(text["caption"]), "", f"| {' | '.join(map(_md, table.heads))} |"]
    lines.append("|" + " --- |" * len(COLUMNS))
    for level, cells in table.lines:
        indent = "" if level in {"corridor", "entry"} else "&nbsp;&nbsp;"
        rest = " | ".join(_md_cell(cells[name], lang) for name in COLUMNS[1:])
        lines.append(f"| {indent}{_md(str(cells['subject']))} | {rest} |")
    lines += ["", *(f"{_md(note)}\n" for note in notes(lang)), f"## {_md(text['sources'])}", ""]
    lines += [f"{number}. {_md(cited)}{f' <{url}>' if url else ''}" for number, cited, url in table.sources]
    return "\n".join(lines) + "\n"


def _md(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split("\n")))


def _md_cell(cell: Cell, lang: str) -> str:
    if isinstance(cell, str):
        return _md(cell) or DASH
    return "<br>".join(_md_saying(saying, lang) for saying in cell) or DASH


def _md_saying(saying: Saying, lang: str) -> str:
    text = _md(saying.text) + (f" ({_md(saying.interval)})" if saying.interval else "") + _refs(saying.numbers)
    if saying.also:
        also = ", ".join(_md(other) + _refs(numbers) for other, numbers in saying.also)
        text += f"; {_md(words(lang, 'table')['also'])}: {also}"
    if saying.rivals:
        rivals = ", ".join(_md(rival) + _refs((number,)) for rival, number in saying.rivals)
        text += f"; *{_md(words(lang, 'table')['disputed'])}: {rivals}*"
    return text


def _refs(numbers: tuple[int, ...]) -> str:
    return f" \\[{', '.join(map(str, numbers))}\\]"


def capacity_latex(table: Table) -> str:
    r"""
    Write the table as a fragment of LaTeX, a ``tabular`` a corridor, which no package needs.

    Parameters
    ----------
    table
        As from `geo.products.tables.lay_out`.

    Returns
    -------
    latex
        For ``\input``, in UTF-8; the first figure of each kind, the notes and the numbered sources.
    """
    lang, text = table.lang, words(table.lang, "table")
    heads = dict(zip(COLUMNS, table.heads, strict=True))
    head = " & ".join(tex(heads[name]) for name in _LATEX_COLUMNS)
    parts = ["% UTF-8; for Cyrillic use LuaLaTeX or XeLaTeX with a font that has it, or pdfLaTeX with T2A.", "{\\small"]
    for block in _blocks(table.lines):
        body = "\n".join(f"{_tex_row(cells, lang)} \\\\ \\hline" for cells in block)
        widths = "p{0.2\\linewidth}rp{0.13\\linewidth}p{0.17\\linewidth}p{0.15\\linewidth}p{0.18\\linewidth}"
        parts.append(
            f"\\noindent\\begin{{tabular}}{{{widths}}}\n\\hline\n{head} \\\\ \\hline\n{body}\n\\end{{tabular}}\n"
        )
    parts += [f"\\par {tex(note)}" for note in (text["first_only"], *notes(lang))]
    parts.append("\\begin{enumerate}")
    parts += [f"\\item[{number}.] {tex(cited)} {tex(url or '')}".rstrip() for number, cited, url in table.sources]
    return "\n".join([*parts, "\\end{enumerate}", "}"]) + "\n"


def _blocks(lines: list[tuple[str, dict[str, Cell]]]) -> list[list[dict[str, Cell]]]:
    """Cut the table before each corridor, and before the first entry: a ``tabular`` does not break over pages."""
    blocks: list[list[dict[str, Cell]]] = []
    before = ""
    for level, cells in lines:
        if level == "corridor" or not blocks or (level == "entry") != (before == "entry"):
            blocks.append([])
        blocks[-1].append(cells)
        before = level
    return blocks


def tex(text: str) -> str:
    """
    Escape what LaTeX would read as markup.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    latex
        The same, as LaTeX prints it.
    """
    return _TEX.sub(lambda found: _LATEX.get(found[0], "-{}"), text)


def _tex_row(cells: dict[str, Cell], lang: str) -> str:
    return " & ".join(_tex_cell(cells[name], lang) for name in _LATEX_COLUMNS)


def _tex_cell(cell: Cell, lang: str) -> str:
    if isinstance(cell, str):
        return tex(cell or DASH)
    if not cell:
        return tex(DASH)
    first = cell[0]
    also = ", ".join(_tex_numbered(text, numbers) for text, numbers in first.also)
    also = f"; {tex(words(lang, 'table')['also'])}: {also}" if also else ""
    disputed = f"; {tex(words(lang, 'table')['disputed'])}" if first.rivals else ""
    return _tex_numbered(first.text, first.numbers) + also + disputed


def _tex_numbered(text: str, numbers: tuple[int, ...]) -> str:
    return f"{tex(text)} [{', '.join(map(str, numbers))}]"
