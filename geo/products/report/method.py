"""The method in a report: how words become intervals, what is never joined, and every assumption that was used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.evidence.intervals import POLICY_VERSION
from geo.model.assumptions import ASSUMPTIONS
from geo.products.figures.scale import amount_text
from geo.products.report.content import Bullets, Run, Section
from geo.products.report.desk import cell
from geo.products.words import words

if TYPE_CHECKING:
    from geo.model.assumptions import Assumption
    from geo.products.report.content import Cell
    from geo.products.report.desk import Desk

_COLUMNS = {"assumption": 50, "value": 22, "origin": 28}
_POINTS = ("method_claims", "method_geometry", "method_capacity", "method_model")


def method_section(desk: Desk) -> Section:
    """
    Say how the figures came about.

    Parameters
    ----------
    desk
        The report's desk.

    Returns
    -------
    section
        Policy, conventions, assumptions.
    """
    points = (desk.words["method_claims"], *_notes(desk), *(desk.words[name] for name in _POINTS[1:]))
    heads = {desk.words[f"head_{name}"]: width for name, width in _COLUMNS.items()}
    rows = [_row(desk, ASSUMPTIONS[name]) for name in ASSUMPTIONS if name in _used(desk)]
    table = desk.table(desk.words["caption_assumptions"], heads, rows, desk.words["note_assumptions"])
    return Section("method", desk.words["method"], (Bullets(tuple((Run(text),) for text in points)), *table))


def _notes(desk: Desk) -> tuple[str, str]:
    table = words(desk.lang, "table")
    policy = desk.words["method_policy"].format(version=POLICY_VERSION, policy=table["policy_text"])
    return policy, table["kinds_note"]


def _used(desk: Desk) -> set[str]:
    """Give the assumptions that capacities on the report's corridors rest on, as known and in its scenarios."""
    links = {link for name in desk.corridors for link in desk.atlas.network.corridors[name].link_ids}
    stops = {node for link in links for node in desk.atlas.network.links[link].stops}
    uses = [use for one in desk.results for name, use in {**one.links, **one.nodes}.items() if name in links | stops]
    profiles = [one for name in desk.corridors for one in desk.known.profiles(name)]
    stretches = [stretch for profile in profiles for stretch in profile.stretches]
    return {name for use in uses for name in use.assumption_ids} | {
        name for stretch in stretches for name in stretch.assumption_ids
    }


def _row(desk: Desk, one: Assumption) -> tuple[Cell, ...]:
    said = words(desk.lang, "assumptions")
    ends = [amount_text(value, desk.lang) for value in (one.low, one.central, one.high)]
    value = ends[1] if len(set(ends)) == 1 else f"{ends[1]} ({ends[0]}–{ends[2]})"
    unit = said.get(f"unit.{one.unit}", one.unit)
    foreign = "" if desk.lang == "en" else "en"
    note = Run(said[one.assumption_id]) if one.assumption_id in said else Run(one.note, lang=foreign)
    origin = said.get(f"source.{one.source}")
    return cell(note), cell(f"{value} {unit}".strip()), cell(Run(origin) if origin else Run(one.source, lang=foreign))
