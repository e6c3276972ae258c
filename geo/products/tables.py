"""The capacity table in words, with numbered sources and the interval policy; and as a fragment of HTML."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING

from geo.evidence.intervals import POLICY_VERSION
from geo.products.capacity import row_sources
from geo.products.phrases import dated_text, figure_text, interval_text, number_text, period_text, scope_text
from geo.products.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.evidence.claims import Claim
    from geo.evidence.sources import Source
    from geo.products.capacity import CapacityRow, Figure

DASH = "—"
COLUMNS = ("subject", "modes", "status", "length_km", "length_reported", "volume", "capacity", "target", "other")
_SMALL = frozenset({"link", "node"})
"""Levels of rows that a page leaves to the files where it would be too long."""


@dataclass(frozen=True)
class Saying:
    """
    A figure in words.

    Parameters
    ----------
    text
        The figure as its source put it, with its period or deadline.
    interval
        What the policy makes of it; empty for a figure without width.
    numbers
        The sources that print this figure, in the table's numbering.
    also
        Other figures that agree with it by their interval, each with the numbers of the sources that print it.
    rivals
        Figures that contradict it, each with the number of its source.
    """

    text: str
    interval: str
    numbers: tuple[int, ...]
    also: tuple[tuple[str, tuple[int, ...]], ...]
    rivals: tuple[tuple[str, int], ...]


Cell = list[Saying] | str
"""A column's content: figures, the first of which is the one to print, or plain text."""


@dataclass(frozen=True)
class Table:
    """
    The capacity table in one language, before any markup.

    Parameters
    ----------
    lang
        The language.
    heads
        One a column of `COLUMNS`.
    lines
        For each row its level and its cells, in the order of `COLUMNS`.
    sources
        The numbered sources of all rows as sentences, with their addresses, if known.
    left_out
        How many rows it leaves out, as it would be too long.
    """

    lang: str
    heads: tuple[str, ...]
    lines: list[tuple[str, dict[str, Cell]]]
    sources: list[tuple[int, str, str | None]]
    left_out: int = 0


def lay_out(
    rows: Sequence[CapacityRow], lang: str, numbers: dict[str, int] | None = None, *, most: int | None = None
) -> Table:
    """
    Put the rows into words.

    Parameters
    ----------
    rows
        As from `capacity_rows`.
    lang
        The language.
    numbers
        Source id to number, where the table stands in a report that numbers them; None for numbers of its own.
    most
        How many rows it may have; of more only corridors, sections and entries are put into words. None for all.

    Returns
    -------
    table
        The same rows as text, with the sources numbered in the order of first use.
    """
    numbered = row_sources(rows)
    if numbers is not None:
        numbered = {name: (numbers[name], source) for name, (_, source) in numbered.items()}
    numbers = {source_id: number for source_id, (number, _) in numbered.items()}
    table = words(lang, "table")
    is_cut = most is not None and len(rows) > most
    shown = [row for row in rows if row.level not in _SMALL][:most] if is_cut else rows
    return Table(
        lang=lang,
        heads=tuple(table[name] for name in COLUMNS),
        lines=[(row.level, _cells(row, numbers, lang)) for row in shown],
        sources=[(number, source_text(source, lang), source.url) for number, source in numbered.values()],
        left_out=len(rows) - len(shown),
    )


def source_text(source: Source, lang: str) -> str:
    """
    Cite a source.

    Parameters
    ----------
    source
        The source.
    lang
        The language.

    Returns
    -------
    text
        Publisher, title, date and tier, without the address.
    """
    date = source.date_text or words(lang, "table")["undated"]
    return f"{source.reference}. {date} ({words(lang, 'terms')[f'tier.{source.tier}']})"


def _cells(row: CapacityRow, numbers: dict[str, int], lang: str) -> dict[str, Cell]:
    terms = words(lang, "terms")
    figures = {"volume": row.volume, "capacity": row.capacity, "target": row.target, "other": row.other}
    plain: dict[str, Cell] = {
        "subject": row.names[lang],
        "modes": ", ".join(terms[f"mode.{mode}"] for mode in row.modes),
        "status": ", ".join(terms[f"status.{status}"] for status in row.statuses),
        "length_km": "" if row.length_km is None else number_text(Decimal(round(row.length_km)), lang),
        "length_reported": [] if row.length is None else [_length_saying(row.length, numbers, lang)],
    }
    return plain | {
        role: [
            _numbered(figure, figure_sentence(figure, lang, is_metric_said=role == "other"), numbers, lang)
            for figure in found
        ]
        for role, found in figures.items()
    }


def _length_saying(figure: Figure, numbers: dict[str, int], lang: str) -> Saying:
    period = f" ({period_text(figure.claim.period, lang)})" if figure.claim.period else ""
    return _numbered(figure, figure_text(figure.claim, lang) + period, numbers, lang)


