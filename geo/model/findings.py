"""What a corridor's profile says, in sentences: what binds, what may bind instead, what its own figures are worth."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from geo.evidence.claims import figure

if TYPE_CHECKING:
    from geo.atlas import Atlas
    from geo.model.capacity import Capacity
    from geo.model.profile import Profile, Stretch

    Amount: TypeAlias = Capacity | Stretch


def findings(atlas: Atlas, profile: Profile) -> list[str]:
    """
    Say in sentences what binds, what may bind instead, and what the corridor's own figures are worth.

    Parameters
    ----------
    atlas
        The atlas.
    profile
        The profile of a route.

    Returns
    -------
    lines
        Sentences: of the route, then of the whole corridor.
    """
    return [*of_the_route(atlas, profile), *of_the_whole(profile)]


def of_the_route(atlas: Atlas, profile: Profile) -> list[str]:
    """
    Say in sentences what binds on a route, and what may bind instead.

    Parameters
    ----------
    atlas
        The atlas.
    profile
        The profile of the route.

    Returns
    -------
    lines
        Sentences.
    """
    one = profile.binding
    if one is None:
        return ["Nothing is known of any stretch: what binds is unknown."]
    binds = f"Binding: {stretch_name(atlas, one)}, {native_text(one)}, {mt_text(one)} Mt a year and direction."
    lines = [f"{binds} {one.note}".strip()]
    if profile.rivals:
        others = "; ".join(f"{stretch_name(atlas, other)} ({mt_text(other)})" for other in profile.rivals)
        lines.append(f"Undecided within the intervals; may bind instead: {others}.")
    share = round(100 * (1 - profile.known_km / profile.length_km)) if profile.length_km else 0
    if share:
        lines.append(f"Of {share} % of the length no capacity is known: something there may bind as well.")
    return lines + [
        f"{claim.statistic.capitalize()} for it {claim.period or 'without a year'}: {figure(claim)} ({claim.claim_id})."
        for claim in profile.aims
    ]


def of_the_whole(profile: Profile) -> list[str]:
    """
    Give the corridor's own figures, which are of none of its stretches and the same for all its routes.

    Parameters
    ----------
    profile
        The profile of any of its routes.

    Returns
    -------
    lines
        Sentences.
    """
    return [
        f"Of the whole corridor, no section's, {claim.period or 'without a year'}: {figure(claim)} ({claim.claim_id})."
        for claim in profile.corridor_claims
    ]


def stretch_name(atlas: Atlas, one: Stretch) -> str:
    """
    Name a stretch.

    Parameters
    ----------
    atlas
        The atlas.
    one
        The stretch.

    Returns
    -------
    name
        Of the section or place that its capacity is said of, else of its ends.
    """
    if one.subject and (len(one.link_ids) > 1 or one.from_node_id == one.to_node_id):
        return atlas.subject_name(one.subject)
    ends = dict.fromkeys((one.from_node_id, one.to_node_id))
    return " – ".join(atlas.subject_name(node_id) for node_id in ends)


def native_text(one: Amount) -> str | None:
    """
    Write a capacity in its own unit.

    Parameters
    ----------
    one
        The capacity.

    Returns
    -------
    text
        Value and unit; None where there is none.
    """
    digits = 3 if one.basis == "computed" else 6  # more would say what no formula knows
    return None if one.native_value is None else f"{one.native_value:.{digits}g} {one.native_unit}"


def mt_text(one: Amount) -> str | None:
    """
    Write a capacity in Mt a year.

    Parameters
    ----------
    one
        The capacity.

    Returns
    -------
    text
        Low, central, high; None where it is unknown, and … for an end that nothing sets.
    """
    if one.central is None:
        return None
    high = "…" if one.high is None else f"{one.high:.1f}"
    return f"{one.low:.1f} – {one.central:.1f} – {high}"
