"""Links, nodes and corridors as layers: flat columns beside geometry, for GeoPackage and exports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.errors import ProductError
from geo.evidence.periods import is_whole_years
from geo.languages import LANGUAGES
from geo.products.capacity import ROLES
from geo.products.columns import CLAIM_COLUMNS, SOURCE_COLUMNS
from geo.products.phrases import NBSP
from geo.products.tables import figure_sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo.atlas import Atlas
    from geo.evidence.claims import Claim
    from geo.network.links import Link
    from geo.network.nodes import Node
    from geo.products.capacity import CapacityRow, Figure
    from geo.products.columns import Record, Value
    from geo.products.contents import Contents

Position = tuple[float, float]
Line = tuple[Position, ...]


@dataclass(frozen=True)
class Layer:
    """
    Records of one kind, with their geometry.

    Parameters
    ----------
    name
        The layer's name.
    columns
        The records' keys.
    records
        Flat records, in the order of their ids.
    geometry_type
        ``"Point"``, ``"LineString"`` or ``"MultiLineString"``; None for a table.
    geometry
        For each record a position, a line or lines, in WGS84 degrees.
    is_view
        Whether the records are put together from other layers where the file is read, and not written again.
    """

    name: str
    columns: tuple[str, ...]
    records: list[Record]
    geometry_type: str | None = None
    geometry: Sequence[Position | Line | list[Line]] = ()
    is_view: bool = False


def chosen_corridors(atlas: Atlas, corridor_ids: Sequence[str] | None) -> list[str]:
    """
    Name the corridors that a product draws.

    Parameters
    ----------
    atlas
        The atlas.
    corridor_ids
        Corridors, or entries, which have nothing to draw; None for all.

    Returns
    -------
    corridor_ids
        The corridors among them, each once, in the order of the atlas.

    Raises
    ------
    UnknownIdError
        If the atlas has neither a corridor nor an entry of such an id.
    ProductError
        If nothing is left to draw.
    """
    if corridor_ids is None:
        return every_corridor(atlas)
    for corridor_id in corridor_ids:
        atlas.corridor_subjects(corridor_id)  # refuses an id that the atlas does not have
    drawn = [corridor_id for corridor_id in atlas.network.corridors if corridor_id in corridor_ids]
    if not drawn:
        raise ProductError(
            f"Entries have no alignment to draw: {list(corridor_ids)}. Name a corridor, or make a table."
        )
    return drawn


def every_corridor(atlas: Atlas) -> list[str]:
    """
    Name all corridors of an atlas, for a product that draws corridors.

    Parameters
    ----------
    atlas
        The atlas.

    Returns
    -------
    corridor_ids
        At least one.

    Raises
    ------
    ProductError
        If there is none: a network alone is no atlas to draw.
    """
    if not atlas.network.corridors:
        raise ProductError(
            f"The atlas has no corridor, and products draw corridors, not its {len(atlas.network.links)} links alone. "
            "Add data/corridors/<corridor_id>.toml with a route over them, as the one of `corridors init`."
        )
    return list(atlas.network.corridors)


def all_layers(contents: Contents) -> Iterator[Layer]:
    """
    Lay out everything that the GeoPackage holds.

    Parameters
    ----------
    contents
        The atlas, the corridors, and what is known of them.

    Yields
    ------
    layer
        ``links``, ``nodes``, ``corridors``, then the tables ``capacity``, ``claims``, ``sources``; each is laid out
        when it is asked for.
    """
    atlas, rows = contents.atlas, contents.rows
    corridors = chosen_corridors(atlas, contents.corridor_ids)
    yield links_layer(atlas, rows, corridors)
    yield nodes_layer(atlas, rows, corridors)
    yield corridors_layer(atlas, rows, corridors)
    yield _layer("capacity", contents.capacity)
    yield Layer("claims", CLAIM_COLUMNS, contents.claims)
    yield Layer("sources", SOURCE_COLUMNS, contents.sources)


def _layer(
    name: str,
    records: list[Record],
    geometry_type: str | None = None,
    geometry: Sequence[Position | Line | list[Line]] = (),
) -> Layer:
    return Layer(name, tuple(records[0]), records, geometry_type, geometry)


def links_layer(atlas: Atlas, rows: Sequence[CapacityRow], corridor_ids: Sequence[str]) -> Layer:
    """
    Lay out the links of corridors.

    Parameters
    ----------
    atlas
        The atlas.
    rows
        What is known, as from `capacity_rows`.
    corridor_ids
        The corridors.

    Returns
    -------
    layer
        A record a link. A volume, capacity or target is that of the smallest subject that covers the link: itself, a
        section, a corridor; ``…_subject`` names it.
    """
    network = atlas.network
    wanted = {link_id for corridor_id in corridor_ids for link_id in network.corridors[corridor_id].link_ids}
    links = [link for link_id, link in sorted(network.links.items()) if link_id in wanted]
    cover = _Cover(atlas, rows)
    records = [_link_record(atlas, link, cover) for link in links]
    return _layer("links", records, "LineString", [link.line for link in links])


def nodes_layer(atlas: Atlas, rows: Sequence[CapacityRow], corridor_ids: Sequence[str]) -> Layer:
    """
    Lay out the nodes on corridors.

    Parameters
    ----------
    atlas
        The atlas.
    rows
        What is known, as from `capacity_rows`.
    corridor_ids
        The corridors.

    Returns
    -------
    layer
        A record a node, with the figures that speak of the node itself.
    """
    network = atlas.network
    corridors: dict[str, list[str]] = {}
    for corridor_id in corridor_ids:
        links = (network.links[link_id] for link_id in network.corridors[corridor_id].link_ids)
        for node_id in dict.fromkeys(node_id for link in links for node_id in link.stops):
            corridors.setdefault(node_id, []).append(corridor_id)
    by_subject = {row.subject: row for row in rows}
    nodes = [network.nodes[node_id] for node_id in sorted(corridors)]
    records = [_node_record(node, corridors[node.node_id], by_subject.get(node.node_id)) for node in nodes]
    return _layer("nodes", records, "Point", [node.position for node in nodes])


def corridors_layer(atlas: Atlas, rows: Sequence[CapacityRow], corridor_ids: Sequence[str]) -> Layer:
    """
    Lay out corridors, each with the lines of all its links.

    Parameters
    ----------
    atlas
        The atlas.
    rows
        What is known, as from `capacity_rows`.
    corridor_ids
        The corridors.

    Returns
    -------
    layer
        A record a corridor; `length_km` is that of its main route.
    """
    network = atlas.network
    by_subject = {row.subject: row for row in rows}
    records: list[Record] = []
    lines: list[list[Line]] = []
    for corridor_id in sorted(corridor_ids):
        corridor, row = network.corridors[corridor_id], by_subject[corridor_id]
        records.append(
            {"corridor_id": corridor_id, "name": corridor.name, "name_ru": corridor.name_ru,
             "name_kk": corridor.name_kk, "status": corridor.status, "modes": " ".join(row.modes),
             "length_km": row.length_km, "length_reported_km": row.length_reported_km,
             "length_all_km": round(sum(network.length_km[link_id] for link_id in corridor.link_ids), 1),
             "summary": corridor.summary}
            | _figures_record({role: _row_figures(row, role) for role in ROLES}) | _claims_record([row])
        )  # fmt: skip
        lines.append([network.links[link_id].line for link_id in corridor.link_ids])
    return _layer("corridors", records, "MultiLineString", lines)


class _Cover:
    """Finds the figure that says most about a link: that of the smallest subject whose links include it."""

    def __init__(self, atlas: Atlas, rows: Sequence[CapacityRow]) -> None:
        network = atlas.network
        self.by_link: dict[str, list[CapacityRow]] = {}
        spans = [(self._links(atlas, row), row) for row in rows if row.subject not in network.nodes]
        for links, row in sorted(spans, key=lambda span: (len(span[0]), span[1].subject)):
            for link_id in links:
                self.by_link.setdefault(link_id, []).append(row)

    @staticmethod
    def _links(atlas: Atlas, row: CapacityRow) -> tuple[str, ...]:
        network = atlas.network
        if row.level == "corridor":
            return network.corridors[row.subject].link_ids
        if row.level == "section":
            return network.sections[row.subject].links
        return (row.subject,) if row.level == "link" else ()

    def figures(self, link_id: str, role: str) -> tuple[Figure, ...]:
        found = (_row_figures(row, role) for row in self.by_link.get(link_id, []))
        return next((figures for figures in found if figures), ())


def _row_figures(row: CapacityRow, role: str) -> tuple[Figure, ...]:
    figures: tuple[Figure, ...] = getattr(row, role)
    return figures


def _link_record(atlas: Atlas, link: Link, cover: _Cover) -> Record:
    network = atlas.network
    names = {lang: atlas.subject_name(link.link_id, lang) for lang in LANGUAGES}
    own = [row for row in cover.by_link.get(link.link_id, []) if row.subject == link.link_id]
    figures = {role: cover.figures(link.link_id, role) for role in ROLES}
    shown = [found[0] for found in figures.values() if found]
    record: Record = {
        "link_id": link.link_id, "name": names["en"], "name_ru": names["ru"], "name_kk": names["kk"],
        "from_node_id": link.from_node_id, "to_node_id": link.to_node_id, "mode": link.mode, "status": link.status,
        "length_km": round(network.length_km[link.link_id], 3),
        "length_reported_km": atlas.reported_km.get(link.link_id), "geometry_quality": link.geometry_quality,
        "corridor_ids": " ".join(network.corridors_of(link.link_id)), "facility_type": link.facility_type,
        "directed": link.directed, "tracks": link.tracks, "lanes": link.lanes, "gauge_mm": link.gauge_mm,
        "electrified": link.electrified, "country": link.country,
        **_figures_record(figures), **_claims_record(own, shown),
        "via": " ".join(link.via), "geometry_source": link.geometry_source,
        "attribute_sources": "; ".join(f"{key}: {text}" for key, text in sorted(link.attribute_sources.items())),
        "osm_way_ids": " ".join(map(str, link.osm_way_ids)), "note": link.note,
    }  # fmt: skip
    return record


def _node_record(node: Node, corridor_ids: Sequence[str], row: CapacityRow | None) -> Record:
    figures = {role: () if row is None else _row_figures(row, role) for role in ROLES}
    record: Record = {
        "node_id": node.node_id, "name": node.name, "name_ru": node.name_ru, "name_kk": node.name_kk,
        "kind": node.kind, "country": node.country, "rank": node.rank,
        "gauges_mm": "/".join(map(str, sorted(node.gauges_mm))) if node.gauges_mm else None,
        "corridor_ids": " ".join(corridor_ids),
        **_figures_record(figures), **_claims_record([] if row is None else [row]),
        "source": node.source, "note": node.note,
    }  # fmt: skip
    return record


def _figures_record(figures: dict[str, tuple[Figure, ...]]) -> Record:
    record: Record = {}
    for role, found in figures.items():
        claim = found[0].claim if found else None
        record[f"{role}_text"] = figure_sentence(found[0], "en").replace(NBSP, " ") if found else None
        record |= _interval(f"{role}_mt_yr", _first_whole(found, "mass"))
        if role == "capacity":
            record |= _interval("capacity_train_pairs_day", _first_whole(found, "train_pairs_day"))
        record["target_deadline" if role == "target" else f"{role}_period"] = claim.period if claim else None
        record[f"{role}_subject"] = claim.subject if claim else None
    return record


def _first_whole(figures: Sequence[Figure], dimension: str) -> Claim | None:
    """Give the first claim about the whole subject and a whole year: a part of either is no figure of the whole."""
    for figure in figures:
        claim = figure.claim
        is_yearly = "/" in claim.unit or is_whole_years(claim.period)
        if claim.scope is None and claim.measure.dimension == dimension and is_yearly and claim.metric != "growth":
            return claim
    return None


def _interval(prefix: str, claim: Claim | None) -> Record:
    if claim is None:
        return {f"{prefix}_low": None, f"{prefix}_high": None}
    interval = claim.base_interval
    high: Value = None if interval.high is None or interval.is_open_above else float(interval.high)
    return {f"{prefix}_low": float(interval.low), f"{prefix}_high": high}


def _claims_record(rows: Sequence[CapacityRow], shown: Sequence[Figure] = ()) -> Record:
    figures = [*shown, *(figure for row in rows for figure in row.figures)]
    claim_ids = dict.fromkeys(name for figure in figures for name in figure.all_claim_ids)
    return {"claim_ids": " ".join(claim_ids), "is_disputed": any(figure.fact.is_disputed for figure in figures)}
