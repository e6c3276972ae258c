"""What stands below every figure: what is modelled, on how many assumptions, the sources, and whom to name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.products.attribution import data_origins, geometry_sources
from geo.products.words import words

if TYPE_CHECKING:
    from geo.atlas import Atlas
    from geo.products.figures.citations import Citations

_GROUND = "natural_earth"
"""What the ground of a map is drawn from: the atlas' own basemap, or the shipped one."""


def modelled_note(lang: str, count: int, subject: str, *, flow: str = "") -> str:
    """
    Say what is modelled, and on how many assumptions.

    Parameters
    ----------
    lang
        The language.
    count
        How many assumptions there are.
    subject
        The corridor whose assumptions the command prints.
    flow
        The command that prints the flows, where shares used are shown as well.

    Returns
    -------
    note
        A sentence or two.
    """
    return words(lang, "figures")["modelled" if flow else "modelled_mt"].format(
        count=count, command=f"corridors capacity {subject}", flow=flow
    )


def written_note(atlas: Atlas, lang: str, citations: Citations, *, is_map: bool, has_places: bool = True) -> list[str]:
    """
    Give the last paragraphs of a figure.

    Parameters
    ----------
    atlas
        The atlas.
    lang
        The language.
    citations
        The sources cited.
    is_map
        Whether land, water and borders are drawn.
    has_places
        Whether anything of the geography is shown.

    Returns
    -------
    paragraphs
        On a map the note on boundaries; the sources; whom to name.
    """
    origins = data_origins(atlas) if has_places else []
    origins = [name for name in origins if name != _GROUND] + [_GROUND] * is_map
    own = [f"{source.credit} ({source.licence})" for source in geometry_sources(atlas)] if has_places else []
    w = words(lang, "figures")
    named = "; ".join([*(w[f"credit_{origin}"] for origin in origins), *own])
    last = [w["geography"].format(names=named)] if named else []
    last += [words(lang, "terms")["boundaries_note"]] if is_map else []
    return [text for text in (citations.line(), " ".join(last)) if text]
