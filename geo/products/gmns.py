"""The network in GMNS 0.96: nodes, links a direction, locations on them, units, and a description for Frictionless."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from geo.network.incoming import gmns_tables as tables
from geo.products.attribution import attribution_lines, licences
from geo.products.capacity import capacity_rows
from geo.products.columns import csv_text
from geo.products.layers import chosen_corridors, links_layer, nodes_layer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from geo.atlas import Atlas
    from geo.network.incoming.noding import Position
    from geo.network.links import Link
    from geo.products.columns import Record

NODE_EXTRAS = (
    tables.NODE_ID, "name_ru", "name_kk", "aliases", "country", "rank", "gauges_mm", "corridor_ids", "source", "note",
)  # fmt: skip
LINK_EXTRAS = (
    tables.LINK_ID, "mode", "status", "tracks", "lanes_total", "gauge_mm", "electrified", "country",
    "length_reported_km", "capacity_text", "capacity_mt_yr_low", "capacity_mt_yr_high", "capacity_train_pairs_day_low",
    "capacity_train_pairs_day_high", "capacity_period", "capacity_subject", "claim_ids", "corridor_ids",
    "geometry_quality", "geometry_source", "attribute_sources", "osm_way_ids", "note",
)  # fmt: skip
"""What the atlas knows beside the fields of GMNS; figures keep their claims."""
_LETTERED = 12
"""Types of which all orders are tried."""
_USES = ("RAIL", "ROAD", "SEA", "PIPELINE", "POWER")


def gmns_files(atlas: Atlas, corridor_ids: Sequence[str] | None) -> dict[str, bytes]:
    """
    Lay out the network as the tables of GMNS.

    Parameters
    ----------
    atlas
        The atlas.
    corridor_ids
        Corridors or entries; None for all.

    Returns
    -------
    files
        Name to content. Ids are whole numbers, counted over the atlas sorted by id, so that a part has the numbers of
        the whole; a link that both directions use has a row for each. Capacity in vehicles an hour and lane, and free
        speed, are not known and stay empty; tonnes and trains a year stand in columns of their own.

    Raises
    ------
    UnknownIdError
        If the atlas has neither a corridor nor an entry of such an id.
    ProductError
        If there is nothing to draw.
    """
    drawn, rows = chosen_corridors(atlas, corridor_ids), capacity_rows(atlas, corridor_ids)
    known = {str(record["node_id"]): record for record in nodes_layer(atlas, rows, drawn).records}
    known = {name: record | {"aliases": "; ".join(atlas.network.nodes[name].aliases)} for name, record in known.items()}
    links = {str(record["link_id"]): record for record in links_layer(atlas, rows, drawn).records}
    numbers = {name: number for number, name in enumerate(sorted(atlas.network.nodes), 1)}
    places = {name: number for number, name in enumerate(sorted(atlas.network.links))}
    chosen = _by_type([atlas.network.links[link_id] for link_id in links])
    spots = _spots(atlas, sorted({end for link in chosen for end in (link.from_node_id, link.to_node_id)}))
    found: dict[str, tuple[tuple[str, ...], list[Record]]] = {
        "config": (tables.CONFIG, [_config()]),
        "link": ((*tables.LINK, *LINK_EXTRAS), [
            row for link in chosen for row in _link_rows(atlas, link, links[link.link_id], numbers, spots)
        ]),
        "location": ((*tables.LOCATION, *NODE_EXTRAS, "name"), [
            row for link in chosen for row in _location_rows(atlas, link, known, numbers)
        ]),
        "node": ((*tables.NODE, *NODE_EXTRAS), [
            _node_row(known[name], numbers[name], spot) for name, spot in spots.items()
        ]),
        "use_group": (tables.USE_GROUP, [
            {"use_group": "FREIGHT", "uses": ",".join(_USES), "description": "Modes of freight, each a use of its own."}
        ]),
    }  # fmt: skip
    for row in (*found["link"][1], *found["location"][1]):
        row["link_id"] = 2 * places[str(row[tables.LINK_ID])] + int(str(row.get("way", 0))) + 1
    for number, row in enumerate(found["location"][1], 1):
        row["loc_id"] = number
    files = {
        f"{name}.csv": csv_text(_filled(rows, columns), columns).encode() for name, (columns, rows) in found.items()
    }
    columns = {name: pair[0] for name, pair in found.items()}
    return {**files, "datapackage.json": _described(atlas, columns).encode()}


def _type(link: Link) -> str:
    return link.facility_type or link.mode


def _by_type(links: Sequence[Link]) -> list[Link]:
    """
    Put links of one type together, in an order of the types that AequilibraE can give letters to.

    It names a type by the first letter in it that the type before has not taken, and stops where a letter comes twice.
    """
    types = sorted({_type(link) for link in links})
    order = _lettered(types, ()) if len(types) <= _LETTERED else None
    return sorted(links, key=lambda link: ((order or types).index(_type(link)), link.link_id))


def _lettered(left: Sequence[str], letters: tuple[str, ...]) -> list[str] | None:
    if not left:
        return []
    for name in left:
        letter = next((char for char in name if char not in ("y", "z", *letters[-1:])), "_")
        if letter not in letters:
            rest = _lettered([other for other in left if other != name], (*letters, letter))
            if rest is not None:
                return [name, *rest]
    return None


def _filled(rows: Sequence[Record], columns: Sequence[str]) -> list[Record]:
    return [{name: row.get(name) for name in columns} for row in rows]


def _config() -> Record:
    return {
        "dataset_name": "corridor-atlas", "short_length": "m", "long_length": "km", "speed": "km/h", "crs": "EPSG:4326",
        "geometry_field_format": "WKT", "version_number": tables.VERSION, "id_type": "integer",
    }  # fmt: skip


def _spots(atlas: Atlas, node_ids: Sequence[str]) -> dict[str, Position]:
    """Set nodes of one position apart by a centimetre, far below what a position means: readers take them for one."""
    taken: Counter[Position] = Counter()
    spots = {}
    for name in node_ids:
        lon, lat = position = atlas.network.nodes[name].position
        spots[name] = (round(lon + 1e-7 * taken[position], 7), lat)
        taken[position] += 1
    return spots


def _node_row(record: Record, number: int, spot: Position) -> Record:
    return {**record, tables.NODE_ID: record["node_id"], "node_id": number, "x_coord": spot[0], "y_coord": spot[1],
            "node_type": record["kind"]}  # fmt: skip


def _link_rows(
    atlas: Atlas, link: Link, record: Record, numbers: Mapping[str, int], spots: Mapping[str, Position]
) -> Iterator[Record]:
    """Write the row of each direction; lanes are those of the direction, where the total can be halved."""
    ways = 1 if link.directed else 2
    lanes = link.lanes // ways if link.lanes is not None and link.lanes % ways == 0 else None
    ends = (link.from_node_id, link.to_node_id)
    line = (spots[ends[0]], *link.line[1:-1], spots[ends[1]])
    for way in range(ways):
        yield {
            **record, tables.LINK_ID: link.link_id, "way": way, "from_node_id": numbers[ends[0]],
            "to_node_id": numbers[ends[1]], "directed": True, "dir_flag": 1, "geometry": _wkt(line),
            "length": round(atlas.network.length_km[link.link_id], 3), "lanes": lanes, "lanes_total": link.lanes,
            "facility_type": _type(link), "allowed_uses": link.mode.upper(),
        }  # fmt: skip
        ends, line = ends[::-1], line[::-1]


def _location_rows(
    atlas: Atlas, link: Link, known: Mapping[str, Record], numbers: Mapping[str, int]
) -> Iterator[Record]:
    """Place the nodes that a link passes: at the vertex that is nearest, in metres from where it begins."""
    steps = [0.0]
    for km in atlas.network.segment_km[link.link_id]:
        steps.append(steps[-1] + 1000 * km)
    for name in link.via:
        lon, lat = atlas.network.nodes[name].position
        nearest = min(range(len(link.line)), key=lambda i: (link.line[i][0] - lon) ** 2 + (link.line[i][1] - lat) ** 2)
        row: Record = {tables.NODE_ID: name, tables.LINK_ID: link.link_id, "ref_node_id": numbers[link.from_node_id]}
        spot: Record = {"lr": round(steps[nearest], 1), "x_coord": lon, "y_coord": lat}
        yield {**known[name], **row, **spot, "loc_type": known[name]["kind"]}


def _wkt(line: Sequence[tuple[float, float]]) -> str:
    return f"LINESTRING ({', '.join(f'{lon!r} {lat!r}' for lon, lat in line)})"


def _described(atlas: Atlas, columns: Mapping[str, Sequence[str]]) -> str:
    """Describe the tables as a Data Package: their columns, their keys, whom to name."""
    resources: list[dict[str, Any]] = [
        {"name": name, "path": f"{name}.csv", "profile": "tabular-data-resource", "encoding": "utf-8",
         "schema": {"fields": [{"name": column, "type": "any"} for column in fields], **_KEYS.get(name, {})}}
        for name, fields in columns.items()
    ]  # fmt: skip
    package = {
        "name": "corridor-atlas", "profile": "tabular-data-package",
        "title": "Transport corridors in GMNS 0.96",
        "description": "; ".join(attribution_lines(atlas, "en")),
        "licenses": [{"name": name, "title": title} for name, title in licences(atlas).items()],
        "resources": resources,
    }  # fmt: skip
    return json.dumps(package, ensure_ascii=False, indent=1) + "\n"


def _key(field: str, resource: str, column: str) -> dict[str, Any]:
    return {"fields": field, "reference": {"resource": resource, "fields": column}}


_KEYS: dict[str, dict[str, Any]] = {
    "node": {"primaryKey": "node_id"},
    "link": {"primaryKey": "link_id",
             "foreignKeys": [_key("from_node_id", "node", "node_id"), _key("to_node_id", "node", "node_id")]},
    "location": {"primaryKey": "loc_id",
                 "foreignKeys": [_key("link_id", "link", "link_id"), _key("ref_node_id", "node", "node_id")]},
    "use_group": {"primaryKey": "use_group"},
}  # fmt: skip
