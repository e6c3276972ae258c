"""Each check has an atlas that passes it and one that fails it, both made from the napkin by a few edits."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

import pytest

import geo
from geo.checks import CHECKS, run_checks

if TYPE_CHECKING:
    from pathlib import Path

NODES = "data/corridors/nodes.geojson"
LINKS = "data/corridors/links.geojson"
CORRIDOR = "data/corridors/napkin.toml"
SECOND = "data/corridors/second.toml"
ENTRIES = "data/corridors/entries.toml"
WATER = "data/corridors/basemap/water.geojson"
EMPTY = "seeds/sources/empty-2024.toml"
CLAIMS = "seeds/claims/gazette-2024.csv"
PAPER = "seeds/claims/paper-2025-01-01.csv"
DECISIONS = "seeds/decisions.toml"
FEWEST = 25

Edit = tuple[str, str, str]
"""In a file, what becomes what at its first place; added at the end where nothing is to go."""


class Fixture(NamedTuple):
    """What makes the napkin fail a check, and what brings it as near to that as it may come."""

    fails: tuple[Edit, ...]
    passes: tuple[Edit, ...]


def row(text: str, number: int = 7) -> Edit:
    return (CLAIMS, "", f"gazette-2024-0{number},{text},,,,\n")


def feature(file: str, like: str, coordinates: object, **properties: object) -> Edit:
    """Add a feature like one of the napkin's."""
    found = json.loads(TEMPLATES[like])
    found["properties"] |= properties
    found["geometry"]["coordinates"] = coordinates
    return (file, "\n]}", f",\n{json.dumps(found)}\n]}}")


TEMPLATES = {
    "halt": '{"type": "Feature", "properties": {"node_id": "x", "name": "X", "kind": "station", "country": "KE",'
    ' "rank": 4, "source": "hand"}, "geometry": {"type": "Point", "coordinates": []}}',
    "road": '{"type": "Feature", "properties": {"link_id": "x", "from_node_id": "echo", "to_node_id": "charlie",'
    ' "mode": "road", "status": "operating", "country": "KE", "geometry_quality": "stations",'
    ' "geometry_source": "made up"}, "geometry": {"type": "LineString", "coordinates": []}}',
}
NOTE = (LINKS, '"note": null', '"note": "It is a loop."')
BEND = (LINKS, "[35.5, 0]", "[35.5, 1]")
LOOP = (LINKS, "[35.5, 0]", "[35.6, 0], [35.6, 0.2], [35.5, 0.2], [35.5, -0.1]")
SPARSE = (LINKS, "[35.5, 0], ", "")
BY_SEA = (
    (LINKS, '"mode": "road"', '"mode": "sea"'), (LINKS, '"lanes": 2', '"lanes": null'),
    (LINKS, '{"lanes": "made up"}', "{}"),
)  # fmt: skip
JUNCTION_TO_PORT = (NODES, '"kind": "junction"', '"kind": "port"')
ABROAD = (NODES, '"country": "KE"', '"country": "UG"')
SECTION_LINKS = 'links = ["alpha-bravo", "bravo-charlie"]'
PLANNED = (CORRIDOR, 'status = "operating"', 'status = "planned"')
LONELY = feature(NODES, "halt", [36.7, 1], node_id="lonely")
SOURCE = (
    'source_id = "empty-2024"\ntier = "publication"\ntitle = "Made up"\npublisher = "Nobody"\nlanguage = "en"\n'
    'licence = "CC0 1.0"\n'
)
DELTA = '"delta", "name": "Delta"'
NAMED_CHARLIE = (NODES, DELTA, '"delta", "name": "Charlie"')
ANOTHER = (
    'corridor_id = "second"\nname = "Second"\nname_ru = "Второй"\nname_kk = "Екінші"\nstatus = "operating"\n'
    'summary = "Another."\n{}\n[[route]]\nroute_id = "main"\nname = "All"\nlinks = ["alpha-bravo"]\n'
)
TARGET = "exact,2030,,target"
ONE_MT = row("echo,volume,,1,,Mt,exact,2024,,observed")


def water(north: float) -> Edit:
    box = [[36, 0], [38, 0], [38, north], [36, north], [36, 0]]
    geometry = {"type": "Polygon", "coordinates": [box]}
    sea = {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}, "geometry": geometry}]}
    return (WATER, "", json.dumps(sea))


