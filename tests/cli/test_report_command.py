"""`corridors report` and `corridors embed`: what they write, and what they refuse."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli.main import app

NAPKIN = str(Path(__file__).parents[1] / "data" / "napkin")


def run(*words: str) -> Result:
    return CliRunner().invoke(app, [*words, "--atlas", NAPKIN])


def test_a_report_is_written_in_the_format_of_its_name(tmp_path: Path) -> None:
    for suffix, head in (("html", b"<!DOCTYPE html>"), ("docx", b"PK"), ("md", "# Коридор «Салфетка»".encode())):
        result = run("report", "napkin", "-o", str(tmp_path / f"a.{suffix}"), "--lang", "ru")
        assert result.exit_code == 0, result.output
        assert (tmp_path / f"a.{suffix}").read_bytes().startswith(head)


@pytest.mark.parametrize(
    ("words", "name", "sentence"),
    [
        (["nowhere"], "a.html", "There is no corridor 'nowhere'."),
        (["napkin", "--scenario", "nowhere"], "a.md", "nowhere"),
        (["napkin"], "a/b/c.html", "could not be written"),
    ],
)
def test_what_cannot_be_reported_is_said_and_nothing_is_written(
    words: list[str], name: str, sentence: str, tmp_path: Path
) -> None:
    result = run("report", *words, "-o", str(tmp_path / name))
    assert result.exit_code == 1
    assert sentence in result.output
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("form", "starts"),
    [
        ("iframe", '<iframe src="x/napkin.html" title="Napkin Corridor"'),
        ("img", '<img src="x/strip-napkin.svg" alt="Napkin Corridor along its kilometres'),
        ("word", 'INCLUDEPICTURE "x/strip-napkin.png" \\d\nNapkin Corridor along its kilometres'),
        ("latex", "\\begin{figure}[htbp]\n  \\centering\n  \\includegraphics[width=\\linewidth]{x/strip-napkin.pdf}"),
    ],
)
def test_a_figure_is_embedded_in_pages_and_documents(form: str, starts: str) -> None:
    result = run("embed", "napkin", "--as", form, "--figure", "strip", "--base", "x/")
    assert result.exit_code == 0
    assert result.output.startswith(starts)


def test_a_strip_is_of_one_corridor() -> None:
    result = run("embed", "--as", "img", "--figure", "strip")
    assert result.exit_code == 2
    assert "A strip is of one corridor." in result.output
