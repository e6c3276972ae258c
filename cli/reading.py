"""`corridors claims read`."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.candidate import shown
from cli.options import atlas_option, json_option
from cli.printing import json_text, print_rows

if TYPE_CHECKING:
    from geo.reading.articles import Article
    from geo.reading.findings import Finding

LANGUAGES = ("en", "ru", "kk")
"""Those that articles are read in: `geo.reading.lexicon` has them, which a list of claims should not wait for."""
DATE = re.compile(r"[12]\d{3}(-\d{2}(-\d{2})?)?", re.ASCII)
COLUMNS = ("words", "figure", "subject", "metric", "period", "statistic", "confidence", "relation", "claims")


@click.command("read", short_help="Find figures of an article that may be claims.")
@click.argument("path", metavar="ARTICLE", type=click.Path(exists=True, allow_dash=True, path_type=Path))
@click.option("--lang", type=click.Choice(LANGUAGES), help="Language of the article. Default: told by its letters.")
@click.option("--date", metavar="DAY", help="When it appeared, as in 2025-10-09. Default: as the article says.")
@click.option("--accept", is_flag=True, help="Go through the candidates, and write what is kept into the atlas.")
@click.option(
    "--documents", type=click.Path(file_okay=False, path_type=Path), metavar="DIR",
    help="With --accept: where the document is kept for `corridors verify`. Default: beside the article.",
)  # fmt: skip
@atlas_option
@json_option
def command(  # noqa: PLR0913 - one an option
    path: Path, lang: str | None, date: str | None, documents: Path | None, root: Path | None, *,
    accept: bool, as_json: bool,
) -> None:  # fmt: skip
    """Find the figures of an article that may be claims: a text, an HTML page, a PDF, or - for standard input.

    Every figure is a candidate, to be judged by a person: nothing enters the atlas without --accept, which asks.

    \b
    Examples:
      corridors claims read article.txt
      corridors claims read article.html --lang kk --json
      corridors claims read article.txt --accept --atlas my-atlas
    """  # noqa: D301
    _check(path, date, documents, root, accept=accept, as_json=as_json)
    from geo import read_atlas  # noqa: PLC0415 - a list of claims does not need the reader
    from geo.reading.findings import find_claims  # noqa: PLC0415

    atlas, article = read_atlas(root), _open(path, lang, date)
    findings, notes = find_claims(atlas, article)
    if accept and root is not None:
        from cli.accepting import walk  # noqa: PLC0415

        walk(article, findings, root, documents or path.parent)
    elif as_json:
        click.echo(json_text(_record(article, findings, notes)))
    else:
        _print(article, findings, notes)


def _check(
    path: Path, date: str | None, documents: Path | None, root: Path | None, *, accept: bool, as_json: bool
) -> None:  # fmt: skip
    """Refuse what does not go together."""
    if date is not None and not DATE.fullmatch(date):
        raise click.UsageError(f"--date {date!r} is no date. Write 2025-10-09, 2025-10 or 2025.")
    if documents is not None and not accept:
        raise click.UsageError("--documents says where --accept keeps the document; alone it does nothing.")
    if accept and as_json:
        raise click.UsageError("--accept asks a person, --json prints for machines; choose one.")
    if accept and root is None:
        raise click.UsageError("--accept writes into an atlas of yours: name it by --atlas DIR.")
    if accept and (str(path) == "-" or not is_terminal()):
        raise click.UsageError("--accept asks about every candidate: it needs a terminal, and a file to read.")


def is_terminal() -> bool:
    """Tell whether a person can answer."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def _open(path: Path, lang: str | None, date: str | None) -> Article:
    from dataclasses import replace  # noqa: PLC0415

    from geo.reading.articles import MAX_BYTES, read_article, read_file  # noqa: PLC0415

    if str(path) == "-":
        article = read_article(sys.stdin.buffer.read(MAX_BYTES + 1), "-", lang)
    else:
        article = read_file(path, lang)
    return replace(article, date=date or article.date)


def _record(article: Article, findings: list[Finding], notes: list[str]) -> dict[str, object]:
    from geo.reading.findings import finding_row  # noqa: PLC0415

    told = {
        "name": article.name, "kind": article.kind, "encoding": article.encoding, "characters": len(article.text),
        "sha256": article.sha256, "language": article.lang, "date": article.date, "notes": notes,
    }  # fmt: skip
    return {"article": told, "candidates": [finding_row(finding) for finding in findings]}


def _print(article: Article, findings: list[Finding], notes: list[str]) -> None:
    print_rows([shown(article, finding) for finding in findings], as_json=False, columns=COLUMNS)
    click.echo(
        f"\n{len(findings)} candidates in {article.name}: {article.kind}, {article.encoding}, {article.lang}, "
        f"{article.date or 'date not known'}. They are read by rules, and each is for a person to judge.", err=True,
    )  # fmt: skip
    for note in notes:
        click.echo(f"Note: {note}.", err=True)
