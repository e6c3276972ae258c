"""Any network can be laid out in chains."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from geo.network.incoming.assembly import make_network
from geo.network.incoming.intake import Intake, Tally
from geo.network.incoming.reading import Line
from geo.network.trails import trail_routes, trails


def network(*lines):
    made = make_network(
        [Line(n, tuple(line), {}) for n, line in enumerate(lines, 1)], Intake("mine", mode="rail"), Tally("x")
    )
    return {node.node_id: node for node in made.nodes}, {link.link_id: link for link in made.links}


def test_the_main_route_is_the_longest_way_and_the_rest_are_branches() -> None:
    nodes, links = network([(0, 0), (1, 0)], [(1, 0), (3, 0)], [(1, 0), (1, 0.5)])
    main, branch = trail_routes(nodes, links)
    assert [links[link_id].line[-1] for link_id in main.links] in ([(1, 0), (3, 0)], [(3, 0), (1, 0)])
    assert (main.route_id, main.branch, branch.route_id, branch.branch) == ("main", False, "branch-2", True)


def test_the_larger_of_two_parts_comes_first() -> None:
    nodes, links = network([(0, 0), (1, 0)], [(5, 0), (7, 0)])
    assert [links[route.links[0]].line[0] for route in trail_routes(nodes, links)] == [(5, 0), (0, 0)]


GRID = st.tuples(st.integers(0, 4), st.integers(0, 4))
EDGES = st.lists(st.tuples(GRID, GRID).filter(lambda pair: pair[0] != pair[1]), min_size=1, max_size=12)


@given(EDGES)
def test_every_link_is_in_one_chain_and_chains_hang_together(edges) -> None:
    _, links = network(*edges)
    found = trails(links)
    assert sorted(link_id for chain, _ in found for link_id in chain) == sorted(links)
    for chain, (first, _) in found:
        ends = [{links[link_id].from_node_id, links[link_id].to_node_id} for link_id in chain]
        assert first in ends[0]
        assert all(one & other for one, other in pairwise(ends))


@given(EDGES)
def test_the_order_of_links_does_not_matter(edges) -> None:
    _, links = network(*edges)
    assert trails(dict(reversed(links.items()))) == trails(links)
