"""A corridor's chapter: what it is, the strip, the timeline, and all its figures as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.languages import foreign, said_in
from geo.products.capacity import ROLES, capacity_rows, row_sources
from geo.products.figures.kinds import Request
from geo.products.figures.strip_data import known_branches
from geo.products.map_text import summary
from geo.products.report.content import Paragraph, Row, Run, Section
from geo.products.report.summary import binding
from geo.products.tables import lay_out
from geo.products.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo.products.capacity import CapacityRow
    from geo.products.report.content import Block, Cell, Line, Table
    from geo.products.report.desk import Desk
    from geo.products.tables import Saying

_WIDTHS = (19, 13, 22, 20, 26)


def chapter(desk: Desk, subject: str) -> Section:
    """
    Write the chapter of a corridor, or of an entry without alignment.

    Parameters
    ----------
    desk
        The report's desk.
    subject
        Its id.

    Returns
    -------
    section
        The chapter.
    """
    rows = capacity_rows(desk.atlas, [subject])
    blocks: list[Block] = []
    if subject in desk.atlas.network.corridors:
        blocks += _opening(desk, subject)
        blocks += _figures(desk, subject)
    blocks += [*_capacity_table(desk, subject, rows), *_other_table(desk, subject, rows)]
    return Section(f"corridor-{subject}", desk.name(subject), tuple(blocks))


def _opening(desk: Desk, corridor_id: str) -> list[Paragraph]:
    about = summary(desk.atlas, [corridor_id], desk.lang)
    lang = foreign(desk.atlas.network.corridors[corridor_id], "summary", desk.lang)
    lines: list[Line] = [(Run(about, lang=lang),)] if about else []
    if len(desk.corridors) > 1:  # the summary of a report on one corridor says it
        lines.append(binding(desk, corridor_id))
    return [Paragraph(line) for line in lines]


def _figures(desk: Desk, corridor_id: str) -> Iterator[Block]:
    name, binds = desk.name(corridor_id), "".join(run.text for run in binding(desk, corridor_id))
    asked = {desk.words["caption_strip"].format(name=name): Request("strip", (corridor_id,), desk.lang)}
    for branch in known_branches(desk.known.profiles(corridor_id)):
        caption = desk.words["caption_branch"].format(name=name, route=_route_name(desk, corridor_id, branch))
        asked[caption] = Request("strip", (corridor_id,), desk.lang, branch=branch)
    asked[desk.words["caption_timeline"].format(name=name)] = Request("timeline", (corridor_id,), desk.lang)
    for caption, request in asked.items():
        yield from desk.picture(request, caption, caption if request.branch else f"{caption} {binds}")


def _route_name(desk: Desk, corridor_id: str, route_id: str) -> str:
    route = next(one for one in desk.atlas.network.corridors[corridor_id].route if one.route_id == route_id)
    return said_in(route, "name", desk.lang)


def _capacity_table(desk: Desk, subject: str, rows: Sequence[CapacityRow]) -> list[Table]:
    table = words(desk.lang, "table")
    names = (table["subject"], desk.words["length"], *(table[role] for role in ROLES))
    found = [
        Row((_named(cells["subject"]), _length(cells, desk.words), *(_sayings(cells[role], desk) for role in ROLES)),
            is_part=row.level not in {"corridor", "entry"})
        for row, cells in _laid_out(desk, rows)
        if row.level in {"corridor", "entry"} or any(cells[role] for role in ROLES)
    ]  # fmt: skip
    caption = desk.words["caption_capacity"].format(name=desk.name(subject))
    return desk.table(caption, dict(zip(names, _WIDTHS, strict=True)), found, desk.words["note_capacity"])


def _other_table(desk: Desk, subject: str, rows: Sequence[CapacityRow]) -> list[Table]:
    heads = {words(desk.lang, "table")["subject"]: 30, words(desk.lang, "table")["other"]: 70}
    found = [
        Row((_named(cells["subject"]), _others(cells, desk)), is_part=row.level not in {"corridor", "entry"})
        for row, cells in _laid_out(desk, rows)
        if _others(cells, desk)
    ]
    return desk.table(desk.words["caption_other"].format(name=desk.name(subject)), heads, found)


def _others(cells: dict[str, list[Saying] | str], desk: Desk) -> Cell:
    """Give the other figures; of what stands in no other table its length too."""
    is_in_table = any(cells[role] for role in ROLES)
    length = _length(cells, desk.words) if cells["length_reported"] and not is_in_table else ()
    return (*length, *_sayings(cells["other"], desk))


def _laid_out(desk: Desk, rows: Sequence[CapacityRow]) -> list[tuple[CapacityRow, dict[str, list[Saying] | str]]]:
    for source_id in row_sources(rows):
        desk.numbers.setdefault(source_id, len(desk.numbers) + 1)
    lines = lay_out(rows, desk.lang, desk.numbers).lines
    return [(row, cells) for row, (_, cells) in zip(rows, lines, strict=True)]


def _named(text: list[Saying] | str) -> Cell:
    return ((Run(str(text)),),)


def _length(cells: dict[str, list[Saying] | str], said: dict[str, str]) -> Cell:
    measured = str(cells["length_km"])
    first: Cell = ((Run(said["measured"].format(km=measured)),),) if measured else ()
    reported = cells["length_reported"]
    if isinstance(reported, str):
        return first
    return (*first, *((Run(said["reported"].format(text=one.text), one.numbers),) for one in reported))


def _sayings(found: list[Saying] | str, desk: Desk) -> Cell:
    if isinstance(found, str):
        return ((Run(found),),) if found else ()
    return tuple(_saying(one, desk, is_first=place == 0) for place, one in enumerate(found))


def _saying(one: Saying, desk: Desk, *, is_first: bool) -> Line:
    """Write a figure, its interval, its sources, then what agrees and what contradicts, as tables everywhere do."""
    table = words(desk.lang, "table")
    runs = [Run(one.text, () if one.interval else one.numbers, is_strong=is_first)]
    if one.interval:
        runs.append(Run(f" ({one.interval})", one.numbers))
    for mark, others in (("also", one.also), ("disputed", tuple((text, (n,)) for text, n in one.rivals))):
        for place, (text, numbers) in enumerate(others):
            runs.append(Run(f"; {table[mark]}: {text}" if not place else f", {text}", numbers))
    return tuple(runs)
