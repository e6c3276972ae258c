"""The map in a browser: it asks for nothing, and clicks, keys, search, print and frames do what they should."""

from __future__ import annotations

import html as markup
import re
from typing import TYPE_CHECKING, Any

import folium
import pytest

import geo
from geo.products.maps import draw_map, map_html

if TYPE_CHECKING:
    from pathlib import Path

    from browser import OpenPage
    from playwright.sync_api import Page

    from geo.atlas import Atlas

pytest_plugins = ("browser",)
pytestmark = pytest.mark.browser

SECOND = """
corridor_id = "second"
name = "Second line"
name_ru = "Вторая линия"
status = "planned"
summary = "Shares its first link with the other."

[[route]]
route_id = "main"
name = "Alpha – Bravo"
links = ["alpha-bravo"]
"""


@pytest.fixture
def two(napkin_copy: Path) -> Atlas:
    """The napkin atlas with a second corridor that shares a link with the first."""
    (napkin_copy / "data" / "corridors" / "second.toml").write_text(SECOND, "utf-8")
    return geo.read_atlas(napkin_copy)


@pytest.fixture(scope="session")
def shipped() -> Atlas:
    return geo.read_atlas()


def point_of(page: Page, lon: float, lat: float) -> tuple[float, float]:
    at = page.evaluate("([lat, lon]) => map_atlas.latLngToContainerPoint([lat, lon])", [lat, lon])
    return at["x"], at["y"]


def click_map(page: Page, lon: float, lat: float) -> None:
    page.mouse.click(*point_of(page, lon, lat))


def card(page: Page) -> str:
    return page.locator(".card-box .card").inner_text()


def colour_at(page: Page, lon: float, lat: float) -> list[int]:
    """Read the pixel of the lines' canvas at a place."""
    return page.evaluate(
        """([lat, lon]) => {
          const canvas = document.querySelector(".leaflet-atlas-lines-pane canvas");
          const box = canvas.getBoundingClientRect();
          const frame = map_atlas.getContainer().getBoundingClientRect();
          const point = map_atlas.latLngToContainerPoint([lat, lon]);
          const x = Math.round(point.x + frame.left - box.left);
          return [...canvas.getContext("2d").getImageData(x, Math.round(point.y + frame.top - box.top), 1, 1).data];
        }""",
        [lat, lon],
    )


def test_a_line_is_drawn_where_its_coordinates_are(napkin: Atlas, open_page: OpenPage) -> None:
    page = open_page(map_html(napkin))
    assert colour_at(page, 35.5, 0) == [0, 0x72, 0xB2, 255]
    assert colour_at(page, 35.5, 0.6)[3] == 0


