"""The network: nodes, links, corridors over them, and entries without an alignment, read and checked as one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from geo.errors import UnknownIdError
from geo.network.corridors import Corridor, Entry, Section, read_corridors, read_entries
from geo.network.geometry import segment_lengths
from geo.network.links import Link, read_links
from geo.network.nodes import Node, read_nodes
from geo.network.topology import LINKS_FILE, NODES_FILE, topology_faults

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.errors import Faults
    from geo.network.corridors import Route
    from geo.paths import AtlasPaths

_MEASURED = ("segment_km", "length_km")


@dataclass(frozen=True)
class Network:
    """
    The digitized geography, shared by all corridors.

    Parameters
    ----------
    nodes, links, corridors, entries
        By id.
    places
        Where each record stands: id to file and line.
    """

    nodes: dict[str, Node]
    links: dict[str, Link]
    corridors: dict[str, Corridor]
    entries: dict[str, Entry]
    places: dict[str, tuple[str, int]] = field(default_factory=dict, repr=False)

    def place(self, record_id: str) -> tuple[str, int]:
        """
        Say where a record stands.

        Parameters
        ----------
        record_id
            A node, link, corridor or section; ``<corridor_id>/<route_id>`` for a route.

        Returns
        -------
        file, line
            The file's label and the line from 1; an empty place for a record made in memory.
        """
        return self.places.get(record_id, ("", 0))

    def corridor(self, corridor_id: str) -> Corridor:
        """
        Find a corridor that somebody names.

        Parameters
        ----------
        corridor_id
            Its id.

        Returns
        -------
        corridor
            The corridor.

        Raises
        ------
        UnknownIdError
            If there is none; it names those there are.
        """
        if corridor_id not in self.corridors:
            known = ", ".join(self.corridors)
            raise UnknownIdError(f"There is no corridor {corridor_id!r}. The corridors are: {known}.")
        return self.corridors[corridor_id]

    @cached_property
    def sections(self) -> dict[str, Section]:
        """All sections, by id; each is at home in one corridor."""
        return {s.section_id: s for corridor in self.corridors.values() for s in corridor.section}

    @cached_property
    def section_homes(self) -> dict[str, str]:
        """The corridor in whose file each section stands."""
        return {s.section_id: c.corridor_id for c in self.corridors.values() for s in c.section}

    @cached_property
    def segment_km(self) -> dict[str, tuple[float, ...]]:
        """The geodesic lengths of each link's segments, in kilometres."""
        lengths = segment_lengths([link.line for link in self.links.values()])
        return {link_id: tuple(km.tolist()) for link_id, km in zip(self.links, lengths, strict=True)}

    @cached_property
    def length_km(self) -> dict[str, float]:
        """The geodesic length of each link along its geometry, in kilometres."""
        return {link_id: sum(km) for link_id, km in self.segment_km.items()}

    @cached_property
    def countries_at(self) -> dict[str, frozenset[str]]:
        """The countries that links join at each node: its own, and those in which the links that pass it end."""
        found: dict[str, set[str]] = {node_id: set() for node_id in self.nodes}
        for link in self.links.values():
            ends = {self.nodes[end].country or "unknown" for end in (link.from_node_id, link.to_node_id)}
            for node_id in link.stops:
                found[node_id] |= ends | {self.nodes[node_id].country or "unknown"}
        return {node_id: frozenset(countries) for node_id, countries in found.items()}

    def with_links(self, links: Mapping[str, Link]) -> Network:
        """
        Take other records of links.

        Parameters
        ----------
        links
            By id, which the network has.

        Returns
        -------
        network
            A copy; what was measured along lines that stay where they are is not measured again.
        """
        changed = replace(self, links={**self.links, **links})
        if all(link.line == self.links[link_id].line for link_id, link in links.items()):
            vars(changed).update({name: vars(self)[name] for name in _MEASURED if name in vars(self)})
        return changed

    def corridors_of(self, link_id: str) -> tuple[str, ...]:
        """
        Name the corridors that run over a link.

        Parameters
        ----------
        link_id
            The link.

        Returns
        -------
        corridor_ids
            In the order of the corridors.
        """
        return self._corridors_by_link.get(link_id, ())

    @cached_property
    def _corridors_by_link(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for corridor in self.corridors.values():
            for link_id in corridor.link_ids:
                found[link_id] = (*found.get(link_id, ()), corridor.corridor_id)
        return found

    def sections_of(self, corridor_id: str) -> list[Section]:
        """
        List the sections that a corridor contains whole, wherever they are at home.

        Parameters
        ----------
        corridor_id
            The corridor.

        Returns
        -------
        sections
            Its own first, in the order of its file; then the others'.
        """
        corridor = self.corridors[corridor_id]
        links = set(corridor.link_ids)
        nodes = {node_id for link_id in links for node_id in self.links[link_id].stops}
        others = [
            section
            for section_id, section in self.sections.items()
            if self.section_homes[section_id] != corridor_id
            and set(section.links) <= links
            and set(section.nodes) <= nodes
        ]
        return [*corridor.section, *others]

    def route_nodes(self, route: Route) -> list[str]:
        """
        Walk a route from its first node to its last.

        Parameters
        ----------
        route
            The route.

        Returns
        -------
        node_ids
            The ends of its links in travel order, one more than links.
        """
        chain = [self.links[link_id] for link_id in route.links]
        first = chain[0]
        ends = (first.from_node_id, first.to_node_id)
        if len(chain) > 1 and first.from_node_id in (chain[1].from_node_id, chain[1].to_node_id):
            ends = (ends[1], ends[0])
        walked = list(ends)
        for link in chain[1:]:
            walked.append(link.to_node_id if link.from_node_id == walked[-1] else link.from_node_id)
        return walked


def subject_ids(network: Network) -> Counter[str]:
    """
    Count the ids that claims may speak of; all share one namespace.

    Parameters
    ----------
    network
        The network.

    Returns
    -------
    counts
        How often each id stands: more than once is a fault.
    """
    groups = (network.nodes, network.links, network.corridors, network.entries)
    counts = Counter(record_id for group in groups for record_id in group)
    counts.update(s.section_id for corridor in network.corridors.values() for s in corridor.section)
    return counts


def read_network(paths: AtlasPaths, faults: Faults) -> Network:
    """
    Read the geography of an atlas.

    Parameters
    ----------
    paths
        The atlas' folders.
    faults
        Where to note what is wrong.

    Returns
    -------
    network
        As far as it could be read; valid if no fault was noted.
    """
    nodes, node_lines = read_nodes(paths, faults)
    links, link_lines = read_links(paths, faults)
    corridors, rows = read_corridors(paths, faults)
    places = {node_id: (NODES_FILE, line) for node_id, line in node_lines.items()}
    places |= {link_id: (LINKS_FILE, line) for link_id, line in link_lines.items()}
    places |= {record_id: (row.file, row.line) for record_id, row in rows.items()}
    entries = read_entries(paths, faults)
    places |= {name: place for (kind, name), place in faults.places.items() if kind == "Entry"}
    network = Network(nodes, links, corridors, entries, places)
    faults.items.extend(topology_faults(network, frozenset(faults.told)))
    for record_id, count in subject_ids(network).items():
        if count > 1:
            message = f"The id {record_id!r} names {count} records; all subjects of claims share one namespace."
            faults.add(*network.place(record_id), "id-unique", message, "Rename all but one.")
    return network


def largest_gap_km(network: Network, link_id: str) -> float:
    """
    Find the longest stretch of a link that is drawn as one straight segment.

    Parameters
    ----------
    network
        The network.
    link_id
        The link.

    Returns
    -------
    gap_km
        The length of its longest segment, in kilometres.
    """
    return max(network.segment_km[link_id])


def largest_station_gap_km(network: Network, link_id: str) -> float:
    """
    Find the longest stretch of a link between two nodes on it.

    Parameters
    ----------
    network
        The network.
    link_id
        The link.

    Returns
    -------
    gap_km
        Along the line between neighbouring nodes that are vertices of it, in kilometres.
    """
    link = network.links[link_id]
    positions = {network.nodes[node_id].position for node_id in link.stops}
    along, stops = 0.0, [0.0]
    for vertex, km in zip(link.line[1:], network.segment_km[link_id], strict=True):
        along += km
        if vertex in positions:
            stops.append(along)
    return max((b - a for a, b in pairwise([*stops, along])), default=along)
