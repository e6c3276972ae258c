"""Checks on lengths: measured against reported, and along the line against straight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.checks.finding import Finding
from geo.network.geometry import segment_lengths

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from geo.atlas import Atlas
    from geo.evidence.claims import Claim

TOLERANCE_PERCENT = 5.0
MAX_SINUOSITY = 2.0


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
    for subject, link_ids, note in _measurable(atlas):
        claim = atlas.length_claim(subject)
        if claim is None or note is not None or not link_ids:
            continue
        measured = sum(atlas.network.length_km[link_id] for link_id in link_ids)
        reported = _nearest_km(claim, measured)
        percent = 100 * (measured - reported) / reported if reported else 0.0
        if abs(percent) > TOLERANCE_PERCENT:
            message = (
                f"{subject} measures {measured:,.1f} km, {claim.claim_id} reports {reported:,.1f} km:"
                f" ({measured:,.1f} - {reported:,.1f}) / {reported:,.1f} = {percent:+.1f} %."
            )
            field = "note" if subject in atlas.network.links else "length_note"
            yield Finding(atlas.network.place(subject), message, f"Correct the geometry, or say why in `{field}`.")


def _measurable(atlas: Atlas) -> Iterator[tuple[str, Iterable[str], str | None]]:
    network = atlas.network
    for link in network.links.values():
        yield link.link_id, (link.link_id,), link.note
    for section in network.sections.values():
        yield section.section_id, section.links, section.length_note
    for corridor in network.corridors.values():
        yield corridor.corridor_id, corridor.route[0].links, corridor.length_note


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
    Find links much longer than the straight line between their ends.

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
        if direct and length > MAX_SINUOSITY * direct:
            message = (
                f"{link.link_id} is {length:,.1f} km long, {length / direct:.1f} times the {direct:,.1f} km"
                " between its ends."
            )
            yield Finding(atlas.network.place(link.link_id), message, "Look for a detour, or a vertex out of order.")
