"""Tables: each cell is read with its row and its column, and its offsets are the number's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.reading.markup import text_of

if TYPE_CHECKING:
    from tests.reading.conftest import Read

PAGE = """<html><body><div class="cookie-banner"><p>Aktau port handled 9 million tonnes.</p><div>OK</div></div>
<h1>Freight in the ports</h1><table><tr><th>Port</th><th>2025, million tonnes</th><th>Growth, %</th></tr>
<tr><td><p>Aktau</p></td><td>4.4</td><td>12</td></tr><tr><td>Kuryk</td><td>1.9</td><td>-3</td></tr></table>
<div id="related"><ul><li>Baku port handled 7 million tons.</li></ul></div></body></html>"""


def test_cells_of_a_row_stay_together_with_a_tab_between() -> None:
    assert "Aktau\t4.4\t12\n" in text_of(PAGE)


def test_banners_and_other_articles_are_left_out() -> None:
    assert "9 million" not in text_of(PAGE)
    assert "7 million" not in text_of(PAGE)


def test_a_page_of_banners_that_never_end_is_read_in_time() -> None:
    assert text_of('<div class="menu">x' * 50_000).strip()


def test_a_cell_has_the_subject_of_its_row_and_the_unit_of_its_column(read: Read) -> None:
    text = text_of(PAGE)
    found = [
        (text[c.claim.start : c.claim.end], c.claim.subject, c.claim.unit, c.claim.period) for c in read(text, "en")
    ]
    assert found == [
        ("4.4", "aktau-port", "Mt", "2025"),
        ("12", "aktau-port", "percent", "2025"),
        ("1.9", "kuryk-port", "Mt", "2025"),
    ]


def test_years_may_head_the_columns(read: Read) -> None:
    text = "Средний коридор\t2023\t2024\nОбъём, млн тонн\t2,8\t4,5\n"
    found = [(str(c.claim.value), c.claim.unit, c.claim.period) for c in read(text)]
    assert found == [("2.8", "Mt", "2023"), ("4.5", "Mt", "2024")]


def test_a_table_of_other_things_gives_nothing(read: Read) -> None:
    assert read("Команда\tИгры\tОчки\nАктобе\t26\t51\nКаспий\t26\t30\n") == []
