"""The atlas: what it knows of its subjects, and its tables."""

from __future__ import annotations

import dataclasses
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import geopandas as gpd
import pytest

import geo
from geo.errors import UnknownIdError

if TYPE_CHECKING:
    from pathlib import Path

    from geo.atlas import Atlas

TABLES = ("claims", "facts", "nodes", "links", "corridors")


def test_an_atlas_is_not_changed(napkin: Atlas) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        napkin.network = napkin.network  # type: ignore[misc]


def test_the_shipped_atlas_is_read_without_a_fault() -> None:
    atlas = geo.read_atlas()
    assert len(atlas.network.corridors) >= 13
    assert len(atlas.evidence.claims) >= 122


@pytest.mark.parametrize(
    ("subject", "lang", "name"),
    [
        ("napkin", "en", "Napkin Corridor"),
        ("napkin", "ru", "Коридор «Салфетка»"),
        ("alpha-charlie", "kk", "Альфа – Чарли"),
        ("alpha", "ru", "Альфа"),
        ("bravo-halt", "ru", "Bravo Halt"),
        ("alpha-bravo", "ru", "Альфа – Браво"),
        ("some-programme", "ru", "Некая программа"),
    ],
)
def test_a_subject_is_named_in_a_language_or_the_next(subject: str, lang: str, name: str, napkin: Atlas) -> None:
    assert napkin.subject_name(subject, lang) == name


def test_unknown_ids_are_told_with_the_known_ones(napkin: Atlas) -> None:
    with pytest.raises(UnknownIdError, match="nothing of the id 'gone'"):
        napkin.subject_name("gone")
    with pytest.raises(UnknownIdError, match=r"Near it: alpha-bravo, bravo\."):
        napkin.subject_name("alfa-bravo")
    with pytest.raises(UnknownIdError, match=r"The corridors are: napkin\."):
        napkin.corridor_claims("gone")


def test_a_corridors_claims_are_its_own_then_those_of_its_parts(napkin: Atlas) -> None:
    subjects = [claim.subject for claim in napkin.corridor_claims("napkin")]
    assert list(dict.fromkeys(subjects)) == ["napkin", "alpha-charlie", "bravo-charlie", "echo"]
    assert len(subjects) == len(napkin.evidence.claims) - 1
    assert [claim.subject for claim in napkin.corridor_claims("some-programme")] == ["some-programme"]


def test_a_reported_length_stands_beside_the_measured_one(napkin: Atlas) -> None:
    assert napkin.reported_km == {"bravo-charlie": 120.0}
    assert napkin.links.loc["bravo-charlie", ["length_km", "length_reported_km"]].tolist() == [111.319, 120.0]


def test_a_section_of_one_link_reports_the_links_length(napkin_copy: Path) -> None:
    for file, old, new in (
        ("data/corridors/napkin.toml", 'links = ["alpha-bravo", "bravo-charlie"]', 'links = ["alpha-bravo"]'),
        ("seeds/claims/gazette-2024.csv", ",bravo-charlie,length", ",alpha-charlie,length"),
    ):
        path = napkin_copy / file
        text, _, tail = path.read_text("utf-8").rpartition(old)
        path.write_text(text + new + tail, "utf-8")
    assert geo.read_atlas(napkin_copy).reported_km == {"alpha-bravo": 120.0}


def test_a_length_observed_goes_before_one_planned(napkin_copy: Path) -> None:
    path = napkin_copy / "seeds/claims/gazette-2024.csv"
    text = path.read_text("utf-8")
    path.write_text(
        text.replace("gazette-2024-02,bravo-charlie,length,,120,,km,exact,,,observed",
                     "gazette-2024-02,bravo-charlie,length,,150,,km,exact,,,plan")
        + "gazette-2024-07,bravo-charlie,length,,120,,km,exact,,,observed,,,,\n", "utf-8",
    )  # fmt: skip
    assert geo.read_atlas(napkin_copy).reported_km == {"bravo-charlie": 120.0}


def test_the_table_of_claims_has_intervals_in_the_claims_own_units(napkin: Atlas) -> None:
    claims = napkin.claims
    assert claims.index.name == "claim_id"
    assert claims.loc["paper-2025-01-01-03", ["low", "high"]].tolist() == [2.4, 2.5]
    assert claims.loc["gazette-2024-05", ["low", "high"]].tolist() == [5.0, 8.0]
    assert claims.loc["paper-2025-01-01-01", "start"] == 29
    assert claims.verified.sum() == 4


def test_the_table_of_facts_names_the_winner_and_its_rivals(napkin: Atlas) -> None:
    disputed = napkin.facts[napkin.facts.is_disputed]
    assert disputed.claim_id.tolist() == ["paper-2025-01-01-03"]
    assert disputed.rival_claim_ids.tolist() == ["gazette-2024-01 paper-2025-01-01-03"]
    assert disputed.decision_id.tolist() == ["napkin-volume-2024"]


def test_tables_of_geometry_are_in_degrees_of_wgs84(napkin: Atlas) -> None:
    assert {str(napkin.nodes.crs), str(napkin.links.crs), str(napkin.corridors.crs)} == {"EPSG:4326"}
    assert napkin.nodes.loc["echo"].geometry.coords[0] == (37, 1)
    assert napkin.nodes.loc["bravo", "gauges_mm"] == "1000/1435"
    assert napkin.links.loc["alpha-bravo"].geometry.length == 1
    assert napkin.corridors.loc["napkin", "length_km"] == 334.0
    assert napkin.corridors.loc["napkin", "modes"] == "rail road"
    assert napkin.corridors.loc["napkin"].geometry.geom_type == "MultiLineString"


def test_an_atlas_without_records_has_empty_tables_with_the_same_columns(napkin_copy: Path, napkin: Atlas) -> None:
    shutil.rmtree(napkin_copy / "seeds")
    (napkin_copy / "seeds").mkdir()
    for name in ("napkin.toml", "entries.toml"):
        (napkin_copy / "data/corridors" / name).unlink()
    for name in ("nodes.geojson", "links.geojson"):
        (napkin_copy / "data/corridors" / name).write_text('{"type": "FeatureCollection", "features": []}')
    atlas = geo.read_atlas(napkin_copy)
    for table in TABLES:
        assert len(getattr(atlas, table)) == 0
        assert list(getattr(atlas, table).columns) == list(getattr(napkin, table).columns)


def test_reading_an_atlas_imports_neither_pandas_nor_folium() -> None:
    code = "import sys, geo; geo.read_atlas('tests/data/napkin'); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"pandas", "geopandas", "folium", "osmnx", "click"} & set(done.stdout.split())


def test_links_can_be_written_by_geopandas_with_the_ways_that_they_follow(napkin: Atlas, tmp_path: Path) -> None:
    link = napkin.network.links["alpha-bravo"].model_copy(update={"osm_way_ids": (4711, 4712)})
    atlas = dataclasses.replace(napkin, network=napkin.network.with_links({"alpha-bravo": link}))
    atlas.links.to_file(tmp_path / "links.gpkg")
    assert gpd.read_file(tmp_path / "links.gpkg").loc[0, "osm_way_ids"] == "4711 4712"
