"""A corpus of hostile files: each ends in a message with its file, in no traceback, and in untouched outputs."""

from __future__ import annotations

import gc
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from atlas_cases import atlas_cases
from cases import CHECK, EITHER, Hostile
from click.testing import CliRunner, Result
from format_cases import format_cases

from cli.main import app
from tests.conftest import NAPKIN

if TYPE_CHECKING:
    from collections.abc import Iterator

CASES = [*atlas_cases(), *format_cases()]
PUBLISHED = {"napkin.html": b"the old map", "manifest.json": b"{}"}
DOUBTFUL = {"a link itself again"}
"""What `check` calls wrong and a product can be made of."""
MOST_SECONDS = 5


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give a napkin atlas and a folder of outputs, which every case leaves as they were."""
    gc.freeze()  # what other tests have left is not looked through in the time of each case
    root = tmp_path_factory.mktemp("hostile")
    shutil.copytree(NAPKIN, root / "atlas")
    publish(root)
    yield root
    gc.unfreeze()


def publish(folder: Path) -> None:
    shutil.rmtree(folder / "out", ignore_errors=True)
    (folder / "out").mkdir()
    for name, content in PUBLISHED.items():
        (folder / "out" / name).write_bytes(content)


def run(folder: Path, file: Path, command: tuple[str, ...]) -> Result:
    words = [word.format(atlas=folder / "atlas", out=folder / "out", file=file) for word in command]
    return CliRunner().invoke(app, words)


def published(folder: Path) -> dict[str, bytes | None]:
    return {path.name: path.read_bytes() if path.is_file() else None for path in (folder / "out").iterdir()}


def test_there_are_more_than_a_thousand_and_each_has_a_name() -> None:
    assert len(CASES) > 1000
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name.encode("unicode_escape").decode()[:120])
def test_a_hostile_file_ends_in_a_message(case: Hostile, folder: Path) -> None:
    path = folder / "atlas" / case.file
    before = path.read_bytes() if path.exists() else None
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(case.bytes)
    try:
        start = time.process_time()
        said = run(folder, path, case.command)
        assert time.process_time() - start < MOST_SECONDS
        assert said.exception is None or isinstance(said.exception, SystemExit), said.exception
        assert said.exit_code in ((0, 1) if case.code == EITHER else (case.code,)), said.output
        assert case.says in said.output
        assert "Traceback" not in said.output
        if said.exit_code:
            assert len(said.output) > 20
            assert published(folder) == PUBLISHED
        if said.exit_code and case.command == CHECK:
            is_built = run(folder, path, ("build", "--atlas", "{atlas}", "--out", "{out}")).exit_code == 0
            assert is_built == (case.name in DOUBTFUL)
            assert is_built or published(folder) == PUBLISHED
    finally:
        if before is None:
            path.unlink()
        else:
            path.write_bytes(before)
        publish(folder)
    assert not list(folder.rglob("hacked")) + list(Path.cwd().glob("hacked"))
