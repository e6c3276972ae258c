"""Routes as overlays of the map: the links on the way, the waits, and the legs as a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.model.assumptions import ASSUMPTIONS
from geo.model.travel import TRAVEL_ASSUMPTIONS
from geo.products.assumed import assumption_lines
from geo.products.overlays import Line, Overlay, Step, Stroke, mt_text, short_number
from geo.products.phrases import NBSP
from geo.products.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.atlas import Atlas
    from geo.model.routing import Leg, Route

_HOURS_IN_DAYS = 48


def route_overlays(atlas: Atlas, routes: Sequence[Route], lang: str) -> list[Overlay]:
    """
    Make an overlay of each route.

    Parameters
    ----------
    atlas
        The atlas.
    routes
        The alternatives, the best first.
    lang
        ``"en"``, ``"ru"`` or ``"kk"``.

    Returns
    -------
    overlays
        One a route; the map opens with the first.
    """
    return [_overlay(atlas, one, number, lang) for number, one in enumerate(routes, 1)]


def _overlay(atlas: Atlas, route: Route, number: int, lang: str) -> Overlay:
    w = words(lang, "model")
    ends = [atlas.subject_name(name, lang) for name in (route.legs[0].from_node_id, route.legs[-1].to_node_id)]
    said = {
        "length": _km(route.length_km, lang), "time": time_text(route.time_h, lang, route.time_h_ends),
        "delayed": time_text(route.time_delayed_h, lang), "cost": _usd(route.cost_usd_per_t, lang, route.cost_ends),
    }  # fmt: skip
    short = {"time": time_text(route.time_h, lang), "cost": _usd(route.cost_usd_per_t, lang)}
    narrowest = "" if route.capacity_mt is None else w["route_narrowest"].format(mt=mt_text(route.capacity_mt, lang))
    steps = [Step(_owner(leg), _name(atlas, leg, lang), _lines(atlas, leg, lang)) for leg in route.legs]
    return Overlay(
        kind="route", name=w["route_name"].format(number=number, **short),
        about=w["route_about"].format(origin=ends[0], destination=ends[1], **said) + narrowest,
        strokes=_strokes(route, steps, lang), looks={"way": w["way"]}, steps=steps, is_first=number == 1,
    )  # fmt: skip


def _strokes(route: Route, steps: Sequence[Step], lang: str) -> dict[str, Stroke]:
    """Draw each link with its leg's lines, and name the time of each wait beside its place."""
    strokes: dict[str, Stroke] = {}
    for leg, step in zip(route.legs, steps, strict=True):
        for owner in leg.link_ids or (leg.from_node_id,):
            before = strokes[owner].lines if owner in strokes else ()
            lines = (*before, Line(step.name, "; ".join(line.text for line in step.lines)))
            label = "" if leg.link_ids else time_text(leg.time_h, lang)
            strokes[owner] = Stroke("way", label=label, lines=lines)
    return strokes


def _owner(leg: Leg) -> str:
    return leg.link_ids[len(leg.link_ids) // 2] if leg.link_ids else leg.from_node_id


def _name(atlas: Atlas, leg: Leg, lang: str) -> str:
    w, terms = words(lang, "model"), words(lang, "terms")
    kind = terms.get(f"mode.{leg.kind}") or terms.get(f"kind.{leg.kind}") or w["mode_change"]
    ends = dict.fromkeys((leg.from_node_id, leg.to_node_id))
    return f"{kind}: {' – '.join(atlas.subject_name(name, lang) for name in ends)}"


def _lines(atlas: Atlas, leg: Leg, lang: str) -> tuple[Line, ...]:
    w, claims = words(lang, "model"), atlas.evidence.claims
    cited = tuple(name for name in leg.source_ids if name in claims)
    notes = assumption_lines(leg.source_ids, ASSUMPTIONS | TRAVEL_ASSUMPTIONS, lang)
    lines = [Line(w["length"], _km(leg.length_km, lang))] if leg.length_km else []
    lines.append(Line(w["time"], time_text(leg.time_h, lang, leg.time_h_ends), cited, notes))
    return (*lines, Line(w["cost"], _usd(leg.cost_usd_per_t, lang, leg.cost_ends), cited, notes))


def _km(km: float, lang: str) -> str:
    return f"{round(km)}{NBSP}{words(lang, 'terms')['unit.km']}"


def _usd(usd: float, lang: str, ends: tuple[float, float] = (0.0, 0.0)) -> str:
    text = words(lang, "model")["usd_per_t"].format(usd=short_number(usd, lang))
    return text + _ends_text([short_number(end, lang) for end in ends if ends[1]], short_number(usd, lang))


def _ends_text(ends: Sequence[str], middle: str) -> str:
    return f" ({'–'.join(ends)})" if ends and set(ends) != {middle} else ""


def time_text(hours: float, lang: str, ends: tuple[float, float] = (0.0, 0.0)) -> str:
    """
    Write hours, or days from two on.

    Parameters
    ----------
    hours
        Hours.
    lang
        The language.
    ends
        The least and the greatest; (0, 0) for none.

    Returns
    -------
    text
        With its unit, then the ends in the same unit where they differ.
    """
    is_long = hours >= _HOURS_IN_DAYS
    unit = words(lang, "model")["days" if is_long else "hours"]
    middle, *around = (short_number(round(h / (24 if is_long else 1), 1), lang) for h in (hours, *ends))
    return unit.format(n=middle).replace(" ", NBSP) + _ends_text(around if ends[1] else (), middle)
