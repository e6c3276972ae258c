"""The layer of links by scenario: a view over the GeoPackage's own tables, which repeats no geometry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.products.layers import Layer

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

NAME = "scenario_links"
_OF_LINKS = ("link_id", "name", "name_ru", "name_kk", "mode", "status", "length_km", "geometry_quality", "corridor_ids")
_OF_FLOWS = (
    "scenario_id", "year", "statistic", "forward_mt_yr", "backward_mt_yr", "utilisation", "is_full",
    "modelled_capacity_mt_yr_low", "modelled_capacity_mt_yr_central", "modelled_capacity_mt_yr_high", "capacity_basis",
    "capacity_subject", "claim_ids", "assumption_ids",
)  # fmt: skip


def scenario_views(layers: Sequence[Layer]) -> list[Layer]:
    """
    Lay out the views over layers.

    Parameters
    ----------
    layers
        The layers that are written.

    Returns
    -------
    views
        ``scenario_links``, one feature a link and scenario, where there are flows.
    """
    if not any(layer.name == "flows" for layer in layers):
        return []
    return [Layer(NAME, (*_OF_FLOWS[:2], *_OF_LINKS, *_OF_FLOWS[2:]), [], "LineString", is_view=True)]


def write_view(database: sqlite3.Connection, view: Layer, identifier: str, timestamp: str) -> None:
    """
    Add the view to a GeoPackage, as GDAL and QGIS read spatial views.

    Parameters
    ----------
    database
        The GeoPackage, with ``links`` and ``flows`` in it.
    view
        As from `scenario_views`.
    identifier
        Its title.
    timestamp
        The time that the file bears.
    """
    columns = ", ".join(f"{'flows' if name in _OF_FLOWS else 'links'}.{name} AS {name}" for name in view.columns)
    database.execute(
        f"CREATE VIEW {view.name} AS SELECT flows.fid AS OGC_FID, links.geom AS geom, {columns} "  # noqa: S608 - our own names
        "FROM flows JOIN links ON links.link_id = flows.link_id"
    )
    database.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change, min_x, min_y, max_x, "
        "max_y, srs_id) SELECT ?, data_type, ?, '', ?, min_x, min_y, max_x, max_y, srs_id FROM gpkg_contents "
        "WHERE table_name = 'links'",
        (view.name, identifier, timestamp),
    )
    database.execute(
        "INSERT INTO gpkg_geometry_columns SELECT ?, column_name, geometry_type_name, srs_id, z, m "
        "FROM gpkg_geometry_columns WHERE table_name = 'links'",
        (view.name,),
    )
