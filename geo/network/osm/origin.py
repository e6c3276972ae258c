"""Origin: what records say of the extract they come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.network.osm.stations import clean_name

if TYPE_CHECKING:
    from geo.network.osm.extract import Extract

LICENCE = "© OpenStreetMap contributors, ODbL 1.0"


def file_name(text: str) -> str:
    """
    Make a text that records take of the name of a file or a folder.

    Parameters
    ----------
    text
        The name, whatever it is made of.

    Returns
    -------
    name
        The same, on one line; where records would refuse it, a word in its place.
    """
    return clean_name({"name": text}, "name") or "an extract"


def origin_of(extract: Extract) -> str:
    """
    Say where an extract is from.

    Parameters
    ----------
    extract
        The extract.

    Returns
    -------
    origin
        OpenStreetMap, the extract's name and the date of its data.
    """
    return f"OpenStreetMap, {file_name(extract.origin)}, state {file_name(extract.date or 'not stated')[:40]}"
