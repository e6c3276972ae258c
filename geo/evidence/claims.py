"""Claims: one figure each, as one source states it."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, model_validator

from geo.evidence.intervals import Interval, Qualifier, interval_of
from geo.evidence.metrics import check_figure
from geo.evidence.periods import check_period
from geo.evidence.sources import Id, Text
from geo.records import ID_PATTERN, Record, Row, read_csv, unique, validate
from geo.units import UNITS, Unit

if TYPE_CHECKING:
    from geo.errors import Faults
    from geo.evidence.sources import Source
    from geo.paths import AtlasPaths

Statistic = Literal["observed", "capacity", "target", "plan", "proposal", "forecast"]
COLUMNS = (
    "claim_id", "subject", "metric", "scope", "value", "value_high", "unit", "qualifier", "period", "base",
    "statistic", "start", "end", "disputes", "note",
)  # fmt: skip
MAX_DIGITS = 28  # what Decimal computes exactly
MAX_LOCATOR_CHARS = 200
"""A locator covers the words of one number; a paragraph holds some number for every claim."""
MAX_OFFSET = 100_000_000
"""What products can hold; no article has as many characters."""
_BEYOND = f"An offset is at most {MAX_OFFSET:,}; no document is longer."
_PRINTED = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def _decimal(value: Any) -> Any:  # noqa: ANN401 - what a cell holds is not known before it is validated
    if not isinstance(value, str):
        return value
    if not _PRINTED.fullmatch(value):
        raise ValueError("This is not a number; write digits and a decimal point, without spaces and exponents.")
    if len(value) > MAX_DIGITS:
        raise ValueError(f"A number has at most {MAX_DIGITS} digits.")
    return Decimal(value)


def _integer(value: Any) -> Any:  # noqa: ANN401
    if not (isinstance(value, str) and value.isascii() and value.isdigit()):
        return value
    digits = value.lstrip("0") or "0"
    if len(digits) > len(str(MAX_OFFSET)):
        raise ValueError(_BEYOND)
    return int(digits)


def _offset(value: int) -> int:
    if value > MAX_OFFSET:
        raise ValueError(_BEYOND)
    return value


def _unit_name(value: str) -> str:
    if value not in UNITS:
        raise ValueError(f"This is not a unit in use. The units are: {', '.join(UNITS)}.")
    return value


def _words(value: Any) -> Any:  # noqa: ANN401
    return tuple(value.split()) if isinstance(value, str) else value


Number = Annotated[Decimal, BeforeValidator(_decimal)]
Offset = Annotated[int, BeforeValidator(_integer), Field(ge=0), AfterValidator(_offset)]
Slug = Annotated[str, StringConstraints(pattern=ID_PATTERN, max_length=64)]


class Claim(Record):
    """
    One figure as one source states it; never edited, merged or averaged.

    `subject` is an id of the atlas, `scope` narrows it. `start` and `end` are character offsets in the document's
    text, `end` exclusive. `base` is the claim or the period that a ratio or a growth is measured against, empty when
    not reported. `disputes` names claims that this one contradicts in words rather than in figures.
    """

    claim_id: Id
    source_id: Id
    subject: Id
    metric: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
    scope: Slug | None = None
    value: Number
    value_high: Number | None = None
    unit: Annotated[str, AfterValidator(_unit_name)]
    qualifier: Qualifier
    period: Annotated[str, AfterValidator(check_period)] = ""
    base: Annotated[str, StringConstraints(max_length=80)] = ""
    statistic: Statistic
    start: Offset | None = None
    end: Offset | None = None
    disputes: Annotated[tuple[Id, ...], BeforeValidator(_words)] = ()
    note: Text | None = None

    @model_validator(mode="after")
    def _check_shape(self) -> Claim:
        if (self.qualifier == "range") != (self.value_high is not None):
            raise ValueError("`value_high` belongs to the `qualifier` range, and only to it.")
        if self.value_high is not None and self.value_high < self.value:
            raise ValueError("A range runs from the lower to the higher value, from `value` to `value_high`.")
        if (self.start is None) != (self.end is None) or (self.end is not None and self.end <= (self.start or 0)):
            raise ValueError("`start` and `end` come together, `end` after `start`.")
        if self.end is not None and self.end - (self.start or 0) > MAX_LOCATOR_CHARS:
            raise ValueError(f"A locator, `start` to `end`, covers one number, at most {MAX_LOCATOR_CHARS} characters.")
        if self.qualifier == "up_to" and self.statistic == "observed":
            raise ValueError(
                "The `qualifier` up_to is a ceiling, no observed `statistic`; a level reached is exact or about."
            )
        if self.qualifier == "up_to" and self.value <= 0:
            raise ValueError("The `qualifier` up_to runs from zero to a `value` above it.")
        if self.claim_id in (self.base, *self.disputes):
            raise ValueError(
                "`base` and `disputes` name other claims; a claim is no base of itself and does not dispute itself."
            )
        return self

    @property
    def measure(self) -> Unit:
        """The claim's unit."""
        return UNITS[self.unit]

    @cached_property
    def interval(self) -> Interval:
        """What the figure leaves possible, in its own unit, by the interval policy."""
        return interval_of(self.value, self.qualifier, self.measure, self.value_high)

    @property
    def base_interval(self) -> Interval:
        """The interval in the base unit of its dimension, in which claims compare."""
        return self.interval.scaled(self.measure.factor)

    @property
    def series(self) -> tuple[str, str, str, str, str]:
        """What must agree for two claims to speak of one thing, but for the period."""
        return (self.subject, self.metric, self.scope or "", self.statistic, self.measure.dimension)


