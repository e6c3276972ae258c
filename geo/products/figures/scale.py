"""Scales: figures to millimetres, and round ticks."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal

from geo.products.phrases import number_text

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True)
class Scale:
    """
    A linear scale.

    Parameters
    ----------
    first, last
        The values at its ends.
    start_mm, end_mm
        Where its ends are drawn.
    """

    first: float
    last: float
    start_mm: float
    end_mm: float

    def at(self, value: float) -> float:
        """
        Place a value.

        Parameters
        ----------
        value
            Values beyond the ends are placed at the ends.

        Returns
        -------
        mm
            Its place.
        """
        if self.last == self.first:
            return self.start_mm
        share = (value - self.first) / (self.last - self.first)
        return self.start_mm + min(1.0, max(0.0, share)) * (self.end_mm - self.start_mm)


def round_ticks(highest: float, count: int) -> list[float]:
    """
    Choose round values from zero up.

    Parameters
    ----------
    highest
        What is drawn at most.
    count
        How many steps there are about.

    Returns
    -------
    ticks
        From 0 to the first that is not below `highest`; 0 and 1 where nothing is drawn.
    """
    if not highest > 0:
        return [0.0, 1.0]
    magnitude = 10.0 ** math.floor(math.log10(highest / count))
    step = next(size * magnitude for size in _STEPS if size * magnitude * count >= highest * (1 - 1e-9))
    last = math.ceil(highest / step - 1e-9)
    return [round(step * place, 12) for place in range(last + 1)]


def amount_text(value: float, lang: str) -> str:
    """
    Write a computed amount: to a tenth, small ones to a hundredth, whole from a hundred on.

    Parameters
    ----------
    value
        The amount.
    lang
        The language.

    Returns
    -------
    text
        Without zeros at its end.
    """
    size = abs(value)
    places = 0 if size >= 100 else 1 if size >= 1 else 2
    rounded = Decimal(f"{value:.{places}f}").normalize() + 0
    return number_text(Decimal(f"{rounded:f}"), lang)


def interval_of(low: float | None, central: float, high: float | None, lang: str) -> str:
    """
    Write an interval with its central value.

    Parameters
    ----------
    low, central, high
        Its ends and centre; `high` None where nothing sets a ceiling.
    lang
        The language.

    Returns
    -------
    text
        ``"3.7 (2.7–9.7)"``; the value alone where it has no width.
    """
    middle = amount_text(central, lang)
    first = amount_text(central if low is None else low, lang)
    last = "∞" if high is None else amount_text(high, lang)
    return middle if first == last == middle else f"{middle} ({first}–{last})"


def spread(wanted: list[float], widths: list[float], room: tuple[float, float]) -> list[float]:
    """
    Move labels in a row apart, each as little as its neighbours allow.

    Parameters
    ----------
    wanted
        Where each would stand, in order.
    widths
        How wide each is.
    room
        Where it begins and ends.

    Returns
    -------
    places
        The middles.
    """
    places: list[float] = []
    for aim, wide in zip(wanted, widths, strict=True):
        least = places[-1] + (widths[len(places) - 1] + wide) / 2 if places else room[0] + wide / 2
        places.append(max(aim, least))
    most = room[1]
    for place in range(len(places) - 1, -1, -1):
        places[place] = min(places[place], most - widths[place] / 2)
        most = places[place] - widths[place] / 2
    return places


def letter(place: int) -> str:
    """
    Give the letter of a row.

    Parameters
    ----------
    place
        From 0.

    Returns
    -------
    letter
        A to Z, then AA and so on.
    """
    rest, last = divmod(place, 26)
    return (letter(rest - 1) if rest else "") + chr(ord("A") + last)
