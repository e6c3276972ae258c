"""Claims held against each other: what does not follow from what, with the arithmetic."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from geo.evidence.claims import figure
from geo.model.arithmetic import Finding
from geo.model.assumptions import ASSUMPTIONS
from geo.model.reported import known_since
from geo.model.spans import days, span
from geo.model.sums import averages, growth, outliers, paces, parts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.atlas import Atlas
    from geo.evidence.claims import Claim

_COMPARED = frozenset({"mass", "containers", "oil_rate"})
_YEAR_DAYS = 365


def inconsistencies(atlas: Atlas) -> list[Finding]:
    """
    List claims that cannot all be true, or cannot mean what they seem to.

    Parameters
    ----------
    atlas
        The atlas.

    Returns
    -------
    findings
        Volumes above a capacity, sums and averages that do not follow from their parts, percentages that do not follow
        from their ends, part-years that do not fit their year, years far out of their series, tonnes a train that
        cannot be net, and one target announced for several years; by kind, subject and claims.
    """
    checks = (above_capacity, parts, averages, growth, paces, outliers, tonnes_a_train, slipping_targets)
    return sorted(chain.from_iterable(check(atlas) for check in checks))


def above_capacity(atlas: Atlas) -> Iterator[Finding]:
    """
    Hold each observed volume against the capacities reported of the same place.

    Against the latest capacity of that year or before, and the first one after it: capacity is added rather than lost.
    A part of a year is held against its share of the capacity.

    Parameters
    ----------
    atlas
        The atlas.

    Yields
    ------
    finding
        One for each volume whose least is above a capacity's most.
    """
    claims = list(atlas.evidence.claims.values())
    capacities = defaultdict(list)
    for claim in claims:
        if claim.statistic == "capacity" and claim.measure.dimension in _COMPARED:
            capacities[_place(claim)].append(claim)
    for volume in claims:
        if (volume.metric, volume.statistic) == ("volume", "observed"):
            for capacity in _in_force(atlas, capacities[_place(volume)], volume):
                yield from _compare(volume, capacity)


def _place(claim: Claim) -> tuple[str, str, str]:
    return (claim.subject, claim.scope or "", claim.measure.dimension)


def _in_force(atlas: Atlas, capacities: list[Claim], volume: Claim) -> list[Claim]:
    ends = span(volume.period)
    if ends is None or "cumulative" in (volume.scope or ""):
        return []
    dated = sorted((since, c.claim_id, c) for c in capacities if (since := known_since(atlas, c)) is not None)
    before = [claim for since, _, claim in dated if since <= ends[1].year]
    after = [claim for since, _, claim in dated if since > ends[1].year]
    return [*before[-1:], *after[:1]]


def _compare(volume: Claim, capacity: Claim) -> Iterator[Finding]:
    share = min((days(volume.period) or _YEAR_DAYS) / _YEAR_DAYS, 1.0)
    low, high = float(volume.base_interval.low), capacity.base_interval.high
    if high is None or capacity.base_interval.is_open_above or low <= float(high) * share:
        return
    part = "" if share == 1 else f" · {days(volume.period)}/{_YEAR_DAYS} d"
    ratio = float(volume.value * volume.measure.factor) / (float(capacity.value * capacity.measure.factor) * share)
    yield Finding(
        "volume-above-capacity", volume.subject, (volume.claim_id, capacity.claim_id),
        f"{figure(volume)} ({volume.period}) > {figure(capacity)} ({capacity.period or 'undated'}){part}:"
        f" {100 * ratio:.0f} % of the capacity",
        "More was carried than the capacity reported of the same place.",
    )  # fmt: skip


def tonnes_a_train(atlas: Atlas) -> Iterator[Finding]:
    """
    Divide tonnes by trains of the same place and time, and look at train masses.

    Parameters
    ----------
    atlas
        The atlas.

    Yields
    ------
    finding
        One for each quotient or mass above the greatest net mass assumed of a train.
    """
    limit = ASSUMPTIONS["net-t-a-train"].high
    volumes = [c for c in atlas.evidence.claims.values() if c.metric == "volume" and c.statistic == "observed"]
    masses = [c for c in volumes if c.measure.dimension == "mass" and c.scope is None and c.period]
    for mass in masses:
        for trains in volumes:
            found = _quotient(mass, trains) if trains.subject == mass.subject else None
            if found is not None and found[0] > limit:
                yield Finding(
                    "tonnes-a-train", mass.subject, (mass.claim_id, trains.claim_id),
                    f"{found[1]} = {found[0]:,.0f} t a train > {limit:,.0f} t net",
                    "Not all of these tonnes can have gone by these trains.",
                )  # fmt: skip
    for claim in atlas.evidence.claims.values():
        tonnes = float(claim.value * claim.measure.factor) * 1e6
        if claim.metric == "train_mass" and tonnes > limit:
            yield Finding(
                "tonnes-a-train", claim.subject, (claim.claim_id,), f"{tonnes:,.0f} t > {limit:,.0f} t net",
                "A mass that is gross, not net.",
            )  # fmt: skip


def _quotient(mass: Claim, trains: Claim) -> tuple[float, str] | None:
    """Divide by the trains of the same period, or by a day's trains of the same year times the days of the period."""
    tonnes, number = float(mass.value * mass.measure.factor) * 1e6, float(trains.value_high or trains.value)
    length, ends, others = days(mass.period), span(mass.period), span(trains.period)
    if not number or length is None or ends is None or others is None:
        return None
    if trains.measure.dimension == "trains" and trains.period == mass.period:
        return tonnes / number, f"{figure(mass)} / {figure(trains)}"
    is_near = ends[0] <= others[1] and others[0] <= ends[1]
    if trains.measure.dimension == "trains_day" and is_near:
        return tonnes / number / length, f"{figure(mass)} / ({length} d · {figure(trains)})"
    return None


@dataclass(frozen=True)
class _Aim:
    deadline: int
    announced: str
    claim: Claim


def slipping_targets(atlas: Atlas) -> Iterator[Finding]:
    """
    Find targets of one figure that were announced for several years.

    Parameters
    ----------
    atlas
        The atlas.

    Yields
    ------
    finding
        One for each such target.
    """
    aims = defaultdict(list)
    for target in atlas.evidence.targets:
        if target.deadline is not None:
            claim = target.claim
            key = (*claim.series[:3], claim.value * claim.measure.factor, claim.value_high, claim.measure.dimension)
            aims[key].append(_Aim(target.deadline, target.announced or "undated", claim))
    for group in aims.values():
        years = sorted({aim.deadline for aim in group})
        if len(years) > 1:
            said = sorted((aim.deadline, aim.announced, aim.claim.claim_id) for aim in group)
            yield Finding(
                "one-target-several-years", group[0].claim.subject, tuple(name for _, _, name in said),
                f"{figure(group[0].claim)} by "
                + ", ".join(f"{year} (said {announced})" for year, announced, _ in said)
                + f": {years[-1]} - {years[0]} = {years[-1] - years[0]} years apart",
                "The same target was announced for several years.",
            )  # fmt: skip
