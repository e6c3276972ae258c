"""Links to be, and the records made of them: ids from where they are, so that they are the same another time."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo.network.geometry import LineGeometry, PointGeometry
from geo.network.links import ATTRIBUTES, Link
from geo.network.nodes import Node
from geo.network.topology import country_extents

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from geo.network.incoming.intake import Intake, Tally
    from geo.network.incoming.noding import Position

OWN = {"rail": ("tracks", "gauge_mm", "electrified"), "road": ("lanes",)}
"""The attributes that belong to one mode."""


@dataclass(frozen=True)
class Draft:
    """
    A link to be.

    Parameters
    ----------
    vertices
        Longitude and latitude in degrees, 5 decimals, from one node to another.
    number
        The feature that it is of.
    fields
        Those fields of a link that are known, `mode` and `status` among them.
    ends
        The ids of its nodes.
    """

    vertices: tuple[Position, ...]
    number: int
    fields: Mapping[str, Any]
    ends: tuple[str, str]

    @property
    def key(self) -> tuple[tuple[str, str], tuple[Position, ...], str]:
        """Sort by place and attributes, not by the order of the file."""
        return self.ends, self.vertices, repr(sorted(self.fields.items()))


def settled_fields(known: dict[str, Any], number: int, intake: Intake, tally: Tally) -> dict[str, Any]:
    """
    Fill what a link must say, and leave out what does not belong to its mode.

    Parameters
    ----------
    known
        What the attributes of the feature say.
    number
        The feature.
    intake
        Says what the attributes do not.
    tally
        Where to note what is found.

    Returns
    -------
    fields
        With `mode` and `status`; the mode is empty after a fault.
    """
    fields = {"mode": intake.mode, "country": intake.country, **known}
    if fields["mode"] is None:
        message = "No attribute says what kind of line it is."
        tally.add(number, "mode", message, "Name it with --mode, or the attribute with --map mode=….")
        fields["mode"] = ""
    if "status" not in known:
        fields["status"] = intake.status
        tally.tell(number, "assumed", f"No attribute says the status; {intake.status!r} is assumed.")
    strange = {a for mode, names in OWN.items() if mode != fields["mode"] for a in names} & set(fields)
    for name in sorted(strange):
        message = f"`{name}` does not belong to the mode {fields['mode']!r}; it is left out."
        tally.tell(number, "attribute", message)
    return {name: value for name, value in fields.items() if name not in strange and value is not None}


def link_record(draft: Draft, link_id: str, intake: Intake, known: frozenset[str] = frozenset()) -> Link:
    """
    Make the record of a link.

    Parameters
    ----------
    draft
        The link.
    link_id
        Its id.
    intake
        Its source and quality.
    known
        The attributes that the file says, of those that name their sources.

    Returns
    -------
    link
        The record.
    """
    fields = {name: value for name, value in draft.fields.items() if name in Link.model_fields}
    said = f"source:{intake.source_id}"
    sources = {name: said if name in known else "assumed at the import" for name in ATTRIBUTES if name in fields}
    return Link(**{
        **fields, "link_id": link_id, "from_node_id": draft.ends[0], "to_node_id": draft.ends[1],
        "geometry_quality": fields.get("geometry_quality", intake.quality),
        "geometry_source": f"{said}: feature {draft.number}", "attribute_sources": sources,
        "geometry": LineGeometry.model_validate({"type": "LineString", "coordinates": [[*v] for v in draft.vertices]}),
    })  # fmt: skip


def node_id(position: Position) -> str:
    """
    Name a node by where it is.

    Parameters
    ----------
    position
        Longitude and latitude in degrees, 5 decimals.

    Returns
    -------
    node_id
        As ``n4323850-e07694540``: north 43.23850, east 76.94540.
    """
    lon, lat = (round(value * 100_000) for value in position)
    return f"{'s' if lat < 0 else 'n'}{abs(lat):07d}-{'w' if lon < 0 else 'e'}{abs(lon):08d}"


def node_records(
    links: Iterable[Link], intake: Intake, tally: Tally, known: Mapping[str, Mapping[str, Any]] | None = None
) -> list[Node]:
    """
    Make the records of the nodes at which links end, and which they pass.

    Parameters
    ----------
    links
        All of them.
    intake
        Their source.
    tally
        Where to note what is found.
    known
        What is known of nodes, by id: `name`, `kind`, `country` and other fields; `position` of those that are passed.

    Returns
    -------
    nodes
        Sorted by id. One that nobody names is named by where it is; one at which two gauges meet is a gauge change.
    """
    at: dict[str, list[Link]] = defaultdict(list)
    positions: dict[str, Position] = {}
    for link in links:
        for end, position in ((link.from_node_id, link.line[0]), (link.to_node_id, link.line[-1])):
            at[end].append(link)
            positions[end] = position
        for name in link.via:
            at.setdefault(name, [])
    said = {name: dict((known or {}).get(name, {})) for name in at}
    places = {name: fields.pop("position", None) for name, fields in said.items()}
    return [_node(n, positions.get(n) or places[n], at[n], intake, said[n], tally) for n in sorted(at)]


def _node(
    name: str, position: Position, links: list[Link], intake: Intake, known: Mapping[str, Any], tally: Tally
) -> Node:
    lon, lat = position
    countries = {link.country for link in links}
    record = {
        "node_id": name, "name": f"{lat:.5f}, {lon:.5f}", "kind": "junction", "rank": 4,
        "country": next(iter(countries)) if len(countries) == 1 else None, "source": f"source:{intake.source_id}",
        "geometry": PointGeometry.model_validate({"type": "Point", "coordinates": [lon, lat]}), **known,
    }  # fmt: skip
    gauges = sorted({link.gauge_mm for link in links if link.gauge_mm is not None})
    if len(gauges) > 2:
        message = f"Lines of {gauges} mm meet at {lat:.5f}, {lon:.5f}; a gauge change has two."
        tally.add(0, "gauge", message, "Correct the gauges, or cut the lines apart.")
    elif len(gauges) == 2 and sorted(known.get("gauges_mm", ())) != gauges:
        record |= {"kind": "gauge_change", "gauges_mm": tuple(gauges)}
        tally.tell(0, "gauge", f"Lines of {gauges} mm meet at {lat:.5f}, {lon:.5f}; the node is a gauge change.")
    elif record["kind"] == "gauge_change" and not record.get("gauges_mm"):
        record["kind"] = "junction"
    return Node(**record)


def check_countries(drafts: Iterable[Draft], tally: Tally) -> None:
    """
    Hold links against the box of the country that they are said to be in.

    Parameters
    ----------
    drafts
        The links.
    tally
        Where to note those that leave it.
    """
    for draft in drafts:
        country = draft.fields.get("country")
        west, south, east, north = country_extents()[country] if country else (-180.0, -90.0, 180.0, 90.0)
        if not all(west <= lon <= east and south <= lat <= north for lon, lat in draft.vertices):
            message = f"The line leaves {country}, which it is said to be in."
            tally.add(draft.number, "country", message, "Correct the country, or cut the line at the border.")


def numbered(wanted: Iterable[str], taken: Iterable[str] = ()) -> Iterator[str]:
    """
    Make ids different from each other.

    Parameters
    ----------
    wanted
        Ids, some of them perhaps the same.
    taken
        Ids that others have.

    Yields
    ------
    name
        For each the id itself, or with the first number from 2 that is free.
    """
    seen = set(taken)
    for name in wanted:
        number, found = 1, name
        while found in seen:
            number += 1
            found = f"{name[: 63 - len(str(number))].rstrip('-')}-{number}"
        seen.add(found)
        yield found
