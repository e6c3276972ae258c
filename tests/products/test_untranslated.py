"""Nothing a reader sees is written in code: with every text of a catalogue in brackets, all else is the atlas' own."""

from __future__ import annotations

import io
import re
import sqlite3
import zipfile
from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from docx import Document

from geo.model.assumptions import ASSUMPTIONS
from geo.model.cases import find_case
from geo.model.places import find_place
from geo.model.routing import Query, Router
from geo.model.scenarios import read_scenarios
from geo.model.study import known_capacities
from geo.model.travel import TRAVEL_ASSUMPTIONS
from geo.products.capacity import capacity_rows
from geo.products.comparison_overlays import comparison_overlays
from geo.products.contents import Contents
from geo.products.failure_overlays import failure_notes, failure_overlay
from geo.products.figures.kinds import KINDS, Request, draw
from geo.products.geopackage import write_geopackage
from geo.products.kml import kmz_bytes
from geo.products.maps import map_html
from geo.products.markup import capacity_markdown, capacity_page
from geo.products.model_tables import model_tables
from geo.products.report.composition import compose
from geo.products.report.html import report_html
from geo.products.report.word import report_docx
from geo.products.route_overlays import route_overlays
from geo.products.scenario_overlays import scenario_overlays
from geo.products.tables import capacity_html, lay_out
from geo.products.workbook import capacity_workbook
from geo.units import UNITS
from tests.products import pseudo

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from browser import OpenPage

    from geo.atlas import Atlas
    from geo.model.results import Result
    from geo.products.overlays import Overlay

pytest_plugins = ("browser",)
LANG = pseudo.LANG
SHOWN = ("title", "aria-label", "alt", "placeholder")
"""Attributes that are read out or shown."""


@pytest.fixture(scope="module", autouse=True)
def _pseudo() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        pseudo.speak(patch)
        yield
    pseudo.hush()


@pytest.fixture(scope="module")
def data(staged: Atlas) -> list[str]:
    ids = [*ASSUMPTIONS, *TRAVEL_ASSUMPTIONS, "unserved-price"]
    return pseudo.data_of(staged, read_scenarios(staged), ids)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in ("script", "style")
        self.texts += [value for name, value in attrs if name in SHOWN and value]

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.texts.append(data)


def read(html: str) -> list[str]:
    """Give what a page shows before its scripts run."""
    reader = _Reader()
    reader.feed(html)
    return reader.texts


def test_a_text_that_is_in_no_catalogue_is_found(data: list[str]) -> None:
    html = '<p title="Zoom">⟦в ⟦а⟧⟧ Napkin Corridor <b>shown first</b> 2024</p>'
    assert pseudo.unsaid(read(html), data) == {"Zoom", "shown first"}


@pytest.mark.parametrize("make", [capacity_html, capacity_page])
def test_tables_as_pages(staged: Atlas, data: list[str], make: Any) -> None:
    assert pseudo.unsaid(read(make(lay_out(capacity_rows(staged), LANG))), data) == set()


def test_tables_as_markdown(staged: Atlas, data: list[str]) -> None:
    text = re.sub(r"&nbsp;|<br>|\\", " ", capacity_markdown(lay_out(capacity_rows(staged), LANG)))
    assert pseudo.unsaid(text.splitlines(), data) == set()


def test_the_workbook(staged: Atlas, results: list[Result], data: list[str]) -> None:
    tables = model_tables(staged, results)
    book = openpyxl.load_workbook(io.BytesIO(capacity_workbook(Contents(staged, LANG), tables)))
    heads = [str(cell.value) for sheet in book for cell in sheet[1] if cell.value]
    assert len(heads) > 80
    assert pseudo.unsaid([*book.sheetnames, *heads], data) == set()
    cells = [str(cell.value or "") for row in book.worksheets[0].iter_rows() for cell in row]
    assert pseudo.unsaid(cells, [*sorted(UNITS, key=len, reverse=True), *data]) == set()  # units are codes, for sums


@pytest.mark.parametrize("kind", KINDS)
def test_figures(staged: Atlas, data: list[str], kind: str) -> None:
    ids = ("napkin",) if kind in ("strip", "timeline") else ()
    scenarios = {"strip": ("open",), "network": ("open",), "compare": ("narrow", "open")}.get(kind, ())
    figure = draw(staged, Request(kind, ids, LANG, scenario_ids=scenarios))
    whole = " ".join(text.get_text() for text in figure.texts)  # a text over several lines is several
    assert "⟦" in whole
    assert pseudo.unsaid([whole], data) == set()


