"""What the README tells people to paste runs."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from tests.pasted import blocks, commands, run_in_order

if TYPE_CHECKING:
    import pytest

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"


def test_the_commands_of_the_readme_run_one_after_the_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert len(commands(README)) > 12
    run_in_order(README)


def test_the_python_of_the_readme_runs() -> None:
    (code,) = blocks(README, "python")
    names: dict[str, object] = {}
    exec(compile(code, "README.md", "exec"), names)  # noqa: S102 - our own text
    assert len(names["atlas"].corridors) == 13  # type: ignore[attr-defined]


def test_the_extras_that_documents_and_messages_name_exist() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    places = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *(ROOT / "geo").rglob("*.py")]
    said = re.findall(r"corridor-atlas\[([a-z,]+)\]", "\n".join(path.read_text(encoding="utf-8") for path in places))
    named = {name for names in said for name in names.split(",")}
    assert {"docx", "parquet", "articles"} <= named <= set(extras)


def test_what_the_readme_asks_of_an_extra_stands_after_the_line_that_installs_it() -> None:
    lines = "\n".join(blocks(README, "bash")).splitlines()
    installed = next(at for at, line in enumerate(lines) if line.startswith("pip install"))
    wanting = [at for at, line in enumerate(lines) if ".docx" in line or "-f parquet" in line]
    assert wanting
    assert all(at > installed for at in wanting)


def test_the_make_targets_of_the_readme_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"^make (\w+)", "\n".join(blocks(README, "bash")), re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)


def test_contributors_are_told_of_every_make_target() -> None:
    (targets,) = re.findall(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    told = re.findall(r"`([a-z-]+)`", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    assert set(targets.split()) - set(told) == set()


def test_the_files_that_the_documents_link_to_exist() -> None:
    for document in (*(path.name for path in ROOT.glob("*.md")), "bench/README.md"):
        text = (ROOT / document).read_text(encoding="utf-8")
        for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", text):
            assert ((ROOT / document).parent / target).exists(), f"{document}: {target}"
