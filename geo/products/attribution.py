"""Whom a product made from an atlas must name, by what the atlas' records say of their origin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.products.words import words

if TYPE_CHECKING:
    from geo.atlas import Atlas
    from geo.evidence.sources import Source

LICENCES = {"openstreetmap": "ODbL-1.0", "geonames": "CC-BY-4.0", "natural_earth": "public domain"}


def data_origins(atlas: Atlas) -> list[str]:
    """
    Name the open data that an atlas' geography is made of.

    Parameters
    ----------
    atlas
        The atlas.

    Returns
    -------
    origins
        Keys of `LICENCES`, in that order.
    """
    texts = {node.source.partition(":")[0] for node in atlas.network.nodes.values()}
    lines = {link.geometry_source for link in atlas.network.links.values()}
    found = {
        "openstreetmap": bool(texts & {"osm", "scgraph"}) or any("OpenStreetMap" in line for line in lines),
        "geonames": "geonames" in texts or any("GeoNames" in line for line in lines),
        "natural_earth": (atlas.paths.corridors / "basemap").is_dir(),
    }
    return [origin for origin in LICENCES if found[origin]]


def licences(atlas: Atlas) -> dict[str, str]:
    """
    Give the terms under which the geography may be used.

    Parameters
    ----------
    atlas
        The atlas.

    Returns
    -------
    licences
        Open data, then sources by id, to the licence of each.
    """
    own = {source.source_id: source.licence for source in geometry_sources(atlas)}
    return {origin: LICENCES[origin] for origin in data_origins(atlas)} | own


def attribution_lines(atlas: Atlas, lang: str) -> list[str]:
    """
    Give the lines to print with a product.

    Parameters
    ----------
    atlas
        The atlas.
    lang
        The language.

    Returns
    -------
    lines
        Data, then figures.
    """
    terms = words(lang, "terms")
    own = [f"{source.reference} ({source.licence})" for source in geometry_sources(atlas)]
    return [terms[f"attribution.{origin}"] for origin in data_origins(atlas)] + own + [terms["attribution.figures"]]


def geometry_sources(atlas: Atlas) -> list[Source]:
    """
    Find the sources that nodes and links refer to as ``source:<source_id>``.

    Parameters
    ----------
    atlas
        The atlas.

    Returns
    -------
    sources
        Sorted by id.
    """
    texts = {node.source for node in atlas.network.nodes.values()}
    texts |= {link.geometry_source for link in atlas.network.links.values()}
    named = {text.split(":")[1] for text in texts if text.startswith("source:")}
    sources = atlas.evidence.sources
    return [sources[source_id] for source_id in sorted(named & sources.keys())]
