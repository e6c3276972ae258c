"""The map's title and the one sentence that says what it shows."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from geo.languages import said_in
from geo.products.attribution import attribution_lines, geometry_sources
from geo.products.map_cards import matter_text, when_text
from geo.products.phrases import NBSP, counted, figure_text, number_text
from geo.products.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.atlas import Atlas
    from geo.products.capacity import CapacityRow, Figure


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


def origin_text(atlas: Atlas, key: str, lang: str) -> str:
    """
    Name whose data a map is made of.

    Parameters
    ----------
    atlas
        The atlas.
    key
        The map's word for it, ``"credit"`` or ``"licence"``, which holds where no source of geometry is named.
    lang
        The language.

    Returns
    -------
    text
        The open data and the sources that nodes and links refer to; plain text, which may hold marks of HTML.
    """
    if not geometry_sources(atlas):
        return words(lang, "map")[key]
    ground = words(lang, "terms")["attribution.natural_earth"]  # drawn from the shipped atlas where there is no own one
    return "; ".join(dict.fromkeys([*attribution_lines(atlas, lang)[:-1], ground]))


def summary(atlas: Atlas, corridor_ids: Sequence[str], lang: str) -> str:
    """
    Say what the one corridor of a map is.

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
    text
        Its summary; empty for several corridors.
    """
    if len(corridor_ids) != 1:
        return ""
    return said_in(atlas.network.corridors[corridor_ids[0]], "summary", lang)


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
        How many corridors on how many kilometres, or the one corridor's volume and target as their sources put them;
        then how many figures, and on how many the sources disagree.
    """
    figures = [figure for row in rows for figure in row.figures]
    disputed = sum(figure.fact.is_disputed for figure in figures)
    w, said_figures = words(lang, "map"), counted("map.n_figures", len(figures), lang)
    if len(corridor_ids) == 1 and not figures:
        return w["no_figures"]
    if len(corridor_ids) == 1:
        said = [_said(figure, lang) for figure in leading(next(row for row in rows if row.level == "corridor"))]
        said.append(
            w["finding_disputed" if disputed else "finding_one"].format(figures=said_figures, disputed=disputed)
        )
        sentence = "; ".join(said)
        return f"{sentence[:1].upper()}{sentence[1:]}."
    links = {link_id for corridor_id in corridor_ids for link_id in atlas.network.corridors[corridor_id].link_ids}
    km = sum(atlas.network.length_km[link_id] for link_id in links)
    return w["finding_all" if disputed else "finding_agreed"].format(
        corridors=counted("map.n_corridors", len(corridor_ids), lang), figures=said_figures,
        km=f"{number_text(Decimal(round(km)), lang)}{NBSP}{words(lang, 'terms')['unit.km']}", disputed=disputed,
    )  # fmt: skip


def leading(row: CapacityRow) -> list[Figure]:
    """
    Give the figures that a finding says.

    Parameters
    ----------
    row
        What is known of a corridor.

    Returns
    -------
    figures
        The first volume with a year and the first target with a deadline, both of the whole corridor.
    """
    dated = ([f for f in role if f.claim.period and f.claim.scope is None] for role in (row.volume, row.target))
    return [figures[0] for figures in dated if figures]


def _said(figure: Figure, lang: str) -> str:
    claim = figure.claim
    return f"{matter_text(claim, lang)}: {figure_text(claim, lang)} ({when_text(claim, lang)})"
