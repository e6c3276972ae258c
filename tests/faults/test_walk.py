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
FEW = {"init": 19, "claims": 61}
"""Commands that are walked each time, and every how manyth call of theirs."""
SLOW = {"build": 29, "figures": 23, "report-pdf": 7, "report-md": 5, "export-file": 11}
"""Of these the long run too meets only every so manyth call with other faults than a kill, which meets more of them."""


def walk(name: str, folder: Path, every: int, *faults: str) -> dict[str, object]:
    words = [sys.executable, SCRIPT, name, "--folder", folder, "--every", every]
    words += [word for fault in faults for word in ("--fault", fault)]
    said = subprocess.run(list(map(str, words)), capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stderr
    return dict(json.loads(said.stdout))


@pytest.mark.skipif(shutil.which("cc") is None, reason="there is no C compiler: apt-get install gcc")
@pytest.mark.parametrize("name", WRITERS if ALL else FEW)
def test_a_command_writes_the_whole_or_nothing_at_every_fault(name: str, tmp_path: Path) -> None:
    if name == "report-pdf" and not (shutil.which("chromium") or shutil.which("google-chrome")):
        pytest.skip("there is no browser to print with")
    if ALL:
        rounds = [walk(name, tmp_path / "kill", max(SLOW.get(name, 1) // 4, 1), "kill"),
                  walk(name, tmp_path / "other", SLOW.get(name, 3), "full", "broken", "interrupt")]  # fmt: skip
    else:
        rounds = [walk(name, tmp_path / "all", FEW[name])]
    for found in rounds:
        assert found["wrong"] == []
        assert found["walked"]
