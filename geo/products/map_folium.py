"""The page of a map as folium's: a `folium.Map` whose page is ours, to which folium's own elements can be added."""

from __future__ import annotations

from typing import TYPE_CHECKING

import folium
from branca.element import Element, Figure

from geo.errors import ProductError
from geo.products.map_page import DRAW, MAP_NAME, page_head

if TYPE_CHECKING:
    from geo.products.map_page import MapPage

Map = folium.Map
"""What is drawn, for those who name it without importing folium."""
MAX_ZOOM, MAX_ZOOM_TILES = 10, 14


def folium_map(page: MapPage) -> Map:
    """
    Give a page as a map of folium.

    Parameters
    ----------
    page
        What stands on it.

    Returns
    -------
    map
        Its page is `page.html()`, until somebody adds elements to it.
    """
    drawn = folium.Map(
        tiles=None, zoom_control=False, attribution_control=False,
        max_zoom=MAX_ZOOM if page.tiles is None else MAX_ZOOM_TILES,
        min_zoom=2, zoom_snap=0.25, zoom_delta=0.5, wheel_px_per_zoom_level=90, world_copy_jump=False,
    )  # fmt: skip
    drawn.default_js, drawn.default_css = [], []
    drawn._id = MAP_NAME.removeprefix("map_")  # noqa: SLF001 - it would be a random one
    _Figure(page).add_child(drawn)
    drawn.add_child(_Blocks(page), name="atlas")
    return drawn


class _Text(Element):
    """Prepared text: folium compiles whatever it is handed as a template, so this hands it nothing."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def render(self, **_: object) -> str:
        return self._text


class _Blocks(Element):
    """Our part of the page, put into a figure when the map is rendered."""

    def __init__(self, page: MapPage) -> None:
        super().__init__()
        self._page = page

    def render(self, **_: object) -> str:
        figure, drawn = self.get_root(), self._parent
        if not isinstance(figure, Figure) or drawn is None:
            raise ProductError("A map is rendered inside a figure. Save the map, or add it to a figure.")
        name = drawn.get_name()
        # Under the map's own name: these stand in for folium's head, which forbids zooming, and for its bare element
        is_bare = len(drawn._children) == len(figure._children) == 1 and self._page.tiles is None  # noqa: SLF001
        figure.header.add_child(_Text(page_head(is_bare=is_bare)), name=name)
        figure.html.add_child(_Text(self._page.body), name=name)
        figure.html.add_child(_Text(self._page.data_element), name="atlas_data")
        figure.script.add_child(_Text(DRAW), name="atlas")
        return ""


class _Figure(Figure):
    """A whole page that may ask no server for anything but the tiles it was told of."""

    def __init__(self, page: MapPage) -> None:
        super().__init__(height="640px")
        self._page = page
        self.header._children.clear()  # noqa: SLF001 - its one child repeats the character set

    def render(self, **kwargs: object) -> str:
        for child in list(self._children.values()):
            child.render(**kwargs)
        head, body, script = (part.render(**kwargs) for part in (self.header, self.html, self.script))
        return self._page.wrapped(head, body, script, [self._page.tiles or "", *self._layers()])

    def _layers(self) -> list[str]:
        """Give the addresses of layers of tiles that were added since the map was drawn."""
        layers = [layer for drawn in self._children.values() for layer in drawn._children.values()]  # noqa: SLF001
        return [layer.tiles for layer in layers if isinstance(layer, folium.TileLayer)]
