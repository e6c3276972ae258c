"""Blobs: the blocks that a .pbf file is made of, walked by their headers so that a bomb is seen before it inflates."""

from __future__ import annotations

import os
from typing import IO, TYPE_CHECKING

from geo.errors import NetworkError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_HEADER_BYTES = 64 * 2**10
"""Of a blob's header (https://wiki.openstreetmap.org/wiki/PBF_Format)."""

MAX_BLOB_BYTES = 32 * 2**20
"""Of a blob's content, as stored and as inflated (same source)."""

MAX_RATIO = 30
"""How many times its size a file may inflate to, beyond `FREE_BYTES`; extracts in use inflate two to four times."""

FREE_BYTES = 64 * 2**20
"""What any file may inflate to, whatever its size: two blobs of the largest kind."""

_RAW, _RAW_SIZE, _DATA_SIZE = 1, 2, 3


def check_blobs(path: Path) -> None:
    """
    Walk the blocks of a .pbf file without inflating any.

    Parameters
    ----------
    path
        The file.

    Raises
    ------
    NetworkError
        If it is no .pbf, is cut off, or says that it inflates beyond all measure.
    """
    size, inflated = path.stat().st_size, 0
    with path.open("rb") as file:
        while (start := file.tell()) < size:
            kind, length = _blob_header(path.name, file)
            if kind != (b"OSMHeader" if start == 0 else b"OSMData"):
                raise _broken(path.name)
            if file.tell() + length > size:
                raise NetworkError(f"{path.name} is cut off within its last block. Download it again.")
            inflated += _inflated_size(path.name, file, length)
            if inflated > max(FREE_BYTES, MAX_RATIO * size):
                raise NetworkError(
                    f"{path.name} inflates to more than {MAX_RATIO} times its size. No extract does; "
                    "get it from its maker."
                )


def _blob_header(name: str, file: IO[bytes]) -> tuple[bytes, int]:
    """Read a block's type and the length of its blob."""
    length = int.from_bytes(file.read(4), "big")
    if not 0 < length <= MAX_HEADER_BYTES:
        raise _broken(name)
    fields = dict(_fields(name, file.read(length)))
    kind, size = fields.get(_RAW), fields.get(_DATA_SIZE)
    if not isinstance(kind, bytes) or not isinstance(size, int) or not 0 < size <= MAX_BLOB_BYTES:
        raise _broken(name)
    return kind, size


def _inflated_size(name: str, file: IO[bytes], length: int) -> int:
    """Read how large a blob says it is; its sizes stand before its data, and osmium holds it to them."""
    head = file.read(min(length, 32))
    file.seek(length - len(head), os.SEEK_CUR)
    for field, value in _fields(name, head, is_part=True):
        if field == _RAW_SIZE and isinstance(value, int):
            return value
    return length


def _fields(name: str, message: bytes, *, is_part: bool = False) -> Iterator[tuple[int, int | bytes]]:
    """Split a protobuf message into its fields: whole numbers and strings of bytes are all that headers have."""
    at = 0
    while at < len(message):
        key, at = _varint(name, message, at)
        number, at = _varint(name, message, at)
        if key & 7 == 0:
            yield key >> 3, number
        elif key & 7 == 2 and (at + number <= len(message) or is_part):
            yield key >> 3, message[at : at + number]
            at += number
        else:
            raise _broken(name)


def _varint(name: str, message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while at < len(message) and shift < 64:
        byte = message[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7
    raise _broken(name)


def _broken(name: str) -> NetworkError:
    return NetworkError(f"{name} is no .osm.pbf file, or a damaged one. Download it again.")
