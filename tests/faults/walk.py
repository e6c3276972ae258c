"""Walk a command that writes through its faults: `python tests/faults/walk.py COMMAND --folder DIR`.

The process has everything imported and watches a folder with `strike.c`. First a run stops at every call by which the
command writes there: what is in the folder at that moment is what a kill leaves. It is the whole old set or the whole
new one, and where it differs from what other stops left, in more than how much of a hidden file is written, the command
is run over it: that ends in the new set with nothing left beside it. Then a process parts from this one and runs the
command, which is killed at a call, or finds the disk full from there on, or meets an error of the disk once, or Ctrl-C.
The same is asked of what it leaves, and a failure was told in a sentence.

Which calls are struck: each kind of call on each file, and of many such calls on one file the first, the last and some
between, as `MOST` says. They are alike: a write that fails ends in the same exception whether it is the third or the
fourth of a file. A database is not written by us alone, and what is made of an error depends on the page: in the export
of one all calls meet the error. A kill leaves what a stop showed; some are struck to see that. A disk that is full
stays full to the call that sends the file to the disk, which fails at the latest, so that three of a file are enough.
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
from collections import defaultdict
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from writers import HERE, ROOT, TESTS, WRITERS, prepare

FAULTS = {"kill": 0, "full": errno.ENOSPC, "broken": errno.EIO, "interrupt": signal.SIGINT + 1000}
FAIL = ("full", "broken")
"""Faults that what is written on the way to its place meets too; a kill there is one like another."""
MOST = {"full": 3, "broken": 12, "interrupt": 12}
"""How many calls of one kind on one file are struck."""
KILLS = 12
SCRATCH = re.compile(r"(?<=^unlink /tmp/).+|(?<=^rmdir /tmp/).+|(?<=^unlinkat /tmp/).+|(?<=/tmp/)[^/]+")
"""What bears another name in each run; of hundreds of files of a browser, removing one is like removing another."""
PARTS = ("geo", "cli", "folium", "highspy", "lxml", "matplotlib", "networkx", "numpy", "pyogrio", "pyproj", "scipy",
         "shapely", "docx", "xlsxwriter", "jinja2", "branca", "pydantic", "osmium", "click")  # fmt: skip
"""Packages that are imported once for all runs."""
DRAWING = ("figure", "report")
"""Commands that run once in this process: matplotlib then has its fonts, and takes a quarter of the time."""
HIDDEN = re.compile(r"(^|/)\.")

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    State = dict[str, bytes]
    Shape = tuple[tuple[tuple[str, int], ...], tuple[str, ...], bytes]


class Walk:
    """One command, the folder it writes into, and what it finds there."""

    def __init__(self, name: str, folder: Path, server: str) -> None:
        self.writer, self.folder = WRITERS[name], folder
        self.state, self.kept, self.talk = folder / "state", folder / "kept", folder / "talk.txt"
        self.names = {"state": str(self.state), "server": server}
        self.shim = ctypes.CDLL(os.environ["LD_PRELOAD"])
        self.shim.strike_arm.argtypes = [ctypes.c_char_p, ctypes.c_long, ctypes.c_int]
        self.shim.strike_count.restype = ctypes.c_long
        self.shim.strike_called.argtypes, self.shim.strike_called.restype = [ctypes.c_long], ctypes.c_char_p
        self.stops = 0
        self.again: dict[Shape, list[str]] = {}
        (folder / "tmp").mkdir()
        prepare(self.kept, self.writer.needs)
        for file in self.writer.beside:
            (self.kept / file).parent.mkdir(parents=True, exist_ok=True)
            (self.kept / file).write_text("mine", "utf-8")
        self._reset()
        self._import()
        if self.writer.before:
            assert self.run(self.writer.before) == 0, self.talk.read_text()
        self._keep()
        self.old = self.seen()
        self.calls = {fault: self._list(fault) for fault in FAULTS}
        self.new = self.seen()
        assert self.new != self.old

    def _list(self, fault: str) -> list[str]:
        """Run without a fault and name the calls that would meet it."""
        self._reset()
        assert self.run(self.writer.words, 0, fault) == 0, self.talk.read_text()
        return [self.called(number) for number in range(1, int(self.shim.strike_count()) + 1)]

    def called(self, number: int) -> str:
        """Give the kind of a call of the last run, and on which file it was."""
        return SCRATCH.sub("*", os.fsdecode(self.shim.strike_called(number)))

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
        if self.writer.words[0] in DRAWING:
            assert self._inside([word.format(**self.names) for word in self.writer.words]) == 0, self.talk.read_text()
            self._reset()

    def run(self, words: tuple[str, ...], at: int = 0, fault: str = "kill") -> int:
        """Run in a process of its own, and of a group of its own, which a kill takes with it; below 0 for a kill."""
        return os.waitstatus_to_exitcode(os.waitpid(self._start(words, at, fault), 0)[1])

    def _start(self, words: tuple[str, ...], at: int, fault: str) -> int:
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
            yield from (f"after stop {at}, the command {what}" for what in self._again())

    def _shape(self, found: State) -> Shape:
        """Give all names there are, each with how many places its file has, and what of it is seen."""
        files, folders = self._names()
        digest = sha256()
        for name in sorted(found):
            digest.update(b"%s\0%d\0%s" % (os.fsencode(name), len(found[name]), found[name]))
        names = [(name, (self.state / name).stat().st_nlink) for name in files]
        return tuple(names), tuple(folders), digest.digest()

    def _names(self) -> tuple[list[str], list[str]]:
        """List files and folders of the command, by their paths; a stop wants this a thousand times."""
        files, folders = [], []
        for place, inner, names in os.walk(self.state):
            if place == str(self.state):
                inner.remove("tmp")
            start = place[len(str(self.state)) + 1 :]
            folders += [os.path.join(start, name) for name in inner]  # noqa: PTH118 - objects cost more than reading
            files += [os.path.join(start, name) for name in names]  # noqa: PTH118
        return sorted(files), sorted(folders)

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
        names = [name for name in self._names()[0] if not HIDDEN.search(name) and not name.startswith("cache/")]
        found = {name: (self.state / name).read_bytes() for name in names}
        report = found.get("out/report.md", b"").decode()
        return {
            name: content for name, content in found.items()
            if not name.startswith("out/report_files/") or name.removeprefix("out/") in report
        }  # fmt: skip

    def left(self) -> list[str]:
        """Name what a killed or failed run left and the next one did not clear up."""
        files, folders = self._names()
        return [name for name in [*folders, *files] if HIDDEN.search(name) and not name.startswith("cache/")]

    def judge(self, at: int, fault: str) -> Iterator[str]:
        """Run with a fault and again without; give what is wrong."""
        self._reset()
        code = self.run(self.writer.words, at, fault)
        talk = self.talk.read_text("utf-8") if self.talk.exists() else ""
        found, struck = self.seen(), self.called(at)
        if code == 9 and fault != "kill":
            yield f"ended without a sentence: {talk[-1500:]!r}"
        if not self._is_whole(found):
            yield f"left a part: {_differing(found, self.old, self.new)}"
        if code == 0 and found != self.new:
            yield "ended well and wrote nothing"
        if fault in FAIL and not struck.startswith(("unlink", "rmdir")) and any((self.state / "tmp").iterdir()):
            yield f"left {sorted(path.name for path in (self.state / 'tmp').rglob('*'))[:9]} among temporary files"
        yield from self._again()

    def _again(self) -> list[str]:
        """Run over what is there; give what is wrong then. What was run over once is known."""
        shape = self._shape(found := self.seen())
        if shape not in self.again:
            self.again[shape] = list(self._run_again(found))
        return self.again[shape]

    def _run_again(self, found: State) -> Iterator[str]:
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


def taken(calls: list[str], most: int) -> list[int]:
    """Choose the numbers of the calls that are struck: so many of each kind on each file."""
    alike = defaultdict(list)
    for number, call in enumerate(calls, 1):
        alike[call].append(number)
    return sorted({number for numbers in alike.values() for number in _spread(numbers, most)})


def _spread(numbers: Sequence[int], most: int) -> list[int]:
    """Give the first, the last and some between."""
    last = len(numbers) - 1
    return sorted({numbers[each * last // max(most - 1, 1)] for each in range(most)}) if numbers else []


def walk(name: str, folder: Path, points: int | None, faults: list[str]) -> dict[str, object]:
    began = time.monotonic()
    with ExitStack() as stack:
        server = stack.enter_context(_overpass()) if WRITERS[name].needs == "server" else ""
        one = Walk(name, folder, server)
        calls = {fault: len(listed) for fault, listed in one.calls.items()}
        wrong = [told(f"{name}: {what}") for what in one.look()] if "kill" in faults else []
        most = MOST | ({"broken": calls["broken"]} if WRITERS[name].is_database else {})
        chosen = {
            fault: _spread(range(1, calls[fault] + 1), points or KILLS) if points or fault == "kill"
            else taken(one.calls[fault], most[fault]) for fault in faults
        }  # fmt: skip
        struck = {fault: len(numbers) for fault, numbers in chosen.items()}
        told(f"{name}: looked at {one.stops} stops, {len(wrong)} findings; to be struck: {struck}")
        for fault, numbers in chosen.items():
            for at in numbers:
                place = f"{name}, {fault} at {at} of {calls[fault]} ({one.calls[fault][at - 1]})"
                wrong += [told(f"{place}: {what}") for what in one.judge(at, fault)]
            told(f"{name}: {fault} at {struck[fault]} of {calls[fault]} calls, {len(wrong)} findings so far")
        seconds = round(time.monotonic() - began)
        return {"calls": calls, "looked": one.stops, "struck": struck, "wrong": wrong, "seconds": seconds}


@contextmanager
def _overpass() -> Iterator[str]:
    """Run a server that answers the two questions of a fetch, in whatever order."""
    from overpass import EMPTY, RECORDED, Reply, playing

    with playing() as player:
        player.answer = lambda question: Reply(RECORDED if "(way[" in question else EMPTY)
        yield player.address


def told(line: str) -> str:
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {line}\n")
    return line


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", choices=list(WRITERS))
    parser.add_argument("--folder", type=Path, required=True, help="A folder to work in, which is empty.")
    parser.add_argument("--points", type=int, help="Only so many calls of a fault, spread over all.")
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
