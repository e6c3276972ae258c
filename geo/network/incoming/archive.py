"""Archives of others: nothing is unpacked by its name, and nothing past a bound."""

from __future__ import annotations

import struct
import zipfile
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING

from geo.errors import CorridorError
from geo.texts import MAX_FILE_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

MAX_MEMBERS = 10_000


def read_members(path: Path, is_wanted: Callable[[str], bool]) -> dict[str, bytes]:
    """
    Read files out of a zip archive into memory.

    Parameters
    ----------
    path
        The archive.
    is_wanted
        Tells by the last part of a member's name, in lower case, whether it is read.

    Returns
    -------
    members
        Last part of the name, in lower case, to content.

    Raises
    ------
    CorridorError
        If the archive is broken, is encrypted, grows past what is read, or has two files of one name.
    """
    found: dict[str, bytes] = {}
    with _opened(path) as archive:
        members = archive.infolist()
        if len(members) > MAX_MEMBERS:
            raise CorridorError(f"{path.name} holds {len(members):,} files. Pack only the network.")
        for member in members:
            name = _last_part(member.filename)
            if not name or name.startswith(".") or "__macosx" in member.filename.lower() or not is_wanted(name):
                continue
            if name in found:
                raise CorridorError(f"{path.name} holds two files named {name}. Pack one network.")
            found[name] = _content(archive, member, MAX_FILE_BYTES - sum(map(len, found.values())), path.name)
    return found


def has_member(path: Path, name: str) -> bool:
    """
    Tell whether a file is a zip archive that holds a file of a name.

    Parameters
    ----------
    path
        A file.
    name
        Last part of the member's name, in lower case.

    Returns
    -------
    has_member
        False also where the archive cannot be read.
    """
    if not zipfile.is_zipfile(path):
        return False
    try:
        with _opened(path) as archive:
            return any(_last_part(member) == name for member in archive.namelist())
    except CorridorError:
        return False


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open an archive; whatever the module says of a broken one, offsets before its start included, is a message."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except CorridorError:
        raise
    except (RuntimeError, NotImplementedError) as error:  # locked with a password; packed in a way that is not read
        raise CorridorError(f"{path.name} cannot be unpacked: {error}. Pack it anew, without a password.") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, struct.error) as error:
        message = f"{path.name} cannot be unpacked: it is cut off or damaged. Get it again, or pack it anew."
        raise CorridorError(message) from error


def _last_part(name: str) -> str:
    return name.replace("\\", "/").rpartition("/")[2].lower()


def _content(archive: zipfile.ZipFile, member: zipfile.ZipInfo, room: int, label: str) -> bytes:
    """Read up to the bound, whatever the archive says of sizes."""
    if member.file_size <= room:
        with archive.open(member) as file:
            content = file.read(room + 1)
        if len(content) <= room:
            return content
    raise CorridorError(f"{label} unpacks to more than {MAX_FILE_BYTES:,} bytes. Split it.")
