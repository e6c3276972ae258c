"""Overlays in a browser: chosen by mouse and by key, said without colour, and hostile names shown as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from conftest import HOSTILE_NAME

from geo.products.maps import map_html
from geo.products.overlays import Line, Overlay, Step, Stroke
from geo.products.scenario_overlays import scenario_overlays

if TYPE_CHECKING:
    from browser import OpenPage
    from playwright.sync_api import Page

    from geo.atlas import Atlas
    from geo.model.results import Result

pytest_plugins = ("browser",)
pytestmark = pytest.mark.browser


@pytest.fixture
def page(staged: Atlas, results: list[Result], open_page: OpenPage) -> Page:
    """Open the map of the napkin atlas with its two scenarios."""
    return open_page(map_html(staged, overlays=scenario_overlays(staged, results, "en")))


def choose(page: Page, number: int) -> None:
    page.locator(".chooser").evaluate("part => part.open = true")
    page.locator(f"input[name=overlay][value='{number}']").check()


def strand(page: Page, link: int) -> dict[str, object]:
    """Give the one line drawn for a link: its width, and the look it has in the overlay."""
    return page.evaluate(
        """place => {
          const app = map_atlas.atlas;
          const link = app.model.links[place];
          const lines = app.strands.filter((strand) => strand.link === link);
          const stroke = app.view.overlay && app.view.overlay.strokes.get(link);
          return { lines: lines.length, width: lines[0].width, look: stroke ? stroke.look : "" };
        }""",
        link,
    )


def test_the_map_opens_with_what_was_reported(page: Page) -> None:
    assert page.locator(".chooser summary").inner_text() == "Scenario: As reported"
    assert not page.locator(".chooser").evaluate("part => part.open")
    assert page.locator(".overlay-text").inner_text() == ""
    assert page.locator("[data-look]").count() == 0


def test_a_scenario_chosen_by_mouse_changes_lines_legend_and_text(page: Page) -> None:
    before = strand(page, 2)
    page.locator(".chooser summary").click()
    page.get_by_text("Delta opens").click()
    assert strand(page, 2)["look"] == "unlimited"
    assert page.locator("[data-look]").all_inner_texts()[0] == "full: nothing more can pass"
    assert page.locator(".rows-look li:not(.is-off)").all_inner_texts() == [
        "below 40 % of the capacity", "flow, capacity not known",
    ]  # fmt: skip
    assert page.locator(".segmented").is_hidden()
    assert "2.5\u00a0Mt\u00a0a\u00a0year pass" in page.locator(".overlay-about").inner_text()
    table = page.locator(".overlay-text table")
    assert table.locator("tbody tr").count() == 5  # three links, the places with a capacity or flow
    assert table.locator("tbody tr").first.inner_text().split("\t")[:2] == ["Alpha – Bravo", "2.5"]
    page.get_by_text("As reported").last.click()
    assert strand(page, 2) == before
    assert page.locator(".overlay-text").inner_text() == ""


def test_a_scenario_is_chosen_by_keys_alone(page: Page) -> None:
    page.get_by_role("combobox").focus()
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.chooser summary')"):
            break
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    assert page.locator(".chooser .current").inner_text() == HOSTILE_NAME
    assert strand(page, 2)["look"] == "full"
    page.keyboard.press("ArrowDown")
    assert page.locator(".chooser .current").inner_text() == "Delta opens"


def test_what_is_full_is_said_by_bars_and_by_text_too(page: Page) -> None:
    choose(page, 0)
    assert page.locator("[data-look=full] svg line").count() == 4
    page.wait_for_function("map_atlas.atlas.labels.some(({ name }) => name === '100\\u00a0%')")


def test_no_label_of_an_overlay_stands_on_another(page: Page) -> None:
    choose(page, 0)
    page.wait_for_function("map_atlas.atlas.labels.length > 3")
    boxes = page.evaluate("map_atlas.atlas.labels.map(({ box }) => box)")
    for i, one in enumerate(boxes):
        for other in boxes[:i]:
            assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


@pytest.mark.parametrize("kind", ["links[0]", "sections[0]"])
def test_a_card_says_what_is_modelled_and_cites_what_it_rests_on(page: Page, kind: str) -> None:
    choose(page, 1)
    page.evaluate(f"map_atlas.atlas.select(map_atlas.atlas.model.{kind})")
    block = page.locator(".modelled")
    assert block.locator("h3").inner_text() == "Modelled: Delta opens"
    page.evaluate("for (const part of document.querySelectorAll('.modelled details')) part.open = true")
    said = block.inner_text()
    assert "11.2 (8.21–14.6)" in said
    assert "22\u00a0%" in said
    assert "net-t-a-train = 2500 – 3000 – 3500 t" in said
    assert block.locator("sup").inner_text() == "[1]"
    assert page.locator(".card-box .sources").count() == 1


def test_an_open_card_follows_the_choice(page: Page) -> None:
    choose(page, 1)
    page.evaluate("map_atlas.atlas.select(map_atlas.atlas.model.links[2])")
    assert "1.0" not in page.locator(".modelled").inner_text()
    page.evaluate("map_atlas.atlas.setOverlay(0)")
    assert "assumed by the scenario" in page.locator(".modelled").inner_text()
    page.evaluate("map_atlas.atlas.setOverlay(-1)")
    assert page.locator(".modelled").count() == 0


def test_what_no_modelled_freight_uses_says_so(page: Page) -> None:
    choose(page, 0)
    page.evaluate("map_atlas.atlas.select(map_atlas.atlas.model.links[3])")
    assert "No modelled freight here." in page.locator(".modelled").inner_text()


def test_a_hostile_name_of_a_scenario_is_shown_as_it_is(page: Page) -> None:
    choose(page, 0)
    page.evaluate("map_atlas.atlas.select(map_atlas.atlas.model.links[2])")
    for part in (".overlays", ".chooser summary", ".modelled h3", ".overlay-text h2"):
        assert HOSTILE_NAME in page.locator(part).text_content()
    assert page.locator("img").count() == 0
    assert "49$" not in page.content()


@pytest.mark.parametrize("size", [(600, 400), (390, 844)])
def test_a_small_frame_can_choose_too(
    staged: Atlas, results: list[Result], open_page: OpenPage, size: tuple[int, int]
) -> None:
    page = open_page(map_html(staged, overlays=scenario_overlays(staged, results, "ru")), width=size[0], height=size[1])
    page.locator(".fold").click()
    page.locator(".chooser summary").click()
    page.get_by_text("Дельта открыта").click()
    assert strand(page, 0)["look"] == "low"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_print_has_the_signs_of_the_overlay_and_its_table(page: Page) -> None:
    choose(page, 0)
    page.emulate_media(media="print")
    assert page.locator(".rows-look").is_visible()
    assert page.locator(".overlay-text table").is_visible()
    assert page.locator(".chooser").is_hidden()


def test_a_list_of_steps_leads_to_what_it_names(napkin: Atlas, open_page: OpenPage) -> None:
    line = Line("Time", "2 h", ("paper-2025-01-01-01",))
    overlay = Overlay(
        "route", "1: 2 h", "Alpha – Bravo.", {"alpha-bravo": Stroke("way", lines=(line,))}, {"way": "on the way"},
        steps=(Step("alpha-bravo", "rail: Alpha – Bravo", (line,)), Step("nowhere", "off the map", ())), is_first=True,
    )  # fmt: skip
    page = open_page(map_html(napkin, overlays=[overlay]))
    assert page.locator(".chooser summary").inner_text() == "Route: 1: 2 h"
    assert page.locator("[data-part=widths]").is_hidden()
    page.locator(".steps button").click()
    assert page.locator(".card h2").inner_text() == "Alpha – Bravo"
    assert page.locator(".overlay-text tbody tr").count() == 2


def test_words_of_the_script_stay_words_when_its_names_are_shortened(page: Page) -> None:
    # The page's own functions have short names; what a reader or a tool may ask for keeps its name
    assert page.evaluate("typeof drawAtlas") == "function"
    assert page.evaluate("map_atlas.atlas.constructor.name.length") == 2
