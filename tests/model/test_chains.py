"""Links in a row close each other."""

from __future__ import annotations

from geo.model.chains import Chains
from geo.model.graph import plain_graph

FORK = plain_graph(6, [(0, 1), (1, 2), (2, 1), (2, 3), (2, 4), (4, 5)], [1] * 6)
"""From 0 by 1 to 2, where ways part to 3, and by 4 to 5; only 1 – 2 leads both ways, as two links."""


def parts(chains: Chains) -> set[frozenset[int]]:
    return {frozenset(arcs) for arcs in chains.arcs.values()}


def test_a_chain_ends_where_ways_part() -> None:
    assert parts(Chains(FORK, ())) == {frozenset(some) for some in ([0], [1], [2], [3], [4, 5])}
    row = plain_graph(4, [(0, 1), (1, 2), (2, 3)], [1] * 3)
    assert parts(Chains(row, ())) == {frozenset([0, 1, 2])}


def test_a_chain_ends_where_goods_do() -> None:
    assert parts(Chains(FORK, {"4"})) == {frozenset([number]) for number in range(6)}


def test_what_is_closed_and_what_is_passed_are_chains() -> None:
    chains = Chains(FORK, ())
    assert chains.closed(["a4"]) == chains.closed(["a5"]) == chains.passed([4, 5])
    assert chains.closed(["a0", "a4"]) == chains.passed([0, 4])
    assert chains.closed([]) == frozenset()


def test_a_ring_is_one_chain() -> None:
    ring = plain_graph(3, [(0, 1), (1, 2), (2, 0)], [1] * 3)
    assert parts(Chains(ring, ())) == {frozenset([0, 1, 2])}
