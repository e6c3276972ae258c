"""A cold `corridors bottleneck`, beside its own imports and a script of networkx."""

from __future__ import annotations

import json
import subprocess

import made
import numpy as np
import shipped
from lines import LIMIT, Line
from timing import CORRIDORS, PYTHON, ROOT, Timing, process

COMMAND = (CORRIDORS, "bottleneck", *shipped.ENDS)
IMPORTS = "import cli.main, cli.bottleneck, geo.atlas, pydantic, numpy, pyproj"


def beside_imports() -> tuple[Timing, Timing]:
    return process(*COMMAND), process(PYTHON, "-c", IMPORTS)


def beside_networkx() -> tuple[Timing, Timing]:
    net, path = shipped.graph(*shipped.ENDS), made.folder() / "arcs.json"
    arcs = [
        (a, b, None if group < 0 else float(net.group_capacity_mt[group]))
        for a, b, group in shipped.arcs(net, shipped.ENDS)
    ]
    path.write_text(json.dumps(arcs))
    script = (PYTHON, str(ROOT / "bench" / "networkx_cut.py"), str(path))
    found = json.loads(subprocess.run((*COMMAND, "--json"), check=True, capture_output=True, cwd=ROOT).stdout)
    value, _ = json.loads(subprocess.run(script, check=True, capture_output=True, cwd=ROOT).stdout)
    np.testing.assert_allclose(found[0]["passes_mt_yr"], value, rtol=1e-9)
    return process(*COMMAND), process(*script)


def lines() -> list[Line]:
    return [
        Line("corridors bottleneck, cold, five cuts | its imports alone", beside_imports, 0.4, 5, LIMIT),
        Line("corridors bottleneck, cold | networkx, one cut of ready arcs", beside_networkx, 1, 5),
    ]
