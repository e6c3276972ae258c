"""Labels that do not collide: each takes the best free place around its point, the important ones first."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import shapely

from geo.products.figures.lettering import line_mm, width_mm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

Box = tuple[float, float, float, float]
_PAD_MM = 0.35
_SIDES: tuple[tuple[float, float], ...] = (
    (1, 0), (1, -1), (-1, 0), (1, 1), (-1, -1), (-1, 1), (0, -1), (0, 1),
)  # fmt: skip
"""Right of the point, then above it, and so on, as Imhof (1975), "Positioning names on maps", prefers them."""
_CROSSING_COST, _BESIDE_COST = 3.0, 2.5
_CROSSING_MOST = 1.4
_NEAR = 1.6
"""As often the way to its own mark: what is nearer makes it doubtful whose a label is."""


@dataclass(frozen=True)
class Label:
    """
    A label in its place.

    Parameters
    ----------
    text
        What it says.
    corner
        The left end of its base line.
    """

    text: str
    corner: tuple[float, float]


@dataclass
class Placement:
    """
    The room of a map, and what is taken of it.

    Parameters
    ----------
    room
        The map: left, top, right, bottom in millimetres.
    lines
        What labels should not cross.
    points
        The size of the letters.

    Attributes
    ----------
    taken
        What is taken of the room.
    marks
        The marks of places: a label keeps away from those of others.
    """

    room: Box
    lines: BaseGeometry
    points: float
    taken: list[Box] = field(default_factory=list)
    marks: list[tuple[float, float]] = field(default_factory=list)

    def keep_free(self, box: Box) -> None:
        """
        Take a part of the room.

        Parameters
        ----------
        box
            Left, top, right, bottom in millimetres.
        """
        self.taken.append(box)

    def is_free(self, box: Box) -> bool:
        """
        Tell whether a part of the room is free.

        Parameters
        ----------
        box
            Left, top, right, bottom in millimetres.

        Returns
        -------
        is_free
            False also where it leaves the room.
        """
        left, top, right, bottom = self.room
        inside = box[0] >= left and box[1] >= top and box[2] <= right and box[3] <= bottom
        return inside and not any(
            box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3] for other in self.taken
        )

    def label(self, text: str, at: tuple[float, float], *, away_mm: float, must: bool = False) -> Label | None:
        """
        Place one label.

        Parameters
        ----------
        text
            What it says.
        at
            Its point.
        away_mm
            How far from the point it begins.
        must
            Whether it may cross lines where it has no better place.

        Returns
        -------
        label
            None where every place around the point is taken, or crosses lines.
        """
        wide, high = width_mm(text, self.points), line_mm(self.points) * 0.85
        best: tuple[float, Box] | None = None
        for rank, side in enumerate(_SIDES):
            box = _box(at, side, (wide, high), away_mm)
            if not self.is_free(box):
                continue
            crossed = self._crossed(box)
            cost = rank * 0.4 + _CROSSING_COST * crossed / high + _BESIDE_COST * self._beside(box, at)
            if (must or crossed < _CROSSING_MOST * high) and (best is None or cost < best[0]):
                best = (cost, box)
        if best is None:
            return None
        self.keep_free(best[1])
        return Label(text, (best[1][0] + _PAD_MM, best[1][3] - _PAD_MM - 0.22 * high))

    def _beside(self, box: Box, at: tuple[float, float]) -> int:
        """Count the marks of others that stand so near that the label could be theirs."""
        near = _NEAR * _gap(box, at)
        return sum(_gap(box, mark) < near for mark in self.marks if mark != at)

    def _crossed(self, box: Box) -> float:
        return float(shapely.clip_by_rect(self.lines, *box).length)


def _gap(box: Box, at: tuple[float, float]) -> float:
    """Measure how far a point is from a box."""
    return math.hypot(max(box[0] - at[0], at[0] - box[2], 0), max(box[1] - at[1], at[1] - box[3], 0))


def _box(at: tuple[float, float], side: tuple[float, float], size: tuple[float, float], away: float) -> Box:
    wide, high = size[0] + 2 * _PAD_MM, size[1] + 2 * _PAD_MM
    step = away if 0 in side else away * 0.75
    x = at[0] + side[0] * step - (wide / 2 if side[0] == 0 else wide if side[0] < 0 else 0)
    y = at[1] + side[1] * step - (high / 2 if side[1] == 0 else high if side[1] < 0 else 0)
    return (x, y, x + wide, y + high)


def free_corner(placement: Placement, size: tuple[float, float], order: Sequence[str]) -> Box | None:
    """
    Find a free corner of the room for a box, where it covers the least of the lines.

    Parameters
    ----------
    placement
        The room.
    size
        Width and height of the box, in millimetres.
    order
        Corners in the order of preference: ``"sw"``, ``"se"``, ``"nw"``, ``"ne"``.

    Returns
    -------
    box
        None where all corners are taken.
    """
    left, top, right, bottom = placement.room
    found: list[tuple[float, int, Box]] = []
    for corner in order:
        x = left if corner[1] == "w" else right - size[0]
        y = top if corner[0] == "n" else bottom - size[1]
        box = (x, y, x + size[0], y + size[1])
        if placement.is_free(box):
            found.append((float(shapely.clip_by_rect(placement.lines, *box).length), len(found), box))
    return min(found)[2] if found else None
