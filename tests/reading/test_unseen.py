"""What articles by many hands taught: asides, closed brackets, pairs of countries, and figures held against others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from geo.evidence.claims import Claim
    from tests.reading.conftest import Read


def told(read: Read, text: str, lang: str = "ru") -> list[Claim]:
    return [candidate.claim for candidate in read(text, lang)]


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("The Port of Baku, an important link in the Middle Corridor, handled 6 million tons in 2025.", "en"),
        ("The Port of Baku, which is a part of the Middle Corridor, handled 6 million tons in 2025.", "en"),
        ("Порт Баку, являющийся звеном Среднего коридора, перевалил в 2025 году 6 млн тонн.", "ru"),
    ],
)
def test_what_is_told_in_passing_is_not_what_the_sentence_is_about(read: Read, text: str, lang: str) -> None:
    assert [claim.subject for claim in told(read, text, lang)] == ["alat-port"]


def test_words_before_brackets_still_speak_of_the_figure_after_them(read: Read) -> None:
    (claim,) = told(read, "Transit time from Altynkol (Kazakhstan) to Poti (Georgia) has been cut to 11 days.", "en")
    assert (claim.metric, str(claim.value)) == ("transit_time", "11")


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Железнодорожные перевозки между Казахстаном и Узбекистаном выросли на 15 %.", "kazakhstan-uzbekistan-rail"),
        ("Объем перевозок из Казахстана в Китай вырос на 15 %.", "kz-cn-rail-crossings"),
        ("Через железнодорожные погранпереходы между Россией и Казахстаном прошло 9 млн тонн грузов.",
         "russia-kazakhstan-rail-crossings"),
    ],
)  # fmt: skip
def test_railways_between_two_countries_are_named_by_them(read: Read, text: str, subject: str) -> None:
    assert [claim.subject for claim in told(read, text)] == [subject]


@pytest.mark.parametrize(
    "text",
    [
        "Поставки муки из Казахстана в Узбекистан выросли на 15 %, до 1,2 млн тонн.",
        "Через автомобильный переход между Россией и Казахстаном прошло 300 фур.",
        "Товарооборот между Россией и Казахстаном вырос на 15 %. Импорт увеличился на 5 %.",
    ],
)
def test_trade_and_roads_between_two_countries_are_no_railway(read: Read, text: str) -> None:
    assert not told(read, text)


@pytest.mark.parametrize(
    ("text", "lang", "period"),
    [
        ("Last year 3 million tons were carried along the Middle Corridor, up 40 % on 2024.", "en", "2025"),
        ("В 2025 году перевозки по Среднему коридору выросли на 40 % к 2024 году.", "ru", "2025"),
        ("Былтыр Орта дәліз бойынша тасымал 2024 жылдан 40 пайызға артты.", "kk", "2025"),
        ("Биыл Орта дәліз бойынша тасымал өткен жылға қарағанда 40 пайызға артты.", "kk", "2026"),
    ],
)
def test_the_year_that_a_growth_is_told_against_is_not_its_own(read: Read, text: str, lang: str, period: str) -> None:
    assert {claim.period for claim in told(read, text, lang)} == {period}


def test_a_number_without_a_unit_does_not_hide_what_is_compared_with(read: Read) -> None:
    text = "В 2025 году через станцию Достык проходило 75 поездов в сутки по сравнению с 60 в прошлом году."
    assert told(read, "За 2024 год по станции Достык прошло 5 млн тонн. " + text)[1].period == "2025"


def test_the_period_under_review_is_that_named_last(read: Read) -> None:
    text = (
        "Грузооборот порта Актау в январе – октябре 2025 года составил 4 млн тонн. Рост связан с маршрутом"
        " Баку – Тбилиси – Джейхан. В отчетный период в порту обработано 150 тыс. тонн зерна."
    )
    claims = told(read, text)
    assert [(str(claim.value), claim.period) for claim in claims] == [
        ("4", "2025-01/2025-10"), ("150", "2025-01/2025-10"),
    ]  # fmt: skip


def test_kazakh_thousands_are_proved_by_their_words(read: Read) -> None:
    (claim,) = told(read, "Транскаспий халықаралық көлік бағыты бойынша 5 мыңнан астам вагон өтті.", "kk")
    assert (str(claim.value), claim.unit, claim.qualifier) == ("5000", "wagons", "over")


def test_one_kazakh_verb_at_the_end_serves_both_growths(read: Read) -> None:
    text = "ҚТЖ желісінде былтыр экспорт тасымалы 43 пайызға, ал импорт тасымалы 58 пайызға көбейді."
    assert [(claim.metric, str(claim.value)) for claim in told(read, text, "kk")] == [
        ("growth", "43"),
        ("growth", "58"),
    ]


def test_a_company_in_quotes_is_no_common_railway(read: Read) -> None:
    (claim,) = told(read, "«Қазақстан темір жолы» компаниясы өткен жылы 10 млн тонна астық тасымалдады.", "kk")
    assert claim.subject == "ktz-network"


def test_crops_that_are_freight_are_carried(read: Read) -> None:
    text = "Перевозки по Среднему коридору в 2025 году выросли на 10 %, из них зерновых грузов на 25 %."
    assert [str(claim.value) for claim in told(read, text)] == ["10", "25"]


def test_a_sentence_of_cargo_leads_on_to_one_that_says_only_how_much(read: Read) -> None:
    text = (
        "ҚТЖ былтыр 80 млн тонна тасымалдады. Оның айтуынша, транзиттік жүк те артып отыр. — Биыл 27 млн тонна болды."
    )
    assert [str(claim.value) for claim in told(read, text, "kk")] == ["80", "27"]


def test_more_than_before_a_number_is_no_rise(read: Read) -> None:
    text = "More than 5 million tons, or 92 percent of the total cargo of the Port of Baku, were in transit in 2025."
    assert [claim.metric for claim in told(read, text, "en")] == ["volume", "share"]


def test_a_growth_is_grounded_by_tonnes_in_any_spelling(read: Read) -> None:
    claims = told(read, "Port of Poti – 7 million t, up 36 % over the previous year.", "en")
    assert [claim.metric for claim in claims] == ["volume", "growth"]


def test_stone_for_a_mole_is_no_cargo_of_the_port(read: Read) -> None:
    assert not told(read, "Для мола порта Курык доставлено 400 тыс. тонн камня и бетона.")


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("С новым причалом порт Курык сможет обрабатывать до 6 млн тонн грузов в год.", "ru"),
        ("Құрық портында жылына қуаты 1 млн тоннаны құрайтын астық терминалы ашылды.", "kk"),
    ],
)
def test_what_a_port_will_be_able_to_handle_is_capacity(read: Read, text: str, lang: str) -> None:
    assert [(claim.subject, claim.metric) for claim in told(read, text, lang)] == [("kuryk-port", "capacity")]
