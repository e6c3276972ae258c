"""A corridor's frames, on the napkin, and what they say of themselves."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest

from geo.errors import ProductError, UnknownIdError
from geo.views.annotation import unit_of

if TYPE_CHECKING:
    from geo.atlas import Atlas
    from geo.views.corridor import CorridorView


@pytest.fixture(scope="module")
def view(napkin: Atlas) -> CorridorView:
    return napkin.corridor("napkin")


def test_links_stand_in_the_order_of_travel_and_nodes_with_them(view: CorridorView) -> None:
    assert list(view.links.index) == ["alpha-bravo", "bravo-charlie", "charlie-delta", "charlie-echo-road"]
    assert list(view.nodes.index) == ["alpha", "bravo", "bravo-halt", "charlie", "delta", "echo"]


def test_claims_are_those_of_the_corridor_and_its_parts(view: CorridorView, napkin: Atlas) -> None:
    assert set(napkin.claims.index) - set(view.claims.index) == {"gazette-2024-06"}  # the programme's cost
    assert view.claims["subject"].iloc[0] == "napkin"
    assert set(view.facts["subject"]) == {"napkin", "bravo-charlie", "echo", "alpha-charlie"}


def test_twelve_pairs_a_day_are_eleven_megatonnes(view: CorridorView) -> None:
    row = view.capacity().iloc[0]
    # 365 d × 12 pairs × t a train × share of freight
    assert row["capacity_mt_yr_low"] == pytest.approx(365 * 12 * 2500 * 0.75 / 1e6)
    assert row["capacity_mt_yr_central"] == pytest.approx(365 * 12 * 3000 * 0.85 / 1e6)
    assert row["capacity_mt_yr_high"] == pytest.approx(365 * 12 * 3500 * 0.95 / 1e6)
    assert (row["native_value"], row["native_unit"], row["claim_ids"]) == (12, "train_pairs/day", "paper-2025-01-01-01")
    assert row["binds"]
    assert not row["may_bind"]


def test_what_no_source_reports_is_missing_and_not_zero(view: CorridorView) -> None:
    planned = view.capacity().set_index("stretch").loc["Charlie – Delta"]
    assert math.isnan(planned["capacity_mt_yr_central"])
    assert planned["basis"] == "unknown"


def test_a_figure_of_2024_is_unknown_in_2023(view: CorridorView) -> None:
    assert view.capacity(year=2023)["capacity_mt_yr_central"].isna().all()
    assert view.capacity(year=2027)["capacity_mt_yr_central"].notna().any()


def test_the_profile_says_units_assumptions_and_findings(view: CorridorView) -> None:
    said = view.capacity().attrs
    assert said["units"]["capacity_mt_yr_low"] == "Mt a year"
    assert said["units"]["from_km"] == "km"
    assert any(line.startswith("net-t-a-train = 2500 – 3000 – 3500 t") for line in said["assumptions"])
    assert said["findings"]["main"][0].startswith("Binding: Alpha – Charlie, 12 train_pairs/day")


def test_the_table_prints_figures_as_reported_with_numbered_sources(view: CorridorView) -> None:
    table = view.table()
    assert table.index[0] == "napkin"
    assert table.loc["alpha-charlie", "Capacity"] == "12\u00a0train pairs a day (2024) [1]"
    assert (
        "sources disagree: about 3.1\u00a0Mt [2]" in table.loc["napkin", "Volume (observed)"]
    )  # the rival stays beside the winner
    assert table.loc["echo", "claim_ids"] == "gazette-2024-05"
    assert list(table.attrs["sources"]) == [1, 2]


def test_the_table_speaks_three_languages_and_refuses_a_fourth(view: CorridorView) -> None:
    heads = {view.table(lang).columns[0] for lang in ("en", "ru", "kk")}
    assert len(heads) == 3
    with pytest.raises(ProductError, match="languages are: en, ru, kk"):
        view.table("fr")


def test_maps_and_figures_show_themselves(view: CorridorView) -> None:
    assert "<iframe" in view._repr_html_()
    figures = [view.strip(size="column"), view.timeline(size="column"), view.map(size="column")]
    for figure in figures:
        content = figure._repr_png_()  # type: ignore[attr-defined]
        assert content.startswith(b"\x89PNG")
        assert content == figure._repr_png_()  # type: ignore[attr-defined]


def test_an_unknown_corridor_is_answered_with_those_that_exist(napkin: Atlas) -> None:
    with pytest.raises(UnknownIdError, match="The corridors are: napkin"):
        napkin.corridor("napkins")


def test_an_entry_is_no_corridor_and_the_error_says_where_its_claims_are(napkin: Atlas) -> None:
    with pytest.raises(UnknownIdError, match="named without an alignment"):
        napkin.corridor("some-programme")


@pytest.mark.parametrize(
    ("column", "unit"),
    [
        ("passes_mt_yr_low", "Mt a year"), ("length_km", "km"), ("time_h_high", "h"), ("cost_usd_per_t", "USD a tonne"),
        ("dual_musd_per_mt", "MUSD a year"), ("extra_mtkm", "10⁶ t-km a year"),
        ("is_disputed", ""), ("native_unit", ""),
    ],
)  # fmt: skip
def test_a_columns_name_says_its_unit(column: str, unit: str) -> None:
    assert unit_of(column) == unit
