"""Records changed at random where their structure is: reading them ends in faults with a place, or in an atlas.

`make fuzz` runs many more cases, other ones each time.
"""

from __future__ import annotations

import copy
import csv
import io
import json
import os
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from atlas_cases import BASEMAP, DEMAND, SCENARIO, good
from format_cases import LINE, LINK, NODE, TEXT
from hypothesis import given, settings
from hypothesis import strategies as st
from mistakes import CORRIDOR, DECISIONS, ENTRIES, GAZETTE, GAZETTE_CLAIMS, LINKS, NODES, PAPER, PAPER_CLAIMS

import geo
from geo.atlas import inspect_atlas
from geo.checks import run_checks
from geo.errors import CorridorError
from geo.model.demand import read_demand
from geo.model.scenarios import inspect_scenarios
from geo.network.incoming.intake import Intake
from geo.products.intake import Origin, import_lines
from geo.products.map_geometry import map_geometry
from geo.reading.articles import read_article
from geo.reading.findings import find_claims
from tests.conftest import NAPKIN

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CASES = int(os.environ.get("FUZZ_CASES", "0"))
MANY = settings(max_examples=max(CASES // 18 + 1, 20), derandomize=not CASES)
TEXTS = st.text(max_size=12) | st.sampled_from([
    "", " ", "../x", "alpha", "bravo", "napkin", "alpha-bravo", "\0", "\u2028", "\ud800", "{{7*7}}", "${1}", "</script>",
    "=1+1", "2024", "2024-13", "9" * 400, "NaN", "1e400", "Mt", "KE", "é", "e\u0301", "a" * 5000, "Аa",
])  # fmt: skip
NUMBERS = st.integers() | st.floats() | st.sampled_from([0, -1, 181, 90.00001, 10**400, 1e308, 5e-324, 2**63])
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Walk through every container with every key of it."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        yield value, key
        yield from places(inner)


@st.composite
def changed_json(draw: st.DrawFn, content: bytes) -> bytes:
    tree = json.loads(content)
    for _ in range(draw(st.integers(1, 3))):
        known = list(places(tree))
        if not known:
            break
        inside, key = draw(st.sampled_from(known))
        other, other_key = draw(st.sampled_from(known))
        way = draw(st.integers(0, 4))
        if way == 0:
            del inside[key]
        elif way == 1:
            inside[key] = copy.deepcopy(other[other_key])
        elif way == 2 and isinstance(inside, list):
            inside.insert(key, copy.deepcopy(inside[key]))
        elif way == 3 and isinstance(inside, dict):
            inside[draw(TEXTS)] = inside.pop(key)
        else:
            inside[key] = draw(VALUES)
    return json.dumps(tree, ensure_ascii=draw(st.booleans())).encode("utf-8", "surrogatepass")


TOML_VALUES = st.sampled_from([
    "1", "-1", "nan", "inf", "1e400", "9" * 400, "9" * 5000, "true", '""', '"x"', '"../x"', "'''\n'''", "[]", "[[]]", "{}",
    "2024-01-01", "2024-01-01T00:00:00", "10:00:00", '["alpha-bravo"]', '["alpha-bravo", "alpha-bravo"]', "[1, 'a']",
    "{a.b.c = 1}", '"\\u0000"', '"\\u202e"', "{link = 'alpha-bravo'}", "{node = 'bravo'}", "0x10", "1_000", '"computed"',
]) | TEXTS.map(lambda text: json.dumps(text, ensure_ascii=False))  # fmt: skip


@st.composite
def changed_toml(draw: st.DrawFn, content: bytes) -> bytes:
    lines = content.decode().split("\n")
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(lines) - 1))
        way = draw(st.integers(0, 4))
        if way == 0 and len(lines) > 1:
            del lines[at]
        elif way == 1:
            lines.insert(at, draw(st.sampled_from(lines)))
        elif way == 2:
            lines.insert(
                at, draw(st.sampled_from(["[x]", "[[route]]", "[[section]]", "[[change]]", "[[entry]]", "a.b = 1"]))
            )
        elif " = " in lines[at]:
            key = draw(
                st.sampled_from(
                    [lines[at].partition(" = ")[0], "x", "name", "links", "base", "value", "factor", "year"]
                )
            )
            lines[at] = f"{key} = {draw(TOML_VALUES)}"
    return "\n".join(lines).encode("utf-8", "surrogatepass")


