"""Lines of what was measured, as they are printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lines import ALONE, BYTES, GROWTH, LIMIT

if TYPE_CHECKING:
    from lines import Measured

NAME = 78


def told(one: Measured) -> str:
    """Write a line: the name, what it took, the ratio with its spread, and the goal."""
    if one.ratio is None and one.kind != ALONE:
        return f"{one.name:{NAME}} – {one.note}"
    if one.kind == ALONE:
        return f"{one.name:{NAME}} {_amount(one.ours)}{_aim(one, 'at most {} s')}"
    if one.kind == GROWTH:
        return f"{one.name:{NAME}} grows as size^{_spread(one)}{_aim(one, 'at most {}')}  ({one.note})"
    unit = "B" if one.kind == BYTES else "s"
    took = f"{_amount(one.ours, unit)} | {_amount(one.theirs, unit)}"
    word = "share that nothing can beat" if one.kind == LIMIT else "ratio"
    return f"{one.name:{NAME}} {took}  {word} {_spread(one)}{_aim(one, '{}')}"


def _amount(value: float | None, unit: str = "s") -> str:
    return f"{value or 0:11,.0f} B" if unit == "B" else f"{value or 0:9.4f} s"


def _spread(one: Measured) -> str:
    figures = [f"{value:.3g}" for value in (one.ratio, one.low, one.high) if value is not None]
    return f"{figures[0]} ({figures[1]} to {figures[2]})" if len(set(figures)) > 1 else figures[0]


def _aim(one: Measured, words: str) -> str:
    return "" if one.goal is None else f"  goal {words.format(f'{one.goal:g}')}"
