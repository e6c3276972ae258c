"""However the ways are measured, they are the same to the bit."""

from __future__ import annotations

import sys
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from networks import random_network

from geo.model.layouts import numbered_by_nearness
from geo.model.paths import PathFinder
from geo.model.searches import Searches

HOW = ("heap", "scipy", "scipy, numbered", "compiled", "landmarks")


def searching(how: str, patch: pytest.MonkeyPatch) -> None:
    """Make searches begin in a certain way; each is asked to search once before."""
    patch.setattr("geo.model.searches.SMALL", 2000 if how == "heap" else 0)
    patch.setattr("geo.model.searches.OFTEN", np.inf if how in ("heap", "scipy") else 0)
    patch.setattr("geo.model.searches.KNOWN", 0 if how == "landmarks" else np.inf)
    if how == "heap":
        patch.delitem(sys.modules, "scipy.sparse.csgraph", raising=False)
    if how not in ("compiled", "landmarks"):
        patch.setattr("geo.model.searches.compiled_search", lambda: None)
    else:
        pytest.importorskip("numba")


@pytest.mark.parametrize("how", HOW)
def test_the_way_along_three_arcs_is_their_sum(how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    searching(how, monkeypatch)
    arcs = np.array([(0, 1), (1, 2), (2, 3), (0, 3)], dtype=np.int32)
    searches = Searches(5, arcs[:, 0], arcs[:, 1], np.array([1.0, 2.0, 0.0, 9.0]))
    assert searches.distances([3, 0]).tolist() == [[3, 2, 0, 0, np.inf], [0, np.inf, np.inf, np.inf, np.inf]]
    to_go = searches.to_go(3)
    assert [to_go.of(vertex) for vertex in (4, 0, 2)] == [np.inf, 3, 0]


@pytest.mark.parametrize("how", HOW[1:])
def test_all_ways_of_measuring_agree(how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for seed in range(40):
        graph = random_network(seed, size=30, arcs=70)
        with monkeypatch.context() as patch:
            searching("heap", patch)
            expected = Searches(graph.size, graph.tail, graph.head, graph.time_h).distances(range(graph.size))
        with monkeypatch.context() as patch:
            searching(how, patch)
            searches = Searches(graph.size, graph.tail, graph.head, graph.time_h)
            assert searches.distances(range(graph.size)).tobytes() == expected.tobytes()
            step_by_step = searches.to_go(seed % 30)
            for vertex in range(graph.size):  # a search that stops goes on from there
                assert step_by_step.of(vertex) == expected[seed % 30, vertex]


def found(how: str, size: int, arcs: np.ndarray, weight: np.ndarray) -> list[list[tuple[int, ...]]]:
    """Find the shortest way from the first to each vertex, and the three shortest, after a question before."""
    with pytest.MonkeyPatch.context() as patch:
        searching(how, patch)
        finder = PathFinder(size, arcs[:, 0], arcs[:, 1], weight)
        finder.shortest(0, 1, 1)
        return [finder.shortest(0, vertex, k) for vertex in range(size) for k in (1, 3)]


@given(st.integers(2, 9), st.data(), st.sampled_from([1e-9, 1.0, 1e12]))
def test_ways_are_the_same_however_they_are_found(size: int, data: st.DataObject, unit: float) -> None:
    """Parallel arcs, those that take nothing or lead back to where they begin, closed ones, many equal ways."""
    vertex = st.integers(0, size - 1)
    weight = st.sampled_from([0.0, 1.0, 1.0, 2.0, 0.1, 0.2, 0.3, 1e6, np.inf])
    rows = data.draw(st.lists(st.tuples(vertex, vertex, weight), min_size=1, max_size=24))
    arcs = np.array([row[:2] for row in rows], dtype=np.int32)
    taken = unit * np.array([row[2] for row in rows])
    expected = found("heap", size, arcs, taken)
    for how in ("scipy", "compiled", "landmarks"):
        assert found(how, size, arcs, taken) == expected


def test_landmarks_far_away_do_not_hide_the_shorter_of_two_ways() -> None:
    """Seen from vertex 4, the others stand on steps of 1.2 ten-millionths: 0, 1 and 2 on one, 3 on the next."""
    pytest.importorskip("numba")
    arcs = np.array([(0, 1), (1, 2), (2, 3), (0, 3), (0, 4), (4, 0)], dtype=np.int32)
    weight = np.array([0.3e-7, 0.25e-7, 0.6e-7, 1.3e-7, 1e9, 1e9])
    assert found("landmarks", 5, arcs, weight)[6] == [(0, 1, 2)]


@pytest.mark.parametrize("islet", [(0, 1), (6, 7)])
def test_landmarks_stand_on_the_mainland(islet: tuple[int, int]) -> None:
    """A row of six and an islet of two, whichever is numbered first."""
    pytest.importorskip("numba")
    from geo.model.compiled_ways import landmarks

    row = [vertex for vertex in range(8) if vertex not in islet]
    there = [*pairwise(row), islet]
    arcs = np.array([*there, *((b, a) for a, b in there)], dtype=np.int32)
    layout = numbered_by_nearness(8, arcs[:, 0], arcs[:, 1], np.ones(len(arcs)))
    marks = landmarks(layout, 3)
    assert np.isfinite(marks[layout.places(row)]).all()
    assert np.isinf(marks[layout.places(islet)]).all()


@pytest.mark.parametrize("how", HOW[1:])
def test_alternatives_come_in_the_same_order(how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for seed in range(20):
        graph = random_network(seed, size=15, arcs=60, whole=True)  # whole numbers: many ways take the same
        with monkeypatch.context() as patch:
            searching("heap", patch)
            expected = PathFinder(graph.size, graph.tail, graph.head, graph.time_h).shortest(0, 14, 30)
        with monkeypatch.context() as patch:
            searching(how, patch)
            assert PathFinder(graph.size, graph.tail, graph.head, graph.time_h).shortest(0, 14, 30) == expected
