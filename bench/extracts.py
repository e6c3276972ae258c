"""OpenStreetMap extracts read, each in a process of its own; `osm_reading.py` does it for larger ones, with memory."""

from __future__ import annotations

import os
import subprocess
from functools import cache, partial
from typing import TYPE_CHECKING

import made
import numpy as np
import osm_reading
from lines import LIMIT, Growth, Line
from timing import PYTHON, ROOT, Clock, Timing, process, timed

if TYPE_CHECKING:
    from pathlib import Path

NODES, LARGE = 100_000, 1_000_000


@cache
def extract(nodes: int) -> Path:
    path = made.folder() / f"{nodes}.osm.pbf"
    subprocess.run([PYTHON, str(ROOT / "bench" / "osm_extract.py"), str(nodes), str(path)], check=True)
    return path


@cache
def as_xml(nodes: int) -> Path:
    import osmium

    path = extract(nodes).with_suffix("")
    with osmium.SimpleWriter(str(path), overwrite=True) as writer:
        for item in osmium.FileProcessor(str(extract(nodes))):
            writer.add(item)
    return path


def reading(reader: str, nodes: int) -> Timing:
    """Time one reader; what it found must not be nothing."""
    path = extract(nodes)
    if reader == "graph_from_xml":
        as_xml(nodes)
    os.environ["PYTHONPATH"] = str(ROOT)

    def once() -> float:
        start = Clock.now()
        row = osm_reading.run(reader, path)
        seconds = Clock.now() - start
        found.setdefault((reader, nodes), (row["ways"], row["nodes"]))
        return seconds

    return once


found: dict[tuple[str, int], tuple[int, int]] = {}


def beside(reader: str, nodes: int) -> tuple[Timing, Timing]:
    ours, theirs = reading("corridors", nodes), reading(reader, nodes)
    if reader != "graph_from_xml":  # which takes no filter, so that it has all streets, too
        ours(), theirs()
        np.testing.assert_equal(found["corridors", nodes], found[reader, nodes])
    return ours, theirs


def bytes_alone() -> tuple[Timing, Timing]:
    """The file unpacked by osmium, with nothing looked at in Python."""
    script = f"import osmium; osmium.apply({str(extract(LARGE))!r}, osmium.filter.EmptyTagFilter())"
    return reading("corridors", LARGE), process(PYTHON, "-c", script)


def growing(size: int) -> Timing:
    from geo.network.osm.read import read_extract

    path = extract(LARGE // 100 * size)
    return timed(lambda: read_extract(path))


def lines() -> list[Line | Growth]:
    name = f"railways out of {LARGE:,} nodes of OpenStreetMap"
    return [
        Line(f"{name} | pyrosm", partial(beside, "pyrosm", LARGE), 1, 3, needs=("pyrosm",)),
        Line(f"{name} | DuckDB spatial", partial(beside, "duckdb", LARGE), 1, 3, needs=("duckdb", "duckdb_ext"),
             check=False),
        Line(f"the same out of {NODES:,} nodes | osmnx", partial(beside, "graph_from_xml", NODES), 1, 1, check=False),
        Line(f"{name} | its bytes unpacked", bytes_alone, None, 3, LIMIT, check=False),
        Growth(f"railways out of {LARGE // 100:,} nodes of OpenStreetMap", growing, 1, 2),
    ]  # fmt: skip
