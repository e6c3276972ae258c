"""The napkin atlas with two scenarios whose answers fit beside it, and with a second corridor; the shipped atlas."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import geo
from geo.model.results import scenario_results
from tests.napkin_scenarios import NARROW, OPEN, napkin_with

if TYPE_CHECKING:
    from geo.atlas import Atlas
    from geo.model.results import Result

NAPKIN = Path(__file__).parents[1] / "data" / "napkin"
HOSTILE_NAME = "<img src=x onerror=alert(1)>{{7*7}}${1+1}</script>"
NAMED = NARROW.replace("A narrow place", HOSTILE_NAME)
SECOND = """
corridor_id = "second"
name = "Second line"
name_ru = "Вторая линия"
status = "planned"
summary = "Shares its first link with the other."

[[route]]
route_id = "main"
name = "Alpha – Bravo"
links = ["alpha-bravo"]
"""


@pytest.fixture(scope="session")
def staged(tmp_path_factory: pytest.TempPathFactory) -> Atlas:
    """Give the napkin atlas with the scenarios `narrow` (1 of 2.5 Mt passes) and `open` (all of it)."""
    return geo.read_atlas(napkin_with(tmp_path_factory.mktemp("staged") / "napkin", open=OPEN, narrow=NAMED))


@pytest.fixture(scope="session")
def results(staged: Atlas) -> list[Result]:
    return scenario_results(staged)


@pytest.fixture
def two(napkin_copy: Path) -> Atlas:
    """The napkin atlas with a second corridor that shares a link with the first."""
    (napkin_copy / "data" / "corridors" / "second.toml").write_text(SECOND, "utf-8")
    return geo.read_atlas(napkin_copy)


@pytest.fixture(scope="session")
def shipped() -> Atlas:
    return geo.read_atlas()
