"""
Railway capacity: train paths a day by the Russian and Kazakh practice, and tonnes a year from them.

The formulas are those of the methodology registered as document 542629643 (docs.cntd.ru) and of the textbooks that
follow it; 1440 is the minutes of a day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.errors import CorridorError
from geo.model.estimates import positive, within

if TYPE_CHECKING:
    from collections.abc import Iterable

MINUTES_A_DAY = 1440
UIC_406_LIMITS = {
    ("mixed", "day"): 0.60, ("mixed", "peak"): 0.75,
    ("high-speed", "day"): 0.60, ("high-speed", "peak"): 0.75,
    ("suburban", "day"): 0.70, ("suburban", "peak"): 0.85,
}  # fmt: skip
"""UIC leaflet 406 (2004, table of recommended values): the share of the time that trains may occupy a line."""


def single_track_pairs(period_min: float, *, t_tech_min: float, alpha: float, pairs_a_period: float = 1) -> float:
    """
    Compute the train pairs a day of a single-track line, ``N = (1440 - t_tech) · α · k / T_per``.

    Parameters
    ----------
    period_min
        T_per, the period of the timetable on the limiting stretch: both running times, crossings, accelerations.
    t_tech_min
        Minutes a day without trains, for maintenance.
    alpha
        α, the share of the time that failures leave.
    pairs_a_period
        k, the pairs that pass in one period.

    Returns
    -------
    pairs
        Pairs of freight trains a day in a parallel timetable, not rounded.

    Raises
    ------
    CorridorError
        If the period is not above zero, or a parameter is out of its range.
    """
    return _time_left(t_tech_min, alpha) * within(pairs_a_period, "k", 0) / positive(period_min, "The period")


def double_track_trains(headway_min: float, *, t_tech_min: float, alpha: float) -> float:
    """
    Compute the trains a day and direction of a double-track line, ``N = (1440 - t_tech) · α / J``.

    Parameters
    ----------
    headway_min
        J, the interval between trains that follow each other.
    t_tech_min
        Minutes a day without trains, for maintenance.
    alpha
        α, the share of the time that failures leave.

    Returns
    -------
    trains
        Freight trains a day and direction in a parallel timetable (as many pairs), not rounded.

    Raises
    ------
    CorridorError
        If the interval is not above zero, or a parameter is out of its range.
    """
    return _time_left(t_tech_min, alpha) / positive(headway_min, "The headway")


def freight_pairs(parallel_pairs: float, removals: Iterable[tuple[float, float]]) -> float:
    """
    Take from the parallel timetable what other trains remove, ``N_freight = N - Σ nᵢ · εᵢ``.

    Worked check: 22 - 1·1.2 - 1·1 - 1·1.2 - 1·1.6 = 17 pairs.

    Parameters
    ----------
    parallel_pairs
        N, pairs of freight trains in a parallel timetable.
    removals
        For each category of other trains, its pairs n and its removal coefficient ε (freight paths lost to one pair).

    Returns
    -------
    pairs
        Pairs left for freight; 0 where the others take all.

    Raises
    ------
    CorridorError
        If a number is negative.
    """
    return max(0.0, within(parallel_pairs, "N", 0) - _removed(removals))


def needed_pairs(freight: float, removals: Iterable[tuple[float, float]], *, fill: float) -> float:
    """
    Compute the capacity that a traffic needs, ``N_needed = (N_freight + Σ nᵢ · εᵢ) / K``.

    Worked check: (13 + 1.2 + 1 + 1.2 + 1.6) / 0.87 = 20.69 pairs.

    Parameters
    ----------
    freight
        Pairs of freight trains a day.
    removals
        As in `freight_pairs`.
    fill
        K, the share of the paths that may be filled.

    Returns
    -------
    pairs
        Pairs of a parallel timetable, not rounded.

    Raises
    ------
    CorridorError
        If a number is negative, or K is not above 0 and at most 1.
    """
    return (within(freight, "N", 0) + _removed(removals)) / within(positive(fill, "K"), "K", 0, 1)


def yearly_mt(pairs: float, *, net_t_a_train: float, freight_share: float, days: float = 365) -> float:
    """
    Turn pairs a day into Mt a year and direction, ``days · N · net t · share / 10⁶``.

    A pair is one train in each direction, so both directions together carry twice this; nothing is counted double.

    Parameters
    ----------
    pairs
        Train pairs a day.
    net_t_a_train
        Net tonnes a train.
    freight_share
        Share of the paths that freight trains use.
    days
        Days of traffic a year.

    Returns
    -------
    mt
        Mt a year and direction.

    Raises
    ------
    CorridorError
        If a number is negative, or the share above 1.
    """
    paths = within(pairs, "N", 0) * within(days, "The days", 0, 366)
    return paths * within(net_t_a_train, "The net mass", 0) * within(freight_share, "The share", 0, 1) / 1e6


def occupancy(trains: float, occupation_min: float, *, window_min: float = MINUTES_A_DAY) -> float:
    """
    Compute the share of the time that trains occupy a line, as UIC leaflet 406 does, ``trains · minutes / window``.

    Parameters
    ----------
    trains
        Trains in the window over the limiting stretch, both directions on a single track.
    occupation_min
        Minutes that one of them blocks it once the timetable is compressed, buffers and supplements included.
    window_min
        The time looked at.

    Returns
    -------
    occupancy
        A share; above 1 the timetable cannot be run.

    Raises
    ------
    CorridorError
        If a number is negative, or the window zero.
    """
    blocked = within(trains, "The trains", 0) * within(occupation_min, "The occupation", 0)
    return blocked / positive(window_min, "The window")


def is_within_uic_406(share: float, *, traffic: str = "mixed", window: str = "day") -> bool:
    """
    Tell whether an occupancy keeps to the leaflet's recommended value.

    Parameters
    ----------
    share
        The occupancy.
    traffic
        ``"mixed"``, ``"high-speed"`` or ``"suburban"``.
    window
        ``"day"`` or ``"peak"``.

    Returns
    -------
    is_within
        True up to the recommended value, itself included.

    Raises
    ------
    CorridorError
        If the leaflet has no value for such traffic.
    """
    limit = UIC_406_LIMITS.get((traffic, window))
    if limit is None:
        raise CorridorError(f"UIC 406 has no value for {traffic!r}, {window!r}. It has: {sorted(UIC_406_LIMITS)}.")
    return share <= limit


def _removed(removals: Iterable[tuple[float, float]]) -> float:
    return sum(within(pairs, "n", 0) * within(coefficient, "ε", 0) for pairs, coefficient in removals)


def _time_left(t_tech_min: float, alpha: float) -> float:
    return (MINUTES_A_DAY - within(t_tech_min, "t_tech", 0, MINUTES_A_DAY)) * within(alpha, "α", 0, 1)
