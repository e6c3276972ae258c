"""Folders that are read-only or go away, a clock that goes back, databases that are open, Ctrl-C, builds at once."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import time
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from test_faults import ALL, BUILD, ENVIRONMENT, ROOT, built, check_kept, contents, run

import geo
from cli.main import app
from geo.errors import ProductError
from geo.products.build import build
from geo.products.manifest import NAME
from tests.conftest import NAPKIN

__all__ = ["built"]
RAILWAY = NAPKIN.parent / "osm" / "railway.osm"


def invoke(*words: object) -> Result:
    return CliRunner().invoke(app, [*map(str, words)])


def edited(path: Path) -> sqlite3.Connection:
    """Open a GeoPackage as QGIS does, which keeps a log of pages beside it, and change a row."""
    database = sqlite3.connect(path, isolation_level=None)
    assert database.execute("PRAGMA journal_mode = WAL").fetchone() == ("wal",)
    database.execute("PRAGMA wal_autocheckpoint = 0")
    database.execute("UPDATE sources SET title = 'edited in QGIS'")
    database.execute("UPDATE gpkg_contents SET description = 'edited in QGIS'")
    assert path.with_name(f"{path.name}-wal").stat().st_size > 0
    return database


@pytest.mark.parametrize("is_inside", [False, True])
def test_pages_of_an_open_geopackage_never_reach_the_next_one(is_inside: bool, built: Path, tmp_path: Path) -> None:  # noqa: FBT001
    out = Path(shutil.copytree(built, tmp_path / "maps"))
    if is_inside:  # a folder of others keeps the set from being exchanged as a whole
        (out / "mine").mkdir()
    with closing(edited(out / "corridors.gpkg")):
        assert invoke("build", "--atlas", NAPKIN, "--out", out).exit_code == 0
        assert {path.name for path in out.iterdir()} - {"mine"} == {path.name for path in built.iterdir()}
        with closing(sqlite3.connect(out / "corridors.gpkg")) as database:
            assert database.execute("SELECT count(*) FROM sources WHERE title = 'edited in QGIS'").fetchone() == (0,)
    assert (out / "corridors.gpkg").read_bytes() == (built / "corridors.gpkg").read_bytes()


def test_pages_of_an_open_geopackage_never_reach_an_export_over_it(tmp_path: Path) -> None:
    path = tmp_path / "c.gpkg"
    words = ("export", "-f", "gpkg", "-o", path, "--atlas", NAPKIN)
    assert invoke(*words).exit_code == 0
    whole = path.read_bytes()
    with closing(edited(path)):
        assert invoke(*words).exit_code == 0
        assert [one.name for one in tmp_path.iterdir()] == ["c.gpkg"]
    assert path.read_bytes() == whole


@pytest.mark.parametrize("mode", ["EXCLUSIVE", "IMMEDIATE", "DEFERRED"])
def test_a_geopackage_under_any_lock_is_replaced(mode: str, tmp_path: Path) -> None:
    path = tmp_path / "c.gpkg"
    words = ("export", "-f", "gpkg", "-o", path, "--atlas", NAPKIN)
    assert invoke(*words).exit_code == 0
    whole = path.read_bytes()
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute(f"BEGIN {mode}")
        assert database.execute("SELECT count(*) FROM nodes").fetchone() == (6,)
        assert invoke(*words).exit_code == 0
        assert path.read_bytes() == whole


def test_a_folder_that_may_only_be_read_is_told_and_left(built: Path, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if run("mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", disk).returncode:
        pytest.skip("mounting is not permitted here")
    try:
        out = Path(shutil.copytree(built, disk / "maps"))
        assert run("mount", "-o", "remount,ro", disk).returncode == 0
        before = contents(out)
        for words in (
            ("build", "--out", out), ("map", "-o", out / "index.html"), ("export", "-f", "gmns", "-o", out / "gmns"),
            ("export", "-f", "gpkg", "-o", disk / "c.gpkg"), ("figure", "strip", "napkin", "-o", out / "s.svg"),
            ("report", "napkin", "-o", out / "r.md"), ("route", "alpha", "charlie", "-o", disk / "r.html"),
        ):  # fmt: skip
            said = invoke(*words, "--atlas", NAPKIN)
            assert (said.exit_code, said.stdout) == (1, ""), (words, said.output)
            assert "is not read-only; what was there before is untouched." in said.stderr, (words, said.stderr)
        for words in (("init", disk / "new"), ("osm", "read", RAILWAY, "-o", disk / "new")):
            said = invoke(*words)
            assert (said.exit_code, "is not read-only" in said.stderr) == (1, True), (words, said.output)
        assert contents(out) == before
        assert [path.name for path in disk.iterdir()] == ["maps"]
    finally:
        run("umount", disk)


def test_a_folder_that_goes_away_meanwhile_is_published_anew(built: Path, tmp_path: Path) -> None:
    out = Path(shutil.copytree(built, tmp_path / "maps"))
    build(geo.read_atlas(NAPKIN), out, progress=lambda name: name == NAME and shutil.rmtree(out))
    assert contents(out) == contents(built)


@pytest.mark.parametrize("moment", ["index.html", NAME])
def test_a_place_that_goes_away_meanwhile_is_told(moment: str, tmp_path: Path) -> None:
    place, away = tmp_path / "place", tmp_path / "away"
    place.mkdir()
    with pytest.raises(ProductError, match="could not be written"):  # moved at once: others write into it meanwhile
        build(geo.read_atlas(NAPKIN), place / "maps", progress=lambda name: name == moment and place.rename(away))
    assert not place.exists()


@pytest.mark.skipif(shutil.which("cc") is None, reason="there is no C compiler: apt-get install gcc")
def test_a_clock_that_goes_back_changes_nothing(built: Path, tmp_path: Path) -> None:
    shim, out = tmp_path / "strike.so", tmp_path / "in" / "maps"
    source = Path(__file__).with_name("strike.c")
    assert run("cc", "-shared", "-fPIC", "-O1", "-o", shim, source, "-ldl").returncode == 0
    early = {**ENVIRONMENT, "LD_PRELOAD": str(shim), "STRIKE_CLOCK": "1"}
    said = subprocess.run((*BUILD, str(out)), env=early, capture_output=True, text=True, check=False, cwd=ROOT)
    assert said.returncode == 0, said.stderr
    check_kept(out, built, said)


INTERRUPTED = {
    "report": ("report", "napkin", "-o", "{out}/report.pdf", "--atlas", str(NAPKIN)),
    "osm": ("osm", "read", str(RAILWAY), "-o", "{out}/new"),
    "simulate": ("simulate", "dostyk", "poti-port", "--draws", "20000", "--json"),
}


@pytest.mark.parametrize("name", INTERRUPTED)
def test_an_interrupt_leaves_no_file_and_no_process(name: str, tmp_path: Path) -> None:
    moments = (
        [0.3 + step / 4 for step in range(24)] if ALL else {"report": [3.0], "osm": [1.2], "simulate": [2.0]}[name]
    )
    for number, after in enumerate(moments):
        out, scratch = tmp_path / f"out-{number}", tmp_path / f"tmp-{number}"
        out.mkdir()
        scratch.mkdir()
        words = (*BUILD[:3], *(word.format(out=out) for word in INTERRUPTED[name]))
        with subprocess.Popen(
            words, env={**ENVIRONMENT, "TMPDIR": str(scratch)}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            text=True, cwd=ROOT, start_new_session=True,
        ) as started:  # fmt: skip
            time.sleep(after)
            os.killpg(started.pid, signal.SIGINT)
            told = started.communicate(timeout=60)[1]
        assert "Traceback" not in told, (after, told)
        assert started.returncode != 0 or name == "simulate" or list(out.iterdir()), (after, told)
        assert not [path.name for path in out.iterdir() if path.name.startswith(".")]
        assert not list(scratch.iterdir()), after
        assert _is_gone(started.pid), after


def _is_gone(group: int) -> bool:
    """Wait a little for the processes of a group to end."""
    for _ in range(50):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


@pytest.mark.skipif(not ALL, reason="eight whole builds at once, twenty times, are part of the long run")
def test_eight_builds_at_once_never_make_a_mixed_set(tmp_path: Path) -> None:
    out = tmp_path / "in" / "maps"
    langs = ("en", "ru", "kk")
    for _ in range(20):
        started = [
            subprocess.Popen((*BUILD, str(out), "--lang", langs[each % 3]), env=ENVIRONMENT, stderr=subprocess.PIPE)
            for each in range(8)
        ]
        told = [each.communicate()[1] for each in started]
        assert any(each.returncode == 0 for each in started)
        assert all(
            each.returncode == 0 or b"Another build is writing" in text
            for each, text in zip(started, told, strict=True)
        )
        manifest = json.loads((out / NAME).read_text("utf-8"))
        assert {name for name in contents(out) if name != NAME} == {file["name"] for file in manifest["files"]}
        assert all(
            sha256((out / file["name"]).read_bytes()).hexdigest() == file["sha256"] for file in manifest["files"]
        )
        assert [path.name for path in out.parent.iterdir()] == ["maps"]
