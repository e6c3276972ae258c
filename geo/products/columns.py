"""Capacity, claims and sources as flat records: one set of columns for CSV, workbook and GeoPackage."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import TYPE_CHECKING

from geo.evidence.intervals import POLICY_VERSION
from geo.products.capacity import ROLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo.atlas import Atlas
    from geo.evidence.claims import Claim
    from geo.evidence.sources import Source
    from geo.products.capacity import CapacityRow, Figure

Value = str | int | float | Decimal | bool | None
Record = dict[str, Value]

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_FIGURE_COLUMNS = (
    "metric", "scope", "statistic", "value", "value_high", "unit", "low", "high", "is_open_above", "qualifier",
    "period", "base", "claim_ids", "source_ids", "also_claim_ids", "is_disputed", "rival_claim_ids",
    "further_claim_ids",
)  # fmt: skip
CLAIM_COLUMNS = (
    "claim_id", "source_id", "subject", "metric", "value", "unit", "low", "high", "qualifier", "period", "statistic",
    "start", "end", "verified", "note", "scope", "value_high", "is_open_above", "base", "disputes", "is_disputed",
    "publisher", "date", "url", "title", "interval_policy",
)  # fmt: skip
SOURCE_COLUMNS = (
    "source_id", "tier", "title", "publisher", "date", "language", "licence", "url", "file_name", "sha256", "via",
    "note",
)  # fmt: skip


def capacity_record(row: CapacityRow) -> Record:
    """
    Flatten a row; of each kind of figure the first one, of the others their claims.

    Parameters
    ----------
    row
        The row.

    Returns
    -------
    record
        Plain values. Figures are in the unit that the source printed, never converted. ``…_claim_ids`` are the claims
        that print the figure, ``…_also_claim_ids`` those that agree with it but print another.
    """
    record: Record = {
        "corridor_id": row.corridor_id, "subject": row.subject, "level": row.level, "name": row.names["en"],
        "name_ru": row.names["ru"], "name_kk": row.names["kk"], "modes": " ".join(row.modes),
        "status": " ".join(row.statuses), "length_km": row.length_km, "length_reported_km": row.length_reported_km,
        **_length_record(row.length),
    }  # fmt: skip
    for role, figures in zip(ROLES, (row.volume, row.capacity, row.target), strict=True):
        found = _figure_record(figures)
        if role == "target":
            found = {("deadline" if name == "period" else name): value for name, value in found.items()}
            found["earlier_deadlines"] = " ".join(map(str, figures[0].earlier_deadlines)) if figures else ""
        record |= {f"{role}_{name}": value for name, value in found.items()}
    record["other_claim_ids"] = " ".join(name for figure in row.other for name in figure.all_claim_ids)
    return record | {"is_disputed": row.is_disputed, "interval_policy": POLICY_VERSION}


def _length_record(length: Figure | None) -> Record:
    ids: Record = {
        "claim_ids": "" if length is None else " ".join(length.claim_ids),
        "also_claim_ids": "" if length is None else " ".join(length.also_claim_ids),
        "is_disputed": None if length is None else length.fact.is_disputed,
        "rival_claim_ids": "" if length is None else " ".join(rival.claim_id for rival, _ in length.rivals),
    }
    return {f"length_reported_{name}": value for name, value in ids.items()}


def _figure_record(figures: Sequence[Figure]) -> Record:
    if not figures:
        return dict.fromkeys(_FIGURE_COLUMNS)
    figure, claim = figures[0], figures[0].claim
    flat = claim_record(claim)
    names = ("metric", "scope", "statistic", "value", "value_high", "unit", "low", "high", "is_open_above",
             "qualifier", "period", "base")  # fmt: skip
    return {name: flat[name] for name in names} | {
        "claim_ids": " ".join(figure.claim_ids),
        "source_ids": " ".join(source.source_id for source in figure.sources),
        "also_claim_ids": " ".join(figure.also_claim_ids),
        "is_disputed": figure.fact.is_disputed,
        "rival_claim_ids": " ".join(rival.claim_id for rival, _ in figure.rivals),
        "further_claim_ids": " ".join(name for other in figures[1:] for name in other.all_claim_ids),
    }


def claim_record(claim: Claim) -> Record:
    """
    Flatten a claim, with its interval.

    Parameters
    ----------
    claim
        The claim.

    Returns
    -------
    record
        Numbers as decimals with the digits printed; `high` None without a ceiling. What the source adds is not in it.
    """
    interval = claim.interval
    return {
        "claim_id": claim.claim_id, "source_id": claim.source_id, "subject": claim.subject, "metric": claim.metric,
        "value": claim.value, "unit": claim.unit, "low": _plain(interval.low), "high": _plain(interval.high),
        "qualifier": claim.qualifier, "period": claim.period, "statistic": claim.statistic, "start": claim.start,
        "end": claim.end, "note": claim.note, "scope": claim.scope, "value_high": claim.value_high,
        "is_open_above": interval.is_open_above or interval.high is None, "base": claim.base,
        "disputes": " ".join(claim.disputes),
    }  # fmt: skip


def _plain(number: Decimal | None) -> Decimal | None:
    return None if number is None else Decimal(f"{number.normalize():f}")


def source_record(source: Source) -> Record:
    """
    Flatten a source.

    Parameters
    ----------
    source
        The source.

    Returns
    -------
    record
        Plain values.
    """
    return {name: source.date_text if name == "date" else getattr(source, name) for name in SOURCE_COLUMNS}


def capacity_records(rows: Iterable[CapacityRow]) -> list[Record]:
    """
    Flatten the capacity table.

    Parameters
    ----------
    rows
        As from `geo.products.capacity.capacity_rows`.

    Returns
    -------
    records
        All with the same columns, in the order of the rows.
    """
    return [capacity_record(row) for row in rows]


def claim_records(atlas: Atlas, corridor_ids: Sequence[str] | None = None) -> list[Record]:
    """
    Flatten claims, each with what a reader needs to find its source.

    Parameters
    ----------
    atlas
        The atlas.
    corridor_ids
        Corridors or entries; None for all claims.

    Returns
    -------
    records
        In the order of the evidence.
    """
    evidence = atlas.evidence
    chosen = None if corridor_ids is None else {
        claim.claim_id for corridor_id in corridor_ids for claim in atlas.corridor_claims(corridor_id)
    }  # fmt: skip
    records = []
    for claim in evidence.claims.values():
        if chosen is None or claim.claim_id in chosen:
            source = evidence.sources[claim.source_id]
            record = claim_record(claim) | {
                "verified": source.is_document, "is_disputed": claim.claim_id in evidence.disputed_claim_ids,
                "publisher": source.publisher, "date": source.date_text, "url": source.url, "title": source.title,
                "interval_policy": POLICY_VERSION,
            }  # fmt: skip
            records.append({name: record[name] for name in CLAIM_COLUMNS})
    return records


def source_records(atlas: Atlas, records: Iterable[Record]) -> list[Record]:
    """
    Flatten the sources that claims come from.

    Parameters
    ----------
    atlas
        The atlas.
    records
        As from `claim_records`.

    Returns
    -------
    sources
        In the order of their ids.
    """
    used = {record["source_id"] for record in records}
    return [source_record(s) for s in atlas.evidence.sources.values() if s.source_id in used]


def csv_text(records: Sequence[Record], columns: Sequence[str]) -> str:
    """
    Write records as CSV (RFC 4180) that a spreadsheet opens without running anything.

    Parameters
    ----------
    records
        Flat records.
    columns
        Their keys, in the order of the file.

    Returns
    -------
    text
        A header and a line a record. Unknown is empty; a text that a spreadsheet would take for a formula begins
        with an apostrophe.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([cell_text(record[name]) for name in columns] for record in records)
    return buffer.getvalue()


def cell_text(value: Value) -> str:
    """
    Write one cell of a CSV file.

    Parameters
    ----------
    value
        The value.

    Returns
    -------
    text
        Numbers without exponent, ``true`` and ``false``, nothing for None, texts harmless to spreadsheets.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, str):
        return f"'{value}" if is_formula(value) else value
    return str(value)


def is_formula(text: str) -> bool:
    """
    Tell whether a spreadsheet would take a text for a formula.

    Parameters
    ----------
    text
        The text of a cell.

    Returns
    -------
    is_formula
        True for texts that begin with ``=``, ``+``, ``-``, ``@``, tab or carriage return, but for plain numbers.
    """
    if not text.startswith(FORMULA_STARTS):
        return False
    digits = text[1:].replace(".", "", 1)
    return not (text[0] in "+-" and digits.isascii() and digits.isdigit())