def decision(high: str) -> tuple[Edit, ...]:
    expects = f'{{ "gazette-2024-07" = "1 Mt", "gazette-2024-08" = "{high} Mt" }}'
    text = f'\n[[decision]]\ndecision_id = "b"\nwinner = "gazette-2024-07"\nexpects = {expects}\nreason = "Made up."\n'
    return ONE_MT, row(f"echo,volume,,{high},,Mt,exact,2024,,observed", 8), (DECISIONS, "", text)


FIXTURES = {
    "quality-earned": Fixture(
        (SPARSE,), (SPARSE, (LINKS, '"geometry_quality": "stations"', '"geometry_quality": "schematic"'))
    ),
    "route-main": Fixture(((CORRIDOR, '"Alpha – Delta"', '"Alpha – Delta"\nbranch = true'),), ()),
    "route-branch": Fixture(((CORRIDOR, "branch = true\n", ""),), ()),
    "length-explained": Fixture((), ((CLAIMS, ",120,,km", ",117,,km"),)),
    "sinuosity": Fixture((BEND,), (BEND, NOTE)),
    "spike": Fixture(
        ((LINKS, "[35.5, 0]", "[35.5, 0], [35.3, 0.01]"),), ((LINKS, "[35.5, 0]", "[35.5, 0], [35.5, 0.01]"),)
    ),
    "self-crossing": Fixture((LOOP,), (LOOP, NOTE)),
    "duplicate-geometry": Fixture(
        (feature(LINKS, "road", [[37, 1], [37, 0.5], [37, 0]]),),
        (feature(LINKS, "road", [[37, 1], [37.001, 0.5], [37, 0]]),),
    ),
    "sea-over-land": Fixture((*BY_SEA, water(0.9)), (*BY_SEA, water(0.99))),
    "sea-end": Fixture(BY_SEA, (*BY_SEA, JUNCTION_TO_PORT)),
    "border-unmarked": Fixture((ABROAD,), (ABROAD, (NODES, '"kind": "port"', '"kind": "border_crossing"'))),
    "gauge-change-idle": Fixture(
        ((LINKS, '"gauge_mm": 1000', '"gauge_mm": 1435'),),
        ((LINKS, '"gauge_mm": 1000', '"gauge_mm": 1520'), (NODES, "[1000, 1435]", "[1524, 1435]")),
    ),
    "section-pieces": Fixture(
        ((CORRIDOR, SECTION_LINKS, 'links = ["alpha-bravo", "charlie-echo-road"]'),),
        ((CORRIDOR, SECTION_LINKS, 'links = ["charlie-echo-road", "alpha-bravo", "bravo-charlie"]'),),
    ),
    "corridor-status": Fixture((PLANNED, (LINKS, '"status": "planned"', '"status": "operating"')), (PLANNED,)),
    "observed-unopened": Fixture(
        (row("charlie-delta,volume,,1,,Mt,exact,2024,,observed"),),
        (row("bravo-charlie,volume,,1,,Mt,exact,2024,,observed"),),
    ),
    "attribute-claimed": Fixture(
        (row("alpha-charlie,tracks,,1,,tracks,exact,2024,,observed"),),
        (row("bravo-charlie,tracks,,1,,tracks,exact,2024,,observed"),),
    ),
    "conflict-undecided": Fixture(
        (ONE_MT, row("echo,volume,,2.1,,Mt,exact,2024,,observed", 8)),
        (ONE_MT, row("echo,volume,,1.5,,Mt,exact,2024,,observed", 8)),
    ),
    "decision-idle": Fixture(decision("1.0"), decision("3")),
    "source-unused": Fixture(((EMPTY, "", SOURCE),), ((EMPTY, "", f'{SOURCE}note = "No figure."\n'),)),
    "node-unused": Fixture((LONELY,), (LONELY, row("lonely,volume,,1,,Mt,exact,2024,,observed"))),
    "link-unused": Fixture(((CORRIDOR, ', "charlie-delta"]', "]"),), ()),
    "names-missing": Fixture(
        ((NODES, '"name_ru": "Чарли"', '"name_ru": null'),),
        ((NODES, '"name_ru": "Чарли"', '"name_ru": null'), (NODES, '"rank": 2', '"rank": 3')),
    ),
    "section-names": Fixture((), ((CORRIDOR, '"Альфа – Чарли"', '"Альфа – Чарли"\nname_kk = "Альфа – Чарли"'),)),
    "name-shared": Fixture(
        ((ENTRIES, "summary", 'aliases = ["nc"]\nsummary'),), ((ENTRIES, "summary", 'aliases = ["nd"]\nsummary'),)
    ),
    "node-names": Fixture((NAMED_CHARLIE, (NODES, '"kind": "city"', '"kind": "junction"')), (NAMED_CHARLIE,)),
    "route-names": Fixture(
        ((CORRIDOR, '"Charlie – Echo"', '"Alpha – Delta"'),), ((CORRIDOR, '"Charlie – Echo"', '"Delta – Alpha"'),)
    ),
    "order-shared": Fixture(
        ((CORRIDOR, "aliases", "order = 3\naliases"), (SECOND, "", ANOTHER.format("order = 3"))),
        ((SECOND, "", ANOTHER.format("")),),
    ),
    "claim-doubled": Fixture(
        (row("bravo-charlie,length,,120000,,m,exact,,,observed"),),
        (row("bravo-charlie,length,yard,120000,,m,exact,,,observed"),),
    ),
    "locator-shared": Fixture(
        ((PAPER, "141,155", "116,128"),),
        ((PAPER, "", "paper-2025-01-01-05,echo,volume,,2.5,,Mt,nearly,2024,,observed,116,128,,\n"),),
    ),
    "base-matter": Fixture(
        ((PAPER, TARGET, "exact,2030,gazette-2024-02,target"),),
        ((PAPER, TARGET, "exact,2030,paper-2025-01-01-01,target"),),
    ),
    "base-later": Fixture(
        ((PAPER, TARGET, "exact,2023,paper-2025-01-01-01,target"),),
        ((PAPER, TARGET, "exact,2024,paper-2025-01-01-01,target"),),
    ),
    "volume-above-capacity": Fixture(
        (row("echo,volume,,9,,Mt,exact,2024,,observed"),), (row("echo,volume,,8.1,,Mt,about,2024,,observed"),)
    ),
    "deadline-past": Fixture(
        (row("echo,volume,,1,,Mt,exact,2023,,target"),), (row("echo,volume,,1,,Mt,exact,2024,,target"),)
    ),
    "aim-overtaken": Fixture(
        (row("echo,capacity,,4,,Mt/yr,exact,2030,,target"),), (row("echo,capacity,,5,,Mt/yr,exact,2030,,target"),)
    ),
    "observed-future": Fixture(
        (row("echo,volume,,1,,Mt,exact,2025,,observed"),), (row("echo,volume,,1,,Mt,exact,2024-12-31,,observed"),)
    ),
}


