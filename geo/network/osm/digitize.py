"""Digitizing: a link's chain of nodes becomes the track that passes them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from geo.network.lines import cut_at, largest_distance_m, length_m
from geo.network.links import Link
from geo.network.osm.attributes import AGREED, Attributes, attributes_of
from geo.network.osm.counting import Counts, Sections
from geo.network.osm.gaps import bridge_gaps
from geo.network.osm.origin import LICENCE, file_name, origin_of
from geo.network.osm.passing import lead_past
from geo.network.osm.refusals import distances_m, list_refusals
from geo.network.osm.retrace import retrace
from geo.network.osm.routes import FARTHEST, find_legs
from geo.network.osm.tracks import trace_tracks
from geo.network.osm.traits import LIGHT, NARROW_MM, UNKNOWN, is_same_gauge
from geo.network.osm.yardstick import DETOUR, Yardstick
from geo.network.plane import stretch, to_plane

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo.network.lines import Position
    from geo.network.network import Network
    from geo.network.osm.extract import Extract, OsmMode
    from geo.network.osm.routes import Leg
    from geo.network.osm.tracks import Tracks
    from geo.network.osm.traits import Traits
    from geo.network.osm.yardstick import Reported

TOLERANCE_M = 500.0
MOST_SOURCES = 3
BESIDE = 1.5
"""What a metre of a yard, siding or slip road costs beside one of a main line; and one of a light line of narrow gauge,
where it is not known that the link has its gauge."""
_RANK_COSTS = {"rail": (1.0, 1.02, 1.05, 1.05), "road": (1.0, 1.15, 1.4, 1.8)}


@dataclass(frozen=True)
class Digitized:
    """
    What became of one link.

    Parameters
    ----------
    link
        The link, with its new line where one was found.
    length_before_km, length_after_km
        Along its line, before and after.
    largest_distance_m
        How far the new line parts from the old one.
    share_matched
        The share of its length before, from 0 to 1, that a track was found for.
    counts
        How many tracks lie side by side along what was matched, or lanes.
    way_ids
        The ways it now follows.
    reasons
        What could not be matched and why, and what the ways say otherwise than the atlas.
    """

    link: Link
    length_before_km: float
    length_after_km: float
    largest_distance_m: float
    share_matched: float
    counts: Counts
    way_ids: tuple[int, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Digitizer:
    """
    Tracks of one mode, ready to have links matched onto them.

    Parameters
    ----------
    tracks
        The chains.
    stations
        Where stations are, on the plane, shape (k, 2).
    origin
        Where the tracks are from, with date and licence, as `geometry_source` is to say.
    tolerance_m
        How far from a node the track may lie.
    detour
        How much longer than known the way between two nodes may be.
    """

    tracks: Tracks
    stations: NDArray[np.float64]
    origin: str
    tolerance_m: float = TOLERANCE_M
    detour: float = DETOUR

    @classmethod
    def of_extract(cls, extract: Extract) -> Digitizer:
        """
        Trace the ways of an extract, and bridge short gaps.

        Parameters
        ----------
        extract
            Ways of one mode, best with sidings, and with what is not in use if that is to be found too.

        Returns
        -------
        digitizer
            Ready to use.
        """
        tracks, _ = bridge_gaps(trace_tracks(extract))
        stops = [(p.lon, p.lat) for p in extract.points if p.tags.get("railway") in {"station", "halt", "yard"}]
        return cls(tracks, to_plane(np.array(stops).reshape(-1, 2)), f"{origin_of(extract)} ({LICENCE})")

    @classmethod
    def of_network(cls, network: Network, name: str, mode: OsmMode) -> Digitizer:
        """
        Take the links of a network as tracks.

        Parameters
        ----------
        network
            The network.
        name
            What to call it.
        mode
            ``"rail"`` or ``"road"``.

        Returns
        -------
        digitizer
            Ready to use.
        """
        links = list(network.links.values())
        stops = [node.position for node in network.nodes.values() if node.kind == "station"]
        sources = sorted({link.geometry_source.partition(": ")[0] for link in links if link.mode == mode})
        origin = "; ".join(sources) if len(sources) <= MOST_SOURCES else f"{len(sources)} sources"
        where = to_plane(np.array(stops).reshape(-1, 2))
        return cls(retrace(links, mode), where, f"{origin}, by the network {file_name(name)}")

    @cached_property
    def _boxes(self) -> NDArray[np.float64]:
        import shapely  # noqa: PLC0415 - costs a tenth of a second

        return np.asarray(shapely.bounds(self.tracks.lines)).reshape(-1, 4)

    def around(self, link: Link, network: Network, reported: Reported | None = None) -> Digitizer:
        """
        Take what a way along a link can reach: all that its matching looks at, and little enough to be sent elsewhere.

        Parameters
        ----------
        link
            A link of the extract's mode.
        network
            Where its nodes are.
        reported
            How long a source says the link is.

        Returns
        -------
        digitizer
            One that finds the same for the link.
        """
        stops = [network.nodes[node_id].position for node_id in link.stops]
        along = [length_m(part) for part in cut_at(link, stops)]
        low, high = self._reach(link, Yardstick(along, self.detour, reported))
        is_near = (self.stations >= low).all(axis=1) & (self.stations <= high).all(axis=1)
        return replace(self, tracks=self._within(low, high).compact(), stations=self.stations[is_near])

    def digitize(self, link: Link, network: Network, reported: Reported | None = None) -> Digitized:
        """
        Match a link onto the tracks.

        The nodes it passes are passed in order, each within the tolerance, by the cheapest way over all tracks near
        them. It may be `detour` times as long as the link's line is now (and as much longer as the nodes lie off the
        track), as a whole and between two nodes, one of several legs a kilometre more; longer, if a source reports so.
        What is not found stays as it was.

        Parameters
        ----------
        link
            A link of the extract's mode.
        network
            Where its nodes are, and the links that end at them.
        reported
            How long a source says the link is.

        Returns
        -------
        digitized
            The new link, or the same one, and how they compare.
        """
        stops = [network.nodes[node_id].position for node_id in link.stops]
        old = cut_at(link, stops)
        yardstick = Yardstick([length_m(part) for part in old], self.detour, reported)
        tracks = self._within(*self._reach(link, yardstick))
        legs = find_legs(
            tracks, _weights(tracks, link), to_plane(np.array(stops)), yardstick.along_m, self.tolerance_m,
            farthest=max(FARTHEST, yardstick.factor),
        )  # fmt: skip
        judged = yardstick.judge(legs)
        line = tuple(lead_past(link, stops, judged, old, _joined(link, network)))
        far = distances_m(tracks, stops)
        reasons = list_refusals(link.stops, far, self.tolerance_m, list(zip(legs, judged, strict=True)), yardstick)
        remark = yardstick.remark(judged)
        return self._compared(
            tracks, link, line, _Matched(judged, yardstick, [*reasons, *([remark] if remark else [])])
        )

    def _compared(self, tracks: Tracks, link: Link, line: tuple[Position, ...], matched: _Matched) -> Digitized:
        before = length_m(link.line) / 1000
        legs = [leg for leg in matched.legs if leg is not None]
        if not legs:
            return Digitized(link, before, before, 0.0, 0.0, Counts(), (), tuple(matched.reasons))
        passed = list(dict.fromkeys(index for leg in legs for index in leg.chains))
        ways = tuple(sorted({way for index in passed for way in tracks.way_ids[index]}))
        usable = tracks.only(np.flatnonzero(np.isfinite(_weights(tracks, link))))
        counts = Sections(usable, self.stations).count([leg.xy for leg in legs])
        is_told = matched.share >= AGREED  # what a part of a link has, the link may not have
        found = attributes_of(link, tracks, passed, counts, self.origin) if is_told else Attributes()
        new = replaced(
            link, line, **found.values, attribute_sources={**link.attribute_sources, **found.sources},
            osm_way_ids=list(ways), geometry_quality="track" if matched.share == 1 else link.geometry_quality,
            geometry_source=_source(link, self.origin, len(ways), matched.share),
        )  # fmt: skip
        remarks = [*matched.reasons, *found.remarks]
        if link.note and matched.share == 1:
            remarks.append(f"Its note was written for the old line; see whether it still holds: {link.note}")
        distance = largest_distance_m(link.line, line)
        return Digitized(new, before, length_m(line) / 1000, distance, matched.share, counts, ways, tuple(remarks))

    def _reach(self, link: Link, yardstick: Yardstick) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Give the corners of the box that a way along the link can reach: out and back is twice as far."""
        xy = to_plane(np.array(link.line))
        grow = (max(FARTHEST, yardstick.factor) / 2 * max(yardstick.along_m) + 10_000) * float(stretch(xy[:, 1]).max())
        return xy.min(axis=0) - grow, xy.max(axis=0) + grow

    def _within(self, low: NDArray[np.float64], high: NDArray[np.float64]) -> Tracks:
        boxes = self._boxes
        return self.tracks.only(np.flatnonzero((boxes[:, :2] <= high).all(axis=1) & (boxes[:, 2:] >= low).all(axis=1)))


