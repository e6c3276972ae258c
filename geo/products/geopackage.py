"""The GeoPackage: layers and tables by GDAL, then styles, column descriptions and metadata by SQLite."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import numpy as np
import pyogrio
import shapely

from geo.atomic import flush
from geo.errors import ProductError
from geo.evidence.intervals import POLICY
from geo.languages import LANGUAGES
from geo.network.links import MODES, STATUSES
from geo.network.nodes import NODE_KINDS
from geo.products.attribution import attribution_lines, licences
from geo.products.contents import Contents
from geo.products.layers import all_layers
from geo.products.model_tables import model_tables
from geo.products.qml import column_title, layer_qml
from geo.products.scenario_view import scenario_views, write_view
from geo.products.soundness import check_geopackage
from geo.products.style import corridor_colours
from geo.products.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from geo.atlas import Atlas
    from geo.model.results import Result
    from geo.products.columns import Value
    from geo.products.layers import Layer

Styles = dict[tuple[str, str], str]
"""The QML of a layer in a language."""
# A GeoPackage bears the time of its last change; the tool has no clock
TIMESTAMP = "2000-01-01T00:00:00.000Z"
_WHOLE = frozenset({"tracks", "lanes", "gauge_mm", "rank", "start", "end", "year", "known_by"})
_LOGICAL = frozenset({"directed", "electrified", "verified"})
_REAL = (
    "_km",
    "_low",
    "_high",
    "_value",
    "value",
    "low",
    "high",
    "_central",
    "_mt_yr",
    "utilisation",
    "mean_h",
    "_per_t",
)
_CHOICES = {
    ("links", "mode"): MODES, ("links", "status"): STATUSES, ("nodes", "kind"): NODE_KINDS,
    ("links", "geometry_quality"): ("track", "stations", "schematic"),
}  # fmt: skip
_TABLES = """
CREATE TABLE IF NOT EXISTS gpkg_extensions (
  table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL, scope TEXT NOT NULL,
  CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
CREATE TABLE gpkg_data_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT, mime_type TEXT,
  constraint_name TEXT, CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),
  CONSTRAINT gdc_tn UNIQUE (table_name, name));
CREATE TABLE gpkg_data_column_constraints (
  constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT, min NUMERIC, min_is_inclusive BOOLEAN,
  max NUMERIC, max_is_inclusive BOOLEAN, description TEXT,
  CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value));
CREATE TABLE gpkg_metadata (
  id INTEGER CONSTRAINT m_pk PRIMARY KEY ASC NOT NULL, md_scope TEXT NOT NULL DEFAULT 'dataset',
  md_standard_uri TEXT NOT NULL, mime_type TEXT NOT NULL DEFAULT 'text/xml', metadata TEXT NOT NULL DEFAULT '');
CREATE TABLE gpkg_metadata_reference (
  reference_scope TEXT NOT NULL, table_name TEXT, column_name TEXT, row_id_value INTEGER,
  timestamp DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')), md_file_id INTEGER NOT NULL,
  md_parent_id INTEGER, CONSTRAINT crmr_mfi_fk FOREIGN KEY (md_file_id) REFERENCES gpkg_metadata(id),
  CONSTRAINT crmr_mpi_fk FOREIGN KEY (md_parent_id) REFERENCES gpkg_metadata(id));
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256), f_table_schema TEXT(256),
  f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT,
  useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30), update_time DATETIME);
