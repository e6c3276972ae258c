"""Names that the map writes short: every one of them is read again as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

import geo
from geo.languages import said_in
from geo.products.maps import map_html
from geo.products.romanize import patterned, romanized, without_romanized

if TYPE_CHECKING:
    from browser import OpenPage

pytest_plugins = ("browser",)
TEXTS = st.text(st.sampled_from("АаЖжЩщьҚқ Bb№#12"), max_size=6)


def read_again(names: list[str]) -> list[str]:
    """Do what page/model.js does."""
    first = next((name for name in names if name), "")
    return [name or romanized(first) for name in names]


@pytest.mark.parametrize(
    ("name", "latin"),
    [("Достык", "Dostyk"), ("Щучинск", "Shchuchinsk"), ("Қызылорда", "Kyzylorda"), ("ЖД-1", "ZhD-1"), ("Ёль", "Yol")],
)
def test_a_name_is_written_in_latin_letters(name: str, latin: str) -> None:
    assert romanized(name) == latin


def test_the_latin_name_is_left_out_where_it_can_be_written_again() -> None:
    assert without_romanized(["Достык", "Dostyk"]) == ["Достык", ""]
    assert without_romanized(["Vavilino", "Вавилино"]) == ["", "Вавилино"]
    assert without_romanized(["Oral", "Уральск"]) == ["Oral", "Уральск"]


@given(st.lists(TEXTS.filter(bool), min_size=1, max_size=4))
def test_names_are_read_again_as_they_were(names: list[str]) -> None:
    assert read_again(without_romanized(names)) == names


def test_numbered_sidings_are_a_pattern_and_a_number() -> None:
    rows = [f"Siding {n}\tРазъезд № {n}" for n in (1, 2, 33, 4)] + ["Alpha", "KM 5 of 6"]
    assert patterned(rows) == (["#0,1", "#0,2", "#0,33", "#0,4", "Alpha", "KM 5 of 6"], ["Siding #\tРазъезд № #"])


@given(st.lists(TEXTS, max_size=12))
def test_patterns_are_read_again_as_they_were(rows: list[str]) -> None:
    short, patterns = patterned(rows)
    again = []
    for row in short:
        place, _, number = row[1:].partition(",")
        again.append(patterns[int(place)].replace("#", number) if patterns and row[:1] == "#" else row)
    assert again == rows


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["en", "ru", "kk"])
def test_the_page_knows_every_name_of_every_place(open_page: OpenPage, lang: str) -> None:
    atlas = geo.read_atlas()
    page = open_page(map_html(atlas, lang=lang))
    shown = page.evaluate("map_atlas.atlas.model.nodes.map(({ names }) => names)")
    drawn = {
        name for link in atlas.network.links.values() for name in link.stops if atlas.network.corridors_of(link.link_id)
    }
    own = sorted(said_in(atlas.network.nodes[name], "name", lang) for name in drawn)
    assert sorted(names[0] for names in shown) == own
    assert all(all(names) for names in shown)
    links = page.evaluate("map_atlas.atlas.model.links.map(({ name }) => name)")
    assert all("undefined" not in name for name in links)
