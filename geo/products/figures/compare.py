"""Scenarios side by side: what passes in all, and the most that can pass over each corridor."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from geo.errors import ProductError
from geo.model.results import scenario_results
from geo.model.scenarios import find_scenario
from geo.products.figures.citations import Citations
from geo.products.figures.key import draw_table, key_table
from geo.products.figures.legend import SWATCH_MM, Entry, draw_legend, legend_mm
from geo.products.figures.lettering import line_mm, width_mm
from geo.products.figures.notes import written_note
from geo.products.figures.scale import Scale, amount_text, interval_of, letter, round_ticks
from geo.products.figures.sheet import Fill, Pen, Sheet
from geo.products.style import BLUE, BORDER, INK, PAPER, VERMILLION
from geo.products.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.figure import Figure

    from geo.atlas import Atlas
    from geo.model.results import Result

_COLUMNS = {"column": 1, "page": 2, "slide": 3}
_ROW, _HEAD = 1.25, 1.3
_BETWEEN_MM = 5.0
_MARK_MM = 1.8


@dataclass(frozen=True)
class _Row:
    """Scenarios with one result: their letters, the interval, and the demand or the state beside it."""

    letters: str
    low: float | None
    central: float | None
    high: float | None
    demand: float | None = None
    state: str = ""


@dataclass(frozen=True)
class _Block:
    title: str
    rows: tuple[_Row, ...]


def compare_figure(
    atlas: Atlas, scenario_ids: Sequence[str] | None = None, *, corridor_ids: Sequence[str] | None = None,
    lang: str = "en", size: str = "page",
) -> Figure:  # fmt: skip
    """
    Draw scenarios side by side.

    Parameters
    ----------
    atlas
        The atlas.
    scenario_ids
        Which; None for all.
    corridor_ids
        The corridors; None for all whose ceiling differs.
    lang
        The language.
    size
        ``"column"``, ``"page"`` or ``"slide"``.

    Returns
    -------
    figure
        Intervals on one scale.

    Raises
    ------
    UnknownIdError
        If the atlas has no such scenario or corridor.
    ProductError
        If there are not two scenarios to compare.
    """
    for name in corridor_ids or ():
        atlas.network.corridor(name)  # says so if there is none
    for name in scenario_ids or ():
        find_scenario(atlas, name)  # says so if there is none
    return comparison_figure(
        atlas, scenario_results(atlas, scenario_ids or None), corridor_ids=corridor_ids, lang=lang, size=size
    )


def comparison_figure(
    atlas: Atlas, results: Sequence[Result], *, corridor_ids: Sequence[str] | None = None, lang: str = "en",
    size: str = "page",
) -> Figure:  # fmt: skip
    """
    Draw what came of scenarios side by side.

    Parameters
    ----------
    atlas
        The atlas.
    results
        What came of them.
    corridor_ids, lang, size
        As in `compare_figure`.

    Returns
    -------
    figure
        Intervals on one scale.

    Raises
    ------
    ProductError
        If there are not two scenarios to compare.
    """
    if len(results) < 2:
        raise ProductError(
            f"A comparison needs two scenarios; there is {len(results)}. Name others, or add data/corridors/scenarios/."
        )
    return _Comparison(atlas, list(results), list(corridor_ids or ()), lang, size).figure()


class _Comparison:
    def __init__(self, atlas: Atlas, results: list[Result], corridor_ids: list[str], lang: str, size: str) -> None:
        self.atlas, self.results, self.lang, self.size = atlas, results, lang, size
        self.words, self.citations = words(lang, "figures"), Citations(atlas, lang)
        self.same: list[str] = []
        self.blocks = [self._totals(), *self._corridors(corridor_ids)]
        self.sheet = Sheet(size, self.words["compare_title"], self.words["compare_subtitle"], lang)

    def figure(self) -> Figure:
        sheet, points = self.sheet, self.sheet.size.small_pt
        notes = self._notes()
        key = key_table(sheet, self._key(), columns=_COLUMNS[self.size])
        entries = self._entries()
        columns = _balanced(self.blocks[1:], _COLUMNS[self.size])
        rows = _high([self.blocks[0]]) + max(map(_high, columns), default=0.0) + 3.0
        below = legend_mm(sheet, entries) + key.height_mm + sheet.height_of(notes, points) + 4
        row_mm = sheet.free(rows * line_mm(points) * _ROW, below) / rows
        row_mm = min(max(row_mm, 0.95 * line_mm(points)), 1.5 * line_mm(points))
        self._draw([[self.blocks[0]]], row_mm)
        if columns:
            self._draw(columns, row_mm)
        draw_legend(sheet, entries)
        sheet.top += 1
        draw_table(sheet, key)
        sheet.top += 1
        sheet.notes(notes)
        return sheet.finish()

    def _totals(self) -> _Block:
        rows = []
        for place, result in enumerate(self.results):
            found = [sum(row[name] for row in result.commodities) for name in (
                "passes_mt_low", "passes_mt", "passes_mt_high", "demand_mt")]  # fmt: skip
            rows.append(_Row(letter(place), found[0], found[1], found[2], found[3]))
        return _Block(self.words["compare_total"], _joined(rows))

    def _corridors(self, corridor_ids: list[str]) -> list[_Block]:
        blocks = []
        for name in corridor_ids or self.atlas.network.corridors:
            rows = [_ceiling(place, result, name) for place, result in enumerate(self.results)]
            known = [row for row in rows if row is not None]
            joined = _joined(known)
            if len(joined) > 1 or (corridor_ids and joined):
                blocks.append(_Block(self.atlas.subject_name(name, self.lang), joined))
            elif joined and joined[0].central:
                self.same.append(name)
        return blocks

    def _draw(self, columns: list[list[_Block]], row_mm: float) -> None:
        """Draw blocks in columns, all on one scale."""
        sheet, points = self.sheet, self.sheet.size.small_pt
        rows = [row for column in columns for block in column for row in block.rows]
        text_mm = max(width_mm(self._said(row), points) for row in rows) + 1
        letters_mm = max(width_mm(row.letters, points, bold=True) for row in rows) + 2
        ticks = round_ticks(max(end or 0.0 for row in rows for end in (row.high, row.central, row.demand)), 4)
        wide = (sheet.room - (len(columns) - 1) * _BETWEEN_MM) / len(columns)
        top, lowest = sheet.top, sheet.top
        for place, blocks in enumerate(columns):
            left = sheet.left + place * (wide + _BETWEEN_MM)
            mt = Scale(0, ticks[-1], left + letters_mm, left + wide - text_mm - 1)
            sheet.top = top
            for block in blocks:
                sheet.top += row_mm * _HEAD
                sheet.text((left, sheet.top - 0.25 * row_mm), block.title, points, bold=True, room_mm=wide)
                for row in block.rows:
                    sheet.top += row_mm
                    self._row(row, mt, (left, left + wide), sheet.top - row_mm / 2)
            self._axis(mt, ticks, top)
            lowest = max(lowest, sheet.top)
        sheet.top = lowest + 1.5 * row_mm

    def _axis(self, mt: Scale, ticks: list[float], top: float) -> None:
        sheet, points = self.sheet, self.sheet.size.small_pt
        for tick in ticks:
            x = mt.at(tick)
            sheet.line([(x, top), (x, sheet.top)], Pen(BORDER, 0.3, z=0.5))
            sheet.text((x, sheet.top + 0.9 * line_mm(points)), amount_text(tick, self.lang), points, align="center")

    def _row(self, row: _Row, mt: Scale, ends: tuple[float, float], y: float) -> None:
        sheet, points = self.sheet, self.sheet.size.small_pt
        sheet.text((ends[0], y), row.letters, points, bold=True, upright="center_baseline")
        sheet.text((ends[1], y), self._said(row), points, align="right", upright="center_baseline")
        if row.central is None or row.state:
            return
        colour = BLUE if row.demand is not None else VERMILLION
        low, high = mt.at(row.low or 0.0), mt.end_mm if row.high is None else mt.at(row.high)
        sheet.line([(low, y), (high, y)], Pen(colour, 1.4, z=3))
        for x in (low, high):
            sheet.line([(x, y - 0.7), (x, y + 0.7)], Pen(colour, 0.9, z=3))
        if row.demand is not None:
            sheet.line([(mt.at(row.central), y), (mt.at(row.demand), y)], Pen(INK, 0.4, (2.0, 2.0), z=2.5))
            sheet.mark((mt.at(row.demand), y), "o", _MARK_MM, Fill(PAPER, INK, 0.9, z=4))
        sheet.mark((mt.at(row.central), y), "o" if row.demand is not None else "s", _MARK_MM, Fill(colour, z=5))

    def _said(self, row: _Row) -> str:
        if row.state or row.central is None:
            return self.words[f"state_{row.state.replace(' ', '_') or 'unknown'}"]
        return interval_of(row.low, row.central, row.high, self.lang)

    def _key(self) -> list[tuple[str, str]]:
        return [
            (letter(place), f"{result.names[self.lang]} ({result.scenario_id}, {result.year})")
            for place, result in enumerate(self.results)
        ]

    def _entries(self) -> list[Entry]:
        w = self.words
        found = [
            Entry(w["passes"], partial(_swatch, "o", BLUE)), Entry(w["demand"], _demand_swatch),
        ]  # fmt: skip
        return found + ([Entry(w["ceiling_mark"], partial(_swatch, "s", VERMILLION))] if len(self.blocks) > 1 else [])

    def _notes(self) -> list[str]:
        w = self.words
        demand: dict[tuple[str, str, float], Mapping[str, object]] = {}
        for result in self.results:
            for row in result.commodities:
                demand.setdefault((row["origin"], row["destination"], row["demand_mt"]), row)
        said = "; ".join(self._wanted(row) for row in demand.values())
        same = ", ".join(self.atlas.subject_name(name, self.lang) for name in self.same)
        notes = [
            w["compare_demand"].format(said=said) if said else "",
            w["compare_same"].format(names=same) if same else "",
            w["compare_modelled"].format(
                command=f"corridors scenario compare {' '.join(result.scenario_id for result in self.results)}"
            ),
        ]
        text = " ".join(note for note in notes if note)
        return [text, *written_note(self.atlas, self.lang, self.citations, is_map=False, has_places=False)]

    def _wanted(self, row: Mapping[str, object]) -> str:
        ends = " – ".join(self.atlas.subject_name(str(row[end]), self.lang) for end in ("origin", "destination"))
        claims = row["claim_ids"]
        cited = self.citations.cite(claims if isinstance(claims, list) else ()) or f"({row['source']})"
        return f"{ends} {amount_text(float(str(row['demand_mt'])), self.lang)} {cited}".strip()


def _ceiling(place: int, result: Result, corridor_id: str) -> _Row | None:
    row = next((row for row in result.corridors if row["corridor_id"] == corridor_id), None)
    if row is None:
        return None
    return _Row(letter(place), row["low_mt"], row["ceiling_mt"], row["high_mt"], state=row["state"])


def _joined(rows: Sequence[_Row]) -> tuple[_Row, ...]:
    """Join rows of scenarios that come to the same."""
    found: dict[tuple[object, ...], _Row] = {}
    for row in rows:
        key = (row.low, row.central, row.high, row.demand, row.state)
        before = found.get(key)
        letters = row.letters if before is None else f"{before.letters}\u00a0{row.letters}"
        found[key] = _Row(letters, row.low, row.central, row.high, row.demand, row.state)
    return tuple(found.values())


def _high(blocks: Sequence[_Block]) -> float:
    """Count the rows of blocks, their heads included."""
    return sum(len(block.rows) + _HEAD for block in blocks)


def _balanced(blocks: Sequence[_Block], most: int) -> list[list[_Block]]:
    """Set blocks in order into columns of about the same height."""
    columns: list[list[_Block]] = [[] for _ in range(most)]
    total, before = _high(blocks), 0.0
    for block in blocks:
        middle = before + _high([block]) / 2
        columns[min(most - 1, int(most * middle / total))].append(block)
        before += _high([block])
    return [column for column in columns if column]


def _swatch(shape: str, colour: str, sheet: Sheet, at: tuple[float, float]) -> None:
    sheet.line([(at[0] + 0.3, at[1]), (at[0] + SWATCH_MM - 0.3, at[1])], Pen(colour, 1.4))
    sheet.mark((at[0] + SWATCH_MM / 2, at[1]), shape, _MARK_MM, Fill(colour, z=4))


def _demand_swatch(sheet: Sheet, at: tuple[float, float]) -> None:
    sheet.mark((at[0] + SWATCH_MM / 2, at[1]), "o", _MARK_MM, Fill(PAPER, INK, 0.9))
