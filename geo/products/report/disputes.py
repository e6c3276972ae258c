"""Conflicts in a report: where sources contradict each other, what is shown first, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.products.map_cards import matter_text
from geo.products.phrases import dated_text, interval_text
from geo.products.report.content import Paragraph, Run, Section
from geo.products.report.desk import cell

if TYPE_CHECKING:
    from geo.evidence.claims import Claim
    from geo.evidence.settle import Conflict
    from geo.products.report.content import Cell, Line
    from geo.products.report.desk import Desk


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
    heads = [desk.words[f"head_{name}"] for name in ("matter", "figures", "why")]
    tables = desk.table(desk.words["caption_conflicts"], heads, [_row(desk, one) for one in found])
    note = Paragraph((Run(desk.words["note_conflicts"]),), is_note=True)
    return Section("conflicts", desk.words["conflicts"], (*tables, note)) if tables else None


def _row(desk: Desk, one: Conflict) -> tuple[Cell, ...]:
    decision = desk.atlas.evidence.decisions.get(one.decision_id or "")
    winner = decision.winner if decision else ""
    claims = sorted(desk.atlas.evidence.weighed(one), key=lambda claim: claim.claim_id != winner)
    matters = dict.fromkeys(f"{desk.name(claim.subject)}: {matter_text(claim, desk.lang)}" for claim in claims)
    why = Run(decision.reason, lang="" if desk.lang == "en" else "en") if decision else Run(desk.words["undecided"])
    return cell(*matters), tuple(_figure(desk, claim, is_first=claim.claim_id == winner) for claim in claims), cell(why)


def _figure(desk: Desk, claim: Claim, *, is_first: bool) -> Line:
    interval = interval_text(claim, desk.lang)
    text = dated_text(claim, desk.lang) + (f" ({interval})" if interval else "")
    return (Run(text, desk.cite([claim.claim_id]), is_strong=is_first),)