@st.composite
def changed_csv(draw: st.DrawFn, content: bytes) -> bytes:
    rows = list(csv.reader(io.StringIO(content.decode())))
    cells = TEXTS | NUMBERS.map(str) | st.sampled_from([cell for row in rows for cell in row])
    for _ in range(draw(st.integers(1, 4))):
        row = draw(st.sampled_from(rows))
        way = draw(st.integers(0, 5))
        if way == 0:
            row.append(draw(cells))
        elif way == 1:
            rows.append(list(row))
        elif row:
            row[draw(st.integers(0, len(row) - 1))] = draw(cells)
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("utf-8", "surrogatepass")


def changed(file: str, content: bytes) -> st.SearchStrategy[bytes]:
    way = changed_json if file.endswith("json") else changed_toml if file.endswith("toml") else changed_csv
    return way(content)


@pytest.fixture(scope="module")
def atlas_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("fuzz") / "atlas"
    shutil.copytree(NAPKIN, root)
    (root / SCENARIO).parent.mkdir()
    (root / SCENARIO).write_bytes(good(SCENARIO))
    return root


RECORDS = (NODES, LINKS, CORRIDOR, ENTRIES, PAPER, GAZETTE, PAPER_CLAIMS, GAZETTE_CLAIMS, DECISIONS, SCENARIO)


@pytest.mark.parametrize("file", RECORDS)
@MANY
@given(data=st.data())
def test_no_change_of_a_record_breaks_the_reader_or_the_checks(
    data: st.DataObject, file: str, atlas_folder: Path
) -> None:
    (atlas_folder / file).write_bytes(data.draw(changed(file, good(file))))
    try:
        atlas, faults = inspect_atlas(atlas_folder)
        inspect_scenarios(atlas, faults, is_valid=not faults.items)
        found = [*faults.items, *run_checks(atlas, is_valid=not faults.items)]
        assert all(fault.file and fault.message and len(str(fault)) < 20_000 for fault in found)
    except CorridorError as error:
        assert str(error)
    finally:
        (atlas_folder / file).write_bytes(good(file))


@pytest.mark.parametrize("file", BASEMAP)
@MANY
@given(data=st.data())
def test_no_change_of_the_ground_breaks_the_map(data: st.DataObject, file: str, atlas_folder: Path) -> None:
    (atlas_folder / file).write_bytes(data.draw(changed(file, good(file))))
    try:
        map_geometry(geo.read_atlas(atlas_folder))
    except CorridorError as error:
        assert file.rpartition("/")[2] in str(error)
    finally:
        (atlas_folder / file).write_bytes(good(file))


@MANY
@given(content=changed_csv(good(DEMAND)))
def test_no_change_of_demand_breaks_its_reader(content: bytes, atlas_folder: Path, napkin: geo.Atlas) -> None:
    path = atlas_folder.parent / DEMAND
    path.write_bytes(content)
    try:
        assert all(0 <= each.mt_yr <= 1e9 for each in read_demand(path, napkin.network))
    except CorridorError as error:
        assert DEMAND in str(error)


def take_in(path: Path) -> None:
    """Import what may be lines; what comes of it is an atlas or a message."""
    folder = path.parent / "new"
    shutil.rmtree(folder, ignore_errors=True)
    try:
        import_lines(path, folder, Origin("Lines", "Survey", "CC0 1.0"), Intake("lines-lines", mode="rail"))
    except CorridorError as error:
        assert str(error)
        assert not folder.exists()


@MANY
@given(content=changed_json(LINE.encode()))
def test_no_change_of_geojson_breaks_the_import(content: bytes, atlas_folder: Path) -> None:
    path = atlas_folder.parent / "lines.geojson"
    path.write_bytes(content)
    take_in(path)


@pytest.mark.parametrize("table", ["node.csv", "link.csv"])
@MANY
@given(data=st.data())
def test_no_change_of_gmns_breaks_the_import(data: st.DataObject, table: str, atlas_folder: Path) -> None:
    folder = atlas_folder.parent / "gmns"
    folder.mkdir(exist_ok=True)
    tables = {"node.csv": NODE, "link.csv": LINK, "config.csv": "crs\nEPSG:4326\n"}
    for name, text in tables.items():
        (folder / name).write_bytes(text.encode())
    (folder / table).write_bytes(data.draw(changed_csv(tables[table].encode())))
    take_in(folder)


@MANY
@given(
    parts=st.lists(TEXTS | NUMBERS.map(str) | st.sampled_from(TEXT.decode().split()), max_size=30),
    is_html=st.booleans(),
)
def test_no_words_break_the_reading_of_articles(parts: list[str], is_html: bool, napkin: geo.Atlas) -> None:  # noqa: FBT001 - hypothesis gives it
    name = "a.html" if is_html else "a.txt"
    try:
        article = read_article(" ".join(parts).encode("utf-8", "surrogatepass"), name)
        find_claims(napkin, article)
    except CorridorError as error:
        assert name in str(error)
