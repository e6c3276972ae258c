"""Nodes, links and corridors held against each other, and what a network knows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

import geo
from geo.errors import RecordError
from geo.network.network import largest_gap_km, largest_station_gap_km
from geo.network.topology import country_extents

if TYPE_CHECKING:
    from pathlib import Path

    from geo.atlas import Atlas


def test_the_napkin_is_three_degrees_of_equator_and_one_of_meridian(napkin: Atlas) -> None:
    lengths = napkin.network.length_km
    assert {name: round(km, 3) for name, km in lengths.items()} == {
        "alpha-bravo": 111.319, "bravo-charlie": 111.319, "charlie-delta": 111.319, "charlie-echo-road": 110.574,
    }  # fmt: skip


def test_the_largest_gap_is_the_longest_segment(napkin: Atlas) -> None:
    assert largest_gap_km(napkin.network, "bravo-charlie") == pytest.approx(55.66, abs=0.01)
    assert largest_gap_km(napkin.network, "charlie-delta") == pytest.approx(111.32, abs=0.01)


def test_the_largest_gap_between_nodes_counts_only_vertices_that_are_nodes(napkin: Atlas) -> None:
    assert largest_station_gap_km(napkin.network, "alpha-bravo") == pytest.approx(111.32, abs=0.01)
    assert largest_station_gap_km(napkin.network, "bravo-charlie") == pytest.approx(55.66, abs=0.01)


def test_a_route_is_walked_in_travel_order_whichever_way_its_links_point(napkin_copy: Path) -> None:
    path = napkin_copy / "data/corridors/links.geojson"
    text = path.read_text("utf-8")
    text = text.replace(
        '"from_node_id": "bravo", "to_node_id": "charlie"', '"from_node_id": "charlie", "to_node_id": "bravo"'
    )
    path.write_text(text.replace("[[36, 0], [36.5, 0], [37, 0]]", "[[37, 0], [36.5, 0], [36, 0]]"), "utf-8")
    network = geo.read_atlas(napkin_copy).network
    main, port = network.corridors["napkin"].route
    assert network.route_nodes(main) == ["alpha", "bravo", "charlie", "delta"]
    assert network.route_nodes(port) == ["charlie", "echo"]


def test_a_link_knows_its_corridors_and_a_corridor_its_sections(napkin: Atlas) -> None:
    network = napkin.network
    assert network.corridors_of("alpha-bravo") == ("napkin",)
    assert network.corridors_of("nothing") == ()
    assert [section.section_id for section in network.sections_of("napkin")] == ["alpha-charlie"]
    assert network.section_homes == {"alpha-charlie": "napkin"}
    assert network.corridors["napkin"].link_ids == (
        "alpha-bravo",
        "bravo-charlie",
        "charlie-delta",
        "charlie-echo-road",
    )


def test_a_section_is_shown_by_every_corridor_that_contains_it(napkin_copy: Path) -> None:
    short = 'name = "Short"\nstatus = "operating"\nsummary = "Two links."\n'
    route = '[[route]]\nroute_id = "main"\nname = "Main"\nlinks = {}\n'
    folder = napkin_copy / "data/corridors"
    links = '["alpha-bravo", "bravo-charlie"]'
    (folder / "holds.toml").write_text(f'corridor_id = "holds"\n{short}{route.format(links)}', "utf-8")
    (folder / "lacks.toml").write_text(f'corridor_id = "lacks"\n{short}{route.format("""["alpha-bravo"]""")}', "utf-8")
    network = geo.read_atlas(napkin_copy).network
    assert [section.section_id for section in network.sections_of("holds")] == ["alpha-charlie"]
    assert network.sections_of("lacks") == []


def test_every_record_of_the_network_has_a_place(napkin: Atlas) -> None:
    places = {name: napkin.network.place(name) for name in ("alpha", "bravo-charlie", "napkin/port", "alpha-charlie")}
    assert places == {
        "alpha": ("data/corridors/nodes.geojson", 2),
        "bravo-charlie": ("data/corridors/links.geojson", 3),
        "napkin/port": ("data/corridors/napkin.toml", 14),
        "alpha-charlie": ("data/corridors/napkin.toml", 20),
    }
    assert napkin.network.place("some-programme") == ("data/corridors/entries.toml", 1)
    assert napkin.network.place("gone") == ("", 0)


def links_with(root: Path, *new: dict[str, Any], route: list[str]) -> list[str]:
    """Write links along the napkin's nodes, route over them, and list the rules broken."""
    path = root / "data/corridors/links.geojson"
    collection = json.loads(path.read_text("utf-8"))
    model = collection["features"][3]
    for each in new:
        line = each.pop("line")
        properties = {**model["properties"], **each}
        collection["features"].append({"type": "Feature", "properties": properties,
                                       "geometry": {"type": "LineString", "coordinates": line}})  # fmt: skip
    path.write_text(json.dumps(collection), "utf-8")
    corridor = root / "data/corridors/napkin.toml"
    text = corridor.read_text("utf-8").replace('links = ["charlie-echo-road"]', f"links = {json.dumps(route)}")
    corridor.write_text(text, "utf-8")
    try:
        geo.read_atlas(root)
    except RecordError as error:
        return [fault.rule for fault in error.faults]
    return []


DELTA_ECHO = {"link_id": "delta-echo", "from_node_id": "delta", "to_node_id": "echo", "line": [[38, 0], [37, 1]]}


def test_three_links_that_meet_in_one_node_are_no_route(napkin_copy: Path) -> None:
    route = ["bravo-charlie", "charlie-delta", "charlie-echo-road"]
    assert links_with(napkin_copy, route=route) == ["route-chain"]


def test_a_route_may_return_to_a_node_over_other_links(napkin_copy: Path) -> None:
    route = ["bravo-charlie", "charlie-delta", "delta-echo", "charlie-echo-road"]
    assert links_with(napkin_copy, dict(DELTA_ECHO), route=route) == []


def test_two_links_between_the_same_nodes_are_a_route(napkin_copy: Path) -> None:
    parallel = {"link_id": "other-road", "line": [[37, 0], [37.1, 0.5], [37, 1]]}
    assert links_with(napkin_copy, parallel, route=["charlie-echo-road", "other-road"]) == []


def test_a_box_holds_each_country() -> None:
    extents = country_extents()
    west, south, east, north = extents["KZ"]
    assert west < 51.2 < east  # Aktau
    assert south < 43.7 < north
    assert {"KZ", "RU", "CN", "TM", "IR", "AZ", "GE", "TR", "AF", "PK", "UZ", "BY"} <= extents.keys()
    assert all(box[0] < box[2] and box[1] < box[3] for box in extents.values())
