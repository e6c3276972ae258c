"""`corridors route`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from cli.drawing import output_option, overlay_map, write_result
from cli.options import atlas_option, json_option, lang_option
from cli.printing import print_rows
from geo import read_atlas
from geo.model.assumptions import ASSUMPTIONS, printed
from geo.model.build import Part
from geo.model.places import find_avoided, find_place
from geo.model.routing import NoRoute, Query, Route, Router
from geo.model.study import known_capacities
from geo.model.travel import TRAVEL_ASSUMPTIONS

if TYPE_CHECKING:
    from pathlib import Path

    from geo.atlas import Atlas
    from geo.model.routing import Leg

ROUTE_COLUMNS = (
    "route", "length_km", "days", "days_range", "days_delayed", "usd_per_t", "usd_range", "capacity_mt_yr",
    "not_in_the_first",
)  # fmt: skip
LEG_COLUMNS = ("leg", "from", "to", "length_km", "hours", "hours_range", "usd_per_t", "usd_range", "sources")
NOTE = (
    "Days are running time and the waits listed; days_delayed is the same at the speeds reported with all delays. "
    "Ranges have all rates at their best and all at their worst, so that most journeys lie well within. "
    "capacity_mt_yr is the least known on the way, whatever else uses it."
)


@click.command()
@click.argument("origin", metavar="FROM")
@click.argument("destination", metavar="TO")
@click.option("--via", multiple=True, metavar="PLACE", help="Pass this place; may be repeated, in order.")
@click.option("--avoid", multiple=True, metavar="ID", help="Not this link, node, section, corridor or country (TM).")
@click.option(
    "--alternatives", "-k", "count", type=click.IntRange(1, 100), default=5, show_default=True, help="How many routes."
)
@click.option(
    "--by",
    type=click.Choice(("time", "cost", "length")),
    default="time",
    show_default=True,
    help="What the best route has least of.",
)
@click.option(
    "--join", type=click.FloatRange(0, 100), default=TRAVEL_ASSUMPTIONS["join-distance"].central, show_default=True,
    metavar="KM", help="So near to each other a road and a railway are taken to meet in a town; 0 for nowhere.",
)  # fmt: skip
@click.option(
    "--format",
    "-f",
    "fmt",
    type=click.Choice(("table", "geojson")),
    default="table",
    show_default=True,
    help="A table, or the lines for a GIS.",
)
@output_option(".html", ".geojson")
@lang_option
@atlas_option
@json_option
def command(
    origin: str,
    destination: str,
    via: tuple[str, ...],
    avoid: tuple[str, ...],
    root: Path | None,
    **how: Any,  # noqa: ANN401
) -> None:
    """Find routes over all modes, with waits at borders, gauge changes and ports; say what is missing if none leads.

    \b
    Examples:
      corridors route dostyk poti-port
      corridors route khorgos kars --via kuryk-port -k 2 --by cost
      corridors route ozinki bandar-abbas --avoid TM
      corridors route dostyk poti-port -f geojson > routes.geojson
      corridors route dostyk poti-port -k 3 -o routes.html
    """  # noqa: D301
    atlas = read_atlas(root)
    network, capacities = atlas.network, known_capacities(atlas)
    stops = [find_place(network, text) for text in (origin, *via, destination)]
    query = Query(stops[0], stops[-1], tuple(stops[1:-1]), find_avoided(network, avoid), how["by"], how["count"])
    answer = Router(atlas, capacities.links, capacities.nodes, Part(join_km=how["join"])).find(query)
    if how["output"] is not None:
        _write(atlas, answer, how["output"], how["lang"])
    elif how["fmt"] == "geojson":
        click.echo(json.dumps(geojson(answer), ensure_ascii=False))
    elif how["as_json"]:
        click.echo(json.dumps(record(answer), ensure_ascii=False, indent=1, allow_nan=False))
    else:
        _print(atlas, answer)


def _write(atlas: Atlas, answer: list[Route] | NoRoute, output: Path, lang: str) -> None:
    from geo.products.route_overlays import route_overlays  # noqa: PLC0415

    if isinstance(answer, NoRoute):
        click.echo("\n".join(missing(atlas, answer)), err=True)
    routes = [] if isinstance(answer, NoRoute) else answer
    write_result(output, {
        ".html": lambda: overlay_map(atlas, route_overlays(atlas, routes, lang), lang),
        ".geojson": lambda: json.dumps(geojson(answer), ensure_ascii=False) + "\n",
    })  # fmt: skip


def _print(atlas: Atlas, answer: list[Route] | NoRoute) -> None:
    if isinstance(answer, NoRoute):
        click.echo("\n".join(missing(atlas, answer)))
        return
    print_rows(route_rows(answer), as_json=False, columns=ROUTE_COLUMNS)
    click.echo("\nThe first, leg by leg:")
    print_rows([leg_row(atlas, leg) for leg in answer[0].legs], as_json=False, columns=LEG_COLUMNS)
    used = {name for leg in answer[0].legs for name in leg.source_ids}
    unknown = f"Unknown capacities on the first: {', '.join(answer[0].unknown)}." if answer[0].unknown else ""
    lines = [NOTE, unknown, *printed(used, ASSUMPTIONS | TRAVEL_ASSUMPTIONS)]
    click.echo("\n" + "\n".join(line for line in lines if line))


def route_rows(routes: list[Route]) -> list[dict[str, Any]]:
    """Give a row for each route; what sets it apart from the first are the links that the first does not use."""
    first = {link_id for leg in routes[0].legs for link_id in leg.link_ids}
    return [
        {
            "route": number, "length_km": round(one.length_km), "days": round(one.time_h / 24, 1),
            "days_delayed": round(one.time_delayed_h / 24, 1), "usd_per_t": round(one.cost_usd_per_t),
            "days_range": _range(one.time_h_ends, 24, 1), "usd_range": _range(one.cost_ends, 1, 0),
            "capacity_mt_yr": one.capacity_mt,
            "not_in_the_first": [name for leg in one.legs for name in leg.link_ids if name not in first] or None,
        }
        for number, one in enumerate(routes, 1)
    ]  # fmt: skip


def leg_row(atlas: Atlas, leg: Leg) -> dict[str, Any]:
    """Give the row of a leg."""
    return {
        "leg": leg.kind.replace("_", " "), "from": atlas.subject_name(leg.from_node_id),
        "to": None if leg.to_node_id == leg.from_node_id else atlas.subject_name(leg.to_node_id),
        "length_km": round(leg.length_km) or None, "hours": round(leg.time_h, 1),
        "hours_range": _range(leg.time_h_ends, 1, 1), "usd_per_t": round(leg.cost_usd_per_t, 1),
        "usd_range": _range(leg.cost_ends, 1, 1), "sources": list(leg.source_ids),
    }  # fmt: skip


def _range(ends: tuple[float, float], unit: float, digits: int) -> str:
    return " – ".join(f"{end / unit:.{digits}f}" for end in ends)


def missing(atlas: Atlas, answer: NoRoute) -> list[str]:
    """Say why no route leads on."""
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


def record(answer: list[Route] | NoRoute) -> dict[str, Any]:
    """Give an answer as plain data."""
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
        "legs": [_leg(leg) for leg in one.legs],
    }  # fmt: skip


def _leg(leg: Leg) -> dict[str, Any]:
    return {
        "kind": leg.kind, "from_node_id": leg.from_node_id, "to_node_id": leg.to_node_id,
        "link_ids": list(leg.link_ids), "length_km": leg.length_km, "time_h": leg.time_h,
        "time_h_low": leg.time_h_ends[0], "time_h_high": leg.time_h_ends[1],
        "cost_usd_per_t_low": leg.cost_ends[0], "cost_usd_per_t_high": leg.cost_ends[1],
        "cost_usd_per_t": leg.cost_usd_per_t, "source_ids": list(leg.source_ids),
    }  # fmt: skip


def geojson(answer: list[Route] | NoRoute) -> dict[str, Any]:
    """Give the legs of all routes as features; a wait has no geometry, and no route no features."""
    routes = [] if isinstance(answer, NoRoute) else answer
    features = [
        {
            "type": "Feature", "properties": {"route": number, **_leg(leg)},
            "geometry": {"type": "LineString", "coordinates": leg.line} if leg.line else None,
        }
        for number, one in enumerate(routes, 1) for leg in one.legs
    ]  # fmt: skip
    return {"type": "FeatureCollection", "features": features}
