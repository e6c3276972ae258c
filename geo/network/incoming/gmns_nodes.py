"""The places of GMNS: nodes at which links end, and locations that they pass, with the ids of an atlas."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.errors import Faults
from geo.network.incoming.drafts import numbered
from geo.network.incoming.gmns_tables import NODE_ID
from geo.network.incoming.noding import DECIMALS
from geo.network.incoming.reading import in_degrees
from geo.network.nodes import NODE_KINDS, Node
from geo.records import ID_PATTERN, Row, validate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pyproj import Transformer

    from geo.network.incoming.gmns_tables import Table
    from geo.network.incoming.intake import Tally
    from geo.network.incoming.noding import Position

_TEXTS = ("name", "name_ru", "name_kk", "note", "country")


@dataclass(frozen=True)
class Place:
    """
    A node, or a location that a link passes.

    Parameters
    ----------
    node_id
        As the atlas will have it.
    position
        Longitude and latitude in degrees, 5 decimals.
    fields
        What is known of it, as fields of a node.
    """

    node_id: str
    position: Position
    fields: Mapping[str, Any]


def read_nodes(rows: Table, to_degrees: Transformer | None, tally: Tally) -> dict[str, Place]:
    """
    Read the nodes.

    Parameters
    ----------
    rows
        ``node.csv``.
    to_degrees
        The way from its coordinates to degrees; None if they are.
    tally
        Where to note what is found.

    Returns
    -------
    places
        By the id of the table.
    """
    ids = list(numbered(atlas_ids([row.get(NODE_ID) or row.get("node_id", "") for row in rows], "node")))
    places: dict[str, Place] = {}
    for number, (row, node_id) in enumerate(zip(rows, ids, strict=True), 1):
        raw = row.get("node_id")
        position = _position(row, to_degrees, number, tally)
        if raw is None or raw in places:
            what = "has no node_id" if raw is None else "has the id of another one"
            tally.add(number, "node-id", f"The node {what}.", "Give each node an id of its own.")
        elif position is not None:
            places[raw] = Place(node_id, position, _fields(row, "node_type", number, tally))
    return places


def read_locations(rows: Table, to_degrees: Transformer | None, tally: Tally) -> dict[str, list[tuple[float, Place]]]:
    """
    Read the locations that are nodes of an atlas.

    Parameters
    ----------
    rows, to_degrees, tally
        As in `read_nodes`, of ``location.csv``.

    Returns
    -------
    places
        By the id of the link in the table: how far along it, and the place.
    """
    found: dict[str, list[tuple[float, Place]]] = defaultdict(list)
    others = 0
    for number, row in enumerate(rows, 1):
        name = row.get(NODE_ID, "")
        others += not _is_id(name)
        position = _position(row, to_degrees, number, tally) if _is_id(name) else None
        if position is not None and re.fullmatch(r"[0-9]{1,9}(\.[0-9]+)?", row.get("lr", "")):
            place = Place(name, position, _fields(row, "loc_type", number, tally))
            found[row.get("link_id", "")].append((float(row["lr"]), place))
    if others:
        tally.tell(0, "unused", f"{others} locations are no nodes; they are left out.")
    return found


def atlas_ids(raw: Sequence[str], kind: str) -> Iterator[str]:
    """
    Turn ids of any kind into ids of an atlas.

    Parameters
    ----------
    raw
        As they stand.
    kind
        What is put before those that are no ids of an atlas.

    Yields
    ------
    name
        The id itself where it can stay.
    """
    for text in raw:
        plain = "-".join(re.findall(r"[a-z0-9]+", text.lower()))[:48].strip("-")
        yield text if _is_id(text) else f"{kind}-{plain or 'x'}"


def _is_id(text: str) -> bool:
    return len(text) <= 64 and re.fullmatch(ID_PATTERN, text, re.ASCII) is not None


def _position(row: Mapping[str, str], to_degrees: Transformer | None, number: int, tally: Tally) -> Position | None:
    try:
        raw = np.array([[float(row["x_coord"]), float(row["y_coord"])]])
    except (KeyError, ValueError):
        tally.add(number, "coordinates", "`x_coord` or `y_coord` is missing or no number.", "Write both as numbers.")
        return None
    found = in_degrees(raw, to_degrees, number, tally)
    if found is None:
        return None
    lon, lat = found[0].tolist()
    return round(lon, DECIMALS) + 0.0, round(lat, DECIMALS) + 0.0


def _fields(row: Mapping[str, str], type_column: str, number: int, tally: Tally) -> dict[str, Any]:
    """Read what is known of a place; what breaks a rule of nodes is told and left out."""
    found: dict[str, Any] = {name: row[name] for name in _TEXTS if name in row}
    kind = row.get(type_column, "")
    found |= {"kind": kind} if kind in NODE_KINDS else {}
    found |= {"aliases": tuple(row["aliases"].split("; "))} if row.get("aliases") else {}
    found |= {"rank": int(row["rank"])} if row.get("rank") in {"1", "2", "3", "4"} else {}
    gauges = re.fullmatch(r"([0-9]{3,4})/([0-9]{3,4})", row.get("gauges_mm", ""))
    if kind == "gauge_change":
        found |= {"gauges_mm": (int(gauges[1]), int(gauges[2]))} if gauges else {"kind": "junction"}
    faults = Faults()
    sample = {"node_id": "x", "name": "x", "kind": "junction", "country": None, "rank": 4, "source": "x",
              "geometry": {"type": "Point", "coordinates": [0, 0]}}  # fmt: skip
    for name in (*_TEXTS, "aliases"):
        if name in found and validate(Row("", 0, {**sample, name: found[name]}), Node, faults) is None:
            tally.tell(
                number,
                "attribute",
                f"`{name}` is {str(found.pop(name))[:60]!r}, which breaks a rule of nodes; it is left out.",
            )
    return found
