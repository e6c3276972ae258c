"""Long commands tell their stages on a terminal, and leave nothing of it behind."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
START = [sys.executable, "-c", "from cli.start import run; run()"]
NAPKIN = ["--atlas", "tests/data/napkin"]
RUNS = {
    "build": ["build", *NAPKIN, "--out"],
    "check": ["check", *NAPKIN],
    "capacity": ["capacity", *NAPKIN],
    "bottleneck": ["bottleneck", "alpha", "charlie", *NAPKIN],
}
TOLD = {"build": "index.html", "check": "volume-above-capacity", "capacity": "napkin", "bottleneck": "Step 1 of 5"}
CLEAR = "\r\x1b[K"


def on_a_terminal(words: list[str]) -> tuple[str, str]:
    """Run a command whose standard error is a terminal; give what it printed there, and to standard output."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [*START, *words], cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=theirs, text=True
    ) as child:
        out, _ = child.communicate(timeout=60)
    os.close(theirs)
    told = os.read(ours, 65536).decode()
    os.close(ours)
    assert child.returncode == 0, told
    return told, out


@pytest.mark.parametrize("name", RUNS)
def test_a_long_command_tells_its_stages_on_a_terminal(name: str, tmp_path: Path) -> None:
    told, out = on_a_terminal([*RUNS[name], *([str(tmp_path / "out")] if name == "build" else [])])
    assert f"{CLEAR}Reading the atlas" in told
    assert f"{CLEAR}{TOLD[name]}" in told
    assert told.endswith(CLEAR), "the line goes away again"
    assert not re.search(r"[\n]", told)
    assert "\x1b" not in out


def test_nothing_is_told_where_standard_error_is_no_terminal() -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([*START, *RUNS["capacity"]], cwd=ROOT, env=environment, capture_output=True, check=True)
    assert done.stderr == b""
