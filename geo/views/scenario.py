"""One scenario, run, to look at from a notebook."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from geo.model.assumptions import printed
from geo.model.ceilings import CEILING_NOTE
from geo.model.comparison import run_scenario
from geo.model.demand import OBSERVED_NOTE
from geo.model.results import result_of
from geo.model.scenarios import find_scenario, read_scenarios
from geo.products.model_tables import flow_record, node_flow_record, passing_record
from geo.views.annotation import annotated, framed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo.atlas import Atlas
    from geo.model.comparison import Outcome
    from geo.model.results import Result
    from geo.products.figures.shown import Figure
    from geo.products.map_folium import Map
    from geo.views.annotation import Frame

FLOWS = (
    "forward_mt_yr", "backward_mt_yr", "utilisation", "is_full", "capacity_mt_yr_low", "capacity_mt_yr_central",
    "capacity_mt_yr_high", "capacity_basis", "capacity_subject", "claim_ids", "assumption_ids",
)  # fmt: skip
PASSES = (
    "commodity_id", "origin", "destination", "what", "demand_mt_yr", "passes_mt_yr_low", "passes_mt_yr_central",
    "passes_mt_yr_high", "left_mt_yr", "binds", "source", "claim_ids",
)  # fmt: skip
CORRIDORS = ("corridor_id", "ceiling_mt_yr_low", "ceiling_mt_yr_central", "ceiling_mt_yr_high", "binds", "state")
CHANGES = ("change", "of", "attribute", "before", "after", "from_year", "share", "source", "ids", "note")
"""Columns of a scenario's frames."""


