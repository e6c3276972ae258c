"""
Compare the ratios with those kept in `bench/baseline.json`: `check.py` fails where one is more than 20 % worse.

On one processor and in its time, so that neither other work nor the number of processors counts; peers and the tool in
turns. A ratio that looks worse is measured again, longer, before it fails. `check.py --write` keeps what it measures.
"""

from __future__ import annotations

import json
import math
import os
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from table import told
from timing import ROOT, Clock, processor_time

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from lines import Line, Measured

BASELINE = ROOT / "bench" / "baseline.json"
WORSE = 0.2
SECONDS = 2
"""A line is measured so long, three pairs at least; in full where it looks worse, or is to be kept."""
AGAIN = 3
"""So often a ratio that looks worse is measured again; the best counts, as noise is no regression."""


@dataclass(frozen=True)
class Verdict:
    """What a comparison shows, each as a sentence that names the line."""

    worse: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    new: tuple[str, ...] = ()

    @property
    def has_failed(self) -> bool:
        return bool(self.worse or self.missing)

    @property
    def sentences(self) -> tuple[str, ...]:
        return (*self.worse, *self.missing, *self.new)


def is_worse(kept: float, ratio: float) -> bool:
    return ratio < kept * (1 - WORSE)


def judge(kept: dict[str, float], fresh: dict[str, float | None]) -> Verdict:
    """Compare ratios by the name of the line; a fresh one is None where its peer is not installed."""
    worse = [
        f"Worse: {name}: {fresh[name]:.3g}, kept {ratio:.3g} ({fresh[name] / ratio - 1:+.0%})."
        for name, ratio in kept.items()
        if fresh.get(name) is not None and is_worse(ratio, fresh[name])
    ]
    missing = [f"Missing: {name}: kept, but no longer measured." for name in kept if name not in fresh]
    new = [f"New: {name}: not kept yet; run bench/check.py --write." for name in fresh if name not in kept]
    return Verdict(tuple(worse), tuple(missing), tuple(new))


def _say(text: str) -> None:
    print(text, flush=True)


def measure(
    lines: Iterable[Line], kept: dict[str, float], say: Callable[[str], object] = _say
) -> dict[str, float | None]:
    """Measure all lines, and those that look worse again."""
    fresh: dict[str, float | None] = {}
    for line in lines:
        found = line.measure(SECONDS if line.name in kept else math.inf)
        say(told(found))
        fresh[line.name] = _again(line, found, kept[line.name], say) if line.name in kept else found.ratio
    return fresh


def _again(line: Line, found: Measured, kept: float, say: Callable[[str], object]) -> float | None:
    best = found.ratio
    for _ in range(AGAIN):
        if best is None or not is_worse(kept, best):
            break
        found = line.measure()
        say(f"{told(found)}  again, as {best:.3g} is worse than {kept:.3g}")
        best = max(best, found.ratio or 0.0)
    return best


def on_one_processor() -> None:
    """Stay on one processor, and count its time."""
    Clock.now = staticmethod(processor_time)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def main(words: list[str], baseline: Path = BASELINE) -> int:
    import run

    start = time.perf_counter()
    on_one_processor()
    kept = {} if "--write" in words or not baseline.exists() else json.loads(baseline.read_text())
    fresh = measure((line for line in run.lines([]) if line.check), kept)
    if "--write" in words:
        ratios = {name: float(f"{ratio:.4g}") for name, ratio in fresh.items() if ratio is not None}
        baseline.write_text(json.dumps(ratios, indent=1) + "\n")
        return 0
    verdict = judge(kept, fresh)
    print("", *verdict.sentences, sep="\n")
    print(f"{len(fresh)} lines in {time.perf_counter() - start:.0f} s: {'worse' if verdict.has_failed else 'no worse'}")
    return int(verdict.has_failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
