"""
Read one extract with the tool and with what a user would pick instead: `osm_reading.py NODES [NODES ...]`.

Each reading is a process of its own, so that its peak of memory is its own; one that takes more than ten minutes or
8 GiB of addresses is ended and said to be. All are to find the same ways of
main tracks, and the positions of their nodes.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
SECONDS, BYTES = 600, 8 * 2**30
SIDINGS = ("yard", "siding", "spur", "crossover")


def corridors(path: str) -> tuple[int, int]:
    from geo.network.osm.read import read_extract

    extract = read_extract(Path(path))
    return len(extract.ways), len(extract.node_ids)


def graph_from_xml(path: str) -> tuple[int, int]:
    """All ways come: it takes no filter. It reads no .pbf; the same data as .osm."""
    import osmnx

    graph = osmnx.graph_from_xml(path.replace(".osm.pbf", ".osm"), simplify=False, retain_all=True)
    return len({osmid for *_, osmid in graph.edges(data="osmid")}), len(graph)


def pyrosm(path: str) -> tuple[int, int]:
    import pyrosm as library

    frame = library.OSM(path).get_data_by_custom_criteria(
        custom_filter={"railway": ["rail"]}, extra_attributes=["service", "gauge"], keep_relations=False,
        keep_nodes=False,
    )  # fmt: skip
    frame = frame[~frame["service"].isin(SIDINGS)]
    return len(frame), len(frame.geometry.get_coordinates().drop_duplicates())


def duckdb(path: str) -> tuple[int, int]:
    import duckdb as library
    import duckdb_ext  # `duckdb-ext-spatial` brings the extension along, so that nothing is downloaded

    (extension,) = Path(duckdb_ext.__path__[0]).rglob("spatial.duckdb_extension")
    base = library.connect()
    base.execute(f"LOAD '{extension}'")
    base.execute(f"SET temp_directory = '{tempfile.gettempdir()}'")
    ways = f"""SELECT id, unnest(refs) AS ref FROM ST_ReadOSM('{path}')
               WHERE kind = 'way' AND tags['railway'] = 'rail' AND coalesce(tags['service'], '') NOT IN {SIDINGS}"""  # noqa: S608
    rows = base.execute(
        f"""WITH parts AS ({ways}) SELECT count(DISTINCT parts.id), count(DISTINCT nodes.id) FROM parts
            JOIN (SELECT id, lat, lon FROM ST_ReadOSM('{path}') WHERE kind = 'node') nodes ON nodes.id = parts.ref"""  # noqa: S608
    ).fetchone()
    return rows[0], rows[1]


READERS = {reader.__name__: reader for reader in (corridors, pyrosm, duckdb, graph_from_xml)}


def run(name: str, path: Path) -> dict[str, object]:
    """Read in a process of its own; what it prints last is its answer."""
    start = time.perf_counter()
    # -P: what lies beside this file, named as a library that a peer asks for, is not to be taken for it.
    command = [sys.executable, "-P", __file__, "--read", name, str(path)]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    try:
        output, errors = process.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return {"reader": name, "failed": f"more than {SECONDS} s"}
    if process.returncode:
        last = errors.decode(errors="replace").strip().rpartition("\n")[2]
        return {"reader": name, "failed": f"ended with {process.returncode}: {last}"}
    return {"reader": name, "s": time.perf_counter() - start, **json.loads(output.splitlines()[-1])}


def read(name: str, path: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    ways, nodes = READERS[name](path)
    status = Path("/proc/self/status").read_text()
    (peak,) = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")]
    print(json.dumps({
        "ways": ways, "nodes": nodes, "peak_mib": int(peak) // 1024, "processor_s": time.process_time(),
    }))  # fmt: skip


def measure(count: int, folder: Path, readers: list[str]) -> None:
    path = folder / f"{count}.osm.pbf"
    start = time.perf_counter()
    subprocess.run([sys.executable, ROOT / "bench" / "osm_extract.py", str(count), path], check=True)
    size = path.stat().st_size / 1e6
    print(f"\n{count:,} nodes, {size:,.0f} MB as .osm.pbf, written in {time.perf_counter() - start:.0f} s")
    if "graph_from_xml" in readers:
        import osmium

        with osmium.SimpleWriter(str(path.with_suffix("")), overwrite=True) as writer:
            for item in osmium.FileProcessor(str(path)):
                writer.add(item)
    for name in readers:
        row = run(name, path)
        told = str(row.get("failed")) if "failed" in row else (
            f"{row['s']:8.1f} s {size / row['s']:7.1f} MB/s {row['processor_s']:7.1f} s of processors "
            f"{row['peak_mib']:7,} MiB  {row['ways']:,} ways, {row['nodes']:,} nodes"
        )  # fmt: skip
        print(f"{name:15} {told}", flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "--read":
        read(*sys.argv[2:])
        sys.exit()
    chosen = [word for word in sys.argv[1:] if word in READERS] or list(READERS)
    for word in sys.argv[1:]:
        if word.isdigit():
            with tempfile.TemporaryDirectory() as place:
                measure(int(word), Path(place), chosen)
