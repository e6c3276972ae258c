"""A study of flows: the same demand at low, central and high capacities, and its tables."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.model.assumptions import ASSUMPTIONS, BOTH_WAYS
from geo.model.build import BOUNDS, Part, build_graphs
from geo.model.capacity import Capacity, LinkCapacity, NodeCapacity, link_capacities, node_capacities
from geo.model.demand import ends_of
from geo.model.flows import FlowResult, Worth, solve_flows, worth_of_capacity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.atlas import Atlas
    from geo.model.assumptions import Assumption
    from geo.model.build import Bound
    from geo.model.demand import Commodity
    from geo.model.graph import ModelGraph

_LEAST_MT = 1e-9


@dataclass(frozen=True)
class Capacities:
    """
    What an atlas can carry.

    Parameters
    ----------
    links, nodes
        By id.
    both_ways
        What both directions of a single track carry together, in figures of one.
    """

    links: Mapping[str, LinkCapacity]
    nodes: Mapping[str, NodeCapacity]
    both_ways: Assumption = ASSUMPTIONS[BOTH_WAYS]

    @cached_property
    def known_nodes(self) -> dict[str, NodeCapacity]:
        """The nodes whose capacity is known."""
        return {node_id: one for node_id, one in self.nodes.items() if one.central is not None}

    @cached_property
    def link_claim_ids(self) -> frozenset[str]:
        """The claims that became some link's capacity."""
        return frozenset(claim_id for one in self.links.values() for claim_id in one.claim_ids)

    def graphs(self, atlas: Atlas, part: Part | None = None) -> dict[Bound, ModelGraph]:
        """
        Make the graphs of the low, the central and the high capacities.

        Parameters
        ----------
        atlas
            The atlas.
        part
            What is modelled.

        Returns
        -------
        graphs
            By bound; they differ in capacities, and in whether the directions of a single track share one.
        """
        return build_graphs(atlas, self.links, self.nodes, part=part, both_ways=self.both_ways)

    def graph(self, atlas: Atlas, part: Part | None = None, bound: Bound = "central") -> ModelGraph:
        """
        Make one graph.

        Parameters
        ----------
        atlas
            The atlas.
        part
            What is modelled.
        bound
            Which end of the intervals.

        Returns
        -------
        graph
            As `build_graph` makes it.
        """
        return self.graphs(atlas, part)[bound]

    def closing(self, closed: frozenset[str]) -> Capacities:
        """
        Close links and nodes.

        Parameters
        ----------
        closed
            Their ids; nodes that had no record get one.

        Returns
        -------
        capacities
            The same but for them, which carry nothing; how long and how dear a stop at a node is stays known.
        """
        told: dict[str, Any] = {
            "low": 0.0, "central": 0.0, "high": 0.0, "native_value": 0.0, "native_unit": "Mt/yr", "basis": "assumed",
            "note": "Closed.",
        }  # fmt: skip
        links = {name: LinkCapacity(name, subject=name, **told) for name in sorted(closed & self.links.keys())}
        nodes = {}
        for name in sorted(closed - self.links.keys()):
            old = self.nodes.get(name, NodeCapacity(name))
            nodes[name] = NodeCapacity(
                name, subject=name, delay_h=old.delay_h, cost_usd_per_t=old.cost_usd_per_t, **told
            )  # fmt: skip
        return replace(self, links={**self.links, **links}, nodes={**self.nodes, **nodes})

    def filling(self, others: Mapping[str, LinkCapacity]) -> Capacities:
        """
        Take other records of links where nothing is known.

        Parameters
        ----------
        others
            By link, as `link_capacities` computes them.

        Returns
        -------
        capacities
            What is known stays.
        """
        links = {name: one if one.central is not None else others.get(name, one) for name, one in self.links.items()}
        return replace(self, links=links)

    def of(self, owner: str) -> Capacity | None:
        """
        Give the capacity of a link or node.

        Parameters
        ----------
        owner
            Its id.

        Returns
        -------
        capacity
            None where there is no record of it.
        """
        return self.links.get(owner) or self.nodes.get(owner)


def known_capacities(atlas: Atlas, *, year: int | None = None) -> Capacities:
    """
    Give the capacities of an atlas, of links and of nodes.

    Parameters
    ----------
    atlas
        The atlas.
    year
        What was known by then; None for the latest.

    Returns
    -------
    capacities
        Both.
    """
    return Capacities(link_capacities(atlas, year=year), node_capacities(atlas, year=year))


