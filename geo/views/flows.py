"""A demand carried over the network, to look at from a notebook."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from geo.model.cases import find_case
from geo.model.flow_tables import flow_notes, flow_tables
from geo.model.study import study_flows
from geo.views.annotation import annotated, framed

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from geo.atlas import Atlas
    from geo.model.study import FlowStudy

_ENDS = ("commodity_id", "origin", "destination", "what", "demand_mt_yr")
COLUMNS = {
    "passes": (*_ENDS, "passes_mt_yr_low", "passes_mt_yr_central", "passes_mt_yr_high", "source", "claim_ids"),
    "cannot_pass": (*_ENDS, "left_mt_yr_low", "left_mt_yr_central", "left_mt_yr_high", "binds", "source", "claim_ids"),
    "loads": ("id", "kind", "from", "to", "load_mt_yr", "capacity_mt_yr", "utilisation", "subject"),
    "worth": ("subject", "binds", "capacity_mt_yr", "dual_musd_per_mt", "saves_musd", "passes_more_mt_yr",
              "confirmed"),
}  # fmt: skip
"""Columns of the frames."""
_SHORT = {"demand_mt", "passes_mt", "passes_mt_low", "passes_mt_high", "left_mt", "left_mt_low", "left_mt_high",
          "load_mt", "capacity_mt", "passes_more_mt"}  # fmt: skip


@dataclass(frozen=True)
class FlowsView:
    """
    What passes of a demand and what cannot.

    Parameters
    ----------
    study
        The demand, carried at low, central and high capacities.
    notes
        What the result rests on, in sentences, the assumptions last.
    """

    study: FlowStudy
    notes: list[str]

    @cached_property
    def _tables(self) -> dict[str, list[dict[str, Any]]]:
        return flow_tables(self.study)

    @property
    def passes(self) -> pd.DataFrame:
        """What passes of each commodity at low, central and high capacities, in Mt a year."""
        return self._frame("passes").set_index("commodity_id")

    @property
    def cannot_pass(self) -> pd.DataFrame:
        """What is left of each commodity in Mt a year, and what binds."""
        return self._frame("cannot_pass").set_index("commodity_id")

    @property
    def loads(self) -> pd.DataFrame:
        """Each link or node and direction with a load in Mt a year, the fullest first."""
        return self._frame("loads")

    @property
    def worth(self) -> pd.DataFrame:
        """What one more Mt a year of a capacity is worth, in MUSD a year: its dual, and what solving again saves."""
        return self._frame("worth")

    def _frame(self, name: str) -> pd.DataFrame:
        rows = [{_column(key): value for key, value in row.items()} for row in self._tables[name]]
        return annotated(framed(rows, COLUMNS[name]), notes=self.notes)


def _column(name: str) -> str:
    """Say `_mt_yr` for `_mt`, and which of three values is the central one."""
    if name not in _SHORT:
        return name
    longer = name.replace("_mt", "_mt_yr", 1)
    return f"{longer}_central" if name in {"passes_mt", "left_mt"} else longer


def flows_view(
    atlas: Atlas, *, scenario: str | None = None, year: int | None = None, demand: str | Path | None = None,
    factor: float = 1.0,
) -> FlowsView:  # fmt: skip
    """
    Carry a demand.

    Parameters
    ----------
    atlas
        The atlas.
    scenario, year, demand
        As in `find_case`.
    factor
        Demand times this.

    Returns
    -------
    view
        What passes, what cannot, what is used, what more capacity is worth.

    Raises
    ------
    UnknownIdError
        If the atlas has no such scenario.
    CorridorError
        If the scenario or the demand is at fault.
    """
    case = find_case(atlas, scenario, year=year, demand=demand)
    study = study_flows(case.atlas, case.capacities, [one.times(factor) for one in case.demand], part=case.part)
    return FlowsView(study, [*case.notes, *flow_notes(study, case.capacities, is_observed=demand is None)])
