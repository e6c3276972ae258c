"""Walk a command that writes through its faults: `python tests/faults/walk.py COMMAND --folder DIR [--points N]`.

The process has everything imported and watches a folder with `strike.c`. First a run stops at every call by which the
command writes there: what is in the folder at that moment is what a kill leaves. It is the whole old set or the whole
new one, and where it differs from what other stops left, in more than how much of a hidden file is written, the command
is run over it: that ends in the new set with nothing left beside it. Then, for some of the calls or for all, a process
parts from this one and runs the command, which is killed at that call, or finds the disk full from there on, or meets
an error of the disk once, or Ctrl-C. The same is asked of what it leaves, and a failure was told in a sentence.
"""

from __future__ import annotations

import argparse
import ctypes
import errno
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import deque
from contextlib import ExitStack
from dataclasses import dataclass
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
TESTS = HERE.parent
FAULTS = {"kill": 0, "full": errno.ENOSPC, "broken": errno.EIO, "interrupt": signal.SIGINT + 1000}
FAIL = ("full", "broken")
"""Faults that what is written on the way to its place meets too; a kill there is one like another."""
PARTS = ("geo", "cli", "folium", "highspy", "lxml", "matplotlib", "networkx", "numpy", "pyogrio", "pyproj", "scipy",
         "shapely", "docx", "xlsxwriter", "jinja2", "branca", "pydantic", "osmium", "click")  # fmt: skip
