"""Saving an extract as OpenStreetMap XML, to be shared and read again."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from geo.network.osm.gather import MAX_ID

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from geo.network.osm.extract import Extract, Point

LICENCE = "The data included in this document is from www.openstreetmap.org. The data is made available under ODbL."
"""The note that Overpass writes into its XML."""


def osm_bytes(extract: Extract, *, is_zipped: bool) -> bytes:
    """
    Write an extract as XML.

    Parameters
    ----------
    extract
        The extract.
    is_zipped
        Whether to pack it with gzip, the same bytes each time.

    Returns
    -------
    content
        What an ``.osm`` or ``.osm.gz`` file holds; reading it gives the same ways, nodes, points and date.
    """
    content = "".join(_lines(extract)).encode()
    return gzip.compress(content, mtime=0) if is_zipped else content


def _lines(extract: Extract) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<osm version="0.6" generator="corridors">\n'
    yield f"<note>{LICENCE}</note>\n"
    if extract.date:
        yield f"<meta osm_base={quoteattr(extract.date)}/>\n"
    yield from _node_lines(extract)
    ways = [(way.way_id, way.refs.tolist(), way.tags) for way in extract.ways]
    ways += [(point.point_id, [_middle_id(point)], point.tags) for point in extract.points if point.kind == "way"]
    for way_id, refs, tags in sorted(ways, key=lambda way: way[0]):
        nodes = "".join(f'<nd ref="{ref}"/>' for ref in refs)
        yield f'<way id="{way_id}" version="1">{nodes}{_tags(tags)}</way>\n'
    for point in extract.points:
        if point.kind == "relation":
            member = f'<member type="node" ref="{_middle_id(point)}" role=""/>'
            yield f'<relation id="{point.point_id}" version="1">{member}{_tags(point.tags)}</relation>\n'
    yield "</osm>\n"


def _node_lines(extract: Extract) -> Iterator[str]:
    places = {
        node_id: (lon, lat)
        for node_id, (lon, lat) in zip(extract.node_ids.tolist(), extract.lonlat.tolist(), strict=True)
    }
    tags = {point.point_id: point.tags for point in extract.points if point.kind == "node"}
    places |= {_middle_id(point): (point.lon, point.lat) for point in extract.points}
    for node_id in sorted(places):
        lon, lat = places[node_id]
        start = f'<node id="{node_id}" version="1" lat="{lat:.7f}" lon="{lon:.7f}"'
        yield f"{start}>{_tags(tags[node_id])}</node>\n" if node_id in tags else f"{start}/>\n"


def _middle_id(point: Point) -> int:
    """Give the node of a point; the middle of an area, whose outline is not kept, has one far above those in use."""
    if point.kind == "node":
        return point.point_id
    return MAX_ID - 1 - 2 * point.point_id - (point.kind == "relation")


def _tags(tags: Mapping[str, str]) -> str:
    return "".join(f"<tag k={quoteattr(key)} v={quoteattr(text)}/>" for key, text in sorted(tags.items()))
