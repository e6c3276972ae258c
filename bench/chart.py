"""The ratios as a chart: how many times as long a peer takes, what share a limit has, how costs grow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lines import BYTES, GROWTH, LIMIT, PEER

if TYPE_CHECKING:
    from pathlib import Path

    from lines import Measured

BLUE, GREY, RED = "#0072B2", "#666666", "#D55E00"
PANELS = (
    ((PEER, BYTES), "The tool beside peers: what they take, by what it takes", "log"),
    ((LIMIT,), "What limits: the share of the tool's time that nothing can beat", "linear"),
    ((GROWTH,), "Growth: exponent of the cost as the work grows 1, 10, 100", "linear"),
)
KEY = "Bar: from quartile to quartile. | goal, hollow where it is missed. Square: a peer takes less."


def draw(found: list[Measured], path: Path) -> None:
    """Write the chart; a panel without lines is left out."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    panels = [([one for one in found if one.kind in kinds and one.ratio], *rest) for kinds, *rest in PANELS]
    panels = [panel for panel in panels if panel[0]]
    if not panels:
        return
    counts = [len(lines) for lines, *_ in panels]
    with mpl.rc_context({"svg.hashsalt": "bench", "font.size": 8, "svg.fonttype": "none"}):
        figure, axes = plt.subplots(
            len(panels), 1, figsize=(10, 0.21 * sum(counts) + 0.95 * len(panels)), layout="constrained",
            gridspec_kw={"height_ratios": [count + 1 for count in counts]}, squeeze=False,
        )  # fmt: skip
        for axis, (lines, title, scale) in zip(axes[:, 0], panels, strict=True):
            _panel(axis, lines, title, scale)
        figure.supxlabel(KEY, x=0.01, ha="left", fontsize=8)
        figure.savefig(path, metadata={"Date": None})
        plt.close(figure)


def _panel(axis, lines: list[Measured], title: str, scale: str) -> None:
    places = range(len(lines), 0, -1)
    axis.set_title(title, loc="left", fontweight="bold")
    axis.set_xscale(scale)
    axis.axvline(1, color=GREY, linewidth=0.8)
    for place, one in zip(places, lines, strict=True):
        colour = BLUE if _is_good(one) else RED
        axis.plot([one.low, one.high], [place, place], color=colour, linewidth=2.5, alpha=0.45, solid_capstyle="round")
        if one.goal is not None:
            axis.plot([one.goal], [place], "|", color="black", markersize=9)
        axis.plot(
            [one.ratio],
            [place],
            "o" if _is_good(one) else "s",
            color=colour,
            markersize=4.5,
            markerfacecolor="white" if _is_missed(one) else colour,
        )
        axis.annotate(f"{one.ratio:.3g}", (1.01, place), xycoords=("axes fraction", "data"), va="center")
    axis.set_yticks(list(places), [one.name for one in lines])
    axis.set_ylim(0.3, len(lines) + 0.7)
    if scale == "linear":
        axis.set_xlim(left=0)
    else:
        axis.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
    axis.grid(axis="x", color="#dddddd", linewidth=0.6)
    axis.set_axisbelow(True)
    axis.spines[["top", "right"]].set_visible(False)


def _is_missed(one: Measured) -> bool:
    """Tell whether a line misses its goal: the greatest exponent that a cost may have, else the least ratio."""
    if one.goal is None or one.ratio is None:
        return False
    return one.ratio > one.goal if one.kind == GROWTH else one.ratio < one.goal


def _is_good(one: Measured) -> bool:
    """A square in another colour marks what loses to a peer."""
    return one.kind not in (PEER, BYTES) or (one.ratio or 0) >= 1
