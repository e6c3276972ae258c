"""Files that are only large, deep or repeated, and once took minutes; each is met in a process with bounds."""

from __future__ import annotations

import gzip
import io
import json
import os
import resource
import shutil
import signal
import sys
import tempfile
import zipfile
from pathlib import Path

from atlas_cases import good
from cases import ARTICLE, CHECK, IMPORT, OSM, Hostile
from click.testing import CliRunner
from mistakes import CORRIDOR, DECISIONS, ENTRIES, GAZETTE, GAZETTE_CLAIMS, LINKS, NODES

from cli.main import app
from geo.evidence.claims import COLUMNS
from tests.conftest import NAPKIN

HEADER = ",".join(COLUMNS) + "\n"
COLLECTION = '{"type": "FeatureCollection", '


def zip_bomb(names: tuple[str, ...], mebibytes: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name in names:
            with archive.open(name, "w", force_zip64=True) as member:
                for _ in range(mebibytes):
                    member.write(bytes(2**20))
    return out.getvalue()


def deep_corridor() -> bytes:
    return good(CORRIDOR) + b'x = """\n[[' + b" " * 30_000 + b'\n"""\n'


def decisions() -> str:
    text = '[[decision]]\ndecision_id="d{0}"\nwinner="gone"\nexpects={{"gone"="1 Mt"}}\nreason="x"\n'
    return "".join(map(text.format, range(20_000)))


CASES = [
    Hostile(name, command, file, content if isinstance(content, bytes) else content.encode())
    for name, command, file, content in [
        ("100,000 keys, one of them twice", CHECK, NODES, COLLECTION + '"x": {' + ",".join(f'"{i}":1' for i in range(100_000)) + ',"a":1,"a":2},"features":[]}'),
        ("200,000 members", CHECK, NODES, COLLECTION + "".join(f'"{i}":1,\n' for i in range(200_000)) + '"features":[]}'),
        ("a million sevens for features", CHECK, NODES, COLLECTION + '"features":[' + "7,\n" * 1_000_000 + "7]}"),
        ("features that are nested", CHECK, NODES, COLLECTION + '"features":[' + "[[[[[]]]]],\n" * 500_000 + "7]}"),
        ("features without anything", CHECK, NODES, COLLECTION + '"features":[' + '{"type":"Feature","properties":{},"geometry":null},\n' * 50_000 + "7]}"),
        ("300,000 vertices on one place", CHECK, LINKS, good(LINKS).replace(b"[35.5, 0],", b"".join(b"[35.5, 0],\n" for _ in range(300_000)))),
        ("a line of 5 million characters", CHECK, LINKS, good(LINKS).replace(b'"made up"', b'"' + b"x" * 5_000_000 + b'"', 1)),
        ("a key of 100,000 parts", CHECK, ENTRIES, "a." * 100_000 + "b = 1"),
        ("keys of 500 parts", CHECK, ENTRIES, "".join("a." * 500 + f"b{i} = 1\n" for i in range(3000))),
        ("quoted keys of 500 parts", CHECK, ENTRIES, "".join('"a" . ' * 500 + f"b{i} = 1\n" for i in range(1000))),
        ("300,000 empty lines", CHECK, ENTRIES, "\n" * 300_000 + "x = ["),
        ("a header of spaces in a text", CHECK, CORRIDOR, deep_corridor()),
        ("20,000 entries on one line", CHECK, ENTRIES, "#\n" * 50_000 + "entry = [" + "{}," * 20_000 + "]"),
        ("100,000 empty entries", CHECK, ENTRIES, "[[entry]]\n" * 100_000),
        ("100,000 unknown keys", CHECK, ENTRIES, "".join(f"a{i} = 1\n" for i in range(100_000))),
        ("50,000 unknown fields", CHECK, GAZETTE, good(GAZETTE) + "".join(f"a{i} = 1\n" for i in range(50_000)).encode()),
        ("50,000 unknown tables", CHECK, ENTRIES, "".join(f"[a{i}]\n" for i in range(50_000))),
        ("a number of a million digits", CHECK, ENTRIES, "a = " + "9" * 1_000_000),
        ("TOML of 5 MB", CHECK, ENTRIES, "#" * 5_000_000),
        ("300,000 empty claims", CHECK, GAZETTE_CLAIMS, HEADER + "x" + "," * (len(COLUMNS) - 1) + ("\nx" + "," * (len(COLUMNS) - 1)) * 300_000),
        ("a million cells alone", CHECK, GAZETTE_CLAIMS, HEADER + "x\n" * 1_000_000),
        ("300,000 columns", CHECK, GAZETTE_CLAIMS, ",".join(f"c{i}" for i in range(300_000)) + "\n"),
        ("a column 300,000 times", CHECK, GAZETTE_CLAIMS, "note," * 300_000 + "\n"),
        ("20,000 decisions", CHECK, DECISIONS, decisions()),
        ("a zip of 600 MiB of zeros", IMPORT, "bomb.zip", zip_bomb(("link.csv", "node.csv"), 300)),
        ("a shapefile of 600 MiB of zeros", IMPORT, "bomb.zip", zip_bomb(("a.shp", "a.dbf"), 300)),
        ("OSM of 400 MiB of spaces", OSM, "a.osm.gz", gzip.compress(b'<?xml version="1.0"?><osm version="0.6">') + gzip.compress(bytes(b" " * 2**24)) * 25),
        ("gzip named as GeoJSON", IMPORT, "a.geojson", gzip.compress(b" " * 2**24) * 16),
        ("GeoJSON of 200,000 brackets", IMPORT, "a.geojson", COLLECTION + '"features": [' + "[" * 200_000),
    ]
]  # fmt: skip
ARTICLES = {
    "objects": b'{"a":' * 100_000, "figures": b"5 million tonnes in 2024. " * 20_000, "letters": b"a" * 2_000_000,
    "points": b"1.2." * 300_000, "spaces": b" " * 4_000_000, "tags": b"<p>" * 300_000,
    "brackets": b"(" * 1_000_000, "percents": b"5% " * 300_000,
}  # fmt: skip
CASES += [Hostile(f"an article of {name}", ARTICLE, "a.html", content, -1) for name, content in ARTICLES.items()]


def meet(case: Hostile, folder: Path) -> int:
    root = folder / "atlas"
    shutil.copytree(NAPKIN, root)
    file = root / case.file
    file.write_bytes(case.bytes)
    said = CliRunner().invoke(app, [word.format(atlas=root, out=folder, file=file) for word in case.command])
    is_told = "Traceback" not in said.output and len(said.output) < 2_000_000
    is_clean = said.exception is None or isinstance(said.exception, SystemExit)
    return said.exit_code if is_told and is_clean and not (folder / "new").exists() else 99


def measured(case: Hostile) -> dict[str, object]:
    """Meet a case in a child with bounds; say how it ended, what time it took and what memory."""
    with tempfile.TemporaryDirectory() as folder:
        child = os.fork()
        if not child:
            signal.alarm(60)
            resource.setrlimit(resource.RLIMIT_CPU, (30, 30))
            os._exit(meet(case, Path(folder)))
        _, status, used = os.wait4(child, 0)
    seconds = used.ru_utime + used.ru_stime
    return {
        "name": case.name,
        "code": os.waitstatus_to_exitcode(status),
        "seconds": seconds,
        "bytes": used.ru_maxrss * 1024,
    }


if __name__ == "__main__":
    CliRunner().invoke(app, ["check", "--atlas", str(NAPKIN)])  # loads what all need
    json.dump([measured(case) for case in CASES], sys.stdout)
