"""Flow bands: what the model puts on each link, in both directions, as wide as it is heavy."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

import shapely

from geo.errors import ProductError
from geo.model.results import scenario_results
from geo.model.scenarios import find_scenario, read_scenarios
from geo.products.figures.chart import NODE_MARKS, Chart
from geo.products.figures.citations import Citations
from geo.products.figures.legend import SWATCH_MM, Entry, draw_legend, legend_mm
from geo.products.figures.notes import written_note
from geo.products.figures.scale import amount_text
from geo.products.figures.sheet import Fill, Pen, Sheet
from geo.products.map_text import headline
from geo.products.style import BORDER, CASING, GREY, INK, MODE_STYLES, PAPER
from geo.products.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.figure import Figure
    from shapely.geometry.base import BaseGeometry

    from geo.atlas import Atlas
    from geo.model.results import Result, Use

_WIDEST_MM = {"column": 2.6, "page": 4.5, "slide": 5.5}
_THINNEST_MM = 0.25
_LEGEND_MM = 2.2
_MM_TO_PT = 72 / 25.4
_FULL = "▼"


def network_figure(
    atlas: Atlas, corridor_ids: Sequence[str] | None = None, *, scenario_id: str | None = None, lang: str = "en",
    size: str = "page",
) -> Figure:  # fmt: skip
    """
    Draw the modelled flows of a scenario.

    Parameters
    ----------
    atlas
        The atlas.
    corridor_ids
        The corridors that the map shows; None for all.
    scenario_id
        The scenario; None for the first that stands on no other, in the order of their ids.
    lang
        The language.
    size
        ``"column"``, ``"page"`` or ``"slide"``.

    Returns
    -------
    figure
        Bands right of the line in the direction of travel.

    Raises
    ------
    UnknownIdError
        If the atlas has no such corridor or scenario.
    ProductError
        If the atlas has no scenario, or nothing flows.
    """
    ids = list(corridor_ids or atlas.network.corridors)
    links = {link for name in ids for link in atlas.network.corridor(name).link_ids}
    result = chosen_result(atlas, scenario_id)
    used = {name: use for name, use in result.links.items() if use.forward_mt + use.backward_mt > 0}
    if not links & set(used):
        raise ProductError(f"In the scenario {result.scenario_id!r} nothing flows over {', '.join(ids)}. Name others.")
    return _Bands(atlas, result, ids, used, lang, size).figure()


def chosen_result(atlas: Atlas, scenario_id: str | None) -> Result:
    """
    Run a scenario.

    Parameters
    ----------
    atlas
        The atlas.
    scenario_id
        Which; None for the first that stands on no other.

    Returns
    -------
    result
        Its records.

    Raises
    ------
    UnknownIdError
        If the atlas has no such scenario.
    ProductError
        If it has none at all.
    """
    if scenario_id is not None:
        find_scenario(atlas, scenario_id)  # says so if there is none
        return scenario_results(atlas, [scenario_id])[0]
    scenarios = read_scenarios(atlas)
    if not scenarios:
        raise ProductError("This atlas has no scenario, and flows are a scenario's. Add data/corridors/scenarios/.")
    first = next((name for name, one in scenarios.items() if one.base is None), next(iter(scenarios)))
    return scenario_results(atlas, [first])[0]


class _Bands:
    def __init__(
        self, atlas: Atlas, result: Result, corridor_ids: list[str], used: Mapping[str, Use], lang: str, size: str
    ) -> None:
        self.atlas, self.result, self.ids, self.used = atlas, result, corridor_ids, used
        self.lang, self.size, self.words = lang, size, words(lang, "figures")
        self.terms = words(lang, "terms")
        self.citations = Citations(atlas, lang)
        subtitle = self.words["bands_subtitle"].format(name=result.names[lang], year=result.year)
        self.sheet = Sheet(size, headline(atlas, corridor_ids, lang), subtitle, lang)
        self.most = max(max(used[link].forward_mt, used[link].backward_mt) for link in self._framed())

    def figure(self) -> Figure:
        sheet, network = self.sheet, self.atlas.network
        notes = self._notes()
        below = legend_mm(sheet, self._entries(set(NODE_MARKS))) + sheet.height_of(notes, sheet.size.small_pt) + 3
        chart = Chart.of_links(self.atlas, sheet, self.size, self.lang, self._framed(), below)
        chart.draw_ground()
        for link_id in dict.fromkeys(link for one in network.corridors.values() for link in one.link_ids):
            if link_id not in self.used:
                chart.draw_line(chart.line_of(link_id), Pen(BORDER, 0.7, z=1), is_subject=False)
        self._draw_bands(chart)
        self._draw_full(chart)
        nodes = {name: network.nodes[name] for link_id in self._framed() for name in network.links[link_id].stops}
        kinds = chart.draw_places(nodes.values(), self._ends())
        chart.draw_countries()
        chart.finish()
        draw_legend(sheet, self._entries(kinds))
        sheet.top += 1
        sheet.notes(notes)
        return sheet.finish()

    def _framed(self) -> list[str]:
        """Name the links that the map shows whole: those of the corridors over which something flows."""
        links = (link for name in self.ids for link in self.atlas.network.corridors[name].link_ids)
        return [link for link in dict.fromkeys(links) if link in self.used]

    def _wide_mm(self, mt: float) -> float:
        return max(_THINNEST_MM, _WIDEST_MM[self.size] * mt / self.most)

    def _draw_bands(self, chart: Chart) -> None:
        """Draw each direction on its right-hand side of the line, which stays visible between them."""
        runs: dict[tuple[float, str], list[BaseGeometry]] = {}
        for link_id, use in self.used.items():
            line, mode = chart.line_of(link_id), str(self.atlas.network.links[link_id].mode)
            for mt, way in ((use.forward_mt, line), (use.backward_mt, shapely.reverse(line))):
                if mt > 0:
                    runs.setdefault((round(mt, 6), mode), []).append(way)
        for (mt, mode), ways in sorted(runs.items(), key=lambda pair: -pair[0][0]):
            wide = self._wide_mm(mt)
            pen = Pen(MODE_STYLES[mode].colour, wide * _MM_TO_PT, z=2, is_round=True)
            for run in shapely.get_parts(shapely.line_merge(shapely.multilinestrings(ways), directed=True)):
                # On the sheet y runs downwards: what the library takes for the left is the right
                shifted = shapely.offset_curve(run, wide / 2, join_style="round")
                chart.draw_line(run if shifted.is_empty else shifted, pen)
        for link_id in self.used:
            chart.draw_line(chart.line_of(link_id), Pen(CASING, 0.5, z=3))

    def _draw_full(self, chart: Chart) -> None:
        """Mark what is full: each subject once, on its longest link, or at its place."""
        longest: dict[str, str] = {}
        for link_id, use in self.used.items():
            if use.is_full:
                other = longest.get(use.subject)
                km = self.atlas.network.length_km
                if other is None or km[link_id] > km[other]:
                    longest[use.subject] = link_id
        for link_id in longest.values():
            chart.badge(_FULL, [chart.line_of(link_id)], INK)

    def _ends(self) -> frozenset[str]:
        """Name first where goods begin and end their way."""
        rows = [row for row in self.result.commodities if row["passes_mt"]]
        return frozenset(row[end] for row in rows for end in ("origin", "destination")) & self._stops

    @property
    def _stops(self) -> frozenset[str]:
        return frozenset(name for link_id in self._framed() for name in self.atlas.network.links[link_id].stops)

    def _entries(self, kinds: set[str]) -> list[Entry]:
        modes = dict.fromkeys(self.atlas.network.links[name].mode for name in self.used)
        unit = self.terms["unit.Mt"]
        found = [
            Entry(f"{amount_text(mt, self.lang)}\u00a0{unit}", partial(self._width_swatch, mt))
            for mt in self._legend_mt()
        ]
        found += [Entry(self.terms[f"mode.{mode}"], partial(_mode_swatch, mode)) for mode in sorted(modes)]
        if any(use.is_full for use in self.used.values()):
            found.append(Entry(self.words["full"], _full_swatch))
        found += [
            Entry(self.terms[f"kind.{kind}"], partial(_place_swatch, kind)) for kind in NODE_MARKS if kind in kinds
        ]
        return [*found, Entry(self.words["no_flow"], _idle_swatch)]

    def _legend_mt(self) -> list[float]:
        """Choose round amounts whose bands a line of the legend can hold."""
        most = self.most * min(1.0, _LEGEND_MM / _WIDEST_MM[self.size])
        magnitude = 10.0 ** math.floor(math.log10(most))
        highest = max(step * magnitude for step in (1, 2, 5) if step * magnitude <= most)
        return [highest, highest / 2, highest / 10]

    def _width_swatch(self, mt: float, sheet: Sheet, at: tuple[float, float]) -> None:
        sheet.line([at, (at[0] + SWATCH_MM, at[1])], Pen(GREY, self._wide_mm(mt) * _MM_TO_PT))

    def _notes(self) -> list[str]:
        passing = [row for row in self.result.commodities if row["passes_mt"]]
        said = "; ".join(self._said(row) for row in passing)
        full = dict.fromkeys(use.subject for use in self.used.values() if use.is_full)
        names = ", ".join(self.atlas.subject_name(name, self.lang) for name in full)
        ids = {name for use in self.used.values() for name in use.assumption_ids}
        notes = [
            self.words["bands_flows"].format(said=said) if said else "",
            self.words["bands_full"].format(names=names) if names else "",
            self.words["bands_modelled"].format(
                count=len(ids), command=f"corridors scenario run {self.result.scenario_id}"
            ),
        ]
        text = " ".join(note for note in notes if note)
        return [text, *written_note(self.atlas, self.lang, self.citations, is_map=True)]

    def _said(self, row: Mapping[str, object]) -> str:
        ends = " – ".join(self.atlas.subject_name(str(row[end]), self.lang) for end in ("origin", "destination"))
        claims = row["claim_ids"]
        cited = self.citations.cite(claims if isinstance(claims, list) else ())
        return f"{ends} {amount_text(float(str(row['passes_mt'])), self.lang)} {cited}".strip()


def _mode_swatch(mode: str, sheet: Sheet, at: tuple[float, float]) -> None:
    sheet.line([at, (at[0] + SWATCH_MM, at[1])], Pen(MODE_STYLES[mode].colour, 3.5))


def _idle_swatch(sheet: Sheet, at: tuple[float, float]) -> None:
    sheet.line([at, (at[0] + SWATCH_MM, at[1])], Pen(BORDER, 0.7))


def _full_swatch(sheet: Sheet, at: tuple[float, float]) -> None:
    middle = (at[0] + SWATCH_MM / 2, at[1])
    sheet.mark(middle, "o", 2.6, Fill(PAPER, INK, 1.0, z=3))
    sheet.mark(middle, "v", 1.2, Fill(INK, z=4))


def _place_swatch(kind: str, sheet: Sheet, at: tuple[float, float]) -> None:
    sheet.mark((at[0] + SWATCH_MM / 2, at[1]), NODE_MARKS[kind], 1.7, Fill(PAPER, INK, 0.6))
