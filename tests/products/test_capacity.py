"""What the capacity table says of each subject."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

import geo
from geo.errors import UnknownIdError
from geo.products.capacity import CapacityRow, capacity_rows, row_sources
from geo.products.phrases import figure_text, interval_text, number_text, period_text, unit_text
from geo.products.tables import figure_sentence

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def rows(napkin: geo.Atlas) -> dict[str, CapacityRow]:
    return {row.subject: row for row in capacity_rows(napkin)}


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_every_subject_stands_once_and_entries_stand_last(napkin: geo.Atlas) -> None:
    found = [(row.subject, row.level) for row in capacity_rows(napkin)]
    assert found == [
        ("napkin", "corridor"), ("alpha-charlie", "section"), ("bravo-charlie", "link"), ("echo", "node"),
        ("some-programme", "entry"),
    ]  # fmt: skip


def test_only_the_chosen_are_shown(napkin: geo.Atlas) -> None:
    assert [row.subject for row in capacity_rows(napkin, ["some-programme"])] == ["some-programme"]


def test_an_unknown_id_is_refused(napkin: geo.Atlas) -> None:
    with pytest.raises(UnknownIdError, match="no corridor 'nowhere'"):
        capacity_rows(napkin, ["nowhere"])


def test_the_length_of_a_corridor_is_that_of_its_main_route(rows: dict[str, CapacityRow]) -> None:
    assert rows["napkin"].length_km == pytest.approx(3 * 111.32, abs=0.1)


def test_a_link_shows_its_measured_and_its_reported_length(rows: dict[str, CapacityRow]) -> None:
    link = rows["bravo-charlie"]
    assert link.length_km == pytest.approx(111.3)
    assert link.length_reported_km == 120


def test_the_whole_year_comes_first_and_the_half_year_stays_a_half_year(rows: dict[str, CapacityRow]) -> None:
    year, half = (plain(figure_sentence(figure, "en")) for figure in rows["napkin"].volume)
    assert year == "nearly 2.5 Mt (2024)"
    assert half == "926 thousand t (first half of 2024)"


def test_observed_capacity_and_target_are_never_one_column(rows: dict[str, CapacityRow]) -> None:
    for row in rows.values():
        assert {figure.claim.statistic for figure in row.volume} <= {"observed"}
        assert {figure.claim.statistic for figure in row.capacity} <= {"capacity"}
        assert {figure.claim.statistic for figure in row.target} <= {"target", "plan", "forecast", "proposal"}


def test_the_next_deadline_comes_first_and_says_when_it_slipped(rows: dict[str, CapacityRow]) -> None:
    first, second = (plain(figure_sentence(figure, "en")) for figure in rows["napkin"].target)
    assert first == "10 Mt a year by 2027"
    assert second == "10 Mt a year by 2030; announced before for 2027"


def test_a_ratio_without_base_is_no_tonnage(rows: dict[str, CapacityRow]) -> None:
    (target,) = rows["alpha-charlie"].target
    assert figure_sentence(target, "en") == "×2 by 2030, base not reported"
    assert target.claim.unit == "ratio"


def test_a_disputed_figure_names_its_rival_and_not_as_its_source(rows: dict[str, CapacityRow]) -> None:
    volume = rows["napkin"].volume[0]
    assert [source.source_id for source in volume.sources] == ["paper-2025-01-01"]
    assert [(claim.claim_id, source.source_id) for claim, source in volume.rivals] == [
        ("gazette-2024-01", "gazette-2024")
    ]
    assert rows["napkin"].is_disputed
    assert not rows["alpha-charlie"].is_disputed


def test_no_source_stands_beside_a_figure_that_it_does_not_print() -> None:
    atlas = geo.read_atlas()
    for row in capacity_rows(atlas):
        for figure in row.figures:
            won = figure.claim
            own = [atlas.evidence.claims[name] for name in figure.claim_ids]
            printed = {(claim.value, claim.value_high, claim.unit, claim.qualifier) for claim in own}
            assert printed == {(won.value, won.value_high, won.unit, won.qualifier)}
            assert {claim.source_id for claim in own} == {source.source_id for source in figure.sources}


def test_every_claim_on_a_matter_stands_somewhere_beside_its_figure() -> None:
    for row in capacity_rows(geo.read_atlas()):
        for figure in row.figures:
            rivals = [claim.claim_id for claim, _ in figure.rivals]
            said = [*figure.claim_ids, *figure.also_claim_ids, *rivals]
            assert len(said) == len(set(said))
            assert set(figure.all_claim_ids) <= set(said)


def test_claims_that_differ_in_words_are_rivals_even_where_their_intervals_meet(napkin_copy: Path) -> None:
    path = napkin_copy / "seeds/claims/gazette-2024.csv"
    added = "gazette-2024-07,napkin,volume,,2.45,,Mt,exact,2024,,observed,,,paper-2025-01-01-03,\n"
    path.write_text(path.read_text("utf-8") + added, "utf-8")
    volume = capacity_rows(geo.read_atlas(napkin_copy))[0].volume[0]
    assert "gazette-2024-07" in [claim.claim_id for claim, _ in volume.rivals]
    assert volume.also == ()


def test_what_a_decision_chose_stands_before_what_it_was_weighed_against(napkin_copy: Path) -> None:
    decided = (
        '[[decision]]\ndecision_id = "half"\nwinner = "paper-2025-01-01-04"\n'
        'expects = { "paper-2025-01-01-03" = "2.5 Mt", "paper-2025-01-01-04" = "926 kt" }\nreason = "Made up."\n'
    )
    (napkin_copy / "seeds/decisions.toml").write_text(decided, "utf-8")
    first, second = capacity_rows(geo.read_atlas(napkin_copy))[0].volume
    assert [first.claim.claim_id, second.claim.claim_id] == ["paper-2025-01-01-04", "paper-2025-01-01-03"]


def test_every_decision_of_the_shipped_atlas_is_printed_first() -> None:
    atlas = geo.read_atlas()
    figures = [figure for row in capacity_rows(atlas) for figure in row.figures]
    places = {name: (n, k) for n, figure in enumerate(figures) for k, name in enumerate(figure.all_claim_ids)}
    for decision in atlas.evidence.decisions.values():
        assert places[decision.winner][1] == 0
        assert places[decision.winner][0] == min(places[name][0] for name in decision.expects)


def test_what_is_unknown_is_empty(rows: dict[str, CapacityRow]) -> None:
    assert rows["bravo-charlie"].volume == rows["bravo-charlie"].capacity == rows["bravo-charlie"].target == ()


def test_an_entry_shows_its_claims_and_no_length(rows: dict[str, CapacityRow]) -> None:
    entry = rows["some-programme"]
    (figure,) = entry.other
    sentence = plain(figure_sentence(figure, "en", is_metric_said=True))
    assert sentence == "investment: about 4.6 billion US dollars, no deadline reported (plan)"
    assert entry.length_km is None
    assert entry.corridor_id == ""


def test_sources_are_numbered_in_the_order_of_first_use(rows: dict[str, CapacityRow]) -> None:
    numbered = row_sources(rows.values())
    assert {source_id: number for source_id, (number, _) in numbered.items()} == {
        "paper-2025-01-01": 1, "gazette-2024": 2,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("lang", "said"),
    [("en", "nearly 2.5 Mt"), ("ru", "почти 2,5 млн т"), ("kk", "2,5 млн т дерлік")],
)
def test_a_figure_is_said_as_its_source_put_it(rows: dict[str, CapacityRow], lang: str, said: str) -> None:
    assert plain(figure_text(rows["napkin"].volume[0].claim, lang)) == said


def test_a_range_is_its_own_interval(rows: dict[str, CapacityRow]) -> None:
    claim = rows["echo"].capacity[0].claim
    assert plain(figure_text(claim, "en")) == "5–8 Mt a year"
    assert interval_text(claim, "en") == ""


def test_an_interval_stands_beside_its_figure(rows: dict[str, CapacityRow]) -> None:
    assert interval_text(rows["napkin"].volume[0].claim, "ru") == "2,4–2,5"


@pytest.mark.parametrize(
    ("number", "unit"),
    [("1", "пара поездов в сутки"), ("22", "пары поездов в сутки"), ("12", "пар поездов в сутки"),
     ("60", "пар поездов в сутки"), ("1.5", "пары поездов в сутки")],
)  # fmt: skip
def test_russian_units_agree_with_their_number(number: str, unit: str) -> None:
    assert unit_text("train_pairs/day", Decimal(number), "ru") == unit


def test_thousands_are_set_apart_from_ten_thousand_on() -> None:
    assert number_text(Decimal(9999), "en") == "9999"
    assert number_text(Decimal(95000), "en") == "95,000"
    assert plain(number_text(Decimal("95000.5"), "kk")) == "95 000,5"


@pytest.mark.parametrize(
    ("period", "said"),
    [("2024", "2024"), ("2025-S1", "first half of 2025"), ("2025-Q3", "third quarter of 2025"),
     ("2006/2009", "2006–2009"), ("2025-01/2025-04", "2025-01 – 2025-04"), ("", "year not reported")],
)  # fmt: skip
def test_periods_are_said_in_words_where_they_are_no_dates(period: str, said: str) -> None:
    assert period_text(period, "en") == said


@pytest.mark.parametrize("lang", ["ru", "kk"])
def test_no_english_is_left_in_what_the_shipped_atlas_says_in_another_language(lang: str) -> None:
    for row in capacity_rows(geo.read_atlas()):
        for figure in row.figures:
            said = figure_sentence(figure, lang, is_metric_said=True)
            assert not re.search(r"[A-Za-z]{2,}", said), said


def test_the_shipped_atlas_says_what_its_documents_say() -> None:
    rows = {row.subject: row for row in capacity_rows(geo.read_atlas())}
    north_south, dostyk = rows["north-south-east"], rows["dostyk-moiynty"]
    assert plain(figure_sentence(north_south.volume[0], "en")) == "nearly 2.5 Mt (2024)"
    assert figure_sentence(north_south.target[0], "en") == "×2 by 2027, base not reported"
    assert plain(figure_sentence(dostyk.capacity[0], "en")) == "60 train pairs a day (2025)"
