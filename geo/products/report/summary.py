"""The summary and the map: what the evidence says of the corridors of a report, in sentences made from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.products.capacity import capacity_rows
from geo.products.figures.kinds import Request
from geo.products.figures.scale import amount_text, interval_of
from geo.products.map_text import finding, headline, leading
from geo.products.overlays import mt_text
from geo.products.phrases import counted
from geo.products.report.aims import aims_of
from geo.products.report.content import Bullets, Paragraph, Run, Section

if TYPE_CHECKING:
    from geo.products.report.content import Line
    from geo.products.report.desk import Desk


def summary_section(desk: Desk) -> Section:
    """
    Say what the report finds.

    Parameters
    ----------
    desk
        The report's desk.

    Returns
    -------
    section
        A sentence or two of each corridor, then of aims, conflicts and scenarios.
    """
    lines = [line for name in desk.ids for line in [_of_corridor(desk, name)] if line]
    if len(desk.corridors) == 1:
        lines.append(binding(desk, desk.corridors[0]))
    blocks = [Paragraph((Run(_overall(desk)),))] if len(desk.corridors) > 1 else []
    return Section("summary", desk.words["summary"], (*blocks, Bullets((*lines, *_counts(desk)))))


def _overall(desk: Desk) -> str:
    return finding(desk.atlas, desk.corridors, capacity_rows(desk.atlas, desk.corridors), desk.lang)


def _of_corridor(desk: Desk, name: str) -> Line:
    atlas = desk.atlas
    if name not in atlas.network.corridors:
        return ()
    rows = capacity_rows(atlas, [name])
    own = next(row for row in rows if row.level == "corridor")
    cited = desk.cite(claim_id for figure in leading(own) for claim_id in figure.claim_ids)
    named = Run(f"{desk.name(name)}.", is_strong=True, href=f"#corridor-{name}")
    return (named, Run(f" {finding(atlas, [name], rows, desk.lang)}", cited))


def binding(desk: Desk, corridor_id: str) -> Line:
    """
    Say what binds on a corridor's main route, as far as capacities are known.

    Parameters
    ----------
    desk
        The report's desk.
    corridor_id
        The corridor.

    Returns
    -------
    line
        A sentence, or two where capacities of a part of the length are not reported.
    """
    profile = desk.known.profiles(corridor_id)[0]
    one = profile.binding
    if one is None or one.central is None:
        return (Run(desk.words["nothing_binds"]),)
    name = desk.name(one.subject) if one.subject else f"{desk.name(one.from_node_id)} – {desk.name(one.to_node_id)}"
    amount = interval_of(one.low, one.central, one.high, desk.lang)
    said = Run(desk.words["binds"].format(name=name, amount=amount), desk.cite(one.claim_ids))
    percent = round(100 * (1 - profile.known_km / profile.length_km)) if profile.length_km else 0
    return (said, Run(f" {desk.words['unknown_share'].format(percent=percent)}")) if percent else (said,)


def _counts(desk: Desk) -> list[Line]:
    """Count aims, those that slipped, conflicts, and scenarios, each with the way to its section."""
    evidence, said = desk.atlas.evidence, desk.words
    aims = aims_of(desk)
    slipped = sum(any(one.has_slipped for one in same) for same in aims)
    against = [one for one in evidence.conflicts if desk.speaks_of(claim.subject for claim in one.claims)]
    decided = sum(one.decision_id is not None for one in against)
    lines: list[Line] = []
    if aims:
        text = said["aims_counted" if slipped else "aims_kept"].format(
            aims=counted("report.n_aims", len(aims), desk.lang), slipped=counted("report.n_slipped", slipped, desk.lang)
        )
        lines.append((Run(text, href="#targets"),))
    if against:
        text = said["conflicts_counted"].format(
            conflicts=counted("report.n_conflicts", len(against), desk.lang), decided=decided
        )
        lines.append((Run(text, href="#conflicts"),))
    if desk.results:
        lines.append((Run(_passing(desk), href="#model"),))
    return lines


def _passing(desk: Desk) -> str:
    """Say in which scenario the least and in which the most cannot pass."""
    ranked = sorted(desk.results, key=lambda one: one.totals["left_mt"])
    named: dict[str, str] = {}
    for end, one in (("least", ranked[0]), ("most", ranked[-1])):
        left = amount_text(one.totals["left_mt"], desk.lang)
        demand = mt_text(one.totals["demand_mt"], desk.lang)
        named |= {end: one.names[desk.lang], f"{end}_left": left, f"{end}_demand": demand}
    if len(ranked) == 1:
        return desk.words["passes_one"].format(
            name=named["least"], left=named["least_left"], demand=named["least_demand"]
        )
    scenarios = counted("report.n_scenarios", len(ranked), desk.lang)
    return desk.words["passes_several"].format(scenarios=scenarios, **named)


def map_section(desk: Desk, map_html: str) -> Section | None:
    """
    Show the map.

    Parameters
    ----------
    desk
        The report's desk.
    map_html
        The page of the interactive map.

    Returns
    -------
    section
        None where the report is of nothing that is drawn.
    """
    if not desk.corridors:
        return None
    ids = () if desk.is_whole else tuple(desk.corridors)
    said = headline(desk.atlas, desk.corridors, desk.lang)
    caption = desk.words["caption_map"].format(name=said)
    pictures = desk.picture(Request("map", ids, desk.lang), caption, f"{caption} {_overall(desk)}", map_html=map_html)
    return Section("map", desk.words["map"], tuple(pictures)) if pictures else None
