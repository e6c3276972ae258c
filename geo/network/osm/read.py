"""Reading extracts from files, as a stream: memory follows the network of the mode, not the file."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from typing import TYPE_CHECKING

import osmium
from osmium.osm import NODE, RELATION, WAY

from geo.errors import NetworkError
from geo.network.osm.gather import Gathering
from geo.network.osm.guard import guard
from geo.network.osm.places import is_outline
from geo.network.osm.sweep import CHUNK_BITS, sweep_nodes
from geo.network.osm.tags import Wanted

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from geo.network.osm.extract import Extract
    from geo.network.osm.guard import Guarded

_STEP = 10_000
_MOST_RUNS = 16
"""Of runs of 2^25 ids in a filter, which takes 4 MiB for each."""


def read_extract(
    path: Path, wanted: Wanted | None = None, *, progress: Callable[[str], None] = lambda _: None
) -> Extract:
    """
    Read the ways of one mode, their nodes, and stations and places, from a file of any size.

    The file is read three times: to check that it is what it says, for ways and points, and for the nodes of the ways.
    Where a relation is a station, the ways round it take one time more.
    Objects that are not wanted never reach Python.

    Parameters
    ----------
    path
        An ``.osm``, ``.osm.gz``, ``.osm.bz2`` or ``.osm.pbf`` file.
    wanted
        What to take; main tracks of railways unless told otherwise.
    progress
        Called with a few words about how far the reading is.

    Returns
    -------
    extract
        What the file says. Nodes that it lacks are in `Extract.missing`.

    Raises
    ------
    NetworkError
        If it is no such file, is cut off or breaks a bound; nothing is read by halves.
    """
    progress(f"Checking {path.name}")
    guarded = guard(path)
    gathering = Gathering(_plain(path.name), wanted or Wanted())
    file = osmium.io.File(str(guarded.path), guarded.format)
    try:
        date, is_sorted = _header(file)
        _gather_ways(file, gathering, progress)
        _gather_members(file, gathering)
        _gather_nodes(file, gathering, progress, is_sorted=is_sorted or guarded.is_sorted)
    except NetworkError:
        raise
    except (RuntimeError, ValueError, osmium.InvalidLocationError) as error:
        raise NetworkError(_sentence(guarded, error)) from error
    return gathering.extract(guarded.date or date)


def _plain(name: str) -> str:
    """Make a name that stands in records of a file's name."""
    return "".join(char for char in unicodedata.normalize("NFC", name) if char.isprintable())[-100:]


def _header(file: osmium.io.File) -> tuple[str | None, bool]:
    """Read the state of the data, if the header says it, and whether it says that the file is sorted."""
    with osmium.io.Reader(file, osmium.osm.NOTHING) as reader:
        header = reader.header()
        date = header.get("osmosis_replication_timestamp") or header.get("timestamp")
        return date or None, header.get("sorting") == "Type_then_ID"


def _gather_ways(file: osmium.io.File, gathering: Gathering, progress: Callable[[str], None]) -> None:
    """Take ways and points in one pass; the filter is C++ and lets through what has one of the tags."""
    objects = osmium.FileProcessor(file, NODE | WAY | RELATION).with_filter(
        osmium.filter.TagFilter(*gathering.wanted.signs)
    )
    for count, item in enumerate(objects):
        if count % _STEP == 0:
            progress(f"Reading ways: {len(gathering.ways):,}")
        if isinstance(item, osmium.osm.Way) and item.visible:
            gathering.add_way(item.id, [node.ref for node in item.nodes], _tags(item))
        elif isinstance(item, osmium.osm.Relation) and item.visible:
            _add_relation(item, gathering)
        elif isinstance(item, osmium.osm.Node) and item.visible and item.location.valid():
            gathering.add_point(item.id, item.lon, item.lat, _tags(item))


def _add_relation(item: osmium.osm.Relation, gathering: Gathering) -> None:
    nodes = [member.ref for member in item.members if member.type == "n"]
    ways = [member.ref for member in item.members if member.type == "w" and is_outline(member.role)]
    gathering.add_area("relation", item.id, nodes, _tags(item), ways)


def _gather_members(file: osmium.io.File, gathering: Gathering) -> None:
    """Take the nodes of ways round a relation that is a place."""
    runs: dict[int, list[int]] = defaultdict(list)
    for way_id in gathering.places.ways:
        runs[way_id >> CHUNK_BITS].append(way_id)
    order = sorted(runs)
    for start in range(0, len(order), _MOST_RUNS):
        ids = osmium.filter.IdFilter([way_id for run in order[start : start + _MOST_RUNS] for way_id in runs[run]])
        for way in osmium.FileProcessor(file, WAY).with_filter(ids):
            if isinstance(way, osmium.osm.Way) and way.visible:
                gathering.add_member(way.id, [node.ref for node in way.nodes])


def _tags(item: osmium.osm.Way | osmium.osm.Node | osmium.osm.Relation) -> dict[str, str]:
    return {tag.k: tag.v for tag in item.tags}


def _gather_nodes(
    file: osmium.io.File, gathering: Gathering, progress: Callable[[str], None], *, is_sorted: bool
) -> None:
    nodes = sweep_nodes(file, gathering.node_ids(), is_sorted=is_sorted)
    for count, node in enumerate(nodes):
        if count % _STEP == 0:
            progress(f"Reading nodes: {count:,}")
        if not node.visible:
            continue
        if not node.location.valid():
            raise gathering.refusal(f"node {node.id} has no position on the globe", "Correct or drop it.")
        gathering.add_node(node.id, node.lon, node.lat)


def _sentence(guarded: Guarded, error: Exception) -> str:
    reason = str(error)
    if "entities" in reason:
        return f"{guarded.path.name} declares entities, which no extract does. Get it from its maker."
    return f"{guarded.path.name} cannot be read: {reason[:300]}. Download it again, or correct it."
