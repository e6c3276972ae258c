"""The chart that maps and flow maps are drawn on: ground, lines, places with their names, scale and north."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.languages import said_in
from geo.products.figures.countries import country_labels
from geo.products.figures.ground import GEOD, Frame, fitting_frame, ground
from geo.products.figures.lettering import MM_A_POINT, line_mm, width_mm
from geo.products.figures.placement import Placement, free_corner
from geo.products.figures.scale import amount_text
from geo.products.figures.sheet import Fill, Pen
from geo.products.style import BORDER, BORDER_DASHES, CASING, GREY, INK, LAND, PAPER, SOFT, WATER
from geo.products.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shapely import LineString, Polygon
    from shapely.geometry.base import BaseGeometry

    from geo.atlas import Atlas
    from geo.network.nodes import Node
    from geo.products.figures.placement import Box
    from geo.products.figures.sheet import Sheet

NODE_MARKS = {"port": "s", "gauge_change": "D", "border_crossing": "^"}
_HIGHEST = {"column": (45.0, 95.0), "page": (70.0, 130.0), "slide": (60.0, 200.0)}
_LABELLED_RANK = {"column": 2, "page": 3, "slide": 3}
_SAME_NORTH_DEG = 2.0
_BORDER_PT, _MARK_MM = 0.45, 1.5
_EDGE_PT = 0.3
"""Around the casing of a line: orange and sky blue alone are not 3 : 1 on land, as WCAG 2.2 (1.4.11) asks."""
_SIMPLE_MM, _WIDE_MM = 0.06, 1.0


@dataclass
class Chart:
    """
    A map on a sheet.

    Parameters
    ----------
    atlas
        The atlas.
    sheet
        The sheet; the chart takes the top of its free room.
    size
        The sheet's name.
    lang
        The language.
    frame
        Projection and place.
    """

    atlas: Atlas
    sheet: Sheet
    size: str
    lang: str
    frame: Frame
    _subject: list[BaseGeometry] = field(default_factory=list, init=False)

    @classmethod
    def of_links(cls, atlas: Atlas, sheet: Sheet, size: str, lang: str, link_ids: Sequence[str], below_mm: float,
                 ) -> Chart:  # fmt: skip
        """
        Make a chart that shows links.

        Parameters
        ----------
        atlas
            The atlas.
        sheet
            The sheet.
        size
            Its name.
        lang
            The language.
        link_ids
            What is to be seen.
        below_mm
            How much stands below it.

        Returns
        -------
        chart
            Without a mark yet.
        """
        lines = [np.array(atlas.network.links[name].line, dtype=float) for name in link_ids]
        lowest, highest = _HIGHEST[size]
        if sheet.size.height_mm is not None:
            lowest = highest = sheet.free(highest, below_mm)
        frame = fitting_frame(lines, (sheet.left, sheet.top), sheet.room, (lowest, highest))
        return cls(atlas, sheet, size, lang, frame)

    @property
    def room(self) -> Box:
        """The chart's edges on the sheet."""
        left, top, right, bottom = self.frame.box.bounds
        return (left, top, right, bottom)

    @property
    def label_pt(self) -> float:
        """The size of the names on the chart."""
        return max(6.0, self.sheet.size.text_pt - 0.5)

    @cached_property
    def _placement(self) -> Placement:
        left, top, right, bottom = self.room
        inner = (left + 0.5, top + 0.5, right - 0.5, bottom - 0.5)
        return Placement(inner, shapely.union_all(self._subject), self.label_pt)

    def line_of(self, link_id: str) -> LineString:
        """
        Give a link on the sheet.

        Parameters
        ----------
        link_id
            The link.

        Returns
        -------
        line
            In millimetres, without what no eye would see; from the link's first to its last node.
        """
        line = self.frame.place(np.array(self.atlas.network.links[link_id].line, dtype=float))
        return shapely.simplify(shapely.LineString(line), _SIMPLE_MM)

    def draw_ground(self) -> None:
        """Draw water, land, lakes, meridians where north is not up throughout, and borders."""
        sheet, found = self.sheet, ground(self.atlas, self.frame)
        left, top, right, bottom = self.room
        sheet.box((left, top), right - left, bottom - top, Fill(WATER, z=0.1))
        for rings in found.land:
            sheet.area([ring[:-1].tolist() for ring in rings], Fill(LAND, BORDER, 0.25, z=0.2))
        for rings in found.lakes:
            sheet.area([ring[:-1].tolist() for ring in rings], Fill(WATER, BORDER, 0.2, z=0.3))
        for kind, lines in found.borders.items():
            dash = BORDER_DASHES.get(kind, BORDER_DASHES["disputed"])
            for line in lines:
                sheet.line(line.tolist(), Pen(GREY, _BORDER_PT, dash, z=0.5, alpha=0.8))
        for corner in ((left, top, right, top), (left, bottom, right, bottom), (left, top, left, bottom),
                       (right, top, right, bottom)):  # fmt: skip
            sheet.line([corner[:2], corner[2:]], Pen(GREY, 0.4, z=8.5))
        self._found = found

    def draw_line(self, line: BaseGeometry, pen: Pen, *, casing_pt: float = 0.0, is_subject: bool = True) -> None:
        """
        Draw a line of the map.

        Parameters
        ----------
        line
            In millimetres; cut to the chart.
        pen
            How.
        casing_pt
            How far a light rim reaches beyond it on each side.
        is_subject
            Whether labels keep off it.
        """
        cut = shapely.intersection(line, self.frame.box)
        for part in shapely.get_parts(cut):
            if part.geom_type != "LineString":
                continue
            points = shapely.get_coordinates(part).tolist()
            if casing_pt:
                wide_pt = pen.width_pt + 2 * casing_pt
                edge = Pen(GREY, wide_pt + 2 * _EDGE_PT, z=pen.z - 0.4, is_round=True)
                for under in (edge, Pen(CASING, wide_pt, z=pen.z - 0.3, is_round=True)):
                    self.sheet.line(points, under, within=self.room)
            self.sheet.line(points, pen, within=self.room)
            if is_subject:
                wide = pen.width_pt * MM_A_POINT
                self._subject.append(part.buffer(wide / 2) if wide > _WIDE_MM else part)

    def draw_places(self, nodes: Iterable[Node], first: frozenset[str]) -> set[str]:
        """
        Mark and name places, the important ones first, then the countries where there is room.

        Parameters
        ----------
        nodes
            The places on the lines.
        first
            Ids of those that are named before all others.

        Returns
        -------
        kinds
            The kinds of places that were marked.
        """
        self._keep_for_scale()
        ranked = sorted(nodes, key=lambda one: (one.rank, one.node_id))
        most = _LABELLED_RANK[self.size]
        named = [node for node in ranked if node.node_id in first]
        others = [node for node in ranked if node.node_id not in first and node.rank <= most]
        for x, y in map(self._at, (*named, *others)):
            if all(max(abs(x - its[0]), abs(y - its[1])) >= _MARK_MM for its in self._placement.marks):
                self._placement.marks.append((x, y))
        return self._draw_group(named, must=True) | self._draw_group(others, must=False)

    def _draw_group(self, nodes: list[Node], *, must: bool) -> set[str]:
        """Keep the marks of all free, then name one after the other."""
        half, shown = _MARK_MM / 2, []
        for node in nodes:
            x, y = self._at(node)
            box = (x - half, y - half, x + half, y + half)
            if self._placement.is_free(box):
                self._placement.keep_free(box)
                shown.append((node, (x, y)))
        return {self._place(node, at, must=must) for node, at in shown} - {""}

    def _at(self, node: Node) -> tuple[float, float]:
        x, y = self.frame.place(np.array([node.position], dtype=float))[0].tolist()
        return x, y

    def _place(self, node: Node, at: tuple[float, float], *, must: bool) -> str:
        """Mark a place and name it, if its name has room; without its name a mark says nothing."""
        name = said_in(node, "name", self.lang)
        label = self._placement.label(name, at, away_mm=_MARK_MM * 0.7, must=must)
        if label is None:
            return ""
        shape = NODE_MARKS.get(node.kind, "o")
        self.sheet.mark(at, shape, _MARK_MM, Fill(PAPER, INK, 0.6, z=6))
        self.sheet.text(label.corner, label.text, self.label_pt, halo=True)
        return node.kind if shape != "o" else ""

    def badge(self, text: str, lines: Iterable[LineString], colour: str) -> None:
        """
        Set a number on the first of some lines that has room for it.

        Parameters
        ----------
        text
            The number.
        lines
            In millimetres, the best first.
        colour
            Of the lines.
        """
        points = self.sheet.size.small_pt
        half = max(width_mm(text, points, bold=True), line_mm(points) * 0.7) / 2 + 0.6
        for line in lines:
            for share in (0.5, 0.35, 0.65, 0.2, 0.8):
                x, y = _along(line, share)
                box = (x - half, y - half, x + half, y + half)
                if self._placement.is_free(box):
                    self._placement.keep_free(box)
                    self.sheet.mark((x, y), "o", 2 * half, Fill(PAPER, colour, 1.2, z=7))
                    self.sheet.text((x, y), text, points, bold=True, align="center", upright="center_baseline")
                    return

    def ring(self, node_id: str) -> None:
        """
        Set a ring around a place.

        Parameters
        ----------
        node_id
            The place.
        """
        at = self._at(self.atlas.network.nodes[node_id])
        self.sheet.mark(at, "o", 2.4 * _MARK_MM, Fill("none", INK, 1.2, z=5.8))

    def draw_countries(self) -> None:
        """Name the countries where their land has room for the whole name."""
        points = self.label_pt
        for name, land in country_labels(self.atlas, self._found, self.frame, self.lang):
            half, high = width_mm(name, points) / 2 + 0.5, line_mm(points) / 2
            for x, y in _middles(land):
                box = (x - half, y - high, x + half, y + high)
                is_free = self._placement.is_free(box) and not shapely.clip_by_rect(self._placement.lines, *box).length
                if is_free and shapely.contains(land, shapely.box(*box)):
                    self._placement.keep_free(box)
                    self.sheet.text((x, y), name, points, colour=SOFT, align="center", upright="center", halo=True, z=5)
                    break

    def _keep_for_scale(self) -> None:
        """Draw the scale bar, and an arrow to the north where it is not up throughout, in the emptiest corner."""
        points = self.sheet.size.small_pt
        km = self._bar_km()
        text = f"{amount_text(km, self.lang)}\u00a0{words(self.lang, 'terms')['unit.km']}"
        lon, lat = self.frame.centre
        east = GEOD.fwd(lon, lat, 90.0, km * 1000)
        ends = self.frame.place(np.array([[lon, lat], [east[0], east[1]]]))
        bar = float(np.hypot(*(ends[1] - ends[0])))
        turns = self._turns()
        size = (max(bar, width_mm(text, points)) + 3 + (6.0 if turns else 0.0), max(line_mm(points) + 3.2, 9.0 * turns))
        box = free_corner(self._placement, size, ("sw", "se", "nw", "ne"))
        if box is None:
            return
        self._placement.keep_free(box)
        self.sheet.box(box[:2], size[0], size[1], Fill(PAPER, z=4.5, alpha=0.75))
        x, y = box[0] + 1.5, box[3] - 1.5
        self.sheet.line([(x, y - 1), (x, y), (x + bar, y), (x + bar, y - 1)], Pen(INK, 0.8, z=8))
        self.sheet.text((x + bar / 2, y - 1.2), text, points, align="center")
        if turns:
            self._arrow((box[2] - 3.2, (box[1] + box[3]) / 2))

    def _turns(self) -> bool:
        """Tell whether north differs over the map, or is not up."""
        west, south, east, north = self.frame.bounds
        x, y = [west, east, west, east], [south, south, north, north]
        corners = zip(*self.frame.transformer.transform(x, y, direction="INVERSE"), strict=True)
        return max(abs(self.frame.convergence(lon, lat)) for lon, lat in corners) > _SAME_NORTH_DEG

    def _arrow(self, at: tuple[float, float]) -> None:
        """Draw an arrow to the north as it is where the arrow stands."""
        left, top, _, _ = self.room
        x = self.frame.bounds[0] + (at[0] - left) / self.frame.mm_a_metre
        y = self.frame.bounds[3] - (at[1] - top) / self.frame.mm_a_metre
        lon, lat = self.frame.transformer.transform(x, y, direction="INVERSE")
        turn = math.radians(self.frame.convergence(float(lon), float(lat)))

        def turned(dx: float, dy: float) -> tuple[float, float]:
            return (
                at[0] + dx * math.cos(turn) - dy * math.sin(turn),
                at[1] + dx * math.sin(turn) + dy * math.cos(turn),
            )

        self.sheet.area([[turned(0, -1.2), turned(1.1, 3.2), turned(0, 2.3), turned(-1.1, 3.2)]], Fill(INK, z=8))
        letter = words(self.lang, "figures")["north"]
        self.sheet.text(turned(0, -2.6), letter, self.sheet.size.small_pt, bold=True, align="center", upright="center")

    def _bar_km(self) -> float:
        """Choose a round length of about a sixth of the map's width."""
        wanted = self.frame.width_mm / self.frame.mm_a_metre / 1000 / 6
        magnitude = 10.0 ** math.floor(math.log10(wanted))
        return max(step * magnitude for step in (1, 2, 5) if step * magnitude <= wanted)

    def finish(self) -> None:
        """Go on below the chart."""
        self.sheet.top = self.room[3] + 1.0


def _middles(land: Polygon) -> list[tuple[float, float]]:
    """Give the middle of a country and points around it, nearer ones first."""
    circle = shapely.maximum_inscribed_circle(land, tolerance=0.5)
    (x, y), edge = shapely.get_coordinates(circle).tolist()
    radius = math.hypot(edge[0] - x, edge[1] - y)
    turns = [math.tau * turn / 12 for turn in range(12)]
    rings = [
        (x + share * radius * math.cos(t), y + share * radius * math.sin(t)) for share in (0.4, 0.8) for t in turns
    ]
    return [(x, y), *rings]


def _along(line: LineString, share: float) -> tuple[float, float]:
    point = shapely.line_interpolate_point(line, share, normalized=True)
    return float(shapely.get_x(point)), float(shapely.get_y(point))
