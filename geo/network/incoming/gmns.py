"""Make a network of GMNS: topology is as the tables say it, and two directions of one stretch become one link."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.network.geometry import ellipsoid
from geo.network.incoming.assembly import Made
from geo.network.incoming.columns import chosen_columns, read_values
from geo.network.incoming.drafts import Draft, check_countries, link_record, node_records, numbered, settled_fields
from geo.network.incoming.gmns_nodes import atlas_ids, read_locations, read_nodes
from geo.network.incoming.gmns_tables import LINK_ID, read_tables
from geo.network.incoming.noding import DECIMALS
from geo.network.incoming.reading import in_degrees, transformation
from geo.network.links import ATTRIBUTES, MODES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from pyproj import Transformer

    from geo.network.incoming.gmns_nodes import Place
    from geo.network.incoming.gmns_tables import Table
    from geo.network.incoming.intake import Intake, Tally
    from geo.network.incoming.noding import Position

USES = {"auto": "road", "car": "road", "truck": "road", "hdv": "road", "bus": "road", "sov": "road", "hov": "road",
        "train": "rail", "freight_rail": "rail", "ferry": "sea", "ship": "sea"}  # fmt: skip
"""Uses of GMNS that say the mode, beside the modes themselves."""
_OWN = frozenset({"lanes", "directed", "link_id", "mode"})
"""Fields that GMNS means in its own way."""
LEAST_M = 2.0
"""By which a line may miss its node whatever the tolerance: positions are rounded to a metre."""


def read_gmns(path: Path, intake: Intake, tally: Tally) -> Made:
    """
    Make a network of GMNS.

    Parameters
    ----------
    path
        The folder, or the archive.
    intake
        What the user says of it.
    tally
        Where to note what is found.

    Returns
    -------
    made
        Nodes and links; nothing if `tally` has an error.

    Raises
    ------
    CorridorError
        If the tables cannot be read, or their coordinate system is not known.
    """
    tables = read_tables(path)
    config = (tables.get("config") or [{}])[0]
    to_degrees = transformation(config.get("crs"), intake.crs, f"{path.name}/config.csv")
    places = read_nodes(tables["node"], to_degrees, tally.part("node.csv"))
    own = tally.part("link.csv")
    shapes = {row.get("geometry_id", ""): row.get("geometry", "") for row in tables.get("geometry", [])}
    rows = list(_LinkTable(places, shapes, to_degrees, intake, own).drafts(tables["link"]))
    if not rows and not tally.errors:
        own.add(0, "no-lines", "There is no link in it.", "Name another network.")
    if tally.errors:
        return Made()
    drafts = [draft for group in _grouped(rows) for draft in _merged(group)]
    ids = list(numbered(atlas_ids([str(draft.fields["raw_id"]) for draft in drafts], "link"), _node_ids(places)))
    check_countries(drafts, own)
    vias = read_locations(tables.get("location", []), to_degrees, tally.part("location.csv"))
    return _records(drafts, ids, places, vias, intake, tally)


def _node_ids(places: Mapping[str, Place]) -> set[str]:
    return {place.node_id for place in places.values()}


def _records(
    drafts: Sequence[Draft],
    ids: Sequence[str],
    places: Mapping[str, Place],
    vias: Mapping[str, list[tuple[float, Place]]],
    intake: Intake,
    tally: Tally,
) -> Made:
    links = []
    for draft, link_id in zip(drafts, ids, strict=True):
        passed = [place for raw in draft.fields["rows"] for _, place in sorted(vias.get(raw, []), key=lambda v: v[0])]
        fields = {**draft.fields, "via": tuple(dict.fromkeys(place.node_id for place in passed))}
        said = draft.fields["said"]
        links.append(link_record(Draft(draft.vertices, draft.number, fields, draft.ends), link_id, intake, said))
    known: dict[str, dict[str, Any]] = {place.node_id: dict(place.fields) for place in places.values()}
    known |= {p.node_id: {**p.fields, "position": p.position} for found in vias.values() for _, p in found}
    nodes = node_records(links, intake, tally, known)
    left = len(_node_ids(places) - {node.node_id for node in nodes})
    if left:
        tally.part("node.csv").tell(0, "unused", f"{left} nodes have no link; they are left out.")
    return Made(tuple(nodes), tuple(sorted(links, key=lambda link: link.link_id)))


@dataclass(frozen=True)
class _LinkTable:
    """What the rows of ``link.csv`` need to be read."""

    places: Mapping[str, Place]
    shapes: Mapping[str, str]
    to_degrees: Transformer | None
    intake: Intake
    tally: Tally

    def drafts(self, rows: Table) -> Iterator[Draft]:
        """Read the rows, each as a link in its own direction."""
        names = {name for row in rows for name in row}
        columns = {f: n for f, n in chosen_columns(names, self.intake, self.tally.file).items() if f not in _OWN}
        for number, row in enumerate(rows, 1):
            one, other = (self.places.get(row.get(f"{side}_node_id", "")) for side in ("from", "to"))
            if one is None or other is None:
                message = "The link begins or ends at a node that is not in node.csv."
                self.tally.add(number, "link-node", message, "Add the node, or correct the id.")
            elif one.node_id == other.node_id:
                self.tally.tell(number, "loop", "The link ends where it begins; it is left out.")
            else:
                wkt = row.get("geometry") or self.shapes.get(row.get("geometry_id", ""), "")
                line = self.line(wkt, row, (one.position, other.position), number)
                quality = {} if wkt else {"geometry_quality": "schematic"}
                if line:
                    fields = self.fields(row, columns, number) | quality
                    yield Draft(line, number, fields, (one.node_id, other.node_id))

    def fields(self, row: Mapping[str, str], columns: Mapping[str, tuple[str, ...]], number: int) -> dict[str, Any]:
        kind = row.get("facility_type", "").lower()  # an export says the mode where it knows no more
        plain = {name: cell for name, cell in row.items() if name != "facility_type" or kind not in MODES}
        known = {**read_values(plain, columns, number, self.tally), **_mode(row)}
        fields = settled_fields(known, number, self.intake, self.tally)
        raw_id = row.get("link_id", str(number))
        fields |= {
            "raw_id": row.get(LINK_ID, raw_id), "rows": (raw_id,), "said": frozenset(known) & frozenset(ATTRIBUTES),
            "directed": row.get("directed", "").lower() in {"true", "1", "t", "yes"},
        }  # fmt: skip
        if fields["mode"] == "road":
            fields |= {"lanes_way": _count(row.get("lanes")), "lanes_total": _count(row.get("lanes_total"))}
        return fields

    def line(
        self, wkt: str, row: Mapping[str, str], ends: tuple[Position, Position], number: int
    ) -> tuple[Position, ...]:
        """Give the vertices from the one node to the other; a straight line where there is no geometry."""
        import shapely  # noqa: PLC0415 - GEOS costs a tenth of a second

        if not wkt:
            return ends if ends[0] != ends[1] else ()
        with np.errstate(all="ignore"):  # what is no number is told below
            shape = shapely.from_wkt(wkt, on_invalid="ignore")
        if shape is None or shape.geom_type != "LineString" or shape.is_empty:
            fix = "Write one, or leave it empty."
            self.tally.add(number, "geometry", "The geometry is no LINESTRING in WKT.", fix)
            return ()
        found = in_degrees(shapely.get_coordinates(shape), self.to_degrees, number, self.tally)
        if found is None:
            return ()
        vertices = [(round(lon, DECIMALS) + 0.0, round(lat, DECIMALS) + 0.0) for lon, lat in found.tolist()]
        vertices = vertices[::-1] if row.get("dir_flag") == "-1" else vertices
        gaps = ellipsoid().inv(*np.array([vertices[0], vertices[-1]]).T, *np.array(ends).T)[2]
        if max(gaps) > max(self.intake.tolerance_m, LEAST_M):
            message = "The geometry does not begin and end at the nodes, within the tolerance."
            self.tally.add(number, "link-end", message, "Correct it, swap the nodes, or raise --tolerance.")
            return ()
        line = [ends[0], *vertices[1:-1], ends[1]]
        return tuple(vertex for i, vertex in enumerate(line) if i == 0 or vertex != line[i - 1])


def _mode(row: Mapping[str, str]) -> dict[str, str]:
    """Find the mode in the column of an export, or in the uses that are allowed."""
    uses = [use.strip().lower() for use in row.get("allowed_uses", "").split(",")]
    found = [row.get("mode", "").lower(), *uses, *(USES.get(use, "") for use in uses)]
    return next(({"mode": name} for name in found if name in MODES), {})


def _count(text: str | None) -> int | None:
    return int(text) if text and re.fullmatch(r"[0-9]{1,2}", text) else None


def _grouped(rows: Sequence[Draft]) -> list[list[Draft]]:
    """Put the rows of one link together: those of one stretch between the same nodes, of one mode."""
    groups: dict[object, list[Draft]] = defaultdict(list)
    for draft in rows:
        stretch = min(draft.vertices, draft.vertices[::-1])
        groups[stretch, draft.fields["mode"]].append(draft)
    return list(groups.values())


def _merged(group: list[Draft]) -> Iterator[Draft]:
    """Make one link of two rows that lead there and back; others stay as they are."""
    there = group[0]
    is_pair = len(group) == 2 and group[1].ends == there.ends[::-1] and all(d.fields["directed"] for d in group)
    for draft in group[:1] if is_pair else group:
        fields = dict(draft.fields)
        ways = [each.fields.get("lanes_way") for each in (group if is_pair else [draft])]
        known = [way for way in ways if way is not None]
        is_known = len(known) == len(ways) and (is_pair or fields["directed"])
        lanes = sum(known) if is_known else fields.get("lanes_total")
        if lanes:
            fields |= {"lanes": lanes, "said": fields["said"] | {"lanes"}}
        if is_pair:
            fields |= {"directed": False}
        yield Draft(draft.vertices, draft.number, fields, draft.ends)
