"""Kills, full disks, interrupts, builds at once: who reads the folder finds the whole old set or the whole new one.

`make faults` walks through all of it; otherwise a part is walked through.
"""

from __future__ import annotations

import os
import re
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner
from publish import NAMES, publish

from cli.main import app
from geo.products.manifest import NAME
from tests.conftest import NAPKIN

ALL = os.environ.get("FAULTS") == "all"
ROOT = Path(__file__).parents[2]
SCRIPT = str(Path(__file__).with_name("publish.py"))
BUILD = (sys.executable, "-c", "from cli.start import run; run()", "build", "--atlas", str(NAPKIN), "--out")
ON_THE_WAY = 8192
"""So many bytes a file may be larger while it is written than it is in the end."""
WRITING = (
    "write", "pwrite64", "writev", "rename", "renameat", "renameat2", "unlink", "unlinkat", "mkdir", "mkdirat", "rmdir",
    "link", "linkat", "fsync", "fdatasync", "ftruncate", "chmod", "fchmod", "fchmodat", "flock", "copy_file_range",
)  # fmt: skip
STRACE = shutil.which("strace")
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}


def run(*words: object, **options: object) -> subprocess.CompletedProcess[str]:
    words = tuple(map(str, words))
    return subprocess.run(words, env=ENVIRONMENT, capture_output=True, text=True, check=False, cwd=ROOT, **options)  # type: ignore[call-overload,no-any-return]


def number_of(target: Path) -> str | None:
    """Give the number of the one set in a folder, None where there is no folder; a mixed or cut set fails."""
    if not target.exists():
        return None
    texts = {(target / name).read_text("utf-8") for name in NAMES}
    assert len(texts) == 1
    (text,) = texts
    assert len(text) == 5000
    return text[0]


def calls_of(log: Path, *words: object) -> list[tuple[str, int]]:
    """List the calls of a command that write, each with how many of its kind came before in the same process."""
    assert STRACE
    run(STRACE, "-f", "-o", log, "-e", f"trace={','.join('?' + name for name in WRITING)}", *words)
    found = re.findall(r"^(\d+) +(\w+)\(", log.read_text("utf-8", "replace"), re.MULTILINE)
    most = Counter(found)
    counts: dict[str, int] = {}
    for (_, name), count in most.items():
        counts[name] = max(counts.get(name, 0), count)
    return [(name, number) for name, count in sorted(counts.items()) for number in range(1, count + 1)]


@pytest.mark.skipif(STRACE is None, reason="strace is not installed: apt-get install strace")
@pytest.mark.parametrize("is_first", [False, True])
def test_a_publication_killed_at_any_call_that_writes_leaves_a_whole_set(tmp_path: Path, *, is_first: bool) -> None:
    target = tmp_path / "maps"
    calls = calls_of(tmp_path / "log", sys.executable, SCRIPT, target, "1")
    assert {name for name, _ in calls} >= {"write", "mkdir", "fsync"}
    for name, number in calls if ALL else calls[is_first::2]:
        shutil.rmtree(target)
        if not is_first:
            publish(target, "1")
        inject = f"inject={name}:signal=KILL:when={number}"
        run(STRACE, "-f", "-o", "/dev/null", "-e", inject, sys.executable, SCRIPT, target, "2")
        assert number_of(target) in ({None, "2"} if is_first else {"1", "2"}), (name, number)
        publish(target, "3")
        assert number_of(target) == "3"
        assert {path.name for path in tmp_path.iterdir()} == {"maps", "log"}, (name, number)


