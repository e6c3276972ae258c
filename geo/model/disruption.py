"""
Disruptions: what stays, and what takes longer ways, when one or two links or places fail.

All failures are answered in one pass over the demand. Goods that can take their cheapest way without overloading
anything take it, so that only failures on this way ask for another one, found by a search that the distances of the
whole network direct to the goal; a linear programme is solved only where capacities bind, for the goods that compete
for the same, and again only when something fails that its solution uses. Links in a row without a branch or an end of
the demand between them are one chain: whichever of them fails, nothing passes the others, so one answer is for all.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import fsum
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geo.errors import CorridorError
from geo.model.chains import Chains
from geo.model.decomposition import Carried, carried
from geo.model.flows import UNSERVED_PRICE, solve_flows
from geo.model.ways import CheapestWays, subsets

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from numpy.typing import NDArray

    from geo.model.demand import Commodity
    from geo.model.graph import ModelGraph

    Floats = NDArray[np.float64]
    Failed = frozenset[int]

HOURS_A_DAY = 24
_FITS = 1e-9
_LEAST_MT = 1e-6
_NOTHING = (0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Disruption:
    """
    What a failure does.

    Parameters
    ----------
    failed
        Links, or nodes at which nothing passes any more from side to side.
    unserved_mt
        Mt a year that pass before and no longer.
    extra_mtkm
        What those that still pass go further, in Mt-km a year (10⁶ t-km).
    extra_days
        What they take longer, in days, on the mean of the goods that still pass.
    extra_musd
        What they cost more, in MUSD a year.
    cut_off
        Commodities that no way is left for.
    """

    failed: tuple[str, ...]
    unserved_mt: float
    extra_mtkm: float
    extra_days: float
    extra_musd: float
    cut_off: tuple[str, ...]


class _Shift(NamedTuple):
    """What goes elsewhere after a failure: which commodities may, and the ways that they take then."""

    changed: frozenset[int]
    ways: tuple[Carried, ...]


class Disruptions:
    """
    Answers what failures do to a demand on a network.

    Parameters
    ----------
    graph
        The network; unknown capacities do not bind.
    demand
        The commodities.
    price
        Of a tonne that does not pass, in USD; `UNSERVED_PRICE` if not given.

    Raises
    ------
    CorridorError
        If a capacity or a cost is below zero.
    """

    def __init__(self, graph: ModelGraph, demand: Sequence[Commodity], *, price: float | None = None) -> None:
        if np.any(graph.capacity_mt < 0) or np.any(graph.cost_usd_per_t < 0):
            raise CorridorError("Capacities and costs are not below zero. Correct the scenario or the override.")
        self.graph, self.demand = graph, tuple(demand)
        self.price = UNSERVED_PRICE.central if price is None else price
        self.limits = np.where(np.isnan(graph.group_capacity_mt), np.inf, graph.group_capacity_mt)
        self._chains = Chains(graph, {end for one in self.demand for end in (one.origin, one.destination)})
        self._ways = CheapestWays(graph, self.demand, self.limits, self._chains)
        self._effects: dict[Failed, tuple[float, float, float, float, tuple[str, ...]]] = {}
        self._shifts: dict[Failed, _Shift] = {}
        self._used_after: dict[Failed, frozenset[str]] = {}
        self._solved: dict[tuple[tuple[int, ...], Failed], tuple[list[Carried], Failed]] = {}
        alone = self._alone(range(len(self.demand)), frozenset())
        self._is_contested = bool(self._overloading(alone))
        self.base = self._contest(frozenset()) if self._is_contested else alone

    @property
    def used(self) -> tuple[str, ...]:
        """The links and nodes that goods use as long as nothing fails; the failure of another changes nothing."""
        return tuple(sorted({self.graph.owners[arc] for one in self.base for arc in one.arcs}))

    def carried(self, *failed: str) -> list[Carried]:
        """
        Carry the demand at the least cost while something fails.

        Parameters
        ----------
        *failed
            Links and nodes.

        Returns
        -------
        ways
            What goes where.
        """
        shift = self._shift(self._chains.closed(failed))
        return [*(one for one in self.base if one.number not in shift.changed), *shift.ways]

    def _shift(self, failed: Failed) -> _Shift:
        """Say what goes elsewhere: where nothing competes before nor after, what passed that which has failed."""
        if failed not in self._shifts:
            changed = frozenset(self._ways.touched(failed))
            ways = self._alone(changed, failed)
            if self._is_contested or self._overloads(changed, ways):
                changed, ways = frozenset(range(len(self.demand))), self._contest(failed)
            self._shifts[failed] = _Shift(changed, tuple(ways))
        return self._shifts[failed]

    def _alone(self, numbers: Iterable[int], failed: Failed) -> list[Carried]:
        """Let commodities take their cheapest ways, as if each were alone."""
        ways = ((number, self._cheapest(number, failed)) for number in numbers if self.demand[number].mt_yr > 0)
        return [Carried(number, arcs, self.demand[number].mt_yr) for number, arcs in ways if arcs]

    def _overloads(self, changed: Collection[int], ways: Sequence[Carried]) -> bool:
        if not any(self._ways.groups(one.arcs) for one in ways):
            return False
        return bool(self._overloading([*(one for one in self.base if one.number not in changed), *ways]))

    def _contest(self, failed: Failed) -> list[Carried]:
        """Let those compete that share what would be overloaded, until nothing is."""
        rivals: list[tuple[int, ...]] = []
        while True:
            competing = {number for together in rivals for number in together}
            ways = [way for together in rivals for way in self._programme(together, failed)]
            ways += self._alone((number for number in range(len(self.demand)) if number not in competing), failed)
            joined = _joined([*rivals, *self._overloading(ways)])
            if joined == rivals:
                return ways
            rivals = joined

    def _cheapest(self, number: int, failed: Failed) -> tuple[int, ...]:
        """Give the cheapest way of a commodity; none where it costs more than to leave the goods."""
        arcs = self._ways.cheapest(number, failed)
        return arcs if arcs and self._ways.sums(arcs)[3] < self.price else ()

    def _overloading(self, ways: Iterable[Carried]) -> list[tuple[int, ...]]:
        """List the commodities that share something overloaded, for each such thing."""
        load: dict[int, float] = {}
        users: dict[int, set[int]] = {}
        for one in ways:
            for group in self._ways.groups(one.arcs):
                load[group] = load.get(group, 0.0) + one.mt
                users.setdefault(group, set()).add(one.number)
        limits = self.limits
        return [
            tuple(sorted(users[group])) for group, mt in load.items()
            if mt > limits[group] + _FITS * max(1.0, limits[group])
        ]  # fmt: skip

    def _programme(self, competing: tuple[int, ...], failed: Failed) -> list[Carried]:
        """
        Solve the flow of the commodities that compete.

        What was solved for fewer failures holds as long as nothing it uses has failed: it can still be done, and with
        fewer ways nothing cheaper can.
        """
        for fewer in subsets(failed):
            known = self._solved.get((competing, fewer))
            if known is not None and known[1].isdisjoint(failed):
                return list(known[0])
        fails = np.isin(self._chains.of_arc, list(failed))
        graph, kept = self.graph.without(fails) if failed else self.graph, np.flatnonzero(~fails)
        result = solve_flows(graph, [self.demand[i] for i in competing], price=self.price)
        ways = [Carried(competing[x.number], tuple(kept[list(x.arcs)].tolist()), x.mt) for x in carried(result)]
        self._solved[competing, failed] = (ways, self._chains.passed(arc for one in ways for arc in one.arcs))
        return list(ways)

    def _passing(self, ways: Iterable[Carried]) -> dict[int, list[float]]:
        """Add up Mt, Mt-km, Mt-hours and MUSD of each commodity of which something passes."""
        passing: dict[int, list[float]] = {}
        for one in ways:
            both = zip(passing.get(one.number, _NOTHING), self._ways.sums(one.arcs), strict=True)
            passing[one.number] = [before + one.mt * more for before, more in both]
        return passing

    @cached_property
    def _before(self) -> dict[int, list[float]]:
        return self._passing(self.base)

    @cached_property
    def _total_mt(self) -> float:
        return fsum(one.mt for one in self.base)

    def of(self, *failed: str) -> Disruption:
        """
        Say what a failure does.

        Parameters
        ----------
        *failed
            Links and nodes that fail together.

        Returns
        -------
        disruption
            Against what passes as long as nothing fails.

        Raises
        ------
        CorridorError
            If something is no part of the network that is modelled.
        """
        strange = sorted({name for name in failed if name not in self._chains.of_owner})
        if strange:
            raise CorridorError(f"These are no links or transfers of the network that is modelled: {strange}.")
        closed = self._chains.closed(failed)
        if closed not in self._effects:
            self._effects[closed] = self._effect(closed)
        return Disruption(tuple(sorted(set(failed))), *self._effects[closed])

    def _effect(self, closed: Failed) -> tuple[float, float, float, float, tuple[str, ...]]:
        shift = self._shift(closed)
        after, extra, unserved, carries = self._passing(shift.ways), [0.0] * 4, 0.0, self._total_mt
        for number in shift.changed:
            then, now = self._before.get(number, _NOTHING), after.get(number, _NOTHING)
            stays = min(then[0], now[0])  # goods that pass only now are no delay
            unserved += then[0] - now[0]
            carries += stays - then[0]
            if stays > 0:
                extra = [sum_ + stays * (b / now[0] - a / then[0]) for sum_, a, b in zip(extra, then, now, strict=True)]
        return (
            _clean(unserved), _clean(extra[1]),
            _clean(extra[2] / carries / HOURS_A_DAY) if carries > _LEAST_MT else 0.0, _clean(extra[3]),
            self._cut_off(closed),
        )  # fmt: skip

    def _cut_off(self, failed: Failed) -> tuple[str, ...]:
        return tuple(
            self.demand[number].commodity_id for number in self._ways.touched(failed)
            if not self._ways.cheapest(number, failed)
        )  # fmt: skip

    def single(self) -> list[Disruption]:
        """
        Answer all single failures.

        Returns
        -------
        ranked
            The worst first: by Mt a year that no longer pass, then by days. Failures that change nothing are left out.
        """
        return _ranked(self.of(name) for name in self.used)

    def double(self) -> list[Disruption]:
        """
        Answer all double failures.

        Returns
        -------
        ranked
            As `single`; pairs of which one changes nothing once the other has failed are left out, as the single
            failure says it all.
        """
        pairs: set[tuple[str, ...]] = set()
        used = frozenset(self.used)
        for first in sorted(used):
            pairs.update(
                tuple(sorted((first, second))) for second in self._users(first)
                if second not in used or second > first or first not in self._users(second)
            )  # fmt: skip
        return _ranked(self.of(*pair) for pair in sorted(pairs))

    def _users(self, failed: str) -> frozenset[str]:
        """Name what goods use once something has failed."""
        closed = self._chains.closed([failed])
        if closed not in self._used_after:
            ways = self.carried(failed)
            self._used_after[closed] = frozenset(self.graph.owners[arc] for one in ways for arc in one.arcs)
        return self._used_after[closed]


def _joined(rivals: Iterable[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Join sets of commodities that have one in common."""
    found: list[set[int]] = []
    for together in rivals:
        whole = set(together).union(*(one for one in found if not one.isdisjoint(together)))
        found = [*(one for one in found if one.isdisjoint(together)), whole]
    return sorted(tuple(sorted(one)) for one in found)


