"""An atlas made of OpenStreetMap: its network, one corridor over all of it, and the source it owes."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from typing import TYPE_CHECKING

from geo.evidence.sources import Source
from geo.network.osm.origin import file_name
from geo.products.atlas_folder import write_atlas

if TYPE_CHECKING:
    from pathlib import Path

    from geo.atlas import Atlas
    from geo.network.osm.build import OsmNetwork
    from geo.network.osm.extract import Extract


def write_osm_atlas(folder: Path, extract: Extract, network: OsmNetwork) -> Atlas:
    """
    Start an atlas from an extract and the network that was made of it.

    Parameters
    ----------
    folder
        The atlas' root; it may exist if it is empty.
    extract
        The extract.
    network
        What `build_network` made of it.

    Returns
    -------
    atlas
        As read back from the files: the network, a corridor over all of it, and the source.

    Raises
    ------
    CorridorError
        If the folder holds anything, or cannot be written.
    """
    nodes, links = network.nodes.values(), network.links.values()
    return write_atlas(folder, nodes, links, corridors=[network.corridor], sources=[_source(extract)])


def _source(extract: Extract) -> Source:
    day = None
    with suppress(ValueError):
        day = dt.date.fromisoformat((extract.date or "")[:10])
    return Source(
        source_id="openstreetmap", tier="publication", title="OpenStreetMap", publisher="OpenStreetMap contributors",
        date=day, language="und", licence="ODbL 1.0", url="https://www.openstreetmap.org/copyright",
        note=f"{file_name(extract.origin)}. Its lines are the network; no claim comes from it.",
    )  # fmt: skip
