"""The model's assumptions, as products say them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from geo.model.assumptions import printed
from geo.products.phrases import number_text
from geo.products.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo.model.assumptions import Assumption


def assumption_lines(
    assumption_ids: Iterable[str], assumptions: Mapping[str, Assumption], lang: str
) -> tuple[str, ...]:
    """
    Write assumptions as sentences of a language.

    Parameters
    ----------
    assumption_ids, assumptions
        As in `geo.model.assumptions.printed`.
    lang
        The language.

    Returns
    -------
    lines
        As `printed` lays them out.
    """
    catalogue, english = words(lang, "assumptions"), words("en", "assumptions")

    def number(value: float) -> str:
        return number_text(Decimal(f"{value:g}"), lang)

    def said(key: str, text: str) -> str:
        return catalogue[key] if english.get(key) == text else text  # a scenario says of its own what it is

    return tuple(printed(assumption_ids, assumptions, number=number, said=said))
