"""Candidates: the claims that a text may hold, each for a person to judge."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from geo.evidence.claims import Claim
from geo.evidence.metrics import check_figure
from geo.evidence.verify import prove
from geo.reading.grids import parts_of_text
from geo.reading.lexicon import read_lexicon
from geo.reading.matter import FLOWS, clause_of, is_foreign, is_groundless, metric_of, scope_of
from geo.reading.names import PLACES, Gazetteer
from geo.reading.passages import Passage, Thread, read_passage
from geo.reading.periods import PeriodReader
from geo.reading.qualifiers import qualifier_of
from geo.reading.statistic import statistic_of
from geo.reading.subjects import SubjectReader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.atlas import Atlas
    from geo.reading.matter import Clause
    from geo.reading.passages import Given
    from geo.reading.periods import Mention
    from geo.reading.quantities import Quantity
    from geo.reading.tokens import Sentence

MAX_CANDIDATES = 1_000
MAX_READ = 1_000_000
"""Characters after which no sentence begins that is read: a thousand pages."""
DRAFT = "draft"
"""The source of a claim that no source has yet."""
_LASTING = frozenset({"capacity", "length", "lanes", "tracks", "gauge"})
_SPANNED = frozenset({"growth", "investment", "shortening"})


@dataclass(frozen=True)
class Candidate:
    """
    A claim that a text may hold.

    Parameters
    ----------
    claim
        The claim as it would stand; its ids are provisional.
    sentence
        The sentence, to be shown and never kept.
    confidence
        From 0 to 1: less for all that was inferred and not printed.
    doubts
        What was inferred, in words.
    others
        What else of the atlas the words may mean.
    """

    claim: Claim
    sentence: str
    confidence: float
    doubts: tuple[str, ...]
    others: tuple[str, ...]


@dataclass(frozen=True)
class _Figure:
    """A figure with what it speaks of and when, and the metric of the figure before it."""

    passage: Passage
    quantity: Quantity
    given: Given
    mention: Mention | None
    before: str


class Reader:
    """
    Reads articles with an atlas' names in mind.

    Parameters
    ----------
    atlas
        The atlas.
    lang
        The articles' language: ``"en"``, ``"ru"`` or ``"kk"``.
    """

    def __init__(self, atlas: Atlas, lang: str) -> None:
        self._lexicon = read_lexicon(lang)
        self._subjects = SubjectReader(Gazetteer(atlas, self._lexicon), self._lexicon)
        self._scopes: dict[tuple[str, str], set[str]] = defaultdict(set)
        for claim in atlas.evidence.claims.values():
            self._scopes[claim.subject, claim.metric].add(claim.scope or "")

    def candidates(self, text: str, date: str = "") -> list[Candidate]:
        """
        Find the claims that a text may hold.

        Parameters
        ----------
        text
            The text.
        date
            Its date, ISO 8601: what last year means. Empty if unknown.

        Returns
        -------
        candidates
            In the order of the text, at most `MAX_CANDIDATES`, from the first `MAX_READ` characters.
        """
        return list(islice(self._read(text, date), MAX_CANDIDATES))

    def _read(self, text: str, date: str) -> Iterator[Candidate]:
        periods, thread = PeriodReader(self._lexicon, date), Thread(self._lexicon)
        metric = ""
        for sentence in parts_of_text(text, self._lexicon):
            if sentence.start > MAX_READ:
                return
            passage = read_passage(sentence, self._subjects, periods, self._lexicon)
            told, mention = None, None
            for quantity in passage.quantities if thread.is_topical(passage) else ():
                given, when = thread.subject_of(quantity, passage), thread.mention_of(quantity, passage)
                if given is None:
                    continue
                part = self._subjects.part(given.found, sentence, quantity, passage.quantities)
                figure = _Figure(passage, quantity, replace(given, found=part), when, metric)
                candidate = self._candidate(text, date, figure)
                if candidate is not None:
                    told, metric = given.found, candidate.claim.metric
                    # What is compared with has a time of its own, and the text does not go on with it
                    is_own = when is None or when in passage.mentions
                    mention = when if mention is None or (is_own and not sentence.is_aside(quantity.first)) else mention
                    yield candidate
            thread.go_on(passage, told, mention)

    def _candidate(self, text: str, date: str, figure: _Figure) -> Candidate | None:
        passage, quantity, given, mention = figure.passage, figure.quantity, figure.given, figure.mention
        sentence = passage.sentence
        clause = clause_of(sentence, quantity, self._lexicon)
        is_own = mention in passage.mentions or (mention is not None and mention.role != "deadline")
        statistic = statistic_of(sentence, quantity, mention if is_own else None, self._lexicon, date=date)
        metric = self._metric(figure, clause, statistic)
        if metric is None:
            return None
        known = frozenset(self._scopes.get((given.found.subject, metric), ()))
        sign = -1 if clause.falls and metric == "growth" and quantity.kind == "percent" else 1
        fields = {
            "subject": given.found.subject, "metric": metric,
            "scope": scope_of(sentence, quantity, self._lexicon, known), "value": quantity.value * sign,
            "value_high": quantity.value_high, "unit": quantity.unit,
            "qualifier": qualifier_of(sentence, quantity, self._lexicon),
            "period": _period(mention, metric, date, is_own=mention in passage.mentions),
            "base": _base(passage, mention) if metric == "growth" else "", "statistic": statistic,
            "start": sentence.tokens[quantity.first].start, "end": _end(sentence, quantity),
        }  # fmt: skip
        claim = _claim(fields, text)
        if claim is None:
            return None
        doubts = _doubts(claim, quantity, given, mention, is_late=mention not in [None, *passage.mentions])
        words = " ".join(text[sentence.start : sentence.end].split())
        confidence = round(max(0.1, 0.95 - 0.1 * len(doubts) - 0.1 * given.is_carried), 2)
        return Candidate(claim, words, confidence, tuple(doubts), given.found.others)

    def _metric(self, figure: _Figure, clause: Clause, statistic: str) -> str | None:
        """Say what is measured; None for what is another's, or has no ground in the sentence."""
        passage, quantity, given = figure.passage, figure.quantity, figure.given
        sentence = passage.sentence
        metric = metric_of(sentence, quantity, clause, statistic, self._lexicon)
        if metric == "volume" and figure.before == "capacity" and self._is_back(passage, quantity):
            metric = "capacity"
        if metric is None or is_foreign(sentence, quantity, metric, self._lexicon):
            return None
        is_place = given.found.kind in PLACES
        is_named = not given.is_carried and sentence.place is None
        is_out = is_groundless(sentence, metric, self._lexicon, is_place=is_place, is_own=is_named)
        return None if is_out else metric

    def _is_back(self, passage: Passage, quantity: Quantity) -> bool:
        """Tell a sentence that raises it, and not what it names itself: they mean to raise it to 10 Mt."""
        tokens = passage.sentence.tokens
        start, _ = passage.sentence.clause_of(quantity.first)
        is_it = bool(self._lexicon.phrases("topics", "it").within(tokens, start, quantity.first))
        is_own = bool(self._lexicon.phrases("topics", "carried").within(tokens, start, quantity.first))
        return is_it and not is_own and not passage.found