@dataclass(frozen=True)
class FlowStudy:
    """
    One demand, carried at low, central and high capacities.

    Parameters
    ----------
    results
        By bound.
    """

    results: Mapping[str, FlowResult]

    @property
    def central(self) -> FlowResult:
        """The flows at the central capacities."""
        return self.results["central"]

    @cached_property
    def worth(self) -> list[Worth]:
        """What one more Mt of capacity is worth, the ten greatest, confirmed by solving again."""
        return worth_of_capacity(self.central)

    def passing(self) -> list[dict[str, Any]]:
        """
        List what passes.

        Returns
        -------
        rows
            One for each commodity of which something passes, with the interval that capacities leave.
        """
        return [row for row in self._rows(blocked=False) if row["passes_mt"] > _LEAST_MT]

    def blocked(self) -> list[dict[str, Any]]:
        """
        List what cannot pass.

        Returns
        -------
        rows
            One for each commodity of which something is left, at the low capacities at least, and what binds.
        """
        return [row for row in self._rows(blocked=True) if max(row["left_mt"], row["left_mt_high"]) > _LEAST_MT]

    def _rows(self, *, blocked: bool) -> list[dict[str, Any]]:
        low, central, high = (self.results[bound] for bound in BOUNDS)
        rows: list[dict[str, Any]] = []
        for i, one in enumerate(central.demand):
            row: dict[str, Any] = {
                "commodity_id": one.commodity_id, "origin": one.origin, "destination": one.destination,
                "what": one.what, "demand_mt": one.mt_yr, "source": one.source, "claim_ids": list(one.claim_ids),
            }  # fmt: skip
            if blocked:
                left = [_rounded(result.unserved[i]) for result in (central, high, low)]
                row |= dict(zip(("left_mt", "left_mt_low", "left_mt_high"), left, strict=True))
                row["binds"] = self._reason(i)
            else:
                served = [_rounded(result.served[i]) for result in (central, low, high)]
                row |= dict(zip(("passes_mt", "passes_mt_low", "passes_mt_high"), served, strict=True))
            rows.append(row)
        return rows

    def _reason(self, number: int) -> list[str]:
        result = next((r for r in (self.central, self.results["low"]) if r.unserved[number] > _LEAST_MT), self.central)
        return list(result.blocking(number)) or ["no route"]

    def loads(self) -> list[dict[str, Any]]:
        """
        List what is used.

        Returns
        -------
        rows
            One for each link and direction with a load, and for each node, the fullest first, unknown capacities last.
        """
        result, graph = self.central, self.central.graph
        rows: list[dict[str, Any]] = []
        nodes: dict[str, dict[str, Any]] = {}
        for arc in np.flatnonzero(result.load_mt > _LEAST_MT).tolist():
            group, owner = graph.shared[arc], graph.owners[arc]
            if owner in nodes:  # from another side, over the same tracks and quays
                nodes[owner]["load_mt"] = _rounded(nodes[owner]["load_mt"] + result.load_mt[arc])
                continue
            used, limit = float(result.utilisation[group]), float(graph.group_capacity_mt[group])
            rows.append({
                "arc_id": graph.arc_ids[arc], "id": graph.owners[arc], "kind": graph.kinds[arc],
                "from": graph.places[graph.tail[arc]], "to": graph.places[graph.head[arc]],
                "load_mt": _rounded(result.load_mt[arc]), "capacity_mt": limit if np.isfinite(limit) else None,
                "utilisation": round(used, 6) if np.isfinite(used) else None,
                "subject": graph.group_subject[group],
            })  # fmt: skip
            if owner in graph.sides:
                nodes[owner] = rows[-1]
        return sorted(rows, key=lambda row: (-(row["utilisation"] or 0.0), row["arc_id"]))


def study_flows(
    atlas: Atlas, capacities: Capacities, demand: Sequence[Commodity], *, part: Part | None = None
) -> FlowStudy:
    """
    Carry a demand at the low, the central and the high capacities.

    Parameters
    ----------
    atlas
        The atlas.
    capacities
        Its capacities.
    demand
        The commodities.
    part
        What is modelled; their origins and destinations are added to its stops.

    Returns
    -------
    study
        The three results.
    """
    graphs = capacities.graphs(atlas, (part or Part()).with_stops(ends_of(demand)))
    return FlowStudy({bound: solve_flows(graph, demand) for bound, graph in graphs.items()})


def _rounded(value: float) -> float:
    return round(float(value), 9) + 0.0
