"""Files and folders that appear whole or not at all."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sys
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import ProductError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

if sys.platform != "win32":
    import fcntl

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_FLAGS = (
    os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
)
"""Whoever laid a link where our file is to be would have us write elsewhere."""
_DATABASE = b"SQLite format 3\0"
_JOURNALS = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a database that is open: read with the next one, it would overwrite its pages."""


def write_whole(path: Path, content: bytes) -> None:
    """
    Write a file so that a reader sees the old one or the new one, never a part.

    Parameters
    ----------
    path
        The file; one that exists is replaced.
    content
        What it is to hold.

    Raises
    ------
    ProductError
        If it cannot be written; a file that was there stays as it was.
    """
    path = path.resolve()
    try:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, "It is a folder")
        with _part(path, content) as part:
            if content.startswith(_DATABASE):
                for suffix in _JOURNALS:
                    path.with_name(path.name + suffix).unlink(missing_ok=True)
            part.replace(path)
    except OSError as error:
        raise ProductError(_sentence(path, error)) from error


def write_new(files: Mapping[Path, bytes]) -> None:
    """
    Write files that are not there yet, all of them or none.

    All are on the disk before the first takes its place; they take them in the order given, so that one that another
    needs can come before it.

    Parameters
    ----------
    files
        Each with what it is to hold; folders that are missing are made.

    Raises
    ------
    ProductError
        If one cannot be written; those that were in their places already are taken back.
    """
    place, published = Path(), list[Path]()
    try:
        with ExitStack() as stack:
            parts = []
            for place, content in files.items():
                place.parent.mkdir(parents=True, exist_ok=True)
                parts.append(stack.enter_context(_part(place, content)))
            for place, part in zip(files, parts, strict=True):
                part.rename(place)
                published.append(place)
    except BaseException as error:
        for path in published:
            path.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise ProductError(_sentence(place, error)) from error
        raise


@contextmanager
def _part(path: Path, content: bytes) -> Iterator[Path]:
    """
    Give a file that holds the content, beside its place and ours alone.

    Its name is the same every time: what a killed process left is taken over by the next, and who writes the same file
    at the same time waits.
    """
    part = path.with_name(f".{path.name}.part")
    handle = _open_alone(part)
    try:
        try:
            with open(handle, "r+b", closefd=False) as file:
                file.truncate()
                file.write(content)
                file.flush()
                os.fsync(handle)
            yield part
        finally:  # nobody else has it before the lock goes with the handle
            with suppress(OSError):
                part.unlink(missing_ok=True)
    finally:
        os.close(handle)


def _open_alone(path: Path) -> int:
    """Open a file and wait until nobody else holds it; on a file system without locks, only open it."""
    while True:
        handle = os.open(path, _FLAGS, 0o666)
        if sys.platform == "win32":
            return handle
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX)
        with suppress(FileNotFoundError):
            if os.fstat(handle).st_ino == path.stat().st_ino:
                return handle
        os.close(handle)  # it took its place, or was removed, while we waited


@contextmanager
def whole_folder(target: Path, ours: Callable[[Path], Collection[str]]) -> Iterator[Path]:
    """
    Give a folder to write into, and put what was written in the target's place at the end of the block.

    A block that fails leaves the target as it was; so does one that is killed, and the next one clears up after it.

    Parameters
    ----------
    target
        The folder to publish.
    ours
        Names the files in a folder that an earlier block published: those that are not written again disappear. All
        else in the target stays.

    Yields
    ------
    stage
        An empty folder.

    Raises
    ------
    ProductError
        If the target is a file, cannot be written, or another build is writing it.
    """
    target = target.resolve()
    try:
        _check_target(target)
        with _locked(target):
            room = _room(target)
            _recover(target)
            stage = room.stage
            try:
                stage.mkdir()
                yield stage
                for path in sorted(stage.rglob("*")):
                    if path.is_file():
                        flush(path)
                _publish(room, target, set(ours(target)))
            finally:
                shutil.rmtree(stage, ignore_errors=True)
    except OSError as error:
        raise ProductError(_sentence(target, error)) from error


@dataclass(frozen=True)
class _Room:
    """The working folders of a target: beside it, or inside it where it cannot be exchanged as a whole."""

    stage: Path
    old: Path

    @classmethod
    def beside(cls, target: Path) -> _Room:
        return cls(target.with_name(f".{target.name}.corridors-new"), target.with_name(f".{target.name}.corridors-old"))

    @classmethod
    def inside(cls, target: Path) -> _Room:
        return cls(target / ".corridors-new", target / ".corridors-old")


def _room(target: Path) -> _Room:
    return _Room.beside(target) if _can_swap(target) else _Room.inside(target)


def _check_target(target: Path) -> None:
    if target.exists() and not target.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, "It is a file")
    target.parent.mkdir(parents=True, exist_ok=True)
    place = target if target.exists() else target.parent
    if not os.access(place, os.W_OK):
        code = errno.EROFS if _is_read_only(place) else errno.EACCES
        raise OSError(code, os.strerror(code))


def _is_read_only(place: Path) -> bool:
    """Tell a disk that nobody may write from a folder that this user may not."""
    return sys.platform != "win32" and bool(os.statvfs(place).f_flag & os.ST_RDONLY)


