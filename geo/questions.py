"""What can be asked of an atlas in Python: corridors, scenarios, routes, bottlenecks, flows, failures, targets."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd

    from geo.atlas import Atlas
    from geo.views.corridor import CorridorView
    from geo.views.flows import FlowsView
    from geo.views.scenario import ScenarioView
    from geo.views.simulation import SimulationView


class Questions:
    """The questions that every atlas answers; views and model load when they are asked."""

    def corridor(self, corridor_id: str) -> CorridorView:
        """
        Look at one corridor: its claims, links, nodes, table, profile, map and figures.

        Parameters
        ----------
        corridor_id
            One of ``atlas.corridors.index``.

        Returns
        -------
        view
            The corridor.

        Raises
        ------
        UnknownIdError
            If the atlas has no such corridor.
        """
        from geo.views.corridor import CorridorView  # noqa: PLC0415 - views build on the atlas

        return CorridorView(cast("Atlas", self), corridor_id)

    def scenario(self, scenario_id: str, *, year: int | None = None) -> ScenarioView:
        """
        Run one scenario: flows, capacities, what passes and what is left.

        Parameters
        ----------
        scenario_id
            The scenario; ``corridors scenario list`` names them.
        year
            Another year than its own.

        Returns
        -------
        view
            Its results, in Mt a year.

        Raises
        ------
        UnknownIdError
            If the atlas has no such scenario.
        CorridorError
            If the scenario is at fault.
        """
        from geo.views.scenario import scenario_view  # noqa: PLC0415

        return scenario_view(cast("Atlas", self), scenario_id, year=year)

    def routes(
        self, origin: str, destination: str, *, via: Sequence[str] = (), avoid: Sequence[str] = (), by: str = "time",
        k: int = 5,
    ) -> gpd.GeoDataFrame:  # fmt: skip
        """
        Find routes over all modes, with waits at borders, gauge changes and ports.

        Parameters
        ----------
        origin, destination
            Nodes, by id or name.
        via
            Places to pass, in this order.
        avoid
            Links, nodes, sections, corridors or countries (``"TM"``) not to pass.
        by
            What the best route has least of: ``"time"``, ``"cost"`` or ``"length"``.
        k
            How many routes at most.

        Returns
        -------
        legs
            A leg a row, EPSG:4326: km, hours and USD a tonne with the ends that the rates leave; empty where no
            route leads on, with ``legs.attrs["missing"]``.

        Raises
        ------
        UnknownIdError
            If a place or something to avoid is not in the atlas, or the places ask for nothing.
        """
        from geo.views.answers import routes_frame  # noqa: PLC0415

        return routes_frame(cast("Atlas", self), (origin, *via, destination), avoid=avoid, by=by, k=k)

    def bottlenecks(
        self, origin: str, destination: str, *, avoid: Sequence[str] = (), steps: int = 5, year: int | None = None,
        scenario: str | None = None,
    ) -> pd.DataFrame:  # fmt: skip
        """
        Find what binds between two places, and what binds next once it is relieved.

        Parameters
        ----------
        origin, destination, avoid
            As in `routes`.
        steps
            How many bottlenecks at most.
        year
            Capacities as known for this year; None for the latest.
        scenario
            The network as this scenario has it; None for what the sources say.

        Returns
        -------
        steps
            What passes in Mt a year as an interval, what binds, and the claims and assumptions it rests on.

        Raises
        ------
        UnknownIdError
            If a place, the scenario or something to avoid is not in the atlas.
        """
        from geo.views.answers import bottlenecks_frame  # noqa: PLC0415

        ends = (origin, destination)
        return bottlenecks_frame(cast("Atlas", self), ends, avoid=avoid, steps=steps, year=year, scenario=scenario)

    def flows(
        self, *, scenario: str | None = None, year: int | None = None, demand: str | Path | None = None,
        factor: float = 1.0,
    ) -> FlowsView:  # fmt: skip
        """
        Carry a demand over the network.

        Parameters
        ----------
        scenario, year
            As in `bottlenecks`.
        demand
            A CSV of ``commodity_id, origin, destination, what, mt_yr, source``; None for the observed volumes.
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
        from geo.views.flows import flows_view  # noqa: PLC0415

        return flows_view(cast("Atlas", self), scenario=scenario, year=year, demand=demand, factor=factor)

    def simulate(  # noqa: PLR0913 - one an option of the command
        self, origin: str | None = None, destination: str | None = None, *, scenarios: Sequence[str] = (),
        draws: int = 10_000, seed: int = 1, sobol: bool = False, avoid: Sequence[str] = (), year: int | None = None,
        demand: str | Path | None = None, scheduler: str | None = None,
    ) -> SimulationView:  # fmt: skip
        """
        Draw what passes and what binds, over the intervals of the figures and the assumptions.

        Parameters
        ----------
        origin, destination
            Places, by id or name, between which as much passes as can; None, both, for the demand.
        scenarios
            The cases, compared by the same draws; none for what is known.
        draws
            How many.
        seed
            Gives the same draws again.
        sobol
            Whether to say which uncertainty matters; between two places.
        avoid
            Links, nodes, sections, corridors or countries left out.
        year, demand
            As in `flows`.
        scheduler
            Address of a Dask cluster to draw on; the result does not depend on it.

        Returns
        -------
        view
            P10, P50 and P90 in Mt a year, what binds in how many percent of the draws, and every draw.

        Raises
        ------
        UnknownIdError
            If a place, a scenario or something to avoid is not in the atlas.
        CorridorError
            If one place is given without the other, or indices without places; if a scenario, the demand, the number
            of draws or the seed is at fault, or the scheduler fails.
        """
        from geo.views.simulation import simulation_view  # noqa: PLC0415

        return simulation_view(
            cast("Atlas", self), (origin, destination), scenarios=scenarios, draws=draws, seed=seed, sobol=sobol,
            avoid=avoid, year=year, demand=demand, scheduler=scheduler,
        )  # fmt: skip

    def disruptions(
        self, *ids: str, double: bool = False, scenario: str | None = None, year: int | None = None,
        demand: str | Path | None = None,
    ) -> pd.DataFrame:  # fmt: skip
        """
        Rank failures by the goods they leave behind.

        Parameters
        ----------
        *ids
            Links, nodes, sections, corridors or countries that fail together; none for every single one by itself.
        double
            All pairs instead of single ones.
        scenario, year, demand
            As in `flows`.

        Returns
        -------
        failures
            The worst first, in Mt a year, 10⁶ t-km a year and mean days.

        Raises
        ------
        UnknownIdError
            If one of `ids`, or the scenario, names nothing.
        CorridorError
            If none of `ids` is modelled, or the scenario or the demand is at fault.
        """
        from geo.views.answers import failures_frame  # noqa: PLC0415

        return failures_frame(
            cast("Atlas", self), ids, double=double, year=year, scenario=scenario, demand=demand
        )  # fmt: skip

    def targets(self, subject: str | None = None, *, scenario: str | None = None) -> pd.DataFrame:
        """
        Hold reported targets against the model.

        Parameters
        ----------
        subject
            A corridor, section, link, node or entry; None for all.
        scenario
            Capacities as this scenario has them, year by year; None for those known now.

        Returns
        -------
        targets
            Growth in percent a year, the modelled ceiling in Mt a year as an interval, the verdict, what it takes.

        Raises
        ------
        UnknownIdError
            If the atlas has nothing of this id, no target of it, or no such scenario.
        """
        from geo.views.answers import targets_frame  # noqa: PLC0415

        return targets_frame(cast("Atlas", self), subject, scenario=scenario)
