"""What a timeline shows: what was observed, what is aimed at, and a projection from one to the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.evidence.periods import is_whole_years, last_year
from geo.evidence.targets import AIMS
from geo.model.aimed import METRICS
from geo.model.aims import Model, assess_targets, series_of
from geo.model.assumptions import ASSUMPTIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.atlas import Atlas
    from geo.evidence.claims import Claim
    from geo.model.application import Applied
    from geo.model.projection import Point

_DIMENSIONS = ("mass", "train_pairs_day", "trains_day", "containers", "oil_rate", "vehicles_day")


@dataclass(frozen=True)
class Dated:
    """
    A figure in its year.

    Parameters
    ----------
    first_year, year
        The first and the last year of the period.
    low, central, high
        In the base unit of its dimension; `high` None where nothing sets a ceiling.
    is_part
        Whether it is of a part of a year.
    claims
        The claims that print it, the winner first.
    earlier
        Of an aim, the years for which the same was announced before.
    is_rival
        Whether a source contradicts it with a figure that counts.
    """

    first_year: int
    year: int
    low: float
    central: float
    high: float | None
    is_part: bool
    claims: tuple[Claim, ...]
    earlier: tuple[int, ...] = ()
    is_rival: bool = False

    @property
    def claim(self) -> Claim:
        """The claim that is printed."""
        return self.claims[0]


@dataclass(frozen=True)
class Panel:
    """
    Figures of one metric and dimension.

    Parameters
    ----------
    metric
        ``"volume"`` or ``"capacity"``.
    dimension
        What they are measured in.
    observed
        What was carried, or could be.
    aims
        Targets, plans, proposals and forecasts with a deadline.
    open_aims
        Those without.
    """

    metric: str
    dimension: str
    observed: tuple[Dated, ...]
    aims: tuple[Dated, ...]
    open_aims: tuple[Claim, ...]


@dataclass(frozen=True)
class Timeline:
    """
    The figures of a subject by year.

    Parameters
    ----------
    subject
        The subject.
    panels
        The most telling first; empty where no figure has a year.
    relations
        Aims that say how many times, and by how much, without an amount.
    projected
        The modelled years up to the aim of the first panel's volume; empty where nothing is projected.
    projected_to
        The claim that is projected to.
    """

    subject: str
    panels: tuple[Panel, ...]
    relations: tuple[Claim, ...]
    projected: tuple[Point, ...] = ()
    projected_to: Claim | None = None


def read_timeline(atlas: Atlas, subject: str, *, applied: Mapping[int, Applied] | None = None) -> Timeline:
    """
    Gather the figures of a subject by year.

    Parameters
    ----------
    atlas
        The atlas.
    subject
        A corridor, section, link, node or entry.
    applied
        A scenario applied for each year, under whose ceilings is projected; None for the capacities known now.

    Returns
    -------
    timeline
        What there is.
    """
    winners = [fact for fact in atlas.evidence.facts_by_subject.get(subject, []) if fact.winner.scope is None]
    panels = []
    for metric in METRICS:
        for dimension in _DIMENSIONS:
            claims = {
                fact.winner.claim_id: fact.claims for fact in winners
                if (fact.winner.metric, fact.winner.measure.dimension) == (metric, dimension)
            }  # fmt: skip
            if claims:
                panels.append(_panel(atlas, metric, dimension, list(claims.values())))
    relations = tuple(
        fact.winner for fact in winners
        if fact.winner.statistic in AIMS and fact.winner.measure.dimension in {"ratio", "percent"}
        and fact.winner.metric in {*METRICS, "growth"}
    )  # fmt: skip
    projected, aim = _projected(atlas, subject, applied or {})
    return Timeline(subject, tuple(panels), relations, projected, aim)


def _panel(atlas: Atlas, metric: str, dimension: str, groups: list[tuple[Claim, ...]]) -> Panel:
    slipped = {one.claim.claim_id: one.earlier_deadlines for one in atlas.evidence.targets}
    seen: list[Dated] = []
    aims: list[Dated] = []
    open_aims: list[Claim] = []
    for claims in groups:
        printed: dict[tuple[float, float, float | None], list[Claim]] = {_amount(claim): [] for claim in claims}
        for claim in claims:
            printed[_amount(claim)].append(claim)
        for place, (amount, same) in enumerate(printed.items()):
            period = same[0].period
            year = last_year(period)
            if year is None:
                open_aims.append(same[0])
                continue
            is_part = not is_whole_years(period) and int(period[:4]) == year
            one = Dated(
                int(period[:4]), year, *amount, is_part, tuple(same), slipped.get(same[0].claim_id, ()), place > 0
            )
            (aims if same[0].statistic in AIMS else seen).append(one)
    return Panel(metric, dimension, tuple(sorted(seen, key=_order)), tuple(sorted(aims, key=_order)), tuple(open_aims))


def _order(one: Dated) -> tuple[int, bool, float, str]:
    return (one.year, one.is_part, one.central, one.claim.claim_id)


def _amount(claim: Claim) -> tuple[float, float, float | None]:
    interval = claim.base_interval
    low, high = float(interval.low), None if interval.high is None else float(interval.high)
    printed = float(claim.value * claim.measure.factor)
    central = (low + high) / 2 if claim.value_high is not None and high is not None else printed
    return max(low, 0.0), central, high


def _projected(atlas: Atlas, subject: str, applied: Mapping[int, Applied]) -> tuple[tuple[Point, ...], Claim | None]:
    """Project the whole volume to its latest aim, as the ledger of targets does."""
    targets = [
        one for one in atlas.evidence.targets
        if (one.claim.subject, one.claim.metric, one.claim.scope) == (subject, "volume", None) and one.deadline
    ]  # fmt: skip
    if not targets:
        return (), None
    last = max(targets, key=lambda one: (one.deadline or 0, one.claim.claim_id))
    model = Model(atlas, ASSUMPTIONS, applied)
    (assessed,) = assess_targets(model, targets=[last])
    points = tuple(point for point in series_of(model, assessed) if point.series in {"projected", "ceiling"})
    years = {point.year for point in points if point.series == "projected"}
    return (points, last.claim) if len(years) > 1 else ((), None)  # one year on, a projection is its aim
