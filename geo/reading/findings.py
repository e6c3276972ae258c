"""Findings: what an article holds for an atlas, candidate by candidate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo.evidence.claims import COLUMNS, Claim
from geo.reading.candidates import MAX_CANDIDATES, MAX_READ, Candidate, Reader
from geo.reading.comparison import Relation, relate
from geo.reading.forms import EXTRA_NOTE, has_morphology

if TYPE_CHECKING:
    from geo.atlas import Atlas
    from geo.reading.articles import Article


@dataclass(frozen=True)
class Finding:
    """
    A candidate, and how it stands to the atlas.

    Parameters
    ----------
    candidate
        The candidate.
    relation
        Whether it repeats, confirms or contradicts claims, or is new.
    """

    candidate: Candidate
    relation: Relation


def find_claims(atlas: Atlas, article: Article) -> tuple[list[Finding], list[str]]:
    """
    Find the figures of an article that may be claims of an atlas.

    Parameters
    ----------
    atlas
        The atlas whose names are looked for.
    article
        The article.

    Returns
    -------
    findings
        In the order of the text.
    notes
        What was assumed, and what the tools at hand could not do.
    """
    claims = list(atlas.evidence.claims.values())
    candidates = Reader(atlas, article.lang).candidates(article.text, article.date)
    notes = [*article.notes]
    if article.lang == "ru" and not has_morphology():
        notes.append(EXTRA_NOTE)
    notes += [f"the atlas has this very text as {source.source_id}" for source in atlas.evidence.sources.values()
              if source.sha256 == article.sha256]  # fmt: skip
    if not article.date:
        notes.append("the article's date is not known, so last year and the like are not read; give it by --date")
    if len(article.text) > MAX_READ:
        notes.append(f"only the first {MAX_READ:,} characters were read")
    if len(candidates) == MAX_CANDIDATES:
        notes.append(f"only the first {MAX_CANDIDATES:,} candidates are listed")
    return [Finding(candidate, relate(candidate.claim, claims)) for candidate in candidates], notes


def claim_cells(claim: Claim) -> dict[str, str]:
    """
    Write a claim as the cells of its row in a CSV file.

    Parameters
    ----------
    claim
        The claim.

    Returns
    -------
    cells
        By column, empty where nothing is known.
    """
    cells = {name: getattr(claim, name) for name in COLUMNS} | {"disputes": " ".join(claim.disputes)}
    return {name: "" if value is None else f"{value:f}" if name.startswith("value") else str(value)
            for name, value in cells.items()}  # fmt: skip


def finding_row(finding: Finding) -> dict[str, Any]:
    """
    Flatten a finding.

    Parameters
    ----------
    finding
        The finding.

    Returns
    -------
    row
        The cells of the claim as it would stand, the sentence, what is doubtful, and the claims it stands to.
    """
    candidate = finding.candidate
    cells = claim_cells(candidate.claim)
    del cells["claim_id"]
    return cells | {
        "start": candidate.claim.start,
        "end": candidate.claim.end,
        "sentence": candidate.sentence,
        "confidence": candidate.confidence,
        "doubts": list(candidate.doubts),
        "other_subjects": list(candidate.others),
        "relation": finding.relation.kind,
        "claims": list(finding.relation.claim_ids),
        "near_claims": list(finding.relation.near),
    }
