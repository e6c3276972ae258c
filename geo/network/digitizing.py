"""Digitizing links of any mode: rail and road onto OpenStreetMap, sea legs round the land."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from geo.errors import Faults
from geo.network.lines import largest_distance_m, length_m
from geo.network.network import Network, read_network
from geo.network.osm.counting import Counts
from geo.network.osm.digitize import DETOUR, Digitized, Digitizer, replaced
from geo.network.osm.tags import Wanted
from geo.network.osm.tiles import read_tiles
from geo.network.osm.tiling import run_here
from geo.network.sea import CLEARANCE_M, lead_over_water, share_over_land
from geo.paths import atlas_paths

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

    from geo.network.links import Link
    from geo.network.osm.extract import OsmMode
    from geo.network.osm.tiling import Run

MOST_LAND = 0.02
"""The share of a sea link over land up to which it keeps to the water: ports lie inside the coast as it is drawn."""
TOLERANCES_M = {"rail": 500.0, "road": 2_000.0}
_NOT_GIVEN = "No --network was given."
_NO_MODE = "Only rail, road and sea links are digitized."
OSM_MODES: tuple[OsmMode, ...] = ("rail", "road")


@dataclass(frozen=True)
class Bounds:
    """
    How far from the known the track may lie.

    Parameters
    ----------
    tolerance_m
        From a node; 500 m for rails and 2 km for roads, whose nodes are towns, if None.
    detour
        How many times as long as known the way between two nodes may be.
    """

    tolerance_m: float | None = None
    detour: float = DETOUR

    def of(self, digitizer: Digitizer) -> Digitizer:
        """
        Hold a digitizer to the bounds.

        Parameters
        ----------
        digitizer
            The digitizer; it stays as it is.

        Returns
        -------
        digitizer
            One with these bounds.
        """
        tolerance = self.tolerance_m or TOLERANCES_M[digitizer.tracks.mode]
        return replace(digitizer, tolerance_m=tolerance, detour=self.detour)


def digitize_links(
    links: Sequence[Link],
    network: Network,
    files: Sequence[Path],
    water: BaseGeometry | None = None,
    *,
    bounds: Bounds | None = None,
    run: Run = run_here,
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
        Extracts of OpenStreetMap, which are joined at their seams, and folders of atlases whose links to use. Of
        these and the extracts the one is used that has most of a link.
    water
        The water that sea links keep to, in degrees; they stay as they are without.
    bounds
        How far from the known the track may lie.
    run
        Where extracts are read, one a partition, and links are matched, each with the tracks around it.

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
    found = {link.link_id: _kept(link, _NO_MODE) for link in links}
    for mode in OSM_MODES:
        wanted = [link for link in links if link.mode == mode]
        if not wanted:
            continue
        found |= {link.link_id: _kept(link, _NOT_GIVEN) for link in wanted}
        is_to_come = any(link.status != "operating" for link in wanted)
        for digitizer in _digitizers(files, Wanted(mode, sidings=True, unused=is_to_come), run):
            one = (bounds or Bounds()).of(digitizer)
            batches = map(partial(_batch, one, network), wanted)
            for better in run(_digitize, batches):
                found[better.link.link_id] = _better(better, found[better.link.link_id])
    sea = {link.link_id: _over_water(link, water) for link in links if link.mode == "sea"}
    return list((found | sea).values())


@dataclass(frozen=True, eq=False)
class _Batch:
    digitizer: Digitizer
    link: Link
    network: Network


def _batch(digitizer: Digitizer, network: Network, link: Link) -> _Batch:
    """Take of the tracks and of the network what one link needs."""
    return _Batch(digitizer.around(link, network), link, _stops(link, network))


def _digitize(batch: _Batch) -> Digitized:
    return batch.digitizer.digitize(batch.link, batch.network)


def _stops(link: Link, network: Network) -> Network:
    """Take of a network what a link passes."""
    return Network({node_id: network.nodes[node_id] for node_id in link.stops}, {link.link_id: link}, {}, {})


def _digitizers(files: Sequence[Path], wanted: Wanted, run: Run) -> Iterator[Digitizer]:
    """Read the extracts as one, then the networks in atlases' folders."""
    extracts = [path for path in files if not path.is_dir()]
    if extracts:
        yield Digitizer.of_extract(read_tiles(extracts, wanted, run))
    for path in files:
        if path.is_dir():
            faults = Faults()
            network = read_network(atlas_paths(path), faults)
            faults.raise_any()
            yield Digitizer.of_network(network, path.name, wanted.mode)


def _better(one: Digitized, other: Digitized) -> Digitized:
    return one if one.share_matched > other.share_matched or other.reasons == (_NOT_GIVEN,) else other


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
