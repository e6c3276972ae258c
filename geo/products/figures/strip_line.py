"""The line below a strip: modes, countries, borders, changes of gauge, and the names of stations."""

from __future__ import annotations

from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from geo.languages import said_in
from geo.network.links import MODES, STATUSES
from geo.products.figures.legend import SWATCH_MM, Entry
from geo.products.figures.lettering import cut, line_mm, width_mm
from geo.products.figures.scale import amount_text, round_ticks, spread
from geo.products.figures.sheet import Fill, Pen
from geo.products.style import BLACK, BORDER, GREY, INK, LAND, MODE_STYLES, PAPER, SOFT, STATUS_DASHES
from geo.products.words import words

if TYPE_CHECKING:
    from geo.products.figures.scale import Scale
    from geo.products.figures.sheet import Sheet
    from geo.products.figures.walk import Stop, Walk

MARKS = {"port": "s", "border_crossing": "|", "gauge_change": "D"}
_NAME_MM = {84.0: 22.0, 174.0: 30.0, 254.0: 30.0}
LEADER_MM = 2.2
_LINE_PT = 2.2


def line_mm_of(sheet: Sheet, walk: Walk, km: Scale, lang: str) -> float:
    """
    Measure the line with its names.

    Parameters
    ----------
    sheet
        The sheet.
    walk
        The route.
    km
        The scale of the panel above it.
    lang
        The language.

    Returns
    -------
    height_mm
        In millimetres.
    """
    points = sheet.size.small_pt
    names = _names(sheet, walk, lang)
    shown = _chosen(sheet, walk, km, names)
    longest = max(width_mm(names[stop.node.node_id], points) for stop in shown)
    return 2.2 * line_mm(points) + longest + LEADER_MM + 4.0


def draw_line(sheet: Sheet, walk: Walk, km: Scale, lang: str) -> None:
    """
    Draw the line at the top of the free room.

    Parameters
    ----------
    sheet
        The sheet.
    walk
        The route.
    km
        The scale of the panel above it.
    lang
        The language.
    """
    points = sheet.size.small_pt
    height = line_mm_of(sheet, walk, km, lang)
    _kilometres(sheet, km, lang)
    _countries(sheet, walk, km, lang)
    y = sheet.top + 2.2 * line_mm(points) + 1.6
    for kind, run in groupby(walk.steps, key=lambda step: (step.link.mode, step.link.status)):
        steps = list(run)
        sheet.line([(km.at(steps[0].from_km), y), (km.at(steps[-1].to_km), y)], _pen(*kind))
    names = _names(sheet, walk, lang)
    shown = _chosen(sheet, walk, km, names)
    for stop in walk.stops:
        if stop.node.kind in MARKS:
            _mark(sheet, stop.node.kind, (km.at(stop.km), y))
        elif stop in shown:
            sheet.mark((km.at(stop.km), y), "o", 1.3, Fill(PAPER, BLACK, 0.6, z=6))
    aims = [km.at(stop.km) for stop in shown]
    places = spread(aims, [line_mm(points)] * len(shown), (km.start_mm - 2, sheet.right))
    for stop, aim, x in zip(shown, aims, places, strict=True):
        sheet.line([(aim, y + 1.4), (x, y + LEADER_MM + 1.4)], Pen(GREY, 0.3, z=2))
        at = (x, y + LEADER_MM + 1.8)
        sheet.text(at, names[stop.node.node_id], points, rotation=90, align="center", upright="top")
    sheet.top += height


def line_entries(walk: Walk, lang: str) -> list[Entry]:
    """
    Give the legend of the line.

    Parameters
    ----------
    walk
        The route.
    lang
        The language.

    Returns
    -------
    entries
        The modes and statuses, and the kinds of places, that there are on it.
    """
    terms = words(lang, "terms")
    kinds = {(step.link.mode, step.link.status) for step in walk.steps}
    entries = [
        Entry(
            terms[f"mode.{mode}"] if status == "operating" else f"{terms[f'mode.{mode}']}, {terms[f'status.{status}']}",
            partial(_line_swatch, mode, status),
        )
        for mode, status in sorted(kinds, key=lambda kind: (MODES.index(kind[0]), STATUSES.index(kind[1])))
    ]
    places = {stop.node.kind for stop in walk.stops}
    return entries + [Entry(terms[f"kind.{kind}"], partial(_mark_swatch, kind)) for kind in MARKS if kind in places]


