"""The map's page: folium's shell, our blocks, and a policy that lets nothing else run or load."""

from __future__ import annotations

import base64
import hashlib
import importlib.metadata
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import folium
import pytest

import geo
from geo.errors import ProductError, UnknownIdError
from geo.model.results import scenario_results
from geo.products import leaflet as leaflet_module
from geo.products.leaflet import leaflet
from geo.products.maps import draw_map, map_html
from geo.products.scenario_overlays import scenario_overlays

if TYPE_CHECKING:
    from geo.atlas import Atlas
    from geo.model.results import Result

SCRIPTS = re.compile(r"<script([^>]*)>(.*?)</script>", re.DOTALL)


def policy_of(html: str) -> str:
    found = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)
    assert found
    return found[1].replace("&#x27;", "'")


def unhashed(html: str) -> list[str]:
    """List the beginnings of inline scripts that the page's policy does not allow."""
    codes = [code for attributes, code in SCRIPTS.findall(html) if "application/json" not in attributes]
    digests = {code: base64.b64encode(hashlib.sha256(code.encode()).digest()).decode() for code in codes}
    return [code[:60] for code, digest in digests.items() if f"'sha256-{digest}'" not in policy_of(html)]


def test_the_map_is_foliums(napkin: Atlas) -> None:
    assert isinstance(draw_map(napkin), folium.Map)


def test_drawing_a_map_leaves_foliums_class_as_it_was(napkin: Atlas) -> None:
    before = list(folium.Map.default_js), list(folium.Map.default_css)
    map_html(napkin)
    assert (folium.Map.default_js, folium.Map.default_css) == before
    assert before[0]


def test_the_same_map_has_the_same_bytes(napkin: Atlas) -> None:
    assert map_html(napkin) == map_html(napkin)


def test_a_map_rendered_twice_is_the_same(napkin: Atlas) -> None:
    root = draw_map(napkin).get_root()
    assert root.render() == root.render()


def test_saving_a_map_writes_the_page(napkin: Atlas, tmp_path: Path) -> None:
    draw_map(napkin).save(str(tmp_path / "map.html"))
    assert (tmp_path / "map.html").read_text("utf-8") == map_html(napkin)


@pytest.mark.parametrize("tiles", [None, "https://{s}.tile.example/{z}/{x}/{y}.png"])
@pytest.mark.parametrize("lang", ["en", "ru", "kk"])
def test_the_page_is_the_one_that_folium_would_write(napkin: Atlas, lang: str, tiles: str | None) -> None:
    assert map_html(napkin, lang=lang, tiles=tiles) == draw_map(napkin, lang=lang, tiles=tiles).get_root().render()


def test_a_page_is_written_without_folium_and_pandas() -> None:
    code = (
        "import sys, geo; from geo.products.maps import map_html; map_html(geo.read_atlas('tests/data/napkin')); "
        "print(sorted({'folium', 'jinja2', 'pandas', 'requests', 'geopandas'} & sys.modules.keys()))"
    )
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    done = subprocess.run([sys.executable, "-c", code], cwd=root, env=environment, capture_output=True, check=True)
    assert done.stdout == b"[]\n"


def test_no_address_is_loaded(napkin: Atlas) -> None:
    html = map_html(napkin)
    assert not re.search(r"<(?:script|img|link|iframe)[^>]*(?:src|href)=", html)
    assert "url(http" not in html
    assert "cdn." not in html


def test_only_the_scripts_of_the_page_may_run(napkin: Atlas) -> None:
    html = map_html(napkin)
    assert policy_of(html).startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe-inline" not in policy_of(html).split("style-src")[0]
    assert unhashed(html) == []


def test_the_policy_comes_before_everything_it_rules(napkin: Atlas) -> None:
    html = map_html(napkin)
    assert html.index("Content-Security-Policy") < html.index("<script")
    assert html.index("Content-Security-Policy") < html.index("<style")


def test_elements_added_by_the_user_are_allowed_too(napkin: Atlas) -> None:
    drawn = draw_map(napkin)
    folium.Marker([0, 36], popup="here").add_to(drawn)
    drawn.get_root().html.add_child(folium.Element("<script>console.info(1)</script>"))
    html = drawn.get_root().render()
    assert "L.marker(" in html
    assert unhashed(html) == []


def test_what_is_added_to_one_map_is_not_in_the_next(napkin: Atlas) -> None:
    folium.Marker([0, 36]).add_to(draw_map(napkin))
    assert "L.marker(" not in SCRIPTS.findall(map_html(napkin))[-1][1]


@pytest.mark.parametrize("lang", ["en", "ru", "kk"])
def test_the_page_says_its_language_and_title(napkin: Atlas, lang: str) -> None:
    html = map_html(napkin, lang=lang)
    assert f'<html lang="{lang}">' in html
    assert re.search(r"<title>[^<]*(Napkin Corridor|Салфетка)[^<]*</title>", html)


