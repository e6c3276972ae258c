"""What scenarios come to as flat records: one set of columns for CSV, workbook and GeoPackage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.products.layers import Layer, chosen_corridors

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from geo.atlas import Atlas
    from geo.model.results import Result, Use
    from geo.products.columns import Record, Value

STATISTIC = "modelled"
"""What stands in the column `statistic`: no figure here is an observation, a reported capacity or a target."""


def model_tables(
    atlas: Atlas, results: Sequence[Result], corridor_ids: Sequence[str] | None = None
) -> list[Layer]:  # fmt: skip
    """
    Lay out what scenarios come to.

    Parameters
    ----------
    atlas
        The atlas.
    results
        The scenarios' results.
    corridor_ids
        Only the links and nodes of these corridors; None for all. Scenarios and what passes are of the whole network.

    Returns
    -------
    tables
        ``scenarios``, ``flows`` (a row a link and scenario), ``node_flows``, ``passes`` (a row a commodity and
        scenario); none of which there is no row.
    """
    links = _drawn_links(atlas, corridor_ids)
    stops = {node_id for link_id in links for node_id in atlas.network.links[link_id].stops}
    tables = {
        "scenarios": [_scenario(one) for one in results],
        "flows": [flow_record(atlas, one, name) for one in results for name in links if name in one.links],
        "node_flows": [node_flow_record(one, name) for one in results for name in sorted(stops & one.nodes.keys())],
        "passes": [passing_record(one, row) for one in results for row in one.commodities],
    }
    return [Layer(name, tuple(records[0]), records) for name, records in tables.items() if records]


def _drawn_links(atlas: Atlas, corridor_ids: Sequence[str] | None) -> list[str]:
    network = atlas.network
    chosen = chosen_corridors(atlas, corridor_ids)
    return sorted({link_id for corridor_id in chosen for link_id in network.corridors[corridor_id].link_ids})


def _scenario(one: Result) -> Record:
    total = one.totals.get
    return {
        "scenario_id": one.scenario_id, "name": one.names["en"], "name_ru": one.names["ru"],
        "name_kk": one.names["kk"], "year": one.year, "known_by": one.known_by, "base": one.base,
        "statistic": STATISTIC, "summary": one.summaries["en"], "changes": change_text(one.changes),
        "demand_mt_yr": total("demand_mt"), "passes_mt_yr": total("passes_mt"), "left_mt_yr": total("left_mt"),
        "bn_t_km": total("bn_t_km"), "mean_h": total("mean_h"), "mean_usd_per_t": total("mean_usd_per_t"),
        "note": " ".join(one.notes) or None,
    }  # fmt: skip


def change_text(changes: Iterable[Mapping[str, Any]]) -> str:
    """
    Write what a scenario changes as sentences.

    Parameters
    ----------
    changes
        Its changes, as a result has them.

    Returns
    -------
    text
        A sentence a change: its name, of what, before and after, from when, on whose word.
    """
    return " ".join(
        f"{row['change']} ({row['of']}, {row['attribute']}: {row['before'] or 'unchanged'} → "
        f"{row['after'] or 'unchanged'}, from {row['from_year']}; {row['source']})."
        for row in changes
    )


def flow_record(atlas: Atlas, one: Result, link_id: str) -> Record:
    """
    Flatten what a scenario makes of a link.

    Parameters
    ----------
    atlas
        The atlas.
    one
        The scenario's result.
    link_id
        The link.

    Returns
    -------
    record
        Flows and capacity in Mt a year, utilisation as a share, and what the capacity rests on.
    """
    link, use = atlas.network.links[link_id], one.links[link_id]
    return {
        "scenario_id": one.scenario_id, "year": one.year, "link_id": link_id, "from_node_id": link.from_node_id,
        "to_node_id": link.to_node_id, "statistic": STATISTIC,
        "forward_mt_yr": use.forward_mt, "backward_mt_yr": use.backward_mt, **_capacity(use),
    }  # fmt: skip


def node_flow_record(one: Result, node_id: str) -> Record:
    """
    Flatten what a scenario makes of a node.

    Parameters
    ----------
    one
        The scenario's result.
    node_id
        The node.

    Returns
    -------
    record
        As of a link; what passes is of all directions.
    """
    use = one.nodes[node_id]
    return {
        "scenario_id": one.scenario_id, "year": one.year, "node_id": node_id, "statistic": STATISTIC,
        "through_mt_yr": use.forward_mt, **_capacity(use),
    }  # fmt: skip


def _capacity(use: Use) -> Record:
    return {
        "utilisation": use.utilisation, "is_full": use.is_full,
        "modelled_capacity_mt_yr_low": use.low, "modelled_capacity_mt_yr_central": use.central,
        "modelled_capacity_mt_yr_high": use.high,
        "capacity_basis": use.basis, "capacity_subject": None if use.central is None else use.subject,
        "claim_ids": " ".join(use.claim_ids), "assumption_ids": " ".join(use.assumption_ids),
    }  # fmt: skip


def passing_record(one: Result, row: Mapping[str, Any]) -> Record:
    """
    Flatten what passes of a commodity.

    Parameters
    ----------
    one
        The scenario's result.
    row
        A row of its commodities.

    Returns
    -------
    record
        Demand, what passes and what is left, in Mt a year.
    """
    binds: Sequence[str] = row["binds"] or ()
    ends: dict[str, Value] = {name: row[name] for name in ("commodity_id", "origin", "destination", "what")}
    return {
        "scenario_id": one.scenario_id, "year": one.year, **ends, "statistic": STATISTIC,
        "demand_mt_yr": row["demand_mt"], "passes_mt_yr_low": row["passes_mt_low"],
        "passes_mt_yr_central": row["passes_mt"], "passes_mt_yr_high": row["passes_mt_high"],
        "left_mt_yr": row["left_mt"], "binds": "; ".join(binds), "source": row["source"],
        "claim_ids": " ".join(row["claim_ids"]),
    }  # fmt: skip
