"""A link's chain of nodes becomes the track that passes them: in order, within bounds, or it stays as it was."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from geo.network.network import Network
from geo.network.osm.build import build_network
from geo.network.osm.digitize import Digitized, Digitizer
from geo.network.osm.yardstick import Reported
from tests.network.osm.sketch import Sheet, network_of, shifted


def digitize(sheet: Sheet, network: Network, **how: float) -> Digitized:
    return replace(Digitizer.of_extract(sheet.extract()), **how).digitize(network.links["it"], network)


LINE = [(float(x), 800 * np.sin(x / 3000).item()) for x in range(0, 20_001, 250)]
STOPS = {"a": (0.0, 30.0), "b": (8000.0, LINE[32][1] - 40.0), "c": (20_000.0, LINE[-1][1] + 20.0)}


def test_the_line_follows_the_track_and_passes_every_node() -> None:
    sheet = Sheet()
    sheet.track(*LINE)
    network = network_of(sheet, STOPS)
    found = digitize(sheet, network)
    track_km = np.hypot(*np.diff(LINE, axis=0).T).sum() / 1000
    assert found.share_matched == 1
    assert found.reasons == ()
    assert found.length_after_km == pytest.approx(track_km, rel=0.005)
    assert found.length_before_km < found.length_after_km
    assert found.link.geometry_quality == "track"
    assert [found.link.line.index(network.nodes[name].position) for name in "abc"] == sorted(
        found.link.line.index(network.nodes[name].position) for name in "abc"
    )
    assert found.link.line[0] == network.nodes["a"].position
    assert found.link.line[-1] == network.nodes["c"].position


def test_it_never_turns_back_at_a_node_beside_the_track() -> None:
    sheet = Sheet()
    sheet.track(*LINE)
    line = np.array(digitize(sheet, network_of(sheet, STOPS)).link.line)
    steps = np.diff(line * [np.cos(np.radians(45)), 1], axis=0)
    turns = np.angle((steps[1:, 0] + 1j * steps[1:, 1]) / (steps[:-1, 0] + 1j * steps[:-1, 1]))
    assert np.abs(np.degrees(turns)).max() < 60


def test_it_says_where_the_line_is_from() -> None:
    sheet = Sheet()
    sheet.track(*LINE[:40], gauge="1520", electrified="no")
    sheet.track(*LINE[39:], gauge="1520", electrified="no")
    link = digitize(sheet, network_of(sheet, STOPS)).link
    assert link.osm_way_ids == (1, 2)
    assert link.geometry_source == (
        "OpenStreetMap, sheet.osm, state 2026-04-01T00:00:00Z (© OpenStreetMap contributors, ODbL 1.0): track of 2 ways"
    )
    assert (link.tracks, link.gauge_mm, link.electrified) == (1, 1520, False)
    assert "OpenStreetMap" in link.attribute_sources["gauge_mm"]


def test_what_the_atlas_knows_stays_and_is_told() -> None:
    sheet = Sheet()
    sheet.track(*LINE)
    sheet.track(*shifted(LINE, 5.0))
    known = {"tracks": 1, "attribute_sources": {"tracks": "a claim"}, "note": "Straight."}
    found = digitize(sheet, network_of(sheet, STOPS, **known))
    assert found.counts.steady == 2
    assert (found.link.tracks, found.link.attribute_sources["tracks"]) == (1, "a claim")
    assert found.reasons == (
        "`tracks` is 1 in the atlas, 2 in the extract; the atlas stays.",
        "Its note was written for the old line; see whether it still holds: Straight.",
    )


def test_a_nearer_track_that_leads_nowhere_does_not_win() -> None:
    sheet = Sheet()
    sheet.track(*LINE)
    for x, y in STOPS.values():
        sheet.track((x - 150, y), (x, y), (x + 150, y))  # right at the station, joined to nothing
    found = digitize(sheet, network_of(sheet, STOPS))
    assert (found.share_matched, found.way_ids) == (1, (1,))


def test_nodes_are_passed_in_order_though_a_shorter_way_leaves_one_out() -> None:
    sheet = Sheet()
    sheet.track((0.0, 0.0), (2000.0, 0.0), (8000.0, 0.0), (10_000.0, 0.0))
    sheet.track((2000.0, 0.0), (3000.0, 1000.0), (5000.0, 1500.0), (7000.0, 1000.0), (8000.0, 0.0))
    stops = {"a": (0.0, 0.0), "b": (5000.0, 1500.0), "c": (10_000.0, 0.0)}
    found = digitize(sheet, network_of(sheet, stops))
    assert (found.share_matched, found.way_ids) == (1, (1, 2))


def test_a_train_does_not_turn_round_at_a_switch() -> None:
    """By the switch at 3 km, which points the other way, it would be 7 km and one reversal; the loop is 11 km."""
    sheet = Sheet()
    sheet.track((0.0, 0.0), (3000.0, 0.0), (4000.0, 0.0), (10_000.0, 0.0))
    sheet.track((3000.0, 0.0), (2500.0, 20.0), (2000.0, 100.0), (1400.0, 2200.0), (1000.0, 3000.0))
    sheet.track((4000.0, 0.0), (5000.0, 300.0), (5000.0, 1500.0), (4000.0, 2000.0), (2500.0, 2000.0), (1400.0, 2200.0))
    stops = {"a": (0.0, 0.0), "c": (1000.0, 3000.0)}
    found = digitize(sheet, network_of(sheet, stops, (4500.0, 0.0), (4500.0, 2000.0)))
    assert (found.share_matched, found.way_ids) == (1, (1, 2, 3))
    assert found.length_after_km == pytest.approx(10.9, abs=0.1)


def test_a_detour_is_not_taken_and_the_rest_is() -> None:
    sheet = Sheet()
    sheet.track((0.0, 0.0), (10_000.0, 0.0), (12_000.0, 4000.0), (16_000.0, 4000.0), (18_000.0, 0.0), (28_000.0, 0.0))
    stops = {"a": (0.0, 0.0), "b": (10_000.0, 0.0), "c": (18_000.0, 0.0), "d": (28_000.0, 0.0)}
    network = network_of(sheet, stops)
    found = digitize(sheet, network)
    assert found.reasons == (
        (
            "b – c: the way is 12.9 km, 1.62 times the 8.0 km drawn; 1.3 times are allowed."
            " Put a place that it passes between them, or allow more (--detour)."
        ),
    )
    assert found.share_matched == pytest.approx(20 / 28, abs=0.001)
    assert found.link.geometry_quality == "stations"
    assert found.link.geometry_source.endswith("track of 1 ways on 71 % of the length; else by hand")
    assert found.length_after_km == pytest.approx(28, abs=0.1)
    assert digitize(sheet, network, detour=1.7).share_matched == 1


def bent(far_m: float) -> Sheet:
    """A line of 18 km whose first 2 km, as the crow flies, go round by a point aside."""
    sheet = Sheet()
    sheet.track((0.0, 0.0), (1000.0, far_m), (2000.0, 0.0), (10_000.0, 0.0), (18_000.0, 0.0))
    return sheet


def test_a_bend_between_close_stations_is_no_detour_of_the_whole_line() -> None:
    stops = {"a": (0.0, 0.0), "b": (2000.0, 0.0), "c": (10_000.0, 0.0), "d": (18_000.0, 0.0)}
    sheet = bent(1200.0)  # 3.1 km where 2.6 would be allowed
    assert digitize(sheet, network_of(sheet, stops)).share_matched == 1
    sheet = bent(1600.0)  # 3.8 km
    found = digitize(sheet, network_of(sheet, stops))
    assert found.share_matched == pytest.approx(16 / 18, abs=0.001)
    assert "1.88 times the 2.0 km drawn" in found.reasons[0]


def test_a_link_of_one_leg_has_no_more_than_its_factor() -> None:
    sheet = bent(1200.0)
    assert digitize(sheet, network_of(sheet, {"a": (0.0, 0.0), "b": (2000.0, 0.0)})).share_matched == 0


def test_bends_on_every_leg_are_a_detour_of_the_whole() -> None:
    sheet = Sheet()
    sheet.track(*((1000.0 * x, 1200.0 if x % 2 else 0.0) for x in range(9)))
    stops = {name: (2000.0 * number, 0.0) for number, name in enumerate("abcde")}
    assert digitize(sheet, network_of(sheet, stops)).share_matched == 0


def test_a_line_climbs_by_spirals_and_zigzags_in_its_own_order() -> None:
    """A spiral that crosses itself by a bridge, then a zigzag of two reversals; each has stations along it."""
    turn = np.linspace(-np.pi / 2, 1.5 * np.pi, 40)
    spiral = [(5000.0 + 400 * np.cos(a).item(), 400 + 400 * np.sin(a).item()) for a in turn]
    sheet = Sheet()
    sheet.track((0.0, 0.0), (4000.0, 0.0), *spiral, (9000.0, 30.0), (12_000.0, 0.0))
    sheet.track((12_300.0, 0.0), (12_000.0, 0.0), (9500.0, 1500.0), (9200.0, 1650.0))
    sheet.track((9500.0, 1500.0), (14_000.0, 3000.0), (18_000.0, 3000.0))
    stops = {
        "a": (0.0, 0.0),
        "b": (5000.0, 800.0),
        "c": (12_000.0, 0.0),
        "d": (9500.0, 1500.0),
        "e": (18_000.0, 3000.0),
    }
    found = digitize(sheet, network_of(sheet, stops, (5400.0, 400.0)))
    assert (found.share_matched, found.way_ids) == (1, (1, 2, 3)), found.reasons
    assert found.length_after_km == pytest.approx(26.2, abs=0.5)


def test_what_lies_outside_the_extract_stays_as_it_was() -> None:
    sheet = Sheet()
    sheet.track((0.0, 0.0), (10_000.0, 0.0))
    stops = {"a": (0.0, 0.0), "b": (9000.0, 0.0), "c": (30_000.0, 0.0)}
    found = digitize(sheet, network_of(sheet, stops))
    assert found.share_matched == pytest.approx(0.3, abs=0.001)
    assert found.reasons == ("No track within 500 m of c (20 km).",)
    far = network_of(Sheet(origin=(80.0, 50.0)), stops)
    kept = digitize(sheet, far)
    assert (kept.link, kept.reasons) == (far.links["it"], ("The extract has nothing of it.",))


def test_what_a_part_of_a_link_has_is_not_said_of_the_link() -> None:
    sheet = Sheet()
    for track in (((0.0, 0.0), (19_000.0, 0.0)), ((0.0, 4.0), (19_000.0, 4.0))):
        sheet.track(*track, gauge="1520", electrified="contact_line")
    for end, found in ((38_000.0, (None, None, None)), (20_000.0, (2, 1520, True))):
        stops = {"a": (0.0, 0.0), "b": (19_000.0, 0.0), "c": (end, 0.0)}
        network = network_of(sheet, stops)
        unknown = network.links["it"].model_copy(update={"gauge_mm": None, "attribute_sources": {}})
        link = Digitizer.of_extract(sheet.extract()).digitize(unknown, network).link
        assert (link.tracks, link.gauge_mm, link.electrified) == found
        assert ("tracks" in link.attribute_sources) == (found[0] is not None)


def test_a_gap_of_30_m_does_not_stop_a_line_and_one_of_80_m_does() -> None:
    for gap, share in ((30.0, 1.0), (80.0, 0.0)):
        sheet = Sheet()
        sheet.track((0.0, 0.0), (5000.0, 0.0))
        sheet.track((5000.0 + gap, 0.0), (10_000.0, 0.0))
        found = digitize(sheet, network_of(sheet, {"a": (0.0, 0.0), "b": (10_000.0, 0.0)}))
        assert found.share_matched == share


def test_a_track_of_another_gauge_is_not_taken() -> None:
    sheet = Sheet()
    sheet.track((0.0, 0.0), (10_000.0, 0.0), gauge="1435")
    network = network_of(
        sheet, {"a": (0.0, 0.0), "b": (10_000.0, 0.0)}, gauge_mm=1520, attribute_sources={"gauge_mm": "known"}
    )
    assert digitize(sheet, network).share_matched == 0


def test_a_track_under_construction_serves_only_a_link_under_construction() -> None:
    sheet = Sheet()
    sheet.ways.append(([(0.0, 0.0), (10_000.0, 0.0)], {"railway": "construction", "construction": "rail"}))
    for status, share in (("operating", 0), ("construction", 1)):
        network = network_of(sheet, {"a": (0.0, 0.0), "b": (10_000.0, 0.0)}, status=status)
        assert digitize(sheet, network).share_matched == share


def test_the_main_track_is_preferred_to_a_yard() -> None:
    sheet = Sheet()
    sheet.track((0.0, 0.0), (4000.0, 0.0), (5000.0, 10.0), (6000.0, 0.0), (10_000.0, 0.0))
    sheet.track((4000.0, 0.0), (6000.0, 0.0), service="yard")
    found = digitize(sheet, network_of(sheet, {"a": (0.0, 0.0), "b": (5000.0, 0.0), "c": (10_000.0, 0.0)}))
    assert (found.share_matched, found.way_ids) == (1, (1,))


def test_a_network_serves_like_the_extract_it_is_made_of() -> None:
    sheet = Sheet()
    sheet.track(*LINE)
    sheet.track(*shifted(LINE, 5.0))
    made = build_network(sheet.extract())
    network = network_of(sheet, STOPS)
    tracks = Network(made.nodes, made.links, {}, {})
    one = Digitizer.of_network(tracks, "made", "rail").digitize(network.links["it"], network)
    other = digitize(sheet, network)
    assert (one.share_matched, one.link.tracks) == (1, 2)
    assert one.length_after_km == pytest.approx(other.length_after_km, rel=0.002)
    assert set(one.way_ids) <= {1, 2}


def test_digitizing_twice_changes_nothing_more() -> None:
    sheet = Sheet()
    sheet.track(*LINE)
    network = network_of(sheet, STOPS)
    once = digitize(sheet, network).link
    again = digitize(sheet, Network(network.nodes, {"it": once}, {}, {})).link
    assert again == once


def test_a_straight_track_of_60_km_has_vertices_in_between() -> None:
    sheet = Sheet()
    sheet.track((0.0, 0.0), (60_000.0, 0.0))
    found = digitize(sheet, network_of(sheet, {"a": (0.0, 0.0), "b": (60_000.0, 0.0)}))
    assert len(found.link.line) >= 4
    assert found.length_after_km == pytest.approx(60, rel=0.01)


def test_a_chain_of_places_far_apart_is_held_to_the_length_that_a_source_reports() -> None:
    """A line over a pass: 51 km where the crow flies 30; 50 reported km allow it, 40 do not."""
    sheet = Sheet()
    sheet.track((0.0, 0.0), (15_000.0, 20_600.0), (30_000.0, 0.0))
    network = network_of(sheet, {"a": (0.0, 0.0), "b": (30_000.0, 0.0)})
    digitizer = Digitizer.of_extract(sheet.extract())
    alone, short, enough = (
        digitizer.digitize(network.links["it"], network, one)
        for one in (None, Reported(40, "claim-1"), Reported(50, "claim-1"))
    )
    assert (alone.share_matched, short.share_matched, enough.share_matched) == (0, 0, 1)
    assert "1.3 times are allowed. Put a place that it passes between them" in alone.reasons[0]
    assert "1.46 times are allowed, a tenth more than the 40 km that claim-1 reports" in short.reasons[0]
    assert enough.length_after_km == pytest.approx(51, abs=0.2)
    assert enough.reasons == (
        "The way is 1.70 times as long as drawn; it was taken for the 50 km that claim-1 reports.",
    )


def test_a_reported_length_never_takes_away_what_the_line_drawn_allows() -> None:
    sheet = Sheet()
    sheet.track(*LINE)
    network = network_of(sheet, STOPS)
    found = Digitizer.of_extract(sheet.extract()).digitize(network.links["it"], network, Reported(5, "claim-1"))
    assert (found.share_matched, found.reasons) == (1, ())


def test_a_way_of_nearly_three_times_is_found_if_allowed() -> None:
    sheet = Sheet()
    sheet.track((0.0, 0.0), (5000.0, 13_500.0), (10_000.0, 0.0))
    network = network_of(sheet, {"a": (0.0, 0.0), "b": (10_000.0, 0.0)})
    assert digitize(sheet, network, detour=2.95).share_matched == 1


@pytest.mark.parametrize(
    ("gauge_mm", "tags", "share"),
    [
        (1000, {"gauge": "1000"}, 1), (760, {"gauge": "1000"}, 0), (1435, {"gauge": "1000"}, 0),
        (1000, {}, 1), (1435, {}, 0), (1520, {}, 0), (None, {}, 1), (None, {"gauge": "1000"}, 1),
    ],
)  # fmt: skip
def test_a_light_line_of_narrow_gauge_serves_a_link_of_its_gauge(
    gauge_mm: int | None, tags: dict[str, str], share: int
) -> None:
    sheet = Sheet()
    sheet.ways.append(([(0.0, 0.0), (10_000.0, 0.0)], {"railway": "narrow_gauge"} | tags))
    known = {"gauge_mm": gauge_mm, "attribute_sources": {"gauge_mm": "known"} if gauge_mm else {}}
    found = digitize(sheet, network_of(sheet, {"a": (0.0, 0.0), "b": (10_000.0, 0.0)}, **known))
    assert found.share_matched == share
    assert not share or found.link.gauge_mm == (gauge_mm or (1000 if tags else None))


def test_a_main_line_of_unknown_gauge_is_preferred_to_a_light_one_beside_it() -> None:
    sheet = Sheet()
    sheet.ways.append(([(0.0, 0.0), (10_000.0, 0.0)], {"railway": "narrow_gauge"}))
    sheet.track((0.0, 60.0), (10_000.0, 60.0))
    found = digitize(sheet, network_of(sheet, {"a": (0.0, 0.0), "b": (10_000.0, 0.0)}))
    assert (found.way_ids, found.counts.steady) == ((2,), 1)