def figure(claim: Claim) -> str:
    """
    Write a figure the way its source puts it.

    Parameters
    ----------
    claim
        The claim.

    Returns
    -------
    text
        Qualifier where it is not exact, value, unit: ``"over 11 Mt/yr"``, ``"75–77 trains/day"``.
    """
    value = f"{claim.value}" if claim.value_high is None else f"{claim.value}–{claim.value_high}"
    word = "" if claim.qualifier in ("exact", "range") else claim.qualifier.replace("_", " ") + " "
    return f"{word}{value} {claim.unit}"


def claim_row(claim: Claim, *, is_verified: bool) -> dict[str, Any]:
    """
    Flatten a claim.

    Parameters
    ----------
    claim
        The claim.
    is_verified
        Whether its source is a document at hand.

    Returns
    -------
    row
        Plain numbers and texts; `low` and `high` are the interval in the claim's own unit, `high` None without ceiling.
    """
    interval = claim.interval
    return {
        "claim_id": claim.claim_id,
        "source_id": claim.source_id,
        "subject": claim.subject,
        "metric": claim.metric,
        "scope": claim.scope,
        "value": float(claim.value),
        "value_high": None if claim.value_high is None else float(claim.value_high),
        "unit": claim.unit,
        "low": float(interval.low),
        "high": None if interval.high is None else float(interval.high),
        "is_open_above": interval.is_open_above or interval.high is None,
        "qualifier": claim.qualifier,
        "period": claim.period,
        "base": claim.base,
        "statistic": claim.statistic,
        "start": claim.start,
        "end": claim.end,
        "verified": is_verified,
        "note": claim.note,
    }


def read_claims(paths: AtlasPaths, sources: dict[str, Source], faults: Faults) -> dict[str, Claim]:
    """
    Read all claims of an atlas.

    Parameters
    ----------
    paths
        The atlas' folders.
    sources
        The sources, to hold the claims against.
    faults
        Where to note what is wrong.

    Returns
    -------
    claims
        By id, source after source, in the order of the files.
    """
    pairs = []
    for path in sorted((paths.seeds / "claims").glob("*.csv")):
        label = paths.label(path)
        source = sources.get(path.stem)
        if source is None and path.stem not in faults.told:
            message = f"There is no source {path.stem!r} for these claims."
            faults.add(label, 0, "claim-source", message, f"Add seeds/sources/{path.stem}.toml.")
            faults.told.add(path.stem)
        for row in read_csv(path, label, COLUMNS, faults):
            claim = validate(Row(row.file, row.line, {**row.data, "source_id": path.stem}), Claim, faults)
            if claim is not None:
                _check_locator(row, claim, source, faults)
                for rule, message, fix in check_figure(claim):
                    faults.add(row.file, row.line, rule, message, fix)
                pairs.append((row, claim))
    claims = unique(pairs, lambda claim: claim.claim_id, faults)
    _check_references(pairs, claims, faults)
    return claims


def _check_locator(row: Row, claim: Claim, source: Source | None, faults: Faults) -> None:
    if source is not None and source.is_document and claim.start is None:
        message = f"{claim.claim_id} is a document's claim without a locator."
        faults.add(row.file, row.line, "claim-locator", message, "Give `start` and `end`.")
    if source is not None and not source.is_document and claim.start is not None:
        message = f"{claim.claim_id} points into a text that is not at hand."
        faults.add(row.file, row.line, "claim-locator", message, "Clear `start` and `end`.")


def _check_references(pairs: list[tuple[Row, Claim]], claims: dict[str, Claim], faults: Faults) -> None:
    known = {*claims, *faults.told}
    for row, claim in pairs:
        unknown = [name for name in claim.disputes if name not in known]
        if unknown:
            message = f"{claim.claim_id} disputes claims that do not exist: {unknown}."
            faults.add(row.file, row.line, "claim-disputes", message, "Correct the ids.")
        if claim.base and claim.base not in known and not _is_period(claim.base):
            message = f"The base {claim.base!r} of {claim.claim_id} is neither a claim nor a period."
            faults.add(row.file, row.line, "claim-base", message, "Name a claim_id or a period, or leave it empty.")


def _is_period(text: str) -> bool:
    try:
        check_period(text)
    except ValueError:
        return False
    return True
