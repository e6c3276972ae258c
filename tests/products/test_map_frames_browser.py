"""The map in frames, on phones and on paper: all of it is seen, whatever the size."""

from __future__ import annotations

import html as markup
from typing import TYPE_CHECKING

import folium
import pytest

from geo.products.maps import draw_map, map_html
from tests.products.pages import card, click_map, point_of

if TYPE_CHECKING:
    from browser import OpenPage
    from playwright.sync_api import Page

    from geo.atlas import Atlas

pytest_plugins = ("browser",)
pytestmark = pytest.mark.browser


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
