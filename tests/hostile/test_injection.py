"""Payloads in every text that reaches a product: nothing runs, nothing breaks, the text is shown as it is."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import sqlite3
import tomllib
import zipfile
from contextlib import closing
from html.parser import HTMLParser
from shutil import copytree
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import openpyxl
import pyogrio
import pytest
from click.testing import CliRunner
from markdown_it import MarkdownIt
from mistakes import CORRIDOR
from poison import PAYLOADS, poison
from pyarrow import parquet

from cli.main import app
from tests.conftest import NAPKIN

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from browser import OpenPage
    from playwright.sync_api import Page

pytest_plugins = ("browser",)

ALL = os.environ.get("FAULTS") == "all"
JOINED = 1 if ALL else len(PAYLOADS)
"""How many payloads a text holds at once, as far as there is room; `make faults` has a round for each."""
ROUNDS = range(len(PAYLOADS)) if ALL else (0,)
DRAWN = ("map-napkin", "strip-napkin", "timeline-napkin", "network", "compare")
MAPS = ("index.html", "napkin.html", "compare.html", "route.html", "disrupt.html")
SNIPPETS = ("iframe", "img", "word", "latex")
COMMANDS = (
    "build --out {out}", "export -f kmz -o {out}/c.kmz", "export -f geojson -o {out}/c.geojson",
    "export -f gmns -o {out}/gmns", "export -f parquet -o {out}/parquet", "export -f latex -o {out}/c.tex",
    "export -f fgb -o {out}/c.fgb", "figure strip napkin -o {out}/strip-napkin.svg",
    "figure map napkin --lang kk -o {out}/map-napkin.svg", "figure timeline napkin -o {out}/timeline-napkin.svg",
    "figure network --scenario narrow -o {out}/network.svg",
    "figure compare --scenario open --scenario narrow -o {out}/compare.svg", "report napkin -o {out}/report.html",
    "report napkin -o {out}/report.md", "report napkin --lang ru -o {out}/report.docx",
    "scenario compare open narrow -o {out}/compare.html", "scenario compare open narrow -o {out}/compare.csv",
    "scenario compare open narrow -o {out}/compare.json", "route alpha charlie -o {out}/route.html",
    "route alpha charlie -o {out}/route.geojson", "disrupt -o {out}/disrupt.html",
)  # fmt: skip


@pytest.fixture(params=ROUNDS)
def products(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make all products of a poisoned atlas; none of it runs on the machine that makes them."""
    monkeypatch.chdir(tmp_path)
    root, out = copytree(NAPKIN, tmp_path / "atlas"), tmp_path / "out"
    poison(root, request.param, JOINED)
    for line in COMMANDS:
        run([word.format(out=out) for word in line.split()], root)
    for form in SNIPPETS:
        (out / f"embed.{form}").write_text(run(["embed", "napkin", "--as", form], root), "utf-8")
    assert not list(tmp_path.rglob("*hacked*"))
    return out


def run(words: list[str], root: Path) -> str:
    said = CliRunner().invoke(app, [*words, "--atlas", str(root)])
    assert said.exit_code == 0, (words, said.output, said.exception)
    return said.output


def named(products: Path) -> dict[str, Any]:
    return tomllib.loads((products.parent / "atlas" / CORRIDOR).read_text("utf-8"))


ALIEN = (
    'document.querySelectorAll(\'[onerror], [onload], [onmouseover], a[href^="javascript" i], svg x, body x,'
    ' img[src^=http], a[href*="x.example"]\').length'
)
PRESS = """() => {
  for (const each of document.querySelectorAll("summary, button, [role=button], input[type=checkbox]")) each.click()
}"""


@pytest.mark.browser
def test_every_text_stays_text_in_every_product(products: Path, open_page: OpenPage) -> None:
    corridor = named(products)
    _check_maps(products, open_page, corridor)
    for file, texts in {
        "capacity.html": [corridor["name"], corridor["section"][0]["name"]],
        "report.html": [corridor["name"], corridor["summary"]],
    }.items():
        page = open_page((products / file).read_text("utf-8"))
        _check_page(page, texts)
    _check_snippets(products, open_page, corridor["name"])
    _check_markdown(products, corridor["name"])
    _check_latex(products)
    _check_cells(products, corridor["name"])
    _check_word(products, corridor["name_ru"])
    _check_markup(products)
    _check_lines(products)
    _check_geopackage(products, corridor["name"])


