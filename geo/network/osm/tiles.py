"""Tiles: extracts that border on each other or overlap, read one by one and joined at their seams."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from geo.errors import NetworkError
from geo.network.osm.extract import Extract, Way
from geo.network.osm.tiling import run_here

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from geo.network.osm.tags import Wanted
    from geo.network.osm.tiling import Run

MOST_NAMES = 4


def read_tiles(paths: Sequence[Path], wanted: Wanted, run: Run | None = None) -> Extract:
    """
    Read extracts, a partition each, and join them.

    Parameters
    ----------
    paths
        The files; whoever reads them must see them under these names.
    wanted
        What to take of each.
    run
        Where they are read; in this process if not given.

    Returns
    -------
    extract
        The same as of one file with all of them.

    Raises
    ------
    NetworkError
        If one of them is no extract.
    """
    return join_extracts((run or run_here)(partial(_read, wanted=wanted), paths))


def _read(path: Path, wanted: Wanted) -> Extract:
    from geo.network.osm.read import read_extract  # noqa: PLC0415 - osmium is heavy, and a cluster's client needs none

    return read_extract(path, wanted)


def join_extracts(extracts: Sequence[Extract]) -> Extract:
    """
    Join extracts at their seams.

    A way that several have stands once, with all its nodes, whether each tile holds it whole or only the part within.
    A node that one tile lacks and another has is there.

    Parameters
    ----------
    extracts
        Extracts of one mode, in any order.

    Returns
    -------
    extract
        Of the oldest of their dates; unknown if that of one is.

    Raises
    ------
    NetworkError
        If there is none, or they are of both modes.
    """
    if len(extracts) == 1:
        return extracts[0]
    if len({extract.mode for extract in extracts}) != 1:
        raise NetworkError("Extracts to join are of one mode, rails or roads. Join each for itself.")
    node_ids, lonlat = _nodes(extracts)
    ways = _ways(way for extract in extracts for way in extract.ways)
    points = [point for extract in extracts for point in extract.points]
    distinct = {(point.point_id, point.kind): point for point in sorted(points, key=lambda one: (one.lon, one.lat))}
    dates = [extract.date for extract in extracts]
    joined = Extract(
        ways=ways, node_ids=node_ids, lonlat=lonlat, points=[distinct[key] for key in sorted(distinct)],
        missing=np.empty(0, np.int64), date=min((d for d in dates if d), default=None) if all(dates) else None,
        origin=_names([extract.origin for extract in extracts]), mode=extracts[0].mode,
    )  # fmt: skip
    missing = np.setdiff1d(joined.refs, node_ids)
    return replace(joined, missing=missing, notes=_notes(extracts, missing))


def _nodes(extracts: Sequence[Extract]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    every = np.concatenate([extract.node_ids for extract in extracts])
    node_ids, first = np.unique(every, return_index=True)
    return node_ids, np.concatenate([extract.lonlat for extract in extracts])[first]


def _ways(ways: Iterable[Way]) -> list[Way]:
    """Keep each way once; parts that tiles cut out of it are put together by the nodes they share."""
    found: dict[int, list[Way]] = {}
    for way in ways:
        others = found.setdefault(way.way_id, [])
        if not any(_holds(other, way) for other in others):
            found[way.way_id] = [way, *(other for other in others if not _holds(way, other))]
    return [way for way_id in sorted(found) for way in sorted(found[way_id], key=lambda one: one.refs.tolist())]


def _holds(way: Way, part: Way) -> bool:
    """Whether a way has all the nodes of another, in a row."""
    if len(part.refs) > len(way.refs):
        return False
    starts = np.flatnonzero(way.refs[: len(way.refs) - len(part.refs) + 1] == part.refs[0])
    return any(np.array_equal(way.refs[at : at + len(part.refs)], part.refs) for at in starts.tolist())


def _names(names: Sequence[str]) -> str:
    names = sorted(set(names))
    return (
        ", ".join(names)
        if len(names) <= MOST_NAMES
        else f"{', '.join(names[:MOST_NAMES])} and {len(names) - MOST_NAMES} more"
    )


def _notes(extracts: Sequence[Extract], missing: NDArray[np.int64]) -> list[str]:
    """Say of each extract what it says; of nodes at the seams only those that no other has."""
    said = [f"{one.origin}: {note}" for one in extracts for note in one.notes if not note.endswith("name are missing.")]
    lost = [f"{len(missing):,} nodes that ways name are missing."] if len(missing) else []
    return [*dict.fromkeys(said), *lost]