def edited(root: Path, edits: tuple[Edit, ...]) -> geo.Atlas:
    for file, old, new in edits:
        path = root / file
        text = path.read_text("utf-8") if path.exists() else ""
        assert old in text, f"the edit does not fit {file}"
        path.write_text(text.replace(old, new, 1) if old else text + new, "utf-8")
    return geo.read_atlas(root)


def rules(atlas: geo.Atlas) -> set[str]:
    return {fault.rule for fault in run_checks(atlas)}


def test_no_check_lacks_its_two_fixtures() -> None:
    assert list(FIXTURES) == [check.name for check in CHECKS]
    assert len(FIXTURES) >= FEWEST


@pytest.mark.parametrize("name", FIXTURES)
def test_a_check_finds_what_is_wrong(name: str, napkin_copy: Path) -> None:
    assert name in rules(edited(napkin_copy, FIXTURES[name].fails))


@pytest.mark.parametrize("name", FIXTURES)
def test_a_check_lets_pass_what_is_right(name: str, napkin_copy: Path) -> None:
    assert name not in rules(edited(napkin_copy, FIXTURES[name].passes))


@pytest.mark.parametrize("name", FIXTURES)
def test_a_finding_has_a_place_and_a_fix(name: str, napkin_copy: Path) -> None:
    faults = [one for one in run_checks(edited(napkin_copy, FIXTURES[name].fails)) if one.rule == name]
    assert all(one.line > 0 and (napkin_copy / one.file).is_file() for one in faults)
    assert all(one.message.endswith(".") and one.fix.endswith(".") for one in faults)
    assert all(one.severity == next(check.severity for check in CHECKS if check.name == name) for one in faults)


def test_beside_broken_records_only_checks_of_single_records_run(napkin_copy: Path) -> None:
    assert {check.name for check in CHECKS if check.is_of_records} == {
        "quality-earned", "route-main", "route-branch", "sinuosity", "spike", "self-crossing", "route-names"
    }  # fmt: skip
    atlas = edited(napkin_copy, (SPARSE, ONE_MT, row("echo,volume,,2.1,,Mt,exact,2024,,observed", 8)))
    assert {one.rule for one in run_checks(atlas, is_valid=False)} == {"quality-earned"}
    assert "conflict-undecided" in rules(atlas)
