"""All figures of an atlas in one folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.atomic import whole_folder
from geo.errors import ProductError
from geo.products.figures.kinds import Request, draw
from geo.products.figures.output import FORMATS, figure_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from geo.atlas import Atlas

_OF_ALL = ("map", "network", "compare")
_OF_EACH = ("strip", "map", "timeline")


def write_gallery(
    atlas: Atlas, folder: Path, *, lang: str = "en", size: str = "page", file_format: str = "svg"
) -> list[str]:
    """
    Write the strip, the map and the timeline of each corridor, and the map, the flows and the scenarios of all.

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
    left_out
        Why figures are not there, a sentence each.

    Raises
    ------
    ProductError
        If the folder cannot be written.
    """
    requests = {kind: Request(kind, (), lang, size) for kind in _OF_ALL}
    requests |= {
        f"{kind}-{name}": Request(kind, (name,), lang, size) for name in atlas.network.corridors for kind in _OF_EACH
    }
    ours = {f"{name}.{suffix}" for name in requests for suffix in FORMATS}
    left_out = []
    with whole_folder(folder, lambda old: {path.name for path in old.glob("*")} & ours) as stage:
        for name, request in requests.items():
            try:
                figure = draw(atlas, request)
            except ProductError as error:  # nothing to draw
                left_out.append(str(error))
            else:
                (stage / f"{name}.{file_format}").write_bytes(figure_bytes(figure, file_format))
    return left_out
