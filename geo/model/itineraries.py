"""Routes between places that people name, as records, rows and features; what is missing where none leads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.model.build import Part
from geo.model.places import find_avoided, find_place
from geo.model.routing import NoRoute, Query, Route, Router
from geo.model.study import known_capacities
from geo.model.travel import TRAVEL_ASSUMPTIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.atlas import Atlas
    from geo.model.routing import Leg

    Answer = list[Route] | NoRoute

ROUTE_NOTE = (
    "Days are running time and the waits listed; days_delayed is the same at the speeds reported with all delays. "
    "Ranges have all rates at their best and all at their worst, so that most journeys lie well within. "
    "capacity_mt_yr is the least known on the way, whatever else uses it."
)
JOIN_KM = TRAVEL_ASSUMPTIONS["join-distance"].central


def find_routes(
    atlas: Atlas, places: Sequence[str], *, avoid: Sequence[str] = (), by: str = "time", k: int = 5,
    join_km: float = JOIN_KM,
) -> Answer:  # fmt: skip
    """
    Find routes over all modes.

    Parameters
    ----------
    atlas
        The atlas.
    places
        Two nodes or more, by id or name, in the order in which they are passed.
    avoid
        Links, nodes, sections, corridors or countries not to pass.
    by
        What the best route has least of: ``"time"``, ``"cost"`` or ``"length"``.
    k
        How many routes at most.
    join_km
        So near to each other, in kilometres, a road and a railway are taken to meet in a town.

    Returns
    -------
    answer
        The best route first; a `NoRoute` that says why where none leads.

    Raises
    ------
    UnknownIdError
        If a place or something to avoid is not in the atlas, or the places ask for nothing.
    """
    network, capacities = atlas.network, known_capacities(atlas)
    stops = [find_place(network, text) for text in places]
    query = Query(stops[0], stops[-1], tuple(stops[1:-1]), find_avoided(network, avoid), by, k)
    return Router(atlas, capacities.links, capacities.nodes, Part(join_km=join_km)).find(query)


def leg_record(leg: Leg) -> dict[str, Any]:
    """
    Give a leg as plain data.

    Parameters
    ----------
    leg
        A ride or a wait.

    Returns
    -------
    record
        Kilometres, hours and USD a tonne with their ends, and the claims and assumptions they rest on.
    """
    return {
        "kind": leg.kind, "from_node_id": leg.from_node_id, "to_node_id": leg.to_node_id,
        "link_ids": list(leg.link_ids), "length_km": leg.length_km, "time_h": leg.time_h,
        "time_h_low": leg.time_h_ends[0], "time_h_high": leg.time_h_ends[1],
        "cost_usd_per_t_low": leg.cost_ends[0], "cost_usd_per_t_high": leg.cost_ends[1],
        "cost_usd_per_t": leg.cost_usd_per_t, "source_ids": list(leg.source_ids),
    }  # fmt: skip


def routes_record(answer: Answer) -> dict[str, Any]:
    """
    Give an answer as plain data.

    Parameters
    ----------
    answer
        As from `find_routes`.

    Returns
    -------
    record
        The routes with their legs; where none leads, what is missing.
    """
    if isinstance(answer, NoRoute):
        return {
            "routes": [], "from": answer.origin, "to": answer.destination, "avoided": list(answer.avoided),
            "not_operating": dict(answer.unbuilt), "nearest": list(answer.gap) if answer.gap else None,
        }  # fmt: skip
    return {"routes": [_route(number, one) for number, one in enumerate(answer, 1)]}


def _route(number: int, one: Route) -> dict[str, Any]:
    return {
        "route": number, "length_km": one.length_km, "time_h": one.time_h, "time_delayed_h": one.time_delayed_h,
        "time_h_low": one.time_h_ends[0], "time_h_high": one.time_h_ends[1],
        "cost_usd_per_t_low": one.cost_ends[0], "cost_usd_per_t_high": one.cost_ends[1],
        "cost_usd_per_t": one.cost_usd_per_t, "capacity_mt_yr": one.capacity_mt, "unknown_capacity": list(one.unknown),
        "legs": [leg_record(leg) for leg in one.legs],
    }  # fmt: skip


def routes_geojson(answer: Answer) -> dict[str, Any]:
    """
    Give the legs of all routes as features; a wait has no geometry, and no route no features.

    Parameters
    ----------
    answer
        As from `find_routes`.

    Returns
    -------
    collection
        A GeoJSON FeatureCollection, WGS84.
    """
    routes = [] if isinstance(answer, NoRoute) else answer
    features = [
        {
            "type": "Feature", "properties": {"route": number, **leg_record(leg)},
            "geometry": {"type": "LineString", "coordinates": leg.line} if leg.line else None,
        }
        for number, one in enumerate(routes, 1) for leg in one.legs
    ]  # fmt: skip
    return {"type": "FeatureCollection", "features": features}


def what_is_missing(atlas: Atlas, answer: NoRoute) -> list[str]:
    """
    Say why no route leads on.

    Parameters
    ----------
    atlas
        The atlas.
    answer
        The reasons.

    Returns
    -------
    lines
        Sentences: what avoided, unbuilt or missing would open a way.
    """
    name = atlas.subject_name
    lines = [f"No route from {name(answer.origin)} to {name(answer.destination)}."]
    if answer.avoided:
        lines.append(f"There is one over what is to be avoided: {', '.join(answer.avoided)}.")
    if answer.unbuilt:
        links = ", ".join(f"{link_id} ({status})" for link_id, status in answer.unbuilt)
        lines.append(f"There is one over links that do not operate: {links}.")
    if answer.gap:
        a, b, km = answer.gap
        ends = f"{name(a)} ({a}, {_modes(atlas, a)}) to {name(b)} ({b}, {_modes(atlas, b)})"
        lines.append(f"Missing at the nearest: {km:.1f} km from {ends}.")
    return lines


def _modes(atlas: Atlas, node_id: str) -> str:
    links = atlas.network.links.values()
    return "/".join(sorted({link.mode for link in links if node_id in link.stops and link.mode != "power"}))
