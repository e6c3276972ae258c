"""Wholes and parts: sums, averages, percentages, part-years and series that do not add up."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from geo.evidence.claims import figure
from geo.evidence.intervals import last_digit_unit
from geo.evidence.periods import is_whole_years
from geo.model.arithmetic import Finding
from geo.model.spans import days, span

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from geo.atlas import Atlas
    from geo.evidence.claims import Claim
    from geo.network.network import Network

_MEANS = frozenset({"border_time", "border_cost", "speed", "speed_with_delay", "transport_cost", "transit_time"})
_SUMS = frozenset({"length", "count"})
_JUMP = 2.0
"""How many times faster or slower than the rest a part may be before it is told."""


def parts(atlas: Atlas) -> Iterator[Finding]:
    """
    Add up the parts that a source gives beside a whole.

    Parts are places that make up the whole's place, or scopes of its length or count.

    Parameters
    ----------
    atlas
        The atlas.

    Yields
    ------
    finding
        One for each whole that the sum of its parts' intervals misses; all are as fine as the finest of them.
    """
    groups = defaultdict(list)
    for claim in atlas.evidence.claims.values():
        if claim.metric == "volume" or claim.metric in _SUMS:
            groups[claim.source_id, claim.metric, claim.period, claim.measure.dimension].append(claim)
    for group in groups.values():
        for whole in group:
            yield from _added(whole, _places_of(atlas.network, whole, group))
            yield from _added(whole, _scopes_of(whole, group))


def _places_of(network: Network, whole: Claim, group: list[Claim]) -> list[Claim]:
    """List the claims on places that make up the whole's place and do not overlap."""
    all_of = _members(network, whole.subject)
    alike = [c for c in group if c.subject != whole.subject and c.scope == whole.scope]
    inside = [c for c in alike if _members(network, c.subject) and _members(network, c.subject) < all_of]
    members = [member for claim in inside for member in _members(network, claim.subject)]
    return inside if len(members) == len(set(members)) and set(members) == all_of else []


def _members(network: Network, subject: str) -> frozenset[str]:
    if subject in network.sections:
        section = network.sections[subject]
        return frozenset(section.links or section.nodes)
    if subject in network.corridors:
        return frozenset(network.corridors[subject].link_ids)
    return frozenset({subject}) if subject in network.links or subject in network.nodes else frozenset()


def _scopes_of(whole: Claim, group: list[Claim]) -> list[Claim]:
    """List the scoped lengths or counts beside an unscoped one, or under a scope: reconstructed, reconstructed-x."""
    if whole.metric not in _SUMS:
        return []
    prefix = f"{whole.scope}-" if whole.scope else ""
    scoped = [c for c in group if c.subject == whole.subject and c.scope and c is not whole]
    found = [c for c in scoped if (c.scope or "").startswith(prefix)]
    return found if len(found) > 1 else []


def _added(whole: Claim, found: list[Claim]) -> Iterator[Finding]:
    if not found:
        return
    finest = min(last_digit_unit(claim.value) * claim.measure.factor for claim in (whole, *found))
    bounds = [_bounds(claim, finest) for claim in found]
    lows, highs = sum(low for low, _ in bounds), sum(high for _, high in bounds)
    floor, ceiling = _bounds(whole, finest)
    if lows <= ceiling and floor <= highs:
        return
    total = sum(claim.value * claim.measure.factor for claim in found) / whole.measure.factor
    gap = total - whole.value
    yield Finding(
        "parts-do-not-add-up", whole.subject, (whole.claim_id, *(claim.claim_id for claim in found)),
        f"{' + '.join(str(claim.value) for claim in found)} = {total:f}, not {figure(whole)}: {gap:+f}",
        "The parts given beside the whole do not add up to it.",
    )  # fmt: skip


def _bounds(claim: Claim, finest: Decimal) -> tuple[float, float]:
    """Give a claim's interval; figures side by side are as fine as the finest: 500 beside 263 is not 450 to 550."""
    value = claim.value * claim.measure.factor
    if claim.qualifier == "exact" and not claim.measure.is_count:
        return float(value - finest / 2), float(value + finest / 2)
    interval = claim.base_interval
    is_open = interval.high is None or interval.is_open_above
    return float(interval.low), float("inf") if is_open else float(interval.high or 0)


def averages(atlas: Atlas) -> Iterator[Finding]:
    """
    Look whether a mean lies between the least and the greatest of its parts.

    Parameters
    ----------
    atlas
        The atlas.

    Yields
    ------
    finding
        One for each mean outside its parts, from the same source and period.
    """
    groups = defaultdict(list)
    for claim in atlas.evidence.claims.values():
        if claim.metric in _MEANS and claim.statistic == "observed":
            groups[claim.source_id, claim.subject, claim.metric, claim.period, claim.measure.dimension].append(claim)
    for group in groups.values():
        scoped = [claim for claim in group if claim.scope]
        for whole in group:
            if whole.scope is None and len(scoped) > 1:
                yield from _outside(whole, scoped)


