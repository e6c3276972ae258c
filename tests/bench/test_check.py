"""The check of the bench judges ratios, on made-up ones."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.append(str(Path(__file__).parents[2] / "bench"))

import check
import lines
import run

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

KEPT = {"routes | a peer": 8.0, "flows | a peer": 2.0}


def line(name: str, *ratios: float, needs: tuple[str, ...] = ()) -> lines.Line:
    """Make a line whose measurements give one ratio after another: all pairs of a measurement the same one."""
    coming: Iterator[float] = iter(ratios)

    def make() -> tuple:
        ratio = next(coming)
        return lambda: 1.0, lambda: ratio

    return lines.Line(name, make, needs=needs)


def silent(_: str) -> None:
    pass


def test_a_quarter_worse_fails_with_the_name_of_the_line() -> None:
    verdict = check.judge(KEPT, {"routes | a peer": 6.0, "flows | a peer": 2.0})
    assert verdict.has_failed
    assert verdict.sentences == ("Worse: routes | a peer: 6, kept 8 (-25%).",)


def test_fifteen_per_cent_worse_passes() -> None:
    assert not check.judge(KEPT, {"routes | a peer": 8.0 * 0.85, "flows | a peer": 1.7}).has_failed


def test_better_passes() -> None:
    assert check.judge(KEPT, {"routes | a peer": 80.0, "flows | a peer": 20.0}) == check.Verdict()


def test_a_line_that_is_no_longer_measured_fails() -> None:
    verdict = check.judge(KEPT, {"routes | a peer": 8.0})
    assert verdict.has_failed
    assert verdict.sentences == ("Missing: flows | a peer: kept, but no longer measured.",)


def test_a_line_whose_peer_is_not_installed_does_not_fail() -> None:
    absent = line("flows | a peer", 2.0, needs=("no_such_peer",))
    fresh = check.measure([line("routes | a peer", 8.0), absent], KEPT, silent)
    assert fresh == {"routes | a peer": 8.0, "flows | a peer": None}
    assert not check.judge(KEPT, fresh).has_failed


def test_a_new_line_is_said_and_passes() -> None:
    verdict = check.judge(KEPT, {**KEPT, "maps | a peer": 3.0})
    assert not verdict.has_failed
    assert verdict.sentences == ("New: maps | a peer: not kept yet; run bench/check.py --write.",)


def test_what_looks_worse_is_measured_again_before_it_fails() -> None:
    once_slow, always_slow = line("routes | a peer", 5.0, 7.9), line("flows | a peer", 1.0, 1.2, 1.1, 0.9)
    fresh = check.measure([once_slow, always_slow], KEPT, silent)
    assert fresh == {"routes | a peer": 7.9, "flows | a peer": 1.2}
    assert check.judge(KEPT, fresh).worse == ("Worse: flows | a peer: 1.2, kept 2 (-40%).",)


def test_the_whole_check_fails_by_its_exit_code(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ratios = {"flows | a peer": 4.0}
    monkeypatch.setattr(check, "on_one_processor", lambda: None)
    monkeypatch.setattr(run, "lines", lambda _: [line(name, *[ratio] * 9) for name, ratio in ratios.items()])
    baseline = tmp_path / "baseline.json"
    assert check.main(["--write"], baseline) == 0
    assert check.main([], baseline) == 0
    ratios["flows | a peer"] = 3.0
    assert check.main([], baseline) == 1
    assert "Worse: flows | a peer: 3, kept 4 (-25%)." in capsys.readouterr().out


def test_what_is_kept_are_ratios_of_lines_that_are_checked() -> None:
    kept = json.loads(check.BASELINE.read_text())
    assert set(kept) <= {one.name for one in run.lines([]) if one.check}
    assert all(isinstance(ratio, float | int) and ratio > 0 for ratio in kept.values())
