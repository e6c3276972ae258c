"""The catalogues: gettext's own format as translators' tools read it, and languages that say the same."""

from __future__ import annotations

import datetime as dt
import importlib.util
import re
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from babel import Locale
from babel.dates import format_date, format_skeleton, get_month_names
from babel.messages.checkers import checkers
from babel.numbers import format_decimal, format_percent
from hypothesis import given, settings
from hypothesis import strategies as st

import geo.products.words
from geo.atlas import read_atlas
from geo.errors import ProductError
from geo.languages import LANGUAGES
from geo.model.assumptions import ASSUMPTIONS
from geo.model.demand import OBSERVED_NOTE
from geo.model.flows import UNSERVED_PRICE
from geo.model.travel import TRAVEL_ASSUMPTIONS
from geo.products.phrases import NBSP, counted, date_text, number_text, unit_text
from geo.products.words import form, words
from geo.products.words.catalogue import read_catalogue
from geo.units import UNITS

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message

FOLDER = Path(geo.products.words.__file__).parent
_SPEC = importlib.util.spec_from_file_location("make_words", Path(__file__).parents[2] / ".ci" / "words.py")
make_words = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(make_words)
TEMPLATE = make_words.read(make_words.TEMPLATE)
CATALOGUES = {lang: make_words.read(FOLDER / f"{lang}.po") for lang in LANGUAGES[1:]}
EVERY = {"en": TEMPLATE, **CATALOGUES}
GAP = re.compile(r"\{\w*\}")
LATIN = re.compile(r"[A-Za-z]{2,}")
NAMES = re.compile(
    r"https?://\S+|docs\.cntd\.ru|\w+\.(?:csv|json|xlsx)|`?corridors capacity`?|OpenStreetMap|ODbL|GeoNames|"
    r"Natural Earth|CC BY|JavaScript|WGS ?84|CPMM|GMNS|ISO|SHA|max|\b[IV]+\b"
)
"""Names, licences, formulas and files that no language translates."""
CODES = "geopackage.about."
"""Keys of texts that explain the words of a column, which stand there in English."""
ASSUMED = ASSUMPTIONS | TRAVEL_ASSUMPTIONS | {"unserved-price": UNSERVED_PRICE}
UNNAMED = {"count", "ratio"}
"""Units that are said without a word: 14, ×2."""
LOCALES = {"en": "en_GB", "ru": "ru", "kk": "kk"}


def texts(message: Message) -> list[str]:
    """Give all that a language says of a message."""
    return [message.string] if isinstance(message.string, str) else list(message.string)


def english(message: Message) -> list[str]:
    return [message.id] if isinstance(message.id, str) else list(message.id)


def messages(catalogue: Catalog) -> dict[str, Message]:
    return {message.context: message for message in catalogue if message.id}


def gaps(text: str) -> list[str]:
    return sorted(GAP.findall(text))


def test_there_is_a_catalogue_for_every_language_and_no_other() -> None:
    assert {path.stem for path in FOLDER.glob("*.po")} == set(LANGUAGES) - {"en"}


@pytest.mark.parametrize("lang", CATALOGUES)
def test_every_text_is_there_in_every_language(lang: str) -> None:
    said, asked = messages(CATALOGUES[lang]), messages(TEMPLATE)
    assert list(said) == list(asked)
    assert {key for key, message in said.items() if english(message) != english(asked[key])} == set()
    assert {key for key, message in said.items() if not all(texts(message))} == set()


def test_every_text_is_asked_for() -> None:
    """By its name, or by the half of it to which code adds the other: ``f"head_{name}"``, ``f"{kind}_year"``."""
    files = [path for path in FOLDER.parents[1].rglob("*") if path.suffix in {".py", ".js", ".csv"}]
    code = "".join(path.read_text("utf-8") for path in files).replace("${", "{")
    scopes = {f"terms.scope.{claim.scope}" for claim in read_atlas().evidence.claims.values()}
    origins = {f"assumptions.source.{one.source}" for one in ASSUMED.values()}

    def is_asked_for(key: str) -> bool:
        name = key.rpartition(".")[2]
        cuts = [found.start() for found in re.finditer("_", name)]
        halves = [half for at in cuts for half in (f"{name[:at]}_{{", f"}}_{name[at + 1 :]}")]
        if key.startswith(("terms.scope.", "assumptions.source.")):
            return key in scopes | origins
        return any(one in code for one in (name, *halves))

    assert [key for key in messages(TEMPLATE) if not is_asked_for(key)] == []


@pytest.mark.parametrize("lang", EVERY)
def test_nothing_is_left_to_look_at_or_out_of_use(lang: str) -> None:
    assert [message.context for message in EVERY[lang] if message.fuzzy] == []
    assert dict(EVERY[lang].obsolete) == {}


@pytest.mark.parametrize("lang", CATALOGUES)
def test_every_text_and_every_form_of_it_has_the_same_gaps(lang: str) -> None:
    wrong = [
        message.context
        for message in CATALOGUES[lang]
        if message.id and any(gaps(one) != gaps(english(message)[0]) for one in (*english(message), *texts(message)))
    ]
    assert wrong == []


