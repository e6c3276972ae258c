"""No file keeps a command for 5 s of work or 1 GiB of memory, however it is made."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
PATHS = (HERE.parents[1], HERE.parent, HERE)


def test_what_is_large_or_deep_is_refused_soon_and_in_little_memory() -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, PATHS)), "PYTHONDONTWRITEBYTECODE": "1"}
    said = subprocess.run(
        (sys.executable, HERE / "heavy.py"), env=environment, capture_output=True, text=True, check=True
    )
    found = json.loads(said.stdout)
    assert len(found) > 30
    wrong = [each for each in found if each["code"] not in (0, 1) or each["seconds"] > 5 or each["bytes"] > 2**30]
    assert not wrong
    assert {each["name"] for each in found if each["code"] == 0} <= {n["name"] for n in found if "article" in n["name"]}
