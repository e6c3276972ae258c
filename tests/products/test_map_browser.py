"""The map in a browser: it asks for nothing, and what is clicked says what is known of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from geo.products.maps import map_html
from tests.products.pages import card, click_map, colour_at

if TYPE_CHECKING:
    from browser import OpenPage

    from geo.atlas import Atlas

pytest_plugins = ("browser",)
pytestmark = pytest.mark.browser


def test_a_line_is_drawn_where_its_coordinates_are(napkin: Atlas, open_page: OpenPage) -> None:
    page = open_page(map_html(napkin))
    assert colour_at(page, 35.5, 0) == [0, 0x72, 0xB2, 255]
    assert colour_at(page, 35.5, 0.6)[3] == 0


def test_a_map_of_one_corridor_says_what_it_is_and_what_is_known(napkin: Atlas, open_page: OpenPage) -> None:
    page = open_page(map_html(napkin, ["napkin"]))
    assert page.locator("header .about").inner_text() == napkin.network.corridors["napkin"].summary
    finding = page.locator("header .finding").inner_text()
    assert finding.startswith("Volume: nearly 2.5\u00a0Mt (2024); ")
    assert "10\u00a0Mt a year (by 20" in finding
    assert re.search(r"; \d+ figures in the sources, disagreement on \d+\.$", finding)


def test_a_click_on_a_corridor_opens_its_figure_and_sources(two: Atlas, open_page: OpenPage) -> None:
    page = open_page(map_html(two))
    click_map(page, 37, 0.5)
    text = card(page)
    assert "Napkin Corridor" in text
    assert "nearly 2.5\u00a0Mt" in text
    assert "2024" in text
    assert "interval 2.4–2.5" in text
    assert "10\u00a0Mt a year by 2030" in text.replace("\n", " ") or "10\u00a0Mt a year by 2027" in text.replace(
        "\n", " "
    )
    assert "The Paper. A made-up document. 2025-01-01" in text


def test_sources_that_disagree_open_all_claims(two: Atlas, open_page: OpenPage) -> None:
    page = open_page(map_html(two))
    click_map(page, 37, 0.5)
    page.get_by_text("Sources disagree").first.click()
    claims = page.locator("details.disputed[open] .claim-list").first.inner_text()
    assert "nearly 2.5\u00a0Mt" in claims
    assert "about 3.1\u00a0Mt" in claims
    assert page.locator("details.disputed[open] [aria-label='contradicts']").count() == 1
    assert "The document is at hand" in card(page)


def test_the_address_of_a_source_is_a_safe_link(two: Atlas, open_page: OpenPage) -> None:
    page = open_page(map_html(two))
    click_map(page, 37, 0.5)
    link = page.locator(".card .sources a").first
    assert link.get_attribute("href") == "https://gazette.example/line"
    assert "noopener" in (link.get_attribute("rel") or "")


def test_numbers_in_the_table_lead_to_its_sources(napkin: Atlas, open_page: OpenPage) -> None:
    page = open_page(map_html(napkin))
    links = page.locator(".below table sup a")
    assert links.first.get_attribute("href") == f"#s{links.first.inner_text()}"
    links.first.click()
    assert page.evaluate("document.querySelector(':target').textContent").startswith("The ")


def test_a_shared_link_shows_both_corridors_side_by_side(two: Atlas, open_page: OpenPage) -> None:
    page = open_page(map_html(two))
    strands = page.evaluate(
        """() => map_atlas.atlas.strands.filter((s) => s.link.name === "Alpha – Bravo")
              .map((s) => [s.corridors[0].name, s.points[0][1], s.width])"""
    )
    assert [name for name, _, _ in strands] == ["Napkin Corridor", "Second line"]
    (_, first, width), (_, second, other_width) = strands
    assert abs(first - second) >= (width + other_width) / 2
    click_map(page, 35.5, 0)
    text = card(page)
    assert "shared with" in text
    assert "Napkin Corridor" in text
    assert "Second line" in text


def test_a_click_on_a_place_says_what_it_is(napkin: Atlas, open_page: OpenPage) -> None:
    page = open_page(map_html(napkin))
    click_map(page, 36, 0)
    assert "Bravo" in card(page)
    assert "1000/1435\u00a0mm" in card(page)


def test_a_schematic_link_says_so(napkin: Atlas, open_page: OpenPage) -> None:
    page = open_page(map_html(napkin))
    click_map(page, 37.5, 0)
    assert "Charlie – Delta" in card(page)
    assert "drawn schematically" in card(page)
    assert "111\u00a0km" in card(page)


def test_a_reported_length_stands_beside_the_measured(napkin: Atlas, open_page: OpenPage) -> None:
    page = open_page(map_html(napkin))
    click_map(page, 36.7, 0)
    facts = page.locator(".card-box .facts").inner_text()
    assert "Length measured\n111\u00a0km" in facts
    assert "Length reported\n120\u00a0km" in facts


def test_no_name_overlaps_another(shipped: Atlas, open_page: OpenPage) -> None:
    page = open_page(map_html(shipped), width=1400, height=1000)
    for zoom in (None, 6, 8):
        if zoom:
            page.evaluate("(zoom) => void map_atlas.setView([48, 70], zoom, {animate: false})", zoom)
        boxes = [label["box"] for label in page.evaluate("map_atlas.atlas.labels")]
        assert len(boxes) >= 5
        for i, (left, top, right, bottom) in enumerate(boxes):
            for other in boxes[:i]:
                assert right <= other[0] or left >= other[2] or bottom <= other[1] or top >= other[3]


def test_every_corridor_has_its_number_on_the_map(shipped: Atlas, open_page: OpenPage) -> None:
    page = open_page(map_html(shipped), width=1400, height=1000)
    spots = page.evaluate("[...map_atlas.atlas.badges.values()].map((found) => found.length)")
    assert len(spots) == len(shipped.network.corridors)
    assert min(spots) >= 1


def test_an_address_with_an_id_opens_its_card(two: Atlas, open_page: OpenPage) -> None:
    page = open_page(map_html(two), fragment="#second")
    assert "Second line" in card(page)


@pytest.mark.parametrize("lang", ["en", "ru", "kk"])
def test_every_card_of_the_atlas_opens(shipped: Atlas, open_page: OpenPage, lang: str) -> None:
    page = open_page(map_html(shipped, lang=lang))
    empty: Any = page.evaluate(
        """() => {
          const app = map_atlas.atlas;
          const { corridors, sections, links, nodes } = app.model;
          const targets = [...corridors, ...sections, ...links, ...nodes.filter((node) => node.rank < 3 || node.card)];
          return targets.filter((target) => {
            app.select(target);
            const text = app.cardBox.textContent;
            return !text.includes(target.name) || /undefined|null|NaN|\\[object/.test(text);
          }).map((target) => target.name);
        }"""
    )
    assert empty == []
