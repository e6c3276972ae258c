"""Assumptions as products say them."""

from __future__ import annotations

from dataclasses import replace

from geo.model.assumptions import ASSUMPTIONS, printed
from geo.products.assumed import assumption_lines


def test_products_in_english_say_assumptions_as_commands_do_but_for_separators() -> None:
    names = [name for name, one in ASSUMPTIONS.items() if one.high < 1000]
    assert list(assumption_lines(names, ASSUMPTIONS, "en")) == printed(names, ASSUMPTIONS)


def test_note_and_unit_are_of_the_language() -> None:
    (line,) = assumption_lines(["road-payload"], ASSUMPTIONS, "ru")
    assert line.startswith("road-payload = 8 – 12 – 18 т. ")
    assert "empty runs" not in line


def test_what_a_scenario_says_of_its_assumption_is_not_replaced_by_the_shipped_note() -> None:
    own = replace(ASSUMPTIONS["road-payload"], note="Road trains are allowed.", source="a law")
    (line,) = assumption_lines(["road-payload"], {"road-payload": own}, "ru")
    assert line == "road-payload = 8 – 12 – 18 т. Road trains are allowed. (a law)"
