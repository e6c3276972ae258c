"""What readers meet who do not see colours, or do not see: contrasts by numbers, pictures that say what they are."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from PIL import Image
from pypdf import PdfReader

import geo
from geo.languages import LANGUAGES
from geo.products import style
from geo.products.figures.kinds import Request, draw
from geo.products.figures.output import figure_bytes

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ROOT = Path(__file__).parents[2]
SVG = "{http://www.w3.org/2000/svg}"
GROUNDS = (style.PAPER, style.LAND, style.WATER)
TEXT, GRAPHICS = 4.5, 3.0
"""WCAG 2.2, level AA: 1.4.3 of text, 1.4.11 of graphics."""


def luminance(colour: str) -> float:
    """Give the relative luminance, as WCAG 2.2 defines it."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted(map(luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_black_on_white_is_21_to_1_and_grey_8f_on_white_is_3_2() -> None:
    assert contrast("#000000", "#FFFFFF") == 21
    assert contrast("#FFFFFF", "#8F8F8F") == pytest.approx(3.2, abs=0.05)


@pytest.mark.parametrize("ground", GROUNDS)
def test_letters_stand_out_on_paper_land_and_water(ground: str) -> None:
    assert contrast(style.INK, ground) >= TEXT
    assert contrast(style.SOFT, ground) >= TEXT


@pytest.mark.parametrize("ground", GROUNDS)
def test_a_lines_edge_stands_out_on_land_and_water_whatever_its_colour(ground: str) -> None:
    assert contrast(style.GREY, ground) >= GRAPHICS  # the edge, of lines in colours that do not
    assert contrast(style.INK, ground) >= GRAPHICS  # what binds, marks


def test_bars_lines_and_marks_on_paper_stand_out() -> None:
    for name in ("BLUE", "VERMILLION", "GREEN", "PURPLE", "GREY", "INK"):  # of strips, timelines and comparisons
        assert contrast(getattr(style, name), style.PAPER) >= GRAPHICS, name


@pytest.mark.parametrize(("one", "other"), [("BLUE", "VERMILLION"), ("BLUE", "PURPLE"), ("GREEN", "INK")])
def test_neighbours_differ_in_grey_as_well_or_in_shape(one: str, other: str) -> None:
    assert contrast(getattr(style, one), getattr(style, other)) >= 1.3


def test_the_letters_of_pages_stand_out_on_paper() -> None:
    for file in ("report/report.css", "page/map.css"):
        sheet = (ROOT / "geo" / "products" / file).read_text("utf-8")
        said = dict(re.findall(r"--(ink|soft|link|accent|warn|paper): (#[0-9a-f]{6})", sheet))
        paper = said.pop("paper", style.PAPER)
        assert {"ink", "soft"} <= set(said)
        for name, colour in said.items():
            assert contrast(colour, paper) >= TEXT, (file, name)
            assert contrast(colour, "#eef2f4") >= TEXT or name != "ink", (file, name)  # where a pointer stands


@pytest.fixture(scope="module")
def drawn() -> dict[str, Figure]:
    atlas = geo.read_atlas()
    return {lang: draw(atlas, Request("strip", ("middle-corridor",), lang)) for lang in LANGUAGES}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_drawing_is_one_picture_with_title_description_and_language(drawn: dict[str, Figure], lang: str) -> None:
    root = ET.fromstring(figure_bytes(drawn[lang], "svg"))  # noqa: S314 - our own
    assert root.attrib["role"] == "img"
    assert root.attrib["lang"] == root.attrib["{http://www.w3.org/XML/1998/namespace}lang"] == lang
    title, description = root[0], root[1]
    assert (title.tag, description.tag) == (f"{SVG}title", f"{SVG}desc")
    assert title.text == geo.read_atlas().subject_name("middle-corridor", lang)
    assert "4.119" in (description.text or "").replace(",", ".")  # the volume, with its source
    assert "[1]" in (description.text or "")


def test_pixels_and_print_carry_the_description_as_well(drawn: dict[str, Figure]) -> None:
    with Image.open(io.BytesIO(figure_bytes(drawn["kk"], "png", dpi=40))) as picture:
        assert "4,119" in picture.info["Description"]
    read = PdfReader(io.BytesIO(figure_bytes(drawn["kk"], "pdf")))
    assert read.metadata is not None
    assert "4,119" in str(read.metadata.subject)


def test_letters_of_a_pdf_can_be_searched_in_kazakh(drawn: dict[str, Figure]) -> None:
    (page,) = PdfReader(io.BytesIO(figure_bytes(drawn["kk"], "pdf"))).pages
    assert "өткізу қабілеті" in page.extract_text()


@pytest.mark.parametrize("dpi", [72, 110, 300])
def test_letters_are_as_wide_as_measured_whatever_the_resolution(drawn: dict[str, Figure], dpi: int) -> None:
    with Image.open(io.BytesIO(figure_bytes(drawn["en"], "png", dpi=dpi))) as picture:
        margin = int(2.0 / 25.4 * dpi)  # of 2.5 mm
        edge = picture.convert("L").crop((picture.width - margin, 0, picture.width, picture.height))
    assert edge.getextrema() == (255, 255)
