"""The interactive map: folium's page shell, filled with our own script and one block of data."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import folium
from branca.element import Element, Figure

from geo.errors import ProductError
from geo.languages import LANGUAGES
from geo.products.layers import every_corridor
from geo.products.leaflet import leaflet
from geo.products.map_data import drawn_rows, json_block, map_data
from geo.products.map_geometry import map_geometry
from geo.products.map_text import finding, headline, origin_text, summary
from geo.products.tables import capacity_html
from geo.products.tightening import tight_script, tight_style
from geo.products.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.atlas import Atlas
    from geo.products.overlays import Overlay

Map = folium.Map
"""What is drawn, for those who name it without importing folium."""
COLOURINGS = ("corridor", "mode")
MAX_ZOOM, MAX_ZOOM_TILES = 10, 14
MAX_TABLE_ROWS = 5000
"""Of a table below a map: what is longer nobody reads, and it would weigh more than the map."""
_PAGE = Path(__file__).with_name("page")
_SCRIPTS = (
    "geometry", "dom", "model", "strands", "ground", "names", "sheet", "search", "overlay", "panel", "card", "print",
    "folium", "map",
)  # fmt: skip
# HTML lets these end tags be left out, and the page's head says the rest; the table's texts are escaped, so that
# none of them can look like a tag. Numbers of sources become links in the browser (page/card.js)
_SPARED = re.compile('</(?:td|th|tr|li|thead|tbody)>| rel="noreferrer"')
_REFERENCE = re.compile(r'<a href="#s(\d+)">\1</a>')
_SCRIPT = re.compile(r"<script([^>]*)>(.*?)</script\s*>", re.DOTALL | re.IGNORECASE)
_TILES = re.compile(r"(https?://)(\{s\}\.)?([A-Za-z0-9.-]+(?::\d+)?)/[^\s\"'<>;,]*")


def draw_map(  # noqa: PLR0913 - one a switch
    atlas: Atlas,
    corridor_ids: Sequence[str] | None = None,
    *,
    lang: str = "en",
    borders: bool = True,
    tiles: str | None = None,
    colour_by: str = "corridor",
    overlays: Sequence[Overlay] = (),
) -> folium.Map:
    """
    Draw corridors as a map that opens anywhere, also without internet.

    Parameters
    ----------
    atlas
        The atlas.
    corridor_ids
        The corridors, in the order of the legend; None for all.
    lang
        ``"en"``, ``"ru"`` or ``"kk"``.
    borders
        Whether country borders are drawn.
    tiles
        Address of map tiles, ``https://tile.example/{z}/{x}/{y}.png``: the only thing that makes the page ask a
        server; None for the basemap of the atlas.
    colour_by
        ``"corridor"`` or ``"mode"``, as the map opens; the panel has a switch.
    overlays
        Scenarios, routes and the like, in the language of the map, that the reader may choose to see instead of
        what was reported.

    Returns
    -------
    map
        A map to which folium's own elements can be added; ``map.save(path)`` writes the page.

    Raises
    ------
    UnknownIdError
        If the atlas has no such corridor.
    ProductError
        If `lang`, `colour_by` or `tiles` is not one of these, or Leaflet cannot be found.
    """
    _check_choice("lang", lang, LANGUAGES)
    _check_choice("colour_by", colour_by, COLOURINGS)
    if tiles is not None and not (_TILES.fullmatch(tiles) and all(part in tiles for part in ("{z}", "{x}", "{y}"))):
        raise ProductError(f"`tiles` is {tiles!r}. Give an address with {{z}}, {{x}} and {{y}}, as of a tile server.")
    ids = _drawn_ids(atlas, corridor_ids)
    rows = drawn_rows(atlas, ids)
    data = map_data(atlas, ids, lang, rows, borders=borders, colour_by=colour_by, overlays=overlays)
    title = headline(atlas, ids, lang)
    page = _Page(lang=lang, title=words(lang, "map")["page_title"].format(title=title), tiles=tiles)
    drawn = folium.Map(
        tiles=None, zoom_control=False, attribution_control=False, max_zoom=MAX_ZOOM_TILES if tiles else MAX_ZOOM,
        min_zoom=2, zoom_snap=0.25, zoom_delta=0.5, wheel_px_per_zoom_level=90, world_copy_jump=False,
    )  # fmt: skip
    drawn.default_js, drawn.default_css = [], []
    drawn._id = "atlas"  # noqa: SLF001 - a fixed name instead of a random one: the same bytes every time
    page.add_child(drawn)
    table = _table_html(atlas, ids, lang)
    about = [("about", summary(atlas, ids, lang)), ("finding", finding(atlas, ids, rows, lang))]
    terms = words(lang, "map") | {"licence": origin_text(atlas, "licence", lang)}
    body = _body(terms, title, about, table, drawn.get_name())
    drawn.add_child(_Blocks(body, json_block(data | {"tiles": tiles}), has_tiles=tiles is not None), name="atlas")
    return drawn


def map_html(  # noqa: PLR0913 - one a switch
    atlas: Atlas,
    corridor_ids: Sequence[str] | None = None,
    *,
    lang: str = "en",
    borders: bool = True,
    tiles: str | None = None,
    colour_by: str = "corridor",
    overlays: Sequence[Overlay] = (),
) -> str:
    """
    Write the page of a map.

    Parameters
    ----------
    atlas, corridor_ids, lang, borders, tiles, colour_by, overlays
        As in `draw_map`.

    Returns
    -------
    html
        One self-contained file's text.

    Raises
    ------
    UnknownIdError, ProductError
        As `draw_map` does.
    """
    drawn = draw_map(
        atlas, corridor_ids, lang=lang, borders=borders, tiles=tiles, colour_by=colour_by, overlays=overlays
    )
    return str(drawn.get_root().render())


def prepare_maps(atlas: Atlas, corridor_ids: Sequence[str], lang: str) -> None:
    """
    Work out what maps show whatever their overlays, so that it is at hand when these are.

    Parameters
    ----------
    atlas
        The atlas.
    corridor_ids
        The corridors of the maps.
    lang
        Their language.
    """
    map_geometry(atlas)
    _table_html(atlas, corridor_ids, lang)
    leaflet()


def _check_choice(name: str, value: str, choices: Sequence[str]) -> None:
    if value not in choices:
        raise ProductError(f"`{name}` is {value!r}. It is one of: {', '.join(choices)}.")


def _drawn_ids(atlas: Atlas, corridor_ids: Sequence[str] | None) -> list[str]:
    if corridor_ids is None:
        return every_corridor(atlas)
    ids = list(dict.fromkeys(corridor_ids))
    for corridor_id in ids:
        if corridor_id in atlas.network.entries:
            raise ProductError(f"{corridor_id!r} has no alignment and cannot be drawn. Its figures stand in the table.")
        atlas.corridor_subjects(corridor_id)
    return ids


class _Text(Element):
    """Prepared text: folium compiles whatever it is handed as a template, so this hands it nothing."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def render(self, **_: object) -> str:
        return self._text