"""
_EXTENSIONS = {
    "gpkg_data_columns": ("gpkg_schema", "http://www.geopackage.org/spec121/#extension_schema"),
    "gpkg_data_column_constraints": ("gpkg_schema", "http://www.geopackage.org/spec121/#extension_schema"),
    "gpkg_metadata": ("gpkg_metadata", "http://www.geopackage.org/spec121/#extension_metadata"),
    "gpkg_metadata_reference": ("gpkg_metadata", "http://www.geopackage.org/spec121/#extension_metadata"),
}


def write_geopackage(
    atlas: Atlas, path: Path, corridor_ids: Sequence[str] | None = None, results: Sequence[Result] = ()
) -> None:
    """
    Write the GeoPackage and check it.

    Parameters
    ----------
    atlas
        The atlas.
    path
        A file that does not exist yet.
    corridor_ids
        Corridors or entries; None for everything.
    results
        What scenarios come to, for the tables of `model_tables`; without any these are left out.

    Raises
    ------
    ProductError
        If the file could not be written whole.
    UnknownIdError
        If the atlas has neither a corridor nor an entry of such an id.
    """
    contents = Contents(atlas, corridor_ids=corridor_ids)
    write_layers(atlas, path, chain(all_layers(contents), model_tables(atlas, results, corridor_ids)))


def write_layers(atlas: Atlas, path: Path, layers: Iterable[Layer]) -> None:
    """
    Write layers one after the other, and send the file to the disk once, when it is whole.

    Parameters
    ----------
    atlas
        The atlas, for colours and attribution.
    path
        A file that does not exist yet.
    layers
        As from `all_layers` and `model_tables`; each is asked for when those before it are written.

    Raises
    ------
    ProductError
        If the file could not be written whole.
    """
    written: list[Layer] = []  # without their records, so that those of one layer only are held at a time
    counts: dict[str, int] = {}
    styles: Styles = {}
    colours = corridor_colours(atlas.network)
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": TIMESTAMP, "OGR_SQLITE_SYNCHRONOUS": "OFF"})
    try:
        for layer in layers:
            counts[layer.name] = len(layer.records)
            styles |= _styles(layer, colours)
            options = {"FID": "fid", "IDENTIFIER": words("en", "geopackage")[f"layer.{layer.name}"]}
            geometry = {"GEOMETRY_NAME": "geom"} if layer.geometry_type else {}
            write_layer(path, layer, "GPKG", {"VERSION": "1.2"}, options | geometry)
            written.append(replace(layer, records=[], geometry=()))
        views = scenario_views(written)
        for view in views:
            styles |= _styles(view, colours)
        _describe(atlas, path, [*written, *views], styles)
        flush(path)
    except (RuntimeError, sqlite3.Error, OSError) as error:  # pyogrio's errors are RuntimeErrors
        raise ProductError(
            f"The GeoPackage {path.name} could not be written: {error!s:.160}. Is the disk full?"
        ) from error
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None, "OGR_SQLITE_SYNCHRONOUS": None})
    check_geopackage(path, counts)


def write_layer(
    path: Path, layer: Layer, driver: str, dataset_options: dict[str, str], layer_options: dict[str, str]
) -> None:
    """
    Write one layer by GDAL, with a type for each column.

    Parameters
    ----------
    path
        The file; one of several layers may exist.
    layer
        The layer.
    driver
        GDAL's driver.
    dataset_options, layer_options
        GDAL's options.
    """
    values, masks = zip(*(_column(name, [r[name] for r in layer.records]) for name in layer.columns), strict=True)
    pyogrio.raw.write(
        path, geometry=_geometry(layer), field_data=list(values), fields=np.array(layer.columns, dtype=object),
        field_mask=list(masks), layer=layer.name, driver=driver, geometry_type=layer.geometry_type,
        crs="EPSG:4326" if layer.geometry_type else None, dataset_options=dataset_options, layer_options=layer_options,
    )  # fmt: skip


def _column(name: str, values: Sequence[Value]) -> tuple[NDArray[Any], NDArray[np.bool_] | None]:
    """Give a column's array and which of it is unknown: the type follows the name, for a column may be all unknown."""
    if name in _WHOLE:
        filled: NDArray[Any] = np.array([0 if value is None else value for value in values], dtype=np.int32)
    elif name in _LOGICAL or name.startswith("is_") or name.endswith(("_is_disputed", "_is_open_above")):
        filled = np.array([bool(value) for value in values], dtype=bool)
    elif name.endswith(_REAL):
        filled = np.array([0.0 if value is None else float(value) for value in values], dtype=np.float64)
    else:
        return np.array([None if value in (None, "") else str(value) for value in values], dtype=object), None
    return filled, np.array([value is None for value in values], dtype=bool)


def _geometry(layer: Layer) -> NDArray[Any] | None:
    """Give a layer's shapes as WKB, made by arrays: one object a line costs ten times as much."""
    if layer.geometry_type is None:
        return None
    if layer.geometry_type == "Point":
        return np.asarray(shapely.to_wkb(shapely.points(np.array(layer.geometry))))
    is_multi = layer.geometry_type == "MultiLineString"
    lines: list[Any] = [line for part in layer.geometry for line in part] if is_multi else list(layer.geometry)
    shapes: Any = shapely.linestrings(np.concatenate(lines), indices=_numbers(lines))
    if is_multi:
        shapes = shapely.multilinestrings(shapes, indices=_numbers(layer.geometry))
    return np.asarray(shapely.to_wkb(shapes))


def _numbers(parts: Sequence[Any]) -> NDArray[np.intp]:
    """Say for each member to which part it belongs."""
    return np.repeat(np.arange(len(parts)), [len(part) for part in parts])


def _describe(atlas: Atlas, path: Path, layers: Sequence[Layer], styles: Styles) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA synchronous = OFF")
        with database:
            database.executescript(_TABLES)
            database.executemany(
                "INSERT INTO gpkg_extensions VALUES (?, NULL, ?, ?, 'read-write')",
                [(table, name, definition) for table, (name, definition) in _EXTENSIONS.items()],
            )
            for view in layers:
                if view.is_view:
                    write_view(database, view, words("en", "geopackage")[f"layer.{view.name}"], TIMESTAMP)
            _write_columns(database, layers)
            _write_styles(database, layers, styles)
            _write_metadata(database, atlas, layers)
        database.execute("VACUUM")


