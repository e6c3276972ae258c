"""Measure the tool beside what a user would pick instead: all groups, or those named: `python bench/run.py model`."""

from __future__ import annotations

import importlib
import json
import platform
import sys

from timing import ROOT

OUT = ROOT / "bench" / "out"
MODEL = ("shortest", "bottleneck", "flows", "ensembles", "failures")
GROUPS = {"all": ("products", "geometry", *MODEL), "model": MODEL}


def main(names: list[str]) -> None:
    groups = list(dict.fromkeys(group for name in names or ["all"] for group in GROUPS.get(name, (name,))))
    strange = sorted(set(groups) - set(GROUPS["all"]))
    if strange:
        sys.exit(f"There are no groups {strange}. The groups are: {', '.join((*GROUPS, *GROUPS['all']))}.")
    rows = [row for group in groups for row in importlib.import_module(group).rows()]
    OUT.mkdir(exist_ok=True)
    record = {"python": platform.python_version(), "machine": platform.machine(), "rows": rows}
    (OUT / "results.json").write_text(json.dumps(record, indent=1) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
