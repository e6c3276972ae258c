"""What failures leave behind, as rows for commands and notebooks, with what they rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.errors import CorridorError
from geo.model.assumptions import BOTH_WAYS, printed
from geo.model.demand import ends_of
from geo.model.disruption import scaling_curve
from geo.model.failures import study_failures
from geo.model.flows import UNSERVED_PRICE
from geo.model.places import find_avoided

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.model.cases import Case
    from geo.model.failures import FailureStudy
    from geo.network.network import Network

    Tables = dict[str, list[dict[str, Any]]]

SCOPE = (
    "A failure closes a link both ways, or a place to all that passes it from side to side. unserved_mt: Mt a year "
    "that no longer pass. extra_mtkm (10⁶ t-km a year) and extra_days (on the mean): what the goods that still pass go "
    "further and take longer. Low and high: at the ends of the capacities' intervals; undecided: the order with a "
    "neighbour flips there. Unknown capacities do not bind, so that detours may be narrower than is said here."
)
BEYOND = "beyond_mt: what the two leave together more than each alone, as one is the way round the other."


def failure_tables(case: Case, ids: Sequence[str] = (), *, double: bool = False) -> tuple[Tables, list[str]]:
    """
    Rank failures by what they leave behind.

    Parameters
    ----------
    case
        The network, its capacities and the demand.
    ids
        Links, nodes, sections, corridors or countries that fail together; none for every single one by itself.
    double
        All pairs instead of single ones.

    Returns
    -------
    tables
        Rows under ``"failure"``, ``"single"`` or ``"double"``, the worst first; tonnes in Mt a year.
    notes
        What they rest on, in sentences.

    Raises
    ------
    UnknownIdError
        If one of `ids` names nothing.
    CorridorError
        If none of `ids` is in the network that is modelled.
    """
    study = study_failures(case.atlas, case.capacities, case.demand, part=case.part)
    graph = study.central.graph
    own = {"unserved-price": UNSERVED_PRICE, BOTH_WAYS: case.capacities.both_ways}
    notes = [SCOPE, *printed(own, own)]
    if ids:
        owners = _owners(case.atlas.network, ids, set(graph.owners))
        return {"failure": study.ranking([study.central.of(*owners)])}, [*notes, *_used(case, owners)]
    if double:
        return {"double": _pairs(study)}, [*notes[:1], BEYOND, *notes[1:]]
    rows = study.ranking(study.central.single())
    idle = len(set(graph.owners)) - len(study.central.used)
    return {"single": rows}, [*notes, f"No goods use {idle} of {len(set(graph.owners))} links and places: no effect."]


def capacity_curve(case: Case, ids: Sequence[str] = ()) -> tuple[Tables, list[str]]:
    """
    Say what passes as capacity shrinks.

    Parameters
    ----------
    case
        The network, its capacities and the demand.
    ids
        Whose capacity shrinks; none for all.

    Returns
    -------
    tables
        Rows under ``"curve"``: percent of the capacity, and Mt a year that pass.
    notes
        What they rest on, in sentences.

    Raises
    ------
    UnknownIdError
        If one of `ids` names nothing.
    CorridorError
        If none of `ids` is in the network that is modelled.
    """
    graph = case.graph(ends_of(case.demand))
    owners = _owners(case.atlas.network, ids, set(graph.owners)) if ids else None
    rows = [{"percent": percent, "passes_mt": mt} for percent, mt in scaling_curve(graph, case.demand, owners)]
    of = ", ".join(ids) or "the whole network"
    note = f"Capacity of {of}, in percent of the central one. At 0 % what has an unknown capacity is closed as well."
    return {"curve": rows}, [note]


def _owners(network: Network, ids: Sequence[str], modelled: set[str]) -> list[str]:
    found = sorted(find_avoided(network, ids) & modelled)
    if not found:
        raise CorridorError(f"None of {list(ids)} is in the network that is modelled: operating links for freight.")
    return found


def _used(case: Case, owners: list[str]) -> list[str]:
    records = [record for record in map(case.capacities.of, owners) if record is not None]
    return printed((name for record in records for name in record.assumption_ids), case.assumptions)


def _pairs(study: FailureStudy) -> list[dict[str, Any]]:
    alone = {one.failed[0]: one.unserved_mt for one in study.central.single()}
    rows = study.ranking(study.central.double(), both_ends=False)
    for row in rows:
        beyond = row["unserved_mt"] - sum(alone.get(name, 0.0) for name in row["fails"])
        row["beyond_mt"] = round(max(0.0, beyond), 6) + 0.0
    return sorted(rows, key=lambda row: (-row["beyond_mt"], -row["unserved_mt"], -row["extra_days"], row["fails"]))
