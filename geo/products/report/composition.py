"""How a report is put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.products.attribution import attribution_lines
from geo.products.map_text import headline
from geo.products.phrases import date_text
from geo.products.report.aims import targets_section
from geo.products.report.chapter import chapter
from geo.products.report.content import Entry, Report
from geo.products.report.desk import Desk
from geo.products.report.disputes import conflicts_section
from geo.products.report.method import method_section
from geo.products.report.modelled import model_section
from geo.products.report.summary import map_section, summary_section
from geo.products.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.atlas import Atlas
    from geo.evidence.sources import Source
    from geo.model.results import Result


def compose(
    atlas: Atlas, ids: Sequence[str] | None = None, *, lang: str = "en", results: Sequence[Result] = (),
    with_map: bool = False,
) -> Report:  # fmt: skip
    """
    Put a report together.

    Parameters
    ----------
    atlas
        The atlas.
    ids
        Corridors, or entries without alignment, each with a chapter; None for the whole atlas, all its corridors.
    lang
        ``"en"``, ``"ru"`` or ``"kk"``.
    results
        What scenarios come to, for the model's part; none for a report without it.
    with_map
        Whether the interactive map is made as well.

    Returns
    -------
    report
        What it says.

    Raises
    ------
    UnknownIdError
        If the atlas has no such corridor or entry.
    """
    corridors = atlas.network.corridors
    chosen = list(corridors) if ids is None else sorted(dict.fromkeys(ids), key=lambda name: name not in corridors)
    for name in chosen:
        atlas.corridor_subjects(name)  # says so if there is nothing of this id
    desk = Desk(atlas, chosen, ids is None, lang, results)
    sections = [
        summary_section(desk), map_section(desk, _map_html(desk) if with_map and desk.corridors else ""),
        *(chapter(desk, name) for name in chosen), targets_section(desk), conflicts_section(desk),
        model_section(desk), method_section(desk),
    ]  # fmt: skip
    return Report(
        lang=lang, title=_title(desk), subtitle=_subtitle(desk), sections=tuple(one for one in sections if one),
        sources=_entries(desk), credits=(*attribution_lines(atlas, lang), words(lang, "terms")["boundaries_note"]),
    )  # fmt: skip


def _map_html(desk: Desk) -> str:
    from geo.products.maps import map_html  # noqa: PLC0415 - not every use draws a map
    from geo.products.scenario_overlays import scenario_overlays  # noqa: PLC0415

    overlays = scenario_overlays(desk.atlas, desk.results, desk.lang)
    return map_html(desk.atlas, None if desk.is_whole else desk.corridors, lang=desk.lang, overlays=overlays)


def _title(desk: Desk) -> str:
    if desk.is_whole:
        return headline(desk.atlas, desk.corridors, desk.lang)
    return ", ".join(desk.name(name) for name in desk.ids)


def _subtitle(desk: Desk) -> str:
    """Say how far the evidence reaches: the report must not change with the clock."""
    dates = [desk.atlas.evidence.sources[source_id].date_text for source_id in desk.numbers]
    newest = max((date for date in dates if date), default="")
    return desk.words["subtitle"].format(date=date_text(newest, desk.lang)) if newest else ""


def _entries(desk: Desk) -> tuple[Entry, ...]:
    sources = desk.atlas.evidence.sources
    return tuple(Entry(n, _cited(desk, sources[name]), sources[name].url or "") for name, n in desk.numbers.items())


def _cited(desk: Desk, source: Source) -> str:
    date = date_text(source.date_text, desk.lang) if source.date_text else words(desk.lang, "table")["undated"]
    kind = words(desk.lang, "terms")[f"tier.{source.tier}"]
    return f"{source.reference}. {date} ({kind})"
