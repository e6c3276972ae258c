"""One table of colours, widths and dashes, from which map, GeoPackage and figures all draw."""

from __future__ import annotations

from dataclasses import dataclass

# Okabe and Ito (2008), "Color Universal Design": told apart by colour-blind readers
BLUE, VERMILLION, GREEN, PURPLE = "#0072B2", "#D55E00", "#009E73", "#CC79A7"
ORANGE, SKY, YELLOW, BLACK = "#E69F00", "#56B4E9", "#F0E442", "#000000"

LAND, WATER, BORDER, CASING = "#F3F1EC", "#D9E4EA", "#B9B4AA", "#FFFFFF"


@dataclass(frozen=True)
class LineStyle:
    """
    How a kind of line is drawn.

    Parameters
    ----------
    colour
        As ``#RRGGBB``.
    dash
        Lengths of strokes and gaps in multiples of the line's width; empty for a solid line.
    """

    colour: str
    dash: tuple[float, ...] = ()


MODE_STYLES: dict[str, LineStyle] = {
    "rail": LineStyle(BLUE),
    "road": LineStyle(VERMILLION),
    "sea": LineStyle(SKY, (0.2, 2.0)),
    "pipeline": LineStyle(GREEN),
    "power": LineStyle(PURPLE),
}
STATUS_DASHES: dict[str, tuple[float, ...]] = {
    "operating": (),
    "construction": (4.0, 1.5),
    "planned": (2.5, 2.0),
    "idle": (1.0, 3.0),
}
SCHEMATIC_OPACITY = 0.55
CORRIDOR_PALETTE: tuple[str, ...] = (BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY, BLACK)
"""Corridors take these in the order of their ids, again from the first when they run out."""

WIDTH_CLASSES_MT: tuple[tuple[float, float], ...] = ((0.0, 2.5), (5.0, 4.0), (20.0, 6.0))
"""Lower bound of each class in Mt a year, and its line width in pixels; unknown takes the first width."""
