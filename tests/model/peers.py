"""Solvers that share no code with ours, run by themselves: `python peers.py ortools|igraph < networks.json`."""

from __future__ import annotations

import json
import sys
from typing import Any


def of_ortools(network: dict[str, Any]) -> tuple[float, float]:
    """Solve by OR-Tools: its simplex for the cheapest flow, its push-relabel for the greatest."""
    from ortools.graph.python.max_flow import SimpleMaxFlow
    from ortools.linear_solver import pywraplp

    flow = SimpleMaxFlow()
    for tail, head, capacity, _ in network["arcs"]:
        flow.add_arc_with_capacity(tail, head, int(capacity))
    last = network["size"] - 1
    status = flow.solve(0, last)
    greatest = float(flow.optimal_flow()) if status == SimpleMaxFlow.OPTIMAL else 0.0
    solver = pywraplp.Solver.CreateSolver("GLOP")
    arcs = [solver.NumVar(0, capacity, "") for _, _, capacity, _ in network["arcs"]]
    served = solver.NumVar(0, network["demand"], "")
    for vertex in range(network["size"]):
        row = [x for x, arc in zip(arcs, network["arcs"], strict=True) if arc[0] == vertex]
        into = [x for x, arc in zip(arcs, network["arcs"], strict=True) if arc[1] == vertex]
        sent = served if vertex == 0 else -served if vertex == last else 0
        solver.Add(sum(row) - sum(into) == sent)
    cost = sum(x * arc[3] for x, arc in zip(arcs, network["arcs"], strict=True))
    solver.Minimize(cost + network["price"] * (network["demand"] - served))
    if solver.Solve() != pywraplp.Solver.OPTIMAL:
        raise SystemExit("not solved")
    return greatest, solver.Objective().Value()


def of_igraph(network: dict[str, Any]) -> tuple[float, float]:
    """Solve the greatest flow by igraph; it has no cheapest one."""
    import igraph

    arcs = network["arcs"]
    graph = igraph.Graph(n=network["size"], edges=[arc[:2] for arc in arcs], directed=True)
    value = graph.maxflow_value(0, network["size"] - 1, capacity=[arc[2] for arc in arcs])
    return float(value), 0.0


if __name__ == "__main__":
    solve = {"ortools": of_ortools, "igraph": of_igraph}[sys.argv[1]]
    json.dump([solve(network) for network in json.load(sys.stdin)], sys.stdout)
