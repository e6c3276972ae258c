"""The scenarios that ship with the atlas."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geo.atlas import read_atlas
from geo.model.comparison import run_scenario, run_scenarios
from geo.model.scenarios import find_scenario, lineage, read_scenarios

if TYPE_CHECKING:
    from geo.atlas import Atlas


@pytest.fixture(scope="module")
def shipped() -> Atlas:
    return read_atlas()


def test_the_shipped_scenarios_are_eight_and_each_change_cites_a_claim_or_says_it_is_assumed(shipped: Atlas) -> None:
    found = read_scenarios(shipped)
    assert list(found) == [
        "2024-base", "2025-dostyk-moiynty", "2027-north-south-doubling", "2028-caspian-containers-doubling",
        "2030-all-targets", "2030-four-lane", "caspian-low-water", "dostyk-closed",
    ]  # fmt: skip
    for one in found.values():
        assert one.name_ru
        assert one.name_kk
        assert lineage(one, found)[0].scenario_id == "2024-base"
        for step in one.change:
            assert step.name_ru, (one.scenario_id, step.name)
            assert step.name_kk, (one.scenario_id, step.name)
            assert (step.source in shipped.evidence.claims) != (step.is_assumed and bool(step.note))


def test_sixty_pairs_on_dostyk_moiynty_move_no_more_over_the_middle_corridor(shipped: Atlas) -> None:
    found = read_scenarios(shipped)
    base, track, targets = (
        run_scenario(found[name], shipped, scenarios=found)
        for name in ("2024-base", "2025-dostyk-moiynty", "2030-all-targets")
    )
    assert track.ceilings["dostyk-moiynty"].central == pytest.approx(5 * (base.ceilings["dostyk-moiynty"].central or 0))
    assert track.ceilings["middle-corridor"].central == base.ceilings["middle-corridor"].central
    assert targets.ceilings["middle-corridor"].subjects == ("caspian-crossing",)


def test_scenarios_run_together_give_what_each_gives_alone(shipped: Atlas) -> None:
    found = read_scenarios(shipped)
    together = {one.scenario_id: one for one in run_scenarios(found.values(), shipped, scenarios=found)}
    assert list(together) == list(found)
    for name in ("2024-base", "2030-four-lane", "dostyk-closed"):
        alone = run_scenario(found[name], shipped, scenarios=found)
        assert alone.ceilings == together[name].ceilings
        assert (alone.totals, alone.changes()) == (together[name].totals, together[name].changes())


def test_nothing_from_china_passes_a_closed_dostyk(shipped: Atlas) -> None:
    closed = run_scenario(find_scenario(shipped, "dostyk-closed"), shipped)
    left = {row["commodity_id"]: row["left_mt"] for row in closed.study.blocked()}
    assert {"middle-corridor", "russia-china"} <= set(left)
    assert not closed.ceilings["russia-china"].has_way
