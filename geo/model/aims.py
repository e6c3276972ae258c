"""Reported targets held against the model: growth, ceiling, what would bind, and what it takes to reach them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from geo.model.aimed import amount_of, base_point, tonnes
from geo.model.ceilings import Ceilings, course_graphs, course_of
from geo.model.expansion import Expansion, Plan, Terms, smallest_expansion
from geo.model.projection import Point, Projection, project
from geo.model.study import known_capacities
from geo.model.tonnes import DIMENSIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo.atlas import Atlas
    from geo.evidence.claims import Claim
    from geo.evidence.targets import Target
    from geo.model.aimed import Amount
    from geo.model.application import Applied
    from geo.model.assumptions import Assumption
    from geo.model.ceilings import Ceiling
    from geo.model.study import Capacities

Verdict = Literal["within", "undecided", "short", "no known limit", "no way", "not modelled"]
AIM_NOTES = """\
Growth: a year, from the base to the aim. A base that its source does not name is the latest figure of the same kind, \
and marked assumed.
Verdict: within, if even the low end of the modelled ceiling is enough; short, if not even the high end is; else \
undecided. Sources leave open whether tonnes are of one direction or both.
Expansions: the fewest capacities, then the fewest whole steps, that let the aim pass at the central values. Nothing \
is known of costs: every Mt weighs the same. What is unknown does not bind and is never expanded.
A target with a scope (containers, oil, a first phase) is of a part: what else passes needs room beside it."""


@dataclass(frozen=True)
class Assessment:
    """
    One reported target, held against the model.

    Parameters
    ----------
    target
        The target.
    amount
        What it comes to in Mt a year; None where it sets no tonnes.
    growth_percent
        A year, from base to aim; None where it cannot be known.
    ceiling
        What the capacities leave in its year; None where the subject is not drawn.
    verdict
        Whether the aim fits under the ceiling.
    plan
        The smallest set of expansions; None where none is needed, or none is enough on the terms given.
    announced
        What the plan expands, each with the claims that aim at more capacity of it; none where nothing is announced.
    projection
        From the base to the aim; None without a base year.
    reason
        Why it is not modelled, or what a reader should know.
    """

    target: Target
    amount: Amount | None
    growth_percent: float | None
    ceiling: Ceiling | None
    verdict: Verdict
    plan: Plan | None = None
    announced: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    projection: Projection | None = None
    reason: str = ""


@dataclass
class Model:
    """
    The capacities that targets are held against, year by year.

    Parameters
    ----------
    atlas
        The atlas.
    assumptions
        All assumptions.
    applied
        A scenario applied for each year; empty for the capacities that are known now, whatever the year.
    """

    atlas: Atlas
    assumptions: Mapping[str, Assumption]
    applied: Mapping[int, Applied]

    _ceilings: Ceilings = field(default_factory=Ceilings, init=False, repr=False)

    @cached_property
    def _now(self) -> Capacities:
        return known_capacities(self.atlas)

    def at(self, year: int) -> tuple[Atlas, Capacities, frozenset[str]]:
        """
        Give network, capacities and what is closed in a year.

        Parameters
        ----------
        year
            The year.

        Returns
        -------
        atlas, capacities, closed
            As the scenario has them.
        """
        if year in self.applied:
            one = self.applied[year]
            return one.atlas, one.capacities, one.closed
        return self.atlas, self._now, frozenset()

    def ceiling(self, subject: str, year: int) -> Ceiling | None:
        """
        Give the most that can pass over a subject in a year.

        Parameters
        ----------
        subject
            A corridor, section, link or node.
        year
            The year.

        Returns
        -------
        ceiling
            None for what is not drawn.
        """
        atlas, capacities, closed = self.at(year)
        return self._ceilings.of(atlas, capacities, subject, closed=closed)


def assess_targets(model: Model, *, terms: Terms | None = None, targets: Iterable[Target] | None = None,
                   ) -> list[Assessment]:  # fmt: skip
    """
    Hold targets against the model.

    Parameters
    ----------
    model
        Capacities by year.
    terms
        On which capacities can be expanded.
    targets
        Which; all of the atlas if not given.

    Returns
    -------
    assessments
        In the order of the targets; those that set no tonnes or speak of what is not drawn say why.
    """
    found = model.atlas.evidence.targets if targets is None else targets
    return [_assess(model, one, terms or Terms()) for one in found]


def target_years(atlas: Atlas) -> list[int]:
    """
    List the years that targets need the model for.

    Parameters
    ----------
    atlas
        The atlas.

    Returns
    -------
    years
        From the first base or announcement to the last deadline.
    """
    found = [year for one in atlas.evidence.targets for year in (one.base_year, one.deadline) if year is not None]
    return list(range(min(found), max(found) + 1)) if found else []


def _assess(model: Model, target: Target, terms: Terms) -> Assessment:
    claim = target.claim
    amount, reason = amount_of(model.atlas, target, model.assumptions)
    if amount is None:
        return Assessment(target, None, target.growth_percent, None, "not modelled", reason=reason)
    year = target.deadline or _announced(target)
    limit = model.ceiling(claim.subject, year)
    growth = _growth(target, amount, model)
    if limit is None:
        reason = "It is not drawn as one way from end to end."
        return Assessment(target, amount, growth, None, "not modelled", reason=reason)
    notes = [amount.note] if amount.note else []
    verdict = _verdict_in_unit(model, claim, limit, year) or _verdict(amount.mt, limit)
    plan = _plan(model, target, amount, terms, year) if verdict in ("undecided", "short") else None
    if plan is None and verdict in ("undecided", "short") and (limit.central or 0.0) < amount.mt:
        notes.append("No expansion on these terms is enough.")
    announced = _announcements(model.atlas, plan)
    projection = _projection(model, target, amount)
    return Assessment(target, amount, growth, limit, verdict, plan, announced, projection, " ".join(notes))


def _announced(target: Target) -> int:
    """Give the year of an aim without a deadline: that of its announcement."""
    return int(target.announced[:4] or 0)


def _verdict(mt: float, limit: Ceiling) -> Verdict:
    if not limit.has_way:
        return "no way"
    if limit.central is None:
        return "no known limit"
    if limit.low is not None and mt <= limit.low:
        return "within"
    return "undecided" if limit.high is None or mt <= limit.high else "short"


def _verdict_in_unit(model: Model, claim: Claim, limit: Ceiling, year: int) -> Verdict | None:
    """Compare trains with trains where both are of the same subject: what a train carries is then of no matter."""
    if limit.subjects != (claim.subject,) or claim.measure.dimension not in DIMENSIONS:
        return None
    record = model.at(year)[1].of(limit.binds[0])
    if record is None or record.native_value is None or record.native_unit != claim.unit or record.high is None:
        return None
    return "within" if record.native_value >= float(claim.value) else "short"


def _growth(target: Target, amount: Amount, model: Model) -> float | None:
    """Give the growth that the ledger has, or that an assumed base leads to."""
    base = base_point(amount, model.assumptions)
    if target.growth_percent is not None or base is None or target.deadline is None:
        return target.growth_percent
    years = target.deadline - base.year
    return 100 * ((amount.mt / base.mt) ** (1 / years) - 1) if years > 0 and base.mt else None


def _projection(model: Model, target: Target, amount: Amount) -> Projection | None:
    base = base_point(amount, model.assumptions)
    if base is None or target.deadline is None or target.deadline <= base.year or target.claim.metric == "capacity":
        return None
    limits = [model.ceiling(target.claim.subject, year) for year in range(base.year + 1, target.deadline + 1)]
    aim = Point("target", target.deadline, amount.mt, target.claim.claim_id)
    return project(base, aim, [None if one is None else one.central for one in limits])


def _plan(model: Model, target: Target, amount: Amount, terms: Terms, year: int) -> Plan | None:
    atlas, capacities, closed = model.at(year)
    course = course_of(atlas, target.claim.subject)
    if course is None:
        return None
    if course.ends is None:
        return _plan_of_places(model, target, amount, terms, year)
    graph = course_graphs(atlas, capacities, course, closed=closed)["central"]
    return smallest_expansion(graph, course.ends, _needed(model, target, amount, year), terms)


def _needed(model: Model, target: Target, amount: Amount, year: int) -> dict[int, float]:
    """Say what must pass from the announcement on: a volume grows steadily, a capacity is there in its year."""
    base = base_point(amount, model.assumptions)
    first = min(year, _announced(target) + 1)
    if base is None or not base.mt or base.year >= year or target.claim.metric == "capacity":
        return dict.fromkeys(range(first, year), 0.0) | {year: amount.mt}
    first = max(first, base.year + 1)
    rate = (amount.mt / base.mt) ** (1 / (year - base.year))
    return {at: base.mt * rate ** (at - base.year) for at in range(first, year)} | {year: amount.mt}


def _plan_of_places(model: Model, target: Target, amount: Amount, terms: Terms, year: int) -> Plan | None:
    """Places beside each other add up; which of them grows is left open."""
    limit = model.ceiling(target.claim.subject, year)
    names = [name for name in (limit.subjects if limit else ()) if name not in terms.fixed]
    if limit is None or limit.central is None or not names:
        return None
    steps = -(-(amount.mt - limit.central - 1e-9) // terms.step_mt)
    added = max(0.0, steps * terms.step_mt)
    subject = names[0] if len(names) == 1 else target.claim.subject
    if terms.budget_mt is not None and added * terms.weight(subject) > terms.budget_mt:
        return None
    return Plan((Expansion(subject, added, {year: added}),) if added else (), {year: limit.central + added})


def _announcements(atlas: Atlas, plan: Plan | None) -> dict[str, tuple[str, ...]]:
    aims = [one.claim for one in atlas.evidence.targets if one.claim.metric == "capacity"]
    return {
        one.subject: tuple(claim.claim_id for claim in aims if claim.subject == one.subject)
        for one in (plan.expansions if plan else ())
    }


def series_of(model: Model, one: Assessment) -> list[Point]:
    """
    List the series of one target, each point named for what it is.

    Parameters
    ----------
    model
        What it was held against.
    one
        The target, assessed.

    Returns
    -------
    points
        What was observed in whole years, the aim, the ceiling and the projection; empty where nothing is projected.
    """
    base = None if one.amount is None else one.amount.base
    if one.projection is None or one.amount is None or base is None or one.target.deadline is None:
        return []
    facts = model.atlas.evidence.facts_by_subject.get(base.subject, [])
    seen = [fact.winner for fact in facts if fact.winner.series == base.series and fact.winner.period.isdigit()]
    observed = [Point("observed", int(one.period), tonnes(one, model.assumptions), one.claim_id) for one in seen]
    aim = Point("target", one.target.deadline, one.amount.mt, one.target.claim.claim_id)
    return [*sorted(observed, key=lambda point: point.year), aim, *one.projection.points]
