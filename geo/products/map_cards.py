"""What the map's cards say: figures in words, each with its claims, its sources, and what contradicts it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from geo.evidence.periods import is_whole_years
from geo.evidence.targets import AIMS
from geo.languages import foreign, said_in
from geo.products.capacity import ROLES, row_sources
from geo.products.phrases import figure_text, interval_text, number_text, period_text, scope_text, unit_text
from geo.products.tables import source_text
from geo.products.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.atlas import Atlas
    from geo.evidence.claims import Claim
    from geo.evidence.decisions import Decision
    from geo.products.capacity import CapacityRow, Figure

FIGURE_ROLES = (*ROLES, "other", "length")
_WIDE_ROLES = ("volume", "capacity")


@dataclass
class Cards:
    """
    The cards of one map, with the claims they show, each once.

    Parameters
    ----------
    atlas
        The atlas.
    lang
        The map's language.
    rows
        What is known of each subject. The table below the map prints the same rows: the cards cite its sources by
        their numbers there.

    Attributes
    ----------
    claims
        For each claim the figure in words and where its number stands in it, the place of its period or deadline in
        `whens`, its interval, the number of its source, the note, and the place of its matter in `matters`; 0 for
        what there is not.
    matters
        What claims measure, in words.
    whens
        Periods and deadlines in words.
    beside
        Sources that are not in the table, by their number: text and address.
    """

    atlas: Atlas
    lang: str
    rows: Sequence[CapacityRow]
    claims: list[list[Any]] = field(default_factory=list)
    matters: dict[str, int] = field(default_factory=dict)
    whens: dict[str, int] = field(default_factory=dict)
    _claim_places: dict[str, int] = field(default_factory=dict)
    beside: dict[int, list[Any]] = field(default_factory=dict)
    _source_numbers: dict[str, int] = field(init=False)
    _in_table: int = field(init=False)

    def __post_init__(self) -> None:
        """Take the table's numbers for the sources."""
        self._source_numbers = {source_id: number for source_id, (number, _) in row_sources(self.rows).items()}
        self._in_table = len(self._source_numbers)

    def cards(self) -> list[list[Any]]:
        """
        Write the cards of all rows.

        Returns
        -------
        cards
            In the order of the rows.
        """
        return [self.card(row) for row in self.rows]

    def card(self, row: CapacityRow) -> list[Any]:
        """
        Write the card of one subject.

        Parameters
        ----------
        row
            What is known of it.

        Returns
        -------
        card
            The figures as of `_figure`, and the Mt a year that set the width of its line, 0 where they are not known.
        """
        figures = [self._figure(role, figure) for role in FIGURE_ROLES[:-1] for figure in getattr(row, role)]
        if row.length is not None:
            figures.append(self._figure("length", row.length))
        return [figures, width_mt(row)]

    def _figure(self, role: str, figure: Figure) -> list[Any]:
        """Give role, claims (the printed one first), rivals, the decision's reason, earlier deadlines."""
        decision = self.atlas.evidence.decisions.get(figure.fact.decision_id or "")
        row = [
            FIGURE_ROLES.index(role), [self.claim_place(claim) for claim in figure.fact.claims],
            [self.claim_place(claim) for claim in figure.fact.rivals], self._reason(decision) if decision else 0,
            ", ".join(map(str, figure.earlier_deadlines)) or 0,
        ]  # fmt: skip
        while not row[-1]:
            row.pop()
        return row

    def _reason(self, decision: Decision) -> str | list[str]:
        """Give a decision's reason; in a list where it is English on a page that is not."""
        said = said_in(decision, "reason", self.lang)
        return [said] if foreign(decision, "reason", self.lang) else said

    def claim_place(self, claim: Claim) -> int:
        """
        Give the place of a claim among the map's claims.

        Parameters
        ----------
        claim
            A claim; it is added where it is new.

        Returns
        -------
        place
            From 0.
        """
        place = self._claim_places.setdefault(claim.claim_id, len(self.claims))
        if place == len(self.claims):
            figure, number = figure_text(claim, self.lang), _number(claim, self.lang)
            matter = self.matters.setdefault(matter_text(claim, self.lang), len(self.matters))
            self.claims.append([
                figure, _place(number, figure), self.whens.setdefault(when_text(claim, self.lang), len(self.whens)),
                interval_text(claim, self.lang) or 0, self._source_number(claim.source_id), claim.note or 0, matter,
            ])  # fmt: skip
        return place

    def _source_number(self, source_id: str) -> int:
        """Give a source's number in the table; what only the model cites is numbered on and kept in `beside`."""
        number = self._source_numbers.setdefault(source_id, len(self._source_numbers) + 1)
        if number > self._in_table and number not in self.beside:
            source = self.atlas.evidence.sources[source_id]
            self.beside[number] = [source_text(source, self.lang), source.url or 0]
        return number


def when_text(claim: Claim, lang: str) -> str:
    """
    Say the period or deadline, and that a ratio or growth lacks the base it is measured against.

    Parameters
    ----------
    claim
        A claim.
    lang
        The language.

    Returns
    -------
    text
        As a card prints it after the figure.
    """
    is_relative = claim.measure.dimension == "ratio" or claim.metric == "growth"
    w = words(lang, "map")
    period = period_text(claim.period, lang) if claim.period else ""
    if claim.statistic in AIMS:
        period = w["by"].format(period=period) if period else w["no_deadline"]
    else:
        period = period or w["no_year"]
    return words(lang, "table")["base_missing"].format(text=period) if is_relative and not claim.base else period


def matter_text(claim: Claim, lang: str) -> str:
    """
    Say what is measured: metric, scope, and the statistic where the metric does not say it.

    Parameters
    ----------
    claim
        A claim.
    lang
        The language.

    Returns
    -------
    text
        As a card prints it before the figure.
    """
    terms = words(lang, "terms")
    metric = terms.get(f"metric.{claim.metric}", claim.metric.replace("_", " "))
    statistic = "" if claim.statistic in {"observed", claim.metric} else terms[f"statistic.{claim.statistic}"]
    return ", ".join(part for part in (metric, scope_text(claim.scope, lang), statistic) if part)


def _number(claim: Claim, lang: str) -> str:
    """Give the number with its unit, the part of the figure that a card prints large."""
    number = number_text(claim.value, lang)
    if claim.value_high is not None:
        number += "–" + number_text(claim.value_high, lang)
    if claim.measure.dimension == "ratio":
        return f"×{number}"
    unit = unit_text(claim.unit, claim.value if claim.value_high is None else claim.value_high, lang)
    return f"{number}\u00a0{unit}" if unit else number


def _place(number: str, figure: str) -> int | str | list[int]:
    """Say where the number stands in the figure, for most of the texts are both: 0 for all of it."""
    if number == figure:
        return 0
    return [figure.index(number), len(number)] if number in figure else number


def width_mt(row: CapacityRow) -> float:
    """
    Give the Mt a year by which a line is drawn wide.

    Parameters
    ----------
    row
        What is known of a corridor, section or link.

    Returns
    -------
    mt
        The whole year's volume, else the capacity, printed first; 0 if no source reports one in tonnes.
    """
    for role in _WIDE_ROLES:
        for figure in getattr(row, role):
            claim = figure.claim
            is_yearly = is_whole_years(claim.period) or claim.unit.endswith("/yr")
            if claim.scope is None and claim.measure.dimension == "mass" and is_yearly:
                return float(claim.value * claim.measure.factor)
    return 0.0
