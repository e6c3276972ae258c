"""Ports and ferries: what berths handle, and what ships carry, in Mt a year."""

from __future__ import annotations

from geo.model.estimates import positive, within

HOURS_A_YEAR = 365 * 24


def berth_mt(berths: float, *, occupancy: float, t_an_hour: float, hours: float) -> float:
    """
    Compute what the berths of a port handle, ``berths · occupancy · t an hour · hours / 10⁶``.

    Parameters
    ----------
    berths
        Number of berths.
    occupancy
        Share of the time that a berth is in use; UNCTAD's handbook (Port development, 1985) allows 0.4 for one berth
        and up to 0.7 for many.
    t_an_hour
        Tonnes that a berth in use handles an hour.
    hours
        Working hours a year.

    Returns
    -------
    mt
        Mt a year, in and out together.

    Raises
    ------
    CorridorError
        If a number is out of range.
    """
    busy = within(berths, "The berths", 0) * within(occupancy, "The occupancy", 0, 1)
    return busy * within(t_an_hour, "The productivity", 0) * within(hours, "The hours", 0, 366 * 24) / 1e6


def round_trips_a_year(distance_km: float, *, speed_kmh: float, port_h: float, weather_loss: float) -> float:
    """
    Compute the round trips of one ship, ``8760 · (1 - weather) / (2 · (distance / speed + port time))``.

    Parameters
    ----------
    distance_km
        One way.
    speed_kmh
        Speed at sea.
    port_h
        Hours in one port, both for unloading and loading, waiting included.
    weather_loss
        Share of the year in which wind or ice keeps ships in port.

    Returns
    -------
    trips
        Round trips a year, not rounded.

    Raises
    ------
    CorridorError
        If a number is out of range, or a trip takes no time.
    """
    at_sea = within(distance_km, "The distance", 0) / positive(speed_kmh, "The speed")
    trip_h = positive(2 * (at_sea + within(port_h, "The time in port", 0)), "The time of a round trip")
    return HOURS_A_YEAR * (1 - within(weather_loss, "The loss by weather", 0, 1)) / trip_h


def ferry_mt(trips: float, *, ships: float, wagons: float, net_t_a_wagon: float) -> float:
    """
    Compute what ferries carry in one direction, ``ships · trips · wagons · net t / 10⁶``.

    Each round trip takes a full load each way, so both directions together carry twice this.

    Parameters
    ----------
    trips
        Round trips a year of one ship.
    ships
        Number of ferries.
    wagons
        Wagons a ferry.
    net_t_a_wagon
        Net tonnes a wagon.

    Returns
    -------
    mt
        Mt a year and direction.

    Raises
    ------
    CorridorError
        If a number is negative or not finite.
    """
    loads = within(trips, "The trips", 0) * within(ships, "The ships", 0) * within(wagons, "The wagons", 0)
    return loads * within(net_t_a_wagon, "The net mass of a wagon", 0) / 1e6
