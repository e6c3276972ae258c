"""The notebooks run, and show what is written in them."""

from __future__ import annotations

import re
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import geo

nbformat = pytest.importorskip("nbformat")
pytest.importorskip("nbclient")

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "notebooks"))
import refresh  # noqa: E402

NOTEBOOKS = refresh.paths()
CITED = re.compile(r"`([a-z][a-z0-9]*(?:-[a-z0-9]+)*-\d{2})`")


def shown(book: Any) -> list[list[tuple[str, str]]]:
    """Give the texts that each cell shows; pictures differ by a bit where a typeface's hinting does."""
    return [
        [(name, text) for output in cell.get("outputs", []) for name, text in sorted(texts(output).items())]
        for cell in book.cells
    ]


def texts(output: Any) -> dict[str, str]:
    if output.output_type == "stream":
        return {"stream": output.text}
    return {name: text if name.startswith("text/") else name for name, text in output.data.items()}


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[Path, Future[Path]]]:
    """Run the notebooks, two at a time."""
    folder = tmp_path_factory.mktemp("notebooks")

    def run(path: Path) -> Path:
        command = [sys.executable, str(ROOT / "notebooks" / "refresh.py"), str(path), "--to", str(folder)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return folder / path.name

    with ThreadPoolExecutor(2) as pool:
        yield {path: pool.submit(run, path) for path in NOTEBOOKS}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_and_shows_what_is_written_in_it(path: Path, runs: dict[Path, Future[Path]]) -> None:
    written, run = (nbformat.read(one, as_version=4) for one in (path, runs[path].result()))
    assert shown(run) == shown(written), "Run `make notebooks`, and read what has changed."


def test_there_are_four_notebooks() -> None:
    assert len(NOTEBOOKS) == 4


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_claims_that_a_notebooks_text_cites_are_in_the_atlas(path: Path) -> None:
    claims = geo.read_atlas().evidence.claims
    cited = [
        name for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "markdown"
        for name in CITED.findall(cell.source)
    ]  # fmt: skip
    assert [name for name in cited if name not in claims] == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_holds_no_trace_of_the_machine_it_ran_on(path: Path) -> None:
    book = nbformat.read(path, as_version=4)
    assert book.metadata == refresh.METADATA
    assert all(not cell.metadata for cell in book.cells)
    assert not re.search(r"/(home|root|tmp|work|Users)/", path.read_text(encoding="utf-8"))


def test_the_notebooks_are_small() -> None:
    assert sum(path.stat().st_size for path in NOTEBOOKS) < 1_000_000
