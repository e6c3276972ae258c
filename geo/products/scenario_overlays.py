"""Scenarios as overlays of the map: flows as widths, the share of capacity used as colour and as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.model.assumptions import ASSUMPTIONS
from geo.products.assumed import assumption_lines
from geo.products.overlays import Line, Overlay, Stroke, interval_text, mt_text, short_number
from geo.products.style import LOADS
from geo.products.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from geo.atlas import Atlas
    from geo.model.results import Result, Use

_LABELLED = 0.4
_NO_FREIGHT = 1e-9


def scenario_overlays(atlas: Atlas, results: Sequence[Result], lang: str) -> list[Overlay]:
    """
    Make an overlay of each scenario.

    Parameters
    ----------
    atlas
        The atlas.
    results
        What the scenarios come to.
    lang
        ``"en"``, ``"ru"`` or ``"kk"``.

    Returns
    -------
    overlays
        In the order of the results.
    """
    return [_overlay(atlas, one, lang) for one in results]


def _overlay(atlas: Atlas, one: Result, lang: str) -> Overlay:
    w, total = words(lang, "model"), one.totals
    uses = {**one.links, **one.nodes}
    strokes = {name: _stroke(atlas, use, lang) for name, use in uses.items() if use.central is not None or _mt(use)}
    figures = {name: mt_text(total[f"{name}_mt"], lang) for name in ("demand", "passes", "left")}
    return Overlay(
        kind="scenario", name=one.names[lang], about=w["scenario_about"].format(year=one.year, **figures),
        strokes=strokes | _corridors(atlas, one.corridors, lang),
        looks={look: w[f"load.{look}"] for look in LOADS}, widths=w["widths_flow"],
        note=one.summaries.get(lang, one.summaries["en"]), note_lang="" if lang in one.summaries else "en",
    )  # fmt: skip


def _mt(use: Use) -> float:
    return use.forward_mt + use.backward_mt


def load_look(use: Use) -> str:
    """
    Say how a link or place is drawn by what the model puts on it.

    Parameters
    ----------
    use
        Its use in a scenario.

    Returns
    -------
    look
        A key of `geo.products.style.LOADS`.
    """
    if _mt(use) <= _NO_FREIGHT:
        return "idle"
    if use.utilisation is None:
        return "unlimited"
    if use.is_full:
        return "full"
    return next(look for look, least in (("high", 0.8), ("medium", 0.4), ("low", 0.0)) if use.utilisation >= least)


def _stroke(atlas: Atlas, use: Use, lang: str) -> Stroke:
    look, share = load_look(use), _share(use, lang)
    is_labelled = use.utilisation is not None and use.utilisation >= _LABELLED and look != "idle"
    return Stroke(look, _mt(use), share if is_labelled else "", tuple(use_lines(atlas, use, lang)))


def _share(use: Use, lang: str) -> str:
    return "" if use.utilisation is None else f"{short_number(int(100 * use.utilisation + 1e-6), lang)}\u00a0%"


def use_lines(atlas: Atlas, use: Use, lang: str) -> list[Line]:
    """
    Say what a link or place can carry, and what the model puts on it.

    Parameters
    ----------
    atlas
        The atlas.
    use
        Its use in a scenario.
    lang
        The language.

    Returns
    -------
    lines
        Flow, capacity, the share used, what the capacity rests on.
    """
    w = words(lang, "model")
    flow = short_number(_mt(use), lang)
    if use.forward_mt > _NO_FREIGHT and use.backward_mt > _NO_FREIGHT:
        ends = short_number(use.forward_mt, lang), short_number(use.backward_mt, lang)
        flow = w["both_ways"].format(flow=flow, forward=ends[0], backward=ends[1])
    lines = [Line(w["flow"], flow)]
    if use.central is None:
        return [*lines, Line(w["capacity"], w["basis.unknown"])]
    lines.append(Line(w["capacity"], interval_text(use.low, use.central, use.high, lang)))
    if share := _share(use, lang):
        lines.append(Line(w["used"], share))
    return [*lines, _basis(atlas, use, lang)]


def _basis(atlas: Atlas, use: Use, lang: str) -> Line:
    w = words(lang, "model")
    text = w[f"basis.{use.basis}"]
    if use.subject != use.owner_id:
        text = w["said_of"].format(basis=text, subject=atlas.subject_name(use.subject, lang))
    return Line(w["basis"], text, use.claim_ids, assumption_lines(use.assumption_ids, ASSUMPTIONS, lang))


def _corridors(atlas: Atlas, rows: Iterable[Mapping[str, Any]], lang: str) -> dict[str, Stroke]:
    """Give the card of each corridor of which the model knows a ceiling."""
    w = words(lang, "model")
    found = {}
    for row in rows:
        said = {"no way": w["no_way"], "no known limit": w["no_limit"]}.get(row["state"])
        said = said or interval_text(row["low_mt"], row["ceiling_mt"], row["high_mt"], lang)
        lines = [Line(w["ceiling"], said)]
        if row["binds"]:
            lines.append(Line(w["binds"], ", ".join(atlas.subject_name(name, lang) for name in row["binds"])))
        found[str(row["corridor_id"])] = Stroke("idle", lines=tuple(lines))
    return found
