"""Scenarios of the napkin that several rooms of tests use."""

from __future__ import annotations

import shutil
from pathlib import Path

NAPKIN = Path(__file__).parent / "data" / "napkin"
OPEN = """
scenario_id = "open"
name = "Delta opens"
name_ru = "Дельта открыта"
summary = "The planned link operates: all 2.5 Mt pass."
year = 2024

[[change]]
name = "Charlie – Delta operates"
select = {link = "charlie-delta"}
attribute = "status"
value = "operating"
from_year = 2024
source = "assumption"
note = "By hand."
"""
NARROW = """
scenario_id = "narrow"
name = "A narrow place"
summary = "The link to Delta takes 1 Mt a year: 1.5 Mt cannot pass."
year = 2024
base = "open"

[[change]]
name = "Narrower"
select = {link = "charlie-delta"}
attribute = "capacity"
value = 1
unit = "Mt/yr"
from_year = 2024
source = "assumption"
note = "By hand."
"""


def napkin_with(root: Path, **texts: str) -> Path:
    """Copy the napkin to a folder that is not there yet, with scenarios, each under its name."""
    folder = Path(shutil.copytree(NAPKIN, root)) / "data" / "corridors" / "scenarios"
    folder.mkdir()
    for name, text in texts.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return root
