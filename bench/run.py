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
    from lines import Alone, Growth, Line

OUT = ROOT / "bench" / "out"
MODEL = ("routes", "cold_cut", "maximum", "flows", "allocation", "ensembles", "failures")
GROUPS = {"all": ("products", "drawing", "geometry", *MODEL, "extracts"), "model": MODEL}


def lines(names: list[str]) -> list[Line | Alone | Growth]:
    groups = list(dict.fromkeys(group for name in names or ["all"] for group in GROUPS.get(name, (name,))))
    strange = sorted(set(groups) - set(GROUPS["all"]))
    if strange:
        sys.exit(f"There are no groups {strange}. The groups are: {', '.join((*GROUPS, *GROUPS['all']))}.")
    return [line for group in groups for line in importlib.import_module(group).lines()]


def main(names: list[str]) -> None:
    start, found = time.perf_counter(), []
    for line in lines(names):
        found.append(line.measure())
        print(told(found[-1]), flush=True)
    OUT.mkdir(exist_ok=True)
    record = {"python": platform.python_version(), "lines": [one.record() for one in found]}
    (OUT / "results.json").write_text(json.dumps(record, indent=1) + "\n")
    ratios = {one.name: round(one.ratio, 4) for one in found if one.ratio is not None}
    (OUT / "ratios.json").write_text(json.dumps(ratios, indent=1) + "\n")
    chart.draw(found, OUT / "ratios.svg")
    print(f"\n{len(found)} lines in {time.perf_counter() - start:.0f} s; bench/out/ratios.json, bench/out/ratios.svg")


if __name__ == "__main__":
    main(sys.argv[1:])
