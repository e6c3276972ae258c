"""Digitizing links of any mode: rail and road onto OpenStreetMap, sea legs round the land."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.errors import Faults
from geo.network.lines import largest_distance_m, length_m
from geo.network.network import read_network
from geo.network.osm.counting import Counts
from geo.network.osm.digitize import DETOUR, TOLERANCE_M, Digitized, Digitizer, replaced
from geo.network.osm.tags import Wanted
from geo.network.sea import CLEARANCE_M, lead_over_water, share_over_land
from geo.paths import atlas_paths

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

    from geo.network.links import Link
    from geo.network.network import Network
    from geo.network.osm.extract import OsmMode

MOST_LAND = 0.02
"""The share of a sea link over land up to which it keeps to the water: ports lie inside the coast as it is drawn."""
OSM_MODES: tuple[OsmMode, ...] = ("rail", "road")


def digitize_links(
    links: Sequence[Link],
    network: Network,
    files: Sequence[Path],
    water: BaseGeometry | None = None,
    *,
    tolerance_m: float = TOLERANCE_M,
    detour: float = DETOUR,
) -> list[Digitized]:
    """
    Give links the lines of the real world.

    Parameters
    ----------
    links
        Rail, road and sea links; others stay as they are.
    network
        Where their nodes are.
    files
        Extracts of OpenStreetMap, or folders of atlases whose links to use. Each is read once a mode; where several
        have something of a link, the one that has most of it is used.
    water
        The water that sea links keep to, in degrees; they stay as they are without.
    tolerance_m, detour
        As in `Digitizer`.

    Returns
    -------
    digitized
        One a link, in their order.

    Raises
    ------
    NetworkError
        If an extract cannot be read.
    RecordError
        If an atlas breaks rules.
    """
    found = {link.link_id: _kept(link) for link in links}
    for mode in OSM_MODES:
        wanted = [link for link in links if link.mode == mode]
        if wanted and not files:
            found |= {link.link_id: _kept(link, "No --network was given.") for link in wanted}
        for path in files if wanted else ():
            is_to_come = any(link.status != "operating" for link in wanted)
            digitizer = _digitizer(path, Wanted(mode, sidings=True, unused=is_to_come), tolerance_m, detour)
            found |= _better(digitizer, wanted, network, found)
    sea = [link for link in links if link.mode == "sea"]
    return list((found | {link.link_id: _over_water(link, water) for link in sea}).values())


def _digitizer(path: Path, wanted: Wanted, tolerance_m: float, detour: float) -> Digitizer:
    """Read an extract, or the network in an atlas' folder."""
    if path.is_dir():
        faults = Faults()
        network = read_network(atlas_paths(path), faults)
        faults.raise_any()
        return Digitizer.of_network(network, path.name, wanted.mode, tolerance_m, detour)
    from geo.network.osm.read import read_extract  # noqa: PLC0415 - osmium is heavy, and sea links need none

    return Digitizer.of_extract(read_extract(path, wanted), tolerance_m, detour)


def _better(
    digitizer: Digitizer, links: Iterable[Link], network: Network, found: dict[str, Digitized]
) -> dict[str, Digitized]:
    better = {}
    for link in links:
        best = found[link.link_id]
        if best.share_matched < 1:
            one = digitizer.digitize(link, network)
            if one.share_matched > best.share_matched or not best.reasons:
                better[link.link_id] = one
    return better


def _kept(link: Link, *reasons: str) -> Digitized:
    km = length_m(link.line) / 1000
    return Digitized(link, km, km, 0.0, 0.0, Counts(), (), reasons)


def _over_water(link: Link, water: BaseGeometry | None) -> Digitized:
    if water is None:
        return _kept(link, "The atlas has no basemap/water.geojson to keep to.")
    if share_over_land(link.line, water) <= MOST_LAND:
        return _kept(link, "It keeps to the water as it is.")
    line = lead_over_water(link.line[0], link.line[-1], water)
    if line is None:
        return _kept(link, "No water of basemap/water.geojson joins its ports.")
    text = f"the shortest way over the water of basemap/water.geojson, {CLEARANCE_M / 1000:g} km off the shore"
    new = replaced(link, line, geometry_source=text)
    before, after = (length_m(one) / 1000 for one in (link.line, line))
    return Digitized(new, before, after, largest_distance_m(link.line, line), 1.0, Counts(), (), ())
