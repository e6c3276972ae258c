"""What a check of claims against each other finds, and how figures are written in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo.evidence.claims import Claim


@dataclass(frozen=True, order=True)
class Finding:
    """
    Claims that do not go together.

    Parameters
    ----------
    kind
        The check, hyphenated.
    subject
        What the claims speak of.
    claim_ids
        The claims.
    arithmetic
        The calculation, as text.
    message
        What it means, as one sentence.
    """

    kind: str
    subject: str
    claim_ids: tuple[str, ...]
    arithmetic: str
    message: str

    def __str__(self) -> str:
        """Give the finding as one line."""
        return f"{self.subject}: [{self.kind}] {self.arithmetic}. {self.message} ({', '.join(self.claim_ids)})"


def figure(claim: Claim) -> str:
    """
    Write a claim's figure.

    Parameters
    ----------
    claim
        The claim.

    Returns
    -------
    text
        Qualifier where it is not exact, value and unit: ``"over 11 Mt/yr"``, ``"75–77 trains/day"``.
    """
    value = f"{claim.value}" if claim.value_high is None else f"{claim.value}–{claim.value_high}"
    word = "" if claim.qualifier in ("exact", "range") else claim.qualifier.replace("_", " ") + " "
    return f"{word}{value} {claim.unit}"
