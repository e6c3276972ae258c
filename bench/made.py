"""What the tool and its peers make of the shipped atlas, in a folder that goes when the bench ends."""

from __future__ import annotations

import atexit
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

from timing import CORRIDORS, PYTHON, ROOT


@cache
def folder() -> Path:
    path = Path(tempfile.mkdtemp(prefix="corridors-bench-"))
    atexit.register(shutil.rmtree, path, ignore_errors=True)
    return path


def words(maker: str) -> tuple[str, ...]:
    """Give the command of each maker: it writes index.html, and all but explore the other products too."""
    out = str(folder() / maker)
    script = str(ROOT / "bench" / "obvious.py")
    return {
        "tool": (CORRIDORS, "build", "--out", out),
        "folium": (PYTHON, script, out),
        "folium-offline": (PYTHON, script, out, "offlinefolium"),
        "explore": (PYTHON, str(ROOT / "bench" / "explore.py"), out),
    }[maker]


@cache
def page(maker: str) -> Path:
    """Make it once, and give the map of all corridors."""
    path = folder() / maker / "index.html"
    if not path.exists():
        subprocess.run(words(maker), check=True, capture_output=True, cwd=ROOT)
    return path
