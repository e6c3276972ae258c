"""Edits of the napkin, and what the checks say of it then."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import geo
from geo.checks import run_checks

if TYPE_CHECKING:
    from pathlib import Path

    from geo.atlas import Atlas
    from geo.errors import Fault

NODES = "data/corridors/nodes.geojson"
LINKS = "data/corridors/links.geojson"
CORRIDOR = "data/corridors/napkin.toml"
GAZETTE = "seeds/sources/gazette-2024.toml"
CLAIMS = "seeds/claims/gazette-2024.csv"
DECISIONS = "seeds/decisions.toml"
NO_NOTE = '"note": null}, "geometry": {"type": "LineString", "coordinates": [[36'
SECTION = 'section_id = "alpha-charlie"'


def changed(root: Path, *edits: tuple[str, str, str]) -> Atlas:
    for file, old, new in edits:
        path = root / file
        text = path.read_text("utf-8")
        assert old in text, f"the edit does not fit {file}"
        path.write_text(text.replace(old, new, 1), "utf-8")
    return geo.read_atlas(root)


def found(atlas: Atlas, rule: str) -> list[Fault]:
    return [fault for fault in run_checks(atlas) if fault.rule == rule]


def add_row(root: Path, row: str) -> None:
    path = root / CLAIMS
    path.write_text(path.read_text("utf-8") + row + "\n", "utf-8")


def add_feature(root: Path, file: str, like: int, geometry: object, **properties: object) -> None:
    path = root / file
    collection = json.loads(path.read_text("utf-8"))
    feature = collection["features"][like]
    feature = {**feature, "properties": {**feature["properties"], **properties}}
    feature["geometry"] = {**feature["geometry"], "coordinates": geometry}
    collection["features"].append(feature)
    path.write_text(json.dumps(collection, ensure_ascii=False), "utf-8")
