"""What capacities are reckoned with: an atlas as known by a year, or as a scenario has it, and what that rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo.model.assumptions import chosen, printed
from geo.model.capacity import link_capacities, node_capacities
from geo.model.profile import corridor_profiles
from geo.model.study import Capacities

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo.atlas import Atlas
    from geo.model.assumptions import Assumption
    from geo.model.profile import Profile


@dataclass(frozen=True, eq=False)
class Reckoning:
    """
    An atlas and what it can carry, as known by a year or as a scenario has it.

    Parameters
    ----------
    atlas
        The atlas, changed where the scenario changes it.
    capacities
        Of its links and nodes; what the scenario closes carries nothing.
    known_by
        The year by which reported capacities are known; None for the latest.
    overrides
        The scenario's capacities and assumptions; None without a scenario.
    notes
        What the scenario rests on, in sentences.
    """

    atlas: Atlas
    capacities: Capacities
    known_by: int | None
    overrides: Mapping[str, Assumption] | None = None
    notes: tuple[str, ...] = ()

    def profiles(self, corridor_id: str) -> list[Profile]:
        """
        Draw up the profile of each route of a corridor.

        Parameters
        ----------
        corridor_id
            The corridor.

        Returns
        -------
        profiles
            The main route first, then the branches.

        Raises
        ------
        UnknownIdError
            If the atlas has no such corridor.
        """
        return corridor_profiles(
            self.atlas, corridor_id, year=self.known_by, overrides=self.overrides, capacities=self.capacities
        )

    def assumed(self, *used: Iterable[Any]) -> list[str]:
        """
        Say what figures assume.

        Parameters
        ----------
        used
            Capacities, stretches or workings, which name their assumptions.

        Returns
        -------
        lines
            What the scenario rests on, then each assumption with its interval and source.
        """
        names = [name for group in used for one in group for name in one.assumption_ids]
        return [*self.notes, *printed(names, chosen(self.overrides))]


def reckon(
    atlas: Atlas, *, year: int | None = None, scenario_id: str | None = None, compute: bool = False
) -> Reckoning:  # fmt: skip
    """
    Take an atlas as known, or as a scenario has it.

    Parameters
    ----------
    atlas
        The atlas.
    year
        What was known by then, or another year than the scenario's own.
    scenario_id
        The scenario; None for what the sources say.
    compute
        Whether operating links without a known capacity get a computed one.

    Returns
    -------
    reckoning
        Atlas and capacities.

    Raises
    ------
    UnknownIdError
        If the atlas has no such scenario.
    CorridorError
        If the scenario is at fault.
    """
    if scenario_id is None:
        links = link_capacities(atlas, year=year, compute=compute)
        return Reckoning(atlas, Capacities(links, node_capacities(atlas, year=year)), year)
    from geo.model.application import apply  # noqa: PLC0415 - only scenarios need it
    from geo.model.scenarios import find_scenario  # noqa: PLC0415

    applied = apply(find_scenario(atlas, scenario_id), atlas, year=year)
    capacities, by, overrides = applied.capacities, applied.known_by, applied.overrides
    if compute:
        capacities = capacities.filling(link_capacities(applied.atlas, year=by, overrides=overrides, compute=True))
    return Reckoning(applied.atlas, capacities.closing(applied.closed), by, overrides, tuple(applied.notes))
