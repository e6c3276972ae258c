"""
Make the network of railways of a chosen number of nodes: `osm_tiles.py NODES [NODES ...]`.

In one piece, in tiles, and in tiles on a cluster of two workers, each in a process of its own, and held to be the same.
"""

from __future__ import annotations

import hashlib
import json
import resource
import subprocess
import sys
import time

import numpy as np
from osm_extract import railway

from geo.model.scheduler import run_batches
from geo.network.osm.build import build_network
from geo.network.osm.extract import Extract, Point, Way
from geo.network.osm.tiling import Tiles

WAYS = ("one piece", "tiles", "two workers")


def extract(count: int) -> Extract:
    """Take the main tracks of a made-up railway, as `read_extract` would."""
    rail = railway(count)
    lonlat = np.round(np.array(rail.lonlat), 7)
    ways = [
        Way(number, np.array(nodes) + 1, tags)
        for number, (nodes, tags) in enumerate(rail.ways, 1)
        if tags["railway"] == "rail" and "service" not in tags
    ]
    points = [Point(row + 1, *lonlat[row].tolist(), tags) for row, tags in rail.tags.items()]
    used = np.unique(np.concatenate([way.refs for way in ways]))
    return Extract(
        ways=ways, node_ids=used, lonlat=lonlat[used - 1], points=points, missing=np.empty(0, np.int64),
        date="2026-04-01", origin="railway.osm.pbf", mode="rail",
    )  # fmt: skip


def make(way: str, count: int) -> None:
    whole = extract(count)
    if way == "two workers":
        from distributed import LocalCluster

        pages = {"dashboard": False, "dashboard_address": "127.0.0.1:0"}  # else at port 8787, which may be taken
        with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50,
                          scheduler_kwargs=pages) as cluster:  # fmt: skip
            measure(whole, Tiles(lambda task, batches: run_batches(task, batches, scheduler=cluster.scheduler_address)))
    else:
        measure(whole, Tiles() if way == "tiles" else Tiles(most=sys.maxsize))


def measure(whole: Extract, tiles: Tiles) -> None:
    wall, processor = time.perf_counter(), time.process_time()
    links = build_network(whole, tiles=tiles).links
    print(json.dumps({
        "s": time.perf_counter() - wall, "processor_s": time.process_time() - processor, "links": len(links),
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, "nodes": len(whole.node_ids),
        "sha256": hashlib.sha256(repr([link.model_dump() for link in links.values()]).encode()).hexdigest(),
    }))  # fmt: skip


def main(counts: list[int]) -> None:
    for count in counts:
        found = set()
        for way in WAYS:
            done = subprocess.run(
                [sys.executable, __file__, "--make", way, str(count)], check=True, capture_output=True
            )
            row = json.loads(done.stdout.splitlines()[-1])
            told = f"{row['s']:7.1f} s, {row['processor_s']:7.1f} s of this processor, {row['peak_mib']:6,} MiB"
            print(f"{row['nodes']:>9,} nodes, {row['links']:,} links, {way:12} {told}", flush=True)
            found.add(row["sha256"])
        if len(found) > 1:
            sys.exit("The networks are not the same.")


if __name__ == "__main__":
    if sys.argv[1] == "--make":
        make(sys.argv[2], int(sys.argv[3]))
    else:
        main([int(word) for word in sys.argv[1:]])
