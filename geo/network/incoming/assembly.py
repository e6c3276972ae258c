"""A network made of loose lines: joined where they meet, with ids and attributes, what is doubled left out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.network.incoming.columns import chosen_columns, read_values
from geo.network.incoming.drafts import (
    Draft,
    check_countries,
    link_record,
    node_id,
    node_records,
    numbered,
    settled_fields,
)
from geo.network.incoming.noding import node_lines
from geo.network.links import ATTRIBUTES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo.network.incoming.intake import Intake, Tally
    from geo.network.incoming.noding import Noding, Piece
    from geo.network.incoming.reading import Line
    from geo.network.links import Link
    from geo.network.nodes import Node


_SHOWN = 3
"""Reasons told where no line is left."""


@dataclass(frozen=True)
class Made:
    """
    A network made of what came in.

    Parameters
    ----------
    nodes, links
        Sorted by id.
    joined
        How many ends of lines moved to meet another.
    """

    nodes: tuple[Node, ...] = ()
    links: tuple[Link, ...] = ()
    joined: int = 0


def make_network(lines: Sequence[Line], intake: Intake, tally: Tally) -> Made:
    """
    Join lines to a network.

    Parameters
    ----------
    lines
        As read.
    intake
        What the user says of them.
    tally
        Where to note what is found.

    Returns
    -------
    made
        Nodes and links; nothing if `tally` has an error.

    Raises
    ------
    CorridorError
        If the user names a field or an attribute that does not exist.
    """
    columns = chosen_columns(list(lines[0].values) if lines else [], intake, tally.file)
    known = [read_values(line.values, columns, line.number, tally) for line in lines]
    fields = [settled_fields(said, line.number, intake, tally) for said, line in zip(known, lines, strict=True)]
    if not lines and not tally.errors:
        left_out = "".join(f" {fault.message}" for fault in tally.faults[:_SHOWN])
        tally.add(0, "no-lines", f"There is no line in it that can be read.{left_out}", "Name another file or layer.")
    if tally.errors:
        return Made()
    noding = node_lines([line.vertices for line in lines], [str(each["mode"]) for each in fields], intake.tolerance_m)
    _tell(noding, lines, tally)
    drafts = sorted(_drafts(noding, lines, fields), key=lambda draft: draft.key)
    kept = list(_without_doubles(drafts, tally))
    if not kept:
        tally.add(0, "no-lines", "No line is longer than the tolerance.", "Name the coordinates' system, or lower it.")
        return Made()
    check_countries(kept, tally)
    _tell_overlaps(kept, tally)
    attributes = {line.number: frozenset(said) & frozenset(ATTRIBUTES) for line, said in zip(lines, known, strict=True)}
    ids = _link_ids(kept)
    links = [link_record(d, name, intake, attributes[d.number]) for d, name in zip(kept, ids, strict=True)]
    nodes = node_records(links, intake, tally)
    return Made(tuple(nodes), tuple(sorted(links, key=lambda link: link.link_id)), noding.joined)


def _tell(noding: Noding, lines: Sequence[Line], tally: Tally) -> None:
    for place in noding.split:
        tally.tell(lines[place].number, "split", "An end of another line lies on the line; it is cut there.")
    for place in noding.collapsed:
        tally.tell(lines[place].number, "short", "The line is shorter than the tolerance; it is left out.")


def _drafts(noding: Noding, lines: Sequence[Line], fields: Sequence[dict[str, Any]]) -> Iterator[Draft]:
    pieces = Counter(piece.line for piece in noding.pieces)
    for piece in noding.pieces:
        own = dict(fields[piece.line])
        if pieces[piece.line] > 1:
            own.pop("link_id", None)  # it names the whole line
        yield _draft(piece, lines[piece.line].number, own)


def _draft(piece: Piece, number: int, fields: dict[str, Any]) -> Draft:
    """Turn a link that both ways use so that the file's direction of drawing does not show."""
    vertices = piece.vertices
    is_backward = fields.pop("backward", False)
    if not fields.get("directed", False):
        is_backward = (node_id(vertices[0]), vertices) > (node_id(vertices[-1]), vertices[::-1])
    if is_backward:
        vertices = vertices[::-1]
    return Draft(vertices, number, fields, (node_id(vertices[0]), node_id(vertices[-1])))


def _without_doubles(drafts: Sequence[Draft], tally: Tally) -> Iterator[Draft]:
    seen = set()
    for draft in drafts:
        name = (draft.fields["mode"], draft.fields.get("directed", False), draft.vertices)
        if name in seen:
            message = "The line, or a part of it, is that of another feature; it is kept once."
            tally.tell(draft.number, "double", message)
            continue
        seen.add(name)
        yield draft


def _tell_overlaps(drafts: Sequence[Draft], tally: Tally) -> None:
    """Tell lines that share a stretch and not their vertices, so that they could not be cut into the same pieces."""
    import shapely  # noqa: PLC0415 - GEOS costs a tenth of a second

    shapes = shapely.linestrings(
        [vertex for draft in drafts for vertex in draft.vertices],
        indices=[place for place, draft in enumerate(drafts) for _ in draft.vertices],
    )
    tree = shapely.STRtree(np.asarray(shapes))
    for predicate in ("overlaps", "contains"):
        for one, other in tree.query(shapes, predicate=predicate).T.tolist():
            modes = {drafts[one].fields["mode"], drafts[other].fields["mode"]}
            if one != other and len(modes) == 1 and drafts[one].vertices != drafts[other].vertices:
                message = "The line runs partly on another one; both are kept."
                for draft in (drafts[one], drafts[other]):
                    tally.tell(draft.number, "overlap", message, "Cut them at common vertices, or delete one.")


def _link_ids(drafts: Sequence[Draft]) -> list[str]:
    """Keep an id of the file that one line alone has; name the others by their ends."""
    said = Counter(draft.fields.get("link_id") for draft in drafts)
    taken = {name for name, count in said.items() if name is not None and count == 1}
    ends = {end for draft in drafts for end in draft.ends}
    own = [None if draft.fields.get("link_id") not in taken - ends else draft.fields["link_id"] for draft in drafts]
    free = numbered(
        (f"{draft.ends[0]}-{draft.ends[1]}" for draft, name in zip(drafts, own, strict=True) if name is None),
        taken | ends,
    )
    return [name or next(free) for name in own]
