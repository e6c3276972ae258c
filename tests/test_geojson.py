"""GeoJSON, feature by feature."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import Faults
from geo.geojson import read_features

if TYPE_CHECKING:
    from pathlib import Path

    from geo.records import Row

FEATURE = '{"type": "Feature", "properties": {"a": 1}, "geometry": null}'


def read(folder: Path, text: str) -> tuple[list[Row], Faults]:
    path, faults = folder / "file", Faults()
    path.write_text(text, "utf-8")
    return read_features(path, "file", faults), faults


def test_a_feature_has_its_line_whatever_the_layout(tmp_path: Path) -> None:
    rows, faults = read(
        tmp_path, f'{{"type": "FeatureCollection", "features":\n[\n\n{FEATURE}, {FEATURE}\n,{FEATURE}]}}'
    )
    assert [row.line for row in rows] == [4, 4, 5]
    assert rows[0].data == {"a": 1, "geometry": None}
    assert not faults.items


def test_members_of_other_programs_are_passed_over(tmp_path: Path) -> None:
    head = '"name": "x", "features_note": {"features": [1]}, "crs": null, "bbox": [0, 0, 1, 1]'
    rows, faults = read(tmp_path, f'{{{head}, "features": [{FEATURE}], "type": "FeatureCollection", "tail": []}}')
    assert len(rows) == 1
    assert not faults.items


@pytest.mark.parametrize("name", ["EPSG:4326", "urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4326"])
def test_names_of_wgs84_are_accepted(name: str, tmp_path: Path) -> None:
    crs = json.dumps({"type": "name", "properties": {"name": name}})
    _, faults = read(tmp_path, f'{{"type": "FeatureCollection", "crs": {crs}, "features": []}}')
    assert not faults.items


@pytest.mark.parametrize("name", ["EPSG:3857", "EPSG:43261", "EPSG:14326", "local"])
def test_other_systems_are_told(name: str, tmp_path: Path) -> None:
    crs = json.dumps({"type": "name", "properties": {"name": name}})
    _, faults = read(tmp_path, f'{{"type": "FeatureCollection",\n"crs": {crs}, "features": []}}')
    assert [(fault.line, fault.rule) for fault in faults.items] == [(2, "crs")]


def test_features_beside_one_that_cannot_be_read_are_read(tmp_path: Path) -> None:
    broken = FEATURE.replace("1", "NaN")
    rows, faults = read(
        tmp_path, f'{{"type": "FeatureCollection", "features": [\n{FEATURE},\n{broken},\n3,\n{FEATURE}]}}'
    )
    assert [row.line for row in rows] == [2, 5]
    assert [(fault.line, fault.rule) for fault in faults.items] == [(3, "json-value"), (4, "geojson")]


def test_a_collection_without_features_has_none(tmp_path: Path) -> None:
    assert read(tmp_path, '{"type": "FeatureCollection", "features": [ ]}')[0] == []


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**40), 2**40)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@given(st.lists(st.dictionaries(st.text(), VALUES, max_size=3), max_size=4), st.sampled_from([None, 1]))
def test_what_a_program_wrote_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, properties: list[dict[str, object]], indent: int | None
) -> None:
    features = [{"type": "Feature", "properties": each, "geometry": None} for each in properties]
    text = json.dumps({"type": "FeatureCollection", "features": features}, indent=indent)
    rows, faults = read(tmp_path_factory.mktemp("geojson"), text)
    assert not faults.items
    assert [row.data for row in rows] == [{**each, "geometry": None} for each in properties]
