"""The quality of links' geometry: how densely each is digitized, and how its length compares with the one reported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.checks.finding import Finding
from geo.network.network import largest_gap_km, largest_station_gap_km

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.atlas import Atlas
    from geo.network.links import Link

DENSE_COUNTRIES = frozenset({"KZ", "TM", "AZ"})
DENSE_GAP_KM = 25.0
OTHER_GAP_KM = 60.0


@dataclass(frozen=True)
class LinkQuality:
    """
    How well one link is digitized.

    Parameters
    ----------
    link_id, mode, status, country
        The link's own.
    length_km
        Measured along its geometry.
    length_reported_km
        As a source reports it, None if none does.
    difference_percent
        How much longer than reported the geometry is.
    largest_gap_km
        The longest stretch between two vertices.
    largest_node_gap_km
        The longest stretch between two nodes on the link.
    vertices
        How many there are.
    geometry_quality
        As the link states it.
    allowed_gap_km
        The gap between vertices up to which it may be called more than schematic; None where no rule holds.
    is_earned
        Whether the quality stated is true to that.
    """

    link_id: str
    mode: str
    status: str
    country: str | None
    length_km: float
    length_reported_km: float | None
    difference_percent: float | None
    largest_gap_km: float
    largest_node_gap_km: float
    vertices: int
    geometry_quality: str
    allowed_gap_km: float | None
    is_earned: bool


def quality_table(atlas: Atlas) -> list[LinkQuality]:
    """
    Measure every link.

    Parameters
    ----------
    atlas
        The atlas.

    Returns
    -------
    qualities
        One a link, in the order of the links; kilometres to the metre.
    """
    return [_quality(atlas, link) for link in atlas.network.links.values()]


def _quality(atlas: Atlas, link: Link) -> LinkQuality:
    length = atlas.network.length_km[link.link_id]
    reported = atlas.reported_km.get(link.link_id)
    gap, allowed = largest_gap_km(atlas.network, link.link_id), allowed_gap_km(link)
    return LinkQuality(
        link_id=link.link_id,
        mode=link.mode,
        status=link.status,
        country=link.country,
        length_km=round(length, 3),
        length_reported_km=reported,
        difference_percent=round(100 * (length / reported - 1), 1) if reported else None,
        largest_gap_km=round(gap, 3),
        largest_node_gap_km=round(largest_station_gap_km(atlas.network, link.link_id), 3),
        vertices=len(link.line),
        geometry_quality=link.geometry_quality,
        allowed_gap_km=allowed,
        is_earned=_is_earned(link, gap),
    )


def allowed_gap_km(link: Link) -> float | None:
    """
    Say how far apart the vertices of a link may be for more than a schematic line.

    Parameters
    ----------
    link
        The link.

    Returns
    -------
    gap_km
        25 on operating rail in Kazakhstan, Turkmenistan and Azerbaijan, 60 on other rail and on road; None elsewhere.
    """
    if link.mode not in {"rail", "road"}:
        return None
    is_dense = link.mode == "rail" and link.status == "operating" and link.country in DENSE_COUNTRIES
    return DENSE_GAP_KM if is_dense else OTHER_GAP_KM


def unearned_quality(atlas: Atlas) -> Iterator[Finding]:
    """
    Find links that are sparser than the quality they state.

    Parameters
    ----------
    atlas
        The atlas.

    Yields
    ------
    finding
        One for each link.
    """
    for link in atlas.network.links.values():
        gap, allowed = largest_gap_km(atlas.network, link.link_id), allowed_gap_km(link)
        if allowed is not None and not _is_earned(link, gap):
            message = (
                f"{link.link_id} says `{link.geometry_quality}` and has {gap:.1f} km between two vertices;"
                f" {allowed:g} km are allowed."
            )
            fix = "Add stations or vertices of the track, or say `schematic`."
            yield Finding(atlas.network.place(link.link_id), message, fix)


def _is_earned(link: Link, gap_km: float) -> bool:
    allowed = allowed_gap_km(link)
    return link.geometry_quality == "schematic" or allowed is None or gap_km <= allowed