def _can_swap(target: Path) -> bool:
    """Tell whether the folder itself may be exchanged: not if it holds folders of others, or somebody stands in it."""
    if not os.access(target.parent, os.W_OK):
        return False
    if not target.exists():
        return True
    is_inside = Path.cwd().is_relative_to(target)
    return not (is_inside or target.is_mount() or any(path.is_dir() for path in target.iterdir()))


@contextmanager
def _locked(target: Path) -> Iterator[None]:
    if sys.platform == "win32":  # a rename fails there while a file is open, which protects enough
        yield
        return
    is_beside = os.access(target.parent, os.W_OK)
    path = target.with_name(f".{target.name}.corridors-lock") if is_beside else target / ".corridors-lock"
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(handle)
            message = f"Another build is writing {target}. Wait for it, or choose another folder with --out."
            raise ProductError(message) from error
        with suppress(FileNotFoundError):
            if os.fstat(handle).st_ino == path.stat().st_ino:
                break
        os.close(handle)  # its holder removed the file between our two calls
    try:
        yield
    finally:
        with suppress(OSError):
            path.unlink(missing_ok=True)
        os.close(handle)


def _recover(target: Path) -> None:
    """Clear up after a build that was killed; what it had put aside of the old set goes back."""
    beside, inside = _Room.beside(target), _Room.inside(target)
    if beside.old.exists() and not target.exists():
        beside.old.rename(target)
    if inside.old.exists():
        _restore(inside.old, target)
    for path in (beside.stage, beside.old, inside.stage):
        shutil.rmtree(path, ignore_errors=True)


def _restore(old: Path, target: Path) -> None:
    for path in sorted(old.iterdir()):
        path.replace(target / path.name)
    shutil.rmtree(old, ignore_errors=True)  # a name of the same file is left by `replace`


def _publish(room: _Room, target: Path, ours: set[str]) -> None:
    if room.stage.parent == target:
        _replace_files(room, target, ours)
    elif not target.exists():
        room.stage.rename(target)
    else:
        _swap(room, target, ours)
    _flush_folder(target.parent)


def _swap(room: _Room, target: Path, ours: set[str]) -> None:
    stage, old = room.stage, room.old
    for path in _foreign(target, stage, ours):
        _link(path, stage / path.name)
    shutil.copymode(target, stage)
    if _exchange(stage, target):
        stage.rename(old)
    else:
        target.rename(old)
        try:
            stage.rename(target)
        except BaseException:  # Ctrl-C included
            old.rename(target)
            raise
    for path in _foreign(old, target, ours):  # came into the old folder since
        path.rename(target / path.name)
    shutil.rmtree(old, ignore_errors=True)


def _foreign(source: Path, target: Path, ours: set[str]) -> list[Path]:
    """List what others put into a folder and the other folder does not have."""
    ours = ours | {path.name for path in target.iterdir()}
    return [path for path in source.iterdir() if path.name not in ours and not _is_journal(path.name, ours)]


def _is_journal(name: str, ours: set[str]) -> bool:
    return any(name.endswith(suffix) and name.removesuffix(suffix) in ours for suffix in _JOURNALS)


def _link(path: Path, place: Path) -> None:
    """Give a file a second place, the same file where the file system can do that."""
    try:
        os.link(path, place, follow_symlinks=False)
    except OSError:
        shutil.copy2(path, place, follow_symlinks=False)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step; False where the system has no such step."""
    rename = getattr(ctypes.CDLL(None), "renameat2", None) if sys.platform == "linux" else None
    if rename is None:
        return False
    return bool(rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0)


def _replace_files(room: _Room, target: Path, ours: set[str]) -> None:
    """Replace file after file, the manifest last, with the old ones kept at hand until all are in place."""
    stage, old = room.stage, room.old
    new = {path.name for path in stage.iterdir()}
    there = {path.name for path in target.iterdir()}
    journals = {name for name in there if _is_journal(name, ours | new)}
    before = (ours | new) & there | journals
    old.mkdir()
    try:
        for name in sorted(before):
            _link(target / name, old / name)
        for name in journals:
            (target / name).unlink(missing_ok=True)
        for name in sorted(new, key=lambda name: (name == "manifest.json", name)):
            (stage / name).replace(target / name)
        for name in sorted(ours - new):
            (target / name).unlink(missing_ok=True)
    except BaseException:  # Ctrl-C included
        for name in new - before:
            _remove(target / name)
        _restore(old, target)
        raise
    old.rename(stage / "old")  # from here on nothing is put back


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def flush(path: Path) -> None:
    """
    Have a file's content on the disk, so that a full disk is an error here and not later.

    Parameters
    ----------
    path
        The file.
    """
    with path.open("r+b" if sys.platform == "win32" else "rb") as file:  # a copy may be one that nobody may write
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _sentence(path: Path, error: OSError) -> str:
    fixes = {
        errno.ENOSPC: "Free some space", errno.EDQUOT: "Free some space", errno.EACCES: "Allow writing there",
        errno.EPERM: "Allow writing there", errno.EROFS: "Choose a place that is not read-only",
        errno.ENOTDIR: "Choose a folder", errno.EISDIR: "Name a file", errno.EEXIST: "Choose a folder",
    }  # fmt: skip
    fix = fixes.get(error.errno or 0, "Choose another place")
    reason = error.strerror or str(error)
    return f"{path} could not be written: {reason[:1].lower()}{reason[1:]}. {fix}; what was there before is untouched."
