"""Answers of the model as frames: routes, bottlenecks, failures, targets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import shapely

from geo.frames import CRS
from geo.model.aims import AIM_NOTES, assess_targets
from geo.model.assumptions import ASSUMPTIONS, printed
from geo.model.bottlenecks import bottleneck_notes, find_bottlenecks
from geo.model.cases import find_case
from geo.model.ceilings import CEILING_NOTE
from geo.model.demand import OBSERVED_NOTE
from geo.model.failure_tables import failure_tables
from geo.model.itineraries import ROUTE_NOTE, find_routes, leg_record, what_is_missing
from geo.model.routing import NoRoute
from geo.model.target_rows import target_model, target_row, targets_of
from geo.model.travel import TRAVEL_ASSUMPTIONS
from geo.views.annotation import annotated, framed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd

    from geo.atlas import Atlas

LEGS = (
    "route", "leg", "kind", "from_node_id", "to_node_id", "length_km", "time_h_low", "time_h", "time_h_high",
    "cost_usd_per_t_low", "cost_usd_per_t", "cost_usd_per_t_high", "link_ids", "source_ids",
)  # fmt: skip
STEPS = (
    "step", "passes_mt_yr_low", "passes_mt_yr_central", "passes_mt_yr_high", "binds", "in_series", "capacity_of",
    "basis", "claim_ids", "assumption_ids", "binds_low", "binds_high", "is_limited", "has_way",
)  # fmt: skip
FAILURES = (
    "fails", "unserved_mt_yr_low", "unserved_mt_yr_central", "unserved_mt_yr_high", "beyond_mt_yr", "extra_mtkm",
    "extra_days", "cut_off", "undecided",
)  # fmt: skip
TARGETS = (
    "claim_id", "subject", "metric", "scope", "figure", "deadline", "target_mt_yr", "base_claim_id",
    "is_base_assumed", "growth_percent", "ceiling_mt_yr_low", "ceiling_mt_yr_central", "ceiling_mt_yr_high",
    "verdict", "binds", "expansions", "reason",
)  # fmt: skip
"""Columns of the frames."""
_TRAVEL = ASSUMPTIONS | TRAVEL_ASSUMPTIONS


def routes_frame(
    atlas: Atlas, places: Sequence[str], *, avoid: Sequence[str] = (), by: str = "time", k: int = 5
) -> gpd.GeoDataFrame:
    """
    Find routes, a leg a row.

    Parameters
    ----------
    atlas, places, avoid, by, k
        As in `find_routes`.

    Returns
    -------
    legs
        Rides with their lines and waits without one, EPSG:4326: km, hours and USD a tonne with the ends that the
        rates leave; empty where no route leads on, with what is ``missing`` in its ``attrs``.

    Raises
    ------
    UnknownIdError
        If a place or something to avoid is not in the atlas, or the places ask for nothing.
    """
    answer = find_routes(atlas, places, avoid=avoid, by=by, k=k)
    routes = [] if isinstance(answer, NoRoute) else answer
    rows = [
        {"route": number, "leg": place, **leg_record(leg)}
        for number, one in enumerate(routes, 1) for place, leg in enumerate(one.legs, 1)
    ]  # fmt: skip
    lines = [shapely.LineString(leg.line) if leg.line else None for one in routes for leg in one.legs]
    legs = gpd.GeoDataFrame(framed(rows, LEGS), geometry=gpd.GeoSeries(lines, crs=CRS))
    used = {name for one in routes for leg in one.legs for name in leg.source_ids}
    known = {number: one.capacity_mt for number, one in enumerate(routes, 1)}
    unknown = {number: list(one.unknown) for number, one in enumerate(routes, 1)}
    return annotated(
        legs, notes=[ROUTE_NOTE], assumptions=printed(used, _TRAVEL), capacity_mt_yr=known, unknown_capacity=unknown,
        missing=what_is_missing(atlas, answer) if isinstance(answer, NoRoute) else [],
    )  # fmt: skip


def bottlenecks_frame(
    atlas: Atlas, ends: tuple[str, str], *, avoid: Sequence[str] = (), steps: int = 5, year: int | None = None,
    scenario: str | None = None,
) -> pd.DataFrame:  # fmt: skip
    """
    Find what binds between two places, a step a row.

    Parameters
    ----------
    atlas
        The atlas.
    ends
        Origin and destination, by id or name.
    avoid, steps
        As in `find_bottlenecks`.
    year, scenario
        As in `find_case`.

    Returns
    -------
    steps
        Mt a year that pass once the steps before are relieved, as an interval; missing where no known capacity
        limits; what binds, and the claims and assumptions that rests on.

    Raises
    ------
    UnknownIdError
        If a place, the scenario or something to avoid is not in the atlas.
    CorridorError
        If the scenario is at fault.
    """
    case = find_case(atlas, scenario, year=year)
    found = find_bottlenecks(case, *ends, avoid=avoid, steps=steps)
    names = {"low": STEPS[1], "passes_mt_yr": STEPS[2], "high": STEPS[3]}
    frame = framed([_renamed(row, names) for row in found], STEPS).set_index("step")
    used = {name for row in found for name in row["assumption_ids"]}
    assumptions = printed(used, case.assumptions)
    notes = [note for note in bottleneck_notes(case, found) if note not in assumptions]
    return annotated(frame, notes=notes, assumptions=assumptions)


def failures_frame(
    atlas: Atlas, ids: Sequence[str] = (), *, double: bool = False, year: int | None = None,
    scenario: str | None = None, demand: str | Path | None = None,
) -> pd.DataFrame:  # fmt: skip
    """
    Rank failures by what they leave behind.

    Parameters
    ----------
    atlas
        The atlas.
    ids, double
        As in `failure_tables`.
    year, scenario, demand
        As in `find_case`.

    Returns
    -------
    failures
        The worst first: Mt a year that no longer pass, 10⁶ t-km a year and mean days more for what still does.

    Raises
    ------
    UnknownIdError
        If one of `ids`, or the scenario, names nothing.
    CorridorError
        If none of `ids` is modelled, or the scenario or the demand is at fault.
    """
    case = find_case(atlas, scenario, year=year, demand=demand)
    tables, notes = failure_tables(case, ids, double=double)
    names = {"unserved_mt": FAILURES[2], "unserved_mt_low": FAILURES[1], "unserved_mt_high": FAILURES[3],
             "beyond_mt": FAILURES[4]}  # fmt: skip
    columns = [name for name in FAILURES if double or name != "beyond_mt_yr"]
    frame = framed([_renamed(row, names) for rows in tables.values() for row in rows], columns)
    observed = [OBSERVED_NOTE] if demand is None else []
    return annotated(frame, notes=[*observed, *case.notes, *notes])


def targets_frame(atlas: Atlas, subject: str | None = None, *, scenario: str | None = None) -> pd.DataFrame:
    """
    Hold reported targets against the model, a target a row.

    Parameters
    ----------
    atlas
        The atlas.
    subject
        A corridor, section, link, node or entry; None for all.
    scenario
        Capacities as this scenario has them, year by year; None for those known now.

    Returns
    -------
    targets
        Indexed by `claim_id`: the figure as reported, Mt a year where it sets any, growth in percent a year, the
        modelled ceiling as an interval, the verdict, and the fewest expansions that would reach it.

    Raises
    ------
    UnknownIdError
        If the atlas has nothing of this id, no target of it, or no such scenario.
    CorridorError
        If the scenario is at fault.
    """
    model = target_model(atlas, scenario)
    found = [target_row(one) for one in assess_targets(model, targets=targets_of(atlas, subject))]
    names = {"by": "deadline", "mt": "target_mt_yr", "base": "base_claim_id", "low_mt": "ceiling_mt_yr_low",
             "central_mt": "ceiling_mt_yr_central", "high_mt": "ceiling_mt_yr_high"}  # fmt: skip
    rows = [_renamed(row, names) | {"expansions": _expansions(row["expansions"])} for row in found]
    frame = framed(rows, TARGETS).astype({"deadline": "Int64"}).set_index("claim_id")
    return annotated(frame, notes=[*AIM_NOTES.splitlines(), CEILING_NOTE])


def _expansions(found: list[dict[str, Any]] | None) -> str | None:
    if found is None:
        return None
    return "; ".join(f"{one['subject']} +{one['added_mt']:g} Mt a year" for one in found) or "none"


def _renamed(row: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    return {names.get(name, name): value for name, value in row.items()}
