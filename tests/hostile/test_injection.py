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
from shutil import copytree
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from atlas_cases import SCENARIO, good
from click.testing import CliRunner
from mistakes import CORRIDOR, DECISIONS, ENTRIES, GAZETTE, GAZETTE_CLAIMS, LINKS, NODES

from cli.main import app
from tests.conftest import NAPKIN

if TYPE_CHECKING:
    from pathlib import Path

    from browser import OpenPage

pytest_plugins = ("browser",)

PAYLOADS = (
    "{{7*7}}",
    "{% for x in range(9) %}{{x}}{% endfor %}",
    "{{ cycler.__init__.__globals__.os.system('touch hacked') }}",
    "${alert(1)}",
    "`touch hacked`$(touch hacked)",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "javascript:alert(1)",
    "]]><x/>",
    "=cmd|' /C calc'!A0",
    "+1+1|@SUM(1)",
    "@SUM(1+1)",
    "-2+3",
    '"onmouseover="alert(1)',
    "'); DROP TABLE links;--",
    "--><b>&lt;&#39;&amp;",
    "\\u2028\\u003cb\\u003e\\",
    "[% env('HOME') %][x](javascript:alert(1))",
    "%s%n{0.__class__}%(x)s",
)
JOINED = 1 if os.environ.get("FAULTS") == "all" else 5
"""How many payloads a text holds at once, so that all are met in a few rounds; `make faults` has a round for each."""
TEXTS = {
    NODES: ('"name": "Alpha"', '"name": "Echo"', '"source": "hand"', '"note": null'),
    LINKS: ('"name": null', '"geometry_source": "made up"', '"tracks": "made up"', '"note": null'),
    CORRIDOR: ('name = "Napkin Corridor"', 'aliases = ["NC"]', 'summary = "Five', 'name = "Alpha – Delta"',
               'name = "Alpha – Charlie"', 'name_ru = "Альфа – Чарли"'),
    ENTRIES: ('name = "Some programme"', 'summary = "Has a cost and no alignment."'),
    GAZETTE: ('title = "A made-up publication"', 'publisher = "The Gazette"', 'licence = "CC0 1.0"'),
    GAZETTE_CLAIMS: ("Against the document.",),
    DECISIONS: ('reason = "The document',),
    SCENARIO: ('name = "One"', 'summary = "Made up."', 'name = "Narrower"', 'note = "By hand."', 'name_ru = "Один"'),
}  # fmt: skip
"""Every free text of a record; ids, dates and words of a list are held to their patterns."""


def filled(payload: str, field: str) -> str:
    """Give the field with the payload at its start, where a formula would stand."""
    if field == "Against the document.":
        return '"' + payload.replace('"', '""') + '"'
    mark = '": ' if field.startswith('"') else " = "
    key = field.partition(mark)[0]
    value = f"Ж {payload}" if key.endswith("_ru") else payload
    written = json.dumps(value, ensure_ascii=False)
    return f"{key}{mark}[{written}]" if key == "aliases" else f"{key}{mark}{written}"


def poisoned(root: Path, round_: int) -> list[str]:
    """Give every field one payload, in each round another; list those of the fields, in order."""
    used = []
    for file, texts in TEXTS.items():
        content = good(file).decode().replace('summary = "Five nodes along the equator, whose answers fit on a napkin."',
                                              'summary = "Five"').replace("The document is at hand, the publication is not.", "The document")  # fmt: skip
        for text in texts:
            payload = " ".join(PAYLOADS[(len(used) + round_ + more) % len(PAYLOADS)] for more in range(JOINED))
            old = f'{text}"' if text.endswith(("Five", "document")) else text
            assert old in content, old
            content = content.replace(old, filled(payload, text), 1)
            used.append(payload)
        (root / file).parent.mkdir(exist_ok=True)
        (root / file).write_text(content, "utf-8")
    return used


