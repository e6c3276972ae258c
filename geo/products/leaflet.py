"""Leaflet as the PyPI package xstatic-leaflet carries it, checked byte for byte."""

from __future__ import annotations

import hashlib
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


@dataclass(frozen=True)
class Leaflet:
    """
    Leaflet's script and style sheet.

    Parameters
    ----------
    js, css
        Their texts.
    """

    js: str
    css: str


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
    return Leaflet(js, "\n".join(rules))


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
