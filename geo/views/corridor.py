"""One corridor, to look at from a notebook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.errors import UnknownIdError

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from geo.atlas import Atlas
    from geo.products.figures.shown import Figure
    from geo.products.map_folium import Map


@dataclass(frozen=True)
class CorridorView:
    """
    What an atlas holds of one corridor: frames, tables, profile, map and figures.

    Parameters
    ----------
    atlas
        The atlas.
    corridor_id
        The corridor.

    Raises
    ------
    UnknownIdError
        If the atlas has no such corridor, or only an entry of this id.
    """

    atlas: Atlas
    corridor_id: str

    def __post_init__(self) -> None:
        """Refuse what is no corridor."""
        self.atlas.corridor_subjects(self.corridor_id)  # says so if there is nothing of this id
        if self.corridor_id in self.atlas.network.entries:
            raise UnknownIdError(
                f"{self.corridor_id!r} is an entry: named without an alignment. Look at its claims: "
                f"atlas.claims.query(\"subject == '{self.corridor_id}'\")."
            )

    @property
    def name(self) -> str:
        """Its name in English."""
        return self.atlas.subject_name(self.corridor_id)

    @property
    def summary(self) -> str:
        """What it is, in a sentence."""
        return self.atlas.network.corridors[self.corridor_id].summary

    @property
    def claims(self) -> pd.DataFrame:
        """The claims about it, its sections, links and nodes: rows of `Atlas.claims`, the corridor's own first."""
        return self.atlas.claims.loc[[claim.claim_id for claim in self.atlas.corridor_claims(self.corridor_id)]]

    @property
    def facts(self) -> pd.DataFrame:
        """What these claims settle to: rows of `Atlas.facts`."""
        facts = self.atlas.facts
        return facts[facts["subject"].isin(self.atlas.corridor_subjects(self.corridor_id))]

    @property
    def links(self) -> gpd.GeoDataFrame:
        """Its links, main route first, in order: rows of `Atlas.links`, EPSG:4326, lengths in km."""
        return self.atlas.links.loc[list(dict.fromkeys(self.atlas.network.corridors[self.corridor_id].link_ids))]

    @property
    def nodes(self) -> gpd.GeoDataFrame:
        """The nodes on its links, in the order of the links: rows of `Atlas.nodes`, EPSG:4326."""
        links = self.atlas.network.links
        ids = [node_id for link_id in self.links.index for node_id in links[str(link_id)].stops]
        return self.atlas.nodes.loc[list(dict.fromkeys(ids))]

    def table(self, lang: str = "en") -> pd.DataFrame:
        """
        Give the capacity table, with figures as their sources put them.

        Parameters
        ----------
        lang
            ``"en"``, ``"ru"`` or ``"kk"``.

        Returns
        -------
        table
            Indexed by id; numbers in brackets are those of ``table.attrs["sources"]``.

        Raises
        ------
        ProductError
            If there are no words in `lang`.
        """
        from geo.views.sayings import table_frame  # noqa: PLC0415 - each part of a view loads what it needs

        return table_frame(self.atlas, self.corridor_id, lang)

    def capacity(
        self, *, year: int | None = None, scenario: str | None = None, compute: bool = False
    ) -> pd.DataFrame:  # fmt: skip
        """
        Give what it can carry along its kilometres.

        Parameters
        ----------
        year
            What was known by then, or another year than the scenario's own; None for the latest.
        scenario
            The network as this scenario has it; None for what the sources say.
        compute
            Whether formulas fill in what no source reports; such rows have the `basis` ``"computed"``.

        Returns
        -------
        profile
            A row a stretch: `from_km`, `to_km`; capacity in Mt a year and direction as low, central and high end;
            the figure in its own unit; what it rests on; whether it `binds`. ``attrs`` hold `units`, `assumptions`,
            `notes`, and the `findings` of each route.

        Raises
        ------
        UnknownIdError
            If the atlas has no such scenario.
        CorridorError
            If the scenario is at fault.
        """
        from geo.views.profiles import profile_frame  # noqa: PLC0415

        return profile_frame(self.atlas, self.corridor_id, year=year, scenario=scenario, compute=compute)

    def explore(self, *, lang: str = "en", borders: bool = True, tiles: str | None = None) -> Map:
        """
        Draw the interactive map.

        Parameters
        ----------
        lang, borders, tiles
            As in `geo.products.maps.draw_map`.

        Returns
        -------
        map
            A ``folium.Map`` that a notebook shows; ``map.save("corridor.html")`` writes a page that opens offline.

        Raises
        ------
        ProductError
            If `lang` or `tiles` is not one of these.
        """
        from geo.products.maps import draw_map  # noqa: PLC0415

        return draw_map(self.atlas, [self.corridor_id], lang=lang, borders=borders, tiles=tiles)

    def strip(
        self, *, lang: str = "en", size: str = "page", year: int | None = None, scenario: str | None = None,
        branch: str | None = None,
    ) -> Figure:  # fmt: skip
        """
        Draw its main route, or a branch, along the kilometres: capacities, volumes, what binds.

        Parameters
        ----------
        lang, size, year
            As in `geo.products.figures.strip.strip_figure`.
        scenario
            The scenario; None for what is known.
        branch
            A `route_id` of `capacity`; None for the main route.

        Returns
        -------
        figure
            A matplotlib figure that a notebook shows.

        Raises
        ------
        UnknownIdError
            If the atlas has no such scenario, or the corridor no such branch.
        """
        from geo.products.figures.strip import strip_figure  # noqa: PLC0415

        return strip_figure(
            self.atlas, self.corridor_id, lang=lang, size=size, year=year, scenario_id=scenario, branch=branch
        )

    def timeline(self, *, lang: str = "en", size: str = "page") -> Figure:
        """
        Draw reported figures and targets by year.

        Parameters
        ----------
        lang, size
            As in `geo.products.figures.timeline.timeline_figure`.

        Returns
        -------
        figure
            A panel for each metric and unit; observed, target and modelled stay apart.

        Raises
        ------
        ProductError
            If no figure of the corridor has a year.
        """
        from geo.products.figures.timeline import timeline_figure  # noqa: PLC0415

        return timeline_figure(self.atlas, self.corridor_id, lang=lang, size=size)

    def map(self, *, lang: str = "en", size: str = "page", year: int | None = None) -> Figure:
        """
        Draw a map for print.

        Parameters
        ----------
        lang, size, year
            As in `geo.products.figures.corridor_map.map_figure`.

        Returns
        -------
        figure
            A matplotlib figure; `explore` gives the map to move in.
        """
        from geo.products.figures.corridor_map import map_figure  # noqa: PLC0415

        return map_figure(self.atlas, [self.corridor_id], lang=lang, size=size, year=year)

    def _repr_html_(self) -> str:
        """Show the map in a notebook."""
        return str(self.explore()._repr_html_())
