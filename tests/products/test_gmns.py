"""The network in GMNS: valid by the specification, opened by another tool, and the same when it comes back."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import geo
from geo.errors import UnknownIdError
from geo.network.incoming import gmns_tables
from geo.network.incoming.intake import Intake
from geo.products.exports import export
from geo.products.gmns import gmns_files
from geo.products.intake import Origin, import_lines

if TYPE_CHECKING:
    from geo.atlas import Atlas

SCHEMAS = Path(__file__).parents[1] / "data" / "gmns"
CHOSEN = ["baku-supsa", "btc", "middle-corridor"]
ORIGIN = Origin("Round trip", "Nobody", "CC0 1.0")


def rows(files: dict[str, bytes] | Path, name: str) -> list[dict[str, str]]:
    content = (files / f"{name}.csv").read_bytes() if isinstance(files, Path) else files[f"{name}.csv"]
    return list(csv.DictReader(content.decode().splitlines()))


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("gmns") / "net"
    export(geo.read_atlas(), "gmns", None, folder)
    return folder


def validate(folder: Path, schema: str | None = None) -> list[str]:
    """Validate the tables, by the fields of the specification or by the description beside them."""
    import warnings

    with warnings.catch_warnings():  # its libraries', on import
        warnings.simplefilter("ignore")
        from frictionless import Package, Resource, Schema, system

        package = Package(str(folder / "datapackage.json"))
        for resource in package.resources if schema else ():
            known = json.loads((SCHEMAS / f"{resource.name}.schema.json").read_text())
            own = resource.schema.to_descriptor()["fields"][len(known["fields"]) :]
            resource.schema = Schema.from_descriptor({**known, "fields": [*known["fields"], *own]})
        with system.use_context(trusted=True):
            report = package.validate()
        assert isinstance(package.resources[0], Resource)
    return [str(error) for error in report.flatten(["message"])]


def test_the_shipped_atlas_is_valid_by_the_specification_and_by_its_own_description(shipped: Path) -> None:
    assert validate(shipped, "0.96") == []
    assert validate(shipped) == []


def test_the_check_finds_what_is_wrong(shipped: Path, tmp_path: Path) -> None:
    broken = Path(shutil.copytree(shipped, tmp_path / "net"))
    text = (broken / "link.csv").read_text("utf-8")
    (broken / "link.csv").write_text(text.replace(",true,", ",perhaps,", 1), "utf-8")
    assert len(validate(broken, "0.96")) == 1


@pytest.mark.parametrize("name", ["config", "link", "location", "node", "use_group"])
def test_the_columns_are_those_of_the_specification_then_our_own(napkin: Atlas, name: str) -> None:
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text())
    wanted = [field["name"] for field in schema["fields"]]
    header = gmns_files(napkin, None)[f"{name}.csv"].decode().splitlines()[0].split(",")
    assert list(getattr(gmns_tables, name.upper())) == wanted == header[: len(wanted)]


def test_each_direction_has_a_row_and_units_are_said(napkin: Atlas) -> None:
    files = gmns_files(napkin, None)
    config = rows(files, "config")[0]
    assert (config["long_length"], config["speed"], config["crs"]) == ("km", "km/h", "EPSG:4326")
    there, back = rows(files, "link")[:2]
    assert (there["from_node_id"], there["to_node_id"]) == (back["to_node_id"], back["from_node_id"])
    assert there["geometry"].removeprefix("LINESTRING (").split(", ")[0] in back["geometry"].rpartition(", ")[2]
    assert there["directed"] == back["directed"] == "true"


def test_capacity_an_hour_and_speed_are_unknown_and_stay_empty(napkin: Atlas) -> None:
    for row in rows(gmns_files(napkin, None), "link"):
        assert row["capacity"] == row["free_speed"] == ""


def test_a_capacity_of_the_atlas_stands_in_its_own_columns_with_its_claim() -> None:
    found = [row for row in rows(gmns_files(geo.read_atlas(), None), "link") if row["capacity_mt_yr_low"]]
    assert found
    assert all(row["claim_ids"] for row in found)


def test_lanes_are_those_of_a_direction(napkin: Atlas) -> None:
    def lanes(total: int | None, *, directed: bool = False) -> set[tuple[str, str]]:
        links = {
            link_id: link.model_copy(update={"lanes": total, "directed": directed})
            for link_id, link in napkin.network.links.items()
        }
        atlas = geo.Atlas(napkin.paths, napkin.evidence, _network(napkin, links))
        return {(row["lanes"], row["lanes_total"]) for row in rows(gmns_files(atlas, None), "link")}

    assert lanes(4) == {("2", "4")}
    assert lanes(3) == {("", "3")}
    assert lanes(3, directed=True) == {("3", "3")}
    assert lanes(None) == {("", "")}


def _network(napkin: Atlas, links: dict[str, Any]) -> Any:
    from dataclasses import replace

    return replace(napkin.network, links=links)


def test_a_corridor_alone_has_the_numbers_of_the_whole(shipped: Path) -> None:
    atlas = geo.read_atlas()
    whole = {row["atlas_link_id"]: row["link_id"] for row in rows(shipped, "link")}
    part = {row["atlas_link_id"]: row["link_id"] for row in rows(gmns_files(atlas, ["dostyk-moiynty"]), "link")}
    assert set(part) == set(atlas.network.corridors["dostyk-moiynty"].link_ids)
    assert part.items() <= whole.items()
    with pytest.raises(UnknownIdError):
        gmns_files(atlas, ["nowhere"])


@pytest.mark.parametrize("form", ["folder", "zip"])
def test_what_goes_out_and_comes_back_is_the_same(shipped: Path, tmp_path: Path, form: str) -> None:
    path = shipped
    if form == "zip":
        path = tmp_path / "net.zip"
        export(geo.read_atlas(), "gmns", None, path)
    before = geo.read_atlas().network
    after = import_lines(path, tmp_path / "back", ORIGIN, Intake(ORIGIN.source_id)).atlas.network
    assert set(after.nodes) == set(before.nodes)
    assert set(after.links) == set(before.links)
    for node_id, node in after.nodes.items():
        old = before.nodes[node_id].model_copy(update={"source": node.source, "gauges_mm": node.gauges_mm})
        assert node == old
        assert set(node.gauges_mm or ()) == set(before.nodes[node_id].gauges_mm or ())
    for link_id, link in after.links.items():
        own = {"geometry_source": link.geometry_source, "attribute_sources": link.attribute_sources}
        assert link == before.links[link_id].model_copy(update=own)


def test_nodes_of_one_position_are_a_centimetre_apart(shipped: Path) -> None:
    places = [(row["x_coord"], row["y_coord"]) for row in rows(shipped, "node")]
    assert len(set(places)) == len(places)


def test_a_folder_is_replaced_whole_and_keeps_what_is_not_ours(napkin: Atlas, tmp_path: Path) -> None:
    (tmp_path / "net").mkdir()
    (tmp_path / "net" / "mine.txt").write_text("x")
    export(napkin, "gmns", None, tmp_path / "net")
    export(napkin, "gmns", None, tmp_path / "net")
    assert {path.name for path in (tmp_path / "net").iterdir()} == {*gmns_files(napkin, None), "mine.txt"}


OPEN = """
import sys
from aequilibrae import Project
folder, target = sys.argv[1:]
project = Project()
project.new(target)
project.network.create_from_gmns(f"{folder}/link.csv", f"{folder}/node.csv", f"{folder}/use_group.csv")
links = project.network.links.data
print(len(links), len(project.network.nodes.data), round(links["distance"].sum() / 1000))
print(sorted(set(links.direction.tolist())), sorted(links.link_type.unique()))
project.close()
"""


def interpreter() -> str | None:
    """Find a Python of this version whose SQLite loads extensions: pyenv's does not, Debian's does."""
    code = "import sqlite3, sys; sqlite3.connect(':memory:').enable_load_extension(True); print(sys.version_info[:2])"
    for path in (sys.executable, "/usr/bin/python3"):
        done = subprocess.run([path, "-S", "-c", code], capture_output=True, text=True, check=False)
        if done.stdout.strip() == str(sys.version_info[:2]):
            return path
    return None


def has_spatialite(python: str) -> bool:
    code = (
        "import sqlite3; c = sqlite3.connect(':memory:'); c.enable_load_extension(True);"
        "c.load_extension('mod_spatialite')"
    )
    return subprocess.run([python, "-S", "-c", code], capture_output=True, check=False).returncode == 0


def test_aequilibrae_opens_the_network(tmp_path: Path) -> None:
    """Two pipelines run between the same places, of which it keeps one; two nodes lie at one position."""
    if find_spec("aequilibrae") is None:
        pytest.skip("aequilibrae is not installed")
    python = interpreter() or pytest.skip("no Python of this version loads extensions of SQLite")
    if not has_spatialite(python):
        pytest.skip("mod_spatialite is not installed (Debian: libsqlite3-mod-spatialite)")
    export(geo.read_atlas(), "gmns", CHOSEN, tmp_path / "net")
    packages = next(path for path in sys.path if path.endswith("site-packages"))
    done = subprocess.run(
        [python, "-S", "-W", "ignore", "-c", OPEN, str(tmp_path / "net"), str(tmp_path / "model")],
        env={**os.environ, "PYTHONPATH": packages}, cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    network = geo.read_atlas().network
    chosen = [network.links[link_id] for name in CHOSEN for link_id in network.corridors[name].link_ids]
    pairs = {(link.from_node_id, link.to_node_id): network.length_km[link.link_id] for link in chosen}
    counts, kinds = done.stdout.strip().splitlines()[-2:]
    links, nodes, km = map(int, counts.split())
    assert links == len(pairs) < len(chosen)
    assert nodes == len({end for pair in pairs for end in pair})
    assert km == pytest.approx(sum(pairs.values()), rel=0.03)
    assert kinds == "[0] ['branch_line', 'crude_pipeline', 'ferry', 'main_line']"
