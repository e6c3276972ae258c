"""What a check finds, before it is told as a fault of its rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from geo.atlas import Atlas
    from geo.evidence.claims import Claim


class Finding(NamedTuple):
    """
    One thing that a check found.

    Parameters
    ----------
    place
        File and line.
    message
        What was found, as one sentence.
    fix
        What to do about it, as one sentence.
    """

    place: tuple[str, int]
    message: str
    fix: str


def at_claim(atlas: Atlas, claim: Claim, message: str, fix: str) -> Finding:
    """
    Make a finding that stands where a claim does.

    Parameters
    ----------
    atlas
        The atlas.
    claim
        The claim.
    message, fix
        As in `Finding`.

    Returns
    -------
    finding
        With the claim's file and line.
    """
    return Finding(atlas.evidence.place("Claim", claim.claim_id), message, fix)
