"""A network of nodes and links, of the atlas' own kind, made of an extract."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo.errors import NetworkError
from geo.network.corridors import Corridor
from geo.network.osm.counting import Sections
from geo.network.osm.gaps import BRIDGED_M, bridge_gaps
from geo.network.osm.gauges import gauge_of
from geo.network.osm.joining import Joint, contract
from geo.network.osm.merging import merge_parallel
from geo.network.osm.origin import LICENCE, file_name, origin_of
from geo.network.osm.records import Records, free_id, slug
from geo.network.osm.stations import snap_stations
from geo.network.osm.tracks import trace_tracks
from geo.network.plane import lengths_m, to_plane
from geo.network.trails import trail_routes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.network.links import Link
    from geo.network.nodes import Node
    from geo.network.osm.ends import Gap
    from geo.network.osm.extract import Extract, Point
    from geo.network.osm.joining import Piece
    from geo.network.osm.tiling import Tiles
    from geo.network.osm.tracks import Tracks

STUB_M = 100.0
"""Shorter ends of line are left out: the crumbs of merging, and buffers."""


@dataclass(frozen=True)
class OsmNetwork:
    """
    A network made of OpenStreetMap, and what an editor should know about it.

    Parameters
    ----------
    nodes, links
        By id.
    corridor
        One over all links.
    gaps
        Ends that face each other, bridged or not.
    missed
        Stations without a track near them.
    components
        The kilometres of line in each part that hangs together, the largest first.
    notes
        What the extract left out, as sentences.
    """

    nodes: dict[str, Node]
    links: dict[str, Link]
    corridor: Corridor
    gaps: tuple[Gap, ...]
    missed: tuple[Point, ...]
    components: tuple[float, ...]
    notes: tuple[str, ...]


def build_network(
    extract: Extract,
    *,
    country: str | None = None,
    bridged_m: float = BRIDGED_M,
    tolerance_m: float | None = None,
    tiles: Tiles | None = None,
) -> OsmNetwork:
    """
    Make a network of an extract.

    Ways are split where they share nodes, parallel main tracks become one link with a number of tracks, short gaps are
    bridged, stations snapped; what is left between stations, junctions, changes of gauge and ends is a link. Yards,
    sidings, and what is not in use are left out. A track that trains prefer to run one way is open to both.

    Parameters
    ----------
    extract
        The ways, nodes and points.
    country
        The country of the nodes that lie in its box (ISO 3166); unknown unless given.
    bridged_m
        Up to which distance ends that face each other are joined.
    tolerance_m
        How far a station may lie from its track, in metres; 300, and 3,000 for a town from its road, unless given.
    tiles
        How the looking for what lies beside what is cut in tiles, and who does it.

    Returns
    -------
    network
        Nodes and links that an atlas can hold. It depends on neither the order of the ways, nor their ids, nor on the
        tiles: each gets, with its own points, all that lies as near them as is looked, and what is decided by the whole
        of a line (which of two goes on longest, what hangs together) is decided once, on what the tiles answer.

    Raises
    ------
    NetworkError
        If the extract has no line in use.
    """
    tracks, gaps = bridge_gaps(_main(trace_tracks(extract)), bridged_m)
    strands = merge_parallel(tracks, tiles)
    stations, missed = snap_stations(extract, tracks, strands, tolerance_m, tiles)
    joint = Joint(tracks, strands)
    pieces = _tidy(joint, joint.join(stations)) if strands else []
    if not pieces:
        kind = "main track" if extract.mode == "rail" else "road"
        raise NetworkError(f"{extract.origin} has no {kind} in use. Take another extract, or another --mode.")
    stops = to_plane(np.array([(s.point.lon, s.point.lat) for s in stations]).reshape(-1, 2))
    sections = Sections(tracks, stops, [strand.xy for strand in strands], tiles)
    records = Records(extract, joint, sections, country)
    links = records.links(pieces)
    nodes = records.nodes(links)
    corridor = Corridor(
        corridor_id=_corridor_id(extract, nodes, links), name=file_name(extract.origin), status="operating",
        summary=_summary(extract), route=trail_routes(nodes, links),
    )  # fmt: skip
    return OsmNetwork(nodes, links, corridor, tuple(gaps), tuple(missed), _components(pieces), tuple(extract.notes))


def _main(tracks: Tracks) -> Tracks:
    """Leave out yards and sidings, and what carries no traffic; slip roads stay, since they join roads."""
    keep = [one.is_built and (one.is_main or tracks.mode == "road") for one in tracks.traits]
    return tracks.only(np.flatnonzero(keep))


def _tidy(joint: Joint, pieces: Sequence[Piece]) -> list[Piece]:
    """Drop stubs, then join what only meets itself."""
    fixed = [place.station is not None for place in joint.places]
    degree = Counter(end for piece in pieces for end in piece.ends)
    kept = [
        piece
        for piece in pieces
        if _length_m(piece) >= STUB_M or not any(degree[end] == 1 and not fixed[end] for end in piece.ends)
        if piece.ends[0] != piece.ends[1] or _length_m(piece) >= STUB_M
    ]
    return contract(kept, fixed, [gauge_of(joint.tracks, piece.chain) for piece in kept])


def _length_m(piece: Piece) -> float:
    return float(lengths_m(piece.xy, np.array([0, len(piece.xy)]))[0])


def _components(pieces: Sequence[Piece]) -> tuple[float, ...]:
    """Measure the parts that hang together, in kilometres."""
    from scipy.sparse import coo_matrix  # noqa: PLC0415 - a fifth of a second
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    if not pieces:
        return ()
    ends = np.array([piece.ends for piece in pieces])
    count = int(ends.max()) + 1
    _, label = connected_components(coo_matrix((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), (count, count)))
    km = np.bincount(label[ends[:, 0]], [_length_m(piece) / 1000 for piece in pieces])
    return tuple(sorted((round(float(x), 3) for x in km if x > 0), reverse=True))


def _corridor_id(extract: Extract, nodes: dict[str, Node], links: dict[str, Link]) -> str:
    return free_id(f"{slug(extract.origin.partition('.')[0]) or extract.mode}-network", {**nodes, **links})


def _summary(extract: Extract) -> str:
    what = "Railways" if extract.mode == "rail" else "Roads"
    return f"{what}: {origin_of(extract)} ({LICENCE})."
