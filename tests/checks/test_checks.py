"""Each named check passes one atlas and finds what is wrong with another: judgement, use, names, routes, figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from napkin_edits import CLAIMS, CORRIDOR, DECISIONS, GAZETTE, NODES, add_feature, add_row, changed, found

import geo
from geo.checks import CHECKS, run_checks
from geo.checks.meeting import _pieces
from geo.evidence.decisions import expected_text

if TYPE_CHECKING:
    from pathlib import Path

    from geo.atlas import Atlas

KNOWN = {("length-explained", "bravo-charlie"), ("section-names", "alpha-charlie")}
"""What the napkin itself is doubted for: it shows a difference in length, and a missing name."""


def test_every_check_has_a_name_of_its_own_and_a_rule_of_one_line() -> None:
    assert len({check.name for check in CHECKS}) == len(CHECKS)
    assert all(check.text.endswith(".") and "\n" not in check.text and len(check.text) < 140 for check in CHECKS)
    assert {check.severity for check in CHECKS} == {"error", "warning"}


def test_the_napkin_passes_every_check_but_those_it_is_there_to_show(napkin: Atlas) -> None:
    faults = run_checks(napkin)
    assert {(fault.rule, name) for fault in faults for _, name in KNOWN if fault.message.startswith(name)} == KNOWN
    assert len(faults) == len(KNOWN)
    assert all(fault.fix and fault.line and fault.severity == "warning" for fault in faults)


def test_the_shipped_atlas_has_no_error() -> None:
    assert [str(fault) for fault in run_checks(geo.read_atlas()) if fault.severity == "error"] == []


# Judgement


def test_a_conflict_without_decision_is_told(napkin_copy: Path, napkin: Atlas) -> None:
    assert found(napkin, "conflict-undecided") == []
    (napkin_copy / DECISIONS).unlink()
    (fault,) = found(geo.read_atlas(napkin_copy), "conflict-undecided")
    assert fault.message == ("No decision settles napkin, volume: gazette-2024-01 3.1 Mt, paper-2025-01-01-03 2.5 Mt.")
    assert (fault.file, fault.line) == (CLAIMS, 2)


def test_a_contradiction_in_words_needs_no_decision(napkin_copy: Path) -> None:
    add_row(napkin_copy, "gazette-2024-07,echo,volume,,1,,Mt,exact,2024,,observed,,,gazette-2024-05,In words.")
    assert found(geo.read_atlas(napkin_copy), "conflict-undecided") == []


def test_a_decision_between_equals_is_idle(napkin_copy: Path, napkin: Atlas) -> None:
    assert found(napkin, "decision-idle") == []
    add_row(napkin_copy, "gazette-2024-07,echo,volume,,1,,Mt,exact,2024,,observed,,,,")
    add_row(napkin_copy, "gazette-2024-08,echo,volume,,1000,,kt,exact,2025,,observed,,,,")
    weighs = '{ "gazette-2024-07" = "1 Mt", "gazette-2024-08" = "1000 kt" }'
    text = f'\n[[decision]]\ndecision_id = "idle"\nwinner = "gazette-2024-07"\nexpects = {weighs}\nreason = "None."\n'
    path = napkin_copy / DECISIONS
    path.write_text(path.read_text("utf-8") + text, "utf-8")
    (fault,) = found(geo.read_atlas(napkin_copy), "decision-idle")
    assert (fault.file, fault.line) == (DECISIONS, 7)


def test_a_decision_between_deadlines_of_one_aim_is_not_idle(napkin_copy: Path) -> None:
    weighs = '{ "gazette-2024-03" = "10 Mt/yr", "gazette-2024-04" = "10 Mt/yr" }'
    text = f'\n[[decision]]\ndecision_id = "aim"\nwinner = "gazette-2024-04"\nexpects = {weighs}\nreason = "Newer."\n'
    path = napkin_copy / DECISIONS
    path.write_text(path.read_text("utf-8") + text, "utf-8")
    assert found(geo.read_atlas(napkin_copy), "decision-idle") == []


@pytest.mark.parametrize(
    ("first", "second", "is_idle"),
    [
        (",1,,Mt,exact,2024,,observed,,,gazette-2024-08", ",2,,kTEU,exact,2024,,forecast,,,", False),
        (",1,,Mt,exact,2024,,observed,,,", ",2,,kTEU,exact,2024,,forecast,,,gazette-2024-07", False),
        (",1,,Mt,exact,2024,,observed,,,", "transit,2,,Mt,exact,2024,,observed,,,", True),
        (",1,,Mt,exact,2024,,observed,,,", ",2,,kTEU,exact,2024,,observed,,,", False),
        (",1,,Mt,exact,2024,,observed,,,", ",2,,Mt,exact,2023,,observed,,,", True),
        (",1,,Mt,exact,2024,,observed,,,", ",2,,Mt,exact,2024,,forecast,,,", True),
        (",1,,Mt,exact,2030,,target,,,", ",1,,Mt,exact,2030,,plan,,,", True),
        (",1,,Mt,exact,2030,,target,,,", ",2,,Mt,exact,2030,,plan,,,", False),
    ],
)
def test_a_decision_is_idle_unless_its_claims_compete(
    first: str, second: str, *, is_idle: bool, napkin_copy: Path
) -> None:
    for number, row in enumerate((first, second), 7):
        add_row(napkin_copy, f"gazette-2024-0{number},echo,volume,{row},")
    told = geo.read_atlas(napkin_copy).evidence.claims
    weighs = ", ".join(f'"{name}" = "{expected_text(told[name])}"' for name in ("gazette-2024-07", "gazette-2024-08"))
    text = (
        f'\n[[decision]]\ndecision_id = "b"\nwinner = "gazette-2024-07"\nexpects = {{ {weighs} }}\nreason = "None."\n'
    )
    path = napkin_copy / DECISIONS
    path.write_text(path.read_text("utf-8") + text, "utf-8")
    assert bool(found(geo.read_atlas(napkin_copy), "decision-idle")) is is_idle


# Use


def test_a_source_without_claims_says_why(napkin_copy: Path, napkin: Atlas) -> None:
    assert found(napkin, "source-unused") == []
    new = (napkin_copy / GAZETTE).read_text("utf-8").replace("gazette-2024", "empty-2024")
    (napkin_copy / "seeds/sources/empty-2024.toml").write_text(new, "utf-8")
    (fault,) = found(geo.read_atlas(napkin_copy), "source-unused")
    assert (fault.file, fault.line) == ("seeds/sources/empty-2024.toml", 1)
    (napkin_copy / "seeds/sources/empty-2024.toml").write_text(new + 'note = "No figure."\n', "utf-8")
    assert found(geo.read_atlas(napkin_copy), "source-unused") == []


def test_a_node_on_nothing_is_unused_until_something_speaks_of_it(napkin_copy: Path, napkin: Atlas) -> None:
    assert found(napkin, "node-unused") == []
    add_feature(napkin_copy, NODES, 2, [36.7, 1], node_id="lonely")
    (fault,) = found(geo.read_atlas(napkin_copy), "node-unused")
    assert fault.message.startswith("lonely is on no link")
    add_row(napkin_copy, "gazette-2024-07,lonely,volume,,1,,Mt,exact,2024,,observed,,,,")
    assert found(geo.read_atlas(napkin_copy), "node-unused") == []


def test_a_link_of_no_corridor_is_unused(napkin_copy: Path, napkin: Atlas) -> None:
    assert found(napkin, "link-unused") == []
    (fault,) = found(changed(napkin_copy, (CORRIDOR, ', "charlie-delta"]', "]")), "link-unused")
    assert (fault.message, fault.line) == ("No corridor runs over charlie-delta.", 4)


# Names and routes


def test_great_nodes_and_corridors_have_three_names_and_small_ones_need_not(napkin_copy: Path, napkin: Atlas) -> None:
    assert found(napkin, "names-missing") == []  # Bravo Halt, of rank 4, has one
    atlas = changed(
        napkin_copy,
        (NODES, '"name_ru": "Чарли"', '"name_ru": null'),
        (CORRIDOR, 'name_ru = "Коридор «Салфетка»"\nname_kk = "«Салфетка» дәлізі"\n', ""),
    )
    assert [fault.message for fault in found(atlas, "names-missing")] == [
        "napkin has no `name_ru` and no `name_kk`.",
        "charlie has no `name_ru`.",
    ]


def test_sections_have_names_and_no_two_the_same(napkin_copy: Path) -> None:
    named = (CORRIDOR, 'name_ru = "Альфа – Чарли"', 'name_ru = "Альфа – Чарли"\nname_kk = "Альфа – Чарли"')
    assert found(changed(napkin_copy, named), "section-names") == []
    path = napkin_copy / CORRIDOR
    head, _, section = path.read_text("utf-8").partition("[[section]]")
    again = section.replace("alpha-charlie", "alpha-charlie-again")
    path.write_text(f"{head}[[section]]{section}\n[[section]]{again}", "utf-8")
    (fault,) = found(geo.read_atlas(napkin_copy), "section-names")
    assert fault.message == "alpha-charlie-again has the name of alpha-charlie, 'Alpha – Charlie'."


def test_the_main_route_is_no_branch_and_the_others_are(napkin_copy: Path, napkin: Atlas) -> None:
    assert found(napkin, "route-main") == found(napkin, "route-branch") == []
    atlas = changed(napkin_copy, (CORRIDOR, "branch = true\n", ""), (CORRIDOR, '"Alpha – Delta"', '"A"\nbranch = true'))
    assert [(fault.line, fault.severity) for fault in found(atlas, "route-main")] == [(9, "error")]
    assert [(fault.line, fault.severity) for fault in found(atlas, "route-branch")] == [(15, "warning")]


@pytest.mark.parametrize(
    ("groups", "pieces"),
    [([], 0), ([{1, 2}], 1), ([{1, 2}, {2, 3}], 1), ([{1, 2}, {3, 4}], 2), ([{1, 2}, {5, 6}, {2, 3}], 2),
     ([{1, 2}, {3, 4}, {2, 3}], 1)],
)  # fmt: skip
def test_pieces_are_counted(groups: list[set[str]], pieces: int) -> None:
    assert _pieces(groups) == pieces


# Figures


@pytest.mark.parametrize(
    ("row", "is_above"),
    [
        ("volume,,9,,Mt,exact,2024,,observed", True),
        ("volume,,9,,Mt,exact,2024-S1,,observed", True),
        ("volume,,8,,Mt,exact,2024,,observed", False),  # within the capacity's range
        ("volume,,9,,Mt,exact,2023,,observed", False),  # another year
        ("volume,transit,9,,Mt,exact,2024,,observed", False),  # another matter
        ("volume,,9,,Mt,exact,2024,,forecast", False),
        ("volume,,9,,kTEU,exact,2024,,observed", False),
        ("volume,,9,,Mt,exact,,,observed", False),
    ],
)
def test_more_than_the_capacity_is_not_carried(row: str, *, is_above: bool, napkin_copy: Path) -> None:
    add_row(napkin_copy, f"gazette-2024-07,echo,{row},,,,")
    assert bool(found(geo.read_atlas(napkin_copy), "volume-above-capacity")) is is_above


@pytest.mark.parametrize(
    ("row", "is_past"),
    [
        ("exact,2023,,target", True),
        ("exact,2024,,target", False),
        ("exact,,,plan", False),
        ("exact,2023,,observed", False),
    ],
)
def test_an_aim_is_due_no_earlier_than_it_is_announced(row: str, *, is_past: bool, napkin_copy: Path) -> None:
    add_row(napkin_copy, f"gazette-2024-07,echo,volume,,1,,Mt,{row},,,,")
    faults = found(geo.read_atlas(napkin_copy), "deadline-past")
    assert [fault.line for fault in faults] == [8] * is_past


@pytest.mark.parametrize(
    ("period", "statistic", "is_future"),
    [("2025", "observed", True), ("2024-12-31", "observed", False), ("2025-01-01", "observed", True),
     ("2024/2025", "observed", False), ("2025", "forecast", False), ("", "observed", False)],
)  # fmt: skip
def test_nothing_is_observed_before_it_is(period: str, statistic: str, *, is_future: bool, napkin_copy: Path) -> None:
    add_row(napkin_copy, f"gazette-2024-07,echo,volume,,1,,Mt,exact,{period},,{statistic},,,,")
    faults = found(geo.read_atlas(napkin_copy), "observed-future")
    assert [fault.line for fault in faults] == [8] * is_future


def test_a_volume_that_just_reaches_the_capacity_is_not_above_it(napkin_copy: Path) -> None:
    add_row(napkin_copy, "gazette-2024-07,echo,volume,,8,,Mt,at_least,2024,,observed,,,,")
    assert found(geo.read_atlas(napkin_copy), "volume-above-capacity") == []
