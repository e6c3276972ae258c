"""All figures of an atlas in one folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.errors import ProductError
from geo.folders import whole_folder
from geo.model.profile import corridor_profiles
from geo.model.study import known_capacities
from geo.products.figures.kinds import Request, draw
from geo.products.figures.output import figure_bytes
from geo.products.figures.strip_data import known_branches
from geo.products.formats import FIGURE_FORMATS

if TYPE_CHECKING:
    from pathlib import Path

    from geo.atlas import Atlas

_OF_ALL = ("map", "network", "compare")
_OF_EACH = ("strip", "map", "timeline")


def write_gallery(
    atlas: Atlas, folder: Path, *, lang: str = "en", size: str = "page", file_format: str = "svg"
) -> tuple[list[str], list[str]]:
    """
    Write the strips, the map and the timeline of each corridor, and the map, the flows and the scenarios of all.

    Parameters
    ----------
    atlas
        The atlas.
    folder
        Where; what was written there before is replaced, other files stay.
    lang
        The language.
    size
        ``"column"``, ``"page"`` or ``"slide"``.
    file_format
        ``"svg"``, ``"png"`` or ``"pdf"``.

    Returns
    -------
    drawn
        The names of the files written.
    left_out
        Why figures are not there, a sentence each.

    Raises
    ------
    ProductError
        If the folder cannot be written.
    """
    requests = _requests(atlas, lang, size)
    branches = {
        f"strip-{name}-{route.route_id}" for name, one in atlas.network.corridors.items() for route in one.route[1:]
    }  # of those as well that have nothing to show any more
    ours = {f"{name}.{suffix}" for name in branches.union(requests) for suffix in FIGURE_FORMATS}
    drawn, left_out = [], []
    with whole_folder(folder, lambda old: {path.name for path in old.glob("*")} & ours) as stage:
        for name, request in requests.items():
            try:
                figure = draw(atlas, request)
            except ProductError as error:  # nothing to draw
                left_out.append(str(error))
            else:
                drawn.append(f"{name}.{file_format}")
                (stage / drawn[-1]).write_bytes(figure_bytes(figure, file_format))
    return drawn, left_out


def _requests(atlas: Atlas, lang: str, size: str) -> dict[str, Request]:
    """Ask for all figures, by the names of their files; branches are drawn where a capacity on them is known."""
    found = {kind: Request(kind, (), lang, size) for kind in _OF_ALL}
    capacities = known_capacities(atlas)
    for name in atlas.network.corridors:
        found |= {f"{kind}-{name}": Request(kind, (name,), lang, size) for kind in _OF_EACH}
        for branch in known_branches(corridor_profiles(atlas, name, capacities=capacities)):
            found[f"strip-{name}-{branch}"] = Request("strip", (name,), lang, size, branch=branch)
    return found
