"""Overlays: what a map may show instead of what was reported, such as a scenario, a route or a ranking of failures."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from geo.products.phrases import NBSP, number_text
from geo.products.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True)
class Line:
    """
    One line of a card.

    Parameters
    ----------
    term
        What it says, as the head of a column too.
    text
        The value in words.
    claim_ids
        Claims that it rests on; the card cites their sources.
    notes
        What it assumes, in English.
    """

    term: str
    text: str
    claim_ids: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Stroke:
    """
    How an overlay draws one link or place, and what its card says.

    Parameters
    ----------
    look
        A key of `geo.products.style.LOOKS`.
    mt
        What sets the width of the line, in Mt a year.
    label
        A text on the map, so that nothing is said by colour alone; empty for none.
    lines
        Of the card, and the cells of the table below the map.
    """

    look: str
    mt: float = 0.0
    label: str = ""
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Step:
    """
    One line of an overlay's list, as a leg of a route.

    Parameters
    ----------
    owner_id
        The link or place that it leads to.
    name
        Its head.
    lines
        What is said of it.
    """

    owner_id: str
    name: str
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Overlay:
    """
    One picture that the reader may choose.

    Parameters
    ----------
    kind
        ``"scenario"``, ``"route"``, ``"failure"`` or ``"comparison"``.
    name
        Its name in the map's language.
    about
        What it shows, in a sentence.
    strokes
        By the id of a link, node or corridor; what is not among them is drawn faint.
    looks
        The legend: keys of `geo.products.style.LOOKS` with their texts, in order.
    widths
        What widths mean; empty where all lines are of one width.
    note
        A remark.
    note_lang
        Its language, where it is not the map's.
    steps
        A list, where the strokes do not say it all.
    is_first
        Whether the map opens with it.
    """

    kind: str
    name: str
    about: str
    strokes: Mapping[str, Stroke]
    looks: Mapping[str, str]
    widths: str = ""
    note: str = ""
    note_lang: str = ""
    steps: Sequence[Step] = field(default_factory=tuple)
    is_first: bool = False


def short_number(value: float, lang: str) -> str:
    """
    Write a computed number with three digits that count.

    Parameters
    ----------
    value
        The number.
    lang
        ``"en"``, ``"ru"`` or ``"kk"``.

    Returns
    -------
    text
        Without exponent; whole numbers from 100 on.
    """
    digits = Decimal(f"{value:.3g}") if abs(value) < 1000 else Decimal(round(value))
    text = f"{digits:f}"
    bare = text.rstrip("0").rstrip(".") if "." in text else text
    return number_text(Decimal(bare), lang) if bare not in {"", "-0"} else "0"


def mt_text(value: float, lang: str) -> str:
    """
    Write Mt a year.

    Parameters
    ----------
    value
        Mt a year.
    lang
        The language.

    Returns
    -------
    text
        With its unit, which does not part from it.
    """
    return f"{short_number(value, lang)}{NBSP}{words(lang, 'terms')['unit.Mt/yr'].replace(' ', NBSP)}"


def interval_text(low: float | None, central: float, high: float | None, lang: str) -> str:
    """
    Write an interval.

    Parameters
    ----------
    low, central, high
        The values; None where an end is unknown.
    lang
        The language.

    Returns
    -------
    text
        The central value, and the ends where they differ as written.
    """
    middle = short_number(central, lang)
    ends = [short_number(value, lang) for value in (low, high) if value is not None]
    return middle if len(ends) < 2 or set(ends) == {middle} else f"{middle} ({'–'.join(ends)})"