def _clean(value: float) -> float:
    return round(float(value), 6) + 0.0


def _ranked(found: Iterable[Disruption]) -> list[Disruption]:
    changes = [one for one in found if one.unserved_mt or one.extra_musd or one.extra_mtkm or one.extra_days]
    return sorted(changes, key=lambda one: (-one.unserved_mt, -one.extra_days, -one.extra_mtkm, one.failed))


def scaling_curve(
    graph: ModelGraph, demand: Sequence[Commodity], owners: Iterable[str] | None = None, *,
    percents: Sequence[float] = tuple(range(0, 101, 10)), price: float | None = None,
) -> list[tuple[float, float]]:  # fmt: skip
    """
    Carry the demand while capacities shrink.

    Parameters
    ----------
    graph
        The network.
    demand
        The commodities.
    owners
        The links and nodes whose capacity shrinks; all if not given.
    percents
        Shares of the capacity, in percent. At 0 a link or node of unknown capacity is closed; above, it does not bind.
    price
        As in `Disruptions`.

    Returns
    -------
    curve
        Percent, and Mt a year that pass.

    Raises
    ------
    CorridorError
        If a share is below 0, or something is no part of the network that is modelled.
    """
    names = set(graph.owners) if owners is None else set(owners)
    strange = sorted(names - set(graph.owners))
    if strange:
        raise CorridorError(f"These are no links or transfers of the network that is modelled: {strange}.")
    if any(not np.isfinite(percent) or percent < 0 for percent in percents):
        raise CorridorError("Shares of a capacity are percent, not below 0.")
    shrinks = np.isin(graph.shared, np.unique(graph.shared[np.isin(graph.owners, list(names))]))
    curve = []
    for percent in percents:
        scaled = np.where(shrinks, graph.capacity_mt * (percent / 100) if percent else 0.0, graph.capacity_mt)
        served = solve_flows(graph.with_capacity(scaled), demand, price=price).served
        curve.append((float(percent), _clean(served.sum())))
    return curve
