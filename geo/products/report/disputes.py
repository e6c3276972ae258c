"""Conflicts in a report: where sources contradict each other, what is shown first, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.languages import foreign, said_in
from geo.products.map_cards import matter_text
from geo.products.phrases import dated_text, interval_text
from geo.products.report.content import Paragraph, Run, Section
from geo.products.report.desk import cell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.evidence.claims import Claim
    from geo.evidence.decisions import Decision
    from geo.evidence.settle import Conflict
    from geo.products.report.content import Cell
    from geo.products.report.desk import Desk


_COLUMNS = {"matter": 24, "figures": 34, "why": 42}


def conflicts_section(desk: Desk) -> Section | None:
    """
    List the matters on which sources contradict each other, or that an editor had to weigh.

    Parameters
    ----------
    desk
        The report's desk.

    Returns
    -------
    section
        None where there are none.
    """
    evidence = desk.atlas.evidence
    found = [
        one for one in (*evidence.conflicts, *evidence.decided) if desk.speaks_of(c.subject for c in one.claims)
    ]  # fmt: skip
    heads = {desk.words[f"head_{name}"]: width for name, width in _COLUMNS.items()}
    tables = desk.table(desk.words["caption_conflicts"], heads, [_row(desk, one) for one in found])
    note = Paragraph((Run(desk.words["note_conflicts"]),), is_note=True)
    return Section("conflicts", desk.words["conflicts"], (*tables, note)) if tables else None


def _row(desk: Desk, one: Conflict) -> tuple[Cell, ...]:
    decision = desk.atlas.evidence.decisions.get(one.decision_id or "")
    winner = decision.winner if decision else ""
    claims = sorted(desk.atlas.evidence.weighed(one), key=lambda claim: claim.claim_id != winner)
    matters = dict.fromkeys(f"{desk.name(claim.subject)}: {matter_text(claim, desk.lang)}" for claim in claims)
    return cell(*matters), _figures(desk, claims, winner), cell(_why(desk, decision))


def _why(desk: Desk, decision: Decision | None) -> Run:
    if decision is None:
        return Run(desk.words["undecided"])
    return Run(said_in(decision, "reason", desk.lang), lang=foreign(decision, "reason", desk.lang))


def _figures(desk: Desk, claims: Sequence[Claim], winner: str) -> Cell:
    """Write each figure once, with all the sources that print it."""
    said: dict[str, list[Claim]] = {}
    for claim in claims:
        interval = interval_text(claim, desk.lang)
        said.setdefault(dated_text(claim, desk.lang) + (f" ({interval})" if interval else ""), []).append(claim)
    return tuple(
        (Run(text, desk.cite(one.claim_id for one in group), is_strong=any(one.claim_id == winner for one in group)),)
        for text, group in said.items()
    )
