"""One table of colours, widths and dashes, from which map, GeoPackage and figures all draw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo.network.network import Network

# Okabe and Ito (2008), "Color Universal Design": told apart by colour-blind readers
BLUE, VERMILLION, GREEN, PURPLE = "#0072B2", "#D55E00", "#009E73", "#CC79A7"
ORANGE, SKY, BLACK = "#E69F00", "#56B4E9", "#000000"
# Tol (2021), "muted", for an atlas of more corridors than these: they differ in lightness as well as in hue
INDIGO, WINE, TEAL, OLIVE, ROSE, MAUVE = "#332288", "#882255", "#44AA99", "#999933", "#CC6677", "#AA4499"
BROWN, GREY = "#7A4A1E", "#6F6F6F"

LAND, WATER, BORDER, CASING = "#F3F1EC", "#D9E4EA", "#B9B4AA", "#FFFFFF"
INK, PAPER = "#22272B", "#FFFFFF"
SOFT = "#565B5F"
"""Letters that step back: 4.5 : 1 or more on paper, land and water, as WCAG 2.2 asks of text (1.4.3)."""


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
BORDER_DASHES: dict[str, tuple[float, ...]] = {
    "international": (),
    "disputed": (4.0, 4.0),
    "line_of_control": (1.5, 3.0),
}
"""In pixels, for borders are hair-thin."""
SCHEMATIC_OPACITY = 0.55


@dataclass(frozen=True)
class Look:
    """
    How an overlay draws a line, whatever its mode.

    Parameters
    ----------
    colour
        As ``#RRGGBB``.
    is_faint
        Whether it steps back behind the others.
    has_ticks
        Whether short bars across the line say the same as the colour.
    """

    colour: str
    is_faint: bool = False
    has_ticks: bool = False

    @property
    def drawn(self) -> list[str | int]:
        """The same for the map's script."""
        return [self.colour, int(self.is_faint), int(self.has_ticks)]


LOOKS: dict[str, Look] = {
    # How much of a capacity is used: darker and warmer with the load
    "full": Look(VERMILLION, has_ticks=True), "high": Look(ORANGE), "medium": Look(BLUE), "low": Look(SKY),
    "unlimited": Look("#8C7BA8", is_faint=True), "idle": Look("#9AA3A8", is_faint=True),
    # A route
    "way": Look(BLUE),
    # What a failure leaves, and what it makes longer
    "lost": Look(VERMILLION, has_ticks=True), "longer": Look(ORANGE), "unharmed": Look("#9AA3A8", is_faint=True),
    # Two scenarios
    "more": Look(BLUE), "less": Look(VERMILLION), "more_capacity": Look(SKY), "less_capacity": Look(ORANGE),
    "same": Look("#9AA3A8", is_faint=True),
}  # fmt: skip
"""By name. A label on the line says in text what the colour says."""
LOADS = ("full", "high", "medium", "low", "unlimited", "idle")
"""The looks of a load, in the order of the legend."""
CORRIDOR_PALETTE: tuple[str, ...] = (
    BLUE, ORANGE, GREEN, VERMILLION, PURPLE, INDIGO, BLACK, WINE, TEAL, OLIVE, BROWN, ROSE, MAUVE, SKY, GREY,
)  # fmt: skip
"""Corridors take these in the order of `corridor_colours`, again from the first when they run out."""

WIDTH_CLASSES_MT: tuple[tuple[float, float], ...] = ((0.0, 2.5), (5.0, 4.0), (20.0, 6.0))
"""Lower bound of each class in Mt a year, and its line width in pixels; unknown takes the first width."""


def corridor_colours(network: Network) -> dict[str, str]:
    """
    Give each corridor its colour: those with the most links take the colours that differ most.

    Parameters
    ----------
    network
        The network; a corridor keeps its colour on every map of it.

    Returns
    -------
    colours
        Corridor id to ``#RRGGBB``.
    """
    ranked = sorted(network.corridors.values(), key=lambda corridor: (-len(corridor.link_ids), corridor.corridor_id))
    return {c.corridor_id: CORRIDOR_PALETTE[rank % len(CORRIDOR_PALETTE)] for rank, c in enumerate(ranked)}
