"""What a corridor can carry along its kilometres, as a frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.model.findings import findings, stretch_name
from geo.model.reckoning import reckon
from geo.views.annotation import annotated, framed

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from geo.atlas import Atlas
    from geo.model.profile import Profile

COLUMNS = (
    "route_id", "from_km", "to_km", "stretch", "mode", "capacity_mt_yr_low", "capacity_mt_yr_central",
    "capacity_mt_yr_high", "native_value", "native_unit", "basis", "binds", "may_bind", "claim_ids", "assumption_ids",
    "from_node_id", "to_node_id", "link_ids", "note",
)  # fmt: skip
DIRECTION_NOTE = (
    "Capacities are in Mt a year and direction; those of nodes are of all directions and are shared out by the "
    "assumption direction-share. An empty capacity is unknown, an empty high end has no ceiling."
)


def profile_frame(
    atlas: Atlas, corridor_id: str, *, year: int | None, scenario: str | None, compute: bool
) -> pd.DataFrame:  # fmt: skip
    """
    Give the profile of a corridor as a frame.

    Parameters
    ----------
    atlas
        The atlas.
    corridor_id
        The corridor.
    year
        What was known by then, or another year than the scenario's own; None for the latest.
    scenario
        The network as this scenario has it; None for what the sources say.
    compute
        Whether formulas fill in what no source reports.

    Returns
    -------
    profile
        A row a stretch, the main route first, as `COLUMNS` says.

    Raises
    ------
    UnknownIdError
        If the atlas has no such corridor or scenario.
    CorridorError
        If the scenario is at fault.
    """
    found = reckon(atlas, year=year, scenario_id=scenario, compute=compute)
    profiles = found.profiles(corridor_id)
    rows = [row for one in profiles for row in _rows(found.atlas, one)]
    assumed = found.assumed(stretch for one in profiles for stretch in one.stretches)
    said = {one.route_id: findings(found.atlas, one) for one in profiles}
    frame = framed(rows, COLUMNS).astype({"native_value": "float64"})
    return annotated(frame, notes=[DIRECTION_NOTE], assumptions=assumed, findings=said)


def _rows(atlas: Atlas, profile: Profile) -> Iterator[dict[str, Any]]:
    for one in profile.stretches:
        yield {
            "route_id": profile.route_id, "from_km": round(one.from_km, 3), "to_km": round(one.to_km, 3),
            "stretch": stretch_name(atlas, one), "mode": one.mode, "capacity_mt_yr_low": one.low,
            "capacity_mt_yr_central": one.central, "capacity_mt_yr_high": one.high, "native_value": one.native_value,
            "native_unit": one.native_unit or None, "basis": one.basis, "binds": one is profile.binding,
            "may_bind": one in profile.rivals, "claim_ids": one.claim_ids, "assumption_ids": one.assumption_ids,
            "from_node_id": one.from_node_id, "to_node_id": one.to_node_id, "link_ids": one.link_ids,
            "note": one.note or None,
        }  # fmt: skip
