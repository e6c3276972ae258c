"""Figures that a notebook shows."""

from __future__ import annotations

import io

import matplotlib.figure
from PIL import Image

from geo.products.figures.output import figure_bytes

SCREEN_DPI = 110
COLOURS = 96
Figure = matplotlib.figure.Figure
"""What is drawn, for those who name it without importing matplotlib."""


class ShownFigure(Figure):
    """
    A figure that shows itself in a notebook, without pyplot and with the same bytes every time.

    Attributes
    ----------
    lang
        The language of its words.
    description
        What it shows and what it rests on, in sentences, for those who do not see it.
    """

    lang = "en"
    description = ""

    def _repr_png_(self) -> bytes:
        """Give a small picture for a screen; a notebook keeps it."""
        content = io.BytesIO()
        with Image.open(io.BytesIO(figure_bytes(self, "png", dpi=SCREEN_DPI))) as picture:
            few = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        few.save(content, "png", optimize=True)
        return content.getvalue()
