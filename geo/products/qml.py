"""Styles for QGIS, a few KB each: colours and dashes from the one table, labels by rank, aliases in the language."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from geo.languages import INSTEAD
from geo.network.links import MODES, STATUSES
from geo.products import style
from geo.products.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.products.layers import Layer

_MM_PER_PIXEL = 0.2646
_CASING_MM = 0.8
_HEAD = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
_WIDTH = 'coalesce("volume_mt_yr_low", "capacity_mt_yr_low", 0)'
_FLOW = '"forward_mt_yr" + "backward_mt_yr"'
_LOAD_RULES = {
    "full": '"is_full"',
    "high": 'NOT "is_full" AND "utilisation" >= 0.8',
    "medium": '"utilisation" >= 0.4 AND "utilisation" < 0.8',
    "low": '"utilisation" > 0 AND "utilisation" < 0.4',
    "unlimited": f'"utilisation" IS NULL AND {_FLOW} > 0',
    "idle": f"{_FLOW} = 0",
}
_OPACITY = f"CASE WHEN \"geometry_quality\" = 'schematic' THEN {style.SCHEMATIC_OPACITY * 100:g} ELSE 100 END"
_MARKERS = {"port": "square", "border_crossing": "diamond", "gauge_change": "triangle", "city": "circle",
            "junction": "circle", "terminal": "pentagon", "station": "circle"}  # fmt: skip
_LABELS = ((1, 10.0, 0), (2, 8.5, 6_000_000), (3, 8.0, 2_000_000), (4, 7.0, 500_000))
"""Rank, size in points, and the scale denominator up to which it is labelled; 0 for any scale."""
_MINOR_DENOMINATOR = 1_500_000


def column_title(layer: str, column: str, lang: str) -> str:
    """
    Say what a column holds.

    Parameters
    ----------
    layer
        The layer's name.
    column
        The column's name.
    lang
        The language.

    Returns
    -------
    title
        The catalogue's words; for a column of a figure, its kind and its part.
    """
    catalogue = words(lang, "geopackage")
    if f"{layer}.{column}" in catalogue:
        return catalogue[f"{layer}.{column}"]
    role, _, part = column.partition("_")
    if column not in catalogue and part in catalogue:
        return f"{words(lang, 'table')[role]}: {catalogue[part]}"
    return catalogue[column]


def layer_qml(layer: Layer, lang: str, colours: dict[str, str]) -> str:
    """
    Write the style of a layer.

    Parameters
    ----------
    layer
        ``links``, ``nodes``, ``corridors`` or ``scenario_links``.
    lang
        The language of legend, labels and aliases.
    colours
        Corridor id to ``#RRGGBB``.

    Returns
    -------
    qml
        A whole style document.
    """
    root = ET.Element("qgis", {"version": "3.28.0", "styleCategories": "Symbology|Labeling|Fields"})
    if layer.name == "links":
        _link_rules(root, layer, lang)
    elif layer.name == "nodes":
        _node_rules(root, lang)
        _labels(root, lang if f"name_{lang}" in layer.columns else "en")
    elif layer.name == "scenario_links":
        _load_rules(root, lang)
    else:
        _categories(root, layer, lang, colours)
    aliases = ET.SubElement(root, "aliases")
    for index, column in enumerate(layer.columns):
        title = column_title(layer.name, column, lang)
        ET.SubElement(aliases, "alias", {"index": str(index + 1), "field": column, "name": title})
    ET.indent(root, "")
    return _HEAD + ET.tostring(root, encoding="unicode") + "\n"


def _link_rules(root: ET.Element, layer: Layer, lang: str) -> None:
    terms = words(lang, "terms")
    found = {(record["mode"], record["status"]) for record in layer.records}
    kinds = [(mode, status) for mode in MODES for status in STATUSES if (mode, status) in found]
    renderer = ET.SubElement(root, "renderer-v2", {"type": "RuleRenderer", "symbollevels": "1", "forceraster": "0"})
    rules = ET.SubElement(renderer, "rules", {"key": "links"})
    symbols = ET.SubElement(renderer, "symbols")
    for index, (mode, status) in enumerate(kinds):
        label = f"{terms[f'mode.{mode}']}, {terms[f'status.{status}']}"
        where = f"\"mode\" = '{mode}' AND \"status\" = '{status}'"
        _rule(rules, str(index), where, label)
        line = style.MODE_STYLES[mode]
        symbol = _line_symbol(symbols, str(index), line.colour, style.STATUS_DASHES[status] or line.dash, is_cased=True)
        _properties(symbol, {"alpha": _OPACITY})


def _load_rules(root: ET.Element, lang: str) -> None:
    """Draw links by how much of their capacity the model uses, as wide as what it puts on them."""
    said = words(lang, "model")
    renderer = ET.SubElement(root, "renderer-v2", {"type": "RuleRenderer", "symbollevels": "1", "forceraster": "0"})
    rules = ET.SubElement(renderer, "rules", {"key": "scenario_links"})
    symbols = ET.SubElement(renderer, "symbols")
    for index, name in enumerate(style.LOADS):
        _rule(rules, str(index), _LOAD_RULES[name], said[f"load.{name}"])
        _line_symbol(symbols, str(index), style.LOOKS[name].colour, (), is_cased=True, mt=_FLOW)


def _categories(root: ET.Element, layer: Layer, lang: str, colours: dict[str, str]) -> None:
    attributes = {"type": "categorizedSymbol", "attr": "corridor_id", "symbollevels": "0", "forceraster": "0"}
    renderer = ET.SubElement(root, "renderer-v2", attributes)
    categories = ET.SubElement(renderer, "categories")
    symbols = ET.SubElement(renderer, "symbols")
    for index, record in enumerate(layer.records):
        label = record.get(f"name_{lang}") or record["name"]
        category = {"render": "true", "symbol": str(index), "value": str(record["corridor_id"]), "label": str(label)}
        ET.SubElement(categories, "category", category)
        _line_symbol(symbols, str(index), colours[str(record["corridor_id"])], (), is_cased=False)


def _node_rules(root: ET.Element, lang: str) -> None:
    terms = words(lang, "terms")
    renderer = ET.SubElement(root, "renderer-v2", {"type": "RuleRenderer", "symbollevels": "0", "forceraster": "0"})
    rules = ET.SubElement(renderer, "rules", {"key": "nodes"})
    symbols = ET.SubElement(renderer, "symbols")
    for index, (kind, shape) in enumerate(_MARKERS.items()):
        _rule(rules, str(index), f'"kind" = \'{kind}\' AND "rank" < 4', terms[f"kind.{kind}"])
        _marker_symbol(symbols, str(index), shape, 2.4)
    _rule(rules, str(len(_MARKERS)), '"rank" = 4', words(lang, "geopackage")["minor_nodes"], _MINOR_DENOMINATOR)
    _marker_symbol(symbols, str(len(_MARKERS)), "circle", 1.2)


def _rule(parent: ET.Element, symbol: str, where: str, label: str, denominator: int = 0) -> None:
    attributes = {"key": f"rule-{symbol}", "symbol": symbol, "filter": where, "label": label}
    if denominator:
        attributes |= {"scalemindenom": "1", "scalemaxdenom": str(denominator)}
    ET.SubElement(parent, "rule", attributes)


def _line_symbol(
    parent: ET.Element, name: str, colour: str, dash: Sequence[float], *, is_cased: bool, mt: str = _WIDTH
) -> ET.Element:
    symbol = ET.SubElement(parent, "symbol", {"type": "line", "name": name, "alpha": "1" if is_cased else "0.5"})
    width = style.WIDTH_CLASSES_MT[0][1] * _MM_PER_PIXEL
    if is_cased:
        _line_layer(symbol, 0, style.CASING, width + _CASING_MM, (), _width_expression(mt, _CASING_MM))
    _line_layer(symbol, 1, colour, width, dash, _width_expression(mt, 0.0))
    return symbol


def _line_layer(symbol: ET.Element, level: int, colour: str, width: float, dash: Sequence[float], by: str) -> None:
    layer = ET.SubElement(symbol, "layer", {"class": "SimpleLine", "pass": str(level), "enabled": "1", "locked": "0"})
    _options(layer, {
        "line_color": _rgba(colour), "line_width": f"{width:.2f}",
        "capstyle": "flat" if dash and dash[0] >= 1 else "round", "joinstyle": "round",
        "use_custom_dash": "1" if dash else "0",
        "customdash": ";".join(f"{part * width:.2f}" for part in dash) or "5;2",
    })  # fmt: skip
    _properties(layer, {"outlineWidth": by})


def _width_expression(mt: str, extra: float) -> str:
    cases = " ".join(
        f"WHEN @mt >= {bound:g} THEN {pixels * _MM_PER_PIXEL + extra:.2f}"
        for bound, pixels in reversed(style.WIDTH_CLASSES_MT)
    )
    return f"with_variable('mt', {mt}, CASE {cases} END)"


def _marker_symbol(parent: ET.Element, name: str, shape: str, size: float) -> None:
    symbol = ET.SubElement(parent, "symbol", {"type": "marker", "name": name, "alpha": "1"})
    layer = ET.SubElement(symbol, "layer", {"class": "SimpleMarker", "pass": "0", "enabled": "1", "locked": "0"})
    _options(layer, {
        "name": shape, "color": _rgba(style.CASING), "outline_color": _rgba("#333333"),
        "outline_width": "0.4", "size": f"{size:g}",
    })  # fmt: skip


def _labels(root: ET.Element, lang: str) -> None:
    others = () if lang == "en" else (f"name_{lang}", *(f"name_{one}" for one in INSTEAD.get(lang, ())))
    names = ", ".join(f'"{name}"' for name in (*others, "name"))
    field = f"coalesce({names})" if others else names
    labeling = ET.SubElement(root, "labeling", {"type": "rule-based"})
    rules = ET.SubElement(labeling, "rules", {"key": "labels"})
    for rank, points, denominator in _LABELS:
        attributes = {"key": f"label-{rank}", "filter": f'"rank" = {rank}', "active": "1"}
        if denominator:
            attributes |= {"scalemindenom": "1", "scalemaxdenom": str(denominator)}
        settings = ET.SubElement(ET.SubElement(rules, "rule", attributes), "settings", {"calloutType": "simple"})
        text = ET.SubElement(settings, "text-style", {
            "fieldName": field, "isExpression": "1", "fontSize": f"{points:g}", "fontSizeUnit": "Point",
            "textColor": "34,34,34,255", "namedStyle": "Regular", "fontWeight": "75" if rank == 1 else "50",
        })  # fmt: skip
        ET.SubElement(text, "text-buffer", {"bufferDraw": "1", "bufferSize": "0.8", "bufferSizeUnits": "MM",
                                            "bufferColor": _rgba(style.CASING), "bufferOpacity": "1"})  # fmt: skip
        ET.SubElement(settings, "placement", {"placement": "6", "dist": "1.2", "distUnits": "MM",
                                              "priority": str(11 - 2 * rank)})  # fmt: skip
        ET.SubElement(settings, "rendering", {"obstacle": "1", "displayAll": "0", "drawLabels": "1"})


def _rgba(colour: str) -> str:
    return ",".join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5)) + ",255"


def _options(parent: ET.Element, values: dict[str, str]) -> None:
    """Write properties the short way, which every QGIS 3 reads."""
    for name, value in values.items():
        ET.SubElement(parent, "prop", {"k": name, "v": value})


def _properties(parent: ET.Element, expressions: dict[str, str]) -> None:
    collection = ET.SubElement(ET.SubElement(parent, "data_defined_properties"), "Option", {"type": "Map"})
    ET.SubElement(collection, "Option", {"name": "name", "type": "QString", "value": ""})
    properties = ET.SubElement(collection, "Option", {"name": "properties", "type": "Map"})
    for name, expression in expressions.items():
        entry = ET.SubElement(properties, "Option", {"name": name, "type": "Map"})
        ET.SubElement(entry, "Option", {"name": "active", "type": "bool", "value": "true"})
        ET.SubElement(entry, "Option", {"name": "expression", "type": "QString", "value": expression})
        ET.SubElement(entry, "Option", {"name": "type", "type": "int", "value": "3"})
    ET.SubElement(collection, "Option", {"name": "type", "type": "QString", "value": "collection"})