def test_eight_publications_at_once_are_never_mixed(tmp_path: Path) -> None:
    target = tmp_path / "maps"
    publish(target, "0")
    for _ in range(20 if ALL else 1):
        started = [
            subprocess.Popen(
                (sys.executable, SCRIPT, str(target), str(number)), env=ENVIRONMENT, stderr=subprocess.PIPE
            )
            for number in range(1, 9)
        ]
        seen = 0
        while any(each.poll() is None for each in started):
            before = target.stat().st_ino
            try:
                number_of(target)
                seen += 1
            except (FileNotFoundError, AssertionError):
                assert target.stat().st_ino != before
        told = [each.communicate()[1] for each in started]
        assert seen
        assert any(each.returncode == 0 for each in started)
        assert all(not text or b"Another build is writing" in text for text in told), told
        assert number_of(target) in set("012345678")
    assert [path.name for path in tmp_path.iterdir()] == ["maps"]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build once; what a fault leaves is held against it."""
    out = tmp_path_factory.mktemp("faults") / "maps"
    said = run(*BUILD, out)
    assert said.returncode == 0, said.stderr
    return out


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def check_kept(out: Path, built: Path, said: subprocess.CompletedProcess[str]) -> None:
    """The set is whole, a failure was told in a sentence, and nothing is left beside."""
    assert contents(out) == contents(built)
    assert "Traceback" not in said.stderr
    assert said.returncode == 0 or said.stderr.strip()
    assert [path.name for path in out.parent.iterdir()] == ["maps"]


@pytest.mark.parametrize("kib", range(4, 356, 16) if ALL else (100,))
def test_files_that_may_not_grow_fail_the_build_and_keep_the_last(kib: int, built: Path, tmp_path: Path) -> None:
    out = Path(shutil.copytree(built, tmp_path / "maps"))
    limit = kib * 1024
    said = run(*BUILD, out, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
    largest = max(len(content) for content in contents(built).values())
    if not 0 <= limit - largest < ON_THE_WAY:
        assert said.returncode == int(limit < largest)
    check_kept(out, built, said)


@pytest.mark.parametrize("kib", range(40, 1640, 80) if ALL else (120,))
def test_a_disk_too_small_fails_the_build_and_keeps_the_last(kib: int, built: Path, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    room = sum(len(content) // 4096 * 4 + 4 for content in contents(built).values()) + 16
    if run("mount", "-t", "tmpfs", "-o", f"size={room + kib}k", "tmpfs", disk).returncode:
        pytest.skip("mounting is not permitted here")
    try:
        out = Path(shutil.copytree(built, disk / "maps"))
        said = run(*BUILD, out)
        assert said.returncode in {0, 1}
        check_kept(out, built, said)
    finally:
        run("umount", disk)


@pytest.mark.parametrize("after", [x / 10 for x in range(1, 41)] if ALL else (0.2, 1.2))
def test_an_interrupt_at_any_moment_is_clean(after: float, built: Path, tmp_path: Path) -> None:
    out = Path(shutil.copytree(built, tmp_path / "maps"))
    words = (*BUILD, str(out))
    with subprocess.Popen(
        words, env=ENVIRONMENT, stderr=subprocess.PIPE, text=True, cwd=ROOT, start_new_session=True
    ) as build:
        time.sleep(after)
        os.killpg(build.pid, signal.SIGINT)
        told = build.communicate()[1]
    assert contents(out) == contents(built)
    assert "Traceback" not in told, told
    assert [path.name for path in tmp_path.iterdir()] == ["maps"]


def test_a_geopackage_that_is_open_and_locked_is_replaced(built: Path, tmp_path: Path) -> None:
    out = Path(shutil.copytree(built, tmp_path / "maps"))
    with closing(sqlite3.connect(out / "corridors.gpkg")) as database:
        database.execute("BEGIN EXCLUSIVE")
        said = CliRunner().invoke(app, ["build", "--atlas", str(NAPKIN), "--out", str(out)])
        assert said.exit_code == 0, said.output
    assert contents(out) == contents(built)


@pytest.mark.parametrize("name", ["index.html", "corridors.gpkg", NAME])
def test_a_folder_where_a_file_should_be_is_told_and_left(name: str, built: Path, tmp_path: Path) -> None:
    out = Path(shutil.copytree(built, tmp_path / "maps"))
    (out / name).unlink()
    (out / name).mkdir()
    (out / name / "mine.txt").write_text("mine")
    said = CliRunner().invoke(app, ["build", "--atlas", str(NAPKIN), "--out", str(out)])
    assert said.exit_code == 1
    assert isinstance(said.exception, SystemExit)
    assert (out / name / "mine.txt").read_text() == "mine"
    assert {path.name for path in out.iterdir()} == set(contents_names(built))


def contents_names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]
