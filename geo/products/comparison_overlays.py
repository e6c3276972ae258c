"""Two scenarios held against each other, drawn: where more passes, where less, where only the capacity differs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.model.differences import differences
from geo.products.overlays import Line, Overlay, Stroke, short_number
from geo.products.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from geo.model.differences import Difference
    from geo.model.results import Result
    from geo.products.columns import Record

COMPARISON_COLUMNS = (
    "scenario_id", "other_scenario_id", "owner_id", "statistic", "flow_mt_yr", "other_flow_mt_yr", "more_flow_mt_yr",
    "capacity_mt_yr", "other_capacity_mt_yr", "more_capacity_mt_yr",
)  # fmt: skip
_LOOKS = ("more", "less", "more_capacity", "less_capacity", "same")


def comparison_overlays(results: Sequence[Result], lang: str) -> list[Overlay]:
    """
    Make an overlay of each scenario's difference from the first.

    Parameters
    ----------
    results
        Two or more results of one atlas; the first is the base.
    lang
        ``"en"``, ``"ru"`` or ``"kk"``.

    Returns
    -------
    overlays
        One a scenario but the first; the map opens with the first of them.
    """
    return [_overlay(results[0], one, lang, is_first=place == 0) for place, one in enumerate(results[1:])]


def _overlay(before: Result, after: Result, lang: str, *, is_first: bool) -> Overlay:
    w = words(lang, "model")
    strokes = {one.owner_id: _stroke(one, lang) for one in differences(before, after) if one.before or one.after}
    passes = _change(before.totals["passes_mt"], after.totals["passes_mt"], lang)
    names = {"before": before.names[lang], "after": after.names[lang]}
    return Overlay(
        kind="comparison", name=w["compared"].format(**names), strokes=strokes | _corridors(before, after, lang),
        about=w["compared_about"].format(**names, passes=passes),
        looks={look: w[f"differs.{look}"] for look in _LOOKS}, widths=w["widths_difference"], is_first=is_first,
    )  # fmt: skip


def _stroke(one: Difference, lang: str) -> Stroke:
    w, flow, capacity = words(lang, "model"), one.more_flow, one.more_capacity or 0.0
    look, label, mt = "same", "", 0.0
    if flow:
        look, label, mt = ("more" if flow > 0 else "less"), signed(flow, lang), abs(flow)
    elif capacity:
        look = "more_capacity" if capacity > 0 else "less_capacity"
        label, mt = f"({signed(capacity, lang)})", abs(capacity)
    lines = [Line(w["flow"], _change(*one.flows, lang))]
    if any(value is not None for value in one.capacities):
        lines.append(Line(w["capacity"], _change(*one.capacities, lang)))
    return Stroke(look, mt, label, tuple(lines))


def signed(value: float, lang: str) -> str:
    """
    Write a difference with its sign.

    Parameters
    ----------
    value
        The difference.
    lang
        The language.

    Returns
    -------
    text
        With a plus or a minus sign, which say what the colour says.
    """
    return f"{'+' if value >= 0 else '−'}{short_number(abs(value), lang)}"


def _change(before: float | None, after: float | None, lang: str) -> str:
    unknown = words(lang, "model")["basis.unknown"]
    if before is None or after is None:
        return f"{unknown if before is None else short_number(before, lang)} → " + (
            unknown if after is None else short_number(after, lang)
        )
    if abs(after - before) < 1e-6:
        return short_number(after, lang)
    return f"{short_number(before, lang)} → {short_number(after, lang)} ({signed(after - before, lang)})"


def _corridors(before: Result, after: Result, lang: str) -> dict[str, Stroke]:
    term = words(lang, "model")["ceiling"]
    ceilings: list[Mapping[str, Any]] = [
        {row["corridor_id"]: row["ceiling_mt"] for row in result.corridors} for result in (before, after)
    ]
    return {
        name: Stroke("same", lines=(Line(term, _change(ceilings[0].get(name), ceilings[1].get(name), lang)),))
        for name in dict.fromkeys([*ceilings[0], *ceilings[1]])
    }


def comparison_records(before: Result, after: Result) -> list[Record]:
    """
    Lay out the differences between two scenarios as a table.

    Parameters
    ----------
    before, after
        Results of two scenarios of one atlas.

    Returns
    -------
    records
        One a link or place where flow or capacity differ; all figures are modelled, in Mt a year.
    """
    return [
        {
            "scenario_id": before.scenario_id, "other_scenario_id": after.scenario_id, "owner_id": one.owner_id,
            "statistic": "modelled", "flow_mt_yr": one.flows[0], "other_flow_mt_yr": one.flows[1],
            "more_flow_mt_yr": one.more_flow, "capacity_mt_yr": one.capacities[0],
            "other_capacity_mt_yr": one.capacities[1], "more_capacity_mt_yr": one.more_capacity,
        }
        for one in differences(before, after) if one.is_any
    ]  # fmt: skip