def _check_maps(products: Path, open_page: OpenPage, corridor: dict[str, Any]) -> None:
    """Open maps with every overlay, press all there is, and choose every scenario."""
    for file in MAPS:
        page = open_page((products / file).read_text("utf-8"))
        _check_page(page, [corridor["name"]])
        choices = page.locator("input[name=overlay]").count()
        assert choices >= 2, file
        for choice in range(choices):
            page.locator("input[name=overlay]").nth(choice).evaluate("each => each.click()")
            page.evaluate(PRESS)
            _check_page(page, [corridor["name"]])


def _check_page(page: Page, texts: Iterable[str]) -> None:
    said = plain(page.locator("body").text_content() or "")
    assert len(page.frames) <= 2, "a report has a frame, with its map"
    assert [frame.evaluate(ALIEN) for frame in page.frames] == [0] * len(page.frames)
    for text in texts:
        assert plain(text) in said, text


def plain(text: str) -> str:
    return " ".join(text.split())


def _check_snippets(products: Path, open_page: OpenPage, name: str) -> None:
    """What is embedded in a page is one element, whose text says the name."""
    for form, title in (("iframe", "title"), ("img", "alt")):
        snippet = (products / f"embed.{form}").read_text("utf-8")
        page = open_page(f"<!DOCTYPE html><body><template>{snippet}</template></body>")
        held = "document.querySelector('template').content"
        assert page.evaluate(f"[{held}.childElementCount, {held}.firstElementChild.childElementCount]") == [1, 0]
        assert name in page.evaluate(f"{held}.firstElementChild.getAttribute('{title}')")
        assert page.evaluate(f"{held}.firstElementChild.getAttributeNames().filter(one => one.startsWith('on'))") == []
    code = (products / "embed.word").read_text("utf-8").splitlines()[0]
    assert re.fullmatch(r'INCLUDEPICTURE "map-napkin\.png" \\d', code)


