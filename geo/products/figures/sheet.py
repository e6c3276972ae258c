"""The sheet a figure is drawn on: its size, and marks and letters placed in millimetres from its upper left corner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.patheffects import withStroke
from matplotlib.transforms import Affine2D

from geo.errors import ProductError
from geo.products.figures.lettering import MM_A_POINT, cut, face, legible, line_mm, wrapped
from geo.products.figures.shown import ShownFigure
from geo.products.style import CASING, INK, PAPER

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from matplotlib.figure import Figure
    from matplotlib.text import Text

MM_AN_INCH = 25.4
MARGIN_MM = 2.5
HALO_PT = 1.6
_DPI = 300
_GAP_MM = 1.2


@dataclass(frozen=True)
class Size:
    """
    A sheet and its letters.

    Parameters
    ----------
    width_mm
        Of the sheet.
    height_mm
        None where the sheet is as high as its content.
    title_pt, text_pt, small_pt
        Sizes of letters; none below 6 pt.
    """

    width_mm: float
    height_mm: float | None
    title_pt: float
    text_pt: float
    small_pt: float


SIZES = {
    "column": Size(84.0, None, 8.5, 6.5, 6.0),
    "page": Size(174.0, None, 11.0, 7.5, 6.5),
    "slide": Size(254.0, 143.0, 16.0, 10.5, 7.5),
}


@dataclass(frozen=True)
class Pen:
    """
    How a line is drawn.

    Parameters
    ----------
    colour
        As ``#RRGGBB``.
    width_pt
        Its width.
    dash
        Strokes and gaps in multiples of the width; empty for a solid line.
    z
        What is drawn later lies above.
    alpha
        Opacity.
    is_round
        Whether its ends are round.
    """

    colour: str = INK
    width_pt: float = 0.5
    dash: tuple[float, ...] = ()
    z: float = 3
    alpha: float = 1.0
    is_round: bool = False


@dataclass(frozen=True)
class Fill:
    """
    How an area is drawn.

    Parameters
    ----------
    colour
        As ``#RRGGBB``, or ``"none"``.
    edge
        The colour of its outline.
    edge_pt
        The outline's width; 0 for none.
    z, alpha
        As of a pen.
    """

    colour: str
    edge: str = "none"
    edge_pt: float = 0.0
    z: float = 2
    alpha: float = 1.0


class Sheet:
    """
    A sheet that is drawn on from top to bottom.

    Parameters
    ----------
    size
        One of `SIZES`.
    title
        Its title, drawn first, and what the file says of itself.
    subtitle
        What is shown, in a sentence or two.
    lang
        The language of its words.

    Attributes
    ----------
    figure
        What is drawn so far.
    top
        Where the free room begins, in millimetres from the upper edge.
    """

    def __init__(self, size: str, title: str, subtitle: str, lang: str) -> None:
        self.size = SIZES[size]
        self.figure = ShownFigure(figsize=(self.size.width_mm / MM_AN_INCH, 1.0), dpi=_DPI, facecolor=PAPER)
        FigureCanvasAgg(self.figure)
        self.figure.set_label(legible(title))
        self.figure.lang, self.figure.description = lang, legible(subtitle)
        self._mm = Affine2D()
        self._transform = self._mm + self.figure.dpi_scale_trans
        self.top = MARGIN_MM
        self.lines(title, self.size.title_pt, bold=True, most=2)
        self.lines(subtitle, self.size.text_pt, most=4)
        self.top += _GAP_MM

    @property
    def left(self) -> float:
        """The left margin, in millimetres."""
        return MARGIN_MM

    @property
    def right(self) -> float:
        """The right margin, in millimetres from the left edge."""
        return self.size.width_mm - MARGIN_MM

    @property
    def room(self) -> float:
        """How wide the sheet is between its margins."""
        return self.right - self.left

    def lines(self, text: str, points: float, *, bold: bool = False, colour: str = INK, most: int = 99) -> None:
        """
        Write a paragraph at the top of the free room.

        Parameters
        ----------
        text
            The paragraph; nothing for an empty one.
        points
            The size of its letters.
        bold
            Whether it is bold.
        colour
            Of the letters.
        most
            How many lines it may take.
        """
        for line in wrapped(text, self.room, points, bold=bold, lines=most) if text else []:
            self.top += line_mm(points)
            self.text((self.left, self.top - 0.28 * line_mm(points)), line, points, bold=bold, colour=colour)

    def height_of(self, paragraphs: Iterable[str], points: float) -> float:
        """
        Measure paragraphs.

        Parameters
        ----------
        paragraphs
            Each begins a line.
        points
            The size of their letters.

        Returns
        -------
        height_mm
            In millimetres.
        """
        return line_mm(points) * sum(len(wrapped(text, self.room, points)) for text in paragraphs if text)

    def notes(self, paragraphs: Iterable[str]) -> None:
        """
        Write paragraphs in small letters at the top of the free room.

        On a sheet of one height earlier paragraphs are cut before later ones, for those name sources and licences.

        Parameters
        ----------
        paragraphs
            Each begins a line.
        """
        points, height, texts = self.size.small_pt, self.size.height_mm, list(paragraphs)
        self.figure.description = "\n".join([self.figure.description, *map(legible, texts)])  # nothing is cut there
        for place, text in enumerate(texts):
            kept = self.height_of(texts[place + 1 :], points)
            left = 99 if height is None else int((height - self.top - kept - 1) / line_mm(points))
            if left > 0:
                self.lines(text, points, most=left)

    def free(self, wanted_mm: float, below_mm: float) -> float:
        """
        Say how high the drawing may be.

        Parameters
        ----------
        wanted_mm
            How high it would be on a sheet of any height.
        below_mm
            What stands below it.

        Returns
        -------
        height_mm
            On a sheet of one height, what is left.
        """
        height = self.size.height_mm
        return wanted_mm if height is None else max(20.0, height - self.top - below_mm - MARGIN_MM)

    def finish(self) -> Figure:
        """
        Close the sheet below what was drawn.

        Returns
        -------
        figure
            The figure.

        Raises
        ------
        ProductError
            If a sheet of one height is too small for what was drawn.
        """
        if self.size.height_mm is not None and self.top > self.size.height_mm:
            raise ProductError("What is asked for does not fit on a slide. Take --size page, or name less.")
        height = self.size.height_mm or self.top + MARGIN_MM
        self.figure.set_size_inches(self.size.width_mm / MM_AN_INCH, height / MM_AN_INCH)
        self._mm.clear().scale(1 / MM_AN_INCH, -1 / MM_AN_INCH).translate(0, height / MM_AN_INCH)
        return self.figure

    def text(  # noqa: PLR0913 - a letter has that many sides
        self, at: tuple[float, float], text: str, points: float, *, bold: bool = False, colour: str = INK,
        align: str = "left", upright: str = "baseline", rotation: float = 0.0, halo: bool = False,
        room_mm: float | None = None, z: float = 9,
    ) -> Text:  # fmt: skip
        """
        Write one line, literally: neither mathematics nor markup.

        Parameters
        ----------
        at
            Millimetres from the left and the upper edge.
        text
            The line.
        points
            The size of its letters.
        bold
            Whether it is bold.
        colour
            Of the letters.
        align, upright
            Horizontal and vertical alignment, as matplotlib names them.
        rotation
            In degrees against the clock.
        halo
            Whether a light rim sets it off.
        room_mm
            Its greatest length; it is cut with an ellipsis.
        z
            What is drawn later lies above.

        Returns
        -------
        text
            The artist.
        """
        shown = legible(text if room_mm is None else cut(text, room_mm, points, bold=bold))
        artist = self.figure.text(
            *at, shown, transform=self._transform, fontproperties=face(points, bold=bold), color=colour, ha=align,
            va=upright, rotation=rotation, rotation_mode="anchor" if rotation in (0, 45) else "default",
            parse_math=False, zorder=z,
        )  # fmt: skip
        if halo:
            artist.set_path_effects([withStroke(linewidth=HALO_PT, foreground=CASING)])
        return artist

    def line(
        self,
        points: Sequence[tuple[float, float]],
        pen: Pen,
        *,
        within: tuple[float, float, float, float] | None = None,
    ) -> None:
        """
        Draw a line.

        Parameters
        ----------
        points
            Millimetres from the left and the upper edge; one that is no number breaks the line.
        pen
            How.
        within
            Left, top, right and bottom beyond which nothing of it is seen.
        """
        cap: Literal["round", "butt"] = "round" if pen.is_round else "butt"
        style: Any = (0, pen.dash) if pen.dash else "-"  # what matplotlib takes has no narrower type
        line = Line2D(
            [x for x, _ in points], [y for _, y in points], transform=self._transform, color=pen.colour,
            linewidth=pen.width_pt, linestyle=style, zorder=pen.z, alpha=pen.alpha, solid_capstyle=cap,
            dash_capstyle=cap, solid_joinstyle="round",
        )  # fmt: skip
        if within is not None:
            left, top, right, bottom = within
            outline = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
            line.set_clip_path(Path(outline, closed=True), self._transform)
        self.figure.add_artist(line)

    def area(self, rings: Sequence[Sequence[tuple[float, float]]], fill: Fill) -> None:
        """
        Draw an area.

        Parameters
        ----------
        rings
            Its outline, and those of its holes.
        fill
            How.
        """
        path = Path.make_compound_path(*(Path([*ring, ring[0]], closed=True) for ring in rings))
        patch = PathPatch(
            path, transform=self._transform, facecolor=fill.colour, edgecolor=fill.edge, linewidth=fill.edge_pt,
            zorder=fill.z, alpha=fill.alpha,
        )  # fmt: skip
        self.figure.add_artist(patch)

    def box(self, corner: tuple[float, float], width: float, height: float, fill: Fill) -> None:
        """
        Draw a rectangle.

        Parameters
        ----------
        corner
            Its upper left corner.
        width, height
            In millimetres.
        fill
            How.
        """
        x, y = corner
        self.area([[(x, y), (x + width, y), (x + width, y + height), (x, y + height)]], fill)

    def mark(self, at: tuple[float, float], shape: str, size_mm: float, fill: Fill) -> None:
        """
        Set a mark.

        Parameters
        ----------
        at
            Its middle.
        shape
            One of matplotlib's markers.
        size_mm
            How wide it is.
        fill
            How.
        """
        self.figure.add_artist(Line2D(
            [at[0]], [at[1]], transform=self._transform, linestyle="none", marker=shape,
            markersize=size_mm / MM_A_POINT, markerfacecolor=fill.colour, markeredgecolor=fill.edge,
            markeredgewidth=fill.edge_pt, zorder=fill.z, alpha=fill.alpha,
        ))  # fmt: skip
