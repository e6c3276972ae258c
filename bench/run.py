"""Measure the tool beside what a user would pick instead: all groups, or those named: `python bench/run.py model`."""

from __future__ import annotations

import importlib
import json
import platform
import sys
import time
from typing import TYPE_CHECKING

import chart
from table import told
from timing import ROOT

if TYPE_CHECKING:
    from lines import Alone, Growth, Line, Measured

OUT = ROOT / "bench" / "out"
MODEL = ("routes", "cold_cut", "maximum", "flows", "allocation", "ensembles", "failures")
GROUPS = {"all": ("products", "drawing", "geometry", *MODEL, "extracts"), "model": MODEL}


def chosen(names: list[str]) -> list[str]:
    groups = list(dict.fromkeys(group for name in names or ["all"] for group in GROUPS.get(name, (name,))))
    strange = sorted(set(groups) - set(GROUPS["all"]))
    if strange:
        sys.exit(f"There are no groups {strange}. The groups are: {', '.join((*GROUPS, *GROUPS['all']))}.")
    return groups


def lines(names: list[str]) -> list[Line | Alone | Growth]:
    return [line for group in chosen(names) for line in importlib.import_module(group).lines()]


def measured(group: str, place: str) -> list[Measured]:
    """Measure the lines of a group, and say each as it is done; a terminal is told what is being measured."""
    start, found = time.perf_counter(), []
    print(f"\n{group}, group {place}", flush=True)
    for line in importlib.import_module(group).lines():
        if sys.stderr.isatty():
            print(f"\r  {line.name} …\033[K", end="\r", file=sys.stderr, flush=True)
        found.append(line.measure())
        print(told(found[-1]), flush=True)
    print(f"{group}: {len(found)} lines in {time.perf_counter() - start:.0f} s", flush=True)
    return found


def main(names: list[str]) -> None:
    start, groups, found = time.perf_counter(), chosen(names), []
    for number, group in enumerate(groups, 1):
        found += measured(group, f"{number} of {len(groups)}")
    OUT.mkdir(exist_ok=True)
    record = {"python": platform.python_version(), "lines": [one.record() for one in found]}
    (OUT / "results.json").write_text(json.dumps(record, indent=1) + "\n")
    ratios = {one.name: round(one.ratio, 4) for one in found if one.ratio is not None}
    (OUT / "ratios.json").write_text(json.dumps(ratios, indent=1) + "\n")
    chart.draw(found, OUT / "ratios.svg")
    print(f"\n{len(found)} lines in {time.perf_counter() - start:.0f} s; bench/out/ratios.json, bench/out/ratios.svg")


if __name__ == "__main__":
    main(sys.argv[1:])
