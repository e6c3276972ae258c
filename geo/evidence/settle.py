"""Settle claims into facts: an interval for one subject, metric and period, its winner, and whether it is disputed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.evidence.claims import Claim
    from geo.evidence.decisions import Decision
    from geo.evidence.sources import Source

FactKey = tuple[str, str, str, str, str, str]
"""Subject, metric, scope, statistic, dimension, period."""


@dataclass(frozen=True)
class Fact:
    """
    What the claims settle to for one subject, metric, scope, statistic and period.

    Parameters
    ----------
    winner
        The claim that a product prints first.
    claims
        All claims on the matter, the winner first.
    rivals
        The claims of it, or of another matter, that contradict one of these.
    decision_id
        The decision that chose the winner; None where rank and date did.
    """

    winner: Claim
    claims: tuple[Claim, ...]
    rivals: tuple[Claim, ...]
    decision_id: str | None

    @property
    def is_disputed(self) -> bool:
        """Whether claims on the matter contradict each other."""
        return bool(self.rivals)


@dataclass(frozen=True)
class Conflict:
    """
    Claims that cannot all be true.

    Parameters
    ----------
    claims
        The claims, at least two, in the order of their ids.
    kind
        ``"figures"`` where intervals do not meet, ``"words"`` where an editor saw the contradiction, ``"decided"``
        where intervals meet and a decision had to choose between figures or deadlines.
    decision_id
        The decision that settles it, None if none does.
    """

    claims: tuple[Claim, ...]
    kind: str
    decision_id: str | None


def fact_key(claim: Claim) -> FactKey:
    """
    Say what matter a claim speaks of.

    Parameters
    ----------
    claim
        The claim.

    Returns
    -------
    key
        Subject, metric, scope, statistic, dimension, period.
    """
    return (*claim.series, claim.period)


def conflicts(claims: Iterable[Claim], decisions: Iterable[Decision]) -> list[Conflict]:
    """
    Find the claims that contradict each other.

    Parameters
    ----------
    claims
        All claims.
    decisions
        All decisions.

    Returns
    -------
    conflicts
        One for each matter whose intervals do not all meet, then one for each contradiction in words.
    """
    records = list(claims)
    judgements = list(decisions)
    by_id = {claim.claim_id: claim for claim in records}
    found = {}
    for group in _groups(records).values():
        rivals = _rivals(group)
        if rivals:
            found[_ids(rivals)] = Conflict(rivals, "figures", _decided(rivals, judgements))
    for claim in records:
        if claim.disputes:
            words = tuple(sorted((claim, *(by_id[name] for name in claim.disputes)), key=_by_id))
            found.setdefault(_ids(words), Conflict(words, "words", _decided(words, judgements)))
    return list(found.values())


def decided(claims: dict[str, Claim], decisions: Iterable[Decision], found: Iterable[Conflict]) -> list[Conflict]:
    """
    Find what decisions chose between although the intervals leave it open.

    Parameters
    ----------
    claims
        All claims, by id.
    decisions
        All decisions.
    found
        The conflicts that `conflicts` finds.

    Returns
    -------
    conflicts
        One for each decision that settles none of `found` and weighs figures or deadlines that are printed differently.
    """
    settled = {conflict.decision_id for conflict in found}
    chosen = []
    for decision in decisions:
        weighed = tuple(sorted((claims[claim_id] for claim_id in decision.expects), key=_by_id))
        printed = {(claim.value, claim.value_high, claim.unit, claim.qualifier, claim.period) for claim in weighed}
        if decision.decision_id not in settled and len(printed) > 1:
            chosen.append(Conflict(weighed, "decided", decision.decision_id))
    return chosen


def settle(claims: Iterable[Claim], sources: dict[str, Source], decisions: Iterable[Decision]) -> dict[FactKey, Fact]:
    """
    Settle claims into facts.

    A decision comes first; without one a verified claim stands before an unverified, then the newer source, then the
    smaller claim id.

    Parameters
    ----------
    claims
        All claims.
    sources
        Their sources.
    decisions
        The editor's decisions.

    Returns
    -------
    facts
        By matter, in the order in which the claims first speak of it.
    """
    records = list(claims)
    chosen = {d.winner: d.decision_id for d in decisions}
    in_words: dict[str, list[Claim]] = defaultdict(list)
    for conflict in conflicts(records, ()):
        if conflict.kind == "words":
            for claim in conflict.claims:
                in_words[claim.claim_id] += [other for other in conflict.claims if other is not claim]
    facts = {}
    for key, group in _groups(records).items():
        ranked = sorted(group, key=lambda claim: _rank(claim, sources, chosen))
        others = [other for claim in ranked for other in in_words[claim.claim_id]]
        rivals = tuple(dict.fromkeys([*_rivals(group), *others]))
        facts[key] = Fact(ranked[0], tuple(ranked), rivals, chosen.get(ranked[0].claim_id))
    return facts


def _groups(claims: list[Claim]) -> dict[FactKey, list[Claim]]:
    groups: dict[FactKey, list[Claim]] = defaultdict(list)
    for claim in claims:
        groups[fact_key(claim)].append(claim)
    return groups


def _rivals(group: list[Claim]) -> tuple[Claim, ...]:
    """Claims of one matter that some other one of it contradicts."""
    rivals = {
        claim.claim_id: claim
        for one, other in combinations(group, 2)
        if not one.base_interval.overlaps(other.base_interval)
        for claim in (one, other)
    }
    return tuple(sorted(rivals.values(), key=_by_id))


def _by_id(claim: Claim) -> str:
    return claim.claim_id


def _ids(claims: Iterable[Claim]) -> frozenset[str]:
    return frozenset(map(_by_id, claims))


def _decided(claims: Iterable[Claim], decisions: list[Decision]) -> str | None:
    """Name the decision that weighed all these claims."""
    ids = _ids(claims)
    return next((d.decision_id for d in decisions if ids <= d.expects.keys()), None)


def _rank(claim: Claim, sources: dict[str, Source], chosen: dict[str, str]) -> tuple[object, ...]:
    source = sources[claim.source_id]
    # A year alone stands before its months and days: what is known less exactly counts as older
    newest_first = tuple(-ord(char) for char in source.date_text.ljust(len("2025-10-09")))
    return (claim.claim_id not in chosen, not source.is_document, newest_first, claim.claim_id)
