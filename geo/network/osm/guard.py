"""The guard before a file is read: is it what its name says, whole, and does it stay within bounds."""

from __future__ import annotations

import bz2
import gzip
import operator
import re
import zlib
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, cast

from geo.errors import NetworkError
from geo.network.osm.blobs import check_blobs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FORMATS = {".osm": "osm", ".osm.gz": "osm.gz", ".osm.bz2": "osm.bz2", ".osm.pbf": "pbf", ".pbf": "pbf"}
"""Endings of names, and what osmium calls the formats."""

MAX_RATIO = 50
"""How many times its size a file may inflate to; OpenStreetMap's XML shrinks 10 to 25 times."""

FREE_BYTES = 16 * 2**20
"""What any file may inflate to, whatever its size."""

WINDOW_BYTES = 4 * 2**20
"""An object of XML larger than this is refused; the largest relation has 32,000 members, some 2 MiB."""

_HEAD_BYTES = 65_536
_STATE = re.compile(rb"""<(?:meta[^>]*\sosm_base|osm[^>]*\stimestamp)=["']([0-9TZ:.+-]{10,35})["']""")
_ENCODING = re.compile(rb"""^<\?xml[^>]*\sencoding=["']([A-Za-z0-9._-]+)["']""")
_NODE = re.compile(rb"""<node(?:\s+id=["'](\d{1,18})["'])?""")
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_EMPTY = re.compile(rb"<osm[^>]*/>\s*$")
_OBJECTS = (b"<node", b"<way", b"<relation", b"</osm>")


@dataclass(frozen=True)
class Guarded:
    """
    A file that may be read.

    Parameters
    ----------
    path
        The file, absolute, so that its name can mean nothing else to who opens it.
    format
        Its format, as osmium calls it.
    date
        The state of its data, ISO 8601, if its head says so.
    is_sorted
        Whether its nodes were seen to ascend by id.
    """

    path: Path
    format: str
    date: str | None
    is_sorted: bool = False


def guard(path: Path) -> Guarded:
    """
    Check a file before it is read, in one pass that keeps nothing.

    Parameters
    ----------
    path
        An ``.osm``, ``.osm.gz``, ``.osm.bz2`` or ``.osm.pbf`` file.

    Returns
    -------
    guarded
        The file and its format.

    Raises
    ------
    NetworkError
        If it is no file, has another ending, is empty, cut off or something else than its name says, declares
        entities, or inflates beyond all measure.
    """
    kind = _format(path)
    if kind == "pbf":
        check_blobs(path)
        return Guarded(path.resolve(), kind, None)
    try:
        return _check_xml(path, kind)
    except (EOFError, zlib.error, OSError) as error:
        if isinstance(error, OSError) and error.errno:
            raise
        message = f"{path.name} is cut off or is not what its ending says: {error}. Download it again."
        raise NetworkError(message) from error


def _format(path: Path) -> str:
    if not path.exists():
        raise NetworkError(f"{path} is not there. Correct the name.")
    if not path.is_file():
        raise NetworkError(f"{path} is a folder or a device. Name a file that ends in {', '.join(FORMATS)}.")
    found = [kind for ending, kind in FORMATS.items() if path.name.lower().endswith(ending)]
    if not found:
        raise NetworkError(
            f"{path.name} has an unknown ending. Extracts end in {', '.join(FORMATS)}; rename or convert it."
        )
    if not path.stat().st_size:
        raise NetworkError(f"{path.name} is empty. Download it again.")
    return found[-1]


def _check_xml(path: Path, kind: str) -> Guarded:
    date, rest, total, limit = None, b"", 0, max(FREE_BYTES, MAX_RATIO * path.stat().st_size)
    order = _Order()
    for piece in _pieces(path, kind):
        if not total:
            date = _check_head(path.name, piece[:_HEAD_BYTES])
        window = rest + piece
        total += len(piece)
        if total > limit:
            raise NetworkError(
                f"{path.name} inflates to more than {MAX_RATIO} times its size. No extract does; get it from its maker."
            )
        _check_window(path.name, window, is_first=total == len(piece))
        rest = order.look(window)
    if b"</osm>" not in rest and not _EMPTY.search(rest):
        raise NetworkError(f"{path.name} is cut off: it does not end in </osm>. Download it again.")
    return Guarded(path.resolve(), kind, date, is_sorted=order.is_sorted)


class _Order:
    """Whether the nodes seen so far ascend by id; of a node whose id does not come first nothing is known, so not."""

    def __init__(self) -> None:
        self.is_sorted, self.last = True, 0

    def look(self, window: bytes) -> bytes:
        """Look at a window, and give its last object, which may be incomplete, to stand before the next one."""
        end = max(window.rfind(b"<"), 0)
        found = _NODE.findall(window, 0, end) if self.is_sorted else []
        if found:
            ids = [self.last, *map(int, found)] if b"" not in found else [1, 0]
            self.is_sorted, self.last = all(map(operator.le, ids, ids[1:])), ids[-1]
        return window[end:]


def _pieces(path: Path, kind: str) -> Iterator[bytes]:
    """Inflate piece by piece; what does not inflate ends in an error of the standard library."""
    with path.open("rb") as raw:
        file: IO[bytes] = raw
        if kind == "osm.gz":
            file = cast("IO[bytes]", gzip.GzipFile(fileobj=raw))
        elif kind == "osm.bz2":
            file = bz2.BZ2File(raw)
        while piece := file.read(WINDOW_BYTES):
            yield piece


def _check_head(name: str, head: bytes) -> str | None:
    head = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    encoding = _ENCODING.match(head)
    if b"\0" in head or (encoding and encoding[1].lower() not in {b"utf-8", b"us-ascii"}):
        raise NetworkError(f"{name} is not in UTF-8, as all extracts are. Convert it.")
    if b"<!" in _COMMENT.sub(b"", head):
        raise NetworkError(
            f"{name} declares a document type, entities or sections, which no extract does. Get it from its maker."
        )
    if b"<osm" not in head:
        raise NetworkError(f"{name} is no OpenStreetMap XML: it has no <osm> at its head. Name an extract.")
    state = _STATE.search(head)
    return state[1].decode() if state else None


def _check_window(name: str, window: bytes, *, is_first: bool) -> None:
    """Refuse what a parser would have to keep whole: an endless object, a comment or section as long as the file."""
    body = window[_HEAD_BYTES:] if is_first else window
    if b"<!" in body or b"<?" in body:
        raise NetworkError(f"{name} has declarations, comments or sections amid its objects. Get it from its maker.")
    if len(window) >= WINDOW_BYTES and not any(mark in window for mark in _OBJECTS):
        raise NetworkError(f"{name} has an object of more than {WINDOW_BYTES:,} bytes. No extract has; leave it out.")
