"""The ledger of announced aims."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from geo.evidence.settle import settle
from geo.evidence.targets import Target, targets

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.atlas import Atlas
    from geo.evidence.claims import Claim
    from tests.conftest import MakeClaim, MakeSource

    Ledger = Callable[..., dict[str, Target]]


@pytest.fixture
def ledger(make_source: MakeSource) -> Ledger:
    """List the aims among claims whose sources are of the dates given, by claim."""

    def listed(*claims: Claim, **dates: str | None) -> dict[str, Target]:
        sources = {name: make_source(name, dates.get(name, "2025")) for name in {claim.source_id for claim in claims}}
        facts = settle(claims, sources, []).values()
        return {target.claim.claim_id: target for target in targets(claims, sources, facts)}

    return listed


def aim(make_claim: MakeClaim, claim_id: str, value: str, period: str, **fields: Any) -> Claim:
    return make_claim(claim_id, value, period=period, statistic="target", **fields)


def test_doubling_in_ten_years_needs_seven_percent_a_year(make_claim: MakeClaim, ledger: Ledger) -> None:
    base = make_claim("a-1", "5", period="2020")
    target = ledger(base, aim(make_claim, "a-2", "10", "2030", base="a-1"))["a-2"]
    assert (target.base_claim, target.base_year, target.is_base_assumed) == (base, 2020, False)
    assert target.growth_percent == pytest.approx(7.177, abs=0.001)


def test_the_latest_whole_year_before_the_deadline_is_the_base_assumed(make_claim: MakeClaim, ledger: Ledger) -> None:
    claims = [make_claim(f"a-{year}", "5", period=str(year)) for year in (2019, 2021, 2031)]
    half = make_claim("a-9", "1", period="2022-S1")
    target = ledger(*claims, half, aim(make_claim, "a-2", "10", "2030"))["a-2"]
    assert (target.base_year, target.is_base_assumed) == (2021, True)


def test_a_half_years_figure_is_no_base_of_a_years_aim(make_claim: MakeClaim, ledger: Ledger) -> None:
    half = make_claim("a-1", "926", unit="kt", period="2025-S1")
    target = ledger(half, aim(make_claim, "a-2", "5", "2030", base="a-1"))["a-2"]
    assert target.base_claim == half
    assert target.growth_percent is None


def test_a_doubling_has_no_tonnes_and_counts_from_its_announcement(make_claim: MakeClaim, ledger: Ledger) -> None:
    observed = make_claim("a-1", "5", period="2024")
    target = ledger(observed, aim(make_claim, "a-2", "2", "2027", unit="ratio"), a="2025-10-09")["a-2"]
    assert (target.base_claim, target.base_year, target.is_base_assumed) == (None, 2025, True)
    assert target.growth_percent == pytest.approx(41.42, abs=0.01)


def test_a_growth_in_percent_is_a_relation_too(make_claim: MakeClaim, ledger: Ledger) -> None:
    before = make_claim("a-1", "4", metric="growth", unit="percent", period="2023")
    after = aim(make_claim, "a-2", "50", "2028", metric="growth", unit="percent")
    target = ledger(before, after, a="2024")["a-2"]
    assert target.base_claim is None
    assert target.growth_percent == pytest.approx(10.67, abs=0.01)


def test_an_aim_without_a_base_or_a_deadline_needs_nothing_known(make_claim: MakeClaim, ledger: Ledger) -> None:
    target = ledger(aim(make_claim, "a-2", "10", "2030"))["a-2"]
    assert (target.base_claim, target.base_year, target.is_base_assumed, target.growth_percent) == (
        None,
        None,
        False,
        None,
    )
    target = ledger(make_claim("a-1", "5"), aim(make_claim, "a-2", "10", ""))["a-2"]
    assert (target.deadline, target.growth_percent, target.has_slipped) == (None, None, False)


def test_trains_are_no_base_of_tonnes(make_claim: MakeClaim, ledger: Ledger) -> None:
    trains = make_claim("a-1", "5", unit="trains", period="2024")
    assert ledger(trains, aim(make_claim, "a-2", "10", "2030"))["a-2"].base_claim is None
    assert ledger(trains, aim(make_claim, "a-2", "10", "2030", base="a-1"))["a-2"].growth_percent is None


def test_the_same_aim_for_a_later_year_has_slipped(make_claim: MakeClaim, ledger: Ledger) -> None:
    claims = [
        aim(make_claim, "a-1", "10", "2025", source_id="a"),
        aim(make_claim, "b-1", "10", "2027", source_id="b"),
        aim(make_claim, "c-1", "10000", "2030", source_id="c", unit="kt"),
        aim(make_claim, "d-1", "15", "2040", source_id="d"),
    ]
    found = ledger(*claims, a="2023-04", b="2023-11-21", c="2025", d="2026")
    assert {name: target.earlier_deadlines for name, target in found.items()} == {
        "a-1": (), "b-1": (2025,), "c-1": (2025, 2027), "d-1": (),
    }  # fmt: skip


def test_an_aim_brought_forward_later_has_not_slipped(make_claim: MakeClaim, ledger: Ledger) -> None:
    claims = [aim(make_claim, "a-1", "10", "2030", source_id="a"), aim(make_claim, "b-1", "10", "2027", source_id="b")]
    found = ledger(*claims, a="2023", b="2024-02")
    assert not any(target.has_slipped for target in found.values())


def test_a_length_or_a_price_of_a_plan_is_no_aim(make_claim: MakeClaim, ledger: Ledger) -> None:
    plans = [
        make_claim("a-1", "272", metric="length", unit="km", period="", statistic="plan"),
        make_claim("a-2", "4.6", metric="investment", unit="bnUSD", period="", statistic="plan"),
    ]
    assert ledger(*plans) == {}


def test_the_napkins_ledger(napkin: Atlas) -> None:
    rows = [(t.claim.claim_id, t.deadline, t.earlier_deadlines) for t in napkin.evidence.targets]
    assert rows == [
        ("paper-2025-01-01-02", 2030, ()),
        ("gazette-2024-03", 2027, ()),
        ("gazette-2024-04", 2030, (2027,)),
    ]