def test_a_reader_may_zoom_the_page(napkin: Atlas) -> None:
    assert "user-scalable" not in map_html(napkin)


def test_template_code_in_a_name_stays_text(napkin_copy: Path) -> None:
    toml = napkin_copy / "data" / "corridors" / "napkin.toml"
    hostile = "{{7*7}} {% for x in y %} ${alert(1)} </script><b>"
    toml.write_text(toml.read_text("utf-8").replace("Napkin Corridor", hostile), "utf-8")
    html = map_html(geo.read_atlas(napkin_copy))
    data = json.loads(next(code for attributes, code in SCRIPTS.findall(html) if "json" in attributes))
    assert data["corridors"][0]["names"][0] == hostile
    assert "{{7*7}} {% for x in y %} ${alert(1)} &lt;/script&gt;&lt;b&gt;" in html
    assert hostile not in html


def test_tiles_allow_their_server_and_no_other(napkin: Atlas) -> None:
    html = map_html(napkin, tiles="https://{s}.tile.example:8080/{z}/{x}/{y}.png?key=1")
    assert "img-src data: https://*.tile.example:8080; base" in policy_of(html)
    assert "img-src data:; base" in policy_of(map_html(napkin))


def test_a_tile_layer_of_the_user_is_allowed(napkin: Atlas) -> None:
    drawn = draw_map(napkin)
    folium.TileLayer("https://tile.example/{z}/{x}/{y}.png", attr="T").add_to(drawn)
    assert "img-src data: https://tile.example; base" in policy_of(drawn.get_root().render())


@pytest.mark.parametrize(
    "tiles",
    ["OpenStreetMap", "https://tile.example/1.png", "javascript:{z}{x}{y}", "https://a; script-src *//{z}/{x}/{y}"],
)
def test_an_address_that_is_none_of_tiles_is_refused(napkin: Atlas, tiles: str) -> None:
    with pytest.raises(ProductError, match="tiles"):
        draw_map(napkin, tiles=tiles)


def test_an_unknown_corridor_is_refused(napkin: Atlas) -> None:
    with pytest.raises(UnknownIdError, match="no corridor 'nowhere'"):
        draw_map(napkin, ["nowhere"])


def test_an_entry_without_alignment_is_refused(napkin: Atlas) -> None:
    with pytest.raises(ProductError, match="no alignment"):
        draw_map(napkin, ["some-programme"])


@pytest.mark.parametrize("wrong", [{"lang": "de"}, {"colour_by": "age"}])
def test_an_unknown_choice_is_refused(napkin: Atlas, wrong: dict[str, str]) -> None:
    with pytest.raises(ProductError, match="It is one of"):
        draw_map(napkin, **wrong)


def test_the_table_below_the_map_has_the_figures(napkin: Atlas) -> None:
    below = map_html(napkin).split('id="capacity"')[1]
    assert "nearly 2.5" in below
    assert 'id="s1"' in below


def test_a_notebook_shows_the_map_in_a_frame(napkin: Atlas) -> None:
    shown = draw_map(napkin)._repr_html_()
    assert shown.startswith("<iframe srcdoc=")
    assert "atlas-data" in shown


@pytest.fixture(scope="session")
def scenarios() -> list[Result]:
    return scenario_results(geo.read_atlas())


@pytest.mark.parametrize("lang", ["en", "ru", "kk"])
def test_the_map_of_the_whole_atlas_with_all_scenarios_is_under_450_kb(lang: str, scenarios: list[Result]) -> None:
    atlas = geo.read_atlas()
    overlays = scenario_overlays(atlas, scenarios, lang)
    assert len(overlays) == 8
    assert len(map_html(atlas, lang=lang, overlays=overlays).encode()) < 450_000


def test_a_map_that_others_add_to_has_all_of_leaflets_rules(napkin: Atlas) -> None:
    bare = draw_map(napkin)
    assert ".leaflet-popup-content" not in bare.get_root().render()
    drawn = draw_map(napkin)
    folium.Marker([0, 35], popup="here").add_to(drawn)
    assert ".leaflet-popup-content" in drawn.get_root().render()


def test_leaflet_comes_without_source_map_and_pictures() -> None:
    assert leaflet().js.startswith("/* @preserve")
    assert "sourceMappingURL" not in leaflet().js
    assert "url(" not in leaflet().css


@pytest.fixture
def fresh_leaflet() -> object:
    leaflet.cache_clear()
    yield
    leaflet.cache_clear()


@pytest.mark.usefixtures("fresh_leaflet")
def test_a_missing_leaflet_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(leaflet_module.metadata, "distribution", missing)
    with pytest.raises(ProductError, match=r"pip install xstatic-leaflet==1\.9\.3"):
        leaflet()


@pytest.mark.usefixtures("fresh_leaflet")
def test_another_leaflet_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(leaflet_module.SHA256, "leaflet.js", "0" * 64)
    with pytest.raises(ProductError, match=r"not that of Leaflet 1\.9\.3"):
        leaflet()
