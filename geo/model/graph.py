"""The network as arrays: links as arcs, and places at which goods wait split in two, joined by transfer arcs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import compress
from typing import TYPE_CHECKING

import numpy as np

from geo.errors import UnknownIdError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from geo.model.pairs import Pairs

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int32]

TRANSFERS = ("gauge_change", "border_crossing", "port", "mode_change")
WEIGHTS = {"time": "time_h", "cost": "cost_usd_per_t", "length": "length_km"}
"""What a route can be short in, and the array that says it."""


@dataclass(frozen=True, eq=False)
class ModelGraph:
    """
    A directed graph with capacities, times and costs; one that exists is consistent.

    Parameters
    ----------
    vertex_ids
        A node's id, followed by ``@`` and a side where the node is split.
    places
        The node that each vertex belongs to.
    arc_ids
        A link's id followed by ``>`` (as digitized) or ``<`` (against it); a node's id, ``:`` and the two sides for a
        transfer.
    owners
        The link, or for a transfer the node, of each arc.
    kinds
        The mode of each arc, or one of `TRANSFERS`.
    tail, head
        Vertices, as indices.
    capacity_mt
        Mt a year; nan where it is unknown, inf where nothing limits.
    time_h, cost_usd_per_t, length_km
        What passing the arc takes.
    shared
        The group of each arc: the arcs of a group share one capacity, which each of them states. All transfers at a
        node are a group, links that have one capacity together are one in each direction, and so may both directions
        of a single track be.
    spans
        First and last vertex of the link's line, in the arc's direction; empty for a transfer.
    sources
        Claims and assumptions behind each arc's time and cost.
    ranges
        Least and greatest time, then cost, of each arc.
    subjects
        What each arc's capacity is said of: the link or node itself, or a section, corridor or service it is part of.
    """

    vertex_ids: tuple[str, ...]
    places: tuple[str, ...]
    arc_ids: tuple[str, ...]
    owners: tuple[str, ...]
    kinds: tuple[str, ...]
    tail: Ints
    head: Ints
    capacity_mt: Floats
    time_h: Floats
    cost_usd_per_t: Floats
    length_km: Floats
    shared: Ints
    spans: tuple[tuple[int, ...], ...] = ()
    sources: tuple[tuple[str, ...], ...] = ()
    subjects: tuple[str, ...] = ()
    ranges: tuple[tuple[float, float, float, float], ...] = ()

    @property
    def size(self) -> int:
        """The number of vertices."""
        return len(self.vertex_ids)

    @cached_property
    def sides(self) -> dict[str, tuple[int, ...]]:
        """The vertices of each node."""
        found: dict[str, tuple[int, ...]] = {}
        for vertex, place in enumerate(self.places):
            found[place] = (*found.get(place, ()), vertex)
        return found

    @cached_property
    def is_transfer(self) -> NDArray[np.bool_]:
        """Which arcs are transfers."""
        return np.array([kind in TRANSFERS for kind in self.kinds], dtype=bool)

    @cached_property
    def group_capacity_mt(self) -> Floats:
        """The capacity of each group, in Mt a year: the least that one of its arcs states, unknown where all are."""
        count = int(self.shared.max()) + 1 if len(self.shared) else 0
        least = np.full(count, np.nan)
        np.fmin.at(least, self.shared, self.capacity_mt)
        return least

    @cached_property
    def group_subject(self) -> tuple[str, ...]:
        """What the capacity of each group is said of."""
        names = dict(zip(reversed(self.shared.tolist()), reversed(self.subjects or self.owners), strict=True))
        return tuple(names[group] for group in range(len(names)))

    @cached_property
    def laid_out(self) -> dict[object, Pairs]:
        """The network as flows are pushed over it, where one was; `geo.model.pairs` fills it."""
        return {}

    def check_ends(self, origin: str, destination: str) -> None:
        """
        Refuse two places between which nothing can flow.

        Parameters
        ----------
        origin, destination
            Ids of places.

        Raises
        ------
        UnknownIdError
            If a place is not in the graph, or the two are one.
        """
        for place in (origin, destination):
            if place not in self.sides:
                raise UnknownIdError(f"{place!r} is not in the network that is modelled.")
        if origin == destination:
            raise UnknownIdError(f"A flow leads from one place to another; this asks for {origin} – {destination}.")

    def weight(self, by: str) -> Floats:
        """
        Give what a route is to be short in.

        Parameters
        ----------
        by
            ``"time"``, ``"cost"`` or ``"length"``.

        Returns
        -------
        weight
            One number an arc, in hours, USD a tonne or kilometres.
        """
        weight: Floats = getattr(self, WEIGHTS[by])
        return weight

    def with_capacity(self, capacity_mt: Floats) -> ModelGraph:
        """
        Give the same graph with other capacities.

        Parameters
        ----------
        capacity_mt
            Mt a year, one an arc.

        Returns
        -------
        graph
            A new graph; this one is unchanged.
        """
        found = _replaced(self, capacity_mt=np.asarray(capacity_mt, dtype=np.float64))
        vars(found).update((name, getattr(self, name)) for name in _OF_ENDS)
        return found

    def without(self, arcs: NDArray[np.bool_]) -> ModelGraph:
        """
        Give the same graph without some arcs; vertices stay.

        Parameters
        ----------
        arcs
            True for those to leave out.

        Returns
        -------
        graph
            A new graph; its groups are numbered anew.
        """
        kept = ~np.asarray(arcs, dtype=bool)
        chosen = kept.tolist()
        texts = {name: tuple(compress(getattr(self, name), chosen)) for name in _TEXTS if getattr(self, name)}
        arrays = {name: getattr(self, name)[kept] for name in _ARRAYS}
        arrays["shared"] = numbered_groups(arrays["shared"].tolist())
        return _replaced(self, **texts, **arrays)


_OF_ENDS = ("sides", "is_transfer", "group_subject", "laid_out")  # whatever the capacities
_TEXTS = ("arc_ids", "owners", "kinds", "spans", "sources", "subjects", "ranges")
_ARRAYS = ("tail", "head", "capacity_mt", "time_h", "cost_usd_per_t", "length_km", "shared")


def _replaced(graph: ModelGraph, **changes: object) -> ModelGraph:
    fields = {name: getattr(graph, name) for name in (*_TEXTS, *_ARRAYS, "vertex_ids", "places")}
    return ModelGraph(**(fields | changes))


def numbered_groups(groups: Iterable[object]) -> Ints:
    """
    Count groups from 0 in the order of their first arc.

    Parameters
    ----------
    groups
        The name of each arc's group.

    Returns
    -------
    shared
        The number of each arc's group.
    """
    order: dict[object, int] = {}
    return np.array([order.setdefault(group, len(order)) for group in groups], dtype=np.int32)


def plain_graph(
    size: int, arcs: Sequence[tuple[int, int]], capacity_mt: Sequence[float], *,
    cost: Sequence[float] | None = None, shared: Sequence[int] | None = None,
) -> ModelGraph:  # fmt: skip
    """
    Make a graph of numbers, with no atlas behind it.

    Parameters
    ----------
    size
        The number of vertices; they are called ``0``, ``1``, ….
    arcs
        Tail and head of each arc; they are called ``a0``, ``a1``, ….
    capacity_mt
        Of each arc.
    cost
        Of each arc: its hours, USD a tonne and kilometres alike; 1 if not given.
    shared
        The group of each arc; each is its own if not given.

    Returns
    -------
    graph
        The graph.
    """
    count = len(arcs)
    ends = np.array(arcs, dtype=np.int32).reshape(count, 2)
    costs = np.ones(count) if cost is None else np.asarray(cost, dtype=np.float64)
    vertex_ids, arc_ids = tuple(map(str, range(size))), tuple(f"a{i}" for i in range(count))
    return ModelGraph(
        vertex_ids=vertex_ids, places=vertex_ids, arc_ids=arc_ids, owners=arc_ids, kinds=("rail",) * count,
        tail=ends[:, 0].copy(), head=ends[:, 1].copy(), capacity_mt=np.asarray(capacity_mt, dtype=np.float64),
        time_h=costs, cost_usd_per_t=costs, length_km=costs, subjects=arc_ids,
        shared=numbered_groups(range(count) if shared is None else shared),
    )  # fmt: skip
