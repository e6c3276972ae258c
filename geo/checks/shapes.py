"""Checks on shapes: spikes, doubled geometry, sea legs over land."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

from geo.checks.finding import Finding
from geo.errors import Faults

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.atlas import Atlas

SPIKE_DEGREES = 150.0
MAX_LAND_PERCENT = 2.0
Position = tuple[float, float]


def spikes(atlas: Atlas) -> Iterator[Finding]:
    """
    Find vertices at which a line turns back on itself.

    Parameters
    ----------
    atlas
        The atlas.

    Yields
    ------
    finding
        One for each link that has any.
    """
    for link in atlas.network.links.values():
        turns = [(turn_degrees(a, b, c), b) for (a, b), (_, c) in pairwise(pairwise(link.line))]
        sharp = [(turn, vertex) for turn, vertex in turns if turn > SPIKE_DEGREES]
        if sharp:
            turn, vertex = max(sharp)
            message = (
                f"{link.link_id} turns back on itself at {len(sharp)} of its vertices,"
                f" most sharply by {turn:.0f} degrees at {list(vertex)}."
            )
            yield Finding(atlas.network.place(link.link_id), message, "Take the vertex out, or put it in order.")


def turn_degrees(a: Position, b: Position, c: Position) -> float:
    """
    Measure by how much a line turns at a vertex.

    Parameters
    ----------
    a, b, c
        The vertex before, the vertex, and the one after, as longitude and latitude.

    Returns
    -------
    degrees
        0 for straight on, 180 for straight back.
    """
    scale = math.cos(math.radians(b[1]))
    arriving = math.atan2(b[1] - a[1], (b[0] - a[0]) * scale)
    leaving = math.atan2(c[1] - b[1], (c[0] - b[0]) * scale)
    return abs(math.degrees(math.remainder(leaving - arriving, math.tau)))


def self_crossings(atlas: Atlas) -> Iterator[Finding]:
    """
    Find lines that cross or touch themselves, without a note that says why.

    Parameters
    ----------
    atlas
        The atlas.

    Yields
    ------
    finding
        One for each link; a spiral says so in its note.
    """
    import shapely  # noqa: PLC0415 - a tenth of a second that no other command needs

    links = [link for link in atlas.network.links.values() if not link.note]
    for link, is_simple in zip(
        links, shapely.is_simple([shapely.LineString(link.line) for link in links]), strict=True
    ):
        if not is_simple:
            message = f"{link.link_id} crosses or touches itself."
            yield Finding(atlas.network.place(link.link_id), message, "Put its vertices in order, or write a `note`.")


def doubled_geometry(atlas: Atlas) -> Iterator[Finding]:
    """
    Find links of one mode that share all their vertices, and nodes of one mode that share a position.

    Parameters
    ----------
    atlas
        The atlas.

    Yields
    ------
    finding
        One for each that repeats an earlier one.
    """
    lines: dict[tuple[object, ...], str] = {}
    for link in atlas.network.links.values():
        first = lines.setdefault((link.mode, min(link.line, link.line[::-1])), link.link_id)
        if first != link.link_id:
            message = f"{link.link_id} has the geometry of {first}."
            yield Finding(atlas.network.place(link.link_id), message, "Keep one; corridors share links.")
    modes = _modes(atlas)
    points: dict[tuple[Position, str], str] = {}
    for node in atlas.network.nodes.values():
        firsts = {points.setdefault((node.position, mode), node.node_id) for mode in modes.get(node.node_id, ("",))}
        for first in sorted(firsts - {node.node_id}):
            message = f"{node.node_id} stands where {first} does, at {list(node.position)}."
            yield Finding(atlas.network.place(node.node_id), message, "Keep one, or correct the coordinates.")


def _modes(atlas: Atlas) -> dict[str, set[str]]:
    """Say which modes meet at a node: a town's station and its pumping station may stand on one spot."""
    found: dict[str, set[str]] = {}
    for link in atlas.network.links.values():
        for node_id in link.stops:
            found.setdefault(node_id, set()).add(link.mode)
    return found


def sea_over_land(atlas: Atlas) -> Iterator[Finding]:
    """
    Find sea links that leave the water of the basemap.

    Parameters
    ----------
    atlas
        The atlas; nothing is found where ``basemap/water.geojson`` has no water.

    Yields
    ------
    finding
        One for each link, or for a basemap that cannot be read.
    """
    path = atlas.paths.corridors / "basemap"
    legs = [link for link in atlas.network.links.values() if link.mode == "sea"]
    if not legs or not path.is_dir():
        return
    from geo.network.sea import share_over_land  # noqa: PLC0415 - few atlases have sea legs
    from geo.network.water import read_water  # noqa: PLC0415

    faults = Faults()
    water = read_water(path, atlas.paths.label(path), faults)
    for fault in faults.items:
        yield Finding((fault.file, fault.line), fault.message, fault.fix)
    if water is None:
        return
    for link in legs:
        shape = water.drawn_at(link.line)  # a coast that is simplified accuses nobody
        percent = 100 * share_over_land(link.line, shape) if shape is not None else 0.0
        if percent > MAX_LAND_PERCENT:
            message = f"{link.link_id} runs {percent:.0f} % of its length over land."
            yield Finding(atlas.network.place(link.link_id), message, "Lead it round the coast.")
