"""A cold `corridors bottleneck`, beside its own imports and a script of networkx."""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path

import shipped
from timing import CORRIDORS, PYTHON, ROOT, Row, compare, process

IMPORTS = "import cli.main, cli.bottleneck, geo.atlas, pydantic, numpy, pyproj"


def rows() -> list[Row]:
    ours = (CORRIDORS, "bottleneck", *shipped.ENDS)
    command = process(*ours)
    with tempfile.TemporaryDirectory(prefix="corridors-bench-") as scratch:
        net = shipped.graph(*shipped.ENDS)
        arcs = [
            (a, b, None if group < 0 else float(net.group_capacity_mt[group]))
            for a, b, group in shipped.arcs(net, shipped.ENDS)
        ]
        path = Path(scratch) / "arcs.json"
        path.write_text(json.dumps(arcs))
        script = (PYTHON, str(ROOT / "bench" / "networkx_cut.py"), str(path))
        found = json.loads(subprocess.run((*ours, "--json"), check=True, capture_output=True, cwd=ROOT).stdout)
        value, _ = json.loads(subprocess.run(script, check=True, capture_output=True, cwd=ROOT).stdout)
        first = found[0]["passes_mt_yr"]
        if abs(first - value) > 1e-9 * value:
            raise SystemExit(f"The minimum cuts differ: {first}, networkx {value}.")
        imports = process(PYTHON, "-c", IMPORTS)
        return [
            compare("corridors bottleneck, cold, five cuts | its imports alone", command, imports, 0.4),
            compare("corridors bottleneck, cold | networkx, one cut of ready arcs", command, process(*script), 1),
        ]
