"""The walk through the candidates of an article: keep, correct or drop each, then say where it is from."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

import click

from cli.candidate import shown
from cli.printing import plain

if TYPE_CHECKING:
    from pathlib import Path

    from geo.evidence.claims import Claim
    from geo.evidence.sources import Source
    from geo.reading.articles import Article
    from geo.reading.findings import Finding

EDITED = (
    "subject",
    "metric",
    "scope",
    "value",
    "value_high",
    "unit",
    "qualifier",
    "period",
    "base",
    "statistic",
    "note",
)
CHOICES = click.Choice(("k", "c", "d", "q"), case_sensitive=False)
FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}", re.ASCII)
SHOWN = 5
LICENCE = "all rights reserved; figures only"


def walk(article: Article, findings: list[Finding], root: Path, folder: Path) -> None:
    """Ask about every candidate, then about the source, and write what was kept."""
    kept = _kept(article, findings)
    if not kept:
        click.echo("Nothing was kept; the atlas is as it was.")
        return
    from geo.reading.acceptance import accept  # noqa: PLC0415 - only what is kept is written

    for path in accept(root, _source(article), kept, article.document, folder):
        click.echo(path)
    click.echo(f"{len(kept)} claims added. Next: corridors check {root}", err=True)


def _kept(article: Article, findings: list[Finding]) -> list[Claim]:
    """Ask about each; who quits keeps none."""
    kept: list[Claim] = []
    for number, finding in enumerate(findings, 1):
        _show(article, finding, number, len(findings))
        answer = click.prompt("[k]eep, [c]orrect, [d]rop, [q]uit without writing", type=CHOICES, default="d").lower()
        if answer == "q":
            return []
        if answer != "d":
            claim = finding.candidate.claim
            kept.append(claim if answer == "k" else _corrected(claim))
    return kept


def _show(article: Article, finding: Finding, number: int, count: int) -> None:
    row = shown(article, finding)
    click.echo(f"\n{number} of {count}: {plain(finding.candidate.sentence)}")
    for name, value in row.items():
        if value not in (None, ()):
            click.echo(f"  {name:10} {' '.join(value) if isinstance(value, tuple) else value}")
    if finding.relation.near:
        click.echo(f"  see also   {' '.join(finding.relation.near[:SHOWN])}")
    for doubt in finding.candidate.doubts:
        click.echo(f"  doubt      {doubt}")


def _corrected(claim: Claim) -> Claim:
    """Ask for every field until they make a claim; an answer of - clears a field."""
    from pydantic import ValidationError  # noqa: PLC0415

    from geo.evidence.claims import Claim as Record  # noqa: PLC0415
    from geo.reading.findings import claim_cells  # noqa: PLC0415

    cells = claim_cells(claim)
    while True:
        for name in EDITED:
            answer = str(click.prompt(f"  {name} (- for none)", default=cells[name] or "-")).strip()
            cells[name] = "" if answer == "-" else answer
        fields: dict[str, Any] = {name: cell for name, cell in cells.items() if cell}
        try:
            return Record.model_validate(fields | {"source_id": claim.source_id})
        except ValidationError as error:
            _tell(error)


def _source(article: Article) -> Source:
    """Ask where the article is from until the answers make a source."""
    from pydantic import ValidationError  # noqa: PLC0415

    from geo.evidence.sources import Source as Record  # noqa: PLC0415

    click.echo("\nThe source of these claims:")
    while True:
        fields = _fields(article)
        file_name = article.name if article.is_verbatim and FILE_NAME.fullmatch(article.name) else None
        try:
            return Record(
                tier="document", file_name=file_name or f"{fields['source_id']}.txt", sha256=article.sha256, **fields
            )
        except ValidationError as error:
            _tell(error)


def _fields(article: Article) -> dict[str, Any]:
    answers = {
        "title": click.prompt("  title, in your own words"),
        "publisher": click.prompt("  publisher"),
        "date": click.prompt("  date (- if not known)", default=article.date or "-"),
        "language": click.prompt("  language", default=article.lang),
        "licence": click.prompt("  licence", default=LICENCE),
        "url": click.prompt("  address (- for none)", default="-"),
        "note": click.prompt("  note (- for none)", default="-"),
    }
    fields: dict[str, Any] = {name: text.strip() for name, text in answers.items() if text.strip() not in {"", "-"}}
    fields["source_id"] = click.prompt("  source id", default=_proposed_id(fields))
    return fields | {"date": _day(fields.get("date"))}


def _proposed_id(fields: dict[str, Any]) -> str:
    words = re.findall(r"[a-z0-9]+", fields.get("publisher", "").lower())[:3]
    start = "-".join(words) if words and words[0][0].isalpha() else "source"
    return f"{start}-{fields['date']}" if "date" in fields else start


def _day(text: str | None) -> dt.date | str | None:
    try:
        return dt.date.fromisoformat(text or "")
    except ValueError:
        return text


def _tell(error: Any) -> None:  # noqa: ANN401 - pydantic is imported late
    for detail in error.errors(include_url=False):
        where = ".".join(map(str, detail["loc"])) or "claim"
        click.echo(f"  {where}: {detail['msg'].removeprefix('Value error, ')}", err=True)