"""Packages that are imported once for all runs."""
HIDDEN = re.compile(r"(^|/)\.")
ATLAS, OUT = "{state}/atlas", "{state}/out"
ON_ATLAS = ("--atlas", ATLAS)
ARTICLE = (
    "6 March 2026. The Napkin Corridor carried nearly 2.7 million tonnes in 2025. "
    "Capacity of the railway from Alpha to Charlie is 14 train pairs a day.\n"
)
ANSWERS = "\n".join(["k", "d", "A made-up article", "The Herald", *[""] * 6]) + "\n"
LINES = (
    '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"name": "A"}, '
    '"geometry": {"type": "LineString", "coordinates": [[60, 45], [61, 45]]}}]}'
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    State = dict[str, bytes]
    Shape = tuple[tuple[tuple[str, int], ...], tuple[str, ...], bytes]


@dataclass(frozen=True)
class Writer:
    """A command that writes, in words; those of `before` made what it replaces."""

    words: tuple[str, ...]
    before: tuple[str, ...] = ()
    needs: str = "napkin"
    answers: str | None = None
    beside: tuple[str, ...] = ()
    """Files that are there: of others, or of an earlier run."""
    here: str | None = None
    """Where the command is run from."""
    is_stepwise: bool = False
    """Whether the folder cannot be exchanged: file after file is replaced then, and the next run mends what was cut."""


def _twice(*words: str) -> Writer:
    """Write in Russian what was there in English."""
    return Writer((*words, *ON_ATLAS, "--lang", "ru"), (*words, *ON_ATLAS))


EXPORT_TABLES = ("export", "-f", "parquet", "-o", f"{OUT}/tables", *ON_ATLAS)
TILES = ("out/tables/links/e090n90.parquet", "out/tables/nodes/w010s10.parquet")
"""Of an earlier export: they go when the new ones come."""
WRITERS = {
    "build": _twice("build", "--out", OUT),
    "map": _twice("map", "-o", f"{OUT}/map.html"),
    "table": _twice("table", "-f", "xlsx", "-o", f"{OUT}/table.xlsx"),
    "export-file": Writer(("export", "-f", "gpkg", "-o", f"{OUT}/c.gpkg", *ON_ATLAS, "--corridor", "napkin"),
                          ("export", "-f", "gpkg", "-o", f"{OUT}/c.gpkg", *ON_ATLAS)),
    "export-folder": Writer(("export", "-f", "gmns", "-o", f"{OUT}/gmns", *ON_ATLAS)),
    "export-tables": Writer(EXPORT_TABLES, beside=(*TILES, "out/tables/mine.txt", "out/tables/links/mine.txt")),
    "export-tables-beside": Writer(EXPORT_TABLES, beside=(*TILES, "out/tables/mine/a.txt"), is_stepwise=True),
    "figure": _twice("figure", "strip", "napkin", "-o", f"{OUT}/strip.pdf"),
    "figures": _twice("figure", "all", "-o", f"{OUT}/figures"),
    "report-html": _twice("report", "napkin", "-o", f"{OUT}/report.html"),
    "report-docx": _twice("report", "napkin", "-o", f"{OUT}/report.docx"),
    "report-md": _twice("report", "napkin", "-o", f"{OUT}/report.md"),
    "report-pdf": _twice("report", "napkin", "-o", f"{OUT}/report.pdf"),
    "scenario": _twice("scenario", "compare", "open", "narrow", "-o", f"{OUT}/compare.html"),
    "route": _twice("route", "alpha", "charlie", "-o", f"{OUT}/route.html"),
    "route-geojson": Writer(("route", "alpha", "bravo", "-o", f"{OUT}/r.geojson", *ON_ATLAS),
                            ("route", "alpha", "charlie", "-o", f"{OUT}/r.geojson", *ON_ATLAS)),
    "disrupt": _twice("disrupt", "-o", f"{OUT}/disrupt.html"),
    "digitize": Writer(("digitize", "aktau-alat-sea", *ON_ATLAS), needs="shipped"),
    "import": Writer(("import", "{state}/lines.geojson", "-o", f"{OUT}/new", "--mode", "rail", "--source", "Survey",
                      "--licence", "CC0 1.0")),
    "init-here": Writer(("init", "."), here=OUT, is_stepwise=True),
    "init": Writer(("init", f"{OUT}/new")),
    "claims": Writer(("claims", "read", "{state}/article.txt", "--accept", "--documents", f"{OUT}/documents",
                      *ON_ATLAS), answers=ANSWERS),
    "osm-read": Writer(("osm", "read", str(TESTS / "data/osm/railway.osm"), "-o", f"{OUT}/new")),
    "osm-extract": Writer(("osm", "read", str(TESTS / "data/osm/railway.osm"), "-o", f"{OUT}/small.osm.gz")),
    "osm-fetch": Writer(("osm", "fetch", "--around", "dostyk", "--endpoint", "{server}", "--cache", "{state}/cache",
                         "-o", f"{OUT}/new"), needs="server"),
}  # fmt: skip


class Walk:
    """One command, the folder it writes into, and what it finds there."""

    def __init__(self, name: str, folder: Path, server: str, refill: Callable[[], None]) -> None:
        self.writer, self.folder, self.refill = WRITERS[name], folder, refill
        self.state, self.kept, self.talk = folder / "state", folder / "kept", folder / "talk.txt"
        self.names = {"state": str(self.state), "server": server}
        self.shim = ctypes.CDLL(os.environ["LD_PRELOAD"])
        self.shim.strike_arm.argtypes = [ctypes.c_char_p, ctypes.c_long, ctypes.c_int]
        self.shim.strike_count.restype = ctypes.c_long
        self.stops = 0
        (folder / "tmp").mkdir()
        _prepare(self.kept, self.writer.needs)
        for file in self.writer.beside:
            (self.kept / file).parent.mkdir(parents=True, exist_ok=True)
            (self.kept / file).write_text("mine", "utf-8")
        self._reset()
        self._import()
        if self.writer.before:
            assert self.run(self.writer.before) == 0, self.talk.read_text()
        self._keep()
        self.old = self.seen()
        self.calls = {fault: self._count(fault) for fault in FAULTS}
        self.new = self.seen()
        assert self.new != self.old

    def _count(self, fault: str) -> int:
        self._reset()
        assert self.run(self.writer.words, 0, fault) == 0, self.talk.read_text()
        return int(self.shim.strike_count())

    def _import(self) -> None:
        """Import what the command does, here: processes that part have it."""
        listing = self.folder / "modules"
        if os.fork() == 0:
            self._inside([word.format(**self.names) for word in self.writer.words])
            listing.write_text("\n".join(sys.modules))
            os._exit(0)
        os.wait()
        for name in listing.read_text().split():
            if name.split(".")[0] in PARTS and name not in sys.modules:
                import_module(name)
        self._reset()

    def run(self, words: tuple[str, ...], at: int = 0, fault: str = "kill") -> int:
        """Run in a process of its own, and of a group of its own, which a kill takes with it; below 0 for a kill."""
        return os.waitstatus_to_exitcode(os.waitpid(self._start(words, at, fault), 0)[1])

    def _start(self, words: tuple[str, ...], at: int, fault: str) -> int:
        self.refill()
        self.shim.strike_arm(os.fsencode(self.state), at, FAULTS[fault])
        pid = os.fork()
        if pid == 0:
            os.setsid()
            os.environ["TMPDIR"] = str((self.state if fault in FAIL else self.folder) / "tmp")
            os._exit(self._inside([word.format(**self.names) for word in words]))
        self.shim.strike_disarm()
        return pid

    def look(self) -> Iterator[str]:
        """Run with a stop at every call; give what is wrong with what is there, or with a run over it."""
        self._reset()
        (theirs, ask), (answer, ours) = os.pipe(), os.pipe()
        self.shim.strike_look(ask, answer)
        pid = self._start(self.writer.words, 0, "kill")
        os.close(ask)
        os.close(answer)
        shapes: dict[Shape, int] = {}
        while os.read(theirs, 1):
            self.stops += 1
            found = self.seen()
            if not self._is_whole(found):
                yield f"at stop {self.stops} there is a part: {_differing(found, self.old, self.new)}"
            if shapes.setdefault(self._shape(found), self.stops) == self.stops:
                _copy(self.state, self.folder / f"stop-{self.stops}")
            os.write(ours, b".")
        os.close(theirs)
        os.close(ours)
        assert os.waitpid(pid, 0)[1] == 0
        for at in shapes.values():
            stop = self.folder / f"stop-{at}"
            shutil.rmtree(self.state)
            stop.rename(self.state)
            yield from (f"after stop {at}, the command {what}" for what in self._again(self.seen()))

    def _shape(self, found: State) -> Shape:
        """Give all names there are, each with how many places its file has, and what of it is seen."""
        names = sorted((str(path), path.stat().st_nlink) for path in self.state.rglob("*") if path.is_file())
        folders = sorted(str(path) for path in self.state.rglob("*") if path.is_dir())
        return tuple(names), tuple(folders), sha256(repr(sorted(found.items())).encode()).digest()

    def _inside(self, words: list[str]) -> int:
        from click.testing import CliRunner

        import cli.reading
        from cli.main import app

        tempfile.tempdir = None  # found anew
        if self.writer.here:
            os.chdir(self.writer.here.format(**self.names))
        signal.signal(signal.SIGINT, signal.default_int_handler)
        cli.reading.is_terminal = lambda: True
        try:
            said = CliRunner().invoke(app, words, input=self.writer.answers)
            text, is_told = said.output, said.exception is None or isinstance(said.exception, SystemExit)
            if not is_told:
                text += "".join(traceback.format_exception(said.exception))
        except KeyboardInterrupt:  # between click's own guard and this one
            return 1
        self.talk.write_text(text, "utf-8")
        return (9 if "Traceback" in text or not text.strip() else 1) if said.exit_code or not is_told else 0

    def _keep(self) -> None:
        shutil.rmtree(self.kept)
        _copy(self.state, self.kept)

    def _reset(self) -> None:
        shutil.rmtree(self.state, ignore_errors=True)
        _copy(self.kept, self.state)

    def seen(self) -> State:
        """Give what a reader finds: files that are not hidden; of a report in Markdown those that its text shows."""
        places = [path for path in self.state.rglob("*") if path.is_file()]
        found = {str(path.relative_to(self.state)): path.read_bytes() for path in places}
        found = {
            name: content for name, content in found.items()
            if not HIDDEN.search(name) and not name.startswith(("tmp/", "cache/"))
        }  # fmt: skip
        report = found.get("out/report.md", b"").decode()
        return {
            name: content for name, content in found.items()
            if not name.startswith("out/report_files/") or name.removeprefix("out/") in report
        }  # fmt: skip

    def left(self) -> list[str]:
        """Name what a killed or failed run left and the next one did not clear up."""
        found = [str(path.relative_to(self.state)) for path in self.state.rglob("*")]
        return [name for name in found if HIDDEN.search(name) and not name.startswith(("tmp/", "cache/"))]

    def judge(self, at: int, fault: str) -> Iterator[str]:
        """Run with a fault and again without; give what is wrong."""
        self._reset()
        code = self.run(self.writer.words, at, fault)
        talk = self.talk.read_text("utf-8") if self.talk.exists() else ""
        found = self.seen()
        if code == 9 and fault != "kill":
            yield f"ended without a sentence: {talk[-1500:]!r}"
        if not self._is_whole(found):
            yield f"left a part: {_differing(found, self.old, self.new)}"
        if code == 0 and found != self.new:
            yield "ended well and wrote nothing"
        yield from self._again(found)

    def _again(self, found: State) -> Iterator[str]:
        """Run over what is there; give what is wrong then."""
        if found == self.new and not self.writer.before:
            self._reset()  # what is new is there, and once more would be refused
        if self.run(self.writer.words) != 0:
            yield f"cannot be run again: {self.talk.read_text()[-500:]!r}"
        elif self.seen() != self.new:
            yield f"is not the same again: {_differing(self.seen(), self.old, self.new)}"
        if self.left():
            yield f"leaves {self.left()}"

    def _is_whole(self, found: State) -> bool:
        if found in (self.old, self.new):
            return True
        if self.writer.is_stepwise:
            kept = self.old.items() & self.new.items()
            return kept <= found.items() and found.items() <= self.old.items() | self.new.items()
        # The document of claims stands in a folder of its own, and comes before them
        added = found.items() - self.old.items()
        is_part = added <= self.new.items() and self.old.items() <= found.items()
        return self.writer.answers is not None and is_part and all("/documents/" in name for name, _ in added)


def _copy(folder: Path, to: Path) -> None:
    """Copy a folder with everything that makes it what it is, also that two names are one file."""
    subprocess.run(["cp", "-a", folder, to], check=True)


def _differing(found: State, old: State, new: State) -> dict[str, str]:
    words = {}
    for name in sorted(found.keys() | old.keys() | new.keys()):
        is_old, is_new = found.get(name) == old.get(name), found.get(name) == new.get(name)
        if not (is_old and is_new):
            words[name] = "old" if is_old else "new" if is_new else "neither"
    return words


def _prepare(folder: Path, needs: str) -> None:
    for name in ("out", "tmp", "cache"):
        (folder / name).mkdir(parents=True)
    (folder / "article.txt").write_text(ARTICLE, "utf-8")
    (folder / "lines.geojson").write_text(LINES, "utf-8")
    if needs == "shipped":
        _straight_sea(folder / "atlas")
        return
    from tests.napkin_scenarios import NARROW, OPEN, napkin_with

    napkin_with(folder / "atlas", open=OPEN, narrow=NARROW)


def _straight_sea(atlas: Path) -> None:
    """Copy the shipped atlas, with a sea link drawn straight over the land."""
    for part in ("seeds", "data"):
        shutil.copytree(ROOT / part, atlas / part)
    file = atlas / "data" / "corridors" / "links.geojson"
    lines = file.read_text("utf-8").splitlines()
    (at,) = (number for number, line in enumerate(lines) if '"link_id": "aktau-alat-sea"' in line)
    feature = json.loads(lines[at].rstrip(","))
    feature["geometry"]["coordinates"][1:-1] = []
    lines[at] = json.dumps(feature, ensure_ascii=False) + ","
    file.write_text("\n".join(lines) + "\n", "utf-8")


def walk(name: str, folder: Path, points: int, faults: list[str]) -> dict[str, object]:
    with ExitStack() as stack:
        server, refill = "", lambda: None
        if WRITERS[name].needs == "server":
            from overpass import EMPTY, RECORDED, Reply, playing

            player = stack.enter_context(playing())
            server = player.address

            def refill() -> None:
                player.replies = deque([Reply(RECORDED), Reply(EMPTY)])

        one = Walk(name, folder, server, refill)
        wrong = [f"{name}: {what}" for what in one.look()] if "kill" in faults else []
        count = 0
        told(f"{name}: {one.calls}, looked at {one.stops} stops, {len(wrong)} findings")
        for fault in faults:
            calls = one.calls[fault]
            for at in sorted({1 + number * (calls - 1) // max(points - 1, 1) for number in range(points)}):
                count += 1
                wrong += [f"{name}, {fault} at {at} of {calls}: {what}" for what in one.judge(at, fault)]
            told(f"{name}: {fault}, {count} faults so far, {len(wrong)} findings")
        return {"calls": one.calls, "looked": one.stops, "walked": count, "wrong": wrong}


def told(line: str) -> None:
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {line}\n")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", choices=list(WRITERS))
    parser.add_argument("--folder", type=Path, required=True, help="A folder to work in, which is empty.")
    parser.add_argument("--points", type=int, default=10_000, help="At most so many calls, spread over all.")
    parser.add_argument("--fault", action="append", choices=list(FAULTS), help="Only these; all unless told otherwise.")
    asked = parser.parse_args()
    if "LD_PRELOAD" not in os.environ:
        shim = asked.folder / "strike.so"
        asked.folder.mkdir(exist_ok=True)
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", str(shim), str(HERE / "strike.c"), "-ldl"], check=True)
        os.environ["LD_PRELOAD"] = str(shim)
        os.execv(sys.executable, [sys.executable, *sys.argv])  # noqa: S606 - itself again, with the shim
    sys.path[:0] = [str(ROOT), str(TESTS)]
    sys.stdout.write(json.dumps(walk(asked.name, asked.folder.resolve(), asked.points, asked.fault or list(FAULTS))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