def test_the_whole_picture_fits_beside_the_panel(shipped: Atlas, open_page: OpenPage) -> None:
    page = open_page(map_html(shipped), width=1400, height=1000)
    panel = page.locator(".panel").bounding_box()
    assert panel
    for link in shipped.network.links.values():
        if not shipped.network.corridors_of(link.link_id):
            continue
        for lon, lat in link.line[:: max(1, len(link.line) // 3)]:
            x, y = point_of(page, lon, lat)
            assert panel["x"] + panel["width"] < x < 1400
            assert 0 < y < 960


def is_whole(page: Page, atlas: Atlas, corridor_id: str) -> bool:
    """Tell whether all ends of a corridor's links are in the map's frame."""
    ends = [
        end for name in atlas.network.corridors[corridor_id].link_ids
        for end in (atlas.network.links[name].line[0], atlas.network.links[name].line[-1])
    ]  # fmt: skip
    points = [point_of(page, *end) for end in ends]
    size = page.evaluate("map_atlas.getSize()")
    return all(0 < x < size["x"] and 0 < y < size["y"] for x, y in points)


@pytest.mark.parametrize(("width", "height"), [(390, 844), (800, 500), (1400, 1000)])
def test_a_frame_of_another_size_shows_the_whole_again(
    shipped: Atlas, open_page: OpenPage, width: int, height: int
) -> None:
    page = open_page(map_html(shipped, ["middle-corridor"]), width=500, height=844)
    assert is_whole(page, shipped, "middle-corridor")
    before = page.evaluate("map_atlas.getZoom()")
    for size in ((width + 60, height), (width, height)):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.wait_for_function("width => map_atlas.getSize().x === width", arg=size[0])
    assert is_whole(page, shipped, "middle-corridor")
    assert (page.evaluate("map_atlas.getZoom()") > before) == (width > 500)


def test_a_frame_of_another_size_leaves_a_moved_map_where_it_is(napkin: Atlas, open_page: OpenPage) -> None:
    page = open_page(map_html(napkin), reduced_motion="reduce")
    where = "[map_atlas.getCenter().lng.toFixed(1), map_atlas.getZoom()]"
    page.locator(".folium-map").focus()
    page.keyboard.press("+")
    page.wait_for_timeout(300)
    before = page.evaluate(where)
    page.set_viewport_size({"width": 700, "height": 800})
    page.wait_for_function("map_atlas.getSize().x === 700")
    assert page.evaluate(where) == before


def test_a_map_of_one_corridor_says_what_it_is_and_what_is_known(napkin: Atlas, open_page: OpenPage) -> None:
    page = open_page(map_html(napkin, ["napkin"]))
    assert page.locator("header .about").inner_text() == napkin.network.corridors["napkin"].summary
    finding = page.locator("header .finding").inner_text()
    assert finding.startswith("Volume: nearly 2.5\u00a0Mt (2024); ")
    assert "10\u00a0Mt a year (by 20" in finding
    assert re.search(r"; \d+ figures in the sources, disagreement on \d+\.$", finding)


def test_a_click_on_a_corridor_opens_its_figure_and_sources(two: Atlas, open_page: OpenPage) -> None:
    page = open_page(map_html(two))
    click_map(page, 37, 0.5)
    text = card(page)
    assert "Napkin Corridor" in text
    assert "nearly 2.5\u00a0Mt" in text
    assert "2024" in text
    assert "interval 2.4–2.5" in text
    assert "10\u00a0Mt a year by 2030" in text.replace("\n", " ") or "10\u00a0Mt a year by 2027" in text.replace(
        "\n", " "
    )
    assert "The Paper. A made-up document. 2025-01-01" in text


def test_sources_that_disagree_open_all_claims(two: Atlas, open_page: OpenPage) -> None:
    page = open_page(map_html(two))
    click_map(page, 37, 0.5)
    page.get_by_text("Sources disagree").first.click()
    claims = page.locator("details.disputed[open] .claim-list").first.inner_text()
    assert "nearly 2.5\u00a0Mt" in claims
    assert "about 3.1\u00a0Mt" in claims
    assert page.locator("details.disputed[open] [aria-label='contradicts']").count() == 1
    assert "The document is at hand" in card(page)


def test_the_address_of_a_source_is_a_safe_link(two: Atlas, open_page: OpenPage) -> None:
    page = open_page(map_html(two))
    click_map(page, 37, 0.5)
    link = page.locator(".card .sources a").first
    assert link.get_attribute("href") == "https://gazette.example/line"
    assert "noopener" in (link.get_attribute("rel") or "")


def test_numbers_in_the_table_lead_to_its_sources(napkin: Atlas, open_page: OpenPage) -> None:
    page = open_page(map_html(napkin))
    links = page.locator(".below table sup a")
    assert links.first.get_attribute("href") == f"#s{links.first.inner_text()}"
    links.first.click()
    assert page.evaluate("document.querySelector(':target').textContent").startswith("The ")


def test_a_shared_link_shows_both_corridors_side_by_side(two: Atlas, open_page: OpenPage) -> None:
    page = open_page(map_html(two))
    strands = page.evaluate(
        """() => map_atlas.atlas.strands.filter((s) => s.link.name === "Alpha – Bravo")
              .map((s) => [s.corridors[0].name, s.points[0][1], s.width])"""
    )
    assert [name for name, _, _ in strands] == ["Napkin Corridor", "Second line"]
    (_, first, width), (_, second, other_width) = strands
    assert abs(first - second) >= (width + other_width) / 2
    click_map(page, 35.5, 0)
    text = card(page)
    assert "shared with" in text
    assert "Napkin Corridor" in text
    assert "Second line" in text


def test_a_click_on_a_place_says_what_it_is(napkin: Atlas, open_page: OpenPage) -> None:
    page = open_page(map_html(napkin))
    click_map(page, 36, 0)
    assert "Bravo" in card(page)
    assert "1000/1435\u00a0mm" in card(page)


def test_a_schematic_link_says_so(napkin: Atlas, open_page: OpenPage) -> None:
    page = open_page(map_html(napkin))
    click_map(page, 37.5, 0)
    assert "Charlie – Delta" in card(page)
    assert "drawn schematically" in card(page)
    assert "111\u00a0km" in card(page)


def test_a_reported_length_stands_beside_the_measured(napkin: Atlas, open_page: OpenPage) -> None:
    page = open_page(map_html(napkin))
    click_map(page, 36.7, 0)
    facts = page.locator(".card-box .facts").inner_text()
    assert "Length measured\n111\u00a0km" in facts
    assert "Length reported\n120\u00a0km" in facts


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


def test_no_name_overlaps_another(shipped: Atlas, open_page: OpenPage) -> None:
    page = open_page(map_html(shipped), width=1400, height=1000)
    for zoom in (None, 6, 8):
        if zoom:
            page.evaluate("(zoom) => void map_atlas.setView([48, 70], zoom, {animate: false})", zoom)
        boxes = [label["box"] for label in page.evaluate("map_atlas.atlas.labels")]
        assert len(boxes) >= 5
        for i, (left, top, right, bottom) in enumerate(boxes):
            for other in boxes[:i]:
                assert right <= other[0] or left >= other[2] or bottom <= other[1] or top >= other[3]


def test_every_corridor_has_its_number_on_the_map(shipped: Atlas, open_page: OpenPage) -> None:
    page = open_page(map_html(shipped), width=1400, height=1000)
    spots = page.evaluate("[...map_atlas.atlas.badges.values()].map((found) => found.length)")
    assert len(spots) == len(shipped.network.corridors)
    assert min(spots) >= 1


def test_an_address_with_an_id_opens_its_card(two: Atlas, open_page: OpenPage) -> None:
    page = open_page(map_html(two), fragment="#second")
    assert "Second line" in card(page)


def framed(html: str) -> str:
    frame = '<iframe sandbox="allow-scripts" width="600" height="400" srcdoc'
    return f'<p>A report.</p>{frame}="{markup.escape(html)}"></iframe>'


def test_a_sandboxed_frame_shows_the_map_with_its_panel_closed(shipped: Atlas, open_page: OpenPage) -> None:
    page = open_page(framed(map_html(shipped)))
    frame = page.frame_locator("iframe")
    frame.locator("canvas").first.wait_for()
    assert not frame.locator(".panel-body").is_visible()
    assert frame.locator(".folium-map").bounding_box()["height"] == 400
    frame.get_by_role("button", name="Open legend and search").click()
    frame.get_by_role("combobox").fill("Достык")
    frame.get_by_role("option").first.click()
    assert "Dostyk" in frame.locator(".card-box h2").inner_text()


def test_a_frame_leaves_the_wheel_to_the_report(napkin: Atlas, open_page: OpenPage) -> None:
    page = open_page(framed(map_html(napkin)) + "<div style='height: 3000px'></div>")
    frame = page.frames[1]
    frame.wait_for_selector("canvas")
    assert frame.evaluate("map_atlas.scrollWheelZoom.enabled()") is False
    page.mouse.click(300, 300)
    assert frame.evaluate("map_atlas.scrollWheelZoom.enabled()") is True


def test_on_a_phone_the_panel_is_a_sheet_at_the_bottom(shipped: Atlas, open_page: OpenPage) -> None:
    page = open_page(map_html(shipped), width=390, height=844, has_touch=True, is_mobile=True)
    panel = page.locator(".panel")
    assert panel.bounding_box()["width"] == 390
    assert panel.bounding_box()["height"] < 160
    page.get_by_role("button", name="Open legend and search").tap()
    assert panel.bounding_box()["height"] > 300
    page.get_by_role("button", name="Middle Corridor").tap()
    assert page.locator(".card-box h2").inner_text() == "Middle Corridor"
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_on_paper_there_are_picture_legend_and_table(two: Atlas, open_page: OpenPage) -> None:
    page = open_page(map_html(two))
    click_map(page, 37, 0.5)
    page.emulate_media(media="print")
    assert page.locator(".picture").bounding_box()["width"] > 1000
    assert page.locator("[data-corridor='napkin'] .name").is_visible()
    assert page.locator(".below table").is_visible()
    for control in (".search", ".folium-map", ".fold", ".rows input", ".card"):
        assert not page.locator(control).first.is_visible()
    drawn = page.evaluate(
        """() => { const canvas = document.querySelector(".picture");
          const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          const isBlue = (i) => data[i] === 0 && data[i + 1] === 0x72 && data[i + 2] === 0xb2;
          let blue = 0;
          for (let i = 0; i < data.length; i += 4) blue += isBlue(i);
          return blue; }"""
    )
    assert drawn > 500


def test_without_javascript_the_table_is_there(napkin: Atlas, open_page: OpenPage) -> None:
    page = open_page(map_html(napkin), java_script_enabled=False)
    assert page.locator("h1").inner_text() == "Napkin Corridor"
    assert page.locator(".below table").is_visible()
    assert "The map needs JavaScript" in page.locator(".below").inner_text()
    assert not page.locator(".folium-map").is_visible()


def test_a_reader_who_wants_stillness_gets_no_flight(two: Atlas, open_page: OpenPage) -> None:
    page = open_page(map_html(two), reduced_motion="reduce")
    page.get_by_role("button", name="Second line").click()
    assert page.evaluate("map_atlas._animatingZoom || false") is False
    assert "Second line" in card(page)


def test_foliums_own_elements_work_beside_ours(napkin: Atlas, open_page: OpenPage) -> None:
    drawn = draw_map(napkin)
    folium.Marker([0.5, 36], popup="A <b>popup</b>", tooltip="A tip").add_to(drawn)
    folium.CircleMarker([-0.5, 36], radius=9).add_to(drawn)
    folium.PolyLine([[-1, 35], [-1, 37]]).add_to(drawn)
    folium.GeoJson({"type": "Point", "coordinates": [36, -1.5]}).add_to(drawn)
    folium.LayerControl().add_to(drawn)
    page = open_page(drawn.get_root().render())
    assert page.locator(".leaflet-marker-icon").count() == 2
    page.locator(".leaflet-marker-icon").first.click()
    assert page.locator(".leaflet-popup-content").inner_text() == "A popup"
    assert page.locator(".card-box .card").count() == 0


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


@pytest.mark.parametrize("lang", ["en", "ru", "kk"])
def test_every_card_of_the_atlas_opens(shipped: Atlas, open_page: OpenPage, lang: str) -> None:
    page = open_page(map_html(shipped, lang=lang))
    empty: Any = page.evaluate(
        """() => {
          const app = map_atlas.atlas;
          const { corridors, sections, links, nodes } = app.model;
          const targets = [...corridors, ...sections, ...links, ...nodes.filter((node) => node.rank < 3 || node.card)];
          return targets.filter((target) => {
            app.select(target);
            const text = app.cardBox.textContent;
            return !text.includes(target.name) || /undefined|null|NaN|\\[object/.test(text);
          }).map((target) => target.name);
        }"""
    )
    assert empty == []
