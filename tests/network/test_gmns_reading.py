"""A network in GMNS is read as its tables say it."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from geo.errors import CorridorError, RecordError
from geo.network.incoming.gmns import read_gmns
from geo.network.incoming.gmns_tables import is_gmns
from geo.network.incoming.intake import Intake, Tally

if TYPE_CHECKING:
    from pathlib import Path

CONFIG = "crs,long_length\nEPSG:4326,km\n"
NODE = "node_id,x_coord,y_coord,name,node_type\n1,60,45,One,station\n2,61,45,Two,\n9,70,50,Lonely,\n"
LINK = (
    "link_id,from_node_id,to_node_id,directed,geometry,lanes,allowed_uses,facility_type\n"
    '7,1,2,true,"LINESTRING (60 45, 60.5 45.5, 61 45)",2,"AUTO,TRUCK",Motor Way\n'
    '8,2,1,true,"LINESTRING (61 45, 60.5 45.5, 60 45)",1,"AUTO,TRUCK",Motor Way\n'
)


def folder(tmp_path: Path, **tables: str) -> Path:
    for name, text in {"config": CONFIG, "node": NODE, "link": LINK, **tables}.items():
        if text:
            (tmp_path / f"{name}.csv").write_text(text, "utf-8")
    return tmp_path


def read(path: Path, **said: Any):
    tally = Tally(path.name)
    made = read_gmns(path, Intake("mine", **said), tally)
    return made, {fault.rule: fault for fault in tally.faults}


def test_two_directions_are_one_link_with_the_lanes_of_both(tmp_path: Path) -> None:
    made, found = read(folder(tmp_path))
    (link,) = made.links
    assert (link.link_id, link.mode, link.lanes, link.directed) == ("link-7", "road", 3, False)
    assert link.facility_type == "motor_way"
    assert link.line == ((60, 45), (60.5, 45.5), (61, 45))
    assert [(node.node_id, node.name, node.kind) for node in made.nodes] == [
        ("node-1", "One", "station"), ("node-2", "Two", "junction"),
    ]  # fmt: skip
    assert "1 nodes have no link" in found["unused"].message


def test_one_direction_alone_stays_directed(tmp_path: Path) -> None:
    (link,) = read(folder(tmp_path, link="\n".join(LINK.splitlines()[:2])))[0].links
    assert (link.directed, link.lanes) == (True, 2)


def test_lanes_of_an_undirected_link_are_not_known(tmp_path: Path) -> None:
    text = "\n".join(LINK.splitlines()[:2]).replace("true", "false")
    (link,) = read(folder(tmp_path, link=text))[0].links
    assert (link.directed, link.lanes) == (False, None)


def test_a_link_without_geometry_is_straight_and_schematic(tmp_path: Path) -> None:
    text = "link_id,from_node_id,to_node_id,directed\na-b,1,2,false\n"
    (link,) = read(folder(tmp_path, link=text), mode="rail", quality="track")[0].links
    assert (link.link_id, link.line, link.geometry_quality) == ("a-b", ((60, 45), (61, 45)), "schematic")


def test_geometry_may_stand_in_a_table_of_its_own_and_backwards(tmp_path: Path) -> None:
    link = "link_id,from_node_id,to_node_id,directed,geometry_id,dir_flag\na-b,1,2,false,g,-1\n"
    shape = 'geometry_id,geometry\ng,"LINESTRING (61 45, 60.2 45.1, 60 45)"\n'
    (found,) = read(folder(tmp_path, link=link, geometry=shape), mode="rail")[0].links
    assert found.line == ((60, 45), (60.2, 45.1), (61, 45))


def test_other_coordinates_are_transformed(tmp_path: Path) -> None:
    node = "node_id,x_coord,y_coord\n1,6679169.45,5621521.49\n2,6790488.94,5621521.49\n"
    link = "link_id,from_node_id,to_node_id,directed\na-b,1,2,false\n"
    made, _ = read(folder(tmp_path, config="crs\nEPSG:3857\n", node=node, link=link), mode="rail")
    assert made.links[0].line == ((60, 45), (61, 45))


def test_without_a_crs_it_is_refused_with_the_fix(tmp_path: Path) -> None:
    path = folder(tmp_path, config="")
    with pytest.raises(CorridorError, match=r"config\.csv.*--crs"):
        read(path)
    assert read(path, crs="EPSG:4326")[0].links


@pytest.mark.parametrize(
    ("table", "text", "rule"),
    [
        ("link", LINK.replace("7,1,2", "7,1,5"), "link-node"),
        ("link", LINK.replace("(60 45, 60.5", "(60.1 45, 60.5"), "link-end"),
        ("link", LINK.replace("LINESTRING (60", "POINT (60"), "geometry"),
        ("link", LINK.replace("60.5 45.5, 61 45)", "60.5 NaN, 61 45)"), "coordinates"),
        ("link", LINK.splitlines()[0] + "\n", "no-lines"),
        ("node", NODE.replace("2,61", "1,61"), "node-id"),
        ("node", NODE.replace("60,45", "sixty,45"), "coordinates"),
        ("node", NODE.replace("60,45", "60,NaN"), "coordinates"),
        ("node", NODE.replace("60,45", "600,45"), "coordinates"),
        ("link", LINK.replace("AUTO,TRUCK", "BROOM"), "mode"),
    ],
)
def test_what_is_wrong_is_told_with_its_table(tmp_path: Path, table: str, text: str, rule: str) -> None:
    made, found = read(folder(tmp_path, **{table: text}))
    assert made.links == ()
    assert found[rule].severity == "error"
    assert found[rule].file == f"{tmp_path.name}/{table}.csv"


@pytest.mark.parametrize(
    ("table", "text", "message"),
    [
        ("link", "link_id,link_id\n1,2\n", "stand twice"),
        ("link", LINK + "1,2\n", "row 3 has 2 cells"),
        ("link", LINK + '"', "not CSV"),
        ("node", "", r"lacks \['node.csv'\]"),
    ],
)
def test_a_table_that_is_broken_ends_in_a_sentence(tmp_path: Path, table: str, text: str, message: str) -> None:
    with pytest.raises(CorridorError, match=message):
        read(folder(tmp_path, **{table: text}))


def test_a_table_that_is_not_utf_8_is_told(tmp_path: Path) -> None:
    folder(tmp_path)
    (tmp_path / "node.csv").write_bytes(NODE.replace("One", "Шу").encode("cp1251"))
    with pytest.raises(RecordError, match="UTF-8"):
        read(tmp_path)


def test_an_archive_is_read_without_unpacking_it(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "net.zip", "w") as pack:
        for name, text in (("config", CONFIG), ("node", NODE), ("link", LINK)):
            pack.writestr(f"../../{name}.csv", text)
    assert is_gmns(tmp_path / "net.zip")
    assert len(read(tmp_path / "net.zip")[0].links) == 1
    assert not (tmp_path.parent.parent / "link.csv").exists()


def test_ids_that_become_the_same_are_kept_apart(tmp_path: Path) -> None:
    node = "node_id,x_coord,y_coord\nA b,60,45\na/B,61,45\n"
    link = "link_id,from_node_id,to_node_id,directed\n../x,A b,a/B,false\n"
    made, _ = read(folder(tmp_path, node=node, link=link), mode="rail")
    assert [node.node_id for node in made.nodes] == ["node-a-b", "node-a-b-2"]
    assert made.links[0].link_id == "link-x"
