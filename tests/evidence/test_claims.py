"""Claims, decisions and sources as records."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

from geo.evidence.claims import claim_row
from geo.evidence.decisions import Decision, expected_text, expired

if TYPE_CHECKING:
    from geo.atlas import Atlas
    from tests.conftest import MakeClaim, MakeSource


def test_a_claim_compares_in_the_base_unit_of_its_dimension(make_claim: MakeClaim) -> None:
    claim = make_claim(value="926", unit="kt")
    assert claim.base_interval.low == Decimal("0.9255")
    assert claim.base_interval.high == Decimal("0.9265")
    assert claim.series == ("line", "volume", "", "observed", "mass")


def test_a_volume_and_a_yearly_capacity_are_different_series(make_claim: MakeClaim) -> None:
    volume, capacity = make_claim(), make_claim(metric="capacity", unit="Mt/yr", statistic="capacity")
    assert volume.series != capacity.series


def test_a_claim_is_never_changed(make_claim: MakeClaim) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        make_claim().value = Decimal(1)


def test_a_flat_claim_has_its_interval_and_no_ceiling_where_there_is_none(make_claim: MakeClaim) -> None:
    row = claim_row(make_claim(value="30", qualifier="at_least"), is_verified=False)
    assert (row["low"], row["high"], row["is_open_above"], row["verified"]) == (30.0, None, True, False)
    row = claim_row(make_claim(value="5", value_high="8", qualifier="range"), is_verified=True)
    assert (row["low"], row["high"], row["value_high"], row["is_open_above"]) == (5.0, 8.0, 8.0, False)
    assert claim_row(make_claim(value="30", qualifier="over"), is_verified=True)["is_open_above"]


@pytest.mark.parametrize(
    "fields",
    [
        {"qualifier": "range"},
        {"value_high": "12"},
        {"value": "12", "value_high": "8", "qualifier": "range"},
        {"start": 5},
        {"start": 5, "end": 5},
        {"qualifier": "up_to"},
        {"qualifier": "up_to", "statistic": "capacity", "value": "0"},
        {"disputes": ("a-1",)},
        {"base": "a-1"},
        {"unit": "furlongs"},
        {"metric": "Volume"},
    ],
)
def test_a_claim_that_contradicts_itself_is_refused(fields: dict[str, Any], make_claim: MakeClaim) -> None:
    with pytest.raises(ValidationError):
        make_claim(**fields)


def test_a_figure_is_written_with_its_zeros_and_without_exponents(make_claim: MakeClaim) -> None:
    assert expected_text(make_claim(value="6.0", unit="Mt/yr")) == "6.0 Mt/yr"
    assert expected_text(make_claim(value="0.0000001")) == "0.0000001 Mt"
    assert expected_text(make_claim(value="5.8", value_high="6.0", qualifier="range")) == "5.8..6.0 Mt"


def test_a_decision_expires_when_a_figure_changes_or_goes(make_claim: MakeClaim) -> None:
    decision = Decision(decision_id="d", winner="a-1", expects={"a-1": "10 Mt", "a-2": "12 Mt"}, reason="Newer.")
    claims = {"a-1": make_claim("a-1", "10"), "a-2": make_claim("a-2", "12")}
    assert expired(decision, claims) == {}
    assert expired(decision, {**claims, "a-2": make_claim("a-2", "12.0")}) == {
        "a-2": "d expects a-2 to say '12 Mt'; it says '12.0 Mt'."
    }
    assert "does not exist" in expired(decision, {"a-1": claims["a-1"]})["a-2"]


def test_a_decision_weighs_at_least_two_claims_and_its_winner_is_one() -> None:
    with pytest.raises(ValidationError, match="at least two"):
        Decision(decision_id="d", winner="a-1", expects={"a-1": "10 Mt"}, reason="Newer.")
    with pytest.raises(ValidationError, match="winner"):
        Decision(decision_id="d", winner="a-3", expects={"a-1": "10 Mt", "a-2": "12 Mt"}, reason="Newer.")


def test_a_sources_date_is_as_precise_as_it_is_known(make_source: MakeSource) -> None:
    assert make_source(date="2025-01-02").date_text == "2025-01-02"
    assert make_source(date="2025-01").date_text == "2025-01"
    assert make_source(date=None).date_text == ""
    assert not make_source().is_document


def test_every_record_of_the_evidence_has_a_place(napkin: Atlas) -> None:
    evidence = napkin.evidence
    assert evidence.place("Claim", "gazette-2024-02") == ("seeds/claims/gazette-2024.csv", 3)
    assert evidence.place("Source", "paper-2025-01-01") == ("seeds/sources/paper-2025-01-01.toml", 1)
    assert evidence.place("Decision", "napkin-volume-2024") == ("seeds/decisions.toml", 1)
    assert evidence.place("Claim", "gone") == ("", 0)
