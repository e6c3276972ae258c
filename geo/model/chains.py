"""Chains of links in a row: if one of them is closed, nothing passes the others."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from geo.model.graph import ModelGraph

    Failed = frozenset[int]


class Chains:
    """
    The chains of links and transfers of a network; worked out when something fails.

    Parameters
    ----------
    graph
        The network.
    ends
        The places at which goods come in or go out; they part chains.
    """

    def __init__(self, graph: ModelGraph, ends: Collection[str]) -> None:
        self._graph, self._ends = graph, ends

    @cached_property
    def of_arc(self) -> list[int]:
        """The number of each arc's chain."""
        graph, edge, edges = self._graph, dict[tuple[str, int, int], int](), list[int]()
        meeting: list[list[int]] = [[] for _ in range(graph.size)]
        for owner, tail, head in zip(graph.owners, graph.tail.tolist(), graph.head.tolist(), strict=True):
            key = (owner, tail, head) if tail < head else (owner, head, tail)
            number = edge.get(key)
            if number is None:
                number = edge[key] = len(edge)
                meeting[tail].append(number)
                meeting[head].append(number)
            edges.append(number)
        chain = list(range(len(edge)))
        for place, some in zip(graph.places, meeting, strict=True):
            if len(some) == 2 and place not in self._ends:
                chain[_first(chain, some[1])] = _first(chain, some[0])
        return [_first(chain, number) for number in edges]

    @cached_property
    def arcs(self) -> dict[int, list[int]]:
        """The arcs of each chain."""
        arcs: dict[int, list[int]] = {}
        for arc, chain in enumerate(self.of_arc):
            arcs.setdefault(chain, []).append(arc)
        return arcs

    @cached_property
    def of_owner(self) -> dict[str, set[int]]:
        """The chains of each link, or node with transfers."""
        chains: dict[str, set[int]] = {}
        for owner, chain in zip(self._graph.owners, self.of_arc, strict=True):
            chains.setdefault(owner, set()).add(chain)
        return chains

    def closed(self, names: Iterable[str]) -> Failed:
        """
        Say what is closed when something fails.

        Parameters
        ----------
        names
            Links and nodes.

        Returns
        -------
        failed
            Chains.
        """
        return frozenset(chain for name in names for chain in self.of_owner[name])

    def passed(self, arcs: Iterable[int]) -> Failed:
        """
        Say what a way passes.

        Parameters
        ----------
        arcs
            The way.

        Returns
        -------
        passed
            Chains.
        """
        return frozenset(map(self.of_arc.__getitem__, arcs))


def _first(chain: list[int], number: int) -> int:
    """Give the number by which a chain goes; what has been joined is found in fewer steps the next time."""
    while chain[number] != number:
        chain[number] = chain[chain[number]]
        number = chain[number]
    return number
