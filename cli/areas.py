"""Areas that a command is asked for: a corridor's band, a node's surroundings, a box."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from geo import read_atlas
from geo.errors import NetworkError
from geo.model.places import find_place
from geo.network.osm.area import band_area, box_area

if TYPE_CHECKING:
    from pathlib import Path

    import shapely

    from geo.atlas import Atlas


def asked_area(
    root: Path | None, corridor_id: str | None, bbox: str | None, around: str | None, km: float, mode: str
) -> shapely.Polygon | shapely.MultiPolygon:  # fmt: skip
    """Make the one area that was asked for; of a corridor, the band along its links of the mode."""
    if sum(value is not None for value in (corridor_id, bbox, around)) != 1:
        raise click.UsageError("Name one area: a corridor's ID, --bbox or --around.")
    if bbox is not None:
        return box_area(*_sides(bbox))
    atlas = read_atlas(root)
    if around is not None:
        return band_area([[atlas.network.nodes[find_place(atlas.network, around)].position]], km)
    return band_area(_lines(atlas, corridor_id or "", mode), km)


def _sides(text: str) -> tuple[float, float, float, float]:
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise click.BadParameter(f"{text!r} is not four numbers: west,south,east,north.", param_hint="--bbox") from None
    return west, south, east, north


def _lines(atlas: Atlas, corridor_id: str, mode: str) -> list[tuple[tuple[float, float], ...]]:
    links = [atlas.network.links[link_id] for link_id in atlas.network.corridor(corridor_id).link_ids]
    lines = [link.line for link in links if link.mode == mode]
    if not lines:
        raise NetworkError(f"The corridor {corridor_id} has no links of the mode {mode}. Name the other with --mode.")
    return lines