@pytest.mark.parametrize("lang", CATALOGUES)
def test_translators_tools_find_no_fault(lang: str) -> None:
    for message in messages(CATALOGUES[lang]).values():
        message.flags.discard("python-format")  # babel takes "80 % of" for one
        assert ("python-brace-format" in message.flags) is bool(gaps(english(message)[0]))
        for check in checkers:
            check(CATALOGUES[lang], message)


@pytest.mark.parametrize("lang", EVERY)
def test_the_header_tells_the_truth(lang: str) -> None:
    catalogue = EVERY[lang]
    header = dict(catalogue.mime_headers)
    assert header["Language"] == lang
    assert header["Content-Type"] == "text/plain; charset=utf-8"
    text = (FOLDER / ("words.pot" if lang == "en" else f"{lang}.po")).read_text("utf-8")
    assert f'"Plural-Forms: {catalogue.plural_forms}\\n"' in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_numbers_ask_for_the_forms_that_cldr_tells_apart(lang: str) -> None:
    rule, name = Locale.parse(lang).plural_form, "words.pot" if lang == "en" else f"{lang}.po"
    said = read_catalogue((FOLDER / name).read_text("utf-8"), name)
    pairs = {(said.form(number), rule(number)) for number in (*range(1200), 10**6)}
    forms = ("one", "few", "many") if lang == "ru" else ("one", "other")
    assert pairs == set(enumerate(forms))


@pytest.mark.parametrize("lang", CATALOGUES)
def test_no_word_is_left_in_latin_letters(lang: str) -> None:
    left = {
        message.context: found
        for message in messages(CATALOGUES[lang]).values()
        if not message.context.startswith(CODES)
        and (found := LATIN.findall(NAMES.sub("", GAP.sub("", " ".join(texts(message))))))
    }
    assert left == {}


@pytest.mark.parametrize("lang", EVERY)
def test_what_is_read_is_what_translators_tools_read(lang: str) -> None:
    name = "words.pot" if lang == "en" else f"{lang}.po"
    own = read_catalogue((FOLDER / name).read_text("utf-8"), name).texts
    assert own == {key: tuple(english(m) if lang == "en" else texts(m)) for key, m in messages(EVERY[lang]).items()}


@pytest.mark.parametrize("lang", EVERY)
def test_the_catalogues_are_as_make_words_leaves_them(lang: str) -> None:
    path = FOLDER / ("words.pot" if lang == "en" else f"{lang}.po")
    assert path.read_text("utf-8") == make_words.written(TEMPLATE, lang, CATALOGUES.get(lang))


def test_a_text_whose_english_changed_is_kept_to_look_at(tmp_path: Path) -> None:
    changed = tmp_path / "ru.po"
    text = (FOLDER / "ru.po").read_text("utf-8").replace('msgid "yes"', 'msgid "yea"')
    changed.write_text(text, "utf-8")
    written = make_words.written(TEMPLATE, "ru", make_words.read(changed))
    assert '#, fuzzy\nmsgctxt "map.yes"\nmsgid "yes"\nmsgstr "да"' in written
    assert read_catalogue(written, "ru.po").texts["map.yes"] == ("yes",)


@pytest.mark.parametrize(("lang", "forms"), [("tr", 1), ("zh", 1), ("uk", 3), ("ar", 6)])
def test_another_language_starts_with_its_forms_and_with_english(lang: str, forms: int, tmp_path: Path) -> None:
    started = tmp_path / f"{lang}.po"
    started.write_text(make_words.written(TEMPLATE, lang), "utf-8")
    assert len(make_words._forms(messages(make_words.read(started))["report.n_aims"].string)) == forms
    assert read_catalogue(started.read_text("utf-8"), lang).texts["report.n_aims"] == ("{n} aim", "{n} aims")


HEADER = 'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ('msgctxt "a.b"\nmsgid "c"\nmsgstr "d"\n', "begins with a header"),
        (f'{HEADER}msgctxt "a.b"\nmsgid "c"\nmsgstr "d" e\n', r"no line of a gettext catalogue \(x.po:7\)"),
        (f'{HEADER}msgctxt "a.b"\nmsgid "c"\nmsgid "c"\n', r"no line .*x.po:7"),
        (f'{HEADER}"c"\n', r"no line .*x.po:5"),
        (f'{HEADER}msgctxt "a.b"\nmsgid "\\q"\n', r"no line .*x.po:6"),
        (HEADER + 'msgctxt "a.b"\nmsgid "c"\nmsgstr "d"\n\n' * 2, "has a key of its own"),
        (f'{HEADER}msgid "c"\nmsgstr "d"\n', "has a key of its own"),
    ],
)
def test_what_is_no_catalogue_is_refused(text: str, rule: str) -> None:
    with pytest.raises(ProductError, match=rule):
        read_catalogue(text, "x.po")


