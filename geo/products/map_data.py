"""What the map's script reads: lines, names, figures and words, as one block of JSON."""

from __future__ import annotations

import json
import unicodedata
from functools import lru_cache
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.languages import LANGUAGES, said_in
from geo.network.links import MODES, STATUSES
from geo.network.nodes import NODE_KINDS
from geo.products import style
from geo.products.capacity import capacity_rows
from geo.products.map_cards import FIGURE_ROLES, Cards
from geo.products.map_geometry import GROUND_STEPS, LINE_STEPS, encode_lines, map_geometry
from geo.products.map_overlays import overlay_data
from geo.products.map_text import origin_text
from geo.products.romanize import LETTERS, patterned, without_romanized
from geo.products.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo.atlas import Atlas
    from geo.network.corridors import Corridor, Named
    from geo.network.links import Link
    from geo.network.nodes import Node
    from geo.products.capacity import CapacityRow
    from geo.products.overlays import Overlay

QUALITIES = ("track", "stations", "schematic")
_TERM_GROUPS = ("mode.", "status.", "kind.", "quality.", "level.")
_BESIDE_SCRIPT = frozenset({
    "title", "page_title", "finding_all", "finding_agreed", "finding_one", "finding_disputed", "n_corridors",
    "n_figures", "skip", "table", "boundaries", "licence", "no_script",
})  # fmt: skip
"""Words of the page that stand in its HTML, which the script does not ask for."""
FOLDS = {
    "ə": "e", "ә": "а", "ғ": "г", "қ": "к", "ң": "н", "ө": "о", "ұ": "у", "ү": "у", "һ": "х", "і": "и", "ı": "i",
    "ø": "o", "ł": "l", "ß": "ss",
}  # fmt: skip
"""Letters that a reader may type without their mark and that have no decomposition."""
_SPACED = str.maketrans("\t\n", "  ")
_FOLDS = str.maketrans(FOLDS)
_ESCAPES = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


def json_block(value: object) -> str:
    """
    Write JSON that may stand inside an HTML page's script element.

    Parameters
    ----------
    value
        What to write; no NaN.

    Returns
    -------
    text
        JSON in which no character can end the element or begin another.
    """
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).translate(_ESCAPES)


def map_data(  # noqa: PLR0913 - one a switch of the map
    atlas: Atlas,
    corridor_ids: Sequence[str],
    lang: str,
    rows: Sequence[CapacityRow],
    *,
    borders: bool = True,
    colour_by: str = "corridor",
    overlays: Sequence[Overlay] = (),
) -> dict[str, Any]:
    """
    Gather what one map shows.

    Parameters
    ----------
    atlas
        The atlas.
    corridor_ids
        The corridors drawn.
    lang
        The map's language.
    rows
        What is known of them and of their parts, as from `capacity_rows`.
    borders
        Whether country borders are drawn.
    colour_by
        ``"corridor"`` or ``"mode"``, as the map opens.
    overlays
        What the reader may choose to see instead of what was reported.

    Returns
    -------
    data
        Arrays by position and texts, for `page/model.js` to read; nothing that is not shown.
    """
    geometry = map_geometry(atlas)
    layout = _Layout(atlas, corridor_ids, lang, rows)
    credit = {"credit": escape(origin_text(atlas, "credit", lang), quote=False)}  # Leaflet takes it for HTML
    base = geometry.base if borders else geometry.base | {"borders": {}}
    chosen = layout.overlays(overlays)  # before the claims are taken, for it may add some
    return {
        "lang": lang, "colourBy": colour_by, "steps": [LINE_STEPS, GROUND_STEPS], "base": base,
        "modes": MODES, "statuses": STATUSES, "kinds": NODE_KINDS, "qualities": QUALITIES, "roles": FIGURE_ROLES,
        "style": _style(), "folds": FOLDS, "letters": LETTERS,
        "corridors": [layout.corridor(corridor_id) for corridor_id in corridor_ids],
        "sections": layout.sections(), "links": [layout.link(link_id) for link_id in layout.links],
        "attributes": list(layout.attribute_places), "nodes": layout.nodes(), "cards": layout.card_list,
        "claims": layout.cards.claims, "matters": list(layout.cards.matters), "whens": list(layout.cards.whens),
        "beside": layout.cards.beside, "overlays": chosen, "words": _page_words(lang) | credit,
    }  # fmt: skip


