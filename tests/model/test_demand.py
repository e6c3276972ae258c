"""Demand from observed volumes and from files; studies over it."""

from __future__ import annotations

from pathlib import Path

import pytest

import geo
from geo.errors import RecordError
from geo.model.assumptions import Assumption
from geo.model.capacity import LinkCapacity
from geo.model.demand import chain_ends, observed_demand, read_demand
from geo.model.study import Capacities, known_capacities, study_flows

NAPKIN = Path(__file__).parents[1] / "data" / "napkin"
HEADER = "commodity_id,origin,destination,what,mt_yr,source\n"


@pytest.fixture(scope="module")
def atlas() -> geo.Atlas:
    return geo.read_atlas(NAPKIN)


def test_the_observed_volume_of_a_corridor_goes_from_its_first_place_to_its_last(atlas: geo.Atlas) -> None:
    (one,) = observed_demand(atlas)
    assert (one.origin, one.destination, one.mt_yr, one.source) == ("alpha", "delta", 2.5, "observed volume, 2024")
    assert (one.low_mt_yr, one.high_mt_yr) == (pytest.approx(2.4), 2.5)
    assert "paper-2025-01-01-03" in one.claim_ids


def test_a_volume_of_a_later_year_does_not_count(atlas: geo.Atlas) -> None:
    assert observed_demand(atlas, year=2023) == []


def test_demand_is_read_from_a_table(atlas: geo.Atlas, tmp_path: Path) -> None:
    file = tmp_path / "demand.csv"
    file.write_text(HEADER + "ore,alpha,charlie,ore,3.5,a guess\nnone,alpha,echo,,0,\n", encoding="utf-8")
    demand = read_demand(file, atlas.network)
    assert [(one.commodity_id, one.what, one.mt_yr) for one in demand] == [("ore", "ore", 3.5), ("none", "freight", 0)]
    assert demand[0].times(2).mt_yr == 7


def test_all_faults_of_a_table_are_told(atlas: geo.Atlas, tmp_path: Path) -> None:
    file = tmp_path / "demand.csv"
    rows = "a,alpha,zulu,,1,", "b,alpha,echo,,much,", "c,alpha,alpha,,1,", "d,alpha,echo,,1,", "d,alpha,echo,,2,"
    file.write_text(HEADER + "\n".join((*rows, "e,alpha,echo,,1e308,")), encoding="utf-8")
    with pytest.raises(RecordError, match="breaks 5 rules") as caught:
        read_demand(file, atlas.network)
    assert [(fault.line, fault.rule) for fault in caught.value.faults] == [
        (2, "demand-place"), (3, "demand-amount"), (4, "demand-amount"), (6, "demand-twice"), (7, "demand-amount"),
    ]  # fmt: skip


def test_the_ends_of_a_chain_are_found_and_a_fork_has_none(atlas: geo.Atlas) -> None:
    assert chain_ends(atlas.network, ["alpha-bravo", "bravo-charlie"]) == ("alpha", "charlie")
    assert chain_ends(atlas.network, ["bravo-charlie", "charlie-delta", "charlie-echo-road"]) is None


def test_the_two_tables_say_what_passes_and_what_cannot(atlas: geo.Atlas, tmp_path: Path) -> None:
    file = tmp_path / "demand.csv"
    file.write_text(HEADER + "ore,alpha,charlie,ore,10,\noil,alpha,delta,oil,1,\n", encoding="utf-8")
    links = {"bravo-charlie": LinkCapacity("bravo-charlie", 4, 6, 12, subject="bravo-charlie")}
    study = study_flows(atlas, Capacities(links, {}), read_demand(file, atlas.network))
    assert [
        (row["commodity_id"], row["passes_mt"], row["passes_mt_low"], row["passes_mt_high"]) for row in study.passing()
    ] == [("ore", 6, 4, 10)]
    assert [(row["commodity_id"], row["left_mt"], row["left_mt_high"], row["binds"]) for row in study.blocked()] == [
        ("ore", 4, 6, ["bravo-charlie"]),
        ("oil", 1, 1, ["no route"]),
    ]
    fullest = study.loads()[0]
    assert (fullest["id"], fullest["load_mt"], fullest["utilisation"]) == ("bravo-charlie", 6, 1)
    assert [(one.subject, one.served_mt, one.is_confirmed) for one in study.worth] == [
        ("bravo-charlie", pytest.approx(1), True)
    ]


def test_a_place_is_one_row_whatever_side_goods_come_from() -> None:
    atlas = geo.read_atlas()
    rows = study_flows(atlas, known_capacities(atlas), observed_demand(atlas)).loads()
    (dostyk,) = (row for row in rows if row["id"] == "dostyk")
    assert dostyk["load_mt"] == pytest.approx(4.119 + 5)  # the Middle Corridor's and Russia's with China
    assert dostyk["utilisation"] == pytest.approx(dostyk["load_mt"] / dostyk["capacity_mt"], abs=1e-6)
    assert (dostyk["from"], dostyk["to"]) == ("dostyk", "dostyk")


def test_12_pairs_on_a_single_track_carry_11_169_mt_both_ways_together_and_at_most_that_each_way(
    atlas: geo.Atlas, tmp_path: Path
) -> None:
    file = tmp_path / "demand.csv"
    file.write_text(HEADER + "there,bravo,charlie,ore,99,\nback,charlie,bravo,oil,99,\n", encoding="utf-8")
    demand = read_demand(file, atlas.network)
    study = study_flows(atlas, known_capacities(atlas), demand)
    assert study.central.served.sum() == pytest.approx(11.169)
    assert study.results["low"].served.sum() == pytest.approx(8.2125)  # both directions share it
    assert study.results["high"].served.sum() == pytest.approx(2 * 14.5635)
    apart = Assumption("single-track-both-ways", 2, 2, 2, "", "made up")
    known = known_capacities(atlas)
    study = study_flows(atlas, Capacities(known.links, known.nodes, apart), demand)
    assert study.central.served.tolist() == pytest.approx([11.169, 11.169])
    one_way = study_flows(atlas, known, demand[:1])
    assert one_way.central.served.sum() == pytest.approx(11.169)  # a train path is not turned round


def test_what_was_observed_on_the_shipped_atlas_is_solved_at_once_and_exactly() -> None:
    atlas = geo.read_atlas()
    study = study_flows(atlas, known_capacities(atlas), [one.times(3) for one in observed_demand(atlas)])
    result = study.central
    assert result.cost_musd == pytest.approx(result.dual_musd, rel=1e-9)
    assert 0 < result.served.sum() < sum(one.mt_yr for one in result.demand)
    assert all(one.saved_musd <= one.marginal_musd * (1 + 1e-9) for one in study.worth)
