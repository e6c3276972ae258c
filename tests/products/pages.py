"""Where things stand on a map's page."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page


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
