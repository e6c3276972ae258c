"""The model held against what happened: volumes against its capacities, published train pairs against its formula."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Literal

from geo.errors import CorridorError
from geo.evidence.claims import figure
from geo.model.assumptions import ASSUMPTIONS
from geo.model.computed import computed_pairs
from geo.model.estimates import Estimate
from geo.model.profile import corridor_profiles
from geo.model.reported import known_since, reach_of, reported_capacities
from geo.model.spans import days, span
from geo.model.study import known_capacities
from geo.model.tonnes import DIMENSIONS, TRAINS, all_directions, in_mt, per_direction

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from geo.atlas import Atlas
    from geo.evidence.claims import Claim
    from geo.model.capacity import Capacity
    from geo.model.profile import Stretch
    from geo.model.reported import Reported
    from geo.model.study import Capacities

    Known = Callable[[int], Capacities]

Verdict = Literal["within", "above", "below", "undecided", "unknown"]
VERDICTS: tuple[Verdict, ...] = ("within", "above", "below", "undecided", "unknown")
BACKTEST_NOTE = (
    "Mt a year, all directions together. A link carries its capacity each way, a pipeline one way; a part of a year "
    "counts by its days. within: all that the volume may be lies under all that the capacity may be; above: none of it "
    "does; undecided: the intervals meet. Nothing is adjusted to fit."
)
PRACTICE_NOTE = (
    "Train pairs a day as published beside those that the formula of the number of tracks gives. above: more than the "
    "formula allows; below: less, as signals, engines and stations limit too, or trains other than those counted run."
)
_BINDS = "It binds the main route; goods that join or leave on the way do not pass it."
_YEAR_DAYS = 365
_CARGO: tuple[str, ...] = ("mass", "oil_rate", *TRAINS)


@dataclass(frozen=True)
class Trial:
    """
    One reported volume against what the model lets pass at the same place.

    Parameters
    ----------
    place
        The link, node, section or corridor.
    kind
        Which of these it is.
    period
        Of the volume.
    against
        What the capacity is said of: the place itself, or the section that binds it.
    volume, capacity
        Mt a year, all directions together; None where unknown.
    verdict
        ``"within"``, ``"above"``, ``"undecided"`` or ``"unknown"``.
    volume_claim_ids, capacity_claim_ids, assumption_ids
        What both rest on.
    note
        What a reader should know.
    """

    place: str
    kind: str
    period: str
    against: str
    volume: Estimate
    capacity: Estimate | None
    verdict: Verdict
    volume_claim_ids: tuple[str, ...]
    capacity_claim_ids: tuple[str, ...] = ()
    assumption_ids: tuple[str, ...] = ()
    note: str = ""

    @property
    def utilisation(self) -> tuple[float, float | None, float | None] | None:
        """The share of the capacity used: least, central, most; None where unknown, an end None where it has none."""
        if self.capacity is None:
            return None
        least = 0.0 if self.capacity.high is None else _share(self.volume.low, self.capacity.high)
        most = None if self.volume.high is None else _share(self.volume.high, self.capacity.low)
        central = _share(self.volume.central, self.capacity.central)
        return (0.0 if least is None else least, central, most)


@dataclass(frozen=True)
class PracticeTrial:
    """
    A published number of train pairs against the formula.

    Parameters
    ----------
    place
        The link, section or corridor.
    period
        Of the published figure.
    tracks
        The number of tracks computed with.
    is_known
        Whether the atlas has this number for that time; if not, one and two tracks are tried.
    reported, computed
        Pairs a day.
    verdict
        ``"within"`` the formula's interval, ``"above"``, ``"below"``, or ``"undecided"`` where the two meet.
    claim_ids, assumption_ids
        What both rest on.
    """

    place: str
    period: str
    tracks: int
    is_known: bool
    reported: Estimate
    computed: Estimate
    verdict: Verdict
    claim_ids: tuple[str, ...]
    assumption_ids: tuple[str, ...]


@dataclass(frozen=True)
class _Figure:
    """A capacity of a place, all directions together."""

    against: str
    mt: Estimate | None
    claim_ids: tuple[str, ...] = ()
    assumption_ids: tuple[str, ...] = ()
    note: str = ""


def backtest(atlas: Atlas) -> list[Trial]:
    """
    Hold every observed volume of a whole place against the model's capacity of that place, as known by that year.

    The capacity is the one reported of the place, of the latest year up to the volume's, else of the first year after;
    a corridor is held against the stretch that binds its main route as well. Volumes of a part of the goods, of one
    direction or without a year are left out, and so are places that are not drawn.

    Parameters
    ----------
    atlas
        The atlas.

    Returns
    -------
    trials
        By place, period and claim.
    """
    known = cache(lambda year: known_capacities(atlas, year=year))  # many volumes are of one year
    facts = atlas.evidence.facts.values()
    trials = [trial for fact in facts for trial in _trials(atlas, fact.winner, fact.claims, known)]
    return sorted(trials, key=lambda one: (one.place, one.period, one.against, one.volume_claim_ids))


def practice(atlas: Atlas) -> list[PracticeTrial]:
    """
    Hold published train pairs a day against the formulas of single and double track.

    Parameters
    ----------
    atlas
        The atlas.

    Returns
    -------
    trials
        By place, period and number of tracks. The tracks of the latest figure of a place are those of the atlas, the
        fewest on the way; those of former figures are unknown.
    """
    found = [one for one in reported_capacities(atlas) if one.claim.measure.dimension in TRAINS and one.reach.links]
    latest = {one.reach.subject: one for one in sorted(found, key=lambda one: one.since or 0)}
    trials = [trial for one in found for trial in _practice_trials(atlas, one, one is latest[one.reach.subject])]
    return sorted(trials, key=lambda one: (one.place, one.period, one.tracks))


def summary(trials: Iterable[Trial | PracticeTrial]) -> str:
    """
    Count the verdicts.

    Parameters
    ----------
    trials
        The trials.

    Returns
    -------
    text
        One sentence: how many of how many are within, and how many are not.
    """
    counts = Counter(one.verdict for one in trials)
    rest = ", ".join(f"{counts[name]} {name}" for name in VERDICTS[1:] if counts[name])
    return f"{counts['within']} of {counts.total()} within{'; ' + rest if rest else ''}."


def verdict_of(volume: Estimate, capacity: Estimate | None) -> Verdict:
    """
    Say whether a volume fits into a capacity.

    Parameters
    ----------
    volume
        Mt a year.
    capacity
        Mt a year; None where it is unknown.

    Returns
    -------
    verdict
        ``"within"`` if the most that the volume may be is no more than the least that the capacity may be, ``"above"``
        if its least is more than the capacity's most, else ``"undecided"``.
    """
    if capacity is None:
        return "unknown"
    if volume.high is not None and volume.high <= capacity.low:
        return "within"
    is_above = capacity.high is not None and volume.low > capacity.high
    return "above" if is_above else "undecided"


def _share(one: float, other: float) -> float | None:
    return one / other if other > 0 else None


def _trials(atlas: Atlas, volume: Claim, claims: tuple[Claim, ...], known: Known) -> Iterator[Trial]:
    ends, kind = span(volume.period), _kind(atlas, volume.subject)
    is_volume = (volume.metric, volume.statistic, volume.scope) == ("volume", "observed", None)
    if not (is_volume and kind and ends is not None and volume.measure.dimension in _CARGO):
        return
    carried = _a_year(volume)
    for one in _figures(atlas, volume.subject, kind, ends[1].year, known):
        yield Trial(
            volume.subject, kind, volume.period, one.against, carried, one.mt, verdict_of(carried, one.mt),
            tuple(claim.claim_id for claim in claims), one.claim_ids, one.assumption_ids, one.note,
        )  # fmt: skip


def _kind(atlas: Atlas, place: str) -> str:
    network = atlas.network
    groups: dict[str, Collection[str]] = {
        "corridor": network.corridors, "section": network.sections, "node": network.nodes, "link": network.links
    }  # fmt: skip
    return next((kind for kind, group in groups.items() if place in group), "")


def _a_year(volume: Claim) -> Estimate:
    """Give a volume in Mt a year: tonnes of a part of a year by its days, trains a day in both directions."""
    mt = in_mt(volume, ASSUMPTIONS).mt
    if volume.measure.dimension in TRAINS:
        return mt.times(2)
    is_total = volume.measure.dimension == "mass" and not volume.unit.endswith("/yr")
    length = min(days(volume.period) or _YEAR_DAYS, _whole_years(volume)) if is_total else _YEAR_DAYS
    return mt.times(_YEAR_DAYS / length)


def _whole_years(volume: Claim) -> int:
    """Count a year as 365 days, a leap year too."""
    ends = span(volume.period)
    return _YEAR_DAYS if ends is None else _YEAR_DAYS * (ends[1].year - ends[0].year + 1)


def _figures(atlas: Atlas, place: str, kind: str, year: int, known: Known) -> Iterator[_Figure]:
    own = _own(atlas, place, year)
    if own is not None:
        yield own
    if kind == "corridor":
        yield _binding(atlas, place, year, known)
    elif own is None:
        yield _modelled(atlas, place, kind, known(year))


def _own(atlas: Atlas, place: str, year: int) -> _Figure | None:
    """Take what is reported of the place itself, the field's own unit first, then the latest year that is not after."""
    dated: list[tuple[int | None, Claim, tuple[Claim, ...]]] = [
        (known_since(atlas, fact.winner), fact.winner, fact.claims)
        for fact in atlas.evidence.facts_by_subject.get(place, [])
        if (fact.winner.metric, fact.winner.statistic, fact.winner.scope) == ("capacity", "capacity", None)
        and fact.winner.measure.dimension in _CARGO
    ]  # fmt: skip
    known = [one for one in dated if one[0] is None or one[0] <= year]
    later = sorted((one for one in dated if one[0] is not None and one[0] > year), key=lambda one: one[0] or 0)
    best = max(known, key=lambda one: (-DIMENSIONS.index(one[1].measure.dimension), one[0] or 0), default=None)
    chosen = best or next(iter(later), None)
    if chosen is None:
        return None
    since, claim, claims = chosen
    mt, names, note = _whole_mt(atlas, claim)
    said = f"Known from {since} only; capacity is added rather than lost. " if best is None else ""
    text = f"{said}{figure(claim)} {claim.period or 'without a date'}. {note}".strip()
    return _Figure(place, mt, tuple(one.claim_id for one in claims), names, text)


