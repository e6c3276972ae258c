"""Corridors for Google Earth: KML written by hand, in a KMZ whose bytes do not change."""

from __future__ import annotations

import io
import zipfile
from html import escape
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from geo.products import style
from geo.products.attribution import attribution_lines
from geo.products.capacity import ROLES, capacity_rows
from geo.products.tables import lay_out
from geo.products.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.atlas import Atlas
    from geo.network.links import Link
    from geo.products.capacity import CapacityRow

_EPOCH = (1980, 1, 1, 0, 0, 0)
_LABELLED_RANK = 2


def kmz_bytes(atlas: Atlas, corridor_ids: Sequence[str], lang: str) -> bytes:
    """
    Write corridors as KMZ.

    Parameters
    ----------
    atlas
        The atlas.
    corridor_ids
        The corridors.
    lang
        The language.

    Returns
    -------
    kmz
        A folder a corridor with its links and its known figures, and the labelled nodes.
    """
    root = ET.Element("kml", {"xmlns": "http://www.opengis.net/kml/2.2"})
    document = ET.SubElement(root, "Document")
    ET.SubElement(document, "name").text = words(lang, "table")["title"]
    ET.SubElement(document, "description").text = _as_html(attribution_lines(atlas, lang))
    _styles(document, atlas, corridor_ids)
    rows = capacity_rows(atlas, corridor_ids)
    texts = dict(zip((row.subject for row in rows), _descriptions(rows, lang), strict=True))
    for corridor_id in corridor_ids:
        _corridor(document, atlas, corridor_id, texts, lang)
    _nodes(document, atlas, corridor_ids, texts, lang)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        entry = zipfile.ZipInfo("doc.kml", _EPOCH)
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.create_system = 3
        text = ET.tostring(root, encoding="unicode")
        archive.writestr(entry, f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode())
    return buffer.getvalue()


def _descriptions(rows: Sequence[CapacityRow], lang: str) -> list[str]:
    table = words(lang, "table")
    texts = []
    for _, cells in lay_out(rows, lang).lines:
        sayings = [(table[role], cell[0]) for role in ROLES if (cell := cells[role])]
        texts.append(_as_html([f"{role}: {s.text}" for role, s in sayings if not isinstance(s, str)]))
    return texts


def _as_html(lines: Sequence[str]) -> str:
    """Readers show a description as HTML, so it is escaped once for that, and once more as XML."""
    return "<br>".join(escape(line) for line in lines)


def _style_id(link: Link) -> str:
    return f"{link.mode}-{link.status}-{link.geometry_quality}"


def _styles(document: ET.Element, atlas: Atlas, corridor_ids: Sequence[str]) -> None:
    links = [atlas.network.links[name] for c in corridor_ids for name in atlas.network.corridors[c].link_ids]
    for link in sorted({_style_id(link): link for link in links}.values(), key=_style_id):
        # KML has no dashes: what is not there yet is fainter
        is_faint = link.status != "operating" or link.geometry_quality == "schematic"
        opacity = style.SCHEMATIC_OPACITY if is_faint else 1.0
        line = ET.SubElement(ET.SubElement(document, "Style", {"id": _style_id(link)}), "LineStyle")
        ET.SubElement(line, "color").text = _abgr(style.MODE_STYLES[link.mode].colour, opacity)
        ET.SubElement(line, "width").text = f"{style.WIDTH_CLASSES_MT[0][1]:g}"


def _abgr(colour: str, opacity: float) -> str:
    red, green, blue = colour[1:3], colour[3:5], colour[5:7]
    return f"{round(255 * opacity):02x}{blue}{green}{red}".lower()


def _corridor(document: ET.Element, atlas: Atlas, corridor_id: str, texts: dict[str, str], lang: str) -> None:
    network, terms = atlas.network, words(lang, "terms")
    folder = ET.SubElement(document, "Folder")
    ET.SubElement(folder, "name").text = atlas.subject_name(corridor_id, lang)
    ET.SubElement(folder, "description").text = texts[corridor_id]
    for link_id in network.corridors[corridor_id].link_ids:
        link = network.links[link_id]
        mark = ET.SubElement(folder, "Placemark")
        ET.SubElement(mark, "name").text = atlas.subject_name(link_id, lang)
        facts = [terms[f"mode.{link.mode}"], terms[f"status.{link.status}"], terms[f"quality.{link.geometry_quality}"]]
        facts.append(f"{network.length_km[link_id]:.0f} {terms['unit.km']}")
        ET.SubElement(mark, "description").text = "<br>".join(filter(None, [_as_html(facts), texts.get(link_id)]))
        ET.SubElement(mark, "styleUrl").text = f"#{_style_id(link)}"
        line = ET.SubElement(mark, "LineString")
        ET.SubElement(line, "tessellate").text = "1"
        ET.SubElement(line, "coordinates").text = " ".join(f"{lon:.5f},{lat:.5f}" for lon, lat in link.line)


def _nodes(document: ET.Element, atlas: Atlas, corridor_ids: Sequence[str], texts: dict[str, str], lang: str) -> None:
    network = atlas.network
    links = [network.links[name] for c in corridor_ids for name in network.corridors[c].link_ids]
    folder = ET.SubElement(document, "Folder")
    ET.SubElement(folder, "name").text = words(lang, "geopackage")["layer.nodes"]
    for node_id in sorted({node_id for link in links for node_id in link.stops}):
        node = network.nodes[node_id]
        if node.rank <= _LABELLED_RANK or node_id in texts:
            mark = ET.SubElement(folder, "Placemark")
            ET.SubElement(mark, "name").text = atlas.subject_name(node_id, lang)
            kind = _as_html([words(lang, "terms")[f"kind.{node.kind}"]])
            ET.SubElement(mark, "description").text = "<br>".join(filter(None, [kind, texts.get(node_id)]))
            point = ET.SubElement(mark, "Point")
            ET.SubElement(point, "coordinates").text = f"{node.position[0]:.5f},{node.position[1]:.5f}"