@dataclass(frozen=True)
class ScenarioView:
    """
    What comes of a scenario: flows, capacities, what passes and what is left, as frames, map and figures.

    Parameters
    ----------
    atlas
        The atlas.
    outcome
        The scenario, run.
    """

    atlas: Atlas
    outcome: Outcome

    @cached_property
    def result(self) -> Result:
        """The records that the products draw from."""
        return result_of(self.outcome)

    @property
    def scenario_id(self) -> str:
        """The scenario."""
        return self.result.scenario_id

    @property
    def name(self) -> str:
        """Its name in English."""
        return self.result.names["en"]

    @cached_property
    def links(self) -> gpd.GeoDataFrame:
        """Modelled Mt a year and capacity of each link, indexed by `link_id`, EPSG:4326; utilisation is a share."""
        network, result = self.outcome.applied.atlas.network, self.result
        rows = [_of_flow(flow_record(self.outcome.applied.atlas, result, name)) for name in result.links]
        ids = pd.Index(list(result.links), name="link_id")
        about = [
            {"name": self.atlas.subject_name(name), "mode": network.links[name].mode,
             "status": network.links[name].status} for name in result.links
        ]  # fmt: skip
        frame = pd.DataFrame(about, index=ids).join(framed(rows, FLOWS).set_index(ids))
        lines = self.atlas.links.geometry.loc[list(ids)]
        return self._annotated(gpd.GeoDataFrame(frame, geometry=lines))

    @cached_property
    def nodes(self) -> gpd.GeoDataFrame:
        """Modelled Mt a year and capacity of each node where goods wait, indexed by `node_id`, EPSG:4326."""
        result = self.result
        rows = [_of_flow(node_flow_record(result, name)) for name in result.nodes]
        ids = pd.Index(list(result.nodes), name="node_id")
        frame = framed(rows, ("through_mt_yr", *FLOWS[2:])).set_index(ids)
        frame.insert(0, "name", [self.atlas.subject_name(name) for name in result.nodes])
        return self._annotated(gpd.GeoDataFrame(frame, geometry=self.atlas.nodes.geometry.loc[list(ids)]))

    @cached_property
    def commodities(self) -> pd.DataFrame:
        """What is asked for, what passes at low, central and high capacities, and what binds, in Mt a year."""
        rows = [passing_record(self.result, row) for row in self.result.commodities]
        return self._annotated(framed(rows, PASSES).set_index("commodity_id"), OBSERVED_NOTE)

    @cached_property
    def corridors(self) -> pd.DataFrame:
        """The most that can pass over each corridor, in Mt a year, and what binds it."""
        named = {"low_mt": CORRIDORS[1], "ceiling_mt": CORRIDORS[2], "high_mt": CORRIDORS[3]}
        rows = [{named.get(name, name): value for name, value in row.items()} for row in self.result.corridors]
        return self._annotated(framed(rows, CORRIDORS).set_index("corridor_id"), CEILING_NOTE)

    @cached_property
    def totals(self) -> pd.Series[float]:
        """Sums at the central capacities; ``totals.attrs["units"]`` has their units."""
        frame = annotated(pd.DataFrame([self.result.totals]), notes=self.result.notes)
        totals = frame.iloc[0].rename(self.scenario_id)
        totals.attrs |= frame.attrs
        return totals

    @cached_property
    def changes(self) -> pd.DataFrame:
        """What it changes, a change a row, in order, each with its source."""
        return self._annotated(framed(self.result.changes, CHANGES))

    def _annotated(self, frame: Frame, *notes: str) -> Frame:
        return annotated(frame, notes=[*notes, *self.result.notes], assumptions=_assumptions(self.outcome, frame))

    def explore(self, *, lang: str = "en") -> Map:
        """
        Draw the interactive map, with the scenario as its first layer.

        Parameters
        ----------
        lang
            ``"en"``, ``"ru"`` or ``"kk"``.

        Returns
        -------
        map
            A ``folium.Map``; ``map.save("scenario.html")`` writes a page that opens offline.

        Raises
        ------
        ProductError
            If there are no words in `lang`.
        """
        from geo.products.maps import draw_map  # noqa: PLC0415 - folium costs a second
        from geo.products.scenario_overlays import scenario_overlays  # noqa: PLC0415

        overlays = scenario_overlays(self.atlas, [self.result], lang)
        return draw_map(self.atlas, lang=lang, overlays=overlays)

    def network(self, *, lang: str = "en", size: str = "page") -> Figure:
        """
        Draw the modelled flows as bands.

        Parameters
        ----------
        lang, size
            As in `geo.products.figures.bands.network_figure`.

        Returns
        -------
        figure
            A matplotlib figure; width says tonnes.
        """
        from geo.products.figures.bands import network_figure  # noqa: PLC0415

        return network_figure(self.atlas, scenario_id=self.scenario_id, lang=lang, size=size)

    def compare(self, *others: str, lang: str = "en", size: str = "page") -> Figure:
        """
        Draw it beside other scenarios.

        Parameters
        ----------
        *others
            Their ids.
        lang, size
            As in `geo.products.figures.compare.compare_figure`.

        Returns
        -------
        figure
            A matplotlib figure.

        Raises
        ------
        UnknownIdError
            If the atlas has no such scenario.
        """
        from geo.products.figures.compare import compare_figure  # noqa: PLC0415

        return compare_figure(self.atlas, [self.scenario_id, *others], lang=lang, size=size)

    def _repr_html_(self) -> str:
        """Show the map in a notebook."""
        return str(self.explore()._repr_html_())


def scenario_view(atlas: Atlas, scenario_id: str, *, year: int | None = None) -> ScenarioView:
    """
    Run a scenario.

    Parameters
    ----------
    atlas
        The atlas.
    scenario_id
        The scenario.
    year
        Another year than its own.

    Returns
    -------
    view
        Its results.

    Raises
    ------
    UnknownIdError
        If the atlas has no such scenario.
    CorridorError
        If the scenario is at fault.
    """
    scenario = find_scenario(atlas, scenario_id)
    return ScenarioView(atlas, run_scenario(scenario, atlas, year=year, scenarios=read_scenarios(atlas)))


def _of_flow(record: Mapping[str, Any]) -> dict[str, Any]:
    return {name.removeprefix("modelled_"): value for name, value in record.items()}


def _assumptions(outcome: Outcome, frame: pd.DataFrame) -> Iterable[str]:
    ids = " ".join(frame.get("assumption_ids", pd.Series(dtype=str))).split()
    return printed(ids, outcome.applied.assumptions)
