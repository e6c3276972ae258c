"""Digitizing: a link's chain of nodes becomes the track that passes them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, pairwise
from typing import TYPE_CHECKING

import numpy as np

from geo.network.lines import cut_at, distinct, largest_distance_m, lead_through, length_m
from geo.network.links import Link
from geo.network.osm.counting import Counts, Sections
from geo.network.osm.gaps import bridge_gaps
from geo.network.osm.merging import spans
from geo.network.osm.origin import LICENCE, file_name, origin_of
from geo.network.osm.retrace import retrace
from geo.network.osm.routes import find_legs
from geo.network.osm.tracks import trace_tracks
from geo.network.osm.traits import UNKNOWN, is_same_gauge
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

TOLERANCE_M = 500.0
DETOUR = 1.3
BEND_M = 1_000.0
"""By so much one of several legs may be longer than `DETOUR` allows if all of them together are not: between places a
few kilometres apart a known line of two points cuts the bend round a station that a train takes."""
MOST_SOURCES = 3
BESIDE = 1.5
"""What a metre of a yard, siding or slip road costs beside one of a main line."""
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
        How many tracks lie side by side along what was matched.
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

    def around(self, link: Link, network: Network) -> Digitizer:
        """
        Take what a way along a link can reach: all that its matching looks at, and little enough to be sent elsewhere.

        Parameters
        ----------
        link
            A link of the extract's mode.
        network
            Where its nodes are.

        Returns
        -------
        digitizer
            One that finds the same for the link.
        """
        stops = [network.nodes[node_id].position for node_id in link.stops]
        low, high = self._reach(link, max(map(length_m, cut_at(link, stops))))
        is_near = (self.stations >= low).all(axis=1) & (self.stations <= high).all(axis=1)
        return replace(self, tracks=self._within(low, high).compact(), stations=self.stations[is_near])

    def digitize(self, link: Link, network: Network) -> Digitized:
        """
        Match a link onto the tracks.

        The nodes it passes are passed in order, each within the tolerance, by the cheapest way over all tracks near
        them. It may be `detour` times as long as the link's line is now (and as much longer as the nodes lie off the
        track), as a whole and between two nodes, one of several legs a kilometre more. What is not found stays as it
        was.

        Parameters
        ----------
        link
            A link of the extract's mode.
        network
            Where its nodes are.

        Returns
        -------
        digitized
            The new link, or the same one, and how they compare.
        """
        stops = [network.nodes[node_id].position for node_id in link.stops]
        old = cut_at(link, stops)
        along = [length_m(part) for part in old]
        tracks = self._within(*self._reach(link, max(along)))
        legs = find_legs(tracks, _weights(tracks, link), to_plane(np.array(stops)), along, self.tolerance_m)
        judged = self._judged(legs, along)
        new = [
            lead_through(leg.xy, ends, leg.snaps_m) if leg else part
            for leg, ends, part in zip(judged, pairwise(stops), old, strict=True)
        ]
        line = tuple(distinct([new[0][0], *chain.from_iterable(part[1:] for part in new)]))
        reasons = self._reasons(tracks, link, list(zip(legs, judged, along, strict=True)), stops)
        return self._compared(tracks, link, line, _Matched(judged, along, reasons))

    def _compared(self, tracks: Tracks, link: Link, line: tuple[Position, ...], matched: _Matched) -> Digitized:
        before = length_m(link.line) / 1000
        legs = [leg for leg in matched.legs if leg is not None]
        if not legs:
            return Digitized(link, before, before, 0.0, 0.0, Counts(), (), tuple(matched.reasons))
        share = sum(known for leg, known in zip(matched.legs, matched.along, strict=True) if leg) / sum(matched.along)
        passed = list(dict.fromkeys(index for leg in legs for index in leg.chains))
        ways = tuple(sorted({way for index in passed for way in tracks.way_ids[index]}))
        counts = Sections(tracks, self.stations).count([leg.xy for leg in legs]) if link.mode == "rail" else Counts()
        values, sources, remarks = _attributes(link, tracks, passed, counts, self.origin)
        new = replaced(
            link, line, **values, attribute_sources={**link.attribute_sources, **sources}, osm_way_ids=list(ways),
            geometry_quality="track" if share == 1 else link.geometry_quality,
            geometry_source=_source(link, self.origin, len(ways), share),
        )  # fmt: skip
        if link.note and share == 1:
            remarks.append(f"Its note was written for the old line; see whether it still holds: {link.note}")
        distance = largest_distance_m(link.line, line)
        return Digitized(
            new, before, length_m(line) / 1000, distance, share, counts, ways, (*matched.reasons, *remarks)
        )  # fmt: skip

    def _reach(self, link: Link, longest_m: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Give the corners of the box that a way along the link can reach."""
        xy = to_plane(np.array(link.line))
        grow = (longest_m + 10_000) * float(stretch(xy[:, 1]).max())
        return xy.min(axis=0) - grow, xy.max(axis=0) + grow

    def _within(self, low: NDArray[np.float64], high: NDArray[np.float64]) -> Tracks:
        boxes = self._boxes
        return self.tracks.only(np.flatnonzero((boxes[:, :2] <= high).all(axis=1) & (boxes[:, 2:] >= low).all(axis=1)))

    def _judged(self, legs: Sequence[Leg | None], along: Sequence[float]) -> list[Leg | None]:
        """Give up legs that are detours; where the whole is none, a leg may be a little longer than its share."""
        found = [(leg, known) for leg, known in zip(legs, along, strict=True) if leg is not None]
        is_detour = self._excess_m([leg for leg, _ in found], sum(known for _, known in found)) > 0
        allowed = 0.0 if is_detour or len(legs) == 1 else BEND_M
        return [
            None if leg is None or self._excess_m([leg], known) > allowed else leg
            for leg, known in zip(legs, along, strict=True)
        ]

    def _excess_m(self, legs: Sequence[Leg], known_m: float) -> float:
        """Tell by how much ways are longer than may be, past the steps from the places to the track."""
        return sum(leg.length_m - sum(leg.snaps_m) for leg in legs) - self.detour * known_m

    def _reasons(
        self,
        tracks: Tracks,
        link: Link,
        legs: Sequence[tuple[Leg | None, Leg | None, float]],
        stops: Sequence[Position],
    ) -> list[str]:
        """Say why legs were not matched, neighbours that lie off every track in one breath."""
        far = _distances(tracks, stops)
        found = []
        is_off = [distance > self.tolerance_m for distance in far]
        for number, (leg, judged, known) in enumerate(legs):
            if judged is None and not (is_off[number] or is_off[number + 1]):
                found.append(f"{link.stops[number]} – {link.stops[number + 1]}: {self._why(leg, known)}.")
        if not np.isfinite(far).any():
            return ["The extract has nothing of it."]
        for first, last in spans(np.array(is_off)):
            names = [f"{node} ({_metres(m)})" for node, m in zip(link.stops, far, strict=True)][first : last + 1]
            listed = names if len(names) < 4 else [names[0], f"{len(names) - 2} more", names[-1]]
            found.append(f"No track within {self.tolerance_m:g} m of {', '.join(listed)}.")
        return found

    def _why(self, leg: Leg | None, known: float) -> str:
        if leg is None:
            return "no way along the tracks"
        ratio = leg.length_m / known
        return (
            f"the way is {leg.length_m / 1000:,.1f} km, {ratio:.2f} times the known {known / 1000:,.1f} km;"
            f" {self.detour:g} times are allowed (--detour)"
        )


