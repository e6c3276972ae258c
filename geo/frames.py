"""The atlas' records as DataFrames and GeoDataFrames."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.evidence.claims import claim_row
from geo.network.links import Link
from geo.network.nodes import Node

if TYPE_CHECKING:
    from geo.atlas import Atlas

CRS = "EPSG:4326"
# Columns stand also where an atlas has no row for them
_CLAIM = ("claim_id", "source_id", "subject", "metric", "scope", "value", "value_high", "unit", "low", "high",
          "is_open_above", "qualifier", "period", "base", "statistic", "start", "end", "verified", "note")  # fmt: skip
_WINNER = ("subject", "metric", "scope", "period", "statistic", "value", "unit", "low", "high", "is_open_above",
           "qualifier", "claim_id", "verified")  # fmt: skip
_FACT = (*_WINNER, "claim_ids", "is_disputed", "rival_claim_ids", "decision_id")
_NODE = (*(name for name in Node.model_fields if name not in {"geometry", "gauges_mm"}), "gauges_mm")
_TEXTS = ("via", "attribute_sources", "osm_way_ids")
_LINK = (*(name for name in Link.model_fields if name not in {"geometry", *_TEXTS}), "length_km", "length_reported_km",
         "corridor_ids", *_TEXTS)  # fmt: skip
_CORRIDOR = ("corridor_id", "name", "name_ru", "name_kk", "status", "modes", "length_km", "summary", "claims")


def claims_frame(atlas: Atlas) -> pd.DataFrame:
    """
    Give all claims as a table.

    Parameters
    ----------
    atlas
        The atlas.

    Returns
    -------
    claims
        One a row, indexed by `claim_id`; `start` and `end` are nullable integers.
    """
    sources = atlas.evidence.sources
    rows = [claim_row(c, is_verified=sources[c.source_id].is_document) for c in atlas.evidence.claims.values()]
    types = dict.fromkeys(("value", "value_high", "low", "high"), "float64") | dict.fromkeys(("start", "end"), "Int64")
    return pd.DataFrame(rows, columns=_CLAIM).astype(types).set_index("claim_id")


def facts_frame(atlas: Atlas) -> pd.DataFrame:
    """
    Give what the claims settle to as a table.

    Parameters
    ----------
    atlas
        The atlas.

    Returns
    -------
    facts
        One matter a row: the winner's figure and interval, all claims, and whether they are disputed.
    """
    rows = []
    for fact in atlas.evidence.facts.values():
        verified = atlas.evidence.sources[fact.winner.source_id].is_document
        row = claim_row(fact.winner, is_verified=verified)
        rows.append({name: row[name] for name in _WINNER} | {
            "claim_ids": " ".join(claim.claim_id for claim in fact.claims),
            "is_disputed": fact.is_disputed,
            "rival_claim_ids": " ".join(claim.claim_id for claim in fact.rivals),
            "decision_id": fact.decision_id,
        })  # fmt: skip
    return pd.DataFrame(rows, columns=_FACT).astype({"high": "float64"})


def nodes_frame(atlas: Atlas) -> gpd.GeoDataFrame:
    """
    Give all nodes with their points.

    Parameters
    ----------
    atlas
        The atlas.

    Returns
    -------
    nodes
        Indexed by `node_id`, EPSG:4326; `gauges_mm` is a text, ``"1435/1520"``, and so are `aliases`.
    """
    nodes = atlas.network.nodes.values()
    rows = [
        node.model_dump(exclude={"geometry", "gauges_mm"})
        | {"aliases": "; ".join(node.aliases) or None}
        | {"gauges_mm": "/".join(map(str, sorted(node.gauges_mm))) if node.gauges_mm else None}
        for node in nodes
    ]
    points = shapely.points(np.array([node.position for node in nodes], dtype=np.float64).reshape(-1, 2))
    return gpd.GeoDataFrame(pd.DataFrame(rows, columns=_NODE).set_index("node_id"), geometry=points, crs=CRS)


def links_frame(atlas: Atlas) -> gpd.GeoDataFrame:
    """
    Give all links with their lines.

    Parameters
    ----------
    atlas
        The atlas.

    Returns
    -------
    links
        Indexed by `link_id`, EPSG:4326. `length_km` is measured on the geometry, `length_reported_km` a claim's or
        missing; `corridor_ids` names the corridors over the link; `via`, `attribute_sources` and
        `osm_way_ids` are texts.
    """
    network = atlas.network
    rows = []
    for link_id, link in network.links.items():
        row = link.model_dump(exclude={"geometry", *_TEXTS})
        rows.append(row | {
            "length_km": round(network.length_km[link_id], 3),
            "length_reported_km": atlas.reported_km.get(link_id),
            "corridor_ids": " ".join(network.corridors_of(link_id)),
            "via": " ".join(link.via),
            "attribute_sources": "; ".join(f"{key}: {text}" for key, text in link.attribute_sources.items()),
            "osm_way_ids": " ".join(map(str, link.osm_way_ids)),
        })  # fmt: skip
    whole = dict.fromkeys(("tracks", "lanes", "gauge_mm"), "Int64")
    frame = pd.DataFrame(rows, columns=_LINK).astype(
        whole | {"electrified": "boolean", "length_km": "float64", "length_reported_km": "float64"}
    )
    lines = [shapely.LineString(link.line) for link in network.links.values()]
    return gpd.GeoDataFrame(frame.set_index("link_id"), geometry=lines, crs=CRS)


def corridors_frame(atlas: Atlas) -> gpd.GeoDataFrame:
    """
    Give all corridors with the lines of all their links.

    Parameters
    ----------
    atlas
        The atlas.

    Returns
    -------
    corridors
        Indexed by `corridor_id`, EPSG:4326. `length_km` is that of the main route.
    """
    network = atlas.network
    rows, lines = [], []
    for corridor_id, corridor in network.corridors.items():
        links = [network.links[link_id] for link_id in corridor.link_ids]
        rows.append({
            "corridor_id": corridor_id, "name": corridor.name, "name_ru": corridor.name_ru,
            "name_kk": corridor.name_kk, "status": corridor.status,
            "modes": " ".join(dict.fromkeys(link.mode for link in links)),
            "length_km": round(sum(network.length_km[link_id] for link_id in corridor.route[0].links), 1),
            "summary": corridor.summary, "claims": len(atlas.corridor_claims(corridor_id)),
        })  # fmt: skip
        lines.append(shapely.MultiLineString([link.line for link in links]))
    return gpd.GeoDataFrame(pd.DataFrame(rows, columns=_CORRIDOR).set_index("corridor_id"), geometry=lines, crs=CRS)
