"""`corridors capacity`."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from cli.claims import figure
from cli.options import atlas_option, json_option, scenario_option
from cli.printing import print_rows
from geo import read_atlas
from geo.model.assumptions import ASSUMPTIONS, printed
from geo.model.capacity import link_capacities, node_capacities
from geo.model.profile import corridor_profiles

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from geo.atlas import Atlas
    from geo.model.profile import Profile, Stretch

COLUMNS = ("from_km", "to_km", "stretch", "mode", "figure", "mt_yr", "basis", "claims")
OVERVIEW_COLUMNS = ("corridor_id", "route_id", "length_km", "known_percent", "binds", "figure", "mt_yr", "undecided")
PLACE_COLUMNS = ("id", "figure", "mt_yr", "basis", "claims", "note")


@click.command()
@click.argument("place_id", metavar="[ID]", required=False)
@click.option("--year", type=click.IntRange(1900, 2200), help="What was known by then. Default: the latest.")
@scenario_option
@atlas_option
@json_option
def command(
    place_id: str | None, year: int | None, scenario_id: str | None, root: Path | None, *, as_json: bool
) -> None:
    """Show what a corridor can carry along its kilometres, and which section binds.

    ID is a corridor, or a section, link or node; without it, what binds in every corridor.

    \b
    Examples:
      corridors capacity
      corridors capacity middle-corridor
      corridors capacity middle-corridor --year 2024
      corridors capacity middle-corridor --scenario 2030-all-targets
      corridors capacity dostyk-moiynty --json
    """  # noqa: D301
    atlas, how = _as_asked(read_atlas(root), year, scenario_id)
    if place_id is None:
        print_rows(_overview(atlas, how), as_json=as_json, columns=OVERVIEW_COLUMNS)
    elif place_id in atlas.network.corridors:
        _print_profiles(atlas, corridor_profiles(atlas, place_id, **how), as_json=as_json)
    else:
        _print_place(atlas, place_id, how, as_json=as_json)


def _as_asked(atlas: Atlas, year: int | None, scenario_id: str | None) -> tuple[Atlas, dict[str, Any]]:
    """Give the atlas as known, or as a scenario has it, and what its capacities are then reckoned with."""
    if scenario_id is None:
        return atlas, {"year": year}
    from geo.model.application import apply  # noqa: PLC0415 - only scenarios need it
    from geo.model.scenarios import find_scenario  # noqa: PLC0415

    applied = apply(find_scenario(atlas, scenario_id), atlas, year=year)
    return applied.atlas, {"year": applied.known_by, "overrides": applied.overrides}


def _overview(atlas: Atlas, how: dict[str, Any]) -> list[dict[str, Any]]:
    profiles = [one for corridor_id in atlas.network.corridors for one in corridor_profiles(atlas, corridor_id, **how)]
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
        for one in profiles
    ]


def _print_profiles(atlas: Atlas, profiles: list[Profile], *, as_json: bool) -> None:
    used = [name for profile in profiles for one in profile.stretches for name in one.assumption_ids]
    lines = printed(used, ASSUMPTIONS)
    if as_json:
        print_rows([_record(atlas, profile) | {"assumptions": lines} for profile in profiles], as_json=True)
        return
    for profile in profiles:
        route = next(r for r in atlas.network.corridors[profile.corridor_id].route if r.route_id == profile.route_id)
        click.echo(f"{route.name} ({profile.length_km:.0f} km)")
        print_rows([_row(atlas, one) for one in profile.stretches], as_json=False, columns=COLUMNS)
        click.echo("\n".join(["", *findings(atlas, profile), ""]))
    _print_assumptions(lines)


def _print_place(atlas: Atlas, place_id: str, how: dict[str, Any], *, as_json: bool) -> None:
    name = atlas.subject_name(place_id)  # says so if there is nothing of this id
    section = atlas.network.sections.get(place_id)
    members = {place_id} if section is None else {*section.links, *section.nodes}
    links, nodes = link_capacities(atlas, **how), node_capacities(atlas, **how)
    found = [one for group in (links, nodes) for key, one in group.items() if key in members]
    rows = [
        asdict(one) | {"id": member, "figure": _native(one), "mt_yr": _mt(one), "claims": one.claim_ids}
        for one, member in ((one, getattr(one, "link_id", None) or getattr(one, "node_id", "")) for one in found)
    ]
    if not as_json:
        click.echo(name)
    print_rows(rows, as_json=as_json, columns=PLACE_COLUMNS)
    if not as_json:
        _print_assumptions(printed((name for one in found for name in one.assumption_ids), ASSUMPTIONS))


def _print_assumptions(lines: Iterable[str]) -> None:
    click.echo(
        "\n".join(["Mt a year and direction: low – central – high. Assumptions:", *(f"  {line}" for line in lines)])
    )


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
        lines.append(f"Of {share} % of the length no capacity is reported: something there may bind as well.")
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
    return None if one.native_value is None else f"{one.native_value:g} {one.native_unit}"


def _mt(one: Any) -> str | None:  # noqa: ANN401
    if one.central is None:
        return None
    high = "…" if one.high is None else f"{one.high:.1f}"
    return f"{one.low:.1f} – {one.central:.1f} – {high}"