def _kilometres(sheet: Sheet, km: Scale, lang: str) -> None:
    points, last = sheet.size.small_pt, -1.0
    y = sheet.top + 0.9 * line_mm(points)
    unit = words(lang, "terms")["unit.km"]
    for tick in round_ticks(km.last, 5):
        if tick > km.last:
            break
        x, text = km.at(tick), amount_text(tick, lang)
        is_last = tick + (round_ticks(km.last, 5)[1]) > km.last
        text = f"{text}\u00a0{unit}" if is_last else text
        wide = width_mm(text, points)
        middle = min(max(x, km.start_mm + wide / 2 if not tick else x), sheet.right - wide / 2)
        sheet.line([(x, sheet.top), (x, sheet.top + 0.8)], Pen(INK, 0.4))
        if middle - wide / 2 > last:
            sheet.text((middle, y + 0.4), text, points, align="center")
            last = middle + wide / 2 + 1


def _countries(sheet: Sheet, walk: Walk, km: Scale, lang: str) -> None:
    points, names = sheet.size.small_pt, words(lang, "figures")
    y, height = sheet.top + 1.25 * line_mm(points), line_mm(points) * 0.95
    for place, (country, first, last) in enumerate(walk.countries):
        x, wide = km.at(first), km.at(last) - km.at(first)
        sheet.box((x, y), wide, height, Fill(LAND if place % 2 else PAPER, BORDER, 0.3, z=1))
        fitting = [
            text for text in (names.get(f"country.{country}", country), country) if width_mm(text, points) + 0.6 < wide
        ]
        if country and fitting:
            sheet.text(
                (x + wide / 2, y + height / 2), fitting[0], points, align="center", upright="center", colour=SOFT
            )


def _names(sheet: Sheet, walk: Walk, lang: str) -> dict[str, str]:
    """Name the nodes; a change of gauge says which."""
    points, room = sheet.size.small_pt, _NAME_MM[sheet.size.width_mm]
    names = {}
    for stop in walk.stops:
        node = stop.node
        name = said_in(node, "name", lang)
        gauges = f" {'/'.join(map(str, node.gauges_mm))}" if node.gauges_mm else ""
        names[node.node_id] = _fitting(name, room, points) + gauges
    return names


def _fitting(name: str, room: float, points: float) -> str:
    """Leave out what stands in brackets before cutting a name that is too long."""
    is_long = width_mm(name, points) > room
    return cut(name.partition(" (")[0] if is_long else name, room, points)


def _chosen(sheet: Sheet, walk: Walk, km: Scale, names: dict[str, str]) -> list[Stop]:
    """Choose the stations that are named: the ends and changes of gauge, then what has a mark, then by rank."""
    gap = line_mm(sheet.size.small_pt) * 1.05
    ends = {walk.stops[0], walk.stops[-1]}
    most = int((sheet.right - km.start_mm) / gap)
    ranked = sorted(walk.stops, key=lambda stop: (_precedence(stop, ends), stop.node.rank, stop.km))
    shown: list[Stop] = []
    for stop in ranked:
        near = [abs(km.at(stop.km) - km.at(other.km)) for other in shown]
        # Names that must stand may be moved aside by a name's breadth; the others stand where they are free
        is_free = sum(one < gap for one in near) <= (1 if _precedence(stop, ends) < 2 else 0)
        if is_free and names[stop.node.node_id] and stop.node.rank - 4 * (stop.node.kind in MARKS) < 4:
            shown.append(stop)
    return sorted(shown[:most], key=lambda stop: stop.km)


def _precedence(stop: Stop, ends: set[Stop]) -> int:
    if stop in ends or stop.node.kind == "gauge_change":
        return 0
    return 1 if stop.node.kind in MARKS else 2


def _pen(mode: str, status: str) -> Pen:
    style = MODE_STYLES[mode]
    dash = style.dash or STATUS_DASHES[status]
    return Pen(style.colour, _LINE_PT, dash, z=4, is_round=bool(style.dash))


def _mark(sheet: Sheet, kind: str, at: tuple[float, float]) -> None:
    if kind == "border_crossing":
        sheet.line([(at[0], at[1] - 1.3), (at[0], at[1] + 1.3)], Pen(BLACK, 1.2, z=6))
    else:
        sheet.mark(at, MARKS[kind], 1.9, Fill(PAPER, BLACK, 0.8, z=6.2))


def _line_swatch(mode: str, status: str, sheet: Sheet, at: tuple[float, float]) -> None:
    sheet.line([at, (at[0] + SWATCH_MM, at[1])], _pen(mode, status))


def _mark_swatch(kind: str, sheet: Sheet, at: tuple[float, float]) -> None:
    _mark(sheet, kind, (at[0] + SWATCH_MM / 2, at[1]))
