"""The map in a browser, with hostile text in every field: shown as it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from conftest import SECOND

import geo
from geo.products.maps import map_html
from tests.products.pages import card

if TYPE_CHECKING:
    from pathlib import Path

    from browser import OpenPage

    from geo.atlas import Atlas

pytest_plugins = ("browser",)
pytestmark = pytest.mark.browser


HOSTILE = "</script><img src=x onerror=alert(1)>{{7*7}}${alert(2)}<!--\"'`&amp;"


@pytest.fixture
def hostile(napkin_copy: Path) -> Atlas:
    """An atlas with hostile text in every field that may hold text."""
    corridors, seeds = napkin_copy / "data" / "corridors", napkin_copy / "seeds"
    text, cyrillic = (name.replace('"', '\\"') for name in (HOSTILE, f"Ж {HOSTILE}"))
    for file, old in [
        (corridors / "napkin.toml", ["Napkin Corridor", "Коридор «Салфетка»", "Five nodes", "NC", "Alpha – Charlie"]),
        (corridors / "nodes.geojson", ["Alpha", "Чарли", "Delta"]),
        (corridors / "links.geojson", ["made up"]),
        (seeds / "sources" / "paper-2025-01-01.toml", ["A made-up document", "The Paper"]),
        (seeds / "decisions.toml", ["The document is at hand"]),
    ]:
        content = file.read_text("utf-8")
        for word in old:
            assert word in content
            content = content.replace(word, cyrillic if re.search("[а-я]", word) else text)
        file.write_text(content, "utf-8")
    links = corridors / "links.geojson"
    links.write_text(links.read_text("utf-8").replace('"name": null', f'"name": "{text}"', 1), "utf-8")
    claims = seeds / "claims" / "paper-2025-01-01.csv"
    claims.write_text(claims.read_text("utf-8").replace("Made up.", '"' + HOSTILE.replace('"', '""') + '"'), "utf-8")
    (corridors / "second.toml").write_text(SECOND, "utf-8")
    return geo.read_atlas(napkin_copy)


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_hostile_text_in_every_field_is_shown_as_it_is(hostile: Atlas, open_page: OpenPage, lang: str) -> None:
    page = open_page(map_html(hostile, lang=lang))
    assert HOSTILE in page.locator("[data-corridor='napkin']").inner_text()
    texts = []
    for select in ("corridors[0]", "sections[0]", "links[0]", "links[1]", "nodes[0]"):
        page.evaluate(f"map_atlas.atlas.select(map_atlas.atlas.model.{select})")
        page.evaluate("for (const part of document.querySelectorAll('.card details')) part.open = true")
        texts.append(card(page))
        assert page.locator(".card img").count() == 0
    assert HOSTILE in texts[0]  # name, summary, source
    assert "{{7*7}}" in "".join(texts)
    assert "49$" not in page.content()
    page.get_by_role("combobox").fill("alert")
    assert HOSTILE in page.locator(".results").inner_text()
    assert page.locator("img").count() == 0
    assert HOSTILE in page.locator(".below").inner_text()


def test_hostile_text_in_the_title_of_a_single_map_is_shown(hostile: Atlas, open_page: OpenPage) -> None:
    page = open_page(map_html(hostile, ["napkin"]))
    assert page.locator("h1").inner_text() == HOSTILE
    assert page.title().startswith(HOSTILE)