@dataclass(frozen=True)
class _Matched:
    legs: list[Leg | None]
    along: list[float]
    reasons: list[str]


def _metres(distance: float) -> str:
    return f"{distance:,.0f} m" if distance < 10_000 else f"{distance / 1000:,.0f} km"


def _distances(tracks: Tracks, stops: Sequence[Position]) -> list[float]:
    """Measure how far each place is from any track."""
    import shapely  # noqa: PLC0415

    if not len(tracks):
        return [np.inf] * len(stops)
    xy = to_plane(np.array(stops))
    _, distance = shapely.STRtree(tracks.lines).query_nearest(
        shapely.points(xy), return_distance=True, all_matches=False
    )
    return list((distance / stretch(xy[:, 1])).tolist())


def _weights(tracks: Tracks, link: Link) -> NDArray[np.float64]:
    """Say what a metre of each chain costs a train, or a lorry, of this link."""
    ranks = _RANK_COSTS[tracks.mode]

    def weight(one: Traits) -> float:
        is_idle = link.status == "operating" and not one.is_built
        if is_idle or not is_same_gauge(one.gauge_mm, link.gauge_mm or UNKNOWN):
            return np.inf
        return ranks[one.rank] * (1.0 if one.is_main else BESIDE)

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


def _attributes(
    link: Link, tracks: Tracks, passed: Sequence[int], counts: Counts, origin: str
) -> tuple[dict[str, object], dict[str, str], list[str]]:
    """Fill in what the atlas does not know, and tell where it knows otherwise."""
    said: dict[str, object] = {}
    if link.mode == "rail":
        said = {"tracks": counts.steady, **_agreed(tracks, passed)}
    values, sources, remarks = {}, {}, []
    for name, value in said.items():
        known = getattr(link, name)
        if value is None or value == known:
            continue
        if known is None:
            values[name], sources[name] = value, origin
        else:
            remarks.append(f"`{name}` is {known} in the atlas, {value} in the extract; the atlas stays.")
    return values, sources, remarks


def _agreed(tracks: Tracks, passed: Sequence[int]) -> dict[str, object]:
    """Give gauge and electrification where nine tenths of the length say so and none says otherwise."""
    lengths, whole = tracks.lengths_m, sum(tracks.lengths_m[index] for index in passed)
    gauge: Counter[int] = Counter()
    power: Counter[int] = Counter()
    for index in passed:
        gauge[tracks.traits[index].gauge_mm] += lengths[index]
        power[tracks.traits[index].power] += lengths[index]
    return {
        "gauge_mm": next((g for g, length in gauge.items() if g > 0 and length > 0.9 * whole), None),
        "electrified": next((p == 1 for p, length in power.items() if p >= 0 and length > 0.9 * whole), None),
    }
