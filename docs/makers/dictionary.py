"""The data dictionary, from the schemas that records are checked against and from the tables that are written."""

from __future__ import annotations

import importlib
import pkgutil
import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import geo
from geo.evidence.metrics import METRICS
from geo.products.build import run_scenarios
from geo.products.contents import Contents
from geo.products.geopackage import column_meaning
from geo.products.layers import all_layers
from geo.products.model_tables import model_tables
from geo.products.scenario_view import scenario_views
from geo.products.words import words
from geo.records import Record
from geo.units import UNITS
from makers.markdown import plain, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.products.layers import Layer

FILES = {
    "Source": "seeds/sources/<source_id>.toml",
    "Claim": "seeds/claims/<source_id>.csv",
    "Decision": "seeds/decisions.toml",
    "Node": "data/corridors/nodes.geojson",
    "Link": "data/corridors/links.geojson",
    "Corridor": "data/corridors/<corridor_id>.toml",
    "Route": "[[route]] of a corridor",
    "Section": "[[section]] of a corridor",
    "Entry": "data/corridors/entries.toml",
    "Scenario": "data/corridors/scenarios/<scenario_id>.toml",
    "Change": "[[change]] of a scenario",
    "Select": "select of a change",
}
"""Where the records stand, in the order of the page; what is not here is part of another record."""
INTRODUCTION = """\
# Data dictionary

What an atlas' files hold, and what the products' tables hold. The first part is made from the schemas that every record
is checked against (nothing more is allowed in a record), the second from the tables as they are written.

Columns carry their unit: `length_km`, `capacity_mt_yr_low`, `gauge_mm`. Ids are lower-case, ASCII, hyphenated. What is
not known is null, never zero. `…_low` and `…_high` are the ends of an interval; without a `…_high` nothing sets a
ceiling.
"""


def page() -> str:
    """Write the page."""
    atlas = geo.read_atlas()
    written = [*all_layers(Contents(atlas)), *model_tables(atlas, run_scenarios(atlas, None))]
    layers = [*written, *(_read(view, written) for view in scenario_views(written))]
    columns = {layer.name: layer.columns for layer in layers}
    schemas = {one.__name__: one for one in _records()}
    parts = [INTRODUCTION, "## Files of an atlas\n"]
    for name, place in FILES.items():
        layer = f"{name.lower()}s"  # the table that holds these records, where there is one
        meant = {column: column_meaning(layer, column) for column in columns.get(layer, ())}
        parts += [f"### {name} {{ #{name.lower()}-record }}\n", f"`{place}`\n", *_record(schemas[name], meant)]
    parts += ["## Metrics and units\n", *_measures(), "## Tables of the GeoPackage\n", _geopackage_note()]
    for one in layers:
        parts += _layer(one)
    return "\n".join(parts)


@cache
def _records() -> list[type[Record]]:
    for module in pkgutil.walk_packages(geo.__path__, "geo."):
        if module.name.split(".")[1] in {"evidence", "network", "model"} and ".osm" not in module.name:
            importlib.import_module(module.name)
    found, left = [], [Record]
    while left:
        subclasses = [one for one in left.pop().__subclasses__() if one.__module__.startswith("geo.")]
        found += subclasses
        left += subclasses
    return found


def _record(schema: type[Record], meant: dict[str, str]) -> Iterator[str]:
    yield "\n\n".join(plain(" ".join(part.split())) for part in (schema.__doc__ or "").split("\n\n")) + "\n"
    described = schema.model_json_schema()
    required, definitions = set(described.get("required", ())), described.get("$defs", {})
    yield table(
        ("field", "required", "takes", "meaning"),
        [
            (f"`{name}`", "yes" if name in required else "", _takes(about, definitions), meant.get(name, ""))
            for name, about in described["properties"].items()
        ],
    )


def _takes(about: dict[str, Any], definitions: dict[str, Any]) -> str:
    """Say in words what a JSON schema allows."""
    if "$ref" in about:
        name = about["$ref"].rpartition("/")[2]
        inner = definitions[name]
        return _takes(inner, definitions) if "properties" not in inner else name.lower()
    if "anyOf" in about:
        said = [_takes(one, definitions) for one in about["anyOf"]]
        text = " or ".join(dict.fromkeys(one for one in said if one != "null"))
        return f"{text}, or null" if "null" in said else text
    if "enum" in about or "const" in about:
        return ", ".join(f"`{value}`" for value in about.get("enum", [about.get("const")]))
    if about.get("type") == "array":
        inner = _takes(about.get("items", about.get("prefixItems", [{}])[0]), definitions)
        return f"list of {inner}"
    kind = {"string": "text", "number": "number", "integer": "whole number", "boolean": "true or false"}
    said = kind.get(about.get("type", ""), about.get("type", "any"))
    limits = [f"{word} {about[key]:g}" for key, word in _LIMITS.items() if key in about]
    limits += [f"like `{about['pattern']}`"] if "pattern" in about else []
    limits += [f"at most {about['maxLength']} characters"] if "maxLength" in about else []
    return ", ".join([said, *limits])


_LIMITS = {"minimum": "from", "exclusiveMinimum": "above", "maximum": "to", "exclusiveMaximum": "below"}


def _measures() -> Iterator[str]:
    terms = words("en", "terms")
    yield table(
        ("metric", "meaning", "measured in"),
        [
            (f"`{name}`", terms.get(f"metric.{name}", ""),
             ", ".join(f"`{unit}`" for unit, one in UNITS.items() if one.dimension in dimensions))
            for name, dimensions in METRICS.items()
        ],
    )  # fmt: skip


def _read(view: Layer, written: list[Layer]) -> Layer:
    """Put a view's records together as SQLite does where the file is read."""
    tables = {layer.name: layer.records for layer in written}
    links = {record["link_id"]: record for record in tables["links"]}
    return replace(view, records=[{**links[flow["link_id"]], **flow} for flow in tables["flows"]])


def _geopackage_note() -> str:
    return (
        "`corridors export -f gpkg`; the same columns in CSV, workbook, FlatGeobuf, GeoJSON and KMZ, as far as the "
        "format has them. QGIS shows the titles in three languages.\n"
    )


def _layer(layer: Layer) -> Iterator[str]:
    columns = words("en", "geopackage")
    title = columns.get(f"layer.{layer.name}", layer.name)
    yield f"### {layer.name} {{ #{layer.name}-layer }}\n"
    yield plain(f"{title}. {f'{layer.geometry_type}, EPSG:4326.' if layer.geometry_type else 'No geometry.'}\n")
    rows = [(f"`{name}`", column_meaning(layer.name, name), _sort(layer, name)) for name in layer.columns]
    yield table(("column", "meaning", "holds"), rows)


def _sort(layer: Layer, column: str) -> str:
    kinds = {type(record[column]).__name__ for record in layer.records if record.get(column) is not None}
    named = {"str": "text", "int": "whole number", "float": "number", "Decimal": "number", "bool": "true or false"}
    return (
        ", ".join(sorted({re.sub(r"(?i)datetime.*", "date", named.get(kind, kind)) for kind in kinds})) or "nothing yet"
    )
