"""Folders that appear whole or not at all."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sys
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from geo.atomic import JOURNALS, flush, sentence
from geo.errors import CorridorError, ProductError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

if sys.platform != "win32":
    import fcntl

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_ADDED = ".added"
_MANIFEST = "manifest.json"


@contextmanager
def whole_folder(
    target: Path, ours: Callable[[Path], Collection[str]], folders: Collection[str] = ()
) -> Iterator[Path]:
    """
    Give a folder to write into, and put what was written in the target's place at the end of the block.

    A block that fails leaves the target as it was; so does one that is killed, and the next one clears up after it.
    The target is exchanged in one step, unless it holds folders of others, which stay where they are, or somebody
    stands in it: then file after file is replaced, and a kill between two of them leaves new beside old until the next
    block has put the old ones back.

    Parameters
    ----------
    target
        The folder to publish.
    ours
        Names the files in a folder that an earlier block published, by their paths in it: those that are not written
        again disappear. All else in the target stays.
    folders
        Names of folders in the target that are made anew with it; files of others in them stay. Where file after file
        is replaced, those of the first come first.

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
            room = _room(target, folders)
            _recover(target)
            stage = room.stage
            try:
                stage.mkdir()
                yield stage
                for name in _names(stage):
                    flush(stage / name)
                _publish(room, target, set(ours(target)), list(folders))
            finally:
                shutil.rmtree(stage, ignore_errors=True)
    except OSError as error:
        raise ProductError(sentence(target, error)) from error


def check_new(folder: Path) -> None:
    """
    Refuse a folder that nothing new can start in; what a killed start left there is cleared up.

    Parameters
    ----------
    folder
        The folder to be.

    Raises
    ------
    CorridorError
        If it holds anything, is a file, or is being written.
    """
    place = folder.resolve()
    try:
        if place.is_dir() and any(path.name.startswith(".corridors-") for path in place.iterdir()):
            with _locked(place):
                _recover(place)
        is_free = not place.exists() or (place.is_dir() and not any(place.iterdir()))
    except OSError as error:
        raise ProductError(sentence(place, error)) from error
    if not is_free:
        raise CorridorError(f"A new atlas needs an empty folder; {folder} is not. Name another one.")


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


def _room(target: Path, folders: Collection[str]) -> _Room:
    return _Room.beside(target) if _can_swap(target, folders) else _Room.inside(target)


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


def _can_swap(target: Path, folders: Collection[str]) -> bool:
    """Tell whether the folder itself may be exchanged: not if it holds folders of others, or somebody stands in it."""
    if not os.access(target.parent, os.W_OK):
        return False
    if not target.exists():
        return True
    is_inside = Path.cwd().is_relative_to(target)
    return not (is_inside or target.is_mount() or any(_is_of_others(path, target, folders) for path in _walk(target)))


def _is_of_others(path: Path, target: Path, folders: Collection[str]) -> bool:
    """Tell a folder that cannot be made anew: files have a second place easily, folders do not."""
    is_ours = path.relative_to(target).as_posix() in folders and not (path.is_symlink() or path.is_mount())
    return path.is_dir() and not is_ours


def _walk(folder: Path) -> Iterator[Path]:
    """Give all that a folder holds, at any depth, without following links."""
    for path in folder.iterdir():
        yield path
        if path.is_dir() and not path.is_symlink():
            yield from _walk(path)


def _names(folder: Path) -> list[str]:
    """List what is no folder by its path in the folder."""
    places = [path for path in _walk(folder) if path.is_symlink() or not path.is_dir()]
    return sorted(path.relative_to(folder).as_posix() for path in places)


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
            message = f"Another build is writing {target}. Wait for it, or choose another folder with --output."
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
    """Take away what is new, as far as it was written down, and put back what is old."""
    added = old / _ADDED
    for name in reversed(added.read_text("utf-8").split("\0")) if added.exists() else ():
        if (target / name).parent.resolve().is_relative_to(target):
            _drop(target / name)
    for name in _names(old):
        if name != _ADDED:
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            (old / name).replace(target / name)
    shutil.rmtree(old, ignore_errors=True)  # a name of the same file is left by `replace`


def _drop(path: Path) -> None:
    """Remove a file, or a folder that holds nothing."""
    with suppress(OSError):
        path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()


