"""Hatching as lines of its own: programs draw the hatches that formats have each in their way, or not at all."""

from __future__ import annotations

import math

_STEP_MM = 1.4
_BREAK = (math.nan, math.nan)


def hatching(corner: tuple[float, float], width: float, height: float) -> list[tuple[float, float]]:
    """
    Hatch a rectangle.

    Parameters
    ----------
    corner
        Its upper left corner, in millimetres.
    width, height
        In millimetres.

    Returns
    -------
    points
        Strokes that rise to the right, a point that is no number after each; those of rectangles side by side meet.
    """
    left, top = corner
    right, bottom = left + width, top + height
    points: list[tuple[float, float]] = []
    for place in range(math.ceil((left + top) / _STEP_MM), math.floor((right + bottom) / _STEP_MM) + 1):
        total = place * _STEP_MM  # x + y all along a stroke
        ends = (max(left, total - bottom), min(right, total - top))
        points += [*((x, total - x) for x in ends), _BREAK]
    return points
