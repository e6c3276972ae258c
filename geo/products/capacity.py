"""What is known of each corridor, section, place and entry: volume, capacity and target, kept apart."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geo.evidence.periods import is_whole_years, last_year
from geo.evidence.targets import AIMS
from geo.languages import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from geo.atlas import Atlas
    from geo.evidence.claims import Claim
    from geo.evidence.decisions import Decision
    from geo.evidence.settle import Fact
    from geo.evidence.sources import Source

ROLES = ("volume", "capacity", "target")
AIM_METRICS = frozenset({"volume", "capacity", "growth", "lanes", "tracks"})
_ROLE_OF = {("volume", "observed"): "volume", ("volume", "capacity"): "capacity", ("capacity", "capacity"): "capacity"}
_DIMENSIONS = ("mass", "train_pairs_day", "trains_day", "vehicles_day", "oil_rate", "containers")
_AIM_ORDER = ("target", "plan", "forecast", "proposal")
_NO_YEAR = 9999
_KEPT_AS = "_capacity_rows"


@dataclass(frozen=True)
class Figure:
    """
    One settled figure with what a reader needs to judge it.

    Parameters
    ----------
    fact
        What the claims settle to.
    sources
        The sources that print this very figure, the winner's first.
    also
        The claims that agree by their interval but print another figure, each with its source.
    rivals
        The claims that contradict it, each with its source.
    earlier_deadlines
        For an aim, the years for which the same was announced before.
    base
        The claim that a growth or a ratio is measured against, where the source names it.
    """

    fact: Fact
    sources: tuple[Source, ...]
    also: tuple[tuple[Claim, Source], ...] = ()
    rivals: tuple[tuple[Claim, Source], ...] = ()
    earlier_deadlines: tuple[int, ...] = ()
    base: Claim | None = None

    @property
    def claim(self) -> Claim:
        """The claim that is printed."""
        return self.fact.winner

    @property
    def claim_ids(self) -> tuple[str, ...]:
        """The claims that print this very figure, the winner first."""
        apart = {claim.claim_id for claim, _ in (*self.also, *self.rivals)}
        return tuple(name for name in self.all_claim_ids if name not in apart)

    @property
    def also_claim_ids(self) -> tuple[str, ...]:
        """The claims that agree but print another figure."""
        return tuple(claim.claim_id for claim, _ in self.also)

    @property
    def all_claim_ids(self) -> tuple[str, ...]:
        """All claims on the matter, the printed one first."""
        return tuple(claim.claim_id for claim in self.fact.claims)


@dataclass(frozen=True)
class CapacityRow:
    """
    What the evidence says of one subject; the first figure of each kind is the one to print.

    Parameters
    ----------
    corridor_id
        The corridor under which the subject stands; empty for an entry without alignment.
    subject
        The subject's id.
    names
        Language to name.
    level
        ``"corridor"``, ``"section"``, ``"link"``, ``"node"`` or ``"entry"``.
    modes, statuses
        Of its links; the status of a corridor is its own.
    length_km
        Measured; of a corridor, that of its main route; None where there is nothing to measure.
    length
        The reported length.
    volume
        Observed volumes.
    capacity
        Capacities as they are or were.
    target
        Targets, plans and forecasts of volume or capacity.
    other
        Everything else that the sources say of it.
    """

    corridor_id: str
    subject: str
    names: dict[str, str]
    level: str
    modes: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    length_km: float | None = None
    length: Figure | None = None
    volume: tuple[Figure, ...] = ()
    capacity: tuple[Figure, ...] = ()
    target: tuple[Figure, ...] = ()
    other: tuple[Figure, ...] = ()

    @property
    def figures(self) -> list[Figure]:
        """All figures in the order in which a table shows them."""
        length = [] if self.length is None else [self.length]
        return [*length, *self.volume, *self.capacity, *self.target, *self.other]

    @property
    def length_reported_km(self) -> float | None:
        """The reported length in kilometres."""
        claim = None if self.length is None else self.length.claim
        return None if claim is None else float(claim.value * claim.measure.factor)

    @property
    def is_disputed(self) -> bool:
        """Whether sources contradict each other on any of its figures."""
        return any(figure.fact.is_disputed for figure in self.figures)


def capacity_rows(atlas: Atlas, corridor_ids: Sequence[str] | None = None) -> list[CapacityRow]:
    """
    Lay out what is known, one subject a row.

    Parameters
    ----------
    atlas
        The atlas.
    corridor_ids
        Corridors or entries, in this order; None for all corridors, then all entries.

    Returns
    -------
    rows
        Each corridor, then its sections, links and nodes of which a source speaks; every subject once, a section
        under its home where that is asked for; entries at the end.

    Raises
    ------
    UnknownIdError
        If the atlas has neither a corridor nor an entry of such an id.
    """
    network = atlas.network
    wanted = [*network.corridors, *network.entries] if corridor_ids is None else list(dict.fromkeys(corridor_ids))
    subjects = {corridor_id: atlas.corridor_subjects(corridor_id) for corridor_id in wanted}
    maker: _RowMaker = vars(atlas).get(_KEPT_AS) or vars(atlas).setdefault(_KEPT_AS, _RowMaker(atlas))
    homes = network.section_homes
    rows: list[CapacityRow] = []
    shown: set[str] = set()
    for corridor_id in sorted(wanted, key=lambda name: name in network.entries):
        for subject in subjects[corridor_id]:
            is_away = homes.get(subject, corridor_id) != corridor_id and homes[subject] in subjects
            if subject in shown or is_away or not (subject == corridor_id or maker.has_claims(subject)):
                continue
            shown.add(subject)
            rows.append(maker.kept_row(corridor_id, subject))
    return rows


def row_sources(rows: Iterable[CapacityRow]) -> dict[str, tuple[int, Source]]:
    """
    Give the sources of a table numbers in the order of their first use.

    Parameters
    ----------
    rows
        The table.

    Returns
    -------
    numbered
        Source id to its number from 1 and its record; in the order of the numbers.
    """
    numbered: dict[str, tuple[int, Source]] = {}
    for row in rows:
        for figure in row.figures:
            for source in (*figure.sources, *(source for _, source in (*figure.also, *figure.rivals))):
                numbered.setdefault(source.source_id, (len(numbered) + 1, source))
    return numbered


@dataclass
class _RowMaker:
    """Makes the rows of an atlas, each once: it stands in the table of all corridors and in that of its own."""

    atlas: Atlas
    made: dict[tuple[str, str], CapacityRow] = field(default_factory=dict)
    slipped: dict[str, tuple[int, ...]] = field(init=False)
    this_year: int = field(init=False)
    decisions: list[Decision] = field(init=False)
    judged: dict[str, list[int]] = field(default_factory=dict)
    sections_of: dict[tuple[str, ...], list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        evidence = self.atlas.evidence
        self.slipped = {aim.claim.claim_id: aim.earlier_deadlines for aim in evidence.targets}
        # The newest source stands for today: a table must not change with the clock
        self.this_year = max((int(s.date_text[:4]) for s in evidence.sources.values() if s.date_text), default=0)

        self.decisions = list(evidence.decisions.values())
        for number, decision in enumerate(self.decisions):
            for claim_id in decision.expects:
                self.judged.setdefault(claim_id, []).append(number)
        for section in self.atlas.network.sections.values():
            self.sections_of.setdefault(section.links, []).append(section.section_id)

    def has_claims(self, subject: str) -> bool:
        return subject in self.atlas.evidence.facts_by_subject

    def kept_row(self, corridor_id: str, subject: str) -> CapacityRow:
        key = (corridor_id, subject)
        if key not in self.made:
            self.made[key] = self.row(corridor_id, subject)
        return self.made[key]

    def row(self, corridor_id: str, subject: str) -> CapacityRow:
        atlas, network = self.atlas, self.atlas.network
        level, links = self._place(subject)
        statuses: tuple[str, ...] = tuple(dict.fromkeys(network.links[link_id].status for link_id in links))
        if level == "corridor":
            statuses = (network.corridors[subject].status,)
        length = self._length(subject)
        facts = [f for f in atlas.evidence.facts_by_subject.get(subject, []) if length is None or f is not length.fact]
        return CapacityRow(
            corridor_id="" if level == "entry" else corridor_id, subject=subject, level=level,
            names={lang: atlas.subject_name(subject, lang) for lang in LANGUAGES},
            modes=tuple(dict.fromkeys(network.links[link_id].mode for link_id in links)), statuses=statuses,
            length_km=self._measured_km(level, subject, links), length=length,
            **{role: self._figures(facts, role) for role in (*ROLES, "other")},
        )  # fmt: skip

    def _place(self, subject: str) -> tuple[str, tuple[str, ...]]:
        network = self.atlas.network
        if subject in network.corridors:
            return "corridor", network.corridors[subject].link_ids
        if subject in network.sections:
            return "section", network.sections[subject].links
        if subject in network.links:
            return "link", (subject,)
        return ("node" if subject in network.nodes else "entry"), ()

    def _measured_km(self, level: str, subject: str, links: tuple[str, ...]) -> float | None:
        if level == "corridor":
            links = self.atlas.network.corridors[subject].route[0].links
        return round(sum(self.atlas.network.length_km[link_id] for link_id in links), 1) if links else None

    def _length(self, subject: str) -> Figure | None:
        """Give the reported length; a link takes that of the section that it alone is, as `Atlas.reported_km` does."""
        claims = [self.atlas.length_claim(name) for name in (subject, *self.sections_of.get((subject,), ()))]
        claim = next((claim for claim in claims if claim is not None), None)
        facts = [] if claim is None else self.atlas.evidence.facts_by_subject[claim.subject]
        return next((self._figure(fact) for fact in facts if fact.winner is claim), None)

    def _figures(self, facts: list[Fact], role: str) -> tuple[Figure, ...]:
        chosen = [fact for fact in facts if _role(fact.winner) == role]
        key: Callable[[Fact], tuple[object, ...]] = self._aim_key if role == "target" else self._state_key
        ranked = self._as_decided(chosen if role == "other" else sorted(chosen, key=key))
        return tuple(self._figure(fact) for fact in ranked)

    def _as_decided(self, facts: list[Fact]) -> list[Fact]:
        """Put what a decision chose before whatever it was weighed against."""
        ranked = list(facts)
        weighed = (claim.claim_id for fact in facts for claim in fact.claims)
        for number in sorted({number for claim_id in weighed for number in self.judged.get(claim_id, ())}):
            decision = self.decisions[number]
            places = [
                place for place, fact in enumerate(ranked) if any(c.claim_id in decision.expects for c in fact.claims)
            ]
            winner = next((place for place in places if ranked[place].winner.claim_id == decision.winner), None)
            if winner is not None:
                ranked.insert(places[0], ranked.pop(winner))
        return ranked

    def _figure(self, fact: Fact) -> Figure:
        sources = self.atlas.evidence.sources
        winner = fact.winner
        against = [claim for claim in fact.rivals if claim is not winner and _is_against(claim, fact)]
        agreeing = [claim for claim in fact.claims if claim not in against]
        own = dict.fromkeys(claim.source_id for claim in agreeing if _printed(claim) == _printed(winner))
        return Figure(
            fact=fact,
            sources=tuple(sources[source_id] for source_id in own),
            also=tuple((c, sources[c.source_id]) for c in agreeing if _printed(c) != _printed(winner)),
            rivals=tuple((claim, sources[claim.source_id]) for claim in against),
            earlier_deadlines=self.slipped.get(winner.claim_id, ()),
            base=self.atlas.evidence.claims.get(winner.base),
        )

    def _state_key(self, fact: Fact) -> tuple[object, ...]:
        """Put the whole before its parts, a year before a part of one, then the field's unit, then the latest."""
        claim = fact.winner
        year = last_year(claim.period) or 0
        is_part = not is_whole_years(claim.period) and claim.statistic == "observed"
        since = int(claim.period[:4] or 0)
        return (claim.scope is not None, is_part, _dimension_rank(claim), -year, -since, claim.claim_id)

    def _aim_key(self, fact: Fact) -> tuple[object, ...]:
        """Put the next deadline first, then those without one, last those that have passed or were given up."""
        claim = fact.winner
        judged = self.judged.get(claim.claim_id, ())
        is_loser = any(self.decisions[number].winner != claim.claim_id for number in judged)
        year = last_year(claim.period) or _NO_YEAR
        return (
            claim.scope is not None, is_loser or year < self.this_year, claim.metric == "growth",
            _AIM_ORDER.index(claim.statistic), year, _dimension_rank(claim), claim.claim_id,
        )  # fmt: skip


def _printed(claim: Claim) -> tuple[object, ...]:
    """Give what a claim prints: a source's number stands only beside the figure that the source itself gives."""
    return (claim.value, claim.value_high, claim.unit, claim.qualifier)


def _is_against(claim: Claim, fact: Fact) -> bool:
    """Tell whether one of a fact's rivals contradicts its winner, and not only another claim on the matter."""
    winner = fact.winner
    is_in_words = claim.claim_id in winner.disputes or winner.claim_id in claim.disputes
    return is_in_words or claim not in fact.claims or not winner.base_interval.overlaps(claim.base_interval)


def _role(claim: Claim) -> str:
    if claim.statistic in AIMS:
        return "target" if claim.metric in AIM_METRICS else "other"
    return _ROLE_OF.get((claim.metric, claim.statistic), "other")


def _dimension_rank(claim: Claim) -> int:
    dimension = claim.measure.dimension
    return _DIMENSIONS.index(dimension) if dimension in _DIMENSIONS else len(_DIMENSIONS)
