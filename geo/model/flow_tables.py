"""A study of flows as rows for commands and notebooks, with what it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.model.assumptions import ASSUMPTIONS, BOTH_WAYS, printed
from geo.model.demand import OBSERVED_NOTE
from geo.model.flows import UNSERVED_PRICE
from geo.model.rounding import rounded
from geo.model.travel import TRAVEL_ASSUMPTIONS

if TYPE_CHECKING:
    from geo.model.study import Capacities, FlowStudy


def flow_tables(study: FlowStudy) -> dict[str, list[dict[str, Any]]]:
    """
    Give the four tables of a study.

    Parameters
    ----------
    study
        The study.

    Returns
    -------
    tables
        ``passes``, ``cannot_pass`` and ``loads`` in Mt a year; ``worth``: what one more Mt a year of a capacity is
        worth, in MUSD a year (the dual of the capacity, and what solving again with more of it saves).
    """
    worth = [
        {
            "subject": one.subject, "binds": list(one.owners), "capacity_mt": one.capacity_mt,
            "dual_musd_per_mt": round(one.marginal_musd, 6), "saves_musd": round(one.saved_musd, 6),
            "passes_more_mt": rounded(one.served_mt), "confirmed": "yes" if one.is_confirmed else "less",
        }
        for one in study.worth
    ]  # fmt: skip
    return {"passes": study.passing(), "cannot_pass": study.blocked(), "loads": study.loads(), "worth": worth}


def flow_notes(study: FlowStudy, capacities: Capacities, *, is_observed: bool) -> list[str]:
    """
    Say what a study of flows rests on.

    Parameters
    ----------
    study
        The study.
    capacities
        What the network can carry.
    is_observed
        Whether the demand is the observed volumes.

    Returns
    -------
    notes
        Sentences, the assumptions last.
    """
    used = [row["id"] for row in study.loads()]
    unknown = sorted({row["id"] for row in study.loads() if row["capacity_mt"] is None})
    records = [record for record in map(capacities.of, used) if record is not None]
    names = {name for record in records for name in record.assumption_ids}
    graph = study.central.graph
    names |= {name for arc, load in enumerate(study.central.load_mt) if load > 0 for name in graph.sources[arc]}
    lines = [OBSERVED_NOTE] if is_observed else []
    if unknown:
        lines.append(
            f"Unknown capacities do not bind: {len(unknown)} of {len(set(used))} links and nodes used have none, so "
            "that less may pass than is said here."
        )
    own = {"unserved-price": UNSERVED_PRICE, BOTH_WAYS: capacities.both_ways}
    shared = "A capacity of a link is of one direction, one of a node for all that passes it."
    return [*lines, shared, *printed(names | set(own), ASSUMPTIONS | TRAVEL_ASSUMPTIONS | own)]
