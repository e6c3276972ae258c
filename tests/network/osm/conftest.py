"""The railway that a person can check, and files made by hand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from geo.network.osm.read import read_extract

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.network.osm.extract import Extract

RAILWAY = Path(__file__).parents[2] / "data" / "osm" / "railway.osm"


@pytest.fixture
def railway() -> Extract:
    return read_extract(RAILWAY)


@pytest.fixture
def osm_file(tmp_path: Path) -> Callable[..., Path]:
    """Write a file of OpenStreetMap's XML by hand."""

    def write(body: str, name: str = "made.osm", head: str = "") -> Path:
        path = tmp_path / name
        path.write_text(f'<?xml version="1.0" encoding="UTF-8"?>\n{head}<osm version="0.6">\n{body}\n</osm>\n', "utf-8")
        return path

    return write
