"""`corridors capacity`."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from cli.claims import figure
from cli.options import atlas_option, json_option, scenario_option
from cli.printing import print_rows
from cli.workings import as_question, computed_options, members_of, print_workings
from geo import read_atlas
from geo.model.assumptions import chosen, printed
from geo.model.capacity import LinkCapacity, NodeCapacity, link_capacities, node_capacities
from geo.model.profile import all_profiles, corridor_profiles

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from cli.workings import Question
    from geo.atlas import Atlas
    from geo.model.profile import Profile, Stretch

COLUMNS = ("from_km", "to_km", "stretch", "mode", "figure", "mt_yr", "basis", "claims")
OVERVIEW_COLUMNS = ("corridor_id", "route_id", "length_km", "known_percent", "binds", "figure", "mt_yr", "undecided")
PLACE_COLUMNS = ("id", "figure", "mt_yr", "basis", "claims", "note")


@click.command()
@click.argument("place_id", metavar="[ID]", required=False)
@click.option("--year", type=click.IntRange(1900, 2200), help="What was known by then. Default: the latest.")
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
    atlas, how = _as_asked(read_atlas(root), year, scenario_id)
    question = as_question(asked)
    atlas, how = question.applied_to(atlas, place_id), how | {"compute": question.is_computed}
    if place_id is None:
        print_rows(_overview(atlas, how), as_json=as_json, columns=OVERVIEW_COLUMNS)
        click.echo("\n".join(question.notes), nl=bool(question.notes), err=as_json)
    elif place_id in atlas.network.corridors:
        _print_profiles(atlas, corridor_profiles(atlas, place_id, **how), question, how, as_json=as_json)
    else:
        _print_place(atlas, place_id, question, how, as_json=as_json)


def _as_asked(atlas: Atlas, year: int | None, scenario_id: str | None) -> tuple[Atlas, dict[str, Any]]:
    """Give the atlas as known, or as a scenario has it, and what its capacities are then reckoned with."""
    if scenario_id is None:
        return atlas, {"year": year, "overrides": None}
    from geo.model.application import apply  # noqa: PLC0415 - only scenarios need it
    from geo.model.scenarios import find_scenario  # noqa: PLC0415

    applied = apply(find_scenario(atlas, scenario_id), atlas, year=year)
    return applied.atlas, {"year": applied.known_by, "overrides": applied.overrides}


def _overview(atlas: Atlas, how: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "corridor_id": one.corridor_id,
            "route_id": one.route_id,
            "length_km": round(one.length_km, 1),
            "known_percent": round(100 * one.known_km / one.length_km) if one.length_km else 0,
            "binds": None if one.binding is None else _name(atlas, one.binding),
            "figure": None if one.binding is None else _native(one.binding),
            "mt_yr": None if one.binding is None else _mt(one.binding),
            "undecided": "yes" if one.rivals else "",
        }
        for one in all_profiles(atlas, **how)
    ]


def _print_profiles(
    atlas: Atlas, profiles: list[Profile], question: Question, how: dict[str, Any], *, as_json: bool
) -> None:
    stretches = [one for profile in profiles for one in profile.stretches]
    members = {name for one in stretches for name in one.link_ids or (one.from_node_id,)}
    found = question.workings(atlas, members, node_capacities(atlas, **_of_nodes(how)), how["overrides"])
    used = [name for group in (stretches, found) for one in group for name in one.assumption_ids]
    lines = [*question.notes, *printed(used, chosen(how["overrides"]))]
    if as_json:
        more = {"assumptions": lines} | ({"workings": [asdict(one) for one in found]} if found else {})
        print_rows([_record(atlas, profile) | more for profile in profiles], as_json=True)
        return
    for profile in profiles:
        route = next(r for r in atlas.network.corridors[profile.corridor_id].route if r.route_id == profile.route_id)
        click.echo(f"{route.name} ({profile.length_km:.0f} km)")
        print_rows([_row(atlas, one) for one in profile.stretches], as_json=False, columns=COLUMNS)
        click.echo("\n".join(["", *findings(atlas, profile), ""]))
    print_workings(found)
    _print_assumptions(lines)


def _of_nodes(how: dict[str, Any]) -> dict[str, Any]:
    """Leave out what only links know."""
    return {name: value for name, value in how.items() if name != "compute"}


def _print_place(atlas: Atlas, place_id: str, question: Question, how: dict[str, Any], *, as_json: bool) -> None:
    name = atlas.subject_name(place_id)  # says so if there is nothing of this id
    members = members_of(atlas, place_id)
    links, nodes = link_capacities(atlas, **how), node_capacities(atlas, **_of_nodes(how))
    found = [one for group in (links, nodes) for key, one in group.items() if key in members]
    workings = question.workings(atlas, members, nodes, how["overrides"])
    used = [key for one in found for key in one.assumption_ids] + [
        key for one in workings for key in one.assumption_ids
    ]
    lines = [*question.notes, *printed(used, chosen(how["overrides"]))]
    if as_json:
        more = {"workings": [asdict(one) for one in workings], "assumptions": lines} if question.is_computed else {}
        print_rows([_place_row(one) | more for one in found], as_json=True)
        return
    click.echo(name)
    print_rows([_place_row(one) for one in found], as_json=False, columns=PLACE_COLUMNS)
    print_workings(workings)
    _print_assumptions(lines)


def _place_row(one: LinkCapacity | NodeCapacity) -> dict[str, Any]:
    member = one.link_id if isinstance(one, LinkCapacity) else one.node_id
    return asdict(one) | {"id": member, "figure": _native(one), "mt_yr": _mt(one), "claims": one.claim_ids}


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
        "binding": None if profile.binding is None else _name(atlas, profile.binding),
        "may_bind": [_name(atlas, one) for one in profile.rivals],
        "aims": [claim.claim_id for claim in profile.aims],
        "corridor_claims": [claim.claim_id for claim in profile.corridor_claims],
        "findings": findings(atlas, profile),
    }


def _row(atlas: Atlas, one: Stretch) -> dict[str, Any]:
    return {
        "from_km": round(one.from_km),
        "to_km": round(one.to_km),
        "stretch": _name(atlas, one),
        "mode": one.mode,
        "figure": _native(one),
        "mt_yr": _mt(one),
        "basis": one.basis,
        "claims": one.claim_ids,
    }


def findings(atlas: Atlas, profile: Profile) -> list[str]:
    """Say in sentences what binds, what may bind instead, and what the corridor's own figures are worth."""
    one = profile.binding
    if one is None:
        return ["Nothing is known of any stretch: what binds is unknown."]
    lines = [f"Binding: {_name(atlas, one)}, {_native(one)}, {_mt(one)} Mt a year and direction. {one.note}".strip()]
    if profile.rivals:
        others = "; ".join(f"{_name(atlas, other)} ({_mt(other)})" for other in profile.rivals)
        lines.append(f"Undecided within the intervals; may bind instead: {others}.")
    share = round(100 * (1 - profile.known_km / profile.length_km)) if profile.length_km else 0
    if share:
        lines.append(f"Of {share} % of the length no capacity is known: something there may bind as well.")
    lines += [
        f"{claim.statistic.capitalize()} for it {claim.period or 'without a year'}: {figure(claim)} ({claim.claim_id})."
        for claim in profile.aims
    ]
    lines += [
        f"Of the whole corridor, no section's, {claim.period or 'without a year'}: {figure(claim)} ({claim.claim_id})."
        for claim in profile.corridor_claims
    ]
    return lines


def _name(atlas: Atlas, one: Stretch) -> str:
    if one.subject and (len(one.link_ids) > 1 or one.from_node_id == one.to_node_id):
        return atlas.subject_name(one.subject)
    ends = dict.fromkeys((one.from_node_id, one.to_node_id))
    return " – ".join(atlas.subject_name(node_id) for node_id in ends)


def _native(one: Any) -> str | None:  # noqa: ANN401 - links', nodes' and stretches' capacities print alike
    digits = 3 if one.basis == "computed" else 6  # more would say what no formula knows
    return None if one.native_value is None else f"{one.native_value:.{digits}g} {one.native_unit}"


def _mt(one: Any) -> str | None:  # noqa: ANN401
    if one.central is None:
        return None
    high = "…" if one.high is None else f"{one.high:.1f}"
    return f"{one.low:.1f} – {one.central:.1f} – {high}"
