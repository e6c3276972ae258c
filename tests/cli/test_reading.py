"""`corridors claims read`: what it prints, and how what a person keeps enters an atlas."""

from __future__ import annotations

import builtins
import json
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result

import geo
from cli.main import app
from cli.reading import LANGUAGES
from geo.folders import whole_folder
from geo.reading import acceptance, forms, lexicon

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TEXT = (
    "6 March 2026. The Napkin Corridor carried nearly 2.7 million tonnes in 2025. "
    "Capacity of the railway from Alpha to Charlie is 14 train pairs a day.\n"
)


def run(*words: str, answers: str | None = None) -> Result:
    return CliRunner().invoke(app, ["claims", *words], input=answers)


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cli.reading.is_terminal", lambda: True)


def files(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_the_list_of_claims_still_answers_without_a_subcommand(napkin_copy: Path) -> None:
    assert json.loads(run("--json", "--atlas", str(napkin_copy)).stdout)[0]["claim_id"] == "gazette-2024-01"


def test_options_of_the_list_are_refused_before_the_subcommand(article: Path) -> None:
    result = run("--json", "read", str(article))
    assert result.exit_code == 2
    assert "Put options after `read`" in result.stderr


def test_candidates_are_listed_with_what_the_atlas_has(article: Path, napkin_copy: Path) -> None:
    result = run("read", str(article), "--atlas", str(napkin_copy))
    assert result.exit_code == 0, result.output
    assert "nearly 2.7 Mt" in result.stdout
    assert "14 train_pairs/day" in result.stdout
    assert "2 candidates in article.txt: text, utf-8, en, 2026-03-06" in result.stderr


def test_json_has_the_claim_the_sentence_and_the_relation(article: Path, napkin_copy: Path) -> None:
    record = json.loads(run("read", str(article), "--json", "--atlas", str(napkin_copy)).stdout)
    first = record["candidates"][0]
    assert (first["subject"], first["value"], first["unit"], first["period"]) == ("napkin", "2.7", "Mt", "2025")
    assert TEXT[first["start"] : first["end"]] == "2.7 million tonnes"
    assert first["sentence"].startswith("The Napkin Corridor")
    assert first["relation"] == "new"


def test_standard_input_is_read(napkin_copy: Path) -> None:
    result = run("read", "-", "--json", "--atlas", str(napkin_copy), answers=TEXT)
    assert len(json.loads(result.stdout)["candidates"]) == 2


@pytest.mark.parametrize(
    "words",
    [("--accept",), ("--accept", "--json"), ("--documents", "."), ("--date", "yesterday"), ("--date", "٢٠٢٥")],
)
def test_what_does_not_go_together_is_a_usage_error(article: Path, words: tuple[str, ...]) -> None:
    assert run("read", str(article), *words).exit_code == 2


def test_accepting_needs_a_terminal(article: Path, napkin_copy: Path) -> None:
    result = run("read", str(article), "--accept", "--atlas", str(napkin_copy))
    assert result.exit_code == 2
    assert "it needs a terminal" in result.stderr


SOURCE = ["A made-up article", "The Herald", "", "", "", "", "", ""]


@pytest.mark.usefixtures("terminal")
def test_what_a_person_keeps_enters_the_atlas_and_is_proved_there(article: Path, napkin_copy: Path) -> None:
    answers = "\n".join(["k", "d", *SOURCE]) + "\n"
    result = run("read", str(article), "--accept", "--atlas", str(napkin_copy), answers=answers)
    assert result.exit_code == 0, result.output
    claim = geo.read_atlas(napkin_copy).evidence.claims["the-herald-2026-03-06-01"]
    assert (claim.subject, str(claim.value), claim.qualifier) == ("napkin", "2.7", "nearly")
    kept = article.parent
    proofs = CliRunner().invoke(app, ["verify", "--documents", str(kept), "--atlas", str(napkin_copy), "--json"])
    rows = {row["id"]: row["proved"] for row in json.loads(proofs.stdout)}
    assert rows["the-herald-2026-03-06-01"] == "yes"
    assert CliRunner().invoke(app, ["check", str(napkin_copy)]).exit_code == 0


@pytest.mark.usefixtures("terminal")
def test_claims_that_stand_when_they_are_interrupted_keep_their_document(
    article: Path, napkin_copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def write_and_stop(*words: Any) -> Iterator[Path]:
        with whole_folder(*words) as stage:
            yield stage
        raise KeyboardInterrupt

    monkeypatch.setattr(acceptance, "whole_folder", write_and_stop)
    words = ("read", str(article), "--accept", "--documents", str(tmp_path / "kept"), "--atlas", str(napkin_copy))
    assert run(*words, answers="\n".join(["k", "d", *SOURCE]) + "\n").exit_code == 1
    assert "the-herald-2026-03-06-01" in geo.read_atlas(napkin_copy).evidence.claims
    assert (tmp_path / "kept" / article.name).read_bytes() == article.read_bytes()


@pytest.mark.usefixtures("terminal")
def test_a_correction_is_asked_until_it_makes_a_claim(article: Path, napkin_copy: Path) -> None:
    wrong = ["", "", "", "", "", "parsecs", "", "", "", "", ""]
    right = ["alpha-charlie", "", "", "", "", "Mt", "", "", "", "", "Corrected by hand."]
    answers = "\n".join(["c", *wrong, *right, "d", *SOURCE]) + "\n"
    result = run("read", str(article), "--accept", "--atlas", str(napkin_copy), answers=answers)
    assert result.exit_code == 0, result.output
    assert "This is not a unit in use" in result.stderr
    claim = geo.read_atlas(napkin_copy).evidence.claims["the-herald-2026-03-06-01"]
    assert (claim.subject, claim.unit, claim.note) == ("alpha-charlie", "Mt", "Corrected by hand.")


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize("answers", [["d", "d"], ["k", "q"], ["k", "k", "Only a title"], []])
def test_an_atlas_is_untouched_by_a_walk_that_does_not_end_in_claims(
    article: Path, napkin_copy: Path, answers: list[str]
) -> None:
    before = files(napkin_copy)
    run("read", str(article), "--accept", "--atlas", str(napkin_copy), answers="\n".join(answers))
    assert files(napkin_copy) == before
    assert files(article.parent).keys() >= {"article.txt"}


@pytest.mark.usefixtures("terminal")
def test_a_claim_that_the_document_does_not_bear_out_leaves_the_atlas_untouched(
    article: Path, napkin_copy: Path
) -> None:
    before = files(napkin_copy)
    wrong = ["", "", "", "9.9", "", "", "", "", "", "", ""]
    answers = "\n".join(["c", *wrong, "d", *SOURCE]) + "\n"
    result = run("read", str(article), "--accept", "--atlas", str(napkin_copy), answers=answers)
    assert result.exit_code == 1
    assert "does not bear out" in result.stderr
    assert files(napkin_copy) == before


@pytest.mark.usefixtures("terminal")
def test_the_text_of_a_page_is_kept_beside_it(tmp_path: Path, napkin_copy: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(f"<html><body><nav>Menu</nav><p>{TEXT}</p></body></html>", encoding="utf-8")
    answers = "\n".join(["k", "k", *SOURCE]) + "\n"
    result = run("read", str(page), "--accept", "--atlas", str(napkin_copy), answers=answers)
    assert result.exit_code == 0, result.output
    assert (tmp_path / "the-herald-2026-03-06.txt").read_text(encoding="utf-8") == TEXT


def test_without_pymorphy_forms_are_cut_and_it_is_said(
    tmp_path: Path, napkin_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def refuse(name: str, *arguments: Any, **options: Any) -> Any:
        if name.startswith(("pymorphy3", "pypdf")):
            raise ImportError(name)
        return real(name, *arguments, **options)

    monkeypatch.setattr(builtins, "__import__", refuse)
    forms._analyzer.cache_clear()
    forms.keys_of.cache_clear()
    path = tmp_path / "a.txt"
    path.write_text("По коридору «Салфетка» перевезли 3 млн тонн.", encoding="utf-8")
    result = run("read", str(path), "--atlas", str(napkin_copy))
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4")
    refused = run("read", str(tmp_path / "a.pdf"), "--atlas", str(napkin_copy))
    forms._analyzer.cache_clear()
    forms.keys_of.cache_clear()
    assert "napkin" in result.stdout
    assert "corridor-atlas[articles]" in result.stderr
    assert (refused.exit_code, "corridor-atlas[articles]" in refused.stderr) == (1, True)


def test_articles_are_read_in_the_languages_that_have_a_lexicon() -> None:
    assert LANGUAGES == lexicon.LANGUAGES


def test_listing_claims_imports_no_reader() -> None:
    code = "import sys, cli.claims; assert not [m for m in sys.modules if m.startswith(('geo.reading', 'pymorphy3'))]"
    subprocess.run([sys.executable, "-c", code], check=True)
