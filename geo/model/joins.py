"""Joins: where a road and a railway of one town meet though the atlas has a node for each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.network.links import Link
    from geo.network.network import Network

JOINED = ("city", "station", "junction", "terminal")
"""Kinds of nodes that may be joined; at borders, ports and changes of gauge the atlas says itself what meets."""


@dataclass(frozen=True)
class Join:
    """
    A way between a place on a road and one on a railway.

    Parameters
    ----------
    road, rail
        Nodes.
    length_km
        Between them, geodesic.
    """

    road: str
    rail: str
    length_km: float

    @property
    def join_id(self) -> str:
        """Its name; no node or link has such a one."""
        return f"{self.road}~{self.rail}"


def near_joins(network: Network, links: Iterable[Link], within_km: float) -> list[Join]:
    """
    Join each place on a road with the nearest one on a railway.

    Parameters
    ----------
    network
        The network.
    links
        The links that are modelled.
    within_km
        How far apart the two may be; nothing is joined at 0.

    Returns
    -------
    joins
        By the node on the road. A place where both modes meet anyway is joined with nothing.
    """
    if not within_km:
        return []
    stops: dict[str, set[str]] = {"road": set(), "rail": set()}
    for link in links:
        if link.mode in stops:
            stops[link.mode] |= {name for name in link.stops if network.nodes[name].kind in JOINED}
    roads, rails = (sorted(stops[mode] - stops[other]) for mode, other in (("road", "rail"), ("rail", "road")))
    if not roads or not rails:
        return []
    from pyproj import Geod  # noqa: PLC0415 - only where something is to be joined

    one, other = (np.array([network.nodes[name].position for name in names]) for names in (roads, rails))
    near, far = np.repeat(one, len(rails), axis=0), np.tile(other, (len(roads), 1))
    metres = Geod(ellps="WGS84").inv(near[:, 0], near[:, 1], far[:, 0], far[:, 1])[2]
    km = np.asarray(metres).reshape(len(roads), len(rails)) / 1000
    nearest = km.argmin(axis=1)
    return [Join(roads[i], rails[j], float(km[i, j])) for i, j in enumerate(nearest.tolist()) if km[i, j] <= within_km]
