"""Rehearsal: scenarios applied one by one, to hear before they are wanted which of them cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.errors import CorridorError
from geo.model.application import apply

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.atlas import Atlas
    from geo.errors import Faults
    from geo.model.scenarios import Scenario


def rehearse(atlas: Atlas, scenarios: Mapping[str, Scenario], faults: Faults) -> None:
    """
    Apply every scenario, and note those that read well and yet cannot be applied.

    Parameters
    ----------
    atlas
        The atlas, without a fault.
    scenarios
        Its scenarios, without a fault.
    faults
        Where to note what is wrong: once, with the scenario that others build on.
    """
    told: set[str] = set()
    for scenario_id, scenario in scenarios.items():
        try:
            apply(scenario, atlas, scenarios=scenarios)
        except CorridorError as error:
            if str(error) not in told:
                path = atlas.paths.corridors / "scenarios" / f"{scenario_id}.toml"
                faults.add(atlas.paths.label(path), 1, "scenario-applies", str(error))
            told.add(str(error))
