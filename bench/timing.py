"""Clocks, and timings of processes and of calls."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PYTHON = sys.executable
CORRIDORS = str(Path(PYTHON).with_name("corridors"))

Timing = Callable[[], float]


def processor_time() -> float:
    """Seconds of processors, of this process and of those it has waited for: others' work does not count."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


class Clock:
    """The clock of all timings: the wall's, or the processors' where a check asks for it."""

    now: Callable[[], float] = staticmethod(time.perf_counter)


def process(*words: str) -> Timing:
    """Make a timing of a fresh process, of modules that are compiled, as installed ones are."""

    surroundings = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}

    def once() -> float:
        start = Clock.now()
        subprocess.run(words, check=True, capture_output=True, cwd=ROOT, env=surroundings)
        return Clock.now() - start

    return once


def timed(work: Callable[[], object], *, of: int = 1, times: float = 1.0) -> Timing:
    """Make a timing of work in this process: the mean of so many calls, times a factor where they are a sample."""

    def once() -> float:
        start = Clock.now()
        for _ in range(of):
            work()
        return (Clock.now() - start) / of * times

    return once


def once(work: Callable[[], object]) -> tuple[Timing, object]:
    """Do slow work one time only: give a timing that says what it took, and the answer, to be found equal."""
    start = Clock.now()
    answer = work()
    seconds = Clock.now() - start
    return lambda: seconds, answer
