"""What binds between two places, step by step, as rows for commands and notebooks."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from geo.model.assumptions import printed
from geo.model.build import BOUNDS
from geo.model.cases import is_open
from geo.model.cuts import bottlenecks
from geo.model.places import find_avoided, find_place

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geo.model.cases import Case
    from geo.model.cuts import Bottleneck
    from geo.model.graph import ModelGraph
    from geo.model.study import Capacities

STEP_NOTE = (
    "Each step takes what bound before as unlimited. Unknown capacities do not bind, so that less may pass. Every way "
    "between the two places counts, other corridors' lines and roads too: more may pass than along one corridor."
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
    network = case.atlas.network
    ends = (find_place(network, origin), find_place(network, destination))
    graphs = case.capacities.graphs(case.atlas, case.part.with_stops(ends, find_avoided(network, avoid)))
    if not is_open(case, graphs["central"], ends):
        return [_closed_row(graphs["central"], ends)]
    found: dict[Any, list[Bottleneck]] = {bound: [] for bound in BOUNDS}
    for bound in BOUNDS:
        for number, one in enumerate(islice(bottlenecks(graphs[bound], *ends), steps), 1):
            progress(f"Step {number} of {steps} at {bound} capacities")
            found[bound].append(one)
    return [_row(number, one, found, case.capacities) for number, one in enumerate(found["central"])]


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
        Sentences, the assumptions last.
    """
    lines = [STEP_NOTE]
    if not rows[-1]["has_way"]:
        lines.append("No way leads from one to the other: `corridors route` says what is missing.")
    elif not rows[-1]["is_limited"]:
        lines.append(f"– : no {'other ' if len(rows) > 1 else ''}known capacity limits what passes.")
    names = {name for row in rows for name in row["assumption_ids"]}
    records = [case.capacities.of(name) for row in rows for name in row["binds"]]
    return [*lines, *sorted({one.note for one in records if one and one.note}), *printed(names, case.assumptions)]


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
    return None if one is None or one.value_mt == float("inf") else round(one.value_mt, 9)
