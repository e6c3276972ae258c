"""Every command that writes: killed, out of space, met by a broken disk and by Ctrl-C at the calls that write."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from walk import FAULTS, WRITERS

ALL = os.environ.get("FAULTS") == "all"
SCRIPT = Path(__file__).with_name("walk.py")
FEW = ("init-here", "claims")
"""Commands that are walked each time: every call is looked at, and two are killed."""


def walk(name: str, folder: Path, points: int, *faults: str) -> dict[str, object]:
    words = [sys.executable, SCRIPT, name, "--folder", folder, "--points", points]
    words += [word for fault in faults for word in ("--fault", fault)]
    said = subprocess.run(list(map(str, words)), stdout=subprocess.PIPE, text=True, check=False)
    assert said.returncode == 0
    return dict(json.loads(said.stdout))


@pytest.mark.skipif(shutil.which("cc") is None, reason="there is no C compiler: apt-get install gcc")
@pytest.mark.parametrize("name", WRITERS if ALL else FEW)
def test_a_command_writes_the_whole_or_nothing_at_every_fault(name: str, tmp_path: Path) -> None:
    if name == "report-pdf" and not (shutil.which("chromium") or shutil.which("google-chrome")):
        pytest.skip("there is no browser to print with")
    found = walk(name, tmp_path / "walk", 12 if ALL else 2, *(FAULTS if ALL else ("kill",)))
    assert found["wrong"] == []
    assert found["struck"]
    assert found["looked"]
