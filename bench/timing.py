"""Times two things in turns, so that the machine's noise falls on both, and gives the ratio of their medians."""

from __future__ import annotations

import importlib
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).resolve().parents[1]
PYTHON = sys.executable
CORRIDORS = str(Path(PYTHON).with_name("corridors"))
ROUNDS = 7

Timing = Callable[[], float]
Row = dict[str, Any]


def process(*words: str) -> Timing:
    """Make a timing of a fresh process."""

    def once() -> float:
        start = time.perf_counter()
        subprocess.run(words, check=True, capture_output=True, cwd=ROOT)
        return time.perf_counter() - start

    return once


def timed(work: Callable[[], object], *, of: int = 1, times: float = 1.0) -> Timing:
    """Make a timing of work in this process: the mean of so many calls, times a factor where they are a sample."""

    def once() -> float:
        start = time.perf_counter()
        for _ in range(of):
            work()
        return (time.perf_counter() - start) / of * times

    return once


def compare(
    name: str, ours: Timing, theirs: Timing, goal: float | None, rounds: int = ROUNDS, *, warm: bool = True
) -> Row:
    """Time two things in turns; goal is the least ratio of their medians, none where it is for information."""
    if warm:
        ours(), theirs()  # files in the page cache, bytecode written
    pairs = [(ours(), theirs()) for _ in range(rounds)]
    mine, other = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = other / mine
    print(f"{name:72} {mine:10.4f} s {other:10.4f} s  ratio {ratio:9.2f}  {_aim(goal)}", flush=True)
    return {"name": name, "ours_s": round(mine, 5), "theirs_s": round(other, 5), "ratio": round(ratio, 2), "goal": goal}


def alone(name: str, ours: Timing, goal_s: float, rounds: int = ROUNDS) -> Row:
    """Time one thing; goal is the most seconds it may take."""
    ours()
    mine = statistics.median(ours() for _ in range(rounds))
    print(f"{name:72} {mine:10.4f} s  goal {goal_s} s", flush=True)
    return {"name": name, "ours_s": round(mine, 5), "goal_s": goal_s}


def _aim(goal: float | None) -> str:
    return "" if goal is None else f"goal {goal}"


def peer(name: str, line: str) -> ModuleType | None:
    """Import a peer; say so where it is not installed, and leave its line out."""
    try:
        return importlib.import_module(name)
    except ImportError:
        print(f"{line:72} {name} is not installed: uv sync --group bench", flush=True)
        return None
