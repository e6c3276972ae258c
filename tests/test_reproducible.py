"""The same bytes wherever they are made; `make reproducible` does it in all surroundings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.reproducible import QUICK, QUICK_NAMES, SURROUNDINGS, compare

if TYPE_CHECKING:
    from pathlib import Path


def test_there_are_twenty_surroundings_of_different_names() -> None:
    assert len({one.name for one in SURROUNDINGS}) == len(SURROUNDINGS) >= 20


def test_the_wheel_elsewhere_makes_the_same_bytes_as_the_checkout(tmp_path: Path) -> None:
    assert compare(QUICK_NAMES, QUICK, tmp_path) == []
