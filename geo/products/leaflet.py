"""Leaflet as the PyPI package xstatic-leaflet carries it, checked byte for byte."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path

from geo.errors import ProductError

PACKAGE = "xstatic-leaflet"
VERSION = "1.9.3"
SHA256 = {
    "leaflet.js": "5819285cec137b229c94e1ee5ad73e8b6b84345a4367d60f75fe477fe0fb7b03",
    "leaflet.css": "90b693d86392a4779c861b28cf307e7e59c3fb35328c4d8b95f58f814d38c722",
}
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_UNUSED = re.compile(
    r"popup|tooltip|control-layers|marker|shadow|div-icon|image-layer|vml|oldie|-ie|svg|crosshair|tile"
)
_OLD = re.compile(r"^-(?:moz|ms)-|^-webkit-(?:transition|transform-origin)|^behavior|^(?:-ms-)?filter")


@dataclass(frozen=True)
class Leaflet:
    """
    Leaflet's script and style sheet.

    Parameters
    ----------
    js, css
        Their texts.
    lean_css
        The rules for what our own map has: no popups, markers, layer control and tiles, and no prefixes of browsers
        that are too old for the rest of the page.
    """

    js: str
    css: str
    lean_css: str


@cache
def leaflet() -> Leaflet:
    """
    Read Leaflet from the installed package.

    Returns
    -------
    leaflet
        Its texts without source map and pictures, so that a page with them asks for nothing.

    Raises
    ------
    ProductError
        If the package is missing, or its files are not those of the version pinned here.
    """
    js = _read("leaflet.js").partition("//# sourceMappingURL")[0].rstrip()
    rules = [line for line in _read("leaflet.css").splitlines() if "url(" not in line]
    css = "\n".join(rules)
    return Leaflet(js, css, _lean(_COMMENT.sub("", css)))


def _lean(css: str) -> str:
    """Keep the rules, selectors and declarations that a map without anybody's own elements makes use of."""
    kept = []
    for selectors, body in _RULE.findall(css.partition("@media")[0]):
        used = [selector.strip() for selector in selectors.split(",") if not _UNUSED.search(selector)]
        said = [part.strip() for part in body.split(";") if part.strip() and not _OLD.search(part.strip())]
        if used and said:
            kept.append(f"{','.join(used)}{{{';'.join(said)}}}")
    return "\n".join(kept)


def _read(name: str) -> str:
    fix = f"Install it again: pip install {PACKAGE}=={VERSION}.0."
    try:
        files = metadata.distribution(PACKAGE).files or []
    except metadata.PackageNotFoundError:
        raise ProductError(f"The package {PACKAGE} is missing; the map takes Leaflet from it. {fix}") from None
    found = next((file for file in files if file.name == name and file.parent.name == "data"), None)
    path = None if found is None else Path(str(found.locate()))
    if path is None or not path.is_file():
        raise ProductError(f"The package {PACKAGE} has no {name}. {fix}")
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != SHA256[name]:
        raise ProductError(f"{name} of {PACKAGE} is not that of Leaflet {VERSION}. {fix}")
    return data.decode("utf-8").replace("\r\n", "\n")
