"""`corridors route`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from cli.drawing import overlay_map
from cli.options import Number, atlas_option, avoid_option, json_option, lang_option
from cli.output import output_option, write_result
from cli.printing import json_text, print_rows
from geo import read_atlas
from geo.model.assumptions import ASSUMPTIONS, printed
from geo.model.itineraries import ROUTE_NOTE, find_routes, routes_geojson, routes_record, what_is_missing
from geo.model.routing import NoRoute, Route
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


@click.command()
@click.argument("origin", metavar="FROM")
@click.argument("destination", metavar="TO")
@click.option("--via", multiple=True, metavar="PLACE", help="Pass this place; may be repeated, in order.")
@avoid_option
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
    "--join", type=Number(0, 100), default=TRAVEL_ASSUMPTIONS["join-distance"].central, show_default=True,
    metavar="KM", help="So near to each other a road and a railway are taken to meet in a town; 0 for nowhere.",
)  # fmt: skip
@output_option("html", "geojson")
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
      corridors route dostyk poti-port -o routes.geojson
      corridors route dostyk poti-port -k 3 -o routes.html
    """  # noqa: D301
    atlas = read_atlas(root)
    answer = find_routes(
        atlas, (origin, *via, destination), avoid=avoid, by=how["by"], k=how["count"], join_km=how["join"]
    )
    if how["output"] is not None:
        _write(atlas, answer, how["output"], how["lang"])
    elif how["as_json"]:
        click.echo(json_text(routes_record(answer)))
    else:
        _print(atlas, answer)


def _write(atlas: Atlas, answer: list[Route] | NoRoute, output: Path, lang: str) -> None:
    from geo.products.route_overlays import route_overlays  # noqa: PLC0415

    if isinstance(answer, NoRoute):
        click.echo("\n".join(what_is_missing(atlas, answer)), err=True)
    routes = [] if isinstance(answer, NoRoute) else answer
    write_result(output, {
        "html": lambda: overlay_map(atlas, route_overlays(atlas, routes, lang), lang),
        "geojson": lambda: json.dumps(routes_geojson(answer), ensure_ascii=False, allow_nan=False) + "\n",
    })  # fmt: skip


def _print(atlas: Atlas, answer: list[Route] | NoRoute) -> None:
    if isinstance(answer, NoRoute):
        click.echo("\n".join(what_is_missing(atlas, answer)))
        return
    print_rows(route_rows(answer), as_json=False, columns=ROUTE_COLUMNS)
    click.echo("\nThe first, leg by leg:")
    print_rows([leg_row(atlas, leg) for leg in answer[0].legs], as_json=False, columns=LEG_COLUMNS)
    used = {name for leg in answer[0].legs for name in leg.source_ids}
    unknown = f"Unknown capacities on the first: {', '.join(answer[0].unknown)}." if answer[0].unknown else ""
    lines = [ROUTE_NOTE, unknown, *printed(used, ASSUMPTIONS | TRAVEL_ASSUMPTIONS)]
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
