"""What passes over the intervals of figures and assumptions, to look at from a notebook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.errors import CorridorError
from geo.model.cases import of_scenarios
from geo.model.demand import OBSERVED_NOTE
from geo.model.places import find_avoided, find_place
from geo.model.simulation import Draws, simulate_between, simulate_goods
from geo.views.annotation import annotated, framed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from geo.atlas import Atlas
    from geo.model.simulation import Simulation

_SPREAD = ("passes_mt_yr_p10", "passes_mt_yr_p50", "passes_mt_yr_p90")
COLUMNS = {
    "passes": ("case", *_SPREAD, "holds", "is_undecided"),
    "goods": ("case", "commodity_id", "demand_mt_yr", *_SPREAD, "whole_percent"),
    "binds": ("case", "capacity_of", "binds_percent", "is_undecided"),
    "indices": ("case", "parameter", "total", "total_error", "first", "low", "high"),
}
"""Columns of the frames."""
_LONGER = dict(zip(("p10", "p50", "p90"), _SPREAD, strict=True)) | {"demand_mt": "demand_mt_yr"}


@dataclass(frozen=True)
class SimulationView:
    """
    What passes and what binds in many draws from the intervals of figures and assumptions.

    Parameters
    ----------
    simulation
        What was drawn.
    notes
        What it rests on, in sentences, the assumptions last.
    """

    simulation: Simulation
    notes: list[str]

    @property
    def passes(self) -> pd.DataFrame:
        """P10, P50 and P90 of Mt a year by case, the greatest median first; in `holds`, how often that order does."""
        rows = self.simulation.tables.get("passes") or [
            row for row in self.simulation.tables["goods"] if row["commodity_id"] == "all"
        ]
        return self._frame("passes", rows).set_index("case")

    @property
    def goods(self) -> pd.DataFrame:
        """P10, P50 and P90 of Mt a year by case and commodity, and how often all of it passes; empty between places."""
        return self._frame("goods").set_index(["case", "commodity_id"])

    @property
    def binds(self) -> pd.DataFrame:
        """What binds in how many percent of the draws."""
        return self._frame("binds")

    @property
    def indices(self) -> pd.DataFrame:
        """Which uncertainty matters: Sobol indices, the total one with its standard error; empty unless asked for."""
        return self._frame("indices")

    @property
    def draws(self) -> pd.DataFrame:
        """Mt a year that pass in every draw, a column a case; missing where nothing is known to limit."""
        frame = pd.DataFrame(self.simulation.values).replace(float("inf"), float("nan")).rename_axis("draw")
        annotated(frame, notes=self.notes)
        frame.attrs["units"] = dict.fromkeys(self.simulation.values, "Mt a year")
        return frame

    def _frame(self, name: str, rows: Sequence[dict[str, Any]] | None = None) -> pd.DataFrame:
        found = self.simulation.tables.get(name, []) if rows is None else rows
        named = [{_LONGER.get(key, key): value for key, value in row.items()} for row in found]
        flagged = [row | {"is_undecided": row.get("undecided") == "yes"} for row in named]
        return annotated(framed(flagged, COLUMNS[name]), notes=self.notes)

    def _repr_html_(self) -> str:
        """Show in a notebook what passes."""
        return str(self.passes.to_html())


def simulation_view(  # noqa: PLR0913 - one an option of the command
    atlas: Atlas, ends: tuple[str | None, str | None], *, scenarios: Sequence[str] = (), draws: int = 10_000,
    seed: int = 1, sobol: bool = False, avoid: Sequence[str] = (), year: int | None = None,
    demand: str | Path | None = None, scheduler: str | None = None,
) -> SimulationView:  # fmt: skip
    """
    Draw what passes over the intervals of figures and assumptions.

    Parameters
    ----------
    atlas
        The atlas.
    ends
        Origin and destination, by id or name; None, both, for the demand.
    scenarios
        The cases; none for what is known.
    draws, seed, scheduler
        As in `Draws`.
    sobol
        Whether to say which uncertainty matters; between two places only.
    avoid
        Links, nodes, sections, corridors or countries left out.
    year, demand
        As in `of_scenarios`.

    Returns
    -------
    view
        Frames of what passes and what binds.

    Raises
    ------
    UnknownIdError
        If a place, a scenario or something to avoid is not in the atlas.
    CorridorError
        If one place is given without the other, or indices are asked for without places; if a scenario, the demand, the
        number of draws or the seed is at fault, or the scheduler fails.
    """
    places = [end for end in ends if end is not None]
    if len(places) == 1 or (sobol and not places):
        raise CorridorError("A simulation is between two places, or of the demand. Give two, or none and no `sobol`.")
    cases = of_scenarios(atlas, scenarios, year, demand)
    how, without = Draws(draws, seed, scheduler), find_avoided(atlas.network, avoid)
    if not places:
        found = simulate_goods(cases, how, avoid=without)
        observed = [OBSERVED_NOTE] if demand is None else []
        return SimulationView(found, [*observed, *found.notes])
    origin, destination = (find_place(atlas.network, end) for end in places)
    found = simulate_between(cases, (origin, destination), how, avoid=without, sobol=sobol)
    return SimulationView(found, found.notes)
