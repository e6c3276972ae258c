"""The page of a map as text: a shell like folium's, filled with our own script and one block of data."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from geo.products.leaflet import leaflet
from geo.products.tightening import tight_script, tight_style

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

MAP_NAME = "map_atlas"
"""What page and scripts call the map: a fixed name instead of folium's random ones, so the same bytes every time."""
TILES = re.compile(r"(https?://)(\{s\}\.)?([A-Za-z0-9.-]+(?::\d+)?)/[^\s\"'<>;,]*")
"""An address of web tiles."""
DRAW = f"drawAtlas({MAP_NAME});"
"""What the page's script does once it has the map."""

_PAGE = Path(__file__).with_name("page")
_SCRIPTS = (
    "geometry", "dom", "model", "strands", "ground", "names", "sheet", "search", "overlay", "panel", "card", "print",
    "folium", "map",
)  # fmt: skip
_SCRIPT, _SCRIPT_END = re.compile(r"<script([^>]*)>", re.IGNORECASE), re.compile(r"</script\s*>", re.IGNORECASE)
# What folium writes for a map of these options, to the last space: a test holds the two pages together
_MAP_SCRIPT = "\n".join((
    "", " " * 4, f"            var {MAP_NAME} = L.map(", f'                "{MAP_NAME}",', "                {",
    "                    center: [0.0, 0.0],", "                    crs: L.CRS.EPSG3857,", "                    ...{",
    '  "zoom": 1,', '  "zoomControl": false,', '  "preferCanvas": false,', '  "attributionControl": false,',
    '  "zoomSnap": 0.25,', '  "zoomDelta": 0.5,', '  "wheelPxPerZoomLevel": 90,', '  "worldCopyJump": false,', "}", "",
    "                }", "            );", "", " " * 12, "", " " * 8, "    ",
))  # fmt: skip


@dataclass(frozen=True)
class MapPage:
    """
    What stands on the page of a map.

    Parameters
    ----------
    lang
        ``"en"``, ``"ru"`` or ``"kk"``.
    title
        Of the page.
    body
        What is seen, as HTML, with the element that holds the map.
    data
        What the page's script draws, as the JSON that `geo.products.map_data.json_block` writes.
    tiles
        Address of the web tiles to draw on; None for none.
    """

    lang: str
    title: str
    body: str
    data: str
    tiles: str | None = None

    @property
    def data_element(self) -> str:
        """The element that carries the data."""
        return f'<script type="application/json" id="atlas-data">{self.data}</script>'

    def html(self) -> str:
        """
        Write the page of a map to which nobody has added anything.

        Returns
        -------
        html
            One self-contained file's text.
        """
        header = f"\n    {page_head(is_bare=self.tiles is None)}"
        body = f"\n    {self.body}\n    {self.data_element}"
        return self.wrapped(header, body, _MAP_SCRIPT + DRAW, [self.tiles or ""])

    def wrapped(self, head: str, body: str, script: str, tiles: Iterable[str]) -> str:
        """
        Put a page's parts together, under a policy that lets nothing else run or load.

        Parameters
        ----------
        head, body
            As HTML.
        script
            The code that makes the map and draws on it.
        tiles
            Addresses of web tiles.

        Returns
        -------
        html
            The page.
        """
        policy = _policy([head, body, f"<script>{script}</script>"], _hosts(tiles))
        return (
            f'<!DOCTYPE html>\n<html lang="{self.lang}">\n<head>\n<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">\n'
            f"<title>{escape(self.title)}</title>\n{head}\n</head>\n<body>\n{body}\n"
            f"<script>{script}</script>\n</body>\n</html>\n"
        )


def _hosts(tiles: Iterable[str]) -> list[str]:
    """Name the servers of web tiles."""
    found = [TILES.fullmatch(address) for address in tiles]
    return sorted({f"{host[1]}{'*.' if host[2] else ''}{host[3]}" for host in found if host})


def _policy(parts: Sequence[str], tile_hosts: Sequence[str]) -> str:
    """Allow exactly the scripts that stand in the page, whoever added them."""
    scripts = [code for part in parts for code in _scripts(part) if code.strip()]
    hashes = dict.fromkeys(f"'sha256-{_sha256(code)}'" for code in scripts)
    pictures = " ".join(["data:", *tile_hosts])
    return (
        f"default-src 'none'; script-src {' '.join(hashes)}; style-src 'unsafe-inline'; img-src {pictures}; "
        "base-uri 'none'; form-action 'none'"
    )


def _scripts(html: str) -> Iterator[str]:
    """Give the code of every script; its end is searched apart, as one pattern for both looks at each character."""
    at = 0
    while (start := _SCRIPT.search(html, at)) and (end := _SCRIPT_END.search(html, start.end())):
        if "application/json" not in start[1]:
            yield html[start.end() : end.start()]
        at = end.end()


def _sha256(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


@cache
def page_head(*, is_bare: bool) -> str:
    """
    Write what a page's head holds: styles, Leaflet and our script.

    Parameters
    ----------
    is_bare
        Whether nobody has added elements of folium, so that less of Leaflet's style is needed.

    Returns
    -------
    html
        The same for all maps.

    Raises
    ------
    ProductError
        If Leaflet cannot be found.
    """
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