def _end(sentence: Sentence, quantity: Quantity) -> int:
    """Say where a figure's words end; in a table the unit stands elsewhere."""
    last = quantity.last - 1 if sentence.place is None else quantity.first
    return sentence.tokens[last].end


def _period(mention: Mention | None, metric: str, date: str, *, is_own: bool) -> str:
    """Give the period of a figure; years gone by are those of a growth or of money spent, and of no level."""
    if metric == "count" and mention is None:
        return date[:4]  # how many there are, when the article tells of them
    if mention is None or (mention.role == "span" and metric not in _SPANNED):
        return ""
    if metric in _LASTING and not is_own:  # what the sentence before said of when something was carried
        return ""
    # What a line can carry holds from a day on; the year is what the model asks for
    is_day = len(mention.period) == len("2025-09-30")
    return mention.period[:4] if metric == "capacity" and is_day else mention.period


def _base(passage: Passage, mention: Mention | None) -> str:
    bases = [one.period for one in passage.mentions if one.role == "base"]
    if not bases:
        return ""
    part = mention.period[4:] if mention and "/" not in mention.period else ""
    return f"{bases[0]}{part}" if len(bases[0]) == len("2025") else bases[0]


def _claim(fields: dict[str, Any], text: str) -> Claim | None:
    """Make a claim that the rules of claims allow and the text proves; None where there is none."""
    is_flow = fields["metric"] in {"volume", "capacity"}
    if fields["statistic"] == "capacity" and not is_flow:
        fields["statistic"] = "observed"
    if fields["qualifier"] == "up_to" and fields["statistic"] == "observed":
        # A ceiling is no observation: a flow's is what can pass; a length below a number is nearly that
        fields |= {"statistic": "capacity"} if is_flow else {"qualifier": "nearly"}
    try:
        claim = Claim(claim_id=f"{DRAFT}-1", source_id=DRAFT, **fields)
    except ValidationError:
        return None
    return claim if prove(claim, text).is_proved and not list(check_figure(claim)) else None


def _doubts(claim: Claim, quantity: Quantity, given: Given, mention: Mention | None, *, is_late: bool) -> list[str]:
    """Say what was inferred."""
    told = {
        "the subject is named in a sentence before": given.is_carried,
        f"the same words may mean {', '.join(given.found.others)}": bool(given.found.others),
        "the period is named in a sentence before": is_late and bool(claim.period),
        "no period is named": not claim.period and quantity.kind in FLOWS and quantity.role != "from",
        "the year is inferred from the article's date": mention is not None and mention.is_inferred,
        "the figure from which a change starts has no period of its own": quantity.role == "from",
        "a fall told as a ratio": claim.unit == "ratio" and claim.metric == "growth" and claim.value < 1,
    }
    return [doubt for doubt, is_so in told.items() if is_so]
