"""What a check of claims against each other finds."""

from __future__ import annotations

from dataclasses import dataclass


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