def _outside(whole: Claim, scoped: list[Claim]) -> Iterator[Finding]:
    ordered = sorted(scoped, key=lambda claim: claim.value * claim.measure.factor)
    low, high = ordered[0].base_interval.low, ordered[-1].base_interval.high
    most = whole.base_interval.high
    is_between = (high is None or whole.base_interval.low <= high) and (most is None or most >= low)
    if not is_between:
        yield Finding(
            "average-outside-parts", whole.subject, (whole.claim_id, *(claim.claim_id for claim in ordered)),
            f"{figure(whole)} is not between {figure(ordered[0])} and {figure(ordered[-1])}",
            "No weights give this mean of these parts.",
        )  # fmt: skip


def growth(atlas: Atlas) -> Iterator[Finding]:
    """
    Hold growth in percent against the two volumes that it lies between.

    Parameters
    ----------
    atlas
        The atlas.

    Yields
    ------
    finding
        One for each growth that no values within the two volumes' intervals give.
    """
    volumes = defaultdict(list)
    claims = list(atlas.evidence.claims.values())
    for claim in claims:
        if (claim.metric, claim.statistic) == ("volume", "observed"):
            volumes[claim.subject, claim.scope, claim.period].append(claim)
    for claim in claims:
        if (claim.metric, claim.unit, claim.statistic) == ("growth", "percent", "observed") and claim.base:
            for last in volumes[claim.subject, claim.scope, claim.period]:
                for first in volumes[claim.subject, claim.scope, claim.base]:
                    if first.measure.dimension == last.measure.dimension:
                        yield from _grown(claim, first, last)


def _grown(claim: Claim, first: Claim, last: Claim) -> Iterator[Finding]:
    ends = [
        (float(c.base_interval.low), float(c.base_interval.high or c.value * c.measure.factor)) for c in (first, last)
    ]
    (first_low, first_high), (last_low, last_high) = ends
    if first_low <= 0:
        return
    least, most = 100 * (last_low / first_high - 1), 100 * (last_high / first_low - 1)
    low = float(claim.interval.low)
    high = float("inf") if claim.interval.high is None or claim.interval.is_open_above else float(claim.interval.high)
    if least <= high and low <= most:
        return
    found = 100 * (float(last.value * last.measure.factor) / float(first.value * first.measure.factor) - 1)
    yield Finding(
        "growth-does-not-follow", claim.subject, (claim.claim_id, first.claim_id, last.claim_id),
        f"{figure(last)} / {figure(first)} - 1 = {found:+.1f} %, not {figure(claim)}",
        "The growth does not follow from the two volumes.",
    )  # fmt: skip


def paces(atlas: Atlas) -> Iterator[Finding]:
    """
    Hold the volume of a part of a year against that of the year.

    Parameters
    ----------
    atlas
        The atlas.

    Yields
    ------
    finding
        One where the rest of the year would have had to run at less than half, or more than twice, the part's pace.
    """
    observed = [c for c in atlas.evidence.claims.values() if (c.metric, c.statistic) == ("volume", "observed")]
    for year in observed:
        for part in observed:
            if is_whole_years(year.period) and part.series == year.series and _is_within(part.period, year.period):
                yield from _paced(part, year)


def _is_within(part: str, year: str) -> bool:
    inner, outer = span(part), span(year)
    return inner is not None and outer is not None and part != year and outer[0] <= inner[0] and inner[1] <= outer[1]


def _paced(part: Claim, year: Claim) -> Iterator[Finding]:
    length, left = days(part.period) or 0, (days(year.period) or 0) - (days(part.period) or 0)
    amount, whole = float(part.value * part.measure.factor), float(year.value * year.measure.factor)
    if left <= 0 or amount <= 0:
        return
    pace = (whole - amount) / left / (amount / length)
    if 1 / _JUMP <= pace <= _JUMP:
        return
    yield Finding(
        "part-year-out-of-pace", year.subject, (part.claim_id, year.claim_id),
        f"{figure(part)} in {length} d ({part.period}) leave {whole - amount:.3f} of {figure(year)} for {left} d:"
        f" {pace:.1f} times the pace",
        "The two figures probably do not count the same.",
    )  # fmt: skip


def outliers(atlas: Atlas) -> Iterator[Finding]:
    """
    Look for a year that is out of its series on one side of both neighbours.

    Parameters
    ----------
    atlas
        The atlas.

    Yields
    ------
    finding
        One for each mean (time, speed, cost) more than twice, or less than half, both the year before and after.
    """
    series: dict[tuple[str, ...], dict[int, Claim]] = defaultdict(dict)
    for fact in atlas.evidence.facts.values():
        claim = fact.winner
        if claim.metric in _MEANS and claim.statistic == "observed" and is_whole_years(claim.period):
            series[claim.series][int(claim.period)] = claim
    for found in series.values():
        years = sorted(found)
        for (before, year), (_, after) in pairwise(pairwise(years)):
            yield from _out_of_series(*(found[one] for one in (before, year, after)))


def _out_of_series(before: Claim, claim: Claim, after: Claim) -> Iterator[Finding]:
    value, *others = (float(c.value * c.measure.factor) for c in (claim, before, after))
    if min(others) <= 0 or value <= 0 or not (value > _JUMP * max(others) or value < min(others) / _JUMP):
        return
    yield Finding(
        "year-out-of-series", claim.subject, (before.claim_id, claim.claim_id, after.claim_id),
        f"{figure(before)} ({before.period}), {figure(claim)} ({claim.period}), {figure(after)} ({after.period}):"
        f" {value / others[0]:.2f} and {value / others[1]:.2f} times its neighbours",
        "One year is far off both its neighbours.",
    )  # fmt: skip
