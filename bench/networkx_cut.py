"""The minimum cut between two places with networkx, for arcs handed to it ready: `networkx_cut.py arcs.json`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import networkx as nx

arcs = json.loads(Path(sys.argv[1]).read_text())
graph = nx.DiGraph()
for tail, head, capacity in arcs:  # parallel arcs add up; null is without a limit
    if capacity is None:
        graph.add_edge(tail, head)
    elif graph.has_edge(tail, head):
        if "capacity" in graph[tail][head]:
            graph[tail][head]["capacity"] += capacity
    else:
        graph.add_edge(tail, head, capacity=capacity)
value, (near, far) = nx.minimum_cut(graph, 0, 1)
print(json.dumps([value, sorted((a, b) for a in near for b in graph[a] if b in far)]))
