"""Capacities of zero, without end and unknown, goods without a way, no demand: every command ends in an answer."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cli.main import app

NAPKIN = Path(__file__).parents[1] / "data" / "napkin"
HEAD = 'scenario_id = "one"\nname = "One"\nsummary = "Made up."\nyear = 2030\n'
CHANGE = '[[change]]\nname = "x"\nfrom_year = 2025\nsource = "assumption"\nnote = "Made up."\n'
SECTION = 'select = {section = "alpha-charlie"}\nattribute = "capacity"\n'
DEMAND = "commodity_id,origin,destination,what,mt_yr,source\n"


def atlas_of(folder: Path, scenario: str) -> str:
    root = folder / "atlas"
    shutil.copytree(NAPKIN, root)
    (root / "data/corridors/scenarios").mkdir()
    (root / "data/corridors/scenarios/one.toml").write_text(scenario, "utf-8")
    return str(root)


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words), catch_exceptions=False)


def answer(*words: str) -> Any:
    def refuse(constant: str) -> None:
        raise AssertionError(constant)

    result = run(*words, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout, parse_constant=refuse)


def demand_of(folder: Path, *rows: str) -> str:
    path = folder / "demand.csv"
    path.write_text(DEMAND + "".join(f"{row}\n" for row in rows), "utf-8")
    return str(path)


COMMANDS = (
    ("capacity",), ("capacity", "napkin"), ("capacity", "napkin", "--computed"), ("capacity", "bravo", "--computed"),
    ("flow",), ("bottleneck", "alpha", "charlie"), ("disrupt",), ("simulate", "alpha", "charlie", "--draws", "20"),
    ("simulate", "--draws", "20"),
)  # fmt: skip
LIMITS = {
    "zero": CHANGE + SECTION + 'value = 0\nunit = "Mt/yr"\n',
    "huge": CHANGE + SECTION + 'value = 1e9\nunit = "Mt/yr"\n',
    "a node of zero": CHANGE + 'select = {node = "bravo"}\nattribute = "capacity"\nvalue = 0\nunit = "Mt/yr"\n',
    "no demand": CHANGE + 'select = {commodity = "napkin"}\nattribute = "demand"\nvalue = 0\nunit = "Mt/yr"\n',
    "much demand": CHANGE + 'select = {commodity = "napkin"}\nattribute = "demand"\nvalue = 1e9\nunit = "Mt/yr"\n',
    "nothing changed": "",
    "trains that carry nothing": CHANGE
    + 'select = {assumption = "freight-share"}\nattribute = "value"\nvalue = 0\nlow = 0\nhigh = 0\n',
}


@pytest.mark.parametrize("name", LIMITS)
def test_every_command_answers_at_the_limits(tmp_path: Path, name: str) -> None:
    root = atlas_of(tmp_path, HEAD + LIMITS[name])
    assert run("check", "--atlas", root).exit_code == 0
    for words in COMMANDS:
        answer(*words, "--scenario", "one", "--atlas", root)
    answer("scenario", "run", "one", "--atlas", root)
    answer("targets", "--atlas", root)


def test_a_capacity_of_zero_lets_nothing_pass_and_binds(tmp_path: Path) -> None:
    root = atlas_of(tmp_path, HEAD + LIMITS["zero"])
    goods = demand_of(tmp_path, "ore,alpha,charlie,ore,3,")
    found = answer("flow", "--demand", goods, "--scenario", "one", "--atlas", root)
    assert (found["passes"], found["cannot_pass"][0]["left_mt"]) == ([], 3)
    assert set(found["cannot_pass"][0]["binds"]) <= {"alpha-bravo", "bravo-charlie"}
    (first, *_) = answer("bottleneck", "alpha", "charlie", "--scenario", "one", "--atlas", root)
    assert (first["passes_mt_yr"], first["binds"]) == (0, ["alpha-bravo"])


@pytest.mark.parametrize("value", ["inf", "-inf", "nan", "1e308", "-1"])
def test_a_capacity_that_is_no_amount_is_refused_with_its_line(tmp_path: Path, value: str) -> None:
    root = atlas_of(tmp_path, HEAD + CHANGE + SECTION + f'value = {value}\nunit = "Mt/yr"\n')
    said = run("check", "--atlas", root)
    assert said.exit_code == 1
    assert "data/corridors/scenarios/one.toml:12: [field-range] `change.0.value" in said.output
    assert "1 fault," in said.output


def test_an_unknown_capacity_lets_all_pass_and_is_said_to_be_unknown(tmp_path: Path) -> None:
    goods = demand_of(tmp_path, "ore,charlie,echo,ore,3,")
    found = answer("flow", "--demand", goods, "--atlas", str(NAPKIN))
    assert found["passes"][0]["passes_mt"] == 3
    assert found["loads"][0]["capacity_mt"] is None
    assert any("Unknown capacities do not bind" in note for note in found["notes"])


def test_an_override_that_matches_nothing_is_refused_with_its_line(tmp_path: Path) -> None:
    root = atlas_of(tmp_path, HEAD + CHANGE + SECTION.replace("alpha-charlie", "alpha-charly") + "factor = 2\n")
    for words in (("check",), ("flow", "--scenario", "one"), ("capacity", "--scenario", "one")):
        said = run(*words, "--atlas", root)
        assert said.exit_code == 1
        assert (
            "one.toml:10: [change-names] 'x': there is no section 'alpha-charly'. Near it: alpha-charlie."
            in said.output
        )


def test_goods_without_a_way_stay_and_are_told(tmp_path: Path) -> None:
    goods = demand_of(tmp_path, "ore,alpha,delta,ore,3,", "none,alpha,charlie,,0,")
    found = answer("flow", "--demand", goods, "--atlas", str(NAPKIN))
    assert [(row["commodity_id"], row["left_mt"], row["binds"]) for row in found["cannot_pass"]] == [
        ("ore", 3, ["no route"])
    ]
    assert (found["passes"], found["loads"], found["worth"]) == ([], [], [])


HOSTILE = {
    "a word for a number": CHANGE + SECTION + 'value = "much"\n',
    "a list": CHANGE + SECTION + "value = [1]\n",
    "a table": CHANGE + SECTION + "value = {a = 1}\n",
    "a date": CHANGE + SECTION + "value = 2025-01-01\n",
    "a truth": CHANGE + SECTION + 'value = true\nunit = "Mt/yr"\n',
    "a number of 5,000 digits": CHANGE + SECTION + f"value = {'9' * 5000}\n",
    "no selection": CHANGE + 'select = {}\nattribute = "closed"\n',
    "a selection that is a word": CHANGE + 'select = "x"\nattribute = "closed"\n',
    "changes that are a word": 'change = "x"\n',
    "changes that are numbers": "change = [1, 2]\n",
    "a base that is itself": 'base = "one"\n',
    "a base that is a number": "base = 5\n",
    "endless growth": 'demand_growth_percent = inf\ndemand_growth_source = "assumption"\n',
    "a field of its own": "evil = 1\n",
    "3,000 brackets": f"x = {'[' * 3000}{']' * 3000}\n",
    "3,000 dots": f"{'a.' * 3000}b = 1\n",
    "a control character": CHANGE.replace('"x"', '"\\u0000"') + SECTION + "factor = 2\n",
    "half of a single track": CHANGE
    + 'select = {assumption = "single-track-both-ways"}\nattribute = "value"\nvalue = 1.5\n',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_scenario_is_a_fault_with_its_file_and_no_traceback(tmp_path: Path, name: str) -> None:
    root = atlas_of(tmp_path, HEAD + HOSTILE[name])
    for words in (("check",), ("scenario", "run", "one"), ("capacity", "--scenario", "one")):
        said = run(*words, "--atlas", root)
        assert said.exit_code == 1
        assert "data/corridors/scenarios/one.toml" in said.output


@pytest.mark.parametrize("assumption", ["net-t-a-train", "rail-period", "days-a-year", "border-servers"])
def test_assumptions_of_zero_or_beyond_reason_end_in_a_message(tmp_path: Path, assumption: str) -> None:
    for value in ("0", "1e9"):
        text = CHANGE + f'select = {{assumption = "{assumption}"}}\nattribute = "value"\nvalue = {value}\n'
        root = atlas_of(tmp_path / value, HEAD + text)
        for words in (("capacity", "napkin", "--computed"), ("capacity", "bravo", "--service", "3")):
            said = run(*words, "--scenario", "one", "--atlas", root)
            assert said.exit_code in (0, 1)
            assert said.output


def test_a_new_atlas_without_figures_is_answered_by_every_command(tmp_path: Path) -> None:
    root = str(tmp_path / "new")
    assert run("init", root).exit_code == 0
    for words in (
        ("capacity",), ("capacity", "bakhty-ayagoz", "--computed", "--tracks", "1"), ("route", "ayagoz", "urzhar"),
        ("flow",), ("check", "--model"), ("check", "--claims"), ("scenario", "list"), ("targets",), ("disrupt",),
        ("simulate", "--draws", "20"),
    ):  # fmt: skip
        answer(*words, "--atlas", root)
    assert "none." in run("check", "--model", "--atlas", root).output
