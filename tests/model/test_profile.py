"""A corridor's profile and what binds in it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from atlases import NAPKIN, atlas_of
from click.testing import CliRunner

from cli.capacity import command
from geo.atlas import read_atlas
from geo.errors import UnknownIdError
from geo.model.assumptions import Assumption
from geo.model.profile import corridor_profiles

if TYPE_CHECKING:
    from pathlib import Path


def test_links_with_one_capacity_are_one_stretch_and_a_node_with_its_own_parts_them(tmp_path: Path) -> None:
    atlas = atlas_of(tmp_path, "alpha-charlie capacity 12 train_pairs/day 2024 capacity")
    main, port = corridor_profiles(atlas, "napkin")
    assert [(one.from_node_id, one.to_node_id) for one in main.stretches] == [
        ("alpha", "charlie"),
        ("charlie", "delta"),
    ]
    assert main.stretches[0].link_ids == ("alpha-bravo", "bravo-charlie")
    assert port.route_id == "port"
    parted = {"bravo": Assumption("mine", 1, 1, 1, "Mt/yr", "made up")}
    main = corridor_profiles(atlas, "napkin", overrides=parted)[0]
    assert [one.mode for one in main.stretches] == ["rail", "gauge_change", "rail", "rail"]


def test_the_smallest_known_capacity_binds_and_the_unknown_is_said(tmp_path: Path) -> None:
    atlas = atlas_of(tmp_path, "alpha-bravo capacity 60 train_pairs/day 2024 capacity",
        "bravo-charlie capacity 12 train_pairs/day 2024 capacity",
        "bravo-charlie capacity 25 train_pairs/day - plan", "napkin capacity 99 Mt/yr 2024 capacity",
    )  # fmt: skip
    main = corridor_profiles(atlas, "napkin")[0]
    assert main.binding is not None
    assert main.binding.subject == "bravo-charlie"
    assert main.rivals == ()
    assert main.known_km == pytest.approx(main.length_km * 2 / 3, rel=0.05)
    assert [claim.claim_id for claim in main.corridor_claims] == ["g-4"]
    assert [claim.claim_id for claim in main.aims] == ["g-3"]


def test_stretches_whose_intervals_meet_leave_it_undecided(tmp_path: Path) -> None:
    atlas = atlas_of(tmp_path, "alpha-bravo capacity 13 train_pairs/day 2024 capacity",
        "bravo-charlie capacity 12 train_pairs/day 2024 capacity",
    )  # fmt: skip
    main = corridor_profiles(atlas, "napkin")[0]
    assert [one.subject for one in main.rivals] == ["alpha-bravo"]


def test_where_nothing_is_known_nothing_binds(tmp_path: Path) -> None:
    main = corridor_profiles(atlas_of(tmp_path), "napkin")[0]
    assert (main.binding, main.rivals, main.known_km) == (None, (), 0)


def test_kilometres_follow_each_other_to_the_route_s_length() -> None:
    atlas = read_atlas()
    for corridor_id in atlas.network.corridors:
        for profile in corridor_profiles(atlas, corridor_id):
            ends = [0.0, *(one.to_km for one in profile.stretches)]
            assert [one.from_km for one in profile.stretches] == pytest.approx(ends[:-1])
            links = [link_id for one in profile.stretches for link_id in one.link_ids]
            routes = {route.route_id: route for route in atlas.network.corridors[corridor_id].route}
            assert tuple(links) == routes[profile.route_id].links


def test_60_pairs_between_dostyk_and_moiynty_are_not_the_middle_corridor_s_capacity() -> None:
    main = corridor_profiles(read_atlas(), "middle-corridor")[0]
    by_subject = {one.subject: one for one in main.stretches}
    dostyk, kyzylzhar = by_subject["dostyk-moiynty"], by_subject["kyzylzhar-saksaulskaya"]
    assert (dostyk.native_value, dostyk.native_unit) == (60, "train_pairs/day")
    assert main.binding == kyzylzhar
    assert (kyzylzhar.native_value, kyzylzhar.native_unit) == (8, "trains/day")
    assert kyzylzhar.central == pytest.approx(3.723)
    assert [(claim.value, claim.unit, claim.statistic) for claim in main.aims] == [(25, "trains/day", "plan")]
    ferries = by_subject["caspian-crossing"]
    assert (ferries.native_value, ferries.native_unit, ferries.group) == (4.5, "Mt/yr", "caspian-crossing")
    assert ferries in main.rivals
    assert dostyk not in main.rivals
    assert {float(claim.value) for claim in main.corridor_claims} == {5.8, 6.0}


def test_in_2024_dostyk_moiynty_had_12_pairs() -> None:
    main = corridor_profiles(read_atlas(), "middle-corridor", year=2024)[0]
    dostyk = next(one for one in main.stretches if one.subject == "dostyk-moiynty")
    assert dostyk.native_value == 12


def test_relieving_the_binding_stretch_never_lowers_the_profile() -> None:
    atlas = read_atlas()
    before = corridor_profiles(atlas, "middle-corridor")[0].binding
    assert before is not None
    relief = Assumption("relief", 25, 25, 25, "train_pairs/day", "made up")
    main = corridor_profiles(atlas, "middle-corridor", overrides={before.subject: relief})[0]
    assert main.binding is not None
    assert main.binding.subject == "caspian-crossing"
    assert (main.binding.central or 0) >= (before.central or 0)


def test_a_corridor_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(UnknownIdError, match="napkin"):
        corridor_profiles(read_atlas(NAPKIN), "atlantis")


def test_a_profile_of_another_year_is_another_record() -> None:
    main = corridor_profiles(read_atlas(NAPKIN), "napkin")[0]
    assert replace(main, year=2024) != main


def run(*words: str) -> str:
    result = CliRunner().invoke(command, [*words, "--atlas", str(NAPKIN)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_the_command_prints_the_profile_what_binds_and_the_assumptions() -> None:
    text = run("napkin")
    assert "12 train_pairs/day" in text
    assert "8.2 – 11.2 – 14.6" in text
    assert "Binding: Alpha – Charlie, 12 train_pairs/day" in text
    assert "net-t-a-train = 2500 – 3000 – 3500 t." in text
    assert "Of 32 % of the length no capacity is known" in text


def test_the_command_gives_all_of_it_as_json() -> None:
    main, port = json.loads(run("napkin", "--json"))
    assert main["binding"] == "Alpha – Charlie"
    assert main["stretches"][0]["claim_ids"] == ["paper-2025-01-01-01"]
    assert main["stretches"][1]["central"] is None
    assert port["binding"] == "Echo"
    assert any(line.startswith("net-t-a-train") for line in main["assumptions"])


def test_without_an_id_the_command_lists_what_binds_in_every_corridor() -> None:
    rows = json.loads(run("--json"))
    assert [(row["route_id"], row["binds"], row["known_percent"]) for row in rows] == [
        ("main", "Alpha – Charlie", 68), ("port", "Echo", 0),
    ]  # fmt: skip
    assert "Echo" in run()


def test_the_command_shows_one_section_link_or_node() -> None:
    assert [row["id"] for row in json.loads(run("alpha-charlie", "--json"))] == ["alpha-bravo", "bravo-charlie"]
    assert json.loads(run("echo", "--json"))[0]["central"] == 6.5
    assert json.loads(run("alpha-bravo", "--year", "2020", "--json"))[0]["basis"] == "unknown"
    assert "12 train_pairs/day" in run("alpha-bravo")
