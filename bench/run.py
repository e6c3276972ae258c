"""Measure the tool beside what a user would pick instead, in one run: `make bench`."""

from __future__ import annotations

import json
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "bench" / "out"
PYTHON = sys.executable
CORRIDORS = str(Path(PYTHON).with_name("corridors"))
ROUNDS = 7


def process(*words: str) -> Callable[[], float]:
    """Make a timing of a fresh process."""

    def once() -> float:
        start = time.perf_counter()
        subprocess.run(words, check=True, capture_output=True, cwd=ROOT)
        return time.perf_counter() - start

    return once


Timing = Callable[[], float]


def compare(name: str, ours: Timing, theirs: Timing, goal: float, rounds: int = ROUNDS) -> dict:
    """Time two things in turns, so that the machine's noise falls on both, and print the ratio of their medians."""
    ours(), theirs()  # files in the page cache, bytecode written
    pairs = [(ours(), theirs()) for _ in range(rounds)]
    mine, other = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = other / mine
    print(f"{name:60} {mine:9.4f} s {other:9.4f} s  ratio {ratio:8.2f}  goal {goal}")
    return {"name": name, "ours_s": round(mine, 4), "theirs_s": round(other, 4), "ratio": round(ratio, 2), "goal": goal}


def startup() -> dict:
    peer = process(PYTHON, "-c", "import geopandas, folium, osmnx")
    return compare("corridors --help | import geopandas, folium, osmnx", process(CORRIDORS, "--help"), peer, 40, 15)


def build(scratch: Path) -> list[dict]:
    ours = process(CORRIDORS, "build", "--out", str(scratch / "ours"))
    bare = process(PYTHON, "-c", "import geopandas, folium")
    obvious = process(PYTHON, str(ROOT / "bench" / "obvious.py"), str(scratch / "obvious"))
    return [
        compare("corridors build | import geopandas, folium", ours, bare, 0.5, 5),
        compare("corridors build | the same products the obvious way", ours, obvious, 3, 3),
    ]


def weights(scratch: Path) -> dict:
    """The map of all corridors in bytes; folium's page loads its libraries from the web, and they are not counted."""
    ours = (scratch / "ours" / "index.html").stat().st_size
    theirs = (scratch / "obvious" / "index.html").stat().st_size
    label = "map of all corridors, bytes | folium, without its libraries"
    print(f"{label:60} {ours:11} {theirs:11}  ratio {theirs / ours:8.2f}")
    return {
        "name": "map bytes",
        "ours": ours,
        "theirs": theirs,
        "ratio": round(theirs / ours, 2),
        "goal_bytes": 450_000,
    }


def warm_map() -> dict:
    import geo
    from geo.products.maps import map_html

    atlas = geo.read_atlas()
    map_html(atlas, ["middle-corridor"])
    times = []
    for _ in range(10):
        start = time.perf_counter()
        map_html(atlas, ["middle-corridor"])
        times.append(time.perf_counter() - start)
    print(f"{'warm rebuild of one map':60} {statistics.median(times):9.4f} s  goal 0.1 s")
    return {"name": "warm map", "ours_s": round(statistics.median(times), 4), "goal_s": 0.1}


def lengths() -> dict:
    """Geodesic lengths of 2,000 lines of 50 vertices: all arrays at once, and Geod line by line."""
    import numpy as np
    import shapely

    from geo.network.geometry import ellipsoid, segment_lengths

    rng = np.random.default_rng(1)
    lines = [np.cumsum(rng.normal(0, 0.05, (50, 2)), axis=0) + np.array([60, 45]) for _ in range(2000)]
    shapes = [shapely.LineString(line) for line in lines]
    ours_km = [km.sum() for km in segment_lengths(lines)]
    np.testing.assert_allclose(ours_km, [ellipsoid().geometry_length(shape) / 1000 for shape in shapes])

    def timed(work: Callable[[], object]) -> Callable[[], float]:
        def once() -> float:
            start = time.perf_counter()
            work()
            return time.perf_counter() - start

        return once

    ours = timed(lambda: segment_lengths(lines))
    theirs = timed(lambda: [ellipsoid().geometry_length(shape) for shape in shapes])
    return compare("geodesic lengths by arrays | Geod line by line", ours, theirs, 1)


def main() -> None:
    scratch = Path(tempfile.mkdtemp(prefix="corridors-bench-"))
    try:
        rows = [startup(), *build(scratch), weights(scratch), warm_map(), lengths()]
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    OUT.mkdir(exist_ok=True)
    record = {"python": platform.python_version(), "machine": platform.machine(), "rows": rows}
    (OUT / "results.json").write_text(json.dumps(record, indent=1) + "\n")


if __name__ == "__main__":
    main()
