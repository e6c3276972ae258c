"""
Road capacity by the Highway Capacity Manual, and freight tonnes a year from it.

Two-lane roads: 1,700 passenger cars an hour and direction, 3,200 both directions together. Four lanes and more: about
2,200 passenger cars an hour and lane. A truck stands for E passenger cars, f_HV = 1 / (1 + P · (E - 1)); a day's
traffic is the design hour's over K, the busier direction has the share D of it.
"""

from __future__ import annotations

from dataclasses import dataclass

from geo.errors import CorridorError
from geo.model.estimates import positive, within

TWO_LANES = 2


@dataclass(frozen=True)
class RoadCategory:
    """
    A technical category of roads with the traffic it is designed for.

    Parameters
    ----------
    name
        I to V.
    low, high
        Passenger-car units a day, both directions together; `high` None for the highest category.
    """

    name: str
    low: int
    high: int | None


CATEGORIES = (
    RoadCategory("I", 14000, None),
    RoadCategory("II", 6000, 14000),
    RoadCategory("III", 2000, 6000),
    RoadCategory("IV", 200, 2000),
    RoadCategory("V", 0, 200),
)
"""Design volumes of SNiP 2.05.02-85 and SP 34.13330, whose categories the Kazakh standard follows."""


@dataclass(frozen=True)
class RoadTraffic:
    """
    What turns passenger cars an hour into freight tonnes a year.

    Parameters
    ----------
    truck_share
        P, the share of trucks among vehicles.
    truck_pce
        E, the passenger cars that a truck stands for.
    peak_factor
        The peak-hour factor.
    k, d
        Share of a day's traffic in the design hour, and of that hour's in the busier direction.
    payload_t
        Mean load of a truck, empty runs counted.
    """

    truck_share: float
    truck_pce: float
    peak_factor: float
    k: float
    d: float
    payload_t: float

    def __post_init__(self) -> None:
        """Refuse what is out of range."""
        within(self.truck_share, "P", 0, 1)
        within(self.truck_pce, "E", 1)
        within(positive(self.peak_factor, "The peak-hour factor"), "The peak-hour factor", 0, 1)
        within(positive(self.k, "K"), "K", 0, 1)
        within(self.d, "D", 0.5, 1)
        within(self.payload_t, "The payload", 0)


def hourly_flow(
    lanes: int, *, lane_flow: float = 2200, two_lane_flow: float = 1700, both: float = 3200, d: float = 0.5
) -> float:
    """
    Compute the passenger cars an hour that the busier direction of a road takes.

    Parameters
    ----------
    lanes
        Lanes of both directions together.
    lane_flow
        Capacity of a lane of a multilane road.
    two_lane_flow, both
        Capacity of one direction, and of both, of a two-lane road.
    d
        D, the share of the busier direction.

    Returns
    -------
    flow
        Passenger cars an hour; on two lanes the smaller of one direction's limit and D of that of both, on an odd
        number of lanes that of the smaller half.

    Raises
    ------
    CorridorError
        If there are fewer than two lanes, or a number is out of range.
    """
    if lanes < TWO_LANES:
        raise CorridorError(f"A road of both directions has two lanes or more, not {lanes}.")
    within(d, "D", 0.5, 1)
    if lanes < 2 * TWO_LANES:
        return min(within(two_lane_flow, "The flow", 0), d * within(both, "The flow of both directions", 0))
    return (lanes // 2) * within(lane_flow, "The flow of a lane", 0)


def vehicles_a_day(flow: float, traffic: RoadTraffic) -> float:
    """
    Turn passenger cars an hour of the busier direction into vehicles a day, ``flow · PHF · f_HV / (K · D)``.

    Parameters
    ----------
    flow
        Passenger cars an hour.
    traffic
        How the traffic is made up.

    Returns
    -------
    vehicles
        Vehicles a day, both directions together, at capacity in the design hour.

    Raises
    ------
    CorridorError
        If the flow is negative or not finite.
    """
    heavy = 1 / (1 + traffic.truck_share * (traffic.truck_pce - 1))
    return within(flow, "The flow", 0) * traffic.peak_factor * heavy / (traffic.k * traffic.d)


def yearly_mt(vehicles: float, traffic: RoadTraffic, *, days: float = 365) -> float:
    """
    Turn vehicles a day into Mt a year and direction, ``days · vehicles / 2 · P · payload / 10⁶``.

    Parameters
    ----------
    vehicles
        Vehicles a day, both directions together.
    traffic
        How the traffic is made up.
    days
        Days of traffic a year.

    Returns
    -------
    mt
        Mt a year and direction; over a year both directions carry the same.

    Raises
    ------
    CorridorError
        If a number is out of range.
    """
    trucks = within(vehicles, "The vehicles", 0) / 2 * traffic.truck_share
    return within(days, "The days", 0, 366) * trucks * traffic.payload_t / 1e6


def category_of(units_a_day: float) -> RoadCategory:
    """
    Find the category that a traffic asks for.

    Parameters
    ----------
    units_a_day
        Passenger-car units a day, both directions together.

    Returns
    -------
    category
        The lowest one designed for it.

    Raises
    ------
    CorridorError
        If the number is negative or not finite.
    """
    within(units_a_day, "The traffic", 0)
    return next(category for category in reversed(CATEGORIES) if category.high is None or units_a_day <= category.high)


def category_of_lanes(lanes: int) -> RoadCategory:
    """
    Give the highest category that a road of so many lanes may have.

    Parameters
    ----------
    lanes
        Lanes of both directions together.

    Returns
    -------
    category
        I from four lanes on, II below.
    """
    return CATEGORIES[0] if lanes >= 2 * TWO_LANES else CATEGORIES[1]
