"""Figures that a notebook shows."""

from __future__ import annotations

import matplotlib.figure

from geo.products.figures.output import figure_bytes

SCREEN_DPI = 110
Figure = matplotlib.figure.Figure
"""What is drawn, for those who name it without importing matplotlib."""


class ShownFigure(Figure):
    """A figure that shows itself in a notebook, without pyplot and with the same bytes every time."""

    def _repr_png_(self) -> bytes:
        return figure_bytes(self, "png", dpi=SCREEN_DPI)
