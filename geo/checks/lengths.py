"""Checks on lengths: measured against reported, and along the line against straight."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.checks.finding import Finding
from geo.network.geometry import segment_lengths

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from geo.atlas import Atlas
    from geo.evidence.claims import Claim

TOLERANCE_PERCENT = 5.0
MAX_SINUOSITY = 2.0


@dataclass(frozen=True)
class LengthDifference:
    """
    How a measured length compares with the one reported.

    Parameters
    ----------
    kind
        ``"corridor"``, ``"section"`` or ``"link"``.
    subject
        Its id.
    measured_km
        The length along the geometry.
    reported_km
        The length reported; of an open one or a range, what comes nearest to the measured.
    difference_percent
        How much longer than reported the geometry is.
    claim_id
        The claim that reports it.
    explanation
        The subject's note on it, None if it has none.
    """

    kind: str
    subject: str
    measured_km: float
    reported_km: float
    difference_percent: float
    claim_id: str
    explanation: str | None


def unexplained_lengths(atlas: Atlas) -> Iterator[Finding]:
    """
    Find lengths that differ from the reported ones without a note.

    Parameters
    ----------
    atlas
        The atlas.

    Yields
    ------
    finding
        One for each link, section and corridor, with the arithmetic.
    """
    for row in length_table(atlas):
        measured, reported, percent = row.measured_km, row.reported_km, row.difference_percent
        if row.explanation is None and abs(percent) > TOLERANCE_PERCENT:
            message = (
                f"{row.subject} measures {measured:,.1f} km, {row.claim_id} reports {reported:,.1f} km:"
                f" ({measured:,.1f} - {reported:,.1f}) / {reported:,.1f} = {percent:+.1f} %."
            )
            field = "note" if row.kind == "link" else "length_note"
            yield Finding(atlas.network.place(row.subject), message, f"Correct the geometry, or say why in `{field}`.")


def length_table(atlas: Atlas) -> list[LengthDifference]:
    """
    Hold every length that a source reports against the one measured.

    Parameters
    ----------
    atlas
        The atlas.

    Returns
    -------
    differences
        One for each corridor (its main route), section and link with a reported length, in this order.
    """
    found = []
    for kind, subject, link_ids, note in _measurable(atlas):
        claim = atlas.length_claim(subject)
        if claim is not None and link_ids:
            measured = sum(atlas.network.length_km[link_id] for link_id in link_ids)
            reported = _nearest_km(claim, measured)
            percent = 100 * (measured - reported) / reported if reported else 0.0
            found.append(LengthDifference(kind, subject, measured, reported, percent, claim.claim_id, note))
    return found


def reported_links(atlas: Atlas) -> dict[str, tuple[float, str]]:
    """
    Tell how long sources say that links are.

    Parameters
    ----------
    atlas
        The atlas.

    Returns
    -------
    reported
        Kilometres and the claim that reports them, by link; of a link, or of a section that is one link alone. The
        upper end of a range.
    """
    found: dict[str, tuple[float, str]] = {}
    for kind, subject, link_ids, _ in _measurable(atlas):
        claim = atlas.length_claim(subject)
        if kind != "corridor" and claim is not None and len(link_ids) == 1:
            (link_id,) = link_ids
            found[link_id] = (float((claim.value_high or claim.value) * claim.measure.factor), claim.claim_id)
    return found


def _measurable(atlas: Atlas) -> Iterator[tuple[str, str, Collection[str], str | None]]:
    network = atlas.network
    for corridor in network.corridors.values():
        yield "corridor", corridor.corridor_id, corridor.route[0].links, corridor.length_note
    for section in network.sections.values():
        yield "section", section.section_id, section.links, section.length_note
    for link in network.links.values():
        yield "link", link.link_id, (link.link_id,), link.note


def _nearest_km(claim: Claim, measured: float) -> float:
    """Give the reported length, or what of an open one or a range comes nearest to the measured."""
    low, high = (float(v * claim.measure.factor) for v in (claim.value, claim.value_high or claim.value))
    if claim.qualifier in {"over", "at_least"}:
        return max(low, measured)
    if claim.qualifier == "up_to":
        return min(high, measured)
    return min(max(measured, low), high)


def winding_links(atlas: Atlas) -> Iterator[Finding]:
    """
    Find links much longer than the straight line between their ends, without a note that says why.

    Parameters
    ----------
    atlas
        The atlas.

    Yields
    ------
    finding
        One for each link.
    """
    links = list(atlas.network.links.values())
    straight = segment_lengths([(link.line[0], link.line[-1]) for link in links])
    for link, (direct,) in zip(links, straight, strict=True):
        length = atlas.network.length_km[link.link_id]
        if direct and length > MAX_SINUOSITY * direct and not link.note:
            message = (
                f"{link.link_id} is {length:,.1f} km long, {length / direct:.1f} times the {direct:,.1f} km"
                " between its ends."
            )
            yield Finding(
                atlas.network.place(link.link_id), message, "Look for a vertex out of order, or write a `note`."
            )
