"""What is read out of sentences: figures, how they are put, of when, of what kind, and about what."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.evidence.verify import prove

if TYPE_CHECKING:
    from geo.evidence.claims import Claim
    from tests.reading.conftest import Read

OTHER_THINGS = Path(__file__).parents[2] / "bench" / "articles" / "other_things.toml"


def only(read: Read, text: str, lang: str = "ru") -> Claim:
    (candidate,) = read(text, lang)
    return candidate.claim


def test_each_number_of_a_growth_is_a_candidate_of_its_own(read: Read) -> None:
    text = "Rail transit from Russia to Central Asia was up 12 % to over 34 million tonnes in 2025."
    growth, level = (candidate.claim for candidate in read(text, "en"))
    assert (growth.metric, str(growth.value), growth.unit, growth.qualifier) == ("growth", "12", "percent", "exact")
    assert (level.metric, str(level.value), level.unit, level.qualifier) == ("volume", "34", "Mt", "over")


def test_both_ends_of_a_change_are_read_and_neither_is_a_range(read: Read) -> None:
    text = "Пропускная способность линии Достык – Мойынты выросла с 14 до 52 пар поездов в сутки."
    before, after = (candidate.claim for candidate in read(text))
    assert [str(claim.value) for claim in (before, after)] == ["14", "52"]
    assert {claim.qualifier for claim in (before, after)} == {"exact"}
    assert {claim.subject for claim in (before, after)} == {"dostyk-moiynty"}


def test_a_fall_is_a_negative_growth(read: Read) -> None:
    assert str(only(read, "Перевозки по Среднему коридору снизились на 4 процента.").value) == "-4"


@pytest.mark.parametrize(
    ("words", "qualifier"),
    [
        ("около", "about"), ("почти", "nearly"), ("свыше", "over"), ("не менее", "at_least"), ("порядка", "about"),
        ("более", "over"), ("", "exact"),
    ],
)  # fmt: skip
def test_russian_words_before_a_number_qualify_it(read: Read, words: str, qualifier: str) -> None:
    assert only(read, f"Через порт Актау в 2025 году прошло {words} 3 млн тонн грузов.").qualifier == qualifier


@pytest.mark.parametrize(
    ("words", "qualifier"),
    [("шамамен 3 млн тонна", "about"), ("3 млн тоннадан астам", "over"), ("кемінде 3 млн тонна", "at_least"),
     ("3 млн тоннаға жуық", "about")],
)  # fmt: skip
def test_kazakh_words_on_either_side_of_a_number_qualify_it(read: Read, words: str, qualifier: str) -> None:
    assert only(read, f"Ақтау порты арқылы 2025 жылы {words} жүк өтті.", "kk").qualifier == qualifier


def test_a_level_that_growth_leads_up_to_is_no_ceiling(read: Read) -> None:
    claims = [c.claim for c in read("Объём перевозок через порт Курык вырос до 2 млн тонн в 2025 году.")]
    assert [(c.qualifier, c.statistic) for c in claims] == [("exact", "observed")]


def test_a_ceiling_is_no_observation(read: Read) -> None:
    claim = only(read, "Через порт Курык за год проходит до 2 млн тонн грузов.")
    assert (claim.qualifier, claim.statistic) == ("up_to", "capacity")


@pytest.mark.parametrize(
    ("when", "period"),
    [
        ("в 2024 году", "2024"), ("за первое полугодие 2025 года", "2025-S1"),
        ("в третьем квартале 2025 года", "2025-Q3"),
        ("за январь–апрель 2025 года", "2025-01/2025-04"), ("по итогам 2024 года", "2024"), ("в прошлом году", "2025"),
        ("за девять месяцев 2025 года", "2025-01/2025-09"), ("в марте 2025 года", "2025-03"),
        ("за шесть месяцев 2025 года", "2025-S1"), ("", ""),
    ],
)  # fmt: skip
def test_russian_periods_are_read(read: Read, when: str, period: str) -> None:
    assert only(read, f"Через порт Актау {when} прошло 3 млн тонн грузов.").period == period


@pytest.mark.parametrize(
    ("when", "period"),
    [("in 2024", "2024"), ("in the first half of 2025", "2025-S1"), ("in Q3 2025", "2025-Q3"),
     ("between January and April 2025", "2025-01/2025-04"), ("last year", "2025"),
     ("on 30 September 2025", "2025-09-30"),
     ("in the first nine months of 2025", "2025-01/2025-09")],
)  # fmt: skip
def test_english_periods_are_read(read: Read, when: str, period: str) -> None:
    assert only(read, f"The port of Aktau handled 3 million tonnes {when}.", "en").period == period


def test_a_year_that_a_figure_is_held_against_is_its_base_and_not_its_period(read: Read) -> None:
    claim = only(read, "В 2025 году перевозки по Среднему коридору выросли на 9% по сравнению с 2023 годом.")
    assert (claim.period, claim.base) == ("2025", "2023")


@pytest.mark.parametrize(
    ("text", "statistic"),
    [
        ("К 2030 году перевозки по Среднему коридору планируют довести до 10 млн тонн.", "target"),
        ("В этом году по Среднему коридору планируется перевезти 5 млн тонн.", "plan"),
        ("Ожидается, что по Среднему коридору пройдёт 5 млн тонн.", "forecast"),
        ("Министерство предложило довести перевозки по Среднему коридору до 9 млн тонн.", "proposal"),
        ("По Среднему коридору перевезли 4 млн тонн.", "observed"),
        ("Пропускная способность Среднего коридора — 6 млн тонн в год.", "capacity"),
    ],
)
def test_verbs_and_nouns_say_what_kind_of_figure_it_is(read: Read, text: str, statistic: str) -> None:
    assert only(read, text).statistic == statistic


@pytest.mark.parametrize(
    ("words", "value"),
    [("вдвое", "2"), ("втрое", "3"), ("в 3 раза", "3"), ("более чем в полтора раза", "1.5"), ("в два раза", "2")],
)
def test_multiples_are_ratios(read: Read, words: str, value: str) -> None:
    claim = only(read, f"Перевозки по Среднему коридору выросли {words}.")
    assert (str(claim.value), claim.unit, claim.metric) == (value, "ratio", "growth")


@pytest.mark.parametrize(
    ("text", "lang", "subject"),
    [
        ("Через Достык прошло 10 поездов.", "ru", "dostyk"),
        ("По Транскаспийскому маршруту прошло 10 поездов.", "ru", "middle-corridor"),
        ("По дороге Баку – Тбилиси – Карс прошло 10 поездов.", "ru", "btk"),
        ("От Жезказгана до Бейнеу прошло 10 поездов.", "ru", "zhezkazgan-beineu"),
        ("Восточной веткой коридора «Север – Юг» прошло 10 поездов.", "ru", "north-south-east"),
        ("По трансафганской железной дороге прошло 10 поездов.", "ru", "trans-afghan"),
        ("Достық – Мойынты желісімен 10 пойыз өтті.", "kk", "dostyk-moiynty"),
        ("Солтүстік – Оңтүстік дәлізінің шығыс тармағымен 10 пойыз өтті.", "kk", "north-south-east"),
        ("10 trains ran on the Zhezkazgan–Beineu line.", "en", "zhezkazgan-beineu"),
        ("10 trains ran from Beineu to Zhezkazgan.", "en", "zhezkazgan-beineu"),
    ],
)  # fmt: skip
def test_names_are_found_in_their_inflected_forms(read: Read, text: str, lang: str, subject: str) -> None:
    assert only(read, text, lang).subject == subject


def test_a_subject_is_carried_over_sentences_that_name_none_and_says_so(read: Read) -> None:
    first, second = read("По Среднему коридору перевезли 4 млн тонн. Транзит вырос на 7%.")
    assert second.claim.subject == first.claim.subject == "middle-corridor"
    assert "the subject is named in a sentence before" in second.doubts
    assert second.confidence < first.confidence


def test_a_station_named_as_a_common_word_is_none(read: Read) -> None:
    assert read("Весна принесла 5 млн тонн снега.") == []


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("A 5 km run along the port of Baku attracted 3,000 people.", "en"),
        ("Middle Corridor is a band; its second album sold 2 million copies, up 20 percent.", "en"),
        ("На дорогах Алматы за выходные произошло 45 аварий, это на 12% больше, чем неделей ранее.", "ru"),
        ("Рейс Алматы – Баку выполняется 3 раза в неделю, время в пути 4 часа.", "ru"),
    ],
)
def test_figures_that_only_stand_beside_a_name_are_none(read: Read, text: str, lang: str) -> None:
    assert read(text, lang) == []


def test_marks_that_turn_text_around_hide_nothing_and_stay_out_of_what_is_shown(read: Read) -> None:
    text = "Сред\u00adнему коридору\u202e. \u202eЧерез порт Ак\u200bтау прошло 3 млн тонн.\u202c"
    (candidate,) = read(text)
    assert candidate.claim.subject == "aktau-port"
    assert text[candidate.claim.start : candidate.claim.end] == "3 млн тонн"


def test_differences_and_tonne_kilometres_are_no_levels(read: Read) -> None:
    assert read("Это на 1,4 млн тонн больше, чем прошло по Среднему коридору годом ранее.") == []
    assert read("Грузооборот Среднего коридора составил 12 млрд тонно-километров.") == []


@pytest.mark.parametrize("entry", tomllib.loads(OTHER_THINGS.read_text(encoding="utf-8"))["text"])
def test_texts_about_other_things_give_nothing(read: Read, entry: dict[str, str]) -> None:
    assert read(entry["text"], entry["lang"]) == []


FRAMES = {
    "ru": ("Через порт Актау прошло {} тыс. тонн грузов.", " ", ","),
    "en": ("The port of Aktau handled {} thousand tonnes of cargo.", ",", "."),
    "kk": ("Ақтау порты арқылы {} мың тонна жүк өтті.", "\u00a0", ","),
}


def printed(value: int, decimals: int, group: str, point: str) -> str:
    whole, rest = f"{value:,}".replace(",", group), f"{point}{decimals}" if decimals else ""
    return whole + rest


@given(
    lang=st.sampled_from(sorted(FRAMES)), value=st.integers(min_value=1, max_value=999_999), decimals=st.integers(0, 9)
)
def test_a_number_written_as_a_language_writes_it_is_read_back(
    read: Read, lang: str, value: int, decimals: int
) -> None:
    frame, group, point = FRAMES[lang]
    (candidate,) = read(frame.format(printed(value, decimals, group, point)), lang)
    assert (float(candidate.claim.value), candidate.claim.unit) == (float(f"{value}.{decimals}"), "kt")


PIECES = st.sampled_from(
    ["порт Актау ", "5 ", "млн ", "тонн ", "до ", "с ", "12–", "%", "на ", "вдвое ", "пар поездов ", "в 2030 году",
     ". ", "Среднему коридору ", "January ", "$", "км/ч ", "тыс. ", "30 сентября ", "Q3 ", "почти ", "\u202e", "\x00",
     "\n", "("]
)  # fmt: skip


@settings(max_examples=100)
@given(text=st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=25).map("".join)),
       lang=st.sampled_from(["ru", "en", "kk"]))  # fmt: skip
def test_any_text_is_read_and_offsets_point_to_the_numbers_words(read: Read, text: str, lang: str) -> None:
    for candidate in read(text, lang):
        claim = candidate.claim
        assert prove(claim, text).is_proved
        assert claim.start is not None
        assert claim.end is not None
        assert text[claim.start : claim.end].strip() == text[claim.start : claim.end]