def test_reports(staged: Atlas, results: list[Result], data: list[str]) -> None:
    report = compose(staged, lang=LANG, results=results)
    assert pseudo.unsaid(read(report_html(report)), data) == set()
    document = Document(io.BytesIO(report_docx(report)))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    said = [*(one.text for one in document.paragraphs), *cells, document.core_properties.title]
    assert pseudo.unsaid(said, data) == set()


def test_the_styles_of_the_geopackage(staged: Atlas, data: list[str], tmp_path: Path) -> None:
    write_geopackage(staged, tmp_path / "atlas.gpkg")
    with sqlite3.connect(tmp_path / "atlas.gpkg") as database:
        styles = database.execute("SELECT styleName, styleQML FROM layer_styles WHERE styleName LIKE '⟦%'").fetchall()
    database.close()
    shown = [name for name, _ in styles]
    for _, qml in styles:
        root = ET.fromstring(qml)  # noqa: S314 - our own
        shown += [one.get("name", "") for one in root.iter("alias")]
        shown += [one.get("label", "") for tag in ("rule", "category") for one in root.iter(tag)]
    assert len(shown) > 50
    assert pseudo.unsaid(shown, data) == set()


def test_the_file_for_earth_viewers(staged: Atlas, data: list[str]) -> None:
    with zipfile.ZipFile(io.BytesIO(kmz_bytes(staged, list(staged.network.corridors), LANG))) as archive:
        root = ET.fromstring(archive.read(archive.namelist()[0]))  # noqa: S314 - our own
    shown = [one.text or "" for one in root.iter() if one.tag.rpartition("}")[2] in ("name", "description")]
    assert pseudo.unsaid((re.sub(r"<[^>]+>", " ", text) for text in shown), data) == set()


def said(overlays: Iterable[Overlay]) -> Iterator[str]:
    """Give what overlays say."""
    for one in overlays:
        yield from (one.name, one.about, one.widths, one.note, *one.looks.values())
        lines = [line for stroke in one.strokes.values() for line in stroke.lines]
        for step in one.steps:
            yield step.name
            lines += step.lines
        for line in lines:
            yield from (line.term, line.text, *line.notes)


def test_overlays(staged: Atlas, results: list[Result], data: list[str]) -> None:
    assert pseudo.unsaid(said(scenario_overlays(staged, results, LANG)), data) == set()
    assert pseudo.unsaid(said(comparison_overlays(results, LANG)), data) == set()
    rows = [{"fails": [name], "unserved_mt": 1.0, "extra_days": 2.0} for name in ("alpha-bravo", "bravo-charlie")]
    notes = failure_notes(find_case(staged), LANG, is_observed=True)
    assert pseudo.unsaid(said([failure_overlay(rows, LANG, notes)]), data) == set()


def test_overlays_of_routes(staged: Atlas, data: list[str]) -> None:
    capacities = known_capacities(staged)
    ends = [find_place(staged.network, name) for name in ("alpha", "charlie")]
    routes = Router(staged, capacities.links, capacities.nodes).find(Query(*ends, k=2))
    assert isinstance(routes, list)
    assert pseudo.unsaid(said(route_overlays(staged, routes, LANG)), data) == set()


READ = """names => {
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const isWhole = (text) => text.split("⟦").length === text.split("⟧").length;  // a figure is set in several elements
  while (walker.nextNode()) {
    let node = walker.currentNode;
    if (node.parentElement.closest("script, style")) continue;
    while (!isWhole(node.textContent)) node = node.parentNode;
    texts.push(node.textContent);
  }
  for (const name of names)
    for (const one of document.querySelectorAll(`[${name}]`)) texts.push(one.getAttribute(name));
  return texts;
}"""
CARDS = ("corridors", "sections", "links", "nodes")


@pytest.mark.browser
def test_the_map_with_every_card_and_every_overlay(
    staged: Atlas, results: list[Result], data: list[str], open_page: OpenPage
) -> None:
    unread = replace(staged)  # an atlas keeps the tables it has been asked for, in the words of then
    page = open_page(map_html(unread, lang=LANG, overlays=scenario_overlays(unread, results, LANG)))
    shown = set(page.evaluate(READ, SHOWN))
    for overlay in (-1, 0, 1):
        page.evaluate("number => map_atlas.atlas.setOverlay(number)", overlay)
        for kind in CARDS:
            for place in range(page.evaluate(f"map_atlas.atlas.model.{kind}.length")):
                page.evaluate(f"map_atlas.atlas.select(map_atlas.atlas.model.{kind}[{place}])")
                shown |= set(page.evaluate(READ, SHOWN))
    page.locator("[type=search], [role=combobox]").first.fill("Napkin")
    shown |= set(page.evaluate(READ, SHOWN))
    assert pseudo.unsaid(shown, data) == set()
