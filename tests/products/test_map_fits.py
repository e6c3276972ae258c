"""Every language fits: no text of a map's page is cut off, leaves its place or stands on another."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from geo.languages import LANGUAGES
from geo.model.results import scenario_results
from geo.products.maps import map_html
from geo.products.scenario_overlays import scenario_overlays
from tests.products import pseudo

if TYPE_CHECKING:
    from browser import OpenPage
    from playwright.sync_api import Page

    from geo.atlas import Atlas
    from geo.model.results import Result

pytest_plugins = ("browser",)
pytestmark = pytest.mark.browser

SIZES = ((1400, 1000), (600, 400), (390, 844))
LONGER = 0.3
"""How much longer than Russian a language yet to come may be."""
FAULTS = """(where) => {
  const found = [], boxes = [];
  const isSeen = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const isUnseen = (element) => element.closest(".unseen, .skip, script, style, noscript");
  const scroller = (element) => {
    for (let at = element; at && at !== document.documentElement; at = at.parentElement)
      if (["auto", "scroll"].includes(getComputedStyle(at).overflowX) && at.scrollWidth > at.clientWidth + 1) return at;
    return null;
  };
  for (const element of document.querySelectorAll(where)) {
    if (!isSeen(element) || isUnseen(element) || element.closest("svg")) continue;
    const style = getComputedStyle(element);
    const isCut = ["hidden", "clip"].includes(style.overflowX) && element.scrollWidth > element.clientWidth + 1;
    if (isCut && element.clientWidth) found.push(`cut: ${element.className} ${element.textContent.slice(0, 60)}`);
    for (const node of element.childNodes) {
      if (node.nodeType !== Node.TEXT_NODE || !node.data.trim()) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const place = element.closest(".panel") || document.documentElement;
      const frame = place.getBoundingClientRect();
      for (const box of range.getClientRects()) {
        if (box.width < 1) continue;
        const isOut = box.left < frame.left - 1 || box.right > frame.right + 1;
        if (isOut && !(element.closest(".table") && scroller(element))) found.push(`out: ${node.data.slice(0, 60)}`);
        boxes.push([box, node.data.trim().slice(0, 40), element.closest(".panel") ? "panel" : "page"]);
      }
    }
  }
  for (const input of document.querySelectorAll("input[placeholder]")) {
    const context = document.createElement("canvas").getContext("2d");
    context.font = getComputedStyle(input).font;
    const isOwn = !input.placeholder.includes("⟦");  // what is longer still ends in dots
    const room = input.clientWidth - 20;
    if (isOwn && isSeen(input) && context.measureText(input.placeholder).width > room) found.push("cut: placeholder");
  }
  boxes.sort((a, b) => a[0].top - b[0].top);
  boxes.forEach(([one, text, place], i) => {
    for (let k = i + 1; k < boxes.length && boxes[k][0].top < one.bottom - 3; k++) {
      const [other, said, its] = boxes[k];
      const wide = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      const high = Math.min(one.bottom, other.bottom) - other.top;
      const isOver = its === place && wide > 1.5 && high > 0.35 * Math.min(one.height, other.height);
      if (isOver) found.push(`over: ${text} | ${said}`);
    }
  });
  const { scrollWidth } = document.documentElement;
  if (scrollWidth > innerWidth + 1) found.push(`wide: ${scrollWidth}`);
  return [...new Set(found)];
}"""
LONGEST = """() => {
  const { corridors, sections, links, nodes } = map_atlas.atlas.model;
  const said = (target) => { map_atlas.atlas.select(target); return map_atlas.atlas.cardBox.textContent.length; };
  const longest = (group) => group.map((one) => [said(one), one]).sort((a, b) => b[0] - a[0])[0][1];
  window.longest = [corridors, sections, links, nodes.filter((node) => node.rank < 3)].map(longest);
}"""
OPENED = """number => {
  map_atlas.atlas.select(window.longest[number]);
  for (const part of document.querySelectorAll(".card details")) part.open = true;
}"""


@pytest.fixture(scope="module")
def ran(shipped: Atlas) -> list[Result]:
    return scenario_results(shipped, ["2024-base", "2030-all-targets"])


@pytest.fixture(params=[*LANGUAGES, "longer"])
def page(request: pytest.FixtureRequest, shipped: Atlas, ran: list[Result], open_page: OpenPage) -> Page:
    """Open the map of all corridors in a language, or in one that says everything at greater length."""
    lang = request.param
    with pytest.MonkeyPatch.context() as patch:
        if lang == "longer":
            lang = pseudo.LANG
            pseudo.speak(patch, longer=LONGER)
        unread = replace(shipped)  # an atlas keeps the tables it has been asked for, in the words of then
        html = map_html(unread, lang=lang, overlays=scenario_overlays(unread, ran, lang))
    pseudo.hush()
    return open_page(html, width=1400, height=1000, reduced_motion="reduce")


def faults(page: Page, where: str = ".panel *") -> list[str]:
    """Give what does not fit now, with the panel open."""
    if not page.locator(".panel-body").is_visible():
        page.locator(".fold").first.click()
    return page.evaluate(FAULTS, where)


def test_panel_table_cards_and_overlays_fit(page: Page) -> None:
    page.evaluate(LONGEST)
    found = {}
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_function("width => map_atlas.getSize().x > 0 && innerWidth === width", arg=width)
        page.evaluate("map_atlas.atlas.setOverlay(-1)")
        for number in range(4):
            page.evaluate(OPENED, number)
            found[width, number] = faults(page)
        page.keyboard.press("Escape")
        page.evaluate("map_atlas.atlas.select(null)")
        found[width, "legend"] = faults(page, ".panel *, .below *")
        page.evaluate("map_atlas.atlas.setOverlay(1)")
        found[width, "overlay"] = faults(page)
    assert {where: faults for where, faults in found.items() if faults} == {}


@pytest.mark.parametrize(
    ("style", "fault"),
    [
        (".panel h1 { white-space: nowrap; overflow: hidden; width: 60px }", "cut"),
        (".rows label { white-space: nowrap; padding-left: 330px }", "out"),
        (".rows li { height: 9px; min-height: 0 }", "over"),
        (".below { width: 2000px }", "wide"),
    ],
)
def test_what_does_not_fit_is_seen(napkin: Atlas, open_page: OpenPage, style: str, fault: str) -> None:
    page = open_page(map_html(napkin).replace("</style>", f"{style}</style>", 1))
    assert any(fault in one for one in faults(page))
