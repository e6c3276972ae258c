"""The map's panel in a browser: search, legend, layers, by mouse and by keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geo.products.maps import map_html
from tests.products.pages import card, colour_at

if TYPE_CHECKING:
    from browser import OpenPage

    from geo.atlas import Atlas

pytest_plugins = ("browser",)
pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("typed", "name"), [("дельт", "Delta"), ("ЭХО", "Echo"), ("napkin", "Napkin Corridor"),
                                             ("салфетка", "Napkin Corridor")])  # fmt: skip
def test_search_finds_a_name_in_any_language(napkin: Atlas, open_page: OpenPage, typed: str, name: str) -> None:
    page = open_page(map_html(napkin))
    page.get_by_role("combobox").fill(typed)
    page.get_by_role("option").first.click()
    assert page.locator(".card-box h2").inner_text() == name


def test_search_ignores_marks_of_kazakh_letters(shipped: Atlas, open_page: OpenPage) -> None:
    page = open_page(map_html(shipped))
    for typed in ("Жезқазған", "жезказган", "Zhezkazgan"):
        page.get_by_role("combobox").fill(typed)
        names = page.get_by_role("option").all_inner_texts()
        assert any(name.startswith("Zhezkazgan") and ", KZ" in name for name in names), typed


def test_search_takes_letters_of_the_turkic_alphabets_for_their_neighbours(shipped: Atlas, open_page: OpenPage) -> None:
    page = open_page(map_html(shipped))
    for typed in ("Böyük Kəsik", "boyuk kesik"):
        page.get_by_role("combobox").fill(typed)
        assert page.get_by_role("option").first.inner_text().startswith(shipped.network.nodes["boyuk-kesik"].name), (
            typed
        )


def test_a_name_that_is_not_there_is_said(napkin: Atlas, open_page: OpenPage) -> None:
    page = open_page(map_html(napkin))
    page.get_by_role("combobox").fill("qqq")
    assert page.locator(".results").inner_text() == "Nothing of this name"


def test_the_legend_follows_the_layers(two: Atlas, open_page: OpenPage) -> None:
    page = open_page(map_html(two))
    modes = page.locator("[data-mode]:visible")
    assert modes.all_inner_texts() == ["rail", "road"]
    page.get_by_label("Show Napkin Corridor").uncheck()
    assert modes.all_inner_texts() == ["rail"]
    assert page.locator("[data-status]:visible").all_inner_texts() == ["operating"]
    assert page.evaluate("map_atlas.atlas.strands.length") == 1
    page.get_by_role("button", name="all", exact=True).click()
    page.get_by_role("button", name="none", exact=True).click()
    assert not page.get_by_role("heading", name="Modes").is_visible()
    assert not page.get_by_role("heading", name="Status").is_visible()
    page.get_by_role("button", name="all", exact=True).click()
    assert page.get_by_role("heading", name="Modes").is_visible()


def test_a_mode_switched_off_leaves_the_map(napkin: Atlas, open_page: OpenPage) -> None:
    page = open_page(map_html(napkin))
    assert colour_at(page, 37, 0.5)[3] == 255
    page.get_by_label("Show road").uncheck()
    assert colour_at(page, 37, 0.5)[3] == 0
    assert colour_at(page, 35.5, 0)[3] == 255


def test_a_status_switched_off_leaves_the_map(napkin: Atlas, open_page: OpenPage) -> None:
    page = open_page(map_html(napkin))
    page.get_by_label("Show planned").uncheck()
    assert page.evaluate("map_atlas.atlas.strands.map((s) => s.link.status)") == ["operating"] * 3


def test_the_map_is_coloured_by_mode_on_demand(two: Atlas, open_page: OpenPage) -> None:
    page = open_page(map_html(two))
    page.get_by_label("mode", exact=True).check()
    assert colour_at(page, 37, 0.5)[:3] != colour_at(page, 35.5, 0)[:3]
    assert page.evaluate("map_atlas.atlas.strands.length") == 4
    opened = open_page(map_html(two, colour_by="mode"))
    assert opened.evaluate("map_atlas.atlas.strands.length") == 4


def test_the_keyboard_alone_finds_opens_and_closes(two: Atlas, open_page: OpenPage) -> None:
    page = open_page(map_html(two))
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.type") == "search":
            break
    page.keyboard.type("second")
    page.keyboard.press("ArrowDown")
    assert page.locator("[role=option][aria-selected=true]").count() == 1
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent") == "Second line"
    page.keyboard.press("Escape")
    assert page.locator(".card-box .card").count() == 0
    assert page.evaluate("document.activeElement.textContent") == "Second line"  # back on the list's row
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    assert "Napkin Corridor" in card(page)


def test_keys_move_and_zoom_the_map(napkin: Atlas, open_page: OpenPage) -> None:
    page = open_page(map_html(napkin), reduced_motion="reduce")
    page.locator(".folium-map").focus()
    lon, zoom = page.evaluate("[map_atlas.getCenter().lng, map_atlas.getZoom()]")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("(lon) => map_atlas.getCenter().lng > lon", arg=lon)  # a zoom would cut the move short
    page.keyboard.press("+")
    page.wait_for_function("(zoom) => map_atlas.getZoom() > zoom", arg=zoom)


def test_everything_that_takes_focus_has_a_name(shipped: Atlas, open_page: OpenPage) -> None:
    page = open_page(map_html(shipped))
    nameless = page.evaluate(
        """() => [...document.querySelectorAll("a[href], button, input, [tabindex='0']")].filter((element) =>
             !(element.getAttribute("aria-label") || element.title || element.textContent.trim() ||
               (element.labels && element.labels[0] && element.labels[0].textContent.trim())))
             .map((element) => element.outerHTML.slice(0, 80))"""
    )
    assert nameless == []
