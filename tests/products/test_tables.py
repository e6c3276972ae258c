"""The capacity table as HTML, Markdown, LaTeX and CSV."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

import geo
from geo.languages import LANGUAGES
from geo.products.capacity import capacity_rows
from geo.products.columns import CLAIM_COLUMNS, capacity_records, claim_records, csv_text, is_formula
from geo.products.markup import capacity_latex, capacity_markdown, capacity_page
from geo.products.tables import COLUMNS, capacity_html, lay_out

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HOSTILE = "=cmd() <script>alert(1)</script> {{ 7*7 }} ${x} | `a` \\\\ _b_ & % #"


@pytest.fixture
def hostile(napkin_copy: Path) -> geo.Atlas:
    """Give the napkin atlas with a hostile text in every place of evidence and network that a table prints."""
    replace(napkin_copy / "data/corridors/napkin.toml", "Napkin Corridor", HOSTILE)
    replace(napkin_copy / "data/corridors/napkin.toml", "Alpha – Charlie", HOSTILE)
    replace(napkin_copy / "data/corridors/entries.toml", "Some programme", HOSTILE)
    replace(napkin_copy / "data/corridors/nodes.geojson", '"name": "Echo"', f'"name": "{HOSTILE}"')
    replace(napkin_copy / "seeds/sources/gazette-2024.toml", "The Gazette", HOSTILE)
    replace(napkin_copy / "seeds/sources/gazette-2024.toml", "A made-up publication", HOSTILE)
    replace(napkin_copy / "seeds/claims/paper-2025-01-01.csv", "Made up.", "=1+1")
    return geo.read_atlas(napkin_copy)


def add_chorus(root: Path) -> None:
    """Add a source that says of one target the same, something that agrees, and something that contradicts it."""
    (root / "seeds/sources/daily-2023.toml").write_text(
        (root / "seeds/sources/gazette-2024.toml").read_text("utf-8").replace("gazette-2024", "daily-2023")
        .replace('date = "2024"', 'date = "2023"').replace("The Gazette", "The Daily"),
        "utf-8",
    )  # fmt: skip
    head = "claim_id,subject,metric,scope,value,value_high,unit,qualifier,period,base,statistic,start,end,disputes,note"
    claims = [
        "daily-2023-01,napkin,capacity,,12,,Mt/yr,exact,2027,,target,,,,",
        "daily-2023-02,napkin,capacity,,40,,Mt/yr,exact,2027,,target,,,,",
        "daily-2023-03,napkin,capacity,,10,,Mt/yr,exact,2030,,target,,,,",
        "daily-2023-04,bravo-charlie,length,,118,,km,exact,,,observed,,,,",
    ]
    (root / "seeds/claims/daily-2023.csv").write_text("\n".join([head, *claims]) + "\n", "utf-8")


@pytest.fixture
def chorus(napkin_copy: Path) -> geo.Atlas:
    add_chorus(napkin_copy)
    return geo.read_atlas(napkin_copy)


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def records(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def capacity_csv(atlas: geo.Atlas) -> str:
    found = capacity_records(capacity_rows(atlas))
    return csv_text(found, tuple(found[0]))


def test_the_fragment_is_a_table_with_heads_that_have_a_scope(napkin: geo.Atlas) -> None:
    root = ET.fromstring(f"<div>{capacity_html(lay_out(capacity_rows(napkin), 'en'))}</div>")  # noqa: S314 - our own output
    assert root.find("table/caption") is not None
    assert [head.get("scope") for head in root.findall("table/thead/tr/th")] == ["col"] * len(COLUMNS)
    assert {head.get("scope") for head in root.findall("table/tbody/tr/th")} == {"row"}
    assert len(root.findall("table/tbody/tr")) == 5


def test_every_number_of_a_source_leads_to_that_source(napkin: geo.Atlas) -> None:
    html = capacity_html(lay_out(capacity_rows(napkin), "en"))
    wanted = set(re.findall(r'href="#(s\d+)"', html))
    assert wanted == set(re.findall(r'id="(s\d+)"', html)) == {"s1", "s2"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_hostile_names_stay_text_in_html(hostile: geo.Atlas, lang: str) -> None:
    html = capacity_html(lay_out(capacity_rows(hostile), lang))
    root = ET.fromstring(f"<div>{html}</div>")  # noqa: S314 - our own output
    tags = {element.tag for element in root.iter()}
    assert not tags & {"script", "style", "img"}
    assert not [name for element in root.iter() for name in element.attrib if name.startswith("on")]
    assert "<script>alert(1)</script>" in "".join(root.itertext())


def test_the_page_forbids_every_request_and_is_whole(napkin: geo.Atlas) -> None:
    page = capacity_page(lay_out(capacity_rows(napkin), "ru"))
    assert "default-src 'none'" in page
    assert '<html lang="ru">' in page
    assert page.endswith("</html>\n")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_interval_policy_is_printed_with_every_table(napkin: geo.Atlas, lang: str) -> None:
    table = lay_out(capacity_rows(napkin), lang)
    for text in (capacity_html(table), capacity_markdown(table), capacity_latex(table)):
        assert "v1" in text
    assert {record["interval_policy"] for record in records(capacity_csv(napkin))} == {"1"}


def test_every_line_of_the_markdown_table_has_the_same_cells(hostile: geo.Atlas) -> None:
    table = lay_out(capacity_rows(hostile), "en")
    lines = [line for line in capacity_markdown(table).splitlines() if line.startswith("|")]
    assert len(lines) == 2 + 5
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in lines} == {len(COLUMNS) + 1}


def test_markdown_takes_no_hostile_name_for_markup(hostile: geo.Atlas) -> None:
    text = capacity_markdown(lay_out(capacity_rows(hostile), "en"))
    assert "<script" not in text.replace("\\<", "")


def test_latex_escapes_what_is_special(hostile: geo.Atlas) -> None:
    text = capacity_latex(lay_out(capacity_rows(hostile), "en"))
    assert r"\textless{}script\textgreater{}alert(1)" in text
    assert r"\{\{ 7*7 \}\} \$\{x\}" in text
    assert r"\& \% \#" in text
    body = re.sub(r"\\[{}]", "", text)
    assert body.count("{") == body.count("}")


def test_latex_rows_have_as_many_cells_as_their_heads(napkin: geo.Atlas) -> None:
    table = lay_out(capacity_rows(napkin), "en")
    rows = [line for line in capacity_latex(table).splitlines() if line.endswith(r"\\ \hline")]
    assert {len(re.findall(r"(?<!\\)&", row)) for row in rows} == {5}


def test_every_figure_in_the_csv_carries_its_claims(napkin: geo.Atlas) -> None:
    for record in records(capacity_csv(napkin)) + records(capacity_csv(geo.read_atlas())):
        for role in ("volume", "capacity", "target"):
            has_figure = record[f"{role}_value"] != ""
            assert has_figure == (record[f"{role}_claim_ids"] != "") == (record[f"{role}_source_ids"] != "")
        assert (record["length_reported_km"] != "") == (record["length_reported_claim_ids"] != "")


def plain(text: str) -> str:
    return re.sub(r"<[^>]+>", "", text).replace("\u00a0", " ").replace("~", " ")


def test_a_figure_that_agrees_but_differs_is_printed_with_its_own_source_in_html(chorus: geo.Atlas) -> None:
    html = plain(capacity_html(lay_out(capacity_rows(chorus), "en")))
    assert "10 Mt a year by 2027 5–15 2 also: 12 Mt a year 3 sources disagree: 40 Mt a year 3" in html
    assert "10 Mt a year by 2030; announced before for 2027 5–15 2, 3" in html
    assert "120 km 115–125 2 also: 118 km 3" in html


def test_a_figure_that_agrees_but_differs_is_printed_with_its_own_source_in_markdown(chorus: geo.Atlas) -> None:
    text = plain(capacity_markdown(lay_out(capacity_rows(chorus), "en")))
    assert r"by 2027 (5–15) \[2\]; also: 12 Mt a year \[3\]; *sources disagree: 40 Mt a year \[3\]*" in text


@pytest.mark.parametrize(
    ("lang", "said"),
    [("en", "[2]; also: 118 km [3]"), ("ru", "[2]; также: 118 км [3]"), ("kk", "[2]; сондай-ақ: 118 км [3]")],
)
def test_a_figure_that_agrees_but_differs_is_printed_in_latex(chorus: geo.Atlas, lang: str, said: str) -> None:
    assert said in plain(capacity_latex(lay_out(capacity_rows(chorus), lang)))


def test_the_csv_counts_only_the_claims_that_print_the_figure(chorus: geo.Atlas) -> None:
    found = {record["subject"]: record for record in records(capacity_csv(chorus))}
    napkin, link = found["napkin"], found["bravo-charlie"]
    names = ("claim_ids", "source_ids", "also_claim_ids", "rival_claim_ids", "further_claim_ids")
    assert [napkin[f"target_{name}"] for name in names] == [
        "gazette-2024-03", "gazette-2024", "daily-2023-01", "daily-2023-02", "gazette-2024-04 daily-2023-03",
    ]  # fmt: skip
    assert [link[f"length_reported_{name}"] for name in names[::2][:2]] == ["gazette-2024-02", "daily-2023-04"]


def test_the_shipped_table_prints_the_target_that_only_one_source_gives() -> None:
    html = plain(capacity_html(lay_out(capacity_rows(geo.read_atlas()), "en")))
    assert re.search(r"15 Mt a year by 2027 [^<]*? also: 10 Mt a year \d+", html)


def test_the_csv_gives_plain_numbers_in_the_unit_printed(napkin: geo.Atlas) -> None:
    napkin, section, *_ = records(capacity_csv(napkin))
    assert [napkin[f"volume_{part}"] for part in ("value", "unit", "low", "high", "qualifier", "period")] == [
        "2.5", "Mt", "2.4", "2.5", "nearly", "2024",
    ]  # fmt: skip
    assert [section[f"target_{part}"] for part in ("value", "unit", "low", "high", "deadline")] == [
        "2", "ratio", "1.9", "2.1", "2030",
    ]  # fmt: skip
    assert napkin["is_disputed"] == "true"


def test_claims_have_the_columns_that_other_tools_rely_on(napkin: geo.Atlas) -> None:
    found = records(csv_text(claim_records(napkin), CLAIM_COLUMNS))
    wanted = "claim_id source_id subject metric value unit low high qualifier period statistic start end verified note"
    assert list(found[0])[:15] == wanted.split()
    assert len(found) == 10
    assert {record["publisher"] for record in found} == {"The Paper", "The Gazette"}


@pytest.mark.parametrize("text", ["=1+1", "+cmd|calc", "-2+3", "@SUM(A1)", "\tx", "\rx", "-", "+", "-1-1"])
def test_a_cell_that_a_spreadsheet_would_run_begins_with_an_apostrophe(text: str) -> None:
    assert is_formula(text)
    assert list(csv.reader(io.StringIO(csv_text([{"a": text}], ["a"]), newline="")))[1] == ["'" + text]


@pytest.mark.parametrize("text", ["-5", "+7.25", "plain", "", "a=b", "2.5"])
def test_numbers_and_plain_texts_stay_as_they_are(text: str) -> None:
    assert not is_formula(text)


def test_hostile_names_and_notes_are_harmless_in_csv(hostile: geo.Atlas) -> None:
    claims = csv_text(claim_records(hostile), CLAIM_COLUMNS)
    for text in (capacity_csv(hostile), claims):
        cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
        assert not [cell for cell in cells if is_formula(cell)]
    assert "'=1+1" in claims


@pytest.mark.parametrize("make", [capacity_html, capacity_page, capacity_markdown, capacity_latex])
def test_a_table_has_the_same_bytes_twice(napkin: geo.Atlas, make: Callable[..., str]) -> None:
    one, other = (make(lay_out(capacity_rows(geo.read_atlas(napkin.paths.seeds.parent)), "kk")) for _ in range(2))
    assert one == other
