"""
How soon a map is seen in Chromium, without a network.

Pages of folium ask the web for their libraries. Here Leaflet stands in them, jQuery is one line that does what popups
need of it, and what else they would load (Bootstrap, fonts) is left out: in their favour. The page of folium-offline
is as it is.
"""

from __future__ import annotations

import atexit
import re
from collections import Counter
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

import made
from lines import LIMIT, Line

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from timing import Timing

CHROMIUM = Path("/usr/bin/chromium")
JQUERY = """window.$ = html => {
  const made = document.createElement("template"); made.innerHTML = html.trim(); return [made.content.firstChild]; };"""
WATCH = """(() => {
  const stroke = CanvasRenderingContext2D.prototype.stroke;
  const seen = window.seen = { strokes: 0, lines: 0, last: 0 };
  CanvasRenderingContext2D.prototype.stroke = function (...given) { seen.strokes++; return stroke.apply(this, given); };
  const look = () => {
    const lines = seen.strokes + document.querySelectorAll(".leaflet-overlay-pane path[d]").length;
    if (lines !== seen.lines) { seen.lines = lines; seen.last = performance.now(); }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})();"""
STILL = "() => window.seen.lines > 0 && performance.now() - window.seen.last > 400"
PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
FIRST, DRAWN = "first paint", "all lines drawn"
MOMENTS = {FIRST: PAINT, DRAWN: "window.seen.last"}
EMPTY = "<!doctype html><title>Empty</title><p>Text"


@cache
def browser() -> Browser:
    from playwright.sync_api import sync_playwright

    driver = sync_playwright().start()
    found = driver.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"])
    atexit.register(driver.stop)
    atexit.register(found.close)
    return found


@cache
def offline(maker: str) -> Path:
    """Give the page with what it needs to be drawn in it."""
    path = made.page(maker)
    if maker in ("tool", "folium-offline"):
        return path
    from geo.products.leaflet import leaflet

    script, style = leaflet().js, leaflet().css
    page = re.sub(r'<script src="http[^"]*"></script>', "", path.read_text("utf-8"))
    page = re.sub(r'<link rel="stylesheet" href="http[^"]*"\s*/?>', "", page)
    head = f"<style>{style}</style><script>{script}</script><script>{JQUERY}</script></head>"
    whole = path.with_name("offline.html")
    whole.write_text(page.replace("</head>", head, 1), "utf-8")
    return whole


def opened(path: Path, *, has_lines: bool) -> dict[str, float]:
    """Open a page afresh; give the moments since its opening began, in seconds."""
    context = browser().new_context(viewport={"width": 1280, "height": 900}, offline=True)
    try:
        page = context.new_page()
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.add_init_script(WATCH)
        page.goto(path.as_uri())
        page.wait_for_function(STILL if has_lines else f"() => {PAINT.replace('.startTime', '')}", timeout=60_000)
        if faults:
            raise SystemExit(f"{path} fails: {faults[:3]}")
        return {name: page.evaluate(moment) / 1000 for name, moment in MOMENTS.items()}
    finally:
        context.close()


class Openings:
    """The openings of a page: the lines of several moments take them in turn, so that each is opened once for all."""

    def __init__(self, path: Path, *, has_lines: bool = True) -> None:
        self.path, self.has_lines = path, has_lines
        self.seen: list[dict[str, float]] = []
        self.taken: Counter[str] = Counter()

    def timing(self, moment: str) -> Timing:
        def once() -> float:
            place = self.taken[moment]
            if place == len(self.seen):
                self.seen.append(opened(self.path, has_lines=self.has_lines))
            self.taken[moment] += 1
            return self.seen[place][moment]

        return once


@cache
def openings(maker: str) -> tuple[Openings, Openings]:
    """Give those of the tool's page and of a peer's, which are opened in pairs."""
    if maker != "nobody":
        return Openings(offline("tool")), Openings(offline(maker))
    path = made.folder() / "empty.html"
    path.write_text(EMPTY, "utf-8")
    return Openings(offline("tool")), Openings(path, has_lines=False)


def beside(maker: str, moment: str) -> tuple[Timing, Timing]:
    ours, theirs = openings(maker)
    return ours.timing(moment), theirs.timing(moment)


def empty() -> tuple[Timing, Timing]:
    ours, theirs = openings("nobody")
    return ours.timing(DRAWN), theirs.timing(FIRST)


def lines() -> list[Line]:
    if not CHROMIUM.exists():
        print("Maps are not drawn: Debian's chromium is not installed (apt install chromium).")
        return []
    peers = {
        "folium": ("playwright",),
        "explore": ("playwright", "mapclassify"),
        "folium-offline": ("playwright", "offlinefolium"),
    }
    return [
        *(
            Line(f"{moment} in Chromium | {maker}", partial(beside, maker, moment), None, 5, needs=needs, check=False)
            for moment in MOMENTS
            for maker, needs in peers.items()
        ),
        Line(f"{DRAWN} in Chromium | an empty page's first paint", empty, None, 5, LIMIT, ("playwright",),
             check=False),
    ]  # fmt: skip
