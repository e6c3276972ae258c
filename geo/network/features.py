"""Features: records written back as GeoJSON, one a line, the way the atlas keeps them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo.network.links import Link
    from geo.network.nodes import Node

_LEFT_OUT_WHERE_EMPTY = ("osm_way_ids",)


def as_feature(record: Node | Link) -> dict[str, Any]:
    """
    Give a record as a GeoJSON feature.

    Parameters
    ----------
    record
        A node or a link.

    Returns
    -------
    feature
        With every field among its properties, in the order of the record; unknown is None.
    """
    properties = record.model_dump(mode="json")
    geometry = properties.pop("geometry")
    for name in _LEFT_OUT_WHERE_EMPTY:
        if not properties.get(name, True):
            del properties[name]
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection_text(features: Iterable[Mapping[str, Any]]) -> str:
    """
    Write features as a collection, one a line.

    Parameters
    ----------
    features
        GeoJSON features, in order.

    Returns
    -------
    text
        A FeatureCollection that differs from another one only in the lines of the features that differ.
    """
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False, allow_nan=False) for feature in features)
    return f'{{"type": "FeatureCollection", "features": [\n{lines}\n]}}\n'


def replace_features(text: str, id_field: str, features: Iterable[Mapping[str, Any]]) -> str:
    """
    Put features in the place of those of the same ids.

    Parameters
    ----------
    text
        A FeatureCollection.
    id_field
        The property that names a feature.
    features
        The new ones.

    Returns
    -------
    text
        The collection sorted by id, one feature a line; features that are not replaced keep all their members.
    """
    new = {feature["properties"][id_field]: feature for feature in features}
    found = [new.get(old["properties"][id_field], old) for old in json.loads(text)["features"]]
    return collection_text(sorted(found, key=lambda feature: str(feature["properties"][id_field])))
