"""The static map: corridors on land and water, with their places, and what binds."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import shapely

from geo.errors import ProductError
from geo.model.profile import corridor_profiles
from geo.network.links import MODES, STATUSES
from geo.products.capacity import capacity_rows
from geo.products.figures.chart import NODE_MARKS, Chart
from geo.products.figures.citations import Citations
from geo.products.figures.legend import SWATCH_MM, Entry, draw_legend, legend_mm
from geo.products.figures.notes import modelled_note, written_note
from geo.products.figures.scale import interval_of
from geo.products.figures.sheet import Fill, Pen, Sheet
from geo.products.map_cards import matter_text
from geo.products.map_text import headline
from geo.products.phrases import dated_text
from geo.products.style import (
    BORDER,
    INK,
    MODE_STYLES,
    PAPER,
    SCHEMATIC_OPACITY,
    STATUS_DASHES,
    corridor_colours,
)  # fmt: skip
from geo.products.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from matplotlib.figure import Figure
    from shapely.geometry.base import BaseGeometry

    from geo.atlas import Atlas
    from geo.model.profile import Stretch
    from geo.network.links import Link

_LINE_PT = {"column": 1.4, "page": 2.0, "slide": 2.6}
_POINT_MM = 25.4 / 72


def map_figure(
    atlas: Atlas, corridor_ids: Sequence[str] | None = None, *, lang: str = "en", size: str = "page",
    year: int | None = None,
) -> Figure:  # fmt: skip
    """
    Draw a map without tiles.

    Parameters
    ----------
    atlas
        The atlas.
    corridor_ids
        The corridors; None for all.
    lang
        The language.
    size
        ``"column"``, ``"page"`` or ``"slide"``.
    year
        What was known by then of capacities, of which one binds; None for the latest.

    Returns
    -------
    figure
        In Lambert's conformal projection of the corridors' extent.

    Raises
    ------
    UnknownIdError
        If the atlas has no such corridor.
    ProductError
        If there is nothing to draw.
    """
    ids = list(corridor_ids or atlas.network.corridors)
    for corridor_id in ids:
        atlas.corridor_subjects(corridor_id)  # says so if there is no such corridor
    if not ids or not all(corridor_id in atlas.network.corridors for corridor_id in ids):
        raise ProductError("A map shows corridors; an entry has no alignment to draw. Name a corridor.")
    return _Map(atlas, ids, lang, size).figure(year)


class _Map:
    def __init__(self, atlas: Atlas, corridor_ids: list[str], lang: str, size: str) -> None:
        self.atlas, self.ids, self.lang, self.size = atlas, corridor_ids, lang, size
        self.words, self.terms = words(lang, "figures"), words(lang, "terms")
        self.citations = Citations(atlas, lang)
        self.colours = corridor_colours(atlas.network)
        self.is_one = len(corridor_ids) == 1
        self.sheet = Sheet(size, headline(atlas, corridor_ids, lang), self._finding(), lang)
        self.width_pt = _LINE_PT[size]

    def figure(self, year: int | None) -> Figure:
        network = self.atlas.network
        links = list(dict.fromkeys(link for name in self.ids for link in network.corridors[name].link_ids))
        binding = corridor_profiles(self.atlas, self.ids[0], year=year)[0].binding if self.is_one else None
        last = [self._binding_note(binding)] if binding is not None else []
        last += written_note(self.atlas, self.lang, self.citations, is_map=True)
        entries = self._entries(links, binding, set(NODE_MARKS))
        below = legend_mm(self.sheet, entries) + self.sheet.height_of(last, self.sheet.size.small_pt) + 3
        chart = Chart.of_links(self.atlas, self.sheet, self.size, self.lang, links, below)
        chart.draw_ground()
        self._draw_others(chart, links)
        self._draw_binding(chart, binding)
        for link_id in links:
            self._draw_link(chart, link_id)
        self._draw_numbers(chart)
        nodes = {name: network.nodes[name] for link_id in links for name in network.links[link_id].stops}
        kinds = chart.draw_places(nodes.values(), self._ends())
        chart.draw_countries()
        chart.finish()
        draw_legend(self.sheet, self._entries(links, binding, kinds))
        self.sheet.top += 1
        self.sheet.notes(last)
        return self.sheet.finish()

    def _finding(self) -> str:
        """Say the corridor's volume and target as their sources put them."""
        if not self.is_one:
            return self.words["map_subtitle"].format(count=len(self.ids))
        row = capacity_rows(self.atlas, self.ids)[0]
        said = [role[0].claim for role in (row.volume, row.capacity, row.target) if role]
        parts = [
            f"{matter_text(one, self.lang)}: {dated_text(one, self.lang)} {self.citations.cite([one.claim_id])}"
            for one in said
        ]
        text = "; ".join(parts) or self.words["no_figures"]
        return f"{text[:1].upper()}{text[1:]}"

    def _ends(self) -> frozenset[str]:
        routes = [self.atlas.network.corridors[name].route[0] for name in self.ids]
        walked = [self.atlas.network.route_nodes(route) for route in routes]
        return frozenset(name for nodes in walked for name in (nodes[0], nodes[-1]))

    def _draw_others(self, chart: Chart, links: list[str]) -> None:
        """Draw the other corridors faintly: where this one could lead on."""
        shown = set(links)
        for corridor in self.atlas.network.corridors.values():
            for link_id in corridor.link_ids:
                if link_id not in shown:
                    shown.add(link_id)
                    chart.draw_line(chart.line_of(link_id), Pen(BORDER, 0.7, z=1), is_subject=False)

    def _draw_link(self, chart: Chart, link_id: str) -> None:
        """Draw a link once for each corridor that runs over it, beside each other."""
        link, line = self.atlas.network.links[link_id], chart.line_of(link_id)
        sharing = [name for name in self.atlas.network.corridors_of(link_id) if name in self.ids]
        step = self.width_pt * _POINT_MM
        for place, corridor_id in enumerate(sharing):
            aside = (place - (len(sharing) - 1) / 2) * step
            shifted: BaseGeometry = shapely.offset_curve(line, aside) if aside else line
            pen = _pen(link.mode, link.status, self.colours[corridor_id], self.width_pt)
            if link.geometry_quality == "schematic":
                pen = replace(pen, alpha=SCHEMATIC_OPACITY)
            chart.draw_line(line if shifted.is_empty else shifted, pen, casing_pt=0.7 if len(sharing) == 1 else 0.3)

    def _draw_binding(self, chart: Chart, binding: Stretch | None) -> None:
        if binding is None:
            return
        if not binding.link_ids:
            chart.ring(binding.from_node_id)
        for link_id in binding.link_ids:
            chart.draw_line(chart.line_of(link_id), Pen(INK, self.width_pt + 3.8, z=2.2, is_round=True))

    def _draw_numbers(self, chart: Chart) -> None:
        """Set each corridor's number on a link that is its own: colours alone would not tell them apart."""
        network = self.atlas.network
        for number, corridor_id in enumerate(self.ids if not self.is_one else (), start=1):
            own = sorted(
                network.corridors[corridor_id].link_ids,
                key=lambda name: (len(network.corridors_of(name)), -network.length_km[name]),
            )
            chart.badge(str(number), map(chart.line_of, own), self.colours[corridor_id])

    def _binding_note(self, one: Stretch) -> str:
        name = self.atlas.subject_name(one.subject, self.lang)
        amount = interval_of(one.low, one.central or 0.0, one.high, self.lang)
        cited = self.citations.cite(one.claim_ids[:1])
        said = self.words["map_binds"].format(name=name, amount=amount, cited=cited)
        count = len(one.assumption_ids)
        return f"{said} {modelled_note(self.lang, count, self.ids[0])}" if count else said

    def _entries(self, links: list[str], binding: Stretch | None, kinds: set[str]) -> list[Entry]:
        records = [self.atlas.network.links[name] for name in links]
        found = []
        if not self.is_one:
            found += [
                Entry(f"{number}\u00a0{self.atlas.subject_name(name, self.lang)}", partial(_swatch, self._solid(name)))
                for number, name in enumerate(self.ids, start=1)
            ]
        colour = self.colours[self.ids[0]] if self.is_one else INK
        found += [Entry(label, partial(_swatch, pen)) for label, pen in self._kinds(records, colour)]
        if binding is not None:
            swatch = partial(_binding_swatch, self.width_pt, colour) if binding.link_ids else _ring_swatch
            found.append(Entry(self.words["binds"], swatch))
        places = kinds & {self.atlas.network.nodes[name].kind for record in records for name in record.stops}
        found += [
            Entry(self.terms[f"kind.{kind}"], partial(_place_swatch, kind)) for kind in NODE_MARKS if kind in places
        ]
        if self.is_one and len(self.atlas.network.corridors) > 1:
            found.append(Entry(self.words["other_corridors"], partial(_swatch, Pen(BORDER, 0.7))))
        return found

    def _solid(self, corridor_id: str) -> Pen:
        return Pen(self.colours[corridor_id], self.width_pt)

    def _kinds(self, links: Iterable[Link], colour: str) -> list[tuple[str, Pen]]:
        """Say what the dashes mean: modes and statuses, and that faint lines are schematic."""
        found = {(link.mode, link.status) for link in links}
        entries = [
            (self.terms[f"mode.{mode}"] + (f", {self.terms[f'status.{status}']}" if status != "operating" else ""),
             _pen(mode, status, colour, self.width_pt))
            for mode, status in sorted(found, key=lambda kind: (MODES.index(kind[0]), STATUSES.index(kind[1])))
        ]  # fmt: skip
        if any(link.geometry_quality == "schematic" for link in links):
            entries.append((self.words["faint"], Pen(colour, self.width_pt, alpha=SCHEMATIC_OPACITY)))
        return entries


def _pen(mode: str, status: str, colour: str, width_pt: float) -> Pen:
    dash = MODE_STYLES[mode].dash or STATUS_DASHES[status]
    wide = width_pt * (0.7 if mode in {"pipeline", "power"} else 1.0)
    return Pen(colour, wide, dash, z=3, is_round=mode == "sea")


def _swatch(pen: Pen, sheet: Sheet, at: tuple[float, float]) -> None:
    sheet.line([at, (at[0] + SWATCH_MM, at[1])], pen)


def _binding_swatch(width_pt: float, colour: str, sheet: Sheet, at: tuple[float, float]) -> None:
    _swatch(Pen(INK, width_pt + 3.8), sheet, at)
    _swatch(Pen(colour, width_pt, z=4), sheet, at)


def _ring_swatch(sheet: Sheet, at: tuple[float, float]) -> None:
    sheet.mark((at[0] + SWATCH_MM / 2, at[1]), "o", 2.4, Fill("none", INK, 1.2))


def _place_swatch(kind: str, sheet: Sheet, at: tuple[float, float]) -> None:
    sheet.mark((at[0] + SWATCH_MM / 2, at[1]), NODE_MARKS[kind], 1.7, Fill(PAPER, INK, 0.6))
