"""Decisions: an editor's judgement between claims, with its reason and the values it expects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import StringConstraints, model_validator

from geo.evidence.sources import Id, Text
from geo.records import Record, read_toml, toml_tables, unique, validate_all

if TYPE_CHECKING:
    from collections.abc import Hashable

    from geo.errors import Faults
    from geo.evidence.claims import Claim
    from geo.paths import AtlasPaths
    from geo.records import Row


class Decision(Record):
    """
    Which claim is shown first, why, and what the judgement was made on.

    `expects` maps every claim weighed to its value and unit as they were; the decision fails once one of them differs.
    """

    decision_id: Id
    winner: Id
    expects: dict[Id, Annotated[str, StringConstraints(pattern=r"^-?[0-9.]+(\.\.-?[0-9.]+)? \S+$")]]
    reason: Text
    reason_ru: Text | None = None
    reason_kk: Text | None = None

    @model_validator(mode="after")
    def _check_winner(self) -> Decision:
        if self.winner not in self.expects:
            raise ValueError("The `winner` is one of the claims that `expects` lists.")
        if len(self.expects) < 2:
            raise ValueError("`expects` lists all the claims weighed, at least two.")
        return self


def expected_text(claim: Claim) -> str:
    """
    Write a claim's figure the way a decision expects it.

    Parameters
    ----------
    claim
        The claim.

    Returns
    -------
    text
        Value and unit, ``"12 train_pairs/day"``; a range as ``"5.8..6.0 Mt/yr"``.
    """
    high = "" if claim.value_high is None else f"..{claim.value_high:f}"
    return f"{claim.value:f}{high} {claim.unit}"


def read_decisions(paths: AtlasPaths, claims: dict[str, Claim], faults: Faults) -> dict[str, Decision]:
    """
    Read the decisions and hold each against the claims as they are now.

    Parameters
    ----------
    paths
        The atlas' folders.
    claims
        All claims.
    faults
        Where to note decisions that have expired.

    Returns
    -------
    decisions
        By id; none where there is no ``decisions.toml``.
    """
    path = paths.seeds / "decisions.toml"
    if not path.exists():
        return {}
    label = paths.label(path)
    row = read_toml(path, label, faults)
    if row is None:
        return {}
    for key in sorted(row.data.keys() - {"decision"}):
        message = f"{key[:80]!r} is not a table of decisions.toml."
        faults.add(label, row.line_of([key]), "field-unknown", message, "Use [[decision]].")
    pairs = validate_all(toml_tables(row, "decision", faults), Decision, faults)
    for table, decision in pairs:
        for claim_id, message in expired(decision, claims).items():
            if claim_id not in faults.told:
                fix = "Weigh the claims again, then correct `expects` and `winner`."
                line = table.line_of(["expects", claim_id])
                faults.add(label, line, "decision-expired", message, fix)
    _check_agreement(pairs, claims, faults)
    return unique(pairs, lambda decision: decision.decision_id, faults)


def _check_agreement(pairs: list[tuple[Row, Decision]], claims: dict[str, Claim], faults: Faults) -> None:
    """Note decisions that put two claims first in one matter."""
    seen: dict[Hashable, dict[str, Decision]] = {}
    for row, decision in pairs:
        rivals: dict[str, Decision] = {}
        for matter in _matters(decision, claims):
            first = seen.setdefault(matter, {})
            rivals |= {other.decision_id: other for winner, other in first.items() if winner != decision.winner}
            first.setdefault(decision.winner, decision)
        for other in rivals.values():
            one, two = (f"{each.decision_id} puts {each.winner}" for each in (decision, other))
            message = f"{one} first, and {two}, in one matter."
            fix = "Make one decision of both, or give both the same `winner`."
            faults.add(row.file, row.line, "decision-contradiction", message, fix)


def _matters(decision: Decision, claims: dict[str, Claim]) -> list[Hashable]:
    """Name what a decision is about: its own matter, and with each claim that it weighs, that matter of any period."""
    winner = claims.get(decision.winner)
    if winner is None:
        return []
    of_any_period = (winner.subject, winner.metric, winner.scope)
    return [(winner.series, winner.period), *((claim_id, of_any_period) for claim_id in decision.expects)]


def expired(decision: Decision, claims: dict[str, Claim]) -> dict[str, str]:
    """
    Say in what a decision no longer fits the claims.

    Parameters
    ----------
    decision
        The decision.
    claims
        All claims.

    Returns
    -------
    messages
        Claim id to sentence for each claim that is gone or has another figure; empty if the decision holds.
    """
    messages = {}
    for claim_id, text in decision.expects.items():
        claim = claims.get(claim_id)
        if claim is None:
            messages[claim_id] = f"{decision.decision_id} expects the claim {claim_id}, which does not exist."
        elif expected_text(claim) != text:
            found = expected_text(claim)
            messages[claim_id] = f"{decision.decision_id} expects {claim_id} to say {text!r}; it says {found!r}."
    return messages