class _Layout:
    """Numbers the records of one map, so that they refer to each other by place."""

    def __init__(self, atlas: Atlas, corridor_ids: Sequence[str], lang: str, rows: Sequence[CapacityRow]) -> None:
        network = atlas.network
        self.atlas, self.network, self.lang = atlas, network, lang
        self.corridor_ids = list(corridor_ids)
        names = [link_id for corridor_id in corridor_ids for link_id in network.corridors[corridor_id].link_ids]
        self.links = {link_id: place for place, link_id in enumerate(dict.fromkeys(names))}
        # Numbered along the links, neighbours follow each other: short differences, and a link's stops are a few runs
        stops = dict.fromkeys(node_id for link_id in self.links for node_id in network.links[link_id].stops)
        self.places = {node_id: place for place, node_id in enumerate(stops)}
        self.attribute_places: dict[tuple[int, ...], int] = {}
        self.colours = style.corridor_colours(network)
        self.cards = Cards(atlas, lang, rows)
        self.card_list = self.cards.cards()
        self.card_places = {row.subject: place for place, row in enumerate(rows)}

    def names(self, record: Named | Node, aliases: tuple[str, ...] = ()) -> list[Any]:
        """Give the name in the map's language, then the others and the aliases, which only the search needs."""
        known = [said_in(record, "name", lang) for lang in LANGUAGES]
        own = said_in(record, "name", self.lang)
        # Names that the search cannot tell apart are kept once
        others = {folded(name): name for name in (*reversed(aliases), *reversed(known)) if folded(name) != folded(own)}
        return [own, *reversed(others.values())]

    def corridor(self, corridor_id: str) -> dict[str, Any]:
        corridor, km = self.network.corridors[corridor_id], self.network.length_km
        summary = said_in(corridor, "summary", self.lang)
        return {
            "id": corridor_id, "names": self.names(corridor, corridor.aliases), "colour": self.colours[corridor_id],
            "status": corridor.status, "summary": summary, "note": corridor.length_note or 0,
            "km": round(sum(km[link_id] for link_id in corridor.route[0].links)),
            "kmAll": round(sum(km[link_id] for link_id in corridor.link_ids)),
            "routes": self.routes(corridor), "card": self.card_places.get(corridor_id, -1),
        }  # fmt: skip

    def routes(self, corridor: Corridor) -> list[list[int]]:
        """Give each route as runs of links counted from 1, negative where the route runs against the link."""
        routes = []
        for route in corridor.route:
            walked = self.network.route_nodes(route)
            forward = [
                self.network.links[name].from_node_id == at for name, at in zip(route.links, walked, strict=False)
            ]
            places = [self.links[name] + 1 for name in route.links]
            routes.append(_runs([p if is_forward else -p for p, is_forward in zip(places, forward, strict=True)]))
        return routes

    def sections(self) -> list[list[Any]]:
        """Give the sections that corridors hold whole: id, names, those corridors, links, nodes, note, card."""
        holders: dict[str, list[int]] = {}
        for index, corridor_id in enumerate(self.corridor_ids):
            for section in self.network.sections_of(corridor_id):
                holders.setdefault(section.section_id, []).append(index)
        found = [(self.network.sections[section_id], corridors) for section_id, corridors in holders.items()]
        return [
            [section.section_id, self.names(section), corridors, _runs([self.links[name] for name in section.links]),
             [self.places[n] for n in section.nodes], section.length_note or 0,
             self.card_places.get(section.section_id, -1)]
            for section, corridors in found
        ]  # fmt: skip

    def link(self, link_id: str) -> list[Any]:
        link = self.network.links[link_id]
        ends = " – ".join(self.network.nodes[node_id].name for node_id in (link.from_node_id, link.to_node_id))
        # A name that is made of its ends is made again in the map's language
        name = "" if link.name in {None, ends} else link.name
        return [
            name, _runs([self.places[node_id] for node_id in link.stops]), MODES.index(link.mode),
            STATUSES.index(link.status), QUALITIES.index(link.geometry_quality),
            round(self.network.length_km[link_id], 1), self.attributes(link), self.card_places.get(link_id, -1),
            map_geometry(self.atlas).links[link_id],
        ]  # fmt: skip

    def attributes(self, link: Link) -> int:
        """
        Give the place of the link's attributes among those of all.

        Tracks, lanes, gauge and electrification, 0 where unknown; 1 is without wires, 2 with them.
        """
        wires = 0 if link.electrified is None else 1 + int(link.electrified)
        found = (link.tracks or 0, link.lanes or 0, link.gauge_mm or 0, wires)
        return self.attribute_places.setdefault(found, len(self.attribute_places))

    def nodes(self) -> dict[str, Any]:
        """Give the nodes' columns: points, countries with kinds and ranks, names, and what only a few have."""
        nodes = {place: self.network.nodes[node_id] for node_id, place in self.places.items()}
        points = np.array([node.position for node in nodes.values()], dtype=float).reshape(-1, 2)
        names = [self.names(node) for node in nodes.values()]
        rows, patterns = patterned(
            ["\t".join(without_romanized([name.translate(_SPACED) for name in known])) for known in names]
        )
        cards = {self.places[n]: card for n, card in self.card_places.items() if n in self.places}
        return {
            "points": encode_lines([points], LINE_STEPS)[0],
            "kinds": _repeats(f"{n.country or '– '}{NODE_KINDS.index(n.kind)}{n.rank}" for n in nodes.values()),
            "gauges": {p: "/".join(map(str, sorted(node.gauges_mm))) for p, node in nodes.items() if node.gauges_mm},
            "cards": cards,
            "names": "\n".join(rows),
            "patterns": patterns,
        }

    def overlays(self, overlays: Sequence[Overlay]) -> dict[str, Any]:
        """Give the overlays, with what they draw by its place."""
        places = {
            "links": self.links, "nodes": self.places,
            "corridors": {name: place for place, name in enumerate(self.corridor_ids)},
        }  # fmt: skip
        claims = self.atlas.evidence.claims
        return overlay_data(overlays, places, lambda name: self.cards.claim_place(claims[name]), self.lang)


