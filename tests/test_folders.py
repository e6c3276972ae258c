"""A folder appears whole, in its three ways of getting into its place."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import geo
from geo import folders
from geo.errors import ProductError
from geo.folders import check_new, whole_folder
from geo.products.manifest import listed_files
from tests.published import leftovers

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(geo.__file__).parents[1]


def no_space(*_: Any, **__: Any) -> None:
    raise OSError(28, "No space left on device")


def ours(folder: Path) -> set[str]:
    return {"a.html", "b.html", "manifest.json"} if (folder / "manifest.json").exists() else set()


def publish(folder: Path, **files: str) -> None:
    with whole_folder(folder, ours) as stage:
        for name, text in files.items():
            (stage / f"{name}.html").write_text(text, "utf-8")
        (stage / "manifest.json").write_text("{}", "utf-8")


def fail(folder: Path, **files: str) -> None:
    with whole_folder(folder, ours) as stage:
        for name, text in files.items():
            (stage / f"{name}.html").write_text(text, "utf-8")
        raise RuntimeError


@pytest.fixture(params=["exchanged", "renamed", "inside"])
def way(request: pytest.FixtureRequest, out: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Give the way of publishing; a folder that holds folders of others is never exchanged."""
    if request.param == "renamed":
        monkeypatch.setattr(folders, "_exchange", lambda *_: False)
    if request.param == "inside":
        (out / "photos").mkdir()
        (out / "photos" / "one.jpg").write_bytes(b"jpg")
    yield request.param
    if request.param == "inside":
        assert (out / "photos" / "one.jpg").read_bytes() == b"jpg"
        shutil.rmtree(out / "photos")


@pytest.mark.usefixtures("way")
def test_old_files_go_new_ones_come_and_those_of_others_stay(out: Path) -> None:
    publish(out, a="1", b="1")
    publish(out, a="2")
    found = {path.name: path.read_text("utf-8") for path in out.iterdir() if path.is_file()}
    assert found == {"README.md": "about", "preview.png": "picture", "a.html": "2", "manifest.json": "{}"}
    assert leftovers(out) == leftovers(out / "x") == []


@pytest.mark.usefixtures("way")
def test_a_block_that_fails_changes_nothing(out: Path) -> None:
    publish(out, a="1", b="1")
    with pytest.raises(RuntimeError):
        fail(out, a="2")
    assert (out / "a.html").read_text("utf-8") == "1"
    assert leftovers(out) == leftovers(out / "x") == []


