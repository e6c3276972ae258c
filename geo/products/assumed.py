"""The model's assumptions, as products say them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from geo.products.phrases import number_text
from geo.products.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo.model.assumptions import Assumption


def assumption_lines(
    assumption_ids: Iterable[str], assumptions: Mapping[str, Assumption], lang: str
) -> tuple[str, ...]:
    """
    Write assumptions as sentences.

    Parameters
    ----------
    assumption_ids
        Which, in any order and as often as they were used; ids that are no assumption's are passed over.
    assumptions
        All of them.
    lang
        The language.

    Returns
    -------
    lines
        One for each, sorted by id: interval, unit, note, source.
    """
    return tuple(_line(assumptions[name], lang) for name in sorted(set(assumption_ids) & set(assumptions)))


def _line(one: Assumption, lang: str) -> str:
    said = words(lang, "assumptions")
    values = (one.central,) if one.low == one.high else (one.low, one.central, one.high)
    ends = " – ".join(number_text(Decimal(f"{value:g}"), lang) for value in values)
    unit = said.get(f"unit.{one.unit}", one.unit)
    note = said.get(one.assumption_id, one.note)
    source = said.get(f"source.{one.source}", one.source)
    return f"{one.assumption_id} = {f'{ends} {unit}'.strip()}. {note} ({source})"
