"""Where a figure's texts stand, measured as they are drawn."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

SLACK_PX = 1.0
"""Of 300 an inch."""
DESCENT = 0.25
"""Boxes of letters hold room for descenders that lines of print share."""


def boxes(figure: Figure) -> list[tuple[str, Bbox]]:
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
    return [(text.get_text(), text.get_window_extent(renderer)) for text in figure.texts if text.get_text().strip()]


def collisions(figure: Figure) -> list[tuple[str, str]]:
    """Name the texts that stand on each other."""
    found = []
    for (one, a), (other, b) in combinations(boxes(figure), 2):
        wide, high = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
        if wide > SLACK_PX and high > DESCENT * min(a.height, b.height):
            found.append((one, other))
    return found


def outside(figure: Figure) -> list[str]:
    """Name the texts that leave the sheet."""
    width, height = figure.bbox.width + SLACK_PX, figure.bbox.height + SLACK_PX
    return [text for text, box in boxes(figure) if not (
        box.x0 >= -SLACK_PX and box.y0 >= -SLACK_PX and box.x1 <= width and box.y1 <= height)]  # fmt: skip
