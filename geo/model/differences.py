"""What one scenario makes of each link and place that another does not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo.model.results import Result, Use

_LEAST_MT = 1e-6


@dataclass(frozen=True)
class Difference:
    """
    One link or place in two scenarios.

    Parameters
    ----------
    owner_id
        The link or node.
    before, after
        Its use in the one and the other; None where it has neither flow nor capacity.
    """

    owner_id: str
    before: Use | None
    after: Use | None

    @property
    def flows(self) -> tuple[float, float]:
        """Mt a year in both directions together, before and after."""
        return _flow(self.before), _flow(self.after)

    @property
    def capacities(self) -> tuple[float | None, float | None]:
        """Central capacities in Mt a year, before and after; None where unknown."""
        return _capacity(self.before), _capacity(self.after)

    @property
    def more_flow(self) -> float:
        """Mt a year more, 0 for what no solver tells apart."""
        return _more(*self.flows)

    @property
    def more_capacity(self) -> float | None:
        """Mt a year more; None where one of the two is unknown."""
        before, after = self.capacities
        return None if before is None or after is None else _more(before, after)

    @property
    def is_any(self) -> bool:
        """Whether flow or capacity differ, or one capacity is known and the other not."""
        before, after = self.capacities
        return bool(self.more_flow or self.more_capacity) or (before is None) != (after is None)


def differences(before: Result, after: Result) -> list[Difference]:
    """
    Hold the links and nodes of two results against each other.

    Parameters
    ----------
    before, after
        Results of two scenarios of one atlas.

    Returns
    -------
    differences
        One a link or node of either, in the order of their ids, links first; the unchanged ones too.
    """
    return [
        Difference(name, first.get(name), second.get(name))
        for first, second in ((before.links, after.links), (before.nodes, after.nodes))
        for name in sorted(first.keys() | second.keys())
    ]


def _flow(use: Use | None) -> float:
    return 0.0 if use is None else use.forward_mt + use.backward_mt


def _capacity(use: Use | None) -> float | None:
    return None if use is None else use.central


def _more(before: float, after: float) -> float:
    return round(after - before, 9) if abs(after - before) > _LEAST_MT else 0.0
