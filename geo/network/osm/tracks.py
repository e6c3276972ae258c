"""Tracks: the chains of track, or of carriageway, between the points at which something changes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.network.osm.traits import Traits, read_traits
from geo.network.plane import lengths_m, to_plane

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from geo.network.osm.extract import Extract, OsmMode

MAX_STEP_DEG = 1.0
"""Two neighbouring nodes of a real way are never a degree apart; what is, is a slip, and cut."""

TIP_DEG = 60.0

Run = tuple[int, int, int]
"""A first and a last row of the segments, and the way they come from."""


@dataclass(frozen=True, eq=False)
class Tracks:
    """
    A graph of chains: between switches, ends and changes of kind, each with its geometry.

    Chains lie in an order of their own that depends on neither the order nor the ids of the ways.

    Parameters
    ----------
    mode
        ``"rail"`` or ``"road"``.
    lonlat
        The positions, WGS84 degrees, shape (n, 2).
    flat
        The positions' rows along each chain, one chain after the other.
    offsets
        Where each chain begins in `flat`, and, last, where the last one ends.
    traits
        What the tags say, one a chain.
    way_ids
        The ways that each chain comes from, ascending; none for a bridged gap.
    is_merged
        Whether a chain stands for all tracks beside it, so that one without a count has an unknown one.
    """

    mode: OsmMode
    lonlat: NDArray[np.float64]
    flat: NDArray[np.int64]
    offsets: NDArray[np.int64]
    traits: tuple[Traits, ...]
    way_ids: tuple[tuple[int, ...], ...]
    is_merged: bool = False

    def __len__(self) -> int:
        """Count the chains."""
        return len(self.traits)

    @cached_property
    def xy(self) -> NDArray[np.float64]:
        """The positions on the plane."""
        return to_plane(self.lonlat)

    @cached_property
    def ends(self) -> NDArray[np.int64]:
        """The rows of each chain's first and last position, shape (chains, 2)."""
        return np.column_stack([self.flat[self.offsets[:-1]], self.flat[self.offsets[1:] - 1]])

    @cached_property
    def lengths_m(self) -> NDArray[np.float64]:
        """The chains' lengths in metres."""
        return lengths_m(self.xy[self.flat], self.offsets) if len(self) else np.empty(0)

    @cached_property
    def lines(self) -> NDArray[Any]:
        """The chains as lines of the plane."""
        import shapely  # noqa: PLC0415 - costs a tenth of a second, and most commands need no geometry

        owner = np.repeat(np.arange(len(self)), np.diff(self.offsets))
        return np.asarray(shapely.linestrings(self.xy[self.flat], indices=owner))

    def chain(self, index: int) -> NDArray[np.int64]:
        """
        Give the rows of one chain's positions.

        Parameters
        ----------
        index
            Which chain.

        Returns
        -------
        rows
            In `lonlat`, in the chain's direction.
        """
        return self.flat[self.offsets[index] : self.offsets[index + 1]]

    def only(self, keep: NDArray[Any]) -> Tracks:
        """
        Take a part of the chains.

        Parameters
        ----------
        keep
            Their indices, ascending.

        Returns
        -------
        tracks
            The same positions with fewer chains.
        """
        pieces = [self.chain(index) for index in keep.tolist()]
        return replace(
            self,
            flat=np.concatenate([np.empty(0, np.int64), *pieces]),
            offsets=np.cumsum([0, *map(len, pieces)], dtype=np.int64),
            traits=tuple(self.traits[index] for index in keep.tolist()),
            way_ids=tuple(self.way_ids[index] for index in keep.tolist()),
        )

    def compact(self) -> Tracks:
        """
        Leave out positions that no chain has.

        Returns
        -------
        tracks
            The same chains over fewer positions, in the same order.
        """
        used, flat = np.unique(self.flat, return_inverse=True)
        return replace(self, lonlat=self.lonlat[used], flat=flat.ravel().astype(np.int64))


def trace_tracks(extract: Extract) -> Tracks:
    """
    Split the ways of an extract where they share nodes, and join them into chains where nothing changes.

    Lines that cross without a common node stay apart. A node that the file lacks ends the line on either side.

    Parameters
    ----------
    extract
        The ways and their nodes.

    Returns
    -------
    tracks
        The chains.
    """
    traits = [read_traits(way.tags, extract.mode) for way in extract.ways]
    ends, way = _segments(extract)
    codes = {one: code for code, one in enumerate(sorted(set(traits)))}
    code = np.array([codes[one] for one in traits] or [0], dtype=np.int64)[way]
    is_break = _breaks(ends, code, len(extract.lonlat)) | _tips(ends, to_plane(extract.lonlat))
    runs = _runs(ends, way, is_break)
    chains = [_chain(part, ends, is_break, extract.lonlat) for part in _joined(runs, ends, is_break)]
    return _assemble(extract, traits, chains)


def _segments(extract: Extract) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """List each stretch between neighbouring nodes once, with the way it is from."""
    rows, way = extract.positions(extract.refs), np.repeat(np.arange(len(extract.ways)), np.diff(extract.offsets))
    ends = np.column_stack([rows[:-1], rows[1:]])
    good = (way[:-1] == way[1:]) & (ends >= 0).all(axis=1) & (ends[:, 0] != ends[:, 1])
    ends, way = ends[good], way[:-1][good]
    near = np.abs(extract.lonlat[ends[:, 0]] - extract.lonlat[ends[:, 1]]).max(axis=1, initial=0) < MAX_STEP_DEG
    ends, way = ends[near], way[near]
    key = ends.min(axis=1) * len(extract.lonlat) + ends.max(axis=1)
    _, first = np.unique(key, return_index=True)
    kept = np.sort(first)
    return ends[kept], way[kept]


