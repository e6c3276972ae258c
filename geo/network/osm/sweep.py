"""The sweep for nodes: a window over their ids moves along with the file, so that the set of ids stays small."""

from __future__ import annotations

import ctypes
import sys
from functools import cache
from typing import TYPE_CHECKING, cast

import numpy as np
import osmium
from osmium.osm import NODE

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from numpy.typing import NDArray

CHUNK_BITS = 25
"""osmium's set of ids takes 4 MiB for each run of 2^25 ids of which it has one (libosmium, `IdSetDense`)."""

CHUNKS = 8
"""Runs in a window over a sorted file: 32 MiB."""

UNSORTED_CHUNKS = 256
"""Runs in a window over a file of unknown order, each of which takes a pass: 1 GiB, if the ids are so far apart."""

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3  # glibc's malloc.h
_RUN_BYTES = 2**22


def sweep_nodes(file: osmium.io.File, node_ids: NDArray[np.int64], *, is_sorted: bool) -> Iterator[osmium.osm.Node]:
    """
    Find nodes in a file by their ids.

    A set of all ids would take 1.6 GiB for any country, as its nodes are spread over all the ids there are. So the set
    holds a window of them. In a sorted file the window moves on when a node of its last eighth comes by. Where the
    file lacks all the nodes of that eighth, it cannot, and what is left is looked for in another pass.

    Parameters
    ----------
    file
        The file.
    node_ids
        The ids to find, ascending, each once.
    is_sorted
        Whether the nodes in the file ascend by id.

    Yields
    ------
    node
        A node, valid until the next one; a node that is in the file twice comes twice.
    """
    _keep_freed_runs()
    runs = np.cumsum(np.diff(node_ids >> CHUNK_BITS, prepend=-1) > 0, dtype=np.int64)
    start, chunks = 0, CHUNKS if is_sorted else UNSORTED_CHUNKS
    while start < len(node_ids):
        start = yield from _pass(file, _Window(node_ids, runs, start, chunks), is_moving=is_sorted)
        chunks = min(2 * chunks, UNSORTED_CHUNKS)


@cache
def _keep_freed_runs() -> None:
    """
    Ask glibc to keep the runs that a window gives back, for the next one.

    A run is so large that each would otherwise come from the system anew, and be zeroed page by page: that was two
    thirds of the time that an extract of a million nodes takes. Other libraries of C have no such setting.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform.startswith("linux") else None
    if mallopt is not None:
        mallopt(_M_MMAP_THRESHOLD, 2 * _RUN_BYTES)
        mallopt(_M_TRIM_THRESHOLD, 2 * CHUNKS * _RUN_BYTES)


def _pass(file: osmium.io.File, window: _Window, *, is_moving: bool) -> Generator[osmium.osm.Node, None, int]:
    """Give the nodes in the window in one pass; return the row up to which all nodes have then come by."""
    for node in osmium.FileProcessor(file, NODE).with_filter(window.tracker.id_filter()):
        node_id = node.id
        yield cast("osmium.osm.Node", node)
        if is_moving and node_id >= window.turn:
            window.move(node_id)
    return window.end


class _Window:
    """
    A run of the ids to find, those that osmium's filter lets through at the moment.

    Parameters
    ----------
    node_ids
        All ids to find, ascending.
    runs
        The number of the run of 2^25 ids in which each lies, counting those in use.
    start
        The row of the first id in the window.
    chunks
        How many runs the window may take.
    """

    def __init__(self, node_ids: NDArray[np.int64], runs: NDArray[np.int64], start: int, chunks: int) -> None:
        self.node_ids, self.runs, self.chunks = node_ids, runs, chunks
        self.tracker = osmium.IdTracker()
        self._fill(start)

    def move(self, node_id: int) -> None:
        """Begin the window at an id, unless nothing is left beyond it."""
        if self.end < len(self.node_ids):
            self._fill(int(np.searchsorted(self.node_ids, node_id)))

    def _fill(self, start: int) -> None:
        self.end = int(np.searchsorted(self.runs, self.runs[start] + self.chunks))
        self.turn = int(self.node_ids[(start + 7 * self.end) // 8])
        ids = self.tracker.node_ids()
        ids.clear()
        for node_id in self.node_ids[start : self.end].tolist():
            ids.set(node_id)
