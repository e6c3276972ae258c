"""Lines of others become an atlas on which everything else works."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

import geo
from geo.checks import run_checks
from geo.errors import CorridorError, RecordError
from geo.network.incoming.intake import Intake
from geo.products.attribution import attribution_lines, licences
from geo.products.build import build
from geo.products.exports import FORMATS, export
from geo.products.intake import Origin, import_lines

if TYPE_CHECKING:
    from pathlib import Path

ORIGIN = Origin("Main line – Главный ход", "Survey of 2024", "CC BY 4.0")


def lines_file(folder: Path, *lines: Any, **properties: Any) -> Path:
    features = [
        {"type": "Feature", "properties": properties, "geometry": {"type": "LineString", "coordinates": line}}
        for line in lines
    ]
    path = folder / "lines.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return path


def imported(folder: Path, *lines: Any, origin: Origin = ORIGIN, **said: Any):
    lines = lines or ([[60, 45], [61, 45]], [[61, 45], [62, 45.5]], [[61, 45], [61, 46]])
    path = lines_file(folder, *lines, gauge=1520)
    return import_lines(path, folder / "atlas", origin, Intake(origin.source_id, **{"mode": "rail", **said}))


def test_what_is_imported_is_an_atlas_without_faults(tmp_path: Path) -> None:
    atlas = imported(tmp_path).atlas
    assert geo.read_atlas(tmp_path / "atlas") == atlas
    assert [fault for fault in run_checks(atlas, is_valid=True) if fault.severity == "error"] == []
    (corridor,) = atlas.network.corridors.values()
    assert (corridor.corridor_id, corridor.name) == ("main-line", ORIGIN.name)
    assert sorted(corridor.link_ids) == sorted(atlas.network.links)


def test_every_product_is_made_of_it_and_names_its_source_and_licence(tmp_path: Path) -> None:
    atlas = imported(tmp_path).atlas
    line = "Survey of 2024. lines.geojson (CC BY 4.0)"
    assert line in attribution_lines(atlas, "en")
    assert licences(atlas)["main-line-lines"] == "CC BY 4.0"
    build(atlas, tmp_path / "maps")
    assert line in (tmp_path / "maps" / "index.html").read_text("utf-8")
    assert "CC BY 4.0" in (tmp_path / "maps" / "manifest.json").read_text("utf-8")
    assert line.encode() in export_bytes(atlas, "geojson")


def test_an_atlas_without_a_basemap_is_drawn_on_the_shipped_one(tmp_path: Path) -> None:
    from geo.products.map_geometry import map_geometry

    assert map_geometry(imported(tmp_path).atlas).base == map_geometry(geo.read_atlas()).base


@pytest.mark.parametrize("fmt", FORMATS)
def test_every_format_is_exported(tmp_path: Path, fmt: str) -> None:
    assert export_bytes(imported(tmp_path).atlas, fmt)


def export_bytes(atlas: geo.Atlas, fmt: str) -> bytes:
    import io

    buffer = io.BytesIO()
    export(atlas, fmt, None, buffer)
    return buffer.getvalue()


def test_a_route_leads_over_it(tmp_path: Path) -> None:
    from click.testing import CliRunner

    from cli.main import app

    imported(tmp_path)
    words = ["route", "n4500000-e06000000", "n4600000-e06100000", "--atlas", str(tmp_path / "atlas")]
    result = CliRunner().invoke(app, words, catch_exceptions=False)
    assert result.exit_code == 0, result.output


def test_a_quality_that_is_not_earned_is_not_written(tmp_path: Path) -> None:
    result = imported(tmp_path, [[60, 45], [60.1, 45], [60.2, 45]], [[61, 45], [63, 45]], quality="track")
    assert [link.geometry_quality for link in result.atlas.network.links.values()] == ["track", "schematic"]
    assert any(fault.message.startswith("1 links have vertices too far apart") for fault in result.findings)


def test_faults_leave_nothing_behind_and_name_the_file(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match=r"lines\.geojson breaks 1 rule:\nlines\.geojson:2: \[coordinates\]"):
        imported(tmp_path, [[60, 45], [61, 45]], [[60, 45], [610, 45]])
    assert [path.name for path in tmp_path.iterdir()] == ["lines.geojson"]


def test_a_folder_that_holds_anything_is_refused_before_reading(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("")
    with pytest.raises(CorridorError, match="needs an empty folder"):
        import_lines(tmp_path / "none.gpkg", tmp_path, ORIGIN, Intake("x"))


@pytest.mark.parametrize(
    ("name", "corridor_id"),
    [
        ("Rail 2024", "rail-2024"),
        ("2024", "lines-2024"),
        ("Главный ход", "lines"),
        ("../../etc", "etc"),
        ("x" * 300, "x" * 48),
    ],
)
def test_a_name_becomes_an_id_that_may_be_a_file_name(name: str, corridor_id: str) -> None:
    assert Origin(name, "a", "b").corridor_id == corridor_id


@pytest.mark.parametrize(
    "origin", [Origin("a", "", "b"), Origin("a", "b", ""), Origin("a", "b\u202e", "c"), Origin(" a", "b", "c")]
)
def test_a_source_and_a_licence_must_be_said(tmp_path: Path, origin: Origin) -> None:
    with pytest.raises(CorridorError):
        imported(tmp_path, origin=origin)
    assert not (tmp_path / "atlas").exists()


def test_a_source_that_geometry_refers_to_must_be_there(tmp_path: Path) -> None:
    imported(tmp_path)
    next((tmp_path / "atlas" / "seeds" / "sources").iterdir()).unlink()
    with pytest.raises(RecordError, match="geometry-source"):
        geo.read_atlas(tmp_path / "atlas")


def test_the_same_lines_give_the_same_bytes(tmp_path: Path) -> None:
    texts = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        imported(tmp_path / name)
        files = sorted(path for path in (tmp_path / name / "atlas").rglob("*") if path.is_file())
        texts.append([path.read_bytes() for path in files])
    assert texts[0] == texts[1]
