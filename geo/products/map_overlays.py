"""Overlays as the map's script reads them: texts and strokes once each, and for every link the number of its stroke."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from geo.products.style import LOOKS
from geo.products.words import words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from geo.products.overlays import Line, Overlay, Stroke

_GROUPS = ("links", "nodes", "corridors")


def overlay_data(
    overlays: Sequence[Overlay],
    places: Mapping[str, Mapping[str, int]],
    claim_place: Callable[[str], int],
    lang: str,
) -> dict[str, Any]:
    """
    Encode the overlays of a map.

    Parameters
    ----------
    overlays
        The overlays.
    places
        For ``links``, ``nodes`` and ``corridors`` the place of each id in the map's arrays; what is
        not there is not on the map.
    claim_place
        Gives a claim's place among the map's claims, and adds it where it is new.
    lang
        The map's language.

    Returns
    -------
    data
        For `page/overlay.js`; empty without overlays.
    """
    if not overlays:
        return {}
    pools = _Pools(claim_place)
    coded = [_codes(one, places, pools) for one in overlays]
    items = [_item(one, codes, coded[0] if place else {}, places, pools)
             for place, (one, codes) in enumerate(zip(overlays, coded, strict=True))]  # fmt: skip
    w = words(lang, "model")
    looks = {look: LOOKS[look].drawn for one in overlays for look in one.looks}
    return {
        "title": w[f"kind.{overlays[0].kind}"], "bare": w["as_reported"],
        "first": next((place for place, one in enumerate(overlays) if one.is_first), -1),
        "says": {key: w[key] for key in ("modelled", "not_modelled", "table_owner", "as_text", "notes")},
        "looks": looks, "items": items, "strokes": list(pools.strokes), "lines": list(pools.lines),
        "texts": list(pools.texts), "legends": list(pools.legends),
    }  # fmt: skip


class _Pools:
    """Gives each text, line and stroke a number; each stands in the page once."""

    def __init__(self, claim_place: Callable[[str], int]) -> None:
        self.claim_place = claim_place
        self.texts: dict[str, int] = {}
        self.legends: dict[tuple[tuple[str, int], ...], int] = {}
        self.lines: dict[tuple[Any, ...], int] = {}
        self.strokes: dict[tuple[Any, ...], int] = {}

    def legend(self, looks: Mapping[str, str]) -> int:
        """Give the number of a legend: its looks, each with its text."""
        key = tuple((look, self.text(text)) for look, text in looks.items())
        return self.legends.setdefault(key, len(self.legends))

    def text(self, text: str) -> int:
        return self.texts.setdefault(text, len(self.texts))

    def line(self, line: Line) -> int:
        """Give the number of a line: its term and text, then its claims and notes where there are any."""
        claims = tuple(self.claim_place(name) for name in line.claim_ids)
        notes = tuple(self.text(note) for note in line.notes)
        key: tuple[Any, ...] = (self.text(line.term), line.text)
        if claims or notes:
            key += (claims, notes)
        return self.lines.setdefault(key, len(self.lines))

    def stroke(self, stroke: Stroke) -> int:
        """Give the number of a stroke, from 1: its look, Mt a year, label and lines."""
        key = (stroke.look, float(f"{stroke.mt:.4g}"), stroke.label or 0, *(self.line(line) for line in stroke.lines))
        return self.strokes.setdefault(key, len(self.strokes)) + 1


def _codes(one: Overlay, places: Mapping[str, Mapping[str, int]], pools: _Pools) -> dict[str, list[int]]:
    """Give each link, node and corridor of the map the number of its stroke, 0 for none."""
    codes = {group: [0] * len(places[group]) for group in _GROUPS}
    for owner, stroke in one.strokes.items():
        for group in _GROUPS:
            if owner in places[group]:
                codes[group][places[group][owner]] = pools.stroke(stroke)
    return codes


def _item(
    one: Overlay, codes: Mapping[str, list[int]], first: Mapping[str, list[int]],
    places: Mapping[str, Mapping[str, int]], pools: _Pools,
) -> dict[str, Any]:  # fmt: skip
    item: dict[str, Any] = {
        "name": one.name, "about": one.about, "note": one.note or 0,
        "widths": pools.text(one.widths) + 1 if one.widths else 0,
        "legend": pools.legend(one.looks),
    }  # fmt: skip
    if one.note_lang:
        item["noteLang"] = one.note_lang
    for group, numbers in codes.items():
        # A code that the first overlay has too is -1: most of a scenario is as in the first
        held = first.get(group, [])
        runs = _runs([-1 if held and held[place] == code else code for place, code in enumerate(numbers)])
        if runs:
            item[group] = runs
    if one.steps:
        item["steps"] = [
            [step.name, *_found(step.owner_id, places), *(pools.line(line) for line in step.lines)]
            for step in one.steps
        ]
    return item


def _runs(codes: Sequence[int]) -> list[int]:
    """Write numbers as value and how often it stands in a row; the last row of nothing is left out."""
    runs = [part for value, group in groupby(codes) for part in (value, sum(1 for _ in group))]
    return runs[:-2] if runs[-2:-1] == [0] else runs


def _found(owner_id: str, places: Mapping[str, Mapping[str, int]]) -> tuple[int, int]:
    """Give the group and the place of an owner; -1 for one that is not on the map."""
    for number, group in enumerate(_GROUPS):
        if owner_id in places[group]:
            return number, places[group][owner_id]
    return -1, -1
