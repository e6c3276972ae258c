"""Every command that writes: killed, out of space, met by a broken disk and by Ctrl-C at the calls that write.

Each time two commands are walked, every call looked at and two of them killed. `make faults` walks all commands, two at
a time, and tells on standard error how far it is; which calls it strikes, and why these are enough, says `walk.py`.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from walk import FAULTS
from writers import WRITERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    Walks = dict[str, Future[dict[str, Any]]]

ALL = os.environ.get("FAULTS") == "all"
SCRIPT = Path(__file__).with_name("walk.py")
HAS_BROWSER = shutil.which("chromium") or shutil.which("google-chrome")
FEW = ("--points", "2", "--fault", "kill")
NAMES = tuple(WRITERS) if ALL else ("init-here", "claims")
LONG = ("build", "export-file", "figures", "report-md", "report-pdf")
"""Commands whose walks take longest, and begin first."""


def walk(name: str, folder: Path) -> dict[str, Any]:
    words = [sys.executable, str(SCRIPT), name, "--folder", str(folder), *(() if ALL else FEW)]
    said = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=True)
    shutil.rmtree(folder)
    return dict(json.loads(said.stdout))


@pytest.fixture(scope="module")
def walks(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walks]:
    """Start all walks that are asked for, two at a time."""
    folder = tmp_path_factory.mktemp("walks")
    pool = ThreadPoolExecutor(2)
    asked = {item.callspec.params["name"] for item in request.session.items if item.path == request.path}  # type: ignore[attr-defined]
    order = sorted(asked, key=lambda name: (name not in LONG, name))
    yield {name: pool.submit(walk, name, folder / name) for name in order if HAS_BROWSER or name != "report-pdf"}
    pool.shutdown(cancel_futures=True)


@pytest.mark.skipif(shutil.which("cc") is None, reason="there is no C compiler: apt-get install gcc")
@pytest.mark.parametrize("name", NAMES)
def test_a_command_writes_the_whole_or_nothing_at_every_fault(name: str, walks: Walks) -> None:
    if name not in walks:
        pytest.skip("there is no browser to print with")
    found = walks[name].result()
    assert found["wrong"] == []
    assert set(found["struck"]) == (set(FAULTS) if ALL else {"kill"})
    assert all(found["struck"].values())
    assert found["looked"]
