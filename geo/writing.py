"""Write records as the files of an atlas: GeoJSON, a feature a line, and TOML; the same records give the same bytes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from geo.records import Record

if TYPE_CHECKING:
    from collections.abc import Iterable

LEFT_OUT_WHERE_EMPTY = ("aliases", "osm_way_ids")
DECIMALS = 5
"""Of a degree: about a metre."""


def features_text(records: Iterable[Record]) -> str:
    """
    Write records with a `geometry` as a GeoJSON FeatureCollection.

    Parameters
    ----------
    records
        Nodes or links.

    Returns
    -------
    text
        A feature a line, sorted by id (the first field of the record), positions rounded to 5 decimals.
    """
    dumped = [_without_empty(record.model_dump(mode="json")) for record in records]
    dumped.sort(key=lambda data: str(next(iter(data.values()))))
    features = [
        {"type": "Feature", "properties": data, "geometry": _rounded(geometry)}
        for data, geometry in ((data, data.pop("geometry")) for data in dumped)
    ]
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False, allow_nan=False) for feature in features)
    return f'{{"type": "FeatureCollection", "features": [\n{lines}\n]}}\n'


def _without_empty(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value or name not in LEFT_OUT_WHERE_EMPTY}


def _rounded(geometry: dict[str, Any]) -> dict[str, Any]:
    return {**geometry, "coordinates": _round(geometry["coordinates"])}


def _round(value: Any) -> Any:  # noqa: ANN401 - a number, a position, or a list of them
    return [_round(item) for item in value] if isinstance(value, list | tuple) else round(value, DECIMALS) + 0.0


def toml_text(record: Record) -> str:
    """
    Write a record as TOML.

    Parameters
    ----------
    record
        A source or a corridor: fields are texts, numbers, dates, lists of texts, or records of the same kind.

    Returns
    -------
    text
        A field a line, what is unknown left out, then a table for each record within.
    """
    fields = {name: getattr(record, name) for name in type(record).model_fields}
    known = {name: value for name, value in fields.items() if value is not None and value != ()}
    tables = {name: value for name, value in known.items() if _is_tables(value)}
    plain = "".join(f"{name} = {_toml(value)}\n" for name, value in known.items() if name not in tables)
    return plain + "".join(f"\n[[{name}]]\n{toml_text(item)}" for name, items in tables.items() for item in items)


def _is_tables(value: object) -> bool:
    return isinstance(value, tuple) and isinstance(value[0], Record)


def _toml(value: object) -> str:
    if isinstance(value, tuple):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, str):  # JSON's escapes are TOML's
        return json.dumps(value, ensure_ascii=False)
    return str(value).lower() if isinstance(value, bool) else str(value)