@dataclass(frozen=True)
class _Matched:
    """The ways taken, what they were measured against, and what is to be said of them."""

    legs: list[Leg | None]
    yardstick: Yardstick
    reasons: list[str]

    @property
    def share(self) -> float:
        """The share of the length as drawn that a way was found for."""
        along = self.yardstick.along_m
        return sum(known for leg, known in zip(self.legs, along, strict=True) if leg) / sum(along)


def _joined(link: Link, network: Network) -> set[str]:
    """Name the nodes at which other links end."""
    others = (other for other in network.links.values() if other.link_id != link.link_id)
    return {end for other in others for end in (other.from_node_id, other.to_node_id)}


def _weights(tracks: Tracks, link: Link) -> NDArray[np.float64]:
    """Say what a metre of each chain costs a train, or a lorry, of this link."""
    ranks, gauge = _RANK_COSTS[tracks.mode], link.gauge_mm or UNKNOWN

    def is_light(one: Traits) -> bool:
        return tracks.mode == "rail" and one.rank == LIGHT

    def weight(one: Traits) -> float:
        is_idle = link.status == "operating" and not one.is_built
        if is_idle or not is_same_gauge(one.gauge_mm, gauge) or (is_light(one) and gauge >= NARROW_MM):
            return np.inf
        cost = 1.0 if one.is_main and (gauge or not is_light(one)) else BESIDE
        return ranks[one.rank] * cost

    return np.array([weight(one) for one in tracks.traits])


def replaced(link: Link, line: Sequence[Position], **fields: object) -> Link:
    """
    Give a link another line.

    Parameters
    ----------
    link
        The link.
    line
        Its new line, in degrees.
    **fields
        Other fields that change with it.

    Returns
    -------
    link
        A new link, checked like any.
    """
    geometry = {"type": "LineString", "coordinates": [list(position) for position in line]}
    return Link.model_validate({**link.model_dump(mode="json"), **fields, "geometry": geometry})


def _source(link: Link, origin: str, ways: int, share: float) -> str:
    text = f"{origin}: {'track' if link.mode == 'rail' else 'road'} of {ways} ways"
    if share == 1:
        return text
    return f"{text} on {100 * share:.0f} % of the length; else {link.geometry_source}"
