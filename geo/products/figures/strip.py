"""The strip: a corridor along its kilometres, what each section can carry, what was carried, and what binds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from geo.languages import said_in
from geo.products.figures.citations import Citations
from geo.products.figures.hatching import hatching
from geo.products.figures.key import draw_table, key_table
from geo.products.figures.legend import SWATCH_MM, Entry, draw_legend, legend_mm
from geo.products.figures.lettering import line_mm, width_mm
from geo.products.figures.notes import modelled_note, written_note
from geo.products.figures.scale import Scale, amount_text, interval_of, letter, round_ticks, spread
from geo.products.figures.sheet import Fill, Pen, Sheet
from geo.products.figures.strip_data import read_strip
from geo.products.figures.strip_line import draw_line, line_entries, line_mm_of
from geo.products.phrases import dated_text
from geo.products.style import BORDER, CASING, GREY, INK, MODE_STYLES, PURPLE, SOFT
from geo.products.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure

    from geo.atlas import Atlas
    from geo.model.profile import Stretch
    from geo.products.figures.strip_data import Strip, Volume

AXIS_MM, EMPTY_MM = 9.0, 12.0
COLUMNS = {"column": 1, "page": 2, "slide": 3}
MOST_KEYED = {"column": 9, "page": 20, "slide": 12}
"""How many stretches have a letter: as many as have room for one, those that carry the least."""
PANEL_MM = {"column": 32.0, "page": 46.0, "slide": 46.0}
BRANCH_SHARE = 0.6
"""How high the panel of a branch is, of that of a main route."""
_HATCH = Pen(BORDER, 0.5, z=1)
_RING = Fill(CASING, PURPLE, 1.2, z=6.5)
_BINDS = Pen(INK, 1.2, (4.0, 2.0), z=5)
_NODE_MM = 1.0


def strip_figure(  # noqa: PLR0913 - one an option of the command
    atlas: Atlas, corridor_id: str, *, lang: str = "en", size: str = "page", year: int | None = None,
    scenario_id: str | None = None, branch: str | None = None,
) -> Figure:  # fmt: skip
    """
    Draw a route of a corridor along its kilometres.

    Parameters
    ----------
    atlas
        The atlas.
    corridor_id
        The corridor.
    lang
        The language.
    size
        ``"column"``, ``"page"`` or ``"slide"``.
    year
        What was known by then; None for the latest.
    scenario_id
        A scenario, in whose network capacities and loads are taken; None for what is known.
    branch
        The branch; None for the main route.

    Returns
    -------
    figure
        Capacities in Mt a year and direction as intervals, observed volumes, what is used as the model has it.

    Raises
    ------
    UnknownIdError
        If the atlas has no such corridor, branch or scenario.
    """
    strip = read_strip(atlas, corridor_id, year=year, scenario_id=scenario_id, branch=branch)
    return Drawing(atlas, strip, lang, size).figure(size)


@dataclass(frozen=True)
class _Keyed:
    """A stretch with a known capacity, under its letter."""

    letter: str
    stretch: Stretch


class Drawing:
    """
    A strip as it is drawn.

    Parameters
    ----------
    atlas
        The atlas.
    strip
        What is shown.
    lang
        The language.
    size
        The name of the sheet.
    """

    def __init__(self, atlas: Atlas, strip: Strip, lang: str, size: str) -> None:
        self.atlas, self.strip, self.lang = atlas, strip, lang
        self.words, self.terms = words(lang, "figures"), words(lang, "terms")
        self.citations = Citations(atlas, lang)
        self.known = [one for one in strip.profile.stretches if one.central is not None]
        smallest = sorted(self.known, key=lambda one: one.central or 0.0)[: MOST_KEYED[size]]
        shown = [one for one in self.known if one in smallest]
        self.keyed = [_Keyed(letter(place), one) for place, one in enumerate(shown)]
        self.sheet = Sheet(size, atlas.subject_name(strip.profile.corridor_id, lang), self._subtitle(), lang)
        self.wanted_mm = PANEL_MM[size] * (BRANCH_SHARE if strip.route.branch else 1)
        self.is_brief = size == "slide"  # what is read from afar says less, in larger letters

    def figure(self, size: str) -> Figure:
        """Draw it from top to bottom; what stands below the panel is measured first."""
        sheet, points = self.sheet, self.sheet.size.small_pt
        rows = [self._row(one) for one in self.keyed]
        notes = self._notes()
        entries = [*self._entries(), *line_entries(self.strip.walk, self.lang)]
        table = key_table(sheet, rows, columns=COLUMNS[size])
        letters_mm = 1.5 + line_mm(points) * self._has_amounts + line_mm(sheet.size.text_pt) * bool(rows)
        line_height = line_mm_of(sheet, self.strip.walk, self._km(), self.lang)
        below = (
            letters_mm + line_height + legend_mm(sheet, entries) + table.height_mm + sheet.height_of(notes, points) + 4
        )
        height = sheet.free(self.wanted_mm, below) if self._has_amounts else EMPTY_MM
        self._panel(height, letters_mm)
        draw_line(sheet, self.strip.walk, self._km(), self.lang)
        draw_legend(sheet, entries)
        sheet.top += 1
        draw_table(sheet, table)
        sheet.top += 1
        sheet.notes(notes)
        return sheet.finish()

    @property
    def _has_amounts(self) -> bool:
        return bool(self.keyed or self.strip.volumes)

    def _km(self) -> Scale:
        return Scale(0, self.strip.walk.length_km, self.sheet.left + AXIS_MM, self.sheet.right - 2)

    def _subtitle(self) -> str:
        strip = self.strip
        name = said_in(strip.route, "name", self.lang)
        if strip.scenario_name:
            known = self.words["in_scenario"].format(name=strip.scenario_name[self.lang], year=strip.year)
        else:
            known = self.words["known_in"].format(year=strip.year) if strip.year else self.words["known_latest"]
        bare = ("strip_subtitle_bare", "branch_subtitle_bare")  # no tonnes are named where none are drawn
        of = (("strip_subtitle", "branch_subtitle") if self._has_amounts else bare)[strip.route.branch]
        return self.words[of].format(route=name, known=known)

    def _panel(self, height: float, letters_mm: float) -> None:
        sheet, km = self.sheet, self._km()
        ends = [one.central if one.high is None else one.high for one in self.known]
        ends += [one.central if one.high is None else one.high for one in self.strip.volumes]
        ticks = round_ticks(max((end or 0.0 for end in ends), default=0.0), 4)
        bottom = sheet.top + letters_mm + height
        mt = Scale(0, ticks[-1], bottom, sheet.top + letters_mm)
        self._grid(mt, km, ticks)
        for stretch in self.strip.profile.stretches:
            if stretch.central is None:
                self._unknown(stretch, km, mt)
        for one in self.known:
            self._capacity(one, km, mt)
        for volume in self.strip.volumes:
            self._volume(volume, km, mt)
        self._letters(km, mt)
        binding = self.strip.profile.binding
        if binding is not None:
            y = mt.at(binding.central or 0.0)
            sheet.line([(km.start_mm, y), (km.end_mm, y)], _BINDS)
        sheet.top = bottom

    def _grid(self, mt: Scale, km: Scale, ticks: list[float]) -> None:
        sheet = self.sheet
        for tick in ticks if self._has_amounts else ():
            y = mt.at(tick)
            sheet.line([(km.start_mm, y), (km.end_mm, y)], Pen(BORDER if tick else INK, 0.3 if tick else 0.6, z=0.5))
            sheet.text(
                (km.start_mm - 1, y), amount_text(tick, self.lang), sheet.size.small_pt, align="right", upright="center"
            )

    def _unknown(self, stretch: Stretch, km: Scale, mt: Scale) -> None:
        x, wide = km.at(stretch.from_km), km.at(stretch.to_km) - km.at(stretch.from_km)
        self.sheet.line(hatching((x, mt.end_mm), wide, mt.start_mm - mt.end_mm), _HATCH)
        text, points = self.words["capacity_unknown"], self.sheet.size.small_pt
        if width_mm(text, points) + 2 < wide:
            at = (x + wide / 2, mt.end_mm + 0.3 * (mt.start_mm - mt.end_mm))
            self.sheet.text(at, text, points, align="center", upright="center", halo=True, colour=SOFT)

    def _capacity(self, one: Stretch, km: Scale, mt: Scale) -> None:
        sheet, top = self.sheet, mt.at(one.central or 0.0)
        x, right = km.at(one.from_km), km.at(one.to_km)
        if one.link_ids:
            colour = MODE_STYLES[one.mode].colour
            sheet.box((x, top), max(right - x, 0.4), mt.start_mm - top, Fill(colour, colour, 0.6, z=2, alpha=0.45))
        else:
            sheet.mark((x, top), "D", _NODE_MM * 1.7, Fill(INK, z=6))
        _whisker(sheet, (x + right) / 2, (mt.at(one.low or 0.0), mt.end_mm if one.high is None else mt.at(one.high)))

    def _volume(self, one: Volume, km: Scale, mt: Scale) -> None:
        sheet, y = self.sheet, mt.at(one.central)
        x, right = km.at(one.from_km), km.at(one.to_km)
        if x == right:
            sheet.mark((x, y), "o", _NODE_MM * 1.7, _RING)
            return
        low, high = mt.at(one.low), mt.end_mm if one.high is None else mt.at(one.high)
        sheet.box((x, high), right - x, low - high, Fill(PURPLE, z=3, alpha=0.35))
        sheet.line([(x, y), (right, y)], Pen(PURPLE, 1.6, z=4))

    def _letters(self, km: Scale, mt: Scale) -> None:
        """Set the letters in a row above the panel, apart from each other, each led to its stretch."""
        sheet, points = self.sheet, self.sheet.size.text_pt
        wanted = [km.at((one.stretch.from_km + one.stretch.to_km) / 2) for one in self.keyed]
        small = sheet.size.small_pt
        shares = [self._share(one) for one in self.keyed]
        heads = [f"{one.letter}▼" if one.stretch is self.strip.profile.binding else one.letter for one in self.keyed]
        widths = [
            max(width_mm(h, points, bold=True), width_mm(s, small)) + 1.2 for h, s in zip(heads, shares, strict=True)
        ]
        y = sheet.top + line_mm(points) * 0.8
        if self._has_amounts:
            sheet.text((sheet.left, mt.end_mm - 2.4), self.terms["unit.Mt"], small)
        for one, x, aim, head, share in zip(
            self.keyed, spread(wanted, widths, (km.start_mm, sheet.right)), wanted, heads, shares, strict=True
        ):
            sheet.text((x, y), head, points, bold=True, align="center")
            sheet.text((x, y + line_mm(small)), share, small, align="center")
            sheet.line([(x, y + line_mm(small) + 0.5), (aim, mt.end_mm)], Pen(GREY, 0.3, z=2))
            sheet.line([(aim, mt.end_mm), (aim, mt.at(one.stretch.central or 0.0))], Pen(GREY, 0.3, z=2))

    def _row(self, one: _Keyed) -> tuple[str, str]:
        w, stretch = self.words, one.stretch
        is_binding = stretch is self.strip.profile.binding
        amount = interval_of(stretch.low, stretch.central or 0.0, stretch.high, self.lang)
        claim = self.atlas.evidence.claims.get(stretch.claim_ids[0]) if stretch.claim_ids else None
        said = w[f"basis_{stretch.basis}"] if claim is None else dated_text(claim, self.lang)
        cited = self.citations.cite(stretch.claim_ids[:1])
        if self.is_brief:
            return one.letter, f"{self._name(stretch)}: {amount}{w['row_binds'] * is_binding} {cited}".strip()
        share = self.strip.use_of(stretch)
        used = w["use_unknown"] if share is None else w["use_modelled"].format(percent=f"{100 * share:.0f}")
        said = f"{amount}{w['row_binds'] * is_binding}; {said} {cited}".strip()
        return one.letter, f"{self._name(stretch)}: {said}; {used}"

    def _share(self, one: _Keyed) -> str:
        share = self.strip.use_of(one.stretch)
        return "?" if share is None else f"{100 * share:.0f}\u00a0%"

    def _name(self, stretch: Stretch) -> str:
        """Name what the capacity is said of; of links, whose names are of one language, the ends."""
        if stretch.subject and stretch.subject not in self.atlas.network.links:
            return self.atlas.subject_name(stretch.subject, self.lang)
        ends = dict.fromkeys((stretch.from_node_id, stretch.to_node_id))
        return " – ".join(self.atlas.subject_name(name, self.lang) for name in ends)

    def _notes(self) -> list[str]:
        profile = self.strip.profile
        beside = [] if self.is_brief else [*self._as_a_whole(), *self._branches()]
        found = " ".join([*self._carried(), *self._findings(), *beside])
        assumed = {name for one in profile.stretches for name in one.assumption_ids}
        if self.keyed:
            found += " " + modelled_note(self.lang, len(assumed), self._asked(), flow=self._flow())
        return [found, *written_note(self.atlas, self.lang, self.citations, is_map=False)]

    def _asked(self) -> str:
        """Give what `corridors capacity` is asked for to print the assumptions."""
        strip = self.strip
        scenario = f" --scenario {strip.scenario_id}" if strip.scenario_id else ""
        return f"{strip.profile.corridor_id}{scenario}{f' --year {strip.year}' if strip.year else ''}"

    def _flow(self) -> str:
        """Give the command that prints what is carried."""
        if self.strip.scenario_id:
            return f"corridors scenario run {self.strip.scenario_id}"
        return f"corridors flow{f' --year {self.strip.year}' if self.strip.year else ''}"

    def _findings(self) -> list[str]:
        """Say what may bind instead of what binds, and how much is not known."""
        w, profile = self.words, self.strip.profile
        if profile.binding is None:
            return [w["nothing_known"]]
        found = []
        if len(self.keyed) < len(self.known):
            command = f"corridors capacity {self._asked()}"
            found.append(w["fewer"].format(count=len(self.keyed), all=len(self.known), command=command))
        letters = [one.letter for one in self.keyed if one.stretch in profile.rivals]
        if letters:
            found.append(w["may_bind"].format(letters=", ".join(letters)))
        unknown = 1 - profile.known_km / profile.length_km if profile.length_km else 0.0
        if unknown > 0.005:
            found.append(w["unknown_share"].format(percent=f"{100 * unknown:.0f}"))
        return found

    def _as_a_whole(self) -> list[str]:
        """Say below a main route what is reported of the corridor's capacity and is no section's."""
        if self.strip.route.branch:
            return []
        same: dict[str, list[str]] = {}
        for claim in self.strip.profile.corridor_claims:
            same.setdefault(dated_text(claim, self.lang), []).append(claim.claim_id)
        said = "; ".join(f"{text} {self.citations.cite(claims)}" for text, claims in same.items())
        return [self.words["as_a_whole"].format(said=said)] if said else []

    def _branches(self) -> list[str]:
        """Say of a main route which strips there are beside it."""
        routes = self.atlas.network.corridors[self.strip.profile.corridor_id].route[1:]
        if self.strip.route.branch or not routes:
            return []
        names = "; ".join(said_in(route, "name", self.lang) for route in routes)
        return [self.words["branches"].format(names=names)]

    def _carried(self) -> list[str]:
        said = "; ".join(self._volume_note(one) for one in self.strip.volumes)
        return [self.words["volumes"].format(volumes=said)] if said else [self.words["no_volume"]]

    def _volume_note(self, one: Volume) -> str:
        name = self.atlas.subject_name(one.claim.subject, self.lang)
        said = dated_text(one.claim, self.lang)
        return self.words["volume_of"].format(name=name, said=said, cited=self.citations.cite([one.claim.claim_id]))

    def _bar_colour(self) -> str:
        return next(MODE_STYLES[one.stretch.mode].colour for one in self.keyed if one.stretch.link_ids)

    def _entries(self) -> list[Entry]:
        w, profile = self.words, self.strip.profile
        found = []
        if any(one.stretch.link_ids for one in self.keyed):
            found.append(Entry(w["capacity_bar"], partial(_bar_swatch, self._bar_colour())))
        if self.keyed:
            found.append(Entry(w["interval"], _whisker_swatch))
        if any(not one.stretch.link_ids for one in self.keyed):
            found.append(Entry(w["capacity_node"], partial(_mark_swatch, "D", Fill(INK))))
        if any(one.central is None for one in profile.stretches):
            found.append(Entry(w["capacity_unknown"], _hatch_swatch))
        if self.strip.volumes:
            ends = [(one.from_km, one.to_km) for one in self.strip.volumes]
            found.append(Entry(w["volume_line"], partial(_volume_swatch, ends)))
        if profile.binding is not None:
            found.append(Entry(w["binds"], _binds_swatch))
        return found


def _whisker(sheet: Sheet, x: float, ends: tuple[float, float]) -> None:
    sheet.line([(x, ends[0]), (x, ends[1])], Pen(INK, 0.8, z=5))
    for y in ends:
        sheet.line([(x - 0.7, y), (x + 0.7, y)], Pen(INK, 0.8, z=5))


def _bar_swatch(colour: str, sheet: Sheet, at: tuple[float, float]) -> None:
    sheet.box((at[0] + 0.5, at[1] - 0.9), SWATCH_MM - 1, 1.8, Fill(colour, colour, 0.6, alpha=0.45))


def _whisker_swatch(sheet: Sheet, at: tuple[float, float]) -> None:
    _whisker(sheet, at[0] + SWATCH_MM / 2, (at[1] + 1, at[1] - 1))


def _hatch_swatch(sheet: Sheet, at: tuple[float, float]) -> None:
    sheet.line(hatching((at[0] + 0.5, at[1] - 0.9), SWATCH_MM - 1, 1.8), _HATCH)


def _volume_swatch(spans: Sequence[tuple[float, float]], sheet: Sheet, at: tuple[float, float]) -> None:
    """Show the line of a stretch and the ring of a place, as far as there are such."""
    if any(start < end for start, end in spans):
        sheet.line([at, (at[0] + SWATCH_MM, at[1])], Pen(PURPLE, 1.6))
    if any(start == end for start, end in spans):
        _mark_swatch("o", _RING, sheet, at)


def _binds_swatch(sheet: Sheet, at: tuple[float, float]) -> None:
    sheet.line([at, (at[0] + SWATCH_MM, at[1])], _BINDS)


def _mark_swatch(shape: str, fill: Fill, sheet: Sheet, at: tuple[float, float]) -> None:
    sheet.mark((at[0] + SWATCH_MM / 2, at[1]), shape, _NODE_MM * 1.7, fill)