def test_a_replacement_that_fails_halfway_is_taken_back(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (out / "photos").mkdir()
    publish(out, a="1", b="1")
    replace = type(out).replace

    def fail_at_b(path: Path, target: Path) -> Path:
        if path.name == "b.html" and path.parent.name == ".corridors-new":
            no_space()
        return replace(path, target)

    monkeypatch.setattr(type(out), "replace", fail_at_b)
    with pytest.raises(ProductError, match="Free some space"):
        publish(out, a="2", b="2", c="2")
    assert {path.name: path.read_text("utf-8") for path in out.glob("*.html")} == {"a.html": "1", "b.html": "1"}


@pytest.mark.parametrize("step", ["exchange", "rename"])
def test_an_interrupt_just_after_the_new_set_is_in_place_leaves_it(
    step: str, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(out, a="1", b="1")
    exchange, rename = folders._exchange, type(out).rename

    def exchange_and_stop(one: Path, other: Path) -> bool:
        assert step == "rename" or exchange(one, other)
        if step == "exchange":
            raise KeyboardInterrupt
        return False

    def rename_and_stop(path: Path, target: Path) -> Path:
        place = rename(path, target)
        if target == out:
            raise KeyboardInterrupt
        return place

    monkeypatch.setattr(folders, "_exchange", exchange_and_stop)
    monkeypatch.setattr(type(out), "rename", rename_and_stop)
    with pytest.raises(KeyboardInterrupt):
        publish(out, a="2")
    monkeypatch.undo()
    assert (out / "a.html").read_text("utf-8") == "2"
    assert not (out / "b.html").exists()
    publish(out, a="3")
    assert leftovers(out) == []


def test_a_set_that_is_exchanged_needs_nothing_more(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(out, a="1", b="1")
    monkeypatch.setattr(type(out), "rename", no_space)
    publish(out, a="2")
    assert (out / "a.html").read_text("utf-8") == "2"
    assert leftovers(out) == []


KILLED = """
import os, sys
from pathlib import Path
from geo import folders
def die(*_):
    os._exit(9)
setattr(folders, sys.argv[2], die)
if sys.argv[3] == "renamed":
    folders._exchange = lambda *_: False
with folders.whole_folder(Path(sys.argv[1]), lambda _: {"a.html", "b.html", "manifest.json"}) as stage:
    (stage / "a.html").write_text("2")
    (stage / "manifest.json").write_text("{}")
"""


@pytest.mark.parametrize(
    ("place", "after"),
    [("_publish", "1"), ("flush", "1"), ("_exchange", "1"), ("_flush_folder", "2")],
)
def test_a_build_that_is_killed_leaves_one_whole_set_and_the_next_clears_up(out: Path, place: str, after: str) -> None:
    publish(out, a="1", b="1")
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(out), place, ""], check=False, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert killed.returncode == 9
    assert (out / "a.html").read_text("utf-8") == after
    assert (out / "b.html").exists() == (after == "1")
    publish(out, a="3")
    assert (out / "a.html").read_text("utf-8") == "3"
    assert (out / "README.md").read_text("utf-8") == "about"
    assert leftovers(out) == []


def test_what_a_killed_build_had_put_aside_goes_back(out: Path) -> None:
    publish(out, a="1", b="1")
    out.rename(out.with_name(".maps.corridors-old"))  # killed between its two renames
    with pytest.raises(RuntimeError):
        fail(out)
    assert (out / "a.html").read_text("utf-8") == "1"
    assert (out / "README.md").read_text("utf-8") == "about"


def test_what_a_killed_build_had_replaced_in_place_goes_back(out: Path) -> None:
    (out / "photos").mkdir()  # so that the folder is not exchanged
    publish(out, a="1", b="1")
    (out / ".corridors-old").mkdir()
    (out / "a.html").rename(out / ".corridors-old" / "a.html")
    (out / "a.html").write_text("2", "utf-8")
    with pytest.raises(RuntimeError):
        fail(out)
    assert {path.name: path.read_text("utf-8") for path in out.glob("*.html")} == {"a.html": "1", "b.html": "1"}
    assert leftovers(out / "x") == []


TABLES = {"links/a.parquet", "links/b.parquet", "nodes/a.parquet"}


def publish_tables(folder: Path, number: str, *names: str) -> None:
    with whole_folder(folder, lambda _: TABLES, ("links", "nodes")) as stage:
        for name in names:
            (stage / name).parent.mkdir(exist_ok=True)
            (stage / name).write_text(number, "utf-8")


@pytest.mark.usefixtures("way")
def test_folders_of_ours_are_made_anew_with_what_others_keep_in_them(out: Path) -> None:
    publish_tables(out, "1", *TABLES)
    (out / "links" / "mine.txt").write_text("mine", "utf-8")
    publish_tables(out, "2", "links/a.parquet", "nodes/a.parquet")
    found = {
        path.relative_to(out).as_posix(): path.read_text("utf-8") for path in out.rglob("*.[pt]*") if path.is_file()
    }
    found.pop("preview.png")
    assert found == {"links/a.parquet": "2", "nodes/a.parquet": "2", "links/mine.txt": "mine"}
    assert leftovers(out) == leftovers(out / "x") == []


CUT = """
import os, sys
from pathlib import Path
from geo import folders
replace = Path.replace
def die_at_nodes(path, place):
    if place.name == "nodes":
        os._exit(9)
    return replace(path, place)
Path.replace = die_at_nodes
with folders.whole_folder(Path(sys.argv[1]), lambda _: (), ("links", "nodes")) as stage:
    for name in ("links", "nodes"):
        (stage / name).mkdir()
        (stage / name / "a.parquet").write_text("1")
"""


def test_what_was_new_when_a_build_was_killed_goes_away_again(out: Path) -> None:
    (out / "photos").mkdir()  # so that the folder is not exchanged
    killed = subprocess.run(
        [sys.executable, "-c", CUT, str(out)], check=False, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert killed.returncode == 9
    assert (out / "links" / "a.parquet").exists()
    assert not (out / "nodes").exists()
    with pytest.raises(RuntimeError):
        fail(out)
    assert sorted(content_names(out)) == ["README.md", "photos", "preview.png"]


def content_names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def test_a_start_that_was_killed_is_cleared_up_and_files_outside_stay(tmp_path: Path) -> None:
    place = tmp_path / "new"
    (place / ".corridors-new").mkdir(parents=True)
    (place / ".corridors-old").mkdir()
    (place / ".corridors-old" / ".added").write_text("data\0data/a.txt\0../mine.txt", "utf-8")
    (place / "data").mkdir()
    (place / "data" / "a.txt").write_text("new", "utf-8")
    (tmp_path / "mine.txt").write_text("mine", "utf-8")
    check_new(place)
    assert list(place.iterdir()) == []
    assert (tmp_path / "mine.txt").read_text("utf-8") == "mine"


def test_two_builds_do_not_write_one_folder_at_once(out: Path) -> None:
    with whole_folder(out, ours), pytest.raises(ProductError, match="Another build is writing"):
        publish(out, a="1")


def test_a_file_that_others_add_during_a_build_stays(out: Path) -> None:
    with whole_folder(out, ours) as stage:
        (stage / "a.html").write_text("1", "utf-8")
        (out / "late.txt").write_text("late", "utf-8")
    assert (out / "late.txt").read_text("utf-8") == "late"


def test_the_folder_keeps_its_permissions(out: Path) -> None:
    out.chmod(0o750)
    publish(out, a="1")
    assert out.stat().st_mode & 0o777 == 0o750


@pytest.mark.parametrize("text", ["", "[]", '{"files": 1}', "{" * 5000, '{"files": [{"name": "../x"}]}'])
def test_a_manifest_that_cannot_be_trusted_names_no_file_of_others(out: Path, text: str) -> None:
    (out / "manifest.json").write_text(text, "utf-8")
    assert listed_files(out) <= {"manifest.json"}