def _whole_mt(atlas: Atlas, claim: Claim) -> tuple[Estimate, tuple[str, ...], str]:
    """Convert a capacity to Mt a year, all directions together."""
    converted, reach = in_mt(claim, ASSUMPTIONS), reach_of(atlas.network, claim)
    note = ""
    if claim.measure.dimension in TRAINS:
        converted = all_directions(converted, claim)
    elif reach is not None and reach.links:
        mode = atlas.network.links[reach.links[0]].mode
        one_way = per_direction(converted, mode, claim, ASSUMPTIONS)
        converted = replace(one_way, mt=one_way.mt.times(_ways(mode)))
    elif reach is None:
        note = "As printed, of the whole corridor."
    mt = converted.mt
    high = None if claim.interval.high is None or claim.interval.is_open_above else mt.high
    return Estimate(mt.low, mt.central, high), converted.assumption_ids, note


def _ways(mode: str) -> int:
    return 1 if mode == "pipeline" else 2


def _modelled(atlas: Atlas, place: str, kind: str, known: Capacities) -> _Figure:
    """Take what the model has for a place that no source gives a capacity of."""
    one: Capacity | None = None
    ways = 1
    if kind == "node":
        one = known.nodes.get(place)
    elif kind == "link":
        one, ways = known.links[place], _ways(atlas.network.links[place].mode)
    if one is None or one.low is None or one.central is None:
        return _Figure(place, None, note="No capacity is known by that year.")
    mt = Estimate(one.low, one.central, one.high).times(ways)
    return _Figure(one.subject or place, mt, one.claim_ids, one.assumption_ids, one.note)