def test_a_text_over_several_lines_is_one_and_what_is_obsolete_is_none() -> None:
    text = HEADER + '# by hand\nmsgctxt "a.b"\nmsgid ""\n"c"\nmsgstr ""\n"d\\n"\n"\\"e\\\\"\n\n#~ msgid "f"\n'
    assert read_catalogue(text, "x.po").texts == {"a.b": ('d\n"e\\',)}


def test_russian_counts_one_few_and_many() -> None:
    said = [counted("report.n_aims", n, "ru") for n in (1, 2, 5, 11, 21, 104)]
    assert said == ["1 цель", "2 цели", "5 целей", "11 целей", "21 цель", "104 цели"]
    assert [counted("report.n_aims", n, "en") for n in (0, 1, 2)] == ["0 aims", "1 aim", "2 aims"]
    assert [unit_text("wagons", Decimal(n), "ru") for n in ("1.0", "2.5", "0")] == ["вагон", "вагона", "вагонов"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_unit_of_a_claim_has_its_words(lang: str) -> None:
    assert {unit for unit in UNITS if not form(lang, f"terms.unit.{unit}", Decimal(1))} == UNNAMED


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", ["9 October 2025", "October 2025", "2025"]),
        ("ru", ["9 октября 2025\u00a0г.", "октябрь 2025\u00a0г.", "2025"]),
        ("kk", ["2025 жылғы 9 қазан", "2025 жылғы қазан", "2025"]),
    ],
)
def test_dates_are_said_as_each_language_does(lang: str, said: list[str]) -> None:
    assert [date_text(date, lang) for date in ("2025-10-09", "2025-10", "2025")] == said
    assert date_text("2025-S1", lang) == "2025-S1"


@pytest.mark.parametrize("lang", LANGUAGES)
@settings(max_examples=40)
@given(day=st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31)))
def test_dates_are_those_of_cldr(lang: str, day: dt.date) -> None:
    """CLDR shortens the Kazakh “жылғы” to “ж.”, which is read as the same word, and has a thinner no-break space."""
    long, month = (
        said.replace("\u202f", NBSP).replace(f"{NBSP}ж. ", " жылғы ")
        for said in (
            format_date(day, "long", LOCALES[lang]),
            format_skeleton("yMMMM", day, locale=LOCALES[lang]),
        )
    )
    assert date_text(day.isoformat(), lang) == long
    assert date_text(day.isoformat()[:7], lang) == month


@pytest.mark.parametrize("lang", LANGUAGES)
@settings(max_examples=60)
@given(number=st.decimals(-(10**9), 10**9, places=2, allow_nan=False))
def test_numbers_have_the_marks_of_cldr(lang: str, number: Decimal) -> None:
    """Only from 10,000 on are thousands set apart: 2500 is no year here, and 2 500 none."""
    is_long = abs(number) >= 10_000
    said = format_decimal(number, "#,##0.00" if is_long else "0.00", LOCALES[lang])
    assert number_text(number, lang) == said.replace("-0" + said[-3:], said[-4:] if number == 0 else "-0" + said[-3:])


def test_a_percent_sign_stands_apart_as_in_russian_and_in_the_si() -> None:
    """CLDR sets it close in English and Kazakh; the SI and the railways' own papers set it apart everywhere."""
    assert format_percent(0.26, locale="ru") == f"26{NBSP}%"
    close = [
        (lang, message.context)
        for lang, catalogue in EVERY.items()
        for message in messages(catalogue).values()
        for text in (*english(message), *texts(message))
        if re.search(r"[\d}]%", text)
    ]
    assert close == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_months_have_the_names_of_cldr(lang: str) -> None:
    said, alone = words(lang, "dates"), get_month_names("wide", "stand-alone", LOCALES[lang])
    assert [said[f"month.{n:02}"].lower() for n in range(1, 13)] == [alone[n].lower() for n in range(1, 13)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_assumption_of_the_model_has_its_words(lang: str) -> None:
    said = words(lang, "assumptions")
    names = {name for name in said if not name.startswith(("unit.", "source."))}
    assert names == ASSUMED.keys()
    assert {f"unit.{one.unit}" for one in ASSUMED.values() if one.unit} <= said.keys()
    # Where a value is a claim's, the words say whose: those that only this atlas has stay as they are
    assert {one.source for one in TRAVEL_ASSUMPTIONS.values()} <= {name.removeprefix("source.") for name in said}


def test_the_english_words_of_assumptions_are_the_models_own() -> None:
    assert words("en", "model")["demand_observed"] == OBSERVED_NOTE
    said = words("en", "assumptions")
    assert {name: said[name] for name in ASSUMED} == {name: one.note for name, one in ASSUMED.items()}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_count_is_written_with_the_digits_of_its_language(lang: str) -> None:
    said = counted("report.n_conflicts", 12_345, lang)
    assert said.startswith("12,345 " if lang == "en" else "12\u00a0345 ")
