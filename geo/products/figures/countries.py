"""Names of countries on printed maps: in the middle of what is seen of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.network.topology import country_extents
from geo.products.words import words

if TYPE_CHECKING:
    from shapely import LineString, Polygon

    from geo.atlas import Atlas
    from geo.products.figures.ground import Frame, Ground

_LEAST_MM2, _BRIDGE_M = 25.0, 40_000.0
_SLACK_DEG, _NEARLY_ALL = 0.7, 0.9


def country_labels(atlas: Atlas, base: Ground, frame: Frame, lang: str) -> list[tuple[str, Polygon]]:
    """
    Say where the names of countries would stand.

    The basemap names no country. Land is cut along international borders, and a piece is named after the nodes of the
    atlas that lie in it, if nearly all agree and it lies in what that country is known to span. Where borders leave
    gaps, pieces of several countries hang together, and stay without a name.

    Parameters
    ----------
    atlas
        The atlas.
    base
        The ground on the sheet.
    frame
        The map.
    lang
        The language.

    Returns
    -------
    labels
        Name and what is seen of the country, the largest first; the code of a country that the catalogue does not name.
    """
    names = words(lang, "figures")
    nodes = list(atlas.network.nodes.values())
    places = frame.place(np.array([node.position for node in nodes], dtype=float))
    found: dict[str, Polygon] = {}
    for piece in _pieces(base, _BRIDGE_M * frame.mm_a_metre):
        inside = shapely.contains_xy(piece, places).tolist()
        country = _country_in([node.country or "" for node, is_in in zip(nodes, inside, strict=True) if is_in])
        if (
            country
            and _is_within(piece, country, frame)
            and piece.area > max(_LEAST_MM2, found[country].area if country in found else 0.0)
        ):
            found[country] = piece
    ranked = sorted(found, key=lambda country: (-found[country].area, country))
    return [(names.get(f"country.{country}", country), found[country]) for country in ranked]


def _pieces(base: Ground, longest_mm: float) -> list[Polygon]:
    """Cut land along the borders between countries."""
    rings = [shapely.LineString(ring) for rings in base.land for ring in rings]
    lines = [shapely.LineString(line) for line in base.borders.get("international", [])]
    if not rings:
        return []
    joined = shapely.union_all([*rings, *lines, *_bridges(lines, rings, longest_mm)])
    land = shapely.union_all([shapely.Polygon(rings[0], rings[1:]) for rings in base.land])
    pieces = shapely.get_parts(shapely.polygonize(shapely.get_parts(joined)))
    return [piece for piece in pieces if shapely.contains(land, shapely.point_on_surface(piece))]


def _bridges(lines: list[LineString], rings: list[LineString], longest_mm: float) -> list[LineString]:
    """Lead the ends of borders to the coast, or to another border, where little is missing."""
    shapes = [*lines, *rings]
    tree = shapely.STRtree(shapes)
    found = []
    for place, line in enumerate(lines):
        for end in (shapely.get_point(line, 0), shapely.get_point(line, -1)):
            near = [one for one in tree.query(end, "dwithin", longest_mm).tolist() if one != place]
            bridges = [shapely.shortest_line(end, shapes[one]) for one in near]
            if bridges and min(map(shapely.length, bridges)) > 0:
                found.append(min(bridges, key=lambda one: (shapely.length(one), shapely.to_wkt(one))))
    return found


def _country_in(codes: list[str]) -> str:
    """Name the country of nearly all nodes in a piece of land: some that stand at a border lie beyond it as drawn."""
    most = max(sorted(set(codes)), key=codes.count, default="")
    return most if codes.count(most) >= _NEARLY_ALL * len(codes) else ""


def _is_within(piece: Polygon, country: str, frame: Frame) -> bool:
    """Tell whether a piece lies in the rectangle of degrees that the country spans."""
    extent = country_extents().get(country)
    if extent is None:
        return False
    places = shapely.get_coordinates(piece)
    left, top = frame.corner
    x = frame.bounds[0] + (places[:, 0] - left) / frame.mm_a_metre
    y = frame.bounds[3] - (places[:, 1] - top) / frame.mm_a_metre
    lon, lat = frame.transformer.transform(x, y, direction="INVERSE")
    west, south, east, north = extent
    return bool(
        west - _SLACK_DEG <= np.min(lon) and np.max(lon) <= east + _SLACK_DEG
        and south - _SLACK_DEG <= np.min(lat) and np.max(lat) <= north + _SLACK_DEG
    )  # fmt: skip