def _breaks(ends: NDArray[np.int64], code: NDArray[np.int64], count: int) -> NDArray[np.bool_]:
    """Mark the nodes at which a chain ends: where not exactly two segments of one kind meet."""
    both = ends.ravel()
    degree = np.bincount(both, minlength=count)
    low, high = np.full(count, np.iinfo(np.int64).max), np.full(count, -1, np.int64)
    np.minimum.at(low, both, np.repeat(code, 2))
    np.maximum.at(high, both, np.repeat(code, 2))
    return np.asarray((degree != 2) | (low != high))


def _tips(ends: NDArray[np.int64], xy: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Mark the nodes at which two segments part at less than 60 degrees: tracks that run together and end there."""
    step = xy[ends[:, 1]] - xy[ends[:, 0]]
    unit = step / np.maximum(np.hypot(step[:, 0], step[:, 1]), 1e-9)[:, None]
    away = [
        np.bincount(ends[:, 0], unit[:, axis], len(xy)) - np.bincount(ends[:, 1], unit[:, axis], len(xy))
        for axis in (0, 1)
    ]
    return np.asarray(np.hypot(*away) > 2 * np.cos(np.radians(TIP_DEG / 2)))


def _runs(ends: NDArray[np.int64], way: NDArray[np.int64], is_break: NDArray[np.bool_]) -> list[Run]:
    """Group segments that follow each other in one way with nothing in between."""
    if not len(ends):
        return []
    cut = (way[:-1] != way[1:]) | (ends[:-1, 1] != ends[1:, 0]) | is_break[ends[1:, 0]]
    first = np.concatenate([[0], np.flatnonzero(cut) + 1])
    last = np.concatenate([first[1:], [len(ends)]]) - 1
    return list(zip(first.tolist(), last.tolist(), way[first].tolist(), strict=True))


def _joined(
    runs: Sequence[Run], ends: NDArray[np.int64], is_break: NDArray[np.bool_]
) -> Iterator[list[tuple[Run, bool]]]:
    """Join runs across the seams of ways; each with whether it is passed backwards."""
    tips = [(int(ends[first, 0]), int(ends[last, 1])) for first, last, _ in runs]
    at: dict[int, list[int]] = defaultdict(list)
    for index, tip in enumerate(tips):
        for node in tip:
            if not is_break[node]:
                at[node].append(index)
    done = [False] * len(runs)
    begins = [i for i, tip in enumerate(tips) if is_break[tip[0]] or is_break[tip[1]]]
    for begin in (*begins, *range(len(runs))):  # what is left after the first are rings without a switch
        if not done[begin]:
            start = tips[begin][0] if is_break[tips[begin][0]] or not is_break[tips[begin][1]] else tips[begin][1]
            yield [(runs[index], back) for index, back in _walk(begin, start, tips, at, done)]


def _walk(
    index: int, node: int, tips: Sequence[tuple[int, int]], at: dict[int, list[int]], done: list[bool]
) -> Iterator[tuple[int, bool]]:
    while not done[index]:
        done[index] = True
        is_back = tips[index][0] != node
        yield index, is_back
        node = tips[index][0] if is_back else tips[index][1]
        index = next((other for other in at.get(node, ()) if not done[other]), index)


def _chain(
    parts: Iterable[tuple[Run, bool]], ends: NDArray[np.int64], is_break: NDArray[np.bool_], lonlat: NDArray[np.float64]
) -> tuple[NDArray[np.int64], list[int]]:
    """Give a chain's rows in their canonical direction, and its ways."""
    rows: list[NDArray[np.int64]] = []
    ways = []
    for (first, last, way), is_back in parts:
        nodes = np.concatenate([ends[first : last + 1, 0], ends[last, 1:]])
        nodes = nodes[::-1] if is_back else nodes
        rows.append(nodes[1:] if rows else nodes)
        ways.append(way)
    whole = np.concatenate(rows)
    return _canonical(whole, lonlat, is_free=not is_break[whole[0]]), ways


def _canonical(rows: NDArray[np.int64], lonlat: NDArray[np.float64], *, is_free: bool) -> NDArray[np.int64]:
    if is_free and rows[0] == rows[-1]:  # a ring without a switch begins at its south-westernmost node
        turn = min(range(len(rows) - 1), key=lambda at: tuple(lonlat[rows[at]]))
        rows = np.concatenate([rows[turn:-1], rows[: turn + 1]])
    forward = [tuple(position) for position in lonlat[rows[[0, 1, -2, -1]]].tolist()]
    return rows[::-1].copy() if forward[::-1] < forward else rows


def _assemble(
    extract: Extract,
    traits: Sequence[Traits],
    chains: Sequence[tuple[NDArray[np.int64], list[int]]],
) -> Tracks:
    order = sorted(range(len(chains)), key=lambda index: _place(chains[index][0], extract.lonlat))
    rows = [chains[index][0] for index in order]
    ways_of = [chains[index][1] for index in order]
    return Tracks(
        mode=extract.mode,
        lonlat=extract.lonlat,
        flat=np.concatenate([np.empty(0, np.int64), *rows]),
        offsets=np.cumsum([0, *map(len, rows)], dtype=np.int64),
        traits=tuple(traits[ways[0]] for ways in ways_of),
        way_ids=tuple(tuple(sorted({extract.ways[way].way_id for way in ways})) for ways in ways_of),
    )


def _place(rows: NDArray[np.int64], lonlat: NDArray[np.float64]) -> tuple[object, ...]:
    """Order chains by where they lie."""
    picked = rows[[0, -1, 1, -2]]
    return (*lonlat[picked].ravel().tolist(), len(rows), *lonlat[rows[len(rows) // 2]].tolist())
