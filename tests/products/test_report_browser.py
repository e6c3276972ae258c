"""A report in a browser: it asks for nothing, its map lives in its frame, and phones and paper can show it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from geo.languages import LANGUAGES
from geo.products.report.composition import compose
from geo.products.report.html import report_html

if TYPE_CHECKING:
    from browser import OpenPage

    from geo.atlas import Atlas
    from geo.model.results import Result

pytest_plugins = ("browser",)
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def html(staged: Atlas, results: list[Result]) -> str:
    return report_html(compose(staged, results=results, with_map=True))


def test_the_map_lives_in_its_frame_and_asks_for_nothing(html: str, open_page: OpenPage) -> None:
    page = open_page(html)
    frame = page.frame_locator("iframe.live")
    frame.locator(".panel h1").wait_for()
    assert frame.locator(".panel h1").inner_text() == "Napkin Corridor"
    assert frame.locator(".folium-map svg path, .folium-map canvas").count() > 0
    assert not page.locator(".has-live img").is_visible()
    # What a scenario is called is text, also where it looks like markup
    assert page.locator("main img[src='x']").count() == 0
    assert "<img src=x onerror=alert(1)>" in page.locator("#model").inner_text()


def test_the_contents_lead_to_every_section(html: str, open_page: OpenPage) -> None:
    page = open_page(html, reduced_motion="reduce")
    links = page.locator("nav a")
    assert links.count() == page.locator("main > section").count()
    for link in links.all():
        link.click()
        anchor = page.evaluate("location.hash")
        page.wait_for_function(
            "a => Math.abs(document.querySelector(a).getBoundingClientRect().top) < innerHeight", arg=anchor
        )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_runs_out_of_the_page_on_a_screen_or_a_phone(staged: Atlas, lang: str, open_page: OpenPage) -> None:
    text = report_html(compose(staged, lang=lang))
    for width in (1280, 390):
        page = open_page(text, width=width, height=800)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        cut = page.evaluate(
            "[...document.querySelectorAll('th, td, h1, h2, p, li')].filter("
            "e => e.offsetParent && e.scrollWidth > e.clientWidth + 1).map(e => e.textContent)"
        )
        assert cut == []


def test_on_paper_the_drawn_map_stands_in_the_place_of_the_live_one(html: str, open_page: OpenPage) -> None:
    page = open_page(html)
    page.emulate_media(media="print")
    assert page.locator(".has-live img").is_visible()
    assert not page.locator("iframe").is_visible()
    pages = PdfReader(io.BytesIO(page.pdf())).pages
    text = " ".join(one.extract_text() for one in pages)
    for title in (
        "Summary",
        "Map",
        "Targets and slippage",
        "Where sources disagree",
        "Method and assumptions",
        "Sources",
    ):
        assert title in text