def _publish(room: _Room, target: Path, ours: set[str], folders: list[str]) -> None:
    if room.stage.parent == target:
        _replace_files(room, target, ours, folders)
    elif not target.exists():
        room.stage.rename(target)
    else:
        _swap(room, target, ours, folders)
    _flush_folder(target.parent)


def _swap(room: _Room, target: Path, ours: set[str], folders: list[str]) -> None:
    stage, old = room.stage, room.old
    for name in _foreign(target, stage, ours):
        _link(target / name, stage / name)
    for name in (".", *folders):
        if (target / name).is_dir() and (stage / name).is_dir():
            shutil.copymode(target / name, stage / name)
    if _exchange(stage, target):
        old = stage  # nothing after this step may fail: what is published is no longer "as it was"
    elif folders:  # a moment of new beside old is better than one without anything
        _move_in(room, target, ours, folders)
        return
    else:
        _change_places(stage, target, old)
    for name in _foreign(old, target, ours):  # came into the old folder since
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (old / name).rename(target / name)
    shutil.rmtree(old, ignore_errors=True)


def _change_places(stage: Path, target: Path, old: Path) -> None:
    """Exchange two folders in two steps; where the second fails, the first is taken back."""
    target.rename(old)
    try:
        stage.rename(target)
    except BaseException:  # Ctrl-C included, which may come just after
        if not target.exists():
            old.rename(target)
        raise


def _move_in(room: _Room, target: Path, ours: set[str], folders: list[str]) -> None:
    inside = _Room.inside(target)
    room.stage.rename(inside.stage)
    try:
        _replace_files(inside, target, ours, folders)
    finally:
        shutil.rmtree(inside.stage, ignore_errors=True)


def _foreign(source: Path, target: Path, ours: set[str]) -> list[str]:
    """List what others put into a folder and the other folder does not have."""
    ours = ours.union(_names(target))
    return [name for name in _names(source) if name not in ours and not _is_journal(name, ours)]


def _is_journal(name: str, ours: set[str]) -> bool:
    return any(name.endswith(suffix) and name.removesuffix(suffix) in ours for suffix in JOURNALS)


def _link(path: Path, place: Path) -> None:
    """Give a file a second place, the same file where the file system can do that."""
    place.parent.mkdir(parents=True, exist_ok=True)
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


def _replace_files(room: _Room, target: Path, ours: set[str], folders: list[str]) -> None:
    """Replace file after file, the manifest last, with the old ones kept at hand until all are in place."""
    stage, old = room.stage, room.old
    new, parts = set(_names(stage)), sorted(_parts(stage, target), key=lambda name: _rank(name, folders))
    journals = {name + suffix for name in ours | new for suffix in JOURNALS} - new
    _put_aside(room, target, ours | new | journals)
    try:
        for name in journals:
            (target / name).unlink(missing_ok=True)
        for name in parts:
            (stage / name).replace(target / name)
        for name in sorted(ours - new):
            (target / name).unlink(missing_ok=True)
    except BaseException:  # Ctrl-C included
        _restore(old, target)
        raise
    old.rename(stage / "old")  # from here on nothing is put back


def _rank(name: str, folders: list[str]) -> tuple[bool, int, str]:
    top = name.partition("/")[0]
    return name == _MANIFEST, folders.index(top) if top in folders else -1, name


def _parts(stage: Path, target: Path) -> Iterator[str]:
    """Give what can be put in place in one step each: files, and folders that are not there yet."""
    for path in stage.iterdir():
        place = target / path.name
        if path.is_dir() and place.is_dir():
            yield from (f"{path.name}/{name}" for name in _parts(path, place))
        else:
            yield path.name


def _put_aside(room: _Room, target: Path, names: set[str]) -> None:
    """Give old files a second place, and write down what will be new; whole before it has the name of the old ones."""
    added = [path.relative_to(room.stage).as_posix() for path in _walk(room.stage)]
    aside = room.stage / ".aside"
    aside.mkdir()
    for name in sorted(names):
        if os.path.lexists(target / name):
            _link(target / name, aside / name)
    new = [name for name in added if not os.path.lexists(target / name)]
    (aside / _ADDED).write_text("\0".join(new), "utf-8")
    flush(aside / _ADDED)
    aside.rename(room.old)


def _flush_folder(folder: Path) -> None:
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
