"""Failures over the intervals of the capacities: the ranking, and where its order flips."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from geo.model.build import BOUNDS, Part
from geo.model.demand import ends_of
from geo.model.disruption import Disruptions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.atlas import Atlas
    from geo.model.demand import Commodity
    from geo.model.disruption import Disruption
    from geo.model.study import Capacities

_SAME = 1e-6


@dataclass(frozen=True)
class FailureStudy:
    """
    What failures do at low, central and high capacities.

    Parameters
    ----------
    bounds
        By bound.
    """

    bounds: Mapping[str, Disruptions]

    @property
    def central(self) -> Disruptions:
        """At the central capacities."""
        return self.bounds["central"]

    def ranking(self, found: Sequence[Disruption], *, both_ends: bool = True) -> list[dict[str, Any]]:
        """
        List failures with what they do at the ends of the intervals.

        Parameters
        ----------
        found
            Failures at the central capacities, in their order.
        both_ends
            Whether to compute the ends too.

        Returns
        -------
        rows
            One a failure; `undecided` where its order with a neighbour is another at one of the ends. With the order
            of neighbours, that of any two is held.
        """
        rows = [_row(one) for one in found]
        if not both_ends:
            return rows
        keys: dict[str, list[tuple[float, float]]] = {}
        for bound in ("low", "high"):
            ends = [self.bounds[bound].of(*one.failed) for one in found]
            keys[bound] = [(end.unserved_mt, end.extra_days) for end in ends]
            for row, end in zip(rows, ends, strict=True):
                row[f"unserved_mt_{bound}"] = end.unserved_mt
        flips = [False, *(any(_flips(keys[bound][i], keys[bound][i + 1]) for bound in keys)
                          for i, _ in enumerate(pairwise(found))), False]  # fmt: skip
        for i, row in enumerate(rows):
            row["undecided"] = "yes" if flips[i] or flips[i + 1] else ""
        return rows


def study_failures(
    atlas: Atlas, capacities: Capacities, demand: Sequence[Commodity], *, part: Part | None = None
) -> FailureStudy:
    """
    Prepare the answers to failures at low, central and high capacities.

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
        Ready to be asked.
    """
    graphs = capacities.graphs(atlas, (part or Part()).with_stops(ends_of(demand)))
    return FailureStudy({bound: Disruptions(graphs[bound], demand) for bound in BOUNDS})


def _row(one: Disruption) -> dict[str, Any]:
    return {
        "fails": list(one.failed), "unserved_mt": one.unserved_mt, "extra_mtkm": one.extra_mtkm,
        "extra_days": one.extra_days, "extra_musd": one.extra_musd, "cut_off": list(one.cut_off),
    }  # fmt: skip


def _flips(before: tuple[float, float], after: tuple[float, float]) -> bool:
    """Whether what comes after is worse, by what it leaves first and by days then."""
    if abs(after[0] - before[0]) > _SAME:
        return after[0] > before[0]
    return after[1] > before[1] + _SAME
