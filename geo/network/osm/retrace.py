"""Links of an atlas as tracks again, so that others can be matched onto them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.network.osm.tracks import Tracks
from geo.network.osm.traits import UNKNOWN, Traits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.network.links import Link
    from geo.network.osm.extract import OsmMode

_RANKS = {"main_line": 0, "motorway": 0, "trunk": 0, "branch_line": 1, "primary": 1, "secondary": 2}


def retrace(links: Sequence[Link], mode: OsmMode) -> Tracks:
    """
    Make chains of links, one each, that meet where links share a vertex at an end.

    Parameters
    ----------
    links
        Links; those of another mode are left out.
    mode
        ``"rail"`` or ``"road"``.

    Returns
    -------
    tracks
        The chains, in the order of the links.
    """
    links = [link for link in links if link.mode == mode]
    lines = [np.array(link.line) for link in links]
    vertices = np.concatenate([np.empty((0, 2)), *lines])
    lonlat, rows = np.unique(vertices, axis=0, return_inverse=True)
    return Tracks(
        mode=mode,
        lonlat=lonlat,
        flat=rows.ravel().astype(np.int64),
        offsets=np.cumsum([0, *map(len, lines)], dtype=np.int64),
        traits=tuple(map(_traits, links)),
        way_ids=tuple(link.osm_way_ids for link in links),
        is_merged=True,
    )


def _traits(link: Link) -> Traits:
    return Traits(
        gauge_mm=link.gauge_mm or UNKNOWN,
        is_main=True,
        is_built=link.status == "operating",
        rank=_RANKS.get(link.facility_type or "", 3),
        count=link.tracks or link.lanes or UNKNOWN,
        power=-1 if link.electrified is None else int(link.electrified),
    )
