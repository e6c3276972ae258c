"""Each check on lines passes one atlas and finds what is wrong with another: quality, lengths, shapes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from napkin_edits import CLAIMS, CORRIDOR, LINKS, NO_NOTE, NODES, SECTION, add_feature, add_row, changed, found

import geo
from geo.checks import length_table, quality_table
from geo.checks.lengths import _nearest_km
from geo.checks.shapes import turn_degrees

if TYPE_CHECKING:
    from pathlib import Path

    from geo.atlas import Atlas
    from tests.conftest import MakeClaim


# Quality


def test_the_quality_of_a_link_is_measured(napkin: Atlas) -> None:
    row = next(row for row in quality_table(napkin) if row.link_id == "bravo-charlie")
    assert (row.length_km, row.length_reported_km, row.difference_percent) == (111.319, 120.0, -7.2)
    assert (row.largest_gap_km, row.largest_node_gap_km, row.vertices) == (55.66, 55.66, 3)
    assert (row.geometry_quality, row.allowed_gap_km, row.is_earned) == ("stations", 60.0, True)


def test_a_link_sparser_than_60_km_has_not_earned_its_quality(napkin_copy: Path) -> None:
    atlas = changed(napkin_copy, (LINKS, "[35.5, 0], ", ""))
    (fault,) = found(atlas, "quality-earned")
    assert (fault.file, fault.line, fault.severity) == (LINKS, 2, "error")
    assert "says `stations` and has 111.3 km between two vertices; 60 km are allowed." in fault.message


def test_a_schematic_link_claims_nothing(napkin_copy: Path) -> None:
    edits = (LINKS, "[35.5, 0], ", ""), (LINKS, '"geometry_quality": "stations"', '"geometry_quality": "schematic"')
    assert found(changed(napkin_copy, *edits), "quality-earned") == []


def test_operating_rail_in_kazakhstan_is_held_to_25_km(napkin_copy: Path) -> None:
    atlas = changed(
        napkin_copy,
        (NODES, '"country": "KE", "rank": 1, "gauges_mm": null', '"country": "KZ", "rank": 1, "gauges_mm": null'),
        (NODES, '"country": "KE", "rank": 1, "gauges_mm": [', '"country": "KZ", "rank": 1, "gauges_mm": ['),
        (NODES, "[35, 0]", "[60, 45]"),
        (NODES, "[36, 0]", "[60.4, 45]"),
        (LINKS, '"country": "KE"', '"country": "KZ"'),
        (LINKS, "[[35, 0], [35.5, 0], [36, 0]]", "[[60, 45], [60.4, 45]]"),
        (LINKS, '"country": "KE"', '"country": null'),
        (LINKS, "[[36, 0]", "[[60.4, 45]"),
    )
    row = next(row for row in quality_table(atlas) if row.link_id == "alpha-bravo")
    assert row.allowed_gap_km == 25.0
    assert row.largest_gap_km == pytest.approx(31.5, abs=0.1)
    assert not row.is_earned


def test_pipelines_are_held_to_no_gap(napkin_copy: Path) -> None:
    atlas = changed(
        napkin_copy,
        (LINKS, '"mode": "road"', '"mode": "pipeline"'),
        (LINKS, '"lanes": 2', '"lanes": null'),
        (LINKS, '{"lanes": "made up"}', "{}"),
        (LINKS, "[37, 0.5], ", ""),
    )
    row = next(row for row in quality_table(atlas) if row.mode == "pipeline")
    assert (row.allowed_gap_km, row.is_earned) == (None, True)


# Lengths


def test_a_length_that_differs_is_told_with_its_arithmetic(napkin: Atlas) -> None:
    (fault,) = found(napkin, "length-explained")
    assert fault.message == (
        "bravo-charlie measures 111.3 km, gazette-2024-02 reports 120.0 km: (111.3 - 120.0) / 120.0 = -7.2 %."
    )


@pytest.mark.parametrize(
    ("subject", "file", "old", "new"),
    [
        ("bravo-charlie", LINKS, NO_NOTE, NO_NOTE.replace("null", '"A loop is left out."')),
        ("alpha-charlie", CORRIDOR, SECTION, f'{SECTION}\nlength_note = "A loop is left out."'),
        ("napkin", CORRIDOR, "[[route]]", 'length_note = "A loop is left out."\n[[route]]'),
    ],
)
def test_a_note_explains_the_length_of_a_link_a_section_or_a_corridor(
    subject: str, file: str, old: str, new: str, napkin_copy: Path
) -> None:
    spoken = (CLAIMS, ",bravo-charlie,length", f",{subject},length")
    (fault,) = found(changed(napkin_copy, spoken), "length-explained")
    assert fault.message.startswith(f"{subject} measures")
    assert found(changed(napkin_copy, (file, old, new)), "length-explained") == []


def test_five_percent_of_difference_need_no_note(napkin_copy: Path) -> None:
    assert found(changed(napkin_copy, (CLAIMS, ",120,,km", ",117,,km")), "length-explained") == []


@pytest.mark.parametrize(
    ("value", "high", "qualifier", "measured", "nearest"),
    [
        ("100", None, "exact", 130, 100), ("100", "120", "range", 110, 110), ("100", "120", "range", 130, 120),
        ("100", None, "over", 130, 130), ("100", None, "over", 90, 100), ("100", None, "up_to", 90, 90),
        ("100", None, "up_to", 130, 100),
    ],
)  # fmt: skip
def test_an_open_length_differs_only_from_what_it_excludes(
    value: str, high: str | None, qualifier: str, measured: float, nearest: float, make_claim: MakeClaim
) -> None:
    claim = make_claim(value=value, value_high=high, qualifier=qualifier, unit="km", metric="length", statistic="plan")
    assert _nearest_km(claim, measured) == nearest


def test_a_link_twice_as_long_as_straight_winds(napkin_copy: Path, napkin: Atlas) -> None:
    assert found(napkin, "sinuosity") == []
    (fault,) = found(changed(napkin_copy, (LINKS, "[35.5, 0]", "[35.5, 1]")), "sinuosity")
    assert "2.2 times the 111.3 km" in fault.message


def test_the_lengths_told_are_of_corridors_sections_and_links(napkin_copy: Path) -> None:
    for number, subject in enumerate(("napkin", "alpha-charlie"), 7):
        add_row(napkin_copy, f"gazette-2024-0{number},{subject},length,,100000,,m,exact,,,observed,,,,")
    table = length_table(geo.read_atlas(napkin_copy))
    assert [(row.kind, row.subject, row.reported_km) for row in table] == [
        ("corridor", "napkin", 100.0), ("section", "alpha-charlie", 100.0), ("link", "bravo-charlie", 120.0),
    ]  # fmt: skip


@pytest.mark.parametrize(("subject", "field"), [("napkin", "length_note"), ("bravo-charlie", "note")])
def test_the_fix_names_the_field_of_the_note(subject: str, field: str, napkin_copy: Path) -> None:
    (fault,) = found(changed(napkin_copy, (CLAIMS, ",bravo-charlie,length", f",{subject},length")), "length-explained")
    assert fault.fix.endswith(f"`{field}`.")


@pytest.mark.parametrize(("km", "is_told"), [(106, True), (105, True), (118, True), (107, False), (117, False)])
def test_more_than_five_percent_are_told(km: int, *, is_told: bool, napkin_copy: Path) -> None:
    atlas = changed(napkin_copy, (CLAIMS, ",120,,km", f",{km},,km"))
    assert bool(found(atlas, "length-explained")) is is_told


def test_a_length_of_nothing_divides_nothing(napkin_copy: Path) -> None:
    (row,) = length_table(changed(napkin_copy, (CLAIMS, ",120,,km", ",0,,km")))
    assert row.difference_percent == 0.0


def test_at_least_a_length_is_met_by_more(make_claim: MakeClaim) -> None:
    claim = make_claim(value="100", qualifier="at_least", unit="km", metric="length", statistic="plan")
    assert (_nearest_km(claim, 130), _nearest_km(claim, 90)) == (130, 100)


# Shapes


def test_a_vertex_out_of_order_is_a_spike(napkin_copy: Path, napkin: Atlas) -> None:
    assert found(napkin, "spike") == []
    (fault,) = found(changed(napkin_copy, (LINKS, "[35.5, 0]", "[35.5, 0], [35.3, 0.01]")), "spike")
    assert "at 2 of its vertices" in fault.message


@pytest.mark.parametrize(
    ("c", "degrees"), [((2, 0), 0), ((1, 1), 90), ((1, -1), 90), ((0, 0.0001), 179.99), ((2, 1), 45), ((0, 0), 180)]
)
def test_a_turn_is_measured_between_straight_on_and_straight_back(c: tuple[float, float], degrees: float) -> None:
    assert turn_degrees((0, 0), (1, 0), c) == pytest.approx(degrees, abs=0.1)


def test_two_links_on_one_line_are_doubled_whichever_way_they_run(napkin_copy: Path, napkin: Atlas) -> None:
    assert found(napkin, "duplicate-geometry") == []
    ends = {"from_node_id": "echo", "to_node_id": "charlie"}
    add_feature(napkin_copy, LINKS, 3, [[37, 1], [37, 0.5], [37, 0]], link_id="echo-charlie-road", **ends)
    faults = found(geo.read_atlas(napkin_copy), "duplicate-geometry")
    assert [fault.message for fault in faults] == ["echo-charlie-road has the geometry of charlie-echo-road."]


def test_two_nodes_on_one_spot_are_doubled_unless_their_modes_differ(napkin_copy: Path) -> None:
    add_feature(napkin_copy, NODES, 2, [36.5, 0], node_id="halt-again")
    atlas = changed(napkin_copy, (LINKS, '"via": ["bravo-halt"]', '"via": ["bravo-halt"]'))
    assert found(atlas, "duplicate-geometry") == []  # on no link yet, so of no mode
    path = napkin_copy / LINKS
    path.write_text(path.read_text("utf-8").replace("[36, 0], [36.5, 0]", "[36, 0], [36.4, 0], [36.5, 0]"), "utf-8")
    add_feature(napkin_copy, LINKS, 0, [[35, 0], [36.5, 0]], link_id="other", to_node_id="halt-again", gauge_mm=None,
                attribute_sources={"tracks": "x", "electrified": "x"})  # fmt: skip
    faults = found(geo.read_atlas(napkin_copy), "duplicate-geometry")
    assert [fault.message for fault in faults] == ["halt-again stands where bravo-halt does, at [36.5, 0.0]."]


WATER = '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}, "geometry": %s}]}'
SEA = (
    (LINKS, '"mode": "road"', '"mode": "sea"'),
    (LINKS, '"lanes": 2', '"lanes": null'),
    (LINKS, '{"lanes": "made up"}', "{}"),
)


@pytest.mark.parametrize(("north", "percent"), [(1.0, None), (0.99, None), (0.9, 10), (0.5, 50)])
def test_a_sea_leg_over_land_is_told(north: float, percent: int | None, napkin_copy: Path) -> None:
    box = {"type": "Polygon", "coordinates": [[[36, 0], [38, 0], [38, north], [36, north], [36, 0]]]}
    (napkin_copy / "data/corridors/basemap/water.geojson").write_text(WATER % json.dumps(box))
    faults = found(changed(napkin_copy, *SEA), "sea-over-land")
    wanted = [] if percent is None else [f"charlie-echo-road runs {percent} % of its length over land."]
    assert [fault.message for fault in faults] == wanted


def test_without_water_nothing_is_said_of_the_sea(napkin_copy: Path) -> None:
    assert found(changed(napkin_copy, *SEA), "sea-over-land") == []


@pytest.mark.parametrize(
    "water", ["{", WATER % "null", WATER % '{"type": "Polygon", "coordinates": [[["x"]]]}', WATER % "3"]
)
def test_water_that_cannot_be_read_is_told_and_breaks_nothing(water: str, napkin_copy: Path) -> None:
    (napkin_copy / "data/corridors/basemap/water.geojson").write_text(water)
    assert len(found(changed(napkin_copy, *SEA), "sea-over-land")) >= 1


@pytest.mark.parametrize(
    ("a", "b", "c", "degrees"),
    [((10, 59.5), (11, 60), (12, 60), 45), ((10, 60), (11, 60), (12, 60.5), 45), ((12, 60), (11, 60), (10, 59.5), 45)],
)
def test_at_60_degrees_north_a_degree_of_longitude_is_half_as_long(
    a: tuple[float, float], b: tuple[float, float], c: tuple[float, float], degrees: float
) -> None:
    assert turn_degrees(a, b, c) == pytest.approx(degrees, abs=0.1)
