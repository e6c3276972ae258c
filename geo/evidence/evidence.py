"""Evidence: sources, claims and decisions, read and checked as one."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from geo.evidence.claims import Claim, read_claims
from geo.evidence.decisions import Decision, read_decisions
from geo.evidence.settle import Conflict, Fact, FactKey, conflicts, decided, settle
from geo.evidence.sources import Source, read_sources
from geo.evidence.targets import Target, targets

if TYPE_CHECKING:
    from geo.errors import Faults
    from geo.paths import AtlasPaths


@dataclass(frozen=True)
class Evidence:
    """
    What the documents say, and how it is judged.

    Parameters
    ----------
    sources, claims, decisions
        By id.
    places
        Where each record stands: its kind (``"Claim"``) and id to file and line.
    """

    sources: dict[str, Source]
    claims: dict[str, Claim]
    decisions: dict[str, Decision]
    places: dict[tuple[str, str], tuple[str, int]] = field(default_factory=dict, repr=False)

    def place(self, kind: str, record_id: str) -> tuple[str, int]:
        """
        Say where a record stands.

        Parameters
        ----------
        kind
            ``"Source"``, ``"Claim"`` or ``"Decision"``.
        record_id
            Its id.

        Returns
        -------
        file, line
            The file's label and the line from 1; an empty place for a record made in memory.
        """
        return self.places.get((kind, record_id), ("", 0))

    @cached_property
    def facts(self) -> dict[FactKey, Fact]:
        """What the claims settle to, by matter."""
        return settle(self.claims.values(), self.sources, self.decisions.values())

    @cached_property
    def conflicts(self) -> list[Conflict]:
        """The claims that contradict each other."""
        return conflicts(self.claims.values(), self.decisions.values())

    @cached_property
    def decided(self) -> list[Conflict]:
        """What decisions chose between although the intervals leave it open; it makes no claim disputed."""
        return decided(self.claims, self.decisions.values(), self.conflicts)

    def weighed(self, conflict: Conflict) -> tuple[Claim, ...]:
        """
        Give the claims of a conflict, and those that the decision weighed with them.

        Parameters
        ----------
        conflict
            The conflict.

        Returns
        -------
        claims
            The conflict's own, then the others that its decision expects, its winner among them.
        """
        decision = self.decisions.get(conflict.decision_id or "")
        others = [self.claims[claim_id] for claim_id in decision.expects] if decision else []
        own = {claim.claim_id: claim for claim in conflict.claims}
        return tuple((own | {claim.claim_id: claim for claim in others}).values())

    @cached_property
    def targets(self) -> list[Target]:
        """The ledger of announced aims."""
        return targets(self.claims.values(), self.sources, self.facts.values())

    @cached_property
    def facts_by_subject(self) -> dict[str, list[Fact]]:
        """The facts of each subject, in the order of the claims."""
        found: dict[str, list[Fact]] = {}
        for fact in self.facts.values():
            found.setdefault(fact.winner.subject, []).append(fact)
        return found

    @cached_property
    def claims_by_subject(self) -> dict[str, list[Claim]]:
        """The claims about each subject, in their order."""
        found: dict[str, list[Claim]] = {}
        for claim in self.claims.values():
            found.setdefault(claim.subject, []).append(claim)
        return found

    @cached_property
    def disputed_claim_ids(self) -> frozenset[str]:
        """The claims that some other claim contradicts."""
        return frozenset(claim.claim_id for conflict in self.conflicts for claim in conflict.claims)


def read_evidence(paths: AtlasPaths, faults: Faults) -> Evidence:
    """
    Read the evidence of an atlas.

    Parameters
    ----------
    paths
        The atlas' folders.
    faults
        Where to note what is wrong.

    Returns
    -------
    evidence
        As far as it could be read; valid if no fault was noted.
    """
    sources = read_sources(paths, faults)
    claims = read_claims(paths, sources, faults)
    decisions = read_decisions(paths, claims, faults)
    return Evidence(sources, claims, decisions, dict(faults.places))
