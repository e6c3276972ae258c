"""What binds between two places, step by step, as rows for commands and notebooks."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from geo.model.assumptions import printed
from geo.model.build import BOUNDS
from geo.model.cases import is_open
from geo.model.closures import passes_without
from geo.model.cuts import bottlenecks, max_flow
from geo.model.places import find_avoided, find_place

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from geo.model.build import Bound
    from geo.model.cases import Case
    from geo.model.cuts import Bottleneck
    from geo.model.graph import ModelGraph
    from geo.model.study import Capacities

STEP_NOTE = (
    "Each step takes what bound before as unlimited. Unknown capacities do not bind, so that less may pass. Every way "
    "between the two places counts, other corridors' lines and roads too: more may pass than along one corridor."
)
CLOSURE_NOTE = (
    "What passes with one link out both ways, or one place out for all that passes it from side to side: of those "
    "without which less passes. Unknown capacities do not bind, so that less may pass; every way between the two "
    "places counts."
)
NO_CLOSURE = (
    "Nothing is listed where without any one of them as much passes, or where nothing passes at all: `corridors "
    "bottleneck` without --failures says which."
)
Row = dict[str, Any]


def find_bottlenecks(
    case: Case, origin: str, destination: str, *, avoid: Sequence[str] = (), steps: int = 5,
    progress: Callable[[str], None] = lambda _: None,
) -> list[Row]:  # fmt: skip
    """
    Find what binds between two places, and what binds next once it is relieved.

    Parameters
    ----------
    case
        The network and its capacities.
    origin, destination
        Nodes, by id or name.
    avoid
        Links, nodes, sections, corridors or countries not to pass.
    steps
        How many bottlenecks at most, one relieved after another.
    progress
        Is told each step that was found.

    Returns
    -------
    rows
        One a bottleneck: `passes_mt_yr` with its ends `low` and `high` in Mt a year, which are the same step at the
        ends of the capacities' intervals, None for no limit; what binds, and what that rests on.

    Raises
    ------
    UnknownIdError
        If a place or something to avoid is not in the atlas, or no operating link leads to a place.
    """
    ends, graphs = _graphs(case, origin, destination, avoid)
    if not is_open(case, graphs["central"], ends):
        return [_closed_row(graphs["central"], ends)]
    found: dict[Any, list[Bottleneck]] = {bound: [] for bound in BOUNDS}
    for bound in BOUNDS:
        for number, one in enumerate(islice(bottlenecks(graphs[bound], *ends), steps), 1):
            progress(f"Step {number} of {steps} at {bound} capacities")
            found[bound].append(one)
    return [_row(number, one, found, case.capacities) for number, one in enumerate(found["central"])]


def find_closures(case: Case, origin: str, destination: str, *, avoid: Sequence[str] = ()) -> list[Row]:
    """
    Find what passes between two places with each link or place out.

    Parameters
    ----------
    case, origin, destination, avoid
        As in `find_bottlenecks`.

    Returns
    -------
    rows
        One a link or place without which less passes, at low, central or high capacities: `passes_mt_yr` without it,
        with `low` and `high`, and `less_mt_yr`, how much less that is; None for no limit. The greatest loss first.

    Raises
    ------
    UnknownIdError
        As in `find_bottlenecks`.
    """
    ends, graphs = _graphs(case, origin, destination, avoid)
    if not is_open(case, graphs["central"], ends):
        return []
    whole = {bound: max_flow(graphs[bound], *ends).value_mt for bound in BOUNDS}
    without = {bound: passes_without(graphs[bound], *ends) for bound in BOUNDS}
    rows = []
    for name in dict.fromkeys(name for bound in BOUNDS for name in without[bound]):
        low, central, high = (without[bound].get(name, whole[bound]) for bound in BOUNDS)
        rows.append({
            "fails": name, "passes_mt_yr": _rounded(central), "low": _rounded(low), "high": _rounded(high),
            "less_mt_yr": 0.0 if central == whole["central"] else _rounded(whole["central"] - central),
        })  # fmt: skip
    return sorted(rows, key=lambda row: (row["less_mt_yr"] is not None, -(row["less_mt_yr"] or 0), row["fails"]))


def _graphs(
    case: Case, origin: str, destination: str, avoid: Sequence[str]
) -> tuple[tuple[str, str], Mapping[Bound, ModelGraph]]:
    network = case.atlas.network
    ends = (find_place(network, origin), find_place(network, destination))
    return ends, case.capacities.graphs(case.atlas, case.part.with_stops(ends, find_avoided(network, avoid)))


def bottleneck_notes(case: Case, rows: Sequence[Row]) -> list[str]:
    """
    Say what bottlenecks rest on.

    Parameters
    ----------
    case
        The case.
    rows
        As from `find_bottlenecks`.

    Returns
    -------
    notes
        Sentences: what the case rests on first, the assumptions last.
    """
    lines = [STEP_NOTE]
    if not rows[-1]["has_way"]:
        lines.append("No way leads from one to the other: `corridors route` says what is missing.")
    elif not rows[-1]["is_limited"]:
        lines.append(f"– : no {'other ' if len(rows) > 1 else ''}known capacity limits what passes.")
    names = {name for row in rows for name in row["assumption_ids"]}
    records = [case.capacities.of(name) for row in rows for name in row["binds"]]
    said = sorted({one.note for one in records if one and one.note})
    return [*case.notes, *lines, *said, *printed(names, case.assumptions)]


def closure_notes(case: Case, rows: Sequence[Row]) -> list[str]:
    """
    Say what passes with each link or place out rests on.

    Parameters
    ----------
    case
        The case.
    rows
        As from `find_closures`.

    Returns
    -------
    notes
        Sentences: what the case rests on first; the assumptions last, of all capacities that are known, since with
        each closure others bind.
    """
    known = (*case.capacities.links.values(), *case.capacities.nodes.values())
    names = {name for one in known for name in one.assumption_ids}
    return [*case.notes, CLOSURE_NOTE, *([] if rows else [NO_CLOSURE]), *printed(names, case.assumptions)]


def _closed_row(graph: ModelGraph, ends: tuple[str, str]) -> Row:
    """Say that nothing passes where an end is closed."""
    empty = ("in_series", "capacity_of", "binds_low", "binds_high", "claim_ids", "assumption_ids")
    nothing: Row = {name: [] for name in empty}
    return nothing | {
        "step": 1, "passes_mt_yr": 0.0, "low": 0.0, "high": 0.0, "basis": ["closed"], "is_limited": False,
        "binds": [end for end in ends if end not in graph.sides], "has_way": False,
    }  # fmt: skip


def _row(number: int, one: Bottleneck, found: dict[Any, list[Bottleneck]], capacities: Capacities) -> Row:
    low, high = (found[bound][number] if number < len(found[bound]) else None for bound in ("low", "high"))
    cut = list(dict.fromkeys(binding.owner for binding in one.cut))
    records = [
        record for record in map(capacities.of, (binding.owner for binding in one.binding)) if record is not None
    ]
    return {
        "step": number + 1, "passes_mt_yr": _finite(one), "low": _finite(low), "high": _finite(high), "binds": cut,
        "in_series": list(dict.fromkeys(b.owner for b in one.series if b.owner not in cut)),
        "capacity_of": list(dict.fromkeys(binding.subject for binding in one.binding)),
        "binds_low": [] if low is None else list(dict.fromkeys(binding.owner for binding in low.cut)),
        "binds_high": [] if high is None else list(dict.fromkeys(binding.owner for binding in high.cut)),
        "basis": list(dict.fromkeys(record.basis for record in records)),
        "claim_ids": list(dict.fromkeys(name for record in records for name in record.claim_ids)),
        "assumption_ids": list(dict.fromkeys(name for record in records for name in record.assumption_ids)),
        "is_limited": bool(one.binding), "has_way": one.value_mt > 0 or bool(one.binding),
    }  # fmt: skip


def _finite(one: Bottleneck | None) -> float | None:
    return None if one is None else _rounded(one.value_mt)


def _rounded(value_mt: float) -> float | None:
    return None if value_mt == float("inf") else round(value_mt, 9)