def figure_sentence(figure: Figure, lang: str, *, is_metric_said: bool = False) -> str:
    """
    Say a figure with all that belongs to it, but for interval and sources.

    Parameters
    ----------
    figure
        The figure.
    lang
        The language.
    is_metric_said
        Whether the metric is named, for figures that stand under no heading of their own.

    Returns
    -------
    text
        Scope, figure, period or deadline, what it is measured against, and earlier deadlines.
    """
    claim, table, terms = figure.claim, words(lang, "table"), words(lang, "terms")
    is_metric_said = is_metric_said or claim.metric == "growth"
    metric = terms.get(f"metric.{claim.metric}", claim.metric.replace("_", " ")) if is_metric_said else ""
    label = ", ".join(filter(None, (metric, scope_text(claim.scope, lang))))
    text = dated_text(claim, lang, base=figure.base)
    if claim.statistic in {"plan", "proposal"}:
        text += f" ({terms[f'statistic.{claim.statistic}']})"
    if figure.earlier_deadlines:
        text += "; " + table["slipped"].format(years=", ".join(map(str, figure.earlier_deadlines)))
    return f"{label}: {text}" if label else text


def _numbered(figure: Figure, text: str, numbers: dict[str, int], lang: str) -> Saying:
    also: dict[str, dict[int, None]] = {}
    for claim, source in figure.also:
        also.setdefault(figure_text(claim, lang), {})[numbers[source.source_id]] = None
    return Saying(
        text=text,
        interval=interval_text(figure.claim, lang),
        numbers=tuple(numbers[source.source_id] for source in figure.sources),
        also=tuple((text, tuple(found)) for text, found in also.items()),
        rivals=tuple((_rival_text(claim, figure.claim, lang), numbers[s.source_id]) for claim, s in figure.rivals),
    )


def _rival_text(claim: Claim, winner: Claim, lang: str) -> str:
    scope = "" if claim.scope == winner.scope else scope_text(claim.scope, lang)
    return f"{scope}: {figure_text(claim, lang)}" if scope else figure_text(claim, lang)


def notes(lang: str) -> list[str]:
    """
    Give the notes that every table ends with.

    Parameters
    ----------
    lang
        The language.

    Returns
    -------
    notes
        The interval policy with its version, and what is never joined.
    """
    table = words(lang, "table")
    return [table["policy"].format(version=POLICY_VERSION, policy=table["policy_text"]), table["kinds_note"]]


def capacity_html(table: Table) -> str:
    """
    Write the table as a fragment of HTML.

    Parameters
    ----------
    table
        As from `lay_out`.

    Returns
    -------
    html
        A ``table``, the notes, one of them on the rows that it leaves out, and the numbered sources with the ids
        ``s1``, ``s2``, …; every text escaped, class names only, no style, no script.
    """
    lang, lines = table.lang, table.lines
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in table.heads)
    body = "\n".join(_html_row(level, cells, lang) for level, cells in lines)
    sources = "\n".join(_html_source(*source) for source in table.sources)
    said = notes(lang)
    if table.left_out:
        said.insert(0, words(lang, "table")["cut"].format(shown=len(lines), rows=len(lines) + table.left_out))
    foot = "\n".join(f'<p class="capacity-note">{escape(note)}</p>' for note in said)
    return (
        f'<table class="capacity">\n<caption>{escape(words(lang, "table")["caption"])}</caption>\n'
        f"<thead><tr>{heads}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>\n{foot}\n"
        f'<h2 class="capacity-sources">{escape(words(lang, "table")["sources"])}</h2>\n'
        f'<ol class="capacity-sources">\n{sources}\n</ol>\n'
    )


def _html_row(level: str, cells: dict[str, Cell], lang: str) -> str:
    head = f'<th scope="row">{escape(str(cells["subject"]))}</th>'
    rest = "".join(f"<td>{_html_cell(cells[name], lang)}</td>" for name in COLUMNS[1:])
    return f'<tr class="{level}">{head}{rest}</tr>'


def _html_cell(cell: Cell, lang: str) -> str:
    if isinstance(cell, str):
        return escape(cell) or DASH
    if not cell:
        return DASH
    if len(cell) == 1:
        return _html_saying(cell[0], lang, tag="b")
    further = "".join(f"<li>{_html_saying(saying, lang)}</li>" for saying in cell[1:])
    return f"{_html_saying(cell[0], lang, tag='b')}<ul>{further}</ul>"


def _html_saying(saying: Saying, lang: str, *, tag: str = "") -> str:
    text = escape(saying.text)
    parts = [f"<{tag}>{text}</{tag}>" if tag else text]
    if saying.interval:
        parts.append(f"<small>{escape(saying.interval)}</small>")
    parts.append(f"<sup>{_html_numbers(saying.numbers)}</sup>")
    if saying.also:
        also = ", ".join(f"{escape(text)} <sup>{_html_numbers(found)}</sup>" for text, found in saying.also)
        parts.append(f"{escape(words(lang, 'table')['also'])}: {also}")
    if saying.rivals:
        rivals = ", ".join(f"{escape(text)} <sup>{_html_numbers((number,))}</sup>" for text, number in saying.rivals)
        parts.append(f"<em>{escape(words(lang, 'table')['disputed'])}: {rivals}</em>")
    return " ".join(parts)


def _html_numbers(numbers: tuple[int, ...]) -> str:
    return ", ".join(f'<a href="#s{number}">{number}</a>' for number in numbers)


def _html_source(number: int, text: str, url: str | None) -> str:
    cited = f'<a href="{escape(url)}">{escape(text)}</a>' if url else escape(text)
    return f'<li id="s{number}">{cited}</li>'
