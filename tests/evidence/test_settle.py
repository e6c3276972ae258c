"""Claims settle into facts; what contradicts stays beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from geo.evidence.decisions import Decision
from geo.evidence.settle import conflicts, fact_key, settle

if TYPE_CHECKING:
    from random import Random

    from geo.atlas import Atlas
    from geo.evidence.claims import Claim
    from geo.evidence.settle import Fact, FactKey
    from tests.conftest import MakeClaim, MakeSource

SHA = "0" * 64


def decision(winner: str, *others: str, name: str = "d") -> Decision:
    return Decision(decision_id=name, winner=winner, expects=dict.fromkeys((winner, *others), "1 Mt"), reason="So.")


def only(facts: dict[FactKey, Fact]) -> Fact:
    (fact,) = facts.values()
    return fact


def test_claims_that_agree_are_one_fact_without_dispute(make_claim: MakeClaim, make_source: MakeSource) -> None:
    claims = [make_claim("a-1", "2.5", qualifier="nearly"), make_claim("a-2", "2.4")]
    fact = only(settle(claims, {"a": make_source()}, []))
    assert {claim.claim_id for claim in fact.claims} == {"a-1", "a-2"}
    assert not fact.is_disputed
    assert conflicts(claims, []) == []


def test_claims_that_contradict_stay_side_by_side(make_claim: MakeClaim, make_source: MakeSource) -> None:
    claims = [make_claim("a-1", "2.5"), make_claim("a-2", "3.1"), make_claim("a-3", "2.5", qualifier="about")]
    fact = only(settle(claims, {"a": make_source()}, []))
    assert [claim.claim_id for claim in fact.rivals] == ["a-1", "a-2", "a-3"]
    (conflict,) = conflicts(claims, [])
    assert (conflict.kind, conflict.decision_id) == ("figures", None)


def test_different_matters_never_contradict_each_other(make_claim: MakeClaim) -> None:
    claims = [
        make_claim("a-1", "10"),
        make_claim("a-2", "20", period="2025"),
        make_claim("a-3", "30", scope="transit"),
        make_claim("a-4", "40", statistic="forecast"),
        make_claim("a-5", "50", metric="capacity"),
        make_claim("a-6", "60", subject="other"),
        make_claim("a-7", "70", unit="kTEU"),
        make_claim("a-8", "5", period="2024-S1"),
    ]
    assert conflicts(claims, []) == []
    assert len({fact_key(claim) for claim in claims}) == len(claims)


def test_the_same_figure_in_another_unit_agrees(make_claim: MakeClaim) -> None:
    assert conflicts([make_claim("a-1", "926", unit="kt"), make_claim("a-2", "0.926")], []) == []


def test_a_document_goes_before_a_newer_publication(make_claim: MakeClaim, make_source: MakeSource) -> None:
    claims = [make_claim("a-1", "1", source_id="a"), make_claim("b-1", "9", source_id="b")]
    sources = {
        "a": make_source("a", "2020", tier="document", file_name="a.txt", sha256=SHA),
        "b": make_source("b", "2025"),
    }
    assert only(settle(claims, sources, [])).winner.claim_id == "a-1"


def test_the_newer_source_goes_first_and_a_bare_year_counts_as_its_beginning(
    make_claim: MakeClaim, make_source: MakeSource
) -> None:
    claims = [make_claim(f"{name}-1", "1", source_id=name) for name in "abcd"]
    dates = {"a": "2024", "b": "2024-05", "c": None, "d": "2023-12"}
    sources = {name: make_source(name, date) for name, date in dates.items()}
    assert [claim.source_id for claim in only(settle(claims, sources, [])).claims] == ["b", "a", "d", "c"]


def test_a_decision_goes_before_rank_and_date(make_claim: MakeClaim, make_source: MakeSource) -> None:
    claims = [make_claim("a-1", "1"), make_claim("b-1", "9", source_id="b")]
    sources = {"a": make_source("a", "2020"), "b": make_source("b", "2025")}
    fact = only(settle(claims, sources, [decision("a-1", "b-1")]))
    assert (fact.winner.claim_id, fact.decision_id, fact.is_disputed) == ("a-1", "d", True)


def test_a_decision_settles_a_conflict_only_if_it_weighed_all_of_it(make_claim: MakeClaim) -> None:
    claims = [make_claim("a-1", "1"), make_claim("a-2", "5"), make_claim("a-3", "9")]
    assert conflicts(claims, [decision("a-1", "a-2")])[0].decision_id is None
    assert conflicts(claims, [decision("a-1", "a-2"), decision("a-1", "a-2", "a-3", name="e")])[0].decision_id == "e"


def test_a_claim_weighed_in_two_decisions_is_settled_by_both(make_claim: MakeClaim) -> None:
    claims = [
        make_claim("a-1", "1"),
        make_claim("a-2", "5"),
        make_claim("a-3", "1", subject="other", disputes=("a-1",)),
    ]
    found = conflicts(claims, [decision("a-1", "a-2", name="figures"), decision("a-1", "a-3", name="words")])
    assert {conflict.kind: conflict.decision_id for conflict in found} == {"figures": "figures", "words": "words"}


def test_a_contradiction_in_words_marks_the_facts_on_both_sides(make_claim: MakeClaim, make_source: MakeSource) -> None:
    claims = [make_claim("a-1", "63"), make_claim("a-2", "10", subject="other", disputes=("a-1",))]
    facts = settle(claims, {"a": make_source()}, [])
    assert {f.winner.claim_id: [r.claim_id for r in f.rivals] for f in facts.values()} == {
        "a-1": ["a-2"],
        "a-2": ["a-1"],
    }


def test_a_contradiction_told_from_both_sides_is_one(make_claim: MakeClaim) -> None:
    claims = [make_claim("a-1", "1", disputes=("a-2",)), make_claim("a-2", "1", disputes=("a-1",))]
    assert len(conflicts(claims, [])) == 1
    claims = [make_claim("a-1", "1", disputes=("a-2",)), make_claim("a-2", "9")]
    assert [conflict.kind for conflict in conflicts(claims, [])] == ["figures"]


def test_the_napkins_conflict_is_settled_by_its_decision(napkin: Atlas) -> None:
    (conflict,) = napkin.evidence.conflicts
    assert [claim.claim_id for claim in conflict.claims] == ["gazette-2024-01", "paper-2025-01-01-03"]
    assert conflict.decision_id == "napkin-volume-2024"
    fact = napkin.evidence.facts["napkin", "volume", "", "observed", "mass", "2024"]
    assert fact.winner.claim_id == "paper-2025-01-01-03"
    assert napkin.evidence.disputed_claim_ids == {"gazette-2024-01", "paper-2025-01-01-03"}


FIGURE = st.tuples(
    st.integers(1, 12), st.sampled_from(["exact", "about", "nearly", "over", "at_least"]),
    st.sampled_from(["a", "b", "c"]), st.sampled_from(["2023", "2024"]),
)  # fmt: skip
FIGURES = st.lists(FIGURE, min_size=1, max_size=7)


def made(figures: list[tuple[int, str, str, str]], make_claim: MakeClaim) -> list[Claim]:
    return [
        make_claim(f"{source}-{index}", str(value), qualifier=qualifier, source_id=source, period=period)
        for index, (value, qualifier, source, period) in enumerate(figures)
    ]


@given(FIGURES, st.randoms(use_true_random=False))
def test_the_order_of_claims_does_not_matter(
    make_claim: MakeClaim, make_source: MakeSource, figures: list[tuple[int, str, str, str]], shuffle: Random
) -> None:
    claims = made(figures, make_claim)
    sources = {"a": make_source("a", "2025"), "b": make_source("b", "2025"), "c": make_source("c", None)}
    other = list(claims)
    shuffle.shuffle(other)
    assert settle(claims, sources, []) == settle(other, sources, [])
    assert {c.claims for c in conflicts(claims, [])} == {c.claims for c in conflicts(other, [])}


@given(FIGURES)
def test_every_claim_is_in_one_fact_whose_winner_is_one_of_its_group(
    make_claim: MakeClaim, make_source: MakeSource, figures: list[tuple[int, str, str, str]]
) -> None:
    claims = made(figures, make_claim)
    facts = settle(claims, {name: make_source(name) for name in "abc"}, [])
    assert sorted(c.claim_id for f in facts.values() for c in f.claims) == sorted(c.claim_id for c in claims)
    for key, fact in facts.items():
        assert fact.winner is fact.claims[0]
        assert all(fact_key(claim) == key for claim in fact.claims)


@given(FIGURES)
def test_a_rival_has_a_rival(
    make_claim: MakeClaim, make_source: MakeSource, figures: list[tuple[int, str, str, str]]
) -> None:
    facts = settle(made(figures, make_claim), {name: make_source(name) for name in "abc"}, [])
    for fact in facts.values():
        for rival in fact.rivals:
            assert any(not rival.base_interval.overlaps(other.base_interval) for other in fact.rivals)
        assert len(fact.rivals) != 1
