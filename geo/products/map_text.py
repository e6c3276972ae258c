"""The map's title and the one sentence that says what it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.products.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.atlas import Atlas
    from geo.products.capacity import CapacityRow


def headline(atlas: Atlas, corridor_ids: Sequence[str], lang: str) -> str:
    """
    Give the title of a map.

    Parameters
    ----------
    atlas
        The atlas.
    corridor_ids
        The corridors drawn.
    lang
        The language.

    Returns
    -------
    title
        The name of the one corridor, or that of the subject.
    """
    return atlas.subject_name(corridor_ids[0], lang) if len(corridor_ids) == 1 else words(lang, "map")["title"]


def finding(atlas: Atlas, corridor_ids: Sequence[str], rows: Sequence[CapacityRow], lang: str) -> str:
    """
    Say what a map shows.

    Parameters
    ----------
    atlas
        The atlas.
    corridor_ids
        The corridors drawn.
    rows
        What is known of them.
    lang
        The language.

    Returns
    -------
    sentence
        How many corridors on how many kilometres, how many figures, on how many the sources disagree; for one corridor
        its summary.
    """
    if len(corridor_ids) == 1:
        corridor = atlas.network.corridors[corridor_ids[0]]
        return str(getattr(corridor, f"summary_{lang}", None) or corridor.summary)
    links = {link_id for corridor_id in corridor_ids for link_id in atlas.network.corridors[corridor_id].link_ids}
    km = sum(atlas.network.length_km[link_id] for link_id in links)
    figures = [figure for row in rows for figure in row.figures]
    disputed = sum(figure.fact.is_disputed for figure in figures)
    w = words(lang, "map")
    return w["finding_all" if disputed else "finding_agreed"].format(
        corridors=_counted("n_corridors", len(corridor_ids), lang), figures=_counted("n_figures", len(figures), lang),
        km=_km(km, lang), disputed=disputed,
    )  # fmt: skip


def _counted(key: str, n: int, lang: str) -> str:
    forms = words(lang, "map")[key].split("|")
    if lang == "ru":
        place = 0 if n % 10 == 1 and n % 100 != 11 else 1 if 2 <= n % 10 <= 4 and not 12 <= n % 100 <= 14 else 2
    else:
        place = 0 if n == 1 else 1
    return forms[min(place, len(forms) - 1)].format(n=n)


def _km(km: float, lang: str) -> str:
    text = f"{km:,.0f}" if km >= 10_000 else f"{km:.0f}"
    return f"{text}\u00a0km" if lang == "en" else f"{text.replace(',', chr(0xA0))}\u00a0км"
