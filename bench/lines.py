"""
What is measured: lines of the bench, each with a name of its own.

A line beside a peer, or beside a limit, is timed in turns with it, so that the machine's noise falls on both; its
ratio is the median of the ratios of the pairs, its spread their quartiles. A ratio above 1 says that the tool takes
less. What a limit takes nothing can beat: its ratio is the share of the tool's time that cannot be had back.
"""

from __future__ import annotations

import importlib.util
import math
import statistics
import time
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from timing import Timing

PEER, LIMIT, ALONE, GROWTH, BYTES = "peer", "limit", "alone", "growth", "bytes"
SIZES = (1, 10, 100)
LEAST = 3


@dataclass(frozen=True)
class Measured:
    """What a line showed; `ratio` is None where it has none, `note` says why where a peer is missing."""

    name: str
    kind: str
    ratio: float | None = None
    low: float | None = None
    high: float | None = None
    ours: float | None = None
    theirs: float | None = None
    goal: float | None = None
    note: str = ""

    def record(self) -> dict[str, Any]:
        return {key: value for key, value in asdict(self).items() if value not in (None, "")}


@dataclass(frozen=True)
class Line:
    """
    The tool beside a peer or a limit.

    `make` prepares both, finds their answers equal, and gives their timings (of a line in bytes, their sizes); it is
    called only if the line is measured. `check` says whether `make bench-check` measures it, too, `warm` whether both
    run once before they are timed, which is spared where `make` has just run them.
    """

    name: str
    make: Callable[[], tuple[Timing, Timing]]
    goal: float | None = None
    rounds: int = 5
    kind: str = PEER
    needs: tuple[str, ...] = ()
    check: bool = True
    warm: bool = True

    def missing(self) -> list[str]:
        """Peers that are not installed."""
        return [name for name in self.needs if importlib.util.find_spec(name) is None]

    def pairs(self, seconds: float = math.inf) -> list[tuple[float, float]]:
        """
        Measure ours and theirs in turns, once each before to fill the caches; who begins takes turns, too.

        After so many seconds three pairs are enough.
        """
        ours, theirs = self.make()
        if self.kind == BYTES:
            return [(ours(), theirs())]
        if self.rounds > 1 and self.warm:
            ours(), theirs()
        end, found = time.perf_counter() + seconds, []
        while len(found) < self.rounds and (len(found) < LEAST or time.perf_counter() < end):
            found.append((ours(), theirs()) if len(found) % 2 == 0 else (theirs(), ours())[::-1])
        return found

    def measure(self, seconds: float = math.inf) -> Measured:
        missing = self.missing()
        if missing:
            note = f"{', '.join(missing)} is not installed: make peers"
            return Measured(self.name, self.kind, goal=self.goal, note=note)
        pairs = self.pairs(seconds)
        ratio, low, high = spread([theirs / ours for ours, theirs in pairs])
        mine, other = (statistics.median(column) for column in zip(*pairs, strict=True))
        return Measured(self.name, self.kind, ratio, low, high, mine, other, self.goal)


@dataclass(frozen=True)
class Alone:
    """The tool by itself, where no peer does the job; `goal` is the most seconds it may take."""

    name: str
    make: Callable[[], Timing]
    goal: float
    rounds: int = 5
    kind: str = ALONE
    check: bool = False

    def measure(self) -> Measured:
        ours = self.make()
        ours()
        taken = statistics.median(ours() for _ in range(self.rounds))
        return Measured(self.name, self.kind, ours=taken, goal=self.goal)


@dataclass(frozen=True)
class Growth:
    """How the cost grows as the work grows tenfold, twice; `goal` is the greatest exponent it may have."""

    name: str
    make: Callable[[int], Timing]
    goal: float | None = None
    rounds: int = 3
    kind: str = GROWTH
    check: bool = False
    sizes: tuple[int, ...] = field(default=SIZES)

    def measure(self) -> Measured:
        timings = [self.make(size) for size in self.sizes]
        if self.rounds > 1:
            for timing in timings:
                timing()
        taken = [min(timing() for _ in range(self.rounds)) for timing in timings]
        told = ", ".join(f"{size}x {seconds:.3g} s" for size, seconds in zip(self.sizes, taken, strict=True))
        steps = [exponent(self.sizes[i : i + 2], taken[i : i + 2]) for i in range(len(self.sizes) - 1)]
        ratio = exponent(self.sizes, taken)
        return Measured(self.name, self.kind, ratio, min(steps), max(steps), goal=self.goal, note=told)


def exponent(sizes: Iterable[float], taken: Iterable[float]) -> float:
    """Fit a power of the size: 1 where ten times the work takes ten times as long."""
    return statistics.linear_regression([math.log(s) for s in sizes], [math.log(t) for t in taken]).slope


def spread(ratios: list[float]) -> tuple[float, float, float]:
    """Give the median, and the quartiles; of fewer than three ratios the least and the greatest."""
    middle = statistics.median(ratios)
    if len(ratios) < 3:
        return middle, min(ratios), max(ratios)
    low, _, high = statistics.quantiles(ratios, n=4, method="inclusive")
    return middle, low, high
