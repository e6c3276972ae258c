"""Tees: which ends are led on to a line ahead of them, where they meet it, and what stays loose."""

from __future__ import annotations

import numpy as np
import pytest

from geo.network.osm.tees import join_tees
from geo.network.osm.tracks import Tracks, trace_tracks
from tests.network.osm.sketch import Sheet, Spot

EAST = ((0.0, 0.0), (10_000.0, 0.0))


def tracks_of(*lines: tuple[Spot, ...], **tags: str) -> Tracks:
    """Tracks of lines; the tags are those of all but the first."""
    sheet = Sheet()
    for number, line in enumerate(lines):
        sheet.track(*line, **(tags if number else {}))
    return trace_tracks(sheet.extract())


def branch(short_m: float, length_m: float = 3000.0) -> tuple[Spot, ...]:
    """A line from the north that ends so far short of the first one, at its 4 km."""
    return (4000.0, length_m), (4000.0, short_m)


def lengths(tracks: Tracks) -> list[int]:
    return sorted(round(length, -1) for length in tracks.lengths_m.tolist())


def test_a_line_is_led_on_to_the_one_ahead_which_is_cut_there() -> None:
    tracks, gaps = join_tees(tracks_of(EAST, branch(30.0)), 50.0)
    assert [(round(gap.distance_m), gap.is_bridged) for gap in gaps] == [(30, True)]
    assert lengths(tracks) == [30, 2970, 4000, 6000]
    assert sorted(tracks.way_ids) == [(), (1,), (1,), (2,)]  # a bridge is of no way
    (meeting,) = np.flatnonzero(np.bincount(tracks.ends.ravel()) == 3)
    assert tracks.lonlat[meeting] == pytest.approx(Sheet().lonlat((4000.0, 0.0)), abs=1e-6)


def test_what_lies_further_off_is_told_and_left() -> None:
    before = tracks_of(EAST, branch(80.0))
    tracks, gaps = join_tees(before, 50.0)
    assert [(round(gap.distance_m), gap.is_bridged) for gap in gaps] == [(80, False)]
    assert lengths(tracks) == lengths(before)


def test_a_line_too_far_ahead_is_not_seen() -> None:
    assert join_tees(tracks_of(EAST, branch(200.0)), 500.0)[1] == []


def test_an_end_that_looks_the_other_way_is_left() -> None:
    assert join_tees(tracks_of(EAST, ((4000.0, 30.0), (4000.0, -30.0))), 50.0)[1] == []  # it crosses on a bridge
    assert join_tees(tracks_of(EAST, ((4000.0, 20.0), (9000.0, 20.0))), 50.0)[1] == []  # it runs beside


def test_an_end_at_the_end_of_a_line_needs_no_cut() -> None:
    tracks, gaps = join_tees(tracks_of(EAST, ((10_000.0, 3000.0), (10_000.0, 20.0))), 50.0)
    assert len(gaps) == 1
    assert lengths(tracks) == [20, 2980, 10_000]


def test_two_lines_that_meet_a_third_at_one_point_share_it() -> None:
    tracks, _ = join_tees(tracks_of(EAST, branch(30.0), ((4000.0, -3000.0), (4000.0, -24.0))), 50.0)
    assert lengths(tracks) == [20, 30, 2970, 2980, 4000, 6000]
    assert np.bincount(tracks.ends.ravel()).max() == 4


def test_tracks_of_two_gauges_do_not_meet() -> None:
    sheet = Sheet()
    sheet.track(*EAST, gauge="1520")
    sheet.track(*branch(10.0), gauge="1435")
    assert join_tees(trace_tracks(sheet.extract()), 50.0)[1] == []


def test_a_siding_ends_for_good_unless_it_touches() -> None:
    assert join_tees(tracks_of(EAST, branch(30.0), service="siding"), 50.0)[1] == []
    assert len(join_tees(tracks_of(EAST, branch(2.0), service="siding"), 50.0)[1]) == 1


def loop(far_m: float) -> Tracks:
    """A track that leaves the line at a switch, and turns back to end 30 m short of it."""
    sheet = Sheet()
    sheet.track((0.0, 0.0), (3600.0, 0.0), (10_000.0, 0.0))
    sheet.track((3600.0, 0.0), (3700.0, far_m), (4000.0, far_m), (4000.0, 30.0))
    return trace_tracks(sheet.extract())


def test_a_short_track_of_the_same_part_ends_for_good_and_a_long_one_is_a_line() -> None:
    assert join_tees(loop(100.0), 50.0)[1] == []
    assert len(join_tees(loop(1000.0), 50.0)[1]) == 1


def test_an_end_with_another_end_nearer_is_left_to_that() -> None:
    lines = (EAST, branch(40.0), ((4000.0, 25.0), (4500.0, 12.0)))
    gaps = join_tees(tracks_of(*lines), 50.0)[1]
    assert all(gap.distance_m < 40 for gap in gaps)


def test_nothing_comes_of_nothing() -> None:
    ring = ((0.0, 0.0), (3000.0, 0.0), (3000.0, 3000.0), (0.0, 0.0))
    assert join_tees(tracks_of(ring), 50.0)[1] == []
