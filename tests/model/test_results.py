"""What scenarios make of every link, as records."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from atlases import NAPKIN
from scenario_files import atlas_with, change, scenario

from geo.atlas import read_atlas
from geo.model.results import scenario_results

if TYPE_CHECKING:
    from pathlib import Path

PAIRS_12 = 365 * 12 * 3000 * 0.85e-6
OPEN = change("select = {link = 'charlie-delta'}; attribute = 'status'; value = 'operating'")
MUCH = change("select = {commodity = 'napkin'}; attribute = 'demand'; value = 20; unit = 'Mt/yr'")


def test_an_atlas_without_scenarios_has_no_results() -> None:
    assert scenario_results(read_atlas(NAPKIN)) == []


def test_what_passes_stands_on_each_link_in_its_direction_and_what_is_full_is_marked(tmp_path: Path) -> None:
    (result,) = scenario_results(atlas_with(tmp_path, much=scenario("much", OPEN, MUCH)))
    first = result.links["alpha-bravo"]
    assert (first.forward_mt, first.backward_mt) == pytest.approx((PAIRS_12, 0))
    assert first.is_full
    assert first.central == pytest.approx(PAIRS_12)
    assert [row["left_mt"] for row in result.commodities] == pytest.approx([20 - PAIRS_12])


def test_results_agree_with_themselves_on_the_shipped_atlas() -> None:
    shipped = read_atlas()
    for result in scenario_results(shipped, ["2024-base", "2030-all-targets"]):
        assert set(result.links) == set(shipped.network.links)
        assert sum(row["passes_mt"] for row in result.commodities) == pytest.approx(result.totals["passes_mt"])
        for use in (*result.links.values(), *result.nodes.values()):
            if use.utilisation is not None:
                assert use.central is not None
                assert use.utilisation <= 1 + 1e-6