class _Blocks(Element):
    """Our part of the page, put into a figure when the map is rendered."""

    def __init__(self, body: str, data: str, *, has_tiles: bool) -> None:
        super().__init__()
        self._body, self._data, self._has_tiles = body, data, has_tiles

    def render(self, **_: object) -> str:
        figure, drawn = self.get_root(), self._parent
        if not isinstance(figure, Figure) or drawn is None:
            raise ProductError("A map is rendered inside a figure. Save the map, or add it to a figure.")
        name = drawn.get_name()
        # Under the map's own name: these stand in for folium's head, which forbids zooming, and for its bare element
        is_bare = len(drawn._children) == len(figure._children) == 1 and not self._has_tiles  # noqa: SLF001
        figure.header.add_child(_Text(_head(is_bare=is_bare)), name=name)
        figure.html.add_child(_Text(self._body), name=name)
        figure.html.add_child(_Text(_data_element(self._data)), name="atlas_data")
        figure.script.add_child(_Text(f"drawAtlas({name});"), name="atlas")
        return ""


class _Page(Figure):
    """A whole page that may ask no server for anything."""

    def __init__(self, *, lang: str, title: str, tiles: str | None) -> None:
        super().__init__(height="640px")
        self._lang, self._title, self._tiles = lang, title, tiles
        self.header._children.clear()  # noqa: SLF001 - its one child repeats the character set

    def render(self, **kwargs: object) -> str:
        for child in list(self._children.values()):
            child.render(**kwargs)
        head, body, script = (part.render(**kwargs) for part in (self.header, self.html, self.script))
        policy = _policy([head, body, f"<script>{script}</script>"], self._tile_hosts())
        return (
            f'<!DOCTYPE html>\n<html lang="{self._lang}">\n<head>\n<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">\n'
            f"<title>{escape(self._title)}</title>\n{head}\n</head>\n<body>\n{body}\n"
            f"<script>{script}</script>\n</body>\n</html>\n"
        )

    def _tile_hosts(self) -> list[str]:
        """Name the servers that the map was told to take tiles from, when it was drawn or by a layer added since."""
        layers = [layer for drawn in self._children.values() for layer in drawn._children.values()]  # noqa: SLF001
        addresses = [layer.tiles for layer in layers if isinstance(layer, folium.TileLayer)]
        found = [_TILES.fullmatch(address) for address in [self._tiles or "", *addresses]]
        return sorted({f"{host[1]}{'*.' if host[2] else ''}{host[3]}" for host in found if host})