def _binding(atlas: Atlas, corridor_id: str, year: int, known: Known) -> _Figure:
    """Take what binds the corridor's main route by the model, in both directions."""
    try:
        stretch = corridor_profiles(atlas, corridor_id, year=year, capacities=known(year))[0].binding
    except CorridorError:  # a route that is not continuous has no profile
        stretch = None
    if stretch is None or stretch.low is None or stretch.central is None:
        return _Figure("binding section", None, note="No capacity on its main route is known by that year.")
    mt = Estimate(stretch.low, stretch.central, stretch.high).times(_ways(stretch.mode))
    return _Figure(
        _stretch_name(stretch), mt, stretch.claim_ids, stretch.assumption_ids, f"{_BINDS} {stretch.note}".strip()
    )


def _stretch_name(one: Stretch) -> str:
    return one.subject or f"{one.from_node_id} to {one.to_node_id}"


def _practice_trials(atlas: Atlas, one: Reported, is_latest: bool) -> Iterator[PracticeTrial]:  # noqa: FBT001
    claim = one.claim
    known = [atlas.network.links[link_id].tracks for link_id in one.reach.links]
    tracks = min((number for number in known if number is not None), default=None) if is_latest else None
    interval = claim.base_interval
    value = float(claim.value)
    reported = Estimate(min(float(interval.low), value), value, None if interval.high is None else float(interval.high))
    names: tuple[str, ...] = ()
    if claim.measure.dimension == "trains_day":
        names = ("pairs-a-train",)
        reported = reported.times(ASSUMPTIONS["pairs-a-train"].estimate)
    for number in (1, 2) if tracks is None else (tracks,):
        computed, used = computed_pairs(number, ASSUMPTIONS)
        yield PracticeTrial(
            claim.subject, claim.period, number, tracks is not None, reported, computed,
            _practice_verdict(reported, computed), tuple(c.claim_id for c in one.fact.claims), (*names, *used),
        )  # fmt: skip


def _practice_verdict(reported: Estimate, computed: Estimate) -> Verdict:
    low, high = computed.low, computed.high
    if high is not None and reported.low > high:
        return "above"
    if reported.high is not None and reported.high < low:
        return "below"
    is_inside = reported.low >= low and high is not None and reported.high is not None and reported.high <= high
    return "within" if is_inside else "undecided"
