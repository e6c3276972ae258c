"""The kinds of figures, and how each is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from geo.atlas import Atlas

KINDS = ("strip", "map", "timeline", "network", "compare")
SIZES = ("column", "page", "slide")
ONE_SUBJECT = frozenset({"strip", "timeline"})
"""Kinds that are of one subject."""
OF_A_YEAR = frozenset({"strip", "map"})
SCENARIOS = {"strip": 1, "map": 0, "timeline": 1, "network": 1, "compare": 99}
"""How many scenarios a kind shows."""


@dataclass(frozen=True)
class Request:
    """
    A figure as it is asked for.

    Parameters
    ----------
    kind
        One of `KINDS`.
    ids
        What it is of; none for all corridors, where the kind shows several.
    lang
        The language.
    size
        One of `SIZES`.
    scenario_ids
        The scenarios.
    year
        What was known by then; None for the latest.
    branch
        The branch of a strip; None for the main route.
    """

    kind: str
    ids: tuple[str, ...] = ()
    lang: str = "en"
    size: str = "page"
    scenario_ids: tuple[str, ...] = ()
    year: int | None = None
    branch: str | None = None

    @property
    def fault(self) -> str:
        """Say what cannot be asked for like this; empty where all is well."""
        if self.kind in ONE_SUBJECT and len(self.ids) != 1:
            return f"A {self.kind} is of one subject. Name one ID."
        most = SCENARIOS[self.kind]
        if len(self.scenario_ids) > most:
            return f"A {self.kind} shows {'no scenario' if not most else 'one scenario'}. Leave out the others."
        if self.year is not None and self.kind not in OF_A_YEAR:
            return f"A {self.kind} is of no one year. Leave out --year."
        if self.branch is not None and self.kind != "strip":
            return f"A {self.kind} is of no one branch. Leave out --branch."
        return ""


def draw(atlas: Atlas, request: Request) -> Figure:
    """
    Draw a figure.

    Parameters
    ----------
    atlas
        The atlas.
    request
        What is asked for.

    Returns
    -------
    figure
        The figure.

    Raises
    ------
    UnknownIdError
        If the atlas has not what it is to be of.
    ProductError
        If there is nothing to draw.
    """
    return _DRAW[request.kind](atlas, request)


def _strip(atlas: Atlas, request: Request) -> Figure:
    from geo.products.figures.strip import strip_figure  # noqa: PLC0415 - matplotlib costs half a second

    scenario = next(iter(request.scenario_ids), None)
    return strip_figure(
        atlas, request.ids[0], lang=request.lang, size=request.size, year=request.year, scenario_id=scenario,
        branch=request.branch,
    )  # fmt: skip


def _map(atlas: Atlas, request: Request) -> Figure:
    from geo.products.figures.corridor_map import map_figure  # noqa: PLC0415

    return map_figure(atlas, request.ids or None, lang=request.lang, size=request.size, year=request.year)


def _timeline(atlas: Atlas, request: Request) -> Figure:
    from geo.model.target_rows import target_model  # noqa: PLC0415
    from geo.products.figures.timeline import timeline_figure  # noqa: PLC0415

    applied = target_model(atlas, next(iter(request.scenario_ids), None)).applied
    return timeline_figure(atlas, request.ids[0], lang=request.lang, size=request.size, applied=applied)


def _network(atlas: Atlas, request: Request) -> Figure:
    from geo.products.figures.bands import network_figure  # noqa: PLC0415

    scenario = next(iter(request.scenario_ids), None)
    return network_figure(atlas, request.ids or None, scenario_id=scenario, lang=request.lang, size=request.size)


def _compare(atlas: Atlas, request: Request) -> Figure:
    from geo.products.figures.compare import compare_figure  # noqa: PLC0415

    return compare_figure(
        atlas, request.scenario_ids or None, corridor_ids=request.ids or None, lang=request.lang, size=request.size
    )


_DRAW = {"strip": _strip, "map": _map, "timeline": _timeline, "network": _network, "compare": _compare}