class Tags(HTMLParser):
    """What a page is made of: tags, addresses, text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags, self.addresses, self.said = set[str](), list[str](), ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert not [name for name, _ in attrs if name.startswith("on")]
        self.addresses += [value or "" for name, value in attrs if name in {"href", "src"}]

    def handle_data(self, data: str) -> None:
        self.said += data


def _check_markdown(products: Path, name: str) -> None:
    """Markdown as a site renders it has our tags, and says the text."""
    for file in ("capacity.md", "report.md"):
        page = Tags(MarkdownIt().enable("table").render((products / file).read_text("utf-8")))
        assert not page.tags - {"h1", "h2", "h3", "p", "ul", "ol", "li", "a", "img", "em", "strong", "table", "thead",
                                "tbody", "tr", "th", "td", "br", "div"}  # fmt: skip
        assert all(
            re.match(r"#|report_files/[a-z0-9-]+\.svg|https://gazette\.example/line$", one) for one in page.addresses
        )
        assert plain(name) in plain(page.said)


def _check_latex(products: Path) -> None:
    """All commands are ours, and nothing of a text opens or closes a group, comments out or calls."""
    ours = set(re.findall(
        r"\w+", "small noindent begin end linewidth hline par item centering includegraphics caption label textbackslash"
        " textasciicircum textasciitilde textless textgreater textquotedbl textasciigrave textbar times ge pm cdot",
    ))  # fmt: skip
    for file in ("c.tex", "embed.latex"):
        text = re.sub(r"\A%.*\n", "", (products / file).read_text("utf-8"))
        assert set(re.findall(r"\\([A-Za-z]+)", text)) <= ours
        left = re.sub(r"\\[A-Za-z]+|\\[{}$&#_%]|\\\\|``|''", "", text)
        assert not re.search(r"[\\%#_^`|]", left)
        assert left.count("{") == left.count("}")
        assert left.count("$") % 2 == 0


def _check_cells(products: Path, name: str) -> None:
    for path in [*products.glob("*.csv"), *(products / "gmns").glob("*.csv")]:
        for row in csv.reader(io.StringIO(path.read_text("utf-8-sig"))):
            for cell in row:
                assert not cell.startswith(("=", "+", "@", "\t", "\r")), (path.name, cell)
                assert not cell.startswith("-") or cell.lstrip("-").replace(".", "").isdigit(), (path.name, cell)
    book = openpyxl.load_workbook(products / "capacity.xlsx")
    cells = [cell for sheet in book for row in sheet for cell in row]
    assert not [cell.value for cell in cells if cell.data_type == "f"]
    assert {cell.hyperlink.target for cell in cells if cell.hyperlink} <= {"https://gazette.example/line"}
    assert any(name in str(cell.value) for cell in cells)


def _check_word(products: Path, name: str) -> None:
    """A Word document has no field, address or object of a text."""
    with zipfile.ZipFile(products / "report.docx") as archive:
        parts = {one: archive.read(one) for one in archive.namelist() if one.endswith((".xml", ".rels"))}
    trees = {one: ET.fromstring(content) for one, content in parts.items()}  # noqa: S314 - made here
    elements = [element for tree in trees.values() for element in tree.iter()]
    codes = [element.text or "" for element in elements if element.tag.endswith("}instrText")]
    codes += [value for element in elements for key, value in element.items() if key.endswith("}instr")]
    assert all(re.fullmatch(r' ?(PAGE|NUMPAGES|SEQ|TOC|REF|PAGEREF)\b[\w\\" *-]*', code) for code in codes)
    outside = [element.get("Target") for element in elements if element.get("TargetMode") == "External"]
    assert {str(one) for one in outside} <= {"https://gazette.example/line", "https://www.naturalearthdata.com"}
    body = "".join(element.text or "" for element in trees["word/document.xml"].iter() if element.tag.endswith("}t"))
    assert plain(name) in plain(body)


def _check_markup(products: Path) -> None:
    with zipfile.ZipFile(products / "c.kmz") as archive:
        (text,) = [archive.read(name) for name in archive.namelist() if name.endswith(".kml")]
    kml = ET.fromstring(text)  # noqa: S314 - made here
    for element in kml.iter():
        if element.tag.endswith("}description"):
            assert Tags(element.text or "").tags <= {"br"}
    trees = [kml, *(ET.fromstring((products / f"{one}.svg").read_bytes()) for one in DRAWN)]  # noqa: S314
    for tree in trees:
        tags = {str(element.tag).rpartition("}")[2] for element in tree.iter()}
        assert not tags & {"script", "img", "image", "x", "b", "foreignObject", "a", "iframe"}
        assert not [name for element in tree.iter() for name in element.attrib if name.lower().startswith("on")]


def _check_lines(products: Path) -> None:
    """The name of a link is the same in every format of lines."""
    links = json.loads((products.parent / "atlas/data/corridors/links.geojson").read_text("utf-8"))["features"]
    names = {link["properties"]["name"] for link in links}
    collection = json.loads((products / "c.geojson").read_text("utf-8"))
    assert {feature["properties"]["name"] for feature in collection["features"]} == names
    assert set(pyogrio.read_dataframe(products / "c.fgb")["name"]) == names
    (tile,) = (products / "parquet" / "links").glob("*.parquet")
    assert set(parquet.read_table(tile)["name"].to_pylist()) == names
    for file in ("route.geojson", "compare.json", "gmns/datapackage.json", "manifest.json"):
        json.loads((products / file).read_text("utf-8"))


def _check_geopackage(products: Path, name: str) -> None:
    with closing(sqlite3.connect(products / "corridors.gpkg")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert (name,) in database.execute("SELECT name FROM corridors").fetchall()
        labels = set()
        for (style,) in database.execute("SELECT styleQML FROM layer_styles"):
            tree = ET.fromstring(style)  # noqa: S314
            assert not {element.tag for element in tree.iter()} & {"script", "x", "b", "img", "style"}
            labels |= {element.get("label") for element in tree.iter("category")}
            said = [element.get(key, "") for element in tree.iter() for key in ("expression", "fieldName", "filter")]
            assert not [one for one in said if "env(" in one or "hacked" in one]
        assert name in labels
        for kind, text in database.execute("SELECT mime_type, metadata FROM gpkg_metadata"):
            if kind == "text/xml":
                assert not {element.tag for element in ET.fromstring(text).iter()} & {"script", "x", "b"}  # noqa: S314


def test_a_text_of_lines_and_signs_is_itself_in_latex() -> None:
    from geo.products.markup import tex

    assert tex("a--b `c` | d\n\ne") == r"a-{}-b \textasciigrave{}c\textasciigrave{} \textbar{} d  e"