def _runs(places: list[int]) -> list[int]:
    """Write ascending runs as start and length: [7, 1, 20, 3] for 7, 20, 21, 22."""
    runs: list[int] = []
    for place in places:
        if runs and place == runs[-2] + runs[-1]:
            runs[-1] += 1
        else:
            runs += [place, 1]
    return runs


def _repeats(codes: Iterable[str]) -> str:
    """Write codes of four characters, each with how often it stands in a row if more than once: ``KZ04*7RU11``."""
    runs = [(code, sum(1 for _ in group)) for code, group in groupby(codes)]
    return "".join(code if count == 1 else f"{code}*{count}" for code, count in runs)


def _style() -> dict[str, Any]:
    return {
        "land": style.LAND, "water": style.WATER, "border": style.BORDER, "casing": style.CASING, "ink": style.INK,
        "modes": {mode: [line.colour, line.dash] for mode, line in style.MODE_STYLES.items()},
        "statuses": style.STATUS_DASHES, "borders": style.BORDER_DASHES, "faint": style.SCHEMATIC_OPACITY,
        "widths": style.WIDTH_CLASSES_MT,
    }  # fmt: skip


def _page_words(lang: str) -> dict[str, str]:
    terms = words(lang, "terms")
    own = {key: text for key, text in words(lang, "map").items() if key not in _BESIDE_SCRIPT}
    kinds = {key: text for key, text in terms.items() if key.startswith(_TERM_GROUPS)}
    return (
        own | kinds | {"m": terms["unit.m"], "km": terms["unit.km"], "thousands": words(lang, "numbers")["thousands"]}
    )


@lru_cache(maxsize=100_000)  # a name stands in several maps of one build
def folded(text: str) -> str:
    """
    Fold a name to what the search compares: small letters without marks, Kazakh letters as their Russian neighbours.

    Parameters
    ----------
    text
        A name.

    Returns
    -------
    text
        As `plain` of `page/search.js` folds it, but for punctuation.
    """
    bare = "".join(char for char in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(char))
    return bare.translate(_FOLDS)


def drawn_rows(atlas: Atlas, corridor_ids: Sequence[str]) -> list[CapacityRow]:
    """
    Give what is known of the corridors of a map, once for an atlas.

    Parameters
    ----------
    atlas
        The atlas.
    corridor_ids
        The corridors.

    Returns
    -------
    rows
        As from `capacity_rows`.
    """
    kept: dict[tuple[str, ...], list[CapacityRow]] = vars(atlas).setdefault("_map_rows", {})
    key = tuple(corridor_ids)
    if key not in kept:
        kept[key] = capacity_rows(atlas, key)
    return kept[key]
