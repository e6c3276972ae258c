"""`corridors figure`: what it refuses, and how."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli.main import app

NAPKIN = str(Path(__file__).parents[1] / "data" / "napkin")


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["figure", *words, "--atlas", NAPKIN])


def test_a_figure_is_written_in_the_format_of_its_name(tmp_path: Path) -> None:
    for suffix, head in (("svg", b"<?xml"), ("pdf", b"%PDF"), ("png", b"\x89PNG")):
        result = run("strip", "napkin", "-o", str(tmp_path / f"a.{suffix}"), "--lang", "kk")
        assert result.exit_code == 0, result.output
        assert (tmp_path / f"a.{suffix}").read_bytes().startswith(head)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["pie", "napkin"], "'pie' is not one of"),
        (["strip"], "A strip is of one subject. Name one ID."),
        (["timeline", "napkin", "echo"], "A timeline is of one subject."),
        (["map", "--scenario", "x"], "A map shows no scenario."),
        (["network", "--scenario", "x", "--scenario", "y"], "A network shows one scenario."),
        (["compare", "--year", "2024"], "Leave out --year."),
        (["all", "napkin"], "Leave out IDs"),
        (["map", "--branch", "x"], "Leave out --branch."),
        (["strip", "napkin", "--size", "poster"], "'poster' is not one of"),
    ],
)
def test_what_cannot_be_asked_for_is_a_usage_error(words: list[str], sentence: str, tmp_path: Path) -> None:
    result = run(*words, "-o", str(tmp_path / "a.svg"))
    assert result.exit_code == 2
    assert sentence in result.output
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "name", "sentence"),
    [
        (["strip", "nowhere"], "a.svg", "There is no corridor 'nowhere'."),
        (["strip", "napkin", "--branch", "nowhere"], "a.svg", "There is no branch 'nowhere' of 'napkin'."),
        (["strip", "napkin"], "missing/a.svg", "could not be written"),
        (["timeline", "delta"], "a.svg", "no timeline can be drawn"),
        (["network"], "a.svg", "This atlas has no scenario"),
        (["compare"], "a.svg", "A comparison needs two scenarios"),
        (["strip", "napkin", "--scenario", "nowhere"], "a.svg", "nowhere"),
    ],
)
def test_what_cannot_be_drawn_or_written_ends_with_1_and_a_sentence(
    words: list[str], name: str, sentence: str, tmp_path: Path
) -> None:
    result = run(*words, "-o", str(tmp_path / name))
    assert result.exit_code == 1
    assert sentence in result.output
    assert "Traceback" not in result.output
    assert list(tmp_path.iterdir()) == []


def test_all_figures_go_into_a_folder_and_what_is_left_out_is_told(tmp_path: Path) -> None:
    result = run("all", "-o", str(tmp_path / "figures"), "--size", "column")
    assert result.exit_code == 0
    names = sorted(path.name for path in (tmp_path / "figures").iterdir())
    assert names == ["map-napkin.svg", "map.svg", "strip-napkin-port.svg", "strip-napkin.svg", "timeline-napkin.svg"]
    assert result.stdout.startswith("5 figures in ")
    assert "Left out: " in result.stderr
    assert "no scenario" in result.stderr


def test_asking_for_help_imports_no_matplotlib() -> None:
    import subprocess
    import sys

    code = (
        "import sys, cli.figure\n"
        "assert not [name for name in sys.modules if name.startswith('matplotlib')], 'matplotlib'"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])
