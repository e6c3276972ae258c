"""A short walk of the readers under `guided.py`, the same every time; `make fuzz` goes further."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("guided.py")


def test_no_reader_breaks_on_bytes_led_by_its_own_code(tmp_path: Path) -> None:
    if find_spec("atheris") is None:
        is_offered = sys.platform == "linux" and os.uname().machine == "x86_64" and sys.version_info < (3, 14)
        if os.environ.get("CI") and is_offered:
            pytest.fail("atheris is not installed, and the lock has it.")
        pytest.skip("atheris is not installed; its wheels are for Linux on x86-64, Python up to 3.13.")
    words = (sys.executable, SCRIPT, "--cases", "12", "--corpus", "3", "--seed", "1", "--found", tmp_path / "found")
    said = subprocess.run(words, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout
    assert said.stdout.count("nothing found") > 20
    assert not (tmp_path / "found").exists()
