"""What runs through an article: the port, the corridor, who says so, the same period, lists and parts in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geo.reading.grids import parts_of_text
from geo.reading.lexicon import read_lexicon

if TYPE_CHECKING:
    from geo.evidence.claims import Claim
    from tests.reading.conftest import Read


def claims(read: Read, text: str, lang: str = "ru") -> list[Claim]:
    return [candidate.claim for candidate in read(text, lang)]


def told(read: Read, text: str, lang: str = "ru") -> list[tuple[str, str, str]]:
    return [(str(claim.value), claim.unit, claim.subject) for claim in claims(read, text, lang)]


@pytest.mark.parametrize(
    ("text", "lang", "subject"),
    [
        ("The Port of Baku handled 7 million tons.", "en", "alat-port"),
        ("Baku International Sea Trade Port handled 7 million tons.", "en", "alat-port"),
        ("В Бакинском порту обработано 7 млн тонн.", "ru", "alat-port"),
        ("Актауский морской торговый порт перевалил 4 млн тонн.", "ru", "aktau-port"),
        ("Через станцию Дружба прошло 3 млн тонн грузов.", "ru", "dostyk"),
        ("Дружба станциясы арқылы 3 млн тонна жүк өтті.", "kk", "dostyk"),
    ],
)
def test_places_are_found_by_their_other_names(read: Read, text: str, lang: str, subject: str) -> None:
    assert [claim.subject for claim in claims(read, text, lang)] == [subject]


def test_a_town_is_not_its_port(read: Read) -> None:
    assert all(claim.subject != "alat-port" for claim in claims(read, "Baku received 7 million tons of freight.", "en"))


def test_the_port_is_the_last_port_named_and_the_corridor_the_corridor(read: Read) -> None:
    text = (
        "Freight on the Middle Corridor rose by 5 percent. Aktau port handled 4 million tonnes. "
        "The corridor carried 5 million tonnes. The port handled 48,000 TEU."
    )
    assert [claim.subject for claim in claims(read, text, "en")] == [
        "middle-corridor", "aktau-port", "middle-corridor", "aktau-port",
    ]  # fmt: skip


def test_who_says_so_is_not_what_it_is_said_of(read: Read) -> None:
    text = "По линии Достык – Мойынты прошло 40 поездов. По информации КТЖ, всего перевезено 5 млн тонн."
    assert [claim.subject for claim in claims(read, text)] == ["dostyk-moiynty", "dostyk-moiynty"]


def test_a_line_stays_the_subject_where_its_stops_are_listed(read: Read) -> None:
    text = "По линии Достык – Мойынты идут поезда.\n- Саяк – 4 июля;\n- Балхаш – 9 июля.\nПеревезено 5 млн тонн грузов."
    assert [claim.subject for claim in claims(read, text)] == ["dostyk-moiynty"]


def test_the_length_of_a_part_is_the_parts(read: Read) -> None:
    text = "Қазақстан – Түрікменстан – Иран теміржолының 137 шақырымы Қазақстанда, 700 шақырымы Түрікменстанда жатыр."
    assert told(read, text, "kk") == [("137", "km", "kti-kazakhstan"), ("700", "km", "kti-turkmenistan")]


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("The Middle Corridor carried 2.8, 4.5 and 5 Mt in 2023, 2024 and 2025 respectively.", "en"),
        ("По Среднему коридору в 2023, 2024 и 2025 годах перевезли 2,8, 4,5 и 5 млн тонн соответственно.", "ru"),
        ("Орта дәлізбен 2023, 2024 және 2025 жылдары тиісінше 2,8, 4,5 және 5 млн тонна тасымалданды.", "kk"),
    ],
)
def test_a_list_shares_its_unit_and_each_figure_has_its_year(read: Read, text: str, lang: str) -> None:
    found = [(str(claim.value), claim.unit, claim.period) for claim in claims(read, text, lang)]
    assert found == [("2.8", "Mt", "2023"), ("4.5", "Mt", "2024"), ("5", "Mt", "2025")]


@pytest.mark.parametrize(
    ("text", "lang", "value"),
    [
        ("Traffic on the Middle Corridor grew by a quarter.", "en", "25"),
        ("Перевозки по Среднему коридору снизились на треть.", "ru", "-33.3"),
        ("Орта дәлізбен тасымал төрттен бірге азайды.", "kk", "-25"),
    ],
)
def test_parts_in_words_are_percent(read: Read, text: str, lang: str, value: str) -> None:
    [claim] = claims(read, text, lang)
    assert (str(claim.value), claim.unit, claim.metric) == (value, "percent", "growth")


@pytest.mark.parametrize("text", ["A third berth opened at Aktau port.", "In the first half freight left Aktau port."])
def test_a_third_berth_and_the_first_half_are_no_parts(read: Read, text: str) -> None:
    assert read(text, "en") == []


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Aktau port handled half a million tonnes.", "en"),
        ("Ақтау порты жарты миллион тонна жүк өңдеді.", "kk"),
    ],
)
def test_half_a_million_is_read(read: Read, text: str, lang: str) -> None:
    assert told(read, text, lang) == [("0.5", "Mt", "aktau-port")]


def test_one_and_a_half_is_read_in_kazakh(read: Read) -> None:
    assert told(read, "Ақтау порты бір жарым миллион тонна жүк өңдеді.", "kk") == [("1.5", "Mt", "aktau-port")]


def test_what_a_change_started_from_has_its_unit_and_its_year(read: Read) -> None:
    text = "Aktau port handled 31,400 TEU in the first half of 2025, up from 24,100 TEU a year earlier."
    found = [(str(claim.value), claim.unit, claim.period) for claim in claims(read, text, "en")]
    assert found == [("31400", "TEU", "2025-S1"), ("24100", "TEU", "2024-S1")]


def test_freight_and_container_trains_are_both_trains(read: Read) -> None:
    text = "По линии Достык – Мойынты прошло 1 046 грузовых и 288 контейнерных поездов, в среднем 20 в сутки."
    found = [(str(claim.value), claim.unit) for claim in claims(read, text)]
    assert found == [("1046", "trains"), ("288", "trains"), ("20", "trains/day")]


def test_what_it_is_raised_to_is_the_capacity_just_spoken_of(read: Read) -> None:
    text = "Мощность порта Актау составляет 15 млн тонн в год. К 2030 году её намерены довести до 20 млн тонн."
    found = [(str(claim.value), claim.metric, claim.statistic) for claim in claims(read, text)]
    assert found == [("15", "capacity", "capacity"), ("20", "capacity", "target")]


@pytest.mark.parametrize("money", ["120 млрд тенге", "3,5 млрд рублей", "40 млн манатов", "12 млрд юаней"])
def test_money_is_no_freight(read: Read, money: str) -> None:
    assert read(f"В порт Актау вложат {money}.") == []


def test_grain_that_is_carried_is_freight_and_grain_that_is_cut_is_none(read: Read) -> None:
    assert told(read, "Через порт Актау перевезено 2 млн тонн пшеницы.") == [("2", "Mt", "aktau-port")]
    assert read("В районе Актау намолочено 2 млн тонн пшеницы.") == []


def test_lines_broken_at_a_width_are_one_sentence(read: Read) -> None:
    text = (
        "(AGENCY) ASTANA, September 8. The volume of freight that was carried\n"
        "along the Middle Corridor through Kazakhstan in the first half\n"
        "of 2025 increased by 8 percent and amounted to 2.1 million\n"
        "tons, the ministry reports.\n"
    )
    assert [(str(c.value), c.period) for c in claims(read, text, "en")] == [("8", "2025-S1"), ("2.1", "2025-S1")]


def test_headings_are_not_joined_to_what_follows() -> None:
    text = "Новости\n02.07.2025\nПорт Актау: итоги\nЧерез порт прошло 3 млн тонн.\n"
    parts = [text[part.start : part.end] for part in parts_of_text(text, read_lexicon("ru"))]
    assert parts == ["Новости", "Порт Актау: итоги", "Через порт прошло 3 млн тонн."]