@pytest.fixture(params=range(0, len(PAYLOADS), JOINED))
def products(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Build all products of a poisoned atlas, and its exports and figures."""
    monkeypatch.chdir(tmp_path)
    root, out = copytree(NAPKIN, tmp_path / "atlas"), tmp_path / "out"
    poisoned(root, request.param)
    for words in (
        ("map", "-o", out / "index.html"), ("table", "-f", "html", "-o", out / "capacity.html"),
        ("table", "-f", "md", "-o", out / "capacity.md"), ("table", "-f", "csv", "-o", out / "capacity.csv"),
        ("table", "-f", "xlsx", "-o", out / "capacity.xlsx"), ("export", "-f", "kmz", "-o", out / "c.kmz"),
        ("export", "-f", "gpkg", "-o", out / "c.gpkg"), ("export", "-f", "geojson", "-o", out / "c.geojson"),
        ("export", "-f", "gmns", "-o", out / "gmns"), ("figure", "strip", "napkin", "-o", out / "strip.svg"),
        ("figure", "map", "napkin", "-o", out / "map.svg"),
        ("report", "napkin", "-o", out / "report.html"), ("report", "napkin", "-o", out / "report.md"),
    ):  # fmt: skip
        out.mkdir(exist_ok=True)
        said = CliRunner().invoke(app, [*map(str, words), "--atlas", str(root)])
        assert said.exit_code == 0, (words, said.output, said.exception)
    assert not list(tmp_path.rglob("*hacked*"))
    return out


def corridor_name(products: Path) -> str:
    text = (products.parent / "atlas" / CORRIDOR).read_text("utf-8")
    return str(tomllib.loads(text)["name"])


ALIEN = "document.querySelectorAll('[onerror], [onload], [onmouseover], a[href^=javascript], svg x, body x').length"


@pytest.mark.browser
def test_every_text_stays_text_in_every_product(products: Path, open_page: OpenPage) -> None:
    name = corridor_name(products)
    page = open_page((products / "index.html").read_text("utf-8"))
    assert name in page.locator("body").text_content()
    assert page.evaluate(ALIEN) == 0
    for file in ("capacity.html", "report.html"):
        page = open_page((products / file).read_text("utf-8"))
        assert page.evaluate(ALIEN) == 0
    assert name in page.locator("body").text_content()
    for file in ("capacity.md", "report.md"):
        assert not re.search(r"(?<!\\)<(script|img|svg)", (products / file).read_text("utf-8"))
    _check_cells(products)
    _check_markup(products)
    _check_geopackage(products, name)


def _check_cells(products: Path) -> None:
    for path in [products / "capacity.csv", *(products / "gmns").glob("*.csv")]:
        for row in csv.reader(io.StringIO(path.read_text("utf-8-sig"))):
            for cell in row:
                assert not cell.startswith(("=", "+", "@")), (path.name, cell)
                assert not cell.startswith("-") or cell.lstrip("-").replace(".", "").isdigit(), (path.name, cell)
    for sheet in openpyxl.load_workbook(products / "capacity.xlsx"):
        assert not [cell.value for row in sheet for cell in row if cell.data_type == "f"]


def _check_markup(products: Path) -> None:
    with zipfile.ZipFile(products / "c.kmz") as archive:
        texts = [archive.read(name) for name in archive.namelist() if name.endswith(".kml")]
    for text in [*texts, (products / "strip.svg").read_bytes(), (products / "map.svg").read_bytes()]:
        tags = {str(element.tag).rpartition("}")[2] for element in ET.fromstring(text).iter()}  # noqa: S314 - made here
        assert not tags & {"script", "img", "image", "x", "b", "foreignObject"}
    json.loads((products / "c.geojson").read_text("utf-8"))


def _check_geopackage(products: Path, name: str) -> None:
    with closing(sqlite3.connect(products / "c.gpkg")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert (name,) in database.execute("SELECT name FROM corridors").fetchall()
        for (style,) in database.execute("SELECT styleQML FROM layer_styles"):
            tags = {element.tag for element in ET.fromstring(style).iter()}  # noqa: S314
            assert not tags & {"script", "x", "b", "img"}
