"""An atlas' geography written back: some of its links replaced, the file as a whole."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geo.atomic import write_whole
from geo.errors import RecordError
from geo.network.topology import LINKS_FILE, topology_faults
from geo.writing import features_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.atlas import Atlas
    from geo.network.links import Link


def write_links(atlas: Atlas, links: Iterable[Link]) -> None:
    """
    Put links in the place of those of the same ids, in the atlas' file.

    Parameters
    ----------
    atlas
        The atlas; it is not changed in memory.
    links
        The new ones, of ids that the atlas has.

    Raises
    ------
    RecordError
        If the atlas would break rules with them; the file then stays as it was.
    ProductError
        If the file cannot be written; it then stays as it was.
    """
    network = replace(atlas.network, links={**atlas.network.links, **{link.link_id: link for link in links}})
    faults = list(topology_faults(network))
    if faults:
        raise RecordError(faults)
    path = atlas.paths.corridors / LINKS_FILE.rpartition("/")[2]
    write_whole(path, features_text(network.links.values()).encode())
