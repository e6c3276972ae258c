"""Readers fed with bytes that are led by what their code does: `python tests/hostile/guided.py [READER]... --cases N`.

Every reader lives in a process of its own, begins with the files of the corpus, and changes them towards code that no
file has reached yet. Anything it raises that is not a `CorridorError`, hangs on, or dies of is a finding; the file that
did it stays in the folder `--found`. The same `--seed` gives the same cases.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
import tempfile
from contextlib import redirect_stderr, suppress
from itertools import islice
from pathlib import Path
from shutil import copyfile, copytree, rmtree
from typing import TYPE_CHECKING

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE.parent), str(HERE)]

import atheris  # noqa: E402 - a library of the long runs

with redirect_stderr(io.StringIO()), atheris.instrument_imports(include=["geo"]):  # it names each module
    from geo.atlas import inspect_atlas
    from geo.checks import run_checks
    from geo.errors import CorridorError
    from geo.model.demand import read_demand
    from geo.model.scenarios import inspect_scenarios
    from geo.network.incoming.intake import Intake
    from geo.network.osm.read import read_extract
    from geo.products.intake import Origin, import_lines
    from geo.products.map_geometry import map_geometry
    from geo.reading.articles import read_article
    from geo.reading.findings import find_claims

from atlas_cases import BASEMAP, DEMAND, SCENARIO, atlas_cases, good  # noqa: E402
from format_cases import GMNS, LINE, RAILWAY, TABLES, TEXT, format_cases, packed, pbf, written  # noqa: E402
from mistakes import (  # noqa: E402
    CORRIDOR,
    DECISIONS,
    ENTRIES,
    GAZETTE,
    GAZETTE_CLAIMS,
    LINKS,
    NODES,
)

from tests.conftest import NAPKIN  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 20_000
"""Bytes of a file: larger ones are `heavy.py`'s."""
SECONDS, MEBIBYTES = 10, 2048
PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj
4 0 obj<</Length 60>>stream
BT /F 12 Tf 50 700 Td (The port handled 3 million tonnes.) Tj ET
endstream endobj
5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
trailer<</Root 1 0 R/Size 6>>
"""
ATLAS = {
    "nodes": NODES, "links": LINKS, "corridor": CORRIDOR, "entries": ENTRIES, "source": GAZETTE,
    "claims": GAZETTE_CLAIMS, "decisions": DECISIONS, "scenario": SCENARIO,
}  # fmt: skip
ARTICLES = {"text": "a.txt", "html": "a.html", "pdf": "a.pdf"}
OSM = {"osm-xml": "a.osm", "osm-pbf": "a.osm.pbf"}
LINES = {"geojson": "lines.geojson", "geopackage": "lines.gpkg", "flatgeobuf": "lines.fgb", "gmns-zip": "net.zip"}
TABLE = {"gmns-nodes": "node.csv", "gmns-links": "link.csv"}
PLACES = {**ATLAS, "ground": BASEMAP[0], "demand": DEMAND, **ARTICLES, **OSM, **LINES, **TABLE}
READERS = tuple(PLACES)
CASES = [*atlas_cases(), *format_cases()]


class Reading:
    """What a reader is given, in a folder that goes away, and how it is called."""

    def __init__(self, reader: str, folder: Path) -> None:
        self.reader, self.folder = reader, folder
        self.root = Path(copytree(NAPKIN, folder / "atlas"))
        (self.root / SCENARIO).parent.mkdir()
        (self.root / SCENARIO).write_bytes(good(SCENARIO))
        self.atlas, _ = inspect_atlas(self.root)
        self.file = folder / self.name
        if reader in TABLE:
            self.file = folder / "gmns" / self.name
            self.file.parent.mkdir()
            for name, text in TABLES.items():
                (self.file.parent / name).write_text(text, "utf-8")
        elif reader in ATLAS or reader == "ground":
            self.file = self.root / self.name

    @property
    def name(self) -> str:
        """Give the place of the file that is read."""
        return PLACES[self.reader]

    def seeds(self) -> Iterator[bytes]:
        """Give a file that is as it should be, then those of the corpus that this reader meets."""
        if self.reader in TABLE:
            yield TABLES[self.name].encode()
            yield from (one[self.name].encode("utf-8", "replace") for one in GMNS.values() if self.name in one)
            return
        yield self._sound()
        by_kind = self.reader in {**ARTICLES, **OSM, **LINES}
        for case in CASES:
            if case.file == self.name or (by_kind and case.file.endswith(self.file.suffix)):
                yield case.bytes

    def _sound(self) -> bytes:
        made = {
            "text": lambda: TEXT, "html": lambda: b"<html><body><p>" + TEXT, "pdf": lambda: PDF, "osm-pbf": pbf,
            "osm-xml": RAILWAY.read_bytes, "geojson": LINE.encode, "gmns-zip": lambda: packed({}),
            "geopackage": lambda: written("GPKG", "lines.gpkg"),
            "flatgeobuf": lambda: written("FlatGeobuf", "lines.fgb"),
        }  # fmt: skip
        return made[self.reader]() if self.reader in made else good(self.name)

    def read(self, content: bytes) -> None:
        """Read a file; a `CorridorError` that says something is an answer, everything else gets out."""
        self.file.write_bytes(content)
        try:
            self._read(content)
        except CorridorError as error:
            assert str(error)

    def _read(self, content: bytes) -> None:
        if self.reader in ATLAS:
            atlas, faults = inspect_atlas(self.root)
            inspect_scenarios(atlas, faults, is_valid=not faults.items)
            found = [*faults.items, *run_checks(atlas, is_valid=not faults.items)]
            assert all(fault.file and fault.message and len(str(fault)) < 20_000 for fault in found)
        elif self.reader == "ground":
            map_geometry(self.atlas)
        elif self.reader == "demand":
            read_demand(self.file, self.atlas.network)
        elif self.reader in ARTICLES:
            find_claims(self.atlas, read_article(content, self.file.name))
        elif self.reader in OSM:
            read_extract(self.file)
        else:
            self._take_in()

    def _take_in(self) -> None:
        new = self.folder / "new"
        path = self.file.parent if self.reader in TABLE else self.file
        try:
            import_lines(path, new, Origin("Lines", "Survey", "CC0 1.0"), Intake("lines-lines", mode="rail"))
        finally:
            rmtree(new, ignore_errors=True)


def fuzz(reader: str, asked: argparse.Namespace, folder: Path) -> None:
    """Feed one reader until the cases are through or one is a finding; the process ends with it."""
    reading, corpus = Reading(reader, folder), folder / "corpus"
    corpus.mkdir()
    count = 0
    for content in islice((seed for seed in reading.seeds() if len(seed) <= LONGEST), asked.corpus):
        (corpus / f"{count:04}").write_bytes(content)
        count += 1
    flags = {
        "seed": asked.seed, "max_len": LONGEST, "timeout": SECONDS, "rss_limit_mb": MEBIBYTES, "verbosity": 0,
        "runs": asked.cases + count,  # the corpus is read first, and counts
    }  # fmt: skip
    atheris.Setup([reader, *(f"-{flag}={value}" for flag, value in flags.items()), str(corpus)], reading.read)
    atheris.Fuzz()


def is_sound(reader: str, asked: argparse.Namespace, found: Path) -> bool:
    """Feed a reader in a process of its own; what it says is shown where it found something."""
    talk = found / f"{reader}.txt"
    with tempfile.TemporaryDirectory(prefix="guided-") as folder:
        pid = os.fork()
        if pid == 0:
            handle = os.open(talk, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
            os.dup2(handle, 1)
            os.dup2(handle, 2)
            try:
                fuzz(reader, asked, Path(folder))
            finally:
                os._exit(1)
        is_good = os.waitpid(pid, 0)[1] == 0
        if not is_good:  # what was read last stands where it was read, also after a crash of C
            (last,) = Path(folder).rglob(Path(PLACES[reader]).name)
            copyfile(last, found / f"{reader}-{last.name}")
    if is_good:
        talk.unlink()
    else:
        sys.stdout.write(talk.read_text("utf-8", "replace")[-4000:])
    return is_good


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("readers", nargs="*", metavar="READER", help=f"Only these of {', '.join(READERS)}.")
    parser.add_argument("--cases", type=int, default=2000, help="How many for each reader, besides the corpus.")
    parser.add_argument("--corpus", type=int, help="How many files of the corpus each reader begins with; all.")
    parser.add_argument(
        "--seed", type=int, default=0, help="The same seed, the same cases; 0 for other ones each time."
    )
    parser.add_argument("--found", type=Path, default=Path("build/guided"), help="Where findings go.")
    asked = parser.parse_args()
    unknown = set(asked.readers) - set(READERS)
    if unknown:
        parser.error(f"There is no reader {', '.join(sorted(unknown))}.")
    found = asked.found.resolve()
    found.mkdir(parents=True, exist_ok=True)
    wrong = []
    for reader in asked.readers or READERS:
        is_good = is_sound(reader, asked, found)
        sys.stdout.write(f"{reader:12} {asked.cases:7,} cases, {'nothing found' if is_good else 'a finding'}\n")
        sys.stdout.flush()
        wrong += [] if is_good else [reader]
    with suppress(OSError):
        found.rmdir()
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
