"""Answers of the model as frames: the same as the commands print, with answers by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from click.testing import CliRunner

import geo
from cli.main import app
from geo.errors import CorridorError, UnknownIdError
from tests.napkin_scenarios import NARROW, OPEN, napkin_with

if TYPE_CHECKING:
    from geo.atlas import Atlas

NAPKIN = Path(__file__).parents[1] / "data" / "napkin"


@pytest.fixture(scope="module")
def narrowed(tmp_path_factory: pytest.TempPathFactory) -> Atlas:
    """Give the napkin with a scenario, `narrow`, in which 1 of 2.5 Mt reaches Delta."""
    return geo.read_atlas(napkin_with(tmp_path_factory.mktemp("narrowed") / "napkin", open=OPEN, narrow=NARROW))


def printed(atlas: Atlas, *words: str) -> object:
    """Give what a command prints with --json."""
    result = CliRunner().invoke(
        app, [*words, "--atlas", str(atlas.paths.seeds.parent), "--json"], catch_exceptions=False
    )
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_routes_are_legs_with_lines_and_waits_without(napkin: Atlas) -> None:
    legs = napkin.routes("Alpha", "echo")
    assert list(legs["kind"]) == ["rail", "gauge_change", "rail", "mode_change", "road"]
    assert [line is None for line in legs.geometry] == [False, True, False, True, False]
    # two degrees of the equator by rail, and one of a meridian by road
    assert legs["length_km"].sum() == pytest.approx(2 * 111.319 + 110.574, abs=0.01)
    assert (legs["time_h_low"] <= legs["time_h"]).all()
    assert (legs["time_h"] <= legs["time_h_high"]).all()
    assert legs.crs == "EPSG:4326"
    assert any(line.startswith("gauge-change-delay = ") for line in legs.attrs["assumptions"])
    assert legs.attrs["unknown_capacity"] == {1: ["bravo", "charlie", "charlie-echo-road"]}


def test_where_no_route_leads_the_frame_is_empty_and_says_what_is_missing(napkin: Atlas) -> None:
    legs = napkin.routes("alpha", "delta")
    assert legs.empty
    assert "length_km" in legs
    assert legs.attrs["missing"][1] == "There is one over links that do not operate: charlie-delta (planned)."


def test_routes_are_what_the_command_prints(napkin: Atlas) -> None:
    (route,) = printed(napkin, "route", "alpha", "echo", "-k", "1")["routes"]  # type: ignore[index]
    legs = napkin.routes("alpha", "echo", k=1)
    assert [leg["time_h"] for leg in route["legs"]] == legs["time_h"].tolist()


def test_the_double_track_binds_first_and_then_nothing_known_does(napkin: Atlas) -> None:
    steps = napkin.bottlenecks("alpha", "echo")
    assert steps.loc[1, "binds"] == "alpha-bravo"
    assert steps.loc[1, "passes_mt_yr_central"] == pytest.approx(365 * 12 * 3000 * 0.85 / 1e6)
    assert pd.isna(steps.loc[2, "passes_mt_yr_central"])
    assert steps.attrs["units"]["passes_mt_yr_low"] == "Mt a year"
    assert "paper-2025-01-01-01" in steps.loc[1, "claim_ids"]


def test_bottlenecks_are_what_the_command_prints(napkin: Atlas) -> None:
    rows = printed(napkin, "bottleneck", "alpha", "echo")
    steps = napkin.bottlenecks("alpha", "echo")
    assert [row["low"] for row in rows[:1]] == steps["passes_mt_yr_low"].tolist()[:1]  # type: ignore[index]
    assert [" ".join(row["binds"]) for row in rows] == steps["binds"].tolist()  # type: ignore[union-attr]


def test_one_of_two_and_a_half_megatonnes_passes_the_narrow_place(narrowed: Atlas) -> None:
    view = narrowed.scenario("narrow")
    one = view.commodities.loc["napkin"]
    assert (one["demand_mt_yr"], one["passes_mt_yr_central"], one["left_mt_yr"]) == (2.5, 1.0, 1.5)
    assert one["binds"] == "charlie-delta"
    assert view.totals["passes_mt"] == 1.0
    assert view.totals.attrs["units"]["mean_h"] == "h"
    assert list(view.changes["attribute"]) == ["status", "capacity"]


def test_a_scenarios_links_carry_flow_capacity_and_the_share_used(narrowed: Atlas) -> None:
    links = narrowed.scenario("narrow").links
    narrow = links.loc["charlie-delta"]
    assert (narrow["forward_mt_yr"], narrow["capacity_mt_yr_central"], narrow["utilisation"]) == (1.0, 1.0, 1.0)
    assert narrow["is_full"]
    assert narrow["status"] == "operating"
    assert narrowed.links.loc["charlie-delta", "status"] == "planned"  # the atlas stays as it was
    assert narrow.geometry.equals(narrowed.links.loc["charlie-delta"].geometry)
    assert links.crs == "EPSG:4326"


def test_a_scenarios_corridors_have_a_ceiling(narrowed: Atlas) -> None:
    row = narrowed.scenario("narrow").corridors.loc["napkin"]
    assert row["ceiling_mt_yr_central"] == 1.0
    assert row["binds"] == "charlie-delta"


def test_a_scenario_draws_its_map_and_its_flows(narrowed: Atlas) -> None:
    view = narrowed.scenario("narrow")
    assert "A narrow place" in view.explore().get_root().render()
    assert view.network(size="column")._repr_png_().startswith(b"\x89PNG")  # type: ignore[attr-defined]


def test_flows_say_what_passes_what_cannot_and_what_more_is_worth(narrowed: Atlas) -> None:
    flows = narrowed.flows(scenario="narrow")
    assert flows.passes.loc["napkin", "passes_mt_yr_central"] == 1.0
    assert flows.cannot_pass.loc["napkin", "left_mt_yr_central"] == 1.5
    assert flows.loads.loc[0, "utilisation"] == 1.0
    assert flows.worth.loc[0, "subject"] == "charlie-delta"
    assert any(line.startswith("unserved-price = ") for line in flows.passes.attrs["notes"])
    assert (
        narrowed.flows(scenario="narrow", factor=0.4).cannot_pass["left_mt_yr_central"].sum() == 0
    )  # 1.0 of 1.0 passes


def test_a_tenth_half_and_nine_tenths_of_the_draws_are_not_above_the_percentiles(narrowed: Atlas) -> None:
    found = narrowed.simulate("alpha", "charlie", draws=200)
    draws, passes = found.draws["as known"], found.passes.loc["as known"]
    for percent in (10, 50, 90):
        assert (draws <= passes[f"passes_mt_yr_p{percent}"] + 1e-4).mean() == pytest.approx(percent / 100, abs=0.011)
    assert draws.median() == pytest.approx(11.169, rel=0.15)  # twelve pairs a day, as the strip draws them
    assert found.binds.loc[0, "binds_percent"] == 100
    assert found.passes.attrs["units"]["passes_mt_yr_p50"] == found.draws.attrs["units"]["as known"] == "Mt a year"
    assert found.passes.attrs["notes"][0].startswith("200 draws, seed 1")
    assert "<table" in found._repr_html_()


def test_where_a_scenario_assumes_a_capacity_every_draw_is_that(narrowed: Atlas) -> None:
    found = narrowed.simulate("alpha", "delta", scenarios=["narrow"], draws=20)
    assert set(found.draws["narrow"]) == {1.0}
    assert found.binds.loc[0, "capacity_of"] == "charlie-delta"


def test_draws_of_the_demand_are_what_the_command_prints(narrowed: Atlas) -> None:
    found = narrowed.simulate(scenarios=["narrow"], draws=100, seed=7)
    said = printed(narrowed, "simulate", "--scenario", "narrow", "--draws", "100", "--seed", "7")
    assert said["goods"] == found.simulation.tables["goods"]  # type: ignore[index]
    assert said["notes"] == found.goods.attrs["notes"]  # type: ignore[index]
    assert found.goods.loc[("narrow", "napkin"), "demand_mt_yr"] == 2.5
    assert found.passes.loc["narrow", "passes_mt_yr_p90"] == found.goods.loc[("narrow", "all"), "passes_mt_yr_p90"]


def test_indices_between_places_say_which_figure_matters(narrowed: Atlas) -> None:
    found = narrowed.simulate("alpha", "charlie", draws=50, sobol=True)
    assert found.indices["total"].max() > 0.5
    assert narrowed.simulate("alpha", "charlie", draws=50).indices.empty


@pytest.mark.parametrize("how", [{"origin": "alpha"}, {"sobol": True}])
def test_a_simulation_of_half_a_pair_or_indices_of_the_demand_are_refused(napkin: Atlas, how: dict[str, Any]) -> None:
    with pytest.raises(CorridorError, match="between two places, or of the demand"):
        napkin.simulate(**how)


def test_a_failure_leaves_what_went_over_it(narrowed: Atlas) -> None:
    worst = narrowed.disruptions("alpha-bravo", scenario="narrow").iloc[0]
    assert worst["unserved_mt_yr_central"] == 1.0
    assert worst["cut_off"] == "napkin"
    assert len(narrowed.disruptions(scenario="narrow")) > 1
    assert "beyond_mt_yr" in narrowed.disruptions(scenario="narrow", double=True)


def test_a_doubling_is_growth_over_the_years_to_its_deadline(napkin: Atlas) -> None:
    target = napkin.targets("alpha-charlie").iloc[0]
    assert target["target_mt_yr"] == pytest.approx(2 * 11.169)
    assert target["growth_percent"] == pytest.approx(100 * (2**0.2 - 1), abs=0.01)  # twelve pairs in 2024, to 2030 …
    assert target["verdict"] == "short"


@pytest.mark.parametrize("ask", ["scenario", "flows", "bottlenecks", "targets", "disruptions"])
def test_an_unknown_scenario_is_answered_with_those_that_exist(narrowed: Atlas, ask: str) -> None:
    asked = {
        "scenario": lambda: narrowed.scenario("shut"),
        "flows": lambda: narrowed.flows(scenario="shut"),
        "bottlenecks": lambda: narrowed.bottlenecks("alpha", "echo", scenario="shut"),
        "targets": lambda: narrowed.targets(scenario="shut"),
        "disruptions": lambda: narrowed.disruptions(scenario="shut"),
    }
    with pytest.raises(UnknownIdError, match="narrow, open"):
        asked[ask]()


def test_a_place_that_is_not_there_is_answered_with_those_near_it(napkin: Atlas) -> None:
    with pytest.raises(UnknownIdError, match="alpha"):
        napkin.routes("alpa", "echo")
