"""Files that appear whole or not at all."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from geo.errors import ProductError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

if sys.platform != "win32":
    import fcntl

_FLAGS = (
    os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
)
"""Whoever laid a link where our file is to be would have us write elsewhere."""
_DATABASE = b"SQLite format 3\0"
JOURNALS = ("-wal", "-shm", "-journal")
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
                for suffix in JOURNALS:
                    path.with_name(path.name + suffix).unlink(missing_ok=True)
            part.replace(path)
    except OSError as error:
        raise ProductError(sentence(path, error)) from error


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


def sentence(path: Path, error: OSError) -> str:
    """
    Say why a file or folder could not be written, and what to do.

    Parameters
    ----------
    path
        The file or folder.
    error
        What the system said.

    Returns
    -------
    text
        A sentence or two.
    """
    fixes = {
        errno.ENOSPC: "Free some space", errno.EDQUOT: "Free some space", errno.EACCES: "Allow writing there",
        errno.EPERM: "Allow writing there", errno.EROFS: "Choose a place that is not read-only",
        errno.ENOTDIR: "Choose a folder", errno.EISDIR: "Name a file", errno.EEXIST: "Choose a folder",
    }  # fmt: skip
    fix = fixes.get(error.errno or 0, "Choose another place")
    reason = error.strerror or str(error)
    return f"{path} could not be written: {reason[:1].lower()}{reason[1:]}. {fix}; what was there before is untouched."
