"""Lengths along the ellipsoid."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.network.geometry import ellipsoid, segment_lengths

POSITION = st.tuples(st.floats(-180, 180), st.floats(-89, 89))
LINE = st.lists(POSITION, min_size=2, max_size=6)


def test_one_degree_of_equator_is_111_km() -> None:
    ((length,),) = segment_lengths([[(35, 0), (36, 0)]])
    assert length == pytest.approx(111.319, abs=0.001)


def test_one_degree_of_meridian_at_the_equator_is_110_km() -> None:
    ((length,),) = segment_lengths([[(37, 0), (37, 1)]])
    assert length == pytest.approx(110.574, abs=0.001)


def test_a_degree_of_longitude_at_60_north_is_half_as_long() -> None:
    ((length,),) = segment_lengths([[(0, 60), (1, 60)]])
    assert length == pytest.approx(55.80, abs=0.01)


def test_a_line_over_the_date_line_goes_the_short_way() -> None:
    ((length,),) = segment_lengths([[(179.5, 0), (-179.5, 0)]])
    assert length == pytest.approx(111.319, abs=0.001)


def test_no_lines_have_no_lengths() -> None:
    assert segment_lengths([]) == []


def test_lines_are_measured_apart() -> None:
    found = segment_lengths([[(0, 0), (1, 0), (3, 0)], [(10, 0), (11, 0)]])
    assert [len(lengths) for lengths in found] == [2, 1]
    assert found[0] == pytest.approx([111.319, 222.639], abs=0.001)


@given(st.lists(LINE, min_size=1, max_size=4))
def test_arrays_give_what_geod_gives_one_by_one(lines: list[list[tuple[float, float]]]) -> None:
    geod = ellipsoid()
    for line, lengths in zip(lines, segment_lengths(lines), strict=True):
        single = [geod.inv(*a, *b)[2] / 1000 for a, b in pairwise(line)]
        assert lengths == pytest.approx(single, rel=1e-12, abs=1e-9)


@given(LINE)
def test_reversing_a_line_keeps_its_length(line: list[tuple[float, float]]) -> None:
    forth, back = segment_lengths([line, line[::-1]])
    assert np.allclose(forth, back[::-1], rtol=1e-9, atol=1e-6)


@given(POSITION, POSITION, POSITION)
def test_a_detour_is_never_shorter(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> None:
    direct, detour = segment_lengths([[a, c], [a, b, c]])
    assert sum(direct) <= sum(detour) + 1e-6