def _policy(parts: Sequence[str], tile_hosts: Sequence[str]) -> str:
    """Allow exactly the scripts that stand in the page, whoever added them."""
    scripts = [
        code for part in parts for attributes, code in _SCRIPT.findall(part) if "application/json" not in attributes
    ]
    hashes = dict.fromkeys(f"'sha256-{_sha256(code)}'" for code in scripts if code.strip())
    pictures = " ".join(["data:", *tile_hosts])
    return (
        f"default-src 'none'; script-src {' '.join(hashes)}; style-src 'unsafe-inline'; img-src {pictures}; "
        "base-uri 'none'; form-action 'none'"
    )


def _sha256(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


@cache
def _head(*, is_bare: bool) -> str:
    """Write the page's head; a bare map, to which nobody has added elements of folium, needs less of it."""
    css = tight_style((leaflet().lean_css if is_bare else leaflet().css) + (_PAGE / "map.css").read_text("utf-8"))
    names = [name for name in _SCRIPTS if not (is_bare and name == "folium")]
    script = tight_script([(_PAGE / f"{name}.js").read_text("utf-8") for name in names])
    return (
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<style>\n{css}\n</style>\n"
        "<noscript><style>.folium-map, .panel .fold { display: none } .stage { height: auto } "
        ".panel { position: static; width: auto }</style></noscript>\n"
        f"<script>{leaflet().js}</script>\n"
        f'<script>(() => {{\n"use strict";\n{script}\nwindow.drawAtlas = drawAtlas;\n}})();</script>'
    )


def _data_element(data: str) -> str:
    return f'<script type="application/json" id="atlas-data">{data}</script>'


def _body(words_of: Mapping[str, str], title: str, about: Sequence[tuple[str, str]], table: str, map_name: str) -> str:
    sentences = "".join(f'<p class="{name}">{escape(text)}</p>' for name, text in about if text)
    w = {key: escape(text) for key, text in words_of.items()}
    return (
        f'<a class="skip" href="#capacity">{w["skip"]}</a>\n'
        f'<main>\n<div class="stage">\n<div class="folium-map" id="{map_name}"></div>\n'
        f'<aside class="panel" data-state="open" aria-label="{w["legend"]}">\n'
        f"<header><h1>{escape(title)}</h1>{sentences}</header>\n</aside>\n</div>\n"
        f'<section class="below" id="capacity" tabindex="-1">\n<h2>{w["table"]}</h2>\n'
        f'<noscript><p>{w["no_script"]}</p></noscript>\n<div class="table">{table}</div>\n'
        f'<p class="note">{w["boundaries"]}</p>\n<p class="note">{w["licence"]}</p>\n</section>\n</main>'
    )


def _table_html(atlas: Atlas, corridor_ids: Sequence[str], lang: str) -> str:
    kept: dict[object, str] = vars(atlas).setdefault("_map_tables", {})
    key = (*corridor_ids, lang)
    if key not in kept:
        html = capacity_html(drawn_rows(atlas, corridor_ids), lang, most=MAX_TABLE_ROWS)
        kept[key] = _REFERENCE.sub(r"\1", _SPARED.sub("", html))
    return kept[key]
