"""Reading extracts: a railway of eight nodes whose answers a person can check, in every format."""

from __future__ import annotations

import bz2
import gzip
import math
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import osmium
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import NetworkError
from geo.network.osm.answer import gather_answers
from geo.network.osm.build import build_network
from geo.network.osm.extract import Point
from geo.network.osm.gather import Gathering
from geo.network.osm.guard import guard
from geo.network.osm.read import read_extract
from geo.network.osm.save import osm_bytes
from geo.network.osm.summary import summarize, way_km
from geo.network.osm.sweep import CHUNK_BITS, sweep_nodes
from geo.network.osm.tags import Wanted
from geo.network.osm.traits import read_traits
from tests.network.osm.conftest import RAILWAY

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.network.osm.extract import Extract

REFERENCE = Path(__file__).parents[4] / "shared" / "reference" / "azerbaijan_rail.osm.gz"


def ids(extract: Extract) -> list[int]:
    return [way.way_id for way in extract.ways]


def test_main_tracks_come_without_yards_sidings_and_other_rails(railway: Extract) -> None:
    assert ids(railway) == [100, 101, 104, 105]


def test_yards_and_sidings_come_when_asked_for_and_say_what_they_are() -> None:
    extract = read_extract(RAILWAY, Wanted(sidings=True))
    assert {way.way_id: way.tags.get("service") for way in extract.ways} == {
        100: None, 101: None, 102: "yard", 103: "siding", 104: None, 105: None,
    }  # fmt: skip


def test_lines_under_construction_come_when_asked_for() -> None:
    assert ids(read_extract(RAILWAY, Wanted(unused=True))) == [100, 101, 104, 105, 108]


@pytest.mark.parametrize(("classes", "found"), [(("trunk",), [109]), (("trunk", "primary"), [109, 110])])
def test_roads_come_by_class_with_their_links(classes: tuple[str, ...], found: list[int]) -> None:
    assert ids(read_extract(RAILWAY, Wanted("road", classes=classes))) == found


def test_only_tags_that_a_network_needs_are_kept(railway: Extract) -> None:
    tags = {"railway": "rail", "gauge": "1520", "electrified": "contact_line", "voltage": "25000"}
    assert railway.ways[0].tags == tags


def test_markup_in_names_stays_the_text_it_is(railway: Extract) -> None:
    assert railway.ways[2].tags["name"] == 'Over "it" {{ 7*7 }}'
    assert railway.points[0].tags["name"] == "<b>A</b>"


def test_points_are_stations_and_places_with_their_names(railway: Extract) -> None:
    assert [point.point_id for point in railway.points] == [20, 21, 40]
    tags = {"railway": "station", "name": "<b>A</b>", "name:en": "A", "name:ru": "А", "operator": "KTZ"}
    assert railway.points[0] == Point(20, 70.02, 0.0003, tags)


def test_nodes_stand_where_the_file_has_them(railway: Extract) -> None:
    assert railway.node_ids.tolist() == [1, 2, 3, 4, 5, 6, 30, 31]
    assert railway.lonlat[[0, 7]].tolist() == [[70, 0], [70.02, 0.01]]


def test_a_missing_node_is_reported_and_stays_in_its_way(railway: Extract) -> None:
    assert railway.missing.tolist() == [999]
    assert railway.positions(railway.ways[-1].refs).tolist() == [5, -1]
    assert railway.notes == ["1 nodes that ways name are missing."]


def test_the_state_of_the_data_and_the_file_are_said(railway: Extract) -> None:
    assert (railway.date, railway.origin, railway.mode) == ("2026-04-01T00:00:00Z", "railway.osm", "rail")


def test_a_way_over_another_without_a_junction_is_a_component_of_its_own(railway: Extract) -> None:
    (row,) = [row for row in summarize(railway) if row["what"] == "parts that share nodes"]
    assert row["count"] == 2


def test_a_hundredth_of_a_degree_of_equator_is_1113_m(railway: Extract) -> None:
    assert way_km(railway)[0] == pytest.approx(2 * 1.11319, abs=1e-4)


def same(one: Extract, other: Extract) -> bool:
    ways = [[(way.way_id, way.refs.tolist(), way.tags) for way in extract.ways] for extract in (one, other)]
    return ways[0] == ways[1] and one.points == other.points and np.array_equal(one.lonlat, other.lonlat)


