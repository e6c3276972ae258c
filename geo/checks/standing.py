"""Checks of what is said against what is drawn: statuses, tracks, lanes and gauges, aims that are behind."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from geo.checks.finding import Finding, at_claim
from geo.evidence.decisions import expected_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.atlas import Atlas
    from geo.network.links import Link

_UNOPENED = frozenset({"construction", "planned"})
_ATTRIBUTES = {"tracks": "tracks", "lanes": "lanes", "gauge": "gauge_mm"}
"""Metrics that say what a link's attribute says."""


def corridor_statuses(atlas: Atlas) -> Iterator[Finding]:
    """
    Find corridors in use of which nothing is, and corridors to come of which everything is.

    Parameters
    ----------
    atlas
        The atlas.

    Yields
    ------
    finding
        One for each corridor.
    """
    for corridor in atlas.network.corridors.values():
        statuses = {atlas.network.links[link_id].status for link_id in corridor.link_ids}
        is_told_open = corridor.status == "operating"
        is_wrong = "operating" not in statuses if is_told_open else statuses == {"operating"}
        if is_wrong:
            message = f"{corridor.corridor_id} is {corridor.status}; its links are {', '.join(sorted(statuses))}."
            place = atlas.network.place(corridor.corridor_id)
            yield Finding(place, message, "Correct the `status` of the corridor or of its links.")


def observed_before_opening(atlas: Atlas) -> Iterator[Finding]:
    """
    Find volumes observed on links and sections that are not open yet.

    Parameters
    ----------
    atlas
        The atlas.

    Yields
    ------
    finding
        One for each claim.
    """
    for claim in atlas.evidence.claims.values():
        statuses = {link.status for link in _links(atlas, claim.subject)}
        if (claim.metric, claim.statistic) == ("volume", "observed") and statuses and statuses <= _UNOPENED:
            message = f"{claim.claim_id} observes {expected_text(claim)} on {claim.subject}, which is not open."
            yield at_claim(atlas, claim, message, "Correct the links' `status`, or call it a `forecast`.")


def differing_attributes(atlas: Atlas) -> Iterator[Finding]:
    """
    Find tracks, lanes and gauges that a source reports otherwise than the links have them.

    Parameters
    ----------
    atlas
        The atlas.

    Yields
    ------
    finding
        One for each claim, of a link or section, that some link does not fit; a link that does not know fits.
    """
    for claim in atlas.evidence.claims.values():
        field = _ATTRIBUTES.get(claim.metric)
        if field is None or claim.statistic != "observed" or claim.scope is not None:
            continue
        interval = claim.interval
        others = [
            f"{link.link_id} {value}"
            for link in _links(atlas, claim.subject)
            if (value := getattr(link, field)) is not None
            and not interval.low <= Decimal(value) <= (interval.high or Decimal(value))
        ]
        if others:
            message = f"{claim.claim_id} reports {expected_text(claim)} of {claim.subject}; {', '.join(others)}."
            yield at_claim(atlas, claim, message, f"Correct `{field}` of the links, or narrow the claim by `scope`.")


def overtaken_aims(atlas: Atlas) -> Iterator[Finding]:
    """
    Find aims that are below what they start from.

    Parameters
    ----------
    atlas
        The atlas.

    Yields
    ------
    finding
        One for each aim that would be a fall.
    """
    for target in atlas.evidence.targets:
        base = target.base_claim
        if base is not None and target.growth_percent is not None and target.growth_percent < 0:
            message = (
                f"{target.claim.claim_id} aims at {expected_text(target.claim)} in {target.claim.period};"
                f" {base.claim_id} has {expected_text(base)} in {base.period} already."
            )
            yield at_claim(atlas, target.claim, message, "Correct one, part them by `scope`, or link the right `base`.")


def _links(atlas: Atlas, subject: str) -> list[Link]:
    links, section = atlas.network.links, atlas.network.sections.get(subject)
    ids = section.links if section is not None else (subject,) if subject in links else ()
    return [links[link_id] for link_id in ids]
