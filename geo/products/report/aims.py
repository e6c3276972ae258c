"""Targets in a report: what was announced, what growth it needs, what slipped, and what the model holds against it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.model.aims import Model, assess_targets
from geo.model.assumptions import ASSUMPTIONS
from geo.products.figures.scale import amount_text, interval_of
from geo.products.map_cards import matter_text
from geo.products.phrases import dated_text, scope_text
from geo.products.report.content import Paragraph, Run, Section
from geo.products.report.desk import cell

if TYPE_CHECKING:
    from geo.evidence.targets import Target
    from geo.model.aims import Assessment
    from geo.model.ceilings import Ceiling
    from geo.products.report.content import Block, Cell
    from geo.products.report.desk import Desk

_COLUMNS = {"aim_subject": 17, "aim": 24, "base": 17, "growth": 10, "aim_ceiling": 15, "verdict": 17}


def targets_section(desk: Desk) -> Section | None:
    """
    List the aims and hold them against the model.

    Parameters
    ----------
    desk
        The report's desk.

    Returns
    -------
    section
        None where no aim is announced.
    """
    model = Model(desk.atlas, ASSUMPTIONS, {})
    groups = [assess_targets(model, targets=same) for same in aims_of(desk)]
    heads = {desk.words[f"head_{name}"]: width for name, width in _COLUMNS.items()}
    tables = desk.table(desk.words["caption_targets"], heads, [_row(desk, group) for group in groups])
    if not tables:
        return None
    notes = ("note_targets", "note_growth", "note_ceiling")
    blocks: list[Block] = [*tables, *(Paragraph((Run(desk.words[name]),), is_note=True) for name in notes)]
    return Section("targets", desk.words["targets"], tuple(blocks))


def aims_of(desk: Desk) -> list[list[Target]]:
    """
    List the aims that a report is about.

    Parameters
    ----------
    desk
        The report's desk.

    Returns
    -------
    aims
        Each once, with the targets of all sources that print the same, in the order of the report's subjects.
    """
    order = {subject: place for place, subject in enumerate(desk.subjects)}
    found = [one for one in desk.atlas.evidence.targets if desk.is_whole or one.claim.subject in order]
    groups: dict[tuple[object, ...], list[Target]] = {}
    for one in sorted(found, key=lambda one: order.get(one.claim.subject, len(order))):
        groups.setdefault(_same(one), []).append(one)
    return list(groups.values())


def _same(one: Target) -> tuple[object, ...]:
    claim = one.claim
    return (*claim.series, claim.value, claim.value_high, claim.unit, claim.qualifier, claim.period, claim.base)


def _row(desk: Desk, group: list[Assessment]) -> tuple[Cell, ...]:
    one = group[0]
    numbers = desk.cite(other.target.claim.claim_id for other in group)
    slipped = sorted({year for other in group for year in other.target.earlier_deadlines})
    said = desk.words
    put_off = said["slipped"].format(years=", ".join(map(str, slipped))) if slipped else ""
    return (
        cell(desk.name(one.target.claim.subject)),
        cell(Run(_aim(desk, one), numbers), put_off),
        _base(desk, one),
        cell("" if one.growth_percent is None else said["percent_a_year"].format(
            value=amount_text(one.growth_percent, desk.lang))),
        _ceiling(desk, one.ceiling),
        cell(said[f"verdict.{one.verdict}"]),
    )  # fmt: skip


def _aim(desk: Desk, one: Assessment) -> str:
    claims = desk.atlas.evidence.claims
    claim = one.target.claim
    return f"{matter_text(claim, desk.lang)}: {dated_text(claim, desk.lang, base=claims.get(claim.base))}"


def _base(desk: Desk, one: Assessment) -> Cell:
    base = one.target.base_claim or (one.amount.base if one.amount else None)
    if base is None:
        return ()
    scope = f"{scope_text(base.scope, desk.lang)}: " if base.scope and base.scope != one.target.claim.scope else ""
    is_assumed = one.target.is_base_assumed or (one.target.base_claim is None)
    text = scope + dated_text(base, desk.lang)
    return cell(Run(text, desk.cite([base.claim_id])), desk.words["base_assumed"] if is_assumed else "")


def _ceiling(desk: Desk, limit: Ceiling | None) -> Cell:
    if limit is None or limit.central is None or not limit.has_way:
        return ()
    text = interval_of(limit.low, limit.central, limit.high, desk.lang)
    names = ", ".join(desk.name(subject) for subject in limit.subjects)
    return cell(text, desk.words["binds_cell"].format(names=names) if names else "")
