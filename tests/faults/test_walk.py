"""Every command that writes: killed, out of space, met by a broken disk and by Ctrl-C at the calls that write."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from walk import WRITERS

ALL = os.environ.get("FAULTS") == "all"
SCRIPT = Path(__file__).with_name("walk.py")
FEW = ("init", "claims")
"""Commands that are walked each time."""


def walk(name: str, folder: Path, points: int, *faults: str) -> dict[str, object]:
    words = [sys.executable, SCRIPT, name, "--folder", folder, "--points", points]
    words += [word for fault in faults for word in ("--fault", fault)]
    said = subprocess.run(list(map(str, words)), capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stderr
    return dict(json.loads(said.stdout))


@pytest.mark.skipif(shutil.which("cc") is None, reason="there is no C compiler: apt-get install gcc")
@pytest.mark.parametrize("name", WRITERS if ALL else FEW)
def test_a_command_writes_the_whole_or_nothing_at_every_fault(name: str, tmp_path: Path) -> None:
    if name == "report-pdf" and not (shutil.which("chromium") or shutil.which("google-chrome")):
        pytest.skip("there is no browser to print with")
    folders = (tmp_path / "kills", tmp_path / "failures")
    rounds = [walk(name, folders[0], 40 if ALL else 4, "kill")]
    rounds.append(walk(name, folders[1], 8 if ALL else 2, "full", "broken", "interrupt"))
    for found in rounds:
        assert found["wrong"] == []
        assert found["walked"]
