"""Border crossings and gauge changes: how long trains and trucks wait as they fill."""

from __future__ import annotations

import math

from geo.errors import CorridorError
from geo.model.estimates import positive, within


def queue_h(utilisation: float, *, servers: int, service_h: float, variability: float = 1) -> float | None:
    """
    Approximate the mean wait before service in a queue of several servers, after Sakasegawa.

    ``W = V · ρ^(√(2(m + 1)) - 1) / (m · (1 - ρ)) · service``, with V the mean of the squared coefficients of variation
    of arrivals and of service (1 for both random). For one server it is Kingman's formula, exact for M/M/1
    (H. Sakasegawa, An approximation formula Lq = α·ρ^β / (1 - ρ), Ann. Inst. Statist. Math. 29, 1977).

    Parameters
    ----------
    utilisation
        ρ, the load of each server.
    servers
        m, trains or trucks cleared at the same time.
    service_h
        Mean time of one clearance.
    variability
        V; 0 for a timetable that is kept.

    Returns
    -------
    wait_h
        Hours; None where the load is 1 or more, as the queue then grows without end.

    Raises
    ------
    CorridorError
        If a number is out of range.
    """
    within(utilisation, "The utilisation", 0)
    if servers < 1:
        raise CorridorError(f"A crossing has at least one server, not {servers}.")
    if utilisation >= 1:
        return None
    exponent = math.sqrt(2 * (servers + 1)) - 1
    wait: float = utilisation**exponent / (servers * (1 - utilisation))
    return within(variability, "The variability", 0) * wait * within(service_h, "The service", 0)


def crossing_h(
    flow_mt: float, capacity_mt: float, *, servers: int, service_h: float, variability: float = 1
) -> float | None:
    """
    Give the time at a crossing at a given flow: service and the wait before it.

    Parameters
    ----------
    flow_mt, capacity_mt
        Mt a year and direction.
    servers, service_h, variability
        As in `queue_h`.

    Returns
    -------
    time_h
        Hours; None where the flow reaches the capacity.

    Raises
    ------
    CorridorError
        If a number is out of range.
    """
    load = within(flow_mt, "The flow", 0) / positive(capacity_mt, "The capacity")
    wait = queue_h(load, servers=servers, service_h=service_h, variability=variability)
    return None if wait is None else service_h + wait


def servers_capacity(servers: int, service_h: float, *, hours: float = 24) -> float:
    """
    Compute what a crossing clears, ``servers · hours / service``.

    Parameters
    ----------
    servers
        Trains or trucks cleared at the same time.
    service_h
        Mean time of one clearance.
    hours
        Hours of work a day.

    Returns
    -------
    a_day
        Trains or trucks a day and direction.

    Raises
    ------
    CorridorError
        If a number is out of range.
    """
    return within(servers, "The servers", 1) * within(hours, "The hours", 0, 24) / positive(service_h, "The service")
