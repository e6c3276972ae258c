"""The interactive map: what its page says and shows, as a page or as a map of folium."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from geo.errors import ProductError
from geo.languages import LANGUAGES
from geo.products.layers import every_corridor
from geo.products.leaflet import leaflet
from geo.products.map_data import drawn_rows, json_block, map_data
from geo.products.map_geometry import map_geometry
from geo.products.map_page import MAP_NAME, TILES, MapPage
from geo.products.map_text import finding, headline, origin_text, summary
from geo.products.tables import capacity_html, lay_out
from geo.products.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.atlas import Atlas
    from geo.products.map_folium import Map
    from geo.products.overlays import Overlay

COLOURINGS = ("corridor", "mode")
MAX_TABLE_ROWS = 5000
"""Of a table below a map: what is longer nobody reads, and it would weigh more than the map."""
# HTML lets these end tags be left out, and the page's head says the rest; the table's texts are escaped, so that
# none of them can look like a tag. Numbers of sources become links in the browser (page/card.js)
_SPARED = re.compile('</(?:td|th|tr|li|thead|tbody)>| rel="noreferrer"')
_REFERENCE = re.compile(r'<a href="#s(\d+)">\1</a>')


def draw_map(  # noqa: PLR0913 - one a switch
    atlas: Atlas,
    corridor_ids: Sequence[str] | None = None,
    *,
    lang: str = "en",
    borders: bool = True,
    tiles: str | None = None,
    colour_by: str = "corridor",
    overlays: Sequence[Overlay] = (),
) -> Map:
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
        A ``folium.Map`` to which folium's own elements can be added; ``map.save(path)`` writes the page.

    Raises
    ------
    UnknownIdError
        If the atlas has no such corridor.
    ProductError
        If `lang`, `colour_by` or `tiles` is not one of these, or Leaflet cannot be found.
    """
    from geo.products.map_folium import folium_map  # noqa: PLC0415 - folium costs half a second, a page needs none

    page = _page(atlas, corridor_ids, lang=lang, borders=borders, tiles=tiles, colour_by=colour_by, overlays=overlays)
    return folium_map(page)


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
    page = _page(atlas, corridor_ids, lang=lang, borders=borders, tiles=tiles, colour_by=colour_by, overlays=overlays)
    return page.html()


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


def _page(  # noqa: PLR0913 - as `draw_map`
    atlas: Atlas, corridor_ids: Sequence[str] | None, *, lang: str, borders: bool, tiles: str | None, colour_by: str,
    overlays: Sequence[Overlay],
) -> MapPage:  # fmt: skip
    _check_choice("lang", lang, LANGUAGES)
    _check_choice("colour_by", colour_by, COLOURINGS)
    if tiles is not None and not (TILES.fullmatch(tiles) and all(part in tiles for part in ("{z}", "{x}", "{y}"))):
        raise ProductError(f"`tiles` is {tiles!r}. Give an address with {{z}}, {{x}} and {{y}}, as of a tile server.")
    ids = _drawn_ids(atlas, corridor_ids)
    rows = drawn_rows(atlas, ids)
    data = map_data(atlas, ids, lang, rows, borders=borders, colour_by=colour_by, overlays=overlays)
    title = headline(atlas, ids, lang)
    about = [("about", summary(atlas, ids, lang)), ("finding", finding(atlas, ids, rows, lang))]
    terms = words(lang, "map") | {"licence": origin_text(atlas, "licence", lang)}
    body = _body(terms, title, about, _table_html(atlas, ids, lang))
    return MapPage(lang, terms["page_title"].format(title=title), body, json_block(data | {"tiles": tiles}), tiles)


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


def _body(words_of: Mapping[str, str], title: str, about: Sequence[tuple[str, str]], table: str) -> str:
    sentences = "".join(f'<p class="{name}">{escape(text)}</p>' for name, text in about if text)
    w = {key: escape(text) for key, text in words_of.items()}
    return (
        f'<a class="skip" href="#capacity">{w["skip"]}</a>\n'
        f'<main>\n<div class="stage">\n<div class="folium-map" id="{MAP_NAME}"></div>\n'
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
        html = capacity_html(lay_out(drawn_rows(atlas, corridor_ids), lang, most=MAX_TABLE_ROWS))
        kept[key] = _REFERENCE.sub(r"\1", _SPARED.sub("", html))
    return kept[key]
