"""The block of data behind the map: encoded lines, folded names, figures with their sources."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import geo
from geo.errors import ProductError
from geo.languages import LANGUAGES
from geo.products.capacity import row_sources
from geo.products.map_cards import width_mt
from geo.products.map_data import drawn_rows, folded, json_block, map_data
from geo.products.map_geometry import LINE_STEPS, encode_lines, map_geometry, simplified

if TYPE_CHECKING:
    from geo.atlas import Atlas

PAGE = Path(__file__).parents[2] / "geo" / "products" / "page"


def decoded(text: str, steps: int) -> list[tuple[float, float]]:
    """Read an encoded line the way the page does, written apart from it."""
    numbers, value, shift = [], 0, 0
    for char in text:
        chunk = ord(char) - 63
        value |= (chunk & 31) << shift
        shift += 5
        if chunk < 32:
            numbers.append(~(value >> 1) if value & 1 else value >> 1)
            value, shift = 0, 0
    lon, lat = np.cumsum(numbers[0::2]) / steps, np.cumsum(numbers[1::2]) / steps
    return list(zip(lon.tolist(), lat.tolist(), strict=True))


def data_of(atlas: Atlas, *corridor_ids: str, lang: str = "en", **options: Any) -> dict[str, Any]:
    ids = list(corridor_ids) or list(atlas.network.corridors)
    return map_data(atlas, ids, lang, drawn_rows(atlas, ids), **options)


coordinates = st.lists(st.tuples(st.floats(-180, 180), st.floats(-85, 85)), min_size=1, max_size=12)


@given(st.lists(coordinates, min_size=1, max_size=4))
def test_an_encoded_line_is_read_back_within_half_a_step(lines: list[list[tuple[float, float]]]) -> None:
    texts = encode_lines([np.array(line) for line in lines], LINE_STEPS)
    for text, line in zip(texts, lines, strict=True):
        assert np.allclose(decoded(text, LINE_STEPS), line, atol=0.5 / LINE_STEPS + 1e-9)


def test_the_known_example_of_the_encoding_comes_out() -> None:
    # Google's own, with longitude first here
    line = np.array([[38.5, -120.2], [40.7, -120.95], [43.252, -126.453]])
    assert encode_lines([line], 100_000) == ["_p~iF~ps|U_ulLnnqC_mqNvxq`@"]


def test_a_straight_line_keeps_its_ends_only() -> None:
    (line,) = simplified([[(35, 0), (35.5, 0.0001), (36, 0)]], 0.0006)
    assert line.tolist() == [[35, 0], [36, 0]]


def test_a_bend_of_a_kilometre_stays() -> None:
    (line,) = simplified([[(35, 0), (35.5, 0.01), (36, 0)]], 0.0006)
    assert len(line) == 3


@pytest.mark.parametrize("text", ["</script>", "<!--", "&amp;", "\u2028", "{{7*7}}", "${alert(1)}", "\\u003c", '"'])
def test_a_block_holds_any_text_and_no_character_of_markup(text: str) -> None:
    block = json_block({"name": text})
    assert json.loads(block) == {"name": text}
    assert not set("<>&\u2028\u2029") & set(block)


def test_a_block_refuses_what_is_not_a_number() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        json_block(float("nan"))


def test_marks_and_kazakh_letters_fold_to_what_a_reader_types() -> None:
    assert folded("Жезқазған") == folded("Жезказган")
    assert folded("Böyük Kəsik") == folded("Boyuk Kesik") == "boyuk kesik"
    assert folded("Ağdaş Şəmkir Çıldır Üçköprü") == "agdas semkir cildir uckopru"


def test_names_that_the_search_cannot_tell_apart_stand_once(napkin: Atlas) -> None:
    names = [known.split("\t") for known in data_of(napkin)["nodes"]["names"].split("\n")]
    assert names[0] == ["Alpha", "Альфа"]


def test_names_come_in_the_language_of_the_map_first(napkin: Atlas) -> None:
    names = data_of(napkin, lang="ru")["nodes"]["names"].split("\n")
    assert names[0] == "Альфа\tAlpha"
    assert data_of(napkin, lang="kk")["corridors"][0]["names"][0] == "«Салфетка» дәлізі"


def test_stops_of_a_link_are_runs_of_places(napkin: Atlas) -> None:
    data = data_of(napkin)
    runs = {link[-1]: link[1] for link in data["links"]}
    second = runs[map_geometry(napkin).links["bravo-charlie"]]
    assert second == [1, 3]  # bravo, bravo-halt, charlie


def test_a_route_says_which_way_it_runs(napkin_copy: Path) -> None:
    toml = napkin_copy / "data" / "corridors" / "napkin.toml"
    text = toml.read_text("utf-8").replace(
        '["alpha-bravo", "bravo-charlie", "charlie-delta"]', '["charlie-delta", "bravo-charlie"]'
    )
    toml.write_text(text.replace('links = ["alpha-bravo", "bravo-charlie"]', 'links = ["bravo-charlie"]'), "utf-8")
    data = data_of(geo.read_atlas(napkin_copy))
    assert data["corridors"][0]["routes"][0] == [-1, 1, -2, 1]


def test_places_alike_in_a_row_are_written_once(napkin: Atlas) -> None:
    kinds = data_of(napkin)["nodes"]["kinds"]
    assert kinds == "KE21KE41KE04KE12KE52KE21"


def test_a_half_year_does_not_make_a_line_wide(napkin: Atlas) -> None:
    rows = {row.subject: row for row in drawn_rows(napkin, ["napkin"])}
    assert width_mt(rows["napkin"]) == 2.5
    assert width_mt(rows["alpha-charlie"]) == 0  # 12 pairs a day are no tonnes


def test_every_figure_cites_a_source_of_the_table(napkin: Atlas) -> None:
    data = data_of(napkin)
    numbers = {number for number, _ in row_sources(drawn_rows(napkin, ["napkin"])).values()}
    assert {claim[4] for claim in data["claims"]} == numbers


def test_a_disputed_figure_shows_both_claims_and_the_reason(napkin: Atlas) -> None:
    data = data_of(napkin)
    figures = data["cards"][data["corridors"][0]["card"]][0]
    disputed = next(
        figure for figure in figures if data["roles"][figure[0]] == "volume" and len(figure) > 2 and figure[2]
    )
    assert {data["claims"][place][0] for place in disputed[1]} == {"nearly 2.5\u00a0Mt", "about 3.1\u00a0Mt"}
    assert disputed[3] == "The document is at hand, the publication is not."


def test_a_target_without_base_says_so(napkin: Atlas) -> None:
    data = data_of(napkin)
    claims = {claim[0]: data["whens"][claim[2]] for claim in data["claims"]}
    assert claims["×2"] == "by 2030, base not reported"


def test_a_claim_stands_once(napkin: Atlas) -> None:
    data = data_of(napkin)
    drawn = {claim.claim_id for row in drawn_rows(napkin, ["napkin"]) for f in row.figures for claim in f.fact.claims}
    assert len(data["claims"]) == len(drawn)


def test_without_borders_none_are_in_the_data(napkin: Atlas) -> None:
    assert set(data_of(napkin)["base"]["borders"]) == {"international", "disputed"}
    assert data_of(napkin, borders=False)["base"]["borders"] == {}


def test_an_atlas_without_basemap_has_an_empty_ground(napkin_copy: Path) -> None:
    for file in (napkin_copy / "data" / "corridors" / "basemap").glob("*.geojson"):
        file.unlink()
    assert data_of(geo.read_atlas(napkin_copy))["base"] == {"land": [], "lakes": [], "borders": {}}


@pytest.mark.parametrize(
    "text",
    [
        "not json",
        "[]",
        '{"features": [{"properties": {}, "geometry": {"type": "Polygon", "coordinates": [[["x", 1]]]}}]}',
        '{"features": [{"properties": {}, "geometry": {"type": "Polygon", "coordinates": [[[NaN, 1], [2, 2]]]}}]}',
        '{"features": [{"properties": {}, "geometry": {"type": "Polygon", "coordinates": [[[1e9, 1], [2, 2]]]}}]}',
    ],
)
def test_a_broken_basemap_is_named(napkin_copy: Path, text: str) -> None:
    (napkin_copy / "data" / "corridors" / "basemap" / "land.geojson").write_text(text, "utf-8")
    with pytest.raises(ProductError, match=r"land\.geojson cannot be drawn"):
        data_of(geo.read_atlas(napkin_copy))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_word_the_page_asks_for_is_in_the_data(napkin: Atlas, lang: str) -> None:
    scripts = "\n".join(file.read_text("utf-8") for file in PAGE.glob("*.js"))
    asked = set(re.findall(r"\b(?:w|words)\.([a-z_]+)\b", scripts))
    assert asked
    assert asked <= set(data_of(napkin, lang=lang)["words"])