def _write_columns(database: sqlite3.Connection, layers: Sequence[Layer]) -> None:
    catalogue = words("en", "geopackage")
    rows = [
        (layer.name, column, column, column_meaning(layer.name, column), catalogue.get(f"about.{column}"),
         column if (layer.name, column) in _CHOICES else None)
        for layer in layers for column in layer.columns
    ]  # fmt: skip
    database.executemany("INSERT INTO gpkg_data_columns VALUES (?, ?, ?, ?, ?, NULL, ?)", rows)
    choices = [
        (column, value, words("en", "terms")[f"{column.removeprefix('geometry_')}.{value}"])
        for (_, column), values in _CHOICES.items() for value in values
    ]  # fmt: skip
    database.executemany(
        "INSERT INTO gpkg_data_column_constraints VALUES (?, 'enum', ?, NULL, NULL, NULL, NULL, ?)", choices
    )


def column_meaning(layer: str, column: str) -> str:
    """
    Say what a column holds; of the claims beside a figure, how they stand to it.

    Parameters
    ----------
    layer
        The layer or table.
    column
        Its column.

    Returns
    -------
    meaning
        In English.
    """
    table = words("en", "table")
    for part in ("also_claim_ids", "rival_claim_ids"):
        figure = column.removesuffix(f"_{part}")
        if figure in table and figure != column:
            return f"{table[figure]}: {table[part]}"
    return column_title(layer, column, "en")


def _styles(layer: Layer, colours: dict[str, str]) -> Styles:
    """Write how a layer is drawn, in each language; a table is not."""
    return {(layer.name, lang): layer_qml(layer, lang, colours) for lang in LANGUAGES if layer.geometry_type}


def _write_styles(database: sqlite3.Connection, layers: Sequence[Layer], styles: Styles) -> None:
    rows = []
    for lang in LANGUAGES:
        catalogue = words(lang, "geopackage")
        for layer in layers:
            if layer.geometry_type is not None:
                name = catalogue["style_name"].format(layer=layer.name)
                qml = styles[layer.name, lang]
                rows.append((layer.name, name, qml, lang == "en", catalogue[f"layer.{layer.name}"], TIMESTAMP))
    database.executemany(
        "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, "
        "styleQML, styleSLD, useAsDefault, description, owner, ui, update_time) "
        "VALUES ('', '', ?, 'geom', ?, ?, '', ?, ?, '', NULL, ?)",
        rows,
    )
    database.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change) "
        "VALUES ('layer_styles', 'attributes', 'layer_styles', '', ?)",
        (TIMESTAMP,),
    )


def _write_metadata(database: sqlite3.Connection, atlas: Atlas, layers: Sequence[Layer]) -> None:
    text = "\n".join([*attribution_lines(atlas, "en"), words("en", "terms")["boundaries_note"], POLICY])
    records: list[tuple[str, str, str, str, str | None]] = [
        ("http://purl.org/dc/terms/", "text/plain", text, "geopackage", None)
    ]
    records += [
        ("http://mrcc.com/qgis.dtd", "text/xml", _qgis_metadata(atlas, layer), "table", layer.name)
        for layer in layers
    ]  # fmt: skip
    for number, (standard, mime_type, metadata, scope, table) in enumerate(records, 1):
        row = (number, standard, mime_type, metadata)
        database.execute("INSERT INTO gpkg_metadata VALUES (?, 'dataset', ?, ?, ?)", row)
        reference = (scope, table, TIMESTAMP, number)
        database.execute("INSERT INTO gpkg_metadata_reference VALUES (?, ?, NULL, NULL, ?, ?, NULL)", reference)


def _qgis_metadata(atlas: Atlas, layer: Layer) -> str:
    """Write what QGIS shows under a layer's properties: title, licence, whom to name."""
    root = ET.Element("qgis", {"version": "3.28.0"})
    ET.SubElement(root, "identifier").text = f"corridors:{layer.name}"
    ET.SubElement(root, "language").text = "en"
    ET.SubElement(root, "type").text = "dataset"
    ET.SubElement(root, "title").text = words("en", "geopackage")[f"layer.{layer.name}"]
    ET.SubElement(root, "abstract").text = POLICY
    for licence in licences(atlas).values():
        ET.SubElement(root, "license").text = licence
    for line in attribution_lines(atlas, "en"):
        ET.SubElement(root, "rights").text = line
    return ET.tostring(root, encoding="unicode")
