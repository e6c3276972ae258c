"""`corridors capacity`."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from cli.options import atlas_option, json_option, scenario_option, year_option
from cli.printing import print_rows
from cli.progress import progress
from cli.workings import as_question, computed_options, members_of, print_workings
from geo import read_atlas
from geo.model.capacity import LinkCapacity
from geo.model.findings import findings, mt_text, native_text, of_the_route, of_the_whole, stretch_name
from geo.model.reckoning import reckon

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

    from cli.workings import Question
    from geo.atlas import Atlas
    from geo.model.capacity import Capacity
    from geo.model.profile import Profile, Stretch
    from geo.model.reckoning import Reckoning

COLUMNS = ("from_km", "to_km", "stretch", "mode", "figure", "mt_yr", "basis", "claims")
OVERVIEW_COLUMNS = ("corridor_id", "route_id", "length_km", "known_percent", "binds", "figure", "mt_yr", "undecided")
PLACE_COLUMNS = ("id", "figure", "mt_yr", "basis", "claims", "note")


@click.command()
@click.argument("place_id", metavar="[ID]", required=False)
@year_option("As known for this year. Default: the latest.")
@scenario_option
@computed_options
@atlas_option
@json_option
def command(
    place_id: str | None, year: int | None, scenario_id: str | None, root: Path | None, *, as_json: bool, **asked: Any  # noqa: ANN401
) -> None:  # fmt: skip
    """Show what a corridor can carry along its kilometres, and which section binds.

    ID is a corridor, or a section, link or node; without it, what binds in every corridor. --computed fills in what no
    source reports by formulas, and shows the working with every parameter; the options below it imply it.

    \b
    Examples:
      corridors capacity
      corridors capacity middle-corridor
      corridors capacity middle-corridor --year 2024
      corridors capacity middle-corridor --scenario 2030-all-targets
      corridors capacity dostyk-moiynty --json
      corridors capacity kazaly-arys --computed
      corridors capacity kandyagash-tobol --other-trains 2:1.3 --freight-pairs 10
      corridors capacity aktau-port --berths 12
      corridors capacity altynkol --computed
    """  # noqa: D301
    question = as_question(asked)
    with progress() as tell:
        tell("Reading the atlas")
        atlas = question.applied_to(read_atlas(root), place_id)
        tell("Reckoning capacities")
        known = reckon(atlas, year=year, scenario_id=scenario_id, compute=question.is_computed)
    if place_id is None:
        _print_overview(known, question, as_json=as_json)
    elif place_id in atlas.network.corridors:
        _print_profiles(known, known.profiles(place_id), question, as_json=as_json)
    else:
        _print_place(known, place_id, question, as_json=as_json)


def _lines(known: Reckoning, question: Question, members: Collection[str], *used: Iterable[Any]) -> list[str]:
    """Say what figures assume, and what could not be computed."""
    links, capacities = known.atlas.network.links, known.capacities.links
    unknown = [links[name] for name in members if name in links and capacities[name].basis == "unknown"]
    return [*question.notes, *question.gaps(unknown), *known.assumed(*used)]


def _print_overview(known: Reckoning, question: Question, *, as_json: bool) -> None:
    profiles = []
    with progress() as tell:
        for corridor_id in known.atlas.network.corridors:
            tell(corridor_id)
            profiles += known.profiles(corridor_id)
    print_rows(_overview(known.atlas, profiles), as_json=as_json, columns=OVERVIEW_COLUMNS)
    if not as_json:
        members = {name for profile in profiles for one in profile.stretches for name in one.link_ids}
        binding = [one.binding for one in profiles if one.binding is not None]
        click.echo("")
        _print_assumptions(_lines(known, question, members, binding))


def _overview(atlas: Atlas, profiles: Iterable[Profile]) -> list[dict[str, Any]]:
    return [
        {
            "corridor_id": one.corridor_id,
            "route_id": one.route_id,
            "length_km": round(one.length_km, 1),
            "known_percent": round(100 * one.known_km / one.length_km) if one.length_km else 0,
            "binds": None if one.binding is None else stretch_name(atlas, one.binding),
            "figure": None if one.binding is None else native_text(one.binding),
            "mt_yr": None if one.binding is None else mt_text(one.binding),
            "undecided": "yes" if one.rivals else "",
            "claim_ids": [] if one.binding is None else list(one.binding.claim_ids),
            "assumption_ids": [] if one.binding is None else list(one.binding.assumption_ids),
        }
        for one in profiles
    ]


def _print_profiles(known: Reckoning, profiles: list[Profile], question: Question, *, as_json: bool) -> None:
    atlas = known.atlas
    stretches = [one for profile in profiles for one in profile.stretches]
    members = {name for one in stretches for name in one.link_ids or (one.from_node_id,)}
    found = question.workings(atlas, members, known.capacities.nodes, known.overrides)
    lines = _lines(known, question, members, stretches, found)
    if as_json:
        more = {"assumptions": lines} | ({"workings": [asdict(one) for one in found]} if found else {})
        print_rows([_record(atlas, profile) | more for profile in profiles], as_json=True)
        return
    for profile in profiles:
        route = next(r for r in atlas.network.corridors[profile.corridor_id].route if r.route_id == profile.route_id)
        click.echo(f"{route.name} ({profile.length_km:.0f} km)")
        print_rows([_row(atlas, one) for one in profile.stretches], as_json=False, columns=COLUMNS)
        click.echo("\n".join(["", *of_the_route(atlas, profile), ""]))
    for line in of_the_whole(profiles[0]):
        click.echo(line)
    print_workings(found)
    _print_assumptions(lines)


def _print_place(known: Reckoning, place_id: str, question: Question, *, as_json: bool) -> None:
    name = known.atlas.subject_name(place_id)  # says so if there is nothing of this id
    members = members_of(known.atlas, place_id)
    tables = (known.capacities.links, known.capacities.nodes)
    found = [one for group in tables for key, one in group.items() if key in members]
    workings = question.workings(known.atlas, members, known.capacities.nodes, known.overrides)
    lines = _lines(known, question, members, found, workings)
    if as_json:
        more: dict[str, Any] = {"assumptions": lines}
        more |= {"workings": [asdict(one) for one in workings]} if question.is_computed else {}
        print_rows([_place_row(one) | more for one in found], as_json=True)
        return
    click.echo(name)
    print_rows([_place_row(one) for one in found], as_json=False, columns=PLACE_COLUMNS)
    print_workings(workings)
    _print_assumptions(lines)


def _place_row(one: Capacity) -> dict[str, Any]:
    told = asdict(one)
    kind = "link_id" if isinstance(one, LinkCapacity) else "node_id"
    told |= {kind: told.pop("owner"), "id": one.owner}
    return told | {"figure": native_text(one), "mt_yr": mt_text(one), "claims": one.claim_ids}


def _print_assumptions(lines: Iterable[str]) -> None:
    told = "Mt a year and direction (of a node: all directions): low – central – high. Assumptions:"
    click.echo("\n".join([told, *(f"  {line}" for line in lines)]))


def _record(atlas: Atlas, profile: Profile) -> dict[str, Any]:
    return {
        "corridor_id": profile.corridor_id,
        "route_id": profile.route_id,
        "year": profile.year,
        "length_km": profile.length_km,
        "known_km": profile.known_km,
        "stretches": [asdict(one) | _row(atlas, one) for one in profile.stretches],
        "binding": None if profile.binding is None else stretch_name(atlas, profile.binding),
        "may_bind": [stretch_name(atlas, one) for one in profile.rivals],
        "aims": [claim.claim_id for claim in profile.aims],
        "corridor_claims": [claim.claim_id for claim in profile.corridor_claims],
        "findings": findings(atlas, profile),
    }


def _row(atlas: Atlas, one: Stretch) -> dict[str, Any]:
    return {
        "from_km": round(one.from_km),
        "to_km": round(one.to_km),
        "stretch": stretch_name(atlas, one),
        "mode": one.mode,
        "figure": native_text(one),
        "mt_yr": mt_text(one),
        "basis": one.basis,
        "claims": one.claim_ids,
    }