@pytest.mark.parametrize("ending", [".osm.gz", ".osm.bz2", ".osm.pbf", ".pbf"])
def test_every_format_says_the_same(railway: Extract, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"railway{ending}"
    if "pbf" in ending:
        with osmium.SimpleWriter(osmium.io.File(str(path), "pbf")) as writer:
            for item in osmium.FileProcessor(str(RAILWAY)):
                writer.add(item)
    else:
        path.write_bytes({".osm.gz": gzip, ".osm.bz2": bz2}[ending].compress(RAILWAY.read_bytes()))
    assert same(read_extract(path), railway)


def test_two_gzip_members_are_one_file(railway: Extract, tmp_path: Path) -> None:
    path = tmp_path / "railway.osm.gz"
    content = RAILWAY.read_bytes()
    path.write_bytes(gzip.compress(content[:1000]) + gzip.compress(content[1000:]))
    assert same(read_extract(path), railway)


def test_ways_before_nodes_are_read_the_same(railway: Extract, tmp_path: Path) -> None:
    lines = RAILWAY.read_text("utf-8").splitlines()
    objects = sorted(lines[3:-1], key=lambda line: (not line.startswith("<way"), line[::-1]))
    path = tmp_path / "railway.osm"
    path.write_text("\n".join([*lines[:3], *objects, lines[-1]]), "utf-8")
    assert same(read_extract(path), railway)


@pytest.mark.parametrize(
    ("ids_there", "is_sorted"), [((1, 2, 30), True), ((1, 30, 2), False), ((), True)]
)  # fmt: skip
def test_the_order_of_nodes_is_seen_across_windows(
    osm_file: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, ids_there: tuple[int, ...], *, is_sorted: bool
) -> None:  # fmt: skip
    path = osm_file("".join(f'<node id="{number}" lat="1" lon="2"/>' for number in ids_there))
    for size in (60, 83, 4096):
        monkeypatch.setattr("geo.network.osm.guard.WINDOW_BYTES", size)
        monkeypatch.setattr("geo.network.osm.guard._check_window", lambda *_, **__: None)
        assert guard(path).is_sorted is is_sorted


def test_a_node_whose_id_comes_late_makes_the_order_unknown(osm_file: Callable[..., Path]) -> None:
    assert not guard(osm_file('<node lat="1" lon="2" id="1"/>')).is_sorted


def test_an_extract_without_railways_is_empty_and_no_error(osm_file: Callable[..., Path]) -> None:
    extract = read_extract(osm_file('<node id="1" lat="1" lon="2"/>'))
    assert (extract.ways, extract.points, extract.notes) == ([], [], [])
    assert extract.lonlat.shape == (0, 2)
    assert summarize(extract)[0] == {"what": "ways", "count": 0, "km": 0.0}


def test_the_same_object_twice_is_one(osm_file: Callable[..., Path]) -> None:
    way = '<way id="1"><nd ref="1"/><nd ref="2"/><tag k="railway" v="rail"/></way>'
    nodes = '<node id="1" lat="1" lon="2"/><node id="2" lat="1" lon="3"/>'
    extract = read_extract(osm_file(2 * nodes + 2 * way))
    assert (ids(extract), extract.node_ids.tolist()) == ([1], [1, 2])
    assert extract.notes == ["1 ways were there twice, the same."]


def test_deleted_objects_are_not_there(osm_file: Callable[..., Path]) -> None:
    body = (
        '<node id="1" lat="1" lon="2"/><node id="2" lat="1" lon="3"/><node id="3" visible="false"/>'
        '<way id="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/><tag k="railway" v="rail"/></way>'
        '<way id="2" visible="false"><nd ref="1"/><nd ref="2"/><tag k="railway" v="rail"/></way>'
    )
    extract = read_extract(osm_file(body))
    assert (ids(extract), extract.missing.tolist()) == ([1], [3])


def test_a_way_of_thousands_of_nodes_is_read(osm_file: Callable[..., Path]) -> None:
    nodes = "\n".join(f'<node id="{number}" lat="1" lon="{number / 1000}"/>' for number in range(1, 5001))
    refs = "".join(f'<nd ref="{number}"/>' for number in range(1, 5001))
    extract = read_extract(osm_file(f'{nodes}<way id="1">{refs}<tag k="railway" v="rail"/></way>'))
    assert len(extract.node_ids) == 5000
    assert way_km(extract)[0] == pytest.approx(4.999 * math.pi / 180 * 6378.137 * math.cos(math.radians(1)), rel=1e-4)


def test_progress_is_told() -> None:
    told: list[str] = []
    read_extract(RAILWAY, progress=told.append)
    assert told == ["Checking railway.osm", "Reading ways: 0", "Reading nodes: 0"]


RUN = 2**CHUNK_BITS


@given(
    present=st.lists(st.integers(1, 60 * RUN), min_size=1, max_size=40, unique=True),
    absent=st.lists(st.integers(1, 60 * RUN), max_size=40, unique=True),
    others=st.lists(st.integers(1, 60 * RUN), max_size=40, unique=True),
    is_sorted=st.booleans(),
)
def test_the_sweep_finds_every_node_that_is_there(
    tmp_path_factory: pytest.TempPathFactory, present: list[int], absent: list[int], others: list[int], *,
    is_sorted: bool,
) -> None:  # fmt: skip
    there = {*present, *others} - set(absent)
    rows = sorted(there) if is_sorted else list(there)
    path = tmp_path_factory.mktemp("sweep") / "nodes.opl"
    path.write_text("".join(f"n{number} x1 y2\n" for number in rows))
    wanted = np.array(sorted({*present, *absent}), np.int64)
    found = [node.id for node in sweep_nodes(osmium.io.File(str(path)), wanted, is_sorted=is_sorted)]
    assert sorted(set(found)) == sorted(there & set(wanted.tolist()))
    assert len(found) == len(set(found)) or not is_sorted


def test_two_states_of_a_node_are_refused(osm_file: Callable[..., Path]) -> None:
    nodes = '<node id="1" lat="1" lon="2"/><node id="2" lat="1" lon="3"/><node id="1" lat="1" lon="4"/>'
    way = '<way id="1"><nd ref="1"/><nd ref="2"/><tag k="railway" v="rail"/></way>'
    with pytest.raises(NetworkError, match=r"node 1 is there twice, and not the same.*time-filter"):
        read_extract(osm_file(nodes + way))


@pytest.mark.skipif(not REFERENCE.exists(), reason="the reference data is not at hand")
def test_azerbaijan_has_4738_ways_of_rail_203_stations_and_no_missing_node() -> None:
    extract = read_extract(REFERENCE)
    assert (len(extract.ways), len(extract.points), len(extract.missing)) == (4738, 203, 0)
    assert way_km(extract).sum() == pytest.approx(5417.6, abs=1)


AREAS = """
<node id="1" lat="0" lon="70"/><node id="2" lat="0" lon="70.1"/><node id="3" lat="0" lon="70.2"/>
<node id="11" lat="0.001" lon="70.049"/><node id="12" lat="0.001" lon="70.051"/><node id="13" lat="0" lon="70.051"/>
<node id="14" lat="0" lon="70.049"/><node id="21" lat="0.0002" lon="70.148"/><node id="22" lat="0.0002" lon="70.152"/>
<way id="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/><tag k="railway" v="rail"/></way>
<way id="2"><nd ref="11"/><nd ref="12"/><nd ref="13"/><nd ref="14"/><nd ref="11"/>
  <tag k="railway" v="station"/><tag k="name" v="Area"/></way>
<way id="3"><nd ref="21"/><nd ref="22"/></way>
<relation id="4"><member type="way" ref="3" role="outer"/><member type="way" ref="9" role="inner"/>
  <tag k="type" v="multipolygon"/><tag k="railway" v="station"/><tag k="name" v="Relation"/></relation>
"""


def test_stations_drawn_as_areas_are_points_in_their_middle(osm_file: Callable[..., Path]) -> None:
    extract = read_extract(osm_file(AREAS))
    assert [(p.name, p.lon, p.lat, p.tags["name"]) for p in extract.points] == [
        ("way/2", 70.05, 0.0005, "Area"), ("relation/4", 70.15, 0.0002, "Relation")]  # fmt: skip
    assert extract.node_ids.tolist() == [1, 2, 3]
    assert [way.way_id for way in extract.ways] == [1]
    assert extract.missing.tolist() == []
    nodes = build_network(extract).nodes
    assert {nodes[name].source for name in ("area", "relation")} == {"osm:way/2", "osm:relation/4"}


@pytest.mark.parametrize("is_zipped", [False, True])
def test_areas_are_written_and_read_again(osm_file: Callable[..., Path], tmp_path: Path, *, is_zipped: bool) -> None:
    extract = read_extract(osm_file(AREAS))
    path = tmp_path / ("again.osm" + ".gz" * is_zipped)
    path.write_bytes(osm_bytes(extract, is_zipped=is_zipped))
    assert same(read_extract(path), extract)


def test_an_area_and_a_node_of_one_name_are_one_station(osm_file: Callable[..., Path]) -> None:
    node = '<node id="5" lat="0" lon="70.06"><tag k="railway" v="station"/><tag k="name" v="Area"/></node>'
    nodes = build_network(read_extract(osm_file(node + AREAS))).nodes
    assert [node.source for node in nodes.values() if node.kind == "station"] == ["osm:node/5", "osm:relation/4"]


def test_stations_of_an_answer_may_be_areas_too() -> None:
    members = [{"type": "way", "ref": 3, "role": "outer"}]
    elements = [
        {"type": "relation", "id": 4, "members": members, "tags": {"railway": "station"}},
        {"type": "way", "id": 3, "nodes": [21, 22]},
        *({"type": "node", "id": 21 + x, "lon": 70.0 + x, "lat": 1.0} for x in (0, 1)),
    ]
    extract = gather_answers(Gathering("here", Wanted()), [{"elements": elements}])
    assert [(p.name, p.lon, p.lat) for p in extract.points] == [("relation/4", 70.5, 1.0)]


def test_ways_round_areas_are_found_whatever_their_ids(osm_file: Callable[..., Path]) -> None:
    """2^31 apart they lie in two sets of ids, each with a pass of its own."""
    far = 2**32 - 1
    member = f'<member type="way" ref="{far}" role="outer"/>'
    body = AREAS.replace('<relation id="4">', f'<way id="{far}"><nd ref="3"/></way><relation id="4">{member}')
    others = "".join(f'<member type="way" ref="{run << 25}" role="outer"/>' for run in range(1, 20))
    extract = read_extract(osm_file(body.replace(member, member + others)))
    assert [(p.name, p.lon) for p in extract.points][1] == ("relation/4", 70.174)
    with pytest.raises(NetworkError, match="ways end below"):
        read_extract(osm_file(body.replace(str(far), str(far + 1))))


STATES = """
<node id="1" lat="0" lon="70"/><node id="2" lat="0" lon="70.1"/>
<way id="1"><nd ref="1"/><nd ref="2"/><tag k="railway" v="disused"/><tag k="disused" v="rail"/></way>
<way id="2"><nd ref="1"/><nd ref="2"/><tag k="abandoned:railway" v="rail"/></way>
<way id="3"><nd ref="1"/><nd ref="2"/><tag k="railway" v="rail"/><tag k="construction:railway" v="rail"/></way>
<way id="4"><nd ref="1"/><nd ref="2"/><tag k="railway" v="narrow_gauge"/><tag k="gauge" v="750"/></way>
<way id="5"><nd ref="1"/><nd ref="2"/><tag k="proposed:railway" v="narrow_gauge"/></way>
<way id="6"><nd ref="1"/><nd ref="2"/><tag k="disused:railway" v="tram"/></way>
"""


@pytest.mark.parametrize(
    ("wanted", "found", "built"),
    [(Wanted(), [3], [3]), (Wanted(unused=True), [1, 2, 3], [3]), (Wanted(narrow=True), [3, 4], [3, 4]),
     (Wanted(unused=True, narrow=True), [1, 2, 3, 4, 5], [3, 4])],
)  # fmt: skip
def test_what_is_not_in_use_comes_when_asked_for_however_it_is_tagged(
    osm_file: Callable[..., Path], wanted: Wanted, found: list[int], built: list[int]
) -> None:
    extract = read_extract(osm_file(STATES), wanted)
    assert ids(extract) == found
    assert [way.way_id for way in extract.ways if read_traits(way.tags, "rail").is_built] == built
    again = osm_file("", "again.osm")
    again.write_bytes(osm_bytes(extract, is_zipped=False))
    assert same(read_extract(again, wanted), extract)
