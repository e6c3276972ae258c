"""Start-up, the main job and what it makes, beside the same made the obvious way."""

from __future__ import annotations

import shutil
import statistics
import tempfile
import time
from pathlib import Path

from timing import CORRIDORS, PYTHON, ROOT, Row, compare, process


def startup() -> Row:
    peer = process(PYTHON, "-c", "import geopandas, folium, osmnx")
    return compare("corridors --help | import geopandas, folium, osmnx", process(CORRIDORS, "--help"), peer, 40, 15)


def build(scratch: Path) -> list[Row]:
    ours = process(CORRIDORS, "build", "--out", str(scratch / "ours"))
    bare = process(PYTHON, "-c", "import geopandas, folium")
    obvious = process(PYTHON, str(ROOT / "bench" / "obvious.py"), str(scratch / "obvious"))
    return [
        compare("corridors build | import geopandas, folium", ours, bare, 0.5, 5),
        compare("corridors build | the same products the obvious way", ours, obvious, 3, 3),
    ]


def weights(scratch: Path) -> Row:
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


def warm_map() -> Row:
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


def rows() -> list[Row]:
    scratch = Path(tempfile.mkdtemp(prefix="corridors-bench-"))
    try:
        return [startup(), *build(scratch), weights(scratch), warm_map()]
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
