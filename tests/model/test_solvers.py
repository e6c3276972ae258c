"""Independent solvers, and instances whose best value is published."""

from __future__ import annotations

import bz2
import importlib.util
import json
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest
from networks import last, random_network
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

from geo.model.cuts import max_flow
from geo.model.demand import Commodity
from geo.model.flows import solve_flows
from geo.model.graph import ModelGraph, plain_graph
from geo.model.paths import PathFinder

INSTANCES = Path(nx.__file__).parent / "algorithms" / "flow" / "tests"
COUNT = 1000


def test_a_thousand_maximum_flows_are_those_of_scipy_and_of_the_linear_programme() -> None:
    for seed in range(COUNT):
        graph = random_network(seed, whole=True)
        ours = max_flow(graph, "0", last(graph)).value_mt
        assert ours == _scipy_flow(graph), seed
        free = np.zeros(len(graph.arc_ids))
        result = solve_flows(graph, [Commodity("c", "0", last(graph), 1e3)], cost=free, price=1)
        assert result.served[0] == pytest.approx(ours, rel=1e-9, abs=1e-9), seed


def test_a_thousand_maximum_flows_of_floats_are_those_of_networkx() -> None:
    for seed in range(COUNT):
        graph = random_network(seed)
        theirs = nx.maximum_flow_value(_digraph(graph), 0, graph.size - 1)
        assert max_flow(graph, "0", last(graph)).value_mt == pytest.approx(theirs, rel=1e-9, abs=1e-12), seed


def test_a_thousand_cheapest_flows_are_those_of_the_network_simplex() -> None:
    for seed in range(COUNT):
        graph = random_network(seed, size=6, arcs=14, whole=True)
        demand = Commodity("c", "0", last(graph), 25)
        result = solve_flows(graph, [demand], price=1000)
        network = nx.MultiDiGraph()
        network.add_nodes_from(range(graph.size))
        network.nodes[0]["demand"], network.nodes[graph.size - 1]["demand"] = -25, 25
        network.add_edge(0, graph.size - 1, capacity=25, weight=1000)
        for tail, head, capacity, cost in _rows(graph):
            network.add_edge(tail, head, capacity=int(capacity), weight=int(cost))
        assert result.cost_musd == pytest.approx(nx.network_simplex(network)[0], rel=1e-9), seed


@pytest.mark.parametrize("peer", ["ortools", "igraph"])
def test_a_thousand_flows_are_those_of_solvers_in_a_process_of_their_own(peer: str) -> None:
    if importlib.util.find_spec(peer) is None:
        pytest.skip(f"{peer} is not installed; it is no dependency, only another witness")
    graphs = [random_network(seed, whole=True) for seed in range(COUNT)]
    networks = [{"size": one.size, "arcs": _rows(one), "demand": 25.0, "price": 1000.0} for one in graphs]
    # OR-Tools and HiGHS cannot be imported into one process
    done = subprocess.run(
        [sys.executable, "-W", "ignore", str(Path(__file__).with_name("peers.py")), peer],
        input=json.dumps(networks), capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    for seed, (graph, (greatest, cheapest)) in enumerate(zip(graphs, json.loads(done.stdout), strict=True)):
        assert max_flow(graph, "0", last(graph)).value_mt == pytest.approx(greatest, rel=1e-9, abs=1e-9), seed
        if peer == "ortools":
            result = solve_flows(graph, [Commodity("c", "0", last(graph), 25)], price=1000)
            assert result.cost_musd == pytest.approx(cheapest, rel=1e-9), seed


def test_alternative_routes_are_all_simple_paths_in_order() -> None:
    for seed in range(200):
        graph = random_network(seed, size=7, arcs=16)
        rows = {(tail, head): (i, cost) for i, (tail, head, _, cost) in enumerate(_rows(graph))}
        kept = np.isin(np.arange(len(graph.arc_ids)), [i for i, _ in rows.values()])
        finder = PathFinder(graph.size, graph.tail, graph.head, np.where(kept, graph.time_h, np.inf))
        ours = [float(graph.time_h[list(path)].sum()) for path in finder.shortest(0, graph.size - 1, 10_000)]
        network = nx.DiGraph([(*ends, {"weight": cost}) for ends, (_, cost) in rows.items()])
        network.add_nodes_from(range(graph.size))
        paths = nx.all_simple_paths(network, 0, graph.size - 1)
        theirs = sorted(nx.path_weight(network, path, "weight") for path in paths)
        assert ours == pytest.approx(theirs, rel=1e-12), seed


@pytest.mark.parametrize(("name", "value"), [("gl1", 156545), ("gw1", 1202018), ("wlm3", 11875108)])
def test_published_maximum_flows_are_met_exactly(name: str, value: int) -> None:
    network = _instance(name)
    index = {vertex: i for i, vertex in enumerate(network)}
    arcs = [(index[a], index[b], data["capacity"]) for a, b, data in network.edges(data=True)]
    graph = plain_graph(len(index), [arc[:2] for arc in arcs], [arc[2] for arc in arcs])
    assert max_flow(graph, str(index[1]), str(index[len(index)])).value_mt == value


def test_the_published_cheapest_flow_of_netgen_is_met_exactly() -> None:
    network = _instance("netgen-2")
    index = {vertex: i + 2 for i, vertex in enumerate(network)}
    rows = [(index[a], index[b], data["capacity"], data["weight"]) for a, b, data in network.edges(data=True)]
    wanted = [(index[vertex], data.get("demand", 0)) for vertex, data in network.nodes(data=True)]
    rows += [(0, i, -amount, 0) for i, amount in wanted if amount < 0]
    rows += [(i, 1, amount, 0) for i, amount in wanted if amount > 0]
    graph = plain_graph(
        len(index) + 2, [row[:2] for row in rows], [row[2] for row in rows], cost=[row[3] for row in rows]
    )
    total = sum(amount for _, amount in wanted if amount > 0)
    result = solve_flows(graph, [Commodity("all", "0", "1", total)], price=1e7)
    assert result.served[0] == pytest.approx(total, rel=1e-12)
    whole = np.rint(result.load_mt)
    assert np.abs(result.load_mt - whole).max() < 1e-6
    assert sum(int(load) * int(row[3]) for load, row in zip(whole, rows, strict=True)) == 6749969302


def _instance(name: str) -> Any:
    path = INSTANCES / f"{name}.gpickle.bz2"
    if not path.is_file():
        pytest.skip(f"the installed networkx does not bring {path.name}")
    with bz2.open(path) as file:
        return pickle.load(file)  # noqa: S301 - a file of the installed networkx


def _rows(graph: ModelGraph) -> list[tuple[int, int, float, float]]:
    columns = (graph.tail, graph.head, graph.capacity_mt, graph.time_h)
    return list(zip(*(column.tolist() for column in columns), strict=True))


def _digraph(graph: ModelGraph) -> nx.DiGraph:
    network = nx.DiGraph()
    network.add_nodes_from(range(graph.size))
    for tail, head, capacity, _ in _rows(graph):
        before = network.edges[tail, head]["capacity"] if network.has_edge(tail, head) else 0.0
        network.add_edge(tail, head, capacity=before + capacity)
    return network


def _scipy_flow(graph: ModelGraph) -> float:
    matrix = csr_array((graph.capacity_mt.astype(np.int32), (graph.tail, graph.head)), shape=(graph.size,) * 2)
    matrix.sum_duplicates()
    return float(maximum_flow(matrix, 0, graph.size - 1).flow_value)
