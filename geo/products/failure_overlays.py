"""The ranking of failures as an overlay of the map: what no longer passes, and what takes longer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.products.overlays import Line, Overlay, Stroke, interval_text, short_number
from geo.products.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

_LEAST = 1e-6
_LOOKS = ("lost", "longer", "unharmed")


def failure_overlay(rows: Sequence[Mapping[str, Any]], lang: str, notes: Iterable[str] = ()) -> Overlay:
    """
    Make an overlay of a ranking of single failures.

    Parameters
    ----------
    rows
        The ranking, as from `geo.model.failures.FailureStudy.ranking`, the worst first.
    lang
        ``"en"``, ``"ru"`` or ``"kk"``.
    notes
        What it rests on, in English.

    Returns
    -------
    overlay
        Width says what no longer passes; the label is the rank, the same for failures that leave the same.
    """
    w = words(lang, "model")
    worst = [row for row in rows if _harm(row) != (0.0, 0.0)]
    strokes = {row["fails"][0]: _stroke(row, rank, lang) for row, rank in zip(rows, _ranks(rows), strict=True)}
    return Overlay(
        kind="failure", name=w["failures_single"], strokes=strokes, looks={look: w[f"fails.{look}"] for look in _LOOKS},
        about=w["failures_about"].format(count=len(rows), harmful=len(worst)),
        widths=w["widths_lost"], note=" ".join(notes), note_lang="" if lang == "en" else "en", is_first=True,
    )  # fmt: skip


def _harm(row: Mapping[str, Any]) -> tuple[float, float]:
    return tuple(value if value > _LEAST else 0.0 for value in (row["unserved_mt"], row["extra_days"]))  # type: ignore[return-value]


def _ranks(rows: Iterable[Mapping[str, Any]]) -> list[int]:
    """Give each row the place of the first that is as bad."""
    ranks: list[int] = []
    before: tuple[float, float] | None = None
    for place, row in enumerate(rows, 1):
        harm = tuple(round(value, 6) for value in _harm(row))
        ranks.append(ranks[-1] if harm == before else place)
        before = harm  # type: ignore[assignment]
    return ranks


def _stroke(row: Mapping[str, Any], rank: int, lang: str) -> Stroke:
    w, (lost, days) = words(lang, "model"), _harm(row)
    look = "lost" if lost else "longer" if days else "unharmed"
    ends = sorted([row.get("unserved_mt_low", lost), lost, row.get("unserved_mt_high", lost)])
    unsure = w["undecided"].format(rank=rank) if row.get("undecided") else str(rank)
    lines = [Line(w["rank"], unsure), Line(w["lost"], interval_text(ends[0], lost, ends[2], lang))]
    if days:
        lines.append(Line(w["extra_days"], short_number(days, lang)))
    return Stroke(look, lost, str(rank) if lost or days else "", tuple(lines) if lost or days else ())
