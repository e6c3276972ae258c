"""Matter: which metric a figure is of, and what narrows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.reading.statistic import told_labels

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.reading.lexicon import Lexicon, Match
    from geo.reading.quantities import Quantity
    from geo.reading.tokens import Sentence, Token

FLOWS = frozenset({"mass", "teu", "train_pairs", "trains", "wagons", "vehicles", "oil_rate"})
"""Kinds of unit that count what passes."""
_FIXED = {"lanes": "lanes", "tracks": "tracks", "corridors": "count", "fleet": "fleet", "usd": "investment"}
_OF_LINES = frozenset({"length", "shortening", "speed", "lanes", "tracks", "gauge"})
_AIMS = frozenset({"target", "plan", "proposal", "forecast", "capacity"})


@dataclass(frozen=True)
class Clause:
    """
    What the words around a figure speak of.

    Parameters
    ----------
    metrics
        Labels of the table of metrics in the figure's clause.
    statistics
        Labels of the table of statistics there.
    falls, rises
        Whether a word of falling or of rising stands there.
    """

    metrics: frozenset[str]
    statistics: frozenset[str]
    falls: bool
    rises: bool


def clause_of(sentence: Sentence, quantity: Quantity, lexicon: Lexicon) -> Clause:
    """
    Look around a figure.

    Parameters
    ----------
    sentence
        The sentence.
    quantity
        The figure.
    lexicon
        The language's tables.

    Returns
    -------
    clause
        What its clause speaks of.
    """
    tokens = sentence.tokens
    # Pairs of trains a day are how capacity is told, and a later clause does not say again that it is capacity
    start, end = (0, len(tokens)) if quantity.kind == "train_pairs" else sentence.told_of(quantity.first)
    metrics = _metrics(tokens, start, end, lexicon)
    if not metrics and start:
        before = sentence.told_of(start - 1)
        goes_on = bool(lexicon.phrases("units", quantity.kind).within(tokens, *before))
        metrics = _metrics(tokens, *before, lexicon) if goes_on else metrics
    statistics = told_labels(sentence, quantity, lexicon, is_whole=quantity.kind == "train_pairs")
    changes = _changes(tokens, start, end, lexicon)
    if not changes and quantity.kind == "percent" and start and _is_led_by(sentence, quantity, lexicon):
        changes = _changes(tokens, sentence.told_of(start - 1)[0], end, lexicon)  # by 7 % there, and by 10 % here
    if not changes and quantity.kind == "percent" and lexicon.lang == "kk":
        changes = _changes(tokens, end, len(tokens), lexicon)  # one verb at the end serves all clauses
    nearest = min(changes, key=lambda match: _distance(match.start, quantity), default=None)
    label = nearest.label if nearest else ""
    return Clause(frozenset(metrics), frozenset(statistics), label == "down", label == "up")


def _metrics(tokens: Sequence[Token], start: int, end: int, lexicon: Lexicon) -> set[str]:
    labels = lexicon.tables["metrics"]
    return {label for label in labels if lexicon.phrases("metrics", label).within(tokens, start, end)}


def _changes(tokens: Sequence[Token], start: int, end: int, lexicon: Lexicon) -> list[Match]:
    """Find the words of rising and falling; more than 5 Mt is no rise."""
    found = [m for m in lexicon.phrases("change").within(tokens, start, end) if m.label != "reached"]
    before = lexicon.phrases("before")
    ends = ((match, qualifier.end if (qualifier := before.at(tokens, match.start)) else len(tokens)) for match in found)
    return [match for match, last in ends if not (last < len(tokens) and tokens[last].kind == "number")]


def _distance(place: int, quantity: Quantity) -> int:
    """Count the words between; what stands before a figure governs it sooner than what follows."""
    return quantity.first - place if place < quantity.first else 2 * (place - quantity.after) + 3


def metric_of(sentence: Sentence, quantity: Quantity, clause: Clause, statistic: str, lexicon: Lexicon) -> str | None:
    """
    Say what a figure measures.

    Parameters
    ----------
    sentence
        The sentence.
    quantity
        The figure.
    clause
        What its clause speaks of.
    statistic
        The figure's statistic.
    lexicon
        The language's tables.

    Returns
    -------
    metric
        One of the atlas' metrics; None where the words do not say which.
    """
    kind = quantity.kind
    if kind in FLOWS:
        is_difference = (clause.rises or clause.falls) and _is_led_by(sentence, quantity, lexicon, reach=2)
        is_raised = "throughput" in clause.statistics and statistic in {"target", "plan", "proposal"}
        return None if is_difference else "capacity" if is_raised else _flow(quantity, clause)
    if kind == "percent":
        return _percent(sentence, quantity, clause, lexicon)
    if kind == "ratio":
        flow = "capacity" if clause.statistics & {"capacity", "throughput"} else "volume"
        return flow if statistic in _AIMS else "growth"
    return _state(sentence, quantity, clause)


def _flow(quantity: Quantity, clause: Clause) -> str:
    if quantity.kind == "mass" and quantity.unit == "t" and "train_mass" in clause.metrics:
        return "train_mass"
    if quantity.kind == "wagons" and "fleet" in clause.metrics:
        return "fleet"
    return "capacity" if "capacity" in clause.statistics else "volume"


def _percent(sentence: Sentence, quantity: Quantity, clause: Clause, lexicon: Lexicon) -> str | None:
    if "wear" in clause.metrics:
        return "wear"
    if quantity.first > 1 and [t.text for t in sentence.tokens[quantity.first - 2 : quantity.first]] == ["(", "+"]:
        return "growth"
    if clause.falls or clause.rises:
        is_by = lexicon.lang != "ru" or _is_led_by(sentence, quantity, lexicon) or "growth_noun" in clause.metrics
        if is_by:
            return "growth"
    return "share" if "share" in clause.metrics and quantity.value <= 100 else None


def _is_led_by(sentence: Sentence, quantity: Quantity, lexicon: Lexicon, reach: int = 4) -> bool:
    """Tell by how much from how much: вырос на 26%, почти на 50%, на более чем 5%."""
    before = sentence.tokens[max(0, quantity.first - reach) : quantity.first]
    return any(token.low in lexicon.tables["joins"]["by"] for token in before)


def _state(sentence: Sentence, quantity: Quantity, clause: Clause) -> str | None:
    """Name what distances, times, speeds, sums and counts measure."""
    kind, words = quantity.kind, clause.metrics
    if kind in {"km_h", "km_day"}:
        return "speed"
    if kind == "km":
        return _distance_metric(sentence, quantity, clause)
    if kind in {"hours", "days"}:
        return next((metric for metric in ("border_time", "transit_time") if metric in words), None)
    needed = {"usd": "investment", "mm": "gauge"}.get(kind)
    return _FIXED.get(kind, needed) if needed is None or needed in words else None


def _distance_metric(sentence: Sentence, quantity: Quantity, clause: Clause) -> str | None:
    """Tell a length from a shortening; kilometres in brackets of their own are the length of what stands before."""
    if "shortening" in clause.metrics and quantity.role == "level":
        return "shortening"
    signs = [token.text for token in (sentence.tokens[quantity.first - 1], *sentence.tokens[quantity.after :][:1])]
    return "length" if "length" in clause.metrics or signs == ["(", ")"] else None


def is_foreign(sentence: Sentence, quantity: Quantity, metric: str, lexicon: Lexicon) -> bool:
    """
    Tell a figure of trade, of people or of games from one of transport.

    Parameters
    ----------
    sentence
        The sentence.
    quantity
        The figure.
    metric
        Its metric.
    lexicon
        The language's tables.

    Returns
    -------
    is_foreign
        True where its clause speaks of other things, and its unit is not one that only transport has.
    """
    if metric == "length" or (quantity.kind in FLOWS - {"mass"} and metric != "growth"):
        return False
    start, end = sentence.clause_of(quantity.first)
    is_carried = "handled" in clause_of(sentence, quantity, lexicon).statistics or bool(
        lexicon.phrases("topics", "loads").within(sentence.tokens, start, end)
    )
    is_crop = bool(lexicon.phrases("topics", "crops").within(sentence.tokens, start, end)) and not is_carried
    return is_crop or bool(lexicon.phrases("topics", "foreign").within(sentence.tokens, start, end))


def is_groundless(sentence: Sentence, metric: str, lexicon: Lexicon, *, is_place: bool, is_own: bool) -> bool:
    """
    Tell a figure that only stands beside a name from one that is said of it.

    Parameters
    ----------
    sentence
        The sentence, which names the subject.
    metric
        The figure's metric.
    lexicon
        The language's tables.
    is_place
        Whether the subject is a place and not a line.
    is_own
        Whether the sentence itself names the subject.

    Returns
    -------
    is_groundless
        True for what a place does not have (a length, lanes, a speed), and for a growth or a share in a sentence that
        names the subject and nothing that is carried.
    """
    if metric in _OF_LINES:
        return is_place
    if not is_own or metric not in {"growth", "share", "transit_time"}:
        return False
    carried, units = lexicon.phrases("topics", "carried"), lexicon.phrases("units")
    is_carried = bool(carried.within(sentence.tokens)) or any(
        match.label in FLOWS for match in units.within(sentence.tokens)
    )
    return not is_carried


def scope_of(sentence: Sentence, quantity: Quantity, lexicon: Lexicon, known: frozenset[str]) -> str | None:
    """
    Say what narrows a figure, as far as the atlas has claims narrowed so.

    Parameters
    ----------
    sentence
        The sentence.
    quantity
        The figure.
    lexicon
        The language's tables.
    known
        The scopes of the atlas' claims on the same subject and metric.

    Returns
    -------
    scope
        The scope; None for the whole.
    """
    if quantity.scope is not None or quantity.kind == "corridors":
        return quantity.scope
    start, end = sentence.clause_of(quantity.first)
    found = [m for m in lexicon.phrases("scopes").within(sentence.tokens, start, end) if m.label in known]
    nearest = min(found, key=lambda match: _distance(match.start, quantity), default=None)
    return nearest.label if nearest else None
