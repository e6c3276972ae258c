"""What figures are made of: scales, labels that keep apart, projections, frames."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.products.figures import lettering
from geo.products.figures.ground import fitting_crs, fitting_frame
from geo.products.figures.placement import Placement
from geo.products.figures.scale import Scale, amount_text, interval_of, letter, round_ticks, spread


@pytest.mark.parametrize(("highest", "ticks"), [(14.56, [0, 5, 10, 15]), (72.8, [0, 20, 40, 60, 80]), (0, [0, 1]),
                                                (0.03, [0, 0.01, 0.02, 0.03])])  # fmt: skip
def test_ticks_are_round_and_reach_the_highest(highest: float, ticks: list[float]) -> None:
    assert round_ticks(highest, 4) == pytest.approx(ticks)


@given(st.floats(1e-6, 1e9), st.integers(2, 8))
def test_ticks_never_end_below_what_is_drawn(highest: float, count: int) -> None:
    ticks = round_ticks(highest, count)
    assert ticks[-1] >= highest * (1 - 1e-6)
    assert ticks[0] == 0
    assert len(ticks) <= count + 2


@pytest.mark.parametrize(("value", "lang", "text"), [(3.723, "en", "3.7"), (3.723, "ru", "3,7"), (0.0, "en", "0"),
    (48.0, "kk", "48"), (130.4, "en", "130"), (12000, "ru", "12\u00a0000"), (0.759, "kk", "0,76")])  # fmt: skip
def test_amounts_have_the_languages_mark(value: float, lang: str, text: str) -> None:
    assert amount_text(value, lang) == text


def test_an_interval_without_a_ceiling_says_so() -> None:
    assert interval_of(2.0, 3.0, None, "en") == "3 (2–∞)"
    assert interval_of(3.0, 3.0, 3.0, "en") == "3"


def test_letters_go_on_after_z() -> None:
    assert [letter(place) for place in (0, 25, 26, 27, 52)] == ["A", "Z", "AA", "AB", "BA"]


def test_a_scale_places_its_ends_and_keeps_what_lies_beyond() -> None:
    scale = Scale(0, 10, 100, 50)
    assert [scale.at(value) for value in (0, 5, 10, 20, -5)] == [100, 75, 50, 50, 100]


@given(st.lists(st.floats(0, 100), max_size=12).map(sorted))
def test_labels_in_a_row_keep_apart_and_in_order_and_inside(wanted: list[float]) -> None:
    places = spread(wanted, [8.0] * len(wanted), (0, 100))
    assert all(b - a >= 8 - 1e-9 for a, b in itertools.pairwise(places))
    assert all(4 - 1e-9 <= place <= 96 + 1e-9 for place in places)


@given(st.text(max_size=40), st.floats(5, 60))
def test_a_cut_line_fits_and_a_wrapped_text_loses_nothing(text: str, room: float) -> None:
    assert lettering.width_mm(lettering.cut(text, room, 6.0), 6.0) <= room
    lines = lettering.wrapped(text, room, 6.0)
    assert len(lettering.legible(text)) == len(text)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(lettering.width_mm(line, 6.0) <= room for line in lines if len(line) > 1)


@given(st.lists(st.tuples(st.floats(0, 60), st.floats(0, 40)), max_size=25))
def test_labels_of_a_map_never_overlap(points: list[tuple[float, float]]) -> None:
    placement = Placement((0, 0, 60, 40), shapely.LineString([(0, 20), (60, 20)]), 6.0)
    for number, point in enumerate(points):
        placement.label(f"Place {number}", point, away_mm=1.0, must=True)
    boxes = [shapely.box(*box) for box in placement.taken]
    assert all(box[0] >= 0 and box[2] <= 60 and box[1] >= 0 and box[3] <= 40 for box in placement.taken)
    for place, box in enumerate(boxes):
        assert all(shapely.area(shapely.intersection(box, other)) < 1e-9 for other in boxes[:place])


def test_a_projection_is_conic_in_the_north_and_a_cylinder_at_the_equator() -> None:
    lons = np.array([40.0, 80.0])
    assert "Lambert Conic Conformal" in fitting_crs(lons, np.array([38.0, 50.0])).to_wkt()
    assert "Mercator" in fitting_crs(lons, np.array([-1.0, 3.0])).to_wkt()


@given(st.lists(st.tuples(st.floats(-179, 179), st.floats(-89, 89)), min_size=2, max_size=6))
def test_a_frame_holds_its_lines_wherever_they_run(points: list[tuple[float, float]]) -> None:
    line = np.array(points)
    frame = fitting_frame([line], (5, 10), 80.0, (40, 90))
    places = frame.place(line)
    assert np.isfinite(places).all()
    assert places.min(axis=0).tolist() >= [5, 10]
    assert places[:, 0].max() <= 85
    assert places[:, 1].max() <= 10 + frame.height_mm <= 100


def test_north_leans_to_the_middle_meridian() -> None:
    line = np.array([[40.0, 40.0], [60.0, 45.0], [80.0, 40.0]])
    frame = fitting_frame([line], (0, 0), 100.0, (20, 200))
    assert frame.convergence(60, 42) == pytest.approx(0, abs=0.01)
    assert frame.convergence(80, 42) < -5
    assert frame.convergence(40, 42) > 5
    assert shapely.contains(frame.box, shapely.LineString(frame.place(line)))
