"""The napkin atlas with scenarios of one's own."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from geo.atlas import Atlas, read_atlas
from tests.napkin_scenarios import napkin_with

if TYPE_CHECKING:
    from pathlib import Path

HEAD = 'name = "Made up"\nsummary = "Made up."\n'


def change(body: str, *, name: str = "change", note: bool = True) -> str:
    """Write a change; one that says no more is an assumption from 2025 on."""
    lines = [line.strip() for line in body.split(";")]
    given = {line.partition(" = ")[0] for line in lines}
    rest = {"from_year": "2025", "source": '"assumption"'} | ({"note": '"Made up."'} if note else {})
    lines += [f"{key} = {value}" for key, value in rest.items() if key not in given]
    return "\n".join(["", "[[change]]", f'name = "{name}"', *lines, ""])


def scenario(scenario_id: str, *changes: str, year: int = 2030, more: str = "") -> str:
    return f'scenario_id = "{scenario_id}"\nyear = {year}\n{HEAD}{more}\n' + "".join(changes)


def atlas_with(folder: Path, **files: str) -> Atlas:
    """Read the napkin with scenario files; underscores in names stand for hyphens."""
    root = folder / "atlas"
    shutil.rmtree(root, ignore_errors=True)
    return read_atlas(napkin_with(root, **{name.replace("_", "-"): text for name, text in files.items()}))
