"""Make an atlas of any size, run the commands over it, and print the time and memory that each takes: `bench/load.py`.

The network is a grid: a corridor a row, rows joined at their ends. Every tenth link's second claim disagrees.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
START = "import sys; from cli.start import run; run()"
WEST, SOUTH, WIDE, HIGH = 47.0, 41.0, 40.0, 14.0
CLAIMS_A_SOURCE = 1000
CLAIM_COLUMNS = ("claim_id", "subject", "metric", "value", "unit", "qualifier", "period", "statistic")


def make_atlas(root: Path, links: int, claims: int) -> tuple[str, str]:
    """Write an atlas of about so many links and claims; give the two nodes that lie farthest apart in it."""
    rows = max(4, links // 1000)
    columns = links // rows
    (root / "seeds" / "claims").mkdir(parents=True)
    (root / "seeds" / "sources").mkdir()
    (root / "data" / "corridors").mkdir(parents=True)
    nodes = [[f"n{row}-{column}" for column in range(columns + 1)] for row in range(rows)]
    points = {
        name: (round(WEST + WIDE * column / columns, 5), round(SOUTH + HIGH * row / rows, 5))
        for row, names in enumerate(nodes)
        for column, name in enumerate(names)
    }
    chains = [[(f"l{row}-{column}", *names[column : column + 2]) for column in range(columns)]
              for row, names in enumerate(nodes)]  # fmt: skip
    for side, column in (("west", 0), ("east", columns)):
        chains.append([(f"{side}-{row}", nodes[row][column], nodes[row + 1][column]) for row in range(rows - 1)])
    _write_features(root, "nodes", (_node(name, at) for name, at in points.items()))
    _write_features(root, "links", (_link(*link, points) for chain in chains for link in chain))
    for number, chain in enumerate(chains):
        _write_corridor(root, number, [link for link, _, _ in chain])
    _write_claims(root, [link for chain in chains for link, _, _ in chain], claims)
    return nodes[0][0], nodes[-1][-1]


def _node(name: str, at: tuple[float, float]) -> dict:
    rank = 2 if name.endswith("-0") else 4
    names = {"name_ru": "Станция", "name_kk": "Бекет"} if rank == 2 else {}
    properties = {"node_id": name, "name": f"Station {name}", **names, "kind": "station", "country": None, "rank": rank,
                  "source": "made up"}  # fmt: skip
    return {"properties": properties, "geometry": {"type": "Point", "coordinates": at}}


def _link(name: str, start: str, end: str, points: dict) -> dict:
    (ax, ay), (bx, by) = points[start], points[end]
    bends = [(ax + (bx - ax) * t / 8, ay + (by - ay) * t / 8 + 0.002 * math.sin(t * math.pi / 4)) for t in range(1, 8)]
    line = [(ax, ay), *((round(x, 5), round(y, 5)) for x, y in bends), (bx, by)]
    properties = {"link_id": name, "from_node_id": start, "to_node_id": end, "mode": "rail", "status": "operating",
                  "tracks": 1, "gauge_mm": 1520, "geometry_quality": "stations", "geometry_source": "made up",
                  "attribute_sources": {"tracks": "made up", "gauge_mm": "made up"}}  # fmt: skip
    return {"properties": properties, "geometry": {"type": "LineString", "coordinates": line}}


def _write_features(root: Path, name: str, features: object) -> None:
    lines = ",\n".join(json.dumps({"type": "Feature", **feature}, ensure_ascii=False) for feature in features)
    text = f'{{"type": "FeatureCollection", "features": [\n{lines}\n]}}\n'
    (root / "data" / "corridors" / f"{name}.geojson").write_text(text, "utf-8")


def _write_corridor(root: Path, number: int, links: list[str]) -> None:
    text = (
        f'corridor_id = "row-{number}"\nname = "Row {number}"\nname_ru = "Ряд {number}"\nname_kk = "Қатар {number}"\n'
        'status = "operating"\nsummary = "A row of the grid."\n\n'
        f'[[route]]\nroute_id = "main"\nname = "All along"\nlinks = {json.dumps(links)}\n'
    )
    (root / "data" / "corridors" / f"row-{number}.toml").write_text(text, "utf-8")


def _write_claims(root: Path, links: list[str], count: int) -> None:
    """Give each link a capacity or a volume in turn; what is left over disagrees with the first of them."""
    for first in range(0, count, CLAIMS_A_SOURCE):
        source = f"paper-{first // CLAIMS_A_SOURCE}"
        (root / "seeds" / "sources" / f"{source}.toml").write_text(
            f'source_id = "{source}"\ntier = "publication"\ntitle = "Made up"\npublisher = "Nobody"\ndate = "2025"\n'
            'language = "en"\nlicence = "CC0 1.0"\n', "utf-8",
        )  # fmt: skip
        with (root / "seeds" / "claims" / f"{source}.csv").open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(CLAIM_COLUMNS)
            for number in range(first, min(first + CLAIMS_A_SOURCE, count)):
                rows.writerow([f"{source}-{number}", *_claim(number, links, count)])


def _claim(number: int, links: list[str], count: int) -> tuple:
    fresh = count * 10 // 11
    subject = links[(number if number < fresh else (number - fresh) * 10) % len(links)]
    value = 10 + (hash_of(number) % 40) + (100 if number >= fresh else 0)
    metric, statistic = ("volume", "observed") if number % 10 == 5 else ("capacity", "capacity")
    return subject, metric, value, "Mt" if metric == "volume" else "Mt/yr", "about", "2024", statistic


def hash_of(number: int) -> int:
    """Scatter numbers, the same way every time."""
    return number * 2654435761 % 2**32 >> 8


def measured(words: list[str], limit_s: float) -> dict:
    """Run a command in a process of its own; give its time, the processors', and the most memory that it all had."""
    begin, before = time.perf_counter(), _processor_s()
    child = subprocess.Popen(
        [sys.executable, "-c", START, *words], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    deadline, code, peak = begin + limit_s, None, 0
    while code is None:
        code = child.poll()
        peak = max(peak, _memory_kb(child.pid))
        if time.perf_counter() > deadline:
            child.kill()
        time.sleep(0.1)
    seconds = time.perf_counter() - begin
    return {"command": words[0], "seconds": round(seconds, 1), "processor_s": round(_processor_s() - before, 1),
            "peak_mib": peak // 1024, "exit": code}  # fmt: skip


def _processor_s() -> float:
    """Add up what processes that have ended took of the processors."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _memory_kb(pid: int) -> int:
    """Add up what a process and those it started hold now; what they share counts once."""
    held = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
            if str(pid) in (folder.name, parent):
                rollup = (folder / "smaps_rollup").read_text()
                held += int(rollup.partition("\nPss:")[2].split()[0])
        except (OSError, IndexError):  # it has just ended
            continue
    return held


def products(out: Path) -> dict:
    """Say how large the map is, and how many links the GeoPackage gives back."""
    import pyogrio

    package = out / "corridors.gpkg"
    count = pyogrio.read_info(package, layer="links")["features"]
    return {"index_mb": round((out / "index.html").stat().st_size / 1e6, 1), "gpkg_links": count,
            "gpkg_mb": round(package.stat().st_size / 1e6, 1)}  # fmt: skip


def load(links: int, claims: int, limit_s: float, only: list[str]) -> list[dict]:
    scratch = Path(tempfile.mkdtemp(prefix="corridors-load-"))
    try:
        ends = make_atlas(scratch / "atlas", links, claims)
        atlas = ["--atlas", str(scratch / "atlas")]
        runs = {"check": atlas, "capacity": atlas, "bottleneck": [*ends, *atlas],
                "build": ["--out", str(scratch / "out"), *atlas]}  # fmt: skip
        found = []
        for name, words in runs.items():
            if name in only:
                found.append({"links": links, "claims": claims, **measured([name, *words], limit_s)})
                if name == "build" and found[-1]["exit"] == 0:
                    found[-1] |= products(scratch / "out")
                print(json.dumps(found[-1]), flush=True)
        return found
    finally:
        shutil.rmtree(scratch)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "sizes", nargs="*", type=int, default=[1_000, 10_000, 100_000], help="Links, and as many claims."
    )
    parser.add_argument("--limit", type=float, default=1800, help="Seconds after which a command is ended.")
    parser.add_argument("--only", nargs="+", default=["check", "capacity", "bottleneck", "build"], metavar="COMMAND")
    parser.add_argument("--keep", type=Path, help="Only write an atlas of the first size here.")
    asked = parser.parse_args()
    if asked.keep:
        print(*make_atlas(asked.keep, asked.sizes[0], asked.sizes[0]))
        return
    os.environ["PYTHONPATH"] = str(ROOT)
    found = [row for size in asked.sizes for row in load(size, size, asked.limit, asked.only)]
    out = ROOT / "bench" / "out"
    out.mkdir(exist_ok=True)
    (out / "load.json").write_text(json.dumps(found, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
