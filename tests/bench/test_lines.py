"""Lines of the bench: ratios, spreads, growth, the table and the chart, on made-up timings."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[2] / "bench"))

import chart
import lines
import run
from table import told


def pair(ours: list[float], theirs: list[float]) -> tuple:
    return iter(ours).__next__, iter(theirs).__next__


def test_a_ratio_is_the_median_of_the_pairs_and_not_of_the_seconds() -> None:
    noisy = lines.Line("a | b", lambda: pair([9, 1, 10, 1], [9, 3, 30, 3.3]), rounds=3)  # the first is to warm up
    found = noisy.measure()
    assert (found.ratio, found.low, found.high) == (3.0, 3.0, pytest.approx(3.15))


def test_a_line_without_its_peer_says_so() -> None:
    found = lines.Line("a | b", lambda: pair([], []), needs=("no_such_peer",)).measure()
    assert found.ratio is None
    assert "no_such_peer is not installed" in told(found)


@pytest.mark.parametrize(("taken", "expected"), [((1, 10, 100), 1), ((1, 100, 10_000), 2), ((5, 5, 5), 0)])
def test_the_exponent_of_growth(taken: tuple[float, ...], expected: float) -> None:
    assert lines.exponent((1, 10, 100), taken) == pytest.approx(expected)


def test_growth_is_said_with_what_each_size_took() -> None:
    found = lines.Growth("a", lambda size: lambda: 0.5 * size, goal=1.2).measure()
    assert told(found).split(maxsplit=1)[1].startswith("grows as size^1  goal at most 1.2  (1x 0.5 s, 10x 5 s")


def test_the_chart_names_each_line(tmp_path: Path) -> None:
    found = [
        lines.Measured("routes | a peer", lines.PEER, 3.0, 2.5, 3.5, goal=2),
        lines.Measured("flows | a peer", lines.PEER, 0.5, 0.4, 0.6),
        lines.Measured("build | imports", lines.LIMIT, 0.4, 0.35, 0.5),
        lines.Measured("flows", lines.GROWTH, 1.1, 1.0, 1.2),
        lines.Measured("absent | a peer", lines.PEER),
    ]
    chart.draw(found, tmp_path / "ratios.svg")
    drawn = (tmp_path / "ratios.svg").read_text("utf-8")
    assert all(one.name in drawn for one in found[:4])
    assert "absent" not in drawn


def test_names_of_lines_are_their_own() -> None:
    names = [one.name for one in run.lines([])]
    assert len(names) == len(set(names))


def test_an_unknown_group_ends_with_the_groups_there_are() -> None:
    with pytest.raises(SystemExit, match=r"no groups \['model3'\].*routes"):
        run.lines(["model3"])
