"""The timeline: what was observed, what is aimed at and what is projected, by year, each a series of its own."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

import shapely

from geo.errors import ProductError, UnknownIdError
from geo.products.figures.citations import Citations
from geo.products.figures.legend import SWATCH_MM, Entry, draw_legend, legend_mm
from geo.products.figures.lettering import line_mm, width_mm
from geo.products.figures.notes import written_note
from geo.products.figures.placement import Placement
from geo.products.figures.scale import Scale, amount_text, round_ticks
from geo.products.figures.sheet import Fill, Pen, Sheet
from geo.products.figures.timeline_data import read_timeline
from geo.products.phrases import dated_text, unit_text
from geo.products.style import BLUE, BORDER, GREEN, GREY, INK, PAPER, VERMILLION
from geo.products.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.figure import Figure

    from geo.atlas import Atlas
    from geo.evidence.claims import Claim
    from geo.model.application import Applied
    from geo.model.projection import Point
    from geo.products.figures.timeline_data import Dated, Panel, Timeline

AXIS_MM, MOST_PANELS = 9.0, 4
_PANEL_MM = {"column": 32.0, "page": 40.0, "slide": 40.0}
_UNITS = {
    "mass": "Mt", "train_pairs_day": "train_pairs/day", "trains_day": "trains/day", "containers": "kTEU",
    "oil_rate": "mb/d", "vehicles_day": "vehicles/day",
}  # fmt: skip
_RATES = {"mass": "Mt/yr", "containers": "kTEU/yr"}
AIM_MARKS = {"target": "s", "plan": "D", "proposal": "v", "forecast": "^"}
_MARK_MM = 1.9
_PROJECTED = Pen(GREEN, 1.2, (2.0, 1.5), z=3)
_CEILING = Pen(GREY, 1.0, (1.0, 1.2), z=2.5)
_SLIP = Pen(VERMILLION, 0.7, z=4)


def timeline_figure(
    atlas: Atlas, subject: str, *, lang: str = "en", size: str = "page", applied: Mapping[int, Applied] | None = None
) -> Figure:
    """
    Draw the figures of a subject by year.

    Parameters
    ----------
    atlas
        The atlas.
    subject
        A corridor, section, link, node or entry.
    lang
        The language.
    size
        ``"column"``, ``"page"`` or ``"slide"``.
    applied
        A scenario applied for each year, under whose ceilings is projected; None for the capacities known now.

    Returns
    -------
    figure
        A panel for each metric and unit.

    Raises
    ------
    UnknownIdError
        If the atlas has nothing of this id.
    ProductError
        If no figure of it has a year.
    """
    atlas.subject_name(subject)  # says so if there is nothing of this id
    found = read_timeline(atlas, subject, applied=applied)
    if not any(panel.observed or panel.aims for panel in found.panels):
        raise ProductError(_nothing(atlas, subject))
    return _Drawing(atlas, found, lang, size).figure()


def _nothing(atlas: Atlas, subject: str) -> str:
    """Say what is missing, and what could be drawn instead."""
    try:
        parts = atlas.corridor_subjects(subject)
    except UnknownIdError:  # a place or a section
        parts = []
    others = [name for name in parts if any(p.observed or p.aims for p in read_timeline(atlas, name).panels)]
    fix = f"Name a part of it that has: {', '.join(others)}." if others else "Add claims with a period."
    return f"No source gives {subject!r} as a whole a volume or a capacity with a year: no timeline can be drawn. {fix}"


class _Drawing:
    def __init__(self, atlas: Atlas, timeline: Timeline, lang: str, size: str) -> None:
        self.atlas, self.timeline, self.lang, self.size = atlas, timeline, lang, size
        self.words, self.terms = words(lang, "figures"), words(lang, "terms")
        self.citations = Citations(atlas, lang)
        self.panels = [panel for panel in timeline.panels if panel.observed or panel.aims][:MOST_PANELS]
        self.sheet = Sheet(size, atlas.subject_name(timeline.subject, lang), self.words["timeline_subtitle"], lang)
        self.years = self._span()

    def figure(self) -> Figure:
        sheet = self.sheet
        notes = self._notes()
        entries = self._entries()
        columns = 2 if self.size == "slide" and len(self.panels) > 1 else 1
        rows = -(-len(self.panels) // columns)
        heads = rows * (2.1 * line_mm(sheet.size.small_pt) + line_mm(sheet.size.text_pt) + 2.5)
        below = legend_mm(sheet, entries) + sheet.height_of(notes, sheet.size.small_pt) + 3 + heads
        height = sheet.free(rows * _PANEL_MM[self.size], below) / rows
        wide = (sheet.room - (columns - 1) * 5) / columns
        top = sheet.top
        for place, panel in enumerate(self.panels):
            sheet.top = top if place % columns else sheet.top
            top = sheet.top
            self._panel(panel, sheet.left + (place % columns) * (wide + 5), wide, height)
        draw_legend(sheet, entries)
        sheet.top += 1
        sheet.notes(notes)
        return sheet.finish()

    def _span(self) -> tuple[int, int]:
        dated = [one for panel in self.panels for one in (*panel.observed, *panel.aims)]
        years = [year for one in dated for year in (one.first_year, one.year, *one.earlier)]
        years += [point.year for point in self.timeline.projected]
        return min(years), max(years)

    def _panel(self, panel: Panel, left: float, wide: float, height: float) -> None:
        sheet, small = self.sheet, self.sheet.size.small_pt
        metric = self.terms[f"metric.{panel.metric}"]
        units = _UNITS | _RATES if panel.metric == "capacity" else _UNITS
        unit = unit_text(units[panel.dimension], Decimal(0), self.lang)  # of none, as of any number
        sheet.top += line_mm(sheet.size.text_pt)
        head = f"{metric.capitalize()}, {unit}"
        sheet.text((left, sheet.top - 0.6), head, sheet.size.text_pt, bold=True, room_mm=wide)
        sheet.top += 0.5 * line_mm(small) + 0.5
        first, last = self.years
        pad = max(0.5, 0.04 * (last - first))
        year = Scale(first - pad, last + pad, left + AXIS_MM, left + wide - 1)
        ends = [end for one in (*panel.observed, *panel.aims) for end in (one.central, one.high or 0.0)]
        ends += [point.mt or 0.0 for point in self._modelled(panel)]
        ticks = round_ticks(1.12 * max(ends), 4)
        amount = Scale(0, ticks[-1], sheet.top + height, sheet.top)
        for tick in ticks:
            y = amount.at(tick)
            sheet.line([(year.start_mm, y), (year.end_mm, y)], Pen(INK if not tick else BORDER, 0.3, z=0.5))
            sheet.text((year.start_mm - 1, y), amount_text(tick, self.lang), small, align="right", upright="center")
        self._years(year, sheet.top + height)
        self._draw(panel, year, amount)
        sheet.top += height + 1.6 * line_mm(small)

    def _years(self, year: Scale, bottom: float) -> None:
        sheet, small = self.sheet, self.sheet.size.small_pt
        first, last = self.years
        room = (year.end_mm - year.start_mm) / max(1, last - first + 1)
        step = next(n for n in (1, 2, 5, 10, 20, 50, 100) if n * room >= width_mm("2000", small) + 1.2)
        for one in range(first, last + 1):
            x = year.at(one)
            sheet.line([(x, bottom), (x, bottom + 0.8)], Pen(INK, 0.4))
            if (last - one) % step == 0:
                sheet.text((x, bottom + 1.1 * line_mm(small)), str(one), small, align="center")

    def _modelled(self, panel: Panel) -> tuple[Point, ...]:
        is_it = panel.metric == "volume" and panel.dimension == "mass"
        return tuple(self.timeline.projected) if is_it else ()

    def _draw(self, panel: Panel, year: Scale, amount: Scale) -> None:
        sheet = self.sheet
        placement = Placement(
            (year.start_mm, amount.end_mm, sheet.right, amount.start_mm), shapely.Point(), sheet.size.small_pt
        )
        self._draw_modelled(panel, year, amount)
        marked = [(one, self._mark(one, year, amount, placement)) for one in (*panel.observed, *panel.aims)]
        for one in panel.aims:
            if one.earlier:
                self._slip((year.at(max(one.earlier)), amount.at(one.central)), year.at(one.year))
        for one, at in marked:
            label = placement.label(self._figure(one), at, away_mm=_MARK_MM * 0.7)
            if label is not None:
                sheet.text(label.corner, label.text, sheet.size.small_pt, halo=True)

    def _figure(self, one: Dated) -> str:
        """Write a figure as its source has it: a range is no figure in its middle."""
        if one.claim.value_high is None or one.high is None:
            return amount_text(one.central, self.lang)
        return f"{amount_text(one.low, self.lang)}–{amount_text(one.high, self.lang)}"

    def _draw_modelled(self, panel: Panel, year: Scale, amount: Scale) -> None:
        for series, pen in (("ceiling", _CEILING), ("projected", _PROJECTED)):
            known = [p for p in self._modelled(panel) if p.series == series]
            points = [(year.at(point.year), amount.at(point.mt)) for point in known if point.mt is not None]
            if len(points) > 1:
                self.sheet.line(points, pen)
            for point in points if series == "projected" else points[:1] * (len(points) == 1):
                self.sheet.mark(point, "x", _MARK_MM * 0.8, Fill("none", pen.colour, 1.0, z=4))

    def _mark(self, one: Dated, year: Scale, amount: Scale, placement: Placement) -> tuple[float, float]:
        """Mark a figure, beside another of the same year where that stands in its place."""
        sheet, y, half = self.sheet, amount.at(one.central), _MARK_MM / 2
        x = next(
            (
                x
                for aside in (0, 1, -1, 2, -2)
                if not _is_on_mark(x := year.at(one.year) + 1.1 * aside * _MARK_MM, y, placement)
            ),
            year.at(one.year),
        )
        shape, fill = _sign(one.claim, is_part=one.is_part, is_rival=one.is_rival)
        top = amount.end_mm if one.high is None else amount.at(one.high)
        low = amount.at(one.low)
        sheet.line([(x, low), (x, top)], Pen(fill.edge, 0.7, z=4))
        if one.first_year < one.year:
            sheet.line([(year.at(one.first_year), y), (x, y)], Pen(fill.edge, 0.7, z=4))
        sheet.mark((x, y), shape, _MARK_MM, fill)
        placement.marks.append((x, y))
        placement.keep_free((x - half, min(y - half, top), x + half, max(y + half, low)))
        return x, y

    def _slip(self, start: tuple[float, float], end: float) -> None:
        """Draw an arrow from the year first announced to the one announced later, bent over what is between."""
        (x, y), gap = start, _MARK_MM * 0.6
        length = end - x
        high = min(4.0, 0.22 * length + 0.8)
        steps = [place / 16 for place in range(17)]
        points = [(x + length * t, y - gap - high * 4 * t * (1 - t)) for t in steps]
        self.sheet.line(points, _SLIP)
        tip_x, tip_y = points[-1]
        head = [(tip_x, tip_y + 0.3), (tip_x - 0.6, tip_y - 1.0), (tip_x + 0.6, tip_y - 1.0)]
        self.sheet.area([head], Fill(VERMILLION, z=4))

    def _entries(self) -> list[Entry]:
        w, points = self.words, self.timeline.projected
        seen = [one for panel in self.panels for one in panel.observed]
        aims = [one for panel in self.panels for one in panel.aims]
        kinds = {str(one.claim.statistic): one.claim for one in reversed(aims)}
        is_volume = all(panel.metric == "volume" for panel in self.panels if panel.observed)
        first = seen[0].claim if seen else None
        found = {
            Entry(w["observed" if is_volume else "observed_or_possible"], partial(_sign_swatch, first)): bool(seen),
            Entry(w["part_of_year"], partial(_sign_swatch, first, is_part=True)): any(one.is_part for one in seen),
            **{
                Entry(self.terms[f"statistic.{name}"], partial(_sign_swatch, kinds.get(name))): name in kinds
                for name in AIM_MARKS
            },
            Entry(w["rival"], _rival_swatch): any(one.is_rival for one in (*seen, *aims)),
            Entry(w["slipped"], _slip_swatch): any(one.earlier for one in aims),
            Entry(w["projected"], _projected_swatch): bool(points),
            Entry(w["ceiling"], _ceiling_swatch): any(p.series == "ceiling" and p.mt is not None for p in points),
        }
        return [entry for entry, is_there in found.items() if is_there]

    def _notes(self) -> list[str]:
        w = self.words
        notes = []
        for panel in self.panels:
            metric = self.terms[f"metric.{panel.metric}"].capitalize()
            for key, group in (("said_observed", panel.observed), ("said_aims", panel.aims)):
                said = "; ".join(self._said(one.claims, one.claim) for one in group)
                notes.append(w[key].format(metric=metric, said=said) if said else "")
        unplaced = [claim for panel in self.timeline.panels for claim in panel.open_aims] + [*self.timeline.relations]
        if unplaced:
            notes.append(w["not_drawn"].format(said="; ".join(self._said([one], one) for one in unplaced)))
        if self.timeline.projected and self.timeline.projected_to is not None:
            aim = dated_text(self.timeline.projected_to, self.lang)
            notes.append(w["projected_note"].format(aim=aim, command="corridors targets"))
        text = " ".join(note for note in notes if note)
        return [text, *written_note(self.atlas, self.lang, self.citations, is_map=False, has_places=False)]

    def _said(self, claims: Sequence[Claim], shown: Claim) -> str:
        base = self.atlas.evidence.claims.get(shown.base)
        return f"{dated_text(shown, self.lang, base=base)} {self.citations.cite(one.claim_id for one in claims)}"


def _is_on_mark(x: float, y: float, placement: Placement) -> bool:
    return any(abs(x - other) < _MARK_MM and abs(y - beside) < 0.5 * _MARK_MM for other, beside in placement.marks)


def _sign(claim: Claim, *, is_part: bool, is_rival: bool = False) -> tuple[str, Fill]:
    """Give the mark of a figure: filled for what was or is, hollow for aims and parts of a year, grey if rivalled."""
    if claim.statistic in AIM_MARKS:
        return AIM_MARKS[claim.statistic], Fill(BORDER if is_rival else PAPER, VERMILLION, 1.1, z=5)
    return "o", Fill(PAPER if is_part else BORDER if is_rival else BLUE, BLUE, 1.1, z=5)


def _sign_swatch(claim: Claim | None, sheet: Sheet, at: tuple[float, float], *, is_part: bool = False) -> None:
    if claim is None:
        return
    shape, fill = _sign(claim, is_part=is_part)
    sheet.mark((at[0] + SWATCH_MM / 2, at[1]), shape, _MARK_MM, fill)


def _slip_swatch(sheet: Sheet, at: tuple[float, float]) -> None:
    x, y = at[0] + 0.5, at[1] + 0.5
    sheet.line([(x, y), (x + 1.5, y - 1.2), (x + 3, y - 0.8)], _SLIP)
    sheet.area([[(x + 3.8, y + 0.4), (x + 2.6, y - 0.3), (x + 3.7, y - 1.1)]], Fill(VERMILLION, z=4))


def _rival_swatch(sheet: Sheet, at: tuple[float, float]) -> None:
    sheet.mark((at[0] + 1.2, at[1]), "o", _MARK_MM, Fill(BORDER, BLUE, 1.1))
    sheet.mark((at[0] + SWATCH_MM - 1.2, at[1]), "s", _MARK_MM, Fill(BORDER, VERMILLION, 1.1))


def _projected_swatch(sheet: Sheet, at: tuple[float, float]) -> None:
    sheet.line([at, (at[0] + SWATCH_MM, at[1])], _PROJECTED)
    sheet.mark((at[0] + SWATCH_MM / 2, at[1]), "x", _MARK_MM * 0.8, Fill("none", GREEN, 1.0, z=4))


def _ceiling_swatch(sheet: Sheet, at: tuple[float, float]) -> None:
    sheet.line([at, (at[0] + SWATCH_MM, at[1])], _CEILING)
