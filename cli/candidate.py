"""A candidate of an article, as a person sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.printing import plain

if TYPE_CHECKING:
    from geo.reading.articles import Article
    from geo.reading.findings import Finding


def shown(article: Article, finding: Finding) -> dict[str, object]:
    """Give a finding as a row for people."""
    from geo.evidence.claims import figure  # noqa: PLC0415 - lists for machines print no figures

    claim = finding.candidate.claim
    words = plain(article.text[claim.start or 0 : claim.end or 0])
    scope = f" ({claim.scope})" if claim.scope else ""
    return {
        "words": words, "figure": figure(claim), "subject": claim.subject + scope, "metric": claim.metric,
        "period": claim.period or None, "statistic": claim.statistic, "confidence": finding.candidate.confidence,
        "relation": finding.relation.kind, "claims": finding.relation.claim_ids,
    }  # fmt: skip
